//! The content of a base, independent of its ids and the order of loading: a fingerprint for each thing and record, which shows
//! what a load changed, and one hash over all of them, which shows whether two bases have the same facts.
//!
//! A fingerprint covers the row (with slugs instead of ids), the names and the claims, but neither derived values nor the digest
//! that a claim came with. The hash is over the sum of all fingerprints ([`Sum`]), so a load that touches a few things adds and
//! subtracts only a few fingerprints. Fingerprints are read for a range of ids at a time, so the memory doesn't grow with the
//! base.
//!
//! Every fingerprint is stretched to 2,048 bits before it is added. If a sum is short, two sets of entries with the same sum can
//! be made on purpose (for 256 bits in some 2³² steps, by Wagner's generalised birthday attack); for 2,048 bits this takes some
//! 2⁹⁰.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use anyhow::Result;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params};

use super::hash::{Hash, hash_of_hashes, hash_text, hash_with_number, hex};
use super::queries::Queries;
use super::schema::{CLAIM, FLAG, NAME, entered_column, quote_ident};
use super::supported::{WHOLE, split_list};
use crate::catalog::{Catalog, Field, Kind, Type};

/// The first file version whose hash is made in this way: hashes of older files can't be compared with it.
const SINCE: i64 = 3;

/// Checks whether the hash that a base records can be compared with that of this program.
pub(super) fn is_comparable(conn: &Connection) -> Result<bool> {
    let version: Option<i64> = conn.read_value("PRAGMA user_version", [])?;
    Ok(version.is_some_and(|version| version >= SINCE))
}

/// The text of a value that is not recorded.
const NOTHING: &str = "\u{1}";

/// The number of ids whose fingerprints are read at a time.
const CHUNK: i64 = 4096;

/// The number of hashes to which a fingerprint is stretched, and of the words of a sum: 2,048 bits.
const BLOCKS: u8 = 8;
const WORDS: usize = BLOCKS as usize * 4;

/// The identity of a thing or record, and its content.
#[derive(Debug, Clone)]
pub(super) struct Fingerprint<'c> {
    pub(super) id: i64,
    pub(super) kind: &'c Kind,
    /// The hash of the kind and the slug, or for a record, of its whole row.
    pub(super) identity: Hash,
    pub(super) content: Hash,
}

/// The sum of the fingerprints of a base, in whatever order they were added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum([u64; WORDS]);

impl Sum {
    /// Returns the empty sum.
    pub(super) fn empty() -> Self {
        Self([0; WORDS])
    }

    /// Adds up a whole base.
    pub(super) fn of_base(conn: &Connection, catalog: &Catalog) -> Result<Self> {
        let mut sum = Self::empty();
        let last = conn.read_last_id("thing")?;
        let first: i64 =
            conn.read_value("SELECT min(id) FROM thing", [])?.flatten().unwrap_or_default();
        let mut from = first;
        while from <= last {
            for found in read_fingerprints(conn, catalog, from..=from.saturating_add(CHUNK - 1))? {
                sum.add(&found.content);
            }
            from = from.saturating_add(CHUNK);
        }
        hash_flags(conn, catalog, "TRUE", [])?.iter().for_each(|flag| sum.add(flag));
        Ok(sum)
    }

    /// Adds a fingerprint.
    pub(super) fn add(&mut self, content: &Hash) {
        let mut carry = false;
        for (word, other) in self.0.iter_mut().zip(stretch_hash(content)) {
            let (sum, over) = word.overflowing_add(other);
            let (sum, more) = sum.overflowing_add(u64::from(carry));
            (*word, carry) = (sum, over | more);
        }
    }

    /// Subtracts a fingerprint that was added before.
    pub(super) fn subtract(&mut self, content: &Hash) {
        let mut borrow = false;
        for (word, other) in self.0.iter_mut().zip(stretch_hash(content)) {
            let (rest, under) = word.overflowing_sub(other);
            let (rest, more) = rest.overflowing_sub(u64::from(borrow));
            (*word, borrow) = (rest, under | more);
        }
    }

    /// Returns the hash over the whole content, as hexadecimal digits.
    pub(super) fn hash(&self, catalog: &Catalog) -> String {
        hex(&hash_text([&*catalog.text, &self.to_string()]))
    }
}

impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl std::str::FromStr for Sum {
    type Err = ();

    fn from_str(digits: &str) -> Result<Self, ()> {
        let mut sum = Self::empty();
        if digits.len() != WORDS * 16 || !digits.is_ascii() {
            return Err(());
        }
        for (number, word) in sum.0.iter_mut().enumerate() {
            let digits = digits.get(number * 16..number * 16 + 16).unwrap_or_default();
            *word = u64::from_str_radix(digits, 16).map_err(|_| ())?;
        }
        Ok(sum)
    }
}

/// Stretches a hash to the 64-bit words of a sum.
fn stretch_hash(content: &Hash) -> impl Iterator<Item = u64> {
    (0..BLOCKS).flat_map(|number| {
        let block = hash_with_number(content, number);
        let (words, _) = block.as_chunks::<8>();
        <[[u8; 8]; 4]>::try_from(words).unwrap_or_default().map(u64::from_be_bytes)
    })
}

