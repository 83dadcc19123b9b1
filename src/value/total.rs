//! What several amounts make together: sums, averages, the least and the greatest, with their bounds carried along.

use super::row::Cell;
use super::unit::Units;
use super::{canonical, plain};

/// The amounts of one unit, added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Total {
    /// Their unit.
    pub unit: String,
    /// How many are known.
    pub known: i64,
    /// Their printed numbers, in smallest parts: added up, averaged, or the one chosen; none where adding up means nothing.
    pub at: Option<i64>,
    /// Their lower ends likewise; none if one of them has none.
    pub low: Option<i64>,
    /// Their upper ends likewise.
    pub high: Option<i64>,
    /// Whether each is exactly its printed number.
    pub exact: bool,
    /// The wording of the one chosen, for `min` and `max`.
    pub wording: Option<String>,
}

impl Total {
    /// As a cell: `about 122.7bn CNY (2 of 4 known)`.
    pub fn cell(&self, counted: i64, units: &Units) -> Cell {
        let unit = units.get(&self.unit);
        let factor = unit.map_or(1, |unit| unit.factor);
        let printed = |parts: i64| {
            let number = canonical(parts, factor);
            unit.map_or_else(|| format!("{number} {}", self.unit), |unit| unit.with(&number))
        };
        let Some(at) = self.at else {
            let text =
                format!("not added up ({} of {counted} known, in {})", self.known, self.unit);
            return Cell::Amount { text, low: None, high: None, unit: self.unit.clone() };
        };
        let words = match (&self.wording, self.low, self.high) {
            (Some(wording), ..) => wording.clone(),
            (None, Some(_), Some(_)) if self.exact => printed(at),
            (None, Some(_), Some(_)) => format!("about {}", printed(at)),
            // Numbers such as “more than 10bn” begin with the smallest part above what is printed.
            (None, Some(low), None) if low > at => format!("more than {}", printed(at)),
            (None, Some(low), None) => format!("at least {}", printed(low)),
            (None, None, Some(high)) if high < at => format!("less than {}", printed(at)),
            (None, None, Some(high)) => format!("up to {}", printed(high)),
            (None, None, None) => "unknown".to_owned(),
        };
        let end = |parts: Option<i64>| parts.map(|parts| plain(parts, factor));
        Cell::Amount {
            text: format!("{words} ({} of {counted} known)", self.known),
            low: end(self.low),
            high: end(self.high),
            unit: if unit.is_some_and(|unit| unit.hidden) {
                String::new()
            } else {
                self.unit.clone()
            },
        }
    }

    /// Divided by how many there are. What does not come out even is no longer exact.
    #[must_use]
    pub fn averaged(self) -> Self {
        let n = self.known.max(1);
        Self {
            exact: self.exact && self.at.is_some_and(|at| at % n == 0),
            at: self.at.map(|at| at.div_euclid(n)),
            low: self.low.map(|low| low.div_euclid(n)),
            high: self.high.map(|high| high.div_euclid(n) + i64::from(high.rem_euclid(n) > 0)),
            ..self
        }
    }
}
