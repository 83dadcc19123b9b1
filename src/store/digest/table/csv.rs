//! CSV as cells that know their places. The delimiter is found from the header: comma, semicolon or tab, whichever makes
//! more of it mean something.

use std::borrow::Cow;
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader as Core, ReaderBuilder};

use super::columns::Columns;
use super::{Cell, Sheet};

const DELIMITERS: [u8; 3] = *b",;\t";

/// A cell as it is written, and its text.
struct Written<'t> {
    at: Range<usize>,
    text: Cow<'t, str>,
}

/// Reads all rows of a text.
pub(super) fn read(sheet: &mut Sheet<'_, '_>, text: &str) {
    let delimiter = delimiter(&sheet.columns, text);
    let mut records = Records::new(text, delimiter);
    let Some(header) = records.next() else {
        sheet.reader.problem(0..0, "there is nothing in this file");
        return;
    };
    let named = |cell: &&Written<'_>| !cell.text.trim().is_empty();
    if sheet.columns.known(header.iter().filter(named).map(|cell| cell.text.as_ref())) == 0 {
        no_header(sheet, &header);
        return;
    }
    for cell in &header {
        if !sheet.columns.add(&mut sheet.reader, &cell.text, cell.at.clone()) {
            let sentence = format!("the column `{}` stands twice", cell.text.trim());
            sheet.reader.problem(cell.at.clone(), sentence);
        }
    }
    for record in records.by_ref() {
        row(sheet, record, header.len());
    }
    if let Some(at) = records.open {
        let help = "write a quote inside a quoted cell twice".into();
        sheet.reader.problem_with(at..at + 1, "this quote is never closed", vec![help]);
    }
}

fn row(sheet: &mut Sheet<'_, '_>, record: Vec<Written<'_>>, width: usize) {
    let filled = record.iter().rposition(|cell| !cell.text.trim().is_empty());
    let (Some(first), Some(last), Some(filled)) = (record.first(), record.last(), filled) else {
        return;
    };
    let at = first.at.start..last.at.end;
    if filled >= width || record.len() < width {
        ragged(sheet, at, (record.len(), width));
        return;
    }
    let cells = record.into_iter().enumerate().filter(|(_, cell)| !cell.text.trim().is_empty());
    let cells: Vec<Cell<'_>> =
        cells.map(|(column, Written { at, text })| Cell { column, at, text }).collect();
    sheet.row(at, &cells);
}

/// A row that does not fit its header: which cell is which is not known.
fn ragged(sheet: &mut Sheet<'_, '_>, at: Range<usize>, (cells, columns): (usize, usize)) {
    let lines = sheet.reader.text.get(at.clone()).unwrap_or_default().matches('\n').count();
    let help = match cells > columns {
        _ if lines > 0 => format!("it goes on for {lines} more lines: is a quote not closed?"),
        true => "a cell with the delimiter in it stands in quotes".to_owned(),
        false => "every column has its cell, if only an empty one".to_owned(),
    };
    let cells = crate::text::count(cells as u64, "cell", "cells");
    let sentence = format!("this row has {cells}, and the header {columns}");
    sheet.reader.problem_with(at, sentence, vec![help]);
}

fn no_header(sheet: &mut Sheet<'_, '_>, header: &[Written<'_>]) {
    let start = header.first().map_or(0, |cell| cell.at.start);
    let end = header.last().map_or(start, |cell| cell.at.end);
    let kind = &sheet.kind.name;
    let sentence = format!("the first row names no field of `{kind}`");
    let fields: Vec<&str> = sheet.kind.stored().map(|field| field.name.as_str()).collect();
    let helps = vec![
        format!("it holds names such as {}", fields.join(", ")),
        "cells stand between commas, semicolons or tabs".to_owned(),
    ];
    sheet.reader.problem_with(start..end, sentence, helps);
}

/// The delimiter with which most headers mean something; among equals, the one that makes more of them.
fn delimiter(columns: &Columns<'_>, text: &str) -> u8 {
    let fit = |delimiter: &u8| {
        let header = Records::new(text, *delimiter).next().unwrap_or_default();
        (columns.known(header.iter().map(|cell| cell.text.as_ref())), header.len())
    };
    // The last of equals is taken, so the comma comes last.
    DELIMITERS.into_iter().rev().max_by_key(fit).unwrap_or(b',')
}

/// The records of a text.
struct Records<'t> {
    core: Core,
    text: &'t str,
    at: usize,
    /// Where a quote opens that nothing closes.
    open: Option<usize>,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, delimiter: u8) -> Self {
        let core = ReaderBuilder::new().delimiter(delimiter).build();
        Self { core, text, at: 0, open: None }
    }

    /// The next cell, and whether it is the last of its record.
    fn cell(&mut self) -> Option<(Written<'t>, bool)> {
        let start = self.at;
        let (mut bytes, mut buffer) = (Vec::new(), [0; 1024]);
        loop {
            let input = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let (result, read, written) = self.core.read_field(input, &mut buffer);
            self.at += read;
            bytes.extend_from_slice(buffer.get(..written).unwrap_or_default());
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::End => return None,
                // What ends a cell before the text does is one byte, a delimiter or the end of a line.
                ReadFieldResult::Field { record_end } => {
                    let end = self.at - usize::from(!input.is_empty());
                    return Some((self.written(start..end, bytes), record_end));
                }
            }
        }
    }

    /// The cell in these bytes. Ends of lines before it belong to blank lines.
    fn written(&mut self, bytes: Range<usize>, text: Vec<u8>) -> Written<'t> {
        let raw = self.text.get(bytes.clone()).unwrap_or_default();
        let body = raw.trim_start_matches(['\r', '\n']);
        let start = bytes.end - body.len();
        if !body.starts_with('"') {
            let inner = body.trim();
            let start = start + (body.len() - body.trim_start().len());
            return Written { at: start..start + inner.len(), text: Cow::Borrowed(inner) };
        }
        let body = body.trim_end();
        let at = start..start + body.len();
        if self.at == self.text.len() && body.matches('"').count() % 2 == 1 {
            self.open = Some(at.start);
        }
        let text = String::from_utf8(text).unwrap_or_else(|_| body.to_owned());
        Written { at, text: Cow::Owned(text) }
    }
}

impl<'t> Iterator for Records<'t> {
    type Item = Vec<Written<'t>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = Vec::new();
        while let Some((cell, last)) = self.cell() {
            record.push(cell);
            if last {
                return Some(record);
            }
        }
        (!record.is_empty()).then_some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, delimiter: u8) -> Vec<Vec<(String, String)>> {
        let cell =
            |Written { at, text: read }: Written<'_>| (text[at].to_owned(), read.into_owned());
        Records::new(text, delimiter).map(|r| r.into_iter().map(cell).collect()).collect()
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
        assert_eq!(cells("", b','), Vec::<Vec<_>>::new());
    }

    #[test]
    fn a_quote_without_an_end_is_noticed() {
        let open = |text: &str| {
            let mut records = Records::new(text, b',');
            while records.next().is_some() {}
            records.open
        };
        assert_eq!(open("a,b\n1,\"2\n3,4\n"), Some(6));
        assert_eq!(open("a,\"b \"\" c\"\n"), None);
        assert_eq!(open("a,5\" tube\n"), None);
    }
}
