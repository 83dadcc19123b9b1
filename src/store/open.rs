//! Opens a base. A file may come from anyone, so it is opened read-only and defensively, its catalog is checked like any other,
//! and nothing in it is trusted before its tables match the catalog.
//!
//! Not here: running queries, and changing a file (`load`).

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
#[cfg(feature = "cli")]
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
#[cfg(feature = "cli")]
use std::os::unix::ffi::{OsStrExt, OsStringExt};
#[cfg(feature = "cli")]
use std::path::Path;
use std::path::PathBuf;
use std::rc::Rc;

#[cfg(feature = "cli")]
use rusqlite::OpenFlags;
#[cfg(feature = "cli")]
use rusqlite::Transaction;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, MAIN_DB};

use crate::catalog::Catalog;
use crate::text::clean::ShownPath as _;
use crate::value::FOLDING;

use super::destination::{Act, help_for_obstacle, io_error_reason};
use super::queries::{Queries, meta_value};
use super::searches::FoundRows;
use super::stop::StopSwitch;
#[cfg(feature = "cli")]
use super::trust::{CheckedFile, is_at};
use super::trust::{
    HEADER, LONGEST_VALUE, Refusal, check_content, check_header, check_number, check_size,
};

/// The number of times that a file is opened again if it is replaced meanwhile.
#[cfg(feature = "cli")]
pub(super) const ATTEMPTS: usize = 20;

/// The bytes of the program's own file that are read where they are in memory, without a copy.
#[cfg(feature = "cli")]
const MAPPED: i64 = 16 << 20;

/// The number of statements that a connection keeps prepared: more than there are kinds, as a load reads them in turn.
pub(super) const STATEMENTS: usize = 256;

/// An open base: its connection and its catalog.
#[derive(Debug)]
pub struct Base {
    pub(super) conn: Connection,
    /// The file of the connection, whatever has its name now. It outlives the connection: the system takes the locks of a file
    /// away when any of its openings is closed.
    pub(super) file: Option<File>,
    catalog: Catalog,
    /// The version of the rules that fold its names.
    pub(super) folding: i64,
    stop: StopSwitch,
    /// Bases with the facts of some of its sources.
    pub(super) according: Narrowed,
    /// The searches of an answer's statements.
    pub(super) found: FoundRows,
}

/// The bases made from one base for some of its sources, and the state of its file in which they were made.
#[derive(Debug, Default)]
pub(super) struct Narrowed {
    pub(super) state: Cell<i64>,
    /// Each with its sources, the oldest first.
    pub(super) made: RefCell<Vec<(BTreeSet<String>, Rc<Base>)>>,
}

/// Why a file cannot be opened as a base.
#[derive(Debug)]
pub struct OpenError {
    /// The file.
    pub path: PathBuf,
    /// The reason.
    pub reason: Refusal,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.safe_text();
        match &self.reason {
            Refusal::Missing => write!(f, "there is no file {path}"),
            Refusal::NotAFile(kind) => write!(f, "{path} is {kind}, not a file"),
            Refusal::Unreadable(e) => write!(f, "{path} can't be read: {}", io_error_reason(e)),
            Refusal::NotSqlite => write!(f, "{path} isn't an SQLite database"),
            Refusal::NotBrief => write!(f, "{path} is a database, but not a base made by brief"),
            Refusal::Newer { what, found, reads } => write!(
                f,
                "{path} has {what} version {found}; this program reads up to version {reads}"
            ),
            Refusal::Wal => write!(
                f,
                "{path} is set to write-ahead logging (WAL), in which even reading writes files beside it"
            ),
            Refusal::Log => {
                write!(f, "{path}-wal holds changes by another program that aren't in {path} yet")
            }
            Refusal::Journal => write!(
                f,
                "{path} was left half written by another program; its journal, {path}-journal, holds the earlier state"
            ),
            Refusal::Locked => write!(f, "{path} is being written by another program"),
            Refusal::Catalog(e) => write!(f, "the catalog in {path} is refused: {e}"),
            Refusal::Tables(what) => {
                write!(f, "the tables of {path} don't match its catalog: {what}")
            }
            Refusal::Computes(index) => write!(
                f,
                "{path} has an index made by another program, `{index}`, that computes something for every row"
            ),
            Refusal::Damaged(what) => write!(f, "{path} is damaged: {what}"),
        }
    }
}

