//! The rows of a table in CSV. The delimiter is the one with which more of the header has a meaning: comma, semicolon or tab.

use std::borrow::Cow;
use std::ops::Range;

use super::super::entry::Entry;
use super::super::input::InputForm;
use super::super::literal::too_long;
use super::super::problem::Mistake;
use super::super::reader::Reader;
use super::super::text::Text;
use super::cells::SheetCell;
use super::records::{BadCell, CsvCell, Record, RecordReader, Records, WINDOW, is_cut};
use super::sheet::TableReader;
use crate::catalog::Sort;
use crate::text::count_noun;

const DELIMITERS: [u8; 3] = *b",;\t";
/// The most lines of titles above a header.
const TITLES: usize = 10;

/// The header of a table.
struct Header {
    delimiter: u8,
    /// Its bytes, and the byte from which on the rows are.
    at: Range<usize>,
    end: usize,
    /// The number of its columns.
    width: usize,
}

/// Reads all rows of a text.
pub(super) fn read_csv(sheet: &mut TableReader<'_, '_>, text: &Text) {
    let Some(header) = read_csv_header(sheet, text) else { return };
    if sheet.kind.sort == Sort::Thing && !sheet.columns.name_things() {
        let mistake = Mistake::new("this table has neither a column `name` nor a column `id`")
            .help(format!("give each {} a name in a column `name`", sheet.kind.name));
        return sheet.reader.report(header.at, mistake);
    }
    let mut records = RecordReader::new(text, header.delimiter);
    let mut read = |extent: Range<usize>, record: Record<'_>| {
        if !is_blank(&record) && !sheet.reader.is_skipped(sheet.input, &extent) {
            match record {
                Ok(record) => read_csv_row(sheet, record, header.width),
                Err(cell) => bad_cell(&mut sheet.reader, &cell),
            }
        }
        extent.end
    };
    let mut at = header.end;
    while let Some(end) = records.read_record(at, &mut read) {
        at = end;
    }
}

/// Reads the header.
fn read_csv_header(sheet: &mut TableReader<'_, '_>, text: &Text) -> Option<Header> {
    let head = header_window(text);
    let (delimiter, start) = match read_sep_line(&head) {
        Some(found) => found,
        // The cells of a sheet have tabs between them.
        None if sheet.input.form() == InputForm::Workbook => (b'\t', 0),
        None => (guess_delimiter(sheet, &head), 0),
    };
    let mut records = Records::new(&head, delimiter, start);
    let first = match records.next() {
        Some(Ok(first)) => first,
        Some(Err(cell)) => {
            bad_cell(&mut sheet.reader, &cell);
            return None;
        }
        None => {
            sheet.reader.report(0..0, "this file is empty");
            return None;
        }
    };
    let header = if count_known_headings(sheet, &first) > 0 {
        first
    } else {
        below_titles(sheet, &first, &mut records)?
    };
    for cell in &header {
        if !sheet.columns.add(&mut sheet.reader, &cell.text, cell.at.clone()) {
            let sentence = format!("the column `{}` occurs twice", cell.text.trim());
            sheet.reader.report(cell.at.clone(), sentence);
        }
    }
    let at = record_span(&header);
    sheet.reader.lay_out((delimiter, at.start), None);
    Some(Header { delimiter, at, end: records.last_end(), width: header.len() })
}

/// Returns the beginning of a text that has the header and all possible lines of titles, whatever the delimiter.
fn header_window(text: &Text) -> Cow<'_, str> {
    let mut size = WINDOW;
    loop {
        let window = text.window(0, size);
        let has_all = |delimiter: u8| {
            let mut records = Records::new(&window.text, delimiter, 0);
            (0..=TITLES)
                .all(|_| records.next().is_some_and(|record| !is_cut(&record, records.is_at_end())))
        };
        if window.is_last || DELIMITERS.into_iter().all(has_all) {
            return window.text;
        }
        size *= 2;
    }
}

/// Returns the delimiter that a first line `sep=;` names, as spreadsheets write it, and the byte after the line.
pub(super) fn read_sep_line(text: &str) -> Option<(u8, usize)> {
    let line = text.split_inclusive('\n').next()?;
    match line.trim_end_matches(['\r', '\n']).trim_matches('"').strip_prefix("sep=")?.as_bytes() {
        [delimiter] => Some((*delimiter, line.len())),
        _ => None,
    }
}

/// Counts the cells of a row that are headings with a meaning.
fn count_known_headings(sheet: &TableReader<'_, '_>, row: &[CsvCell<'_>]) -> usize {
    let named = row.iter().filter(|cell| !cell.text.trim().is_empty());
    sheet.columns.count_known_headings(named.map(|cell| cell.text.as_ref()))
}

/// Finds the header below lines that are titles: the first of the next rows most of whose cells are headings with a meaning.
/// Without one, notes that the first row is no header.
fn below_titles<'t>(
    sheet: &mut TableReader<'_, '_>,
    first: &[CsvCell<'t>],
    records: &mut Records<'t>,
) -> Option<Vec<CsvCell<'t>>> {
    for record in records.take(TITLES).flatten() {
        let filled = record.iter().filter(|cell| !cell.text.trim().is_empty()).count();
        let known = count_known_headings(sheet, &record);
        if known > 1 && known * 2 >= filled {
            return Some(record);
        }
    }
    no_header(sheet, first);
    None
}

