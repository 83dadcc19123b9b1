//! Reading numbers: digits in every spelling, and scales.

use super::decimal::{DIGITS, Decimal};
use super::fault::{Fault, FaultKind};
use super::piece::Piece;

/// Scales in words, in lower case, with their number of zeros.
pub(super) const SCALES: [(&str, u32); 12] = [
    ("k", 3),
    ("thousand", 3),
    ("m", 6),
    ("mn", 6),
    ("mln", 6),
    ("million", 6),
    ("b", 9),
    ("bn", 9),
    ("bln", 9),
    ("billion", 9),
    ("tn", 12),
    ("trillion", 12),
];

/// Chinese scales, the longer before those they begin with.
const CHINESE_SCALES: [(&str, u32); 8] = [
    ("百万", 6),
    ("千万", 7),
    ("百亿", 10),
    ("千亿", 11),
    ("万亿", 12),
    ("千", 3),
    ("万", 4),
    ("亿", 8),
];

/// A number at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'a> {
    /// The number, its scale applied.
    pub value: Decimal,
    /// Whether a scale was written: `20m`, `3亿`.
    pub scaled: bool,
    /// What follows it, without the white space before and after.
    pub rest: &'a str,
    /// The byte at which the rest begins.
    pub at: usize,
}

impl<'a> Number<'a> {
    /// Reads `1200` `1,200` `1_200` `1.5m` `20k` `42.7 billion` `3亿` `-2.5`, and gives the rest of
    /// the text untouched. Full-width digits and signs count as their ASCII forms.
    pub fn read(text: &'a str) -> Result<Self, Fault> {
        let piece = Piece::whole(text);
        let unsigned = piece.text.strip_prefix(is_minus);
        let start = unsigned.map_or(0, |rest| piece.text.len() - rest.len());
        let (value, rest) = read_digits(piece.split(start).1.trim())?;
        let value = if unsigned.is_some() { value.negated() } else { value };
        let (value, scaled, rest) = apply_scale(piece, value, rest)?;
        Ok(Self { value, scaled, rest: rest.text, at: rest.at })
    }
}

/// Whether a text is a scale, such as `bn`, `Million` or `亿`, and so can never be a unit.
pub fn is_scale(text: &str) -> bool {
    read_scale(Piece::whole(text)).is_some_and(|(_, rest)| rest.text.is_empty())
}

/// The signs that make a number negative.
pub(super) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '−' | '－')
}

/// A digit, ASCII or full-width, as its ASCII form; likewise a point, comma or underscore.
fn ascii(c: char) -> Option<char> {
    match c {
        '0'..='9' | '.' | ',' | '_' => Some(c),
        '０'..='９' | '．' | '，' | '＿' => char::from_u32(u32::from(c) - 0xFEE0),
        _ => None,
    }
}

/// Whether a number can begin here.
pub(super) fn is_digit(c: char) -> bool {
    ascii(c).is_some_and(|c| c.is_ascii_digit())
}

/// `digits = digit , { digit } , [ "." , digit , { digit } ]`, the digits before the point bare or
/// in groups of three.
pub(super) fn read_digits(piece: Piece<'_>) -> Result<(Decimal, Piece<'_>), Fault> {
    let end = piece.text.find(|c| ascii(c).is_none()).unwrap_or(piece.text.len());
    let (typed, rest) = piece.split(end);
    let digits: String = typed.text.chars().filter_map(ascii).collect();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, "0"));
    let number = [whole.replace([',', '_'], ""), fraction.to_owned()];
    if number.iter().any(|part| part.is_empty() || !part.chars().all(|c| c.is_ascii_digit())) {
        return Err(not_number(typed, &digits));
    }
    if let Some(fault) = exponent(typed, rest) {
        return Err(fault);
    }
    if !is_grouped(whole) {
        return Err(ungrouped(typed, &digits, whole));
    }
    let count = digits.chars().filter(char::is_ascii_digit).count();
    let decimal = (count <= DIGITS as usize)
        .then(|| number.concat().parse().ok())
        .flatten()
        .and_then(|value| Decimal::new(value, u32::try_from(fraction.len()).ok()?));
    let decimal = decimal.ok_or_else(|| typed.fault(FaultKind::TooManyDigits { digits: count }))?;
    Ok((decimal, rest.trim()))
}

/// `scale = "k" | "thousand" | "m" | … | "万亿"`, as the number of its zeros.
pub(super) fn read_scale(piece: Piece<'_>) -> Option<(u32, Piece<'_>)> {
    for (name, zeros) in CHINESE_SCALES {
        if piece.text.starts_with(name) {
            return Some((zeros, piece.split(name.len()).1.trim()));
        }
    }
    let end = piece.text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(piece.text.len());
    let (word, rest) = piece.split(end);
    let (_, zeros) = SCALES.iter().find(|(name, _)| word.text.eq_ignore_ascii_case(name))?;
    let goes_on =
        |c: char| (c.is_alphanumeric() && c < '\u{2E80}') || matches!(c, '/' | '\'' | '.' | '^');
    (!rest.text.starts_with(goes_on)).then(|| (*zeros, rest.trim()))
}

