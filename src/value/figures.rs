//! Figures in running text: the numbers and dates of a sentence, each with its place.
//!
//! The readers of literals alone decide what is a number or a date; this file only finds the places where one may begin and end.
//! A word that begins with a digit is always a figure, so that nothing is overlooked, and one that begins with a letter (`CZ678`)
//! never. Of the English words for numbers, `one` counts only within a longer number, as `一` does, and `first` not as an adverb.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::date_words::{DateToken, date_to_ascii, tokenize_date};
use super::number::{Number, begins_number};
use super::number_words::{is_ordinal, is_scale_word, number_words};
use super::period::Period;
use crate::text::list_has_in_any_case;

/// The most words that are tried as one figure.
const LONGEST: usize = 8;

/// A year with 29 days in February, which is added to dates that leave their year open.
const YEAR: &str = "2000";

/// Words before the name of a month that stands alone, so that `May` and `March` aren't taken for one everywhere.
const BEFORE_MONTHS: &str = "in|of|by|since|until|till|from|to|through|during|between|early|late|mid|last|this|next|and|every";

/// Words before a year that stands alone.
const BEFORE_YEARS: &str = "in|of|by|since|until|till|from|to|through|during|between|early|late|mid|year|and|end|before|after";

/// Characters of numbers that mean something else alone: `一` is often “a”, `陆` land.
const NO_NUMBER_ALONE: [char; 14] =
    ['一', '壹', '贰', '叁', '肆', '伍', '陆', '陸', '柒', '捌', '玖', '拾', '佰', '仟'];

/// The sort of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureSort {
    /// A number, in digits or words; an ordinal too.
    Number,
    /// A date or period, perhaps without its year.
    Date,
}

/// A number or a date in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// What it is.
    pub sort: FigureSort,
}

/// A word of a text and the byte at which it begins.
type PlacedWord<'t> = (usize, &'t str);

