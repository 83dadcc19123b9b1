//! CSV as cells that know their places. The delimiter is the one with which more of the header has a meaning: comma, semicolon
//! or tab. The changes that `text::delimited` makes to a text on its way out are undone: the apostrophe before a formula, and
//! between tabs the escapes.
//!
//! A cell is quoted if its first character that is not blank is a quote. Text between its closing quote and the delimiter is a
//! mistake, so nothing is guessed.

use std::borrow::Cow;
use std::ops::Range;

use super::super::entry::Entry;
use super::super::limits::LONGEST_TEXT;
use super::super::literal::too_long;
use super::super::problem::Mistake;
use super::super::reader::Reader;
use super::cells::SheetCell;
use super::sheet::Sheet;
use crate::catalog::Sort;
use crate::text::count;
use crate::text::delimited::{trim_escaped, unescape, unguard};

const DELIMITERS: [u8; 3] = *b",;\t";
/// The most lines of titles above a header.
const TITLES: usize = 10;

/// A cell: its place and its text.
pub(in super::super) struct Written<'t> {
    pub(in super::super) at: Range<usize>,
    pub(in super::super) text: Cow<'t, str>,
}

/// A row of cells, or a cell that can't be read.
pub(in super::super) type Record<'t> = Result<Vec<Written<'t>>, BadCell>;

#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum BadCell {
    /// A quoted cell that does not end where a cell does.
    Quote {
        /// The quote that opens it.
        at: usize,
        /// The quote that closes it, if one does, and the byte at which the text after it begins.
        closed: Option<(usize, usize)>,
    },
    /// A cell that is longer than a text may be.
    Long(Range<usize>),
}

/// Reads all rows of a text.
pub(super) fn read(sheet: &mut Sheet<'_, '_>, text: &str) {
    let Some((mut records, header)) = begin(sheet, text) else { return };
    if sheet.kind.sort == Sort::Thing && !sheet.columns.name_things() {
        let mistake = Mistake::new("this table has neither a column `name` nor a column `id`")
            .help(format!("give each {} a name in a column `name`", sheet.kind.name));
        return sheet.reader.problem(extent(&header), mistake);
    }
    while let Some((extent, record)) = records.next_placed() {
        if is_blank(&record) || sheet.reader.is_skipped(sheet.input, &extent) {
            continue;
        }
        match record {
            Ok(record) => row(sheet, record, header.len()),
            Err(cell) => bad_cell(&mut sheet.reader, &cell),
        }
    }
}

/// Reads the header, and returns the records below it.
fn begin<'t>(sheet: &mut Sheet<'_, '_>, text: &'t str) -> Option<(Records<'t>, Vec<Written<'t>>)> {
    let (delimiter, start) = match separator(text) {
        Some(found) => found,
        None if sheet.workbook => (b'\t', 0),
        None => (delimiter(sheet, text), 0),
    };
    let mut records = Records::new(text, delimiter, start);
    let first = match records.next() {
        Some(Ok(first)) => first,
        Some(Err(cell)) => {
            bad_cell(&mut sheet.reader, &cell);
            return None;
        }
        None => {
            sheet.reader.problem(0..0, "there is nothing in this file");
            return None;
        }
    };
    let header =
        if known(sheet, &first) > 0 { first } else { below_titles(sheet, &first, &mut records)? };
    for cell in &header {
        if !sheet.columns.add(&mut sheet.reader, &cell.text, cell.at.clone()) {
            let sentence = format!("the column `{}` occurs twice", cell.text.trim());
            sheet.reader.problem(cell.at.clone(), sentence);
        }
    }
    sheet.reader.lay_out((delimiter, extent(&header).start), None);
    Some((records, header))
}

/// Returns the delimiter that a first line `sep=;` names, as spreadsheets write it, and the byte after the line.
pub(super) fn separator(text: &str) -> Option<(u8, usize)> {
    let line = text.split_inclusive('\n').next()?;
    match line.trim_end_matches(['\r', '\n']).trim_matches('"').strip_prefix("sep=")?.as_bytes() {
        [delimiter] => Some((*delimiter, line.len())),
        _ => None,
    }
}

