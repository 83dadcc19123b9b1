//! What no claim supports any more goes: values, things and records; and what would then lead nowhere is told.

use std::collections::BTreeSet;

use anyhow::Result;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use crate::catalog::{Catalog, Sort, Type, columns};
use crate::store::schema::{CLAIM, NAME, ident, tables};

use super::claims::{Retracted, column_names};
use super::values::default;

/// Removes values that no claim supports any more.
pub(super) fn values(conn: &Connection, catalog: &Catalog, retracted: &Retracted) -> Result<()> {
    keep_labels(conn, catalog)?;
    for (id, name) in &retracted.values {
        let kind: Option<String> = conn
            .prepare_cached(
                "SELECT kind FROM thing WHERE id = ?1 AND NOT EXISTS
                 (SELECT 1 FROM claim WHERE thing = ?1 AND field = ?2 AND says IS NULL)",
            )?
            .query_map((id, name), |row| row.get(0))?
            .next()
            .transpose()?;
        let kind = kind.and_then(|kind| catalog.kind(&kind)).filter(|k| k.sort == Sort::Thing);
        let Some((kind, field)) = kind.and_then(|k| Some((k, k.field(name)?))) else { continue };
        let names = columns::of(field);
        let cells = default(catalog, field)?.map(|s| s.columns).unwrap_or_default();
        let cells = cells.into_iter().chain(std::iter::repeat(Sql::Null)).take(names.len());
        let sets: Vec<String> = names.iter().map(|(c, _)| format!("{} = ?", ident(c))).collect();
        let sql = format!("UPDATE {} SET {} WHERE id = ?", ident(&kind.name), sets.join(", "));
        conn.prepare_cached(&sql)?.execute(params_from_iter(cells.chain([Sql::Integer(*id)])))?;
    }
    Ok(())
}

/// Removes things and records that no claim supports any more.
pub(super) fn unclaimed(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let unclaimed = "NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.thing = x.id)";
    for kind in tables(catalog).filter(|kind| kind.named()) {
        conn.execute(&format!("DELETE FROM {} AS x WHERE {unclaimed}", ident(&kind.name)), [])?;
    }
    conn.execute(&format!("DELETE FROM thing AS x WHERE {unclaimed}"), [])?;
    Ok(())
}

/// A thing that stays keeps its label, even if the source that gave it is gone: the label then stands on
/// the first claim of the thing.
fn keep_labels(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let names = column_names(catalog, CLAIM);
    let own = |name: &String| match name.as_str() {
        "thing" => "n.id".to_owned(),
        "field" | "field_key" | "phrase" | "phrase_key" | "key" | "key_key" | "read_as"
        | "read_as_key" | "read_reason" => "NULL".to_owned(),
        name => format!("c.{}", ident(name)),
    };
    let cols = names.iter().map(|c| ident(c)).collect::<Vec<_>>().join(", ");
    let values = names.iter().map(own).collect::<Vec<_>>().join(", ");
    let table = ident(NAME);
    conn.execute(
        &format!(
            "INSERT INTO claim ({cols}) SELECT {values} FROM {table} AS n
             JOIN thing AS t ON t.id = n.\"of\" AND t.name = n.text
             JOIN claim AS c ON c.id = (SELECT min(id) FROM claim WHERE thing = t.id AND says IS NULL)
             WHERE n.form = 'label' AND NOT EXISTS (SELECT 1 FROM claim WHERE thing = n.id)"
        ),
        [],
    )?;
    Ok(())
}

/// Sentences for everything that is gone while something still refers to it.
pub(super) fn dangling(
    conn: &Connection,
    catalog: &Catalog,
    retracted: &Retracted,
) -> Result<Vec<String>> {
    let mut sentences = BTreeSet::new();
    for kind in tables(catalog) {
        for field in kind.stored().filter(|f| matches!(f.ty, Type::Ref(_))) {
            let column = ident(&field.name);
            let mut find = conn.prepare(&format!(
                "SELECT r.{column}, t.name FROM {} AS r JOIN thing AS t ON t.id = r.id
                 WHERE r.{column} IS NOT NULL AND r.{column} NOT IN (SELECT id FROM thing)",
                ident(&kind.name)
            ))?;
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
                let gone = retracted.slugs.get(&id).map_or("a thing", String::as_str);
                sentences.insert(format!(
                    "`{gone}` would go, because no source speaks of it any more, but it is the `{}` of \"{name}\"",
                    field.name
                ));
            }
        }
    }
    let broken: i64 =
        conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if broken > 0 && sentences.is_empty() {
        sentences.insert("a reference leads to a thing of another kind".into());
    }
    Ok(sentences.into_iter().collect())
}
