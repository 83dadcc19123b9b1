//! Exports the facts of one source as a digest that loads to the same content: everything that has a claim of the source, with
//! the values, names and flags that these claims support. [`write`] has the TOML.

mod alone;
mod entry;
mod readings;
mod shared;
mod ties;
mod write;

use std::collections::HashMap;

use anyhow::{Context, Result};

use super::digest::{Flag, LABEL, read_stated};
use super::entered::with_entered;
use super::ids::Ids;
use super::open::Base;
use super::queries::{Queries, read_cells};
use super::schema::{NAME, quote_ident};
use super::supported::Supported;
use crate::catalog::{DISTINCT, DISTINCT_FROM, Field, Kind, SAME_AS, SOURCE, Sort, Type, columns};
use entry::{TEXTS, WrittenClaim, WrittenEntry, value_to_toml};
use write::DigestWriter;

/// Returns the columns of claims that [`WrittenClaim::read`] reads first.
fn claim_columns() -> String {
    let texts = TEXTS.map(|column| format!("c.{}", quote_ident(column))).join(", ");
    format!("c.paragraph, {texts}, c.says, c.source")
}

/// The claims of a source: those that cite it, and those that its digest gives without a source.
pub(super) const OF_SOURCE: &str = "(SELECT * FROM claim WHERE source = (SELECT id FROM thing WHERE slug = ?1)
     UNION ALL SELECT * FROM claim WHERE source IS NULL AND _origin = (SELECT id FROM _origin WHERE name = ?1)) AS c";

/// The claims of a source by subject, each with the fields it supports, and the names among the subjects: by the thing, with
/// their ids, texts and forms.
struct SourceClaims {
    claims: HashMap<i64, Vec<(WrittenClaim, Supported)>>,
    names: HashMap<i64, Vec<(i64, String, String)>>,
}

/// The entry of a source, the others that it claims, and its flags.
type SourceFacts = (WrittenEntry, Vec<WrittenEntry>, Vec<Flag>);

/// The id of a thing or record, its kind, slug and label.
type EntryRow = (i64, Option<String>, Option<String>, Option<String>);

impl Base {
    /// Returns what a source says, as the text of a digest. Things that are judged to be the same are described as they were
    /// entered, so that the judgement can still be taken back when the digest is loaded.
    pub fn digest_of(&self, source: &str) -> Result<String> {
        let said = || self.said_by(source, Self::written_entries);
        let (own, entries, flags) = with_entered(&self.conn, self.catalog(), said)?;
        Ok(DigestWriter(self.catalog()).write_digest(&own, &entries, &flags))
    }

    /// Reads the entry of a source, everything else that it claims, and its flags.
    fn said_by(
        &self,
        source: &str,
        read: impl Fn(&Self, &str) -> Result<Vec<WrittenEntry>>,
    ) -> Result<SourceFacts> {
        let mut entries = read(self, source)?;
        let own = entries
            .iter()
            .position(|entry| entry.kind == SOURCE && entry.id.as_deref() == Some(source));
        let own = own.map(|at| entries.remove(at)).context("the source has no claim of its own")?;
        Ok((own, entries, self.read_flags_of(source)?))
    }

    /// Reads the flags of a source.
    pub fn read_flags_of(&self, source: &str) -> Result<Vec<Flag>> {
        let sql = "SELECT paragraph, reason, note FROM flag
             WHERE source = (SELECT id FROM thing WHERE slug = ?1) ORDER BY paragraph, id";
        let flags = self.conn.read_all(sql, [source])?.into_iter();
        Ok(flags.map(|(paragraph, reason, note)| Flag { paragraph, reason, note }).collect())
    }

    /// Returns the ids of the things and records that a source claims, with those that it names.
    pub(in crate::store) fn claimed_by(&self, source: &str) -> Result<Ids> {
        let sql = format!(
            "SELECT coalesce((SELECT \"of\" FROM {} WHERE id = c.thing), c.thing) FROM {OF_SOURCE}",
            quote_ident(NAME)
        );
        Ok(self.conn.read_ids(&sql, [source])?)
    }

