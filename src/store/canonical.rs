//! The canonical order of what a base says, which depends neither on ids nor on the order of loading: things by slug, records
//! by their content, claims by what they are about, field, source and paragraph, then flags. And the hash over it, by which
//! two bases are known to say the same.
//!
//! What is derived is no part of it, nor which digest a claim came with. Writing a base in this order is done in
//! [`super::rewrite`].

use std::collections::HashMap;

use anyhow::Result;
use rusqlite::Connection;

use super::hash::{Hash, combine, hash, hex};
use super::load::content::{read_rows, slugs};
use super::schema::{CLAIM, FLAG, tables};
use crate::catalog::{Catalog, Kind, Sort};

/// The content of a base in canonical order.
pub(super) struct Canonical {
    entries: Vec<Entry>,
    claims: Vec<Claim>,
    flags: Vec<Flag>,
}

/// The ids of a base in canonical order, things and records with the name of their kind.
pub(super) struct Order<'c> {
    /// Things, then records.
    pub(super) entries: Vec<(&'c Kind, i64)>,
    /// Claims.
    pub(super) claims: Vec<i64>,
    /// Flags.
    pub(super) flags: Vec<i64>,
}

/// A thing or a record: things come first, in the order of their slugs.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    sort: u8,
    /// Slug and label, one above the other; records have none.
    named: String,
    /// Where its kind stands in the catalog.
    kind: usize,
    /// Its row, with slugs for ids.
    content: String,
    id: i64,
}

/// A claim, in the order of what it is about.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    /// Where the thing or record stands.
    about: usize,
    field: Option<String>,
    /// Where the source stands.
    source: Option<usize>,
    paragraph: Option<i64>,
    /// All of it.
    content: Hash,
    /// Two digests can claim the same.
    digest: Option<String>,
    id: i64,
}

/// A flag, in the order of its source.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Flag {
    /// Where the source stands.
    source: Option<usize>,
    paragraph: Option<i64>,
    /// All of it.
    content: Hash,
    id: i64,
}

impl Canonical {
    /// Reads a whole base.
    pub(super) fn read(conn: &Connection, catalog: &Catalog) -> Result<Self> {
        let slugs = slugs(conn)?;
        let mut entries = Vec::new();
        let (mut claims, mut flags) = (HashMap::new(), HashMap::new());
        for (number, kind) in tables(catalog).enumerate() {
            read_rows(conn, kind, &slugs, "NULL", |id, _, content| match kind.sort {
                Sort::Evidence if kind.name == FLAG => {
                    flags.insert(id, hash([content]));
                }
                Sort::Evidence => {
                    claims.insert(id, hash([kind.name.as_str(), content]));
                }
                _ => entries.push(Entry {
                    sort: u8::from(kind.sort == Sort::Record),
                    named: slugs.get(&id).cloned().unwrap_or_default(),
                    kind: number,
                    content: content.to_owned(),
                    id,
                }),
            })?;
        }
        entries.sort_unstable();
        let places: HashMap<i64, usize> =
            entries.iter().enumerate().map(|(at, entry)| (entry.id, at)).collect();
        let claims = read_claims(conn, &places, &claims)?;
        let flags = read_flags(conn, &places, &flags)?;
        Ok(Self { entries, claims, flags })
    }

    /// The ids in order.
    pub(super) fn order<'c>(&self, catalog: &'c Catalog) -> Order<'c> {
        let kinds: Vec<&Kind> = tables(catalog).collect();
        let entry = |entry: &Entry| Some((kinds.get(entry.kind).copied()?, entry.id));
        Order {
            entries: self.entries.iter().filter_map(entry).collect(),
            claims: self.claims.iter().map(|claim| claim.id).collect(),
            flags: self.flags.iter().map(|flag| flag.id).collect(),
        }
    }

    /// The hash over the whole, as hexadecimal digits.
    pub(super) fn hash(&self, catalog: &Catalog) -> String {
        let kinds: Vec<&str> = tables(catalog).map(|kind| kind.name.as_str()).collect();
        let entry = |entry: &Entry| {
            let kind = kinds.get(entry.kind).copied().unwrap_or_default();
            hash([kind, &entry.named, &entry.content])
        };
        let claim = |claim: &Claim| {
            let about = hash([claim.about.to_string().as_str()]);
            combine([&about, &claim.content])
        };
        let mut flags: Vec<Hash> = self.flags.iter().map(|flag| flag.content).collect();
        flags.sort_unstable();
        let catalog = hash([catalog.text.as_str()]);
        let all: Vec<Hash> = std::iter::once(catalog)
            .chain(self.entries.iter().map(entry))
            .chain(self.claims.iter().map(claim))
            .chain(flags)
            .collect();
        hex(&combine(&all))
    }
}

