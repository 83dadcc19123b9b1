//! Candidates in a sentence for values that a person has to find.

use std::ops::Range;

use super::names::NameSort;
use super::sentence::Located;
use crate::value::FigureSort;

/// A time in a sentence, as printed, and its period, if that is certain.
struct OfferedTime {
    words: String,
    value: Option<String>,
}

/// The names and the times of a sentence.
#[derive(Default)]
pub(super) struct SentenceOffers {
    pub(super) names: Vec<String>,
    times: Vec<OfferedTime>,
}

impl SentenceOffers {
    pub(super) fn from_sentence<'l>(
        text: &str,
        located: impl Iterator<Item = &'l (Range<usize>, Located<'l>)>,
    ) -> Self {
        let mut offers = Self::default();
        for (at, what) in located {
            let words = text.get(at.clone()).unwrap_or_default().to_owned();
            match what {
                Located::Known(..) => offers.add_name(words),
                Located::Name(name) if name.sort != NameSort::Unknown => offers.add_name(words),
                Located::Figure(FigureSort::Date) => offers.add_time(words, None),
                Located::Time(value) => offers.add_time(words, value.clone()),
                Located::Name(_) | Located::Figure(FigureSort::Number) => {}
            }
        }
        offers
    }

    fn add_name(&mut self, words: String) {
        if !self.names.contains(&words) {
            self.names.push(words);
        }
    }

    /// Adds a time.
    pub(super) fn add_time(&mut self, words: String, value: Option<String>) {
        if !self.times.iter().any(|time| time.words == words) {
            self.times.push(OfferedTime { words, value });
        }
    }

    /// Returns the period of a sentence with one time, and the words for it.
    pub(super) fn only_period(&self) -> Option<(&str, &str)> {
        match self.times.as_slice() {
            [OfferedTime { words, value: Some(value) }] => Some((value, words)),
            _ => None,
        }
    }

    /// Lists the times for a comment.
    pub(super) fn list_times(&self) -> Vec<String> {
        let shown = |time: &OfferedTime| match &time.value {
            Some(value) => format!("{value} ({})", time.words),
            None => time.words.clone(),
        };
        self.times.iter().map(shown).collect()
    }
}
