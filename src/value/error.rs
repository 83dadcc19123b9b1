//! Errors in literals: their place, the reason, and the texts that could be written instead.
//!
//! Spans are of the text that was read; a caller that holds the whole line shifts them.

use super::spanned::Spanned;
use super::unit::{MONEY, NUMBER, SHARE};
use crate::text::{article, list_or};
use std::fmt;
use std::ops::Range;

/// Where units beside the known ones come from.
const OTHERS: &str = "a catalog can add others as `[unit.NAME]`";

/// A part of a literal that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiteralError {
    /// Bytes within the text that was read.
    pub at: Range<usize>,
    /// The reason.
    pub kind: LiteralErrorKind,
}

/// A numbered part of a year or of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearPart {
    /// One of twelve.
    Month,
    /// One of four.
    Quarter,
    /// One of two.
    Half,
}

/// The reasons. `typed` is the text at the error's place; `offers` are texts that would be read.
#[expect(missing_docs, reason = "the data of an error are named for what they hold")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiteralErrorKind {
    /// T01: not an amount at all.
    NotAmount { typed: String, wanted: Option<String>, offers: Vec<String> },
    /// T02: the text beside the number isn't a unit.
    UnknownUnit {
        typed: String,
        wanted: Option<String>,
        suggestions: Vec<String>,
        offers: Vec<String>,
    },
    /// T03: the sign or name of several units.
    AmbiguousUnit { typed: String, units: Vec<String>, offers: Vec<String> },
    /// T04: `X to Y` in two units.
    TwoUnitsInRange { first: String, second: String },
    /// T05: `X to Y` or `a..b` with the larger end first.
    Reversed { first: String, second: String, offers: Vec<String> },
    /// T06: a qualifier of sources where a query has tests.
    QualifierInLiteral { typed: String, instead: Option<String> },
    /// T07: a unit of another dimension.
    WrongDimension { typed: String, dimension: String, wanted: Option<String>, offers: Vec<String> },
    /// T08: a unit is needed.
    MissingUnit { wanted: Option<String>, offers: Vec<String> },
    /// T09: a percent sign is needed.
    MissingSign { offers: Vec<String> },
    /// T10: a day the month does not have.
    NoSuchDay { year: i16, month: &'static str, days: i8, got: i8, offers: Vec<String> },
    /// T11: the order of day and month is open.
    AmbiguousDate { typed: String, offers: Vec<String> },
    /// T12: a date that depends on today.
    RelativeDate { typed: String },
    /// T20: digits and signs that make no number.
    NotNumber { typed: String, offers: Vec<String> },
    /// T21: digits that are not in groups of three.
    Grouping { typed: String, offers: Vec<String> },
    /// T22: more digits than are read.
    TooManyDigits { digits: usize },
    /// T23: finer than the smallest part of its unit.
    TooFine { number: String, smallest: String },
    /// T24: more than can be kept.
    TooLarge { number: String, largest: Option<String> },
    /// T25: a negative amount where none can be.
    Negative { typed: String },
    /// T26: below the least amount there can be.
    BelowNothing { qualifier: &'static str },
    /// T27: two qualifiers for one amount.
    TwoQualifiers { first: String, second: String },
    /// T30: two units for one number.
    TwoUnits { first: String, second: String, offers: Vec<String> },
    /// T31: two scales for one number.
    TwoScales { typed: String },
    /// T32: `1 to 2bn`, where the first end may or may not have the scale of the second.
    ScaleOfFirst { offers: Vec<String> },
    /// T33: two amounts: `10.000 yuan`, and `500 m` in a field of any unit.
    AmbiguousAmount { typed: String, offers: Vec<String>, refused: Vec<String> },
    /// T34: two amounts in units that convert, which are not the same.
    TwoAmounts { first: String, second: String },
    /// T35: an amount in brackets that is not the same in another unit.
    NotEquivalent { typed: String, amount: String },
    /// T36: a range, and one number for it in another unit.
    OneOfRange { typed: String, amount: String },
    /// T40: not a date at all.
    NotDate { typed: String, offers: Vec<String> },
    /// T41: a date in a spelling that is not read.
    DateSpelling { typed: String, offers: Vec<String> },
    /// T42: a month, quarter or half that no year has.
    NoSuchPart { part: YearPart, got: String, offers: Vec<String> },
    /// T43: a year of other than four digits.
    YearRange { typed: String },
    /// T44: `within` where something lasted.
    WithinPeriod,
    /// T45: a time without an agreed first and last day.
    VagueDate { typed: String, offers: Vec<String> },
    /// T47: `within` with one end; the other one.
    OpenWithin { is_first: bool, end: String },
    /// T46: a count of days, as spreadsheets keep dates.
    SerialDate { typed: String, offers: Vec<String> },
}

impl std::error::Error for LiteralError {}

impl fmt::Display for LiteralError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl Spanned<'_> {
    pub(super) fn error(self, kind: LiteralErrorKind) -> LiteralError {
        LiteralError { at: self.range(), kind }
    }
}

