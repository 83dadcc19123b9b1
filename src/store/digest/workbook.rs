//! Workbooks of spreadsheets: each sheet becomes a text with tabs between its cells, and keeps the position of each cell.

use std::fmt::Display;
use std::io::{Cursor, Read, Seek};

use calamine::{Cell, Data, DataRef, DataType, Range, Reader, Sheets, open_workbook_auto_from_rs};

use crate::answer::{ABOUT_SHEET, ANSWER_SHEET, CITATIONS_SHEET};
use crate::text::delimited::quote_doubling;
use crate::text::yes_no;

use super::limits::MOST_CELLS;
use super::sheet_cells::Cells;
use super::zipped::check_unpacked;

/// Returns the sheets of a workbook that aren't empty, each with its text and the positions of its cells, or the problem.
pub(super) fn read_sheets(bytes: Vec<u8>) -> Result<Vec<(String, Cells)>, String> {
    check_unpacked(&bytes)?;
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(error_message)?;
    let mut sheets = Vec::new();
    for sheet in book.sheet_names() {
        let range = read_sheet_cells(&mut book, &sheet)?;
        if !range.is_empty() && !is_after_answers(&sheet, &range) {
            sheets.push(sheet_text(sheet, &range));
        }
    }
    Ok(sheets)
}

fn error_message(error: impl Display) -> String {
    error.to_string()
}

/// Reads the cells of a sheet. Two cells can be far apart, and all between them would become cells too, so those of the two forms
/// that list their cells are counted first.
fn read_sheet_cells<R: Read + Seek + Clone>(
    book: &mut Sheets<R>,
    sheet: &str,
) -> Result<Range<Data>, String> {
    match book {
        Sheets::Xlsx(book) => match book.worksheet_cells_reader(sheet) {
            Ok(mut cells) => collect_cells(sheet, || cells.next_cell().map_err(error_message)),
            // A sheet with only a chart has no cells.
            Err(calamine::XlsxError::NotAWorksheet(_)) => Ok(Range::default()),
            Err(error) => Err(error_message(error)),
        },
        Sheets::Xlsb(book) => {
            let mut cells = book.worksheet_cells_reader(sheet).map_err(error_message)?;
            collect_cells(sheet, || cells.next_cell().map_err(error_message))
        }
        Sheets::Xls(_) | Sheets::Ods(_) => book.worksheet_range(sheet).map_err(error_message),
    }
}

/// Reads all cells of a sheet, if their rows and columns span few enough cells.
fn collect_cells<'c>(
    sheet: &str,
    mut next: impl FnMut() -> Result<Option<Cell<DataRef<'c>>>, String>,
) -> Result<Range<Data>, String> {
    let mut cells: Vec<Cell<Data>> = Vec::new();
    while let Some(cell) = next()? {
        if !matches!(cell.get_value(), DataRef::Empty) {
            cells.push(Cell::new(cell.get_position(), cell.get_value().clone().into()));
        }
    }
    let places = || cells.iter().map(Cell::get_position);
    let rows = count_between(places().map(|(row, _)| row));
    let columns = count_between(places().map(|(_, column)| column));
    if rows * columns > MOST_CELLS {
        return Err(format!(
            "its sheet {sheet} has {rows} rows and {columns} columns, more than {MOST_CELLS} cells"
        ));
    }
    Ok(Range::from_sparse(cells))
}

/// Returns how many numbers there are from the first to the last.
fn count_between(numbers: impl Iterator<Item = u32> + Clone) -> u64 {
    let ends = numbers.clone().min().zip(numbers.max());
    ends.map_or(0, |(first, last)| u64::from(last - first) + 1)
}

/// Checks whether a sheet is one that we wrote after those of answers: it has no facts.
fn is_after_answers(sheet: &str, range: &Range<Data>) -> bool {
    let first = range.get((0, 0)).and_then(DataType::as_string);
    [CITATIONS_SHEET, ABOUT_SHEET].contains(&sheet) && first.as_deref() == Some(ANSWER_SHEET)
}

fn sheet_text(sheet: String, range: &Range<Data>) -> (String, Cells) {
    let (top, left) = range.start().unwrap_or_default();
    let (mut text, mut starts) = (String::new(), Vec::new());
    for (row, cells) in (top..).zip(range.rows()) {
        for (column, cell) in (left..).zip(cells) {
            if column > left {
                text.push('\t');
            }
            starts.push((text.len(), (row, column)));
            text.push_str(&quote_tsv(sheet_cell_text(cell)));
        }
        text.push('\n');
    }
    (text, Cells { sheet, starts })
}

/// Writes a cell of the text, in quotes if it would otherwise be read as several.
fn quote_tsv(text: String) -> String {
    if text.contains(['\t', '\n', '\r', '"']) {
        return quote_doubling(&text);
    }
    text
}

/// Writes a cell as people write it. Numbers have the fifteen digits that spreadsheets show of them.
fn sheet_cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Bool(yes) => yes_no(*yes).to_owned(),
        Data::Float(number) => {
            let rounded = format!("{number:.14e}").parse().unwrap_or(*number);
            format!("{rounded}")
        }
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date,
                _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        other => other.to_string(),
    }
}
