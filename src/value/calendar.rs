//! How a day, a month, a quarter, a half and a year are spelt.
//!
//! A spelling with one reading is read. One with two is refused unless a convention decides; so are days counted from today,
//! seasons and the like, which have no agreed first and last day. The calendar is the Gregorian one throughout.

use super::convention::{Conventions, DayOrder};
use super::date::Period;
use super::date_words::{self, DateToken, is_digits, is_relative, is_vague, tokens};
use super::error::{LiteralError, LiteralErrorKind, YearPart};
use super::spanned::Spanned;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// The names of the months.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The days that spreadsheets count from, and the counts that are taken for theirs: of 1954 to 2119.
const SERIAL_ZERO: Date = jiff::civil::date(1899, 12, 30);
const SERIALS: std::ops::RangeInclusive<i32> = 20_000..=80_000;

type ReadPeriod = Result<Period, LiteralErrorKind>;

/// Reads one period.
pub(super) fn read_period(
    spanned: Spanned<'_>,
    conventions: Conventions,
) -> Result<Period, LiteralError> {
    let typed = spanned.trim();
    let text = date_words::plain(typed.text);
    read_text(&text, conventions.days).map_err(|kind| typed.error(kind))
}

fn read_text(text: &str, order: Option<DayOrder>) -> ReadPeriod {
    let typed = text.to_owned();
    if is_relative(text) {
        return Err(LiteralErrorKind::RelativeDate { typed });
    }
    if let Some(year) = is_vague(text) {
        return Err(LiteralErrorKind::VagueDate { typed, offers: readable(&[year]) });
    }
    let tokens = tokens(text);
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
            (4, 1 | 2) => read_month(number(b), a),
            (1 | 2, 4) => read_month(number(a), b),
            _ => Err(not_date(text, &[])),
        },
        [DateToken::Number(a), DateToken::Number(b), DateToken::Number(c)] => {
            match (a.len(), b.len(), c.len()) {
                (4, 1 | 2, 1 | 2) => read_day(text, c, number(b), a),
                (1 | 2, 1 | 2, 4) => read_three(text, order, [a, b, c]),
                _ => Err(spelling(text, &[])),
            }
        }
        _ => Err(not_date(text, &date_words::slips(text))),
    }
}

/// Reads `2020` and `20200115`; refuses `44196`, the count of days of a spreadsheet, with the day it means.
fn read_digits(text: &str, digits: &str) -> ReadPeriod {
    let cut = |from, to| digits.get(from..to).unwrap_or_default();
    match digits.len() {
        8 if !readable(&[iso(digits)]).is_empty() => {
            read_day(text, cut(6, 8), number(cut(4, 6)), cut(0, 4))
        }
        6 => Err(spelling(text, &[format!("{}-{}", cut(0, 4), cut(4, 6))])),
        8 => Err(spelling(text, &[])),
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

fn iso(digits: &str) -> String {
    let cut = |from, to| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-{}", cut(0, 4), cut(4, 6), cut(6, 8))
}

/// Whether each order of day and month makes a date of `01/02/2020`; nothing for other texts.
pub(super) fn day_orders(text: &str) -> Option<[bool; 2]> {
    let text = date_words::plain(text);
    let tokens = tokens(&text);
    let [DateToken::Number(a), DateToken::Number(b), DateToken::Number(year)] = tokens.as_slice()
    else {
        return None;
    };
    if year.len() != 4 || a.len() > 2 || b.len() > 2 {
        return None;
    }
    let exists = |day: &str, month: &str| read_day(&text, day, number(month), year).is_ok();
    Some([exists(a, b), exists(b, a)])
}

/// Reads `13/01/2020`, where day and month can be told apart or a convention says which comes first.
fn read_three(text: &str, order: Option<DayOrder>, [a, b, year]: [&str; 3]) -> ReadPeriod {
    let day_first = || read_day(text, a, number(b), year);
    let month_first = || read_day(text, b, number(a), year);
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
    months(year, 1, 12)
}

fn read_part(part: YearPart, got: &str, year: &str) -> ReadPeriod {
    let year = year_number(year)?;
    let length = if part == YearPart::Half { 6 } else { 3 };
    match number(got) {
        place @ 1..=4 if place * length <= 12 => {
            months(year, (place - 1) * length + 1, place * length)
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
    months(year, month, month)
}

fn read_day(text: &str, day: &str, month: i8, year: &str) -> ReadPeriod {
    if !is_digits(day) || day.len() > 2 {
        return Err(not_date(text, &[]));
    }
    let year = year_number(year)?;
    let got = number(day);
    if month > 12 && (1..=12).contains(&got) && Date::new(year, got, month).is_ok() {
        return Err(spelling(text, &[format!("{year}-{got:02}-{month:02}")]));
    }
    let first = first_of(year, month)?;
    let days = first.days_in_month();
    let Ok(date) = Date::new(year, month, got) else {
        let nearest = if got < 1 { first } else { first.last_of_month() };
        return Err(LiteralErrorKind::NoSuchDay {
            year,
            month,
            days,
            got,
            offers: vec![nearest.to_string()],
        });
    };
    Ok(Period { first: date.to_string(), last: date.to_string() })
}

/// From the first day of one month to the last of another.
fn months(year: i16, first: i8, last: i8) -> ReadPeriod {
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

/// One or two digits; anything larger is out of every range here.
fn number(digits: &str) -> i8 {
    digits.parse().unwrap_or(i8::MAX)
}

fn not_date(text: &str, offers: &[String]) -> LiteralErrorKind {
    LiteralErrorKind::NotDate { typed: text.to_owned(), offers: readable(offers) }
}

fn spelling(text: &str, offers: &[String]) -> LiteralErrorKind {
    LiteralErrorKind::DateSpelling { typed: text.to_owned(), offers: readable(offers) }
}

fn readable(offers: &[String]) -> Vec<String> {
    // An offer is nearer to a date than the text it is made for, so this comes to an end.
    offers.iter().filter(|offer| read_text(offer, None).is_ok()).cloned().collect()
}

/// The shortest text of a period: `2020`, `2020H1`, `2020Q1`, `2020-01`, `2020-01-15`.
pub(super) fn canonical_period(period: &Period) -> Option<String> {
    let first: Date = period.first.parse().ok()?;
    let year = first.year();
    let names = [
        format!("{year}"),
        format!("{year}H{}", (first.month() - 1) / 6 + 1),
        format!("{year}Q{}", (first.month() - 1) / 3 + 1),
        format!("{year}-{:02}", first.month()),
        period.first.clone(),
    ];
    names.into_iter().find(|name| read_text(name, None).is_ok_and(|read| read == *period))
}
