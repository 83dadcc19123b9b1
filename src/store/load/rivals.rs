//! What speaks against a value: claims that give another one for the same field, and records that say otherwise of the
//! same. Both values stay; answers mark them.

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Catalog, Conflict, Kind};
use crate::store::schema::ident;

/// What a claim says that gives no value of its own.
const NO_VALUE: &str = "('not stated', 'open list')";

/// Finds all of them anew.
pub(super) fn derive(conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.execute(
        &format!(
            "INSERT INTO rival (kind, field, thing, claim, says)
             SELECT t.kind, c.field, c.thing, c.id, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
             WHERE c.field IS NOT NULL AND c.says NOT IN {NO_VALUE}"
        ),
        [],
    )?;
    for kind in &catalog.kinds {
        if let Some(conflict) = &kind.conflict {
            between_records(conn, kind, conflict)?;
        }
    }
    Ok(())
}

/// Records that agree in what they are about and not in what they say of it: the claims of each speak against the other.
/// Of an amount or a date the wording tells them apart; the other columns follow from it.
fn between_records(conn: &Connection, kind: &Kind, conflict: &Conflict) -> Result<()> {
    let agree = |name: &String| format!("a.{name} IS b.{name} AND ", name = ident(name));
    let same: String = conflict.same.iter().map(agree).collect();
    let value = ident(&conflict.value);
    let sql = format!(
        "INSERT OR IGNORE INTO rival (kind, field, thing, claim, says)
         SELECT ?1, ?2, a.id, c.id, b.{value} FROM {table} AS a JOIN {table} AS b ON {same}a.{value} IS NOT b.{value}
         JOIN claim AS c ON c.thing = b.id AND (c.field IS NULL OR c.field = ?2) AND c.says IS NULL
         WHERE a.{value} IS NOT NULL AND b.{value} IS NOT NULL",
        table = ident(&kind.name),
    );
    conn.execute(&sql, [&kind.name, &conflict.value])?;
    Ok(())
}
