//! What is wrong with a literal, as data: where, what, and what could be written instead.
//!
//! The sentences are in [`super::sentence`]; spans are of the text that was read, and whoever holds
//! the whole line moves them.

use super::amount::AmountType;
use super::unit::{MONEY, NUMBER, SHARE};
use std::ops::Range;

/// Something in a literal that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiteralError {
    /// Bytes within the text that was read.
    pub at: Range<usize>,
    /// What is wrong there.
    pub kind: LiteralErrorKind,
}

/// What kind of amount was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A plain number.
    Number,
    /// A percentage.
    Share,
    /// An amount of money.
    Money,
    /// An amount of this dimension.
    Quantity(String),
    /// Any amount.
    Any,
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

/// What can be wrong. `typed` is always the text at the error's place; `offers` are texts that
/// would have been read.
#[expect(missing_docs, reason = "the data of an error are named for what they hold")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiteralErrorKind {
    /// T01: not an amount at all.
    NotAmount { typed: String, wanted: Wanted, offers: Vec<String> },
    /// T02: what follows or precedes the number is no unit.
    UnknownUnit { typed: String, wanted: Wanted, suggestions: Vec<String>, offers: Vec<String> },
    /// T03: the sign or name of several units.
    AmbiguousUnit { typed: String, units: Vec<String>, offers: Vec<String> },
    /// T04: `X to Y` in two units.
    TwoUnitsInRange { first: String, second: String },
    /// T05: `X to Y` or `a..b` with the larger end first.
    Reversed { first: String, second: String, offers: Vec<String> },
    /// T06: a qualifier of sources where a query has tests.
    QualifierInLiteral { typed: String, instead: Option<String> },
    /// T07: a unit of another dimension.
    WrongDimension { typed: String, dimension: String, wanted: Wanted, offers: Vec<String> },
    /// T08: a unit is needed.
    MissingUnit { wanted: Wanted, offers: Vec<String> },
    /// T09: a percent sign is needed.
    MissingSign { offers: Vec<String> },
    /// T10: a day the month does not have.
    NoSuchDay { year: i16, month: i8, days: i8, got: i8, offers: Vec<String> },
    /// T11: day and month cannot be told apart.
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
    TooLarge { number: String },
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
    /// T33: two amounts: `10.000 yuan`, and `500 m` where any unit may stand.
    AmbiguousAmount { typed: String, offers: Vec<String>, refused: Vec<String> },
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
    /// T46: a count of days, as spreadsheets keep dates.
    SerialDate { typed: String, offers: Vec<String> },
}

impl LiteralError {
    /// A code that stays the same from version to version.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The same error in a text in which the one read begins at `offset`.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Self {
        Self { at: self.at.start + offset..self.at.end + offset, ..self }
    }

    /// Drops every repair that the reader of the whole text refuses, and every one that loses a digit of an amount. Numbers
    /// are repaired with all that was typed around them, since a repair is written in place of the whole.
    #[must_use]
    pub(super) fn checked(mut self, text: &str, reads: impl Fn(&str) -> bool) -> Self {
        let at = self.at.clone();
        let strict = self.kind.keeps_digits();
        let whole = matches!(
            self.kind,
            LiteralErrorKind::Grouping { .. } | LiteralErrorKind::NotNumber { .. }
        );
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
        if let LiteralErrorKind::AmbiguousAmount { refused, .. } = &mut self.kind {
            *refused = dropped;
        }
        self
    }

    /// The same error at another place.
    #[must_use]
    pub fn placed(self, at: Range<usize>) -> Self {
        Self { at, ..self }
    }
}

/// Returns a text with the part at a place replaced.
pub(super) fn spliced(text: &str, at: Range<usize>, offer: &str) -> Option<String> {
    Some(format!("{}{offer}{}", text.get(..at.start)?, text.get(at.end..)?))
}

/// Whether the digits typed stand in an offer, in their order.
fn keeps_digits(typed: &str, offer: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let mut offered = digits(offer).into_bytes().into_iter();
    digits(typed).bytes().all(|digit| offered.any(|other| other == digit))
}

impl LiteralErrorKind {
    /// The texts that could stand at the error's place: repairs, not mere examples.
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

    /// Whether its repairs must keep the digits typed: those of dates and of readings side by side spell them anew.
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

    /// A code that stays the same from version to version.
    pub fn code(&self) -> &'static str {
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
            Self::NotDate { .. } => "T40",
            Self::DateSpelling { .. } => "T41",
            Self::NoSuchPart { .. } => "T42",
            Self::YearRange { .. } => "T43",
            Self::WithinPeriod => "T44",
            Self::VagueDate { .. } => "T45",
            Self::SerialDate { .. } => "T46",
        }
    }
}

impl Wanted {
    /// The dimension a unit must have, if it must have one.
    pub fn dimension(&self) -> Option<&str> {
        match self {
            Self::Number => Some(NUMBER),
            Self::Share => Some(SHARE),
            Self::Money => Some(MONEY),
            Self::Quantity(dimension) => Some(dimension),
            Self::Any => None,
        }
    }
}

impl From<AmountType<'_>> for Wanted {
    fn from(ty: AmountType<'_>) -> Self {
        match ty {
            AmountType::Number | AmountType::Quantity(Some(NUMBER)) => Self::Number,
            AmountType::Share | AmountType::Quantity(Some(SHARE)) => Self::Share,
            AmountType::Money | AmountType::Quantity(Some(MONEY)) => Self::Money,
            AmountType::Quantity(Some(dimension)) => Self::Quantity(dimension.to_owned()),
            AmountType::Quantity(None) => Self::Any,
        }
    }
}
