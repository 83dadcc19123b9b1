//! Writing a base anew: its rows in canonical order, with ids from 1, into empty tables; and upgrading a base of an older program
//! in this way, with the tables and the catalog of today, before anything is loaded into it. Reading never upgrades: a base is read
//! with the catalog it carries.
//!
//! The copy does not show which ids the base had, in which order it was loaded, or which program made its tables. Derived values are
//! left to [`super::load::derive`], and `meta` to [`super::load::meta`].
//!
//! A base takes on the built-in catalog if it carries an older version of it, known by its title, and if nothing would be lost:
//! new fields are empty or have their default; a kind, field, value or unit that is gone matters only if something is recorded under
//! it. Catalogs of other domains are left alone.

use std::collections::HashMap;
use std::mem::discriminant;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result, anyhow};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use super::canonical::Canonical;
use super::destination::Obstacle;
use super::digest::{Literal, Problems, read_text_as};
use super::entered::with_entered;
use super::load::file::{beside, sync_directory};
use super::load::{LoadError, default, derive, labels, meta, padded};
use super::open::Base;
use super::queries::Queries;
use super::schema::{
    CLAIM, FILE_VERSION, FLAG, ORIGIN, and_idents, ident, insertion, literals, schema, tables,
};
use super::supported::{SUPPORTED, Supported, evidence_key};
use super::unite::unite_judged;
use crate::catalog::{Catalog, Field, Kind, Type, columns};
use crate::value::{Conventions, FOLDING, Unit, Units, fold};

/// The number of rows between two reports of progress.
const STRIDE: u64 = 1000;

/// Copies all entered facts into the tables of `catalog`. `each` is called with the number of rows done, and of all.
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
    let units = &catalog.units;
    let origins = HashMap::new();
    let mut writer = Writer { from: &from.conn, to, ids, copies, units, origins };
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
        writer.row(&kind.name, *id, new, None)?;
        step();
    }
    for (claim, new) in order.claims.into_iter().zip(1..) {
        writer.row(CLAIM, claim.id, new, Some(&claim.supported))?;
        step();
    }
    for (id, new) in order.flags.into_iter().zip(1..) {
        writer.row(FLAG, id, new, None)?;
        step();
    }
    Ok(())
}

/// How a column is copied.
enum Copied<'c> {
    Plain,
    /// It is the id of a thing.
    Ref,
    /// It says what a claim supports.
    Supported(&'static str),
    /// It is the id of an origin.
    Origin,
    /// It is the key of the text before it.
    Key,
    /// It is the wording of an amount of this field, whose units may be printed differently now.
    Worded(&'c Field),
}

/// How the rows of a kind are copied.
struct Copy<'c> {
    read: String,
    write: String,
    columns: Vec<Copied<'c>>,
    /// The cells of columns that the base does not have yet.
    defaults: Vec<Sql>,
}

impl<'c> Copy<'c> {
    fn new(kind: &Kind, catalog: &'c Catalog, rewords: bool) -> Result<Self> {
        let later = catalog.kind(&kind.name);
        let (mut names, mut copied) = (Vec::new(), Vec::new());
        for field in kind.stored() {
            let Some(new) = later.and_then(|later| same(later, field)) else { continue };
            for (at, (column, _)) in columns::of(field).into_iter().enumerate() {
                let is_claim = kind.name == CLAIM;
                let supported = SUPPORTED.iter().find(|name| is_claim && **name == column);
                copied.push(match (at, &field.ty) {
                    (_, Type::Text | Type::YesNo) if supported.is_some() => {
                        Copied::Supported(supported.copied().unwrap_or_default())
                    }
                    (_, Type::Ref(_)) => Copied::Ref,
                    (1, Type::Text) => Copied::Key,
                    (0, ty) if rewords && ty.is_amount() => Copied::Worded(new),
                    _ => Copied::Plain,
                });
                names.push(column);
            }
        }
        if kind.name == CLAIM {
            copied.push(Copied::Origin);
            names.push(ORIGIN.to_owned());
        }
        let read =
            format!("SELECT id{} FROM {} WHERE id = ?1", and_idents(&names), ident(&kind.name));
        let mut defaults = Vec::new();
        let new = later.into_iter().flat_map(Kind::stored);
        for field in new.filter(|new| same(kind, new).is_none()) {
            let Some(stored) = default(catalog, field)? else { continue };
            names.extend(columns::of(field).into_iter().map(|(column, _)| column));
            defaults.extend(padded(field, Some(stored)));
        }
        let write = insertion(&kind.name, &names);
        Ok(Self { read, write, columns: copied, defaults })
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
    /// Origins with their ids, in the order in which claims lead to them.
    origins: HashMap<String, i64>,
}

impl Writer<'_> {
    fn thing(&mut self, id: i64, new: i64) -> Result<()> {
        let sql = "SELECT kind, slug, name FROM thing WHERE id = ?1";
        let found: Option<(String, Option<String>, String)> = self.from.first(sql, [id])?;
        let (kind, slug, name) = found.with_context(|| format!("there is no thing {id}"))?;
        let sql = "INSERT INTO thing (id, kind, slug, name, name_key) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.to.run(sql, (new, kind, slug, &name, fold(&name)))?;
        Ok(())
    }

