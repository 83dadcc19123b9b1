//! How a day, a month, a quarter, a half and a year are spelt.
//!
//! A spelling with one reading is read. One with two is refused unless a convention decides; so are days counted from today,
//! seasons and the like, which have no agreed first and last day. The calendar is the Gregorian one throughout.

use super::convention::{Conventions, DayOrder};
use super::date_words::{self, DateToken, MONTHS, is_relative, is_vague, tokenize_date};
use super::error::{LiteralError, LiteralErrorKind, YearPart};
use super::spanned::{Spanned, is_digits};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// The days that spreadsheets count from, and the counts that are taken for theirs: of 1954 to 2119.
const SERIAL_ZERO: Date = jiff::civil::date(1899, 12, 30);
const SERIALS: std::ops::RangeInclusive<i32> = 20_000..=80_000;

type ReadPeriod = Result<Period, LiteralErrorKind>;

/// The days a date literal covers: a day, a month, a quarter, a half or a year.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day, as `2020-01-31`.
    pub first: String,
    /// The last day, likewise.
    pub last: String,
}

impl Period {
    /// Returns the serial number of a day in spreadsheets; `None` before 1901, where spreadsheets disagree.
    pub fn serial_number(day: &str) -> Option<i32> {
        let date: Date = day.parse().ok().filter(|_| day.len() == "2020-01-31".len())?;
        (date.year() > 1900).then(|| date.since(SERIAL_ZERO).ok().map(|span| span.get_days()))?
    }

    /// Reads the literal of a query: `2020` `2020-01` `Jan 2020` `2020-01-15` `15 Jan 2020`
    /// `Jan 15, 2020` `2020H1` `H1 2020` `2020Q1` `Q1 2020` `2020年1月15日` `2020年1月` `2020年`,
    /// in the years 1000 to 9999.
    pub fn read(text: &str) -> Result<Self, LiteralError> {
        let read = |text: &str| Self::read_spanned(Spanned::of_text(text));
        read(text)
            .map_err(|error| error.with_valid_repairs(text, |repaired| read(repaired).is_ok()))
    }

    fn read_spanned(spanned: Spanned<'_>) -> Result<Self, LiteralError> {
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
            None => by(spanned).map_err(|error| refuse_span(spanned).unwrap_or(error)),
        }
    }

    /// Returns the canonical literal, which is the shortest: `2020`, `2020H1`, `2020Q1`, `2020-01` or `2020-01-15`.
    pub fn text(&self) -> String {
        self.name().unwrap_or_else(|| format!("{}..{}", self.first, self.last))
    }

    fn name(&self) -> Option<String> {
        if self.is_day() {
            return Some(self.first.clone());
        }
        let [first, last] = [self.first.parse::<Date>().ok()?, self.last.parse::<Date>().ok()?];
        let whole = first.day() == 1 && last == last.last_of_month() && first.year() == last.year();
        let (year, month) = (first.year(), first.month());
        match last.month() - month + 1 {
            _ if !whole => None,
            12 => Some(format!("{year}")),
            6 if month % 6 == 1 => Some(format!("{year}H{}", month / 6 + 1)),
            3 if month % 3 == 1 => Some(format!("{year}Q{}", month / 3 + 1)),
            1 => Some(format!("{year}-{month:02}")),
            _ => None,
        }
    }

    pub(super) fn is_day(&self) -> bool {
        self.first == self.last
    }
}

/// Reads one period.
pub(super) fn read_period(
    spanned: Spanned<'_>,
    conventions: Conventions,
) -> Result<Period, LiteralError> {
    let typed = spanned.trim();
    let text = date_words::date_to_ascii(typed.text);
    read_text(&text, conventions.days).map_err(|kind| typed.error(kind))
}

