//! Dates: the periods a literal covers, and the dates a source states.
//!
//! How one day, month, quarter, half or year is spelt is in [`super::calendar`]; here stand the
//! spellings of time that passes: `a..b`, `..b`, `a..`, `within a`.

use super::calendar::{canonical_period, read_period};
use super::convention::Conventions;
use super::error::{LiteralError, LiteralErrorKind};
use super::spanned::Spanned;

/// The days a date literal covers: a day, a month, a quarter, a half or a year.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day, as `2020-01-31`.
    pub first: String,
    /// The last day, likewise.
    pub last: String,
}

/// How what is dated fills its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// It is one known day.
    Day,
    /// It is one unknown day of these.
    Within,
    /// It lasted all of them; an end may be unknown.
    Span,
}

/// A date or period a source stated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateValue {
    /// The canonical text, which keeps what was written: `2020-06-29`, `2019`, `2020Q1`,
    /// `2024-10-07..2024-10-15`, `..2020-08`. Reading it again gives the same value.
    pub text: String,
    /// The first day, if known.
    pub from: Option<String>,
    /// The last day, if known.
    pub to: Option<String>,
    /// How it fills its days.
    pub kind: DateKind,
}

impl DateKind {
    /// The word it is stored as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Within => "within",
            Self::Span => "span",
        }
    }
}

impl Period {
    /// Reads the literal of a query: `2020` `2020-01` `Jan 2020` `2020-01-15` `15 Jan 2020`
    /// `Jan 15, 2020` `2020H1` `H1 2020` `2020Q1` `Q1 2020` `2020年1月15日` `2020年1月` `2020年`,
    /// in the years 1000 to 9999.
    pub fn read(text: &str) -> Result<Self, LiteralError> {
        let read = |text: &str| Self::read_piece(Spanned::whole(text));
        read(text).map_err(|error| error.checked(text, |repaired| read(repaired).is_ok()))
    }

    fn read_piece(spanned: Spanned<'_>) -> Result<Self, LiteralError> {
        let by = |spanned| read_period(spanned, Conventions::default());
        let within = spanned
            .after_words("within")
            .map(|(typed, rest)| (typed, by(rest).is_ok().then(|| format!("= {}", rest.text))));
        let range = range_of(spanned).map(|(first, between, second)| {
            let known = by(first).is_ok() && by(second).is_ok();
            (between, known.then(|| format!("between {} and {}", first.text, second.text)))
        });
        match within.or(range) {
            Some((typed, instead)) => {
                let kind =
                    LiteralErrorKind::QualifierInLiteral { typed: typed.text.to_owned(), instead };
                Err(typed.error(kind))
            }
            None => by(spanned),
        }
    }

    /// The canonical literal: `2020`, `2020H1`, `2020Q1`, `2020-01` or `2020-01-15`.
    pub fn text(&self) -> String {
        canonical_period(self).unwrap_or_else(|| format!("{}..{}", self.first, self.last))
    }

    fn is_day(&self) -> bool {
        self.first == self.last
    }
}

impl DateValue {
    /// Reads what happened on a day: a bare month, quarter, half or year is one unknown day within
    /// it, and so is `within P`; `a..b` lasted, and `..b` and `a..` with an end unknown.
    pub fn read_date(text: &str) -> Result<Self, LiteralError> {
        Self::read_date_as(text, Conventions::default())
    }

    /// Reads what lasted: a bare period lasted all of it; ranges are as in [`DateValue::read_date`].
    pub fn read_period(text: &str) -> Result<Self, LiteralError> {
        Self::read_period_as(text, Conventions::default())
    }

    /// Reads what happened on a day by the conventions of where it stands, such as those of a table's column.
    pub fn read_date_as(text: &str, conventions: Conventions) -> Result<Self, LiteralError> {
        let read = |text: &str| {
            let spanned = Spanned::whole(text);
            match spanned.after_words("within") {
                Some((_, rest)) => read_within(rest, conventions),
                None => read_dated(spanned, DateKind::Within, conventions),
            }
        };
        read(text).map_err(|error| error.checked(text, |repaired| read(repaired).is_ok()))
    }

