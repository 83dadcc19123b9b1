//! Amounts in running text: the words around a number that belong to it.

use std::ops::Range;

use super::amount::Amount;
use super::figures::{FigureSort, figures};
use super::number_words::number_in_words;
use super::units::Units;
use super::words::is_chinese;

/// The most words that belong to an amount before and after its number.
const BEFORE: usize = 3;
const AFTER: usize = 4;
/// The most Chinese characters after its number.
const CHARACTERS: usize = 5;

/// An amount in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedAmount {
    /// The amount.
    pub amount: Amount,
    /// Its bytes in the text.
    pub at: Range<usize>,
}

/// Lists the amounts of a text, in their order.
pub fn amounts(text: &str, units: &Units) -> Vec<LocatedAmount> {
    let mut found: Vec<LocatedAmount> = Vec::new();
    let numbers = figures(text).into_iter().filter(|figure| figure.sort == FigureSort::Number);
    for number in numbers {
        if found.last().is_none_or(|last| last.at.end <= number.at.start) {
            found.extend(amount_at(text, &(0..text.len()), &number.at, units));
        }
    }
    found
}

/// Returns the longest amount around a number in a sentence.
pub fn amount_at(
    text: &str,
    sentence: &Range<usize>,
    number: &Range<usize>,
    units: &Units,
) -> Option<LocatedAmount> {
    let words = |from, to| text.get(from..to).unwrap_or_default();
    let printed = words(number.start, number.end);
    // A number in words is read as one in digits.
    let digits = number_in_words(printed).map(|number| number.to_string());
    let printed = digits.as_deref().unwrap_or(printed);
    let mut best: Option<LocatedAmount> = None;
    for start in word_starts(text, sentence, number) {
        for end in word_ends(text, sentence, number) {
            let (before, behind) = (words(start, number.start), words(number.end, end));
            // `139% to 6bn yuan` is no range.
            let to = [" to ", "–", "-", "至"];
            let is_range = to.iter().any(|to| behind.starts_with(to));
            let has_to = to.iter().any(|to| behind.contains(to));
            let longest = best.as_ref().map_or(0, |best| best.at.len());
            if is_range != has_to || end - start <= longest {
                continue;
            }
            if let Ok(amount) = Amount::read(&[before, printed, behind].concat(), None, true, units)
            {
                best = Some(LocatedAmount { amount, at: start..end });
            }
        }
    }
    best
}

/// Lists the starts of the words before a number in its sentence, the nearest first, after its own.
fn word_starts(text: &str, sentence: &Range<usize>, number: &Range<usize>) -> Vec<usize> {
    let before = text.get(sentence.start..number.start).unwrap_or_default();
    let starts = before.char_indices().rev().filter(|(at, c)| {
        let previous = before.get(..*at).and_then(|text| text.chars().next_back());
        !c.is_whitespace() && previous.is_none_or(char::is_whitespace)
    });
    let starts = starts.map(|(at, _)| sentence.start + at).take(BEFORE);
    [number.start].into_iter().chain(starts).collect()
}

/// Lists the ends of the words behind a number in its sentence, the nearest first, after its own.
pub fn word_ends(text: &str, sentence: &Range<usize>, number: &Range<usize>) -> Vec<usize> {
    let rest = text.get(number.end..sentence.end).unwrap_or_default();
    let percent = rest
        .starts_with(['%', '％'])
        .then(|| number.end + rest.chars().next().map_or(0, char::len_utf8));
    let mut ends: Vec<usize> = [number.end].into_iter().chain(percent).collect();
    // Chinese has no blanks between words.
    let chinese = rest.char_indices().take_while(|(_, c)| is_chinese(*c));
    let chinese: Vec<usize> =
        chinese.take(CHARACTERS).map(|(at, c)| number.end + at + c.len_utf8()).collect();
    if !chinese.is_empty() {
        ends.extend(chinese);
        return ends;
    }
    let mut at = 0;
    for word in rest.split_inclusive(char::is_whitespace).take(AFTER + 1) {
        let end = at
            + word
                .trim_end()
                .trim_end_matches([
                    '.', ',', ';', ':', '”', '"', ')', '。', '，', '、', '；', '：', '）',
                ])
                .len();
        if end > at {
            ends.push(number.end + end);
        }
        at += word.len();
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::super::units::samples;
    use super::*;

    #[test]
    fn an_amount_has_the_words_around_its_number() {
        let units = samples();
        for (text, expected) in [
            ("worth more than 2 billion yuan in all", &["more than 2bn CNY"][..]),
            ("总投资142.7亿元、约20.6亿美元。", &["14.27bn CNY", "2.06bn USD"]),
            ("同比增长21.5%。", &["21.5%"]),
        ] {
            let found: Vec<String> =
                amounts(text, &units).iter().map(|found| found.amount.text(&units)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
