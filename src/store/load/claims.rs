//! Claims and flags: taking back what a digest said before, writing what it says now, and removing everything that no claim
//! supports any more.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::{Context, Result};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Params, params_from_iter};

use super::atlas::{ListedThing, is_listed, listed};
use super::values::{default, padded};
use crate::catalog::{Catalog, Kind, Sort, Type, columns};
use crate::store::digest::{Claim, Digest, Flag, Stored};
use crate::store::hash::{Hash, combine, hash};
use crate::store::ids::Ids;
use crate::store::queries::{Queries, cells, hash_of_cells};
use crate::store::schema::{
    CLAIM, FLAG, JUDGED, NAME, ORIGIN, and_idents, ident, idents, insertion, kind_columns, update,
};
use crate::store::supported::{SUPPORTED, Supported, evidence_key};

/// The claims and flags of digests before they are loaded again.
#[derive(Default)]
pub(super) struct Retracted {
    /// Rows with their ids: a row that comes again keeps its id.
    claims: HashMap<Hash, Vec<i64>>,
    flags: HashMap<Hash, Vec<i64>>,
    /// Values that may have lost their support.
    pub(super) values: BTreeSet<(i64, String)>,
    /// Things with their slugs or names, for messages.
    pub(super) slugs: BTreeMap<i64, String>,
    /// Things and records whose claims, or whose names' claims, are taken back.
    pub(super) entries: Ids,
    /// The slugs of the sources of digests, whose flags are taken back.
    pub(super) sources: Vec<String>,
    /// Things known from the atlas alone.
    pub(super) listed: Vec<ListedThing>,
    /// Files with the names of tables that are new here, with their sources: their facts stay.
    pub(super) stays: BTreeSet<String>,
    /// Whether one of the digests replaces a file loaded before under another name.
    pub(super) moved: bool,
}

/// Returns the cells of a claim, without what it supports. A reference that it says has been looked up.
pub(super) fn claim_row(
    catalog: &Catalog,
    (claim, says): (&Claim, Option<&str>),
    thing: i64,
    source: Option<i64>,
) -> Vec<Sql> {
    let id = |id: Option<i64>| id.map(|id| Stored::id(id, ""));
    row(catalog, CLAIM, |column, text| match column {
        "thing" => id(Some(thing)),
        "source" => id(source),
        "paragraph" => id(claim.paragraph.filter(|_| source.is_some())),
        "place_in" => text(claim.place_in.as_deref()),
        "phrase" => text(claim.phrase.as_deref()),
        "read_as" => text(claim.read_as.as_deref()),
        "read_reason" => text(claim.read_reason.as_deref()),
        "basis" => text(Some(&claim.basis)),
        "confidence" => text(Some(&claim.confidence)),
        "note" => text(claim.note.as_deref()),
        "says" => text(says),
        "key" => text(claim.key.as_deref()),
        _ => None,
    })
}

/// Returns the cells of a flag.
pub(super) fn flag_row(catalog: &Catalog, source: i64, flag: &Flag) -> Vec<Sql> {
    row(catalog, FLAG, |field, text| match field {
        "source" => Some(Stored::id(source, "")),
        "paragraph" => Some(Stored::id(flag.paragraph, "")),
        "reason" => text(Some(&flag.reason)),
        "note" => text(flag.note.as_deref()),
        _ => None,
    })
}

/// Returns the cells of a kind's columns, field by field. `value` gets the field's name and a function that stores a text.
fn row(
    catalog: &Catalog,
    kind: &str,
    value: impl Fn(&str, &dyn Fn(Option<&str>) -> Option<Stored>) -> Option<Stored>,
) -> Vec<Sql> {
    let fields = catalog.kind(kind).into_iter().flat_map(Kind::stored);
    let fields = fields.filter(|field| !SUPPORTED.contains(&field.name.as_str()));
    let cells = fields.flat_map(|field| {
        let text = |text: Option<&str>| match field.ty {
            Type::Text => text.map(Stored::text),
            _ => text.map(Stored::choice),
        };
        let mut cells = padded(field, value(&field.name, &text));
        if let [Sql::Text(text), key] = cells.as_mut_slice() {
            *key = evidence_key(text);
        }
        cells
    });
    cells.collect()
}

