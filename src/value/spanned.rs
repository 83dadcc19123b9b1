//! A part of a text that remembers its place.

use std::ops::Range;

/// A part of the text being read, with the byte at which it begins there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spanned<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Spanned<'a> {
    /// Takes a whole text, without the white space around it.
    pub(super) fn of_text(text: &'a str) -> Self {
        Self { text, at: 0 }.trim()
    }

    pub(super) fn trim(self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        Self { text: self.text.trim(), at: self.at + start }
    }

    /// Splits at a byte offset; an offset inside a character gives the whole and an empty rest.
    pub(super) fn split(self, at: usize) -> (Self, Self) {
        let (left, right) = self.text.split_at_checked(at).unwrap_or((self.text, ""));
        (Self { text: left, at: self.at }, Self { text: right, at: self.at + left.len() })
    }

    /// Splits at the first place of a separate word, in any case; the word is the second part.
    pub(super) fn around_word(self, word: &str) -> Option<(Self, Self, Self)> {
        let places = self.text.char_indices().filter(|(_, c)| c.is_whitespace());
        places.map(|(at, space)| at + space.len_utf8()).find_map(|at| {
            let (left, right) = self.split(at);
            let (typed, rest) = right.split(word.len());
            let found =
                typed.text.eq_ignore_ascii_case(word) && rest.text.starts_with(char::is_whitespace);
            found.then(|| (left.trim(), typed, rest.trim()))
        })
    }

    /// Splits at the first place of a separator, without the white space around it.
    pub(super) fn split_once(self, separator: &str) -> Option<(Self, Self)> {
        let (left, right) = self.split(self.text.find(separator)?);
        Some((left.trim(), right.split(separator.len()).1.trim()))
    }

    /// Splits a word or words off the beginning, in any case and with any spacing between them.
    pub(super) fn after_words(self, words: &str) -> Option<(Self, Self)> {
        let mut rest = self;
        for word in words.split(' ') {
            rest = rest.trim();
            let (head, tail) = rest.split(word.len());
            if !head.text.eq_ignore_ascii_case(word)
                || tail.text.starts_with(|c: char| !c.is_whitespace())
            {
                return None;
            }
            rest = tail;
        }
        let (typed, rest) = self.split(rest.at - self.at);
        Some((typed.trim(), rest.trim()))
    }

    pub(super) fn range(self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    /// Returns the bytes from the beginning of this part to the end of a later part of the same text.
    pub(super) fn range_to(self, later: Self) -> Range<usize> {
        self.at..later.range().end
    }
}

/// Checks that a text is one or more ASCII digits.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_know_their_place() {
        let spanned = Spanned::of_text("  青岛 to x ");
        assert_eq!((spanned.text, spanned.range()), ("青岛 to x", 2..13));
        let (left, right) = spanned.split_once(" to ").unwrap();
        assert_eq!((left.text, left.range()), ("青岛", 2..8));
        assert_eq!((right.text, right.range()), ("x", 12..13));
        assert_eq!(spanned.split(1).0.text, "青岛 to x");
    }

    #[test]
    fn words_are_whole_and_in_any_case() {
        let spanned = Spanned::of_text("More  THAN 5");
        let (words, rest) = spanned.after_words("more than").unwrap();
        assert_eq!((words.text, rest.text, rest.at), ("More  THAN", "5", 11));
        assert_eq!(
            spanned.after_words("more"),
            Some((Spanned { text: "More", at: 0 }, Spanned { text: "THAN 5", at: 6 }))
        );
        assert_eq!(Spanned::of_text("overt 5").after_words("over"), None);
        assert_eq!(Spanned::of_text("more").after_words("more than"), None);
        assert!(Spanned::of_text("over").after_words("over").is_some());
    }
}
