//! Claims and flags: takes back the earlier facts of a digest, writes its new ones, and removes everything that no claim supports
//! any more.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use anyhow::Result;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use super::atlas_known::{AtlasThing, is_listed, read_atlas_things};
use super::bulk::{Dropped, drop_indexes_of_claims};
use super::evidence::{RetractedRows, content_columns};
use super::origin::ValueLocations;
use super::row_shape::{default, padded_cells};
use crate::catalog::{Catalog, Sort, columns};
use crate::store::digest::Digest;
use crate::store::ids::Ids;
use crate::store::queries::Queries;
use crate::store::schema::{CLAIM, FLAG, JUDGED, NAME, quote_ident, quote_idents, update_sql};
use crate::store::supported::split_list;

/// Many claims are taken back if they are more than one of this number.
const MANY: u64 = 4;

/// The claims and flags of digests before they are loaded again.
#[derive(Default)]
pub(super) struct Retracted {
    /// The claims and the flags: a row that comes again keeps its id.
    pub(super) rows: [RetractedRows; 2],
    /// The indexes of claims, if many are taken back.
    pub(super) dropped: Dropped,
    /// Things and records whose values may have lost their support, by the field.
    values: BTreeMap<String, Ids>,
    /// Things and records with claims among them.
    pub(super) things: Ids,
    /// Those that are places, with their slugs.
    pub(super) places: BTreeMap<i64, String>,
    /// Things and records whose claims, or whose names' claims, are taken back.
    pub(super) entries: Ids,
    /// The slugs of the sources of digests, whose flags are taken back.
    pub(super) sources: Vec<String>,
    /// Things known only from the atlas.
    pub(super) listed: Vec<AtlasThing>,
    /// Files with the names of tables that are new here, with their sources: their facts stay.
    pub(super) stays: BTreeSet<String>,
    /// Whether one of the digests replaces a file loaded before under another name.
    pub(super) moved: bool,
}

