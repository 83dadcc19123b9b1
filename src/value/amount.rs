//! Amounts as sources state them: a wording, the number printed, and the closed interval these
//! allow, in the smallest parts of the unit.

use super::decimal::{Decimal, canonical, plain};
use super::fault::{Fault, FaultKind, Wanted};
use super::figure::{Figure, Reader};
use super::piece::Piece;
use super::unit::{NUMBER, Unit, Units};

/// What kind of amount a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountType<'a> {
    /// A plain number.
    Number,
    /// A percentage.
    Share,
    /// An amount of money in some currency.
    Money,
    /// A quantity of this dimension; with none, an amount of any kind, bare numbers included.
    Quantity(Option<&'a str>),
}

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

/// An amount a source stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How exact it is said to be.
    pub wording: Wording,
    /// The number printed, in smallest parts; of `X to Y` the first.
    pub at: i64,
    /// The least it can be, included; `None` for no lower end.
    pub low: Option<i64>,
    /// The most it can be, included; `None` for no upper end.
    pub high: Option<i64>,
    /// The canonical name of its unit.
    pub unit: String,
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
const OTHER_WORDINGS: [(&str, &str); 14] = [
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
    fn bounds(self, at: i64, signed: bool) -> Option<(Option<i64>, Option<i64>)> {
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

impl Amount {
    /// Reads an amount as digests and imports word it: `about X`, `more than X` or `over X`,
    /// `at least X`, `nearly X`, `less than X`, `up to X`, `X to Y`, or `X` alone. `signed` is
    /// whether the field may be negative.
    pub fn read(
        text: &str,
        ty: AmountType<'_>,
        signed: bool,
        units: &Units,
    ) -> Result<Self, Fault> {
        let reader = Reader::new(Wanted::from(ty), units);
        let piece = Piece::whole(text);
        for (words, instead) in OTHER_WORDINGS {
            if let Some((typed, _)) = piece.after_words(words) {
                let kind = FaultKind::OtherWording { typed: typed.text.to_owned(), instead };
                return Err(typed.fault(kind));
            }
        }
        let Some((wording, words, rest)) = read_wording(piece) else {
            return match piece.around_word("to") {
                Some((first, _, second)) => read_range(&reader, first, second, signed),
                None => read_one(&reader, Wording::Exactly, piece, signed),
            };
        };
        let second = read_wording(rest).map(|(_, second, _)| second);
        if let Some(second) = second.or_else(|| rest.around_word("to").map(|(_, to, _)| to)) {
            let [first, typed] = [words, second].map(|piece| piece.text.to_owned());
            return Err(second.fault(FaultKind::TwoWordings { first, second: typed }));
        }
        read_one(&reader, wording, rest, signed)
    }

    /// The canonical wording: `about 42.7bn CNY`, `more than 300`, `40.2%`, `1bn to 2bn CNY`.
    /// Reading it again gives the same amount. A unit that is not in the list is taken to have one
    /// part.
    pub fn text(&self, units: &Units) -> String {
        let unit = units.get(&self.unit);
        let factor = unit.map_or(1, |unit| unit.factor);
        let number = canonical(self.at, factor);
        let words = match self.wording {
            Wording::Exactly => number,
            Wording::To(end) => {
                format!("{number} to {}", second_end(self.at, &number, end, factor))
            }
            wording => format!("{} {number}", wording.word()),
        };
        unit.map_or_else(|| format!("{words} {}", self.unit), |unit| unit.after(&words))
    }
}

/// The wording at the beginning of a text, its words, and what they are said of.
pub(super) fn read_wording(piece: Piece<'_>) -> Option<(Wording, Piece<'_>, Piece<'_>)> {
    WORDINGS.into_iter().find_map(|(words, wording)| {
        let (typed, rest) = piece.after_words(words)?;
        Some((wording, typed, rest))
    })
}

/// The second end of a range as it is printed: in full where a scale would seem to be meant for
/// the first end too.
fn second_end(first: i64, printed: &str, end: i64, factor: i64) -> String {
    let in_full = first != 0 && printed.ends_with(|c: char| c.is_ascii_digit());
    match Decimal::of_parts(end, factor).filter(|_| in_full) {
        Some(number) => number.grouped(),
        None => canonical(end, factor),
    }
}

fn read_one(
    reader: &Reader<'_>,
    wording: Wording,
    piece: Piece<'_>,
    signed: bool,
) -> Result<Amount, Fault> {
    let figure = reader.read(piece)?;
    reader.require(&figure, false)?;
    let unit = unit_of(reader, &figure)?;
    let signed = signed || unit.signed;
    let at = parts(&figure, unit, signed)?;
    let (low, high) = wording.bounds(at, signed).ok_or_else(|| {
        let number = figure.number.text.to_owned();
        figure.typed.fault(match at {
            0 => FaultKind::BelowNothing { wording: wording.word() },
            _ => FaultKind::TooLarge { number },
        })
    })?;
    Ok(Amount { wording, at, low, high, unit: unit.name.clone() })
}

/// `X to Y`: the unit may be written with either end or both; a scale belongs to its own end.
fn read_range(
    reader: &Reader<'_>,
    first: Piece<'_>,
    second: Piece<'_>,
    signed: bool,
) -> Result<Amount, Fault> {
    let whole = first.to(second);
    let [mut low, mut high] = [reader.read(first)?, reader.read(second)?];
    if let (Some(first), Some(second)) = (low.unit, high.unit)
        && first != second
    {
        let [first, second] = [first, second].map(|unit| unit.name.clone());
        return Err(Fault { at: whole, kind: FaultKind::TwoUnitsInRange { first, second } });
    }
    high.unit = high.unit.or(low.unit);
    low.unit = high.unit;
    reader.require(&high, false)?;
    let unit = unit_of(reader, &high)?;
    if let Some(offers) = scale_of_first(&low, &high, unit) {
        return Err(Fault { at: whole, kind: FaultKind::ScaleOfFirst { offers } });
    }
    let signed = signed || unit.signed;
    let [at, end] = [parts(&low, unit, signed)?, parts(&high, unit, signed)?];
    let wording = Wording::To(end);
    let (low, high) = wording.bounds(at, signed).ok_or_else(|| {
        let [from, to] = [first, second].map(|piece| piece.text.to_owned());
        let turned = Amount {
            wording: Wording::To(at),
            at: end,
            low: None,
            high: None,
            unit: unit.name.clone(),
        };
        let offers = vec![turned.text(reader.units)];
        Fault { at: whole, kind: FaultKind::Reversed { first: from, second: to, offers } }
    })?;
    Ok(Amount { wording, at, low, high, unit: unit.name.clone() })
}

/// Both readings of `1 to 2bn`, if both make a range.
fn scale_of_first(
    first: &Figure<'_, '_>,
    second: &Figure<'_, '_>,
    unit: &Unit,
) -> Option<Vec<String>> {
    let zero = first.value == first.value.negated();
    if zero || first.zeros > 0 || second.zeros == 0 || first.value > second.unscaled {
        return None;
    }
    let scaled = first.value.times_power_of_ten(second.zeros)?;
    let ranges = [
        format!("{} to {}", scaled.canonical(), second.value.canonical()),
        format!("{} to {}", first.value.canonical(), second.value.grouped()),
    ];
    Some(ranges.map(|range| unit.after(&range)).into())
}

/// The unit a figure is in: its own, or that of plain numbers.
fn unit_of<'u>(reader: &Reader<'u>, figure: &Figure<'_, 'u>) -> Result<&'u Unit, Fault> {
    figure.unit.or_else(|| reader.units.get(NUMBER)).ok_or_else(|| {
        let kind = FaultKind::MissingUnit { wanted: reader.wanted.clone(), offers: Vec::new() };
        figure.number.fault(kind)
    })
}

fn parts(figure: &Figure<'_, '_>, unit: &Unit, signed: bool) -> Result<i64, Fault> {
    if figure.value.is_negative() && !signed {
        let typed = figure.typed.text.to_owned();
        return Err(figure.typed.fault(FaultKind::Negative { typed }));
    }
    exact_parts(figure, unit)
}

/// A figure in smallest parts of a unit, or a fault that names the unit.
pub(super) fn exact_parts(figure: &Figure<'_, '_>, unit: &Unit) -> Result<i64, Fault> {
    figure.value.parts(unit.factor).map_err(|fault| {
        let number = figure.typed.text.to_owned();
        figure.number.fault(match fault.kind {
            FaultKind::TooFine { .. } => {
                FaultKind::TooFine { number, smallest: unit.after(&plain(1, unit.factor)) }
            }
            _ => FaultKind::TooLarge { number },
        })
    })
}
