//! The content of a base, whatever its ids and the order of loading: its canonical order (things by slug, records by their
//! content, claims by what they are about, field, source and paragraph, then flags), the hash over it, by which two bases are
//! known to say the same, and a hash for each thing and record, by which a load knows what it changed.
//!
//! What is derived is no part of it, nor which digest a claim came with. Writing a base in this order is done in
//! [`super::rewrite`].

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::hash::{Hash, combine, hash, hex};
use super::load::Loaded;
use super::queries::Queries;
use super::schema::{CLAIM, FLAG, NAME, and_idents, ident, tables};
use super::supported::{Supported, WHOLE};
use crate::catalog::{Catalog, Field, Kind, Sort, Type, columns};

/// The content of a base in canonical order.
pub(super) struct Canonical {
    entries: Vec<CanonicalEntry>,
    claims: Vec<CanonicalClaim>,
    flags: Vec<CanonicalFlag>,
}

/// The ids of a base in canonical order, things and records with the name of their kind.
pub(super) struct CanonicalOrder<'c> {
    /// Things, then records.
    pub(super) entries: Vec<(&'c Kind, i64)>,
    /// Claims, each once, whatever it supports.
    pub(super) claims: Vec<Supporting>,
    /// Flags.
    pub(super) flags: Vec<i64>,
}

/// A claim with all that it supports.
pub(super) struct Supporting {
    /// One of the claims that are the same but for what they support.
    pub(super) id: i64,
    pub(super) supported: Supported,
}

/// A thing or a record: things come first, in the order of their slugs.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct CanonicalEntry {
    sort: u8,
    /// Slug and label, on a line each; empty for records.
    named: String,
    /// The position of its kind in the catalog.
    kind: usize,
    /// Its row, with slugs instead of ids.
    content: String,
    id: i64,
}

/// A claim with one thing that it supports, in the order of its thing or record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct CanonicalClaim {
    /// The position of the thing or record.
    about: usize,
    field: Option<String>,
    /// The position of the source.
    source: Option<usize>,
    paragraph: Option<i64>,
    /// The hash of the whole claim.
    content: Hash,
    /// The hash of the claim whatever it supports; one that says otherwise belongs to its field.
    evidence: Hash,
    /// The digest it came with: two digests can claim the same.
    digest: Option<String>,
    id: i64,
}

/// A flag, in the order of its source.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct CanonicalFlag {
    /// The position of the source.
    source: Option<usize>,
    paragraph: Option<i64>,
    /// The hash of the whole flag.
    content: Hash,
    id: i64,
}

