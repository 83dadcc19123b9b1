//! Exact decimals, and the ways a number is printed.
//!
//! A person writes a decimal; a count of smallest parts is stored. A unit's factor, a power of ten, makes one of the other.
//! Nothing is ever rounded in silence.

use std::{cmp::Ordering, fmt};

use crate::text::group_digits;

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
    /// Returns `digits` with the point `scale` places from the right; `None` means that more than 30 places remain once
    /// trailing zeros are gone.
    pub fn new(digits: i128, scale: u32) -> Option<Self> {
        Some(Self::new_reduced(digits, scale)).filter(|number| number.scale <= DIGITS)
    }

    /// Returns a count of smallest parts as a number of their unit, which has `factor` of them: 1, 10, 100 …
    pub fn of_parts(parts: i64, factor: i64) -> Self {
        Self::new_reduced(parts.into(), decimal_places(factor))
    }

    fn new_reduced(mut digits: i128, mut scale: u32) -> Self {
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        Self { digits, scale }
    }

    /// Reads a number that [`plain_decimal`] has printed.
    pub fn of_plain(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}").parse().ok()?;
        Self::new(digits, u32::try_from(fraction.len()).ok()?)
    }

    /// Moves the point to the right; `None` means that the number grows too large.
    pub fn times_power_of_ten(self, zeros: u32) -> Option<Self> {
        let kept = self.scale.saturating_sub(zeros);
        let digits = self.digits.checked_mul(power_of_ten(zeros - (self.scale - kept))?)?;
        Self::new(digits, kept)
    }

    /// Returns the sum of two numbers, unless it grows too large to keep.
    pub(super) fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let digits = |number: Self| number.digits.checked_mul(power_of_ten(scale - number.scale)?);
        Self::new(digits(self)?.checked_add(digits(other)?)?, scale)
    }

    /// Returns the number with the point moved to the left.
    pub(super) fn over_power_of_ten(self, zeros: u32) -> Option<Self> {
        Self::new(self.digits, self.scale.checked_add(zeros)?)
    }

    /// Checks whether it is less than zero.
    pub fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// Returns the opposite number.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { digits: -self.digits, ..self }
    }

    /// Returns the number as a count of smallest parts, and whether that is exact. An inexact count is rounded down, so
    /// that a stored count greater than it is greater than the number. Beyond `i64` the count is the nearest end of it.
    pub fn parts_saturating(&self, factor: i64) -> (i64, bool) {
        let (parts, exact) = self.floor_parts(factor);
        match parts.map(i64::try_from) {
            Some(Ok(parts)) => (parts, exact),
            _ if self.is_negative() => (i64::MIN, false),
            _ => (i64::MAX, false),
        }
    }

    /// Returns ⌊number × factor⌋, if an `i128` holds it, and whether that is exact.
    pub(super) fn floor_parts(&self, factor: i64) -> (Option<i128>, bool) {
        if let Some(zeros) = decimal_places(factor).checked_sub(self.scale) {
            return (power_of_ten(zeros).and_then(|power| self.digits.checked_mul(power)), true);
        }
        let (parts, rest, _) =
            Self { scale: self.scale - decimal_places(factor), ..*self }.split_at_point();
        (Some(parts), rest == 0)
    }

    /// Splits the number into its whole part, rounded down, the digits of the rest, and the power of ten they are
    /// divided by.
    fn split_at_point(&self) -> (i128, i128, i128) {
        let power = power_of_ten(self.scale).unwrap_or(i128::MAX);
        (self.digits.div_euclid(power), self.digits.rem_euclid(power), power)
    }

    /// Prints the number as people read it: in the largest scale (bn, m) that leaves at most three decimals, from a million up,
    /// or else in groups of three digits: `42.7bn`, `83,673,700`, `12,000`, `0.25`.
    pub fn canonical_text(&self) -> String {
        for (name, zeros) in PRINTED_SCALES {
            let scaled = Self::new(self.digits, self.scale + zeros);
            if let Some(scaled) = scaled.filter(|s| s.scale <= 3 && s.split_unsigned().0 > 0) {
                return format!("{}{name}", scaled.grouped_text());
            }
        }
        self.grouped_text()
    }

    /// Prints all digits, in groups of three before the point: `1,234.5678`.
    pub fn grouped_text(&self) -> String {
        let (whole, fraction) = self.split_unsigned();
        let sign = if self.is_negative() { "-" } else { "" };
        format!("{sign}{}{fraction}", group_digits(whole))
    }

    /// Returns the whole part of the absolute value, and the rest as text with its point.
    fn split_unsigned(&self) -> (i128, String) {
        let (whole, fraction, _) = Self { digits: self.digits.abs(), ..*self }.split_at_point();
        let width = self.scale as usize;
        (whole, if width == 0 { String::new() } else { format!(".{fraction:0width$}") })
    }
}

/// All digits, without groups: `-1234.5`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = self.split_unsigned();
        write!(f, "{}{whole}{fraction}", if self.is_negative() { "-" } else { "" })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |number: &Self| {
            let (whole, fraction, _) = number.split_at_point();
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

/// Prints a count of smallest parts as an exact decimal, without groups or scales: `42700000000`.
pub fn plain_decimal(parts: i64, factor: i64) -> String {
    Decimal::of_parts(parts, factor).to_string()
}

/// Prints a count of smallest parts as people read it, see [`Decimal::canonical_text`].
pub fn canonical_decimal(parts: i64, factor: i64) -> String {
    Decimal::of_parts(parts, factor).canonical_text()
}

/// Adds a zero to a number with exactly three decimals, whose point could separate thousands: `1.2340`.
pub(super) fn one_meaning(number: String) -> String {
    let open = number.split_once('.').is_some_and(|(whole, decimals)| {
        let groups = decimals.len() == 3 && decimals.chars().all(|c| c.is_ascii_digit());
        groups && !whole.contains(',') && whole.trim_start_matches('-') != "0"
    });
    if open { format!("{number}0") } else { number }
}

/// Returns the decimal places that smallest parts take: 2 for a factor of 100.
fn decimal_places(factor: i64) -> u32 {
    factor.checked_ilog10().unwrap_or(0)
}

fn power_of_ten(zeros: u32) -> Option<i128> {
    10_i128.checked_pow(zeros)
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
    fn comparisons_round_down_and_saturate() {
        assert_eq!(decimal(1005, 3).parts_saturating(100), (100, false));
        assert_eq!(decimal(-1005, 3).parts_saturating(100), (-101, false));
        assert_eq!(decimal(15, 1).parts_saturating(100), (150, true));
        assert_eq!(decimal(1, 30).parts_saturating(1_000_000), (0, false));
        assert_eq!(decimal(i128::from(i64::MIN), 0).parts_saturating(1), (i64::MIN, true));
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
            assert_eq!(decimal(digits, scale).canonical_text(), text);
        }
        assert_eq!(plain_decimal(4_270_000_000_000, 100), "42700000000");
        assert_eq!(plain_decimal(-2500, 1000), "-2.5");
        assert_eq!(plain_decimal(i64::MIN, 1), "-9223372036854775808");
        assert_eq!(canonical_decimal(4_270_000_000_000, 100), "42.7bn");
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
        fn parts_and_back(parts in any::<i64>(), places in 0..12_u32) {
            let factor = 10_i64.pow(places);
            prop_assert_eq!(Decimal::of_parts(parts, factor).parts_saturating(factor), (parts, true));
            prop_assert_eq!(Decimal::of_plain(&plain_decimal(parts, factor)), Some(Decimal::of_parts(parts, factor)));
        }
    }
}