    /// Reads what lasted by the conventions of where it stands.
    pub fn read_period_as(text: &str, conventions: Conventions) -> Result<Self, LiteralError> {
        let read = |text: &str| {
            let spanned = Spanned::whole(text);
            match spanned.after_words("within") {
                Some((typed, _)) => Err(typed.error(LiteralErrorKind::WithinPeriod)),
                None => read_dated(spanned, DateKind::Span, conventions),
            }
        };
        read(text).map_err(|error| error.checked(text, |repaired| read(repaired).is_ok()))
    }

    /// One period, which `kind` says how to take unless it is a day.
    fn bare(period: Period, kind: DateKind) -> Self {
        let kind = if period.is_day() { DateKind::Day } else { kind };
        Self { text: period.text(), from: Some(period.first), to: Some(period.last), kind }
    }
}

/// A period or a range, where `bare` says how a period alone is taken.
fn read_dated(
    spanned: Spanned<'_>,
    bare: DateKind,
    by: Conventions,
) -> Result<DateValue, LiteralError> {
    let Some((first, second)) = spanned.split_once("..") else {
        return match read_period(spanned, by) {
            Ok(period) => Ok(DateValue::bare(period, bare)),
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
                return Ok(DateValue::bare(first, bare));
            }
            range(spanned, first, second)
        }
        (first, second) => {
            let text = |end: &Option<Period>| end.as_ref().map(Period::text).unwrap_or_default();
            let text = format!("{}..{}", text(&first), text(&second));
            let [from, to] = [first.map(|p| p.first), second.map(|p| p.last)];
            Ok(DateValue { text, from, to, kind: DateKind::Span })
        }
    }
}

/// `a..b`, from the first day of a to the last of b.
fn range(spanned: Spanned<'_>, first: Period, second: Period) -> Result<DateValue, LiteralError> {
    // Days of years 1000 to 9999 in ISO form stand in the order of their texts.
    if first.first > second.last {
        let offers = vec![format!("{}..{}", second.text(), first.text())];
        let [first, second] = [first.text(), second.text()];
        return Err(spanned.error(LiteralErrorKind::Reversed { first, second, offers }));
    }
    let text = format!("{}..{}", first.text(), second.text());
    Ok(DateValue { text, from: Some(first.first), to: Some(second.last), kind: DateKind::Span })
}

/// What follows `within`: a period, or both ends of a range, one day of which is meant.
fn read_within(spanned: Spanned<'_>, by: Conventions) -> Result<DateValue, LiteralError> {
    let Some((first, second)) = spanned.split_once("..") else {
        return Ok(DateValue::bare(read_period(spanned, by)?, DateKind::Within));
    };
    let [first, second] = [read_period(first, by)?, read_period(second, by)?];
    if first == second {
        return Ok(DateValue::bare(first, DateKind::Within));
    }
    let span = range(spanned, first, second)?;
    Ok(DateValue { text: format!("within {}", span.text), kind: DateKind::Within, ..span })
}

/// A range in another spelling (`2019–2021`, `May to June 2020`), as an error that offers ours.
fn other_range(spanned: Spanned<'_>, by: Conventions) -> Option<LiteralError> {
    let dashes =
        ["–", "—", "~", "至", " - ", "-"].into_iter().filter_map(|dash| spanned.split_once(dash));
    let word = spanned.around_word("to").map(|(first, _, second)| (first, second));
    let offer = word.into_iter().chain(dashes).find_map(|(first, second)| {
        let span =
            range(spanned, read_period(first, by).ok()?, read_period(second, by).ok()?).ok()?;
        Some(span.text)
    })?;
    let kind =
        LiteralErrorKind::DateSpelling { typed: spanned.text.to_owned(), offers: vec![offer] };
    Some(spanned.error(kind))
}

