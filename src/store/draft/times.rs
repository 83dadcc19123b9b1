//! Finds times in running text that aren't the day of an event: `by the end of October 2019`, `the first nine months of 2019`,
//! `on Monday`.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::hints::{Hints, TimeHint};
use crate::value::{Number, Period, last_weekday, number_in_words};

/// A time in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LocatedTime {
    /// Its bytes, with the words that say what it is.
    pub(super) at: Range<usize>,
    /// Its period for the numbers beside it, if that is certain.
    pub(super) value: Option<String>,
}

/// Lists the times of a text, given its dates.
pub(super) fn find_times(text: &str, dates: &[Range<usize>], hint: &TimeHint) -> Vec<LocatedTime> {
    let mut found = first_parts(text, hint);
    found.extend(first_parts_chinese(text, hint));
    found.extend(past_periods(text, hint));
    found.extend(past_chinese(text, hint));
    for (number, date) in dates.iter().enumerate() {
        let next = dates.get(number + 1);
        let range = next.and_then(|next| month_range(text, (date, next), hint));
        let time = range
            .or_else(|| open_ended_time(text, date, hint))
            .or_else(|| half_or_quarter(text, date));
        let is_new = |time: &LocatedTime| {
            found.iter().all(|other| other.at.end <= time.at.start || time.at.end <= other.at.start)
        };
        if let Some(time) = time.filter(is_new) {
            found.push(time);
        }
    }
    found
}

/// Reads `January to June 2019`: two months or longer periods with a word between them.
fn month_range(
    text: &str,
    (first, last): (&Range<usize>, &Range<usize>),
    hint: &TimeHint,
) -> Option<LocatedTime> {
    let between = text.get(first.end..last.start)?;
    let is_between = hint.to.iter().any(|to| to == between);
    let end = Period::read(text.get(last.clone())?).ok().filter(|_| is_between)?;
    let words = text.get(first.clone())?;
    let year = end.first.get(..4)?;
    let begin = Period::read(words).or_else(|_| Period::read(&format!("{words} {year}"))).ok()?;
    let is_long = |period: &Period| period.first != period.last;
    let value = format!("{}..{}", begin.text(), end.text());
    (is_long(&begin) && is_long(&end) && begin.first < end.first)
        .then_some(LocatedTime { at: first.start..last.end, value: Some(value) })
}

/// Reads a date after words that make it the end or the beginning of a period.
fn open_ended_time(text: &str, date: &Range<usize>, hint: &TimeHint) -> Option<LocatedTime> {
    let before = text.get(..date.start)?.trim_end();
    let starts =
        |list: &[String]| list.iter().filter_map(|words| start_of_ending(before, words)).min();
    let (up_to, since) = (starts(&hint.up_to), starts(&hint.since));
    let start = up_to.or(since)?;
    let behind = text.get(date.end..)?;
    let end = hint.chinese.end.iter().find(|end| behind.starts_with(end.as_str()));
    let period = Period::read(text.get(date.clone())?).ok();
    let value = period.map(|period| match up_to {
        Some(_) => format!("..{}", period.text()),
        None => format!("{}..", period.text()),
    });
    Some(LocatedTime { at: start..date.end + end.map_or(0, String::len), value })
}

/// Reads a half or a quarter, which isn't the day of an event; which number it belongs to is open.
fn half_or_quarter(text: &str, date: &Range<usize>) -> Option<LocatedTime> {
    let value = Period::read(text.get(date.clone())?).ok()?.text();
    value.contains(['H', 'Q']).then(|| LocatedTime { at: date.clone(), value: None })
}

/// Reads `the past ten years`.
fn past_periods(text: &str, hint: &TimeHint) -> Vec<LocatedTime> {
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let three = words.windows(3).filter_map(|three| {
        let [(start, first), (_, number), (at, unit)] = three else { return None };
        let is_number = number_in_words(number).is_some() || Number::read(number).is_ok();
        let is_past = Hints::has_word(&hint.past.words, &first.to_lowercase());
        (is_past && is_number && Hints::has_word(&hint.past.units, unit))
            .then(|| LocatedTime { at: *start..at + unit.len(), value: None })
    });
    three.collect()
}

/// Reads 近十年.
fn past_chinese(text: &str, hint: &TimeHint) -> Vec<LocatedTime> {
    let words = hint.past_chinese.words.iter();
    let found = words.flat_map(|word| {
        text.match_indices(word.as_str()).filter_map(|(start, word)| {
            let behind = text.get(start + word.len()..)?;
            let units = hint.past_chinese.units.iter();
            let (end, unit) =
                units.filter_map(|unit| Some((behind.find(unit.as_str())?, unit))).min()?;
            let number = Number::read(behind.get(..end)?).ok()?;
            let end = start + word.len() + end + unit.len();
            number.rest.is_empty().then_some(LocatedTime { at: start..end, value: None })
        })
    });
    found.collect()
}

/// Returns the byte at which words begin that end a text.
fn start_of_ending(text: &str, words: &str) -> Option<usize> {
    let start = text.len().checked_sub(words.len())?;
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let is_cut = words.starts_with(is_letter) && text.get(..start)?.ends_with(is_letter);
    (text.get(start..)?.eq_ignore_ascii_case(words) && !is_cut).then_some(start)
}