fn read_text(text: &str, order: Option<DayOrder>) -> ReadPeriod {
    let typed = text.to_owned();
    if is_relative(text) {
        return Err(LiteralErrorKind::RelativeDate { typed });
    }
    if let Some(year) = is_vague(text) {
        return Err(LiteralErrorKind::VagueDate { typed, offers: readable_offers(&[year]) });
    }
    let tokens = tokenize_date(text);
    match tokens.as_slice() {
        [DateToken::Number(digits)] => read_digits(text, digits),
        [DateToken::Part(part, got), DateToken::Number(year)]
        | [DateToken::Number(year), DateToken::Part(part, got)] => read_part(*part, got, year),
        [DateToken::Month(month), DateToken::Number(year)]
        | [DateToken::Number(year), DateToken::Month(month)] => read_month(*month, year),
        [DateToken::Number(a), DateToken::Month(month), DateToken::Number(b)]
            if b.len() == 4 || a.len() != 4 =>
        {
            read_day(text, a, *month, b)
        }
        [DateToken::Number(year), DateToken::Month(month), DateToken::Number(day)]
        | [DateToken::Month(month), DateToken::Number(day), DateToken::Number(year)]
        | [DateToken::Number(year), DateToken::Number(day), DateToken::Month(month)] => {
            read_day(text, day, *month, year)
        }
        [DateToken::Number(a), DateToken::Number(b)] => match (a.len(), b.len()) {
            (4, 1 | 2) => read_month(read_small_number(b), a),
            (1 | 2, 4) => read_month(read_small_number(a), b),
            _ => Err(not_date(text, &[])),
        },
        [DateToken::Number(a), DateToken::Number(b), DateToken::Number(c)] => {
            match (a.len(), b.len(), c.len()) {
                (4, 1 | 2, 1 | 2) => read_day(text, c, read_small_number(b), a),
                (1 | 2, 1 | 2, 4) => read_three(text, order, [a, b, c]),
                _ => Err(misspelt_date(text, &[])),
            }
        }
        _ => Err(not_date(text, &date_words::correct_month(text))),
    }
}

/// Reads `2020` and `20200115`; refuses `44196`, the count of days of a spreadsheet, with the day it means.
fn read_digits(text: &str, digits: &str) -> ReadPeriod {
    let cut = |from, to| digits.get(from..to).unwrap_or_default();
    match digits.len() {
        8 => {
            let date = format!("{}-{}-{}", cut(0, 4), cut(4, 6), cut(6, 8));
            read_text(&date, None).map_err(|_| misspelt_date(text, &[]))
        }
        6 => Err(misspelt_date(text, &[format!("{}-{}", cut(0, 4), cut(4, 6))])),
        5 => {
            let serial = digits.parse().ok().filter(|serial| SERIALS.contains(serial));
            let day = serial.and_then(|days| SERIAL_ZERO.checked_add(days.days()).ok());
            match day {
                Some(day) => Err(LiteralErrorKind::SerialDate {
                    typed: text.to_owned(),
                    offers: vec![day.to_string()],
                }),
                None => read_year(digits),
            }
        }
        _ => read_year(digits),
    }
}

impl DayOrder {
    /// Lists the orders by which every date in a text can be read: one for `13/02/2020`, both for `01/02/2020` and for a
    /// text that has no such date.
    pub fn allowed_in(text: &str) -> Vec<Self> {
        let dates: Vec<[bool; 2]> = text
            .split(|c: char| c.is_whitespace() || matches!(c, '–' | '—' | '~' | '至' | 'T'))
            .flat_map(|word| word.split(".."))
            .filter_map(day_orders)
            .collect();
        let fits = |place: usize| dates.iter().all(|fits| fits.get(place) == Some(&true));
        Self::ALL.into_iter().enumerate().filter(|(place, _)| fits(*place)).map(|o| o.1).collect()
    }
}

/// Checks, for each order of day and month, whether `01/02/2020` is a date; `None` for other texts.
fn day_orders(text: &str) -> Option<[bool; 2]> {
    let text = date_words::date_to_ascii(text);
    let tokens = tokenize_date(&text);
    let [DateToken::Number(a), DateToken::Number(b), DateToken::Number(year)] = tokens.as_slice()
    else {
        return None;
    };
    if year.len() != 4 || a.len() > 2 || b.len() > 2 {
        return None;
    }
    let exists =
        |day: &str, month: &str| read_day(&text, day, read_small_number(month), year).is_ok();
    Some([exists(a, b), exists(b, a)])
}

/// Reads `13/01/2020`, if the numbers or a convention tell the day from the month.
fn read_three(text: &str, order: Option<DayOrder>, [a, b, year]: [&str; 3]) -> ReadPeriod {
    let day_first = || read_day(text, a, read_small_number(b), year);
    let month_first = || read_day(text, b, read_small_number(a), year);
    match (day_first(), month_first(), order) {
        (_, read, Some(DayOrder::MonthFirst)) | (read, _, Some(DayOrder::DayFirst)) => read,
        (Ok(first), Ok(second), None) if first != second => {
            let offers = vec![second.first, first.first];
            Err(LiteralErrorKind::AmbiguousDate { typed: text.to_owned(), offers })
        }
        (Ok(period), ..) | (_, Ok(period), _) => Ok(period),
        (Err(error), ..) => Err(error),
    }
}

fn read_year(year: &str) -> ReadPeriod {
    let year = year_number(year)?;
    period_of_months(year, 1, 12)
}