/// Rows and their content, from which fingerprints are made; each row carries a value for the caller.
struct Gathered<T> {
    /// The id, the caller's value and the identity of each row.
    rows: Vec<(i64, T, Hash)>,
    /// The hashes that make up the content of each row, by its id.
    parts: Vec<(i64, Hash)>,
}

impl<T> Gathered<T> {
    fn new() -> Self {
        Self { rows: vec![], parts: vec![] }
    }

    /// Adds a row of a kind, with the slug and label of a thing or nothing.
    fn add(
        &mut self,
        (id, beside): (i64, T),
        kind: &Kind,
        named: Option<(&str, &str)>,
        content: &str,
    ) {
        let identity = hash_text([kind.name.as_str(), named.map_or(content, |(slug, _)| slug)]);
        let (slug, name) = named.unwrap_or_default();
        self.rows.push((id, beside, identity));
        self.parts.push((id, hash_text([content, slug, name])));
    }

    /// Calls `each` with the id of each row, the caller's value, its identity and its fingerprint. Content without a row is left
    /// out.
    fn finish(mut self, mut each: impl FnMut(i64, T, Hash, Hash)) {
        self.rows.sort_unstable_by_key(|(id, ..)| *id);
        self.parts.sort_unstable();
        let mut parts = self.parts.iter().peekable();
        for (id, beside, identity) in self.rows {
            while parts.next_if(|(of, _)| *of < id).is_some() {}
            let own = std::iter::from_fn(|| parts.next_if(|(of, _)| *of == id));
            let content = hash_of_hashes([&identity].into_iter().chain(own.map(|(_, part)| part)));
            each(id, beside, identity, content);
        }
    }
}

/// Reads the fingerprints of the things and records with these ids; names are parts of what they name.
pub(super) fn read_fingerprints<'c>(
    conn: &Connection,
    catalog: &'c Catalog,
    ids: RangeInclusive<i64>,
) -> Result<Vec<Fingerprint<'c>>> {
    let range = (*ids.start(), *ids.end());
    let (mut entries, mut names) = (Gathered::new(), Gathered::new());
    for kind in catalog.entered_kinds().filter(|kind| kind.name != NAME) {
        let from = "JOIN thing AS t ON t.id = r.id WHERE r.id BETWEEN ?1 AND ?2";
        each_row(conn, (kind, &[], "t.slug, t.name"), (from, range), |row, content| {
            let slug = row.get_ref(1)?.as_str_or_null()?;
            let named =
                slug.map(|slug| Ok::<_, rusqlite::Error>((slug, row.get_ref(2)?.as_str()?)));
            entries.add((row.get(0)?, kind), kind, named.transpose()?, content);
            Ok(())
        })?;
    }
    if let Some(kind) = catalog.kind(NAME) {
        let from = "WHERE r.\"of\" BETWEEN ?1 AND ?2";
        each_row(conn, (kind, &["of"], "r.\"of\""), (from, range), |row, content| {
            names.add((row.get(0)?, row.get(1)?), kind, None, content);
            Ok(())
        })?;
    }
    if let Some(kind) = catalog.kind(CLAIM) {
        let from = "WHERE r.thing BETWEEN ?1 AND ?2";
        let claim = |thing, claim| entries.parts.push((thing, claim));
        each_claim(conn, kind, (from, range), claim)?;
        let from = "JOIN \"name\" AS n ON n.id = r.thing WHERE n.\"of\" BETWEEN ?1 AND ?2";
        let claim = |thing, claim| names.parts.push((thing, claim));
        each_claim(conn, kind, (from, range), claim)?;
    }
    names.finish(|_, of, _, content| entries.parts.push((of, content)));
    let mut found = Vec::with_capacity(entries.rows.len());
    entries.finish(|id, kind, identity, content| {
        found.push(Fingerprint { id, kind, identity, content });
    });
    Ok(found)
}

/// Reads the fingerprints of the flags that meet a condition.
pub(super) fn hash_flags(
    conn: &Connection,
    catalog: &Catalog,
    condition: &str,
    params: impl Params,
) -> Result<Vec<Hash>> {
    let mut flags = Vec::new();
    if let Some(kind) = catalog.kind(FLAG) {
        let from = format!("WHERE {condition}");
        each_row(conn, (kind, &[], "0"), (&from, params), |_, content| {
            flags.push(hash_text([&kind.name, content]));
            Ok(())
        })?;
    }
    Ok(flags)
}

