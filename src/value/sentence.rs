//! The sentences of errors: one sentence each, and lines that say what to write.

use super::error::{LiteralError, LiteralErrorKind, Wanted, YearPart, spliced};
use std::fmt;

/// Where a unit can come from.
const OTHERS: &str = "a catalog can add others as `[unit.NAME]`";

impl std::error::Error for LiteralError {}

impl fmt::Display for LiteralError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

/// One sentence, without its full stop.
impl fmt::Display for LiteralErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAmount { typed, wanted, .. } if typed.is_empty() => {
                write!(f, "{} is missing", noun(wanted))
            }
            Self::NotAmount { typed, wanted, .. } => write!(f, "`{typed}` is not {}", noun(wanted)),
            Self::UnknownUnit { typed, wanted: Wanted::Number, .. } => {
                write!(f, "`{typed}` is not a scale, and a plain number has no unit")
            }
            Self::UnknownUnit { typed, wanted, .. } => {
                write!(f, "`{typed}` is not {} or a scale", unit_noun(wanted))
            }
            Self::AmbiguousUnit { typed, units, .. } => {
                write!(f, "`{typed}` can mean {}", alternatives(units))
            }
            Self::TwoUnitsInRange { first, second } => {
                write!(f, "the two ends are in different units: {first} and {second}")
            }
            Self::Reversed { first, second, .. } => {
                write!(f, "the first end, `{first}`, lies beyond the second, `{second}`")
            }
            Self::QualifierInLiteral { typed, .. } => write!(f, "`{typed}` is itself a comparison"),
            Self::WrongDimension { typed, dimension, wanted, .. } => {
                write!(f, "`{typed}` {}, but {} is wanted", measures(dimension), noun(wanted))
            }
            Self::MissingUnit { wanted: Wanted::Money, .. } => {
                write!(f, "an amount of money needs a currency")
            }
            Self::MissingUnit { wanted, .. } => write!(f, "{} needs a unit", noun(wanted)),
            Self::MissingSign { .. } => write!(f, "a share needs a percent sign"),
            Self::NoSuchDay { year, month, days, got, .. } => {
                write!(f, "{} {year} has {days} days, not {got}", month_name(*month))
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
            Self::TooFine { number, smallest } => {
                write!(f, "`{number}` is finer than `{smallest}`, the smallest part kept")
            }
            Self::TooLarge { number } => {
                write!(f, "`{number}` is larger than any amount that can be kept")
            }
            Self::Negative { typed } => {
                write!(f, "`{typed}` is negative, and this amount cannot be")
            }
            Self::BelowNothing { qualifier } => write!(f, "no amount here is `{qualifier}` 0"),
            Self::TwoQualifiers { first, second } => {
                write!(f, "`{first}` and `{second}` cannot both say how exact an amount is")
            }
            Self::TwoUnits { first, second, .. } => {
                write!(f, "one number cannot be in both `{first}` and `{second}`")
            }
            Self::TwoScales { typed } => write!(f, "`{typed}` is a second scale for one number"),
            Self::ScaleOfFirst { .. } => {
                write!(f, "the first end may or may not have the scale of the second")
            }
            Self::NotDate { typed, .. } if typed.is_empty() => write!(f, "a date is missing"),
            Self::NotDate { typed, .. } => write!(f, "`{typed}` is not a date"),
            Self::DateSpelling { typed, .. } => write!(f, "dates are not written like `{typed}`"),
            Self::NoSuchPart { part, got, .. } => {
                write!(f, "a year has {}, not {got}", part.count())
            }
            Self::YearRange { typed } => {
                write!(f, "a year has four digits, from 1000 to 9999: `{typed}` is none")
            }
            Self::WithinPeriod => write!(f, "`within` means one unknown day, but a period lasts"),
            Self::VagueDate { typed, .. } => {
                write!(f, "`{typed}` has no agreed first and last day")
            }
            Self::SerialDate { typed, .. } => {
                write!(f, "`{typed}` is not a date, but may be a spreadsheet's count of days")
            }
        }
    }
}

impl LiteralError {
    /// Lines that say what to write; every text in backquotes after "write" is one that is read.
    pub fn helps(&self) -> Vec<String> {
        self.kind.helps()
    }

    /// Literals that could stand in place of the text that was read: repairs, not mere examples. Each is one that is read.
    pub fn repairs(&self, text: &str) -> Vec<String> {
        let offers = self.kind.clone().repairs_mut().map(std::mem::take).unwrap_or_default();
        offers.iter().filter_map(|offer| spliced(text, self.at.clone(), offer)).collect()
    }
}

