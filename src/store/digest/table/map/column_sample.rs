//! A column of a table, as its cells describe it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::literal::is_absent;
use super::super::cells::fold_heading;
use super::headings::{YEARS, heading_of};
use crate::catalog::vocabulary::names_for_word;
use crate::catalog::{Catalog, Choice, Field, Type};
use crate::value::{Conventions, Country, DateValue, DayOrder};

/// The number of samples in a comment.
const SAMPLES: usize = 3;
/// The most different words of a column that may be values of a list.
const WORDS: usize = 24;
/// The longest sample, in characters.
const LONGEST: usize = 40;
/// The number of cells of a column that are looked up in the atlas.
const PLACES: usize = 200;
/// The separator that may also be part of a name.
pub(super) const COMMA: &str = ", ";
/// The separators of several names in one cell.
const SEPARATORS: [&str; 4] = [";", "；", "、", "|"];

/// A column of the table, as its cells describe it.
#[derive(Default)]
pub(super) struct ColumnSample {
    pub(super) name: String,
    pub(super) filled: usize,
    /// The first different texts.
    pub(super) words: Vec<String>,
    /// Whether there are more different texts than these.
    pub(super) more: bool,
    /// Whether a text occurs twice.
    pub(super) repeated: bool,
    /// How many cells are names or codes of countries, how many of them codes of three letters, and how many are dates.
    pub(super) countries: usize,
    pub(super) codes: usize,
    pub(super) dates: usize,
    /// The cells that are plain numbers of more than four digits, such as `2019.03`, by the year of the date that they may be.
    numbers: BTreeMap<Option<String>, usize>,
    /// Whether the heading names a period.
    is_of_period: bool,
    /// How many of the first cells are names or codes of places.
    pub(super) places: usize,
    /// How many cells are several texts with a separator between them, and the separator.
    pub(super) lists: usize,
    pub(super) separator: &'static str,
    /// How many cells are codes of countries of two letters.
    pub(super) short_codes: usize,
    /// The texts with commas, such as `State Grid, Sinopec`, one of whose parts is also a cell of its own, and those without such
    /// a part.
    pub(super) several: usize,
    pub(super) whole: Vec<String>,
    /// The first texts that are no countries, and those that no place of the atlas has as its name or code.
    pub(super) elsewhere: Vec<String>,
    pub(super) unlisted: Vec<String>,
}

/// Checks whether a text is a year: `2019`, `2019年`.
pub(super) fn is_year(text: &str) -> bool {
    let digits = text.strip_suffix('年').unwrap_or(text);
    digits.len() == 4 && digits.parse().is_ok_and(|year: u16| YEARS.contains(&year))
}

/// Counts the letters of a word; a Chinese character says as much as two.
pub(super) fn count_letters(word: &str) -> usize {
    let weight = |c: char| if c > '\u{2E80}' { 2 } else { 1 };
    word.chars().filter(|c| c.is_alphabetic()).map(weight).sum()
}

impl ColumnSample {
    pub(super) fn add(&mut self, catalog: &Catalog, text: &str, seen: &mut BTreeSet<String>) {
        self.filled += 1;
        self.repeated |= !seen.insert(text.to_owned());
        if self.words.len() < WORDS && !self.words.iter().any(|word| word == text) {
            self.words.push(text.to_owned());
        }
        self.more = seen.len() > self.words.len();
        let is_country = Country::find(text).is_some();
        let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        self.countries += usize::from(is_country);
        let is_short = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        self.short_codes += usize::from(is_country && is_short);
        let sampled = |samples: &mut Vec<String>| {
            if samples.len() < SAMPLES && !samples.iter().any(|sample| sample == text) {
                samples.push(text.to_owned());
            }
        };
        if !is_country {
            sampled(&mut self.elsewhere);
        }
        self.codes += usize::from(is_country && is_code);
        if self.filled <= PLACES {
            if is_country || !catalog.find_in_atlas(text, true, &|_| true).is_empty() {
                self.places += 1;
            } else {
                sampled(&mut self.unlisted);
            }
        }
        if let Some(separator) = SEPARATORS.into_iter().find(|separator| text.contains(separator)) {
            self.lists += 1;
            self.separator = separator;
        }
        let orders = std::iter::once(None).chain(DayOrder::ALL.map(Some));
        let mut orders = orders.map(|days| Conventions { days, ..Conventions::default() });
        let is_date = text.len() > 4 && orders.any(|by| DateValue::read_date(text, by).is_ok());
        self.dates += usize::from(is_date);
        if text.len() > 4 && text.chars().all(|c| c.is_ascii_digit() || c == '.') {
            let year = text.get(..4).filter(|year| is_date && is_year(year));
            *self.numbers.entry(year.map(str::to_owned)).or_default() += 1;
            self.dates -= usize::from(is_date && year.is_none());
        }
    }

