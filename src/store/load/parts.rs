//! The bounds of parts whose whole has a total: a part without a figure of its own is between nothing and the most that its whole
//! can be.

use std::collections::VecDeque;

use anyhow::Result;
use rusqlite::Connection;

use super::origin::ValueLocations;
use crate::answer::PART_OF;
use crate::catalog::{Catalog, Field, Kind, Sort, Type, columns};
use crate::store::digest::Problems;
use crate::store::ids::Ids;
use crate::store::queries::Queries;
use crate::store::schema::quote_ident;
use crate::store::versions::BeforeAndAfter;

/// An amount of parts, its kind and the ref to the whole.
pub(crate) type OfWhole<'c> = (&'c Kind, &'c Field, &'c str);

/// Returns the amounts of parts.
pub(crate) fn with_whole(catalog: &Catalog) -> impl Iterator<Item = OfWhole<'_>> {
    catalog.kinds.iter().filter(|kind| kind.sort != Sort::Union).flat_map(|kind| {
        let amounts = kind.fields.iter().filter(|f| f.ty != Type::Number { exact: true });
        amounts.filter_map(move |field| Some((kind, field, field.whole.as_deref()?)))
    })
}

/// Returns the columns that a part `p` takes from its whole `w`, each with its value in SQL.
pub(crate) fn derived_columns(field: &Field) -> [(String, String); 4] {
    let f = &field.name;
    let of_whole = |column: &str| format!("w.{}", quote_ident(column));
    let (at, high, unit) =
        (columns::number_column(f), columns::high_column(f), columns::unit_column(f));
    let (at, whole) = (of_whole(&at), of_whole(f));
    let words = format!("CASE WHEN {at} IS NULL THEN {whole} ELSE '{PART_OF}' || {whole} END");
    let least = if field.signed { "NULL" } else { "0" };
    [
        (f.clone(), words),
        (columns::low_column(f), least.to_owned()),
        (high.clone(), of_whole(&high)),
        (unit.clone(), of_whole(&unit)),
    ]
}

/// Returns the condition in SQL under which a whole `w` bounds its parts.
pub(crate) fn bounds_condition(field: &Field) -> String {
    let (name, high) = (quote_ident(&field.name), quote_ident(&columns::high_column(&field.name)));
    format!("w.{name} IS NOT NULL AND (w.{high} IS NULL OR w.{high} >= 0)")
}

/// Derives the bounds of changed parts again, and notes parts that exceed their whole.
pub(crate) fn update_parts(
    versions: &BeforeAndAfter<'_>,
    part: OfWhole<'_>,
    origin: &ValueLocations,
    problems: &mut Problems,
) -> Result<()> {
    let conn = versions.after;
    let (kind, field, whole) = part;
    let (table, whole) = (quote_ident(&kind.name), quote_ident(whole));
    // The bounds of a part that no longer has a whole are removed too.
    let (name, at) = (quote_ident(&field.name), quote_ident(&columns::number_column(&field.name)));
    let any = format!(
        "SELECT 1 FROM {table} WHERE {whole} IS NOT NULL OR ({name} IS NOT NULL AND {at} IS NULL)"
    );
    if !conn.exists(&any, [])? {
        return Ok(());
    }
    // A part and the parts of it, each after its whole.
    let mut queue = VecDeque::from(changed_parts(versions, part)?);
    let mut met = Ids::default();
    let parts = format!("SELECT id FROM {table} WHERE {whole} = ?1");
    let mut order = Vec::new();
    while let Some(id) = queue.pop_front() {
        if met.insert(id) {
            order.push(id);
            queue.extend(conn.read_column::<i64>(&parts, [id])?);
        }
    }
    let (clear, bound) = (clear_bounds_sql(kind, field), set_bounds_sql(part));
    for id in &order {
        conn.run(&clear, [id])?;
    }
    for above in parts_above(conn, part)? {
        if met.contains(above.part) {
            note_above_whole(&above, (field, part.2), origin, problems);
        }
    }
    // Each round fills empty values only, so it ends.
    loop {
        let mut filled = 0;
        for id in &order {
            filled += conn.run(&bound, [id])?;
        }
        if filled == 0 {
            return Ok(());
        }
    }
}

