//! Things and records in words, with their values and claims, by which two bases are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use anyhow::Result;
use rusqlite::{Connection, Row};

use super::super::content::content_of;
use super::super::ids::Ids;
use super::super::queries::Queries;
use super::super::schema::{CLAIM, FLAG, NAME, quote_ident, readable_sql};
use super::super::supported::Supported;
use crate::answer::{Citation, CitedDocument};
use crate::catalog::{Catalog, Kind, SOURCE, Type};
use crate::value::fold;

/// The name that is shown, as a field.
pub(super) const LABEL: &str = "name";
/// The other names, as a field.
pub(super) const NAMES: &str = "names";

/// The key of a value: its field, and for names also the words, as a thing can have several.
pub(super) type ValueKey = (String, String);

/// A thing, a record or a flag.
#[derive(Debug, Clone, Default)]
pub(super) struct ComparedEntry {
    pub(super) kind: String,
    pub(super) slug: Option<String>,
    pub(super) label: String,
    /// Its names, folded.
    pub(super) names: BTreeSet<String>,
    pub(super) values: BTreeMap<ValueKey, ComparedValue>,
    /// Its claims, each with the values that it supports; `None` means the thing as a whole.
    pub(super) claims: BTreeMap<ComparedClaim, BTreeSet<Option<ValueKey>>>,
}

/// The value of a field.
#[derive(Debug, Clone)]
pub(super) struct ComparedValue {
    /// The text that is compared: as recorded, or the id of the thing that a reference leads to.
    pub(super) key: String,
    pub(super) words: String,
    pub(super) is_ref: bool,
}

/// A claim, whatever it supports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ComparedClaim {
    pub(super) citation: Citation,
    /// The parts that a citation doesn't print: a place that isn't a paragraph, the reason of the reading, the key of an
    /// inventory.
    pub(super) more: Vec<String>,
}

impl ComparedEntry {
    /// Lists the claims for a value, or those for the whole if no claim is for the value alone.
    pub(super) fn claims_for(&self, slot: &ValueKey) -> Vec<Citation> {
        let own = self.citations_where(|supports| supports.contains(&Some(slot.clone())));
        if own.is_empty() { self.citations_where(|supports| supports.contains(&None)) } else { own }
    }

    /// Lists the claims that support some of the values or the whole.
    pub(super) fn citations_where(
        &self,
        of: impl Fn(&BTreeSet<Option<ValueKey>>) -> bool,
    ) -> Vec<Citation> {
        let claims = self.claims.iter().filter(|(_, supports)| of(supports));
        claims.map(|(claim, _)| claim.citation.clone()).collect()
    }

    /// Replaces some ids: in references, in citations, and its own.
    pub(super) fn rename_ids(&mut self, ids: &BTreeMap<String, String>) {
        let rename = |id: &mut String| {
            if let Some(other) = ids.get(id.as_str()) {
                id.clone_from(other);
            }
        };
        self.slug.iter_mut().for_each(rename);
        self.values.values_mut().filter(|value| value.is_ref).for_each(|v| rename(&mut v.key));
        let claims = std::mem::take(&mut self.claims).into_iter().map(|(mut claim, supports)| {
            if let Some(source) = &mut claim.citation.source {
                rename(&mut Rc::make_mut(source).slug);
            }
            (claim, supports)
        });
        self.claims = claims.collect();
    }
}

