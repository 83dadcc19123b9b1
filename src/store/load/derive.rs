//! What follows from the facts and is never entered: which place is in which and the levels of places
//! ([`super::containment`]), the bounds of parts whose whole has a total, what contradicts a value, and the names of records,
//! composed from their content as the catalog says: `{who}, {role} of {what}`.

use std::collections::HashMap;

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::label::{LOOSE, LabelPart, label_parts};
use crate::catalog::{Catalog, Field, Kind, Sort, Type, columns};
use crate::store::contradictions;
use crate::store::digest::{PART_OF, Place, Problems};
use crate::store::schema::ident;
use crate::value::fold;

use super::containment::{Steps, levels, write_inside, write_levels};

/// Where in this load a value was given.
pub(crate) type Origin = HashMap<(i64, String), Place>;

/// Removes everything derived, so that merging sees only what was told.
pub(crate) fn clear(conn: &Connection, catalog: &Catalog) -> Result<()> {
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
pub(crate) fn derive(
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
    contradictions::derive(conn, catalog)
}

/// Amounts of parts, each with its kind and the ref to the whole.
pub(crate) fn with_whole(catalog: &Catalog) -> impl Iterator<Item = (&Kind, &Field, &str)> {
    catalog.kinds.iter().filter(|kind| kind.sort != Sort::Union).flat_map(|kind| {
        kind.fields
            .iter()
            .filter(|field| field.ty != Type::Number { exact: true })
            .filter_map(move |field| Some((kind, field, field.whole.as_deref()?)))
    })
}

/// What follows for a part `p` from its whole `w`: each column with its value in SQL.
pub(crate) fn bound(field: &Field) -> [(String, String); 4] {
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
pub(crate) fn bounds(field: &Field) -> String {
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
pub(crate) struct Above {
    pub(crate) part: i64,
    pub(crate) own: String,
    pub(crate) whole: i64,
    /// What digests call the whole.
    pub(crate) slug: String,
    pub(crate) total: String,
}

/// The parts that are more than their whole can be.
pub(crate) fn parts_above(
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

/// Composes the name of every record anew and writes those that changed.
pub(super) fn relabel(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let mut update =
        conn.prepare_cached("UPDATE thing SET name = ?2, name_key = ?3 WHERE id = ?1")?;
    for (id, label) in stale(conn, catalog)? {
        update.execute((id, &label, fold(&label)))?;
    }
    Ok(())
}

/// The records whose names are not what their content makes them, with the names they should have.
pub(crate) fn stale(conn: &Connection, catalog: &Catalog) -> Result<Vec<(i64, String)>> {
    let mut stale = Vec::new();
    for kind in catalog.kinds.iter().filter(|kind| kind.sort == Sort::Record) {
        let parts = label_parts(kind.label.as_deref().unwrap_or_default());
        let fields = parts.iter().filter_map(|part| match part {
            LabelPart::Field(name) => Some(*name),
            LabelPart::Literal(_) => None,
        });
        let cols: String = fields.flat_map(|name| [", ".to_owned(), part(kind, name)]).collect();
        let sql = format!(
            "SELECT r.id, t.name{cols} FROM {} AS r JOIN thing AS t ON t.id = r.id",
            ident(&kind.name)
        );
        let mut find = conn.prepare(&sql)?;
        let count = find.column_count();
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let values = (2..count)
                .map(|at| row.get(at))
                .collect::<rusqlite::Result<Vec<Option<String>>>>()?;
            let mut label = compose(&parts, &values);
            if label.is_empty() {
                label.clone_from(&kind.name);
            }
            if label != row.get::<_, String>(1)? {
                stale.push((row.get::<_, i64>(0)?, label));
            }
        }
    }
    Ok(stale)
}

/// A field as a text, in SQL.
fn part(kind: &Kind, name: &str) -> String {
    let column = format!("r.{}", ident(name));
    match kind.field(name).map(|f| &f.ty) {
        Some(Type::Ref(_)) => format!("(SELECT n.name FROM thing AS n WHERE n.id = {column})"),
        Some(Type::Enum(_)) => format!("replace({column}, '_', ' ')"),
        Some(Type::YesNo) => format!("CASE {column} WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END"),
        _ => format!("CAST({column} AS TEXT)"),
    }
}

/// Puts values into a pattern. The words before a missing value go with it, and no punctuation is left at an end.
fn compose(parts: &[LabelPart<'_>], values: &[Option<String>]) -> String {
    let mut label = String::new();
    let mut between = "";
    let mut values = values.iter();
    for part in parts {
        match part {
            LabelPart::Literal(text) => between = text,
            LabelPart::Field(_) => {
                if let Some(value) = values.next().and_then(Option::as_ref) {
                    if !label.is_empty()
                        || matches!(parts.first(), Some(LabelPart::Literal(first)) if *first == between)
                    {
                        label.push_str(between);
                    }
                    label.push_str(value);
                }
                between = "";
            }
        }
    }
    if matches!(parts.last(), Some(LabelPart::Literal(_))) {
        label.push_str(between);
    }
    label.trim_matches(|c: char| c.is_whitespace() || LOOSE.contains(c)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_takes_its_words_along() {
        let says = |pattern: &str, values: &[&str]| {
            let values: Vec<Option<String>> =
                values.iter().map(|v| (!v.is_empty()).then(|| (*v).to_owned())).collect();
            compose(&label_parts(pattern), &values)
        };
        let role = "{person}: {title}, {organization}";
        assert_eq!(says(role, &["Li", "Mayor", "City"]), "Li: Mayor, City");
        assert_eq!(says(role, &["Li", "", "City"]), "Li, City");
        assert_eq!(says(role, &["Li", "Mayor", ""]), "Li: Mayor");
        assert_eq!(says(role, &["Li", "", ""]), "Li");
        assert_eq!(says(role, &["", "Mayor", "City"]), "Mayor, City");
        assert_eq!(says("{who}, {role} of {what}", &["", "guest", "Forum"]), "guest of Forum");
        assert_eq!(says("No. {n} (of many)", &["7"]), "No. 7 (of many)");
        assert_eq!(says("{a}", &[""]), "");
    }
}