impl std::error::Error for OpenError {}

impl OpenError {
    /// Returns the help for the message.
    pub fn help(&self) -> Option<String> {
        let path = self.path.safe_text();
        match &self.reason {
            Refusal::Missing => Some(format!("`brief new {path}` creates one")),
            Refusal::Newer { .. } => Some("install a newer version of brief".into()),
            Refusal::Wal => Some(format!(
                "`sqlite3 {path} \"PRAGMA journal_mode = DELETE\"` sets it back, in a directory that can be written"
            )),
            Refusal::Log => Some(format!(
                "end the other program; `sqlite3 {path} \"PRAGMA journal_mode = DELETE\"` then brings them into the file"
            )),
            Refusal::Journal => Some(format!(
                "`sqlite3 {path} \"PRAGMA user_version\"` plays the journal back, in a directory that can be written"
            )),
            Refusal::Unreadable(error) => help_for_obstacle(&self.path, &Act::Read, error.kind()),
            Refusal::Computes(index) => {
                Some(format!("`sqlite3 {path} 'DROP INDEX \"{index}\"'` takes it out"))
            }
            Refusal::Locked => Some("try again when it has finished".into()),
            _ => None,
        }
    }
}

impl Base {
    /// Opens a file for reading. It is never created and never changed.
    #[cfg(feature = "cli")]
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let opened = Self::open_file(path, None);
        opened.map_err(|reason| OpenError { path: path.to_owned(), reason })
    }

    /// Opens a file that this program makes for itself from this catalog. If nobody else can write it, its content isn't
    /// checked.
    #[cfg(feature = "cli")]
    pub(super) fn open_own(path: &Path, catalog: Catalog) -> Result<Self, Refusal> {
        Self::open_file(path, Some(catalog))
    }

    /// Opens the bytes of a file for reading, without a file.
    pub fn of_bytes(bytes: &'static [u8]) -> Result<Self, Refusal> {
        check_header(bytes.get(..HEADER).unwrap_or_default())?;
        let mut conn = Connection::open_in_memory()?;
        conn.deserialize_bytes(MAIN_DB, bytes)?;
        harden_connection(&conn)?;
        let base = Self::from_connection(conn, &StopSwitch::default(), None)?;
        check_size(bytes, bytes.len() as u64)?;
        base.release_lock()
    }

    /// Returns the catalog it carries.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Returns the switch that stops its queries.
    pub fn stop_switch(&self) -> &StopSwitch {
        &self.stop
    }

    /// Returns an entry of its `meta` table: `title`, `created`, `content`, `count.project` …
    pub fn meta_value(&self, key: &str) -> Option<String> {
        meta_value(&self.conn, key).ok().flatten()
    }

    #[cfg(feature = "cli")]
    fn open_file(path: &Path, mut own: Option<Catalog>) -> Result<Self, Refusal> {
        for _ in 0..ATTEMPTS {
            let checked = CheckedFile::open(path)?;
            // An absolute path is never taken for a URI.
            let path = std::path::absolute(path).map_err(Refusal::Unreadable)?;
            let known = own.take().filter(|_| checked.is_own());
            let conn = connect_read_only(&path, known.is_some())?;
            let mut base = Self::from_connection(conn, &StopSwitch::default(), known)?;
            // If another file got the name meanwhile, `SQLite` may have opened either.
            if is_at(&checked.file, &path) {
                checked.check_size()?;
                base.file = Some(checked.file);
                return base.release_lock();
            }
        }
        Err(Refusal::Locked)
    }

    /// Begins a transaction, during which no other program can change the file.
    #[cfg(feature = "cli")]
    pub(super) fn lock_for_reading(&self) -> rusqlite::Result<Transaction<'_>> {
        let transaction = self.conn.unchecked_transaction()?;
        // Reading takes the lock.
        self.conn.exists("SELECT 1 FROM sqlite_schema", [])?;
        Ok(transaction)
    }

    /// Turns a connection into a read-only base after checking its content, unless its catalog is known. The file is locked once,
    /// until [`Self::release_lock`], not for each statement.
    pub(super) fn from_connection(
        mut conn: Connection,
        stop: &StopSwitch,
        known: Option<Catalog>,
    ) -> Result<Self, Refusal> {
        conn.pragma_update(None, "query_only", true)?;
        conn.execute_batch("BEGIN")?;
        let (mut catalog, folding) = if let Some(catalog) = known {
            (catalog, FOLDING)
        } else {
            check_number(&mut conn)?;
            check_content(&conn)?
        };
        let listed: Vec<String> = conn.read_column("SELECT name FROM unit", [])?;
        catalog.units.adopt(&listed);
        stop.watch(&mut conn)?;
        let (according, found) = (Narrowed::default(), FoundRows::default());
        Ok(Self { conn, file: None, catalog, folding, stop: stop.clone(), according, found })
    }

    /// Ends the lock of [`Self::from_connection`]. Temporary views for an older file stay.
    pub(super) fn release_lock(self) -> Result<Self, Refusal> {
        self.conn.execute_batch("COMMIT")?;
        Ok(self)
    }
}

