//! The content of a base, independent of ids and of the order it was loaded in: a hash for each thing
//! and record with its names and claims, so that what a load changed can be told.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::catalog::{Catalog, Kind, Sort, Type, columns};
use crate::store::hash::{Hash, combine, hash};
use crate::store::schema::{FLAG, NAME, and_idents, ident, tables};

use super::Loaded;

/// The fingerprints of everything in a base.
pub(super) struct Content {
    /// Identity → content, for things and records.
    entries: BTreeMap<Hash, (i64, Hash)>,
    flags: Vec<Hash>,
}

/// One thing or record while its parts are gathered.
struct Gathered {
    identity: Hash,
    parts: Vec<Hash>,
}

/// Reads a whole base. What is derived must have been cleared or be the same on both sides.
pub(super) fn fingerprints(conn: &Connection, catalog: &Catalog) -> Result<Content> {
    let slugs = slugs(conn)?;
    let mut found: HashMap<i64, Gathered> = HashMap::new();
    let mut names_of: HashMap<i64, i64> = HashMap::new();
    for kind in tables(catalog).filter(|kind| kind.named()) {
        let of = if kind.name == NAME { "\"of\"" } else { "NULL" };
        read_rows(conn, kind, &slugs, of, |id, of, content| {
            let identity = match slugs.get(&id) {
                Some(named) => hash([&kind.name, named.lines().next().unwrap_or_default()]),
                None => hash([&kind.name, content]),
            };
            let own = hash([content, slugs.get(&id).map_or("", String::as_str)]);
            found.insert(id, Gathered { identity, parts: vec![own] });
            names_of.extend(of.map(|of| (id, of)));
        })?;
    }
    for kind in tables(catalog).filter(|kind| kind.sort == Sort::Evidence && kind.name != FLAG) {
        read_rows(conn, kind, &slugs, "\"thing\"", |_, thing, content| {
            if let Some(entry) = thing.and_then(|thing| found.get_mut(&thing)) {
                entry.parts.push(hash([content]));
            }
        })?;
    }
    // A name is part of what it names.
    for (name, of) in names_of {
        if let Some(name) = found.remove(&name)
            && let Some(entry) = found.get_mut(&of)
        {
            entry.parts.push(name.finish());
        }
    }
    let mut flags = Vec::new();
    if let Some(kind) = catalog.kind(FLAG) {
        read_rows(conn, kind, &slugs, "NULL", |_, _, content| flags.push(hash([content])))?;
    }
    flags.sort_unstable();
    let entries =
        found.into_iter().map(|(id, entry)| (entry.identity, (id, entry.finish()))).collect();
    Ok(Content { entries, flags })
}

/// The slug and the label of each thing, one above the other.
pub(in crate::store) fn slugs(conn: &Connection) -> Result<HashMap<i64, String>> {
    let sql = "SELECT id, slug || char(10) || name FROM thing WHERE slug IS NOT NULL";
    let mut find = conn.prepare(sql)?;
    let slugs = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(slugs.collect::<rusqlite::Result<_>>()?)
}

impl Gathered {
    fn finish(mut self) -> Hash {
        self.parts.sort_unstable();
        combine([&self.identity].into_iter().chain(&self.parts))
    }
}

impl Content {
    /// The ids of what is not in the other.
    pub(super) fn missing_in(&self, other: &Self) -> Vec<i64> {
        let gone =
            self.entries.iter().filter(|(identity, _)| !other.entries.contains_key(*identity));
        gone.map(|(_, (id, _))| *id).collect()
    }

    /// What became of the base: `told` are the ids of what was loaded.
    pub(super) fn compare(&self, before: &Self, told: &HashSet<i64>) -> Loaded {
        let mut loaded = Loaded { unchanged: self.flags == before.flags, ..Loaded::default() };
        for (identity, (id, content)) in &self.entries {
            match before.entries.get(identity) {
                None => loaded.new += 1,
                Some((_, old)) if old != content => loaded.changed += 1,
                Some(_) if told.contains(id) => loaded.same += 1,
                Some(_) => {}
            }
        }
        loaded.removed = before.missing_in(self).len();
        loaded.unchanged &= loaded.new + loaded.changed + loaded.removed == 0;
        loaded
    }
}

/// Gives each row of a kind as a text in which slugs stand for ids, with the id in the column `of`.
pub(in crate::store) fn read_rows(
    conn: &Connection,
    kind: &Kind,
    slugs: &HashMap<i64, String>,
    of: &str,
    mut each: impl FnMut(i64, Option<i64>, &str),
) -> Result<()> {
    let fields: Vec<_> = kind.stored().filter(|f| ident(&f.name) != of).collect();
    let cols = and_idents(fields.iter().map(|f| &f.name));
    let derived = fields.iter().filter(|f| f.whole.is_some()).map(|f| columns::at(&f.name));
    let derived = and_idents(derived);
    let sql = format!("SELECT id, {of}{cols}{derived} FROM {}", ident(&kind.name));
    let mut find = conn.prepare(&sql)?;
    let mut rows = find.query([])?;
    let mut text = String::new();
    while let Some(row) = rows.next()? {
        text.clear();
        let mut printed = fields.len() + 2;
        for (at, field) in fields.iter().enumerate() {
            let mut value = row.get_ref(at + 2)?;
            if field.whole.is_some() {
                // A bound that follows from the whole is not part of the content.
                if row.get_ref(printed)? == ValueRef::Null {
                    value = ValueRef::Null;
                }
                printed += 1;
            }
            match value {
                ValueRef::Integer(id) if matches!(field.ty, Type::Ref(_)) => {
                    let slug = slugs.get(&id).and_then(|named| named.lines().next());
                    text.push_str(slug.unwrap_or("?"));
                }
                ValueRef::Integer(number) => text.push_str(&number.to_string()),
                ValueRef::Text(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
                _ => text.push('\u{1}'),
            }
            text.push('\0');
        }
        each(row.get(0)?, row.get(1)?, &text);
    }
    Ok(())
}
