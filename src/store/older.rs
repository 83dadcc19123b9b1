//! Reads files of older versions as they are. Temporary views with today's names add what the old tables lack, so statements
//! needn't know how old a file is.
//!
//! Up to version 2 a claim supported one field, or its thing as a whole, and its origin was written in a table of its own. Up to
//! version 3 there were no judgements. Up to version 4 amounts had no equivalents in other units. Up to version 5 every folded
//! label was written, and a rule of the table made slugs unique. Up to version 6 views gave ends of amounts as texts; the program
//! reads no view.

use rusqlite::Connection;

use super::schema::CLAIM;
use crate::catalog::Kind;

/// The first version whose claims support several fields.
const LISTS: i32 = 3;
/// The first version with judgements.
const JUDGEMENTS: i32 = 4;
/// The first version with equivalents of amounts.
const EQUIVALENTS: i32 = 5;
/// The first version with folded labels only where they aren't the labels in small letters.
const FOLDED: i32 = 6;

/// The table of all things, with all folded labels.
const THING: &str = "CREATE TABLE thing (
    id       INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,             -- the table that holds its fields
    slug     TEXT UNIQUE,               -- what digests call it; records have none
    name     TEXT NOT NULL,             -- its label; a record's is composed
    name_key TEXT NOT NULL              -- the label folded: what answers are ordered by
) STRICT";

/// The table of the origins of claims.
const DIGEST: &str = "CREATE TABLE _digest (
    claim INTEGER PRIMARY KEY,          -- the claim's id
    name  TEXT NOT NULL                 -- the digest's source, or the digest's own name
) STRICT";

/// The columns that claims lacked.
const COLUMNS: [&str; 2] = [
    ",\n    \"whole\" INTEGER CHECK (\"whole\" IN (0, 1))",
    ",\n    \"_origin\" INTEGER REFERENCES \"_origin\" (\"id\") DEFERRABLE INITIALLY DEFERRED",
];

/// The tables of today, made from those of an older file.
const VIEWS: &str = "
    CREATE TEMP VIEW _origin AS SELECT claim AS id, name FROM main._digest;
    CREATE TEMP VIEW claim AS SELECT c.*, c.field IS NULL AS whole,
        (SELECT d.claim FROM main._digest AS d WHERE d.claim = c.id) AS _origin FROM main.claim AS c;";

/// The table that was missing before amounts had equivalents.
const NO_EQUIVALENTS: &str = "
    CREATE TEMP VIEW _equivalent AS SELECT NULL AS thing, NULL AS field, NULL AS claim, NULL AS unit, NULL AS says, NULL AS low,
        NULL AS high WHERE FALSE;";

/// The tables that were missing before there were judgements.
const EMPTY: &str = "
    CREATE TEMP VIEW _entered AS SELECT NULL AS kind, NULL AS id, NULL AS cells WHERE FALSE;
    CREATE TEMP VIEW _former AS SELECT NULL AS slug, NULL AS thing WHERE FALSE;";

/// Returns the definition of one of today's fixed tables in a file of that version; `None` means that such a file doesn't have
/// the table.
pub(super) fn older_core_definition(
    version: i32,
    definition: &'static str,
) -> Option<&'static str> {
    let begins = |table: &str| definition.starts_with(&format!("CREATE TABLE {table} "));
    match version {
        ..JUDGEMENTS if begins("_entered") || begins("_former") => None,
        ..EQUIVALENTS if begins("_equivalent") => None,
        ..LISTS if begins("_origin") => Some(DIGEST),
        ..FOLDED if begins("thing") => Some(THING),
        _ => Some(definition),
    }
}

/// Returns the definition that the table of a kind has in a file of a version.
pub(super) fn older_kind_definition(version: i32, kind: &Kind, definition: &str) -> String {
    let mut definition = definition.to_owned();
    for column in COLUMNS.iter().filter(|_| version < LISTS && kind.name == CLAIM) {
        definition = definition.replace(column, "");
    }
    definition
}

/// Adds temporary views with today's tables to a file of an older version.
pub(super) fn adapt_tables(version: i32, conn: &Connection) -> rusqlite::Result<()> {
    if version >= EQUIVALENTS {
        return Ok(());
    }
    conn.pragma_update(None, "query_only", false)?;
    if version < LISTS {
        conn.execute_batch(VIEWS)?;
    }
    if version < JUDGEMENTS {
        conn.execute_batch(EMPTY)?;
    }
    conn.execute_batch(NO_EQUIVALENTS)?;
    conn.pragma_update(None, "query_only", true)
}
