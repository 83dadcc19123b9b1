//! Verifying that the citations of a base hold in the documents it cites.
//!
//! A document is known by its SHA-256, not by its name. Its paragraphs are counted, and every phrase is looked up in the paragraph
//! of its claim ([`documents`]); a phrase that is nowhere is compared with what is printed ([`nearest`]). [`coverage`] lists what
//! nothing cites; [`loaded`] looks up phrases while they are loaded. Nothing is printed here.

mod cited;
mod coverage;
mod documents;
mod known;
mod loaded;
mod nearest;
#[cfg(feature = "cli")]
mod pages;
#[cfg(not(feature = "cli"))]
mod pages {
    /// Returns the text of a document; only the program reads web pages.
    pub(in crate::store) fn document_text(bytes: Vec<u8>) -> Option<String> {
        String::from_utf8(bytes).ok()
    }

    /// Returns no heading.
    pub(in crate::store) fn main_heading(_: &[u8]) -> Option<String> {
        None
    }
}
mod sentences;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::Result;

use super::open::Base;
use cited::Citing;
use documents::Files;

pub use cited::{CitedSource, ParagraphClaim};
pub use coverage::{Coverage, PartSort, Share, Shares, UncitedPart, UncitedSentence};
pub(super) use documents::Paragraphs;
pub use documents::ReadProgress;
pub(super) use known::{KnownNames, Mentioned};
pub(super) use loaded::check_digests;
pub use nearest::Nearest;
pub(super) use pages::{document_text, main_heading};
pub(super) use sentences::sentence_ranges;

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
    /// What nothing cites, if that was wanted and there is a document.
    pub coverage: Option<Coverage>,
    /// The paragraphs of its document, likewise.
    pub texts: Vec<String>,
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
        /// The words most like it, in that paragraph or another.
        nearest: Option<Nearest>,
    },
    /// Paragraphs without a claim and without a flag.
    Silent(Vec<i64>),
}

impl Verified {
    /// Checks whether everything holds.
    pub fn has_no_faults(&self) -> bool {
        self.sources.iter().all(|checked| checked.faults.is_empty())
    }
}

impl Base {
    /// Looks up every citation in the documents of a directory: those of some sources, by slug, or of all sources. `uncited` is
    /// whether it lists what nothing cites, too.
    pub fn verify(
        &self,
        (directory, uncited): (&Path, bool),
        only: &[String],
        progress: &mut ReadProgress<'_>,
    ) -> Result<Verified> {
        let citing = self.cited_sources(only)?;
        let cited = citing.iter().map(|citing| &citing.source);
        let mut files = Files::find(directory, cited, progress)?;
        let mut unreadable = std::mem::take(&mut files.unreadable);
        let mut sources = Vec::new();
        for citing in citing {
            let (mut checked, document) = Checked::new(&citing, &files, &mut unreadable);
            if let Some(document) = document.filter(|_| uncited) {
                let names = KnownNames::new(self, &citing.source.slug);
                checked.texts = document.with_numbers().map(|(_, text)| text.to_owned()).collect();
                checked.coverage = Some(Coverage::of_document(&document, &citing, &names)?);
            }
            sources.push(checked);
        }
        Ok(Verified { sources, unreadable })
    }
}

impl Checked {
    /// Checks a source, and returns its document.
    fn new(
        citing: &Citing,
        files: &Files,
        unreadable: &mut Vec<(PathBuf, io::Error)>,
    ) -> (Self, Option<Paragraphs>) {
        let mut checked = Self {
            source: citing.source.clone(),
            paragraphs: None,
            looked_up: 0,
            found: 0,
            unrecorded: None,
            faults: vec![],
            coverage: None,
            texts: vec![],
        };
        let Some(path) = checked.find_document(files) else {
            checked.faults.push(CitationFault::Missing);
            return (checked, None);
        };
        match fs::read(&path).map(document_text) {
            Ok(Some(text)) => {
                let document = Paragraphs::read(&text);
                checked.look_up(&document, citing);
                return (checked, Some(document));
            }
            // A document cited by page or cell needs no paragraphs.
            Ok(None) if citing.claims.is_empty() && citing.flags.is_empty() => {}
            Ok(None) => checked.faults.push(CitationFault::NotText(path)),
            Err(error) => {
                unreadable.push((path, error));
                checked.faults.push(CitationFault::Missing);
            }
        }
        (checked, None)
    }

    /// Returns the document: by its hash, or else by its name.
    fn find_document(&mut self, files: &Files) -> Option<PathBuf> {
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

    fn look_up(&mut self, document: &Paragraphs, Citing { claims, flags, .. }: &Citing) {
        let counted = document.count();
        self.paragraphs = Some(counted);
        if let Some(said) = self.source.paragraphs.filter(|said| *said != counted) {
            self.faults.push(CitationFault::Count { said, counted });
        }
        let covered: BTreeSet<i64> =
            claims.iter().map(|claim| claim.paragraph).chain(flags.iter().copied()).collect();
        for claim in claims {
            self.look_up_claim(document, claim.clone());
        }
        let beyond = flags.iter().filter(|flag| !document.has_paragraph(**flag));
        self.faults.extend(beyond.map(|flag| CitationFault::FlagBeyond(*flag)));
        let silent: Vec<i64> = (1..=counted).filter(|number| !covered.contains(number)).collect();
        if !silent.is_empty() {
            self.faults.push(CitationFault::Silent(silent));
        }
    }

    fn look_up_claim(&mut self, document: &Paragraphs, claim: ParagraphClaim) {
        let paragraph = claim.paragraph;
        let phrase = claim.phrase.as_deref();
        let elsewhere =
            || phrase.map(|phrase| document.paragraphs_with(phrase)).unwrap_or_default();
        self.looked_up += u64::from(phrase.is_some());
        if !document.has_paragraph(paragraph) {
            let elsewhere = elsewhere();
            self.faults.push(CitationFault::Beyond { claim, elsewhere });
        } else if let Some(phrase) = phrase {
            if document.has_phrase(paragraph, phrase) {
                self.found += 1;
                return;
            }
            let (elsewhere, nearest) = (elsewhere(), document.nearest_words(paragraph, phrase));
            self.faults.push(CitationFault::Absent { claim, elsewhere, nearest });
        }
    }
}
