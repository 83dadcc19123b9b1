//! The table of the rows that were left out of a table because of their mistakes, each with the reasons. It has the format, the
//! headings and the cells of the original, so it can be corrected and loaded like it.

use std::ops::Range;

use super::input::{Input, InputForm};
use super::rows::{BECAUSE, ROW, TableRows};
use super::table::json;
use super::table::records::{CsvCell, Records};
use crate::text::delimited::{guard_formula, quote_csv, quote_doubling};

/// Returns the table of the rows that were left out of a table, each with the reasons. With a map the rows keep their numbers.
pub fn skipped_table(
    input: &Input,
    rows: &TableRows,
    skipped: &[(Range<usize>, String)],
) -> String {
    let number = |row: &Range<usize>| input.map.map(|_| rows.row_number(row.start));
    let Some((delimiter, header)) = rows.layout else {
        let line = |(row, because): &(Range<usize>, String)| {
            let text = input.text.as_str().get(row.clone()).unwrap_or_default();
            json::with_members(text, number(row), because) + "\n"
        };
        return skipped.iter().map(line).collect();
    };
    let report = Delimited::new(input, rows, (delimiter, header));
    let row = |(row, because): &(Range<usize>, String)| report.row_line(row, number(row), because);
    report.header_text() + &skipped.iter().map(row).collect::<String>()
}

/// A table with a delimiter between its cells.
struct Delimited<'i> {
    input: &'i Input,
    delimiter: u8,
    /// The byte at which the header, or the first row, begins.
    start: usize,
    header: Vec<String>,
    /// The columns that an earlier report added.
    old: Vec<usize>,
    /// Whether the rows have their numbers already.
    numbered: bool,
}

impl<'i> Delimited<'i> {
    fn new(input: &'i Input, rows: &TableRows, (delimiter, start): (u8, usize)) -> Self {
        let mut report =
            Self { input, delimiter, start, header: vec![], old: vec![], numbered: false };
        let first = Records::new(input.text.as_str(), delimiter, start).next();
        let cells = first.and_then(Result::ok).unwrap_or_default();
        let is = |cell: &CsvCell<'_>, name: &str| cell.text.trim() == name;
        report.numbered = cells.iter().any(|cell| is(cell, ROW));
        let old = cells.iter().enumerate().filter(|(_, cell)| is(cell, BECAUSE));
        report.old = old.map(|(at, _)| at).collect();
        report.header = match &rows.header {
            Some(names) if !report.numbered => {
                names.iter().map(|name| quote_doubling(name)).collect()
            }
            _ => report.written_cells(&cells),
        };
        report
    }

    /// Returns everything above the rows.
    fn header_text(&self) -> String {
        let above = self.input.text.as_str().get(..self.start).unwrap_or_default();
        // Lines above the header are only counted.
        let above = if self.is_sheet() { above.replace('\t', ",") } else { above.to_owned() };
        let number = self.input.map.filter(|_| !self.numbered).map(|_| ROW.to_owned());
        above
            + &self
                .join_cells(self.header.iter().cloned().chain(number).chain([BECAUSE.to_owned()]))
    }

    fn row_line(&self, row: &Range<usize>, number: Option<usize>, because: &str) -> String {
        let cells = Records::new(self.input.text.as_str(), self.delimiter, row.start).next();
        let cells = match cells {
            Some(Ok(cells)) => self.written_cells(&cells),
            _ => vec![self.input.text.as_str().get(row.clone()).unwrap_or_default().to_owned()],
        };
        let number = number.filter(|_| !self.numbered).map(|number| number.to_string());
        self.join_cells(cells.into_iter().chain(number).chain([quote_doubling(because)]))
    }

    /// Returns cells as they are written, without those of an earlier report.
    fn written_cells(&self, cells: &[CsvCell<'_>]) -> Vec<String> {
        let kept = cells.iter().enumerate().filter(|(at, _)| !self.old.contains(at));
        let written = kept.map(|(_, cell)| {
            if self.is_sheet() {
                return quote_csv(&guard_formula(&cell.text)).into_owned();
            }
            self.input.text.as_str().get(cell.at.clone()).unwrap_or_default().to_owned()
        });
        written.collect()
    }

    /// Joins cells to a line. The cells of a sheet get commas between them.
    fn join_cells(&self, cells: impl Iterator<Item = String>) -> String {
        let delimiter = if self.is_sheet() { b',' } else { self.delimiter };
        cells.collect::<Vec<_>>().join(&char::from(delimiter).to_string()) + "\n"
    }

    fn is_sheet(&self) -> bool {
        self.input.form() == InputForm::Workbook
    }
}
