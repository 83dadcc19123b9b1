//! The sentences of errors in literals, and their help.

use std::fmt;

use super::error::{LiteralErrorKind, YearPart};
use super::unit::{MONEY, NUMBER, SHARE};
use crate::text::{article_for, in_backquotes, list_or};

/// Where units beside the known ones come from.
const OTHERS: &str = "a catalog can add others as `[unit.NAME]`";

/// Writes one sentence, without its full stop.
impl fmt::Display for LiteralErrorKind {
    #[expect(clippy::too_many_lines, reason = "a sentence for each kind of error")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAmount { typed, wanted, .. } if typed.is_empty() => {
                write!(f, "{} is missing", amount_noun(wanted.as_deref()))
            }
            Self::NotAmount { typed, wanted, .. } => {
                write!(f, "`{typed}` isn't {}", amount_noun(wanted.as_deref()))
            }
            Self::UnknownUnit { typed, wanted, .. } if wanted.as_deref() == Some(NUMBER) => {
                write!(f, "`{typed}` isn't a scale, and a plain number has no unit")
            }
            Self::UnknownUnit { typed, wanted, .. } => {
                write!(f, "`{typed}` isn't {} or a scale", unit_noun(wanted.as_deref()))
            }
            Self::AmbiguousUnit { typed, units, .. } => {
                write!(f, "`{typed}` can mean {}", list_or(units))
            }
            Self::TwoUnitsInRange { first, second } => {
                write!(f, "the two ends are in different units: {first} and {second}")
            }
            Self::Reversed { first, second, .. } => {
                write!(f, "the range ends (`{second}`) before it begins (`{first}`)")
            }
            Self::QualifierInLiteral { typed, .. } => write!(f, "`{typed}` is itself a comparison"),
            Self::WrongDimension { typed, dimension, wanted, .. } => {
                write!(
                    f,
                    "`{typed}` {}, but {} is needed",
                    dimension_phrase(dimension),
                    amount_noun(wanted.as_deref())
                )
            }
            Self::MissingUnit { wanted, .. } if wanted.as_deref() == Some(MONEY) => {
                write!(f, "an amount of money needs a currency")
            }
            Self::MissingUnit { wanted, .. } => {
                write!(f, "{} needs a unit", amount_noun(wanted.as_deref()))
            }
            Self::MissingSign { .. } => write!(f, "a share needs a percent sign"),
            Self::NoSuchDay { year, month, days, got, .. } => {
                write!(f, "{month} {year} has {days} days, not {got}")
            }
            Self::AmbiguousDate { typed, .. } | Self::AmbiguousAmount { typed, .. } => {
                write!(f, "`{typed}` can be read in two ways")
            }
            Self::RelativeDate { typed } => {
                write!(
                    f,
                    "`{typed}` isn't a fixed date, so the answer would change from day to day"
                )
            }
            Self::NotNumber { typed, .. } => write!(f, "`{typed}` isn't a number"),
            Self::NumberInWords { typed, .. } => write!(f, "`{typed}` isn't written in digits"),
            Self::Grouping { typed, .. } => {
                write!(f, "the digits of `{typed}` aren't in groups of three")
            }
            Self::TooManyDigits { digits } => {
                write!(f, "a number can have at most 30 digits; this number has {digits}")
            }
            Self::TooFine { number, smallest } if smallest == "1" => {
                write!(f, "`{number}` isn't a whole number, and numbers without a unit are whole")
            }
            Self::TooFine { number, smallest } => {
                write!(f, "`{number}` is finer than `{smallest}`, the smallest unit stored")
            }
            Self::TooLarge { number, largest: None } => {
                write!(f, "`{number}` is larger than any amount that can be stored")
            }
            Self::TooLarge { number, largest: Some(largest) } => {
                write!(
                    f,
                    "`{number}` is larger than `{largest}`, the largest amount that can be stored"
                )
            }
            Self::Negative { typed } => {
                write!(f, "`{typed}` is negative, but this amount can't be")
            }
            Self::BelowNothing { qualifier } => {
                write!(f, "an amount here can't be `{qualifier}` 0")
            }
            Self::TwoQualifiers { first, second } => {
                write!(f, "`{first}` and `{second}` can't both say how exact an amount is")
            }
            Self::TwoUnits { first, second, .. } => {
                write!(f, "one number can't be in both `{first}` and `{second}`")
            }
            Self::TwoScales { typed } => write!(f, "`{typed}` is a second scale for one number"),
            Self::ScaleOfFirst { .. } => {
                write!(f, "the scale of the second end may belong to the first end too")
            }
            Self::ScaleOfOthers { .. } => {
                write!(f, "the scale of the last value may belong to the others too")
            }
            Self::TwoAmounts { first, second } => {
                write!(f, "`{first}` and `{second}` aren't the same amount")
            }
            Self::NotEquivalent { typed, amount } => {
                write!(f, "`{typed}` isn't `{amount}` in another unit")
            }
            Self::OneOfRange { typed, amount } => {
                write!(f, "`{amount}` is a range, and `{typed}` is at most one end of it")
            }
            Self::NotDate { typed, .. } if typed.is_empty() => write!(f, "a date is missing"),
            Self::NotDate { typed, .. } => write!(f, "`{typed}` isn't a date"),
            Self::DateSpelling { typed, .. } => write!(f, "dates aren't written like `{typed}`"),
            Self::NoSuchPart { part, got, .. } => {
                write!(f, "a year has {}, not {got}", part.count_in_year())
            }
            Self::YearRange { typed } => {
                write!(f, "`{typed}` isn't a year: years have four digits, from 1000 to 9999")
            }
            Self::WithinPeriod => write!(
                f,
                "`within` means one unknown day, but a period lasts from a first to a last day"
            ),
            Self::OpenWithin { .. } => {
                write!(f, "`within` needs the first and the last possible day")
            }
            Self::VagueDate { typed, .. } => {
                write!(f, "`{typed}` has no agreed first and last day")
            }
            Self::SerialDate { typed, .. } => {
                write!(f, "`{typed}` isn't a date, but may be a spreadsheet's count of days")
            }
        }
    }
}

