//! The names of records, composed from their content as the catalog says: `{who}, {role} of {what}`.

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::label::{LOOSE, Piece, pieces};
use crate::catalog::{Catalog, Kind, Sort, Type};
use crate::store::schema::ident;
use crate::value::fold;

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
pub(in crate::store) fn stale(conn: &Connection, catalog: &Catalog) -> Result<Vec<(i64, String)>> {
    let mut stale = Vec::new();
    for kind in catalog.kinds.iter().filter(|kind| kind.sort == Sort::Record) {
        let pieces = pieces(kind.label.as_deref().unwrap_or_default());
        let fields = pieces.iter().filter_map(|piece| match piece {
            Piece::Field(name) => Some(*name),
            Piece::Literal(_) => None,
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
            let mut label = compose(&pieces, &values);
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
fn compose(pieces: &[Piece<'_>], values: &[Option<String>]) -> String {
    let mut label = String::new();
    let mut between = "";
    let mut values = values.iter();
    for piece in pieces {
        match piece {
            Piece::Literal(text) => between = text,
            Piece::Field(_) => {
                if let Some(value) = values.next().and_then(Option::as_ref) {
                    if !label.is_empty()
                        || matches!(pieces.first(), Some(Piece::Literal(first)) if *first == between)
                    {
                        label.push_str(between);
                    }
                    label.push_str(value);
                }
                between = "";
            }
        }
    }
    if matches!(pieces.last(), Some(Piece::Literal(_))) {
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
            compose(&pieces(pattern), &values)
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