/// Calls `each` with the rows of a kind and their content: all fields except those in `without`, with slugs instead of ids. The
/// cells after the id are those of `beside`.
fn each_row(
    conn: &Connection,
    (kind, without, beside): (&Kind, &[&str], &str),
    (from, params): (&str, impl Params),
    mut each: impl FnMut(&rusqlite::Row<'_>, &str) -> rusqlite::Result<()>,
) -> Result<()> {
    let fields: Vec<String> = kind
        .stored_fields()
        .filter(|field| !without.contains(&field.name.as_str()))
        .map(content_of)
        .collect();
    let cells = [beside.to_owned()].into_iter().chain(fields.iter().cloned());
    let sql = format!(
        "SELECT r.id, {} FROM {} AS r {from}",
        cells.collect::<Vec<_>>().join(", "),
        quote_ident(&kind.name)
    );
    let mut find = conn.prepare_cached(&sql)?;
    let first = find.column_count() - fields.len();
    let mut rows = find.query(params)?;
    let mut text = String::new();
    while let Some(row) = rows.next()? {
        text.clear();
        for at in 0..fields.len() {
            match row.get_ref(first + at)? {
                ValueRef::Integer(number) => write!(text, "{number}").unwrap_or_default(),
                ValueRef::Text(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
                _ => text.push_str(NOTHING),
            }
            text.push('\0');
        }
        each(row, &text)?;
    }
    Ok(())
}

/// Calls `each` with the thing and the content of claims, once for everything that a claim supports, so the number of claims that
/// say the same makes no difference.
fn each_claim(
    conn: &Connection,
    kind: &Kind,
    (from, params): (&str, impl Params),
    mut each: impl FnMut(i64, Hash),
) -> Result<()> {
    let without = ["thing", "field", WHOLE];
    let beside = format!("r.thing, r.{WHOLE}, r.field");
    each_row(conn, (kind, &without, &beside), (from, params), |row, content| {
        let (thing, whole): (_, Option<bool>) = (row.get(1)?, row.get(2)?);
        let whole = whole.unwrap_or_default().then_some(NOTHING);
        let fields = split_list(row.get_ref(3)?.as_str_or_null()?);
        for word in whole.into_iter().chain(fields) {
            each(thing, hash_text([CLAIM, word, content]));
        }
        Ok(())
    })
}

/// Returns the content of a field of a row `r`, in SQL: the slug for the id of a thing, and nothing for a bound that follows from
/// a whole.
pub(super) fn content_of(field: &Field) -> String {
    let own = entered_column(field, &field.name);
    match field.ty {
        Type::Ref(_) => format!(
            "CASE WHEN {own} IS NOT NULL THEN coalesce((SELECT slug FROM thing WHERE id = {own}), '?') END"
        ),
        _ => own,
    }
}

#[cfg(test)]
mod tests {
    use crate::store::{Base, seed_inputs};

    use super::*;

    #[test]
    fn what_is_added_can_be_taken_away_in_any_order() {
        let [one, two, three] = ["one", "two", "three"].map(|text| hash_text([text]));
        let (mut sum, mut other) = (Sum::empty(), Sum::empty());
        for content in [one, two, three] {
            sum.add(&content);
        }
        for content in [three, one] {
            other.add(&content);
        }
        assert_ne!(sum, other);
        sum.subtract(&two);
        assert_eq!(sum, other);
        assert_eq!(sum.to_string().parse(), Ok(sum.clone()));
        for content in [one, three] {
            sum.subtract(&content);
        }
        assert_eq!(sum, Sum::empty());
        sum.subtract(&two);
        sum.add(&two);
        assert_eq!(sum, Sum::empty());
        assert!("12".parse::<Sum>().is_err());
    }

    fn content(base: &Base) -> String {
        Sum::of_base(&base.conn, base.catalog()).unwrap().hash(base.catalog())
    }

    #[test]
    fn neither_ids_nor_the_order_of_loading_matter() {
        let catalog = Catalog::built_in().unwrap();
        let mut inputs = seed_inputs();
        let (base, _) = Base::in_memory(&catalog.text, &inputs).unwrap();
        inputs.reverse();
        let (other, _) = Base::in_memory(&catalog.text, &inputs).unwrap();
        let id = |base: &Base| -> i64 {
            let sql = "SELECT id FROM thing WHERE slug = 'world'";
            base.conn.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        assert_ne!(id(&base), id(&other));
        assert_eq!(content(&base), content(&other));
        assert_eq!(base.meta_value("content").as_deref(), Some(content(&base).as_str()));
        for sql in [
            "UPDATE claim SET paragraph = paragraph + 1 WHERE id = (SELECT max(id) FROM claim WHERE paragraph = 3)",
            "UPDATE name SET text = text || '.' WHERE id = (SELECT max(id) FROM name)",
            "DELETE FROM flag WHERE id = 1",
            "UPDATE thing SET name = name || '.' WHERE slug = 'world'",
            "UPDATE claim SET thing = (SELECT min(id) FROM stop) WHERE id = (SELECT max(id) FROM claim WHERE thing = (SELECT max(id) FROM stop))",
        ] {
            let (changed, _) = Base::in_memory(&catalog.text, &seed_inputs()).unwrap();
            changed.conn.pragma_update(None, "query_only", false).unwrap();
            assert!(changed.conn.execute(sql, []).unwrap() > 0, "{sql}");
            assert_ne!(content(&changed), content(&base), "{sql}");
        }
    }
}