/// Reads rows again, by the bytes at which they begin.
pub(super) fn read_again<'c, E>(
    sheet: &mut TableReader<'c, '_>,
    text: &Text,
    rows: impl Iterator<Item = usize>,
    mut each: impl FnMut(usize, Entry<'c>) -> Result<(), E>,
) -> Result<(), E> {
    let Some(header) = read_csv_header(sheet, text) else { return Ok(()) };
    let mut records = RecordReader::new(text, header.delimiter);
    for at in rows {
        records.read_record(at, |_, record| {
            if let Ok(record) = record {
                read_csv_row(sheet, record, header.width);
            }
        });
        if let Some(entry) = sheet.read.take() {
            each(at, entry)?;
        }
    }
    Ok(())
}

fn read_csv_row(sheet: &mut TableReader<'_, '_>, record: Vec<CsvCell<'_>>, width: usize) {
    if let Some((at, mut cells)) = placed_cells(record, width, Some(&mut sheet.reader)) {
        cells.retain(|cell| !cell.text.trim().is_empty());
        sheet.read_row(at, &cells);
    }
}

/// Returns the place and the cells of a row; `None` means that all are empty, or that there are more or fewer than columns, which
/// is noted.
pub(super) fn placed_cells<'t>(
    record: Vec<CsvCell<'t>>,
    width: usize,
    reader: Option<&mut Reader<'_, '_>>,
) -> Option<(Range<usize>, Vec<SheetCell<'t>>)> {
    let filled = record.iter().rposition(|cell| !cell.text.trim().is_empty())?;
    let at = record_span(&record);
    if filled >= width || record.len() < width {
        if let Some(reader) = reader {
            report_ragged_row(reader, at, (record.len(), width));
        }
        return None;
    }
    let cells = record.into_iter().enumerate();
    Some((at, cells.map(|(column, CsvCell { at, text })| SheetCell { column, at, text }).collect()))
}

/// Checks whether a row has no filled cell.
pub(super) fn is_blank(record: &Record<'_>) -> bool {
    record.as_ref().is_ok_and(|cells| cells.iter().all(|cell| cell.text.trim().is_empty()))
}

/// Notes a row with more or fewer cells than its header, so that nobody knows which cell is which.
fn report_ragged_row(
    reader: &mut Reader<'_, '_>,
    at: Range<usize>,
    (cells, columns): (usize, usize),
) {
    let lines = reader.text.as_str().get(at.clone()).unwrap_or_default().matches('\n').count();
    let help = match cells > columns {
        _ if lines > 0 => format!("it goes on for {lines} more lines: is a quote not closed?"),
        true => "a cell that contains the delimiter needs quotes".to_owned(),
        false => "write a cell for every column, even if it is empty".to_owned(),
    };
    let cells = count_noun(cells as u64, "cell", "cells");
    let sentence = format!("this row has {cells}, and the header {columns}");
    reader.report(at, Mistake::new(sentence).help(help));
}

/// Notes a quote that swallows the text after it, text beside a quoted cell, or a cell that is too long.
pub(super) fn bad_cell(reader: &mut Reader<'_, '_>, cell: &BadCell) {
    match cell {
        BadCell::Quote { at, closed } => bad_quote(reader, *at, *closed),
        BadCell::Long(at) => reader.report(at.clone(), too_long(at.len())),
    }
}

fn bad_quote(reader: &mut Reader<'_, '_>, at: usize, closed: Option<(usize, usize)>) {
    let twice = "write a quote inside a quoted cell twice";
    let open = at..at + 1;
    let Some((closed, after)) = closed else {
        return reader.report(open, Mistake::new("this quote is never closed").help(twice));
    };
    let lines = reader.text.as_str().get(at..closed).unwrap_or_default().matches('\n').count();
    if lines == 0 {
        let rest = reader.text.as_str().get(after..).unwrap_or_default();
        let end = after + rest.chars().next().map_or(0, char::len_utf8);
        let sentence = "there is text after the closing quote of this cell";
        return reader.report(at..end, Mistake::new(sentence).help(twice));
    }
    let lines = count_noun(lines as u64, "line", "lines");
    let sentence = format!("this quote isn't closed in its cell: the next quote is {lines} below");
    let help = "close it where its cell ends, or leave it out";
    reader.report(open, Mistake::new(sentence).help(help).help(twice));
}

fn no_header(sheet: &mut TableReader<'_, '_>, header: &[CsvCell<'_>]) {
    let kind = &sheet.kind.name;
    let sentence = format!("the first row has no field of `{kind}`");
    let name = Some("name").filter(|_| sheet.kind.sort == Sort::Thing);
    let fields = sheet.kind.stored_fields().map(|field| field.name.as_str());
    let fields: Vec<&str> = name.into_iter().chain(fields).collect();
    let mistake = Mistake::new(sentence)
        .help(format!("it holds names such as {}", fields.join(", ")))
        .help("separate cells with commas, semicolons or tabs");
    sheet.reader.report(record_span(header), mistake);
}

/// Returns the place of a record.
fn record_span(record: &[CsvCell<'_>]) -> Range<usize> {
    let start = record.first().map_or(0, |cell| cell.at.start);
    start..record.last().map_or(start, |cell| cell.at.end)
}

/// Returns the delimiter with which most headings have a meaning, in the first row or below titles; if several are equal, the one
/// that gives more headings, then the one of the file's ending.
fn guess_delimiter(sheet: &TableReader<'_, '_>, text: &str) -> u8 {
    let tabs = sheet.input.known_as().to_ascii_lowercase().ends_with(".tsv");
    let fit = |delimiter: &u8| {
        let rows = Records::new(text, *delimiter, 0).take(TITLES + 1).flatten();
        let rows = rows.map(|row| (count_known_headings(sheet, &row), row.len()));
        let best = rows.reduce(|best, row| if row.0 > best.0 { row } else { best });
        (best, tabs && *delimiter == b'\t')
    };
    // If several are equal, the last is taken, so the comma comes last.
    DELIMITERS.into_iter().rev().max_by_key(fit).unwrap_or(b',')
}
