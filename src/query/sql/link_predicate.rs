//! The predicates of links: `any`, `all`, `at least n` (docs/semantics.md#true-false-and-open).
//!
//! An item of a link is a record together with the thing at its other end. Counts are of distinct things; a record whose thing
//! is unknown may be one more. Where a claim marks the link as an open list, recorded items aren't all of them, and nothing
//! follows from a missing item.

use super::condition::cond_predicate as of_cond;
use super::expr::{Expr, column_expr, quote_ident, sql};
use super::row_scope::RowScope;
use super::truth::Truth;
use crate::catalog::{Kind, Link};
use crate::query::plan::{Cond, ItemQuantifier};

/// A link and the kind of its records.
pub(in crate::query) type LinkRecords<'c> = (&'c Link, &'c Kind);

/// Writes that a number of items certainly meet a condition, or certainly don't.
pub(super) fn items_predicate<'c>(
    passing: LinkRecords<'c>,
    share: ItemQuantifier,
    conds: Option<&[(&'c Kind, Cond<'c>)]>,
    at: &RowScope<'c>,
    truth: Truth,
) -> Expr {
    let next = at.joined_scope(passing.1);
    let of_kind = |conds: &[(&Kind, Cond<'c>)]| {
        conds.iter().find(|(kind, _)| kind.name == passing.1.name).map(|(_, cond)| cond.clone())
    };
    let meets = |truth: Truth| match (conds.map(of_kind), truth) {
        (Some(Some(cond)), _) => of_cond(&cond, &next, truth),
        // Records of a kind without what is asked for are open.
        (Some(None), _) | (None, Truth::Refuted) => Expr::always_false(),
        (None, Truth::Certain) => Expr::always_true(),
    };
    match (share, truth) {
        (ItemQuantifier::Any, _) => some_item_meets(passing, meets(truth), at, truth),
        (ItemQuantifier::All, Truth::Certain) => Expr::all_of([
            item_exists(passing, Expr::always_true(), at),
            sql!["NOT ", item_exists(passing, meets(Truth::Certain).or_open(), at)],
            is_whole(passing, at),
        ]),
        (ItemQuantifier::All, Truth::Refuted) => {
            let none = sql!["NOT ", item_exists(passing, Expr::always_true(), at)];
            let none = Expr::all_of([none, is_whole(passing, at)]);
            Expr::any_of([none, item_exists(passing, meets(Truth::Refuted), at)])
        }
        (ItemQuantifier::AtLeast(n), Truth::Certain) => {
            let sure = count_items(passing, "count(DISTINCT {})", meets(Truth::Certain), at);
            sql![sure, " >= ", Expr::bind_count(n)]
        }
        (ItemQuantifier::AtLeast(n), Truth::Refuted) => {
            let distinct = "count(DISTINCT {}) + count(*) - count({})";
            let possible = count_items(passing, distinct, meets(Truth::Refuted).or_open(), at);
            Expr::all_of([sql![possible, " < ", Expr::bind_count(n)], is_whole(passing, at)])
        }
    }
}

/// Writes that some item meets a predicate that proves truth, or that every item meets one that proves falsehood.
pub(super) fn some_item_meets<'c>(
    passing: LinkRecords<'c>,
    meets: Expr,
    at: &RowScope<'c>,
    truth: Truth,
) -> Expr {
    match truth {
        Truth::Certain => item_exists(passing, meets, at),
        Truth::Refuted => Expr::all_of([
            sql!["NOT ", item_exists(passing, meets.or_open(), at)],
            is_whole(passing, at),
        ]),
    }
}

fn item_exists<'c>(passing: LinkRecords<'c>, meets: Expr, at: &RowScope<'c>) -> Expr {
    sql!["EXISTS (SELECT 1", from_records(passing, at), and_predicate(meets), ")"]
}

fn count_items<'c>(passing: LinkRecords<'c>, what: &str, meets: Expr, at: &RowScope<'c>) -> Expr {
    let text = reached_id(passing, &at.joined_scope(passing.1)).finish().text;
    let what = what.replace("{}", &text);
    sql!["(SELECT ", what, from_records(passing, at), and_predicate(meets), ")"]
}

fn and_predicate(meets: Expr) -> Expr {
    if meets == Expr::always_true() { Expr::default() } else { sql![" AND ", meets] }
}

/// Returns the id of the thing at the end of an item.
pub(super) fn reached_id<'c>((link, _): LinkRecords<'c>, next: &RowScope<'c>) -> Expr {
    next.column(link.to.as_deref().unwrap_or("id"))
}

/// Writes ` FROM record AS t WHERE …` for the records of a row that the link selects.
fn from_records<'c>(passing: LinkRecords<'c>, at: &RowScope<'c>) -> Expr {
    let (table, filter) = join_records(passing, at);
    sql![" FROM ", table, " WHERE ", filter]
}

/// Returns the table of a link's records and the condition that joins them to a row.
pub(in crate::query) fn join_records<'c>(
    (link, via): LinkRecords<'c>,
    at: &RowScope<'c>,
) -> (Expr, Expr) {
    let next = at.joined_scope(via);
    let back = link.back.iter().map(|back| sql![next.column(back), " = ", at.column("id")]);
    let filter =
        Expr::all_of([Expr::any_of(back)].into_iter().chain(link_condition(link, &next.alias)));
    (format!("{} AS {}", quote_ident(&via.name), next.alias).into(), filter)
}

/// Writes the link's own condition on its records.
fn link_condition(link: &Link, alias: &str) -> Option<Expr> {
    let (field, values) = link.only.as_ref()?;
    let values = Expr::join(values.iter().map(|value| Expr::bind_text(value)), ", ");
    Some(sql![column_expr(alias, field), " IN (", values, ")"])
}

/// Writes that no source calls the recorded items incomplete.
fn is_whole((link, _): LinkRecords<'_>, at: &RowScope<'_>) -> Expr {
    sql![
        "NOT EXISTS (SELECT 1 FROM \"claim\" AS o WHERE o.\"thing\" = ",
        at.column("id"),
        " AND o.\"field\" = ",
        Expr::bind_text(&link.name),
        " AND o.\"says\" = 'open list')"
    ]
}
