//! One number with its unit, as digests and queries both write it: `$20bn`, `10亿元`, `5mCNY`, `60%`.
//!
//! Number, scale and unit may be run together in any order. Every way to take the text apart is tried; a text with one reading
//! is read, one with two is refused with both.

use super::convention::{Conventions, Point};
use super::decimal::Decimal;
use super::error::{LiteralError, LiteralErrorKind};
use super::number::{Unscaled, begins_number, is_minus, read_unscaled};
use super::numeral::{is_scale, read_scale, scales_at_start};
use super::spanned::Spanned;
use super::unit::{MONEY, NUMBER, NUMERALS, SHARE, Unit};
use super::units::Units;

/// Reads quantities of one type.
#[derive(Clone, Debug)]
pub(super) struct QuantityReader<'u> {
    /// The dimension of its unit; `None` means any.
    pub(super) wanted: Option<&'u str>,
    pub(super) units: &'u Units,
    /// The conventions that decide between two readings.
    pub(super) conventions: Conventions,
    /// Whether money and amounts of any unit may have no unit.
    pub(super) open: bool,
    /// Faults carry texts that would have been read; those are tried by the same reader first, with this off.
    pub(super) offering: bool,
}

/// A number and the unit written with it.
#[derive(Clone, Debug)]
pub(super) struct Quantity<'t, 'u> {
    /// The number, its scale applied.
    pub(super) value: Decimal,
    /// The number without its scale, and the zeros that scale has.
    pub(super) unscaled: Decimal,
    pub(super) zeros: u32,
    /// Whether a scale was written.
    pub(super) scaled: bool,
    /// The meaning of its point, if that is open.
    pub(super) point: Option<Point>,
    /// Whether `多` says that it is more than the number.
    pub(super) more: bool,
    pub(super) unit: Option<&'u Unit>,
    /// The number as typed, with its scale and without its sign.
    pub(super) number: Spanned<'t>,
    /// All of it.
    pub(super) typed: Spanned<'t>,
}

/// A text split into the part before the number, the number, and the part after it.
pub(super) struct Parts<'t, 'u> {
    pub(super) typed: Spanned<'t>,
    pub(super) before: Spanned<'t>,
    /// The units that the text before the number names.
    named: Vec<&'u Unit>,
    negative: bool,
    pub(super) number: Spanned<'t>,
    pub(super) digits: Unscaled<'t>,
}

impl<'u> QuantityReader<'u> {
    pub(super) fn new(wanted: Option<&'u str>, units: &'u Units, conventions: Conventions) -> Self {
        Self { wanted, units, conventions, open: false, offering: true }
    }

