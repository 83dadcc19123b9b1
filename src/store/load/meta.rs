//! What a base says about itself: `meta`, `readme`, its catalog and its units.

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension};

use crate::catalog::{Catalog, SOURCE};
use crate::store::schema::{APPLICATION_ID, FILE_VERSION, LANGUAGE, ident, tables};
use crate::value::FOLDING;

const README: &str = "\
This file is a brief: a base of facts, each with the source it comes from.
It can be asked in plain sentences with the program `brief`, and read with anything that reads SQLite.
There is a view for each kind of fact, with names instead of ids. The kinds and their fields are described in the table `catalog`.
The table `claim` says which source, paragraph and phrase stand behind a thing (`thing`) or one of its fields (`field`).
Amounts are kept as they were worded, and as the least and the most that the wording allows.
The views give both ends as decimals of the unit beside them; the tables hold whole numbers of smallest parts: a number times the unit's `factor` (table `unit`).
An end that is NULL is open. An amount in `f` without `f_at` is derived: all that is known is the whole it is part of.
Dates are kept as written (`f`), with their first and last day (`f_from`, `f_to`); `f_is` tells a day, one unknown day within, or a span.";

/// Writes what does not change with the facts.
pub(super) fn stamp(conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", FILE_VERSION)?;
    conn.execute("INSERT INTO catalog (text) VALUES (?1)", [&catalog.text])?;
    for unit in &catalog.units {
        conn.execute(
            "INSERT INTO unit (name, dimension, factor, about) VALUES (?1, ?2, ?3, ?4)",
            (&unit.name, &unit.dimension, unit.factor, &unit.about),
        )?;
    }
    for (key, value) in of_catalog(catalog) {
        set(conn, &key, &value)?;
    }
    let examples = catalog.kinds.iter().take(3).map(|kind| {
        let cols = ["name"].into_iter().filter(|_| kind.named());
        let cols = cols.chain(kind.stored().take(2).map(|f| f.name.as_str()));
        let cols = cols.map(ident).collect::<Vec<_>>().join(", ");
        format!("SELECT {cols} FROM {};", ident(&kind.plural))
    });
    let claims =
        "SELECT \"thing\", \"field\", \"source\", \"paragraph\", \"phrase\" FROM \"claims\";";
    let lines = README.lines().map(str::to_owned).chain(examples).chain([claims.to_owned()]);
    for line in lines {
        conn.execute("INSERT INTO readme (text) VALUES (?1)", [line])?;
    }
    Ok(())
}

/// What `meta` says of a base of this program with this catalog.
pub(in crate::store) fn of_catalog(catalog: &Catalog) -> Vec<(String, String)> {
    [
        ("title", catalog.title.clone()),
        ("about", catalog.about.clone()),
        ("language", LANGUAGE.to_string()),
        ("folding", FOLDING.to_string()),
        ("catalog", catalog.version.to_string()),
        ("file", FILE_VERSION.to_string()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

/// What `meta` says of the facts: when they were last added to, their hash, and how many there are.
pub(in crate::store) fn of_facts(
    conn: &Connection,
    catalog: &Catalog,
    content: &str,
) -> Result<Vec<(String, String)>> {
    let latest: Option<String> = conn
        .query_row(&format!("SELECT max(published_to) FROM {}", ident(SOURCE)), [], |row| {
            row.get(0)
        })
        .optional()?
        .flatten();
    let mut entries = vec![
        ("created".to_owned(), latest.unwrap_or_default()),
        ("content".to_owned(), content.to_owned()),
    ];
    for kind in tables(catalog) {
        let sql = format!("SELECT count(*) FROM {}", ident(&kind.name));
        let count: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
        entries.push((format!("count.{}", kind.name), count.to_string()));
    }
    Ok(entries)
}

/// Writes what follows from the facts.
pub(super) fn count(conn: &Connection, catalog: &Catalog, content: &str) -> Result<()> {
    for (key, value) in of_facts(conn, catalog, content)? {
        set(conn, &key, &value)?;
    }
    Ok(())
}

fn set(conn: &Connection, key: &str, value: &str) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
        .execute((key, value))?;
    Ok(())
}