/// Retracts the claims of the atlas and the earlier claims and flags of these digests. For a digest these are all claims of its
/// source, except those of tables; for a table, those of its source that came from a file of that name.
pub(super) fn retract_claims(
    conn: &Connection,
    catalog: &Catalog,
    digests: &[Digest<'_>],
    replaces: &[String],
) -> Result<Retracted> {
    let mut retracted = Retracted::default();
    let mut before = RetractedRows::default();
    conn.execute_batch("CREATE TEMP TABLE gone (claim INTEGER PRIMARY KEY)")?;
    let owners: HashSet<&str> = digests.iter().map(|digest| digest.owner.as_str()).collect();
    let (mut others, mut found) = (BTreeSet::new(), HashSet::new());
    for (origin, owner) in conn.read_all::<(i64, String)>("SELECT id, name FROM _origin", [])? {
        let replaced = replaces.iter().any(|name| name == file_of(&owner) || *name == owner);
        retracted.moved |= replaced;
        found.extend(owners.get(owner.as_str()).copied());
        if is_listed(&owner) || owners.contains(owner.as_str()) || replaced {
            let add = "INSERT INTO temp.gone SELECT id FROM claim WHERE _origin = ?1";
            conn.run(add, [origin])?;
        } else {
            others.insert(owner);
        }
    }
    let tables: Vec<&Digest<'_>> = digests.iter().filter(|d| d.cited.is_some()).collect();
    let stays = |owner: &String| {
        let file = file_of(owner);
        let same_name = |table: &&&Digest<'_>| last_part(table.table_file()) == last_part(file);
        let mut tables = tables.iter().filter(same_name);
        tables.any(|table| table.table_file() == file || !found.contains(table.owner.as_str()))
    };
    retracted.stays = others.into_iter().filter(stays).collect();
    let ours = "c.source = (SELECT id FROM thing WHERE slug = ?1)";
    for digest in digests.iter().filter(|digest| digest.cited.is_none()) {
        let source = [&digest.source];
        let sql = format!(
            "INSERT OR IGNORE INTO temp.gone SELECT id FROM claim AS c WHERE {ours} AND _origin IS NULL"
        );
        conn.execute(&sql, source)?;
        retracted.sources.extend(digest.source.clone());
        before.add(conn, catalog, FLAG, (ours, source))?;
        conn.execute(&format!("DELETE FROM flag AS c WHERE {ours}"), source)?;
    }
    retracted.listed = read_atlas_things(conn)?;
    let claims = take_claims(conn, catalog, &mut retracted)?;
    retracted.rows = [claims, before];
    conn.execute_batch("DROP TABLE temp.gone")?;
    Ok(retracted)
}

/// Returns the owners of the claims that tables made for a source.
pub(super) fn owners_of(conn: &Connection, source: &str) -> Result<Vec<String>> {
    let owners =
        conn.read_column::<String>("SELECT name FROM _origin ORDER BY name", [])?.into_iter();
    let of_source = |owner: &String| owner.rsplit_once(' ').is_some_and(|(_, of)| of == source);
    Ok(owners.filter(of_source).collect())
}

/// Returns the file of an owner, without the source after it.
fn file_of(owner: &str) -> &str {
    owner.rsplit_once(' ').map_or(owner, |(file, _)| file)
}

/// Returns the name of a file without its directories.
fn last_part(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// Takes back the claims in `temp.gone`, and returns them.
fn take_claims(
    conn: &Connection,
    catalog: &Catalog,
    retracted: &mut Retracted,
) -> Result<RetractedRows> {
    let mut before = RetractedRows::default();
    let gone = "c.id IN (SELECT claim FROM temp.gone)";
    before.add(conn, catalog, CLAIM, (gone, []))?;
    let mut find = conn.prepare(&format!(
        "SELECT c.thing, c.field, t.slug, coalesce(n.\"of\", c.thing), t.kind FROM claim AS c
         JOIN thing AS t ON t.id = c.thing LEFT JOIN {} AS n ON n.id = c.thing WHERE {gone}",
        quote_ident(NAME)
    ))?;
    let places = catalog.containment.as_ref().map(|containment| containment.places.as_str());
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        retracted.entries.insert(row.get(3)?);
        retracted.things.insert(id);
        for field in split_list(row.get_ref(1)?.as_str_or_null()?) {
            match retracted.values.get_mut(field) {
                Some(ids) => drop(ids.insert(id)),
                None => retracted.values.entry(field.to_owned()).or_default().extend([id]),
            }
        }
        if places.is_some_and(|places| row.get_ref(4).is_ok_and(|kind| kind.as_str() == Ok(places)))
            && let Some(slug) = row.get(2)?
        {
            retracted.places.insert(id, slug);
        }
    }
    let count = |table: &str| conn.read_count(&format!("SELECT count(*) FROM {table}"), []);
    if count("temp.gone")? * MANY > count(CLAIM)? {
        retracted.dropped = drop_indexes_of_claims(conn, catalog)?;
    }
    conn.execute("DELETE FROM claim WHERE id IN (SELECT claim FROM temp.gone)", [])?;
    Ok(before)
}

/// Removes values that no claim supports any more. Values of this load always have a claim.
pub(super) fn remove_values(
    conn: &Connection,
    catalog: &Catalog,
    (retracted, given): (&Retracted, &ValueLocations),
) -> Result<()> {
    keep_labels(conn, catalog, retracted)?;
    let sql = format!(
        "SELECT kind FROM thing WHERE id = ?1 AND NOT EXISTS
         (SELECT 1 FROM claim WHERE thing = ?1 AND {} AND says IS NULL)",
        columns::item_condition("field", "?2")
    );
    let values =
        retracted.values.iter().flat_map(|(name, ids)| ids.iter().map(move |id| (id, name)));
    for (id, name) in values.filter(|(id, name)| given.get(*id, name).is_none()) {
        let kind: Option<String> = conn.read_value(&sql, (id, columns::delimited_item(name)))?;
        let kind = kind.and_then(|kind| catalog.kind(&kind)).filter(|k| k.sort == Sort::Thing);
        let Some((kind, field)) = kind.and_then(|k| Some((k, k.field(name)?))) else { continue };
        let cells = padded_cells(field, default(catalog, field)?);
        let cells = cells.into_iter().chain([Sql::Integer(id)]);
        conn.run(&update_sql(kind, field), params_from_iter(cells))?;
    }
    Ok(())
}

/// Removes those of some things and records that no claim supports any more, and returns their ids with their slugs or names.
pub(super) fn remove_unclaimed(
    conn: &Connection,
    catalog: &Catalog,
    candidates: impl Iterator<Item = i64>,
) -> Result<BTreeMap<i64, String>> {
    let mut removed = BTreeMap::new();
    let sql = format!(
        "SELECT kind, coalesce(slug, name) FROM thing WHERE id = ?1
         AND NOT EXISTS (SELECT 1 FROM claim WHERE thing = ?1 AND NOT ({JUDGED}))"
    );
    for id in candidates {
        // A judgement on a thing doesn't support it.
        let found: Option<(String, String)> = conn.read_first(&sql, [id])?;
        let Some((kind, name)) = found else { continue };
        if let Some(kind) = catalog.kind(&kind).filter(|kind| kind.has_names()) {
            conn.run(&format!("DELETE FROM {} WHERE id = ?1", quote_ident(&kind.name)), [id])?;
        }
        conn.run("DELETE FROM thing WHERE id = ?1", [id])?;
        removed.insert(id, name);
    }
    let unused = "NOT EXISTS (SELECT 1 FROM claim AS c WHERE c._origin = o.id)";
    conn.execute(&format!("DELETE FROM _origin AS o WHERE {unused}"), [])?;
    Ok(removed)
}

/// Keeps the labels of things that stay, even if the source that gave the label is gone: the first claim of the thing then
/// supports the label.
fn keep_labels(conn: &Connection, catalog: &Catalog, retracted: &Retracted) -> Result<()> {
    let mut names = content_columns(catalog, CLAIM);
    names.push("whole".to_owned());
    let own = |name: &String| match name.as_str() {
        "thing" => "n.id".to_owned(),
        "whole" => "1".to_owned(),
        "phrase" | "phrase_key" | "key" | "key_key" | "read_as" | "read_as_key" | "read_reason" => {
            "NULL".to_owned()
        }
        name => format!("c.{}", quote_ident(name)),
    };
    let values = names.iter().map(own).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "INSERT INTO claim ({}) SELECT {values} FROM {} AS n
         JOIN thing AS t ON t.id = n.\"of\" AND t.name = n.text
         JOIN claim AS c ON c.id = (SELECT min(id) FROM claim WHERE thing = t.id AND says IS NULL)
         WHERE n.id = ?1 AND n.form = 'label' AND NOT EXISTS (SELECT 1 FROM claim WHERE thing = n.id)",
        quote_idents(&names),
        quote_ident(NAME)
    );
    retracted.things.iter().try_for_each(|id| conn.run(&sql, [id]).map(|_| ()))?;
    Ok(())
}