/// Returns the parts and wholes of a kind whose amount or whole is another than before, or for which what followed is gone.
fn changed_parts(
    versions: &BeforeAndAfter<'_>,
    (kind, field, whole): OfWhole<'_>,
) -> Result<Vec<i64>> {
    let f = &field.name;
    let at = quote_ident(&columns::number_column(f));
    let columns =
        [f.clone(), columns::low_column(f), columns::high_column(f), columns::unit_column(f)];
    let columns = columns.map(|column| quote_ident(&column));
    let (table, name, whole) = (quote_ident(&kind.name), quote_ident(f), quote_ident(whole));
    let sql = format!(
        "SELECT id, {whole}, {at}, {} FROM {table} AS w WHERE id BETWEEN ?1 AND ?2 AND ({whole} IS NOT NULL
         OR ({name} IS NOT NULL AND {at} IS NULL) OR EXISTS (SELECT 1 FROM {table} AS p WHERE p.{whole} = w.id))",
        columns.join(", ")
    );
    let mut ids = Vec::new();
    versions.each_differing_row(&sql, |id, _| ids.push(id))?;
    Ok(ids)
}

/// Returns the statement that clears what follows for a part.
fn clear_bounds_sql(kind: &Kind, field: &Field) -> String {
    let sets = columns::field_columns(field)
        .into_iter()
        .map(|(c, _)| format!("{} = NULL", quote_ident(&c)));
    format!(
        "UPDATE {} SET {} WHERE id = ?1 AND {} IS NULL AND {} IS NOT NULL",
        quote_ident(&kind.name),
        sets.collect::<Vec<_>>().join(", "),
        quote_ident(&columns::number_column(&field.name)),
        quote_ident(&field.name)
    )
}

/// Returns the statement that bounds a part without a figure of its own.
fn set_bounds_sql((kind, field, whole): OfWhole<'_>) -> String {
    let (table, name) = (quote_ident(&kind.name), quote_ident(&field.name));
    let sets =
        derived_columns(field).map(|(column, value)| format!("{} = {value}", quote_ident(&column)));
    format!(
        "UPDATE {table} AS p SET {} FROM {table} AS w WHERE p.id = ?1 AND w.id = p.{} AND p.{name} IS NULL AND {}",
        sets.join(", "),
        quote_ident(whole),
        bounds_condition(field)
    )
}

/// A part that is more than its whole can be.
pub(crate) struct PartAboveWhole {
    pub(crate) part: i64,
    pub(crate) own: String,
    pub(crate) whole: i64,
    /// The slug of the whole.
    pub(crate) slug: String,
    pub(crate) total: String,
}

/// Returns the parts that are more than their whole can be.
pub(crate) fn parts_above(
    conn: &Connection,
    (kind, field, whole): OfWhole<'_>,
) -> Result<Vec<PartAboveWhole>> {
    let f = &field.name;
    let (table, name, whole) = (quote_ident(&kind.name), quote_ident(f), quote_ident(whole));
    let [low, high, unit] = [columns::low_column, columns::high_column, columns::unit_column]
        .map(|c| quote_ident(&c(f)));
    let sql = format!(
        "SELECT p.id, coalesce(p.{name}, ''), w.id, coalesce(t.slug, t.name), coalesce(w.{name}, '')
         FROM {table} AS p JOIN {table} AS w ON w.id = p.{whole} JOIN thing AS t ON t.id = w.id
         WHERE p.{whole} IS NOT NULL AND p.{unit} = w.{unit} AND p.{low} > w.{high} ORDER BY p.id"
    );
    let above = conn.read_all(&sql, [])?.into_iter();
    Ok(above
        .map(|(part, own, whole, slug, total)| PartAboveWhole { part, own, whole, slug, total })
        .collect())
}

/// Notes a part that is more than its whole can be, if this load says so.
fn note_above_whole(
    above: &PartAboveWhole,
    (field, whole): (&Field, &str),
    origin: &ValueLocations,
    problems: &mut Problems,
) {
    let PartAboveWhole { part, own, whole: of, slug, total } = above;
    let at = origin.get(*part, &field.name).or_else(|| origin.get(*part, whole));
    if let Some(at) = at.or_else(|| origin.get(*of, &field.name)) {
        problems.add(&at, format!("a part can't be {own} where its whole, `{slug}`, is {total}"));
    }
}
