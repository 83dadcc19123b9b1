//! What one source says, as a digest that loads to the same content: everything that has a claim of the source, with the values,
//! names and flags that these claims support. [`write`] has the TOML.

mod alone;
mod entry;
mod readings;
mod ties;
mod write;

use anyhow::{Context, Result};

use super::digest::{LABEL, read_stated};
use super::entered::with_entered;
use super::open::Base;
use super::queries::Queries;
use super::schema::{NAME, ident};
use super::supported::Supported;
use crate::catalog::{DISTINCT, DISTINCT_FROM, Field, Kind, SAME_AS, SOURCE, Sort, Type, columns};
use entry::{TEXTS, WrittenClaim, WrittenEntry, literal};
use write::{DigestWriter, WrittenFlag};

/// Returns the columns of claims that [`WrittenClaim::read`] reads first.
fn claim_columns() -> String {
    let texts = TEXTS.map(|column| format!("c.{}", ident(column))).join(", ");
    format!("c.paragraph, {texts}, c.says, c.source")
}

/// The claims of a source: those that cite it, and those that its digest gives without a source.
pub(super) const OF_SOURCE: &str = "claim AS c LEFT JOIN _origin AS o ON o.id = c._origin
     WHERE (c.source = (SELECT id FROM thing WHERE slug = ?1) OR c.source IS NULL AND o.name = ?1)";

impl Base {
    /// Returns what a source says, as the text of a digest. Things that are judged to be the same are described as they were
    /// entered, so that the judgement can still be taken back when the digest is loaded.
    pub fn digest_of(&self, source: &str) -> Result<String> {
        with_entered(&self.conn, self.catalog(), || self.digest_as_entered(source))
    }

    fn digest_as_entered(&self, source: &str) -> Result<String> {
        let mut entries = self.written_entries(source)?;
        let own = entries
            .iter()
            .position(|entry| entry.kind == SOURCE && entry.id.as_deref() == Some(source));
        let own = own.map(|at| entries.remove(at)).context("the source has no claim of its own")?;
        let flags = self.written_flags(source)?;
        Ok(DigestWriter(self.catalog()).digest(&own, &entries, &flags))
    }

    /// Reads the flags of a source.
    fn written_flags(&self, source: &str) -> Result<Vec<WrittenFlag>> {
        let sql = "SELECT paragraph, reason, note FROM flag
             WHERE source = (SELECT id FROM thing WHERE slug = ?1) ORDER BY paragraph, id";
        Ok(self.conn.all(sql, [source])?)
    }

    /// Leaves out what a reader of the digest adds.
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

    /// Reads everything that has a claim of a source, in the order of the document, with each claim.
    fn whole_entries(&self, source: &str) -> Result<Vec<WrittenEntry>> {
        let catalog = self.catalog();
        // Names are written with what they name.
        let sql = format!(
            "SELECT coalesce(n.\"of\", c.thing) AS id, min(coalesce(c.paragraph, 0)), min(c.id)
             FROM {} AS n RIGHT JOIN (SELECT c.* FROM {OF_SOURCE}) AS c ON n.id = c.thing
             GROUP BY 1 ORDER BY 2, 3",
            ident(NAME)
        );
        let ids: Vec<(i64, i64, i64)> = self.conn.all(&sql, [source])?;
        let mut entries = Vec::new();
        for (id, ..) in ids {
            let sql = "SELECT kind, slug, name FROM thing WHERE id = ?1";
            let row: Option<(String, Option<String>, String)> = self.conn.first(sql, [id])?;
            let (kind, slug, label) = row.context("a claim is about nothing")?;
            let Some(kind) = catalog.kind(&kind) else { continue };
            let own = kind.name.clone();
            let mut entry =
                WrittenEntry { thing: id, kind: own, id: slug, ..WrittenEntry::default() };
            self.add_claims(&mut entry, (id, kind), source)?;
            self.add_names(&mut entry, (id, &label), source)?;
            entries.push(entry);
        }
        Ok(entries)
    }

