//! Opening a base. A file may come from anyone, so it is opened read-only and defensively, its catalog is
//! checked like any other, and nothing in it is believed before the tables are what the catalog promises.
//!
//! Not here: running queries, and changing a file (`load`).

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use crate::catalog::{Catalog, CatalogError};
use crate::value::FOLDING;

use super::schema::{self, APPLICATION_ID, FILE_VERSION, LANGUAGE};

/// An open base: its connection and its catalog.
#[derive(Debug)]
pub struct Base {
    pub(super) conn: Connection,
    catalog: Catalog,
}

/// Why a file cannot be opened as a base.
#[derive(Debug)]
pub struct OpenError {
    /// The file.
    pub path: PathBuf,
    /// The reason.
    pub reason: Refusal,
}

/// The reasons for which a file is refused.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such file.
    Missing,
    /// It is a directory or a device.
    NotAFile,
    /// The system does not let us read it.
    Unreadable(std::io::Error),
    /// It is something other than an `SQLite` database.
    NotSqlite,
    /// It is a database of another program.
    NotBrief,
    /// It was made by a newer program: what of it is newer, its version, and the newest read here.
    Newer {
        /// `file`, `language` or `names`.
        what: &'static str,
        /// The version found.
        found: i64,
        /// The newest version this program reads.
        reads: i64,
    },
    /// Its names were folded by rules that this program no longer has.
    OldNames,
    /// Another program left a journal beside it that must be played back first.
    Journal,
    /// Another program is writing it.
    Locked,
    /// Its catalog is refused.
    Catalog(CatalogError),
    /// Its tables are not those its catalog promises.
    Tables(String),
    /// `SQLite` finds it damaged.
    Damaged(String),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.reason {
            Refusal::Missing => write!(f, "there is no file {path}"),
            Refusal::NotAFile => write!(f, "{path} is not a file"),
            Refusal::Unreadable(e) => write!(f, "{path} cannot be read: {e}"),
            Refusal::NotSqlite => write!(f, "{path} is not an SQLite database"),
            Refusal::NotBrief => write!(f, "{path} is a database, but not a brief"),
            Refusal::Newer { what, found, reads } => write!(
                f,
                "{path} has {what} version {found}; this program reads up to version {reads}"
            ),
            Refusal::OldNames => {
                write!(f, "{path} keeps its names by older rules than this program has")
            }
            Refusal::Journal => {
                write!(f, "{path} has a journal beside it and cannot be read without writing")
            }
            Refusal::Locked => write!(f, "{path} is being written by another program"),
            Refusal::Catalog(e) => write!(f, "the catalog in {path} is refused: {e}"),
            Refusal::Tables(what) => {
                write!(f, "{path} does not have the tables its catalog promises: {what}")
            }
            Refusal::Damaged(what) => write!(f, "{path} is damaged: {what}"),
        }
    }
}

impl std::error::Error for OpenError {}

impl OpenError {
    /// What the person can do about it.
    pub fn help(&self) -> Option<String> {
        let path = self.path.display();
        match &self.reason {
            Refusal::Missing => Some(format!("`brief new {path}` makes one")),
            Refusal::Newer { .. } => Some("install a newer version of brief".into()),
            Refusal::Journal => Some(format!(
                "`sqlite3 {path} \"PRAGMA journal_mode = DELETE\"` finishes what the other program left"
            )),
            Refusal::Locked => Some("try again when it has finished".into()),
            _ => None,
        }
    }
}

impl Base {
    /// Opens a file for reading. It is never created and never changed.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_file(path).map_err(|reason| OpenError { path: path.to_owned(), reason })
    }

    /// The catalog it carries.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// An entry of its `meta` table: `title`, `created`, `content`, `count.project` …
    pub fn meta(&self, key: &str) -> Option<String> {
        meta(&self.conn, key).ok().flatten()
    }

    fn open_file(path: &Path) -> Result<Self, Refusal> {
        check_header(path)?;
        // An absolute path is never taken for a URI.
        let path = path.canonicalize().map_err(Refusal::Unreadable)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        harden(&conn)?;
        Self::checked(conn)
    }

    /// Takes a connection whose content has been checked or made by us, for reading only.
    pub(super) fn checked(conn: Connection) -> Result<Self, Refusal> {
        conn.pragma_update(None, "query_only", true)?;
        let catalog = check_content(&conn)?;
        Ok(Self { conn, catalog })
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotSqlite,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen) => Self::Journal,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            _ => Self::Damaged(error.to_string()),
        }
    }
}

/// Switches off whatever a file could use to do more than hold facts.
pub(super) fn harden(conn: &Connection) -> rusqlite::Result<()> {
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
    ] {
        conn.set_db_config(option, on)?;
    }
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(())
}

/// An entry of the `meta` table.
pub(super) fn meta(conn: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()
}

