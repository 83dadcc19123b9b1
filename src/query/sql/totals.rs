//! What the amounts of a group make together: one line for each unit, with bounds carried along.
//!
//! Steps of one item, numbered by its place: `a` the amounts of each pair of thing and group, `u` and `e` what they come to
//! in each unit, their printed numbers and their ends; `t` those of all units as one JSON array, `s` that array for each
//! group with how many things were counted.

use super::expr::{Expr, sql};
use super::groups::{by, listed, same_group};
use super::shown;
use super::truth::At;
use crate::catalog::{Field, columns};
use crate::query::plan::{Aggregate, End, Path, Way};

/// Amounts that are known and not in their whole's already.
const COUNTED: &str = "WHERE a IS NOT NULL AND NOT part";

/// The steps of one aggregate. `members` is the source of the pairs and their things.
pub(super) fn steps<'c>(
    (aggregate, path): (Aggregate, &Path<'c>),
    n: usize,
    keys: usize,
    members: &str,
    at: &At<'c>,
) -> Vec<Expr> {
    let head = listed(keys, "");
    let f = match aggregate {
        Aggregate::Sum | Aggregate::Average => "sum",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
    };
    let made = |column: &str| match aggregate {
        Aggregate::Sum => sql!["sum(CASE WHEN ", summed(at), format!(" THEN {column} END)")],
        _ => format!("{f}({column})").into(),
    };
    // Of the bare columns of `max(a)` SQLite takes those of the row that has it.
    let chosen = if f == "sum" { "NULL" } else { "w" };
    let numbers = sql![
        format!("u{n} AS (\nSELECT {head}u, count(*) AS c, "),
        made("a"),
        format!(" AS a, {chosen} AS w FROM a{n} {COUNTED} GROUP BY {head}u)")
    ];
    let open = "sum(l IS NULL) AS nl, sum(h IS NULL) AS nh, sum(l IS NOT a OR h IS NOT a) AS vague";
    let ends = sql![
        format!("e{n} AS (\nSELECT {head}u, "),
        made("l"),
        " AS l, ",
        made("h"),
        format!(" AS h, {open} FROM a{n} {COUNTED} GROUP BY {head}u)")
    ];
    let counted = format!(
        ") AS cell, sum(NOT part) AS counted, max(a) AS most FROM a{n} AS a{})",
        by(keys, "a.")
    );
    vec![
        amounts((aggregate, path), n, keys, members, at),
        numbers,
        ends,
        cells(f, n, keys),
        sql![
            format!("s{n} AS (\nSELECT {}(SELECT cell FROM t{n} AS t WHERE ", listed(keys, "a.")),
            same_group(keys, "t", "a"),
            counted
        ],
    ]
}

/// The amount of each thing in each of its groups.
fn amounts<'c>(
    (aggregate, path): (Aggregate, &Path<'c>),
    n: usize,
    keys: usize,
    members: &str,
    at: &At<'c>,
) -> Expr {
    let of = |name: Option<fn(&str) -> String>| {
        shown::value(&path.way, at, &|end, at| shown::shown(end, name, at))
    };
    let adds = matches!(aggregate, Aggregate::Sum | Aggregate::Average);
    let has_whole = matches!(path.way, Way::End(End::Field(Field { whole: Some(_), .. })));
    let part = if adds && has_whole { "g.id IN (SELECT id FROM covered)" } else { "0" };
    sql![
        format!("a{n} AS (\nSELECT {}", listed(keys, "g.")),
        of(Some(columns::unit)),
        " AS u, ",
        of(Some(columns::at)),
        " AS a, ",
        of(Some(columns::low)),
        " AS l, ",
        of(Some(columns::high)),
        " AS h, ",
        of(None),
        format!(" AS w, {part} AS part{members})")
    ]
}

/// The units of a group in one JSON array. An open end stays open, but for the least upper and the greatest lower end,
/// which those that are closed decide.
fn cells(f: &str, n: usize, keys: usize) -> Expr {
    let high = if f == "min" { "e.h" } else { "CASE WHEN e.nh = 0 THEN e.h END" };
    let low = if f == "max" { "e.l" } else { "CASE WHEN e.nl = 0 THEN e.l END" };
    let unit = format!("json_array(u.u, u.c, u.a, {low}, {high}, e.vague, u.w)");
    let head = listed(keys, "u.");
    sql![
        format!(
            "t{n} AS (\nSELECT {head}json_group_array({unit}) AS cell FROM u{n} AS u JOIN e{n} AS e ON e.u IS u.u AND "
        ),
        same_group(keys, "e", "u"),
        by(keys, "u."),
        ")"
    ]
}

/// The unit is one whose amounts mean something added up; shares and ranks do not, and their sum is NULL.
fn summed(at: &At<'_>) -> Expr {
    let units = at.catalog.units.iter().filter(|unit| !unit.sum).map(|unit| Expr::text(&unit.name));
    sql!["u NOT IN (", Expr::join(units, ", "), ")"]
}
