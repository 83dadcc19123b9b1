//! Files of older versions, read as they are: what their tables lack is added by temporary views of the names of today. The
//! rows of such a file are rows of today too, so that statements need not know how old a file is.
//!
//! Until version 2 a claim supported one field, or its thing as a whole, and its origin was written in a table of its own.

use rusqlite::Connection;

use super::schema::CLAIM;
use crate::catalog::Kind;

/// The first version whose tables are read without views.
const SINCE: i32 = 3;

/// The table of the origins of claims.
const DIGEST: &str = "CREATE TABLE _digest (
    claim INTEGER PRIMARY KEY,          -- the claim's id
    name  TEXT NOT NULL                 -- the digest's source, or the digest's own name
) STRICT";

/// The columns that claims did not have.
const COLUMNS: [&str; 2] = [
    ",\n    \"whole\" INTEGER CHECK (\"whole\" IN (0, 1))",
    ",\n    \"_origin\" INTEGER REFERENCES \"_origin\" (\"id\") DEFERRABLE INITIALLY DEFERRED",
];

/// The tables of today, made from those of an older file.
const VIEWS: &str = "
    CREATE TEMP VIEW _origin AS SELECT claim AS id, name FROM main._digest;
    CREATE TEMP VIEW claim AS SELECT c.*, c.field IS NULL AS whole,
        (SELECT d.claim FROM main._digest AS d WHERE d.claim = c.id) AS _origin FROM main.claim AS c;";

/// Whether files of a version are read through views.
pub(super) fn is_adapted(version: i32) -> bool {
    version < SINCE
}

/// Returns what an older file had in place of a fixed table of today.
pub(super) fn fixed(definition: &'static str) -> &'static str {
    if definition.starts_with("CREATE TABLE _origin") { DIGEST } else { definition }
}

/// Returns the definition that the table of a kind had.
pub(super) fn table(kind: &Kind, definition: &str) -> String {
    let mut definition = definition.to_owned();
    for column in COLUMNS.iter().filter(|_| kind.name == CLAIM) {
        definition = definition.replace(column, "");
    }
    definition
}

/// Makes the tables of an older file readable as those of today.
pub(super) fn adapt(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "query_only", false)?;
    conn.execute_batch(VIEWS)?;
    conn.pragma_update(None, "query_only", true)
}
