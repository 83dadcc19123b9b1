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
pub(in crate::query) mod totals;
pub(in crate::query) mod units;
pub(in crate::query) mod value_predicate;

pub use expr::{Param, RowSearch};
pub use select::Read;
pub use units::{UnitRows, units};

use condition::{RowScope, Truth, predicate};
use expr::{Expr, Finished, ident, sql};
use std::rc::Rc;

use super::plan::{Cond, Item, NamedPath, Plan};
use crate::answer::Column;
use crate::catalog::{Kind, Sort};

/// A statement with its parameters and the layout of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// SQL with `?1`, `?2` … for its parameters.
    pub text: String,
    /// The parameters, in that order.
    pub params: Vec<Param>,
    /// The parts that search for rows by themselves, in the order of the text.
    pub searches: Vec<RowSearch>,
    /// The columns of the answer. Each row begins with 1 if it certainly belongs to the answer, else 0; then each column takes as
    /// many values as its [`Read`] has.
    pub columns: Vec<Column>,
    /// How each column is read.
    pub reads: Vec<Read>,
    /// How the claims are read that follow the columns: those behind each column, and those behind the conditions; none if they
    /// aren't asked for. Before them comes the id of the row's own thing, if any of its claims are among those
    /// ([`Statement::claims_of_thing`]).
    pub cited: Vec<Behind>,
    /// For each column, whether a JSON array of the claims against its value follows those. NULL means no claims.
    pub contested: Vec<bool>,
}

/// How the claims behind a value are read from a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// Which of the claims on the row's own thing count. For a field, whether it has a value follows in the row.
    pub own: Option<OwnClaims>,
    /// A statement that selects the ids of further claims by an id ([`Param::Of`]), which follows in the row; many rows have the
    /// same.
    pub by_id: Option<Statement>,
    /// Whether a JSON array of the ids of claims follows.
    pub ids: bool,
}

/// Which of the claims on a thing are behind a value of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnClaims {
    /// Those on the whole.
    Whole,
    /// Those on a field; without any, if it has a value, those on the whole.
    Field(String),
}

/// What a citation has of a claim.
pub const CITED: &str = "source, paragraph, phrase, basis, note, \
    coalesce(says, (SELECT min(r.says) FROM rival AS r WHERE r.claim = claim.id)), confidence, read_as";

impl Statement {
    /// Selects the claims on a thing or record ([`Param::Of`]): the id of each, whether it supports the whole, the fields that it
    /// supports, whether it is for the recorded value, and what a citation has of it.
    pub fn claims_of_thing() -> Self {
        let given = computed::FOR;
        let head = format!("SELECT id, whole, field, {given}, {CITED} FROM claim WHERE thing = ");
        Self::bare(sql![head, Param::Of])
    }

    /// Makes a statement whose rows aren't those of an answer.
    pub(in crate::query) fn bare(expr: Expr) -> Self {
        Self::new(expr, vec![])
    }

    fn new(expr: Expr, columns: Vec<Column>) -> Self {
        let Finished { text, params, searches } = expr.finish();
        let reads = columns.iter().map(|column| Read::Cell(column.shape)).collect();
        Self { text, params, searches, columns, reads, cited: vec![], contested: vec![] }
    }

    /// Returns the text with its parameters as literals, for `sqlite3`, and those of the statements that find claims.
    pub fn pasted(&self) -> String {
        let own =
            self.cited.iter().find(|behind| behind.own.is_some()).map(|_| Self::claims_of_thing());
        let further = self.cited.iter().filter_map(|behind| behind.by_id.as_ref());
        let further = own.iter().chain(further);
        let further = further.map(|further| format!(";\n\n{}", further.pasted()));
        self.with_literals() + &further.collect::<String>()
    }

    fn with_literals(&self) -> String {
        let mut text = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once('?') {
            let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, tail) = after.split_at(digits);
            let param =
                number.parse::<usize>().ok().and_then(|n| self.params.get(n.checked_sub(1)?));
            text.push_str(before);
            text.push_str(&param.map_or_else(|| format!("?{number}"), Param::literal));
            rest = tail;
        }
        text + rest
    }
}