/// Reads `first nine months of 2019`.
fn first_parts(text: &str, hint: &TimeHint) -> Vec<LocatedTime> {
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let word = |at: usize| words.get(at).map_or("", |(_, word)| *word);
    let mut found = Vec::new();
    for (at, (start, first)) in words.iter().enumerate() {
        let number = number_in_words(word(at + 1)).or_else(|| word(at + 1).parse().ok());
        let months = months_of(word(at + 2), (&hint.first.months, &hint.first.quarters));
        let is_one = first.eq_ignore_ascii_case(&hint.first.word);
        let Some(months) = number.zip(months).filter(|_| is_one).map(|(n, each)| n * each) else {
            continue;
        };
        let joined = matches!(word(at + 3), "of" | "in");
        let last = at + if joined { 4 } else { 3 };
        let year = Some(word(last)).filter(|year| is_year(year));
        let end = words.get(if year.is_some() { last } else { at + 2 });
        let Some((end, last)) = end else { continue };
        let at = *start..end + last.len();
        found.push(LocatedTime { at, value: year.and_then(|year| first_months(year, months)) });
    }
    found
}

/// Reads 2019年前九个月.
fn first_parts_chinese(text: &str, hint: &TimeHint) -> Vec<LocatedTime> {
    let words = &hint.chinese;
    let parts = text.match_indices(words.first.as_str()).filter_map(|(start, first)| {
        let behind = text.get(start + first.len()..)?;
        let units = [(&words.months, 1), (&words.quarters, 3)];
        let units =
            units.into_iter().filter_map(|(unit, n)| Some((behind.find(unit.as_str())?, unit, n)));
        let (end, unit, each) = units.min()?;
        let number =
            Number::read(behind.get(..end)?).ok()?.value.to_string().parse::<u64>().ok()?;
        let before = text.get(..start)?;
        let year =
            before.strip_suffix('年').and_then(|before| before.get(before.len().checked_sub(4)?..));
        let year = year.filter(|year| is_year(year));
        let from = year.map_or(start, |year| start - year.len() - "年".len());
        let value = year.and_then(|year| first_months(year, number * each));
        Some(LocatedTime { at: from..start + first.len() + end + unit.len(), value })
    });
    parts.collect()
}

/// Returns the number of months of a word.
fn months_of(word: &str, (months, quarters): (&str, &str)) -> Option<u64> {
    [(months, 1), (quarters, 3)].into_iter().find(|(name, _)| *name == word).map(|(_, n)| n)
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.starts_with(['1', '2']) && text.chars().all(|c| c.is_ascii_digit())
}

fn first_months(year: &str, months: u64) -> Option<String> {
    (1..=12).contains(&months).then(|| format!("{year}-01..{year}-{months:02}"))
}

/// Lists the days of the week that a text names, with the day that each is if it is the last one up to a day.
pub(super) fn find_weekdays<'t>(
    text: &'t str,
    day: &str,
    hint: &TimeHint,
) -> Vec<(&'t str, String)> {
    let is_ahead = |before: &str| {
        let word = before.trim_end().rsplit(' ').next().unwrap_or_default();
        ["next", "every", "each"].iter().any(|ahead| word.eq_ignore_ascii_case(ahead))
    };
    let mut found: Vec<(usize, &str, String)> = Vec::new();
    for (number, names) in (0..).zip(&hint.weekdays) {
        for name in names.split(' ') {
            let places = text.match_indices(name);
            let named = places.filter(|(at, _)| !is_ahead(text.get(..*at).unwrap_or_default()));
            let day = last_weekday(day, number);
            found.extend(named.filter_map(|(at, name)| Some((at, name, day.clone()?))));
        }
    }
    found.sort();
    found.dedup_by(|one, other| one.1 == other.1);
    found.into_iter().map(|(_, name, day)| (name, day)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::hints::Hints;
    use super::*;
    use crate::value::{FigureSort, find_figures};

    #[test]
    fn times_that_are_no_event() {
        let hints = Hints::built_in().unwrap();
        for (text, expected) in [
            (
                "with 137 countries by the end of October 2019, it said",
                "by the end of October 2019: ..2019-10",
            ),
            ("trains by the end of October.", "by the end of October: ?"),
            ("since 2014 and until June 2020", "since 2014: 2014.. | until June 2020: ..2020-06"),
            ("in the first nine months of 2019", "first nine months of 2019: 2019-01..2019-09"),
            ("the first 3 quarters of 2020", "first 3 quarters of 2020: 2020-01..2020-09"),
            ("in the first two months, trade", "first two months: ?"),
            ("from January to June 2019", "January to June 2019: 2019-01..2019-06"),
            ("held on October 7, 2024", ""),
            ("over the past ten years, in 2019", "past ten years: ?"),
            ("in the first quarter of 2020", "first quarter of 2020: ?"),
            ("近三年，2020年", "近三年: ?"),
            (
                "截至2019年10月底，2020年前三季度",
                "2020年前三季度: 2020-01..2020-09 | 截至2019年10月底: ..2019-10",
            ),
        ] {
            let dates = find_figures(text).into_iter().filter(|f| f.sort == FigureSort::Date);
            let dates: Vec<Range<usize>> = dates.map(|date| date.at).collect();
            let found = find_times(text, &dates, &hints.time).into_iter().map(|time| {
                format!("{}: {}", &text[time.at], time.value.unwrap_or("?".to_owned()))
            });
            assert_eq!(found.collect::<Vec<_>>().join(" | "), expected, "{text}");
        }
    }

    #[test]
    fn days_of_the_week_are_the_last_ones() {
        let hints = Hints::built_in().unwrap();
        let found = find_weekdays("On Monday, and next Friday; 周二", "2017-05-24", &hints.time);
        assert_eq!(found, [("Monday", "2017-05-22".to_owned()), ("周二", "2017-05-23".to_owned())]);
    }
}
