//! How a day, a month, a quarter, a half and a year are spelt, and how they are not.
//!
//! The calendar is the Gregorian one throughout. Nothing here asks what day it is.

use super::date::Period;
use super::fault::{Fault, FaultKind, YearPart};
use super::fold::fold;
use super::piece::Piece;
use super::suggest::suggest;
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

type Read = Result<Period, FaultKind>;

/// Reads one period.
pub(super) fn read_period(piece: Piece<'_>) -> Result<Period, Fault> {
    let typed = piece.trim();
    // Full-width digits and signs stand at a fixed distance from the ASCII ones.
    let ascii = |c| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let text: String = typed.text.chars().map(ascii).collect();
    read_text(&text).map_err(|kind| typed.fault(kind))
}

fn read_text(text: &str) -> Read {
    if is_relative(text) {
        return Err(FaultKind::RelativeDate { typed: text.to_owned() });
    }
    let separated = ['-', '/', '.'].into_iter().find_map(|s| Some((s, digit_groups(text, s)?)));
    if let Some((separator, groups)) = separated {
        return read_groups(text, separator, &groups);
    }
    if text.contains('年') {
        return read_chinese(text);
    }
    let tokens: Vec<&str> =
        text.split([' ', ',', '\t', '\u{3000}', '\u{A0}']).filter(|t| !t.is_empty()).collect();
    match tokens.as_slice() {
        [one] => match one.get(4..).and_then(year_part) {
            Some(part) => read_part(text, part, one.get(..4).unwrap_or_default()),
            None => Err(not_date(text, &[])),
        },
        [first, year] => match (year_part(first), month_number(first)) {
            (Some(part), _) => read_part(text, part, year),
            (None, Some(month)) => read_month(text, month, year),
            (None, None) => Err(other_order(text, &tokens)),
        },
        [first, second, year] => match (month_number(first), month_number(second)) {
            (Some(month), None) => read_day(text, second, month, year),
            (None, Some(month)) => read_day(text, first, month, year),
            _ => Err(other_order(text, &tokens)),
        },
        _ => Err(not_date(text, &[])),
    }
}

/// `last year`, `today`, `two years ago`: what depends on the day it is read.
fn is_relative(text: &str) -> bool {
    let key = fold(text);
    let (first, more) = key.split_once(' ').unwrap_or((&key, ""));
    let alone = ["today", "yesterday", "tomorrow", "now", "recently", "currently"];
    let before = ["last", "this", "next", "past", "previous", "current"];
    let chinese =
        ["今天", "昨天", "明天", "今年", "去年", "明年", "本月", "上月", "上个月", "现在"];
    alone.contains(&key.as_str())
        || chinese.contains(&key.as_str())
        || before.contains(&first) && !more.is_empty()
        || key.ends_with(" ago")
}

/// A text of digits only, cut at a separator.
fn digit_groups(text: &str, separator: char) -> Option<Vec<&str>> {
    let groups: Vec<&str> = text.split(separator).collect();
    groups.iter().all(|group| is_digits(group)).then_some(groups)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// `2020`, `2020-01`, `2020-01-15`; all else made of digits is refused with what to write.
fn read_groups(text: &str, separator: char, groups: &[&str]) -> Read {
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    match (separator, groups, lengths.as_slice()) {
        (_, [year], [4]) => read_year(year),
        ('-', [year, month], [4, 2]) => read_month(text, number(month), year),
        ('-', [year, month, day], [4, 2, 2]) => read_day(text, day, number(month), year),
        (_, [_], [6 | 8]) => {
            let cut = |from, to| text.get(from..to).unwrap_or_default();
            let iso = [cut(0, 4), cut(4, 6), cut(6, 8)].join("-");
            Err(spelling(text, &[iso.trim_end_matches('-').to_owned()]))
        }
        (_, [_], _) => Err(FaultKind::YearRange { typed: text.to_owned() }),
        (_, [year, month], [4, 1 | 2]) | (_, [month, year], [1 | 2, 4]) => {
            Err(spelling(text, &[format!("{year}-{month:0>2}")]))
        }
        (_, [year, month, day], [4, 1 | 2, 1 | 2]) => {
            Err(spelling(text, &[format!("{year}-{month:0>2}-{day:0>2}")]))
        }
        (_, [first, second, year], [1 | 2, 1 | 2, 4]) => {
            let [first, second] = [first, second].map(|group| format!("{group:0>2}"));
            let orders = [format!("{year}-{first}-{second}"), format!("{year}-{second}-{first}")];
            Err(spelling(text, orders.get(usize::from(first == second)..).unwrap_or_default()))
        }
        _ => Err(spelling(text, &[])),
    }
}

/// `2020年`, `2020年1月`, `2020年1月15日`.
fn read_chinese(text: &str) -> Read {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (year, rest) = compact.split_once('年').unwrap_or_default();
    if rest.is_empty() {
        return read_year(year);
    }
    let Some((month, day)) = rest.split_once('月') else { return Err(not_date(text, &[])) };
    if !is_digits(month) || month.len() > 2 {
        return Err(not_date(text, &[]));
    }
    match (day, day.strip_suffix('日')) {
        ("", _) => read_month(text, number(month), year),
        (_, Some(day)) => read_day(text, day, number(month), year),
        (day, None) => {
            let day = day.strip_suffix('号').unwrap_or(day);
            Err(not_date(text, &[format!("{year}年{month}月{day}日")]))
        }
    }
}

fn read_year(year: &str) -> Read {
    let year = year_number(year)?;
    months(year, 1, 12)
}

fn read_part(text: &str, (part, got): (YearPart, &str), year: &str) -> Read {
    if !is_digits(year) {
        return Err(not_date(text, &[]));
    }
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
            Err(FaultKind::NoSuchPart { part, got: got.to_owned(), offer })
        }
    }
}