/// The claims in order, by where what they are about and their sources stand among the entries.
fn read_claims(
    conn: &Connection,
    places: &HashMap<i64, usize>,
    contents: &HashMap<i64, Hash>,
) -> Result<Vec<Claim>> {
    let place = |id: Option<i64>| id.and_then(|id| places.get(&id)).copied();
    let mut find = conn.prepare(&format!(
        "SELECT c.id, c.thing, c.field, c.source, c.paragraph, d.name FROM {CLAIM} AS c
         LEFT JOIN _digest AS d ON d.claim = c.id"
    ))?;
    let mut rows = find.query([])?;
    let mut claims = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        claims.push(Claim {
            about: place(row.get(1)?).unwrap_or(usize::MAX),
            field: row.get(2)?,
            source: place(row.get(3)?),
            paragraph: row.get(4)?,
            content: contents.get(&id).copied().unwrap_or_default(),
            digest: row.get(5)?,
            id,
        });
    }
    claims.sort_unstable();
    Ok(claims)
}

/// The flags in order, by where their sources stand among the entries.
fn read_flags(
    conn: &Connection,
    places: &HashMap<i64, usize>,
    contents: &HashMap<i64, Hash>,
) -> Result<Vec<Flag>> {
    let mut find = conn.prepare(&format!("SELECT id, source, paragraph FROM {FLAG}"))?;
    let flags = find.query_map([], |row| {
        let id = row.get(0)?;
        Ok(Flag {
            source: row.get::<_, Option<i64>>(1)?.and_then(|id| places.get(&id)).copied(),
            paragraph: row.get(2)?,
            content: contents.get(&id).copied().unwrap_or_default(),
            id,
        })
    })?;
    let mut flags: Vec<Flag> = flags.collect::<rusqlite::Result<_>>()?;
    flags.sort_unstable();
    Ok(flags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Base, seeds};

    fn canonical(base: &Base) -> String {
        Canonical::read(&base.conn, base.catalog()).unwrap().hash(base.catalog())
    }

    #[test]
    fn neither_ids_nor_the_order_of_loading_matter() {
        let catalog = Catalog::built_in().unwrap();
        let mut inputs = seeds();
        let (base, _) = Base::in_memory(&catalog.text, &inputs).unwrap();
        inputs.reverse();
        let (other, _) = Base::in_memory(&catalog.text, &inputs).unwrap();
        let id = |base: &Base| -> i64 {
            let sql = "SELECT id FROM thing WHERE slug = 'world'";
            base.conn.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        assert_ne!(id(&base), id(&other));
        assert_eq!(canonical(&base), canonical(&other));
        assert_eq!(base.meta("content").as_deref(), Some(canonical(&base).as_str()));
        for sql in [
            "UPDATE claim SET paragraph = paragraph + 1 WHERE id = (SELECT max(id) FROM claim WHERE paragraph = 3)",
            "UPDATE name SET text = text || '.' WHERE id = (SELECT max(id) FROM name)",
            "DELETE FROM flag WHERE id = 1",
            "UPDATE thing SET name = name || '.' WHERE slug = 'world'",
            "UPDATE claim SET thing = (SELECT min(id) FROM stop) WHERE id = (SELECT max(id) FROM claim WHERE thing = (SELECT max(id) FROM stop))",
        ] {
            let (changed, _) = Base::in_memory(&catalog.text, &seeds()).unwrap();
            changed.conn.pragma_update(None, "query_only", false).unwrap();
            assert!(changed.conn.execute(sql, []).unwrap() > 0, "{sql}");
            assert_ne!(canonical(&changed), canonical(&base), "{sql}");
        }
    }

    #[test]
    fn things_stand_by_slug_and_records_behind_them() {
        let catalog = Catalog::built_in().unwrap();
        let (base, _) = Base::in_memory(&catalog.text, &seeds()).unwrap();
        let canonical = Canonical::read(&base.conn, base.catalog()).unwrap();
        let slugs: Vec<&str> =
            canonical.entries.iter().filter_map(|entry| entry.named.lines().next()).collect();
        assert!(slugs.len() > 100 && slugs.is_sorted(), "{slugs:?}");
        assert!(canonical.entries[slugs.len()..].iter().all(|entry| entry.named.is_empty()));
        assert!(canonical.claims.is_sorted_by_key(|claim| claim.about));
    }
}
