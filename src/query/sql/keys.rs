//! Keys of groups: their identity, their shown value, their order, and the pairs of a thing and a group.

use super::condition::cond_predicate;
use super::expr::{Expr, quote_ident, sql};
use super::multivalue;
use super::row_scope::RowScope;
use super::select;
use super::tables::{from_tables, where_clause};
use super::truth::Truth;
use crate::catalog::{Sort, Type, columns};
use crate::query::plan::{Leaf, NamedPath, PathExpr, Plan};

/// Writes each matching thing with each of its groups: the group's identity (i) and, unless that is a thing whose name is
/// looked up later, the shown value (v) and the order (k), within a scale (q) where amounts don't all compare.
pub(in crate::query) fn thing_group_pairs<'c>(
    plan: &Plan<'c>,
    keys: &[NamedPath<'c>],
    at: &RowScope<'c>,
) -> Expr {
    let mut select = vec![sql![at.column("id"), " AS id"]];
    let mut joins = Expr::default();
    for (n, key) in (1..).zip(keys) {
        let column = |expr: Expr, name: &str| sql![expr, format!(" AS {name}{n}")];
        let value = |leaf: &dyn Fn(Leaf<'c>, &RowScope<'c>) -> Expr| {
            select::value_at_end(&key.steps, at, leaf)
        };
        let element = |at: usize| Expr::from(format!("json_extract(e{n}.value, '$[{at}]')"));
        let (list, v, k, i) = match (key.steps.link(), named_later(&key.steps)) {
            (None, _) if is_list(&key.steps) => {
                let word = Expr::from(format!("e{n}.value"));
                let words = value(&|end, at| select::json_words(end, at));
                (Some(words), word.clone(), word.clone(), word)
            }
            (None, _) => (
                None,
                value(&|end, at| select::display_value(end, None, at)),
                value(&|end, at| key_order(end, at)),
                value(&|end, at| key_identity(end, at)),
            ),
            (Some(_), true) => {
                let value = Expr::from(format!("e{n}.value"));
                (Some(multivalue::json_ids(&key.steps, at)), value.clone(), value.clone(), value)
            }
            (Some(_), false) => {
                (Some(multivalue::json_triples(&key.steps, at)), element(0), element(1), element(2))
            }
        };
        if let Some(list) = list {
            joins.push(sql!["\n  LEFT JOIN json_each(", list, format!(") AS e{n}")]);
        }
        select.push(column(i, "i"));
        if look_of_key(key, at) == KeySource::Carried {
            select.extend([column(v, "v"), column(k, "k")]);
        }
        if has_scales(key) {
            let unit = value(&|end, at| select::display_value(end, Some(columns::unit_column), at));
            select.push(column(select::scale_of_unit(unit, &key.steps, at), "q"));
        }
    }
    let how =
        if joins == Expr::default() { "(\nSELECT " } else { "MATERIALIZED (\nSELECT DISTINCT " };
    sql![
        format!("pairs AS {how}"),
        Expr::join(select, ", "),
        from_tables(plan, at),
        joins,
        where_clause(plan, at),
        ")"
    ]
}

/// The origin of a key's shown value and order.
#[derive(PartialEq)]
pub(in crate::query) enum KeySource {
    /// The name of a thing, looked up once for each group.
    Name,
    /// The identity itself.
    Itself,
    /// Columns of the pairs.
    Carried,
}

pub(in crate::query) fn look_of_key<'c>(key: &NamedPath<'c>, at: &RowScope<'c>) -> KeySource {
    if named_later(&key.steps) {
        return KeySource::Name;
    }
    let value =
        |leaf: &dyn Fn(Leaf<'c>, &RowScope<'c>) -> Expr| select::value_at_end(&key.steps, at, leaf);
    let of = value(&|end, at| key_identity(end, at));
    let is_itself = key.steps.link().is_none()
        && !is_list(&key.steps)
        && value(&|end, at| select::display_value(end, None, at)) == of
        && value(&|end, at| key_order(end, at)) == of;
    if is_itself { KeySource::Itself } else { KeySource::Carried }
}

/// Checks whether a key is a list; each of its words is a group.
fn is_list(way: &PathExpr<'_>) -> bool {
    matches!(way.leaf(), Some(Leaf::Field(field)) if field.list)
}

/// Checks whether a key is an amount of several scales, which don't compare.
pub(super) fn has_scales(key: &NamedPath<'_>) -> bool {
    key.steps.link().is_none() && select::several_scales(&key.steps)
}

/// Lists the expressions that order a key in the groups `g`. The last one has the direction; unknown values come last.
pub(super) fn key_order_exprs(key: &NamedPath<'_>, n: usize) -> Vec<String> {
    let own = format!("g.k{n}");
    if has_scales(key) { vec![format!("{own} IS NULL"), format!("g.q{n}"), own] } else { vec![own] }
}

