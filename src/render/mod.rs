//! Renders answers as bytes: tables for people, CSV and JSON for programs.
//!
//! Rows stream through: a renderer gets the columns, then each row, then the end. It knows neither queries nor files nor
//! terminals; [`RenderOptions`] carries all it needs.
//!
//! To add a format: a line in `format`, a file beside `csv`, a line in [`renderer`].

mod chart;
mod csv;
pub mod dossier;
mod footnotes;
mod format;
mod html;
mod json;
mod list;
mod markdown;
#[cfg(test)]
mod sample;
mod table;
mod xlsx;

use std::cell::{Cell as Counter, RefCell};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

use anstyle::Style;

pub use format::Format;

use crate::answer::{Cell, Column, Remark, Row};
use crate::text::{clean::clean, count_noun, quote_safely, yes_no};

/// The sign for an unknown value in formats for people; a text equal to it is quoted.
const UNKNOWN: &str = "·";

/// The options for rendering one answer.
#[derive(Debug, Clone, Default)]
pub struct RenderOptions {
    /// The width of the terminal; `None` means no terminal, so nothing is wrapped or cut.
    pub width: Option<u16>,
    /// Whether the table may use colour.
    pub color: bool,
    /// Whether the table numbers its rows.
    pub numbered: bool,
    /// Whether rows are marked as certain or not, because some may not be.
    pub marks: bool,
    /// Whether rows show their citations.
    pub cited: bool,
    /// Whether some conditions test fields that aren't shown; their citations get a column of their own.
    pub unshown: bool,
    /// Whether the answer is one number, which people want to see alone.
    pub bare: bool,
    /// The limit in the query.
    pub limit: Option<u64>,
    /// The most rows a table shows; all are counted.
    pub most: Option<u64>,
    /// The noun of the rows, singular and plural: `project`, `projects`.
    pub noun: (String, String),
    /// The number of columns at the beginning that are the keys of groups; 0 if the rows aren't groups.
    pub keys: usize,
    /// The number of rows aggregated into one; `None` means no such aggregation.
    pub aggregated: Option<u64>,
    /// The query.
    pub query: QueryText,
    /// The document that the answer becomes part of.
    pub document: OutputDocument,
}

/// A file or stream with one answer or several, for formats whose answers share a beginning or an end. Clones are the same
/// document.
#[derive(Debug, Clone, Default)]
pub struct OutputDocument {
    answers: Rc<Counter<u64>>,
    book: Rc<RefCell<xlsx::Book>>,
}

impl OutputDocument {
    /// Writes what comes after the last answer, once, and returns sentences on what the document doesn't hold. Only a workbook
    /// has such an end: all of it.
    pub fn finish(&self, out: &mut dyn Write) -> io::Result<Vec<String>> {
        self.book.take().write(out)
    }

    /// Counts one more answer and returns its number, from 1.
    fn next_answer(&self) -> u64 {
        self.answers.set(self.answers.get() + 1);
        self.answers.get()
    }
}

/// The query of an answer, for formats that include it.
#[derive(Debug, Clone, Default)]
pub struct QueryText {
    /// The query in canonical form.
    pub text: String,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, String>,
}

impl RenderOptions {
    /// Makes the options for a file or a pipe: nothing cut, no colour, no numbers, no marks.
    pub fn for_file(one: &str, many: &str) -> Self {
        Self { noun: (one.to_owned(), many.to_owned()), ..Self::default() }
    }

    /// Counts the rows, or those aggregated into one: `14 projects`, `over 14 projects`.
    fn count_of_rows(&self, rows: u64) -> String {
        let (one, many) = &self.noun;
        match self.aggregated {
            Some(aggregated) => format!("over {}", count_noun(aggregated, one, many)),
            None => count_noun(rows, one, many),
        }
    }
}

