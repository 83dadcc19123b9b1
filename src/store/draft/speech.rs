//! Finds statements: sentences that name their speaker beside a word such as `said`.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::hints::{Hints, PersonHint};

/// The most words of the name of a speaker.
const NAME: usize = 4;

/// Finds the person who says something in a part of a text, and the words that say so. `people` has the names of people with
/// their ids; a family name is enough.
pub(super) fn find_speaker<'p>(
    text: &str,
    sentence: &Range<usize>,
    people: &'p [(String, String)],
    hint: &PersonHint,
) -> Option<(&'p str, Range<usize>)> {
    let part = text.get(sentence.clone())?;
    let words: Vec<Range<usize>> = part
        .unicode_word_indices()
        .map(|(at, word)| sentence.start + at..sentence.start + at + word.len())
        .collect();
    let said = (0..words.len()).filter(|at| {
        let word = words.get(*at).and_then(|word| text.get(word.clone()));
        word.is_some_and(|word| Hints::has_word(&hint.verbs, word))
    });
    { said }.find_map(|at| {
        speaker_beside_verb(text, &words, at, people)
            .or_else(|| before_comma(text, (sentence.start, words.get(at)?), people))
    })
}

/// Finds a speaker directly before or after the verb: `said Meng Wei`, `Meng said`.
fn speaker_beside_verb<'p>(
    text: &str,
    words: &[Range<usize>],
    verb: usize,
    people: &'p [(String, String)],
) -> Option<(&'p str, Range<usize>)> {
    let lengths = || (1..=NAME).rev();
    let behind = lengths().map(|length| (verb + 1, verb + length));
    let before = lengths().filter_map(|length| Some((verb.checked_sub(length)?, verb - 1)));
    { behind.chain(before) }.find_map(|(first, last)| {
        let name = words.get(first)?.start..words.get(last)?.end;
        let verb = words.get(verb)?;
        let gap = if first > 0 && name.start > verb.end {
            verb.end..name.start
        } else {
            name.end..verb.start
        };
        let is_near = text.get(gap)?.trim().is_empty();
        let id = find_person(text.get(name.clone())?, people).filter(|_| is_near)?;
        Some((id, name.start.min(verb.start)..name.end.max(verb.end)))
    })
}

/// Finds `Meng Wei, spokeswoman of the commission, said`.
fn before_comma<'p>(
    text: &str,
    (start, verb): (usize, &Range<usize>),
    people: &'p [(String, String)],
) -> Option<(&'p str, Range<usize>)> {
    let before = text.get(start..verb.start)?.trim_end().strip_suffix(',')?;
    let named =
        people.iter().filter_map(|(name, id)| Some((before.rfind(name.as_str())?, name, id)));
    let (at, name, id) = named.max()?;
    let office = before.get(at + name.len()..)?;
    // Its words are one clause.
    let is_office = office.starts_with(", ") && !office.contains(['.', ';', '”', '"']);
    is_office.then_some((id.as_str(), start + at..verb.end))
}

/// Returns the id of the person with a name, or with a name that begins or ends with it.
fn find_person<'p>(name: &str, people: &'p [(String, String)]) -> Option<&'p str> {
    let is_one = |known: &&(String, String)| {
        known.0 == name
            || known.0.split(' ').next() == Some(name)
            || known.0.rsplit(' ').next() == Some(name)
    };
    people.iter().rev().find(is_one).map(|(_, id)| id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_are_beside_what_they_do() {
        let hints = Hints::built_in().unwrap();
        let people = [("Meng Wei".to_owned(), "meng-wei".to_owned())];
        for (text, expected) in [
            ("“It grew,” said Meng Wei, a spokeswoman.", "said Meng Wei"),
            ("“It grew,” Meng said.", "Meng said"),
            (
                "Meng Wei, a spokeswoman of the commission, said it grew.",
                "Meng Wei, a spokeswoman of the commission, said",
            ),
            ("It grew, the commission said.", ""),
            ("Meng Wei came. It grew, said the commission.", ""),
        ] {
            let found = find_speaker(text, &(0..text.len()), &people, &hints.person);
            assert_eq!(found.map(|(_, at)| &text[at]).unwrap_or_default(), expected, "{text}");
        }
    }
}