/// Takes back the claims of the atlas, and the claims and flags of earlier versions of these digests: of a digest
/// everything with its source, except rows of tables; of a table everything with its source in a file of that name.
pub(super) fn retract(
    conn: &Connection,
    catalog: &Catalog,
    digests: &[Digest<'_>],
    replaces: &[String],
) -> Result<Retracted> {
    let mut retracted = Retracted::default();
    conn.execute_batch("CREATE TEMP TABLE gone (claim INTEGER PRIMARY KEY)")?;
    let owners: HashSet<&str> = digests.iter().map(|digest| digest.owner.as_str()).collect();
    let (mut others, mut found) = (BTreeSet::new(), HashSet::new());
    for (origin, owner) in conn.all::<(i64, String)>("SELECT id, name FROM _origin", [])? {
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
        let same_name = |table: &&&Digest<'_>| last_part(table.file()) == last_part(file);
        let mut tables = tables.iter().filter(same_name);
        tables.any(|table| table.file() == file || !found.contains(table.owner.as_str()))
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
        remember_rows(conn, catalog, FLAG, (ours, source), &mut retracted.flags)?;
        conn.execute(&format!("DELETE FROM flag AS c WHERE {ours}"), source)?;
    }
    retracted.listed = listed(conn)?;
    take_claims(conn, catalog, &mut retracted)?;
    conn.execute_batch("DROP TABLE temp.gone")?;
    Ok(retracted)
}

/// Returns the owners of the claims that tables made for a source.
pub(super) fn owners_of(conn: &Connection, source: &str) -> Result<Vec<String>> {
    let owners = conn.column::<String>("SELECT name FROM _origin ORDER BY name", [])?.into_iter();
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

/// Takes back the claims in `temp.gone`.
fn take_claims(conn: &Connection, catalog: &Catalog, retracted: &mut Retracted) -> Result<()> {
    let gone = "c.id IN (SELECT claim FROM temp.gone)";
    remember_rows(conn, catalog, CLAIM, (gone, []), &mut retracted.claims)?;
    let mut find = conn.prepare(&format!(
        "SELECT c.thing, c.field, coalesce(t.slug, t.name), coalesce(n.\"of\", c.thing) FROM claim AS c
         JOIN thing AS t ON t.id = c.thing LEFT JOIN {} AS n ON n.id = c.thing WHERE {gone}",
        ident(NAME)
    ))?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        retracted.entries.insert(row.get(3)?);
        let supported = Supported::read(None, row.get_ref(1)?.as_str_or_null()?);
        retracted.values.extend(supported.fields.into_iter().map(|field| (id, field)));
        if let Some(slug) = row.get(2)? {
            retracted.slugs.insert(id, slug);
        }
    }
    conn.execute("DELETE FROM claim WHERE id IN (SELECT claim FROM temp.gone)", [])?;
    Ok(())
}

/// Adds the rows that meet a condition to those already known, by content.
fn remember_rows(
    conn: &Connection,
    catalog: &Catalog,
    kind: &str,
    (condition, keys): (&str, impl Params),
    known: &mut HashMap<Hash, Vec<i64>>,
) -> Result<()> {
    let names = content_columns(catalog, kind);
    let (list, table) = (and_idents(&names), ident(kind));
    let sql = format!("SELECT id{list} FROM {table} AS c WHERE {condition} ORDER BY id");
    let mut find = conn.prepare(&sql)?;
    let mut rows = find.query(keys)?;
    while let Some(row) = rows.next()? {
        let content = content(&cells(row, 1..names.len() + 1)?);
        known.entry(content).or_default().push(row.get(0)?);
    }
    Ok(())
}

/// Returns the key of a row: its content.
fn content(cells: &[Sql]) -> Hash {
    hash_of_cells("", cells)
}

/// Returns the columns of claims or of flags, without those that say what a claim supports.
fn content_columns(catalog: &Catalog, kind: &str) -> Vec<String> {
    let kind = catalog.kind(kind).map(kind_columns).unwrap_or_default();
    let columns = kind.into_iter().map(|(column, _)| column);
    columns.filter(|column| !SUPPORTED.contains(&column.as_str())).collect()
}

/// Writes rows of claims or of flags, each once; a row that was there before keeps its id.
pub(super) struct Rows<'r> {
    insert: String,
    /// Their ids before they were taken back.
    before: &'r HashMap<Hash, Vec<i64>>,
    next: i64,
    /// Rows of this load, with their ids.
    seen: HashMap<Hash, i64>,
    used: HashMap<Hash, usize>,
    origins: HashMap<String, i64>,
}

