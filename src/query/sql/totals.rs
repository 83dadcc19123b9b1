//! Aggregates of the amounts of a group: one line for each unit, with bounds.
//!
//! The steps of one column, numbered by its position: `a` the amount of each pair of thing and group; `u` the aggregate in each
//! unit; `w` the wording of a least or greatest amount whose range is the whole range; `t` the words and the printed number;
//! `s` the units of each group as one JSON array, with the numbers of things counted and known. Each step is a single pass, so
//! the cost grows with the things and not with the groups.

use super::expr::{Expr, quote_ident, sql};
use super::keys::{Source, group_by_clause, leading_identities, same_group};
use super::row_scope::RowScope;
use super::select;
use crate::catalog::{Field, columns};
use crate::query::plan::{Aggregate, Item, Leaf, NamedPath, PathExpr};

/// Writes the steps of one aggregate.
pub(super) fn total_steps<'c>(
    (aggregate, path): (Aggregate, &NamedPath<'c>),
    n: usize,
    source: &Source,
    at: &RowScope<'c>,
) -> Vec<Expr> {
    let extreme = matches!(aggregate, Aggregate::Min | Aggregate::Max);
    let keys = source.keys;
    let once = if extreme { "MATERIALIZED " } else { "" };
    let amounts = select_amounts((aggregate, path), source, at);
    let mut steps = vec![
        sql![format!("a{n} AS {once}(\n"), amounts, ")"],
        aggregate_units(aggregate, n, keys, &is_summable(at)),
    ];
    if extreme {
        steps.push(select_wordings(n, keys));
    }
    steps.extend([
        select_number_words(extreme, n, keys),
        collect_units((aggregate, path), n, keys, at),
    ]);
    steps
}

/// Selects the parts whose whole has an amount too, which includes theirs.
pub(in crate::query) fn covered_parts<'c>(items: &[&Item<'c>], at: &RowScope<'c>) -> Option<Expr> {
    let whole = |item: &&Item<'c>| match item {
        Item::Aggregate(Aggregate::Sum | Aggregate::Average, path) => match path.steps {
            PathExpr::Leaf(Leaf::Field(field)) => field.whole.as_ref().map(|whole| (field, whole)),
            _ => None,
        },
        _ => None,
    };
    let (field, whole) = items.iter().find_map(whole)?;
    let table = quote_ident(&at.kind.name);
    let (whole, figure) = (quote_ident(whole), quote_ident(&columns::number_column(&field.name)));
    Some(
        format!(
            "covered(id) AS (\nSELECT c.id FROM {table} AS c CROSS JOIN {table} AS q ON q.id = c.{whole} \
             WHERE c.{whole} IS NOT NULL AND q.{figure} IS NOT NULL AND q.id IN (SELECT id FROM pairs)\n\
             UNION\nSELECT c.id FROM {table} AS c JOIN covered AS w ON w.id = c.{whole})"
        )
        .into(),
    )
}

/// Selects the amount of each thing in each of its groups, whether it is known, and whether its whole includes it.
fn select_amounts<'c>(
    (aggregate, path): (Aggregate, &NamedPath<'c>),
    source: &Source,
    at: &RowScope<'c>,
) -> Expr {
    let of = |name: Option<fn(&str) -> String>| {
        select::value_at_end(&path.steps, at, &|end, at| select::display_value(end, name, at))
    };
    let number = of(Some(columns::number_column));
    let adds = matches!(aggregate, Aggregate::Sum | Aggregate::Average);
    let has_whole = matches!(path.steps, PathExpr::Leaf(Leaf::Field(Field { whole: Some(_), .. })));
    let part = if adds && has_whole {
        format!("{} IN (SELECT id FROM covered)", source.id)
    } else {
        "0".to_owned()
    };
    sql![
        "SELECT ",
        source.head.clone(),
        of(Some(columns::unit_column)),
        " AS u, ",
        number.clone(),
        " AS a, ",
        of(Some(columns::low_column)),
        " AS l, ",
        of(Some(columns::high_column)),
        " AS h, ",
        of(None),
        " AS w, ",
        number,
        format!(" IS NOT NULL AS known, {part} AS part"),
        source.from.clone(),
        source.filter.clone().map_or_else(Expr::default, |filter| sql!["\n WHERE ", filter])
    ]
}

/// If one end is open, the total's end is open. Exceptions: the least upper end and the greatest lower end ignore open ends.
fn aggregate_units(aggregate: Aggregate, n: usize, keys: usize, summed: &Expr) -> Expr {
    let open = "l IS NOT a OR h IS NOT a";
    let closed = |end: &str, made: &str| {
        format!("CASE WHEN count({end}) = count(*) THEN {made} END AS {end}")
    };
    let floor = |end: &str| format!("sum({end}) / count(*) - (sum({end}) % count(*) < 0)");
    let (a, l, h, vague): (Expr, String, String, String) = match aggregate {
        Aggregate::Sum => (
            sql!["CASE WHEN ", summed.clone(), " THEN sum(a) END"],
            closed("l", "sum(l)"),
            closed("h", "sum(h)"),
            format!("max({open})"),
        ),
        Aggregate::Average => (
            floor("a").into(),
            closed("l", &floor("l")),
            closed("h", "sum(h) / count(*) + (sum(h) % count(*) > 0)"),
            format!("max({open}) OR sum(a) % count(*) <> 0"),
        ),
        Aggregate::Min => {
            ("min(a)".into(), closed("l", "min(l)"), "min(h) AS h".into(), format!("max({open})"))
        }
        Aggregate::Max => {
            ("max(a)".into(), "max(l) AS l".into(), closed("h", "max(h)"), format!("max({open})"))
        }
    };
    let by = format!("{}u, known, part", leading_identities(keys, ""));
    let head = format!("u{n} AS MATERIALIZED (\nSELECT {by}, count(*) AS n, ");
    let from = format!(" AS a, {l}, {h}, {vague} AS vague FROM a{n} AS u GROUP BY {by})");
    sql![head, a, from]
}

