//! The rows of a table, for counting them and leaving some out.

use std::ops::Range;

use super::input::Input;

/// The column with the number that a row had in its table, by which a map cites it.
pub(super) const ROW: &str = "skipped row";
/// The column with the reasons why a row was left out.
pub(super) const BECAUSE: &str = "skipped because";
/// The columns of a table of rows that were left out, which no kind has.
pub(super) const SKIPPED: [&str; 2] = [ROW, BECAUSE];

/// The rows of a table, as they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableRows {
    /// The number of rows that were read.
    pub count: usize,
    /// The kind of the rows, if the table has no map.
    pub kind: Option<String>,
    /// The bytes of all rows, if rows may be left out.
    pub(super) extents: Vec<Range<usize>>,
    /// The delimiter of its cells and the byte at which its header begins; `None` for JSON.
    pub(super) layout: Option<(u8, usize)>,
    /// The headings that a map gives a table without any.
    pub(super) header: Option<Vec<String>>,
}

impl TableRows {
    /// Makes the counterpart of rows for a digest: a number of entries.
    pub(crate) fn of_entries(count: usize) -> Self {
        Self { count, ..Self::default() }
    }

    /// Adds a row, and returns whether it is left out.
    pub(super) fn add(&mut self, input: &Input, row: &Range<usize>) -> bool {
        if input.skip.is_some() {
            self.extents.push(row.clone());
        }
        let skipped = input.skips(row.start);
        self.count += usize::from(!skipped);
        skipped
    }

    /// Returns the bytes of the row that some bytes are in; a place between two bytes of a row or at its end is in it too.
    pub(super) fn row_of(&self, at: &Range<usize>) -> Option<Range<usize>> {
        let is_place = at.is_empty();
        let begins =
            |row: &Range<usize>| row.start < at.start || !is_place && row.start == at.start;
        let next = self.extents.partition_point(begins);
        let row = self.extents.get(next.checked_sub(1)?)?;
        (at.start < row.end || is_place && at.start == row.end).then(|| row.clone())
    }

    /// Returns the number of a row, from 1, by the byte at which it begins.
    pub(super) fn row_number(&self, start: usize) -> usize {
        self.extents.partition_point(|row| row.start <= start)
    }
}
