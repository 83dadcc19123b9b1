//! Dates and periods as sources state them: `a..b`, `..b`, `a..`, `within a`.
//!
//! The spellings of one day, month, quarter, half or year are in [`super::period`].

use super::convention::Conventions;
use super::error::{LiteralError, LiteralErrorKind};
use super::period::{Period, read_period};
use super::spanned::Spanned;

/// How a dated fact fills its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// One known day.
    Day,
    /// One unknown day of these.
    Within,
    /// All of them; an end may be unknown.
    Span,
}

/// A date or period a source stated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateValue {
    /// The canonical text, which keeps the precision as written: `2020-06-29`, `2019`, `2020Q1`,
    /// `2024-10-07..2024-10-15`, `..2020-08`. Reading it again gives the same value.
    pub text: String,
    /// The first day, if known.
    pub from: Option<String>,
    /// The last day, if known.
    pub to: Option<String>,
    /// How the fact fills its days.
    pub kind: DateKind,
}

impl DateKind {
    /// Returns the word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Within => "within",
            Self::Span => "span",
        }
    }
}

impl DateValue {
    /// Reads a date: a bare month, quarter, half or year is one unknown day of it, and so is `within P`; `a..b` lasted from the
    /// first day of `a` to the last of `b`, and `..b` and `a..` have one end unknown.
    pub fn read_date(text: &str, conventions: Conventions) -> Result<Self, LiteralError> {
        let read = |text: &str| {
            let spanned = Spanned::of_text(text);
            match spanned.after_words("within") {
                Some((_, rest)) => read_within(rest, conventions),
                None => read_dated(spanned, DateKind::Within, conventions),
            }
        };
        read(text)
            .map_err(|error| error.with_valid_repairs(text, |repaired| read(repaired).is_ok()))
    }

    /// Reads a period: a bare one lasted from its first day to its last; ranges are as in [`DateValue::read_date`].
    pub fn read_period(text: &str, conventions: Conventions) -> Result<Self, LiteralError> {
        let read = |text: &str| {
            let spanned = Spanned::of_text(text);
            match spanned.after_words("within") {
                Some((typed, _)) => Err(typed.error(LiteralErrorKind::WithinPeriod)),
                None => read_dated(spanned, DateKind::Span, conventions),
            }
        };
        read(text)
            .map_err(|error| error.with_valid_repairs(text, |repaired| read(repaired).is_ok()))
    }

    /// Makes a date value of one period; a single day is always [`DateKind::Day`].
    fn of_period(period: Period, kind: DateKind) -> Self {
        let kind = if period.is_day() { DateKind::Day } else { kind };
        Self { text: period.text(), from: Some(period.first), to: Some(period.last), kind }
    }
}

/// Reads a period or a range; `bare` is the kind of a period alone.
fn read_dated(
    spanned: Spanned<'_>,
    bare: DateKind,
    by: Conventions,
) -> Result<DateValue, LiteralError> {
    let Some((first, second)) = spanned.split_once("..") else {
        return match read_period(spanned, by) {
            Ok(period) => Ok(DateValue::of_period(period, bare)),
            Err(error) => Err(other_range(spanned, by).unwrap_or(error)),
        };
    };
    let read = |end: Spanned<'_>| match end.text {
        "" => Ok(None),
        _ => read_period(end, by).map(Some),
    };
    match (read(first)?, read(second)?) {
        (None, None) => {
            let kind =
                LiteralErrorKind::NotDate { typed: spanned.text.to_owned(), offers: Vec::new() };
            Err(spanned.error(kind))
        }
        (Some(first), Some(second)) => {
            if first == second && (first.is_day() || bare == DateKind::Span) {
                return Ok(DateValue::of_period(first, bare));
            }
            span_of_periods(spanned, first, second)
        }
        (first, second) => {
            let text = |end: &Option<Period>| end.as_ref().map(Period::text).unwrap_or_default();
            let text = format!("{}..{}", text(&first), text(&second));
            let [from, to] = [first.map(|p| p.first), second.map(|p| p.last)];
            Ok(DateValue { text, from, to, kind: DateKind::Span })
        }
    }
}

/// Makes a span from the first day of one period to the last of another.
fn span_of_periods(
    spanned: Spanned<'_>,
    first: Period,
    second: Period,
) -> Result<DateValue, LiteralError> {
    // Days of the years 1000 to 9999 in ISO form sort as texts.
    if first.first > second.last {
        let offers = vec![format!("{}..{}", second.text(), first.text())];
        let [first, second] = [first.text(), second.text()];
        return Err(spanned.error(LiteralErrorKind::Reversed { first, second, offers }));
    }
    let text = format!("{}..{}", first.text(), second.text());
    Ok(DateValue { text, from: Some(first.first), to: Some(second.last), kind: DateKind::Span })
}