impl LiteralError {
    /// Returns a code that stays the same from version to version.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Lists lines of advice; every text in backquotes after "write" is one that is read.
    pub fn helps(&self) -> Vec<String> {
        let help = self.kind.help();
        [help, self.kind.known_units()].into_iter().filter(|help| !help.is_empty()).collect()
    }

    /// Lists literals that could replace the text that was read: repairs, not mere examples. Each is one that is read.
    pub fn repairs(&self, text: &str) -> Vec<String> {
        let offers = self.kind.clone().repairs_mut().map(std::mem::take).unwrap_or_default();
        offers.iter().filter_map(|offer| spliced(text, self.at.clone(), offer)).collect()
    }

    /// Drops every repair that the reader of the whole text refuses, and every one that loses a digit of an amount. The repair
    /// of a number takes in all that was typed around it, since it replaces the whole text.
    #[must_use]
    pub(super) fn checked(mut self, text: &str, reads: impl Fn(&str) -> bool) -> Self {
        use LiteralErrorKind::{AmbiguousAmount, Grouping, NotNumber};
        let at = self.at.clone();
        let strict = self.kind.keeps_digits();
        let whole = matches!(self.kind, Grouping { .. } | NotNumber { .. });
        let mut dropped = Vec::new();
        if let Some(offers) = self.kind.repairs_mut() {
            let typed = text.get(at.clone()).unwrap_or_default();
            offers.retain(|offer| {
                let repaired = spliced(text, at.clone(), offer);
                let kept = (!strict || keeps_digits(typed, offer))
                    && repaired.is_some_and(|repaired| reads(&repaired));
                dropped.extend((!kept).then(|| offer.clone()));
                kept
            });
            if whole && !offers.is_empty() {
                let repaired = |offer: &String| spliced(text, at.clone(), offer);
                *offers = offers.iter().filter_map(repaired).collect();
                self.at = 0..text.len();
            }
        }
        if let AmbiguousAmount { refused, .. } = &mut self.kind {
            *refused = dropped;
        }
        self
    }
}

/// Returns a text with the part at a place replaced.
fn spliced(text: &str, at: Range<usize>, offer: &str) -> Option<String> {
    Some(format!("{}{offer}{}", text.get(..at.start)?, text.get(at.end..)?))
}

/// Checks that the digits typed occur in an offer, in their order.
fn keeps_digits(typed: &str, offer: &str) -> bool {
    let mut offered = offer.chars().filter(char::is_ascii_digit);
    typed.chars().filter(char::is_ascii_digit).all(|digit| offered.any(|other| other == digit))
}

impl LiteralErrorKind {
    /// Returns the texts that could replace the typed one: repairs, not mere examples.
    fn repairs_mut(&mut self) -> Option<&mut Vec<String>> {
        match self {
            Self::UnknownUnit { suggestions: offers, .. }
            | Self::Grouping { offers, .. }
            | Self::AmbiguousUnit { offers, .. }
            | Self::AmbiguousAmount { offers, .. }
            | Self::Reversed { offers, .. }
            | Self::MissingUnit { offers, .. }
            | Self::MissingSign { offers }
            | Self::AmbiguousDate { offers, .. }
            | Self::NotNumber { offers, .. }
            | Self::TwoUnits { offers, .. }
            | Self::ScaleOfFirst { offers }
            | Self::NotDate { offers, .. }
            | Self::DateSpelling { offers, .. }
            | Self::SerialDate { offers, .. }
            | Self::NoSuchDay { offers, .. }
            | Self::NoSuchPart { offers, .. } => Some(offers),
            _ => None,
        }
    }

