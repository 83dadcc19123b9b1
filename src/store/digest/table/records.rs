//! The records of a text in CSV, as cells that know their places. The changes that `text::delimited` makes to a text on its way
//! out are undone: the apostrophe before a formula, and between tabs the escapes.
//!
//! A cell is quoted if its first character that is not blank is a quote. Text between its closing quote and the delimiter is a
//! mistake, so nothing is guessed.

use std::borrow::Cow;
use std::ops::Range;

use super::super::limits::LONGEST_TEXT;
use super::super::text::{Text, Window};
use crate::text::delimited::{trim_escaped, unescape_tsv, unguard_formula};

/// The number of bytes of a long text that are read at a time.
pub(super) const WINDOW: usize = 256 << 10;

/// A cell: its place and its text.
pub(in super::super) struct CsvCell<'t> {
    pub(in super::super) at: Range<usize>,
    pub(in super::super) text: Cow<'t, str>,
}

/// A row of cells, or a cell that can't be read.
pub(in super::super) type Record<'t> = Result<Vec<CsvCell<'t>>, BadCell>;

#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum BadCell {
    /// A quoted cell whose closing quote isn't at the end of the cell.
    Quote {
        /// The quote that opens it.
        at: usize,
        /// The closing quote, if there is one, and the byte at which the text after it begins.
        closed: Option<(usize, usize)>,
    },
    /// A cell that is longer than a text may be.
    Long(Range<usize>),
}

/// Finds the records of a text by their first bytes. The text may be longer than the memory.
pub(super) struct RecordReader<'t> {
    text: &'t Text,
    delimiter: u8,
    window: Window<'t>,
}

impl<'t> RecordReader<'t> {
    pub(super) fn new(text: &'t Text, delimiter: u8) -> Self {
        Self { text, delimiter, window: text.window(0, WINDOW) }
    }

