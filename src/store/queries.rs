//! Small statements. Each is prepared once for a connection, and a row is read as a tuple or by a function.

use std::ops::Range;

use rusqlite::types::{FromSql, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Result, Row, Statement};

use super::hash::{Hash, hash_of_bytes};
use super::ids::Ids;
use super::sql_text::quote_ident;
use crate::catalog::{Field, Type};
use crate::text::yes_no;

/// Short ways to run a statement and to read its rows.
pub(super) trait Queries {
    /// Reads all rows by a function.
    fn read<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>>;

    /// Reads all rows as tuples.
    fn read_all<T>(&self, sql: &str, params: impl Params) -> Result<Vec<T>>
    where
        T: for<'r> TryFrom<&'r Row<'r>, Error = rusqlite::Error>,
    {
        self.read(sql, params, |row| T::try_from(row))
    }

    /// Reads the first row as a tuple; `None` means that there is no row.
    fn read_first<T>(&self, sql: &str, params: impl Params) -> Result<Option<T>>
    where
        T: for<'r> TryFrom<&'r Row<'r>, Error = rusqlite::Error>;

    /// Reads the first column of all rows.
    fn read_column<T: FromSql>(&self, sql: &str, params: impl Params) -> Result<Vec<T>> {
        self.read(sql, params, |row| row.get(0))
    }

    /// Reads the ids in the first column of all rows.
    fn read_ids(&self, sql: &str, params: impl Params) -> Result<Ids> {
        Ok(self.read_column::<i64>(sql, params)?.into_iter().collect())
    }

    /// Reads the first column of the first row; `None` means that there is no row.
    fn read_value<T: FromSql>(&self, sql: &str, params: impl Params) -> Result<Option<T>> {
        Ok(self.read_first::<(T,)>(sql, params)?.map(|(value,)| value))
    }

    /// Reads the number that a statement counts.
    fn read_count(&self, sql: &str, params: impl Params) -> Result<u64> {
        Ok(self.read_value::<i64>(sql, params)?.unwrap_or_default().unsigned_abs())
    }

    /// Counts the rows of a table.
    fn count_table_rows(&self, table: &str) -> Result<u64> {
        self.read_count(&format!("SELECT count(*) FROM {}", quote_ident(table)), [])
    }

    /// Reads the last id of a table; 0 means that it has no rows.
    fn read_last_id(&self, table: &str) -> Result<i64> {
        let sql = format!("SELECT max(id) FROM {}", quote_ident(table));
        Ok(self.read_value::<Option<i64>>(&sql, [])?.flatten().unwrap_or_default())
    }

    /// Checks whether there is a row.
    fn exists(&self, sql: &str, params: impl Params) -> Result<bool>;

    /// Runs a statement that changes rows, and returns how many it changed.
    fn run(&self, sql: &str, params: impl Params) -> Result<usize>;
}

impl Queries for Connection {
    fn read<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.prepare_cached(sql)?.query_map(params, read)?.collect()
    }

    fn read_first<T>(&self, sql: &str, params: impl Params) -> Result<Option<T>>
    where
        T: for<'r> TryFrom<&'r Row<'r>, Error = rusqlite::Error>,
    {
        self.prepare_cached(sql)?.query_row(params, |row| T::try_from(row)).optional()
    }

    fn exists(&self, sql: &str, params: impl Params) -> Result<bool> {
        self.prepare_cached(sql)?.exists(params)
    }

    fn run(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare_cached(sql)?.execute(params)
    }
}

/// Reads some columns of a row.
pub(super) fn read_cells<T: FromSql>(
    row: &Row<'_>,
    columns: impl Iterator<Item = usize>,
) -> Result<Vec<T>> {
    columns.map(|column| row.get(column)).collect()
}

/// Writes some columns of a row as bytes, which are the same only for the same cells.
pub(super) fn bytes_of_row(
    row: &Row<'_>,
    columns: Range<usize>,
    bytes: &mut Vec<u8>,
) -> Result<()> {
    bytes.clear();
    for column in columns {
        add_bytes(row.get_ref(column)?, bytes);
    }
    Ok(())
}

/// Adds a cell as bytes.
pub(super) fn add_bytes(cell: ValueRef<'_>, bytes: &mut Vec<u8>) {
    let (sort, content): (u8, &[u8]) = match cell {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => (1, &number.to_be_bytes()),
        ValueRef::Real(number) => (2, &number.to_be_bytes()),
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    bytes.push(sort);
    bytes.extend(content.len().to_be_bytes());
    bytes.extend(content);
}

/// A statement that adds a row, prepared when the first one is added.
pub(super) struct Insertion<'c> {
    conn: &'c Connection,
    sql: String,
    statement: Option<Statement<'c>>,
}

impl<'c> Insertion<'c> {
    pub(super) fn new(conn: &'c Connection, sql: String) -> Self {
        Self { conn, sql, statement: None }
    }

    /// Adds a row.
    pub(super) fn run(&mut self, params: impl Params) -> Result<()> {
        let statement = match &mut self.statement {
            Some(statement) => statement,
            none => none.insert(self.conn.prepare(&self.sql)?),
        };
        statement.execute(params).map(|_| ())
    }
}

/// Returns an entry of the `meta` table.
pub(super) fn meta_value(conn: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    conn.read_value("SELECT value FROM meta WHERE key = ?1", [key])
}

/// Returns the hash of a text and the cells of a row.
pub(super) fn hash_of_cells<'v>(of: &str, cells: impl IntoIterator<Item = &'v Value>) -> Hash {
    let mut bytes = Vec::with_capacity(256);
    bytes.extend(of.as_bytes());
    cells.into_iter().for_each(|cell| add_bytes(cell.into(), &mut bytes));
    hash_of_bytes(&bytes)
}

/// Returns the stored columns of a field as a person writes them; `None` means that nothing is stored.
pub(super) fn written_value(
    conn: &Connection,
    field: &Field,
    cells: &[Value],
) -> Result<Option<String>> {
    Ok(Some(match (cells.first(), &field.ty) {
        (Some(Value::Integer(id)), Type::Ref(_)) => {
            let sql = "SELECT coalesce(slug, name) FROM thing WHERE id = ?1";
            conn.read_value(sql, [id])?.unwrap_or_default()
        }
        (Some(Value::Integer(yes)), Type::YesNo) => yes_no(*yes != 0).into(),
        (Some(Value::Integer(number)), _) => number.to_string(),
        (Some(Value::Text(text)), _) => text.clone(),
        _ => return Ok(None),
    }))
}
