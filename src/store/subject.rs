//! What a report speaks of: a thing or record, or one of its fields.

use rusqlite::{Connection, OptionalExtension};

/// A thing or record, and perhaps one of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Its kind, or the table where it is of none.
    pub kind: String,
    /// What digests call it; records have no such name.
    pub slug: Option<String>,
    /// Its label; empty where the whole kind is meant.
    pub name: String,
    /// The field or link; none: the whole.
    pub field: Option<String>,
}

impl Subject {
    /// A whole kind or table.
    pub(super) fn table(name: &str) -> Self {
        Self { kind: name.to_owned(), ..Self::default() }
    }

    /// An entry of a table, or an object of the file, by its name.
    pub(super) fn named(table: &str, name: &str) -> Self {
        Self { slug: Some(name.to_owned()), ..Self::table(table) }
    }

    /// The thing or record of that id.
    pub(super) fn of(conn: &Connection, id: i64) -> rusqlite::Result<Self> {
        let mut find = conn.prepare_cached("SELECT kind, slug, name FROM thing WHERE id = ?1")?;
        let found = find.query_row([id], |row| {
            Ok(Self { kind: row.get(0)?, slug: row.get(1)?, name: row.get(2)?, field: None })
        });
        Ok(found
            .optional()?
            .unwrap_or_else(|| Self { name: format!("id {id}"), ..Self::table("thing") }))
    }

    /// One of its fields.
    pub(super) fn field(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }
}
