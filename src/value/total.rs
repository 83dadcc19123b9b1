//! What several amounts make together, as a cell: one line for each unit, and how many of the amounts are known.

use super::qualifier::Qualifier;
use super::row::Cell;
use super::unit::Units;
use super::{Amount, plain};

/// The amounts of one unit, taken together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Total {
    /// Their unit.
    pub unit: String,
    /// The words before the number, `to` for two; none where adding up means nothing.
    pub words: Option<String>,
    /// The number printed, in smallest parts; none where both ends are open.
    pub at: Option<i64>,
    /// The lower end; none if it is open.
    pub low: Option<i64>,
    /// The upper end likewise.
    pub high: Option<i64>,
    /// The wording of one of them that says all of it.
    pub wording: Option<String>,
}

/// How many amounts are known, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// How many are known.
    pub known: i64,
    /// Of how many.
    pub counted: i64,
}

impl Known {
    /// What the units come to: `about 122.7bn CNY; 5m USD (3 of 4 known)`, the number once behind the last.
    pub fn cell(self, totals: &[Total], units: &Units) -> Cell {
        let Self { known, counted } = self;
        let behind = format!("({known} of {counted} known)");
        let mut cells: Vec<Cell> = totals.iter().map(|total| total.cell(units)).collect();
        match cells.last_mut() {
            Some(Cell::Amount { text, .. }) => *text = format!("{text} {behind}"),
            _ => cells.push(Cell::Amount {
                text: format!("unknown {behind}"),
                low: None,
                high: None,
                unit: String::new(),
            }),
        }
        if cells.len() == 1 { cells.swap_remove(0) } else { Cell::List(cells) }
    }
}

impl Total {
    fn cell(&self, units: &Units) -> Cell {
        let known = units.get(&self.unit);
        let is_added = self.words.is_some();
        let factor = known.map_or(1, |unit| unit.factor);
        let end = |parts: Option<i64>| parts.filter(|_| is_added).map(|parts| plain(parts, factor));
        let is_hidden = is_added && known.is_some_and(|unit| unit.hidden);
        Cell::Amount {
            text: self.text(units),
            low: end(self.low),
            high: end(self.high),
            unit: if is_hidden { String::new() } else { self.unit.clone() },
        }
    }

    fn text(&self, units: &Units) -> String {
        let (Some(words), None) = (&self.words, &self.wording) else {
            let none = || format!("amounts in {} not added up", self.unit);
            return self.wording.clone().unwrap_or_else(none);
        };
        let Some(at) = self.at else { return "unknown".to_owned() };
        let (low, high) = (self.low, self.high);
        let qualifier = Qualifier::of(words, high).unwrap_or(Qualifier::Exactly);
        Amount { qualifier, at, low, high, unit: self.unit.clone() }.text(units)
    }
}
