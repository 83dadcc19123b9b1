//! Workbooks for spreadsheets: a sheet for each answer, then one with the claims that the answers cite, and one with the queries and
//! the notes. Numbers and days are values that a spreadsheet counts with; beside an amount or date stand the ends of its range, as in
//! CSV. Texts are never formulas.
//!
//! The sheets gather in a [`Book`], which the document writes when it ends ([`super::OutputDocument::finish`]).

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::rc::Rc;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as CellFormat, Workbook, Worksheet, XlsxError,
};

use super::csv::{bound_of, bounds};
use super::unbroken::unbroken;
use super::{Render, RenderOptions, cell_text, extra_name, yes_no};
use crate::answer::{
    ABOUT_SHEET, ANSWER_SHEET, CITATIONS_SHEET, Cell, Citation, Column, Remark, Row, Shape,
};
use crate::text::{count, width};

/// The columns of the sheet of claims.
const CITED: [&str; 13] = [
    ANSWER_SHEET,
    "number",
    "source",
    "title",
    "publisher",
    "published",
    "paragraph",
    "phrase",
    "read as",
    "says",
    "basis",
    "confidence",
    "note",
];
/// The most characters of a cell, as spreadsheets have it and count it (in UTF-16).
const LONGEST: usize = 32_767;
/// The most characters of the name of a sheet, with room for a number.
const LONGEST_NAME: usize = 27;
/// The widest column, in characters.
const WIDE: usize = 60;
/// The most digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;

/// The sheets of a workbook, as far as they are written.
#[derive(Default)]
pub(super) struct Book {
    workbook: Option<Workbook>,
    names: Vec<String>,
    citations: Option<OpenSheet>,
    /// The lines of the last sheet: the sheet that each is about, what it is, and its words.
    about: Vec<[String; 3]>,
    /// Sentences on texts that are longer than a cell holds.
    cut: Vec<String>,
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Book").field("names", &self.names).finish_non_exhaustive()
    }
}

/// A sheet that is being written.
struct OpenSheet {
    name: String,
    cells: Worksheet,
    /// The number of texts that are longer than a cell holds.
    cut: u64,
    /// The number of the next row.
    next: u32,
    widths: Vec<usize>,
}

impl OpenSheet {
    fn begin(book: &mut Book, name: &str, header: &[String]) -> Result<Self, XlsxError> {
        let workbook = book.workbook.get_or_insert_with(Workbook::new);
        let mut sheet = workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        let (name, widths) = (name.to_owned(), vec![0; header.len()]);
        let mut begun = Self { name, cells: sheet, cut: 0, next: 1, widths };
        let bold = CellFormat::new().set_bold();
        for (at, heading) in (0_u16..).zip(header) {
            begun.cells.write_string_with_format(0, at, heading, &bold)?;
            begun.widen(usize::from(at), heading);
        }
        Ok(begun)
    }

    fn widen(&mut self, at: usize, text: &str) {
        if let Some(widest) = self.widths.get_mut(at) {
            *widest = (*widest).max(width(text)).min(WIDE);
        }
    }

    /// Writes the cells of the next row.
    fn row(&mut self, cells: &[XlsxCell]) -> Result<(), XlsxError> {
        for (at, cell) in (0_u16..).zip(cells) {
            match cell {
                XlsxCell::Empty => continue,
                XlsxCell::Text(text) => {
                    let fits = fitting(text);
                    self.cut += u64::from(fits.len() < text.len());
                    self.cells.write_string(self.next, at, fits)?;
                }
                XlsxCell::Number(number) => {
                    self.cells.write_number(self.next, at, *number)?;
                }
                XlsxCell::Day(day) => {
                    let format = CellFormat::new().set_num_format("yyyy-mm-dd");
                    self.cells.write_datetime_with_format(self.next, at, day, &format)?;
                }
            }
            let shown = match cell {
                XlsxCell::Text(text) => text.as_str(),
                _ => "2020-01-01",
            };
            self.widen(usize::from(at), shown);
        }
        self.next += 1;
        Ok(())
    }

    /// Adds the sheet to the workbook.
    fn end(mut self, book: &mut Book) -> Result<(), XlsxError> {
        for (at, widest) in (0_u16..).zip(&self.widths) {
            let columns = u32::try_from(*widest + 2).unwrap_or_default();
            self.cells.set_column_width(at, columns)?;
        }
        let last = u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.cells.autofilter(0, 0, self.next - 1, last)?;
        if self.cut > 0 {
            let texts = count(self.cut, "text is", "texts are");
            let sentence = format!(
                "{texts} longer than a cell holds, and cut after 32,767 characters; csv has no such limit"
            );
            book.cut.push(format!("sheet `{}`: {sentence}", self.name));
            book.about.push([self.name, "note".to_owned(), sentence]);
        }
        book.workbook.get_or_insert_with(Workbook::new).push_worksheet(self.cells);
        Ok(())
    }
}