fn read_month(text: &str, month: i8, year: &str) -> Read {
    if !is_digits(year) {
        return Err(not_date(text, &[]));
    }
    let year = year_number(year)?;
    months(year, month, month)
}

fn read_day(text: &str, day: &str, month: i8, year: &str) -> Read {
    let digits = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !is_digits(digits) || digits.len() > 2 || !is_digits(year) {
        return Err(not_date(text, &[]));
    }
    if digits != day {
        return Err(spelling(text, &[format!("{year}-{month:02}-{digits:0>2}")]));
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
        return Err(FaultKind::NoSuchDay { year, month, days, got, offer: nearest.to_string() });
    };
    Ok(Period { first: date.to_string(), last: date.to_string() })
}

/// From the first day of one month to the last of another.
fn months(year: i16, first: i8, last: i8) -> Read {
    let [first, last] = [first_of(year, first)?, first_of(year, last)?.last_of_month()];
    Ok(Period { first: first.to_string(), last: last.to_string() })
}

fn first_of(year: i16, month: i8) -> Result<Date, FaultKind> {
    let wrong = |_| {
        let nearest = if month < 1 { 1 } else { 12 };
        let (got, offer) = (month.to_string(), format!("{year}-{nearest:02}"));
        FaultKind::NoSuchPart { part: YearPart::Month, got, offer }
    };
    Date::new(year, month, 1).map_err(wrong)
}

fn year_number(typed: &str) -> Result<i16, FaultKind> {
    let year = typed.parse().ok().filter(|year| typed.len() == 4 && (1000..=9999).contains(year));
    year.ok_or_else(|| FaultKind::YearRange { typed: typed.to_owned() })
}

/// One or two digits; anything larger is out of every range here.
fn number(digits: &str) -> i8 {
    digits.parse().unwrap_or(i8::MAX)
}

/// `Q1`, `h2`.
fn year_part(token: &str) -> Option<(YearPart, &str)> {
    let part = match token.chars().next()? {
        'Q' | 'q' => YearPart::Quarter,
        'H' | 'h' => YearPart::Half,
        _ => return None,
    };
    token.get(1..).filter(|digits| is_digits(digits)).map(|digits| (part, digits))
}

/// `January`, `Jan`, `Sept`, in any case.
fn month_number(token: &str) -> Option<i8> {
    let is = |name: &&str| {
        let short = [Some(*name), name.get(..3), name.get(..4).filter(|s| *s == "Sept")];
        short.into_iter().flatten().any(|spelling| spelling.eq_ignore_ascii_case(token))
    };
    i8::try_from(MONTHS.iter().position(is)? + 1).ok()
}

/// Words in an order or spelling that is not read: `2020 Q1`, `2020 Jan`, `Janury 2020`, `Jan. 2020`.
fn other_order(text: &str, tokens: &[&str]) -> FaultKind {
    let mut turned = tokens.to_vec();
    turned.reverse();
    // Turned texts end in digits, and offered ones have one more month: so this comes to an end.
    if matches!(tokens, [year, .., last] if is_digits(year) && !is_digits(last))
        && read_text(&turned.join(" ")).is_ok()
    {
        return spelling(text, &[turned.join(" ")]);
    }
    let month = tokens.iter().find(|token| !is_digits(token) && month_number(token).is_none());
    let offers = month.map_or_else(Vec::new, |typed| {
        let bare = typed.trim_end_matches('.');
        let known = month_number(bare).map(|_| vec![bare.to_owned()]);
        let names = known.unwrap_or_else(|| suggest(bare, MONTHS.iter().copied()));
        names.iter().map(|name| text.replacen(typed, name, 1)).collect()
    });
    not_date(text, &offers)
}

fn not_date(text: &str, offers: &[String]) -> FaultKind {
    FaultKind::NotDate { typed: text.to_owned(), offers: readable(offers) }
}

/// A date that is understood but not read, in one way or in two.
fn spelling(text: &str, offers: &[String]) -> FaultKind {
    let (typed, offers) = (text.to_owned(), readable(offers));
    if offers.len() > 1 {
        return FaultKind::AmbiguousDate { typed, offers };
    }
    FaultKind::DateSpelling { typed, offers }
}

fn readable(offers: &[String]) -> Vec<String> {
    offers.iter().filter(|offer| read_text(offer).is_ok()).cloned().collect()
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
    names.into_iter().find(|name| read_text(name).is_ok_and(|read| read == *period))
}