impl LiteralErrorKind {
    /// Lines that say what to write; every text in backquotes after "write" is one that is read.
    pub fn helps(&self) -> Vec<String> {
        let help = match self {
            Self::UnknownUnit { suggestions, .. } if !suggestions.is_empty() => {
                format!("did you mean {}?", either(suggestions))
            }
            Self::NotAmount { offers, .. } | Self::UnknownUnit { offers, .. } => {
                write_example(offers)
            }
            Self::WrongDimension { offers, .. } => write_example(offers),
            Self::NotDate { offers, .. } if offers.is_empty() => {
                "write for example `2020`, `2020-06` or `2020-06-29`".to_owned()
            }
            Self::AmbiguousAmount { offers, refused, .. }
                if offers.len() == 1 && !refused.is_empty() =>
            {
                let finer = either(refused);
                format!("{}; {finer} is finer than the smallest part kept", write_either(offers))
            }
            Self::AmbiguousUnit { offers, .. }
            | Self::AmbiguousAmount { offers, .. }
            | Self::SerialDate { offers, .. }
            | Self::Reversed { offers, .. }
            | Self::MissingUnit { offers, .. }
            | Self::MissingSign { offers }
            | Self::AmbiguousDate { offers, .. }
            | Self::NotNumber { offers, .. }
            | Self::Grouping { offers, .. }
            | Self::TwoUnits { offers, .. }
            | Self::ScaleOfFirst { offers }
            | Self::NotDate { offers, .. }
            | Self::DateSpelling { offers, .. } => write_either(offers),
            Self::QualifierInLiteral { instead, .. } => instead
                .as_ref()
                .map_or_else(String::new, |i| format!("write `{i}`, without another sign")),
            Self::NoSuchDay { days, got, offers, .. } if !offers.is_empty() => {
                let which = if got < days { "first" } else { "last" };
                format!("{}, the {which} day of that month", write_either(offers))
            }
            Self::NoSuchPart { offers, .. } | Self::VagueDate { offers, .. }
                if !offers.is_empty() =>
            {
                write_example(offers)
            }
            Self::VagueDate { .. } => "write for example `2020`, `2020H1` or `2020-06`".to_owned(),
            Self::YearRange { .. } => "write for example `2020`".to_owned(),
            Self::RelativeDate { .. } => "write the date itself, for example `2019`".to_owned(),
            Self::TwoUnitsInRange { .. } => "amounts are never converted; use one unit".to_owned(),
            Self::WithinPeriod => {
                "write the period alone, or its first and last day with `..`".to_owned()
            }
            _ => String::new(),
        };
        let unknown = match self {
            Self::UnknownUnit { wanted: Wanted::Number | Wanted::Share, .. } => None,
            Self::UnknownUnit { wanted, suggestions, .. } if suggestions.is_empty() => {
                let known = match wanted {
                    Wanted::Money => "every currency of ISO 4217 is known",
                    Wanted::Quantity(_) => "common measures are known",
                    _ => "currencies and common measures are known",
                };
                Some(format!("{known}; {OTHERS}"))
            }
            _ => None,
        };
        let helps = [help].into_iter().chain(unknown);
        helps.filter(|help| !help.is_empty()).collect()
    }
}

impl YearPart {
    /// How many a year has.
    fn count(self) -> &'static str {
        match self {
            Self::Month => "12 months",
            Self::Quarter => "4 quarters",
            Self::Half => "2 halves",
        }
    }
}

fn write_either(offers: &[String]) -> String {
    if offers.is_empty() { String::new() } else { format!("write {}", either(offers)) }
}

fn write_example(offers: &[String]) -> String {
    if offers.is_empty() { String::new() } else { format!("write for example {}", either(offers)) }
}

/// `a`, `b` or `c`.
fn either(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// a, b or c.
fn alternatives(names: &[String]) -> String {
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "several units".to_owned(),
    }
}

fn noun(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Number => "a number".to_owned(),
        Wanted::Share => "a share".to_owned(),
        Wanted::Money => "an amount of money".to_owned(),
        Wanted::Quantity(dimension) => with_article(dimension),
        Wanted::Any => "an amount".to_owned(),
    }
}

fn unit_noun(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Share => "a percent sign".to_owned(),
        Wanted::Money => "a currency".to_owned(),
        Wanted::Quantity(dimension) => format!("a unit of {}", words(dimension)),
        Wanted::Number | Wanted::Any => "a unit".to_owned(),
    }
}

fn measures(dimension: &str) -> String {
    match dimension {
        super::MONEY => "is a currency".to_owned(),
        super::SHARE => "marks a share".to_owned(),
        super::NUMBER => "is for plain numbers".to_owned(),
        other => format!("measures {}", words(other)),
    }
}

fn with_article(dimension: &str) -> String {
    let article = if dimension.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {}", words(dimension))
}

fn words(identifier: &str) -> String {
    identifier.replace('_', " ")
}

fn month_name(month: i8) -> &'static str {
    let place = usize::try_from(month - 1).unwrap_or(usize::MAX);
    super::calendar::MONTHS.get(place).copied().unwrap_or("that month of")
}
