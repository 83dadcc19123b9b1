//! What a base says of its documents: the sources, and what their claims and flags cite.

use anyhow::Result;

use crate::catalog::SOURCE;
use crate::store::open::Base;
use crate::store::schema::ident;
use crate::store::subject::Subject;

/// A source, as far as its document goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What digests call it.
    pub slug: String,
    /// The name of the file it was kept in, without directories.
    pub file: Option<String>,
    /// The SHA-256 of that file, in small letters.
    pub sha256: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// How many paragraphs it is said to have.
    pub paragraphs: Option<i64>,
}

/// A claim, as far as it cites a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// What it is about.
    pub subject: Subject,
    /// The paragraph.
    pub paragraph: i64,
    /// The words printed there, where the claim gives them.
    pub phrase: Option<String>,
}

/// A source with everything that cites it.
pub(super) struct Citing {
    pub(super) source: Source,
    /// Claims that name a paragraph, in the document's order.
    pub(super) claims: Vec<Cited>,
    /// The paragraphs of its flags.
    pub(super) flags: Vec<i64>,
}

impl Base {
    /// What digests call the sources of the base, in order.
    pub fn source_slugs(&self) -> Result<Vec<String>> {
        Ok(self.sources()?.into_iter().map(|(_, source)| source.slug).collect())
    }

    /// The sources with what cites them, in the order of their slugs: all, or some.
    pub(super) fn cited(&self, only: &[String]) -> Result<Vec<Citing>> {
        let mut sources = self.sources()?;
        sources.retain(|(_, source)| only.is_empty() || only.contains(&source.slug));
        let citing = |(id, source)| {
            Ok(Citing { source, claims: self.claims_on(id)?, flags: self.flags_on(id)? })
        };
        sources.into_iter().map(citing).collect()
    }

    fn sources(&self) -> Result<Vec<(i64, Source)>> {
        let mut find = self.conn.prepare(&format!(
            "SELECT t.id, coalesce(t.slug, t.name), s.file, s.sha256, s.url, s.paragraphs
             FROM {} AS s JOIN thing AS t ON t.id = s.id ORDER BY t.slug",
            ident(SOURCE)
        ))?;
        let sources = find.query_map([], |row| {
            let file: Option<String> = row.get(2)?;
            let file = file.as_deref().and_then(|file| file.rsplit(['/', '\\']).next());
            let source = Source {
                slug: row.get(1)?,
                file: file.filter(|file| !file.is_empty()).map(str::to_owned),
                sha256: row.get::<_, Option<String>>(3)?.map(|hash| hash.to_ascii_lowercase()),
                url: row.get(4)?,
                paragraphs: row.get(5)?,
            };
            Ok((row.get(0)?, source))
        })?;
        Ok(sources.collect::<rusqlite::Result<_>>()?)
    }

    fn claims_on(&self, source: i64) -> Result<Vec<Cited>> {
        let mut find = self.conn.prepare_cached(
            "SELECT t.kind, t.slug, t.name, c.field, c.paragraph, c.phrase
             FROM claim AS c JOIN thing AS t ON t.id = c.thing
             WHERE c.source = ?1 AND c.paragraph IS NOT NULL ORDER BY c.paragraph, c.id",
        )?;
        let claims = find.query_map([source], |row| {
            Ok(Cited {
                subject: Subject {
                    kind: row.get(0)?,
                    slug: row.get(1)?,
                    name: row.get(2)?,
                    field: row.get(3)?,
                },
                paragraph: row.get(4)?,
                phrase: row.get(5)?,
            })
        })?;
        Ok(claims.collect::<rusqlite::Result<_>>()?)
    }

    fn flags_on(&self, source: i64) -> Result<Vec<i64>> {
        let mut find = self.conn.prepare_cached(
            "SELECT DISTINCT paragraph FROM flag WHERE source = ?1 AND paragraph IS NOT NULL ORDER BY 1",
        )?;
        let flags = find.query_map([source], |row| row.get(0))?;
        Ok(flags.collect::<rusqlite::Result<_>>()?)
    }
}
