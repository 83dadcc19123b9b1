//! Values and records: names of things are looked up, values are written where none are and compared where some are, records are
//! found by their content.

use anyhow::{Context, Result};
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::catalog::{Catalog, CatalogError, Field, Kind, Type, columns};
use crate::store::digest::{Digest, Entry, Given, Literal, Stored, read_text};
use crate::store::hash::{Hash, hash};
use crate::store::schema::{NAME, and_idents, ident, kind_columns};
use crate::value::fold;

use super::lookup::Found;
use super::merge::Merge;

/// What became of a value that an entry gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreed {
    /// One stood already.
    Stood,
    /// None stood, and it was written.
    Written,
    /// It is a level, and a narrower place stands.
    Wider,
}

impl<'c> Merge<'_, 'c> {
    /// A value ready to be stored; names of things are looked up.
    pub(super) fn resolve(
        &mut self,
        given: &Given<'c>,
        digest: &Digest<'c>,
    ) -> Result<Option<Stored>> {
        let text = match &given.value {
            Literal::Ready(stored) => return Ok(Some(stored.clone())),
            Literal::Ref(text) => text,
        };
        let Type::Ref(targets) = &given.field.ty else { return Ok(None) };
        match self.find(text, targets, digest.source.as_deref(), &given.at)? {
            Ok(found) => Ok(Some(Stored::id(found.id, &found.slug))),
            Err((sentence, helps)) => {
                self.problems.add_with(&given.at, sentence, helps);
                Ok(None)
            }
        }
    }

    /// Writes a value where none stands, or checks that the same one does.
    pub(super) fn agree(
        &mut self,
        of: &Found,
        kind: &Kind,
        given: &Given<'c>,
        new: &Stored,
    ) -> Result<Agreed> {
        let field = given.field;
        let origin = (of.id, field.name.clone());
        let old = self.current(kind, field, of.id)?;
        let here = self.merged.origin.get(&origin).cloned();
        let stands = here.is_some() || self.supported(of.id, &field.name)?;
        if stands {
            if old != new.columns {
                let other = self.show(field, &old)?;
                let by = match here {
                    Some(place) => format!("in {}", self.whereabouts(&place)),
                    None => format!("according to {}", self.speakers(of.id, &field.name)?),
                };
                let name = &field.name;
                let sentence =
                    format!("`{name}` of `{}` is {} here, but {other} {by}", of.slug, new.shown);
                let wrong = (sentence, self.both_stand(given, new));
                if self.lies_in(given, (&old, &new.columns), &wrong) {
                    return Ok(Agreed::Wider);
                }
                self.problems.add_with(&given.at, wrong.0, wrong.1);
            }
        } else {
            let names = columns::of(field);
            let sets: Vec<String> =
                names.iter().map(|(c, _)| format!("{} = ?", ident(c))).collect();
            let sql = format!("UPDATE {} SET {} WHERE id = ?", ident(&kind.name), sets.join(", "));
            let values = new.columns.iter().cloned().chain([Sql::Integer(of.id)]);
            self.conn.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        }
        self.merged.origin.entry(origin).or_insert_with(|| given.at.clone());
        Ok(if stands { Agreed::Stood } else { Agreed::Written })
    }

    /// What to write where two values of a field both stand.
    fn both_stand(&self, given: &Given<'c>, new: &Stored) -> Vec<String> {
        let name = &given.field.name;
        let shown = &new.shown;
        if self.is_digest(&given.at) {
            return vec![format!(
                "if both stand, leave `{name}` out here and write `cite = {{ {name} = {{ says = \"{shown}\" }} }}`"
            )];
        }
        vec![
            format!(
                "if both stand, leave this cell empty and write {shown} in a column `{name} says`"
            ),
            "if these are two things of one name, give each an `id`".to_owned(),
        ]
    }

    /// The stored columns of a field.
    fn current(&self, kind: &Kind, field: &Field, id: i64) -> Result<Vec<Sql>> {
        let names: Vec<String> = columns::of(field).iter().map(|(c, _)| ident(c)).collect();
        let sql = format!("SELECT {} FROM {} WHERE id = ?1", names.join(", "), ident(&kind.name));
        let row = self.conn.prepare_cached(&sql)?.query_row([id], |row| {
            (0..names.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Sql>>>()
        })?;
        Ok(row)
    }

    /// Whether a claim of the base stands behind the value of a field.
    fn supported(&self, id: i64, field: &str) -> Result<bool> {
        let mut find = self.conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM claim WHERE thing = ?1 AND field = ?2 AND says IS NULL)",
        )?;
        Ok(find.query_row((id, field), |row| row.get(0))?)
    }

    /// The sources of the base that gave a field its value.
    fn speakers(&self, id: i64, field: &str) -> Result<String> {
        let mut find = self.conn.prepare_cached(
            "SELECT DISTINCT coalesce('`' || t.slug || '`', c.note, 'the base') FROM claim AS c
             LEFT JOIN thing AS t ON t.id = c.source
             WHERE c.thing = ?1 AND c.field = ?2 AND c.says IS NULL ORDER BY 1",
        )?;
        let names: Vec<String> =
            find.query_map((id, field), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(names.join(" and "))
    }

    /// A stored value as a person writes it.
    fn show(&self, field: &Field, cells: &[Sql]) -> Result<String> {
        let text = match (cells.first(), &field.ty) {
            (Some(Sql::Integer(id)), Type::Ref(_)) => self
                .conn
                .query_row("SELECT coalesce(slug, name) FROM thing WHERE id = ?1", [id], |r| {
                    r.get(0)
                })
                .optional()?
                .unwrap_or_default(),
            (Some(Sql::Integer(yes)), Type::YesNo) => if *yes == 0 { "no" } else { "yes" }.into(),
            (Some(Sql::Integer(number)), _) => number.to_string(),
            (Some(Sql::Text(text)), _) => text.clone(),
            _ => "nothing".into(),
        };
        Ok(text)
    }

    /// Fields that exist only where another has a certain value.
    pub(super) fn check_only_if(&mut self, entries: &[Entry<'c>]) -> Result<()> {
        for entry in entries {
            let found = entry.id.as_ref().and_then(|slug| self.names.get(&slug.text));
            let found = found.filter(|found| found.kind == entry.kind.name).cloned();
            for given in &entry.given {
                let Some((other, value)) = &given.field.only_if else { continue };
                let Some(condition) = entry.kind.field(other) else { continue };
                let wanted = read_text(condition, value, &self.catalog.units);
                let holds = match (&found, wanted) {
                    (Some(found), Ok(Literal::Ready(wanted))) => {
                        self.current(entry.kind, condition, found.id)? == wanted.columns
                    }
                    (None, Ok(Literal::Ready(wanted))) => {
                        matches!(entry.value(other), Some(Literal::Ready(v)) if *v == wanted)
                    }
                    _ => true,
                };
                if !holds {
                    let name = &given.field.name;
                    let sentence = format!(
                        "`{name}` is only for a {} with `{other}` = {value}",
                        entry.kind.name
                    );
                    self.problems.add(&given.at, sentence);
                }
            }
        }
        Ok(())
    }
}

/// Checks that every default can be read as a value of its field.
pub(super) fn check_defaults(catalog: &Catalog) -> std::result::Result<(), CatalogError> {
    for kind in &catalog.kinds {
        for field in kind.stored() {
            default(catalog, field).map_err(|error| CatalogError {
                at: format!("kind.{}.field.{}.default", kind.name, field.name),
                reason: error.root_cause().to_string(),
            })?;
        }
    }
    Ok(())
}

/// The default of a field, as it is stored.
pub(crate) fn default(catalog: &Catalog, field: &Field) -> Result<Option<Stored>> {
    let Some(text) = &field.default else { return Ok(None) };
    match read_text(field, text, &catalog.units) {
        Ok(Literal::Ready(stored)) => Ok(Some(stored)),
        Ok(Literal::Ref(_)) => Ok(None),
        Err(wrong) => Err(anyhow::anyhow!(wrong.sentence))
            .with_context(|| format!("the default of `{}` cannot be read", field.name)),
    }
}

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
