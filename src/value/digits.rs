//! Digits: groups, decimal points and commas, powers of ten.
//!
//! There are two conventions: a point before decimals with commas between groups, and the reverse. Spaces, apostrophes and
//! underscores separate groups in both. A run of digits that both conventions read differently has two readings.

use super::convention::Point;
use super::decimal::{DIGITS, Decimal};
use super::error::{LiteralError, LiteralErrorKind};
use super::numeral::starts_with_scale;
use super::spanned::{Spanned, is_digits};

/// A run of digits, and the text after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digits<'a> {
    /// The number.
    pub(super) value: Decimal,
    /// The number if its point separates groups instead: 10,000 of `10.000`.
    pub(super) grouped: Option<Decimal>,
    /// Whether a power of ten was written: `1e9`.
    pub(super) power: bool,
    /// The text after them, without white space around it.
    pub(super) rest: Spanned<'a>,
}

/// Returns a digit, ASCII or full-width, as its ASCII form; likewise a point, comma or underscore. Apostrophes are one.
fn ascii_form(c: char) -> Option<char> {
    match c {
        '0'..='9' | '.' | ',' | '_' | '\'' => Some(c),
        '’' | '＇' => Some('\''),
        '０'..='９' | '．' | '，' | '＿' => char::from_u32(u32::from(c) - 0xFEE0),
        _ => None,
    }
}

/// Checks whether a number can begin here.
pub(super) fn is_digit(c: char) -> bool {
    ascii_form(c).is_some_and(|c| c.is_ascii_digit())
}

/// Reads the digits at the beginning of a text.
pub(super) fn read_digits(
    spanned: Spanned<'_>,
    point: Option<Point>,
) -> Result<Digits<'_>, LiteralError> {
    let (typed, rest) = spanned.split(end_of_digits(spanned.text));
    let body = digits_in_ascii(typed.text);
    let count = body.chars().filter(char::is_ascii_digit).count();
    if count > DIGITS as usize {
        return Err(typed.error(LiteralErrorKind::TooManyDigits { digits: count }));
    }
    let (power, after) = read_power(rest);
    let [point_first, comma_first] = Point::ALL.map(|point| value_by_point(&body, point));
    let point = point.or(power.map(|_| Point::Decimal));
    let (number, grouped) = match (point_first, comma_first, point) {
        (Some(number), _, Some(Point::Decimal)) | (_, Some(number), Some(Point::Groups)) => {
            (number, None)
        }
        (Some(number), other, None) => {
            (number, other.filter(|o| *o != number && !body.contains(',')))
        }
        (None, Some(number), None) if !is_lone_comma(&body) => (number, None),
        _ => return Err(misspelt_number(typed, &body)),
    };
    let moved = match power {
        None => Some(number),
        Some(zeros) if zeros < 0 => number.over_power_of_ten(zeros.unsigned_abs()),
        Some(zeros) => number.times_power_of_ten(zeros.unsigned_abs()),
    };
    let large =
        || typed.error(LiteralErrorKind::TooLarge { number: typed.text.to_owned(), largest: None });
    let value = moved.ok_or_else(large)?;
    Ok(Digits { value, grouped, power: power.is_some(), rest: after.trim() })
}

/// Returns where the digits end. A space belongs to them if it separates groups of three.
fn end_of_digits(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + c.len_utf8()..).unwrap_or_default();
        let goes_on = match ascii_form(c) {
            Some('\'') => before.ends_with(is_digit) && after.starts_with(is_digit),
            Some(_) => true,
            None => is_space(c) && is_group(before) && begins_with_group(after),
        };
        if !goes_on {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\u{3000}')
}

/// Checks whether digits can be followed by a group of three after a space.
fn is_group(before: &str) -> bool {
    let mut groups = before.split(is_space).map(|group| group.chars().collect::<Vec<_>>());
    let digits = |group: &Vec<char>| group.iter().all(|c| is_digit(*c));
    let first = groups.next().is_some_and(|first| matches!(first.len(), 1..=3) && digits(&first));
    first && groups.all(|group| group.len() == 3 && digits(&group))
}

fn begins_with_group(after: &str) -> bool {
    let end = after.find(|c| !is_digit(c)).unwrap_or(after.len());
    after.get(..end).unwrap_or_default().chars().count() == 3
}

/// Returns a run in ASCII, with `_` for every separator that only groups have.
fn digits_in_ascii(typed: &str) -> String {
    typed.chars().map(|c| ascii_form(c).filter(|c| *c != '\'').unwrap_or('_')).collect()
}

/// Reads a run by one convention.
fn value_by_point(body: &str, convention: Point) -> Option<Decimal> {
    let (decimal, group) = match convention {
        Point::Decimal => ('.', ','),
        Point::Groups => (',', '.'),
    };
    let (whole, fraction) = body.split_once(decimal).unwrap_or((body, "0"));
    if !is_digits(fraction) || !is_grouped(whole, group) {
        return None;
    }
    let digits: String =
        whole.chars().chain(fraction.chars()).filter(char::is_ascii_digit).collect();
    Decimal::new(digits.parse().ok()?, u32::try_from(fraction.len()).ok()?)
}

