//! Sentences of a paragraph, by the rules of Unicode; one doesn't end after an abbreviation or an initial.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::list_has;

/// Abbreviations after which a name goes on.
const ABBREVIATIONS: &str =
    "Mr.|Mrs.|Ms.|Dr.|Prof.|St.|No.|Nos.|Co.|Ltd.|Inc.|Corp.|vs.|approx.|Gen.|Sen.|Rep.|Gov.";

/// Months as datelines shorten them, before a day.
const MONTHS: &str = "Jan.|Feb.|Mar.|Apr.|Jun.|Jul.|Aug.|Sep.|Sept.|Oct.|Nov.|Dec.";

/// Lists the sentences of a text by their bytes, without the white space around them.
pub(in crate::store) fn sentence_ranges(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, part) in text.split_sentence_bound_indices() {
        let start = at + part.len() - part.trim_start().len();
        let sentence = start..at + part.trim_end().len();
        if sentence.is_empty() {
            continue;
        }
        match found.last_mut() {
            Some(last) if goes_on(text.get(last.clone()).unwrap_or_default(), part) => {
                last.end = sentence.end;
            }
            _ => found.push(sentence),
        }
    }
    found
}

/// Checks whether a sentence seems to end only because of its last full stop, before this text.
fn goes_on(sentence: &str, next: &str) -> bool {
    let word = sentence.rsplit(char::is_whitespace).next().unwrap_or_default();
    let initial = || {
        let mut letters = word.trim_start_matches(['(', '“', '"']).chars();
        letters.next().is_some_and(char::is_uppercase) && letters.as_str() == "."
    };
    let is_date = || next.starts_with(|c: char| c.is_ascii_digit()) && list_has(MONTHS, word);
    list_has(ABBREVIATIONS, word) || initial() || is_date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentence_ranges(text).into_iter().map(|at| text.get(at).unwrap()).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, expected) in [
            ("One. Two! Three?", &["One.", "Two!", "Three?"][..]),
            ("Worth 3.5 billion. More than 2,000.", &["Worth 3.5 billion.", "More than 2,000."]),
            (
                "He met Mr. Li of A. P. Lines Co. Ltd. and left. He",
                &["He met Mr. Li of A. P. Lines Co. Ltd. and left.", "He"],
            ),
            ("“We came.” She said so.", &["“We came.”", "She said so."]),
            ("青岛签约。三家企业参加。", &["青岛签约。", "三家企业参加。"]),
            (
                "KUNMING, Jan. 9 (Xinhua) -- As of Sept. 2.",
                &["KUNMING, Jan. 9 (Xinhua) -- As of Sept. 2."],
            ),
            ("Opened in Dec. They left.", &["Opened in Dec.", "They left."]),
            ("No end", &["No end"]),
            ("  ", &[]),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }
}
