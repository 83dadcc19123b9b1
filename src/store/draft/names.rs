//! Finds names in a text that no base has: runs of words with capitals, classified by their words and neighbours.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::hints::{Hints, NameHint};
use crate::catalog::vocabulary::is_stop_word;
use crate::text::list_has;

/// The most words of a person's name.
const PERSON: usize = 4;

/// The most words of an office beside a name.
const OFFICE: usize = 12;

/// The most letters of an abbreviation with a point after it: `Corp.`
const ABBREVIATION: usize = 4;

/// Words with which a sentence begins.
const OPENING: &str = "the a an at on in this that these those our we he she it they i you from with for by as after before \
    since when while during according among more most many some all and but or if so not no to of over under both each every \
    one two three four five ten its his her their now then there here however meanwhile today yesterday tomorrow driven taking \
    through routes last next first second third same such other another about up until between within what who how why where \
    which although because despite thanks also only even just still yet once twice by then let please";

/// A name with capitals.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CapitalName<'h> {
    /// Its bytes in the text.
    pub(super) at: Range<usize>,
    pub(super) sort: NameSort<'h>,
    /// Its abbreviation in brackets after it.
    pub(super) short: Option<Range<usize>>,
}

/// The sort of a name with capitals.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NameSort<'h> {
    /// It has a typical word of a kind.
    Typical(&'h NameHint),
    /// A person, with the words of an office beside it, and the place of the name after it, if there is one.
    Person(Option<Office>),
    /// Unknown.
    Unknown,
}

/// The words of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Office {
    /// The words, without the name of the organization.
    pub(super) title: Range<usize>,
    /// Where the name of the organization begins, after `of`.
    pub(super) at: Option<usize>,
}

type WordAt<'t> = (usize, &'t str);

/// Returns a word by its number; an empty text after the last one.
fn word_at<'t>(words: &[WordAt<'t>], at: usize) -> &'t str {
    words.get(at).map_or("", |(_, word)| word)
}

/// Lists the names with capitals in a text, in their order.
pub(super) fn capital_names<'h>(text: &str, hints: &'h Hints) -> Vec<CapitalName<'h>> {
    let words: Vec<WordAt<'_>> = text.unicode_word_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let end = run_end(text, &words, at, hints);
        let Some(end) = end else {
            at += 1;
            continue;
        };
        let run = range_of_words(text, &words, at, end);
        let sort = sort_of(text, &words, (at, end), hints);
        let short =
            is_abbreviated(text, &words, end).then(|| range_of_words(text, &words, end, end + 1));
        at = end + usize::from(short.is_some());
        found.push(CapitalName { at: run, sort, short });
    }
    found
}