/// Opens a file for reading. A file that nobody else can write, and that this program only ever replaces, needs no locks and is
/// mapped into memory.
#[cfg(feature = "cli")]
fn connect_read_only(path: &Path, is_own: bool) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if !is_own {
        let conn = Connection::open_with_flags(path, flags)?;
        harden_connection(&conn)?;
        return Ok(conn);
    }
    let conn =
        Connection::open_with_flags(immutable_uri(path), flags | OpenFlags::SQLITE_OPEN_URI)?;
    harden_connection(&conn)?;
    conn.pragma_update(None, "mmap_size", MAPPED)?;
    Ok(conn)
}

/// Returns the URI of a file that doesn't change.
#[cfg(feature = "cli")]
fn immutable_uri(path: &Path) -> OsString {
    let mut uri = b"file:".to_vec();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'%' | b'?' | b'#' => uri.extend(format!("%{byte:02X}").bytes()),
            byte => uri.push(*byte),
        }
    }
    uri.extend(b"?immutable=1");
    OsString::from_vec(uri)
}

/// Switches off everything by which a file could do more than hold facts.
pub(super) fn harden_connection(conn: &Connection) -> rusqlite::Result<()> {
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        // Plans don't depend on parameters; otherwise a look-up would be planned again each time it runs.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        conn.set_db_config(option, on)?;
    }
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_a_file_answer_like_the_file_and_are_checked_like_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        crate::store::load::create_file(
            &path,
            crate::catalog::BUILT_IN,
            &crate::store::seed_inputs(),
        )
        .unwrap();
        let bytes: &'static [u8] = std::fs::read(&path).unwrap().leak();
        let (file, memory) = (Base::open(&path).unwrap(), Base::of_bytes(bytes).unwrap());
        assert_eq!(memory.meta_value("content"), file.meta_value("content"));
        assert!(memory.conn.execute("DELETE FROM claim", []).is_err());
        assert!(matches!(Base::of_bytes(&bytes[..50]), Err(Refusal::NotSqlite)));
        assert!(matches!(Base::of_bytes(&bytes[..bytes.len() / 2]), Err(Refusal::Damaged(_))));
    }
}
