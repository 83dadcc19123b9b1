//! How sources say how exact an amount is, and the interval that allows.

use super::numeral::simplified;
use super::spanned::Spanned;

/// The words by which a source says how exact an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// `X`
    Exactly,
    /// `about X`
    About,
    /// `more than X`, `over X`
    MoreThan,
    /// `at least X`
    AtLeast,
    /// `nearly X`
    Nearly,
    /// `less than X`
    LessThan,
    /// `up to X`
    UpTo,
    /// `X to Y`: the second end, in smallest parts.
    To(i64),
}

/// The qualifiers before a number, separated by bars; the first of each kind is the one printed. A sign comes before a shorter
/// sign that begins it.
pub(super) const QUALIFIERS: [(Qualifier, &str); 6] = [
    (
        Qualifier::About,
        "about|around|approximately|approx.|approx|roughly|some|circa|ca.|~|≈|大约|约合|约为|约",
    ),
    (Qualifier::Nearly, "nearly|almost|close to|接近|将近|近"),
    (
        Qualifier::AtLeast,
        "at least|upwards of|not less than|no less than|not fewer than|no fewer than|a minimum of|>=|≥|至少|不少于|不低于",
    ),
    (Qualifier::UpTo, "up to|at most|no more than|not more than|a maximum of|<=|≤|不超过|至多"),
    (Qualifier::MoreThan, "more than|over|above|exceeding|>|超过|逾|超"),
    (Qualifier::LessThan, "less than|fewer than|under|below|<|不到|不足"),
];

/// The qualifiers behind a number.
const BEHIND: [(Qualifier, &str); 3] = [
    (Qualifier::AtLeast, "or more|以上|+"),
    (Qualifier::UpTo, "or less|以下|以内"),
    (Qualifier::About, "or so|左右"),
];

/// Lists each qualifier of a table with its words.
fn spellings<'q>(table: &'q [(Qualifier, &'q str)]) -> impl Iterator<Item = (Qualifier, &'q str)> {
    table.iter().flat_map(|(qualifier, words)| words.split('|').map(|words| (*qualifier, words)))
}

impl Qualifier {
    /// Returns the qualifier of the words before a number; `to` needs the second end, and no words mean exactly.
    pub(crate) fn of(words: &str, end: Option<i64>) -> Option<Self> {
        match words {
            "" => Some(Self::Exactly),
            "to" => end.map(Self::To),
            words => spellings(&QUALIFIERS).find(|(_, known)| *known == words).map(|(of, _)| of),
        }
    }

    /// Returns the words before the number; `to` for `X to Y`, and none for an exact amount.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exactly => "",
            Self::About => "about",
            Self::MoreThan => "more than",
            Self::AtLeast => "at least",
            Self::Nearly => "nearly",
            Self::LessThan => "less than",
            Self::UpTo => "up to",
            Self::To(_) => "to",
        }
    }

    /// Returns the closed interval that the qualifier allows around `at`, by the rules of language version 1: low ends
    /// round down, high ends up. `None` means that the interval is empty or too large.
    pub(super) fn bounds(self, at: i64, signed: bool) -> Option<(Option<i64>, Option<i64>)> {
        let least = if signed { None } else { Some(0) };
        let (low, high) = match self {
            Self::Exactly => (Some(at), Some(at)),
            Self::About => {
                let (low, high) = about_bounds(at);
                (Some(low), Some(high))
            }
            Self::MoreThan => (Some(at.checked_add(1)?), None),
            Self::AtLeast => (Some(at), None),
            Self::Nearly => {
                let high = at.checked_sub(1)?;
                (Some(about_bounds(at).0.min(high)), Some(high))
            }
            Self::LessThan => (least, Some(at.checked_sub(1)?)),
            Self::UpTo => (least, Some(at)),
            Self::To(end) => (Some(at), Some(end)),
        };
        let empty = high.is_some_and(|high| low.or(least).is_some_and(|low| low > high));
        let below = !signed && low.is_some_and(|low| low < 0);
        (!empty && !below).then_some((low, high))
    }
}

/// Returns the interval that `about` allows: ten per cent of the absolute value to either side, the low end rounded
/// down, the high end up, within `i64`.
pub fn about_bounds(at: i64) -> (i64, i64) {
    let at = i128::from(at);
    let tenth = (at.abs() + 9) / 10;
    let fit = |end: i128| i64::try_from(end).unwrap_or(if end < 0 { i64::MIN } else { i64::MAX });
    (fit(at - tenth), fit(at + tenth))
}

/// Returns the qualifier at the beginning or the end of a text, its words, and the rest.
pub(super) fn read_qualifier(
    spanned: Spanned<'_>,
) -> Option<(Qualifier, Spanned<'_>, Spanned<'_>)> {
    let bare = spanned.text.starts_with(|c: char| c.is_ascii_digit());
    let ahead = spellings(&QUALIFIERS).filter(|_| !bare).find_map(|(qualifier, words)| {
        let is_word = words.ends_with(|c: char| c.is_ascii_alphabetic() || c == '.');
        let (typed, rest) =
            if is_word { spanned.after_words(words)? } else { after_sign(spanned, words)? };
        Some((qualifier, typed, rest))
    });
    ahead.or_else(|| {
        spellings(&BEHIND).find_map(|(qualifier, words)| {
            let characters = words.chars().count();
            let start = spanned.text.char_indices().rev().nth(characters.checked_sub(1)?)?.0;
            let (rest, typed) = spanned.split(start);
            let spaced =
                !words.starts_with(|c: char| c.is_ascii_alphabetic()) || rest.text.ends_with(' ');
            let said = is_same(typed.text, words) && spaced && !rest.trim().text.is_empty();
            said.then(|| (qualifier, typed, rest.trim()))
        })
    })
}

/// Splits a text behind a sign or Chinese characters at its beginning.
fn after_sign<'a>(spanned: Spanned<'a>, sign: &str) -> Option<(Spanned<'a>, Spanned<'a>)> {
    let characters = sign.chars().count();
    let end = spanned.text.char_indices().nth(characters).map_or(spanned.text.len(), |(at, _)| at);
    let (typed, rest) = spanned.split(end);
    is_same(typed.text, sign).then(|| (typed, rest.trim()))
}

/// Compares a text with words, in any case, traditional characters as their simplified forms.
fn is_same(typed: &str, words: &str) -> bool {
    simplified(typed).eq_ignore_ascii_case(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_is_a_tenth_of_the_absolute_value() {
        for (at, bounds) in [
            (0, (0, 0)),
            (10, (9, 11)),
            (11, (9, 13)),
            (-10, (-11, -9)),
            (-11, (-13, -9)),
            (i64::MAX, (8_301_034_833_169_298_226, i64::MAX)),
            (i64::MIN, (i64::MIN, -8_301_034_833_169_298_227)),
        ] {
            assert_eq!(about_bounds(at), bounds);
        }
    }
}
