//! The words and numbers a date is made of, and the words that make a date unfit: `last year`, `early 2020`, `FY2020`.

use super::error::YearPart;
use super::fold::fold;
use super::numeral::{digit_by_digit, read_whole_number, simplify_text};
use super::spanned::is_digits;
use super::suggest::find_similar;
use crate::text::list_has_in_any_case;

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

/// One word or number of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateToken<'a> {
    /// A run of digits.
    Number(&'a str),
    /// A month by its name.
    Month(i8),
    /// `Q1`, `1H`, `first quarter`: the part and its number.
    Part(YearPart, &'a str),
    /// Any other run of letters or signs.
    Word(&'a str),
}

/// Words beside a year that leave its first and last day open.
const VAGUE: &str = "early|late|mid|middle|end|beginning|start|spring|summer|autumn|fall|winter|fy|\
    fiscal|circa|ca|c|about|around|s|christmas|before|after|since|until";

/// The same in Chinese, after a year or a month.
const VAGUE_CHINESE: [&str; 10] =
    ["年初", "年中", "年底", "年末", "月初", "月中", "月底", "月末", "旬", "年代"];

/// Chinese names of parts of a year.
const PARTS_CHINESE: [(&str, &str); 4] =
    [("上半年", "H1"), ("下半年", "H2"), ("前半年", "H1"), ("后半年", "H2")];

/// Ordinals that parts of a year are counted with.
const ORDINALS: [(&str, &str); 4] =
    [("first", "1"), ("second", "2"), ("third", "3"), ("fourth", "4")];

/// Returns a date in ASCII: full-width signs as ASCII ones, Chinese dates as numbers, the time of day left out.
pub(super) fn date_to_ascii(text: &str) -> String {
    // Full-width digits and signs have a fixed distance from the ASCII ones.
    let ascii = |c| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let text: String = text.chars().map(ascii).collect();
    if let Some(date) = from_chinese(&text) {
        return date;
    }
    match time_of_day(&text) {
        Some(at) => text.get(..at).unwrap_or_default().trim_end().to_owned(),
        None => text,
    }
}

/// Returns where the time of day begins in `2020-12-31T10:00:00Z` and `2020-12-31 00:00`.
fn time_of_day(text: &str) -> Option<usize> {
    let (before, after) = text.split_once(':')?;
    let date = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let hour = before.get(date.len()..)?;
    let minute = after.get(..2)?;
    let rest = after.get(2..)?;
    let in_clock = |digits: &str, below: u8| digits.parse().is_ok_and(|n: u8| n < below);
    let zone = |c: char| c.is_ascii_digit() || " :.+-ZzAaPpMmUuTtCcGg".contains(c);
    let begins = date.ends_with(char::is_whitespace) || {
        let day = date.strip_suffix(['T', 't'])?;
        day.ends_with(|c: char| c.is_ascii_digit())
    };
    let known = begins
        && matches!(hour.len(), 1 | 2)
        && in_clock(hour, 25)
        && in_clock(minute, 60)
        && rest.chars().all(zone)
        && !rest.starts_with(|c: char| c.is_ascii_digit());
    known.then(|| date.len() - usize::from(date.ends_with(['T', 't'])))
}

/// Returns `2020年1月15日`, `二〇二〇年` and `2020年上半年` as `2020-1-15`, `2020` and `2020 H1`.
fn from_chinese(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (year, rest) = compact.split_once('年')?;
    let year = digit_by_digit(year)?;
    let rest = simplify_text(rest);
    if rest.is_empty() {
        return Some(year);
    }
    if let Some((_, part)) = PARTS_CHINESE.iter().find(|(name, _)| *name == rest) {
        return Some(format!("{year} {part}"));
    }
    let season = rest.strip_suffix("季度").or_else(|| rest.strip_suffix('季'));
    if let Some(season) = season {
        let number = read_whole_number(season.strip_prefix('第').unwrap_or(season))?;
        return Some(format!("{year} Q{number}"));
    }
    let Some((month, day)) = rest.split_once('月') else {
        return is_year_part(&rest).then(|| format!("{year} {rest}"));
    };
    let month = read_whole_number(month)?;
    if day.is_empty() {
        return Some(format!("{year}-{month}"));
    }
    let day = read_whole_number(day.strip_suffix(['日', '号'])?)?;
    Some(format!("{year}-{month}-{day}"))
}

fn is_year_part(text: &str) -> bool {
    text.strip_prefix(['Q', 'q', 'H', 'h']).is_some_and(is_digits)
}

/// Splits a date into words and numbers; `of` and `the` and the endings of `1st` and `2nd` fall away. Signs that no date
/// has between them make the whole a word.
pub(super) fn tokenize_date(text: &str) -> Vec<DateToken<'_>> {
    let mut raw: Vec<&str> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let class = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let first = class(rest.chars().next().unwrap_or_default());
        if first == (false, false) {
            return vec![DateToken::Word(text)];
        }
        let end = rest.find(|c| class(c) != first).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        raw.push(word);
        let gap = after.trim_start();
        let gap = gap.strip_prefix(['-', '/', '.', ',']).unwrap_or(gap);
        rest = gap.trim_start();
        if rest.is_empty() && !gap.is_empty() || gap.is_empty() && after.trim_end().len() > 1 {
            return vec![DateToken::Word(text)];
        }
    }
    tokens_of_words(&raw)
}