    /// Reads `quantity = [ "-" ] , [ unit ] , [ "-" ] , digits , [ scale ] , [ unit ]`. [`QuantityReader::unit`]
    /// decides whether it needs a unit.
    pub(super) fn read<'t>(&self, spanned: Spanned<'t>) -> Result<Quantity<'t, 'u>, LiteralError> {
        let mut quantities = self.readings(spanned)?;
        let complete = |quantity: &Quantity<'_, 'u>| quantity.unit.is_some() || self.may_be_bare();
        if quantities.iter().any(complete) {
            quantities.retain(complete);
        }
        let typed = spanned.trim();
        let mut different = keep_distinct(quantities, Quantity::is_same_amount);
        if different.len() > 1 {
            return Err(self.two_readings(&different, typed));
        }
        different.pop().ok_or_else(|| self.not_amount(typed))
    }

    /// Lists every reading of a text that fits the dimension, the scale before the unit; at least one, or an error.
    pub(super) fn readings<'t>(
        &self,
        spanned: Spanned<'t>,
    ) -> Result<Vec<Quantity<'t, 'u>>, LiteralError> {
        let parts = self.take_apart(spanned)?;
        let mut quantities = self.quantities(&parts)?;
        if quantities.is_empty() {
            return Err(self.no_reading(&parts));
        }
        let fits = |unit: Option<&Unit>| {
            unit.is_none_or(|unit| self.wanted.is_none_or(|wanted| wanted == unit.dimension))
        };
        if let (None, Some(unit)) =
            (quantities.iter().find(|f| fits(f.unit)), quantities.iter().find_map(|f| f.unit))
        {
            return Err(self.wrong_dimension(unit, &parts));
        }
        quantities.retain(|quantity| fits(quantity.unit));
        Ok(quantities)
    }

    fn take_apart<'t>(&self, spanned: Spanned<'t>) -> Result<Parts<'t, 'u>, LiteralError> {
        let typed = spanned.trim();
        let first = typed.text.find(begins_number).ok_or_else(|| self.not_amount(typed))?;
        let point = |c| matches!(c, '.' | '．' | ',' | '，' | '_');
        let start =
            typed.text.get(..first).map_or(first, |head| head.trim_end_matches(point).len());
        // The point of `no.5` is part of the symbol.
        let head = typed.split(first).0.trim();
        let start = if self.units.known_as(head.text).is_empty() { start } else { first };
        let (before, number) = typed.split(start);
        let (before, negative) = strip_minus(before.trim());
        let is_unit = |text: &str| {
            text.starts_with(NUMERALS) && !is_scale(text) && !self.units.known_as(text).is_empty()
        };
        let digits = read_unscaled(number, self.conventions.point, is_unit)?;
        let named = self.units.known_as(before.text);
        if named.is_empty() && !before.text.is_empty() {
            return Err(self.unknown_unit(before, before, &[]));
        }
        Ok(Parts { typed, before, named, negative, number, digits })
    }

    /// Lists the quantities of a text: each scale after the digits with each unit after that, and both meanings of a
    /// point.
    fn quantities<'t>(&self, parts: &Parts<'t, 'u>) -> Result<Vec<Quantity<'t, 'u>>, LiteralError> {
        let digits = parts.digits;
        let plain = std::iter::once((0, false, digits.rest));
        // A unit that begins as a scale does is whole: `km2`, `kt`.
        let whole = digits.rest.text;
        let begins = scales_at_start(digits.rest).next().is_some() && !is_scale(whole);
        let is_unit = begins && !self.units.known_as(whole).is_empty();
        // A separate scale is whole: `bn`, `million yuan`.
        let alone = read_scale(digits.rest).map(|(_, after)| after.at);
        let scaled = scales_at_start(digits.rest)
            .filter(|(_, after)| !is_unit && alone.is_none_or(|at| at == after.at))
            .map(|(zeros, rest)| (zeros, true, rest));
        let (mut quantities, mut conflict) = (Vec::new(), None);
        for (zeros, scaled, rest) in scaled.filter(|_| !digits.scaled).chain(plain) {
            let units = match self.units_of(parts, rest) {
                Ok(Some(units)) => units,
                Ok(None) => continue,
                Err(error) => {
                    conflict = conflict.or(Some(error));
                    continue;
                }
            };
            for unit in units {
                let is_share = unit.is_some_and(|unit| unit.dimension == SHARE);
                let groups = digits.grouped.filter(|_| !scaled && !is_share);
                let decimal = (digits.value, groups.map(|_| Point::Decimal));
                let groups = groups.map(|value| (value, Some(Point::Groups)));
                for number in std::iter::once(decimal).chain(groups) {
                    let scale = scaled.then_some(zeros);
                    quantities.extend(parts.quantity(rest, number, scale, unit));
                }
            }
        }
        if let (true, Some(error)) = (quantities.is_empty(), conflict) {
            return Err(error);
        }
        if quantities.is_empty()
            && scales_at_start(digits.rest).any(|(_, rest)| rest.text.is_empty())
        {
            let number = parts.typed.text.to_owned();
            return Err(parts.number.error(LiteralErrorKind::TooLarge { number, largest: None }));
        }
        Ok(quantities)
    }

    /// Lists the units a quantity may have with this text after its number; `None` means that the text isn't a unit.
    fn units_of(
        &self,
        parts: &Parts<'_, 'u>,
        rest: Spanned<'_>,
    ) -> Result<Option<Vec<Option<&'u Unit>>>, LiteralError> {
        if rest.text.is_empty() {
            let named = parts.named.iter().copied().map(Some);
            return Ok(Some(if parts.named.is_empty() { vec![None] } else { named.collect() }));
        }
        // `500m` is 500 million; only `500 m` can be 500 metres too.
        let number = parts.number_before(rest);
        let glued = parts.number.at + number.text.len() == rest.at;
        let is_money = self.wanted == Some(MONEY);
        if is_scale(rest.text) && (is_money || glued && self.may_be_bare()) {
            return Ok(None);
        }
        let behind = self.units.known_as(rest.text);
        if behind.is_empty() {
            return Ok(None);
        }
        if parts.named.is_empty() {
            return Ok(Some(behind.into_iter().map(Some).collect()));
        }
        let both: Vec<_> =
            behind.into_iter().filter(|unit| parts.named.contains(unit)).map(Some).collect();
        if !both.is_empty() {
            return Ok(Some(both));
        }
        let bare = number.text;
        let [first, second] = [parts.before.text, rest.text].map(str::to_owned);
        let offers = self.readable_offers([format!("{first}{bare}"), format!("{bare} {second}")]);
        Err(parts.typed.error(LiteralErrorKind::TwoUnits { first, second, offers }))
    }

    /// Checks whether a quantity may have no unit.
    pub(super) fn may_be_bare(&self) -> bool {
        self.open || self.bare_unit().is_some()
    }

    /// Returns the unit of a bare quantity: the unit of its dimension that is printed without a name, or that of plain
    /// numbers in a field of any unit.
    pub(super) fn bare_unit(&self) -> Option<&'u Unit> {
        let dimension = self.wanted.unwrap_or(NUMBER);
        self.units.iter().find(|unit| unit.dimension == dimension && unit.hidden)
    }

    /// Returns the unit of a quantity, or an error if it needs one and has none.
    pub(super) fn unit(&self, quantity: &Quantity<'_, 'u>) -> Result<&'u Unit, LiteralError> {
        quantity.unit.or_else(|| self.bare_unit()).ok_or_else(|| self.missing_unit(quantity))
    }
}

