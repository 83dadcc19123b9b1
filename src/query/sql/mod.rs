//! Code generation: writes a plan as SQL. Notes write their own statements with these parts; nothing else writes the SQL of
//! queries.
//!
//! A typed value reaches `SQLite` only as a bound parameter; identifiers come from the checked catalog and are quoted.
//! `condition`, `value_predicate`, `amount_predicate` and `link_predicate` implement docs/semantics.md for a row (`row_scope`);
//! `mentions` searches `texts`; `select` writes columns and orders; `units` lists the units of amounts; this file assembles whole
//! statements.

mod amount_predicate;
mod claims;
mod computed;
pub(in crate::query) mod condition;
pub(in crate::query) mod equivalents;
pub(in crate::query) mod expr;
pub(in crate::query) mod groups;
pub(in crate::query) mod keys;
pub(in crate::query) mod labels;
pub(in crate::query) mod link_predicate;
pub(in crate::query) mod mentions;
mod multivalue;
pub(in crate::query) mod provenance;
mod record_label;
pub(in crate::query) mod row_scope;
pub(in crate::query) mod select;
mod statement;
mod tables;
mod texts;
pub(in crate::query) mod totals;
pub(in crate::query) mod truth;
pub(in crate::query) mod units;
pub(in crate::query) mod value_predicate;

pub use expr::{Param, RowSearch, WordSearch};
pub use select::Read;
pub use statement::{CITED, ClaimColumns, OwnClaims, Statement};
pub(in crate::query) use tables::{from_tables, member_scope, where_clause};
pub use units::{UnitRows, select_units};

use condition::cond_predicate;
use expr::{Expr, quote_ident, sql};
use row_scope::RowScope;
use std::rc::Rc;
use tables::{bind_limit, limit_clause, query_tables, subject_scope};
use truth::Truth;

use super::plan::{Cond, Item, NamedPath, Plan};
use crate::catalog::{Kind, Sort};

/// Writes the statement of a query's rows.
pub fn rows_statement(plan: &Plan<'_>) -> Statement {
    rows_and_ids(plan, false)
}

/// Writes the statement of a query's rows; if `identified`, each with its id. Groups have none.
pub fn rows_and_ids(plan: &Plan<'_>, identified: bool) -> Statement {
    if let Some(keys) = &plan.groups {
        return groups::groups_statement(plan, keys);
    }
    let at = subject_scope(plan);
    let certain = match &plan.filter {
        Some(filter) if filter.is_possible() => {
            sql!["(", cond_predicate(&filter.without_possibly(), &at, Truth::Certain), ") IS TRUE"]
        }
        _ => Expr::always_true(),
    };
    let cells = plan.shown.iter().flat_map(|item| select::cell_exprs(item, plan.exact, &at));
    let certain = sql![certain, " AS certain"];
    let (behind, cited) =
        if plan.cited { provenance::of_rows(plan, &at) } else { Default::default() };
    let against: Vec<Option<Expr>> =
        plan.shown.iter().map(|item| provenance::claims_against(item, plan, &at)).collect();
    let contested = against.iter().map(Option::is_some).collect();
    let id = identified.then(|| at.column("id"));
    let cells = cells.chain(cited).chain(against.into_iter().flatten()).chain(id);
    let select = Expr::join([certain].into_iter().chain(cells), ",\n       ");
    // With `each`, shown or as a key, each item is a row.
    let has_each = each_path(plan).is_some();
    let is_sorted = !plan.order.is_empty() || plan.is_ranked();
    let rows = if !has_each && is_sorted && plan.limit.is_some() {
        // First which rows, then what is shown of them: SQLite would make every cell before it sorts.
        sql![
            from_tables(plan, &at),
            "\n WHERE ",
            among_first(plan),
            order_by_clause(plan, &at, None)
        ]
    } else {
        in_order(plan, &at)
    };
    let statement = sql!["SELECT ", select, rows];
    let columns = plan.shown.iter().map(select::item_column).collect();
    Statement { cited: behind, contested, identified, ..Statement::new(statement, columns) }
}

