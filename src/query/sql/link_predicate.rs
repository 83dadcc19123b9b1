//! The predicates of links: `any`, `all`, `at least n` (docs/semantics.md#true-false-and-open).
//!
//! An item of a link is a record together with the thing at its other end. Counts are of distinct things; a record whose thing
//! is unknown may be one more. Where a claim marks the link as an open list, recorded items aren't all of them, and nothing
//! follows from a missing item.

use super::condition::{RowScope, Truth, predicate as of_cond};
use super::expr::{Expr, column, ident, sql};
use crate::catalog::{Kind, Link};
use crate::query::plan::{Cond, ItemQuantifier};

/// A link and the kind of its records.
pub(in crate::query) type Passing<'c> = (&'c Link, &'c Kind);

/// Writes that a number of items certainly meet a condition, or certainly don't.
pub(super) fn predicate<'c>(
    passing: Passing<'c>,
    share: ItemQuantifier,
    conds: Option<&[(&'c Kind, Cond<'c>)]>,
    at: &RowScope<'c>,
    truth: Truth,
) -> Expr {
    let next = at.joined(passing.1);
    let of_kind = |conds: &[(&Kind, Cond<'c>)]| {
        conds.iter().find(|(kind, _)| kind.name == passing.1.name).map(|(_, cond)| cond.clone())
    };
    let meets = |truth: Truth| match (conds.map(of_kind), truth) {
        (Some(Some(cond)), _) => of_cond(&cond, &next, truth),
        // Records of a kind without what is asked for are open.
        (Some(None), _) | (None, Truth::Refuted) => Expr::no(),
        (None, Truth::Certain) => Expr::yes(),
    };
    match (share, truth) {
        (ItemQuantifier::Any, _) => some(passing, meets(truth), at, truth),
        (ItemQuantifier::All, Truth::Certain) => Expr::all(vec![
            exists(passing, Expr::yes(), at),
            sql!["NOT ", exists(passing, meets(Truth::Certain).or_open(), at)],
            is_whole(passing, at),
        ]),
        (ItemQuantifier::All, Truth::Refuted) => {
            let none = sql!["NOT ", exists(passing, Expr::yes(), at)];
            let none = Expr::all(vec![none, is_whole(passing, at)]);
            Expr::any(vec![none, exists(passing, meets(Truth::Refuted), at)])
        }
        (ItemQuantifier::AtLeast(n), Truth::Certain) => {
            let sure = count(passing, "count(DISTINCT {})", meets(Truth::Certain), at);
            sql![sure, " >= ", integer(n)]
        }
        (ItemQuantifier::AtLeast(n), Truth::Refuted) => {
            let distinct = "count(DISTINCT {}) + count(*) - count({})";
            let possible = count(passing, distinct, meets(Truth::Refuted).or_open(), at);
            Expr::all(vec![sql![possible, " < ", integer(n)], is_whole(passing, at)])
        }
    }
}

fn integer(n: u64) -> Expr {
    Expr::integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Writes that some item meets a predicate that proves truth, or that every item meets one that proves falsehood.
pub(super) fn some<'c>(passing: Passing<'c>, meets: Expr, at: &RowScope<'c>, truth: Truth) -> Expr {
    match truth {
        Truth::Certain => exists(passing, meets, at),
        Truth::Refuted => Expr::all(vec![
            sql!["NOT ", exists(passing, meets.or_open(), at)],
            is_whole(passing, at),
        ]),
    }
}

fn exists<'c>(passing: Passing<'c>, meets: Expr, at: &RowScope<'c>) -> Expr {
    sql!["EXISTS (SELECT 1", from(passing, at), and(meets), ")"]
}

fn count<'c>(passing: Passing<'c>, what: &str, meets: Expr, at: &RowScope<'c>) -> Expr {
    let text = reached(passing, &at.joined(passing.1)).finish().text;
    sql!["(SELECT ", what.replace("{}", &text), from(passing, at), and(meets), ")"]
}

fn and(meets: Expr) -> Expr {
    if meets == Expr::yes() { Expr::default() } else { sql![" AND ", meets] }
}

/// Returns the id of the thing at the end of an item.
pub(super) fn reached<'c>((link, _): Passing<'c>, next: &RowScope<'c>) -> Expr {
    next.column(link.to.as_deref().unwrap_or("id"))
}

/// Writes ` FROM record AS t WHERE …` for the records of a row that the link selects.
fn from<'c>(passing: Passing<'c>, at: &RowScope<'c>) -> Expr {
    let (table, filter) = joined(passing, at);
    sql![" FROM ", table, " WHERE ", filter]
}

/// Returns the table of a link's records and the condition that joins them to a row.
pub(in crate::query) fn joined<'c>((link, via): Passing<'c>, at: &RowScope<'c>) -> (Expr, Expr) {
    let next = at.joined(via);
    let back = link.back.iter().map(|back| sql![next.column(back), " = ", at.column("id")]);
    let filter =
        Expr::all([Expr::any(back.collect())].into_iter().chain(only(link, &next.alias)).collect());
    (format!("{} AS {}", ident(&via.name), next.alias).into(), filter)
}

/// Writes the link's own condition on its records.
fn only(link: &Link, alias: &str) -> Option<Expr> {
    let (field, values) = link.only.as_ref()?;
    let values = Expr::join(values.iter().map(|value| Expr::text(value)), ", ");
    Some(sql![column(alias, field), " IN (", values, ")"])
}

/// Writes that no source calls the recorded items incomplete.
fn is_whole((link, _): Passing<'_>, at: &RowScope<'_>) -> Expr {
    sql![
        "NOT EXISTS (SELECT 1 FROM \"claim\" AS o WHERE o.\"thing\" = ",
        at.column("id"),
        " AND o.\"field\" = ",
        Expr::text(&link.name),
        " AND o.\"says\" = 'open list')"
    ]
}