/// Lists the numbers and dates of a text, in their order.
pub fn find_figures(text: &str) -> Vec<Figure> {
    let words: Vec<PlacedWord<'_>> = text.unicode_word_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let read = date_at(text, &words, at).map(|end| (end, FigureSort::Date));
        let read = read.or_else(|| Some((number_at(text, &words, at)?, FigureSort::Number)));
        match (read, words.get(at)) {
            (Some((end, sort)), Some((start, _))) => {
                let last = words.get(end - 1).map_or(*start, |(at, word)| at + word.len());
                found.push(Figure { at: *start..last, sort });
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// Returns the text from one word to the one before `end`.
fn slice_words<'t>(
    text: &'t str,
    words: &[PlacedWord<'t>],
    (from, end): (usize, usize),
) -> &'t str {
    let (Some((start, _)), Some((last, word))) = (words.get(from), words.get(end - 1)) else {
        return "";
    };
    text.get(*start..last + word.len()).unwrap_or_default()
}

/// Returns the word after the longest date that begins with a word.
fn date_at(text: &str, words: &[PlacedWord<'_>], at: usize) -> Option<usize> {
    let (_, first) = words.get(at)?;
    let may_begin = first.starts_with(begins_number)
        || first.starts_with(['上', '下', '前', '后'])
        || matches!(tokenize_date(first).as_slice(), [DateToken::Month(_) | DateToken::Part(..)])
        || matches!(tokenize_date(first).as_slice(), [DateToken::Number(_)]);
    if !may_begin {
        return None;
    }
    let longest = (at + LONGEST).min(words.len());
    let goes_on = |end: usize| {
        words.get(end - 1).is_some_and(|(_, word)| list_has_in_any_case("the|of", word))
    };
    (at + 1..=longest).rev().filter(|end| !goes_on(*end)).find(|end| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        is_date(slice_words(text, words, (at, *end)), before.map_or("", |(_, word)| word))
    })
}

/// Checks whether a text is a date, perhaps one without its year; `before` is the word before it.
fn is_date(text: &str, before: &str) -> bool {
    let follows = |words: &str| list_has_in_any_case(words, before);
    if text.chars().all(|c| c.is_ascii_digit()) {
        let year = matches!(text.as_bytes(), [b'1', b'9', _, _] | [b'2', b'0', _, _]);
        return year && follows(BEFORE_YEARS);
    }
    if Period::read(text).is_ok() {
        // Two numbers are a month only as `2020-06`.
        let is_written_out = text.contains(['-', '/', ':']) || !text.contains([' ', ',', '.']);
        return is_written_out || text.chars().any(char::is_alphabetic);
    }
    let names = tokenize_date(text);
    let named = names.iter().any(|t| matches!(t, DateToken::Month(_) | DateToken::Part(..)));
    let chinese = text.contains(['月', '年']);
    let capital = text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let alone = matches!(names.as_slice(), [DateToken::Month(_)]);
    if named && !alone || alone && capital && follows(BEFORE_MONTHS) {
        return Period::read(&format!("{} {YEAR}", date_to_ascii(text))).is_ok();
    }
    chinese && Period::read(&format!("{YEAR}年{text}")).is_ok()
}

/// Returns the word after the longest number that begins with a word.
fn number_at(text: &str, words: &[PlacedWord<'_>], at: usize) -> Option<usize> {
    let (_, first) = words.get(at)?;
    let rest: Vec<&str> = words.iter().skip(at).take(LONGEST).map(|(_, word)| *word).collect();
    let count = number_words(&rest);
    if count == 1 && is_no_number(text, words, at) {
        return None;
    }
    if count > 0 {
        return Some(at + count);
    }
    if !first.starts_with(begins_number) {
        return None;
    }
    let longest = (at + LONGEST).min(words.len());
    let read = |end: &usize| {
        let number = Number::read(slice_words(text, words, (at, *end)));
        number.is_ok_and(|number| number.rest.is_empty())
    };
    let end = (at + 1..=longest).rev().find(read);
    let digits = first.starts_with(|c: char| c.is_numeric() && !c.is_alphabetic());
    let one = first.starts_with(NO_NUMBER_ALONE);
    let end = match end {
        Some(end) if end == at + 1 && one => return None,
        Some(end) => end,
        None if digits => at + 1,
        None => return None,
    };
    let scale = words.get(end).is_some_and(|(_, word)| is_scale_word(word));
    Some(end + usize::from(scale))
}

/// Words before and after `first` where it is an adverb: `it can first be loaded`, `first of all`.
const BEFORE_ADVERB: &str = "can|could|will|would|shall|should|must|may|might|at";
const BEHIND_ADVERB: &str = "of all|and foremost";

/// Checks whether the word for a number at a place is another word: `third-party`, `two-way`, `can first be`.
fn is_no_number(text: &str, words: &[PlacedWord<'_>], at: usize) -> bool {
    let Some((start, word)) = words.get(at) else { return false };
    let behind = text.get(start + word.len()..).unwrap_or_default();
    let joined = behind.strip_prefix('-').filter(|rest| rest.starts_with(char::is_alphabetic));
    if joined.is_some() {
        let two_ways = text.get(*start..start + word.len() + "-way".len());
        return is_ordinal(word)
            || two_ways.is_some_and(|words| list_has_in_any_case("two-way|three-way", words));
    }
    let before = at.checked_sub(1).and_then(|at| words.get(at)).map_or("", |(_, word)| *word);
    let is_adverb = list_has_in_any_case(BEFORE_ADVERB, before)
        || BEHIND_ADVERB.split('|').any(|words| behind.trim_start().starts_with(words));
    word.eq_ignore_ascii_case("first") && is_adverb
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> String {
        let one = |figure: Figure| {
            let sort = if figure.sort == FigureSort::Date { "d" } else { "n" };
            format!("{sort}:{}", text.get(figure.at).unwrap())
        };
        find_figures(text).into_iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn numbers_of_running_text() {
        for (text, expected) in [
            ("Over 300 guests from 16 countries.", "n:300 | n:16"),
            ("1,300 guests, 3.5 million more; projects of 20.", "n:1,300 | n:3.5 million | n:20"),
            (
                "worth 2 billion yuan (about 20.6 billion U.S. dollars)",
                "n:2 billion | n:20.6 billion",
            ),
            ("60% of it, up 21.5 percent; 40.2％", "n:60 | n:21.5 | n:40.2"),
            ("three firms and dozens of guests", "n:three | n:dozens"),
            ("agreed on March 26, 2010. The road", "d:March 26, 2010"),
            (
                "Twenty-five trains, one hundred million people",
                "n:Twenty-five | n:one hundred million",
            ),
            ("the 2nd forum, its fifth place", "n:2nd | n:fifth"),
            ("flight CZ678 of Group MCC17 over 12,000 km2", "n:12,000"),
            ("300km of 5G", "n:300km | n:5G"),
            ("one of them on the One Belt", ""),
            ("投资3.6亿元，二十个项目，四次", "n:3.6亿 | n:二十 | n:四"),
            ("一带一路", ""),
            ("陆港与拾级，伍亿元", "n:伍亿"),
            ("1500 trains in 10,000 days", "n:1500 | n:10,000"),
            (
                "the third-party markets, first-class goods, two-way trade, a two-city circle",
                "n:two",
            ),
            ("it can first be sent by sea; first of all, its first train", "n:first"),
            (
                "the twenty-first, and the first-ever train in its first hour",
                "n:twenty-first | n:first",
            ),
            ("No numbers at all.", ""),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_of_running_text() {
        for (text, expected) in [
            ("On June 22 it landed.", "d:June 22"),
            ("on January 15th, the second", "d:January 15th | n:second"),
            ("at 2020-01-21 14:48 sharp", "d:2020-01-21 14:48"),
            ("From October 7th to 15th, 2024", "d:October 7th | n:15th | n:2024"),
            ("by 40.2% in 2019, and", "n:40.2 | d:2019"),
            ("In the first quarter of 2020, trade", "d:first quarter of 2020"),
            ("in the first half of the year", "d:first half"),
            ("it was 15 June 2020 when", "d:15 June 2020"),
            ("It may go in May and march in March", "d:May | d:March"),
            ("2020年1月15日签约，6月22日抵达", "d:2020年1月15日 | d:6月22日"),
            ("signed in June 2020.", "d:June 2020"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn figures_are_parts_of_their_text(text in "(\\PC|[0-9]| |, |two|June|第|三|亿|年|月){0,40}") {
            let mut last = 0;
            for figure in find_figures(&text) {
                prop_assert!(text.get(figure.at.clone()).is_some_and(|part| !part.is_empty()));
                prop_assert!(last <= figure.at.start);
                last = figure.at.end;
            }
        }

        #[test]
        fn no_number_in_digits_is_overlooked(number in 2..2_000_000_000_u32, before in "[a-z]{0,6}", after in "[a-z]{0,6}") {
            let text = format!("{before} {number} {after}");
            prop_assert!(find_figures(&text).iter().any(|f| text.get(f.at.clone()).is_some_and(|part| part.contains(&number.to_string()))), "{}", text);
        }
    }
}