impl<'r> Rows<'r> {
    fn new(
        conn: &Connection,
        catalog: &Catalog,
        kind: &str,
        before: &'r HashMap<Hash, Vec<i64>>,
    ) -> Result<Self> {
        let sql = format!("SELECT max(id) FROM {}", ident(kind));
        let last: i64 = conn.value(&sql, [])?.flatten().unwrap_or_default();
        let next = before.values().flatten().max().copied().unwrap_or_default().max(last) + 1;
        let mut columns = content_columns(catalog, kind);
        columns.extend((kind == CLAIM).then(|| SUPPORTED.map(str::to_owned)).into_iter().flatten());
        columns.extend((kind == CLAIM).then(|| ORIGIN.to_owned()));
        let insert = insertion(kind, &columns);
        let (seen, used, origins) = (HashMap::new(), HashMap::new(), HashMap::new());
        Ok(Self { insert, before, next, seen, used, origins })
    }

    pub(super) fn claims(
        conn: &Connection,
        catalog: &Catalog,
        retracted: &'r Retracted,
    ) -> Result<Self> {
        Self::new(conn, catalog, CLAIM, &retracted.claims)
    }

    pub(super) fn flags(
        conn: &Connection,
        catalog: &Catalog,
        retracted: &'r Retracted,
    ) -> Result<Self> {
        Self::new(conn, catalog, FLAG, &retracted.flags)
    }

    /// Writes a flag, unless the same was written before.
    pub(super) fn write_flag(&mut self, conn: &Connection, row: Vec<Sql>) -> Result<()> {
        let key = content(&row);
        if !self.seen.contains_key(&key) {
            let id = self.id(key);
            self.seen.insert(key, id);
            let cells = std::iter::once(Sql::Integer(id)).chain(row);
            conn.run(&self.insert, params_from_iter(cells))?;
        }
        Ok(())
    }

    /// Writes a claim, or adds what it supports to the same claim written before, and returns whether anything is new. `owner` is
    /// the digest it came with, if its source alone does not tell.
    pub(super) fn write_claim(
        &mut self,
        conn: &Connection,
        (row, supported, says): (Vec<Sql>, Supported, bool),
        owner: Option<&str>,
    ) -> Result<bool> {
        let key = content(&row);
        // What a claim says otherwise belongs to its field.
        let own = if says { supported.list().unwrap_or_default() } else { String::new() };
        let seen = combine([&key, &hash([owner.unwrap_or_default(), &own])]);
        if let Some(id) = self.seen.get(&seen) {
            return extend(conn, *id, supported);
        }
        let origin = owner.map(|owner| self.origin(conn, owner)).transpose()?;
        let id = self.id(key);
        self.seen.insert(seen, id);
        let supported = SUPPORTED.iter().filter_map(|column| supported.cell(column));
        let cells = [Sql::Integer(id)].into_iter().chain(row).chain(supported);
        conn.run(&self.insert, params_from_iter(cells.chain([origin.into()])))?;
        Ok(true)
    }

    /// Returns the id of an origin.
    fn origin(&mut self, conn: &Connection, name: &str) -> Result<i64> {
        if let Some(id) = self.origins.get(name) {
            return Ok(*id);
        }
        conn.run("INSERT OR IGNORE INTO _origin (name) VALUES (?1)", [name])?;
        let id = conn.value("SELECT id FROM _origin WHERE name = ?1", [name])?;
        let id = id.context("an origin was not written")?;
        self.origins.insert(name.to_owned(), id);
        Ok(id)
    }

