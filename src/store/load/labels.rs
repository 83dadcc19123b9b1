//! The names of records, composed from their content as the catalog says: `{who}, {role} of {what}`.

use std::ops::RangeInclusive;

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::label::{LOOSE, LabelPart, label_parts};
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::store::ids::Ids;
use crate::store::queries::{Queries, read_cells};
use crate::store::schema::{folded_label, quote_ident, readable_sql};
use crate::store::versions::BeforeAndAfter;

/// The most rounds of names in names, more than any catalog needs.
const ROUNDS: usize = 8;

/// Composes the names of records anew that are touched or that hold a name which changed.
pub(crate) fn update_labels(versions: &BeforeAndAfter<'_>) -> Result<()> {
    let (conn, catalog) = (versions.after, versions.catalog);
    let mut renamed = Ids::default();
    if versions.before.is_some() {
        // New names are contained only in names that are touched anyway.
        let mut last = None;
        let sql = "SELECT id, name FROM thing WHERE id BETWEEN ?1 AND ?2";
        versions.each_differing_row(sql, |id, _| {
            if last.replace(id) == Some(id) {
                renamed.insert(id);
            }
        })?;
    }
    for ids in versions.ranges {
        renamed.extend(relabel_range(conn, catalog, ids)?);
    }
    for _ in 0..ROUNDS {
        let ranges = records_naming(conn, catalog, &renamed)?.ranges();
        renamed = Ids::default();
        for ids in &ranges {
            renamed.extend(relabel_range(conn, catalog, ids)?);
        }
    }
    Ok(())
}

/// Composes the names of all records anew.
pub(crate) fn relabel_all(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let ranges = [i64::MIN..=i64::MAX];
    update_labels(&BeforeAndAfter { before: None, after: conn, catalog, ranges: &ranges })
}

/// Rewrites the names of records that don't follow from their content, and returns those that other names may contain.
fn relabel_range(
    conn: &Connection,
    catalog: &Catalog,
    ids: &RangeInclusive<i64>,
) -> Result<Vec<i64>> {
    let mut held = Vec::new();
    for kind in record_kinds(catalog) {
        let is_held = refs_in_labels(catalog).any(|(_, _, targets)| targets.contains(&kind.name));
        for (id, label) in stale_labels_of_kind(conn, kind, ids)? {
            let sql = "UPDATE thing SET name = ?2, _folded = ?3 WHERE id = ?1";
            conn.run(sql, (id, &label, folded_label(&label)))?;
            held.extend(is_held.then_some(id));
        }
    }
    Ok(held)
}

/// Returns the records whose names contain the name of one of these.
fn records_naming(conn: &Connection, catalog: &Catalog, of: &Ids) -> Result<Ids> {
    let mut holders = Ids::default();
    for (kind, field, _) in refs_in_labels(catalog) {
        let (table, column) = (quote_ident(&kind.name), quote_ident(&field.name));
        let sql = format!("SELECT id FROM {table} WHERE {column} = ?1");
        for id in of.iter() {
            holders.extend(conn.read_column::<i64>(&sql, [id])?);
        }
    }
    Ok(holders)
}

fn record_kinds(catalog: &Catalog) -> impl Iterator<Item = &Kind> {
    catalog.kinds.iter().filter(|kind| kind.sort == Sort::Record)
}

fn label_pattern(kind: &Kind) -> Vec<LabelPart<'_>> {
    label_parts(kind.label.as_deref().unwrap_or_default())
}

/// Returns the names of the fields in the pattern of a kind.
fn fields_in<'p>(parts: &'p [LabelPart<'p>]) -> impl Iterator<Item = &'p str> {
    parts.iter().filter_map(|part| match part {
        LabelPart::Field(name) => Some(*name),
        LabelPart::Literal(_) => None,
    })
}

/// Returns the references in patterns: the kind of the record, the field, and the kinds it leads to.
fn refs_in_labels(catalog: &Catalog) -> impl Iterator<Item = (&Kind, &Field, &[String])> {
    record_kinds(catalog).flat_map(|kind| {
        let fields: Vec<&Field> =
            fields_in(&label_pattern(kind)).filter_map(|name| kind.field(name)).collect();
        fields.into_iter().filter_map(move |field| match &field.ty {
            Type::Ref(targets) => Some((kind, field, targets.kinds.as_slice())),
            _ => None,
        })
    })
}

/// Composes the name of a record of a kind; `value` returns the text of a field.
pub(crate) fn compose_label(kind: &Kind, value: impl Fn(&Field) -> Option<String>) -> String {
    let parts = label_pattern(kind);
    let values: Vec<Option<String>> =
        fields_in(&parts).map(|name| kind.field(name).and_then(&value)).collect();
    or_kind(fill_pattern(&parts, &values), kind)
}

/// A record without a name is called by its kind.
fn or_kind(label: String, kind: &Kind) -> String {
    if label.is_empty() { kind.name.clone() } else { label }
}

/// Returns the records whose names do not follow from their content, with the names that do.
pub(crate) fn stale_labels(conn: &Connection, catalog: &Catalog) -> Result<Vec<(i64, String)>> {
    let mut found = Vec::new();
    for kind in record_kinds(catalog) {
        found.extend(stale_labels_of_kind(conn, kind, &(i64::MIN..=i64::MAX))?);
    }
    Ok(found)
}

/// Returns those of some records of a kind whose names do not follow from their content, with the names that do.
fn stale_labels_of_kind(
    conn: &Connection,
    kind: &Kind,
    ids: &RangeInclusive<i64>,
) -> Result<Vec<(i64, String)>> {
    let parts = label_pattern(kind);
    let list: String =
        fields_in(&parts).flat_map(|name| [", ".to_owned(), text_of(kind, name)]).collect();
    let sql = format!(
        "SELECT r.id, t.name{list} FROM {} AS r JOIN thing AS t ON t.id = r.id WHERE r.id BETWEEN ?1 AND ?2",
        quote_ident(&kind.name)
    );
    let mut stale = Vec::new();
    let mut find = conn.prepare_cached(&sql)?;
    let count = find.column_count();
    let mut rows = find.query((ids.start(), ids.end()))?;
    while let Some(row) = rows.next()? {
        let values = read_cells(row, 2..count)?;
        let label = or_kind(fill_pattern(&parts, &values), kind);
        if label != row.get_ref(1)?.as_str()? {
            stale.push((row.get(0)?, label));
        }
    }
    Ok(stale)
}

/// Returns a field of a record `r` as a text, in SQL.
fn text_of(kind: &Kind, name: &str) -> String {
    match kind.field(name) {
        Some(Field { ty: Type::Enum(_), .. }) => {
            format!("replace(r.{}, '_', ' ')", quote_ident(name))
        }
        Some(field) => readable_sql(field),
        None => format!("CAST(r.{} AS TEXT)", quote_ident(name)),
    }
}

/// Puts values into a pattern. The words before a missing value are dropped with it, and no punctuation is left at either end.
fn fill_pattern(parts: &[LabelPart<'_>], values: &[Option<String>]) -> String {
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
            fill_pattern(&label_parts(pattern), &values)
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