impl Canonical {
    /// Reads a whole base.
    pub(super) fn read(conn: &Connection, catalog: &Catalog) -> Result<Self> {
        let slugs = slugs(conn)?;
        let mut entries = Vec::new();
        let mut flags = HashMap::new();
        for (number, kind) in tables(catalog).enumerate() {
            read_rows(conn, kind, &slugs, "NULL", |id, _, content| match kind.sort {
                Sort::Evidence if kind.name == FLAG => {
                    flags.insert(id, hash([content]));
                }
                // Claims are read by themselves.
                Sort::Evidence => {}
                _ => entries.push(CanonicalEntry {
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
        let claims = read_claims(conn, catalog, (&places, &slugs))?;
        let flags = read_flags(conn, &places, &flags)?;
        Ok(Self { entries, claims, flags })
    }

    /// Returns the ids in order.
    pub(super) fn order<'c>(&self, catalog: &'c Catalog) -> CanonicalOrder<'c> {
        let kinds: Vec<&Kind> = tables(catalog).collect();
        let entry = |entry: &CanonicalEntry| Some((kinds.get(entry.kind).copied()?, entry.id));
        CanonicalOrder {
            entries: self.entries.iter().filter_map(entry).collect(),
            claims: self.supporting(),
            flags: self.flags.iter().map(|flag| flag.id).collect(),
        }
    }

    /// Returns the claims in order, those that are the same but for what they support as one.
    fn supporting(&self) -> Vec<Supporting> {
        let mut found = BTreeMap::new();
        for claim in &self.claims {
            let place = (claim.about, claim.source, claim.paragraph);
            let key = (place, claim.evidence, &claim.digest);
            let new = || Supporting { id: claim.id, supported: Supported::default() };
            let one = Supported::one(claim.field.as_deref());
            found.entry(key).or_insert_with(new).supported.add(one);
        }
        found.into_values().collect()
    }

    /// Returns the hash over the whole, as hexadecimal digits.
    pub(super) fn hash(&self, catalog: &Catalog) -> String {
        let kinds: Vec<&str> = tables(catalog).map(|kind| kind.name.as_str()).collect();
        let entry = |entry: &CanonicalEntry| {
            let kind = kinds.get(entry.kind).copied().unwrap_or_default();
            hash([kind, &entry.named, &entry.content])
        };
        let claim = |claim: &CanonicalClaim| {
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

/// Reads the claims in order, by the positions of their things or records and of their sources.
fn read_claims(
    conn: &Connection,
    catalog: &Catalog,
    (places, slugs): (&HashMap<i64, usize>, &HashMap<i64, String>),
) -> Result<Vec<CanonicalClaim>> {
    let place = |id: Option<i64>| id.and_then(|id| places.get(&id)).copied();
    let mut contents: HashMap<i64, Vec<OneSupported>> = HashMap::new();
    if let Some(kind) = catalog.kind(CLAIM) {
        read_rows(conn, kind, slugs, "NULL", |id, _, content| {
            // A claim begins with its thing and its field.
            let mut parts = content.splitn(3, '\0').skip(1);
            let field = parts.next().filter(|field| *field != NOTHING);
            let one = OneSupported {
                field: field.map(str::to_owned),
                content: hash([CLAIM, content]),
                evidence: hash(parts.next()),
            };
            contents.entry(id).or_default().push(one);
        })?;
    }
    let sql = format!(
        "SELECT c.id, c.thing, c.source, c.paragraph, c.says IS NULL, o.name FROM {CLAIM} AS c
         LEFT JOIN _origin AS o ON o.id = c._origin"
    );
    let mut claims = Vec::new();
    let mut find = conn.prepare(&sql)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let (id, supports): (i64, bool) = (row.get(0)?, row.get(4)?);
        let (about, source, digest) = (place(row.get(1)?), place(row.get(2)?), row.get(5)?);
        let (about, paragraph, digest) = (about.unwrap_or(usize::MAX), row.get(3)?, digest);
        for OneSupported { field, content, evidence } in contents.remove(&id).unwrap_or_default() {
            let evidence = if supports { evidence } else { content };
            let digest: Option<String> = Option::clone(&digest);
            claims.push(CanonicalClaim {
                about,
                field,
                source,
                paragraph,
                content,
                evidence,
                digest,
                id,
            });
        }
    }
    claims.sort_unstable();
    Ok(claims)
}

/// A claim with one thing that it supports, without its place.
struct OneSupported {
    field: Option<String>,
    content: Hash,
    evidence: Hash,
}

/// Reads the flags in order, by the positions of their sources.
fn read_flags(
    conn: &Connection,
    places: &HashMap<i64, usize>,
    contents: &HashMap<i64, Hash>,
) -> Result<Vec<CanonicalFlag>> {
    let sql = format!("SELECT id, source, paragraph FROM {FLAG}");
    let mut flags = conn.read(&sql, [], |row| {
        let id = row.get(0)?;
        Ok(CanonicalFlag {
            source: row.get::<_, Option<i64>>(1)?.and_then(|id| places.get(&id)).copied(),
            paragraph: row.get(2)?,
            content: contents.get(&id).copied().unwrap_or_default(),
            id,
        })
    })?;
    flags.sort_unstable();
    Ok(flags)
}

/// The fingerprints of everything in a base.
pub(super) struct Content {
    /// Identity → content, for things and records.
    entries: BTreeMap<Hash, (i64, Hash)>,
    flags: Vec<Hash>,
}

/// A thing or record while its parts are gathered.
struct Gathered {
    identity: Hash,
    parts: Vec<Hash>,
}

/// Reads the fingerprints of a base. Derived values must have been cleared, or be the same on both sides.
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

/// Returns the slug and the label of each thing, on a line each.
pub(crate) fn slugs(conn: &Connection) -> Result<HashMap<i64, String>> {
    let sql = "SELECT id, slug || char(10) || name FROM thing WHERE slug IS NOT NULL";
    Ok(conn.all(sql, [])?.into_iter().collect())
}

impl Gathered {
    fn finish(mut self) -> Hash {
        self.parts.sort_unstable();
        combine([&self.identity].into_iter().chain(&self.parts))
    }
}

impl Content {
    /// Returns the ids that are not in the other.
    pub(super) fn missing_in(&self, other: &Self) -> Vec<i64> {
        let gone =
            self.entries.iter().filter(|(identity, _)| !other.entries.contains_key(*identity));
        gone.map(|(_, (id, _))| *id).collect()
    }

    /// Returns how a load changed the base: `loaded_ids` are the ids of everything in the load.
    pub(super) fn compare(&self, before: &Self, loaded_ids: &HashSet<i64>) -> Loaded {
        let mut loaded = Loaded { unchanged: self.flags == before.flags, ..Loaded::default() };
        for (identity, (id, content)) in &self.entries {
            match before.entries.get(identity) {
                None => loaded.new += 1,
                Some((_, old)) if old != content => loaded.changed += 1,
                Some(_) if loaded_ids.contains(id) => loaded.same += 1,
                Some(_) => {}
            }
        }
        loaded.removed = before.missing_in(self).len();
        loaded.unchanged &= loaded.new + loaded.changed + loaded.removed == 0;
        loaded
    }
}

/// The text of a value that is not recorded.
const NOTHING: &str = "\u{1}";

/// Calls `each` with every row of a kind, as a text with slugs instead of ids, and with the id in the column `of`; with a claim once
/// for each thing that it supports, so that it makes no difference how many claims say the same.
pub(crate) fn read_rows(
    conn: &Connection,
    kind: &Kind,
    slugs: &HashMap<i64, String>,
    of: &str,
    mut each: impl FnMut(i64, Option<i64>, &str),
) -> Result<()> {
    let is_claim = kind.name == CLAIM;
    let own = |field: &&Field| ident(&field.name) != of && !(is_claim && field.name == WHOLE);
    let fields: Vec<_> = kind.stored().filter(own).collect();
    let cols = and_idents(fields.iter().map(|f| &f.name));
    let derived = fields.iter().filter(|f| f.whole.is_some()).map(|f| columns::at(&f.name));
    let derived = and_idents(derived);
    let whole = if is_claim { WHOLE } else { "NULL" };
    let sql = format!("SELECT id, {of}, {whole}{cols}{derived} FROM {}", ident(&kind.name));
    let mut find = conn.prepare(&sql)?;
    let mut rows = find.query([])?;
    let mut text = String::new();
    while let Some(row) = rows.next()? {
        text.clear();
        let mut printed = fields.len() + 3;
        let mut list = None;
        for (at, field) in fields.iter().enumerate() {
            let mut value = row.get_ref(at + 3)?;
            if field.list {
                list = Some((text.len(), Supported::read(row.get(2)?, value.as_str_or_null()?)));
                continue;
            }
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
                _ => text.push_str(NOTHING),
            }
            text.push('\0');
        }
        let (id, of) = (row.get(0)?, row.get(1)?);
        let Some((at, supported)) = list else {
            each(id, of, &text);
            continue;
        };
        let whole = supported.whole.then_some(NOTHING);
        for word in whole.into_iter().chain(supported.fields.iter().map(String::as_str)) {
            let (before, after) = text.split_at(at);
            each(id, of, &[before, word, "\0", after].concat());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::store::{Base, seeds};

    use super::*;

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
