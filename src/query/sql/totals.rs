//! What the amounts of a group make together: one line for each unit, with bounds carried along.
//!
//! Steps of one item, numbered by its place: `a` the amounts of each pair of thing and group, `u` what they come to in each
//! unit, `w` the least or greatest number in each unit and its wording, `s` the units of each group as one JSON array, with
//! how many things were counted. Each is a single pass, so the cost grows with the things and not with the groups.

use super::expr::{Expr, sql};
use super::keys::{Source, by, listed, same_group};
use super::shown;
use super::truth::At;
use crate::catalog::{Field, columns};
use crate::query::plan::{Aggregate, End, Path, Way};

/// The steps of one aggregate over pairs of a group and a thing.
pub(super) fn steps<'c>(
    (aggregate, path): (Aggregate, &Path<'c>),
    n: usize,
    source: &Source,
    at: &At<'c>,
) -> Vec<Expr> {
    let (f, extreme) = match aggregate {
        Aggregate::Sum | Aggregate::Average => ("sum", false),
        Aggregate::Min => ("min", true),
        Aggregate::Max => ("max", true),
    };
    let keys = source.keys;
    let once = if extreme { "MATERIALIZED " } else { "" };
    let amounts = amounts((aggregate, path), source, at);
    let mut steps =
        vec![sql![format!("a{n} AS {once}(\n"), amounts, ")"], units(f, n, keys).into()];
    if extreme {
        // Of the bare columns of `max(a)` SQLite takes those of the row that has it.
        let head = listed(keys, "");
        let w = format!("SELECT {head}u, {f}(a) AS a, w FROM a{n} WHERE known GROUP BY {head}u");
        steps.push(format!("w{n} AS (\n{w})").into());
    }
    let summed = (aggregate == Aggregate::Sum).then(|| summed(at));
    steps.push(cells(f, n, keys, summed.as_ref()));
    steps
}

/// The amount of each thing in each of its groups; whether it is known, and in its whole's already.
fn amounts<'c>((aggregate, path): (Aggregate, &Path<'c>), source: &Source, at: &At<'c>) -> Expr {
    let of = |name: Option<fn(&str) -> String>| {
        shown::value(&path.way, at, &|end, at| shown::shown(end, name, at))
    };
    let number = of(Some(columns::at));
    let adds = matches!(aggregate, Aggregate::Sum | Aggregate::Average);
    let has_whole = matches!(path.way, Way::End(End::Field(Field { whole: Some(_), .. })));
    let part = if adds && has_whole {
        format!("{} IN (SELECT id FROM covered)", source.id)
    } else {
        "0".to_owned()
    };
    sql![
        "SELECT ",
        source.head.clone(),
        of(Some(columns::unit)),
        " AS u, ",
        number.clone(),
        " AS a, ",
        of(Some(columns::low)),
        " AS l, ",
        of(Some(columns::high)),
        " AS h, ",
        of(None),
        " AS w, ",
        number,
        format!(" IS NOT NULL AS known, {part} AS part"),
        source.tail.clone()
    ]
}

/// What they come to in each unit, the known and the parts apart: how many (n), the numbers (a), both ends (l, h), how many
/// ends are closed (nl, nh), and how many are no numbers (vague).
fn units(f: &str, n: usize, keys: usize) -> String {
    let head = listed(keys, "");
    let numbers = ["a", "l", "h"].map(|what| format!("{f}({what}) AS {what}")).join(", ");
    format!(
        "u{n} AS MATERIALIZED (\nSELECT {head}u, known, part, count(*) AS n, {numbers}, count(l) AS nl, count(h) AS nh, \
         sum(l IS NOT a OR h IS NOT a) AS vague, max(a) AS most FROM a{n} GROUP BY {head}u, known, part)"
    )
}

/// The units of a group in one JSON array. An open end stays open, but for the least upper and the greatest lower end,
/// which those that are closed decide.
fn cells(f: &str, n: usize, keys: usize, summed: Option<&Expr>) -> Expr {
    let high = if f == "min" { "u.h" } else { "CASE WHEN u.nh = u.n THEN u.h END" };
    let low = if f == "max" { "u.l" } else { "CASE WHEN u.nl = u.n THEN u.l END" };
    let wording = if f == "sum" { "NULL" } else { "w.w" };
    let made = |what: &str| match summed {
        Some(summed) => sql!["CASE WHEN ", summed.clone(), format!(" THEN {what} END")],
        None => what.into(),
    };
    let mut step = sql![
        format!("s{n} AS (\nSELECT {}json_group_array(json_array(u.u, u.n, ", listed(keys, "u.")),
        Expr::join([made("u.a"), made(low), made(high)], ", "),
        format!(
            ", u.vague, {wording})) FILTER (WHERE u.known AND NOT u.part) AS cell, sum(u.n) FILTER (WHERE NOT u.part) AS counted, max(u.most) AS most FROM u{n} AS u"
        )
    ];
    if f != "sum" {
        step.push(format!(" LEFT JOIN w{n} AS w ON u.known AND w.u IS u.u AND "));
        step.push(same_group(keys, "w", "u"));
    }
    step.push(format!("{})", by(keys, "u.")));
    step
}

/// The unit is one whose amounts mean something added up; shares and ranks do not, and their sum is NULL.
pub(super) fn summed(at: &At<'_>) -> Expr {
    let units = at.catalog.units.iter().filter(|unit| !unit.sum).map(|unit| Expr::text(&unit.name));
    sql!["u.u NOT IN (", Expr::join(units, ", "), ")"]
}