/// Counts the cells of a row that are headings with a meaning.
fn known(sheet: &Sheet<'_, '_>, row: &[Written<'_>]) -> usize {
    let named = row.iter().filter(|cell| !cell.text.trim().is_empty());
    sheet.columns.known(named.map(|cell| cell.text.as_ref()))
}

/// Finds the header below lines that are titles: the first of the next rows most of whose cells are headings with a meaning.
/// Without one, notes that the first row is no header.
fn below_titles<'t>(
    sheet: &mut Sheet<'_, '_>,
    first: &[Written<'t>],
    records: &mut Records<'t>,
) -> Option<Vec<Written<'t>>> {
    for record in records.take(TITLES).flatten() {
        let filled = record.iter().filter(|cell| !cell.text.trim().is_empty()).count();
        let known = known(sheet, &record);
        if known > 1 && known * 2 >= filled {
            return Some(record);
        }
    }
    no_header(sheet, first);
    None
}

/// Reads rows again, by the bytes at which they begin.
pub(super) fn read_again<'c, E>(
    sheet: &mut Sheet<'c, '_>,
    text: &str,
    rows: impl Iterator<Item = usize>,
    mut each: impl FnMut(usize, Entry<'c>) -> Result<(), E>,
) -> Result<(), E> {
    let Some((mut records, header)) = begin(sheet, text) else { return Ok(()) };
    for at in rows {
        records.at = at;
        if let Some(Ok(record)) = records.next() {
            row(sheet, record, header.len());
        }
        if let Some(entry) = sheet.read.take() {
            each(at, entry)?;
        }
    }
    Ok(())
}

fn row(sheet: &mut Sheet<'_, '_>, record: Vec<Written<'_>>, width: usize) {
    let filled = record.iter().rposition(|cell| !cell.text.trim().is_empty());
    let (Some(first), Some(last), Some(filled)) = (record.first(), record.last(), filled) else {
        return;
    };
    let at = first.at.start..last.at.end;
    if filled >= width || record.len() < width {
        ragged(&mut sheet.reader, at, (record.len(), width));
        return;
    }
    let cells = record.into_iter().enumerate().filter(|(_, cell)| !cell.text.trim().is_empty());
    let cells: Vec<SheetCell<'_>> =
        cells.map(|(column, Written { at, text })| SheetCell { column, at, text }).collect();
    sheet.row(at, &cells);
}

/// Checks whether a row has no filled cell.
pub(super) fn is_blank(record: &Record<'_>) -> bool {
    record.as_ref().is_ok_and(|cells| cells.iter().all(|cell| cell.text.trim().is_empty()))
}

/// Notes a row that does not fit its header, so that its cells cannot be told apart.
pub(super) fn ragged(
    reader: &mut Reader<'_, '_>,
    at: Range<usize>,
    (cells, columns): (usize, usize),
) {
    let lines = reader.text.get(at.clone()).unwrap_or_default().matches('\n').count();
    let help = match cells > columns {
        _ if lines > 0 => format!("it goes on for {lines} more lines: is a quote not closed?"),
        true => "a cell that contains the delimiter needs quotes".to_owned(),
        false => "every column has its cell, if only an empty one".to_owned(),
    };
    let cells = count(cells as u64, "cell", "cells");
    let sentence = format!("this row has {cells}, and the header {columns}");
    reader.problem(at, Mistake::new(sentence).help(help));
}

/// Notes a quote that swallows the text after it, text beside a quoted cell, or a cell that is too long.
pub(super) fn bad_cell(reader: &mut Reader<'_, '_>, cell: &BadCell) {
    match cell {
        BadCell::Quote { at, closed } => bad_quote(reader, *at, *closed),
        BadCell::Long(at) => reader.problem(at.clone(), too_long(at.len())),
    }
}

fn bad_quote(reader: &mut Reader<'_, '_>, at: usize, closed: Option<(usize, usize)>) {
    let twice = "write a quote inside a quoted cell twice";
    let open = at..at + 1;
    let Some((closed, after)) = closed else {
        return reader.problem(open, Mistake::new("this quote is never closed").help(twice));
    };
    let lines = reader.text.get(at..closed).unwrap_or_default().matches('\n').count();
    if lines == 0 {
        let rest = reader.text.get(after..).unwrap_or_default();
        let end = after + rest.chars().next().map_or(0, char::len_utf8);
        let sentence = "there is text after the closing quote of this cell";
        return reader.problem(at..end, Mistake::new(sentence).help(twice));
    }
    let lines = count(lines as u64, "line", "lines");
    let sentence = format!("this quote isn't closed in its cell: the next quote is {lines} below");
    let help = "close it where its cell ends, or leave it out";
    reader.problem(open, Mistake::new(sentence).help(help).help(twice));
}