/// Writes `FROM`, `WHERE`, `ORDER BY` and `LIMIT` of a query's rows. Where words lead to them, only what has the words is read.
fn in_order<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Expr {
    let Some((words, others)) = mentions::leading_words(plan) else {
        let rows = sql![from_tables(plan, at), join_each_value(plan, at), where_clause(plan, at)];
        return sql![rows, order_by_clause(plan, at, None), limit_clause(plan)];
    };
    let others = others.into_iter().map(|other| cond_predicate(other, at, Truth::Certain));
    let all = std::iter::once("p.id = found.id".into()).chain(others);
    let filter = sql!["\n WHERE ", Expr::join(all, "\n   AND ")];
    let rows = |found| {
        let found = sql!["\n  FROM (", found, ") AS found\n  CROSS JOIN ", query_tables(plan, at)];
        sql![found, join_each_value(plan, at), filter.clone()]
    };
    let searched = at.searched_row();
    // Rows with the words in a name come first. Where they are enough, no other text is read.
    let named = plan.limit.and_then(|_| mentions::ranked_by_name(&words, &searched));
    let found = match named {
        None => mentions::ranked_by_words(&words, &searched),
        Some(named) => {
            let named = sql!["FROM (SELECT 1", rows(named), limit_clause(plan), ")"];
            let more = sql!["SELECT count(*) < ", bind_limit(plan), " AS more ", named];
            mentions::ranked_further(&words, &searched, &more)
        }
    };
    sql![rows(found), order_by_clause(plan, at, Some("found.rank".into())), limit_clause(plan)]
}

/// Writes `ORDER BY`: the query's keys or where words were found, then the name, then the identity, so that nothing depends on the
/// order of loading. `rank` is where words were found, if that is read already.
fn order_by_clause<'c>(plan: &Plan<'c>, at: &RowScope<'c>, rank: Option<Expr>) -> Expr {
    let mut order: Vec<Expr> =
        plan.order.iter().flat_map(|key| select::item_order_exprs(key, at)).collect();
    if order.is_empty() {
        order.extend(rank.or_else(|| mentions::answer_rank(plan, &at.searched_row())));
    }
    if plan.kind.has_names() {
        order.push(at.of_thing("name_key"));
        order.push(at.of_thing("slug"));
    }
    match plan.kind.sort {
        Sort::Thing | Sort::Union => {}
        Sort::Record => {
            order.extend([select::identifying_values(at), vec![at.of_thing("id")]].concat());
        }
        Sort::Evidence => {
            order.extend([select::identifying_values(at), vec![at.column("id")]].concat());
        }
    }
    if plan.shown.iter().any(|item| matches!(item, Item::Each(_))) {
        order.push("each_value.key".into());
    }
    sql!["\n ORDER BY ", Expr::join(order, ", ")]
}

/// Checks whether a query tests values that its answer doesn't show. They get citations of their own.
pub fn has_unshown(plan: &Plan<'_>) -> bool {
    !provenance::unshown_tests(plan).is_empty()
}

/// Counts the rows of a query without its `limit`.
pub fn count_all_rows(plan: &Plan<'_>) -> Statement {
    let at = member_scope(plan);
    Statement::from_expr(sql!["SELECT count(*)", from_tables(plan, &at), where_clause(plan, &at)])
}

/// Selects 1 if a query has any row, else 0.
pub fn finds_any_row(plan: &Plan<'_>) -> Statement {
    let at = member_scope(plan);
    let rows = sql!["SELECT 1", from_tables(plan, &at), where_clause(plan, &at), " LIMIT 1"];
    Statement::from_expr(sql!["SELECT count(*) FROM (", rows, ")"])
}

/// Selects 1 if a query has more rows than its limit, else 0.
pub fn is_cut(plan: &Plan<'_>) -> Option<Statement> {
    if plan.count || plan.groups.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let limit = Expr::bind_count(plan.limit?);
    let at = member_scope(plan);
    let rows = if let Some(keys) = &plan.groups {
        groups::select_one_per_group(plan, keys)
    } else {
        sql![
            "SELECT 1",
            from_tables(plan, &at),
            join_each_value(plan, &at),
            where_clause(plan, &at)
        ]
    };
    let first = sql!["(", rows, " LIMIT ", limit.clone(), " + 1)"];
    Some(Statement::from_expr(sql!["SELECT count(*) > ", limit, " FROM ", first]))
}

