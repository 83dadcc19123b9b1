//! Verifying that the citations of a base hold in the documents it cites.
//!
//! A document is known by its SHA-256, not by its name. Its paragraphs are counted, and every phrase is looked up in the paragraph
//! of its claim ([`documents`]). Nothing is printed here.

mod documents;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result};

use super::open::Base;
use super::queries::Queries;
use super::schema::ident;
use super::subject::ReportSubject;
use crate::catalog::SOURCE;
use documents::{Files, Paragraphs};

pub use documents::ReadProgress;

/// The result of verifying a base.
#[derive(Debug)]
pub struct Verified {
    /// Each source of the base, in the order of their slugs.
    pub sources: Vec<Checked>,
    /// Files of the directory that could not be read, and why.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

/// The result of verifying a source.
#[derive(Debug)]
pub struct Checked {
    /// The source.
    pub source: CitedSource,
    /// The number of paragraphs of its document, if there is one.
    pub paragraphs: Option<i64>,
    /// The number of phrases that were looked up …
    pub looked_up: u64,
    /// … and of those that are where their claims say.
    pub found: u64,
    /// The SHA-256 of its document, if the base does not record one.
    pub unrecorded: Option<String>,
    /// The citations and figures that do not hold.
    pub faults: Vec<CitationFault>,
}

/// A citation or figure that does not hold.
#[derive(Debug)]
pub enum CitationFault {
    /// No file has the hash or the name.
    Missing,
    /// A file has the name, but other content; it is read all the same.
    Changed(PathBuf),
    /// The file is not text in UTF-8, so it has no paragraphs to look into.
    NotText(PathBuf),
    /// The document has another number of paragraphs than the base says.
    Count {
        /// The number in the base.
        said: i64,
        /// The number in the document.
        counted: i64,
    },
    /// The document does not have the paragraph that a claim names.
    Beyond {
        /// The claim.
        claim: ParagraphClaim,
        /// The paragraphs that have its phrase.
        elsewhere: Vec<i64>,
    },
    /// The document does not have the paragraph that a flag names.
    FlagBeyond(i64),
    /// The phrase is not in the paragraph.
    Absent {
        /// The claim.
        claim: ParagraphClaim,
        /// The paragraphs that have it.
        elsewhere: Vec<i64>,
        /// The words of the paragraph most like it.
        nearest: Option<String>,
    },
    /// Paragraphs without a claim and without a flag.
    Silent(Vec<i64>),
}

impl Verified {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.sources.iter().all(|checked| checked.faults.is_empty())
    }
}

impl Base {
    /// Looks up every citation in the documents of a directory: those of some sources, by slug, or of all sources.
    pub fn verify(
        &self,
        directory: &Path,
        only: &[String],
        progress: &mut ReadProgress<'_>,
    ) -> Result<Verified> {
        let citing = self.cited(only)?;
        let names = citing.iter().filter_map(|citing| citing.source.file.as_deref()).collect();
        let hashes: BTreeSet<String> =
            citing.iter().filter_map(|citing| citing.source.sha256.clone()).collect();
        let mut files = Files::find(directory, &names, hashes, progress)
            .with_context(|| format!("reading {}", directory.display()))?;
        let mut unreadable = std::mem::take(&mut files.unreadable);
        let check = |citing| Checked::new(citing, &files, &mut unreadable);
        let sources = citing.into_iter().map(check).collect();
        Ok(Verified { sources, unreadable })
    }
}

impl Checked {
    fn new(citing: Citing, files: &Files, unreadable: &mut Vec<(PathBuf, io::Error)>) -> Self {
        let Citing { source, claims, flags } = citing;
        let mut checked = Self {
            source,
            paragraphs: None,
            looked_up: 0,
            found: 0,
            unrecorded: None,
            faults: vec![],
        };
        let Some(path) = checked.file(files) else {
            checked.faults.push(CitationFault::Missing);
            return checked;
        };
        match fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => checked.look_up(&Paragraphs::read(&text), claims, &flags),
            // A document cited by page or cell needs no paragraphs.
            Ok(Err(_)) if claims.is_empty() && flags.is_empty() => {}
            Ok(Err(_)) => checked.faults.push(CitationFault::NotText(path)),
            Err(error) => {
                unreadable.push((path, error));
                checked.faults.push(CitationFault::Missing);
            }
        }
        checked
    }

    /// Returns the document: by its hash, or else by its name.
    fn file(&mut self, files: &Files) -> Option<PathBuf> {
        let hash = self.source.sha256.as_deref();
        if let Some(path) = hash.and_then(|hash| files.of_hash(hash)) {
            return Some(path.to_owned());
        }
        let (path, found) = files.of_name(self.source.file.as_deref()?)?;
        if hash.is_some() {
            self.faults.push(CitationFault::Changed(path.to_owned()));
        } else {
            self.unrecorded = Some(found.to_owned());
        }
        Some(path.to_owned())
    }

    fn look_up(&mut self, document: &Paragraphs, claims: Vec<ParagraphClaim>, flags: &[i64]) {
        let counted = document.count();
        self.paragraphs = Some(counted);
        if let Some(said) = self.source.paragraphs.filter(|said| *said != counted) {
            self.faults.push(CitationFault::Count { said, counted });
        }
        let covered: BTreeSet<i64> =
            claims.iter().map(|claim| claim.paragraph).chain(flags.iter().copied()).collect();
        for claim in claims {
            self.claim(document, claim);
        }
        let beyond = flags.iter().filter(|flag| !document.has(**flag));
        self.faults.extend(beyond.map(|flag| CitationFault::FlagBeyond(*flag)));
        let silent: Vec<i64> = (1..=counted).filter(|number| !covered.contains(number)).collect();
        if !silent.is_empty() {
            self.faults.push(CitationFault::Silent(silent));
        }
    }

    fn claim(&mut self, document: &Paragraphs, claim: ParagraphClaim) {
        let paragraph = claim.paragraph;
        let phrase = claim.phrase.as_deref();
        let elsewhere = || phrase.map(|phrase| document.places(phrase)).unwrap_or_default();
        self.looked_up += u64::from(phrase.is_some());
        if !document.has(paragraph) {
            let elsewhere = elsewhere();
            self.faults.push(CitationFault::Beyond { claim, elsewhere });
        } else if let Some(phrase) = phrase {
            if document.holds(paragraph, phrase) {
                self.found += 1;
                return;
            }
            let (elsewhere, nearest) = (elsewhere(), document.nearest(paragraph, phrase));
            self.faults.push(CitationFault::Absent { claim, elsewhere, nearest });
        }
    }
}

