//! Conventions of spelling that a text alone may leave open: the order of day and month, and the meaning of a point before
//! three digits.
//!
//! A single text with two readings is refused. A table can do better: the cells of a column share one convention.
//!
//! ```
//! use brief::value::{Conventions, DayOrder, DateValue};
//! // Keep the orders that every cell of the column allows …
//! let cells = ["01/02/2020", "13/02/2020", "2020-03-01"];
//! let mut orders = DayOrder::ALL.to_vec();
//! orders.retain(|order| cells.iter().all(|cell| DayOrder::allowed(cell).contains(order)));
//! assert_eq!(orders, [DayOrder::DayFirst]);
//! // … and read each cell by it. Where both remain, `days: None` refuses the cells that have two readings.
//! let conventions = Conventions { days: Some(DayOrder::DayFirst), ..Conventions::default() };
//! assert_eq!(DateValue::read_date(cells[0], conventions).unwrap().text, "2020-02-01");
//! ```
//!
//! [`Point::allowed`] serves amounts in the same way.

use super::digits::point_meanings;
use super::period::day_orders;

/// How texts with two readings are read; with `None` they are refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conventions {
    /// Which of day and month comes first.
    pub days: Option<DayOrder>,
    /// The meaning of a point before three digits.
    pub point: Option<Point>,
}

/// Which of day and month comes first in `01/02/2020`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrder {
    /// 1 February.
    DayFirst,
    /// 2 January.
    MonthFirst,
}

/// The meaning of a point before exactly three digits, as in `10.000`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Decimals follow: 10.
    Decimal,
    /// It separates groups of three: 10,000.
    Groups,
}

impl Conventions {
    /// The conventions by which amounts and dates are printed: for texts that are kept in a base.
    pub const PRINTED: Self = Self { days: None, point: Some(Point::Decimal) };
}

impl DayOrder {
    /// Both orders.
    pub const ALL: [Self; 2] = [Self::DayFirst, Self::MonthFirst];

    /// Lists the orders by which every date in a text can be read: one for `13/02/2020`, both for `01/02/2020` and for a
    /// text that has no such date.
    pub fn allowed(text: &str) -> Vec<Self> {
        let dates: Vec<[bool; 2]> = text
            .split(|c: char| c.is_whitespace() || matches!(c, '–' | '—' | '~' | '至' | 'T'))
            .flat_map(|word| word.split(".."))
            .filter_map(day_orders)
            .collect();
        let fits = |place: usize| dates.iter().all(|fits| fits.get(place) == Some(&true));
        Self::ALL.into_iter().enumerate().filter(|(place, _)| fits(*place)).map(|o| o.1).collect()
    }
}

impl Point {
    /// Both meanings.
    pub const ALL: [Self; 2] = [Self::Decimal, Self::Groups];

    /// Lists the meanings of a point by which every number in a text can be read: one for `1.50`, `1,234.567` and
    /// `1.234.567`, both for `10.000` and for a text without a point.
    pub fn allowed(text: &str) -> Vec<Self> {
        let numbers: Vec<Vec<Self>> = point_meanings(text, false);
        let fits = |point: &Self| numbers.iter().all(|meanings| meanings.contains(point));
        Self::ALL.into_iter().filter(fits).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orders_a_text_allows() {
        use DayOrder::{DayFirst, MonthFirst};
        for (text, orders) in [
            ("01/02/2020", &[DayFirst, MonthFirst][..]),
            ("1.2.2020", &[DayFirst, MonthFirst]),
            ("13/02/2020", &[DayFirst]),
            ("02-13-2020", &[MonthFirst]),
            ("13/02/2020 10:00", &[DayFirst]),
            ("01/02/2020..14/02/2020", &[DayFirst]),
            ("13/13/2020", &[]),
            ("2020-01-02", &[DayFirst, MonthFirst]),
            ("n/a", &[DayFirst, MonthFirst]),
        ] {
            assert_eq!(DayOrder::allowed(text), orders, "{text}");
        }
    }

    #[test]
    fn the_meanings_of_a_point_a_text_allows() {
        use Point::{Decimal, Groups};
        for (text, meanings) in [
            ("10.000 EUR", &[Decimal, Groups][..]),
            ("1.50 EUR", &[Decimal]),
            ("1234.567", &[Decimal]),
            ("0.500", &[Decimal]),
            ("1,234.567", &[Decimal]),
            ("42.753 billion", &[Decimal]),
            ("1.234.567", &[Groups]),
            ("1.234,56 EUR", &[Groups]),
            ("10.000 to 12.345.678", &[Groups]),
            ("1.50 to 1.234.567", &[]),
            ("5m CNY", &[Decimal, Groups]),
            ("n/a", &[Decimal, Groups]),
        ] {
            assert_eq!(Point::allowed(text), meanings, "{text}");
        }
    }
}
