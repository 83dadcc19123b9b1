//! What follows from the facts and is never entered: which place is in which and the levels of places
//! ([`super::containment`]), the bounds of parts whose whole has a total, what contradicts a value
//! ([`crate::store::contradictions`]), and the names of records, composed from their content as the catalog says:
//! `{who}, {role} of {what}`.

use std::collections::HashMap;

use anyhow::Result;
use rusqlite::Connection;

use super::containment::{Steps, levels, write_inside, write_levels};
use crate::catalog::label::{LOOSE, LabelPart, label_parts};
use crate::catalog::{Catalog, Field, Kind, Sort, Type, columns};
use crate::store::contradictions;
use crate::store::digest::{PART_OF, Place, Problems};
use crate::store::queries::Queries;
use crate::store::schema::{ident, readable};
use crate::value::fold;

/// Where this load gives a value, by thing and field.
pub(crate) type Origin = HashMap<(i64, String), Place>;

/// Removes everything derived, so that only entered facts are merged.
pub(crate) fn clear(conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.execute_batch("DELETE FROM level; DELETE FROM inside; DELETE FROM rival;")?;
    for (kind, field, _) in with_whole(catalog) {
        let sets = columns::of(field).into_iter().map(|(c, _)| format!("{} = NULL", ident(&c)));
        let sql = format!(
            "UPDATE {} SET {} WHERE {} IS NULL AND {} IS NOT NULL",
            ident(&kind.name),
            sets.collect::<Vec<_>>().join(", "),
            ident(&columns::at(&field.name)),
            ident(&field.name)
        );
        conn.execute(&sql, [])?;
    }
    Ok(())
}

/// Derives everything but the names of records, and notes parts above their whole.
pub(crate) fn derive(
    conn: &Connection,
    catalog: &Catalog,
    origin: &Origin,
    problems: &mut Problems,
) -> Result<()> {
    if let Some(containment) = &catalog.containment {
        let inside = Steps::read(conn, containment)?.closure();
        write_inside(conn, containment, &inside)?;
        write_levels(conn, &levels(conn, containment, &inside)?)?;
    }
    for (kind, field, whole) in with_whole(catalog) {
        check_parts(conn, (kind, field, whole), origin, problems)?;
        bound_parts(conn, kind, field, whole)?;
    }
    contradictions::derive(conn, catalog)
}

/// Returns the amounts of parts, each with its kind and the ref to the whole.
pub(crate) fn with_whole(catalog: &Catalog) -> impl Iterator<Item = (&Kind, &Field, &str)> {
    catalog.kinds.iter().filter(|kind| kind.sort != Sort::Union).flat_map(|kind| {
        let amounts = kind.fields.iter().filter(|f| f.ty != Type::Number { exact: true });
        amounts.filter_map(move |field| Some((kind, field, field.whole.as_deref()?)))
    })
}

/// Returns what follows for a part `p` from its whole `w`: each column with its value in SQL.
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

/// Returns the condition under which anything follows for parts of a whole `w`.
pub(crate) fn bounds(field: &Field) -> String {
    let (name, high) = (ident(&field.name), ident(&columns::high(&field.name)));
    format!("w.{name} IS NOT NULL AND (w.{high} IS NULL OR w.{high} >= 0)")
}

/// Bounds the parts without a figure of their own: between nothing and the most that their whole can be.
fn bound_parts(conn: &Connection, kind: &Kind, field: &Field, whole: &str) -> Result<()> {
    let (table, name) = (ident(&kind.name), ident(&field.name));
    let sets = bound(field).map(|(column, value)| format!("{} = {value}", ident(&column)));
    let sql = format!(
        "UPDATE {table} AS p SET {} FROM {table} AS w WHERE w.id = p.{} AND p.{name} IS NULL AND {}",
        sets.join(", "),
        ident(whole),
        bounds(field)
    );
    // Parts of parts follow in later rounds; each round fills empty values only, so it ends.
    while conn.execute(&sql, [])? > 0 {}
    Ok(())
}

/// A part that is more than its whole can be.
pub(crate) struct Above {
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
    (kind, field, whole): (&Kind, &Field, &str),
) -> Result<Vec<Above>> {
    let f = &field.name;
    let (table, name) = (ident(&kind.name), ident(f));
    let [low, high, unit] = [columns::low, columns::high, columns::unit].map(|c| ident(&c(f)));
    let sql = format!(
        "SELECT p.id, coalesce(p.{name}, ''), w.id, coalesce(t.slug, t.name), coalesce(w.{name}, '')
         FROM {table} AS p JOIN {table} AS w ON w.id = p.{} JOIN thing AS t ON t.id = w.id
         WHERE p.{unit} = w.{unit} AND p.{low} > w.{high} ORDER BY p.id",
        ident(whole)
    );
    let above = conn.all(&sql, [])?.into_iter();
    Ok(above
        .map(|(part, own, whole, slug, total)| Above { part, own, whole, slug, total })
        .collect())
}

/// Notes parts that are more than their whole can be.
fn check_parts(
    conn: &Connection,
    (kind, field, whole): (&Kind, &Field, &str),
    origin: &Origin,
    problems: &mut Problems,
) -> Result<()> {
    for Above { part, own, whole: of, slug, total } in parts_above(conn, (kind, field, whole))? {
        let place = |id: i64, field: &str| origin.get(&(id, field.to_owned()));
        let at = place(part, &field.name).or_else(|| place(part, whole));
        if let Some(at) = at.or_else(|| place(of, &field.name)) {
            problems
                .add(at, format!("a part cannot be {own} where its whole, `{slug}`, is {total}"));
        }
    }
    Ok(())
}

/// Composes the name of every record anew and writes those that changed.
pub(super) fn relabel(conn: &Connection, catalog: &Catalog) -> Result<()> {
    for (id, label) in stale_labels(conn, catalog)? {
        let sql = "UPDATE thing SET name = ?2, name_key = ?3 WHERE id = ?1";
        conn.run(sql, (id, &label, fold(&label)))?;
    }
    Ok(())
}

/// Returns the records whose names do not follow from their content, with the names that do.
pub(crate) fn stale_labels(conn: &Connection, catalog: &Catalog) -> Result<Vec<(i64, String)>> {
    let mut stale = Vec::new();
    for kind in catalog.kinds.iter().filter(|kind| kind.sort == Sort::Record) {
        let parts = label_parts(kind.label.as_deref().unwrap_or_default());
        let fields = parts.iter().filter_map(|part| match part {
            LabelPart::Field(name) => Some(*name),
            LabelPart::Literal(_) => None,
        });
        let list: String = fields.flat_map(|name| [", ".to_owned(), text_of(kind, name)]).collect();
        let sql = format!(
            "SELECT r.id, t.name{list} FROM {} AS r JOIN thing AS t ON t.id = r.id",
            ident(&kind.name)
        );
        let mut find = conn.prepare(&sql)?;
        let count = find.column_count();
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let values = (2..count).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<_>>>()?;
            let mut label = compose(&parts, &values);
            if label.is_empty() {
                label.clone_from(&kind.name);
            }
            if label != row.get_ref(1)?.as_str()? {
                stale.push((row.get(0)?, label));
            }
        }
    }
    Ok(stale)
}

/// Returns a field of a record `r` as a text, in SQL.
fn text_of(kind: &Kind, name: &str) -> String {
    match kind.field(name) {
        Some(Field { ty: Type::Enum(_), .. }) => format!("replace(r.{}, '_', ' ')", ident(name)),
        Some(field) => readable(field),
        None => format!("CAST(r.{} AS TEXT)", ident(name)),
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
