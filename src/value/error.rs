//! Errors in literals: their place, the reason, and the texts that could be written instead.
//!
//! Spans are of the text that was read; a caller that holds the whole line shifts them.

use super::spanned::Spanned;
use std::fmt;
use std::ops::Range;

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
    /// T20: a number in words.
    NumberInWords { typed: String, offers: Vec<String> },
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
    /// T32: `in (1, 2bn)`, where the values before the last may or may not have its scale.
    ScaleOfOthers { offers: Vec<String> },
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
        offers.iter().filter_map(|offer| replace_at(text, self.at.clone(), offer)).collect()
    }

    /// Keeps only repairs with which the whole text can be read and that lose no digit. A repair of a number is extended to the
    /// whole text.
    #[must_use]
    pub(super) fn with_valid_repairs(mut self, text: &str, reads: impl Fn(&str) -> bool) -> Self {
        use LiteralErrorKind::{AmbiguousAmount, Grouping, NotNumber};
        let at = self.at.clone();
        let strict = self.kind.keeps_digits();
        let whole = matches!(self.kind, Grouping { .. } | NotNumber { .. });
        let mut dropped = Vec::new();
        if let Some(offers) = self.kind.repairs_mut() {
            let typed = text.get(at.clone()).unwrap_or_default();
            offers.retain(|offer| {
                let repaired = replace_at(text, at.clone(), offer);
                let kept = (!strict || keeps_digits(typed, offer))
                    && repaired.is_some_and(|repaired| reads(&repaired));
                dropped.extend((!kept).then(|| offer.clone()));
                kept
            });
            if whole && !offers.is_empty() {
                let repaired = |offer: &String| replace_at(text, at.clone(), offer);
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
fn replace_at(text: &str, at: Range<usize>, offer: &str) -> Option<String> {
    Some(format!("{}{offer}{}", text.get(..at.start)?, text.get(at.end..)?))
}

/// Checks that the digits typed occur in an offer, in their order.
fn keeps_digits(typed: &str, offer: &str) -> bool {
    let mut offered = offer.chars().filter(char::is_ascii_digit);
    typed.chars().filter(char::is_ascii_digit).all(|digit| offered.any(|other| other == digit))
}

impl LiteralErrorKind {
    /// Returns the texts that could replace the typed one: repairs, not mere examples.
    pub(super) fn repairs_mut(&mut self) -> Option<&mut Vec<String>> {
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
            | Self::NumberInWords { offers, .. }
            | Self::TwoUnits { offers, .. }
            | Self::ScaleOfFirst { offers }
            | Self::ScaleOfOthers { offers }
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
            Self::NotNumber { .. } | Self::NumberInWords { .. } => "T20",
            Self::Grouping { .. } => "T21",
            Self::TooManyDigits { .. } => "T22",
            Self::TooFine { .. } => "T23",
            Self::TooLarge { .. } => "T24",
            Self::Negative { .. } => "T25",
            Self::BelowNothing { .. } => "T26",
            Self::TwoQualifiers { .. } => "T27",
            Self::TwoUnits { .. } => "T30",
            Self::TwoScales { .. } => "T31",
            Self::ScaleOfFirst { .. } | Self::ScaleOfOthers { .. } => "T32",
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