    /// Leaves out the claims that a reader of the digest adds.
    fn shorten(&self, entry: &mut WrittenEntry) {
        let (kind, units) = (self.catalog().kind(&entry.kind), &self.catalog().units);
        entry.join_equivalents(|name, text| {
            let field = kind.and_then(|kind| kind.field(name));
            let stated = field.and_then(|field| read_stated(field, text, units));
            stated.is_some_and(|stated| stated.text(units) == text)
        });
        entry.drop_usual();
    }

    /// Reads everything that has a claim of a source, as its digest writes it.
    fn written_entries(&self, source: &str) -> Result<Vec<WrittenEntry>> {
        let mut entries = self.whole_entries(source)?;
        for entry in &mut entries {
            self.shorten(entry);
        }
        Ok(entries)
    }

    /// Reads the same for a digest without a text: the phrase of a thing covers its fields, as in a row of a table.
    fn unwritten_entries(&self, source: &str) -> Result<Vec<WrittenEntry>> {
        let mut entries = self.whole_entries(source)?;
        for entry in &mut entries {
            let kind = self.catalog().kind(&entry.kind);
            let covers = |distinct: &WrittenClaim| entry.whole.first() == Some(distinct);
            entry.phrase_covers = kind.is_some_and(|kind| kind.sort == Sort::Thing)
                && entry.distinct.as_ref().is_none_or(covers);
            self.shorten(entry);
        }
        Ok(entries)
    }

