//! Writing a base anew: its rows in canonical order, with ids counted from 1, into empty tables.
//!
//! Which ids a base had, in which order it was loaded and which program made its tables leaves no trace in the copy. The
//! tables may be those of a later catalog in which nothing is lost ([`super::load::upgrade`]); what is new there gets its default.
//! What is derived is left to [`super::load::derive`], and `meta` to [`super::load::meta`].
//! Upgrading: a base that an older program made is written anew, with the tables and the catalog of today, before it is
//! loaded into. Reading never does that: a base is read with the catalog it carries.
//!
//! A base takes on the built-in catalog if it carries an older version of it, known by its title, and if nothing that it
//! holds would be lost: what is new in the catalog is empty or has its default; a kind, field, value or unit that is gone is
//! in the way only where something is recorded under it. Catalogs of other domains are left alone.

use std::collections::HashMap;
use std::mem::discriminant;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result, anyhow};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use crate::catalog::{Catalog, Field, Kind, Type, columns};
use crate::value::{Conventions, FOLDING, Units, fold};

use super::canonical::Canonical;
use super::destination::Obstacle;
use super::digest::{Literal, read_text_as};
use super::load::file::{beside, sync_directory};
use super::load::{LoadError, default, meta};
use super::open::Base;
use super::schema::{CLAIM, FILE_VERSION, FLAG, and_idents, ident, schema, tables};

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

/// How a base was brought up to date, or why it was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upgrade {
    /// It was written anew.
    Done {
        /// Versions of the file and the catalog before.
        from: (i64, i64),
        /// The same now.
        to: (i64, i64),
        /// The file as it was; none where nothing is kept.
        backup: Option<PathBuf>,
    },
    /// It keeps the catalog it carries.
    Kept {
        /// The version of that.
        own: i64,
        /// The version it does not take on.
        later: i64,
        /// What would be lost, as `kind.field`.
        lost: Vec<String>,
    },
}

/// What is to be done to a base: the catalog to write it anew with, and what is to be told of it.
pub(super) struct Plan {
    pub(super) catalog: Option<Catalog>,
    pub(super) upgrade: Option<Upgrade>,
}

/// Decides what is to be done.
pub(super) fn plan(base: &Base) -> Result<Plan, LoadError> {
    let own = base.catalog();
    let file: i64 = base.conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let later = Catalog::built_in().map_err(LoadError::Catalog)?;
    let (mut catalog, mut upgrade) = (None, None);
    if own.title == later.title && own.version < later.version {
        let lost = lost(base, &later)?;
        if lost.is_empty() {
            catalog = Some(later);
        } else {
            upgrade = Some(Upgrade::Kept { own: own.version, later: later.version, lost });
        }
    }
    if catalog.is_none() && (file < FILE_VERSION.into() || base.folding < FOLDING) {
        catalog = Some(Catalog::read(&own.text).map_err(LoadError::Catalog)?);
    }
    if let Some(catalog) = &catalog
        && upgrade.is_none()
    {
        let to = (FILE_VERSION.into(), catalog.version);
        upgrade = Some(Upgrade::Done { from: (file, own.version), to, backup: None });
    }
    Ok(Plan { catalog, upgrade })
}

/// Writes a base into an empty database with a later catalog. What is derived is left to the load that follows.
pub(super) fn write(base: &Base, conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.execute_batch(&schema(catalog)).context("making the tables of the catalog")?;
    meta::stamp(conn, catalog)?;
    let tx = conn.unchecked_transaction()?;
    rewrite(base, &tx, catalog, &mut |_, _| {})?;
    Ok(tx.commit()?)
}

/// Keeps a copy of a file beside it, under a name that is free: `NAME.before-upgrade.db`, then `-2`, `-3` …
pub(super) fn keep(path: &Path) -> Result<PathBuf> {
    let copy = beside(path)?.into_temp_path();
    fs::copy(path, &copy).map_err(Obstacle::beside(path))?;
    fs::File::open(&copy).and_then(|file| file.sync_all()).map_err(Obstacle::beside(path))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = path.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    let mut copy = copy;
    for number in 1.. {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let place = path.with_file_name(format!("{stem}.before-upgrade{number}{end}"));
        match copy.persist_noclobber(&place) {
            Ok(()) => {
                sync_directory(path)?;
                return Ok(place);
            }
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => copy = e.path,
            Err(e) => return Err(anyhow!(e.error).context("naming the copy of the file")),
        }
    }
    Err(anyhow!("there is no free name for a copy of the file"))
}

/// What a base holds that a later catalog has no place for.
fn lost(base: &Base, later: &Catalog) -> Result<Vec<String>> {
    let mut lost = Vec::new();
    let any = |sql: String| base.conn.prepare(&sql)?.exists([]);
    for kind in tables(base.catalog()) {
        let table = ident(&kind.name);
        let Some(new) = later.kind(&kind.name).filter(|new| new.sort == kind.sort) else {
            if any(format!("SELECT 1 FROM {table}"))? {
                lost.push(kind.name.clone());
            }
            continue;
        };
        for field in kind.stored() {
            let gone = match same(new, field) {
                None => "TRUE".to_owned(),
                Some(new) => misfits(base.catalog(), (field, new), later),
            };
            let column = ident(&field.name);
            if any(format!("SELECT 1 FROM {table} AS r WHERE {column} IS NOT NULL AND ({gone})"))? {
                lost.push(format!("{}.{}", kind.name, field.name));
            }
        }
    }
    Ok(lost)
}

/// The field of another catalog's kind that can take on the values of this one.
pub(crate) fn same<'k>(kind: &'k Kind, field: &Field) -> Option<&'k Field> {
    let same = kind.stored().find(|new| new.name == field.name)?;
    let alike = discriminant(&same.ty) == discriminant(&field.ty);
    (alike && columns::of(same) == columns::of(field)).then_some(same)
}

/// Which values of a field do not fit the field of a later catalog, in SQL over its rows `r`.
fn misfits(own: &Catalog, (field, new): (&Field, &Field), later: &Catalog) -> String {
    let column = format!("r.{}", ident(&field.name));
    let none_of = |column: &str, names: Vec<&str>| {
        let names: Vec<String> = names.into_iter().map(crate::store::schema::literal).collect();
        format!("{column} NOT IN ({})", names.join(", "))
    };
    match &new.ty {
        Type::Enum(choices) => none_of(&column, choices.iter().map(|c| c.name.as_str()).collect()),
        Type::Ref(targets) => {
            // What is of a kind that is gone is told by that kind.
            let gone = tables(own).filter(|kind| later.kind(&kind.name).is_none());
            let fit = targets.kinds.iter().chain(gone.map(|kind| &kind.name));
            let kind = format!("(SELECT kind FROM thing WHERE id = {column})");
            none_of(&kind, fit.map(String::as_str).collect())
        }
        ty if ty.is_amount() && columns::of(field).len() > 1 => {
            let kept = |unit: &&crate::value::Unit| {
                later.units.get(&unit.name).is_some_and(|new| new.factor == unit.factor)
            };
            let units = own.units.iter().filter(kept).map(|unit| unit.name.as_str()).collect();
            none_of(&format!("r.{}", ident(&columns::unit(&field.name))), units)
        }
        _ => "FALSE".to_owned(),
    }
}
