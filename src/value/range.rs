//! Two ends of an amount: `1bn to 2bn CNY`, `100-200m`, `5亿-6亿元`.

use super::convention::Point;
use super::fault::{Fault, FaultKind};
use super::figure::{Figure, Reader};
use super::number::begins_number;
use super::piece::Piece;
use super::unit::SHARE;

/// The signs between two ends.
const BETWEEN: [&str; 7] = ["–", "—", "~", "～", "至", "到", "-"];

/// Two texts with a sign of a range between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range<'t> {
    pub(super) whole: Piece<'t>,
    pub(super) first: Piece<'t>,
    pub(super) between: Piece<'t>,
    pub(super) second: Piece<'t>,
    /// Whether a scale behind the second end is meant for both.
    shared: bool,
}

impl<'t> Range<'t> {
    /// Finds both ends of a range, if a text is one.
    pub(super) fn of(piece: Piece<'t>) -> Option<Self> {
        if let Some((first, between, second)) = piece.around_word("to") {
            return Some(Self { whole: piece, first, between, second, shared: false });
        }
        BETWEEN.into_iter().find_map(|sign| {
            let at = piece.text.match_indices(sign).map(|(at, _)| at);
            { at }.find_map(|at| Self::at(piece, at, sign))
        })
    }

    /// Splits a text at a sign with an amount on either side. A minus has its number behind it and none before.
    fn at(piece: Piece<'t>, at: usize, sign: &str) -> Option<Self> {
        let (first, rest) = piece.split(at);
        let (between, second) = rest.split(sign.len());
        let (first, second) = (first.trim(), second.trim());
        let is_power = first.text.ends_with(['e', 'E']);
        let both = [first, second].iter().all(|end| end.text.contains(begins_number));
        (both && !is_power).then_some(Self { whole: piece, first, between, second, shared: true })
    }

    /// Reads both ends; the unit of one serves both.
    pub(super) fn figures<'u>(
        &self,
        reader: &Reader<'u>,
    ) -> Result<(Figure<'t, 'u>, Figure<'t, 'u>), Fault> {
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
        second.retain(|high| first.iter().any(|low| agree(low, high)));
        let units = |figures: &[Figure<'_, 'u>]| {
            figures.iter().find_map(|figure| figure.unit.map(|u| u.name.clone()))
        };
        if second.is_empty() {
            let high = reader.readings(self.second)?;
            let [first, second] = [units(&first), units(&high)].map(Option::unwrap_or_default);
            return Err(self.whole.fault(FaultKind::TwoUnitsInRange { first, second }));
        }
        let mut pairs: Vec<(Figure<'t, 'u>, Figure<'t, 'u>)> = Vec::new();
        for low in &first {
            pairs.extend(
                second.iter().filter(|high| agree(low, high)).map(|high| one_unit(low, high)),
            );
        }
        if pairs.iter().any(|(_, high)| high.unit.is_some() || reader.may_be_bare()) {
            pairs.retain(|(_, high)| high.unit.is_some() || reader.may_be_bare());
        }
        let mut different: Vec<(Figure<'t, 'u>, Figure<'t, 'u>)> = Vec::new();
        for pair in pairs {
            let same = |known: &(Figure<'t, 'u>, Figure<'t, 'u>)| {
                known.0.is(&pair.0) && known.1.is(&pair.1)
            };
            if !different.iter().any(same) {
                different.push(pair);
            }
        }
        if different.len() > 1 {
            let offers = different.iter().map(|(low, high)| {
                let bare = Figure { unit: None, ..low.clone() };
                format!("{} to {}", bare.spelt_out(), high.spelt_out())
            });
            let typed = self.whole.text.to_owned();
            let kind =
                FaultKind::AmbiguousAmount { typed, offers: offers.collect(), refused: vec![] };
            return Err(self.whole.fault(kind));
        }
        different.pop().ok_or_else(|| reader.not_amount(self.first))
    }
}

/// Whether two figures can be the ends of one range: of one unit, and with one meaning of the point.
fn agree(low: &Figure<'_, '_>, high: &Figure<'_, '_>) -> bool {
    let units = low.unit.is_none() || high.unit.is_none() || low.unit == high.unit;
    // A percent sign settles what a point means.
    let share = [low, high].iter().any(|end| end.unit.is_some_and(|unit| unit.dimension == SHARE));
    let settled = share && [low, high].iter().any(|end| end.point == Some(Point::Groups));
    units && !settled && (low.point.is_none() || high.point.is_none() || low.point == high.point)
}

/// Gives both ends the unit of either.
fn one_unit<'t, 'u>(
    low: &Figure<'t, 'u>,
    high: &Figure<'t, 'u>,
) -> (Figure<'t, 'u>, Figure<'t, 'u>) {
    let unit = high.unit.or(low.unit);
    (Figure { unit, ..low.clone() }, Figure { unit, ..high.clone() })
}