/// A writer of answers in one format. Its methods are called in this order, `row` any number of times.
pub trait Render {
    /// Begins an answer with these columns. Their headings are safe to show, but for JSON, which escapes them.
    fn begin(&mut self, columns: &[Column]) -> io::Result<()>;
    /// Adds a row. It may be written now or with later rows.
    fn row(&mut self, row: &Row) -> io::Result<()>;
    /// Adds the notes after the last row, if the format includes them ([`Format::includes_notes`]).
    fn notes(&mut self, _: &[Remark]) -> io::Result<()> {
        Ok(())
    }
    /// Ends the answer: everything is written and flushed.
    fn end(&mut self) -> io::Result<()>;
    /// Writes a whole answer.
    fn write_answer(
        &mut self,
        columns: &[Column],
        rows: &[Row],
        notes: &[Remark],
    ) -> io::Result<()> {
        self.begin(columns)?;
        rows.iter().try_for_each(|row| self.row(row))?;
        self.notes(notes)?;
        self.end()
    }
}

/// Writes a cell as text, with `unknown` for an unknown value.
pub(crate) fn cell_text(cell: &Cell, unknown: &str) -> String {
    match cell {
        Cell::Unknown => unknown.to_owned(),
        Cell::Text(text) if text == UNKNOWN => quote_safely(text),
        Cell::Text(text) | Cell::Amount { text, .. } | Cell::Date { text, .. } => {
            clean(text).into_owned()
        }
        Cell::Integer(n) => n.to_string(),
        Cell::YesNo(yes) => yes_no(*yes).to_owned(),
        Cell::List(cells) if cells.is_empty() => unknown.to_owned(),
        Cell::List(cells) => {
            cells.iter().map(|cell| cell_text(cell, unknown)).collect::<Vec<_>>().join("; ")
        }
    }
}

/// Names an extra column, with `_` appended while a column has that name already.
fn extra_name(name: &str, columns: &[Column]) -> String {
    let mut free = name.to_owned();
    while columns.iter().any(|column| column.name == free) {
        free.push('_');
    }
    free
}

fn styled(text: &str, style: Style, color: bool) -> String {
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// Makes the renderer of a format, writing to `out`.
pub fn renderer<'w>(
    format: Format,
    options: RenderOptions,
    out: &'w mut dyn Write,
) -> Box<dyn Render + 'w> {
    let render: Box<dyn Render + 'w> = match format {
        // JSON escapes unsafe signs of headings, and readers get them whole.
        Format::Json => return Box::new(json::Json::new(true, &options, out)),
        Format::Jsonl => return Box::new(json::Json::new(false, &options, out)),
        Format::JsonFull => return Box::new(json::JsonFull::new(options, out)),
        Format::Table | Format::List | Format::Chart if options.bare => Box::new(OneNumber(out)),
        Format::Table => Box::new(table::Table::new(options, out)),
        Format::List => Box::new(list::List::new(options, out)),
        Format::Csv => Box::new(csv::Csv::new(csv::COMMAS, &options, out)),
        Format::Tsv => Box::new(csv::Csv::new(csv::TABS, &options, out)),
        Format::Markdown => Box::new(markdown::Markdown::new(options, out)),
        Format::Html => Box::new(html::Html::new(options, out)),
        Format::Xlsx => Box::new(xlsx::Xlsx::new(options)),
        Format::Chart => Box::new(chart::Chart::new(options, out)),
        Format::Svg => Box::new(chart::Svg::new(options, out)),
    };
    Box::new(SafeHeadings(render))
}

/// Gives a renderer headings that are safe to show.
struct SafeHeadings<'w>(Box<dyn Render + 'w>);

impl Render for SafeHeadings<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        let safe = |column: &Column| Column {
            name: clean(&column.name).into_owned(),
            shape: column.shape,
        };
        self.0.begin(&columns.iter().map(safe).collect::<Vec<_>>())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.0.row(row)
    }

    fn notes(&mut self, notes: &[Remark]) -> io::Result<()> {
        self.0.notes(notes)
    }

    fn end(&mut self) -> io::Result<()> {
        self.0.end()
    }
}

/// Writes the one number of an answer, with nothing around it.
struct OneNumber<'w>(&'w mut dyn Write);