/// Writes the statement of a query's rows.
pub fn rows(plan: &Plan<'_>) -> Statement {
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
    let cells = cells.chain(cited).chain(against.into_iter().flatten());
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
    Statement { cited: behind, contested, ..Statement::new(statement, columns) }
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

fn limited(plan: &Plan<'_>) -> Expr {
    plan.limit.map_or_else(Expr::default, |_| sql!["\n LIMIT ", limit(plan)])
}

fn limit(plan: &Plan<'_>) -> Expr {
    Expr::integer(plan.limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(i64::MAX))
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
    if plan.limit.is_none() || plan.groups.is_some() || plan.count {
        let filter = plan.filter.as_ref();
        return filter.map_or_else(Expr::yes, |filter| predicate(filter, at, Truth::Certain));
    }
    among_first(plan)
}

/// Writes that a row is among the first ones that a query shows.
fn among_first(plan: &Plan<'_>) -> Expr {
    let rows = in_order(plan, &subject(plan));
    let all = Rc::new(sql!["SELECT p.id, 0, 0", rows.clone()]);
    let first = Expr::search(&all, 0, (sql!["SELECT p.id", rows], false));
    sql!["p.id IN (", first, ")"]
}

/// Counts the rows that meet one part of a query's condition alone.
pub fn count_of(plan: &Plan<'_>, part: &Cond<'_>) -> Statement {
    let at = member(plan);
    let certain = predicate(part, &at, Truth::Certain);
    Statement::bare(sql!["SELECT count(*)", from(plan, &at), "\n WHERE ", certain])
}

/// Returns the scope of a query's row.
fn subject<'c>(plan: &Plan<'c>) -> RowScope<'c> {
    let union = plan.kind.sort == Sort::Union;
    let thing = match (union, plan.kind.named()) {
        (true, _) => Some("p".to_owned()),
        (false, true) => Some("n".to_owned()),
        (false, false) => None,
    };
    RowScope { catalog: plan.catalog, kind: plan.kind, alias: "p".into(), thing, is_reading: false }
}

/// Returns the scope of a row that is only counted or collected. Its entry in `thing` is looked up where it is needed.
pub(in crate::query) fn member<'c>(plan: &Plan<'c>) -> RowScope<'c> {
    let subject = subject(plan);
    RowScope { thing: subject.thing.filter(|alias| *alias == subject.alias), ..subject }
}

pub(in crate::query) fn from(plan: &Plan<'_>, at: &RowScope<'_>) -> Expr {
    sql!["\n  FROM ", tables(plan, at)]
}

/// Writes the tables of a query's rows.
fn tables(plan: &Plan<'_>, at: &RowScope<'_>) -> Expr {
    let table = ident(&plan.kind.name);
    match plan.kind.sort {
        Sort::Union => format!("(SELECT * FROM {table} WHERE slug IS NOT NULL) AS p").into(),
        _ if at.thing.is_none() => format!("{table} AS p").into(),
        // The first few names are found by walking the things of the kind in their order. All rows are read in the order of
        // the table and sorted: to jump to each would take four times as long.
        _ if plan.order.is_empty() && plan.limit.is_some() && !plan.is_ranked() => sql![
            format!("{table} AS p JOIN thing AS n ON n.id = p.id AND n.kind = "),
            Expr::text(&plan.kind.name),
            // Names are not in the index of this order.
            if plan.kind.name == "name" { "" } else { " AND n.kind <> 'name'" }
        ],
        _ => format!("{table} AS p CROSS JOIN thing AS n ON n.id = p.id").into(),
    }
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

/// Writes `WHERE`, with each part of a conjunction on its own line.
pub(in crate::query) fn filtered<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Expr {
    match &plan.filter {
        None => Expr::default(),
        Some(Cond::All(parts)) if parts.len() <= 32 => {
            let parts = parts.iter().map(|part| predicate(part, at, Truth::Certain));
            sql!["\n WHERE ", Expr::join(parts, "\n   AND ")]
        }
        Some(filter) => sql!["\n WHERE ", predicate(filter, at, Truth::Certain)],
    }
}
