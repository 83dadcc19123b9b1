//! Finds things that would be removed although something refers to them; such a load is refused.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::Catalog;
use crate::store::queries::Queries;
use crate::store::schema::{CLAIM, quote_ident, stored_references};

/// Returns a sentence for each thing that is gone while something still refers to it.
pub(super) fn dangling_references(
    conn: &Connection,
    catalog: &Catalog,
    (removed, other_kind): (&BTreeMap<i64, String>, &[i64]),
) -> Result<Vec<String>> {
    let mut sentences = BTreeSet::new();
    let mut strays = false;
    for (kind, field, targets) in stored_references(catalog) {
        let (name, column) = (&field.name, quote_ident(&field.name));
        let table = quote_ident(&kind.name);
        let own = if kind.name == CLAIM { "thing" } else { "id" };
        let sql = format!(
            "SELECT t.name, t.id FROM {table} AS r JOIN thing AS t ON t.id = r.{own} WHERE r.{column} = ?1"
        );
        let any = format!("SELECT 1 FROM {table} WHERE {column} = ?1");
        for (id, gone) in removed {
            strays |= conn.exists(&any, [id])?;
            for (of, referring) in conn.read_all::<(String, i64)>(&sql, [id])? {
                let from = origin_of(conn, referring)?;
                sentences.insert(format!(
                    "`{gone}` can't be removed: no source supports it any more, but it is the `{name}` of \"{of}\"{from}"
                ));
            }
        }
        for id in other_kind {
            let is: Option<String> =
                conn.read_value("SELECT kind FROM thing WHERE id = ?1", [id])?;
            let one = targets.only_kind();
            strays |= one.is_some() && is.as_deref() != one && conn.exists(&any, [id])?;
        }
    }
    let slugs = removed.values().map(String::as_str);
    for (slug, of, field) in claimed_values(conn, catalog, &slugs.collect())? {
        sentences.insert(format!(
            "`{slug}` can't be removed: no source supports it any more, but a claim gives it as the `{field}` of \"{of}\""
        ));
    }
    if sentences.is_empty() && strays {
        sentences.insert("a reference leads to a thing of another kind".into());
    }
    Ok(sentences.into_iter().collect())
}

/// Returns in brackets the file and the place that say most about a thing or record: ` (figures.csv, survey-2024 p3)`.
fn origin_of(conn: &Connection, id: i64) -> Result<String> {
    let sql = format!(
        "SELECT t.slug, c.paragraph, o.name FROM {CLAIM} AS c LEFT JOIN thing AS t ON t.id = c.source
         LEFT JOIN _origin AS o ON o.id = c._origin WHERE c.thing = ?1 ORDER BY c.id LIMIT 1"
    );
    let found: Option<(Option<String>, Option<i64>, Option<String>)> =
        conn.read_first(&sql, [id])?;
    let Some((source, paragraph, origin)) = found else { return Ok(String::new()) };
    // The origin of a row is its file and its source.
    let file = origin.map(|origin| match &source {
        Some(source) => origin.strip_suffix(source).unwrap_or(&origin).trim_end().to_owned(),
        None => origin,
    });
    let paragraph = paragraph.map(|number| format!(" p{number}")).unwrap_or_default();
    let place = source.map(|source| format!("{source}{paragraph}"));
    let known: Vec<String> =
        file.into_iter().chain(place).filter(|word| !word.is_empty()).collect();
    Ok(if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) })
}

/// Returns those of some things that claims give as another value, each with the thing and the field.
fn claimed_values(
    conn: &Connection,
    catalog: &Catalog,
    slugs: &BTreeSet<&str>,
) -> Result<Vec<(String, String, String)>> {
    let mut said = Vec::new();
    if slugs.is_empty() {
        return Ok(said);
    }
    let sql =
        "SELECT c.says, t.name, c.field, t.kind FROM claim AS c JOIN thing AS t ON t.id = c.thing
         WHERE c.says IS NOT NULL AND c.field IS NOT NULL";
    for (says, name, field, kind) in conn.read_all::<(String, String, String, String)>(sql, [])? {
        let of = catalog.kind(&kind).and_then(|kind| kind.field(&field));
        let is_ref = of.is_some_and(|field| field.ty.is_ref());
        if is_ref && slugs.contains(says.as_str()) {
            said.push((says, name, field));
        }
    }
    Ok(said)
}