    /// Finds the first record from a byte on, and calls `with` with its bytes and its cells. Returns `None` at the end of the text.
    pub(super) fn read_record<T>(
        &mut self,
        at: usize,
        with: impl FnOnce(Range<usize>, Record<'_>) -> T,
    ) -> Option<T> {
        let mut size = WINDOW;
        loop {
            let Window { from, text, is_last } = &self.window;
            if let Some(inside) = at.checked_sub(*from) {
                let mut records = Records::new(text, self.delimiter, inside);
                match records.next_placed() {
                    Some((extent, record)) if *is_last || !is_cut(&record, records.is_at_end()) => {
                        let extent = extent.start + from..extent.end + from;
                        return Some(with(extent, shift_record(record, *from)));
                    }
                    None if *is_last => return None,
                    _ => {}
                }
            }
            self.window = self.text.window(at, size);
            size *= 2;
        }
    }
}

/// Checks whether the last record of a piece of a text may go on after it.
pub(super) fn is_cut(record: &Record<'_>, is_at_end: bool) -> bool {
    is_at_end || matches!(record, Err(BadCell::Quote { closed: None, .. }))
}

/// Returns a record with its places moved by a number of bytes.
fn shift_record(record: Record<'_>, by: usize) -> Record<'_> {
    let range = |at: &Range<usize>| at.start + by..at.end + by;
    match record {
        Ok(mut cells) => {
            for cell in &mut cells {
                cell.at = range(&cell.at);
            }
            Ok(cells)
        }
        Err(BadCell::Long(at)) => Err(BadCell::Long(range(&at))),
        Err(BadCell::Quote { at, closed }) => {
            let closed = closed.map(|(close, after)| (close + by, after + by));
            Err(BadCell::Quote { at: at + by, closed })
        }
    }
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
    pub(super) fn next_start(&mut self) -> usize {
        self.skip_line_ends();
        self.at
    }

    /// Returns the byte after the last record.
    pub(super) fn last_end(&self) -> usize {
        self.at
    }

    /// Checks whether the text ends with the last record.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Returns the next record with its bytes.
    pub(super) fn next_placed(&mut self) -> Option<(Range<usize>, Record<'t>)> {
        let start = self.next_start();
        let record = self.next()?;
        Some((start..self.at, record))
    }

    fn skip_line_ends(&mut self) {
        while matches!(self.byte_at(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn byte_at(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn is_end(&self, at: usize) -> bool {
        self.byte_at(at).is_none_or(|byte| byte == self.delimiter || matches!(byte, b'\r' | b'\n'))
    }

    /// Returns the first byte from here on that is not blank.
    fn after_blanks(&self, at: usize) -> usize {
        let blank =
            |at: &usize| matches!(self.byte_at(*at), Some(b' ' | b'\t')) && !self.is_end(*at);
        (at..=self.text.len()).find(|at| !blank(at)).unwrap_or(at)
    }

    /// Reads the next cell.
    fn next_cell(&mut self) -> Result<CsvCell<'t>, BadCell> {
        let start = self.after_blanks(self.at);
        if self.byte_at(start) == Some(b'"') {
            return self.read_quoted_cell(start);
        }
        let end = (start..=self.text.len()).find(|at| self.is_end(*at)).unwrap_or(start);
        self.at = end;
        check_cell_length(start..end)?;
        let body = self.text.get(start..end).unwrap_or_default();
        let start = start + (body.len() - body.trim_start().len());
        let (inner, text) = match self.delimiter {
            b'\t' => {
                let inner = trim_escaped(body);
                (inner, unescape_tsv(inner).unwrap_or_default())
            }
            _ => (body.trim(), Cow::Borrowed(body.trim())),
        };
        Ok(CsvCell { at: start..start + inner.len(), text: unguard_cell(text) })
    }

    /// Reads a cell that begins with a quote; two quotes in it mean one.
    fn read_quoted_cell(&mut self, open: usize) -> Result<CsvCell<'t>, BadCell> {
        let mut at = open + 1;
        let close = loop {
            let quote = self.text.get(at..).and_then(|rest| rest.find('"')).map(|gap| at + gap);
            let Some(quote) = quote else { return Err(BadCell::Quote { at: open, closed: None }) };
            if self.byte_at(quote + 1) != Some(b'"') {
                break quote;
            }
            at = quote + 2;
        };
        let after = self.after_blanks(close + 1);
        if !self.is_end(after) {
            return Err(BadCell::Quote { at: open, closed: Some((close, after)) });
        }
        self.at = after;
        check_cell_length(open..close + 1)?;
        let inner = self.text.get(open + 1..close).unwrap_or_default();
        let text = if inner.contains('"') {
            Cow::Owned(inner.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(inner)
        };
        Ok(CsvCell { at: open..close + 1, text: unguard_cell(text) })
    }

    /// Skips the line of a bad cell, because the next lines may be right.
    fn skip_line(&mut self, from: usize) {
        let rest = self.text.get(from..).unwrap_or_default();
        self.at = from + rest.find(['\r', '\n']).unwrap_or(rest.len());
    }
}

/// Refuses a cell that is longer than a text may be, before it is copied.
fn check_cell_length(at: Range<usize>) -> Result<(), BadCell> {
    if at.len() > LONGEST_TEXT { Err(BadCell::Long(at)) } else { Ok(()) }
}

/// Returns a text without the apostrophe before a formula.
fn unguard_cell(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(unguard_formula(text)),
        Cow::Owned(text) => Cow::Owned(unguard_formula(&text).to_owned()),
    }
}

impl<'t> Iterator for Records<'t> {
    type Item = Record<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_line_ends();
        self.byte_at(self.at)?;
        let mut record = Vec::new();
        loop {
            match self.next_cell() {
                Ok(cell) => record.push(cell),
                Err(cell) => {
                    self.skip_line(match &cell {
                        BadCell::Quote { at, .. } => *at,
                        BadCell::Long(at) => at.end,
                    });
                    return Some(Err(cell));
                }
            }
            if self.byte_at(self.at) != Some(self.delimiter) {
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
            |CsvCell { at, text: read }: CsvCell<'_>| (text[at].to_owned(), read.into_owned());
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

    /// Describes a record with its places.
    fn described((extent, record): (Range<usize>, Record<'_>)) -> String {
        let cells =
            record.map(|cells| cells.into_iter().map(|c| (c.at, c.text.into_owned())).collect());
        let cells: Result<Vec<_>, _> = cells;
        format!("{extent:?} {cells:?}")
    }

    #[cfg(feature = "cli")]
    #[test]
    fn a_filed_text_has_the_records_that_it_has_in_memory() {
        // Between them the rows end wherever a piece may end: inside cells, quotes, line ends and characters.
        let rows = [
            "a,b,c\n",
            "青岛,\"two\nlines, \"\"quoted\"\"\",x\r\n",
            "\n\r\n",
            ",,\r",
            "港,\"é\" bad,2\n",
            "5\" tube, \"z\" ,\t\n",
        ];
        let mut text = String::new();
        for number in 0..60_000_usize {
            text.push_str(rows[number * number % 97 % rows.len()]);
            text.push_str(&"港".repeat(number % 67));
            if number == 20_000 {
                text += &["long,\"", &"x\n".repeat(WINDOW), "\"\n"].concat();
            }
        }
        text.push_str("last,\"not closed\n1,2\n");
        let mut spool = crate::store::spool::Spool::default();
        spool.push(text.as_bytes());
        let filed = Text::from(spool);
        assert!(!filed.window(0, 10).is_last);
        let mut whole = Records::new(&text, b',', 0);
        let mut records = RecordReader::new(&filed, b',');
        let (mut at, mut starts) = (0, Vec::new());
        loop {
            let expected = whole.next_placed().map(described);
            let found = records.read_record(at, |extent, record| {
                starts.push(extent.start);
                (extent.end, described((extent, record)))
            });
            assert_eq!(found.as_ref().map(|(_, found)| found), expected.as_ref(), "{at}");
            match found {
                Some((end, _)) => at = end,
                None => break,
            }
        }
        assert!(starts.len() > 30_000);
        // Any of them can be found alone, too.
        for start in starts.iter().rev().step_by(5_000).chain(&starts[7..9]) {
            let found = records.read_record(*start, |extent, record| described((extent, record)));
            let expected = Records::new(&text, b',', *start).next_placed().map(described);
            assert_eq!(found, expected);
        }
    }
}
