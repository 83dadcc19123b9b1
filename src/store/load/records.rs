//! Records, known by their content, and the rows that things and records are kept in.

use anyhow::Result;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::catalog::{Kind, columns};
use crate::store::digest::{Digest, Entry, Stored};
use crate::store::schema::{NAME, and_idents, ident};
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
        let key = format!("{} {row:?}", kind.name);
        let known = match self.records.get(&key) {
            Some(id) => Some(*id),
            None => self.base_record(kind, &row)?,
        };
        let id = if let Some(id) = known {
            id
        } else {
            let id = self.insert_thing(kind, None, "")?;
            self.insert_row(kind, id, &values)?;
            id
        };
        self.records.insert(key, id);
        for given in &entry.given {
            let origin = (id, given.field.name.clone());
            self.merged.origin.entry(origin).or_insert_with(|| given.at.clone());
        }
        Ok(Some(id))
    }

    fn base_record(&self, kind: &Kind, row: &[(String, Sql)]) -> Result<Option<i64>> {
        if self.empty || row.is_empty() {
            return Ok(None);
        }
        let tests: Vec<String> = row.iter().map(|(c, _)| format!("{} IS ?", ident(c))).collect();
        let sql = format!("SELECT id FROM {} WHERE {}", ident(&kind.name), tests.join(" AND "));
        let mut find = self.conn.prepare_cached(&sql)?;
        let id = find
            .query_row(params_from_iter(row.iter().map(|(_, value)| value)), |r| r.get(0))
            .optional()?;
        Ok(id)
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
