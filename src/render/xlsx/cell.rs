//! Cells as a spreadsheet has them.

use crate::answer::Cell;
use crate::render::csv::bound_of;
use crate::render::{cell_text, yes_no};
use crate::value::Period;

/// The most characters of a cell, as spreadsheets have it and count it (in UTF-16).
pub(super) const LONGEST: usize = 32_767;
/// The most digits that a spreadsheet keeps of a number.
pub(super) const DIGITS: usize = 15;

/// Returns the beginning of a text that a cell holds.
pub(super) fn cut_to_cell(text: &str) -> &str {
    let mut room = LONGEST;
    let end = text.char_indices().find(|(_, c)| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or_default();
        left.is_none()
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// A value as a spreadsheet has it.
pub(in crate::render) enum XlsxCell {
    Empty,
    Text(String),
    Number(f64),
    /// A day by its number in spreadsheets.
    Day(i32),
}

impl XlsxCell {
    pub(super) fn of_text(text: Option<&str>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Empty, |text| Self::Text(text.to_owned()))
    }

    /// Returns a number, unless a spreadsheet would lose digits of it.
    pub(super) fn of_number(text: &str) -> Self {
        let digits = text.trim_start_matches('-').trim_start_matches('0');
        let exact = digits.chars().filter(char::is_ascii_digit).count() <= DIGITS;
        let number = text.parse::<f64>().ok().filter(|number| exact && number.is_finite());
        number.map_or_else(|| Self::Text(text.to_owned()), Self::Number)
    }

    /// Returns a day, unless the calendar of spreadsheets doesn't have it.
    pub(super) fn of_day(text: &str) -> Self {
        Period::serial_number(text).map_or_else(|| Self::Text(text.to_owned()), Self::Day)
    }

    /// Returns the value of a cell in its own words.
    pub(super) fn of_cell(cell: &Cell) -> Self {
        match cell {
            Cell::Unknown => Self::Empty,
            #[expect(clippy::cast_precision_loss, reason = "numbers of more digits become texts")]
            Cell::Integer(n) if n.unsigned_abs() < 1_000_000_000_000_000 => Self::Number(*n as f64),
            Cell::Amount { text, low: Some(low), unit, .. } if unit.is_empty() && text == low => {
                Self::of_number(text)
            }
            Cell::Date { text, from: Some(from), .. } if text == from => Self::of_day(text),
            Cell::Text(text) => Self::Text(text.clone()),
            Cell::YesNo(yes) => Self::Text(yes_no(*yes).to_owned()),
            cell => Self::of_text(Some(&cell_text(cell, ""))),
        }
    }

    /// Returns a bound or the unit of a cell, by its suffix in the columns of CSV.
    pub(super) fn of_bound(cell: &Cell, bound: &str) -> Self {
        match (bound_of(cell, bound), bound) {
            (None, _) => Self::Empty,
            (Some(text), "low" | "high") => Self::of_number(&text),
            (Some(text), "from" | "to") => Self::of_day(&text),
            (Some(text), _) => Self::Text(text),
        }
    }
}