fn no_header(sheet: &mut Sheet<'_, '_>, header: &[Written<'_>]) {
    let kind = &sheet.kind.name;
    let sentence = format!("the first row names no field of `{kind}`");
    let name = Some("name").filter(|_| sheet.kind.sort == Sort::Thing);
    let fields = sheet.kind.stored().map(|field| field.name.as_str());
    let fields: Vec<&str> = name.into_iter().chain(fields).collect();
    let mistake = Mistake::new(sentence)
        .help(format!("it holds names such as {}", fields.join(", ")))
        .help("separate cells with commas, semicolons or tabs");
    sheet.reader.problem(extent(header), mistake);
}

/// Returns the place of a record.
fn extent(record: &[Written<'_>]) -> Range<usize> {
    let start = record.first().map_or(0, |cell| cell.at.start);
    start..record.last().map_or(start, |cell| cell.at.end)
}

/// Returns the delimiter with which most headers have a meaning, in the first row or below titles; among equals, the one that
/// makes more of them, then that of the file's name.
fn delimiter(sheet: &Sheet<'_, '_>, text: &str) -> u8 {
    let tabs = sheet.file.to_ascii_lowercase().ends_with(".tsv");
    let fit = |delimiter: &u8| {
        let rows = Records::new(text, *delimiter, 0).take(TITLES + 1).flatten();
        let rows = rows.map(|row| (known(sheet, &row), row.len()));
        let best = rows.reduce(|best, row| if row.0 > best.0 { row } else { best });
        (best, tabs && *delimiter == b'\t')
    };
    // The last of equals is taken, so the comma comes last.
    DELIMITERS.into_iter().rev().max_by_key(fit).unwrap_or(b',')
}

/// The records of a text, without empty lines.
#[derive(Clone)]
pub(in super::super) struct Records<'t> {
    text: &'t str,
    delimiter: u8,
    at: usize,
}

impl<'t> Records<'t> {
    /// Returns the records from a byte of a text on.
    pub(in super::super) fn new(text: &'t str, delimiter: u8, at: usize) -> Self {
        Self { text, delimiter, at }
    }

    /// Returns the byte at which the next record begins.
    pub(super) fn start(&mut self) -> usize {
        self.skip_line_ends();
        self.at
    }

    /// Returns the next record with its bytes.
    pub(super) fn next_placed(&mut self) -> Option<(Range<usize>, Record<'t>)> {
        let start = self.start();
        let record = self.next()?;
        Some((start..self.at, record))
    }

    fn skip_line_ends(&mut self) {
        while matches!(self.byte(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn is_end(&self, at: usize) -> bool {
        self.byte(at).is_none_or(|byte| byte == self.delimiter || matches!(byte, b'\r' | b'\n'))
    }

    /// Returns the first byte from here on that is not blank.
    fn after_blanks(&self, at: usize) -> usize {
        let blank = |at: &usize| matches!(self.byte(*at), Some(b' ' | b'\t')) && !self.is_end(*at);
        (at..=self.text.len()).find(|at| !blank(at)).unwrap_or(at)
    }

    /// Reads the next cell.
    fn cell(&mut self) -> Result<Written<'t>, BadCell> {
        let start = self.after_blanks(self.at);
        if self.byte(start) == Some(b'"') {
            return self.quoted(start);
        }
        let end = (start..=self.text.len()).find(|at| self.is_end(*at)).unwrap_or(start);
        self.at = end;
        fits(start..end)?;
        let body = self.text.get(start..end).unwrap_or_default();
        let start = start + (body.len() - body.trim_start().len());
        let (inner, text) = match self.delimiter {
            b'\t' => {
                let inner = trim_escaped(body);
                (inner, unescape(inner).unwrap_or_default())
            }
            _ => (body.trim(), Cow::Borrowed(body.trim())),
        };
        Ok(Written { at: start..start + inner.len(), text: unguarded(text) })
    }

    /// Reads a cell that begins with a quote; two quotes in it mean one.
    fn quoted(&mut self, open: usize) -> Result<Written<'t>, BadCell> {
        let mut at = open + 1;
        let close = loop {
            let quote = self.text.get(at..).and_then(|rest| rest.find('"')).map(|gap| at + gap);
            let Some(quote) = quote else { return Err(BadCell::Quote { at: open, closed: None }) };
            if self.byte(quote + 1) != Some(b'"') {
                break quote;
            }
            at = quote + 2;
        };
        let after = self.after_blanks(close + 1);
        if !self.is_end(after) {
            return Err(BadCell::Quote { at: open, closed: Some((close, after)) });
        }
        self.at = after;
        fits(open..close + 1)?;
        let inner = self.text.get(open + 1..close).unwrap_or_default();
        let text = if inner.contains('"') {
            Cow::Owned(inner.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(inner)
        };
        Ok(Written { at: open..close + 1, text: unguarded(text) })
    }

    /// Skips the line of a bad cell: the next ones may be right.
    fn skip_line(&mut self, from: usize) {
        let rest = self.text.get(from..).unwrap_or_default();
        self.at = from + rest.find(['\r', '\n']).unwrap_or(rest.len());
    }
}

/// Refuses a cell that is longer than a text may be, before it is copied.
fn fits(at: Range<usize>) -> Result<(), BadCell> {
    if at.len() > LONGEST_TEXT { Err(BadCell::Long(at)) } else { Ok(()) }
}

/// Returns a text without the apostrophe before a formula.
fn unguarded(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(unguard(text)),
        Cow::Owned(text) => Cow::Owned(unguard(&text).to_owned()),
    }
}

impl<'t> Iterator for Records<'t> {
    type Item = Record<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_line_ends();
        self.byte(self.at)?;
        let mut record = Vec::new();
        loop {
            match self.cell() {
                Ok(cell) => record.push(cell),
                Err(cell) => {
                    self.skip_line(match &cell {
                        BadCell::Quote { at, .. } => *at,
                        BadCell::Long(at) => at.end,
                    });
                    return Some(Err(cell));
                }
            }
            if self.byte(self.at) != Some(self.delimiter) {
                return Some(Ok(record));
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, delimiter: u8) -> Vec<Vec<(String, String)>> {
        let cell =
            |Written { at, text: read }: Written<'_>| (text[at].to_owned(), read.into_owned());
        let row = |record: Record<'_>| record.unwrap().into_iter().map(cell).collect();
        Records::new(text, delimiter, 0).map(row).collect()
    }

    #[test]
    fn cells_know_where_they_stand() {
        let pair = |raw: &str, text: &str| (raw.to_owned(), text.to_owned());
        assert_eq!(
            cells("a, b ,c\r\n\r\n\"x \"\"y\"\"\",\"1\n2\",\r\n青岛,\"\",\"z\"", b','),
            [
                vec![pair("a", "a"), pair("b", "b"), pair("c", "c")],
                vec![pair("\"x \"\"y\"\"\"", "x \"y\""), pair("\"1\n2\"", "1\n2"), pair("", "")],
                vec![pair("青岛", "青岛"), pair("\"\"", ""), pair("\"z\"", "z")],
            ]
        );
        assert_eq!(cells("a\tb\n", b'\t'), [[pair("a", "a"), pair("b", "b")]]);
        assert_eq!(cells("a,\n", b','), [[pair("a", "a"), pair("", "")]]);
        assert_eq!(cells("", b','), Vec::<Vec<_>>::new());
        assert_eq!(cells("a\rb", b','), [[pair("a", "a")], [pair("b", "b")]]);
    }

    #[test]
    fn blanks_around_a_quoted_cell_are_layout() {
        let texts = |text: &str| -> Vec<Vec<String>> {
            cells(text, b',').into_iter().map(|r| r.into_iter().map(|c| c.1).collect()).collect()
        };
        assert_eq!(texts("1, \"A, one\" ,2\n"), [["1", "A, one", "2"]]);
        assert_eq!(texts("\t\" A \"\t\r\n"), [[" A "]]);
        assert_eq!(texts("5\" tube,b \"c\"\n"), [["5\" tube", "b \"c\""]]);
    }

    #[test]
    fn a_quote_that_ends_no_cell_is_noticed() {
        let bad = |text: &str| Records::new(text, b',', 0).find_map(Result::err);
        assert_eq!(bad("a,b\n1,\"2\n3,4\n"), Some(BadCell::Quote { at: 6, closed: None }));
        assert_eq!(bad("\"A,1\n\"B\",2\n"), Some(BadCell::Quote { at: 0, closed: Some((5, 6)) }));
        assert_eq!(bad("\"A\" x,1\n"), Some(BadCell::Quote { at: 0, closed: Some((2, 4)) }));
        assert_eq!(bad("a,\"b \"\" c\"\n"), None);
        assert_eq!(bad("a,5\" tube\n"), None);
        assert_eq!(Records::new("\"A,1\nB,2\n", b',', 0).flatten().count(), 1);
    }
}