/// Reads the first bytes of a file, which say what it is before `SQLite` touches it.
fn check_header(path: &Path) -> Result<(), Refusal> {
    let found = match path.metadata() {
        Ok(found) => found,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(Refusal::Missing),
        Err(e) => return Err(Refusal::Unreadable(e)),
    };
    if !found.is_file() {
        return Err(Refusal::NotAFile);
    }
    let mut header = Vec::new();
    let file = std::fs::File::open(path).map_err(Refusal::Unreadable)?;
    file.take(100).read_to_end(&mut header).map_err(Refusal::Unreadable)?;
    if header.len() < 100 || !header.starts_with(b"SQLite format 3\0") {
        return Err(Refusal::NotSqlite);
    }
    let number = |at: usize| {
        let bytes = header.get(at..at + 4).and_then(|b| b.try_into().ok()).unwrap_or_default();
        i32::from_be_bytes(bytes)
    };
    if number(68) != APPLICATION_ID {
        return Err(Refusal::NotBrief);
    }
    not_newer("file", number(60).into(), FILE_VERSION.into())?;
    // A write-ahead log, even an empty one, cannot be read without making files beside it.
    if header.get(18..20) == Some(&[2, 2]) {
        return Err(Refusal::Journal);
    }
    Ok(())
}

fn not_newer(what: &'static str, found: i64, reads: i64) -> Result<(), Refusal> {
    if found > reads { Err(Refusal::Newer { what, found, reads }) } else { Ok(()) }
}

/// Checks versions, catalog and tables, and gives the catalog.
pub(super) fn check_content(conn: &Connection) -> Result<Catalog, Refusal> {
    check_tables(conn, &CORE_COLUMNS.map(|(table, cols)| (table.to_owned(), cols.to_vec())))?;
    let version = |key: &str| -> Result<i64, Refusal> {
        let text = meta(conn, key)?.and_then(|text| text.parse().ok());
        text.ok_or_else(|| Refusal::Tables(format!("`meta` does not say `{key}`")))
    };
    not_newer("language", version("language")?, LANGUAGE)?;
    let folding = version("folding")?;
    not_newer("names", folding, FOLDING)?;
    if folding < FOLDING {
        return Err(Refusal::OldNames);
    }
    let text: Option<String> =
        conn.query_row("SELECT text FROM catalog", [], |row| row.get(0)).optional()?;
    let text = text.ok_or_else(|| Refusal::Tables("`catalog` is empty".into()))?;
    let catalog = Catalog::read(&text).map_err(Refusal::Catalog)?;
    let promised: Vec<_> = schema::tables(&catalog)
        .map(|kind| {
            let cols = schema::kind_columns(kind);
            (kind.name.clone(), cols)
        })
        .collect();
    let borrowed: Vec<(String, Vec<(&str, &str)>)> = promised
        .iter()
        .map(|(table, cols)| {
            let cols = cols.iter().map(|(c, ty)| (c.as_str(), *ty));
            (table.clone(), std::iter::once(("id", "INTEGER")).chain(cols).collect())
        })
        .collect();
    check_tables(conn, &borrowed)?;
    Ok(catalog)
}

/// The columns of the fixed tables.
const CORE_COLUMNS: [(&str, &[(&str, &str)]); 8] = [
    ("meta", &[("key", "TEXT"), ("value", "TEXT")]),
    ("readme", &[("line", "INTEGER"), ("text", "TEXT")]),
    ("catalog", &[("text", "TEXT")]),
    ("unit", &[("name", "TEXT"), ("dimension", "TEXT"), ("factor", "INTEGER"), ("about", "TEXT")]),
    (
        "thing",
        &[
            ("id", "INTEGER"),
            ("kind", "TEXT"),
            ("slug", "TEXT"),
            ("name", "TEXT"),
            ("name_key", "TEXT"),
        ],
    ),
    (
        "inside",
        &[
            ("place", "INTEGER"),
            ("container", "INTEGER"),
            ("depth", "INTEGER"),
            ("certain", "INTEGER"),
        ],
    ),
    ("level", &[("place", "INTEGER"), ("level", "TEXT"), ("container", "INTEGER")]),
    ("_digest", &[("claim", "INTEGER"), ("name", "TEXT")]),
];

/// Checks that tables are ordinary STRICT tables with exactly these columns. A view, a virtual table or a
/// generated column could run what its maker wrote.
fn check_tables(conn: &Connection, tables: &[(String, Vec<(&str, &str)>)]) -> Result<(), Refusal> {
    let mut kind = conn.prepare_cached(
        "SELECT type, strict FROM pragma_table_list(?1) WHERE schema = 'main' AND name = ?1",
    )?;
    let mut cols =
        conn.prepare_cached("SELECT name, type, hidden FROM pragma_table_xinfo(?1) ORDER BY cid")?;
    for (table, promised) in tables {
        let found: Option<(String, bool)> =
            kind.query_row([table], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match found {
            None => return Err(Refusal::Tables(format!("there is no table `{table}`"))),
            Some((ty, true)) if ty == "table" => {}
            Some(_) => {
                return Err(Refusal::Tables(format!("`{table}` is not an ordinary STRICT table")));
            }
        }
        let found: Vec<(String, String, i64)> = cols
            .query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let same = found.len() == promised.len()
            && found.iter().zip(promised).all(|((name, ty, hidden), (wanted, wanted_ty))| {
                name == wanted && ty == wanted_ty && *hidden == 0
            });
        if !same {
            return Err(Refusal::Tables(format!("`{table}` has other columns")));
        }
    }
    Ok(())
}
