//! Checks a file before it is trusted: its first bytes are those of a base, its versions are known, its catalog is sound, and its
//! tables match the catalog.

use std::collections::HashSet;
#[cfg(feature = "cli")]
use std::fs::{File, Metadata};
#[cfg(feature = "cli")]
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::{Connection, ErrorCode};

use super::older;
use super::queries::{Queries, meta_value};
use super::schema::{self, APPLICATION_ID, FILE_VERSION, LANGUAGE};
use crate::catalog::{Catalog, CatalogError};
use crate::value::FOLDING;

/// The reasons for which a file is refused.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such file.
    Missing,
    /// It is a directory, a pipe or a device.
    NotAFile(&'static str),
    /// The system doesn't let us read it.
    Unreadable(std::io::Error),
    /// It isn't an `SQLite` database.
    NotSqlite,
    /// It is a database of another program.
    NotBrief,
    /// It was made by a newer program: which part is newer, its version, and the newest that can be read.
    Newer {
        /// `file`, `language`, `catalog` or `names`.
        what: &'static str,
        /// The version found.
        found: i64,
        /// The newest version this program reads.
        reads: i64,
    },
    /// It is in a mode in which even reading makes files beside it.
    Wal,
    /// It is in that mode, and changes of another program are still in the log beside it.
    Log,
    /// Another program left a journal beside it that must be played back first.
    Journal,
    /// Another program is writing it.
    Locked,
    /// Its catalog is refused.
    Catalog(CatalogError),
    /// Its tables don't match its catalog.
    Tables(String),
    /// An index of another program computes something for every row that is written.
    Computes(String),
    /// `SQLite` finds it damaged.
    Damaged(String),
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

/// The number of bytes that identify a file.
pub(super) const HEADER: usize = 100;

/// The most bytes of a value or row of a base: a text, or all citations of one cell. Anything longer is an error of the
/// statement.
pub(super) const LONGEST_VALUE: i32 = 64 << 20;

/// The most tables, indexes and views. A catalog has at most a few hundred.
const MOST_OBJECTS: u32 = 5_000;

/// The steps of `SQLite` that reading one of them takes at most.
const STEPS_EACH: u32 = 20;

/// Checks that a file has no more tables, indexes and views than a person would make: all of their definitions are read before
/// anything else is.
pub(super) fn check_number(conn: &mut Connection) -> Result<(), Refusal> {
    let refused = || {
        let sentence = format!("it has more than {MOST_OBJECTS} tables, indexes and views");
        Refusal::Tables(sentence)
    };
    let calls = AtomicU32::new(0);
    let is_enough =
        move || calls.fetch_add(1, Ordering::Relaxed) > MOST_OBJECTS * STEPS_EACH / 1_000;
    conn.progress_handler(1_000, Some(is_enough))?;
    let number = conn.read_value::<u32>("SELECT count(*) FROM sqlite_schema", []);
    conn.progress_handler(0, None::<fn() -> bool>)?;
    match number {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
            Err(refused())
        }
        Ok(Some(number)) if number > MOST_OBJECTS => Err(refused()),
        other => Ok(other.map(|_| ())?),
    }
}

/// Objects of other programs that compute something: how long that takes depends on their author.
#[derive(Debug, Default)]
pub(super) struct Computing {
    /// Indexes on expressions, or on rows that a computed condition chooses.
    pub(super) indexes: Vec<String>,
    /// Tables with conditions or computed columns.
    pub(super) tables: Vec<String>,
    /// Whether a table of the catalog has other conditions than it should.
    pub(super) conditions: bool,
}

/// Checks whether a condition of an index, in capitals, only compares columns with literals.
fn is_plain(condition: &str) -> bool {
    let computes = ["||", "LIKE", "GLOB", "MATCH", "REGEXP"];
    let mut before_brackets = condition.split('(').rev().skip(1);
    !computes.iter().any(|word| condition.contains(word))
        && before_brackets.all(|before| before.trim_end().ends_with(" IN"))
}

/// Lists the objects that compute something and aren't defined, word for word, by the catalog or an older version.
pub(super) fn computing_objects(
    conn: &Connection,
    catalog: &Catalog,
) -> rusqlite::Result<Computing> {
    let own = schema::schema_sql(catalog);
    let file: i32 = conn.read_value("PRAGMA user_version", [])?.unwrap_or_default();
    let fixed =
        schema::core_definitions().filter_map(|fixed| older::older_core_definition(file, fixed));
    let mut tables: HashSet<String> = fixed.map(str::to_owned).collect();
    let definition =
        |kind| older::older_kind_definition(file, kind, &schema::table_definition(kind));
    tables.extend(schema::stored_kinds(catalog).map(definition));
    let named = |sql: &String| {
        sql.split(['"', ' ']).filter(|word| !word.is_empty()).nth(2).map(str::to_owned)
    };
    let names: HashSet<String> = tables.iter().filter_map(named).collect();
    let mut found = Computing::default();
    let sql = "SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL ORDER BY name";
    for (name, sort, sql) in conn.read_all::<(String, String, String)>(sql, [])? {
        if tables.contains(&sql) || own.contains(&sql) {
            continue;
        }
        if sort == "table" && names.contains(&name) {
            found.conditions = true;
            continue;
        }
        let condition = sql.to_uppercase();
        let computes = if sort == "index" {
            let is_heavy = condition.split_once("WHERE").is_some_and(|(_, of)| !is_plain(of));
            let sql = "SELECT 1 FROM pragma_index_xinfo(?1) WHERE cid = -2";
            is_heavy || conn.exists(sql, [&name])?
        } else {
            let sql = "SELECT 1 FROM pragma_table_xinfo(?1) WHERE hidden > 1";
            condition.contains("CHECK") || conn.exists(sql, [&name])?
        };
        if computes {
            let of_sort = if sort == "index" { &mut found.indexes } else { &mut found.tables };
            of_sort.push(name);
        }
    }
    Ok(found)
}

