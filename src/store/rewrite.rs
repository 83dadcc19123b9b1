//! Writing a base anew: its rows in canonical order, with ids counted from 1, into empty tables.
//!
//! Which ids a base had, in which order it was loaded and which program made its tables leaves no trace in the copy. The
//! tables may be those of a later catalog in which nothing is lost ([`super::load::upgrade`]); what is new there gets its default.
//! What is derived is left to [`super::load::derive`], and `meta` to [`super::load::meta`].

use std::collections::HashMap;

use anyhow::{Context, Result, anyhow};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use super::canonical::Canonical;
use super::digest::{Literal, read_text_as};
use super::load::default;
use super::load::upgrade::same;
use super::open::Base;
use super::schema::{CLAIM, FLAG, and_idents, ident, tables};
use crate::catalog::{Catalog, Field, Kind, Type, columns};
use crate::value::{Conventions, Units, fold};

/// How many rows are copied between two words about it.
const STRIDE: u64 = 1000;

/// Copies all that was told into the tables of `catalog`. `each` hears how many rows are done, and of how many.
pub(super) fn rewrite(
    from: &Base,
    to: &Connection,
    catalog: &Catalog,
    each: &mut dyn FnMut(u64, u64),
) -> Result<()> {
    to.set_prepared_statement_cache_capacity(256);
    let canonical = Canonical::read(&from.conn, from.catalog())?;
    let order = canonical.order(from.catalog());
    let rewords = from.catalog().units != catalog.units;
    let copies: HashMap<&str, Copy<'_>> = tables(from.catalog())
        .map(|kind| Ok((kind.name.as_str(), Copy::new(kind, catalog, rewords)?)))
        .collect::<Result<_>>()?;
    let ids: HashMap<i64, i64> = order.entries.iter().map(|(_, id)| *id).zip(1..).collect();
    let mut writer = Writer { from: &from.conn, to, ids, copies, units: &catalog.units };
    let all = order.entries.len() + order.claims.len() + order.flags.len();
    let mut done = 0;
    let mut step = || {
        done += 1;
        if done % STRIDE == 0 {
            each(done, all as u64);
        }
    };
    for ((kind, id), new) in order.entries.iter().zip(1..) {
        writer.thing(*id, new)?;
        writer.row(&kind.name, *id, new)?;
        step();
    }
    for (id, new) in order.claims.into_iter().zip(1..) {
        writer.row(CLAIM, id, new)?;
        writer.digest(id, new)?;
        step();
    }
    for (id, new) in order.flags.into_iter().zip(1..) {
        writer.row(FLAG, id, new)?;
        step();
    }
    Ok(())
}

/// How the rows of a kind are copied.
struct Copy<'c> {
    read: String,
    write: String,
    /// Which of the columns lead to things.
    refs: Vec<bool>,
    /// Which of the columns hold the key of the text before them.
    keys: Vec<bool>,
    /// Of the columns with the wording of an amount the field, where units may be printed otherwise now.
    worded: Vec<Option<&'c Field>>,
    /// What stands in the columns that the base does not have yet.
    defaults: Vec<Sql>,
}

impl<'c> Copy<'c> {
    fn new(kind: &Kind, catalog: &'c Catalog, rewords: bool) -> Result<Self> {
        let later = catalog.kind(&kind.name);
        let (mut names, mut refs, mut worded) = (Vec::new(), Vec::new(), Vec::new());
        let mut keys = Vec::new();
        for field in kind.stored() {
            let Some(new) = later.and_then(|later| same(later, field)) else { continue };
            let own = columns::of(field);
            refs.extend(own.iter().map(|_| matches!(field.ty, Type::Ref(_))));
            keys.extend((0..own.len()).map(|at| at == 1 && field.ty == Type::Text));
            let is_worded = rewords && field.ty.is_amount();
            let first = std::iter::once(is_worded.then_some(new));
            worded.extend(first.chain(std::iter::repeat(None)).take(own.len()));
            names.extend(own.into_iter().map(|(column, _)| column));
        }
        let read = and_idents(&names);
        let mut defaults = Vec::new();
        let new = later.into_iter().flat_map(Kind::stored);
        for field in new.filter(|new| same(kind, new).is_none()) {
            let Some(stored) = default(catalog, field)? else { continue };
            let width = columns::of(field).len();
            names.extend(columns::of(field).into_iter().map(|(column, _)| column));
            let cells = stored.columns.into_iter().chain(std::iter::repeat(Sql::Null));
            defaults.extend(cells.take(width));
        }
        let table = ident(&kind.name);
        let (written, marks) = (and_idents(&names), ", ?".repeat(names.len()));
        Ok(Self {
            read: format!("SELECT id{read} FROM {table} WHERE id = ?1"),
            write: format!("INSERT INTO {table} (id{written}) VALUES (?{marks})"),
            refs,
            keys,
            worded,
            defaults,
        })
    }
}

