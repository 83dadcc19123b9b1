//! The subject of a report: a thing or record, or one of its fields.

use rusqlite::Connection;

use super::queries::Queries;

/// A thing or record, and perhaps one of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportSubject {
    /// Its kind, or a table.
    pub kind: String,
    /// Its slug; records have none.
    pub slug: Option<String>,
    /// Its label; empty for a whole kind or table.
    pub name: String,
    /// The field or link; `None` means the whole.
    pub field: Option<String>,
}

impl ReportSubject {
    /// Names a whole kind or table.
    pub(super) fn of_table(name: &str) -> Self {
        Self { kind: name.to_owned(), ..Self::default() }
    }

    /// Names an entry of a table, or an object of the file, by its name.
    pub(super) fn of_object(table: &str, name: &str) -> Self {
        Self { slug: Some(name.to_owned()), ..Self::of_table(table) }
    }

    /// Reads the thing or record with that id.
    pub(super) fn of_id(conn: &Connection, id: i64) -> rusqlite::Result<Self> {
        let sql = "SELECT kind, slug, name FROM thing WHERE id = ?1";
        Ok(match conn.read_first(sql, [id])? {
            Some((kind, slug, name)) => Self { kind, slug, name, field: None },
            None => Self { name: format!("id {id}"), ..Self::of_table("thing") },
        })
    }

    /// Adds one of its fields.
    pub(super) fn with_field(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }
}