fn read_part(part: YearPart, got: &str, year: &str) -> ReadPeriod {
    let year = year_number(year)?;
    let length = if part == YearPart::Half { 6 } else { 3 };
    match read_small_number(got) {
        place @ 1..=4 if place * length <= 12 => {
            period_of_months(year, (place - 1) * length + 1, place * length)
        }
        place => {
            let letter = if part == YearPart::Half { 'H' } else { 'Q' };
            let nearest = if place < 1 { 1 } else { 12 / length };
            let offer = format!("{year}{letter}{nearest}");
            Err(LiteralErrorKind::NoSuchPart { part, got: got.to_owned(), offers: vec![offer] })
        }
    }
}

fn read_month(month: i8, year: &str) -> ReadPeriod {
    let year = year_number(year)?;
    period_of_months(year, month, month)
}

fn read_day(text: &str, day: &str, month: i8, year: &str) -> ReadPeriod {
    if !is_digits(day) || day.len() > 2 {
        return Err(not_date(text, &[]));
    }
    let year = year_number(year)?;
    let got = read_small_number(day);
    if month > 12 && (1..=12).contains(&got) && Date::new(year, got, month).is_ok() {
        return Err(misspelt_date(text, &[format!("{year}-{got:02}-{month:02}")]));
    }
    let first = first_of(year, month)?;
    let days = first.days_in_month();
    let Ok(date) = Date::new(year, month, got) else {
        let nearest = if got < 1 { first } else { first.last_of_month() };
        let offers = vec![nearest.to_string()];
        let month = usize::try_from(month - 1).ok().and_then(|place| MONTHS.get(place).copied());
        let month = month.unwrap_or_default();
        return Err(LiteralErrorKind::NoSuchDay { year, month, days, got, offers });
    };
    Ok(Period { first: date.to_string(), last: date.to_string() })
}

/// Makes a period from the first day of one month to the last of another.
fn period_of_months(year: i16, first: i8, last: i8) -> ReadPeriod {
    let [first, last] = [first_of(year, first)?, first_of(year, last)?.last_of_month()];
    Ok(Period { first: first.to_string(), last: last.to_string() })
}

fn first_of(year: i16, month: i8) -> Result<Date, LiteralErrorKind> {
    let wrong = |_| {
        let nearest = if month < 1 { 1 } else { 12 };
        let (got, offer) = (month.to_string(), format!("{year}-{nearest:02}"));
        LiteralErrorKind::NoSuchPart { part: YearPart::Month, got, offers: vec![offer] }
    };
    Date::new(year, month, 1).map_err(wrong)
}

fn year_number(typed: &str) -> Result<i16, LiteralErrorKind> {
    let year = typed.parse().ok().filter(|year| typed.len() == 4 && (1000..=9999).contains(year));
    year.ok_or_else(|| LiteralErrorKind::YearRange { typed: typed.to_owned() })
}

/// Reads one or two digits; a larger number is out of every range here.
fn read_small_number(digits: &str) -> i8 {
    digits.parse().unwrap_or(i8::MAX)
}

fn not_date(text: &str, offers: &[String]) -> LiteralErrorKind {
    LiteralErrorKind::NotDate { typed: text.to_owned(), offers: readable_offers(offers) }
}

fn misspelt_date(text: &str, offers: &[String]) -> LiteralErrorKind {
    LiteralErrorKind::DateSpelling { typed: text.to_owned(), offers: readable_offers(offers) }
}

fn readable_offers(offers: &[String]) -> Vec<String> {
    // An offer is nearer to a date than the text it is made for, so this comes to an end.
    offers.iter().filter(|offer| read_text(offer, None).is_ok()).cloned().collect()
}

/// Refuses two periods with a sign between them: `2019-2020`.
fn refuse_span(spanned: Spanned<'_>) -> Option<LiteralError> {
    const BETWEEN: [&str; 6] = ["-", "–", "—", "~", "至", "到"];
    let signs = BETWEEN.into_iter().flat_map(|sign| spanned.text.match_indices(sign));
    { signs }.find_map(|(at, sign)| {
        let (first, rest) = spanned.split(at);
        let (typed, second) = rest.split(sign.len());
        let ends = [first.trim(), second.trim()];
        let known = ends.iter().all(|end| read_period(*end, Conventions::default()).is_ok());
        let [first, second] = ends.map(|end| end.text);
        let instead = Some(format!("between {first} and {second}"));
        let typed_text = typed.text.to_owned();
        let kind = LiteralErrorKind::QualifierInLiteral { typed: typed_text, instead };
        known.then(|| typed.error(kind))
    })
}