impl LiteralErrorKind {
    /// Suggests a spelling; empty without one.
    pub(super) fn help(&self) -> String {
        match self {
            Self::UnknownUnit { suggestions, .. } if !suggestions.is_empty() => {
                format!("did you mean {}?", list_or_quoted(suggestions))
            }
            Self::NotDate { offers, .. } if offers.is_empty() => {
                "for example, write `2020`, `2020-06` or `2020-06-29`".to_owned()
            }
            Self::VagueDate { offers, .. } if offers.is_empty() => {
                "for example, write `2020`, `2020H1` or `2020-06`".to_owned()
            }
            Self::NotAmount { offers, .. }
            | Self::UnknownUnit { offers, .. }
            | Self::WrongDimension { offers, .. }
            | Self::NoSuchPart { offers, .. }
            | Self::VagueDate { offers, .. } => advice_with_offers("for example, write", offers),
            Self::AmbiguousAmount { offers, refused, .. }
                if offers.len() == 1 && !refused.is_empty() =>
            {
                let finer = list_or_quoted(refused);
                format!(
                    "{}; {finer} is finer than the smallest unit stored",
                    advice_with_offers("write", offers)
                )
            }
            Self::QualifierInLiteral { instead: Some(instead), .. } => {
                format!("write `{instead}`, without another sign")
            }
            Self::NoSuchDay { days, got, offers, .. } if !offers.is_empty() => {
                let which = if got < days { "first" } else { "last" };
                format!("{}, the {which} day of that month", advice_with_offers("write", offers))
            }
            Self::YearRange { .. } => "for example, write `2020`".to_owned(),
            Self::RelativeDate { .. } => "write the date itself, for example `2019`".to_owned(),
            Self::TwoUnitsInRange { .. } => "units are never converted; use one unit".to_owned(),
            Self::TwoAmounts { .. } => "write the one that you mean".to_owned(),
            Self::NotEquivalent { .. } => {
                "leave the brackets out; another amount is a figure of its own".to_owned()
            }
            Self::OneOfRange { .. } => "write both ends in both units".to_owned(),
            Self::OpenWithin { is_first: true, end } => format!(
                "write the earliest possible time, such as `within 2013..{end}`; or `..{end}` for something that lasted until then"
            ),
            Self::OpenWithin { end, .. } => format!(
                "write the latest possible time after `within {end}..`; or `{end}..` for something that has lasted since then"
            ),
            Self::WithinPeriod => {
                "write only the period, or its first and last day with `..`".to_owned()
            }
            other => advice_with_offers(
                "write",
                other.clone().repairs_mut().map_or(&[], |offers| offers.as_slice()),
            ),
        }
    }

    /// Says which units are known if a unit isn't; empty for other errors.
    pub(super) fn known_units(&self) -> String {
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
    fn count_in_year(self) -> &'static str {
        match self {
            Self::Month => "12 months",
            Self::Quarter => "4 quarters",
            Self::Half => "2 halves",
        }
    }
}

fn advice_with_offers(verb: &str, offers: &[String]) -> String {
    if offers.is_empty() { String::new() } else { format!("{verb} {}", list_or_quoted(offers)) }
}

/// Lists texts in backquotes: `a`, `b` or `c`.
fn list_or_quoted(texts: &[String]) -> String {
    list_or(&in_backquotes(texts))
}

/// Names an amount of a dimension; `None` means any amount.
fn amount_noun(wanted: Option<&str>) -> String {
    match wanted {
        None => "an amount".to_owned(),
        Some(NUMBER) => "a number".to_owned(),
        Some(SHARE) => "a share".to_owned(),
        Some(MONEY) => "an amount of money".to_owned(),
        Some(dimension) => format!("{} {}", article_for(dimension), identifier_words(dimension)),
    }
}

fn unit_noun(wanted: Option<&str>) -> String {
    match wanted {
        None | Some(NUMBER) => "a unit".to_owned(),
        Some(SHARE) => "a percent sign".to_owned(),
        Some(MONEY) => "a currency".to_owned(),
        Some(dimension) => format!("a unit of {}", identifier_words(dimension)),
    }
}

fn dimension_phrase(dimension: &str) -> String {
    match dimension {
        MONEY => "is a currency".to_owned(),
        SHARE => "marks a share".to_owned(),
        NUMBER => "is for plain numbers".to_owned(),
        other => format!("measures {}", identifier_words(other)),
    }
}

fn identifier_words(identifier: &str) -> String {
    identifier.replace('_', " ")
}