/// Reads the text after `within`: a period or a closed range.
fn read_within(spanned: Spanned<'_>, by: Conventions) -> Result<DateValue, LiteralError> {
    let Some((first, second)) = spanned.split_once("..") else {
        return Ok(DateValue::of_period(read_period(spanned, by)?, DateKind::Within));
    };
    let open = |is_first, end: Spanned<'_>| {
        let end = read_period(end, by)?.text();
        Err(spanned.error(LiteralErrorKind::OpenWithin { is_first, end }))
    };
    match (first.text, second.text) {
        ("", rest) if !rest.is_empty() => return open(true, second),
        (rest, "") if !rest.is_empty() => return open(false, first),
        _ => {}
    }
    let [first, second] = [read_period(first, by)?, read_period(second, by)?];
    if first == second {
        return Ok(DateValue::of_period(first, DateKind::Within));
    }
    let span = span_of_periods(spanned, first, second)?;
    Ok(DateValue { text: format!("within {}", span.text), kind: DateKind::Within, ..span })
}

/// Refuses a range in another spelling (`2019–2021`, `May to June 2020`) with an error that offers `..`.
fn other_range(spanned: Spanned<'_>, by: Conventions) -> Option<LiteralError> {
    let dashes =
        ["–", "—", "~", "至", " - ", "-"].into_iter().filter_map(|dash| spanned.split_once(dash));
    let word = spanned.around_word("to").map(|(first, _, second)| (first, second));
    let offer = word.into_iter().chain(dashes).find_map(|(first, second)| {
        let span =
            span_of_periods(spanned, read_period(first, by).ok()?, read_period(second, by).ok()?)
                .ok()?;
        Some(span.text)
    })?;
    let kind =
        LiteralErrorKind::DateSpelling { typed: spanned.text.to_owned(), offers: vec![offer] };
    Some(spanned.error(kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BY: Conventions = Conventions { days: None, point: None };

    fn dated(read: Result<DateValue, LiteralError>) -> Result<String, String> {
        let end = |end: Option<String>| end.unwrap_or_else(|| "?".into());
        match read {
            Ok(d) => Ok(format!("{}: {} {} {}", d.text, end(d.from), end(d.to), d.kind.as_str())),
            Err(error) => Err(format!("{} {error}: {}", error.code(), error.helps().join("; "))),
        }
    }

    #[test]
    fn dates_of_sources() {
        for (text, date, period) in [
            ("29 June 2020", "2020-06-29: 2020-06-29 2020-06-29 day", "="),
            ("2020", "2020: 2020-01-01 2020-12-31 within", "2020: 2020-01-01 2020-12-31 span"),
            (
                "Q1 2020",
                "2020Q1: 2020-01-01 2020-03-31 within",
                "2020Q1: 2020-01-01 2020-03-31 span",
            ),
            ("2024-10-07..2024-10-15", "2024-10-07..2024-10-15: 2024-10-07 2024-10-15 span", "="),
            ("2024-10-07 .. Nov 2024", "2024-10-07..2024-11: 2024-10-07 2024-11-30 span", "="),
            ("2014..2014-06", "2014..2014-06: 2014-01-01 2014-06-30 span", "="),
            ("2020-06..2020", "2020-06..2020: 2020-06-01 2020-12-31 span", "="),
            ("..2020-08", "..2020-08: ? 2020-08-31 span", "="),
            ("2014-06..", "2014-06..: 2014-06-01 ? span", "="),
            ("2020-01-05..2020-01-05", "2020-01-05: 2020-01-05 2020-01-05 day", "="),
            (
                "2020-06..2020-06",
                "2020-06..2020-06: 2020-06-01 2020-06-30 span",
                "2020-06: 2020-06-01 2020-06-30 span",
            ),
        ] {
            assert_eq!(dated(DateValue::read_date(text, BY)).as_deref(), Ok(date), "{text}");
            let period = if period == "=" { date } else { period };
            assert_eq!(dated(DateValue::read_period(text, BY)).as_deref(), Ok(period), "{text}");
        }
        for (text, expected) in [
            ("within 2024-06", "2024-06: 2024-06-01 2024-06-30 within"),
            ("Within June 2024", "2024-06: 2024-06-01 2024-06-30 within"),
            ("within 2024-06-01", "2024-06-01: 2024-06-01 2024-06-01 day"),
            ("within 2024-06..2024-07", "within 2024-06..2024-07: 2024-06-01 2024-07-31 within"),
            ("within 2024-06..2024-06", "2024-06: 2024-06-01 2024-06-30 within"),
        ] {
            assert_eq!(dated(DateValue::read_date(text, BY)).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn within_needs_both_ends() {
        for (text, message) in [
            (
                "within ..2019-10",
                "T47 `within` needs the first and the last possible day: write the earliest possible time, such as \
                 `within 2013..2019-10`; or `..2019-10` for something that lasted until then",
            ),
            (
                "within 2019-10..",
                "T47 `within` needs the first and the last possible day: write the latest possible time after \
                 `within 2019-10..`; or `2019-10..` for something that has lasted since then",
            ),
            (
                "within ..",
                "T40 a date is missing: for example, write `2020`, `2020-06` or `2020-06-29`",
            ),
        ] {
            assert_eq!(dated(DateValue::read_date(text, BY)), Err(message.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_of_a_source_says_why() {
        for (text, message) in [
            (
                "2021..2020",
                "T05 the range ends (`2020`) before it begins (`2021`): write `2020..2021`",
            ),
            ("..", "T40 `..` isn't a date: for example, write `2020`, `2020-06` or `2020-06-29`"),
            ("", "T40 a date is missing: for example, write `2020`, `2020-06` or `2020-06-29`"),
            (
                "2020...2021",
                "T40 `.2021` isn't a date: for example, write `2020`, `2020-06` or `2020-06-29`",
            ),
            ("2020–2021", "T41 dates aren't written like `2020–2021`: write `2020..2021`"),
            ("2020-2021", "T41 dates aren't written like `2020-2021`: write `2020..2021`"),
            (
                "May 2020 to June 2021",
                "T41 dates aren't written like `May 2020 to June 2021`: write `2020-05..2021-06`",
            ),
            (
                "2020-02-30..",
                "T10 February 2020 has 29 days, not 30: write `2020-02-29`, the last day of that month",
            ),
        ] {
            assert_eq!(dated(DateValue::read_date(text, BY)), Err(message.to_owned()), "{text}");
            assert_eq!(dated(DateValue::read_period(text, BY)), Err(message.to_owned()), "{text}");
        }
        let within = DateValue::read_period("within 2020", BY).unwrap_err();
        assert_eq!(
            within.to_string(),
            "`within` means one unknown day, but a period lasts from a first to a last day"
        );
        assert_eq!(within.helps(), ["write only the period, or its first and last day with `..`"]);
        assert_eq!(DateValue::read_date("2019..2020-02-30", BY).unwrap_err().at, 6..16);
        assert_eq!(
            dated(DateValue::read_date("within 2021..2020", BY)).unwrap_err().get(..3),
            Some("T05")
        );
        assert!(DateValue::read_date("within 2020..", BY).is_err());
    }

    /// Any text of one period.
    fn period() -> impl Strategy<Value = String> {
        let year = 1000..=9999_i32;
        prop_oneof![
            year.clone().prop_map(|y| format!("{y}")),
            (year.clone(), 1..=12).prop_map(|(y, m)| format!("{y}-{m:02}")),
            (year.clone(), 1..=4).prop_map(|(y, q)| format!("Q{q} {y}")),
            (year.clone(), 1..=2).prop_map(|(y, h)| format!("{y}H{h}")),
            (year, 1..=12, 1..=28).prop_map(|(y, m, d)| format!("{y}年{m}月{d}日")),
        ]
    }

    proptest! {
        #[test]
        fn texts_are_read_again(a in period(), b in period()) {
            let one = Period::read(&a).unwrap();
            prop_assert_eq!(Period::read(&one.text()), Ok(one));
            for text in [a.clone(), format!("{a}..{b}"), format!("..{a}"), format!("{a}.."), format!("within {a}..{b}"), format!("within {a}")] {
                for read in [DateValue::read_date, DateValue::read_period] {
                    if let Ok(value) = read(&text, BY) {
                        prop_assert_eq!(read(&value.text, BY), Ok(value));
                    }
                }
            }
        }

        #[test]
        fn offers_are_read(text in "([0-9]{1,4}|Jan|Janury|Q[0-9]|foo|年|月|within|to| |\\.|\\.\\.|-|/|,|th){1,7}") {
            if let Err(error) = Period::read(&text) {
                prop_assert!(text.get(error.at.clone()).is_some());
                if let LiteralErrorKind::NotDate { offers, .. } | LiteralErrorKind::DateSpelling { offers, .. } | LiteralErrorKind::AmbiguousDate { offers, .. } = error.kind {
                    for offer in offers {
                        prop_assert!(Period::read(&offer).is_ok(), "{}", offer);
                    }
                }
            }
            for read in [DateValue::read_date, DateValue::read_period] {
                if let Err(LiteralError { kind: LiteralErrorKind::DateSpelling { offers, .. } | LiteralErrorKind::Reversed { offers, .. }, .. }) = read(&text, BY) {
                    for offer in offers {
                        prop_assert!(read(&offer, BY).is_ok() || text.contains("within"), "{}", offer);
                    }
                }
            }
        }
    }
}
