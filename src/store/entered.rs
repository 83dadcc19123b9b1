//! Rows as they were entered. Things that are judged to be the same are united ([`super::unite`]), and every row that this
//! changes or removes is kept here. A load first restores all of them, so that it runs as if nothing were judged, and then unites
//! the things again. If a judgement is withdrawn, everything is as if it had never been made.

use anyhow::Result;
use rusqlite::Connection;

use super::ids::Ids;
use super::queries::Queries;
use super::schema::{
    CLAIM, NAME, ORIGIN, entered_columns, kind_columns, quote_ident, quote_idents, quote_literal,
    stored_kinds,
};
use crate::catalog::{Catalog, Kind};

/// The table of all things and records.
pub(super) const THING: &str = "thing";

/// Returns the columns after the id of a table with entered rows, each with the value that is kept, in SQL. The names of records
/// and the bounds of parts follow from other rows.
fn kept_columns(kind: Option<&Kind>) -> (Vec<String>, Vec<String>) {
    let Some(kind) = kind else {
        let of_thing =
            |column: &str| format!("CASE WHEN r.slug IS NULL THEN '' ELSE r.{column} END");
        let kept =
            vec!["r.kind".to_owned(), "r.slug".to_owned(), of_thing("name"), of_thing("name_key")];
        return (["kind", "slug", "name", "name_key"].map(str::to_owned).into(), kept);
    };
    let mut names: Vec<String> = kind_columns(kind).into_iter().map(|(name, _)| name).collect();
    let mut kept = entered_columns(kind);
    if kind.name == CLAIM {
        names.push(ORIGIN.to_owned());
        kept.push(format!("r.{}", quote_ident(ORIGIN)));
    }
    (names, kept)
}

/// Returns the cells of an entered row, in SQL.
fn entered_cells_sql(columns: usize) -> String {
    let cells = (0..columns).map(|at| format!(", json_extract(e.cells, '$[{at}]')"));
    cells.collect::<Vec<_>>().concat()
}

/// Keeps rows before they are changed.
pub(super) struct EnteredRows<'k> {
    conn: &'k Connection,
    catalog: &'k Catalog,
}

impl<'k> EnteredRows<'k> {
    pub(super) fn new(conn: &'k Connection, catalog: &'k Catalog) -> Self {
        Self { conn, catalog }
    }

    /// Keeps a row of a kind, or of the table of all things, unless it is kept already or was not entered.
    pub(super) fn keep_row(&self, kind: &str, id: i64) -> Result<()> {
        let (_, kept) = kept_columns(self.catalog.kind(kind).filter(|_| kind != THING));
        let sql = format!(
            "INSERT OR IGNORE INTO _entered (kind, id, cells) SELECT ?1, r.id, json_array({}) FROM {} AS r WHERE r.id = ?2",
            kept.join(", "),
            quote_ident(kind)
        );
        self.conn.run(&sql, (kind, id))?;
        Ok(())
    }

    /// Remembers that a row wasn't entered.
    pub(super) fn keep_none(&self, kind: &str, id: i64) -> Result<()> {
        self.conn.run("INSERT INTO _entered (kind, id) VALUES (?1, ?2)", (kind, id))?;
        Ok(())
    }

    /// Removes a thing or record that became part of another.
    pub(super) fn remove(&self, kind: &str, id: i64) -> Result<()> {
        for table in [kind, THING] {
            self.keep_row(table, id)?;
            self.conn.run(&format!("DELETE FROM {} WHERE id = ?1", quote_ident(table)), [id])?;
        }
        Ok(())
    }
}

/// Restores every row as it was entered, and returns the things and records that this changes.
pub(super) fn restore_entered(conn: &Connection, catalog: &Catalog) -> Result<Ids> {
    let changed = changed_ids(conn)?;
    for (kind, columns) in kept_kinds(conn, catalog)? {
        let table = quote_ident(&kind);
        let gone =
            format!("DELETE FROM {table} WHERE id IN (SELECT id FROM _entered WHERE kind = ?1)");
        conn.run(&gone, [&kind])?;
        let (columns, cells) = (quote_idents(&columns), entered_cells_sql(columns.len()));
        let again = format!(
            "INSERT INTO {table} (id, {}) SELECT e.id{cells} FROM _entered AS e WHERE e.kind = ?1 AND e.cells IS NOT NULL",
            columns.replace("name_key", "_folded")
        );
        conn.run(&again, [&kind])?;
    }
    conn.execute_batch("DELETE FROM _entered; DELETE FROM _former")?;
    Ok(changed)
}