    /// Copies a row; a claim with all that it supports.
    fn row(&mut self, kind: &str, id: i64, new: i64, supported: Option<&Supported>) -> Result<()> {
        let is_evidence = [CLAIM, FLAG].contains(&kind);
        let copy = self.copies.get(kind).context("a kind is gone from the catalog")?;
        let from = self.from;
        let mut find = from.prepare_cached(&copy.read)?;
        let mut rows = find.query([id])?;
        let row = rows.next()?.with_context(|| format!("{kind} {id} has no row of its own"))?;
        let mut cells = vec![Sql::Integer(new)];
        for (at, column) in (1..).zip(&copy.columns) {
            cells.push(match (row.get(at)?, column) {
                (_, Copied::Key) => match cells.last() {
                    Some(Sql::Text(text)) if is_evidence => evidence_key(text),
                    Some(Sql::Text(text)) => Sql::Text(fold(text)),
                    _ => Sql::Null,
                },
                (Sql::Integer(old), Copied::Ref) => Sql::Integer(self.new_id(old)?),
                (_, Copied::Supported(name)) => {
                    supported.and_then(|supported| supported.cell(name)).into()
                }
                (Sql::Integer(old), Copied::Origin) => {
                    Sql::Integer(origin((from, self.to), &mut self.origins, old)?)
                }
                (Sql::Text(text), Copied::Worded(field)) => Sql::Text(self.reworded(field, text)),
                (cell, _) => cell,
            });
        }
        cells.extend(copy.defaults.iter().cloned());
        self.to.run(&copy.write, params_from_iter(cells))?;
        Ok(())
    }

    /// Returns the wording of an amount as it is printed now. A bound stays as it is: it is derived anew.
    fn reworded(&self, field: &Field, text: String) -> String {
        match read_text_as(field, &text, self.units, Conventions::PRINTED) {
            Ok(Literal::Ready(stored)) => stored.shown,
            _ => text,
        }
    }

    fn new_id(&self, old: i64) -> Result<i64> {
        let new = self.ids.get(&old).copied();
        new.ok_or_else(|| anyhow!("something leads to {old}, which is not in the base"))
    }
}

/// Returns the new id of an origin, which is written when a claim first leads to it.
fn origin(
    (from, to): (&Connection, &Connection),
    known: &mut HashMap<String, i64>,
    old: i64,
) -> Result<i64> {
    let name: Option<String> = from.value("SELECT name FROM _origin WHERE id = ?1", [old])?;
    let name = name.context("a claim leads to an origin that is not there")?;
    if let Some(id) = known.get(&name) {
        return Ok(*id);
    }
    let id = i64::try_from(known.len())? + 1;
    to.run("INSERT INTO _origin (id, name) VALUES (?1, ?2)", (id, &name))?;
    known.insert(name, id);
    Ok(id)
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
        /// A copy of the file as it was; `None` means that no copy is kept.
        backup: Option<PathBuf>,
    },
    /// It keeps the catalog it carries.
    Kept {
        /// The version of its own catalog.
        own: i64,
        /// The version that it does not take on.
        later: i64,
        /// What would be lost, as `kind.field`.
        lost: Vec<String>,
    },
}

/// The catalog with which a base is written anew, if it is, and what is reported about it.
pub(super) struct Plan {
    pub(super) catalog: Option<Catalog>,
    pub(super) upgrade: Option<Upgrade>,
}

/// Decides whether a base is written anew.
pub(super) fn plan(base: &Base) -> Result<Plan, LoadError> {
    let own = base.catalog();
    let file: i64 = base.conn.value("PRAGMA user_version", [])?.unwrap_or_default();
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

/// Writes a base into an empty database with a later catalog.
pub(super) fn write(base: &Base, conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.execute_batch(&schema(catalog)).context("making the tables of the catalog")?;
    meta::stamp(conn, catalog)?;
    let tx = conn.unchecked_transaction()?;
    with_entered(&base.conn, base.catalog(), || rewrite(base, &tx, catalog, &mut |_, _| {}))?;
    unite_judged(&tx, catalog)?;
    derive::derive(&tx, catalog, &mut Problems::default())?;
    labels::relabel_all(&tx, catalog)?;
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

/// Returns the kinds and fields of a base that have values for which a later catalog has no place.
fn lost(base: &Base, later: &Catalog) -> Result<Vec<String>> {
    let mut lost = Vec::new();
    let any = |sql: String| base.conn.exists(&sql, []);
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

/// Returns the field of another catalog's kind that can take on the values of this one.
fn same<'k>(kind: &'k Kind, field: &Field) -> Option<&'k Field> {
    let same = kind.stored().find(|new| new.name == field.name)?;
    let alike = discriminant(&same.ty) == discriminant(&field.ty);
    (alike && columns::of(same) == columns::of(field)).then_some(same)
}

/// Returns the condition under which the value of a row `r` does not fit the field of a later catalog.
fn misfits(own: &Catalog, (field, new): (&Field, &Field), later: &Catalog) -> String {
    let column = format!("r.{}", ident(&field.name));
    match &new.ty {
        Type::Enum(choices) => {
            format!("{column} NOT IN ({})", literals(choices.iter().map(|choice| &choice.name)))
        }
        Type::Ref(targets) => {
            // Things of a kind that is gone are reported with that kind.
            let gone = tables(own).filter(|kind| later.kind(&kind.name).is_none());
            let fit = literals(targets.kinds.iter().chain(gone.map(|kind| &kind.name)));
            format!("(SELECT kind FROM thing WHERE id = {column}) NOT IN ({fit})")
        }
        ty if ty.is_amount() && columns::of(field).len() > 1 => {
            let kept = |unit: &&Unit| {
                later.units.get(&unit.name).is_some_and(|new| new.factor == unit.factor)
            };
            let units = literals(own.units.iter().filter(kept).map(|unit| &unit.name));
            format!("r.{} NOT IN ({units})", ident(&columns::unit(&field.name)))
        }
        _ => "FALSE".to_owned(),
    }
}
