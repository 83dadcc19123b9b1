//! What speaks against a value: claims that give another one for the same field, and records that say otherwise of the
//! same. Both values stay; answers mark them.

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Catalog, Conflict, Kind};
use crate::store::schema::{ident, literal};

/// What a claim says that gives no value of its own.
const NO_VALUE: &str = "('not stated', 'open list')";

/// Finds all of them anew.
pub(super) fn derive(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let all = select(catalog);
    conn.execute(
        &format!("INSERT OR IGNORE INTO rival (kind, field, thing, claim, says) {all}"),
        [],
    )?;
    Ok(())
}

/// All of them as a statement: kind, field, thing, the claim against it, and what that says.
pub(in crate::store) fn select(catalog: &Catalog) -> String {
    let claims = format!(
        "SELECT t.kind, c.field, c.thing, c.id, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
         WHERE c.field IS NOT NULL AND c.says NOT IN {NO_VALUE}"
    );
    let records = catalog
        .kinds
        .iter()
        .filter_map(|kind| kind.conflict.as_ref().map(|conflict| between_records(kind, conflict)));
    std::iter::once(claims).chain(records).collect::<Vec<_>>().join(" UNION ")
}

/// Records that agree in what they are about and not in what they say of it: the claims of each speak against the other.
/// Of an amount or a date the wording tells them apart; the other columns follow from it.
fn between_records(kind: &Kind, conflict: &Conflict) -> String {
    let agree = |name: &String| format!("a.{name} IS b.{name} AND ", name = ident(name));
    let same: String = conflict.same.iter().map(agree).collect();
    let (value, field) = (ident(&conflict.value), literal(&conflict.value));
    format!(
        "SELECT {of}, {field}, a.id, c.id, CAST(b.{value} AS TEXT) FROM {table} AS a
         JOIN {table} AS b ON {same}a.{value} IS NOT b.{value}
         JOIN claim AS c ON c.thing = b.id AND (c.field IS NULL OR c.field = {field}) AND c.says IS NULL
         WHERE a.{value} IS NOT NULL AND b.{value} IS NOT NULL",
        of = literal(&kind.name),
        table = ident(&kind.name),
    )
}
