//! What a base says about itself: `meta`, `readme`, its catalog and its units.

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Catalog, SOURCE, Sort};
use crate::store::content::Sum;
use crate::store::queries::Queries;
use crate::store::schema::{APPLICATION_ID, FILE_VERSION, LANGUAGE, quote_ident, stored_kinds};
use crate::store::seal::{self, SEAL};
use crate::value::{FOLDING, Unit};

/// Explains how to read a base without the program: the middle of its `readme`.
const README: &str = "\
This file is a brief: a base of facts, each with the document, the paragraph and the words it comes from.
It is one SQLite database. Any of these opens it:
  brief FILE.db 'QUERY'           answers queries in a small language; `brief --help` shows examples
  sqlite3 FILE.db                 or anything that reads SQLite
  datasette FILE.db               in a browser
  ATTACH 'FILE.db' (TYPE sqlite)  in DuckDB
There is a view for each kind of fact, with names instead of ids, and in `sources` the titles of the documents behind each row.
The view \"claims\" has the document, the paragraph and the words that support a thing or one of its fields.
Amounts stay as they were worded (`f`), with the lowest and the highest number that the wording allows (`f_low`, `f_high`) in a unit (`f_unit`).
An end that is NULL is open: \"more than 300\" has no highest number. All NULL means not recorded, which is not zero.
The views give ends as numbers of the unit, which compare and sort as such; they are NULL, integers or, only if they have decimals, floating point.
Only numbers of the same unit compare. The tables hold whole numbers of its smallest part: a number times `factor` (table \"unit\").
In the tables an amount without a printed number (`f_at`) is derived: only the whole that it is part of is known.
Dates stay as written (`f`), with their first and last day (`f_from`, `f_to`).
In the tables `f_is` says whether a date is a day, one unknown day within a span, or the whole span.
The kinds, their fields and units are described in the table \"catalog\".";

/// The entry of `meta` from which the next load computes the hash of the content.
pub(crate) const SUM: &str = "content.sum";

/// Writes what doesn't change with the facts: the versions, the catalog and its units.
pub(crate) fn write_catalog_meta(conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", FILE_VERSION)?;
    conn.execute("INSERT INTO catalog (text) VALUES (?1)", [&*catalog.text])?;
    list_units(conn, catalog.units.iter())?;
    for (key, value) in of_catalog(catalog) {
        set_meta_value(conn, &key, &value)?;
    }
    Ok(())
}

/// Lists units in the table of units, unless they are in it.
pub(crate) fn list_units<'u>(
    conn: &Connection,
    units: impl Iterator<Item = &'u Unit>,
) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO unit (name, dimension, factor, about) VALUES (?1, ?2, ?3, ?4)";
    for unit in units {
        conn.run(sql, (&unit.name, &unit.dimension, unit.factor, &unit.about))?;
    }
    Ok(())
}

/// Writes the lines that explain to a person how to read the base.
fn write_readme(conn: &Connection, catalog: &Catalog, content: &str) -> Result<()> {
    let filled = |label: &str, text: &str| (!text.is_empty()).then(|| format!("{label}{text}"));
    let head = [&catalog.title, &catalog.about].into_iter().filter(|text| !text.is_empty());
    let views: Vec<String> = catalog.kinds.iter().map(|kind| quote_ident(&kind.plural)).collect();
    let examples = catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing).take(3);
    let examples = examples.map(|kind| format!("  SELECT * FROM {};", quote_ident(&kind.plural)));
    let claims = "  SELECT thing, field, source, paragraph, phrase FROM claims;";
    let lines = head
        .cloned()
        .chain(README.lines().map(str::to_owned))
        .chain(filled("Views: ", &views.join(", ")))
        .chain(["For example:".to_owned()])
        .chain(examples)
        .chain([claims.to_owned()])
        .chain(filled("Licence: ", &catalog.license))
        .chain([format!("Content: {content}")])
        .chain([
            "`brief about FILE.db` shows the same hash wherever the same facts are.".to_owned()
        ]);
    conn.execute("DELETE FROM readme", [])?;
    for (number, line) in (1..).zip(lines) {
        conn.run("INSERT INTO readme (line, text) VALUES (?1, ?2)", (number, line))?;
    }
    Ok(())
}

/// Returns the entries of `meta` for a base of this program with this catalog.
pub(crate) fn of_catalog(catalog: &Catalog) -> Vec<(String, String)> {
    let entries = [
        ("title", catalog.title.clone()),
        ("about", catalog.about.clone()),
        ("language", LANGUAGE.to_string()),
        ("folding", FOLDING.to_string()),
        ("catalog", catalog.version.to_string()),
        ("file", FILE_VERSION.to_string()),
        ("license", catalog.license.clone()),
    ];
    let given = entries.into_iter().filter(|(key, value)| *key != "license" || !value.is_empty());
    given.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Returns the entries of `meta` for the facts: the day of the latest source, their hash, and their number.
pub(crate) fn of_facts(
    conn: &Connection,
    catalog: &Catalog,
    content: &str,
) -> Result<Vec<(String, String)>> {
    let sql = format!("SELECT max(published_to) FROM {}", quote_ident(SOURCE));
    let latest: Option<String> = conn.read_value(&sql, [])?.flatten();
    let mut entries = vec![
        ("created".to_owned(), latest.unwrap_or_default()),
        ("content".to_owned(), content.to_owned()),
    ];
    for kind in stored_kinds(catalog) {
        let count = conn.count_table_rows(&kind.name)?;
        entries.push((format!("count.{}", kind.name), count.to_string()));
    }
    Ok(entries)
}

/// Writes the parts that follow from the facts.
pub(crate) fn update_meta(conn: &Connection, catalog: &Catalog, sum: &Sum) -> Result<()> {
    list_units(conn, catalog.units.used_units())?;
    let content = sum.hash(catalog);
    for (key, value) in of_facts(conn, catalog, &content)? {
        set_meta_value(conn, &key, &value)?;
    }
    set_meta_value(conn, SUM, &sum.to_string())?;
    remove_seal(conn)?;
    write_readme(conn, catalog, &content)
}

/// Makes the place for the seal of a file that is shipped.
#[cfg(feature = "cli")]
pub(crate) fn make_seal(conn: &Connection) -> Result<()> {
    set_meta_value(conn, SEAL, &seal::blank_seal())
}

/// Takes the seal away, with the bytes in which it was.
fn remove_seal(conn: &Connection) -> Result<()> {
    conn.pragma_update(None, "secure_delete", true)?;
    conn.run("DELETE FROM meta WHERE key = ?1", [SEAL])?;
    Ok(conn.pragma_update(None, "secure_delete", false)?)
}

fn set_meta_value(conn: &Connection, key: &str, value: &str) -> Result<()> {
    conn.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", (key, value))?;
    Ok(())
}
