//! The review of one source: its claims by paragraph, each with its subject, the value it supports and how it is read.

use anyhow::Result;

use super::digest::ALSO;
use super::export::OF_SOURCE;
use super::open::Base;
use super::queries::Queries;
use super::schema::NAME;
use super::subject::ReportSubject;
use super::supported::Supported;
use crate::catalog::{DISTINCT, Sort};

/// A claim as a reviewer reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedClaim {
    /// The paragraph, if it names one.
    pub paragraph: Option<i64>,
    /// Where in the document it is, when not in a paragraph.
    pub place_in: Option<String>,
    /// The words printed there.
    pub phrase: Option<String>,
    /// Its subject.
    pub subject: ReportSubject,
    /// The fields that it supports, each with its value.
    pub values: Vec<(String, String)>,
    /// Whether it is about the whole.
    pub whole: bool,
    /// The value that it gives instead.
    pub says: Option<String>,
    /// How the phrase is read.
    pub read_as: Option<String>,
    /// Why the phrase is read so.
    pub read_reason: Option<String>,
    /// How the value is known: `stated`, `inferred`, `external`.
    pub basis: String,
    /// The confidence of the reading: `high`, `medium`, `low`.
    pub confidence: String,
    /// The reason.
    pub note: Option<String>,
}

impl ReviewedClaim {
    /// Adds the amount in another unit that a claim with the same words gives for one of its values; returns whether it does.
    fn add_equivalent(&mut self, other: &Self) -> bool {
        let also = other.says.as_deref().and_then(|says| says.strip_prefix(ALSO));
        let (Some(also), [(field, _)]) = (also, other.values.as_slice()) else { return false };
        let evidence =
            |claim: &Self| Self { values: vec![], whole: false, says: None, ..claim.clone() };
        if self.says.is_some() || evidence(self) != evidence(other) {
            return false;
        }
        let Some((_, value)) = self.values.iter_mut().find(|(name, _)| name == field) else {
            return false;
        };
        *value = match value.strip_suffix(')') {
            Some(begun) => format!("{begun}; {also})"),
            None => format!("{value} ({also})"),
        };
        true
    }
}

/// Returns claims with each amount in another unit beside the first, if one claim gives both.
fn with_equivalents(claims: Vec<ReviewedClaim>) -> Vec<ReviewedClaim> {
    let (also, mut kept): (Vec<_>, Vec<_>) = claims
        .into_iter()
        .enumerate()
        .partition(|(_, claim)| claim.says.as_ref().is_some_and(|says| says.starts_with(ALSO)));
    for (at, other) in also {
        if !kept.iter_mut().any(|(_, claim)| claim.add_equivalent(&other)) {
            let place = kept.partition_point(|(before, _)| *before < at);
            kept.insert(place, (at, other));
        }
    }
    kept.into_iter().map(|(_, claim)| claim).collect()
}

impl Base {
    /// Lists the claims of a source in the order of its paragraphs; those without one come last. Names that are only given
    /// together with their thing are left out.
    pub fn reviewed_claims(&self, source: &str) -> Result<Vec<ReviewedClaim>> {
        let sql = format!(
            "SELECT c.thing, c.whole, c.field, c.paragraph, c.place_in, c.phrase, c.says, c.read_as, c.read_reason, c.basis,
             c.confidence, c.note, t.kind, t.slug, t.name
             FROM thing AS t JOIN {OF_SOURCE} ON t.id = c.thing
             ORDER BY c.paragraph IS NULL, c.paragraph, c.id"
        );
        let rows = self.conn.read(&sql, [source], |row| {
            let fields: Option<String> = row.get(2)?;
            let supported = Supported::read(row.get(1)?, fields.as_deref());
            let subject = ReportSubject {
                kind: row.get(12)?,
                slug: row.get(13)?,
                name: row.get(14)?,
                field: None,
            };
            let claim = ReviewedClaim {
                paragraph: row.get(3)?,
                place_in: row.get(4)?,
                phrase: row.get(5)?,
                subject,
                values: vec![],
                whole: supported.whole,
                says: row.get(6)?,
                read_as: row.get(7)?,
                read_reason: row.get(8)?,
                basis: row.get(9)?,
                confidence: row.get(10)?,
                note: row.get(11)?,
            };
            Ok((row.get(0)?, claim, supported))
        })?;
        let given = |(_, claim, _): &(i64, ReviewedClaim, Supported)| {
            claim.subject.kind == NAME && claim.phrase.is_none() && claim.note.is_none()
        };
        let rows = rows.into_iter().filter(|row| !given(row));
        let claims = rows.map(|(id, claim, of)| self.with_values(claim, id, of));
        Ok(with_equivalents(claims.collect::<Result<_>>()?))
    }

    /// Adds the values that a claim supports. A record as a whole is known by its label, which has its values.
    fn with_values(
        &self,
        mut claim: ReviewedClaim,
        id: i64,
        supported: Supported,
    ) -> Result<ReviewedClaim> {
        let Some(kind) = self.catalog().kind(&claim.subject.kind) else { return Ok(claim) };
        claim.whole &= kind.sort == Sort::Thing || supported.fields.is_empty();
        for name in supported.fields {
            let value = match kind.field(&name) {
                Some(field) => self.value_of(kind, field, id)?,
                None => (name == DISTINCT).then(|| "yes".to_owned()),
            };
            claim.values.push((name, value.unwrap_or_default()));
        }
        Ok(claim)
    }
}