    /// Adds the claims of an entry and the values that they support; a record has all of its values.
    fn add_claims(
        &self,
        entry: &mut WrittenEntry,
        (id, kind): (i64, &Kind),
        source: &str,
    ) -> Result<()> {
        let mut given: Vec<&Field> = Vec::new();
        for (claim, supported) in self.claims_of(id, source)? {
            if supported.whole || supported.fields.is_empty() {
                entry.whole.push(claim.clone());
            }
            for name in supported.fields {
                entry.distinct |= name == DISTINCT;
                let field = kind.field(&name);
                if [SAME_AS, DISTINCT_FROM].contains(&name.as_str()) || field.is_some_and(leads) {
                    entry.refers.extend(claim.says.clone());
                }
                if let (None, Some(field)) = (&claim.says, kind.field(&name)) {
                    given.push(field);
                }
                if name != DISTINCT {
                    entry.parts.push((name, claim.clone()));
                }
            }
        }
        for field in kind.stored() {
            if kind.sort == Sort::Record || given.iter().any(|known| known.name == field.name) {
                let Some(text) = self.written_text(kind, field, id)? else { continue };
                entry.refers.extend(leads(field).then(|| text.clone()));
                entry.record(field, text);
            }
        }
        Ok(())
    }

    /// Returns the claims of a source on a thing or record, with what each supports.
    fn claims_of(&self, id: i64, source: &str) -> Result<Vec<(WrittenClaim, Supported)>> {
        let columns = claim_columns();
        let sql = format!(
            "SELECT {columns}, c.whole, c.field FROM {OF_SOURCE} AND c.thing = ?2
             ORDER BY coalesce(o.name, ''), c.says IS NOT NULL, c.id"
        );
        let claims = self.conn.read(&sql, (source, id), |row| {
            let after = TEXTS.len() + 3;
            let fields: Option<String> = row.get(after + 1)?;
            let supported = Supported::read(row.get(after)?, fields.as_deref());
            Ok((WrittenClaim::read(row)?, supported))
        })?;
        Ok(claims)
    }

    /// Adds the names of a thing that the source gives: the label, and each other name once for each claim.
    fn add_names(
        &self,
        entry: &mut WrittenEntry,
        (of, label): (i64, &str),
        source: &str,
    ) -> Result<()> {
        let Some(kind) = self.catalog().kind(NAME) else { return Ok(()) };
        let ids: Vec<(i64, String, String)> =
            self.conn.all("SELECT id, text, form FROM name WHERE \"of\" = ?1 ORDER BY id", [of])?;
        for (id, text, form) in ids {
            let claims = self.claims_of(id, source)?.into_iter().map(|(claim, _)| claim);
            if form == LABEL && text == label {
                let claims: Vec<_> = claims.map(|claim| ("name".to_owned(), claim)).collect();
                if !claims.is_empty() {
                    entry.name = Some(text);
                    entry.parts.extend(claims);
                }
                continue;
            }
            for claim in claims {
                let mut values = Vec::new();
                for field in kind.stored().filter(|field| field.name != "of") {
                    let Some(text) = self.written_text(kind, field, id)? else { continue };
                    values.push((field.name.clone(), literal(field, &text)));
                    entry.refers.extend(leads(field).then_some(text));
                }
                entry.names.push((values, claim));
            }
        }
        Ok(())
    }

    /// Returns the value of a field as a digest gives it, without what follows from a whole.
    fn written_text(&self, kind: &Kind, field: &Field, id: i64) -> Result<Option<String>> {
        let column = format!("r.{}", ident(&field.name));
        let value = match (&field.ty, &field.whole) {
            (Type::Ref(_), _) => {
                format!("(SELECT coalesce(slug, name) FROM thing WHERE id = {column})")
            }
            (_, Some(_)) => {
                let at = ident(&columns::at(&field.name));
                format!("CASE WHEN r.{at} IS NOT NULL THEN {column} END")
            }
            _ => format!("CAST({column} AS TEXT)"),
        };
        let sql = format!("SELECT {value} FROM {} AS r WHERE r.id = ?1", ident(&kind.name));
        Ok(self.conn.value::<Option<String>>(&sql, [id])?.flatten())
    }
}

/// Whether the values of a field are references.
fn leads(field: &Field) -> bool {
    matches!(field.ty, Type::Ref(_))
}
