//! Exact decimals, and the ways a number is printed.
//!
//! A decimal is what a person wrote; a count of smallest parts is what is stored. Between the two
//! stands a unit's factor. Nothing is ever rounded in silence.

use super::error::{LiteralError, LiteralErrorKind};
use std::{cmp::Ordering, fmt};

/// How many digits a number may have, and how many of them after the point.
pub(super) const DIGITS: u32 = 30;

/// The scales used in printing, the largest first, with their number of zeros.
const PRINTED_SCALES: [(&str, u32); 2] = [("bn", 9), ("m", 6)];

/// An exact decimal number: whole digits over a power of ten, in lowest terms, so that equal
/// numbers are equal values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    digits: i128,
    scale: u32,
}

impl Decimal {
    /// `digits` with the point `scale` places from the right; nothing if more than 30 places
    /// remain once trailing zeros are gone.
    pub fn new(digits: i128, scale: u32) -> Option<Self> {
        let (mut digits, mut scale) = (digits, scale);
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        (scale <= DIGITS).then_some(Self { digits, scale })
    }

    /// The number as smallest parts over a unit's factor; nothing when it has no end as a decimal
    /// (one part of 60) or the factor is not positive.
    pub fn of_parts(parts: i64, factor: i64) -> Option<Self> {
        let common = i64::try_from(gcd(parts.unsigned_abs(), factor.unsigned_abs())).ok()?;
        if factor <= 0 || common == 0 {
            return None;
        }
        let mut rest = factor / common;
        let [mut twos, mut fives] = [0, 0];
        for (prime, count) in [(2, &mut twos), (5, &mut fives)] {
            while rest % prime == 0 {
                rest /= prime;
                *count += 1;
            }
        }
        let scale = twos.max(fives);
        let power = power_of_ten(scale).filter(|_| rest == 1)?;
        let digits = i128::from(parts / common).checked_mul(power / i128::from(factor / common))?;
        Self::new(digits, scale)
    }

    /// What [`plain`] writes, unless that is a fraction.
    pub fn of_plain(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}").parse().ok()?;
        Self::new(digits, u32::try_from(fraction.len()).ok()?)
    }

    /// The same number with the point moved to the right; nothing if it grows too large to keep.
    pub fn times_power_of_ten(self, zeros: u32) -> Option<Self> {
        let kept = self.scale.saturating_sub(zeros);
        let digits = self.digits.checked_mul(power_of_ten(zeros - (self.scale - kept))?)?;
        Self::new(digits, kept)
    }

    /// Returns the sum of two numbers, unless it grows too large to keep.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let digits = |number: Self| number.digits.checked_mul(power_of_ten(scale - number.scale)?);
        Self::new(digits(self)?.checked_add(digits(other)?)?, scale)
    }

    /// Returns the number with the point moved to the left.
    pub(super) fn over_power_of_ten(self, zeros: u32) -> Option<Self> {
        Self::new(self.digits, self.scale.checked_add(zeros)?)
    }

    /// Whether it is less than zero.
    pub fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// The opposite number.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { digits: -self.digits, ..self }
    }

    /// The number as a count of smallest parts. An error if it is finer than the smallest part or
    /// larger than can be kept; its place is empty, for the caller to fill.
    pub fn parts(&self, factor: i64) -> Result<i64, LiteralError> {
        let (parts, exact) = self.floor_parts(factor);
        let number = self.to_string();
        let error = |kind| LiteralError { at: 0..0, kind };
        if !exact {
            return Err(error(LiteralErrorKind::TooFine { number, smallest: plain(1, factor) }));
        }
        let parts = parts.and_then(|parts| i64::try_from(parts).ok());
        parts.ok_or_else(|| error(LiteralErrorKind::TooLarge { number }))
    }

    /// The number as a count of smallest parts for comparisons with stored ones, and whether that
    /// is exact. Otherwise it is the largest count not above the number: a count greater than it is
    /// greater than the number, a count at most it is at most (and never equal to) the number.
    /// Beyond what can be stored it is the nearest end of `i64`.
    pub fn parts_saturating(&self, factor: i64) -> (i64, bool) {
        let (parts, exact) = self.floor_parts(factor);
        match parts.map(i64::try_from) {
            Some(Ok(parts)) => (parts, exact),
            _ if self.is_negative() => (i64::MIN, false),
            _ => (i64::MAX, false),
        }
    }

    /// ⌊number × factor⌋, if an `i128` holds it, and whether that is exact.
    fn floor_parts(&self, factor: i64) -> (Option<i128>, bool) {
        let (whole, fraction, power) = self.halves();
        let (parts, rest) = multiply_divide(fraction, factor.max(0), power);
        let whole = whole.checked_mul(i128::from(factor.max(0)));
        (whole.and_then(|whole| whole.checked_add(parts)), rest == 0)
    }

    /// The whole part rounded down, what is left over as digits, and the power of ten these are of.
    fn halves(&self) -> (i128, i128, i128) {
        let power = power_of_ten(self.scale).unwrap_or(i128::MAX);
        (self.digits.div_euclid(power), self.digits.rem_euclid(power), power)
    }

    /// The number as people read it: the largest scale (bn, m) that leaves at most three decimals
    /// from a million up, else digits in groups of three: `42.7bn`, `83,673,700`, `12,000`, `0.25`.
    pub fn canonical(&self) -> String {
        for (name, zeros) in PRINTED_SCALES {
            let scaled = Self::new(self.digits, self.scale + zeros);
            if let Some(scaled) = scaled.filter(|s| s.scale <= 3 && s.halves_unsigned().0 > 0) {
                return format!("{}{name}", scaled.grouped());
            }
        }
        self.grouped()
    }

    /// All digits, in groups of three before the point: `1,234.5678`.
    pub fn grouped(&self) -> String {
        let (whole, fraction) = self.halves_unsigned();
        let digits = whole.to_string();
        let mut text = String::from(if self.is_negative() { "-" } else { "" });
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                text.push(',');
            }
            text.push(digit);
        }
        text + &fraction
    }

    /// The whole part of the absolute value, and the rest as text with its point.
    fn halves_unsigned(&self) -> (i128, String) {
        let (whole, fraction, _) = Self { digits: self.digits.abs(), ..*self }.halves();
        let width = self.scale as usize;
        (whole, if width == 0 { String::new() } else { format!(".{fraction:0width$}") })
    }
}

