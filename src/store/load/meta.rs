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
    set(conn, "title", &catalog.title)?;
    set(conn, "about", &catalog.about)?;
    for (key, version) in [
        ("language", LANGUAGE),
        ("folding", FOLDING),
        ("catalog", catalog.version),
        ("file", FILE_VERSION.into()),
    ] {
        set(conn, key, &version.to_string())?;
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

/// Writes what follows from the facts: when they were last added to, how many there are, and their hash.
pub(super) fn count(conn: &Connection, catalog: &Catalog, content: &str) -> Result<()> {
    let latest: Option<String> = conn
        .query_row(&format!("SELECT max(published_to) FROM {}", ident(SOURCE)), [], |row| {
            row.get(0)
        })
        .optional()?
        .flatten();
    set(conn, "created", &latest.unwrap_or_default())?;
    set(conn, "content", content)?;
    for kind in tables(catalog) {
        let sql = format!("SELECT count(*) FROM {}", ident(&kind.name));
        let count: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
        set(conn, &format!("count.{}", kind.name), &count.to_string())?;
    }
    Ok(())
}

fn set(conn: &Connection, key: &str, value: &str) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
        .execute((key, value))?;
    Ok(())
}
