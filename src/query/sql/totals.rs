//! What the amounts of a group make together: one line for each unit, with bounds carried along.
//!
//! Steps of one item, numbered by its place: `a` the amounts of each pair of thing and group, `u` what they come to in each
//! unit, `w` the least or greatest number in each unit and its wording, `s` the units of each group as one JSON array, with
//! how many things were counted. Each is a single pass, so the cost grows with the things and not with the groups.

use super::expr::{Expr, sql};
use super::groups::{by, listed, same_group};
use super::shown;
use super::truth::At;
use crate::catalog::{Field, columns};
use crate::query::plan::{Aggregate, End, Path, Way};

/// The steps of one aggregate. `members` is the source of the pairs and their things.
pub(super) fn steps<'c>(
    (aggregate, path): (Aggregate, &Path<'c>),
    n: usize,
    keys: usize,
    members: &str,
    at: &At<'c>,
) -> Vec<Expr> {
    let amounts = amounts((aggregate, path), keys, members, at);
    let (f, extreme) = match aggregate {
        Aggregate::Sum | Aggregate::Average => ("sum", false),
        Aggregate::Min => ("min", true),
        Aggregate::Max => ("max", true),
    };
    let once = if extreme { "MATERIALIZED " } else { "" };
    let mut steps =
        vec![sql![format!("a{n} AS {once}(\n"), amounts, ")"], units(f, n, keys).into()];
    if extreme {
        // Of the bare columns of `max(a)` SQLite takes those of the row that has it.
        let head = listed(keys, "");
        steps.push(
            format!(
                "w{n} AS (\nSELECT {head}u, {f}(a) AS a, w FROM a{n} WHERE x GROUP BY {head}u)"
            )
            .into(),
        );
    }
    steps.push(cells(f, extreme, n, keys));
    steps
}

/// The amount of each thing in each of its groups, and whether it counts (x): known, and not in its whole's already.
fn amounts<'c>(
    (aggregate, path): (Aggregate, &Path<'c>),
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
    let mut counts: Expr = "a IS NOT NULL AND NOT part".into();
    if aggregate == Aggregate::Sum {
        counts.push(unsummed(at));
    }
    sql![
        "SELECT *, ",
        counts,
        format!(" AS x FROM (SELECT {}", listed(keys, "g.")),
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

/// What they come to in each unit: the numbers (a), both ends (l, h), how many ends are open and how many are no numbers.
fn units(f: &str, n: usize, keys: usize) -> String {
    let head = listed(keys, "");
    let of = |what| format!("{f}({what}) FILTER (WHERE x) AS {what}");
    let numbers = ["a", "l", "h"].map(of).join(", ");
    format!(
        "u{n} AS (\nSELECT {head}u, sum(x) AS c, {numbers}, sum(x AND l IS NULL) AS nl, sum(x AND h IS NULL) AS nh, \
         sum(x AND l IS NOT h) AS vague, sum(NOT part) AS counted, max(a) AS most FROM a{n} GROUP BY {head}u)"
    )
}

/// The units of a group in one JSON array. An open end stays open, but for the least upper and the greatest lower end,
/// which those that are closed decide.
fn cells(f: &str, extreme: bool, n: usize, keys: usize) -> Expr {
    let high = if f == "min" { "u.h" } else { "CASE WHEN u.nh = 0 THEN u.h END" };
    let low = if f == "max" { "u.l" } else { "CASE WHEN u.nl = 0 THEN u.l END" };
    let wording = if extreme { "w.w" } else { "NULL" };
    let unit = format!("json_array(u.u, u.c, u.a, {low}, {high}, u.vague, {wording})");
    let mut step = sql![format!(
        "s{n} AS (\nSELECT {}json_group_array({unit}) FILTER (WHERE u.c > 0) AS cell, sum(u.counted) AS counted, \
         max(u.most) AS most FROM u{n} AS u",
        listed(keys, "u.")
    )];
    if extreme {
        step.push(format!(" LEFT JOIN w{n} AS w ON w.u IS u.u AND "));
        step.push(same_group(keys, "w", "u"));
    }
    step.push(format!("{})", by(keys, "u.")));
    step
}

/// Units whose amounts mean nothing added up: shares, ranks.
fn unsummed(at: &At<'_>) -> Expr {
    let units = at.catalog.units.iter().filter(|unit| !unit.sum).map(|unit| Expr::text(&unit.name));
    sql![" AND u NOT IN (", Expr::join(units, ", "), ")"]
}
