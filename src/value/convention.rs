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
//! orders.retain(|order| cells.iter().all(|cell| DayOrder::allowed_in(cell).contains(order)));
//! assert_eq!(orders, [DayOrder::DayFirst]);
//! // … and read each cell by it. Where both remain, `days: None` refuses the cells that have two readings.
//! let conventions = Conventions { days: Some(DayOrder::DayFirst), ..Conventions::default() };
//! assert_eq!(DateValue::read_date(cells[0], conventions).unwrap().text, "2020-02-01");
//! ```
//!
//! [`Point::allowed_in`] serves amounts in the same way.

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

    /// Returns these conventions, with the other ones where these leave something open.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { days: self.days.or(other.days), point: self.point.or(other.point) }
    }
}

impl DayOrder {
    /// Both orders.
    pub const ALL: [Self; 2] = [Self::DayFirst, Self::MonthFirst];
}

impl Point {
    /// Both meanings.
    pub const ALL: [Self; 2] = [Self::Decimal, Self::Groups];
}
