//! A part of a sentence: its words, and the amount that its number is a part of.

use std::ops::Range;

use super::amounts::Measured;
use super::names::{CapitalName, Office};
use crate::catalog::vocabulary::is_stop_word;
use crate::store::verify::Mentioned;
use crate::value::{FigureSort, NUMBER, Units, amount_at, is_chinese, word_ends};

/// What a part of a paragraph is.
pub(super) enum Located<'h> {
    Known(Mentioned, Option<Office>),
    Name(CapitalName<'h>),
    Figure(FigureSort),
    /// A time that is no day of an event, as a period, if it can be read.
    Time(Option<String>),
}

/// A part of a sentence.
pub(super) struct SentencePart<'p> {
    /// The text of the paragraph.
    pub(super) text: &'p str,
    pub(super) sentence: &'p Range<usize>,
    /// The part's bytes in the paragraph.
    pub(super) at: &'p Range<usize>,
}

impl<'p> SentencePart<'p> {
    pub(super) fn words(&self) -> &'p str {
        self.text.get(self.at.clone()).unwrap_or_default()
    }

    /// Returns the amount that its number is a part of.
    pub(super) fn measured(&self, units: &Units) -> Option<Measured> {
        let found =
            amount_at(self.text, self.sentence, self.at, units).filter(|_| !self.is_time())?;
        let unit = units.get(&found.amount.unit);
        let has_unit = unit.is_some_and(|unit| unit.dimension != NUMBER);
        Some(Measured { value: found.amount.text(units), at: found.at, has_unit })
    }

    /// Returns where the words for a number end: behind its unit, or else behind the noun that is counted.
    pub(super) fn noun_end(&self, measured: &Measured) -> usize {
        let end = measured.at.end;
        let behind = self.text.get(end..self.sentence.end).unwrap_or_default();
        if measured.has_unit {
            return end;
        }
        let mut ends = word_ends(self.text, self.sentence, self.at).into_iter();
        let Some(next) = ends.find(|next| *next > end) else { return end };
        // A word of two characters.
        if behind.starts_with(is_chinese) {
            return ends.next().unwrap_or(next);
        }
        let word = self.text.get(end..next).unwrap_or_default();
        let is_noun = word.starts_with([' ', '-']) && !is_stop_word(word.trim());
        if is_noun { next } else { end }
    }

    /// Checks whether it is a part of a time of day: `14:48`.
    fn is_time(&self) -> bool {
        let before = self.text.get(..self.at.start).unwrap_or_default();
        let behind = self.text.get(self.at.end..).unwrap_or_default();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        behind.strip_prefix(':').is_some_and(|rest| digit(rest.chars().next()))
            || before.strip_suffix(':').is_some_and(|rest| digit(rest.chars().next_back()))
    }
}