/// Makes tokens of words; a part of a year is two words, in either order.
fn tokens_of_words<'a>(words: &[&'a str]) -> Vec<DateToken<'a>> {
    let mut tokens: Vec<DateToken<'a>> = Vec::new();
    for &word in words {
        let lower = word.to_ascii_lowercase();
        let last = tokens.last().copied();
        let part = match last {
            Some(DateToken::Number(digits)) if digits.len() == 1 => Some((year_part(word), digits)),
            Some(DateToken::Word(letter)) if is_digits(word) && word.len() < 3 => {
                Some((year_part(letter), word))
            }
            _ => None,
        };
        if let Some((Some(part), number)) = part {
            tokens.pop();
            tokens.push(DateToken::Part(part, number));
            continue;
        }
        let ordinal = ORDINALS.iter().find(|(name, _)| *name == lower);
        tokens.push(match (lower.as_str(), last) {
            ("of" | "the", _) => continue,
            ("st" | "nd" | "rd" | "th", Some(DateToken::Number(digits))) if digits.len() < 3 => {
                continue;
            }
            _ if is_digits(word) => DateToken::Number(word),
            _ => match (month_number(word), ordinal) {
                (Some(month), _) => DateToken::Month(month),
                (_, Some((_, digit))) => DateToken::Number(digit),
                _ => DateToken::Word(word),
            },
        });
    }
    tokens
}

fn year_part(word: &str) -> Option<YearPart> {
    match word.to_ascii_lowercase().as_str() {
        "q" | "quarter" => Some(YearPart::Quarter),
        "h" | "half" => Some(YearPart::Half),
        _ => None,
    }
}

/// Reads `January`, `Jan` and `Sept`, in any case.
fn month_number(token: &str) -> Option<i8> {
    let is = |name: &&str| {
        let short = [Some(*name), name.get(..3), name.get(..4).filter(|s| *s == "Sept")];
        short.into_iter().flatten().any(|spelling| spelling.eq_ignore_ascii_case(token))
    };
    i8::try_from(MONTHS.iter().position(is)? + 1).ok()
}

/// Lists texts with a misspelt month corrected.
pub(super) fn correct_month(text: &str) -> Vec<String> {
    let tokens = tokenize_date(text);
    let words: Vec<&str> = tokens
        .iter()
        .filter_map(|t| if let DateToken::Word(word) = t { Some(*word) } else { None })
        .collect();
    let [typed] = words.as_slice() else { return Vec::new() };
    let names = find_similar(typed, MONTHS.iter().copied());
    names.iter().map(|name| text.replacen(typed, name, 1)).collect()
}

/// Checks whether a date depends on the day it is read: `last year`, `today`, `two years ago`.
pub(super) fn is_relative(text: &str) -> bool {
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

/// Returns the year of `early 2020`, `FY2020` and `2020年底`, which have no agreed first and last day; it is empty if the year
/// isn't written with four digits.
pub(super) fn is_vague(text: &str) -> Option<String> {
    let tokens = tokenize_date(text);
    let vague = |token: &DateToken<'_>| match token {
        DateToken::Word(word) => list_has_in_any_case(VAGUE, word),
        _ => false,
    };
    let chinese = VAGUE_CHINESE.iter().any(|word| text.contains(word));
    if !chinese && (tokens.len() < 2 || !tokens.iter().any(vague)) {
        return None;
    }
    let mut runs = text.split(|c: char| !c.is_ascii_digit());
    let year = runs.find(|run| run.len() == 4).unwrap_or_default();
    let known = chinese || tokens.iter().any(|token| matches!(token, DateToken::Number(_)));
    known.then(|| year.to_owned())
}
