//! The citations of a base: its sources, and the claims and flags that name a paragraph of one.

use std::collections::HashSet;

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Field, Kind, SOURCE, Sort, Type};
use crate::store::digest::{Entry, NOT_STATED, OPEN_LIST};
use crate::store::open::Base;
use crate::store::queries::Queries;
use crate::store::schema::{NAME, quote_ident, readable_sql};
use crate::store::subject::ReportSubject;
use crate::store::supported::Supported;
use crate::value::find_figures;

/// A source and its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedSource {
    /// Its slug.
    pub slug: String,
    /// The name of its file, without directories.
    pub file: Option<String>,
    /// The SHA-256 of that file, in small letters.
    pub sha256: Option<String>,
    /// The address at which it was found.
    pub url: Option<String>,
    /// The number of its paragraphs, as the base says.
    pub paragraphs: Option<i64>,
}

/// A claim that cites a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParagraphClaim {
    /// Its subject.
    pub subject: ReportSubject,
    /// The paragraph.
    pub paragraph: i64,
    /// The words printed there, if the claim gives them.
    pub phrase: Option<String>,
    /// Whether it supports a value that holds a number or a date.
    pub figure: bool,
}

/// A source with everything that cites it.
pub(super) struct Citing {
    pub(super) source: CitedSource,
    /// Claims that name a paragraph, in the document's order.
    pub(super) claims: Vec<ParagraphClaim>,
    /// The paragraphs of its flags.
    pub(super) flags: Vec<i64>,
    /// The things and records that it describes.
    pub(super) things: HashSet<i64>,
}

impl Base {
    /// Returns the slugs of the sources of the base, in order.
    pub fn source_slugs(&self) -> Result<Vec<String>> {
        Ok(read_sources(&self.conn)?.into_iter().map(|(_, source)| source.slug).collect())
    }

    /// Returns the sources with their claims and flags, in the order of their slugs: all, or some.
    pub(super) fn cited_sources(&self, only: &[String]) -> Result<Vec<Citing>> {
        let mut sources = read_sources(&self.conn)?;
        sources.retain(|(_, source)| only.is_empty() || only.contains(&source.slug));
        let citing = |(id, source)| {
            let things =
                self.conn.read_column("SELECT thing FROM claim WHERE source = ?1", [id])?;
            let sql = "SELECT DISTINCT paragraph FROM flag WHERE source = ?1 AND paragraph IS NOT NULL ORDER BY 1";
            let (claims, flags) = (self.claims_on(id)?, self.conn.read_column(sql, [id])?);
            Ok(Citing { source, claims, flags, things: things.into_iter().collect() })
        };
        sources.into_iter().map(citing).collect()
    }

    fn claims_on(&self, source: i64) -> Result<Vec<ParagraphClaim>> {
        let sql =
            "SELECT c.thing, t.kind, t.slug, t.name, c.whole, c.field, c.says, c.paragraph, c.phrase
             FROM claim AS c JOIN thing AS t ON t.id = c.thing
             WHERE c.source = ?1 AND c.paragraph IS NOT NULL ORDER BY c.paragraph, c.id";
        let claims = self.conn.read(sql, [source], |row| {
            let whole: Option<bool> = row.get(4)?;
            let fields: Option<String> = row.get(5)?;
            let claim = ParagraphClaim {
                subject: ReportSubject {
                    kind: row.get(1)?,
                    slug: row.get(2)?,
                    name: row.get(3)?,
                    field: fields.clone().filter(|_| whole != Some(true)),
                },
                paragraph: row.get(7)?,
                phrase: row.get(8)?,
                figure: false,
            };
            let says: Option<String> = row.get(6)?;
            Ok((claim, row.get(0)?, Supported::read(whole, fields.as_deref()), says))
        })?;
        let claims = claims.into_iter().map(|(claim, thing, supported, says)| {
            let figure = claim.phrase.is_some()
                && self.has_figure(&claim.subject.kind, thing, (&supported, says.as_deref()))?;
            Ok(ParagraphClaim { figure, ..claim })
        });
        claims.collect()
    }

    /// Checks whether a claim supports a value that holds a number or a date: in a field that it is about, or, if it is about
    /// a whole record, in any field of it. A competing value counts like the recorded one.
    fn has_figure(
        &self,
        kind: &str,
        thing: i64,
        (supported, says): (&Supported, Option<&str>),
    ) -> Result<bool> {
        if says.is_some_and(|says| says == NOT_STATED || says == OPEN_LIST) || kind == NAME {
            return Ok(false);
        }
        let Some(kind) = self.catalog().kind(kind) else { return Ok(false) };
        let whole = supported.whole && kind.sort == Sort::Record;
        let about = |field: &&Field| whole || supported.fields.contains(&field.name);
        for field in kind.stored_fields().filter(about) {
            let value = match says {
                Some(says) => Some(says.to_owned()),
                None => self.value_of(kind, field, thing)?,
            };
            let holds = value.is_some_and(|value| match &field.ty {
                Type::Text => !find_figures(&value).is_empty(),
                ty => is_figure(ty),
            });
            if holds {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the value of a field of a thing or record, as a person reads it.
    pub(in crate::store) fn value_of(
        &self,
        kind: &Kind,
        field: &Field,
        id: i64,
    ) -> Result<Option<String>> {
        let (value, table) = (readable_sql(field), quote_ident(&kind.name));
        let sql = format!("SELECT {value} FROM {table} AS r WHERE r.id = ?1");
        Ok(self.conn.read_value::<Option<String>>(&sql, [id])?.flatten())
    }
}

/// Checks whether values of a type are numbers or dates.
fn is_figure(ty: &Type) -> bool {
    match ty {
        Type::Number { .. }
        | Type::Share
        | Type::Money
        | Type::Quantity(_)
        | Type::Date
        | Type::Period => true,
        Type::Text | Type::Enum(_) | Type::YesNo | Type::Ref(_) | Type::Level(_) => false,
    }
}

/// Returns the sources of a base with their ids, in the order of their slugs.
pub(super) fn read_sources(conn: &Connection) -> Result<Vec<(i64, CitedSource)>> {
    let sql = format!(
        "SELECT t.id, coalesce(t.slug, t.name), s.file, s.sha256, s.url, s.paragraphs
         FROM {} AS s JOIN thing AS t ON t.id = s.id ORDER BY t.slug",
        quote_ident(SOURCE)
    );
    Ok(conn.read(&sql, [], |row| {
        let file: Option<String> = row.get(2)?;
        let source = CitedSource {
            slug: row.get(1)?,
            file: file.as_deref().and_then(file_name),
            sha256: row.get::<_, Option<String>>(3)?.map(|hash| hash.to_ascii_lowercase()),
            url: row.get(4)?,
            paragraphs: row.get(5)?,
        };
        Ok((row.get(0)?, source))
    })?)
}

/// Returns the name of a file without its directories.
fn file_name(path: &str) -> Option<String> {
    path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).map(str::to_owned)
}

impl CitedSource {
    /// Reads a source from its entry in a digest or a table.
    pub(super) fn of_entry(slug: &str, entry: &Entry<'_>) -> Self {
        Self {
            slug: slug.to_owned(),
            file: entry.shown_text("file").and_then(file_name),
            sha256: entry.shown_text("sha256").map(str::to_ascii_lowercase),
            url: entry.shown_text("url").map(str::to_owned),
            paragraphs: entry.shown_text("paragraphs").and_then(|count| count.parse().ok()),
        }
    }
}
