//! The statements that find records with the same subject whose values cannot all be right: in one unit, or in a unit that one of
//! them gives beside its own.

use super::schema::{quote_ident, quote_literal};
use crate::catalog::{Catalog, ConflictRule, Field, Kind, Type, columns};
use crate::value::MONEY;

/// A kind of records, how they contradict each other, and the value in which they do.
pub(super) type Disagreement<'c> = (&'c Kind, &'c ConflictRule, &'c Field);

/// Returns the kinds of records that contradict each other if they agree in some fields and not in a value.
pub(super) fn conflict_rules(catalog: &Catalog) -> impl Iterator<Item = Disagreement<'_>> {
    catalog.kinds.iter().filter_map(|kind| {
        let rule = kind.conflict.as_ref()?;
        Some((kind, rule, kind.field(&rule.value)?))
    })
}

/// Returns the column in which a field is compared.
fn key_of(kind: &Kind, name: &str) -> String {
    match kind.field(name).map(|field| &field.ty) {
        Some(Type::Text) => quote_ident(&columns::key_column(name)),
        _ => quote_ident(name),
    }
}

/// Returns the column of the first field in which records must agree, which must be known.
pub(super) fn subject_column(kind: &Kind, rule: &ConflictRule) -> String {
    rule.same.first().map_or("NULL".to_owned(), |name| key_of(kind, name))
}

/// Returns the comparable scale of a unit, in SQL: units of one dimension share their smallest part; currencies do not.
pub(super) fn comparable_scale(unit: &str) -> String {
    format!(
        "(SELECT CASE u.dimension WHEN {} THEN u.name ELSE u.dimension END FROM unit AS u WHERE u.name = {unit})",
        quote_literal(MONEY)
    )
}

/// Returns the statement that finds groups of records with the same subject whose values cannot all be right. They also agree in
/// fields that none of them gives, except the first: it must be known.
///
/// Those of one subject, which is bound, if that is `one`.
pub(super) fn conflict_groups_sql((kind, rule, value): Disagreement<'_>, one: bool) -> String {
    let keys: Vec<String> = rule.same.iter().map(|name| key_of(kind, name)).collect();
    let is = if one { "= ?1" } else { "IS NOT NULL" };
    let known: Vec<String> = keys.iter().take(1).map(|key| format!("WHERE {key} {is}")).collect();
    let unit = || comparable_scale(&quote_ident(&columns::unit_column(&value.name)));
    let groups: Vec<String> = keys.into_iter().chain(value.ty.is_range().then(unit)).collect();
    let [first, last] = columns_of_ends(value);
    format!(
        "SELECT json_group_array(id ORDER BY id) AS ids FROM {} {} GROUP BY {} HAVING max({first}) > min({last}) ORDER BY min(id)",
        quote_ident(&kind.name),
        known.concat(),
        groups.join(", ")
    )
}

/// Returns the columns of the first and the last value that a value may be: of a time, of an amount, or the same column twice.
fn columns_of_ends(value: &Field) -> [String; 2] {
    let f = &value.name;
    let names = match &value.ty {
        Type::Text => [columns::key_column(f), columns::key_column(f)],
        ty if ty.is_time() => [columns::first_day_column(f), columns::last_day_column(f)],
        ty if ty.is_range() => [columns::low_column(f), columns::high_column(f)],
        _ => [f.clone(), f.clone()],
    };
    names.map(|name| quote_ident(&name))
}

