//! Code generation: writes a plan as SQL. Notes write their own statements with these parts; nothing else writes the SQL of
//! queries.
//!
//! A typed value reaches `SQLite` only as a bound parameter; identifiers come from the checked catalog and are quoted.
//! `condition`, `value_predicate` and `link_predicate` implement docs/semantics.md; `select` writes columns and orders; `units`
//! lists the units of amounts; this file assembles whole statements.

mod claims;
mod computed;
pub(in crate::query) mod condition;
pub(in crate::query) mod equivalents;
pub(in crate::query) mod expr;
pub(in crate::query) mod groups;
pub(in crate::query) mod keys;
mod labels;
pub(in crate::query) mod link_predicate;
pub(in crate::query) mod mentions;
mod multivalue;
pub(in crate::query) mod provenance;
mod record_label;
pub(in crate::query) mod select;
mod statement;
mod tables;
pub(in crate::query) mod totals;
pub(in crate::query) mod units;
pub(in crate::query) mod value_predicate;

pub use expr::{Param, RowSearch, WordSearch};
pub use select::Read;
pub use statement::{Behind, CITED, OwnClaims, Statement};
pub(in crate::query) use tables::{filtered, from, member};
pub use units::{UnitRows, units};

use condition::{RowScope, Truth, predicate};
use expr::{Expr, ident, sql};
use std::rc::Rc;
use tables::{limit, limited, subject, tables};

use super::plan::{Cond, Item, NamedPath, Plan};
use crate::catalog::{Kind, Sort};

/// Writes the statement of a query's rows.
pub fn rows(plan: &Plan<'_>) -> Statement {
    rows_and_ids(plan, false)
}

/// Writes the statement of a query's rows; if `identified`, each with its id. Groups have none.
pub fn rows_and_ids(plan: &Plan<'_>, identified: bool) -> Statement {
    if let Some(keys) = &plan.groups {
        return groups::rows(plan, keys);
    }
    let at = subject(plan);
    let certain = match &plan.filter {
        Some(filter) if filter.is_possible() => {
            sql!["(", predicate(&filter.without_possibly(), &at, Truth::Certain), ") IS TRUE"]
        }
        _ => Expr::yes(),
    };
    let cells = plan.shown.iter().flat_map(|item| select::cells(item, plan.exact, &at));
    let certain = sql![certain, " AS certain"];
    let (behind, cited) =
        if plan.cited { provenance::of_rows(plan, &at) } else { Default::default() };
    let against: Vec<Option<Expr>> =
        plan.shown.iter().map(|item| provenance::against(item, plan, &at)).collect();
    let contested = against.iter().map(Option::is_some).collect();
    let id = identified.then(|| at.column("id"));
    let cells = cells.chain(cited).chain(against.into_iter().flatten()).chain(id);
    let select = Expr::join([certain].into_iter().chain(cells), ",\n       ");
    // With `each`, shown or as a key, each item is a row.
    let has_each = each_path(plan).is_some();
    let is_sorted = !plan.order.is_empty() || plan.is_ranked();
    let rows = if !has_each && is_sorted && plan.limit.is_some() {
        // First which rows, then what is shown of them: SQLite would make every cell before it sorts.
        sql![from(plan, &at), "\n WHERE ", among_first(plan), ordered(plan, &at, None)]
    } else {
        in_order(plan, &at)
    };
    let statement = sql!["SELECT ", select, rows];
    let columns = plan.shown.iter().map(select::column).collect();
    Statement { cited: behind, contested, identified, ..Statement::new(statement, columns) }
}

/// Writes `FROM`, `WHERE`, `ORDER BY` and `LIMIT` of a query's rows. Where words lead to them, only what has the words is read.
fn in_order<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Expr {
    let Some((words, others)) = mentions::leading(plan) else {
        let rows = sql![from(plan, at), each(plan, at), filtered(plan, at)];
        return sql![rows, ordered(plan, at, None), limited(plan)];
    };
    let others = others.into_iter().map(|other| predicate(other, at, Truth::Certain));
    let all = std::iter::once("p.id = found.id".into()).chain(others);
    let filter = sql!["\n WHERE ", Expr::join(all, "\n   AND ")];
    let rows = |found| {
        let found = sql!["\n  FROM (", found, ") AS found\n  CROSS JOIN ", tables(plan, at)];
        sql![found, each(plan, at), filter.clone()]
    };
    let searched = at.searched();
    // Rows with the words in a name come first. Where they are enough, no other text is read.
    let named = plan.limit.and_then(|_| mentions::ranked_by_name(&words, &searched));
    let found = match named {
        None => mentions::ranked(&words, &searched),
        Some(named) => {
            let named = sql!["FROM (SELECT 1", rows(named), limited(plan), ")"];
            let more = sql!["SELECT count(*) < ", limit(plan), " AS more ", named];
            mentions::ranked_further(&words, &searched, &more)
        }
    };
    sql![rows(found), ordered(plan, at, Some("found.rank".into())), limited(plan)]
}