/// Returns the word after the run of capitals that begins with a word; `None` means that none begins there.
fn run_end(text: &str, words: &[WordAt<'_>], first: usize, hints: &Hints) -> Option<usize> {
    let is_capital = |at: usize| word_at(words, at).starts_with(char::is_uppercase);
    let opening = |at: usize| {
        let word = word_at(words, at).to_lowercase();
        OPENING.split_whitespace().any(|known| known == word) || is_stop_word(&word)
    };
    let is_office = |at: usize| is_office_word(word_at(words, at), hints);
    if !is_capital(first) || opening(first) || is_office(first) {
        return None;
    }
    let mut end = first + 1;
    while end < words.len()
        && !is_possessive(words, end - 1, hints)
        && !is_abbreviated(text, words, end)
    {
        let gap = gap_before(text, words, end);
        let word = word_at(words, end);
        let suffix = matches!(word, "Ltd" | "Inc" | "LLC");
        let before = word_at(words, end - 1);
        let joins = match gap.trim() {
            "" | "-" | "&" | "’" | "'" => true,
            // After a longer word, a point ends the sentence.
            "." => before.len() <= ABBREVIATION,
            "," | ".," => suffix,
            "(" => is_capital(end),
            ")" => is_capital(end) && list_has("Co|Ltd|Group|Company|Branch|Airlines", word),
            _ => false,
        };
        if joins && gap.len() <= 4 && is_capital(end) && !is_office(end) {
            end += 1;
        } else if gap == " "
            && Hints::has_word(&hints.joining, word)
            && is_capital(end + 1)
            && !opening(end + 1)
            && text
                .get(words.get(end).map_or(0, |(at, w)| at + w.len())..)
                .is_some_and(|r| r.starts_with(' '))
            && words.get(first..end).and_then(|run| find_name_hint(run, hints)).is_some()
        {
            end += 2;
        } else if let Some(next) = subjects_end(text, words, (first, end), hints) {
            end = next;
        } else {
            break;
        }
    }
    Some(end)
}

/// Returns a text without the `’s` at its end; `None` if it has none.
fn without_possessive(text: &str) -> Option<&str> {
    ["’s", "'s"].into_iter().find_map(|mark| text.strip_suffix(mark))
}

/// Checks whether a word is a possessive before a name, as in `China’s Jiangsu Province`, and not part of the name.
fn is_possessive(words: &[WordAt<'_>], at: usize, hints: &Hints) -> bool {
    let owner = without_possessive(word_at(words, at));
    owner.is_some_and(|owner| !Hints::has_word(&hints.owners, owner))
}

/// Checks whether a word is an abbreviation in brackets: `(NDRC)`.
fn is_abbreviated(text: &str, words: &[WordAt<'_>], at: usize) -> bool {
    let Some((start, word)) = words.get(at) else { return false };
    let rest = text.get(start + word.len()..).unwrap_or_default();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    gap_before(text, words, at) == " ("
        && rest.starts_with(')')
        && capitals > 1
        && capitals * 2 > word.len()
}

/// Returns the word after a list of a department's tasks, such as `Industry, Commerce and Tourism`, if its first member ends
/// before a word. If there is a typical word both before and after the `and`, these are two names.
fn subjects_end(
    text: &str,
    words: &[WordAt<'_>],
    (first, end): (usize, usize),
    hints: &Hints,
) -> Option<usize> {
    let word = |at: usize| word_at(words, at);
    let is_subject = |at: usize| Hints::has_word(&hints.subjects, word(at));
    let mut at = end;
    while is_subject(at - 1) && gap_before(text, words, at) == ", " && is_subject(at) {
        at += 1;
    }
    let joins = matches!(gap_before(text, words, at), " " | ", ") && word(at) == "and";
    if !joins
        || !is_subject(at - 1)
        || !is_subject(at + 1)
        || gap_before(text, words, at + 1) != " "
    {
        return None;
    }
    let rest = run_end(text, words, at + 1, hints)?;
    let has_typical = |run: Range<usize>| words.get(run).and_then(|run| find_name_hint(run, hints));
    let is_one = has_typical(first..end).is_none() || has_typical(at + 1..rest).is_none();
    is_one.then_some(rest)
}

/// Checks whether a word belongs to an office, in any case.
fn is_office_word(word: &str, hints: &Hints) -> bool {
    let list = &hints.person.words;
    Hints::has_word(list, word) || Hints::has_word(list, &word.to_lowercase())
}

/// Returns the text between a word and the one before it.
fn gap_before<'t>(text: &'t str, words: &[WordAt<'_>], at: usize) -> &'t str {
    let (Some((start, _)), Some((before, word))) = (words.get(at), words.get(at.wrapping_sub(1)))
    else {
        return "";
    };
    text.get(before + word.len()..*start).unwrap_or_default()
}

/// Returns the bytes from a word to the one before `end`, with the sign that belongs to the last one.
fn range_of_words(text: &str, words: &[WordAt<'_>], first: usize, end: usize) -> Range<usize> {
    let (Some((start, _)), Some((last, word))) = (words.get(first), words.get(end - 1)) else {
        return 0..0;
    };
    let stop = last + word.len();
    let rest = text.get(stop..).unwrap_or_default();
    let open = text.get(*start..stop).is_some_and(|run| run.contains('(') && !run.contains(')'));
    let sign = matches!(*word, "Ltd" | "Co" | "Inc" | "Corp") && rest.starts_with('.')
        || open && rest.starts_with(')');
    let mark = without_possessive(word).map_or(0, |owner| word.len() - owner.len());
    *start..stop + usize::from(sign) - mark
}

/// Returns the rule for the last typical word of a run, or for the last two.
fn find_name_hint<'h>(run: &[WordAt<'_>], hints: &'h Hints) -> Option<&'h NameHint> {
    let word = |at: usize| word_at(run, at);
    let of = |words: &str| hints.name.iter().find(|hint| Hints::has_word(&hint.words, words));
    let two = |at: usize| of(&format!("{}_{}", word(at.checked_sub(1)?), word(at)));
    (0..run.len()).rev().find_map(|at| two(at).or_else(|| of(word(at))))
}

/// Decides what a run of words is.
fn sort_of<'h>(
    text: &str,
    words: &[WordAt<'_>],
    (first, end): (usize, usize),
    hints: &'h Hints,
) -> NameSort<'h> {
    // `University` alone isn't a name.
    let run = words.get(first..end).filter(|run| run.len() > 1);
    if let Some(hint) = run.and_then(|run| find_name_hint(run, hints)) {
        return NameSort::Typical(hint);
    }
    let word = |at: usize| word_at(words, at);
    let is_office = |at: usize| is_office_word(word(at), hints);
    let is_verb = |at: usize| Hints::has_word(&hints.person.verbs, word(at));
    let before = first.checked_sub(1);
    let after = gap_before(text, words, end);
    // `Li Hua, chairman of …`
    if after.trim() == "," {
        let office = (end..words.len().min(end + OFFICE))
            .take_while(|at| *at == end || gap_before(text, words, *at).trim().is_empty());
        let stop = office.clone().find(|at| *at > end && matches!(word(*at), "of" | "at" | "for"));
        let last = stop.unwrap_or_else(|| office.clone().last().map_or(end, |at| at + 1));
        if (end..last).any(is_office) && end - first <= PERSON {
            let title = range_of_words(text, words, end + usize::from(word(end) == "the"), last);
            let at = stop.and_then(|of| words.get(of + 1)).map(|(at, _)| *at);
            return NameSort::Person(Some(Office { title, at }));
        }
    }
    let near =
        before.is_some_and(|at| gap_before(text, words, first).trim().is_empty() && is_office(at));
    if near && end - first <= PERSON && end - first > 1 {
        let at = before.unwrap_or_default();
        return NameSort::Person(Some(Office {
            title: range_of_words(text, words, at, at + 1),
            at: None,
        }));
    }
    let says = is_verb(end) && after.trim().is_empty()
        || before.is_some_and(|at| is_verb(at) && gap_before(text, words, first).trim().is_empty());
    if says && (2..=PERSON).contains(&(end - first)) {
        return NameSort::Person(None);
    }
    NameSort::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let hints = Hints::built_in().unwrap();
        let words = |at: Range<usize>| text.get(at).unwrap().to_owned();
        let one = |name: CapitalName<'_>| match name.sort {
            NameSort::Typical(hint) => format!("{}: {}", hint.kind, words(name.at)),
            NameSort::Person(None) => format!("person: {}", words(name.at)),
            NameSort::Person(Some(office)) => {
                format!("person: {} ({})", words(name.at), words(office.title))
            }
            NameSort::Unknown => words(name.at),
        };
        capital_names(text, &hints).into_iter().map(one).collect()
    }

    #[test]
    fn typical_words_say_what_a_name_is() {
        for (text, names) in [
            (
                "with China Yu Airlines (Henan) Co., Ltd. yesterday",
                &["organization: China Yu Airlines (Henan) Co., Ltd."][..],
            ),
            ("The University of Lodz came", &["organization: University of Lodz"]),
            ("at Tianjin Binhai Airport, which", &["project: Tianjin Binhai Airport"]),
            (
                "of the Padma Railway, Hub Power Plant and Hub Zone",
                &["project: Padma Railway", "project: Hub Power Plant", "place: Hub Zone"],
            ),
            (
                "of the Bata City Power Grid Project began",
                &["project: Bata City Power Grid Project"],
            ),
            ("in east China’s Jiangsu Province, the", &["China", "place: Jiangsu Province"]),
            ("the People’s Bank of China", &["organization: People’s Bank of China"]),
            (
                "the National Development and Reform Commission (NDRC), said",
                &["organization: National Development and Reform Commission"],
            ),
            ("Lantern Rail’s yard", &["Lantern Rail"]),
            ("The city and its port grew.", &[]),
            ("a bank, the Government", &["Government"]),
            ("at the Ministry of Trade. Kenya grew", &["organization: Ministry of Trade", "Kenya"]),
            (
                "the Ministry of Commerce and Industry of Kenya and Bank of China",
                &[
                    "organization: Ministry of Commerce and Industry of Kenya",
                    "organization: Bank of China",
                ],
            ),
            (
                "the National Development and Reform Commission and others",
                &["organization: National Development and Reform Commission"],
            ),
            (
                "the Department of Agriculture, Forestry and Fisheries said",
                &["organization: Department of Agriculture, Forestry and Fisheries"],
            ),
            (
                "the Ministry of Finance and Development Bank signed",
                &["organization: Ministry of Finance", "organization: Development Bank"],
            ),
            (
                "the University of Lodz and Warsaw University",
                &["organization: University of Lodz", "organization: Warsaw University"],
            ),
            (
                "Trade and Tourism grew in Kenya and Uganda",
                &["Trade and Tourism", "Kenya", "Uganda"],
            ),
        ] {
            assert_eq!(found(text), names, "{text}");
        }
    }

    #[test]
    fn offices_and_verbs_say_who_is_a_person() {
        for (text, names) in [
            (
                "said Wu Lin, chairman of Anhui Lantern Biotechnology Co., Ltd., with",
                &[
                    "person: Wu Lin (chairman)",
                    "organization: Anhui Lantern Biotechnology Co., Ltd.",
                ][..],
            ),
            ("Our reporter Song Min and", &["person: Song Min (reporter)"]),
            ("Dominique Church said that", &["person: Dominique Church"]),
            ("Mayor Meng Fanli met", &["person: Meng Fanli (Mayor)"]),
            (
                "Henan Daily Chief Reporter Yang Guifang",
                &["organization: Henan Daily", "person: Yang Guifang (Reporter)"],
            ),
        ] {
            assert_eq!(found(text), names, "{text}");
        }
    }
}