/// All digits, without groups: `-1234.5`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = self.halves_unsigned();
        write!(f, "{}{whole}{fraction}", if self.is_negative() { "-" } else { "" })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |number: &Self| {
            let (whole, fraction, _) = number.halves();
            // A fraction is below ten to its scale, so this stays below ten to the thirtieth.
            (whole, fraction * power_of_ten(DIGITS - number.scale).unwrap_or(1))
        };
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A count of smallest parts as an exact decimal, without groups or scales: `42700000000`. Where
/// that has no end (100 minutes in hours) it is a fraction in lowest terms: `5/3`.
pub fn plain(parts: i64, factor: i64) -> String {
    Decimal::of_parts(parts, factor).map_or_else(|| fraction(parts, factor), |d| d.to_string())
}

/// A count of smallest parts as people read it, see [`Decimal::canonical`].
pub fn canonical(parts: i64, factor: i64) -> String {
    Decimal::of_parts(parts, factor).map_or_else(|| fraction(parts, factor), |d| d.canonical())
}

/// Adds a zero to a number with exactly three decimals, whose point could separate thousands: `1.2340`.
pub(super) fn one_meaning(number: String) -> String {
    let open = number.split_once('.').is_some_and(|(whole, decimals)| {
        let groups = decimals.len() == 3 && decimals.chars().all(|c| c.is_ascii_digit());
        groups && !whole.contains(',') && whole.trim_start_matches('-') != "0"
    });
    if open { format!("{number}0") } else { number }
}

fn fraction(parts: i64, factor: i64) -> String {
    let common = i128::from(gcd(parts.unsigned_abs(), factor.unsigned_abs()).max(1));
    format!("{}/{}", i128::from(parts) / common, i128::from(factor) / common)
}

/// ⌊a × b ÷ c⌋ and the rest, for 0 ≤ a < c, b ≥ 0 and c well below half of what an `i128` holds:
/// multiplication bit by bit, so that the product need not fit.
fn multiply_divide(a: i128, b: i64, c: i128) -> (i128, i128) {
    let [mut quotient, mut rest] = [0, 0];
    for bit in (0..i64::BITS).rev() {
        rest = 2 * rest + if b >> bit & 1 == 1 { a } else { 0 };
        quotient = 2 * quotient + rest / c;
        rest %= c;
    }
    (quotient, rest)
}

