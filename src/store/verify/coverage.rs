//! Finds the sentences, numbers, dates and known names of a document that no claim covers, by their place in the text.
//!
//! A phrase covers its first occurrence in the paragraph; a longer phrase can name a later one. A sentence is covered by any
//! phrase in it, and a number or a date by a phrase that has all of it and supports a value. A name is covered by any phrase, or
//! if its source says something of the thing. A claim without a phrase covers a paragraph of one sentence. A flag covers a
//! paragraph that no claim cites; the figures in such paragraphs are counted.

use std::collections::HashSet;
use std::ops::Range;

use anyhow::Result;

use super::cited::Citing;
use super::documents::Paragraphs;
use super::known::{KnownNames, Mentioned};
use super::sentences::sentence_ranges;
use crate::value::{FigureSort, find_figures};

/// The parts of a document that no claim of its source covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// In the order of the document, each sentence with what it has.
    pub uncited: Vec<UncitedSentence>,
    /// The share that is covered.
    pub shares: Shares,
}

/// A sentence that no claim cites, or a part of it that none does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncitedSentence {
    /// Its paragraph.
    pub paragraph: i64,
    /// Its text.
    pub text: String,
    /// Whether a claim cites some words of it.
    pub cited: bool,
    /// The numbers, dates and names in it that none covers, in their order.
    pub parts: Vec<UncitedPart>,
}

/// A number, a date or a name that no claim covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncitedPart {
    /// Its bytes in the sentence.
    pub at: Range<usize>,
    /// What it is.
    pub sort: PartSort,
}

/// The sort of a part of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartSort {
    /// A number.
    Number,
    /// A date or period.
    Date,
    /// A name that the base or the atlas knows.
    Name,
}

/// How many of all are covered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that are covered …
    pub cited: u64,
    /// … of this many.
    pub all: u64,
}

/// How much of a document is covered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shares {
    /// Its sentences.
    pub sentences: Share,
    /// Its numbers.
    pub numbers: Share,
    /// Its dates.
    pub dates: Share,
    /// The things and places that it names, each once.
    pub names: Share,
    /// The numbers and dates of paragraphs that are only flagged.
    pub flagged: u64,
}

impl Shares {
    /// Checks whether nothing is left out.
    pub fn is_whole(&self) -> bool {
        let Self { sentences, numbers, dates, names, flagged } = self;
        let shares = [sentences, numbers, dates, names];
        *flagged == 0 && shares.iter().all(|share| share.cited == share.all)
    }
}

impl PartSort {
    /// Returns its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Name => "name",
        }
    }
}

impl Share {
    fn count_one(&mut self, cited: bool) {
        self.all += 1;
        self.cited += u64::from(cited);
    }

    /// Adds another share.
    pub fn add(&mut self, other: Self) {
        self.all += other.all;
        self.cited += other.cited;
    }
}

impl Shares {
    /// Adds the shares of another document.
    pub fn add(&mut self, other: &Self) {
        self.sentences.add(other.sentences);
        self.numbers.add(other.numbers);
        self.dates.add(other.dates);
        self.names.add(other.names);
        self.flagged += other.flagged;
    }
}

/// The words that claims cite in one paragraph.
struct CitedPlaces {
    /// Each with whether its claim supports a value with a number or a date.
    places: Vec<(Range<usize>, bool)>,
    /// Whether some claim cites the paragraph without words.
    whole: bool,
}

impl CitedPlaces {
    fn touches(&self, at: &Range<usize>) -> bool {
        self.places.iter().any(|(place, _)| place.start < at.end && at.start < place.end)
    }

    fn covers_figure(&self, at: &Range<usize>) -> bool {
        let mut of_values = self.places.iter().filter(|(_, figure)| *figure);
        of_values.any(|(place, _)| place.start <= at.start && at.end <= place.end)
    }
}

/// A paragraph that is searched.
struct Paragraph<'t> {
    number: i64,
    text: &'t str,
    cited: CitedPlaces,
}