    /// Checks whether its repairs must keep the digits typed; dates and alternative readings may be spelt with others.
    fn keeps_digits(&self) -> bool {
        !matches!(
            self,
            Self::Reversed { .. }
                | Self::AmbiguousAmount { .. }
                | Self::AmbiguousDate { .. }
                | Self::NotDate { .. }
                | Self::DateSpelling { .. }
                | Self::SerialDate { .. }
                | Self::NoSuchDay { .. }
                | Self::NoSuchPart { .. }
        )
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotAmount { .. } => "T01",
            Self::UnknownUnit { .. } => "T02",
            Self::AmbiguousUnit { .. } => "T03",
            Self::TwoUnitsInRange { .. } => "T04",
            Self::Reversed { .. } => "T05",
            Self::QualifierInLiteral { .. } => "T06",
            Self::WrongDimension { .. } => "T07",
            Self::MissingUnit { .. } => "T08",
            Self::MissingSign { .. } => "T09",
            Self::NoSuchDay { .. } => "T10",
            Self::AmbiguousDate { .. } => "T11",
            Self::RelativeDate { .. } => "T12",
            Self::NotNumber { .. } => "T20",
            Self::Grouping { .. } => "T21",
            Self::TooManyDigits { .. } => "T22",
            Self::TooFine { .. } => "T23",
            Self::TooLarge { .. } => "T24",
            Self::Negative { .. } => "T25",
            Self::BelowNothing { .. } => "T26",
            Self::TwoQualifiers { .. } => "T27",
            Self::TwoUnits { .. } => "T30",
            Self::TwoScales { .. } => "T31",
            Self::ScaleOfFirst { .. } => "T32",
            Self::AmbiguousAmount { .. } => "T33",
            Self::TwoAmounts { .. } => "T34",
            Self::NotEquivalent { .. } => "T35",
            Self::OneOfRange { .. } => "T36",
            Self::NotDate { .. } => "T40",
            Self::DateSpelling { .. } => "T41",
            Self::NoSuchPart { .. } => "T42",
            Self::YearRange { .. } => "T43",
            Self::WithinPeriod => "T44",
            Self::VagueDate { .. } => "T45",
            Self::SerialDate { .. } => "T46",
            Self::OpenWithin { .. } => "T47",
        }
    }
}

