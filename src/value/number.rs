//! Reading numbers: digits in every spelling or Chinese numerals, with a scale.

use super::convention::Point;
use super::decimal::Decimal;
use super::digits::{is_digit, read_digits};
use super::error::{LiteralError, LiteralErrorKind};
use super::numeral::{Numeral, chinese_digit, chinese_unit, read_scale, sum_steps};
use super::spanned::Spanned;

/// A number at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'a> {
    /// The number, its scale applied.
    pub value: Decimal,
    /// Whether a scale was written: `20m`, `3亿`.
    pub scaled: bool,
    /// The text after it, without white space around it.
    pub rest: &'a str,
    /// The byte at which the rest begins.
    pub at: usize,
}

/// A number without its sign and its English scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unscaled<'a> {
    pub(super) value: Decimal,
    /// The number if its point separates groups: 10,000 of `10.000`.
    pub(super) grouped: Option<Decimal>,
    /// The zeros of the Chinese units after it: 8 of `3亿`.
    pub(super) zeros: u32,
    /// Whether a power of ten or a Chinese unit is part of it.
    pub(super) scaled: bool,
    /// Whether it is followed by `多`, `余` or `-odd`: more than that.
    pub(super) more: bool,
    pub(super) rest: Spanned<'a>,
}

impl<'a> Number<'a> {
    /// Reads `1200` `1,200` `1_200` `1.5m` `20k` `42.7 billion` `3亿` `-2.5`, and gives the rest of
    /// the text untouched. Full-width digits and signs count as their ASCII forms.
    pub fn read(text: &'a str) -> Result<Self, LiteralError> {
        let spanned = Spanned::of_text(text);
        let unsigned = spanned.text.strip_prefix(is_minus);
        let start = unsigned.map_or(0, |rest| spanned.text.len() - rest.len());
        let number = read_unscaled(spanned.split(start).1.trim(), None, |_| false)?;
        let value = if unsigned.is_some() { number.value.negated() } else { number.value };
        let Some((zeros, after)) = read_scale(number.rest).filter(|_| !number.scaled) else {
            let rest = number.rest;
            return Ok(Self { value, scaled: number.scaled, rest: rest.text, at: rest.at });
        };
        let large = || {
            spanned.error(LiteralErrorKind::TooLarge {
                number: spanned.text.to_owned(),
                largest: None,
            })
        };
        let value = value.times_power_of_ten(zeros).ok_or_else(large)?;
        Ok(Self { value, scaled: true, rest: after.text, at: after.at })
    }
}

/// Checks for a sign that makes a number negative.
pub(super) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '−' | '－')
}

/// Checks whether a number can begin with this character.
pub(super) fn begins_number(c: char) -> bool {
    is_digit(c) || chinese_digit(c).is_some() || chinese_unit(c) == Some(1)
}

/// Reads digits, or Chinese numerals, or both: `1,200`, `三亿`, `1亿2000万`. Chinese units are left where `is_unit` says that
/// all that follows is one, as in `5千米`.
pub(super) fn read_unscaled(
    spanned: Spanned<'_>,
    point: Option<Point>,
    is_unit: impl Fn(&str) -> bool,
) -> Result<Unscaled<'_>, LiteralError> {
    let mut steps: Vec<Numeral> = Vec::new();
    let mut number = None;
    let (mut rest, mut more) = (spanned, false);
    while let Some(first) = rest.text.chars().next().filter(|_| !is_unit(rest.text)) {
        let after = rest.split(first.len_utf8()).1;
        if is_digit(first) || steps.is_empty() && ".,_．，".contains(first) {
            if !steps.is_empty() && steps.last().is_some_and(|s| matches!(s, Numeral::Digits(_))) {
                break;
            }
            let digits = read_digits(rest, point)?;
            steps.push(Numeral::Digits(digits.value));
            rest = digits.rest;
            number = number.or(Some(digits));
        } else if let Some(digit) = chinese_digit(first) {
            steps.extend(Decimal::new(digit, 0).map(Numeral::Digits));
            rest = after.trim();
        } else if let Some(zeros) = chinese_unit(first) {
            steps.push(Numeral::Unit(zeros));
            rest = after.trim();
        } else if matches!(first, '多' | '余' | '餘') && !steps.is_empty() && !more {
            more = true;
            rest = after.trim();
        } else if let Some(after) = after_odd(rest).filter(|_| !steps.is_empty() && !more) {
            (more, rest) = (true, after);
            break;
        } else {
            break;
        }
    }
    let typed = spanned.split(rest.at - spanned.at).0.trim();
    let wrong = || {
        typed.error(LiteralErrorKind::NotNumber { typed: typed.text.to_owned(), offers: vec![] })
    };
    let value = sum_steps(&steps).ok_or_else(wrong)?;
    let units = steps
        .iter()
        .filter_map(|step| if let Numeral::Unit(zeros) = step { Some(*zeros) } else { None });
    let scaled = steps.len() > 1 || number.is_some_and(|digits| digits.power);
    let single = steps.iter().skip(1).all(|step| matches!(step, Numeral::Unit(_)));
    let zeros = if single { units.sum() } else { 0 };
    let grouped = number.and_then(|digits| digits.grouped).filter(|_| !scaled);
    Ok(Unscaled { value, grouped, zeros, scaled, more, rest })
}

