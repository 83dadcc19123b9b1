//! Ships a base as one file to send. Its facts are rewritten in canonical order ([`super::rewrite`]) and packed, so the same
//! facts give the same bytes, no matter from which files, in which order, where and by which program they were loaded.
//!
//! Only a sound base is shipped, and the file gets its name only when it is complete.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use rusqlite::Connection;
use tempfile::NamedTempFile;

use super::check::Soundness;
use super::content::{Sum, is_comparable};
use super::destination::Destination;
use super::destination::{Obstacle, find_replaced_file};
use super::digest::Problems;
use super::entered::with_entered;
use super::hash::{hash_of, hex};
use super::load::file::{Lock, make_working_file, open_copy, replace_file as put, sync_directory};
use super::load::{ANALYZE, LoadError, derive, meta};
use super::open::Base;
use super::rewrite::rewrite_base;
use super::schema::schema_sql;
use super::seal::seal_file;
use super::unite::unite_judged;
use crate::text::clean::ShownPath as _;

/// The size of a page of the file in bytes, and while it is made: rows and indexes are written faster to larger pages.
const PAGE: i64 = 4096;
const PAGE_BEFORE: i64 = 32_768;

/// A file that was shipped.
#[derive(Debug)]
pub struct Shipped {
    /// Its base, whose `meta` counts its content: `count.claim` …
    pub base: Base,
    /// The number of its bytes.
    pub size: u64,
    /// Its SHA-256, as hexadecimal digits.
    pub sha256: String,
    /// Tables, views and indexes of other programs, which are left out.
    pub left_out: Vec<String>,
    /// What the new file could not take over from the one it replaces: sentences about its owner and the like.
    pub lost: Vec<String>,
}

/// The progress of shipping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Another program is writing the same file; this waits for it.
    Waiting,
    /// The number of rules checked, and of all.
    Checking(u64, u64),
    /// The number of rows written, and of all.
    Writing(u64, u64),
    /// The file is packed and hashed.
    Packing,
}

/// Why nothing was shipped.
#[derive(Debug)]
pub enum ShipError {
    /// The file would replace the base itself.
    Itself(PathBuf),
    /// There is a file with that name already.
    Exists(PathBuf),
    /// The name is not that of a file.
    NotAFile(PathBuf),
    /// The base is not sound.
    Unsound(Soundness),
    /// The system or the database failed.
    Failed(LoadError),
}

impl fmt::Display for ShipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Itself(path) => write!(f, "{} is the base itself", path.safe_text()),
            Self::Exists(path) => write!(f, "{} is already there", path.safe_text()),
            Self::NotAFile(path) => write!(f, "{} isn't a file", path.safe_text()),
            Self::Unsound(found) => {
                write!(f, "the base isn't sound: {} faults", found.count_faults())
            }
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ShipError {}

impl From<LoadError> for ShipError {
    fn from(error: LoadError) -> Self {
        Self::Failed(error)
    }
}

impl From<anyhow::Error> for ShipError {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Base {
    /// Writes the base as a file to send. An existing file is replaced only with `replace`; the base itself never is.
    pub fn ship(
        &self,
        out: &Path,
        replace: bool,
        watch: &mut dyn FnMut(Stage),
    ) -> Result<Shipped, ShipError> {
        let place = self.check_destination(out, replace)?;
        let steady = self.hold_snapshot()?;
        let found = match self.check_to_copy(&mut |done, of| watch(Stage::Checking(done, of))) {
            Ok(found) => found,
            Err(error) => return Err(self.ship_error(error.into())?),
        };
        if !found.broken.is_empty() {
            return Err(ShipError::Unsound(found));
        }
        let _lock = Lock::take(&place, &mut || watch(Stage::Waiting))?;
        let (packed, size, sha256) = match self.write_packed(&place, watch) {
            Ok(packed) => packed,
            Err(error) => return Err(self.ship_error(error.with_path(&place))?),
        };
        drop(steady);
        let lost = if replace {
            let there = find_replaced_file(&place)
                .map_err(|e| LoadError::from(Obstacle::on_write(&place)(e)))?;
            put(packed, &place, there.as_ref())?
        } else {
            let put = packed.persist_noclobber(&place);
            put.map_err(|e| LoadError::from(Obstacle::on_create(&place)(e.error)))?;
            sync_directory(&place)?;
            vec![]
        };
        let base = Self::open(&place).map_err(LoadError::Open)?;
        Ok(Shipped { base, size, sha256, left_out: found.foreign, lost })
    }

