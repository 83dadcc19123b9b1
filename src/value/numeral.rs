//! Words for numbers: Chinese numerals (`三`, `十二`, `1亿2000万`, in simplified, traditional and formal characters), and scales
//! (`bn`, `million`, `亿`).

use super::decimal::Decimal;
use super::spanned::{Spanned, is_digits};

/// The digits, in every spelling.
const DIGITS: [(&str, i128); 10] = [
    ("零〇○", 0),
    ("一壹", 1),
    ("二贰貳两兩", 2),
    ("三叁參叄", 3),
    ("四肆", 4),
    ("五伍", 5),
    ("六陆陸", 6),
    ("七柒", 7),
    ("八捌", 8),
    ("九玖", 9),
];

/// The units of a number, with their zeros.
const UNITS: [(&str, u32); 5] = [("十拾", 1), ("百佰", 2), ("千仟", 3), ("万萬", 4), ("亿億", 8)];

/// The zeros from which on a unit multiplies everything before it, up to the last larger unit.
pub(super) const MYRIAD: u32 = 4;

/// The number of zeros of scales, and their words in lower case; `兆` is a million in some places and a million million in others.
const SCALES: [(u32, &str); 9] = [
    (3, "k|thousand|thousands"),
    (6, "m|mn|mln|million|millions"),
    (9, "b|bn|bln|billion|billions|milliard|mrd|mrd."),
    (12, "tn|trln|trillion|trillions"),
    (5, "lakh|lakhs"),
    (7, "crore|crores"),
    (12, "lakh crore"),
    (6, "兆"),
    (12, "兆"),
];

/// Lists the words for scales, each with its number of zeros.
pub(super) fn scale_words() -> impl Iterator<Item = (&'static str, u32)> {
    SCALES.iter().flat_map(|(zeros, words)| words.split('|').map(|word| (word, *zeros)))
}

/// A step of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeral {
    /// Digits, or one Chinese digit.
    Digits(Decimal),
    /// `十` to `亿`, by its zeros.
    Unit(u32),
}

/// Returns a Chinese digit.
pub(super) fn chinese_digit(c: char) -> Option<i128> {
    DIGITS.iter().find(|(forms, _)| forms.contains(c)).map(|(_, digit)| *digit)
}

/// Returns the zeros of a unit such as `万`. `兆` has two meanings and is a scale.
pub(super) fn chinese_unit(c: char) -> Option<u32> {
    UNITS.iter().find(|(forms, _)| forms.contains(c)).map(|(_, zeros)| *zeros)
}

/// Adds up the steps of a number: `1亿2000万`, `十二`, `两千`. `None` means that they make no number: `万` alone, `1万2亿` with
/// its larger part last, and `一百二`, which is 120 in speech and 102 in writing.
pub(super) fn sum_steps(steps: &[Numeral]) -> Option<Decimal> {
    let zero = Decimal::new(0, 0)?;
    let mut parts: Vec<(u32, Decimal)> = Vec::new();
    let mut digits: Option<Decimal> = None;
    let mut after_zero = false;
    for step in steps {
        match *step {
            Numeral::Digits(number) if number == zero && digits.is_none() && !parts.is_empty() => {
                after_zero = true;
            }
            Numeral::Digits(_) if digits.is_some() => return None,
            Numeral::Digits(number) => digits = Some(number),
            Numeral::Unit(zeros) => {
                let absorbs = parts.last().is_some_and(|(smaller, _)| *smaller < zeros);
                if absorbs && !after_zero && is_spoken(&parts, digits) {
                    return None;
                }
                add_unit(&mut parts, digits.take(), zeros)?;
                after_zero = false;
            }
        }
    }
    if !after_zero && is_spoken(&parts, digits) {
        return None;
    }
    parts.extend(digits.map(|last| (0, last)));
    let first = parts.first()?.1;
    parts.iter().skip(1).try_fold(first, |sum, (_, part)| sum.checked_add(*part))
}

/// Checks whether one digit directly follows a unit such as `百`: speech leaves the next unit out, writing doesn't.
fn is_spoken(parts: &[(u32, Decimal)], digits: Option<Decimal>) -> bool {
    let small = digits.is_some_and(|last| Decimal::new(10, 0).is_some_and(|ten| last < ten));
    small && parts.last().is_some_and(|(zeros, _)| *zeros > 1)
}

/// Adds a unit: `十` to `千` count the digits directly before them, `万` and `亿` all smaller parts too.
fn add_unit(parts: &mut Vec<(u32, Decimal)>, digits: Option<Decimal>, zeros: u32) -> Option<()> {
    let mut counted = digits;
    if zeros >= MYRIAD {
        while let Some((_, part)) = parts.pop_if(|(smaller, _)| *smaller < zeros) {
            counted = Some(counted.map_or(Some(part), |sum| sum.checked_add(part))?);
        }
    } else if zeros == 1 && counted.is_none() {
        counted = Decimal::new(1, 0);
    }
    let falls = parts.last().is_none_or(|(larger, _)| *larger > zeros);
    let part = counted?.times_power_of_ten(zeros)?;
    falls.then(|| parts.push((zeros, part)))
}