impl Coverage {
    /// Lists the parts of a document that the claims of its source don't cover.
    pub(super) fn of_document(
        document: &Paragraphs,
        citing: &Citing,
        names: &KnownNames<'_>,
    ) -> Result<Self> {
        let mut coverage = Self::default();
        let mut search = Search { names, things: &citing.things, named: HashSet::new() };
        for (number, text) in document.with_numbers() {
            let claims: Vec<_> = citing.claims.iter().filter(|c| c.paragraph == number).collect();
            if claims.is_empty() && citing.flags.contains(&number) {
                coverage.shares.flagged += find_figures(text).len() as u64;
                continue;
            }
            let places = claims.iter().filter_map(|claim| {
                Some((document.phrase_range(number, claim.phrase.as_deref()?)?, claim.figure))
            });
            let places = places.collect();
            let whole = claims.iter().any(|claim| claim.phrase.is_none());
            let cited = CitedPlaces { places, whole };
            coverage.add_paragraph(&Paragraph { number, text, cited }, &mut search)?;
        }
        Ok(coverage)
    }

    fn add_paragraph(&mut self, paragraph: &Paragraph<'_>, search: &mut Search<'_>) -> Result<()> {
        let text = paragraph.text;
        let parts = search.uncited_parts(paragraph, &mut self.shares)?;
        let sentences = sentence_ranges(text);
        let alone = sentences.len() == 1 && paragraph.cited.whole;
        for at in sentences {
            let cited = alone || paragraph.cited.touches(&at);
            self.shares.sentences.count_one(cited);
            let parts: Vec<UncitedPart> = parts
                .iter()
                .filter(|part| at.start <= part.at.start && part.at.start < at.end)
                .map(|part| {
                    let end = part.at.end.min(at.end);
                    UncitedPart { at: part.at.start - at.start..end - at.start, ..part.clone() }
                })
                .collect();
            if !cited || !parts.is_empty() {
                let text = text.get(at).unwrap_or_default().to_owned();
                let paragraph = paragraph.number;
                self.uncited.push(UncitedSentence { paragraph, text, cited, parts });
            }
        }
        Ok(())
    }
}

/// The search for uncovered parts.
struct Search<'c> {
    names: &'c KnownNames<'c>,
    /// The things that its source describes.
    things: &'c HashSet<i64>,
    /// The names that were met before: each counts once.
    named: HashSet<Mentioned>,
}

impl Search<'_> {
    /// Lists the numbers, dates and names of a paragraph that nothing covers, and counts all of them.
    fn uncited_parts(
        &mut self,
        paragraph: &Paragraph<'_>,
        shares: &mut Shares,
    ) -> Result<Vec<UncitedPart>> {
        let text = paragraph.text;
        let mentions = self.names.find_mentions(text)?;
        let mut parts = Vec::new();
        for figure in find_figures(text) {
            // `四川` has a numeral in it and is a place.
            let letters = text
                .get(figure.at.clone())
                .is_some_and(|part| part.chars().all(char::is_alphabetic) && !part.is_ascii());
            let within = |(at, _): &(Range<usize>, Mentioned)| {
                at.start <= figure.at.start && figure.at.end <= at.end
            };
            if letters && mentions.iter().any(within) {
                continue;
            }
            let cited = paragraph.cited.covers_figure(&figure.at);
            let (share, sort) = match figure.sort {
                FigureSort::Number => (&mut shares.numbers, PartSort::Number),
                FigureSort::Date => (&mut shares.dates, PartSort::Date),
            };
            share.count_one(cited);
            parts.extend((!cited).then_some(UncitedPart { at: figure.at, sort }));
        }
        for (at, meaning) in mentions {
            let known = match &meaning {
                Mentioned::Things(ids) => ids.iter().any(|id| self.things.contains(id)),
                Mentioned::Atlas(_) => false,
            };
            let cited = known || paragraph.cited.touches(&at);
            if self.named.insert(meaning) {
                shares.names.count_one(cited);
                parts.extend((!cited).then_some(UncitedPart { at, sort: PartSort::Name }));
            }
        }
        parts.sort_by_key(|part| part.at.start);
        Ok(parts)
    }
}