/// A source and its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedSource {
    /// Its slug.
    pub slug: String,
    /// The name of its file, without directories.
    pub file: Option<String>,
    /// The SHA-256 of that file, in small letters.
    pub sha256: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// The number of its paragraphs, as the base says.
    pub paragraphs: Option<i64>,
}

/// A claim that cites a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParagraphClaim {
    /// What it is about.
    pub subject: ReportSubject,
    /// The paragraph.
    pub paragraph: i64,
    /// The words printed there, if the claim gives them.
    pub phrase: Option<String>,
}

/// A source with everything that cites it.
pub(super) struct Citing {
    pub(super) source: CitedSource,
    /// Claims that name a paragraph, in the document's order.
    pub(super) claims: Vec<ParagraphClaim>,
    /// The paragraphs of its flags.
    pub(super) flags: Vec<i64>,
}

impl Base {
    /// Returns the slugs of the sources of the base, in order.
    pub fn source_slugs(&self) -> Result<Vec<String>> {
        Ok(self.sources()?.into_iter().map(|(_, source)| source.slug).collect())
    }

    /// Returns the sources with their claims and flags, in the order of their slugs: all, or some.
    pub(super) fn cited(&self, only: &[String]) -> Result<Vec<Citing>> {
        let mut sources = self.sources()?;
        sources.retain(|(_, source)| only.is_empty() || only.contains(&source.slug));
        let citing = |(id, source)| {
            Ok(Citing { source, claims: self.claims_on(id)?, flags: self.flags_on(id)? })
        };
        sources.into_iter().map(citing).collect()
    }

    fn sources(&self) -> Result<Vec<(i64, CitedSource)>> {
        let sql = format!(
            "SELECT t.id, coalesce(t.slug, t.name), s.file, s.sha256, s.url, s.paragraphs
             FROM {} AS s JOIN thing AS t ON t.id = s.id ORDER BY t.slug",
            ident(SOURCE)
        );
        Ok(self.conn.read(&sql, [], |row| {
            let file: Option<String> = row.get(2)?;
            let file = file.as_deref().and_then(|file| file.rsplit(['/', '\\']).next());
            let source = CitedSource {
                slug: row.get(1)?,
                file: file.filter(|file| !file.is_empty()).map(str::to_owned),
                sha256: row.get::<_, Option<String>>(3)?.map(|hash| hash.to_ascii_lowercase()),
                url: row.get(4)?,
                paragraphs: row.get(5)?,
            };
            Ok((row.get(0)?, source))
        })?)
    }

    fn claims_on(&self, source: i64) -> Result<Vec<ParagraphClaim>> {
        let sql =
            "SELECT t.kind, t.slug, t.name, iif(c.whole, NULL, c.field), c.paragraph, c.phrase
             FROM claim AS c JOIN thing AS t ON t.id = c.thing
             WHERE c.source = ?1 AND c.paragraph IS NOT NULL ORDER BY c.paragraph, c.id";
        let claims = self.conn.all(sql, [source])?.into_iter();
        Ok(claims
            .map(|(kind, slug, name, field, paragraph, phrase)| ParagraphClaim {
                subject: ReportSubject { kind, slug, name, field },
                paragraph,
                phrase,
            })
            .collect())
    }

    fn flags_on(&self, source: i64) -> Result<Vec<i64>> {
        let sql = "SELECT DISTINCT paragraph FROM flag WHERE source = ?1 AND paragraph IS NOT NULL ORDER BY 1";
        Ok(self.conn.column(sql, [source])?)
    }
}