/// Splits a text after `-odd`, which says that a number is more than that.
fn after_odd(rest: Spanned<'_>) -> Option<Spanned<'_>> {
    let (odd, after) = rest.split("-odd".len());
    let is_word = after.text.starts_with(|c: char| !c.is_alphanumeric()) || after.text.is_empty();
    (odd.text.eq_ignore_ascii_case("-odd") && is_word).then(|| after.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> Result<String, String> {
        match Number::read(text) {
            Ok(number) if number.rest.is_empty() => Ok(number.value.to_string()),
            Ok(number) => Err(format!("rest `{}`", number.rest)),
            Err(error) => Err(format!("{error}: {}", error.helps().join("; "))),
        }
    }

    #[test]
    fn every_spelling_of_a_number() {
        for (text, number) in [
            ("1200", "1200"),
            ("1,200", "1200"),
            ("1_200", "1200"),
            ("1,000,000", "1000000"),
            ("1.5m", "1500000"),
            ("20k", "20000"),
            ("42.7 billion", "42700000000"),
            ("3亿", "300000000"),
            ("3 亿", "300000000"),
            ("5万", "50000"),
            ("2千", "2000"),
            ("2千万", "20000000"),
            ("1.2万亿", "1200000000000"),
            ("-2.5", "-2.5"),
            ("−2.5", "-2.5"),
            ("- 2.5", "-2.5"),
            ("20M", "20000000"),
            ("5 Thousand", "5000"),
            ("5mn", "5000000"),
            ("5MLN", "5000000"),
            ("5million", "5000000"),
            ("5b", "5000000000"),
            ("5bln", "5000000000"),
            ("5Bn", "5000000000"),
            ("5tn", "5000000000000"),
            ("5 trillion", "5000000000000"),
            ("１，２００．５", "1200.5"),
            ("007", "7"),
            ("0.000", "0"),
            (" 12 ", "12"),
            ("1 234 567", "1234567"),
            ("1'234'567.5", "1234567.5"),
            ("1.234.567,89", "1234567.89"),
            ("1.234,567", "1234.567"),
            ("1,234.567", "1234.567"),
            ("1234.567", "1234.567"),
            ("0.500", "0.5"),
            ("0,500", "0.5"),
            ("0,5", "0.5"),
            ("42.753 billion", "42753000000"),
            ("20,00,00,000", "200000000"),
            ("3 mrd", "3000000000"),
            ("3.5 milliard", "3500000000"),
            ("5 crore", "50000000"),
            ("1.5 lakh crore", "1500000000000"),
            ("1e9", "1000000000"),
            ("1.5E+09", "1500000000"),
            ("1e-3", "0.001"),
            ("十二", "12"),
            ("两千", "2000"),
            ("三億", "300000000"),
            ("1亿2000万", "120000000"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            assert_eq!(value(text).as_deref(), Ok(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_says_why() {
        for (text, message) in [
            ("1,00", "the digits of `1,00` aren't in groups of three: write `100` or `1.00`"),
            (
                "1234,567",
                "the digits of `1234,567` aren't in groups of three: write `1234567` or `1234.567`",
            ),
            ("1,234_567", "the digits of `1,234_567` aren't in groups of three: write `1234567`"),
            ("1,", "the digits of `1,` aren't in groups of three: write `1`"),
            ("1.2.3", "`1.2.3` isn't a number: "),
            (".5", "`.5` isn't a number: write `0.5`"),
            ("5.", "`5.` isn't a number: write `5`"),
            ("1e99", "`1` is larger than any amount that can be stored: "),
            ("一百二", "`一百二` isn't a number: "),
            ("", "`` isn't a number: "),
            ("x", "`` isn't a number: "),
            (
                "1234567890123456789012345678901",
                "a number can have at most 30 digits; this number has 31: ",
            ),
            (
                "123456789012345678901234567890tn",
                "`123456789012345678901234567890tn` is larger than any amount that can be stored: ",
            ),
        ] {
            assert_eq!(value(text), Err(message.to_owned()), "{text}");
        }
    }

    #[test]
    fn the_rest_is_left() {
        for (text, scaled, rest, at) in [
            ("20 km", false, "km", 3),
            ("20m TEU", true, "TEU", 4),
            ("10亿元", true, "元", 5),
            ("5m元", true, "元", 2),
            ("20m2", false, "m2", 2),
            ("20m²", false, "m²", 2),
            ("20m/s", false, "m/s", 2),
            ("1bnx", false, "bnx", 1),
            ("60%", false, "%", 2),
            (" 5k% ", true, "%", 3),
        ] {
            let number = Number::read(text).unwrap();
            assert_eq!((number.scaled, number.rest, number.at), (scaled, rest, at), "{text}");
        }
    }

    proptest! {
        #[test]
        fn printed_numbers_are_read_again(digits in -10_i128.pow(25)..10_i128.pow(25), scale in 0..30_u32) {
            let number = Decimal::new(digits, scale).unwrap();
            for text in [number.canonical_text(), number.grouped_text(), number.to_string()] {
                let again = Number::read(&text);
                prop_assert_eq!(again.map(|n| (n.value, n.rest)), Ok((number, "")), "{}", text);
            }
        }

        #[test]
        fn nothing_makes_it_fall_over(text in "[-0-9０-９.,_，eEkmbnt亿万 ]{0,40}") {
            let _ = Number::read(&text);
        }
    }
}