/// Checks whether digits are bare, in groups of three by one kind of separator, or in Indian groups: `20,00,000`.
fn is_grouped(whole: &str, group: char) -> bool {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return is_digits(whole);
    };
    let groups: Vec<&str> = whole.split(separator).collect();
    let [first, middle @ .., last] = groups.as_slice() else { return false };
    let of = |length: usize| middle.iter().all(|group| group.len() == length);
    let size = of(3) || separator == ',' && of(2) && first.len() < 3;
    (separator == '_' || separator == group)
        && groups.iter().all(|group| is_digits(group))
        && matches!(first.len(), 1..=3)
        && !first.starts_with('0')
        && last.len() == 3
        && size
}

/// Checks whether the only separator is a comma without a group of three after it: misspelt thousands, or decimals.
fn is_lone_comma(body: &str) -> bool {
    let lone = body.matches(',').count() == 1 && !body.contains(['.', '_']);
    lone && !body.starts_with("0,")
}

/// Reads the power of ten of `1e9` and `1.5E+09`.
fn read_power(rest: Spanned<'_>) -> (Option<i32>, Spanned<'_>) {
    let read = || {
        let after = rest.text.strip_prefix(['e', 'E'])?;
        let digits = after.strip_prefix(['+', '-', '−']).unwrap_or(after);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let (zeros, tail) = digits.split_at_checked(end)?;
        let zeros = zeros.parse::<i32>().ok().filter(|zeros| *zeros <= 99)?;
        let zeros = if after.starts_with(['-', '−']) { -zeros } else { zeros };
        Some((zeros, rest.split(rest.text.len() - tail.len()).1))
    };
    read().map_or((None, rest), |(zeros, after)| (Some(zeros), after))
}

/// Refuses a run that neither convention reads, with its digits in the spellings it may be meant for.
fn misspelt_number(typed: Spanned<'_>, body: &str) -> LiteralError {
    let typed_text = typed.text.to_owned();
    let bare = body.trim_matches(['.', ',', '_']);
    if body.starts_with('.')
        || body.ends_with('.')
        || bare.is_empty()
        || body.matches('.').count() > 1
    {
        let offers = match body.strip_prefix('.') {
            _ if !is_digits(bare) => Vec::new(),
            Some(fraction) if fraction == bare => vec![format!("0.{bare}")],
            Some(_) => Vec::new(),
            None => vec![bare.to_owned()],
        };
        return typed.error(LiteralErrorKind::NotNumber { typed: typed_text, offers });
    }
    let mut offers = vec![body.replace([',', '_'], "")];
    if let (true, Some((before, after))) = (is_lone_comma(body), body.split_once(','))
        && is_digits(before)
        && is_digits(after)
    {
        offers.push(format!("{before}.{after}"));
    }
    typed.error(LiteralErrorKind::Grouping { typed: typed_text, offers })
}

/// Returns the meaning of a point in a text, if one of its numbers settles it: `1,234.5` or `1.234.567`. A lone comma
/// doesn't.
pub(super) fn settled_point(text: &str) -> Option<Point> {
    if let [point] = point_meanings(text, true)[..] { Some(point) } else { None }
}

impl Point {
    /// Lists the meanings of a point by which every number in a text can be read: one for `1.50`, `1,234.567` and
    /// `1.234.567`, both for `10.000` and for a text without a point.
    pub fn allowed_in(text: &str) -> Vec<Self> {
        point_meanings(text, false)
    }
}

/// Lists the meanings of a point by which every number in a text can be read; `firmly` leaves lone commas out.
fn point_meanings(text: &str, firmly: bool) -> Vec<Point> {
    let mut common = Point::ALL.to_vec();
    let mut spanned = Spanned::of_text(text);
    while let Some(first) = spanned.text.find(is_digit) {
        let number = spanned.split(first).1;
        let (typed, rest) = number.split(end_of_digits(number.text));
        let body = digits_in_ascii(typed.text.trim_end_matches(['.', ',']));
        let decimal = body.contains('.') && starts_with_scale(rest.trim().text);
        let fits = |point: &Point| {
            value_by_point(&body, *point).is_some() && !(decimal && *point == Point::Groups)
        };
        let meanings: Vec<Point> = Point::ALL.into_iter().filter(fits).collect();
        let skipped = meanings.is_empty() || firmly && is_lone_comma(&body);
        common.retain(|point| skipped || meanings.contains(point));
        spanned = rest;
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meanings_of_a_point_a_text_allows() {
        use Point::{Decimal, Groups};
        for (text, meanings) in [
            ("10.000 EUR", &[Decimal, Groups][..]),
            ("1.50 EUR", &[Decimal]),
            ("1234.567", &[Decimal]),
            ("0.500", &[Decimal]),
            ("1,234.567", &[Decimal]),
            ("42.753 billion", &[Decimal]),
            ("1.234.567", &[Groups]),
            ("1.234,56 EUR", &[Groups]),
            ("10.000 to 12.345.678", &[Groups]),
            ("1.50 to 1.234.567", &[]),
            ("5m CNY", &[Decimal, Groups]),
            ("n/a", &[Decimal, Groups]),
        ] {
            assert_eq!(Point::allowed_in(text), meanings, "{text}");
        }
    }
}