/// Reads the things and records with these ids.
pub(super) fn read_entries(
    conn: &Connection,
    catalog: &Catalog,
    ids: &Ids,
) -> Result<Vec<ComparedEntry>> {
    let mut entries: BTreeMap<i64, ComparedEntry> = BTreeMap::new();
    let ranges = ids.ranges();
    for range in ranges.iter().map(|range| (*range.start(), *range.end())) {
        for kind in catalog.entered_kinds().filter(|kind| kind.name != NAME) {
            let sql = format!(
                "SELECT r.id, t.slug, t.name{} FROM {} AS r JOIN thing AS t ON t.id = r.id
                 WHERE r.id BETWEEN ?1 AND ?2",
                values_of(kind),
                quote_ident(&kind.name)
            );
            let found = conn.read(&sql, range, |row| {
                let (slug, label): (Option<String>, String) = (row.get(1)?, row.get(2)?);
                let mut entry =
                    ComparedEntry { kind: kind.name.clone(), slug, label, ..<_>::default() };
                entry.values = read_values(kind, row, 3)?;
                Ok((row.get::<_, i64>(0)?, entry))
            })?;
            entries.extend(found.into_iter().filter(|(id, _)| ids.contains(*id)));
        }
        add_names(conn, catalog, range, &mut entries)?;
        add_claims(conn, range, &mut entries)?;
    }
    Ok(entries.into_values().collect())
}

/// Reads all flags.
pub(super) fn read_flags(conn: &Connection, catalog: &Catalog) -> Result<Vec<ComparedEntry>> {
    let Some(kind) = catalog.kind(FLAG) else { return Ok(vec![]) };
    let sql = format!(
        "SELECT coalesce((SELECT slug FROM thing WHERE id = r.source), '?'), r.paragraph{} FROM {FLAG} AS r",
        values_of(kind)
    );
    Ok(conn.read(&sql, [], |row| {
        let (source, paragraph): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
        let paragraph = paragraph.map(|number| format!(" p{number}")).unwrap_or_default();
        let label = format!("{source}{paragraph}");
        let values = read_values(kind, row, 2)?;
        Ok(ComparedEntry { kind: kind.name.clone(), label, values, ..<_>::default() })
    })?)
}

/// Returns two cells for each field, in SQL, each after a comma: what is compared, and the name of what a reference leads to.
fn values_of(kind: &Kind) -> String {
    let cells = kind.stored_fields().map(|field| {
        let words = match field.ty {
            Type::Ref(_) | Type::YesNo => readable_sql(field),
            _ => "NULL".to_owned(),
        };
        format!(", CAST({} AS TEXT), {words}", content_of(field))
    });
    cells.collect()
}

/// Reads the cells that [`values_of`] asks for.
fn read_values(
    kind: &Kind,
    row: &Row<'_>,
    first: usize,
) -> rusqlite::Result<BTreeMap<ValueKey, ComparedValue>> {
    let mut values = BTreeMap::new();
    for (number, field) in kind.stored_fields().enumerate() {
        let at = first + 2 * number;
        let Some(key) = row.get::<_, Option<String>>(at)? else { continue };
        let words = row.get::<_, Option<String>>(at + 1)?.unwrap_or_else(|| key.clone());
        let is_ref = field.ty.is_ref();
        values.insert((field.name.clone(), String::new()), ComparedValue { key, words, is_ref });
    }
    Ok(values)
}

/// Adds the names of things with ids in a range, and the claims on names.
fn add_names(
    conn: &Connection,
    catalog: &Catalog,
    range: (i64, i64),
    entries: &mut BTreeMap<i64, ComparedEntry>,
) -> Result<()> {
    let Some(kind) = catalog.kind(NAME) else { return Ok(()) };
    let mut slots: BTreeMap<i64, ValueKey> = BTreeMap::new();
    let sql = format!(
        "SELECT r.id, r.\"of\"{} FROM {NAME} AS r WHERE r.\"of\" BETWEEN ?1 AND ?2",
        values_of(kind)
    );
    for (id, of, values) in conn.read(&sql, range, |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, read_values(kind, row, 2)?))
    })? {
        let Some(entry) = entries.get_mut(&of) else { continue };
        let value = |field: &str| values.get(&(field.to_owned(), String::new())).map(|v| &v.words);
        let text = value("text").cloned().unwrap_or_default();
        let is_label = value("form").is_some_and(|form| form == "label");
        let form = value("form").filter(|_| !is_label);
        let more: Vec<&str> = [form, value("language"), value("only_in")]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let words =
            if more.is_empty() { text.clone() } else { format!("{text} ({})", more.join(", ")) };
        entry.names.insert(fold(&text));
        let slot = if is_label {
            (LABEL.to_owned(), String::new())
        } else {
            (NAMES.to_owned(), words.clone())
        };
        slots.insert(id, slot.clone());
        entry.values.insert(slot, ComparedValue { key: words.clone(), words, is_ref: false });
    }
    let from = format!("JOIN {NAME} AS n ON n.id = r.thing WHERE n.\"of\" BETWEEN ?1 AND ?2");
    for ReadClaim { thing, of, claim, .. } in read_claims(conn, ("n.\"of\"", &from), range)? {
        let slot = slots.get(&thing).cloned();
        if let (Some(entry), Some(slot)) = (entries.get_mut(&of), slot) {
            entry.claims.entry(claim).or_default().insert(Some(slot));
        }
    }
    Ok(())
}