/// Writes `ORDER BY`: the query's keys or where words were found, then the name, then the identity, so that nothing depends on the
/// order of loading. `rank` is where words were found, if that is read already.
fn ordered<'c>(plan: &Plan<'c>, at: &RowScope<'c>, rank: Option<Expr>) -> Expr {
    let mut order: Vec<Expr> = plan.order.iter().flat_map(|key| select::order(key, at)).collect();
    if order.is_empty() {
        order.extend(rank.or_else(|| mentions::rank(plan, &at.searched())));
    }
    if plan.kind.named() {
        order.push(at.of_thing("name_key"));
        order.push(at.of_thing("slug"));
    }
    match plan.kind.sort {
        Sort::Thing | Sort::Union => {}
        Sort::Record => order.extend([select::content(at), vec![at.of_thing("id")]].concat()),
        Sort::Evidence => order.extend([select::content(at), vec![at.column("id")]].concat()),
    }
    if plan.shown.iter().any(|item| matches!(item, Item::Each(_))) {
        order.push("each_value.key".into());
    }
    sql!["\n ORDER BY ", Expr::join(order, ", ")]
}

/// Checks whether a query tests values that its answer doesn't show. They get citations of their own.
pub fn has_unshown(plan: &Plan<'_>) -> bool {
    !provenance::unshown(plan).is_empty()
}

/// Counts the rows of a query without its `limit`.
pub fn count(plan: &Plan<'_>) -> Statement {
    let at = member(plan);
    Statement::bare(sql!["SELECT count(*)", from(plan, &at), filtered(plan, &at)])
}

/// Selects 1 if a query has any row, else 0.
pub fn first(plan: &Plan<'_>) -> Statement {
    let at = member(plan);
    let rows = sql!["SELECT 1", from(plan, &at), filtered(plan, &at), " LIMIT 1"];
    Statement::bare(sql!["SELECT count(*) FROM (", rows, ")"])
}

/// Selects 1 if a query has more rows than its limit, else 0.
pub fn is_cut(plan: &Plan<'_>) -> Option<Statement> {
    if plan.count || plan.groups.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let limit = Expr::integer(i64::try_from(plan.limit?).unwrap_or(i64::MAX));
    let at = member(plan);
    let rows = if let Some(keys) = &plan.groups {
        groups::distinct(plan, keys)
    } else {
        sql!["SELECT 1", from(plan, &at), each(plan, &at), filtered(plan, &at)]
    };
    let first = sql!["(", rows, " LIMIT ", limit.clone(), " + 1)"];
    Some(Statement::bare(sql!["SELECT count(*) > ", limit, " FROM ", first]))
}

/// Selects 1 if a kind has more than `many` things, else 0.
pub fn more_than(kind: &Kind, many: u64) -> Statement {
    let many = Expr::integer(i64::try_from(many).unwrap_or(i64::MAX));
    let table = ident(&kind.name);
    let first = sql![format!("SELECT 1 FROM {table} LIMIT "), many.clone(), " + 1"];
    Statement::bare(sql!["SELECT count(*) > ", many, " FROM (", first, ")"])
}

/// Counts the things the answer shows, or has in the groups it shows, that meet a condition too.
pub fn count_shown(plan: &Plan<'_>, also: Option<&Cond<'_>>) -> Statement {
    let at = member(plan);
    count_of_answer(plan, also.map_or_else(Expr::yes, |also| predicate(also, &at, Truth::Certain)))
}

/// Counts the rows of the answer that meet a predicate too.
pub(in crate::query) fn count_of_answer(plan: &Plan<'_>, also: Expr) -> Statement {
    let at = member(plan);
    let filter = Expr::all(vec![also, of_answer(plan, &at)]);
    Statement::bare(sql!["SELECT count(*)", from(plan, &at), "\n WHERE ", filter])
}

/// Writes the predicate that a thing is in the answer. With a limit it is among the first rows, or in one of the first groups.
pub(in crate::query) fn of_answer<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Expr {
    if let Some(first) = plan.groups.as_ref().and_then(|keys| groups::first(plan, keys, "pairs.id"))
    {
        return sql!["p.id IN (\n", first, ")"];
    }
    if let Some(ids) = &plan.answer {
        return sql!["p.id IN (", listed(ids), ")"];
    }
    if plan.limit.is_none() || plan.groups.is_some() || plan.count {
        let filter = plan.filter.as_ref();
        return filter.map_or_else(Expr::yes, |filter| predicate(filter, at, Truth::Certain));
    }
    among_first(plan)
}

/// Writes ids with commas between them.
pub(in crate::query) fn listed(ids: &[i64]) -> Expr {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    ids.join(", ").into()
}

/// Writes that a row is among the first ones that a query shows.
fn among_first(plan: &Plan<'_>) -> Expr {
    let rows = Rc::new(in_order(plan, &subject(plan)));
    let all = sql!["SELECT p.id, 0", rows.clone()];
    let only = [(all, Expr::default())].into();
    let first = Expr::search(&only, 0, (sql!["SELECT p.id", rows], false));
    sql!["p.id IN (", first, ")"]
}

/// Counts the rows that meet one part of a query's condition alone.
pub fn count_of(plan: &Plan<'_>, part: &Cond<'_>) -> Statement {
    let at = member(plan);
    let certain = predicate(part, &at, Truth::Certain);
    Statement::bare(sql!["SELECT count(*)", from(plan, &at), "\n WHERE ", certain])
}

/// Returns the path of `each`, in what is shown or in a key of the order.
fn each_path<'p, 'c>(plan: &'p Plan<'c>) -> Option<&'p NamedPath<'c>> {
    let mut items = plan.shown.iter().chain(plan.order.iter().map(|key| &key.item));
    items.find_map(|item| if let Item::Each(path) = item { Some(path) } else { None })
}

/// Writes the join that makes one row for each value of `each`.
fn each<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Expr {
    each_path(plan).map_or_else(Expr::default, |path| {
        sql!["\n  LEFT JOIN json_each(", multivalue::triples(&path.steps, at), ") AS each_value"]
    })
}
