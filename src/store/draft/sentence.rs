//! A part of a sentence: its words, and the amount that its number is a part of.

use std::ops::Range;

use super::amounts::Measured;
use super::names::{CapitalName, Office};
use crate::catalog::vocabulary::is_stop_word;
use crate::store::verify::Mentioned;
use crate::value::{FigureSort, NUMBER, Period, Units, amount_at, is_chinese, word_ends};

/// The most words of a noun with its adjectives.
const NOUN: usize = 4;

/// The signs and words between two days of a month.
const TO: [&str; 5] = [" to ", " through ", "-", "–", "—"];

/// The sort of a part of a paragraph.
pub(super) enum Located<'h> {
    Known(Mentioned, Option<Office>),
    Name(CapitalName<'h>),
    Figure(FigureSort),
    /// A time that isn't the day of an event, as a period, if it can be read.
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
    pub(super) fn measured_amount(&self, units: &Units) -> Option<Measured> {
        let found = amount_at(self.text, self.sentence, self.at, units)
            .filter(|_| !self.is_time() && !self.is_phase())?;
        let unit = units.get(&found.amount.unit);
        let has_unit = unit.is_some_and(|unit| unit.dimension != NUMBER);
        Some(Measured { value: found.amount.text(units), at: found.at, has_unit })
    }

    /// Returns the end of the words for a number: after its unit, or else after the counted noun, if that is known, or else after
    /// the first word that isn't a name.
    pub(super) fn noun_end(&self, measured: &Measured, is_counted: impl Fn(&str) -> bool) -> usize {
        let end = measured.at.end;
        let behind = self.text.get(end..self.sentence.end).unwrap_or_default();
        if measured.has_unit {
            return end;
        }
        let mut ends = word_ends(self.text, self.sentence, self.at).into_iter();
        let mut ends = ends.by_ref().skip_while(|next| *next <= end);
        let Some(next) = ends.next() else { return end };
        // A word of two characters.
        if behind.starts_with(is_chinese) {
            return ends.next().unwrap_or(next);
        }
        // `12 Chinese companies`, `3 new bonded warehouses`
        let (mut from, mut first) = (end, end);
        for next in [next].into_iter().chain(ends).take(NOUN) {
            let word = self.text.get(from..next).unwrap_or_default();
            let noun = word.trim_start_matches([' ', '-']);
            let goes_on = word.starts_with([' ', '-']) && noun.chars().all(char::is_alphabetic);
            if !goes_on || is_stop_word(noun) {
                break;
            }
            if is_counted(noun) {
                return next;
            }
            if first == end || first == from && self.is_capital(first, end) {
                first = next;
            }
            from = next;
        }
        first
    }

    /// Checks whether the word that ends at a byte, after `start`, has a capital.
    fn is_capital(&self, at: usize, start: usize) -> bool {
        let word = self.text.get(start..at).unwrap_or_default();
        word.rsplit(' ').next().is_some_and(|word| word.starts_with(char::is_uppercase))
    }

    /// Checks whether it is the number of a phase: 二期工程.
    fn is_phase(&self) -> bool {
        let behind = self.text.get(self.at.end..).unwrap_or_default();
        behind.starts_with('期') && self.words().chars().all(is_chinese)
    }

    /// Checks whether it is a part of a time of day, a day, or the first of several months: `14:48`, 1至10月, 5月1至3日.
    fn is_time(&self) -> bool {
        let before = self.text.get(..self.at.start).unwrap_or_default();
        let behind = self.text.get(self.at.end..).unwrap_or_default();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let last = behind.strip_prefix(['至', '到', '-', '–', '—', '~', '～']).unwrap_or_default();
        let unit = last.trim_start_matches(|c: char| c.is_ascii_digit());
        if unit.len() < last.len() && unit.starts_with(['月', '日']) {
            return true;
        }
        // 3日 is a day, and 3日元 an amount.
        let is_day = behind.strip_prefix('日').is_some_and(|rest| !rest.starts_with(['元', '均']));
        if is_day || behind.starts_with('号') || self.is_last_day() {
            return true;
        }
        behind.strip_prefix(':').is_some_and(|rest| digit(rest.chars().next()))
            || before.strip_suffix(':').is_some_and(|rest| digit(rest.chars().next_back()))
    }

    /// Checks whether it is the last of several days of a month, the first before the name of a month, or the year behind them:
    /// `May 1 to 3, 2019`, `1-3 May 2019`.
    fn is_last_day(&self) -> bool {
        let before = self.text.get(..self.at.start).unwrap_or_default();
        let behind = self.text.get(self.at.end..).unwrap_or_default();
        let without_digits = |text: &'p str| text.trim_end_matches(|c: char| c.is_ascii_digit());
        let days = before.strip_suffix(", ").filter(|_| self.words().len() == 4);
        let days = days.map_or(before, without_digits);
        let first = TO.iter().find_map(|to| days.strip_suffix(to)).unwrap_or_default();
        let month = without_digits(first).trim_end().rsplit(' ').next().unwrap_or_default();
        let last = TO.iter().find_map(|to| behind.strip_prefix(to)).unwrap_or_default();
        let next = last.trim_start_matches(|c: char| c.is_ascii_digit());
        let next = next.trim_start().split([' ', ',', '.']).next().unwrap_or_default();
        let is_month = |word: &str| {
            word.starts_with(char::is_uppercase) && Period::read(&format!("{word} 2000")).is_ok()
        };
        is_month(month) && without_digits(first) != first
            || is_month(next) && last.starts_with(|c: char| c.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_cited_with_what_is_counted() {
        for (text, cited) in [
            ("12 companies came", "12 companies"),
            ("12 Chinese companies came", "12 Chinese companies"),
            ("12 large Chinese companies came", "12 large Chinese companies"),
            ("12 Chinese firms came", "12 Chinese firms"),
            ("12 large firms", "12 large"),
            ("12, and companies came", "12"),
            ("12 of the companies", "12"),
        ] {
            let part = SentencePart { text, sentence: &(0..text.len()), at: &(0..2) };
            let measured = Measured { value: "12".to_owned(), at: 0..2, has_unit: false };
            let end = part.noun_end(&measured, |noun| noun == "companies");
            assert_eq!(text.get(..end), Some(cited));
        }
    }
}