/// Returns the things and records whose rows, names or claims differ from the entered ones.
pub(super) fn changed_ids(conn: &Connection) -> Result<Ids> {
    let mut changed = Ids::default();
    let of = |kind: &str| format!("SELECT id FROM _entered WHERE kind = '{kind}'");
    for sql in [
        "SELECT DISTINCT id FROM _entered WHERE kind <> 'claim'".to_owned(),
        format!("SELECT \"of\" FROM {} WHERE id IN ({})", quote_ident(NAME), of(NAME)),
        format!(
            "SELECT coalesce(n.\"of\", c.thing) FROM {} AS c LEFT JOIN {} AS n ON n.id = c.thing WHERE c.id IN ({}) AND c.thing IS NOT NULL",
            quote_ident(CLAIM),
            quote_ident(NAME),
            of(CLAIM)
        ),
    ] {
        changed.extend(conn.read_column::<Option<i64>>(&sql, [])?.into_iter().flatten());
    }
    Ok(changed)
}

/// Lists the tables with entered rows, each with its columns after the id.
fn kept_kinds(conn: &Connection, catalog: &Catalog) -> Result<Vec<(String, Vec<String>)>> {
    let names: Vec<String> =
        conn.read_column("SELECT DISTINCT kind FROM _entered ORDER BY kind", [])?;
    let kind = |name: &str| stored_kinds(catalog).find(|kind| kind.name == name);
    let known = names.into_iter().filter(|name| name == THING || kind(name).is_some());
    let with_columns = |name: String| {
        let (columns, _) = kept_columns(kind(&name));
        (name, columns)
    };
    Ok(known.map(with_columns).collect())
}

/// Returns the tables and ids of entered rows that couldn't be restored: the table lacks them, or they have too few cells.
pub(super) fn unreadable_rows(conn: &Connection, catalog: &Catalog) -> Result<Vec<(String, i64)>> {
    let known = kept_kinds(conn, catalog)?;
    let sql = "SELECT kind, id, CASE WHEN cells IS NULL THEN 0 WHEN json_valid(cells) THEN json_array_length(cells) ELSE -1 END,
         cells IS NULL FROM _entered ORDER BY kind, id";
    let found = conn.read_all::<(String, i64, i64, bool)>(sql, [])?.into_iter();
    let fits = |kind: &str, cells: i64, is_new: bool| {
        let columns = known.iter().find(|(name, _)| name == kind).map(|(_, columns)| columns.len());
        columns.is_some_and(|columns| is_new || i64::try_from(columns).is_ok_and(|n| n == cells))
    };
    let wrong = found.filter(|(kind, _, cells, is_new)| !fits(kind, *cells, *is_new));
    Ok(wrong.map(|(kind, id, ..)| (kind, id)).collect())
}

/// Checks whether two bases keep the same entered rows.
pub(super) fn is_same(one: &Connection, other: &Connection) -> Result<bool> {
    let rows = |conn: &Connection| {
        let sql = "SELECT kind, id, cells FROM _entered ORDER BY kind, id";
        conn.read_all::<(String, i64, Option<String>)>(sql, [])
    };
    Ok(rows(one)? == rows(other)?)
}

/// Calls `read` while the tables of a base show their rows as they were entered.
pub(super) fn with_entered<T>(
    conn: &Connection,
    catalog: &Catalog,
    read: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let kinds = kept_kinds(conn, catalog)?;
    let view = |(kind, columns): &(String, Vec<String>)| {
        let (table, list) = (quote_ident(kind), quote_idents(columns));
        let mine = format!("e.kind = {}", quote_literal(kind));
        format!(
            "CREATE TEMP VIEW {table} AS SELECT id, {list} FROM main.{table} AS m
             WHERE NOT EXISTS (SELECT 1 FROM main._entered AS e WHERE {mine} AND e.id = m.id)
             UNION ALL SELECT e.id{} FROM main._entered AS e WHERE {mine} AND e.cells IS NOT NULL;",
            entered_cells_sql(columns.len())
        )
    };
    let views = kinds.iter().map(view).collect::<Vec<_>>().concat();
    let drop = |(kind, _): &(String, _)| format!("DROP VIEW temp.{};", quote_ident(kind));
    let drops = kinds.iter().map(drop).collect::<Vec<_>>().concat();
    if kinds.is_empty() {
        return read();
    }
    let change = |sql: &str| -> rusqlite::Result<()> {
        conn.pragma_update(None, "query_only", false)?;
        conn.execute_batch(sql)?;
        conn.pragma_update(None, "query_only", true)
    };
    change(&views)?;
    let done = read();
    change(&drops)?;
    done
}