/// Selects 1 if a kind has more than `many` things, else 0.
pub fn more_than(kind: &Kind, many: u64) -> Statement {
    let many = Expr::bind_count(many);
    let table = quote_ident(&kind.name);
    let first = sql![format!("SELECT 1 FROM {table} LIMIT "), many.clone(), " + 1"];
    Statement::from_expr(sql!["SELECT count(*) > ", many, " FROM (", first, ")"])
}

/// Counts the things the answer shows, or has in the groups it shows, that meet a condition too.
pub fn count_shown(plan: &Plan<'_>, also: Option<&Cond<'_>>) -> Statement {
    let at = member_scope(plan);
    let also = also.map(|also| cond_predicate(also, &at, Truth::Certain));
    count_of_answer(plan, also.unwrap_or_else(Expr::always_true))
}

/// Counts the rows of the answer that meet a predicate too.
pub(in crate::query) fn count_of_answer(plan: &Plan<'_>, also: Expr) -> Statement {
    let at = member_scope(plan);
    Statement::from_expr(sql!["SELECT count(*)", answer_rows(plan, &at, vec![also])])
}

/// Writes `FROM` and `WHERE` of the rows of the answer that meet predicates too.
pub(in crate::query) fn answer_rows<'c>(
    plan: &Plan<'c>,
    at: &RowScope<'c>,
    mut also: Vec<Expr>,
) -> Expr {
    also.push(of_answer(plan, at));
    sql![from_tables(plan, at), "\n WHERE ", Expr::all_of(also)]
}

/// Writes the predicate that a thing is in the answer. With a limit it is among the first rows, or in one of the first groups.
pub(in crate::query) fn of_answer<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Expr {
    if let Some(first) =
        plan.groups.as_ref().and_then(|keys| groups::select_first_groups(plan, keys, "pairs.id"))
    {
        return sql!["p.id IN (\n", first, ")"];
    }
    if let Some(ids) = &plan.answer {
        return sql!["p.id IN (", join_ids(ids), ")"];
    }
    if plan.limit.is_none() || plan.groups.is_some() || plan.count {
        return tables::filter_predicate(plan, at);
    }
    among_first(plan)
}

/// Writes ids with commas between them.
pub(in crate::query) fn join_ids(ids: &[i64]) -> Expr {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    ids.join(", ").into()
}

/// Writes that a row is among the first ones that a query shows.
fn among_first(plan: &Plan<'_>) -> Expr {
    let rows = Rc::new(in_order(plan, &subject_scope(plan)));
    let all = sql!["SELECT p.id, 0", rows.clone()];
    let only = [(all, Expr::default())].into();
    let first = Expr::search(&only, 0, (sql!["SELECT p.id", rows], false));
    sql!["p.id IN (", first, ")"]
}

/// Counts the rows that meet one part of a query's condition alone.
pub fn count_of(plan: &Plan<'_>, part: &Cond<'_>) -> Statement {
    let at = member_scope(plan);
    let certain = cond_predicate(part, &at, Truth::Certain);
    Statement::from_expr(sql!["SELECT count(*)", from_tables(plan, &at), "\n WHERE ", certain])
}

/// Returns the path of `each`, in what is shown or in a key of the order.
fn each_path<'p, 'c>(plan: &'p Plan<'c>) -> Option<&'p NamedPath<'c>> {
    let mut items = plan.shown.iter().chain(plan.order.iter().map(|key| &key.item));
    items.find_map(|item| if let Item::Each(path) = item { Some(path) } else { None })
}

/// Writes the join that makes one row for each value of `each`.
fn join_each_value<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Expr {
    each_path(plan).map_or_else(Expr::default, |path| {
        sql![
            "\n  LEFT JOIN json_each(",
            multivalue::json_triples(&path.steps, at),
            ") AS each_value"
        ]
    })
}