/// Writes rows under their new ids.
struct Writer<'w> {
    from: &'w Connection,
    to: &'w Connection,
    /// Old ids of things and records with their new ones.
    ids: HashMap<i64, i64>,
    copies: HashMap<&'w str, Copy<'w>>,
    units: &'w Units,
}

impl Writer<'_> {
    fn thing(&mut self, id: i64, new: i64) -> Result<()> {
        let mut find =
            self.from.prepare_cached("SELECT kind, slug, name FROM thing WHERE id = ?1")?;
        let cells: [Sql; 4] = find.query_row([id], |row| {
            let name: String = row.get(2)?;
            let key = Sql::Text(fold(&name));
            Ok([row.get(0)?, row.get(1)?, Sql::Text(name), key])
        })?;
        self.to
            .prepare_cached(
                "INSERT INTO thing (id, kind, slug, name, name_key) VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params_from_iter(std::iter::once(Sql::Integer(new)).chain(cells)))?;
        Ok(())
    }

    fn row(&mut self, kind: &str, id: i64, new: i64) -> Result<()> {
        let copy = self.copies.get(kind).context("a kind is gone from the catalog")?;
        let mut find = self.from.prepare_cached(&copy.read)?;
        let mut rows = find.query([id])?;
        let row = rows.next()?.with_context(|| format!("{kind} {id} has no row of its own"))?;
        let mut cells = vec![Sql::Integer(new)];
        for (at, ((is_ref, is_key), worded)) in
            (1..).zip(copy.refs.iter().zip(&copy.keys).zip(&copy.worded))
        {
            cells.push(match (row.get(at)?, worded) {
                (Sql::Text(_), _) if *is_key => match cells.last() {
                    Some(Sql::Text(text)) => Sql::Text(fold(text)),
                    _ => Sql::Null,
                },
                (Sql::Integer(old), _) if *is_ref => Sql::Integer(self.new_id(old)?),
                (Sql::Text(text), Some(field)) => Sql::Text(self.reworded(field, text)),
                (cell, _) => cell,
            });
        }
        cells.extend(copy.defaults.iter().cloned());
        self.to.prepare_cached(&copy.write)?.execute(params_from_iter(cells))?;
        Ok(())
    }

    /// The wording of an amount as it is printed now. A bound is none; it is derived anew.
    fn reworded(&self, field: &Field, text: String) -> String {
        match read_text_as(field, &text, self.units, Conventions::PRINTED) {
            Ok(Literal::Ready(stored)) => stored.shown,
            _ => text,
        }
    }

    fn digest(&mut self, claim: i64, new: i64) -> Result<()> {
        let mut find = self.from.prepare_cached("SELECT name FROM _digest WHERE claim = ?1")?;
        let mut rows = find.query([claim])?;
        if let Some(row) = rows.next()? {
            let name: String = row.get(0)?;
            self.to
                .prepare_cached("INSERT INTO _digest (claim, name) VALUES (?1, ?2)")?
                .execute((new, name))?;
        }
        Ok(())
    }

    fn new_id(&self, old: i64) -> Result<i64> {
        let new = self.ids.get(&old).copied();
        new.ok_or_else(|| anyhow!("something leads to {old}, which is not in the base"))
    }
}