    fn id(&mut self, key: Hash) -> i64 {
        if let Some(ids) = self.before.get(&key) {
            let used = self.used.entry(key).or_default();
            *used += 1;
            if let Some(id) = ids.get(*used - 1) {
                return *id;
            }
        }
        self.next += 1;
        self.next - 1
    }
}

/// Adds to what a claim supports, and returns whether anything is new.
fn extend(conn: &Connection, id: i64, supported: Supported) -> Result<bool> {
    let sql = "SELECT whole, field FROM claim WHERE id = ?1";
    let (whole, fields): (Option<bool>, Option<String>) =
        conn.first(sql, [id])?.unwrap_or_default();
    let before = Supported::read(whole, fields.as_deref());
    let mut now = before.clone();
    now.add(supported);
    if now == before {
        return Ok(false);
    }
    let sql = "UPDATE claim SET field = ?2, field_key = ?3, whole = ?4 WHERE id = ?1";
    let cells = SUPPORTED.iter().filter_map(|column| now.cell(column));
    conn.run(sql, params_from_iter([Sql::Integer(id)].into_iter().chain(cells)))?;
    Ok(true)
}

/// Removes values that no claim supports any more.
pub(super) fn remove_values(
    conn: &Connection,
    catalog: &Catalog,
    retracted: &Retracted,
) -> Result<()> {
    keep_labels(conn, catalog, retracted)?;
    for (id, name) in &retracted.values {
        let sql = format!(
            "SELECT kind FROM thing WHERE id = ?1 AND NOT EXISTS
             (SELECT 1 FROM claim WHERE thing = ?1 AND {} AND says IS NULL)",
            columns::has("field", "?2")
        );
        let kind: Option<String> = conn.value(&sql, (id, columns::item(name)))?;
        let kind = kind.and_then(|kind| catalog.kind(&kind)).filter(|k| k.sort == Sort::Thing);
        let Some((kind, field)) = kind.and_then(|k| Some((k, k.field(name)?))) else { continue };
        let cells = padded(field, default(catalog, field)?);
        let cells = cells.into_iter().chain([Sql::Integer(*id)]);
        conn.run(&update(kind, field), params_from_iter(cells))?;
    }
    Ok(())
}

/// Removes those of some things and records that no claim supports any more, and returns their ids.
pub(super) fn remove_unclaimed(
    conn: &Connection,
    catalog: &Catalog,
    candidates: impl Iterator<Item = i64>,
) -> Result<Vec<i64>> {
    let mut removed = Vec::new();
    let sql = format!(
        "SELECT kind FROM thing WHERE id = ?1
         AND NOT EXISTS (SELECT 1 FROM claim WHERE thing = ?1 AND NOT ({JUDGED}))"
    );
    for id in candidates {
        // What is judged of a thing does not support it.
        let Some(kind) = conn.value::<String>(&sql, [id])? else { continue };
        if let Some(kind) = catalog.kind(&kind).filter(|kind| kind.named()) {
            conn.run(&format!("DELETE FROM {} WHERE id = ?1", ident(&kind.name)), [id])?;
        }
        conn.run("DELETE FROM thing WHERE id = ?1", [id])?;
        removed.push(id);
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
        name => format!("c.{}", ident(name)),
    };
    let values = names.iter().map(own).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "INSERT INTO claim ({}) SELECT {values} FROM {} AS n
         JOIN thing AS t ON t.id = n.\"of\" AND t.name = n.text
         JOIN claim AS c ON c.id = (SELECT min(id) FROM claim WHERE thing = t.id AND says IS NULL)
         WHERE n.id = ?1 AND n.form = 'label' AND NOT EXISTS (SELECT 1 FROM claim WHERE thing = n.id)",
        idents(&names),
        ident(NAME)
    );
    retracted.slugs.keys().try_for_each(|id| conn.run(&sql, [id]).map(|_| ()))?;
    Ok(())
}