/// Returns the beginning of a text that a cell holds.
fn fitting(text: &str) -> &str {
    let mut room = LONGEST;
    let end = text.char_indices().find(|(_, c)| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or_default();
        left.is_none()
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// A value as a spreadsheet has it.
enum XlsxCell {
    Empty,
    Text(String),
    Number(f64),
    Day(ExcelDateTime),
}

impl XlsxCell {
    fn text(text: Option<&str>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Empty, |text| Self::Text(text.to_owned()))
    }

    /// Returns a number, unless a spreadsheet would lose digits of it.
    fn number(text: &str) -> Self {
        let digits = text.trim_start_matches('-').trim_start_matches('0');
        let exact = digits.chars().filter(char::is_ascii_digit).count() <= DIGITS;
        let number = text.parse::<f64>().ok().filter(|number| exact && number.is_finite());
        number.map_or_else(|| Self::Text(text.to_owned()), Self::Number)
    }

    /// Returns a day, unless the calendar of spreadsheets doesn't have it.
    fn day(text: &str) -> Self {
        let mut parts = text.splitn(3, '-').map(str::parse::<u16>);
        let day = match (parts.next(), parts.next(), parts.next()) {
            (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) if text.len() == 10 && year > 1900 => {
                let small = |part: u16| u8::try_from(part).unwrap_or(u8::MAX);
                ExcelDateTime::from_ymd(year, small(month), small(day)).ok()
            }
            _ => None,
        };
        day.map_or_else(|| Self::Text(text.to_owned()), Self::Day)
    }

    /// Returns the value of a cell in its own words.
    fn of(cell: &Cell) -> Self {
        match cell {
            Cell::Unknown => Self::Empty,
            #[expect(clippy::cast_precision_loss, reason = "numbers of more digits become texts")]
            Cell::Integer(n) if n.unsigned_abs() < 1_000_000_000_000_000 => Self::Number(*n as f64),
            Cell::Amount { text, low: Some(low), unit, .. } if unit.is_empty() && text == low => {
                Self::number(text)
            }
            Cell::Date { text, from: Some(from), .. } if text == from => Self::day(text),
            Cell::Text(text) => Self::Text(text.clone()),
            Cell::YesNo(yes) => Self::Text(yes_no(*yes).to_owned()),
            cell => Self::text(Some(&cell_text(cell, ""))),
        }
    }

    /// Returns a bound or the unit of a cell, by its suffix in [`bounds`].
    fn bound(cell: &Cell, bound: &str) -> Self {
        match (bound_of(cell, bound), bound) {
            (None, _) => Self::Empty,
            (Some(text), "low" | "high") => Self::number(&text),
            (Some(text), "from" | "to") => Self::day(&text),
            (Some(text), _) => Self::Text(text),
        }
    }
}

impl Book {
    /// Returns a name that no other sheet has: the plural of the rows, then with a number.
    fn free_name(&mut self, wanted: &str) -> String {
        let fits = |c: &char| !"[]:*?/\\'".contains(*c);
        let wanted: String = wanted.chars().filter(fits).take(LONGEST_NAME).collect();
        let numbered = (2..).map(|n| format!("{wanted} {n}"));
        let mut names = std::iter::once(wanted.clone()).chain(numbered);
        let is_free = |name: &String| {
            let mut others =
                self.names.iter().map(String::as_str).chain([CITATIONS_SHEET, ABOUT_SHEET]);
            !name.is_empty() && !others.any(|other| other.eq_ignore_ascii_case(name))
        };
        let name = names.find(is_free).unwrap_or(wanted);
        self.names.push(name.clone());
        name
    }

    /// Adds a claim to the sheet of claims.
    fn cite(&mut self, sheet: &str, citation: &Citation) -> Result<(), XlsxError> {
        let mut citations = match self.citations.take() {
            Some(citations) => citations,
            None => OpenSheet::begin(self, CITATIONS_SHEET, &CITED.map(str::to_owned))?,
        };
        let source = citation.source.as_deref();
        let text = |text: &Option<String>| XlsxCell::text(text.as_deref());
        let number = |n: Option<String>| n.map_or(XlsxCell::Empty, |n| XlsxCell::number(&n));
        let row = citations.row(&[
            XlsxCell::text(Some(sheet)),
            number(Some(citation.number.to_string())),
            XlsxCell::text(source.map(|source| source.slug.as_str())),
            XlsxCell::text(source.map(|source| source.title.as_str())),
            XlsxCell::text(source.and_then(|source| source.publisher.as_deref())),
            XlsxCell::text(source.and_then(|source| source.published.as_deref())),
            number(citation.paragraph.map(|n| n.to_string())),
            text(&citation.phrase),
            text(&citation.read_as),
            text(&citation.says),
            XlsxCell::text(Some(&citation.basis)),
            XlsxCell::text(Some(&citation.confidence)),
            text(&citation.note),
        ]);
        self.citations = Some(citations);
        row
    }

    /// Adds the sheets after the answers, and returns the bytes of the file.
    fn finish(&mut self) -> Result<Vec<u8>, XlsxError> {
        if let Some(citations) = self.citations.take() {
            citations.end(self)?;
        }
        let header = [ANSWER_SHEET, "", "text"].map(str::to_owned);
        let mut about = OpenSheet::begin(self, ABOUT_SHEET, &header)?;
        for line in std::mem::take(&mut self.about) {
            about.row(&line.map(|text| XlsxCell::text(Some(&text))))?;
        }
        about.end(self)?;
        let mut workbook = self.workbook.take().unwrap_or_default();
        // The same answer is the same file, whenever it is written.
        let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        workbook.save_to_buffer()
    }

    /// Writes the workbook, if it has any sheet; returns sentences on what it doesn't hold.
    pub(super) fn write(mut self, out: &mut dyn Write) -> io::Result<Vec<String>> {
        if self.workbook.is_some() {
            out.write_all(&unbroken(|| self.finish())?)?;
        }
        out.flush()?;
        Ok(self.cut)
    }
}

/// Writes an answer as a sheet.
pub(super) struct Xlsx {
    options: RenderOptions,
    name: String,
    shapes: Vec<Shape>,
    /// The headings of the columns, for the column of citations.
    names: Vec<String>,
    sheet: Option<OpenSheet>,
    seen: BTreeSet<usize>,
}

impl Xlsx {
    /// Makes a renderer whose sheet becomes part of the document of its options.
    pub(super) fn new(options: RenderOptions) -> Self {
        let (name, shapes, names) = (String::new(), vec![], vec![]);
        Self { options, name, shapes, names, sheet: None, seen: BTreeSet::new() }
    }

    fn begun(&mut self, columns: &[Column]) -> Result<(), XlsxError> {
        let mut book = self.options.document.book.borrow_mut();
        self.name = book.free_name(&self.options.noun.1);
        let query = &self.options.query;
        let line = |what: &str, text: String| [self.name.clone(), what.to_owned(), text];
        book.about.push(line("query", query.text.clone()));
        let values = query.parameters.iter().map(|(name, value)| format!("${name} = {value}"));
        book.about.extend(values.map(|value| line("parameter", value)));
        let mut header = Vec::new();
        if self.options.marks {
            header.push(extra_name("certain", columns));
        }
        for Column { name, shape } in columns {
            header.push(name.clone());
            header.extend(bounds(*shape).iter().map(|bound| format!("{name}_{bound}")));
        }
        if self.options.cited {
            header.push(extra_name("sources", columns));
        }
        self.sheet = Some(OpenSheet::begin(&mut book, &self.name, &header)?);
        Ok(())
    }

    fn add(&mut self, row: &Row) -> Result<(), XlsxError> {
        let mut cells = Vec::new();
        if self.options.marks {
            cells.push(XlsxCell::text(Some(yes_no(row.certain))));
        }
        for (at, shape) in self.shapes.iter().enumerate() {
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            cells.push(XlsxCell::of(cell));
            cells.extend(bounds(*shape).iter().map(|bound| XlsxCell::bound(cell, bound)));
        }
        if self.options.cited {
            cells.push(XlsxCell::text(Some(&self.cited(row)?)));
        }
        self.sheet.iter_mut().try_for_each(|sheet| sheet.row(&cells))
    }

    /// Writes the claims of a row into their sheet, and returns their numbers: `investment [1][2]; conditions [3]`.
    fn cited(&mut self, row: &Row) -> Result<String, XlsxError> {
        let mut parts = Vec::new();
        let conditions = "conditions".to_owned();
        for (at, name) in self.names.iter().chain([&conditions]).enumerate() {
            let citations: Vec<&Rc<Citation>> = row.evidence(at).collect();
            for citation in &citations {
                if self.seen.insert(citation.number) {
                    self.options.document.book.borrow_mut().cite(&self.name, citation)?;
                }
            }
            if !citations.is_empty() {
                let numbers = citations.iter().map(|citation| format!("[{}]", citation.number));
                parts.push(format!("{name} {}", numbers.collect::<Vec<_>>().concat()));
            }
        }
        Ok(parts.join("; "))
    }
}

impl Render for Xlsx {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.shapes = columns.iter().map(|column| column.shape).collect();
        self.names = columns.iter().map(|column| column.name.clone()).collect();
        unbroken(|| self.begun(columns))
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        unbroken(|| self.add(row))
    }

    fn notes(&mut self, notes: &[Remark]) -> io::Result<()> {
        let line = |note: &Remark| [self.name.clone(), "note".to_owned(), note.text.clone()];
        self.options.document.book.borrow_mut().about.extend(notes.iter().map(line));
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let mut book = self.options.document.book.borrow_mut();
        let sheet = self.sheet.take();
        unbroken(|| sheet.map_or(Ok(()), |sheet| sheet.end(&mut book)))
    }
}
