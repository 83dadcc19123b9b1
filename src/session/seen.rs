//! What an answer showed, counted while its rows pass: what its notes say of the cells costs no look at the base.

use crate::answer::{Cell, Row};

/// How a value begins that only says what its whole allows (`store::load::derive`).
const PART: &str = "part of ";

/// The rows of an answer, and what was not in them.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// How many rows there were; of `count`, the number it gave.
    pub(super) rows: u64,
    columns: Vec<Gaps>,
}

/// In how many rows a column has no value of its own.
#[derive(Debug, Clone, Copy, Default)]
struct Gaps {
    unknown: u64,
    bounded: u64,
}

impl Seen {
    /// Of an answer that shows only how many there are.
    pub(super) fn counted(rows: u64) -> Self {
        Self { rows, columns: vec![] }
    }

    pub(super) fn row(&mut self, row: &Row) {
        self.rows += 1;
        self.columns.resize(row.cells.len(), Gaps::default());
        for (gaps, cell) in self.columns.iter_mut().zip(&row.cells) {
            match cell {
                Cell::Unknown => gaps.unknown += 1,
                Cell::List(cells) if cells.is_empty() => gaps.unknown += 1,
                Cell::Amount { text, .. } if text.starts_with(PART) => gaps.bounded += 1,
                _ => {}
            }
        }
    }

    /// In how many rows a column shows nothing.
    pub(super) fn unknown(&self, column: usize) -> u64 {
        self.columns.get(column).map_or(0, |gaps| gaps.unknown)
    }

    /// In how many rows a column shows only what the whole allows.
    pub(super) fn bounded(&self, column: usize) -> u64 {
        self.columns.get(column).map_or(0, |gaps| gaps.bounded)
    }
}