/// Adds the claims on things and records with ids in a range.
fn add_claims(
    conn: &Connection,
    range: (i64, i64),
    entries: &mut BTreeMap<i64, ComparedEntry>,
) -> Result<()> {
    let found = read_claims(conn, ("r.thing", "WHERE r.thing BETWEEN ?1 AND ?2"), range)?;
    for ReadClaim { thing, claim, supported, .. } in found {
        let Some(entry) = entries.get_mut(&thing) else { continue };
        let supports = entry.claims.entry(claim).or_default();
        supports.extend(supported.whole.then_some(None));
        supports.extend(supported.fields.into_iter().map(|field| Some((field, String::new()))));
    }
    Ok(())
}

/// A claim as it is read.
struct ReadClaim {
    thing: i64,
    /// The thing that has the name that the claim is about.
    of: i64,
    supported: Supported,
    claim: ComparedClaim,
}

fn read_claims(
    conn: &Connection,
    (of, from): (&str, &str),
    range: (i64, i64),
) -> Result<Vec<ReadClaim>> {
    let sql = format!(
        "SELECT r.thing, {of}, r.whole, r.field, (SELECT slug FROM thing WHERE id = r.source),
         r.paragraph, r.phrase, r.read_as, r.says, r.basis, r.confidence, r.note,
         r.place_in, r.read_reason, r.key FROM {CLAIM} AS r {from}"
    );
    Ok(conn.read(&sql, range, |row| {
        let text = |column: usize| row.get::<_, Option<String>>(column);
        let fields = text(3)?;
        // Titles are compared with their source, not with each claim.
        let document =
            |slug| CitedDocument { slug, title: String::new(), publisher: None, published: None };
        let citation = Citation {
            number: 0,
            source: text(4)?.map(document).map(Rc::new),
            paragraph: row.get(5)?,
            phrase: text(6)?,
            read_as: text(7)?,
            says: text(8)?,
            basis: text(9)?.unwrap_or_default(),
            confidence: text(10)?.unwrap_or_default(),
            note: text(11)?,
        };
        let more = [text(12)?, text(13)?, text(14)?].into_iter().flatten().collect();
        Ok(ReadClaim {
            thing: row.get(0)?,
            of: row.get(1)?,
            supported: Supported::read(row.get(2)?, fields.as_deref()),
            claim: ComparedClaim { citation, more },
        })
    })?)
}

/// Reads the documents by their ids.
pub(super) fn read_documents(conn: &Connection) -> Result<BTreeMap<String, CitedDocument>> {
    let sql = format!(
        "SELECT t.slug, t.name, s.publisher, s.published FROM {SOURCE} AS s JOIN thing AS t ON t.id = s.id"
    );
    let documents = conn.read(&sql, [], |row| {
        let slug: String = row.get(0)?;
        let (title, publisher, published) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((slug.clone(), CitedDocument { slug, title, publisher, published }))
    })?;
    Ok(documents.into_iter().collect())
}
