//! What speaks against a value: claims that give another one for the same field, and records that say otherwise of the
//! same. Both values stay; answers mark them.

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Catalog, Conflict, Field, Kind};
use crate::store::digest::{NOT_STATED, OPEN_LIST};
use crate::store::schema::{ident, literal};
use crate::store::unsettled::{against, disagreeing};

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
         WHERE c.field IS NOT NULL AND c.says NOT IN ({}, {})",
        literal(NOT_STATED),
        literal(OPEN_LIST)
    );
    let records = catalog.kinds.iter().filter_map(|kind| {
        let rule = kind.conflict.as_ref()?;
        Some(between_records(kind, rule, kind.field(&rule.value)?))
    });
    std::iter::once(claims).chain(records).collect::<Vec<_>>().join(" UNION ")
}

/// Records that agree in what they are about and whose values cannot both be right: the claims of each speak against the other.
fn between_records(kind: &Kind, rule: &Conflict, value: &Field) -> String {
    let (name, field) = (ident(&value.name), literal(&value.name));
    format!(
        "SELECT {of}, {field}, a.id, c.id, CAST(b.{name} AS TEXT) FROM ({groups}) AS g
         JOIN json_each(g.ids) AS x JOIN json_each(g.ids) AS y
         JOIN {table} AS a ON a.id = x.value JOIN {table} AS b ON b.id = y.value AND {against}
         JOIN claim AS c ON c.thing = b.id AND (c.field IS NULL OR c.field = {field}) AND c.says IS NULL",
        of = literal(&kind.name),
        table = ident(&kind.name),
        groups = disagreeing(kind, rule, value),
        against = against(value),
    )
}
