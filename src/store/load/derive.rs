//! What follows from the facts and is never entered: which place lies in which and the levels of places
//! ([`super::inside`]), the bounds of parts whose whole has a total, and what speaks against a value
//! ([`super::rivals`]).

use std::collections::HashMap;

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Catalog, Field, Kind, Sort, Type, columns};
use crate::store::digest::{PART_OF, Place, Problems};
use crate::store::schema::ident;

use super::inside::{Steps, levels, write_inside, write_levels};
use super::rivals;

/// Where in this load a value was given.
pub(in crate::store) type Origin = HashMap<(i64, String), Place>;

/// Removes everything derived, so that merging sees only what was told.
pub(in crate::store) fn clear(conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.execute_batch("DELETE FROM level; DELETE FROM inside; DELETE FROM rival;")?;
    for (kind, field, _) in with_whole(catalog) {
        let f = &field.name;
        let sets: Vec<String> =
            columns::of(field).iter().map(|(c, _)| format!("{} = NULL", ident(c))).collect();
        conn.execute(
            &format!(
                "UPDATE {} SET {} WHERE {} IS NULL AND {} IS NOT NULL",
                ident(&kind.name),
                sets.join(", "),
                ident(&columns::at(f)),
                ident(f)
            ),
            [],
        )?;
    }
    Ok(())
}

/// Derives everything, and notes parts above their whole.
pub(in crate::store) fn derive(
    conn: &Connection,
    catalog: &Catalog,
    origin: &Origin,
    problems: &mut Problems,
) -> Result<()> {
    if let Some(containment) = &catalog.containment {
        let steps = Steps::read(conn, containment)?;
        let inside = steps.closure();
        write_inside(conn, containment, &inside)?;
        write_levels(conn, &levels(conn, containment, &inside)?)?;
    }
    for (kind, field, whole) in with_whole(catalog) {
        check_parts(conn, (kind, field, whole), origin, problems)?;
        bound_parts(conn, kind, field, whole)?;
    }
    rivals::derive(conn, catalog)
}

/// Amounts of parts, each with its kind and the ref to the whole.
pub(in crate::store) fn with_whole(
    catalog: &Catalog,
) -> impl Iterator<Item = (&Kind, &Field, &str)> {
    catalog.kinds.iter().filter(|kind| kind.sort != Sort::Union).flat_map(|kind| {
        kind.fields
            .iter()
            .filter(|field| field.ty != Type::Number { exact: true })
            .filter_map(move |field| Some((kind, field, field.whole.as_deref()?)))
    })
}

/// What follows for a part `p` from its whole `w`: each column with its value in SQL.
pub(in crate::store) fn bound(field: &Field) -> [(String, String); 4] {
    let f = &field.name;
    let of_whole = |column: &str| format!("w.{}", ident(column));
    let (at, high, unit) = (columns::at(f), columns::high(f), columns::unit(f));
    let (at, whole) = (of_whole(&at), of_whole(f));
    let words = format!("CASE WHEN {at} IS NULL THEN {whole} ELSE '{PART_OF}' || {whole} END");
    let least = if field.signed { "NULL" } else { "0" };
    [
        (f.clone(), words),
        (columns::low(f), least.to_owned()),
        (high.clone(), of_whole(&high)),
        (unit.clone(), of_whole(&unit)),
    ]
}

/// Whether anything follows for parts of a whole `w`.
pub(in crate::store) fn bounds(field: &Field) -> String {
    let (name, high) = (ident(&field.name), ident(&columns::high(&field.name)));
    format!("w.{name} IS NOT NULL AND (w.{high} IS NULL OR w.{high} >= 0)")
}

/// A part without a figure of its own lies between nothing and the most its whole can be.
fn bound_parts(conn: &Connection, kind: &Kind, field: &Field, whole: &str) -> Result<()> {
    let (table, name) = (ident(&kind.name), ident(&field.name));
    let sets = bound(field).map(|(column, value)| format!("{} = {value}", ident(&column)));
    let sql = format!(
        "UPDATE {table} AS p SET {} FROM {table} AS w WHERE w.id = p.{} AND p.{name} IS NULL AND {}",
        sets.join(", "),
        ident(whole),
        bounds(field)
    );
    // Parts of parts follow in later rounds; each round fills what was empty, so it ends.
    while conn.execute(&sql, [])? > 0 {}
    Ok(())
}

/// A part that is more than its whole can be.
pub(in crate::store) struct Above {
    pub(in crate::store) part: i64,
    pub(in crate::store) own: String,
    pub(in crate::store) whole: i64,
    /// What digests call the whole.
    pub(in crate::store) slug: String,
    pub(in crate::store) total: String,
}

/// The parts that are more than their whole can be.
pub(in crate::store) fn parts_above(
    conn: &Connection,
    (kind, field, whole): (&Kind, &Field, &str),
) -> Result<Vec<Above>> {
    let f = &field.name;
    let (table, name) = (ident(&kind.name), ident(f));
    let (low, high, unit) =
        (ident(&columns::low(f)), ident(&columns::high(f)), ident(&columns::unit(f)));
    let mut find = conn.prepare(&format!(
        "SELECT p.id, coalesce(p.{name}, ''), w.id, coalesce(w.{name}, ''), coalesce(t.slug, t.name)
         FROM {table} AS p JOIN {table} AS w ON w.id = p.{} JOIN thing AS t ON t.id = w.id
         WHERE p.{unit} = w.{unit} AND p.{low} > w.{high} ORDER BY p.id",
        ident(whole)
    ))?;
    let above = find.query_map([], |row| {
        Ok(Above {
            part: row.get(0)?,
            own: row.get(1)?,
            whole: row.get(2)?,
            total: row.get(3)?,
            slug: row.get(4)?,
        })
    })?;
    Ok(above.collect::<rusqlite::Result<_>>()?)
}

/// Notes parts that are more than their whole can be.
fn check_parts(
    conn: &Connection,
    (kind, field, whole): (&Kind, &Field, &str),
    origin: &Origin,
    problems: &mut Problems,
) -> Result<()> {
    for above in parts_above(conn, (kind, field, whole))? {
        let place = |id: i64, field: &str| origin.get(&(id, field.to_owned()));
        let f = &field.name;
        let at = place(above.part, f).or_else(|| place(above.part, whole));
        if let Some(at) = at.or_else(|| place(above.whole, f)) {
            let Above { own, slug, total, .. } = above;
            let sentence = format!("a part cannot be {own} where its whole, `{slug}`, is {total}");
            problems.add(at, sentence);
        }
    }
    Ok(())
}