impl Render for OneNumber<'_> {
    fn begin(&mut self, _: &[Column]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        row.cells.iter().try_for_each(|cell| writeln!(self.0, "{}", cell_text(cell, UNKNOWN)))
    }

    fn end(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use proptest::prelude::*;

    use super::*;
    use crate::answer::{Citation, CitedDocument, Shape};
    use crate::render::sample::{
        render_sample, sample_amount, sample_column, sample_date, sample_projects, sample_row,
        sample_text,
    };
    use crate::text::clean::is_unsafe;

    /// An answer in which every text is this one.
    fn all_of(said: &str) -> (Vec<Column>, Row) {
        let shapes = [Shape::Text, Shape::Amount, Shape::Date, Shape::List];
        let columns = shapes.map(|shape| sample_column(said, shape)).to_vec();
        let some = || Some(said.to_owned());
        let document = CitedDocument {
            slug: said.to_owned(),
            title: said.to_owned(),
            publisher: some(),
            published: some(),
        };
        let citation = Rc::new(Citation {
            number: 1,
            source: Some(Rc::new(document)),
            paragraph: Some(1),
            phrase: some(),
            read_as: some(),
            says: some(),
            basis: said.to_owned(),
            confidence: "low".to_owned(),
            note: some(),
        });
        let cells = vec![
            sample_text(said),
            sample_amount(said, Some("1.5"), None, said),
            sample_date(said, Some(said), None),
            Cell::List(vec![sample_text(said), sample_text(said)]),
        ];
        let citations = vec![vec![citation]; 5];
        (columns, Row { certain: false, citations, ..Row::of_cells(cells) })
    }

    proptest! {
        /// In a file, CSV and TSV keep the data as they are; a workbook is no text.
        #[test]
        fn no_text_of_an_answer_steers_what_shows_it(said in "[a\u{0}-\u{1f}\u{7f}-\u{9f}\u{61c}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}]{1,9}") {
            let (columns, row) = all_of(&said);
            let remark = Remark { code: "x", text: said.clone(), rows: None };
            for format in Format::ALL.iter().copied().filter(|format| format.is_text()) {
                let options = RenderOptions {
                    width: Some(80),
                    marks: true,
                    cited: true,
                    unshown: true,
                    keys: 1,
                    query: QueryText {
                        text: said.clone(),
                        parameters: BTreeMap::from([("x".to_owned(), said.clone())]),
                    },
                    ..RenderOptions::for_file("thing", "things")
                };
                let mut out = Vec::new();
                let mut render = renderer(format, options, &mut out);
                render.write_answer(&columns, from_ref(&row), from_ref(&remark)).unwrap();
                drop(render);
                let out = String::from_utf8(out).unwrap();
                let tab = if format == Format::Tsv { '\t' } else { '\n' };
                let unsafe_one = out.chars().find(|c| *c != '\n' && *c != tab && is_unsafe(*c));
                prop_assert!(unsafe_one.is_none(), "{unsafe_one:?} as {format}: {out:?}");
            }
        }
    }

    #[test]
    fn many_rows_stream_through_every_format() {
        let (columns, _) = sample_projects();
        for format in Format::ALL {
            let mut out = io::sink();
            let mut render = renderer(*format, RenderOptions::for_file("row", "rows"), &mut out);
            render.begin(&columns).unwrap();
            let cells = sample_row(vec![sample_text("a name"), sample_text("Qingdao")]);
            for _ in 0..200_000 {
                render.row(&cells).unwrap();
            }
            render.end().unwrap();
        }
    }

    /// A disk with room for this many bytes. After it was full once there is room again, so a loss would go unnoticed.
    struct Disk(usize);

    impl io::Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let left = self.0.checked_sub(bytes.len());
            self.0 = left.unwrap_or(usize::MAX);
            if left.is_some() { Ok(bytes.len()) } else { Err(io::ErrorKind::StorageFull.into()) }
        }
        fn flush(&mut self) -> io::Result<()> {
            if self.0 == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        }
    }

    #[test]
    fn no_failed_write_or_flush_goes_unnoticed() {
        let (columns, rows) = sample_projects();
        for format in Format::ALL.iter().filter(|format| format.is_text()) {
            let options = || RenderOptions::for_file("row", "rows");
            let whole = render_sample(*format, options(), &columns, &rows).len();
            for room in 0..=whole + 1 {
                let mut out = Disk(room);
                let mut render = renderer(*format, options(), &mut out);
                let mut all = || {
                    render.begin(&columns)?;
                    rows.iter().try_for_each(|row| render.row(row))?;
                    render.end()
                };
                assert_eq!(all().is_ok(), room > whole, "{format} with {room} of {whole} bytes");
            }
        }
    }
}
