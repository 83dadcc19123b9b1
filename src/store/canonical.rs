//! The canonical order of what a base says, which depends neither on ids nor on the order of loading: things by slug, records
//! by their content, claims by what they are about, field, source and paragraph, then flags. And the hash over it, by which
//! two bases are known to say the same.
//!
//! What is derived is no part of it, nor which digest a claim came with. Writing a file in this order is not done here.

use std::collections::HashMap;

use anyhow::Result;
use rusqlite::Connection;

use super::hash::{Hash, combine, hash, hex};
use super::load::content::{read_rows, slugs};
use super::schema::{CLAIM, FLAG, tables};
use crate::catalog::{Catalog, Sort};

/// The content of a base in canonical order.
pub(super) struct Canonical {
    entries: Vec<Entry>,
    claims: Vec<Claim>,
    flags: Vec<Hash>,
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
}

impl Canonical {
    /// Reads a whole base.
    pub(super) fn read(conn: &Connection, catalog: &Catalog) -> Result<Self> {
        let slugs = slugs(conn)?;
        let mut entries = Vec::new();
        let mut evidence: HashMap<i64, Hash> = HashMap::new();
        let mut flags = Vec::new();
        for (number, kind) in tables(catalog).enumerate() {
            read_rows(conn, kind, &slugs, "NULL", |id, _, content| match kind.sort {
                Sort::Evidence if kind.name == FLAG => flags.push(hash([content])),
                Sort::Evidence => {
                    evidence.insert(id, hash([kind.name.as_str(), content]));
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
        flags.sort_unstable();
        let claims = claims(conn, &entries, &evidence)?;
        Ok(Self { entries, claims, flags })
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
        let catalog = hash([catalog.text.as_str()]);
        let all: Vec<Hash> = std::iter::once(catalog)
            .chain(self.entries.iter().map(entry))
            .chain(self.claims.iter().map(claim))
            .chain(self.flags.iter().copied())
            .collect();
        hex(&combine(&all))
    }
}

/// The claims in order, by where what they are about and their sources stand among the entries.
fn claims(
    conn: &Connection,
    entries: &[Entry],
    contents: &HashMap<i64, Hash>,
) -> Result<Vec<Claim>> {
    let place: HashMap<i64, usize> =
        entries.iter().enumerate().map(|(at, entry)| (entry.id, at)).collect();
    let at = |id: Option<i64>| id.and_then(|id| place.get(&id)).copied();
    let mut find =
        conn.prepare(&format!("SELECT id, thing, field, source, paragraph FROM {CLAIM}"))?;
    let mut rows = find.query([])?;
    let mut claims = Vec::new();
    while let Some(row) = rows.next()? {
        claims.push(Claim {
            about: at(row.get(1)?).unwrap_or(usize::MAX),
            field: row.get(2)?,
            source: at(row.get(3)?),
            paragraph: row.get(4)?,
            content: contents.get(&row.get(0)?).copied().unwrap_or_default(),
        });
    }
    claims.sort_unstable();
    Ok(claims)
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