/// Returns a whole number of digits or Chinese numerals, as digits: `十二`, `12`.
pub(super) fn read_whole_number(text: &str) -> Option<String> {
    if is_digits(text) {
        return Some(text.to_owned());
    }
    let step = |c| match chinese_digit(c) {
        Some(digit) => Decimal::new(digit, 0).map(Numeral::Digits),
        None => chinese_unit(c).map(Numeral::Unit),
    };
    let steps: Vec<Numeral> = text.chars().map(step).collect::<Option<_>>()?;
    sum_steps(&steps).map(|number| number.to_string())
}

/// Returns digits that are spoken one by one, as years are: `二〇二〇`.
pub(super) fn digit_by_digit(text: &str) -> Option<String> {
    let ascii = |c: char| {
        if c.is_ascii_digit() {
            Some(c)
        } else {
            char::from_digit(u32::try_from(chinese_digit(c)?).ok()?, 10)
        }
    };
    text.chars().map(ascii).collect::<Option<String>>().filter(|digits| !digits.is_empty())
}

/// Returns a text with the traditional characters of dates and qualifiers in their simplified form.
pub(super) fn simplify_text(text: &str) -> String {
    text.chars().map(super::fold::simplify_char).collect()
}

/// Checks whether a text is a scale, such as `bn`, `Million` or `亿`, and so can never be a unit.
pub fn is_scale(text: &str) -> bool {
    let text = text.trim();
    let chinese = !text.is_empty() && text.chars().all(|c| chinese_unit(c).is_some());
    chinese || scale_words().any(|(name, _)| text.eq_ignore_ascii_case(name))
}

/// Lists every scale at the beginning of a text, alone or run together with the next word, with its zeros and the rest.
pub(super) fn scales_at_start(spanned: Spanned<'_>) -> impl Iterator<Item = (u32, Spanned<'_>)> {
    scale_words().filter_map(move |(name, zeros)| {
        let (word, rest) = spanned.split(name.len());
        let begins = word.text.eq_ignore_ascii_case(name);
        begins.then(|| (zeros, rest.trim()))
    })
}

/// Checks whether a text begins with a separate scale.
pub(super) fn starts_with_scale(text: &str) -> bool {
    text.starts_with(|c| chinese_unit(c).is_some()) || read_scale(Spanned::of_text(text)).is_some()
}

/// Checks whether a text begins with a separate scale in Latin letters and goes on: `m CNY`.
pub(super) fn begins_with_scale(text: &str) -> bool {
    let latin = text.starts_with(|c: char| c.is_ascii_alphabetic());
    latin && read_scale(Spanned::of_text(text)).is_some_and(|(_, rest)| !rest.text.is_empty())
}

/// Reads a separate scale, as its zeros.
pub(super) fn read_scale(spanned: Spanned<'_>) -> Option<(u32, Spanned<'_>)> {
    let goes_on =
        |c: char| (c.is_alphanumeric() && c < '\u{2E80}') || matches!(c, '/' | '\'' | '.' | '^');
    scales_at_start(spanned)
        .filter(|(_, rest)| {
            let typed = spanned.split(rest.at - spanned.at).0.text;
            typed.ends_with(char::is_whitespace) || !rest.text.starts_with(goes_on)
        })
        .last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_added_up() {
        for (text, number) in [
            ("三", Some("3")),
            ("十", Some("10")),
            ("十二", Some("12")),
            ("二十", Some("20")),
            ("二十一", Some("21")),
            ("两千", Some("2000")),
            ("两千三百", Some("2300")),
            ("一百零二", Some("102")),
            ("三亿", Some("300000000")),
            ("一万二千亿", Some("1200000000000")),
            ("一亿二千万", Some("120000000")),
            ("三千五百万", Some("35000000")),
            ("貳拾", Some("20")),
            ("〇", Some("0")),
            ("一百二", None),
            ("万", None),
            ("一万二亿", None),
            ("一万二万", None),
            ("三五", None),
            ("", None),
        ] {
            assert_eq!(read_whole_number(text).as_deref(), number, "{text}");
        }
        assert_eq!(digit_by_digit("二〇二〇").as_deref(), Some("2020"));
    }
    #[test]
    fn scales_are_scales() {
        assert!(["m", "Bn", "亿", "万亿", " trillion "].into_iter().all(is_scale));
        assert!(!["", "km", "m2", "吨", "千米", "milions"].into_iter().any(is_scale));
    }
}
