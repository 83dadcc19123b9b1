//! What a file is checked for before it is believed: that its first bytes are those of a base, that its
//! versions are known, that its catalog is sound, and that its tables are what the catalog promises.

use std::collections::HashSet;
use std::io::Read;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use crate::catalog::{Catalog, CatalogError};
use crate::value::FOLDING;

use super::open::{Refusal, meta};
use super::schema::{self, APPLICATION_ID, FILE_VERSION, LANGUAGE};

/// Reads the first bytes of a file, which say what it is before `SQLite` touches it.
pub(super) fn check_header(path: &Path) -> Result<(), Refusal> {
    let found = match path.metadata() {
        Ok(found) => found,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(Refusal::Missing),
        Err(e) => return Err(Refusal::Unreadable(e)),
    };
    let ty = found.file_type();
    if !ty.is_file() {
        return Err(Refusal::NotAFile(match () {
            () if ty.is_dir() => "a directory",
            () if ty.is_fifo() => "a pipe",
            () if ty.is_socket() => "a socket",
            () => "a device",
        }));
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
    // A file in this mode cannot be read without making files beside it, even where its log is empty or gone.
    if header.get(18..20).is_some_and(|versions| versions.contains(&2)) {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let pending = std::fs::metadata(log).is_ok_and(|log| log.len() > 0);
        return Err(if pending { Refusal::Log } else { Refusal::Wal });
    }
    Ok(())
}

fn not_newer(what: &'static str, found: i64, reads: i64) -> Result<(), Refusal> {
    if found > reads { Err(Refusal::Newer { what, found, reads }) } else { Ok(()) }
}

/// Checks versions, catalog and tables, and gives the catalog with the version by which names are folded.
pub(super) fn check_content(conn: &Connection) -> Result<(Catalog, i64), Refusal> {
    let made = definitions(conn)?;
    for (table, columns) in CORE_COLUMNS {
        let begin = format!("CREATE TABLE {table} (");
        let own = schema::core_definitions().find(|definition| definition.starts_with(&begin));
        if !own.is_some_and(|own| made.contains(own)) {
            check_table(conn, table, columns)?;
        }
    }
    let version = |key: &str| -> Result<i64, Refusal> {
        let text = meta(conn, key)?.and_then(|text| text.parse().ok());
        text.ok_or_else(|| Refusal::Tables(format!("`meta` does not say `{key}`")))
    };
    not_newer("language", version("language")?, LANGUAGE)?;
    let folding = version("folding")?;
    not_newer("names", folding, FOLDING)?;
    let text: Option<String> =
        conn.query_row("SELECT text FROM catalog", [], |row| row.get(0)).optional()?;
    let text = text.ok_or_else(|| Refusal::Tables("`catalog` is empty".into()))?;
    let catalog = Catalog::read(&text).or_else(|error| Err(refused(conn, error)?))?;
    for kind in schema::tables(&catalog) {
        if !made.contains(&schema::definition(kind)) {
            let columns = schema::kind_columns(kind);
            let columns = columns.iter().map(|(column, ty)| (column.as_str(), *ty));
            let columns: Vec<_> = std::iter::once(("id", "INTEGER")).chain(columns).collect();
            check_table(conn, &kind.name, &columns)?;
        }
    }
    Ok((catalog, folding))
}

/// Why a catalog that cannot be read is refused: it may be a later version of the one in this program.
fn refused(conn: &Connection, error: CatalogError) -> Result<Refusal, Refusal> {
    let own = Catalog::built_in().map_err(Refusal::Catalog)?;
    let found = meta(conn, "catalog")?.and_then(|version| version.parse().ok());
    if meta(conn, "title")?.as_ref() == Some(&own.title) {
        not_newer("catalog", found.unwrap_or_default(), own.version)?;
    }
    Ok(Refusal::Catalog(error))
}

/// The columns of the fixed tables.
const CORE_COLUMNS: [(&str, &[(&str, &str)]); 9] = [
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
    (
        "rival",
        &[
            ("kind", "TEXT"),
            ("field", "TEXT"),
            ("thing", "INTEGER"),
            ("claim", "INTEGER"),
            ("says", "TEXT"),
        ],
    ),
    ("_digest", &[("claim", "INTEGER"), ("name", "TEXT")]),
];

/// The definitions of the file's tables, word for word. They are all `SQLite` knows of a table, so one that is as this
/// program writes it needs no second look.
fn definitions(conn: &Connection) -> Result<HashSet<String>, Refusal> {
    let mut found = conn.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table'")?;
    let found = found.query_map([], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Checks that a table is an ordinary STRICT table with exactly these columns. A view, a virtual table or a generated
/// column could run what its maker wrote.
fn check_table(conn: &Connection, table: &str, promised: &[(&str, &str)]) -> Result<(), Refusal> {
    let mut kind = conn.prepare_cached(
        "SELECT type, strict FROM pragma_table_list(?1) WHERE schema = 'main' AND name = ?1",
    )?;
    let mut cols =
        conn.prepare_cached("SELECT name, type, hidden FROM pragma_table_xinfo(?1) ORDER BY cid")?;
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
    if same { Ok(()) } else { Err(Refusal::Tables(format!("`{table}` has other columns"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_ours_is_known_by_its_definitions_alone() {
        let catalog = Catalog::built_in().unwrap();
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(&schema::schema(&catalog)).unwrap();
        let found = definitions(&conn).unwrap();
        let fixed = schema::core_definitions().map(str::to_owned);
        let own = schema::tables(&catalog).map(schema::definition);
        assert_eq!(found, fixed.chain(own).collect());
        assert_eq!(schema::core_definitions().count(), CORE_COLUMNS.len());
    }
}