/// Both ends of a range in a literal, and what stands between them.
fn range_of(spanned: Spanned<'_>) -> Option<(Spanned<'_>, Spanned<'_>, Spanned<'_>)> {
    let dots = spanned.text.find("..").map(|at| {
        let (first, rest) = spanned.split(at);
        let (dots, second) = rest.split(2);
        (first.trim(), dots, second.trim())
    });
    dots.or_else(|| spanned.around_word("to"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ends(text: &str) -> Result<String, String> {
        match Period::read(text) {
            Ok(period) => Ok(format!("{} {} {}", period.first, period.last, period.text())),
            Err(error) => Err(format!("{} {error}: {}", error.code(), error.helps().join("; "))),
        }
    }

    #[test]
    fn every_spelling_of_a_period() {
        for (text, expected) in [
            ("2020", "2020-01-01 2020-12-31 2020"),
            ("2020-01", "2020-01-01 2020-01-31 2020-01"),
            ("2020-02", "2020-02-01 2020-02-29 2020-02"),
            ("2019-02", "2019-02-01 2019-02-28 2019-02"),
            ("Jan 2020", "2020-01-01 2020-01-31 2020-01"),
            ("JANUARY 2020", "2020-01-01 2020-01-31 2020-01"),
            ("Sept 2020", "2020-09-01 2020-09-30 2020-09"),
            ("May 2020", "2020-05-01 2020-05-31 2020-05"),
            ("2020-01-15", "2020-01-15 2020-01-15 2020-01-15"),
            ("15 Jan 2020", "2020-01-15 2020-01-15 2020-01-15"),
            ("5 January 2020", "2020-01-05 2020-01-05 2020-01-05"),
            ("Jan 15, 2020", "2020-01-15 2020-01-15 2020-01-15"),
            ("January 15 2020", "2020-01-15 2020-01-15 2020-01-15"),
            ("2020H1", "2020-01-01 2020-06-30 2020H1"),
            ("h2 2020", "2020-07-01 2020-12-31 2020H2"),
            ("2020Q1", "2020-01-01 2020-03-31 2020Q1"),
            ("Q1 2020", "2020-01-01 2020-03-31 2020Q1"),
            ("2020q4", "2020-10-01 2020-12-31 2020Q4"),
            ("2020年1月15日", "2020-01-15 2020-01-15 2020-01-15"),
            ("2020 年 1 月 15 日", "2020-01-15 2020-01-15 2020-01-15"),
            ("2020年11月", "2020-11-01 2020-11-30 2020-11"),
            ("２０２０年", "2020-01-01 2020-12-31 2020"),
            ("1000", "1000-01-01 1000-12-31 1000"),
            ("9999-12-31", "9999-12-31 9999-12-31 9999-12-31"),
            (" 2020 ", "2020-01-01 2020-12-31 2020"),
            ("13/02/2020", "2020-02-13 2020-02-13 2020-02-13"),
            ("02/13/2020", "2020-02-13 2020-02-13 2020-02-13"),
            ("01/01/2020", "2020-01-01 2020-01-01 2020-01-01"),
            ("29.06.2020", "2020-06-29 2020-06-29 2020-06-29"),
            ("2020/1/15", "2020-01-15 2020-01-15 2020-01-15"),
            ("2020.01.15", "2020-01-15 2020-01-15 2020-01-15"),
            ("2020-1-5", "2020-01-05 2020-01-05 2020-01-05"),
            ("20200115", "2020-01-15 2020-01-15 2020-01-15"),
            ("01/2020", "2020-01-01 2020-01-31 2020-01"),
            ("2020-12-31 00:00:00", "2020-12-31 2020-12-31 2020-12-31"),
            ("2020-12-31T10:00:00Z", "2020-12-31 2020-12-31 2020-12-31"),
            ("2020-12-31T10:00:00.123+08:00", "2020-12-31 2020-12-31 2020-12-31"),
            ("31/12/2020 9:30 PM", "2020-12-31 2020-12-31 2020-12-31"),
            ("15-Jan-2020", "2020-01-15 2020-01-15 2020-01-15"),
            ("15th of January, 2020", "2020-01-15 2020-01-15 2020-01-15"),
            ("Jan. 15, 2020", "2020-01-15 2020-01-15 2020-01-15"),
            ("2020 Jan 15", "2020-01-15 2020-01-15 2020-01-15"),
            ("Jan. 2020", "2020-01-01 2020-01-31 2020-01"),
            ("2020 Jan", "2020-01-01 2020-01-31 2020-01"),
            ("2020-Q1", "2020-01-01 2020-03-31 2020Q1"),
            ("1Q2020", "2020-01-01 2020-03-31 2020Q1"),
            ("2020 Q1", "2020-01-01 2020-03-31 2020Q1"),
            ("first quarter of 2020", "2020-01-01 2020-03-31 2020Q1"),
            ("2nd half of 2020", "2020-07-01 2020-12-31 2020H2"),
            ("2020年上半年", "2020-01-01 2020-06-30 2020H1"),
            ("2020年第一季度", "2020-01-01 2020-03-31 2020Q1"),
            ("2020年1月15号", "2020-01-15 2020-01-15 2020-01-15"),
            ("二〇二〇年十二月三十一日", "2020-12-31 2020-12-31 2020-12-31"),
        ] {
            assert_eq!(ends(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a line for each text")]
    fn what_is_no_period_says_why() {
        let relative = "T12 relative dates would change the answer from day to day: \
                        write the date itself, for example `2019`";
        for text in
            ["today", "Yesterday", "last year", "this month", "now", "two years ago", "去年"]
        {
            assert_eq!(ends(text), Err(relative.to_owned()), "{text}");
        }
        for (text, message) in [
            (
                "2020-02-31",
                "T10 February 2020 has 29 days, not 31: write `2020-02-29`, the last day of that month",
            ),
            (
                "31 April 2021",
                "T10 April 2021 has 30 days, not 31: write `2021-04-30`, the last day of that month",
            ),
            (
                "2020-02-00",
                "T10 February 2020 has 29 days, not 0: write `2020-02-01`, the first day of that month",
            ),
            (
                "01/02/2020",
                "T11 `01/02/2020` can be read in two ways: write `2020-01-02` or `2020-02-01`",
            ),
            (
                "1.2.2020",
                "T11 `1.2.2020` can be read in two ways: write `2020-01-02` or `2020-02-01`",
            ),
            ("01/02/20", "T41 dates are not written like `01/02/20`: "),
            ("202001", "T41 dates are not written like `202001`: write `2020-01`"),
            ("99999999", "T41 dates are not written like `99999999`: "),
            ("Janury 2020", "T40 `Janury 2020` is not a date: write `January 2020`"),
            (
                "44196",
                "T46 `44196` is not a date, but may be a spreadsheet's count of days: write `2020-12-31`",
            ),
            (
                "early 2020",
                "T45 `early 2020` has no agreed first and last day: write for example `2020`",
            ),
            ("FY2020", "T45 `FY2020` has no agreed first and last day: write for example `2020`"),
            (
                "2020年底",
                "T45 `2020年底` has no agreed first and last day: write for example `2020`",
            ),
            (
                "Qingdao",
                "T40 `Qingdao` is not a date: write for example `2020`, `2020-06` or `2020-06-29`",
            ),
            (
                "Spring 2019",
                "T45 `Spring 2019` has no agreed first and last day: write for example `2019`",
            ),
            (
                "20200 January",
                "T43 a year has four digits, from 1000 to 9999: `20200` is none: write for example `2020`",
            ),
            (
                "Hainan 2020",
                "T40 `Hainan 2020` is not a date: write for example `2020`, `2020-06` or `2020-06-29`",
            ),
            (
                "2020Qx",
                "T40 `2020Qx` is not a date: write for example `2020`, `2020-06` or `2020-06-29`",
            ),
            (
                "2020 foo",
                "T40 `2020 foo` is not a date: write for example `2020`, `2020-06` or `2020-06-29`",
            ),
            ("", "T40 a date is missing: write for example `2020`, `2020-06` or `2020-06-29`"),
            ("2020-13", "T42 a year has 12 months, not 13: write for example `2020-12`"),
            ("2020-00-01", "T42 a year has 12 months, not 0: write for example `2020-01`"),
            ("2020Q5", "T42 a year has 4 quarters, not 5: write for example `2020Q4`"),
            ("H0 2020", "T42 a year has 2 halves, not 0: write for example `2020H1`"),
            (
                "0999",
                "T43 a year has four digits, from 1000 to 9999: `0999` is none: write for example `2020`",
            ),
            (
                "12020",
                "T43 a year has four digits, from 1000 to 9999: `12020` is none: write for example `2020`",
            ),
            (
                "Jan 20",
                "T43 a year has four digits, from 1000 to 9999: `20` is none: write for example `2020`",
            ),
            (
                "2019..2020",
                "T06 `..` is itself a comparison: write `between 2019 and 2020`, without another sign",
            ),
            (
                "May 2019 to 2020",
                "T06 `to` is itself a comparison: write `between May 2019 and 2020`, without another sign",
            ),
            (
                "within 2020",
                "T06 `within` is itself a comparison: write `= 2020`, without another sign",
            ),
        ] {
            assert_eq!(ends(text), Err(message.to_owned()), "{text}");
        }
        assert_eq!(Period::read("  2020-02-31").unwrap_err().at, 2..12);
    }

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
            assert_eq!(dated(DateValue::read_date(text)).as_deref(), Ok(date), "{text}");
            let period = if period == "=" { date } else { period };
            assert_eq!(dated(DateValue::read_period(text)).as_deref(), Ok(period), "{text}");
        }
        for (text, expected) in [
            ("within 2024-06", "2024-06: 2024-06-01 2024-06-30 within"),
            ("Within June 2024", "2024-06: 2024-06-01 2024-06-30 within"),
            ("within 2024-06-01", "2024-06-01: 2024-06-01 2024-06-01 day"),
            ("within 2024-06..2024-07", "within 2024-06..2024-07: 2024-06-01 2024-07-31 within"),
            ("within 2024-06..2024-06", "2024-06: 2024-06-01 2024-06-30 within"),
        ] {
            assert_eq!(dated(DateValue::read_date(text)).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_of_a_source_says_why() {
        for (text, message) in [
            (
                "2021..2020",
                "T05 the first end, `2021`, lies beyond the second, `2020`: write `2020..2021`",
            ),
            ("..", "T40 `..` is not a date: write for example `2020`, `2020-06` or `2020-06-29`"),
            ("", "T40 a date is missing: write for example `2020`, `2020-06` or `2020-06-29`"),
            (
                "2020...2021",
                "T40 `.2021` is not a date: write for example `2020`, `2020-06` or `2020-06-29`",
            ),
            ("2020–2021", "T41 dates are not written like `2020–2021`: write `2020..2021`"),
            ("2020-2021", "T41 dates are not written like `2020-2021`: write `2020..2021`"),
            (
                "May 2020 to June 2021",
                "T41 dates are not written like `May 2020 to June 2021`: write `2020-05..2021-06`",
            ),
            (
                "2020-02-30..",
                "T10 February 2020 has 29 days, not 30: write `2020-02-29`, the last day of that month",
            ),
        ] {
            assert_eq!(dated(DateValue::read_date(text)), Err(message.to_owned()), "{text}");
            assert_eq!(dated(DateValue::read_period(text)), Err(message.to_owned()), "{text}");
        }
        let within = DateValue::read_period("within 2020").unwrap_err();
        assert_eq!(within.to_string(), "`within` means one unknown day, but a period lasts");
        assert_eq!(within.helps(), ["write the period alone, or its first and last day with `..`"]);
        assert_eq!(DateValue::read_date("2019..2020-02-30").unwrap_err().at, 6..16);
        assert_eq!(
            dated(DateValue::read_date("within 2021..2020")).unwrap_err().get(..3),
            Some("T05")
        );
        assert!(DateValue::read_date("within 2020..").is_err());
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
                    if let Ok(value) = read(&text) {
                        prop_assert_eq!(read(&value.text), Ok(value));
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
                if let Err(LiteralError { kind: LiteralErrorKind::DateSpelling { offers, .. } | LiteralErrorKind::Reversed { offers, .. }, .. }) = read(&text) {
                    for offer in offers {
                        prop_assert!(read(&offer).is_ok() || text.contains("within"), "{}", offer);
                    }
                }
            }
        }
    }
}
