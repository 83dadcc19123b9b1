//! Two ends of an amount: `1bn to 2bn CNY`, `100-200m`, `5亿-6亿元`.

use super::convention::Point;
use super::error::{LiteralError, LiteralErrorKind};
use super::number::begins_number;
use super::quantity::{Quantity, QuantityReader, keep_distinct};
use super::spanned::Spanned;
use super::unit::{SHARE, Unit};

/// The signs between two ends.
const BETWEEN: [&str; 7] = ["–", "—", "~", "～", "至", "到", "-"];

/// Both ends of a range.
pub(super) type Pair<'t, 'u> = (Quantity<'t, 'u>, Quantity<'t, 'u>);

/// Two texts with a sign of a range between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct AmountRange<'t> {
    pub(super) whole: Spanned<'t>,
    pub(super) first: Spanned<'t>,
    pub(super) between: Spanned<'t>,
    pub(super) second: Spanned<'t>,
    /// Whether a scale after the second end is meant for both.
    shared: bool,
}

impl<'t> AmountRange<'t> {
    /// Finds both ends of a range, if a text is one.
    pub(super) fn find(spanned: Spanned<'t>) -> Option<Self> {
        if let Some((first, between, second)) = spanned.around_word("to") {
            return Some(Self { whole: spanned, first, between, second, shared: false });
        }
        BETWEEN.into_iter().find_map(|sign| {
            let at = spanned.text.match_indices(sign).map(|(at, _)| at);
            { at }.find_map(|at| Self::split_at_sign(spanned, at, sign))
        })
    }

    /// Finds both ends of a range with two points between them, as in a query of another language.
    pub(super) fn at_dots(spanned: Spanned<'t>) -> Option<Self> {
        const DOTS: &str = "..";
        Self::split_at_sign(spanned, spanned.text.find(DOTS)?, DOTS)
    }

    /// Splits a text at a sign with an amount on either side. A minus has a number after it only.
    fn split_at_sign(spanned: Spanned<'t>, at: usize, sign: &str) -> Option<Self> {
        let (first, rest) = spanned.split(at);
        let (between, second) = rest.split(sign.len());
        let (first, second) = (first.trim(), second.trim());
        let is_power = first.text.ends_with(['e', 'E']);
        let both = [first, second].iter().all(|end| end.text.contains(begins_number));
        (both && !is_power).then_some(Self { whole: spanned, first, between, second, shared: true })
    }

    /// Reads both ends; the unit of one serves both.
    pub(super) fn quantities<'u>(
        &self,
        reader: &QuantityReader<'u>,
    ) -> Result<Pair<'t, 'u>, LiteralError> {
        let mut second = reader.readings(self.second)?;
        let shared =
            second.first().filter(|high| self.shared && high.scaled).map(|high| high.zeros);
        let first: Vec<_> = reader
            .readings(self.first)?
            .into_iter()
            .filter_map(|low| match shared {
                Some(zeros) if !low.scaled => low.scaled_by(zeros),
                _ => Some(low),
            })
            .collect();
        second.retain(|high| first.iter().any(|low| can_form_range(low, high)));
        let units = |quantities: &[Quantity<'_, 'u>]| {
            quantities.iter().find_map(|quantity| quantity.unit.map(|u| u.name.clone()))
        };
        if second.is_empty() {
            let high = reader.readings(self.second)?;
            let [first, second] = [units(&first), units(&high)].map(Option::unwrap_or_default);
            return Err(self.whole.error(LiteralErrorKind::TwoUnitsInRange { first, second }));
        }
        let mut pairs: Vec<Pair<'t, 'u>> = Vec::new();
        for low in &first {
            let highs = second.iter().filter(|high| can_form_range(low, high));
            pairs.extend(highs.map(|high| one_unit(low, high)));
        }
        let complete = |(_, high): &Pair<'_, '_>| high.unit.is_some() || reader.may_be_bare();
        if pairs.iter().any(complete) {
            pairs.retain(complete);
        }
        let mut different = keep_distinct(pairs, |one, other| {
            one.0.is_same_amount(&other.0) && one.1.is_same_amount(&other.1)
        });
        if different.len() > 1 {
            return Err(self.two_readings(&different));
        }
        different.pop().ok_or_else(|| reader.not_amount(self.first))
    }

    fn two_readings(&self, pairs: &[Pair<'_, '_>]) -> LiteralError {
        let spelt_out = |(low, high): &Pair<'_, '_>| {
            let bare = Quantity { unit: None, ..low.clone() };
            format!("{} to {}", bare.spelt_out(), high.spelt_out())
        };
        let offers = pairs.iter().map(spelt_out).collect();
        let (typed, refused) = (self.whole.text.to_owned(), vec![]);
        self.whole.error(LiteralErrorKind::AmbiguousAmount { typed, offers, refused })
    }
}

/// Prints both readings of `1 to 2bn`, if both make a range.
pub(super) fn scale_of_first(
    first: &Quantity<'_, '_>,
    second: &Quantity<'_, '_>,
    unit: &Unit,
) -> Option<Vec<String>> {
    let zero = first.value == first.value.negated();
    if zero || first.scaled || second.zeros == 0 || first.value > second.unscaled {
        return None;
    }
    let scaled = first.value.times_power_of_ten(second.zeros)?;
    let ranges = [
        format!("{} to {}", scaled.canonical_text(), second.value.canonical_text()),
        format!("{} to {}", first.value.canonical_text(), second.value.grouped_text()),
    ];
    Some(ranges.map(|range| unit.print(&range)).into())
}

/// Checks whether two quantities can be the ends of one range: of one unit, and with one meaning of the point.
fn can_form_range(low: &Quantity<'_, '_>, high: &Quantity<'_, '_>) -> bool {
    let units = low.unit.is_none() || high.unit.is_none() || low.unit == high.unit;
    // A percent sign settles the meaning of a point.
    let share = [low, high].iter().any(|end| end.unit.is_some_and(|unit| unit.dimension == SHARE));
    let settled = share && [low, high].iter().any(|end| end.point == Some(Point::Groups));
    units && !settled && (low.point.is_none() || high.point.is_none() || low.point == high.point)
}

/// Gives both ends the unit of either.
fn one_unit<'t, 'u>(low: &Quantity<'t, 'u>, high: &Quantity<'t, 'u>) -> Pair<'t, 'u> {
    let unit = high.unit.or(low.unit);
    (Quantity { unit, ..low.clone() }, Quantity { unit, ..high.clone() })
}