    /// Counts plain numbers as dates only if all of them may be, in the year that the heading names, if it names one.
    pub(super) fn leave_out_numbers(&mut self) {
        self.is_of_period = heading_of(&self.name).0.is_some();
        let fits = |year: &Option<String>| {
            year.as_ref().is_some_and(|year| !self.is_of_period || self.name.contains(year))
        };
        if !self.numbers.keys().all(fits) {
            self.dates -=
                self.numbers.iter().filter_map(|(year, n)| year.as_ref().map(|_| n)).sum::<usize>();
        }
        self.numbers.clear();
    }

    /// Finds the cells that seem to be several names with commas between them.
    pub(super) fn find_several(&mut self, seen: &BTreeSet<String>) {
        let stands_alone = |part: &str| seen.contains(part.trim());
        let is_list = |text: &&String| text.split(COMMA).any(stands_alone);
        let with_comma = || seen.iter().filter(|text| text.contains(COMMA));
        self.several = with_comma().filter(is_list).count();
        if self.several > 0 {
            self.whole = with_comma().filter(|text| !is_list(text)).cloned().collect();
        }
    }

    /// Checks whether nearly all cells are codes of countries of two letters, among which is `NA` for Namibia.
    pub(super) fn is_of_short_codes(&self) -> bool {
        self.is_nearly_all(self.short_codes)
    }

    /// Checks whether a number has more than two decimals.
    pub(super) fn has_long_decimals(&self) -> bool {
        let decimals = |word: &String| word.rsplit_once('.').map_or(0, |(_, rest)| rest.len());
        self.words.iter().any(|word| decimals(word) > 2 && word.parse::<f64>().is_ok())
    }

    /// Checks whether nearly all of the first cells are names or codes of places.
    pub(super) fn is_of_places(&self) -> bool {
        self.places > 0 && self.places * 10 >= self.filled.min(PLACES) * 8
    }

    /// Checks whether most of the first cells are names or codes of places.
    pub(super) fn has_places(&self) -> bool {
        self.places * 2 > self.filled.min(PLACES)
    }

    /// Checks whether at least nine in ten filled cells are counted.
    pub(super) fn is_nearly_all(&self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 9
    }

    /// Checks whether all of the first texts are years.
    pub(super) fn is_of_years(&self) -> bool {
        !self.words.is_empty() && !self.is_of_period && self.words.iter().all(|word| is_year(word))
    }

    /// Checks whether most of the first texts are names rather than numbers, such as `12个`, and few cells are dates.
    pub(super) fn is_of_texts(&self) -> bool {
        let is_text = |word: &str| {
            let digits = word.chars().filter(char::is_ascii_digit).count();
            count_letters(word) > digits && (digits == 0 || count_letters(word) > 2)
        };
        self.most_are(is_text) && self.dates * 2 < self.filled
    }

    /// Checks whether something holds for most of the first texts, but for those that say that a value is missing.
    pub(super) fn most_are(&self, holds: impl Fn(&str) -> bool) -> bool {
        let given = || self.words.iter().filter(|word| !is_absent(word));
        given().filter(|word| holds(word)).count() * 2 > given().count()
    }

    /// Returns the words that aren't values of a list as written, if there are few, each with the value that it means.
    pub(super) fn other_words<'c>(
        &self,
        catalog: &'c Catalog,
        field: &'c Field,
    ) -> Option<Vec<(&str, &'c str)>> {
        let Type::Enum(choices) = &field.ty else { return None };
        let is_choice = |word: &&String| {
            choices.iter().any(|choice| fold_heading(&choice.name) == fold_heading(word))
        };
        let meant = |word: &str| {
            let meanings = names_for_word(catalog, word);
            let is_meant = |choice: &&Choice| meanings.contains(&choice.name.as_str());
            choices.iter().find(is_meant).map_or("", |choice| choice.name.as_str())
        };
        let others = self.words.iter().filter(|word| !is_choice(word));
        (!self.more).then(|| others.map(|word| (word.as_str(), meant(word))).collect())
    }

    pub(super) fn join_samples(&self) -> String {
        let short = |word: &String| match word.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", word.get(..end).unwrap_or(word)),
            None => word.clone(),
        };
        let samples: Vec<String> = self.words.iter().take(SAMPLES).map(short).collect();
        samples.join(" · ").replace(['\n', '\r'], " ")
    }
}