/// The scale after a number, if there is one, applied to it. `start` is where the number began.
pub(super) fn apply_scale<'a>(
    start: Piece<'a>,
    value: Decimal,
    rest: Piece<'a>,
) -> Result<(Decimal, bool, Piece<'a>), Fault> {
    let Some((zeros, after)) = read_scale(rest) else { return Ok((value, false, rest)) };
    let typed = start.split(after.at.saturating_sub(start.at)).0.trim();
    let large = || typed.fault(FaultKind::TooLarge { number: typed.text.to_owned() });
    Ok((value.times_power_of_ten(zeros).ok_or_else(large)?, true, after))
}

/// Whether digits before the point are bare, or in groups of three by one kind of separator.
fn is_grouped(whole: &str) -> bool {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else { return true };
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.chars().all(|c| c.is_ascii_digit());
    matches!(first.len(), 1..=3) && digits(first) && groups.all(|g| g.len() == 3 && digits(g))
}

fn ungrouped(typed: Piece<'_>, digits: &str, whole: &str) -> Fault {
    let mut offers = vec![digits.replace([',', '_'], "")];
    if let (true, Some((before, after))) = (whole == digits, whole.split_once(',')) {
        let decimal = format!("{before}.{after}");
        if matches!(after.len(), 1 | 2)
            && decimal.chars().all(|c| c == '.' || c.is_ascii_digit())
            && !before.is_empty()
        {
            offers.push(decimal);
        }
    }
    typed.fault(FaultKind::Grouping { typed: typed.text.to_owned(), offers })
}

/// `.5`, `5.`, `1.2.3`: no number; the first two have an offer.
fn not_number(typed: Piece<'_>, digits: &str) -> Fault {
    let bare = digits.trim_matches('.');
    let is_bare = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit());
    let offers = match (is_bare, digits.strip_prefix('.')) {
        (true, Some(fraction)) if fraction == bare => vec![format!("0.{bare}")],
        (true, None) => vec![bare.to_owned()],
        _ => Vec::new(),
    };
    typed.fault(FaultKind::NotNumber { typed: typed.text.to_owned(), offers })
}

/// `1e9`: scientific notation is not read; the offer is the number in full.
fn exponent(typed: Piece<'_>, rest: Piece<'_>) -> Option<Fault> {
    let after = rest.text.strip_prefix(['e', 'E'])?;
    let power = after.strip_prefix(['+', '-']).unwrap_or(after);
    let end = power.find(|c: char| !c.is_ascii_digit()).unwrap_or(power.len());
    let (zeros, tail) = power.split_at_checked(end)?;
    if zeros.is_empty() {
        return None;
    }
    let length = typed.text.len() + rest.text.len() - tail.len();
    let whole = Piece { text: typed.text, at: typed.at };
    let number = read_digits(whole).ok().filter(|_| !after.starts_with('-'));
    let value = number.and_then(|(value, _)| value.times_power_of_ten(zeros.parse().ok()?));
    let offers = value.filter(|v| v.digit_count() <= DIGITS as usize).map(|v| v.canonical());
    let shown = format!("{}{}", typed.text, rest.text.get(..rest.text.len() - tail.len())?);
    let kind = FaultKind::NotNumber { typed: shown, offers: offers.into_iter().collect() };
    Some(Fault { at: typed.at..typed.at + length, kind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> Result<String, String> {
        match Number::read(text) {
            Ok(number) if number.rest.is_empty() => Ok(number.value.to_string()),
            Ok(number) => Err(format!("rest `{}`", number.rest)),
            Err(fault) => Err(format!("{fault}: {}", fault.helps().join("; "))),
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
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            assert_eq!(value(text).as_deref(), Ok(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_says_why() {
        for (text, message) in [
            ("1,00", "the digits of `1,00` are not in groups of three: write `100` or `1.00`"),
            ("1234,567", "the digits of `1234,567` are not in groups of three: write `1234567`"),
            ("1,234_567", "the digits of `1,234_567` are not in groups of three: write `1234567`"),
            ("1,", "the digits of `1,` are not in groups of three: write `1`"),
            ("1.2.3", "`1.2.3` is not a number: "),
            ("1.234,5", "`1.234,5` is not a number: "),
            (".5", "`.5` is not a number: write `0.5`"),
            ("5.", "`5.` is not a number: write `5`"),
            ("1e9", "`1e9` is not a number: write `1bn`"),
            ("1.5E+3", "`1.5E+3` is not a number: write `1,500`"),
            ("1e-3", "`1e-3` is not a number: "),
            ("1e99", "`1e99` is not a number: "),
            ("", "`` is not a number: "),
            ("x", "`` is not a number: "),
            (
                "1234567890123456789012345678901",
                "a number has at most 30 digits, and this one has 31: ",
            ),
            (
                "123456789012345678901234567890tn",
                "`123456789012345678901234567890tn` is larger than any amount that can be kept: ",
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

    #[test]
    fn scales_are_scales() {
        assert!(["m", "Bn", "亿", "万亿", " trillion "].into_iter().all(is_scale));
        assert!(!["", "km", "m2", "吨", "千米", "millions"].into_iter().any(is_scale));
    }

    proptest! {
        #[test]
        fn printed_numbers_are_read_again(digits in -10_i128.pow(25)..10_i128.pow(25), scale in 0..30_u32) {
            let number = Decimal::new(digits, scale).unwrap();
            for text in [number.canonical(), number.grouped(), number.to_string()] {
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