/// Returns the statement for records with the same subject whose values cannot both be right: the claims of each contradict the
/// other.
pub(super) fn between_records((kind, rule, value): Disagreement<'_>, one: bool) -> String {
    let (name, field) = (quote_ident(&value.name), quote_literal(&value.name));
    let [first, last] = columns_of_ends(value);
    format!(
        "SELECT {of}, {field}, a.id, c.id, CAST(b.{name} AS TEXT) FROM ({groups}) AS g
         JOIN json_each(g.ids) AS x JOIN json_each(g.ids) AS y
         JOIN {table} AS a ON a.id = x.value JOIN {table} AS b ON b.id = y.value
         AND (a.{last} < b.{first} OR b.{last} < a.{first})
         JOIN claim AS c ON c.thing = b.id AND (c.whole = 1 OR {has}) AND c.says IS NULL",
        has = columns::item_condition(
            "c.field",
            &quote_literal(&columns::delimited_item(&value.name))
        ),
        of = quote_literal(&kind.name),
        table = quote_ident(&kind.name),
        groups = conflict_groups_sql((kind, rule, value), one),
    )
}

/// Returns the statement that finds pairs of records, `a` and `b`, whose amounts contradict each other in a unit that one of them
/// gives beside its own. Those of one subject, which is bound, if that is `one`.
pub(super) fn conflict_pairs_sql(
    (kind, rule, value): Disagreement<'_>,
    one: bool,
) -> Option<String> {
    if !value.ty.has_equivalents() {
        return None;
    }
    let (table, f) = (quote_ident(&kind.name), &value.name);
    let [low, high, unit] = [columns::low_column, columns::high_column, columns::unit_column]
        .map(|name| quote_ident(&name(f)));
    let keys = rule.same.iter().map(|name| key_of(kind, name));
    let same: Vec<String> = keys.map(|key| format!("a.{key} IS b.{key}")).collect();
    let subject = subject_column(kind, rule);
    let chosen = if one { "= ?1" } else { "IS NOT NULL" };
    let of = |record: &str, amount: &str| {
        format!("{amount}.thing = {record}.id AND {amount}.field = {}", quote_literal(f))
    };
    let from = if one {
        format!("{table} AS a CROSS JOIN _equivalent AS e ON {}", of("a", "e"))
    } else {
        format!("_equivalent AS e CROSS JOIN {table} AS a ON {}", of("a", "e"))
    };
    let from = format!(
        "{from} CROSS JOIN {table} AS b ON b.{subject} = a.{subject} AND {} AND b.id <> a.id",
        same.join(" AND ")
    );
    let apart = |low: &str, high: &str, unit: &str| {
        format!(
            "(e.high < {low} OR {high} < e.low) AND {} = {}",
            comparable_scale("e.unit"),
            comparable_scale(unit)
        )
    };
    let own = apart(&format!("b.{low}"), &format!("b.{high}"), &format!("b.{unit}"));
    let (also, given) = (of("b", "o"), apart("o.low", "o.high", "o.unit"));
    let of_own = format!("FROM {from} WHERE a.{subject} {chosen} AND {own}");
    let of_given = format!(
        "FROM {from} CROSS JOIN _equivalent AS o ON {also} WHERE a.{subject} {chosen} AND {given}"
    );
    Some(format!(
        "SELECT a.id AS a, b.id AS b {of_own} UNION SELECT b.id, a.id {of_own} UNION SELECT a.id, b.id {of_given}"
    ))
}

/// Returns the statement for records that contradict each other in another unit than their own.
pub(super) fn between_equivalents(
    (kind, rule, value): Disagreement<'_>,
    one: bool,
) -> Option<String> {
    let pairs = conflict_pairs_sql((kind, rule, value), one)?;
    let (of, table) = (quote_literal(&kind.name), quote_ident(&kind.name));
    let (name, field) = (quote_ident(&value.name), quote_literal(&value.name));
    let has =
        columns::item_condition("c.field", &quote_literal(&columns::delimited_item(&value.name)));
    Some(format!(
        "SELECT {of}, {field}, x.a, c.id, CAST(b.{name} AS TEXT) FROM ({pairs}) AS x JOIN {table} AS b ON b.id = x.b
         JOIN claim AS c ON c.thing = x.b AND (c.whole = 1 OR {has}) AND c.says IS NULL"
    ))
}
