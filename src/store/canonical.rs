//! The canonical order of a base, whatever its ids and the order of loading: things by slug, records by their content, claims by
//! what they are about, field, source and paragraph, then flags. Writing a base in this order is done in [`super::rewrite`].

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::hash::{Hash, hash};
use super::queries::Queries;
use super::schema::{CLAIM, FLAG, and_idents, ident, tables};
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

/// Returns the slug and the label of each thing, on a line each.
fn slugs(conn: &Connection) -> Result<HashMap<i64, String>> {
    let sql = "SELECT id, slug || char(10) || name FROM thing WHERE slug IS NOT NULL";
    Ok(conn.all(sql, [])?.into_iter().collect())
}

/// The text of a value that is not recorded.
const NOTHING: &str = "\u{1}";

/// Calls `each` with every row of a kind, as a text with slugs instead of ids, and with the id in the column `of`; with a claim once
/// for each thing that it supports, so that it makes no difference how many claims say the same.
fn read_rows(
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