    /// Reads everything that has a claim of a source, in the order of the document, with each claim.
    fn whole_entries(&self, source: &str) -> Result<Vec<WrittenEntry>> {
        let catalog = self.catalog();
        let mut said = self.read_source_claims(source)?;
        // Names are written with their thing.
        let sql = format!(
            "SELECT e.id, t.kind, t.slug, t.name FROM
             (SELECT coalesce((SELECT \"of\" FROM {} WHERE id = c.thing), c.thing) AS id, min(coalesce(c.paragraph, 0)) AS p,
              min(c.id) AS first FROM {OF_SOURCE} GROUP BY 1) AS e
             LEFT JOIN thing AS t ON t.id = e.id ORDER BY e.p, e.first",
            quote_ident(NAME)
        );
        let mut entries = Vec::new();
        for (thing, kind, slug, label) in self.conn.read_all::<EntryRow>(&sql, [source])? {
            let (kind, label) = kind.zip(label).context("a claim is about nothing")?;
            let Some(kind) = catalog.kind(&kind) else { continue };
            let own = kind.name.clone();
            let mut entry = WrittenEntry { thing, kind: own, id: slug, ..WrittenEntry::default() };
            self.add_claims(&mut entry, kind, said.claims.remove(&thing).unwrap_or_default())?;
            self.add_names(&mut entry, &label, &mut said)?;
            entries.push(entry);
        }
        Ok(entries)
    }

    /// Reads the claims of a source, and the names that they are about.
    fn read_source_claims(&self, source: &str) -> Result<SourceClaims> {
        let columns = claim_columns();
        let sql = format!(
            "SELECT {columns}, c.whole, c.field, c.thing FROM {OF_SOURCE} LEFT JOIN _origin AS o ON o.id = c._origin
             ORDER BY coalesce(o.name, ''), c.says IS NOT NULL, c.id"
        );
        let read = self.conn.read(&sql, [source], |row| {
            let after = TEXTS.len() + 3;
            let fields: Option<String> = row.get(after + 1)?;
            let supported = Supported::read(row.get(after)?, fields.as_deref());
            Ok((row.get::<_, i64>(after + 2)?, (WrittenClaim::read(row)?, supported)))
        })?;
        let sql = format!(
            "SELECT id, text, form, \"of\" FROM {} WHERE id IN (SELECT thing FROM {OF_SOURCE}) ORDER BY id",
            quote_ident(NAME)
        );
        let mut said = SourceClaims { claims: HashMap::new(), names: HashMap::new() };
        for (thing, claim) in read {
            said.claims.entry(thing).or_default().push(claim);
        }
        for (id, text, form, of) in
            self.conn.read_all::<(i64, String, String, i64)>(&sql, [source])?
        {
            said.names.entry(of).or_default().push((id, text, form));
        }
        Ok(said)
    }

    /// Adds the claims of an entry and the values that they support; a record has all of its values.
    fn add_claims(
        &self,
        entry: &mut WrittenEntry,
        kind: &Kind,
        claims: Vec<(WrittenClaim, Supported)>,
    ) -> Result<()> {
        let mut given: Vec<&Field> = Vec::new();
        for (claim, supported) in claims {
            if supported.whole || supported.fields.is_empty() {
                entry.whole.push(claim.clone());
            }
            for name in supported.fields {
                let field = kind.field(&name);
                if [SAME_AS, DISTINCT_FROM].contains(&name.as_str())
                    || field.is_some_and(|field| field.ty.is_ref())
                {
                    entry.refers.extend(claim.says.clone());
                }
                if let (None, Some(field)) = (&claim.says, kind.field(&name)) {
                    given.push(field);
                }
                if name == DISTINCT {
                    entry.distinct = Some(claim.clone());
                } else {
                    entry.parts.push((name, claim.clone()));
                }
            }
        }
        for (field, text) in self.written_texts(kind, entry.thing)? {
            if kind.sort == Sort::Record || given.iter().any(|known| known.name == field.name) {
                entry.refers.extend(field.ty.is_ref().then(|| text.clone()));
                entry.record_value(field, text);
            }
        }
        Ok(())
    }

    /// Adds the names of a thing that the source gives: the label, and each other name once for each claim.
    fn add_names(
        &self,
        entry: &mut WrittenEntry,
        label: &str,
        said: &mut SourceClaims,
    ) -> Result<()> {
        let Some(kind) = self.catalog().kind(NAME) else { return Ok(()) };
        for (id, text, form) in said.names.remove(&entry.thing).unwrap_or_default() {
            let claims = said.claims.remove(&id).unwrap_or_default().into_iter();
            let claims = claims.map(|(claim, _)| claim);
            if form == LABEL && text == label {
                entry.name = Some(text);
                entry.parts.extend(claims.map(|claim| ("name".to_owned(), claim)));
                continue;
            }
            let texts = self.written_texts(kind, id)?;
            let texts: Vec<_> = texts.into_iter().filter(|(field, _)| field.name != "of").collect();
            for claim in claims {
                let values = |(field, text): &(&Field, String)| {
                    (field.name.clone(), value_to_toml(field, text))
                };
                let refers = texts.iter().filter(|(field, _)| field.ty.is_ref());
                entry.refers.extend(refers.map(|(_, text)| text.clone()));
                entry.names.push((texts.iter().map(values).collect(), claim));
            }
        }
        Ok(())
    }

    /// Returns the known values of a thing or record as a digest gives them, without what follows from a whole.
    fn written_texts<'k>(&self, kind: &'k Kind, id: i64) -> Result<Vec<(&'k Field, String)>> {
        let value = |field: &Field| {
            let column = format!("r.{}", quote_ident(&field.name));
            match (&field.ty, &field.whole) {
                (Type::Ref(_), _) => {
                    format!("(SELECT coalesce(slug, name) FROM thing WHERE id = {column})")
                }
                (_, Some(_)) => {
                    let at = quote_ident(&columns::number_column(&field.name));
                    format!("CASE WHEN r.{at} IS NOT NULL THEN {column} END")
                }
                _ => format!("CAST({column} AS TEXT)"),
            }
        };
        let values: Vec<String> = kind.stored_fields().map(value).collect();
        if values.is_empty() {
            return Ok(vec![]);
        }
        let sql = format!(
            "SELECT {} FROM {} AS r WHERE r.id = ?1",
            values.join(", "),
            quote_ident(&kind.name)
        );
        let texts = self.conn.read(&sql, [id], |row| read_cells(row, 0..values.len()))?;
        let texts = texts.into_iter().flatten();
        let known = |(field, text): (&'k Field, Option<String>)| text.map(|text| (field, text));
        Ok(kind.stored_fields().zip(texts).filter_map(known).collect())
    }
}
