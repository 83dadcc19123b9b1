//! How sources say how exact an amount is, and the interval that allows.

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

/// The wordings that stand before a number, as they are written.
pub(super) const WORDINGS: [(&str, Wording); 7] = [
    ("about", Wording::About),
    ("more than", Wording::MoreThan),
    ("over", Wording::MoreThan),
    ("at least", Wording::AtLeast),
    ("nearly", Wording::Nearly),
    ("less than", Wording::LessThan),
    ("up to", Wording::UpTo),
];

/// Wordings that are not read, and those that are.
pub(super) const OTHER_WORDINGS: [(&str, &str); 14] = [
    ("around", "about"),
    ("approximately", "about"),
    ("approx.", "about"),
    ("roughly", "about"),
    ("circa", "about"),
    ("almost", "nearly"),
    ("above", "more than"),
    ("exceeding", "more than"),
    ("not less than", "at least"),
    ("no less than", "at least"),
    ("under", "less than"),
    ("below", "less than"),
    ("at most", "up to"),
    ("no more than", "up to"),
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

/// The wording at the beginning of a text, its words, and what they are said of.
pub(super) fn read_wording(piece: Piece<'_>) -> Option<(Wording, Piece<'_>, Piece<'_>)> {
    WORDINGS.into_iter().find_map(|(words, wording)| {
        let (typed, rest) = piece.after_words(words)?;
        Some((wording, typed, rest))
    })
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