/// Writes one sentence, without its full stop.
impl fmt::Display for LiteralErrorKind {
    #[expect(clippy::too_many_lines, reason = "a sentence for each kind of error")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAmount { typed, wanted, .. } if typed.is_empty() => {
                write!(f, "{} is missing", noun(wanted.as_deref()))
            }
            Self::NotAmount { typed, wanted, .. } => {
                write!(f, "`{typed}` is not {}", noun(wanted.as_deref()))
            }
            Self::UnknownUnit { typed, wanted, .. } if wanted.as_deref() == Some(NUMBER) => {
                write!(f, "`{typed}` is not a scale, and a plain number has no unit")
            }
            Self::UnknownUnit { typed, wanted, .. } => {
                write!(f, "`{typed}` is not {} or a scale", unit_noun(wanted.as_deref()))
            }
            Self::AmbiguousUnit { typed, units, .. } => {
                write!(f, "`{typed}` can mean {}", list_or(units))
            }
            Self::TwoUnitsInRange { first, second } => {
                write!(f, "the two ends are in different units: {first} and {second}")
            }
            Self::Reversed { first, second, .. } => {
                write!(f, "the first end, `{first}`, is beyond the second, `{second}`")
            }
            Self::QualifierInLiteral { typed, .. } => write!(f, "`{typed}` is itself a comparison"),
            Self::WrongDimension { typed, dimension, wanted, .. } => {
                write!(
                    f,
                    "`{typed}` {}, but {} is wanted",
                    measures(dimension),
                    noun(wanted.as_deref())
                )
            }
            Self::MissingUnit { wanted, .. } if wanted.as_deref() == Some(MONEY) => {
                write!(f, "an amount of money needs a currency")
            }
            Self::MissingUnit { wanted, .. } => {
                write!(f, "{} needs a unit", noun(wanted.as_deref()))
            }
            Self::MissingSign { .. } => write!(f, "a share needs a percent sign"),
            Self::NoSuchDay { year, month, days, got, .. } => {
                write!(f, "{month} {year} has {days} days, not {got}")
            }
            Self::AmbiguousDate { typed, .. } | Self::AmbiguousAmount { typed, .. } => {
                write!(f, "`{typed}` can be read in two ways")
            }
            Self::RelativeDate { .. } => {
                write!(f, "relative dates would change the answer from day to day")
            }
            Self::NotNumber { typed, .. } => write!(f, "`{typed}` is not a number"),
            Self::Grouping { typed, .. } => {
                write!(f, "the digits of `{typed}` are not in groups of three")
            }
            Self::TooManyDigits { digits } => {
                write!(f, "a number has at most 30 digits, and this one has {digits}")
            }
            Self::TooFine { number, smallest } if smallest == "1" => {
                write!(f, "`{number}` is not a whole number, and numbers without a unit are whole")
            }
            Self::TooFine { number, smallest } => {
                write!(f, "`{number}` is finer than `{smallest}`, the smallest part kept")
            }
            Self::TooLarge { number, largest: None } => {
                write!(f, "`{number}` is larger than any amount that can be kept")
            }
            Self::TooLarge { number, largest: Some(largest) } => {
                write!(
                    f,
                    "`{number}` is larger than `{largest}`, the largest amount that can be kept"
                )
            }
            Self::Negative { typed } => {
                write!(f, "`{typed}` is negative, and this amount cannot be")
            }
            Self::BelowNothing { qualifier } => {
                write!(f, "an amount here cannot be `{qualifier}` 0")
            }
            Self::TwoQualifiers { first, second } => {
                write!(f, "`{first}` and `{second}` cannot both say how exact an amount is")
            }
            Self::TwoUnits { first, second, .. } => {
                write!(f, "one number cannot be in both `{first}` and `{second}`")
            }
            Self::TwoScales { typed } => write!(f, "`{typed}` is a second scale for one number"),
            Self::ScaleOfFirst { .. } => {
                write!(f, "the scale of the second end may belong to the first end too")
            }
            Self::TwoAmounts { first, second } => {
                write!(f, "`{first}` and `{second}` are not one amount")
            }
            Self::NotEquivalent { typed, amount } => {
                write!(f, "`{typed}` is not `{amount}` in another unit")
            }
            Self::OneOfRange { typed, amount } => {
                write!(f, "`{amount}` is a range, and `{typed}` is one end of it at most")
            }
            Self::NotDate { typed, .. } if typed.is_empty() => write!(f, "a date is missing"),
            Self::NotDate { typed, .. } => write!(f, "`{typed}` is not a date"),
            Self::DateSpelling { typed, .. } => write!(f, "dates are not written like `{typed}`"),
            Self::NoSuchPart { part, got, .. } => {
                write!(f, "a year has {}, not {got}", part.count())
            }
            Self::YearRange { typed } => {
                write!(f, "`{typed}` is not a year: years have four digits, from 1000 to 9999")
            }
            Self::WithinPeriod => write!(
                f,
                "`within` means one unknown day, but a period lasts from a first to a last day"
            ),
            Self::OpenWithin { .. } => {
                write!(f, "`within` needs the first day that it can be, and the last")
            }
            Self::VagueDate { typed, .. } => {
                write!(f, "`{typed}` has no agreed first and last day")
            }
            Self::SerialDate { typed, .. } => {
                write!(f, "`{typed}` is not a date, but may be a spreadsheet's count of days")
            }
        }
    }
}

