//! Amounts in running text: the words around a number that belong to it.

use std::ops::Range;

use super::amount::Amount;
use super::figures::{FigureSort, find_figures};
use super::number_words::number_in_words;
use super::numeral::is_scale;
use super::qualifier::{Qualifier, is_lately, qualifier_before, qualifier_behind};
use super::units::Units;
use super::words::is_chinese;

/// The most words that belong to an amount before and after its number.
const BEFORE: usize = 3;
const AFTER: usize = 5;
/// The most Chinese characters after its number.
const CHARACTERS: usize = 7;
/// The most words and the most Chinese characters between an amount and a qualifier after it: `30 trains or more`.
const NOUN: (usize, usize) = (2, 4);

/// An amount in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedAmount {
    /// The amount.
    pub amount: Amount,
    /// Its bytes in the text.
    pub at: Range<usize>,
}

/// Lists the amounts of a text, in their order.
pub fn find_amounts(text: &str, units: &Units) -> Vec<LocatedAmount> {
    let mut found: Vec<LocatedAmount> = Vec::new();
    let numbers = find_figures(text).into_iter().filter(|figure| figure.sort == FigureSort::Number);
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
            // `139% to 6bn yuan` isn't a range.
            let to = [" to ", "–", "-", "至"];
            let is_range = to.iter().any(|to| behind.starts_with(to));
            let has_to = to.iter().any(|to| behind.contains(to));
            let longest = best.as_ref().map_or(0, |best| best.at.len());
            // `20 or more than 30`
            let goes_on = words(end, sentence.end).trim_start().starts_with("than ");
            if goes_on || is_range != has_to || end - start <= longest {
                continue;
            }
            let parts = match before.strip_suffix("between ").zip(behind.strip_prefix(" and ")) {
                // `between 2 and 3 billion yuan`: a scale belongs to both.
                Some((before, last)) => {
                    let scale = last.split(' ').nth(1).filter(|word| is_scale(word));
                    let scale = scale.map(|scale| format!(" {scale}")).unwrap_or_default();
                    [before, printed, &scale, " to ", last].concat()
                }
                None => [before, printed, behind].concat(),
            };
            if let Some(amount) = Amount::read_in_text(&parts, units) {
                best = Some(LocatedAmount { amount, at: start..end });
            }
        }
    }
    best.map(|found| found.with_qualifier_behind(text, sentence))
}

/// Returns a part of a text with the qualifier before and after it.
pub fn with_qualifiers(text: &str, at: &Range<usize>) -> Range<usize> {
    let [before, part, behind] =
        [0..at.start, at.clone(), at.end..text.len()].map(|at| text.get(at).unwrap_or_default());
    let start = qualifier_before(before, part).unwrap_or(at.start);
    start..at.end + qualifier_behind(behind).map_or(0, |(_, length)| length)
}

impl LocatedAmount {
    /// Adds the qualifier that is after the noun of an amount without one: `30 trains or more`.
    fn with_qualifier_behind(self, text: &str, sentence: &Range<usize>) -> Self {
        let rest = text.get(self.at.end..sentence.end).unwrap_or_default();
        if self.amount.qualifier != Qualifier::Exactly {
            return self;
        }
        let is_end = |(at, c): &(usize, char)| c.is_whitespace() || is_chinese(*c) || *at == 0;
        let noun = rest.char_indices().take_while(|(_, c)| c.is_alphanumeric() || *c == ' ');
        let (words, characters) = NOUN;
        for (at, _) in noun.filter(is_end) {
            let between = rest.get(..at).unwrap_or_default();
            let is_near = between.split_whitespace().count() <= words
                && between.chars().filter(|c| is_chinese(*c)).count() <= characters;
            let behind = rest.get(at..).filter(|_| is_near).and_then(qualifier_behind);
            let Some((qualifier, length)) = behind else { continue };
            if let Some(amount) = self.amount.with_qualifier(qualifier, true) {
                return Self { amount, at: self.at.start..self.at.end + at + length };
            }
        }
        self
    }
}

/// Lists where an amount may begin: at its number, at each word before that, nearest first, and at the qualifiers before these.
fn word_starts(text: &str, sentence: &Range<usize>, number: &Range<usize>) -> Vec<usize> {
    let before = text.get(sentence.start..number.start).unwrap_or_default();
    let starts = before.char_indices().rev().filter(|(at, c)| {
        let previous = before.get(..*at).and_then(|text| text.chars().next_back());
        !c.is_whitespace() && previous.is_none_or(|c| c.is_whitespace() || is_opening(c))
    });
    let starts = starts.map(|(at, _)| at).take(BEFORE);
    let starts: Vec<usize> = [before.len()].into_iter().chain(starts).collect();
    let behind = text.get(number.end..sentence.end).unwrap_or_default();
    if is_lately(before, behind) {
        return vec![number.start];
    }
    let qualified = starts.iter().filter_map(|at| qualifier_before(before.get(..*at)?, behind));
    starts.iter().copied().chain(qualified).map(|at| sentence.start + at).collect()
}

/// Checks whether a sign comes before words that it doesn't belong to.
fn is_opening(c: char) -> bool {
    matches!(c, '(' | '（' | '“' | '"' | '‘' | '《' | '—' | '，' | '。' | '、' | '；' | '：' | '[')
}

/// Lists the ends of the words after a number in its sentence, the nearest first, after its own.
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
            ("between 5,000 and 7,000 jobs", &["5,000 to 7,000 jobs"]),
            ("worth between 2 and 3 billion yuan", &["2bn to 3bn CNY"]),
            ("between 500 and 2 million yuan", &["500", "2m CNY"]),
            ("between 5 trains and 7 cities", &["5", "7"]),
            ("总投资142.7亿元、约20.6亿美元。", &["14.27bn CNY", "about 2.06bn USD"]),
            ("it exceeded 10 billion U.S. dollars in 2019", &["more than 10bn USD"]),
            ("worth 10 billion U.S. dollars or more", &["at least 10bn USD"]),
            ("(about RMB 3 billion)", &["about 3bn CNY"]),
            ("no fewer than 30 firms, or in excess of 20%", &["at least 30", "more than 20%"]),
            ("30 logistics firms or more, 40-odd trains", &["at least 30", "more than 40"]),
            ("20 or more than 30 trains, 300+ guests", &["20", "more than 30", "at least 300"]),
            ("总投资超过10亿元，签约20个项目", &["more than 1bn CNY", "20"]),
            ("贸易额突破5000亿美元，近30个国家", &["more than 500bn USD", "nearly 30"]),
            (
                "50余家企业，10亿美元以上，30个项目左右",
                &["more than 50", "at least 1bn USD", "about 30"],
            ),
            ("近3年不足20%，不超过5万吨", &["3", "less than 20%", "up to 50,000 t"]),
            ("同比增长21.5%。", &["21.5%"]),
        ] {
            let found: Vec<String> =
                find_amounts(text, &units).iter().map(|found| found.amount.text(&units)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
