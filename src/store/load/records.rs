//! Records, known by their content, and the rows that things and records are kept in.

use anyhow::Result;
use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;

use crate::catalog::{Kind, columns};
use crate::store::digest::{Digest, Entry, Stored};
use crate::store::hash::{Hash, hash};
use crate::store::schema::{NAME, and_idents, ident, kind_columns};
use crate::value::fold;

use super::merge::Merge;
use super::values::default;

impl<'c> Merge<'_, 'c> {
    /// The record with that content; a new one if there is none.
    pub(super) fn record(
        &mut self,
        entry: &Entry<'c>,
        of: Option<i64>,
        digest: &Digest<'c>,
    ) -> Result<Option<i64>> {
        let kind = entry.kind;
        let mut values: Vec<(&str, Stored)> = Vec::new();
        let mut whole = true;
        for given in &entry.given {
            match self.resolve(given, digest)? {
                Some(stored) => values.push((&given.field.name, stored)),
                None => whole = false,
            }
        }
        if let Some(of) = of.filter(|_| kind.name == NAME) {
            values.push(("of", Stored::id(of, "")));
        }
        if !whole || values.is_empty() {
            return Ok(None);
        }
        let row = self.row(kind, &values)?;
        self.remember(kind)?;
        let key = record_key(kind, row.iter().map(|(_, cell)| cell));
        let id = if let Some(id) = self.records.get(&key) {
            *id
        } else {
            let id = self.insert_thing(kind, None, "")?;
            self.insert_row(kind, id, &values)?;
            self.records.insert(key, id);
            id
        };
        for given in &entry.given {
            let origin = (id, given.field.name.clone());
            self.merged.origin.entry(origin).or_insert_with(|| given.at.clone());
        }
        Ok(Some(id))
    }

    /// Reads the base's records of a kind once, so that each new one is found without a search.
    fn remember(&mut self, kind: &Kind) -> Result<()> {
        if self.empty || !self.remembered.insert(kind.name.clone()) {
            return Ok(());
        }
        let names = kind_columns(kind);
        let cols = and_idents(names.iter().map(|(column, _)| column));
        let mut find = self.conn.prepare(&format!("SELECT id{cols} FROM {}", ident(&kind.name)))?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let cells = (1..=names.len()).map(|at| row.get(at));
            let cells = cells.collect::<rusqlite::Result<Vec<Sql>>>()?;
            self.records.insert(record_key(kind, &cells), row.get(0)?);
        }
        Ok(())
    }

    /// All columns of a row of a kind, with the defaults of fields that have no value.
    fn row(&self, kind: &Kind, values: &[(&str, Stored)]) -> Result<Vec<(String, Sql)>> {
        let mut row = Vec::new();
        for field in kind.stored() {
            let given = values.iter().find(|(name, _)| *name == field.name).map(|(_, s)| s.clone());
            let stored = match given {
                Some(stored) => Some(stored),
                None => default(self.catalog, field)?,
            };
            let cells = stored.map(|s| s.columns).unwrap_or_default();
            let cells = cells.into_iter().chain(std::iter::repeat(Sql::Null));
            row.extend(columns::of(field).into_iter().map(|(column, _)| column).zip(cells));
        }
        Ok(row)
    }

    pub(super) fn insert_thing(
        &mut self,
        kind: &Kind,
        slug: Option<&str>,
        name: &str,
    ) -> Result<i64> {
        let id = self.next;
        self.next += 1;
        self.conn
            .prepare_cached(
                "INSERT INTO thing (id, kind, slug, name, name_key) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((id, &kind.name, slug, name, fold(name)))?;
        Ok(id)
    }

    pub(super) fn insert_row(&self, kind: &Kind, id: i64, values: &[(&str, Stored)]) -> Result<()> {
        let row = self.row(kind, values)?;
        let cols = and_idents(row.iter().map(|(c, _)| c));
        let sql = format!(
            "INSERT INTO {} (id{cols}) VALUES (?{})",
            ident(&kind.name),
            ", ?".repeat(row.len())
        );
        let cells = std::iter::once(Sql::Integer(id)).chain(row.into_iter().map(|(_, cell)| cell));
        self.conn.prepare_cached(&sql)?.execute(params_from_iter(cells))?;
        Ok(())
    }
}

/// What a record is known by.
fn record_key<'r>(kind: &Kind, cells: impl IntoIterator<Item = &'r Sql>) -> Hash {
    let cells: Vec<String> = cells.into_iter().map(|cell| format!("{cell:?}")).collect();
    hash([kind.name.as_str()].into_iter().chain(cells.iter().map(String::as_str)))
}
