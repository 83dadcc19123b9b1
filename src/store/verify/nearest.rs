//! The words of a text that are most like a phrase it doesn't have.
//!
//! Both are split into words and signs, and the phrase is aligned with every part of the text: a word costs nothing where it is the
//! same, little where its case or a few letters differ, and as much as a missing word where nothing is alike. Signs weigh little, so
//! another quotation mark or dash is a small difference. Of the cheapest parts the first is the nearest.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// The cost of a word or a sign that is missing, or is there in addition.
const WORD: usize = 100;
const SIGN: usize = 20;

/// The cost of another case or sign, and of another word or number that has no letter or digit in common. It is lower than that of
/// a missing word, so that the other one is part of what is found.
const CASE: usize = 10;
const OTHER: usize = 90;

/// The likeness, in percent, from which words are offered instead of a phrase.
const ALIKE: usize = 50;

/// Words of a document that are like a phrase, and their paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// The paragraph.
    pub paragraph: i64,
    /// The words as printed.
    pub words: String,
}

/// A word or a sign of a text.
struct PhraseToken<'t> {
    at: usize,
    text: &'t str,
    lower: String,
    word: bool,
}

impl PhraseToken<'_> {
    fn weight(&self) -> usize {
        if self.word { WORD } else { SIGN }
    }

    fn is_number(&self) -> bool {
        self.text.starts_with(char::is_numeric)
    }

    /// Returns the cost of finding this token where another is printed.
    fn substitution_cost(&self, other: &Self) -> usize {
        match (self.word, other.word) {
            _ if self.text == other.text => 0,
            _ if self.lower == other.lower => CASE,
            (false, false) => CASE,
            (true, true) if self.is_number() != other.is_number() => OTHER,
            (true, true) => {
                let lengths = [&self.lower, &other.lower].map(|text| text.chars().count());
                let [short, long] = [lengths.iter().min(), lengths.iter().max()]
                    .map(|length| length.copied().unwrap_or_default());
                // Words of very different length aren't alike.
                if short * 2 <= long {
                    return OTHER;
                }
                OTHER * strsim::damerau_levenshtein(&self.lower, &other.lower) / long.max(1)
            }
            _ => WORD + SIGN,
        }
    }
}

/// Returns the part of a text that is most like a phrase, with its likeness in percent, if any is like it.
pub(super) fn find_nearest(text: &str, phrase: &str) -> Option<(usize, String)> {
    let (text_tokens, wanted) = (phrase_tokens(text), phrase_tokens(phrase));
    if !wanted.iter().any(|token| token.word) {
        return None;
    }
    let (cost, window) = cheapest_alignment(&text_tokens, &wanted)?;
    let whole: usize = wanted.iter().map(PhraseToken::weight).sum();
    let likeness = whole.checked_sub(cost)? * 100 / whole.max(1);
    let (first, last) = (text_tokens.get(window.start)?, text_tokens.get(window.end - 1)?);
    let words = text.get(first.at..last.at + last.text.len())?;
    (likeness >= ALIKE).then(|| (likeness, words.to_owned()))
}

fn phrase_tokens(text: &str) -> Vec<PhraseToken<'_>> {
    let parts = text.split_word_bound_indices().filter(|(_, part)| !part.trim().is_empty());
    let token = |(at, text): (usize, &'_ str)| (at, text.to_lowercase());
    parts
        .map(|(at, text)| {
            let (at, lower) = token((at, text));
            PhraseToken { at, text, lower, word: text.contains(char::is_alphanumeric) }
        })
        .collect()
}

/// Aligns a phrase with every part of a text, and returns the lowest cost and the tokens of the first part that has it.
fn cheapest_alignment(
    text: &[PhraseToken<'_>],
    wanted: &[PhraseToken<'_>],
) -> Option<(usize, Range<usize>)> {
    // For each place in the text the cost of the best part that ends there, and where that part begins.
    let mut row: Vec<(usize, usize)> = (0..=text.len()).map(|at| (0, at)).collect();
    for token in wanted {
        let (mut diagonal, before) = (*row.first()?, *row.first()?);
        let mut left = (before.0 + token.weight(), before.1);
        *row.first_mut()? = left;
        for (printed, cell) in text.iter().zip(row.iter_mut().skip(1)) {
            let other = (diagonal.0 + token.substitution_cost(printed), diagonal.1);
            let missing = (cell.0 + token.weight(), cell.1);
            let more = (left.0 + printed.weight(), left.1);
            diagonal = *cell;
            left = [other, missing, more].into_iter().min_by_key(|(cost, _)| *cost)?;
            *cell = left;
        }
    }
    let ends = row.into_iter().enumerate().filter(|(end, (_, start))| start < end);
    let (end, (cost, start)) = ends.min_by_key(|(_, (cost, _))| *cost)?;
    Some((cost, start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The port of Tianjin signed on June 22 for “a terminal” worth more than 2 billion yuan – twice as much \
        as in 2019. 青岛港投资3.6亿元。";

    #[test]
    fn one_slip_leads_to_what_is_printed() {
        for (typed, printed) in [
            (
                "a terminal worth more than 2 billion yuan",
                "a terminal” worth more than 2 billion yuan",
            ),
            ("\"a terminal\" worth", "“a terminal” worth"),
            ("worth over 2 billion yuan", "more than 2 billion yuan"),
            ("worth more than 3 billion yuan", "worth more than 2 billion yuan"),
            ("billion yuan - twice", "billion yuan – twice"),
            ("the port of Tianjing", "The port of Tianjin"),
            ("on July 22", "on June 22"),
            ("青岛港投资3.7亿元", "青岛港投资3.6亿元"),
            ("signed in June 22", "signed on June 22"),
        ] {
            assert_eq!(
                find_nearest(TEXT, typed).map(|(_, words)| words).as_deref(),
                Some(printed),
                "{typed}"
            );
        }
        for other in ["eleven wind farms", "…", "", "Rotterdam"] {
            assert_eq!(find_nearest(TEXT, other), None, "{other}");
        }
        assert_eq!(find_nearest("", "worth"), None);
    }

    #[test]
    fn a_phrase_that_is_there_is_the_nearest() {
        let words: Vec<&str> = TEXT.split(' ').collect();
        for length in 1..8 {
            let signs = |window: &&[&str]| {
                window.iter().any(|word| word.chars().any(char::is_alphanumeric))
            };
            for window in words.windows(length).filter(signs) {
                let phrase = window.join(" ");
                let found = find_nearest(TEXT, &phrase);
                assert_eq!(found.map(|(likeness, _)| likeness), Some(100), "{phrase}");
            }
        }
    }
}
