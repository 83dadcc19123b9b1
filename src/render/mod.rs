//! Answers as bytes: a table for people, CSV and JSON for programs.
//!
//! Rows stream through: a renderer is told the columns, then each row, then the end. It writes to what it is given
//! and knows neither queries nor files nor whether there is a terminal; [`Look`] tells it what it needs.
//!
//! To add a format: a line in `format`, a file beside `csv`, a line in [`renderer`].

mod csv;
mod footnotes;
mod format;
mod json;
mod json_full;
mod layout;
mod list;
mod markdown;
#[cfg(test)]
mod sample;
mod table;

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::Style;

pub use format::{Format, UnknownFile, UnknownFormat};

use crate::answer::{Cell, Column, Remark, Row};
use crate::text::{clean::clean, count, quote};

/// Stands for what is not known where people read, and is quoted where it is a text of its own.
const UNKNOWN: &str = "·";

/// How an answer is to look, as far as the place it goes to decides.
#[derive(Debug, Clone)]
pub struct Look {
    /// The width of the terminal; none: not a terminal, so nothing is wrapped or cut.
    pub width: Option<u16>,
    /// Whether the table may use colour.
    pub color: bool,
    /// Whether the table numbers its rows.
    pub numbered: bool,
    /// Whether rows say if they are certain, because some may not be.
    pub marks: bool,
    /// Whether rows say what stands behind them.
    pub cited: bool,
    /// Whether there are conditions on what is not shown, which are cited beside the values.
    pub unshown: bool,
    /// Whether the answer is one number, which people want to see alone.
    pub bare: bool,
    /// How many rows were wanted at most.
    pub limit: Option<u64>,
    /// How many rows a table shows at most; all are counted.
    pub most: Option<u64>,
    /// What a row is called, for one and for many: `project`, `projects`.
    pub noun: (String, String),
    /// Of how many of them the one row tells; none: a row tells of one.
    pub over: Option<u64>,
    /// What was asked.
    pub asked: Asked,
}

/// What was asked, for formats that tell it.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The query.
    pub query: String,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, String>,
}

impl Look {
    /// For a file or a pipe: nothing cut, no colour, no numbers, no marks.
    pub fn plain(one: &str, many: &str) -> Self {
        let noun = (one.to_owned(), many.to_owned());
        Self {
            width: None,
            color: false,
            numbered: false,
            marks: false,
            cited: false,
            unshown: false,
            bare: false,
            limit: None,
            most: None,
            noun,
            over: None,
            asked: Asked::default(),
        }
    }
}

impl Look {
    /// How many rows there are, or of how many things the one row tells: `14 projects`, `over 14 projects`.
    fn counted(&self, rows: u64) -> String {
        let (one, many) = &self.noun;
        match self.over {
            Some(things) => format!("over {}", count(things, one, many)),
            None => count(rows, one, many),
        }
    }
}

/// Something that writes an answer in one format. The calls come in this order, `row` any number of times.
pub trait Render {
    /// The columns every row will have.
    fn begin(&mut self, columns: &[Column]) -> io::Result<()>;
    /// One row. It may be written now or with later ones.
    fn row(&mut self, row: &Row) -> io::Result<()>;
    /// After the last row what is to be known about them, if the format holds it ([`Format::holds_notes`]).
    fn notes(&mut self, _: &[Remark]) -> io::Result<()> {
        Ok(())
    }
    /// No more rows: everything is written and flushed.
    fn end(&mut self) -> io::Result<()>;
}

/// A cell in words, with `unknown` for what is not known.
pub(crate) fn words(cell: &Cell, unknown: &str) -> String {
    match cell {
        Cell::Unknown => unknown.to_owned(),
        Cell::Text(text) if text == UNKNOWN => quote(text),
        Cell::Text(text) | Cell::Amount { text, .. } | Cell::Date { text, .. } => {
            clean(text).into_owned()
        }
        Cell::Integer(n) => n.to_string(),
        Cell::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Cell::List(cells) if cells.is_empty() => unknown.to_owned(),
        Cell::List(cells) => {
            cells.iter().map(|cell| words(cell, unknown)).collect::<Vec<_>>().join("; ")
        }
    }
}

/// A name for what stands beside the columns of an answer, with `_` behind it where a column has it already.
fn beside(name: &str, columns: &[Column]) -> String {
    let mut free = name.to_owned();
    while columns.iter().any(|column| column.name == free) {
        free.push('_');
    }
    free
}

fn styled(text: &str, style: Style, color: bool) -> String {
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// The renderer of a format, writing to `out`.
pub fn renderer<'w>(format: Format, look: Look, out: &'w mut dyn Write) -> Box<dyn Render + 'w> {
    match format {
        Format::Table | Format::List if look.bare => Box::new(Bare(out)),
        Format::Table => Box::new(table::Table::new(look, out)),
        Format::List => Box::new(list::List::new(look, out)),
        Format::Csv => Box::new(csv::Csv::commas(&look, out)),
        Format::Tsv => Box::new(csv::Csv::tabs(&look, out)),
        Format::JsonFull => Box::new(json_full::JsonFull::new(look, out)),
        Format::Json => Box::new(json::Json::array(&look, out)),
        Format::Markdown => Box::new(markdown::Markdown::new(look, out)),
        Format::Jsonl => Box::new(json::Json::lines(&look, out)),
    }
}

/// The one number of an answer, with nothing around it.
struct Bare<'w>(&'w mut dyn Write);

impl Render for Bare<'_> {
    fn begin(&mut self, _: &[Column]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        row.cells.iter().try_for_each(|cell| writeln!(self.0, "{}", words(cell, UNKNOWN)))
    }

    fn end(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{projects, rendered, row, text};

    #[test]
    fn many_rows_stream_through_every_format() {
        let (columns, _) = projects();
        for format in Format::ALL {
            let mut out = io::sink();
            let mut render = renderer(*format, Look::plain("row", "rows"), &mut out);
            render.begin(&columns).unwrap();
            let cells = row(vec![text("a name"), text("Qingdao")]);
            for _ in 0..200_000 {
                render.row(&cells).unwrap();
            }
            render.end().unwrap();
        }
    }

    /// A disk with room for so many bytes. After it was full once there is room again, so a loss would go unnoticed.
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
        let (columns, rows) = projects();
        for format in Format::ALL {
            let look = Look::plain("row", "rows");
            let whole = rendered(*format, look.clone(), &columns, &rows).len();
            for room in 0..=whole + 1 {
                let mut out = Disk(room);
                let mut render = renderer(*format, look.clone(), &mut out);
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