/// Splits a range into its first end, its separator and its second end.
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

    fn ends(text: &str) -> Result<String, String> {
        match Period::read(text) {
            Ok(period) => Ok(format!("{} {} {}", period.first, period.last, period.text())),
            Err(error) => Err(format!("{} {error}: {}", error.code(), error.helps().join("; "))),
        }
    }

    #[test]
    fn the_orders_a_text_allows() {
        use DayOrder::{DayFirst, MonthFirst};
        for (text, orders) in [
            ("01/02/2020", &[DayFirst, MonthFirst][..]),
            ("1.2.2020", &[DayFirst, MonthFirst]),
            ("13/02/2020", &[DayFirst]),
            ("02-13-2020", &[MonthFirst]),
            ("13/02/2020 10:00", &[DayFirst]),
            ("01/02/2020..14/02/2020", &[DayFirst]),
            ("13/13/2020", &[]),
            ("2020-01-02", &[DayFirst, MonthFirst]),
            ("n/a", &[DayFirst, MonthFirst]),
        ] {
            assert_eq!(DayOrder::allowed_in(text), orders, "{text}");
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
    fn what_is_no_period_says_why() {
        for text in
            ["today", "Yesterday", "last year", "this month", "now", "two years ago", "去年"]
        {
            let relative = format!(
                "T12 `{text}` isn't a fixed date, so the answer would change from day to day: \
                 write the date itself, for example `2019`"
            );
            assert_eq!(ends(text), Err(relative), "{text}");
        }
        let table = "\
2020-02-31 => T10 February 2020 has 29 days, not 31: write `2020-02-29`, the last day of that month
31 April 2021 => T10 April 2021 has 30 days, not 31: write `2021-04-30`, the last day of that month
2020-02-00 => T10 February 2020 has 29 days, not 0: write `2020-02-01`, the first day of that month
01/02/2020 => T11 `01/02/2020` can be read in two ways: write `2020-01-02` or `2020-02-01`
1.2.2020 => T11 `1.2.2020` can be read in two ways: write `2020-01-02` or `2020-02-01`
01/02/20 => T41 dates aren't written like `01/02/20`
202001 => T41 dates aren't written like `202001`: write `2020-01`
99999999 => T41 dates aren't written like `99999999`
Janury 2020 => T40 `Janury 2020` isn't a date: write `January 2020`
44196 => T46 `44196` isn't a date, but may be a spreadsheet's count of days: write `2020-12-31`
early 2020 => T45 `early 2020` has no agreed first and last day: for example, write `2020`
FY2020 => T45 `FY2020` has no agreed first and last day: for example, write `2020`
2020年底 => T45 `2020年底` has no agreed first and last day: for example, write `2020`
Qingdao => T40 `Qingdao` isn't a date: for example, write `2020`, `2020-06` or `2020-06-29`
Spring 2019 => T45 `Spring 2019` has no agreed first and last day: for example, write `2019`
20200 January => T43 `20200` isn't a year: years have four digits, from 1000 to 9999: for example, write `2020`
Hainan 2020 => T40 `Hainan 2020` isn't a date: for example, write `2020`, `2020-06` or `2020-06-29`
2020Qx => T40 `2020Qx` isn't a date: for example, write `2020`, `2020-06` or `2020-06-29`
2020 foo => T40 `2020 foo` isn't a date: for example, write `2020`, `2020-06` or `2020-06-29`
 => T40 a date is missing: for example, write `2020`, `2020-06` or `2020-06-29`
2020-13 => T42 a year has 12 months, not 13: for example, write `2020-12`
2020-00-01 => T42 a year has 12 months, not 0: for example, write `2020-01`
2020Q5 => T42 a year has 4 quarters, not 5: for example, write `2020Q4`
H0 2020 => T42 a year has 2 halves, not 0: for example, write `2020H1`
0999 => T43 `0999` isn't a year: years have four digits, from 1000 to 9999: for example, write `2020`
12020 => T43 `12020` isn't a year: years have four digits, from 1000 to 9999: for example, write `2020`
Jan 20 => T43 `20` isn't a year: years have four digits, from 1000 to 9999: for example, write `2020`
2019..2020 => T06 `..` is itself a comparison: write `between 2019 and 2020`, without another sign
May 2019 to 2020 => T06 `to` is itself a comparison: write `between May 2019 and 2020`, without another sign
within 2020 => T06 `within` is itself a comparison: write `= 2020`, without another sign";
        for line in table.lines() {
            let (text, message) = line.split_once(" => ").unwrap();
            let error = ends(text).unwrap_err();
            assert_eq!(error.trim_end_matches(": "), message, "{text}");
        }
        assert_eq!(Period::read("  2020-02-31").unwrap_err().at, 2..12);
    }
}