/// An open file that has the first bytes of a base.
#[cfg(feature = "cli")]
#[derive(Debug)]
pub(super) struct CheckedFile {
    pub(super) file: File,
}

#[cfg(feature = "cli")]
impl CheckedFile {
    /// Opens a file if its first bytes, which are read before `SQLite` touches it, are those of a base.
    pub(super) fn open(path: &Path) -> Result<Self, Refusal> {
        check_type(path)?;
        let file = File::open(path).map_err(Refusal::Unreadable)?;
        let opened = Self { file };
        match opened.read_file_header().and_then(|header| check_header(&header)) {
            Err(Refusal::Wal) => {
                let mut log = path.as_os_str().to_owned();
                log.push("-wal");
                let pending = std::fs::metadata(log).is_ok_and(|log| log.len() > 0);
                Err(if pending { Refusal::Log } else { Refusal::Wal })
            }
            checked => checked.map(|()| opened),
        }
    }

    fn read_file_header(&self) -> Result<Vec<u8>, Refusal> {
        use std::io::{Read, Seek};

        let (mut header, mut file) = (Vec::with_capacity(HEADER), &self.file);
        let read = file.rewind().and_then(|()| file.take(HEADER as u64).read_to_end(&mut header));
        read.map_err(Refusal::Unreadable)?;
        Ok(header)
    }

    /// Checks whether the file belongs to the user, and nobody else can write it.
    pub(super) fn is_own(&self) -> bool {
        use std::os::unix::fs::MetadataExt;

        let is_own = |found: Metadata| {
            found.uid() == nix::unistd::geteuid().as_raw() && found.mode() & 0o022 == 0
        };
        self.file.metadata().is_ok_and(is_own)
    }

    /// Checks that the file has as many bytes as its first bytes now say.
    pub(super) fn check_size(&self) -> Result<(), Refusal> {
        check_size(
            &self.read_file_header()?,
            self.file.metadata().map_err(Refusal::Unreadable)?.len(),
        )
    }
}

/// Checks whether an open file is still the one with that name.
#[cfg(feature = "cli")]
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let same = |a: &Metadata, b: &Metadata| a.ino() == b.ino() && a.dev() == b.dev();
    matches!((file.metadata(), std::fs::metadata(path)), (Ok(a), Ok(b)) if same(&a, &b))
}

/// Checks that a path leads to a file.
#[cfg(feature = "cli")]
fn check_type(path: &Path) -> Result<(), Refusal> {
    use std::os::unix::fs::FileTypeExt;

    let found = match path.metadata() {
        Ok(found) => found,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(Refusal::Missing),
        Err(e) => return Err(Refusal::Unreadable(e)),
    };
    let ty = found.file_type();
    if ty.is_file() {
        return Ok(());
    }
    Err(Refusal::NotAFile(match () {
        () if ty.is_dir() => "a directory",
        () if ty.is_fifo() => "a pipe",
        () if ty.is_socket() => "a socket",
        () => "a device",
    }))
}

