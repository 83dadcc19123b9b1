//! Upgrading: a base that an older program made is written anew, with the tables and the catalog of today, before it is
//! loaded into. Reading never does that: a base is read with the catalog it carries.
//!
//! A base takes on the built-in catalog if it carries an older version of it, known by its title, and if nothing that it
//! holds would be lost: what is new in the catalog is empty or has its default; a kind, field, value or unit that is gone is
//! in the way only where something is recorded under it. Catalogs of other domains are left alone.

use std::mem::discriminant;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result, anyhow};
use rusqlite::Connection;

use super::LoadError;
use super::file::{beside, sync_directory};
use super::meta;
use crate::catalog::{Catalog, Field, Kind, Type, columns};
use crate::store::open::Base;
use crate::store::place::Obstacle;
use crate::store::rewrite::rewrite;
use crate::store::schema::{FILE_VERSION, ident, schema, tables};
use crate::value::FOLDING;

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
pub(in crate::store) fn same<'k>(kind: &'k Kind, field: &Field) -> Option<&'k Field> {
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