    /// Returns why no copy was made. The base may have faults that only the complete check finds.
    fn ship_error(&self, error: LoadError) -> Result<ShipError> {
        let found = self.check_soundness()?;
        Ok(if found.broken.is_empty() { error.into() } else { ShipError::Unsound(found) })
    }

    /// Makes the complete file beside its place, and returns it with its size and hash.
    fn write_packed(
        &self,
        place: &Path,
        watch: &mut dyn FnMut(Stage),
    ) -> Result<(NamedTempFile, u64, String), LoadError> {
        let written = make_working_file(place)?;
        let conn = open_copy(written.path())?;
        self.write(&conn, &mut |done, of| watch(Stage::Writing(done, of)))?;
        watch(Stage::Packing);
        let packed = make_working_file(place)?;
        pack_database(conn, packed.path())?;
        seal_file(packed.path()).context("sealing the new file")?;
        let file = packed.as_file();
        let size = file.metadata().context("reading the new file")?.len();
        let sha256 = hex(&hash_of(file, &mut |_| {}).context("reading the new file")?);
        file.sync_all().map_err(Obstacle::on_create(place))?;
        Ok((packed, size, sha256))
    }

    /// Returns the path of the file, if it may be written.
    fn check_destination(&self, out: &Path, replace: bool) -> Result<PathBuf, ShipError> {
        let Destination::Path(place) = Destination::of_path(out) else {
            return Err(ShipError::NotAFile(out.to_owned()));
        };
        // If a link leads to a file that does not exist, that file is made.
        let Ok(there) = place.canonicalize() else { return Ok(place) };
        let own = self.conn.path().filter(|path| !path.is_empty());
        if own.and_then(|own| fs::canonicalize(own).ok()).is_some_and(|own| own == there) {
            return Err(ShipError::Itself(out.to_owned()));
        }
        if !there.is_file() {
            return Err(ShipError::NotAFile(out.to_owned()));
        }
        if replace { Ok(there) } else { Err(ShipError::Exists(out.to_owned())) }
    }

    /// Fills an empty database with the facts of the base.
    fn write(&self, conn: &Connection, each: &mut dyn FnMut(u64, u64)) -> Result<()> {
        let catalog = self.catalog();
        conn.pragma_update(None, "page_size", PAGE_BEFORE)?;
        conn.execute_batch(&schema_sql(catalog)).context("making the tables of the catalog")?;
        meta::write_catalog_meta(conn, catalog)?;
        let tx = conn.unchecked_transaction()?;
        with_entered(&self.conn, catalog, || rewrite_base(self, &tx, catalog, each))?;
        unite_judged(&tx, catalog)?;
        let mut problems = Problems::default();
        derive::derive_all(&tx, catalog, &mut problems)?;
        let sum = Sum::of_base(&tx, catalog)?;
        let same =
            !is_comparable(&self.conn)? || self.meta_value("content") == Some(sum.hash(catalog));
        ensure!(same && problems.is_empty(), "the shipped file differs from the base");
        meta::update_meta(&tx, catalog, &sum)?;
        meta::make_seal(&tx)?;
        tx.execute_batch(ANALYZE)?;
        Ok(tx.commit()?)
    }
}

/// Writes a database as a new file without gaps: page after page in the order of its tables.
fn pack_database(conn: Connection, into: &Path) -> Result<()> {
    // An absolute path is never taken for anything else.
    let into = into.canonicalize().context("opening the new file")?;
    let name = into.to_str().context("the directory's name isn't UTF-8")?;
    conn.pragma_update(None, "page_size", PAGE)?;
    conn.execute("VACUUM INTO ?1", [name]).context("packing the file")?;
    conn.close().map_err(|(_, error)| anyhow!(error))
}