/// Checks the first bytes of a base.
pub(super) fn check_header(header: &[u8]) -> Result<(), Refusal> {
    if header.len() < HEADER || !header.starts_with(b"SQLite format 3\0") {
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
    // A file in this mode can't be read without creating files beside it, even if its log is empty or gone.
    let wal = header.get(18..20).is_some_and(|versions| versions.contains(&2));
    if wal { Err(Refusal::Wal) } else { Ok(()) }
}

/// Checks that a file has as many bytes as its first ones say, if they do.
pub(super) fn check_size(header: &[u8], size: u64) -> Result<(), Refusal> {
    let number = |at: usize| {
        let bytes = header.get(at..at + 4).and_then(|b| b.try_into().ok()).unwrap_or_default();
        u64::from(u32::from_be_bytes(bytes))
    };
    let page = header.get(16..18).and_then(|b| b.try_into().ok()).map(u16::from_be_bytes);
    // A page of 65,536 bytes is written as one.
    let page = page.map_or(0, |page| if page == 1 { 65_536 } else { u64::from(page) });
    let (pages, is_known) = (number(28), number(24) == number(92));
    if !is_known || pages == 0 || pages * page == size {
        return Ok(());
    }
    Err(Refusal::Damaged(format!(
        "it has {size} bytes, but had {} when it was written",
        pages * page
    )))
}

fn not_newer(what: &'static str, found: i64, reads: i64) -> Result<(), Refusal> {
    if found > reads { Err(Refusal::Newer { what, found, reads }) } else { Ok(()) }
}

/// Checks versions, catalog and tables, and returns the catalog with the version of the rules that fold names.
pub(super) fn check_content(conn: &Connection) -> Result<(Catalog, i64), Refusal> {
    let found = read_table_sql(conn)?;
    let file: i32 = conn.read_value("PRAGMA user_version", [])?.unwrap_or_default();
    for definition in
        schema::core_definitions().filter_map(|fixed| older::older_core_definition(file, fixed))
    {
        check_table(conn, &found, definition)?;
    }
    let version = |key: &str| -> Result<i64, Refusal> {
        let text = meta_value(conn, key)?.and_then(|text| text.parse().ok());
        text.ok_or_else(|| Refusal::Tables(format!("`meta` has no `{key}`")))
    };
    not_newer("language", version("language")?, LANGUAGE)?;
    let folding = version("folding")?;
    not_newer("names", folding, FOLDING)?;
    let text: Option<String> = conn.read_value("SELECT text FROM catalog", [])?;
    let text = text.ok_or_else(|| Refusal::Tables("`catalog` is empty".into()))?;
    let catalog = Catalog::read(&text).or_else(|error| Err(catalog_refusal(conn, error)?))?;
    for kind in schema::stored_kinds(&catalog) {
        check_table(
            conn,
            &found,
            &older::older_kind_definition(file, kind, &schema::table_definition(kind)),
        )?;
    }
    older::adapt_tables(file, conn)?;
    Ok((catalog, folding))
}

/// Returns why a catalog that can't be read is refused: it may be a later version of the one in this program.
fn catalog_refusal(conn: &Connection, error: CatalogError) -> Result<Refusal, Refusal> {
    let own = Catalog::built_in().map_err(Refusal::Catalog)?;
    let found = meta_value(conn, "catalog")?.and_then(|version| version.parse().ok());
    if meta_value(conn, "title")?.as_ref() == Some(&own.title) {
        not_newer("catalog", found.unwrap_or_default(), own.version)?;
    }
    Ok(Refusal::Catalog(error))
}

/// Returns the definitions of the file's tables, word for word.
fn read_table_sql(conn: &Connection) -> Result<HashSet<String>, Refusal> {
    let found = conn.read_column("SELECT sql FROM sqlite_schema WHERE type = 'table'", [])?;
    Ok(found.into_iter().collect())
}

/// Checks that a table is defined as promised. A definition is all that `SQLite` knows of a table, so if it is there word for
/// word, nothing else is checked. Otherwise the table must be an ordinary STRICT table with exactly the promised columns: a view,
/// a virtual table or a generated column could run code of its maker.
fn check_table(
    conn: &Connection,
    found: &HashSet<String>,
    definition: &str,
) -> Result<(), Refusal> {
    if found.contains(definition) {
        return Ok(());
    }
    let model = Connection::open_in_memory()?;
    model.execute_batch(definition)?;
    let table: Option<String> =
        model.read_value("SELECT name FROM sqlite_schema WHERE type = 'table'", [])?;
    let table = table.unwrap_or_default();
    let sql = "SELECT type, strict FROM pragma_table_list(?1) WHERE schema = 'main' AND name = ?1";
    match conn.read_first::<(String, bool)>(sql, [&table])? {
        None => return Err(Refusal::Tables(format!("there is no table `{table}`"))),
        Some((ty, true)) if ty == "table" => {}
        Some(_) => {
            return Err(Refusal::Tables(format!("`{table}` isn't an ordinary STRICT table")));
        }
    }
    let (has, wanted) = (read_table_columns(conn, &table)?, read_table_columns(&model, &table)?);
    // What a column computes is known only from the definition.
    if has == wanted && wanted.iter().all(|(.., hidden)| *hidden == 0) {
        return Ok(());
    }
    Err(Refusal::Tables(format!("`{table}` has other columns than it should")))
}

/// Lists the columns of a table: name, type, and whether it is hidden or generated.
fn read_table_columns(
    conn: &Connection,
    table: &str,
) -> rusqlite::Result<Vec<(String, String, i64)>> {
    conn.read_all("SELECT name, type, hidden FROM pragma_table_xinfo(?1) ORDER BY cid", [table])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_ours_is_known_by_its_definitions_alone() {
        let catalog = Catalog::built_in().unwrap();
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(&schema::schema_sql(&catalog)).unwrap();
        let found = read_table_sql(&conn).unwrap();
        let fixed = schema::core_definitions().map(str::to_owned);
        let own = schema::stored_kinds(&catalog).map(schema::table_definition);
        assert_eq!(found, fixed.chain(own).collect());
        assert_eq!(schema::core_definitions().count(), 12);
    }
}
