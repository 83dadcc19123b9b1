//! How sources say how exact an amount is, and the interval that allows.

use super::chinese::simplified;
use super::piece::Piece;

/// How a source says how exact an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wording {
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

/// The wordings that stand before a number, as they are written; the first of each is the one printed.
pub(super) const WORDINGS: [(&str, Wording); 55] = [
    ("about", Wording::About),
    ("more than", Wording::MoreThan),
    ("at least", Wording::AtLeast),
    ("nearly", Wording::Nearly),
    ("less than", Wording::LessThan),
    ("up to", Wording::UpTo),
    ("around", Wording::About),
    ("approximately", Wording::About),
    ("approx.", Wording::About),
    ("approx", Wording::About),
    ("roughly", Wording::About),
    ("some", Wording::About),
    ("circa", Wording::About),
    ("ca.", Wording::About),
    ("almost", Wording::Nearly),
    ("close to", Wording::Nearly),
    ("over", Wording::MoreThan),
    ("above", Wording::MoreThan),
    ("exceeding", Wording::MoreThan),
    ("upwards of", Wording::AtLeast),
    ("not less than", Wording::AtLeast),
    ("no less than", Wording::AtLeast),
    ("not fewer than", Wording::AtLeast),
    ("no fewer than", Wording::AtLeast),
    ("a minimum of", Wording::AtLeast),
    ("fewer than", Wording::LessThan),
    ("under", Wording::LessThan),
    ("below", Wording::LessThan),
    ("at most", Wording::UpTo),
    ("no more than", Wording::UpTo),
    ("not more than", Wording::UpTo),
    ("a maximum of", Wording::UpTo),
    ("~", Wording::About),
    ("≈", Wording::About),
    (">=", Wording::AtLeast),
    ("≥", Wording::AtLeast),
    ("<=", Wording::UpTo),
    ("≤", Wording::UpTo),
    (">", Wording::MoreThan),
    ("<", Wording::LessThan),
    ("大约", Wording::About),
    ("约", Wording::About),
    ("接近", Wording::Nearly),
    ("将近", Wording::Nearly),
    ("近", Wording::Nearly),
    ("不超过", Wording::UpTo),
    ("至多", Wording::UpTo),
    ("超过", Wording::MoreThan),
    ("逾", Wording::MoreThan),
    ("超", Wording::MoreThan),
    ("至少", Wording::AtLeast),
    ("不少于", Wording::AtLeast),
    ("不低于", Wording::AtLeast),
    ("不到", Wording::LessThan),
    ("不足", Wording::LessThan),
];

/// The wordings that stand behind a number.
const BEHIND: [(&str, Wording); 8] = [
    ("or more", Wording::AtLeast),
    ("or less", Wording::UpTo),
    ("or so", Wording::About),
    ("左右", Wording::About),
    ("以上", Wording::AtLeast),
    ("以下", Wording::UpTo),
    ("以内", Wording::UpTo),
    ("+", Wording::AtLeast),
];

impl Wording {
    /// The wording of these words before a number; of `to` with the second end, of none an exact one.
    pub(super) fn of(words: &str, end: Option<i64>) -> Option<Self> {
        match words {
            "" => Some(Self::Exactly),
            "to" => end.map(Self::To),
            words => WORDINGS.iter().find(|(known, _)| *known == words).map(|(_, of)| *of),
        }
    }

    /// The words before the number; `to` for `X to Y`, and nothing for an exact amount.
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

    /// The closed interval this wording of `at` allows, by the rules of language version 1: low
    /// ends round down, high ends up. Nothing if it is empty or an end cannot be kept.
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

/// What `about` allows around a number of smallest parts: ten per cent of its absolute value to
/// either side, the low end rounded down and the high end up. Ends that cannot be kept are the
/// last that can.
pub fn about_bounds(at: i64) -> (i64, i64) {
    let at = i128::from(at);
    let tenth = (at.abs() + 9) / 10;
    let fit = |end: i128| i64::try_from(end).unwrap_or(if end < 0 { i64::MIN } else { i64::MAX });
    (fit(at - tenth), fit(at + tenth))
}

/// Returns the wording at the beginning or the end of a text, its words, and the rest.
pub(super) fn read_wording(piece: Piece<'_>) -> Option<(Wording, Piece<'_>, Piece<'_>)> {
    let ahead = WORDINGS.into_iter().find_map(|(words, wording)| {
        let is_word = words.ends_with(|c: char| c.is_ascii_alphabetic() || c == '.');
        let (typed, rest) =
            if is_word { piece.after_words(words)? } else { after_sign(piece, words)? };
        Some((wording, typed, rest))
    });
    ahead.or_else(|| {
        BEHIND.into_iter().find_map(|(words, wording)| {
            let characters = words.chars().count();
            let start = piece.text.char_indices().rev().nth(characters.checked_sub(1)?)?.0;
            let (rest, typed) = piece.split(start);
            let spaced =
                !words.starts_with(|c: char| c.is_ascii_alphabetic()) || rest.text.ends_with(' ');
            let said = is_same(typed.text, words) && spaced && !rest.trim().text.is_empty();
            said.then(|| (wording, typed, rest.trim()))
        })
    })
}

/// Splits a text behind a sign or Chinese characters at its beginning.
fn after_sign<'a>(piece: Piece<'a>, sign: &str) -> Option<(Piece<'a>, Piece<'a>)> {
    let characters = sign.chars().count();
    let end = piece.text.char_indices().nth(characters).map_or(piece.text.len(), |(at, _)| at);
    let (typed, rest) = piece.split(end);
    is_same(typed.text, sign).then(|| (typed, rest.trim()))
}

/// Whether a text is these words, in any case, traditional characters as their simplified forms.
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