/// Selects the wording of an amount whose range is the whole range, with its printed number; of several the first by letters.
/// SQLite takes the bare columns beside `min(w)` from the row with that wording, and equal wordings print the same number.
fn select_wordings(n: usize, keys: usize) -> Expr {
    let head = leading_identities(keys, "u.");
    sql![
        format!(
            "w{n} AS (\nSELECT {head}u.u, min(w) AS w, a.a AS a FROM u{n} AS u JOIN a{n} AS a ON "
        ),
        same_group(keys, "a", "u"),
        format!(
            " AND a.u IS u.u AND a.known AND a.l IS u.l AND a.h IS u.h WHERE u.known GROUP BY {head}u.u)"
        )
    ]
}

/// Selects the words (f) and the printed number (p) of each: the words before a number, `to` between two numbers, or a whole
/// wording. NULL means that amounts in the unit aren't added up.
fn select_number_words(extreme: bool, n: usize, keys: usize) -> Expr {
    let words = "CASE WHEN u.a IS NULL THEN NULL WHEN NOT u.vague THEN '' \
                 WHEN u.l IS NULL AND u.h IS NULL THEN 'unknown' \
                 WHEN u.h IS NULL THEN iif(u.l > u.a, 'more than', 'at least') \
                 WHEN u.l >= u.a - (abs(u.a) + 9) / 10 AND u.h <= u.a + (abs(u.a) + 9) / 10 THEN 'about' \
                 WHEN coalesce(u.l, 0) = 0 THEN iif(u.h < u.a, 'less than', 'up to') ELSE 'to' END";
    let printed = "CASE f WHEN 'at least' THEN l WHEN 'to' THEN l WHEN 'up to' THEN h WHEN 'unknown' THEN NULL ELSE a END";
    let (a, w, joined) = if extreme {
        let joined =
            sql![format!(" LEFT JOIN w{n} AS w ON w.u IS u.u AND "), same_group(keys, "w", "u")];
        ("coalesce(w.a, u.a)", "w.w", joined)
    } else {
        ("u.a", "NULL", Expr::default())
    };
    let words = if extreme { format!("iif(w.w IS NULL, {words}, '')") } else { words.to_owned() };
    let (head, own) = (leading_identities(keys, ""), leading_identities(keys, "u."));
    sql![
        format!("t{n} AS (\nSELECT {head}u, known, n, f, {printed} AS p, l, h, w FROM (\n"),
        format!(
            "SELECT {own}u.u, u.known, u.n, {words} AS f, {a} AS a, u.l, u.h, {w} AS w FROM u{n} AS u"
        ),
        joined,
        " WHERE NOT u.part))"
    ]
}

/// Collects the units of a group in one JSON array, those that aren't added up last, with the number that orders the group
/// (most) and, for several scales, its scale: that of the first line. Lines of other scales don't count in the order.
fn collect_units<'c>(
    (aggregate, path): (Aggregate, &NamedPath<'c>),
    n: usize,
    keys: usize,
    at: &RowScope<'c>,
) -> Expr {
    let several = select::several_scales(&path.steps);
    let of = if several { "p IS NOT NULL AND scale = first" } else { "p IS NOT NULL" };
    let of = |aggregate: &str| format!("{aggregate} FILTER (WHERE {of})");
    let most = match aggregate {
        Aggregate::Sum => of("sum(p)"),
        Aggregate::Average => format!("{} / {}", of("sum(p * n)"), of("sum(n)")),
        Aggregate::Min => of("min(p)"),
        Aggregate::Max => of("max(p)"),
    };
    let (head, by) = (leading_identities(keys, ""), group_by_clause(keys));
    let cell = format!(
        "s{n} AS (\nSELECT {head}json_group_array(json_array(u, f, p, l, h, w) ORDER BY p IS NULL, u) FILTER (WHERE known) AS cell, \
         coalesce(sum(n) FILTER (WHERE known), 0) AS known, sum(n) AS counted, {most} AS most"
    );
    if !several {
        return format!("{cell} FROM t{n}{by})").into();
    }
    let group = by.replace(" GROUP BY ", "PARTITION BY ");
    sql![
        cell,
        ", max(first) AS scale FROM (\nSELECT *, ",
        format!(
            "first_value(scale) OVER ({group} ORDER BY p IS NULL, u) AS first FROM (SELECT *, "
        ),
        select::scale_of_unit("u".into(), &path.steps, at),
        format!(" AS scale FROM t{n})){by})")
    ]
}

/// Lists the expressions that order groups: the printed number, within its scale where amounts don't all compare.
pub(super) fn total_order_exprs(path: &NamedPath<'_>, n: usize) -> Vec<String> {
    let most = format!("s{n}.most");
    if select::several_scales(&path.steps) {
        let is_none = format!("{most} IS NULL");
        vec![is_none.clone(), format!("iif({is_none}, NULL, s{n}.scale)"), most]
    } else {
        vec![most]
    }
}

/// Writes that amounts in a unit can be added up. Shares and ranks can't; their sum is NULL.
pub(in crate::query) fn is_summable(at: &RowScope<'_>) -> Expr {
    let units =
        at.catalog.units.iter().filter(|unit| !unit.sum).map(|unit| Expr::bind_text(&unit.name));
    sql!["u.u NOT IN (", Expr::join(units, ", "), ")"]
}