impl LiteralErrorKind {
    /// Suggests a spelling; empty without one.
    fn help(&self) -> String {
        match self {
            Self::UnknownUnit { suggestions, .. } if !suggestions.is_empty() => {
                format!("did you mean {}?", either(suggestions))
            }
            Self::NotDate { offers, .. } if offers.is_empty() => {
                "write for example `2020`, `2020-06` or `2020-06-29`".to_owned()
            }
            Self::VagueDate { offers, .. } if offers.is_empty() => {
                "write for example `2020`, `2020H1` or `2020-06`".to_owned()
            }
            Self::NotAmount { offers, .. }
            | Self::UnknownUnit { offers, .. }
            | Self::WrongDimension { offers, .. }
            | Self::NoSuchPart { offers, .. }
            | Self::VagueDate { offers, .. } => advice("write for example", offers),
            Self::AmbiguousAmount { offers, refused, .. }
                if offers.len() == 1 && !refused.is_empty() =>
            {
                let finer = either(refused);
                format!("{}; {finer} is finer than the smallest part kept", advice("write", offers))
            }
            Self::QualifierInLiteral { instead: Some(instead), .. } => {
                format!("write `{instead}`, without another sign")
            }
            Self::NoSuchDay { days, got, offers, .. } if !offers.is_empty() => {
                let which = if got < days { "first" } else { "last" };
                format!("{}, the {which} day of that month", advice("write", offers))
            }
            Self::YearRange { .. } => "write for example `2020`".to_owned(),
            Self::RelativeDate { .. } => "write the date itself, for example `2019`".to_owned(),
            Self::TwoUnitsInRange { .. } => "amounts are never converted; use one unit".to_owned(),
            Self::TwoAmounts { .. } => "write the one that is meant".to_owned(),
            Self::NotEquivalent { .. } => {
                "leave the brackets out; another amount is a figure of its own".to_owned()
            }
            Self::OneOfRange { .. } => "write both ends in both units".to_owned(),
            Self::OpenWithin { is_first: true, end } => format!(
                "write the earliest time that it can be, such as `within 2013..{end}`; or `..{end}` for what lasted until then"
            ),
            Self::OpenWithin { end, .. } => format!(
                "write the latest time that it can be, behind `within {end}..`; or `{end}..` for what lasted from then on"
            ),
            Self::WithinPeriod => {
                "write the period alone, or its first and last day with `..`".to_owned()
            }
            other => {
                advice("write", other.clone().repairs_mut().map_or(&[], |offers| offers.as_slice()))
            }
        }
    }

    /// Says which units are known where a unit isn't; empty for other errors.
    fn known_units(&self) -> String {
        let Self::UnknownUnit { wanted, suggestions, .. } = self else { return String::new() };
        let known = match wanted.as_deref() {
            _ if !suggestions.is_empty() => return String::new(),
            Some(NUMBER | SHARE) => return String::new(),
            Some(MONEY) => "every currency of ISO 4217 is known",
            Some(_) => "common measures are known",
            None => "currencies and common measures are known",
        };
        format!("{known}; {OTHERS}")
    }
}

impl YearPart {
    /// Counts them in a year.
    fn count(self) -> &'static str {
        match self {
            Self::Month => "12 months",
            Self::Quarter => "4 quarters",
            Self::Half => "2 halves",
        }
    }
}

fn advice(verb: &str, offers: &[String]) -> String {
    if offers.is_empty() { String::new() } else { format!("{verb} {}", either(offers)) }
}

/// Lists texts in backquotes: `a`, `b` or `c`.
fn either(texts: &[String]) -> String {
    list_or(&texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>())
}

/// Names an amount of a dimension; `None` means any amount.
fn noun(wanted: Option<&str>) -> String {
    match wanted {
        None => "an amount".to_owned(),
        Some(NUMBER) => "a number".to_owned(),
        Some(SHARE) => "a share".to_owned(),
        Some(MONEY) => "an amount of money".to_owned(),
        Some(dimension) => format!("{} {}", article(dimension), words(dimension)),
    }
}

fn unit_noun(wanted: Option<&str>) -> String {
    match wanted {
        None | Some(NUMBER) => "a unit".to_owned(),
        Some(SHARE) => "a percent sign".to_owned(),
        Some(MONEY) => "a currency".to_owned(),
        Some(dimension) => format!("a unit of {}", words(dimension)),
    }
}

fn measures(dimension: &str) -> String {
    match dimension {
        MONEY => "is a currency".to_owned(),
        SHARE => "marks a share".to_owned(),
        NUMBER => "is for plain numbers".to_owned(),
        other => format!("measures {}", words(other)),
    }
}

fn words(identifier: &str) -> String {
    identifier.replace('_', " ")
}