impl<'t, 'u> Parts<'t, 'u> {
    /// Returns the number as typed, up to `rest`.
    pub(super) fn number_before(&self, rest: Spanned<'_>) -> Spanned<'t> {
        self.number.split(rest.at.saturating_sub(self.number.at)).0.trim()
    }

    /// Makes a quantity; `None` means that its number is too large.
    fn quantity(
        &self,
        rest: Spanned<'_>,
        (unscaled, point): (Decimal, Option<Point>),
        scale: Option<u32>,
        unit: Option<&'u Unit>,
    ) -> Option<Quantity<'t, 'u>> {
        let sign = |value: Decimal| if self.negative { value.negated() } else { value };
        let value = unscaled.times_power_of_ten(scale.unwrap_or_default())?;
        // The zeros of Chinese units are in the number already.
        let own = self.digits.zeros;
        let unscaled = if own > 0 { unscaled.over_power_of_ten(own)? } else { unscaled };
        Some(Quantity {
            value: sign(value),
            unscaled: sign(unscaled),
            zeros: scale.unwrap_or(own),
            scaled: scale.is_some() || self.digits.scaled,
            point,
            more: self.digits.more,
            unit,
            number: self.number_before(rest),
            typed: self.typed,
        })
    }
}

impl Quantity<'_, '_> {
    /// Returns the same quantity with a scale that is written elsewhere.
    pub(super) fn scaled_by(self, zeros: u32) -> Option<Self> {
        Some(Self { value: self.value.times_power_of_ten(zeros)?, zeros, scaled: true, ..self })
    }

    /// Checks whether two quantities are one amount.
    pub(super) fn is_same_amount(&self, other: &Self) -> bool {
        self.value == other.value && self.unit == other.unit
    }

    /// Counts the smallest parts of the quantity in a unit; it may be negative only where `signed`.
    pub(super) fn smallest_parts(&self, unit: &Unit, signed: bool) -> Result<i64, LiteralError> {
        if self.value.is_negative() && !signed {
            let typed = self.typed.text.to_owned();
            return Err(self.typed.error(LiteralErrorKind::Negative { typed }));
        }
        self.exact_parts(unit)
    }

    /// Returns the smallest parts of the quantity in a unit, or an error that names its smallest part or largest amount.
    pub(super) fn exact_parts(&self, unit: &Unit) -> Result<i64, LiteralError> {
        let (parts, exact) = self.value.floor_parts(unit.factor);
        let parts = parts.and_then(|parts| i64::try_from(parts).ok());
        if let (Some(parts), true) = (parts, exact) {
            return Ok(parts);
        }
        let number = self.typed.text.to_owned();
        let in_unit = |parts| unit.print(&Decimal::of_parts(parts, unit.factor).grouped_text());
        Err(self.number.error(if exact {
            let end = if self.value.is_negative() { i64::MIN } else { i64::MAX };
            LiteralErrorKind::TooLarge { number, largest: Some(in_unit(end)) }
        } else {
            LiteralErrorKind::TooFine { number, smallest: in_unit(1) }
        }))
    }
}

/// Keeps the first of all items that are the same.
pub(super) fn keep_distinct<T>(items: Vec<T>, same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut different: Vec<T> = Vec::new();
    for item in items {
        if !different.iter().any(|known| same(known, &item)) {
            different.push(item);
        }
    }
    different
}

/// Strips a minus at the end or the beginning of a text, and says whether there was one.
fn strip_minus(spanned: Spanned<'_>) -> (Spanned<'_>, bool) {
    if let Some(rest) = spanned.text.strip_suffix(is_minus) {
        return (Spanned { text: rest, at: spanned.at }.trim(), true);
    }
    match spanned.text.strip_prefix(is_minus) {
        Some(rest) => (spanned.split(spanned.text.len() - rest.len()).1.trim(), true),
        None => (spanned, false),
    }
}