fn power_of_ten(zeros: u32) -> Option<i128> {
    10_i128.checked_pow(zeros)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(digits: i128, scale: u32) -> Decimal {
        Decimal::new(digits, scale).unwrap()
    }

    #[test]
    fn equal_numbers_are_equal_values() {
        assert_eq!(decimal(1500, 3), decimal(15, 1));
        assert_eq!(decimal(0, 30), decimal(0, 0));
        assert_eq!(Decimal::new(1, 31), None);
        assert_eq!(decimal(15, 1).times_power_of_ten(9), Some(decimal(1_500_000_000, 0)));
        assert_eq!(decimal(1, 12).times_power_of_ten(3), Some(decimal(1, 9)));
        assert_eq!(decimal(10_i128.pow(29), 0).times_power_of_ten(12), None);
    }

    #[test]
    fn parts_are_exact_or_a_fault() {
        assert_eq!(decimal(427, 1).parts(100), Ok(4270));
        assert_eq!(decimal(-25, 1).parts(1000), Ok(-2500));
        assert_eq!(decimal(1, 30).parts(i64::MAX).unwrap_err().code(), "T23");
        let fine = decimal(1005, 3).parts(100).unwrap_err();
        assert_eq!(fine.to_string(), "`1.005` is finer than `0.01`, the smallest part kept");
        let large = decimal(i128::from(i64::MAX) + 1, 0).parts(1).unwrap_err();
        assert_eq!(
            large.to_string(),
            "`9223372036854775808` is larger than any amount that can be kept"
        );
        assert!(decimal(i128::MAX, 0).parts(100).is_err());
        assert_eq!(decimal(i128::from(i64::MIN), 0).parts(1), Ok(i64::MIN));
    }

    #[test]
    fn comparisons_round_down_and_saturate() {
        assert_eq!(decimal(1005, 3).parts_saturating(100), (100, false));
        assert_eq!(decimal(-1005, 3).parts_saturating(100), (-101, false));
        assert_eq!(decimal(15, 1).parts_saturating(100), (150, true));
        assert_eq!(decimal(i128::MAX, 0).parts_saturating(100), (i64::MAX, false));
        assert_eq!(decimal(-i128::MAX, 0).parts_saturating(100), (i64::MIN, false));
    }

    #[test]
    fn canonical_printing() {
        for (digits, scale, text) in [
            (80_000_000_000, 0, "80bn"),
            (42_700_000_000, 0, "42.7bn"),
            (6_525_000_000, 0, "6.525bn"),
            (6_525_100_000, 0, "6,525.1m"),
            (1_234_567_890, 0, "1,234,567,890"),
            (1_500_000_000_000, 0, "1,500bn"),
            (500_000_000, 0, "500m"),
            (83_673_700, 0, "83,673,700"),
            (255_000, 0, "255,000"),
            (1_200_000, 0, "1.2m"),
            (10_000_000, 0, "10m"),
            (1_000_000, 0, "1m"),
            (999_999, 0, "999,999"),
            (999, 0, "999"),
            (0, 0, "0"),
            (25, 2, "0.25"),
            (12_345_678, 3, "12,345.678"),
            (-1_200_000, 0, "-1.2m"),
            (-2500, 3, "-2.5"),
            (10_000_005, 1, "1,000,000.5"),
        ] {
            assert_eq!(decimal(digits, scale).canonical(), text);
        }
        assert_eq!(plain(4_270_000_000_000, 100), "42700000000");
        assert_eq!(plain(-2500, 1000), "-2.5");
        assert_eq!(plain(i64::MIN, 1), "-9223372036854775808");
        assert_eq!(canonical(4_270_000_000_000, 100), "42.7bn");
        assert_eq!(plain(90, 60), "1.5");
        assert_eq!((plain(100, 60), canonical(-100, 60)), ("5/3".into(), "-5/3".into()));
    }

    #[test]
    fn order_is_by_value() {
        let mut list =
            [decimal(15, 1), decimal(-15, 1), decimal(2, 0), decimal(-2, 0), decimal(149, 2)];
        list.sort();
        assert_eq!(list.map(|d| d.to_string()), ["-2", "-1.5", "1.49", "1.5", "2"]);
    }

    proptest! {
        #[test]
        fn parts_and_back(parts in any::<i64>(), factor in prop_oneof![Just(1), Just(100), Just(1000), Just(1_000_000), Just(1_609_344)]) {
            if let Some(number) = Decimal::of_parts(parts, factor) {
                prop_assert_eq!(number.parts(factor), Ok(parts));
                prop_assert_eq!(number.parts_saturating(factor), (parts, true));
            }
        }

        #[test]
        fn division_agrees_with_the_plain_product(a in 0..1_000_000_000_i128, b in 0..i64::MAX, more in 1..1_000_000_000_i128) {
            let c = a + more;
            let product = a * i128::from(b);
            prop_assert_eq!(multiply_divide(a, b, c), (product / c, product % c));
        }
    }
}
