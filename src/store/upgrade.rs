//! Upgrades a base of an older program before anything is loaded into it: it is rewritten with today's tables and catalog.
//! Reading never upgrades: a base is read with the catalog it carries.
//!
//! A base takes on the built-in catalog if it carries an older version of it, known by its title, and if nothing would be lost:
//! new fields are empty or have their default; a kind, field, value or unit that is gone matters only if something is recorded
//! under it. Catalogs of other domains are left alone.

use std::path::PathBuf;

use anyhow::{Context, Result};
use rusqlite::Connection;

use super::digest::Problems;
use super::entered::with_entered;
use super::load::{LoadError, derive, labels, meta};
use super::open::Base;
use super::queries::Queries;
use super::rewrite::{matching_field, rewrite_base};
use super::schema::{FILE_VERSION, quote_ident, quote_literals, schema_sql, stored_kinds};
use super::unite::unite_judged;
use crate::catalog::{Catalog, Field, Type, columns};
use crate::value::{FOLDING, Unit};

/// How a base was brought up to date, or why it wasn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upgrade {
    /// It was rewritten.
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
        /// The version that it doesn't take on.
        later: i64,
        /// The fields that would be lost, as `kind.field`.
        lost: Vec<String>,
    },
}

/// The catalog with which a base is rewritten, if it is, and the report about it.
pub(super) struct Plan {
    pub(super) catalog: Option<Catalog>,
    pub(super) upgrade: Option<Upgrade>,
}

/// Decides whether a base is rewritten.
pub(super) fn plan_upgrade(base: &Base) -> Result<Plan, LoadError> {
    let own = base.catalog();
    let file: i64 = base.conn.read_value("PRAGMA user_version", [])?.unwrap_or_default();
    let later = Catalog::built_in().map_err(LoadError::Catalog)?;
    let (mut catalog, mut upgrade) = (None, None);
    if own.title == later.title && own.version < later.version {
        let lost = lost_fields(base, &later)?;
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
pub(super) fn write_upgrade(base: &Base, conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.execute_batch(&schema_sql(catalog)).context("making the tables of the catalog")?;
    meta::write_catalog_meta(conn, catalog)?;
    let tx = conn.unchecked_transaction()?;
    with_entered(&base.conn, base.catalog(), || rewrite_base(base, &tx, catalog, &mut |_, _| {}))?;
    unite_judged(&tx, catalog)?;
    derive::derive_all(&tx, catalog, &mut Problems::default())?;
    labels::relabel_all(&tx, catalog)?;
    Ok(tx.commit()?)
}

/// Returns the kinds and fields of a base that have values for which a later catalog has no place.
fn lost_fields(base: &Base, later: &Catalog) -> Result<Vec<String>> {
    let mut lost = Vec::new();
    let any = |sql: String| base.conn.exists(&sql, []);
    for kind in stored_kinds(base.catalog()) {
        let table = quote_ident(&kind.name);
        let Some(new) = later.kind(&kind.name).filter(|new| new.sort == kind.sort) else {
            if any(format!("SELECT 1 FROM {table}"))? {
                lost.push(kind.name.clone());
            }
            continue;
        };
        for field in kind.stored_fields() {
            let gone = match matching_field(new, field) {
                None => "TRUE".to_owned(),
                Some(new) => misfit_condition(base.catalog(), (field, new), later),
            };
            let column = quote_ident(&field.name);
            if any(format!("SELECT 1 FROM {table} AS r WHERE {column} IS NOT NULL AND ({gone})"))? {
                lost.push(format!("{}.{}", kind.name, field.name));
            }
        }
    }
    Ok(lost)
}

/// Returns the condition under which the value of a row `r` does not fit the field of a later catalog.
fn misfit_condition(own: &Catalog, (field, new): (&Field, &Field), later: &Catalog) -> String {
    let column = format!("r.{}", quote_ident(&field.name));
    match &new.ty {
        Type::Enum(choices) => {
            format!(
                "{column} NOT IN ({})",
                quote_literals(choices.iter().map(|choice| &choice.name))
            )
        }
        Type::Ref(targets) => {
            // Things of a kind that is gone are reported with that kind.
            let gone = stored_kinds(own).filter(|kind| later.kind(&kind.name).is_none());
            let fit = quote_literals(targets.kinds.iter().chain(gone.map(|kind| &kind.name)));
            format!("(SELECT kind FROM thing WHERE id = {column}) NOT IN ({fit})")
        }
        ty if ty.is_amount() && columns::column_endings(field).len() > 1 => {
            let kept = |unit: &&Unit| {
                later.units.get(&unit.name).is_some_and(|new| new.factor == unit.factor)
            };
            let units = quote_literals(own.units.iter().filter(kept).map(|unit| &unit.name));
            format!("r.{} NOT IN ({units})", quote_ident(&columns::unit_column(&field.name)))
        }
        _ => "FALSE".to_owned(),
    }
}