/// Lists the expressions that order groups of one name: their slugs, else their shown values.
pub(super) fn same_name_order<'c>(key: &NamedPath<'c>, n: usize, at: &RowScope<'c>) -> Vec<String> {
    let slug = format!("(SELECT slug FROM thing WHERE id = g.i{n})");
    match look_of_key(key, at) {
        KeySource::Name => vec![format!("g.v{n}"), slug, format!("g.i{n}")],
        KeySource::Itself | KeySource::Carried => vec![format!("g.i{n}")],
    }
}

/// The rows from which aggregates read each thing with its group.
pub(in crate::query) struct Source {
    /// The number of keys.
    pub(super) keys: usize,
    /// The identity of the group, at the head of a `SELECT`.
    pub(super) head: Expr,
    /// `FROM …`
    pub(super) from: Expr,
    /// The condition on its rows.
    pub(super) filter: Option<Expr>,
    /// The id of the thing.
    pub(super) id: &'static str,
    /// Head and tail of a `SELECT` through `pairs`, for further joins.
    pub(in crate::query) through: (String, String),
}

impl Source {
    /// Returns head, `FROM …` for further tables, and condition of a `SELECT`.
    pub(super) fn select_parts(&self) -> (&Expr, Expr, Option<&Expr>) {
        (&self.head, sql![self.from.clone(), ", "], self.filter.as_ref())
    }
}

/// Returns the rows to read: the things themselves if no key is a list or passes a link, so that each is in one group; else the pairs.
pub(in crate::query) fn rows_to_read<'c>(
    plan: &Plan<'c>,
    keys: &[NamedPath<'c>],
    at: &RowScope<'c>,
) -> Source {
    // SQLite cannot know how many pairs there are: they are few, or as many as the things.
    let tail =
        format!(" FROM pairs AS g CROSS JOIN {} AS p ON p.id = g.id", quote_ident(&plan.kind.name));
    let through = (leading_identities(keys.len(), "g."), tail);
    if keys.iter().any(|key| key.steps.link().is_some() || is_list(&key.steps)) {
        let (head, from) = (through.0.clone().into(), through.1.clone().into());
        return Source { keys: keys.len(), head, from, filter: None, id: "g.id", through };
    }
    let mut head = Expr::default();
    for (n, key) in (1..).zip(keys) {
        head.push(select::value_at_end(&key.steps, at, &|end, at| key_identity(end, at)));
        head.push(format!(" AS i{n}, "));
    }
    let filter = plan.filter.as_ref().map(|filter| cond_predicate(filter, at, Truth::Certain));
    Source { keys: keys.len(), head, from: from_tables(plan, at), filter, id: "p.id", through }
}

/// Checks whether a key is a thing, whose name is looked up once for each group.
fn named_later(way: &PathExpr<'_>) -> bool {
    match way {
        PathExpr::Leaf(Leaf::Field(field)) => matches!(field.ty, Type::Ref(_) | Type::Level(_)),
        PathExpr::Leaf(Leaf::Link(link, via)) => via.sort != Sort::Evidence || link.to.is_some(),
        PathExpr::Leaf(_) => false,
        PathExpr::Ref(through) => through.then.iter().all(|(_, way)| named_later(way)),
        // The values at the end of a link are told apart by what is shown of them.
        PathExpr::Link(items) => {
            matches!(*items.then, PathExpr::Leaf(Leaf::Link(..))) && named_later(&items.then)
        }
    }
}

fn key_order(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    match end {
        Leaf::Field(field) if field.ty.is_time() => {
            at.column(&columns::first_day_column(&field.name))
        }
        Leaf::Field(field)
            if field.ty.is_amount() && field.ty != (Type::Number { exact: true }) =>
        {
            at.column(&columns::number_column(&field.name))
        }
        _ => select::order_of_value(end, at),
    }
}

/// Returns the identity of a key: for references the thing, else the value.
fn key_identity(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    match end {
        Leaf::Field(field) => match &field.ty {
            Type::Ref(_) | Type::Level(_) => at.id_at_step(field),
            _ => at.recorded_value(field),
        },
        _ => select::display_value(end, None, at),
    }
}

/// Lists the identities of a group: `i1, i2`.
fn join_identities(keys: usize, alias: &str) -> String {
    (1..=keys).map(|n| format!("{alias}i{n}")).collect::<Vec<_>>().join(", ")
}

/// Lists the identities at the head of a `SELECT`, before other columns.
pub(in crate::query) fn leading_identities(keys: usize, alias: &str) -> String {
    if keys == 0 { String::new() } else { format!("{}, ", join_identities(keys, alias)) }
}

/// Writes `GROUP BY` of the identities.
pub(in crate::query) fn group_by_clause(keys: usize) -> String {
    if keys == 0 { String::new() } else { format!(" GROUP BY {}", join_identities(keys, "")) }
}

/// Writes that rows of two steps belong to one group. Unknown keys are equal.
pub(in crate::query) fn same_group(keys: usize, a: &str, b: &str) -> Expr {
    Expr::all_of((1..=keys).map(|n| Expr::from(format!("{a}.i{n} IS {b}.i{n}"))))
}
