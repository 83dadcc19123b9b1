//! Workbooks for spreadsheets: a sheet for each answer, then one with the claims that the answers cite, and one with the queries
//! and the notes. Numbers and days are values that a spreadsheet counts with; beside an amount or date stand the ends of its
//! range, as in CSV. Texts are never formulas.
//!
//! The sheets gather in a [`Book`], which the document writes when it ends ([`super::OutputDocument::finish`]).

mod cell;
#[cfg(feature = "cli")]
mod full;
#[cfg(any(test, not(feature = "cli")))]
mod small;

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::rc::Rc;

use super::csv::bound_suffixes;
use super::{Render, RenderOptions, extra_name, yes_no};
use crate::answer::{
    ABOUT_SHEET, ANSWER_SHEET, CITATIONS_SHEET, Cell, Citation, Column, Remark, Row, Shape,
};
use crate::text::{count_noun, display_width};
use cell::{XlsxCell, cut_to_cell};
#[cfg(feature = "cli")]
use full::without_panic;

/// The writer of the file: the library in the program, or a small writer in a page, where size matters.
#[cfg(feature = "cli")]
pub(super) type FileWriter = full::FullWorkbook;
#[cfg(not(feature = "cli"))]
pub(super) type FileWriter = small::SmallWorkbook;

/// The columns of the sheet of claims after that of the sheet.
const CITED: &str =
    "number|source|title|publisher|published|paragraph|phrase|read as|says|basis|confidence|note";
/// The most characters of the name of a sheet, with room for a number.
const LONGEST_NAME: usize = 27;
/// The widest column, in characters.
const WIDE: usize = 60;
/// Does something with the writer, which in a page needs no files.
#[cfg(not(feature = "cli"))]
fn without_panic<T>(act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    act()
}

/// The file of a workbook.
pub(super) trait WorkbookWriter: Default {
    type Sheet: SheetWriter;

    /// Begins a sheet.
    fn begin_sheet(&mut self, name: &str) -> io::Result<Self::Sheet>;

    /// Adds a sheet that has ended.
    fn add(&mut self, sheet: Self::Sheet);

    /// Returns the bytes of the file. The same sheets are the same bytes, whenever they are written.
    fn into_bytes(self) -> io::Result<Vec<u8>>;
}

/// A sheet of it, written from left to right and from above to below. Rows and columns count from 0; row 0 has the headings.
pub(super) trait SheetWriter {
    fn write_cell(&mut self, at: (u32, u16), cell: &XlsxCell) -> io::Result<()>;

    /// Ends the sheet after its last row: sets the widths of its columns, in characters, and a filter.
    fn end(&mut self, last_row: u32, widths: &[usize]) -> io::Result<()>;
}

/// The sheets of a workbook written so far.
pub(super) struct Book<W: WorkbookWriter = FileWriter> {
    workbook: Option<W>,
    names: Vec<String>,
    citations: Option<OpenSheet<W>>,
    /// The lines of the last sheet: the sheet that each is about, what it is, and its words.
    about: Vec<[String; 3]>,
    /// Sentences on texts that are longer than a cell holds.
    cut: Vec<String>,
}

impl<W: WorkbookWriter> Default for Book<W> {
    fn default() -> Self {
        Self { workbook: None, names: vec![], citations: None, about: vec![], cut: vec![] }
    }
}

impl<W: WorkbookWriter> fmt::Debug for Book<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Book").field("names", &self.names).finish_non_exhaustive()
    }
}

/// A sheet that is being written.
struct OpenSheet<W: WorkbookWriter> {
    name: String,
    cells: W::Sheet,
    /// The number of texts that are longer than a cell holds.
    cut: u64,
    /// The number of the next row.
    next: u32,
    widths: Vec<usize>,
}

impl<W: WorkbookWriter> OpenSheet<W> {
    fn begin(book: &mut Book<W>, name: &str, header: &[String]) -> io::Result<Self> {
        let cells = book.workbook.get_or_insert_default().begin_sheet(name)?;
        let (name, widths) = (name.to_owned(), vec![0; header.len()]);
        let mut begun = Self { name, cells, cut: 0, next: 0, widths };
        let headings = header.iter().map(|heading| XlsxCell::of_text(Some(heading)));
        begun.write_row(&headings.collect::<Vec<_>>())?;
        Ok(begun)
    }

    fn widen(&mut self, at: usize, text: &str) {
        if let Some(widest) = self.widths.get_mut(at) {
            *widest = (*widest).max(display_width(text)).min(WIDE);
        }
    }

    /// Writes the cells of the next row.
    fn write_row(&mut self, cells: &[XlsxCell]) -> io::Result<()> {
        for (at, cell) in (0_u16..).zip(cells) {
            let shown = match cell {
                XlsxCell::Empty => continue,
                XlsxCell::Text(text) => {
                    let fits = cut_to_cell(text);
                    if fits.len() < text.len() {
                        self.cut += 1;
                        self.cells.write_cell((self.next, at), &XlsxCell::Text(fits.to_owned()))?;
                        self.widen(usize::from(at), fits);
                        continue;
                    }
                    text.as_str()
                }
                XlsxCell::Number(_) | XlsxCell::Day(_) => "2020-01-01",
            };
            self.cells.write_cell((self.next, at), cell)?;
            self.widen(usize::from(at), shown);
        }
        self.next += 1;
        Ok(())
    }

    /// Adds the sheet to the workbook.
    fn end(mut self, book: &mut Book<W>) -> io::Result<()> {
        self.cells.end(self.next - 1, &self.widths)?;
        if self.cut > 0 {
            let texts = count_noun(self.cut, "text is", "texts are");
            let sentence = format!(
                "{texts} too long for a cell, and cut after 32,767 characters; csv has no such limit"
            );
            book.cut.push(format!("sheet `{}`: {sentence}", self.name));
            book.about.push([self.name, "note".to_owned(), sentence]);
        }
        book.workbook.get_or_insert_default().add(self.cells);
        Ok(())
    }
}

impl<W: WorkbookWriter> Book<W> {
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
    fn cite(&mut self, sheet: &str, citation: &Citation) -> io::Result<()> {
        let headings = || [ANSWER_SHEET].into_iter().chain(CITED.split('|')).map(str::to_owned);
        let mut citations = match self.citations.take() {
            Some(citations) => citations,
            None => OpenSheet::begin(self, CITATIONS_SHEET, &headings().collect::<Vec<_>>())?,
        };
        let source = citation.source.as_deref();
        let text = |text: &Option<String>| XlsxCell::of_text(text.as_deref());
        let number = |n: Option<String>| n.map_or(XlsxCell::Empty, |n| XlsxCell::of_number(&n));
        let row = citations.write_row(&[
            XlsxCell::of_text(Some(sheet)),
            number(Some(citation.number.to_string())),
            XlsxCell::of_text(source.map(|source| source.slug.as_str())),
            XlsxCell::of_text(source.map(|source| source.title.as_str())),
            XlsxCell::of_text(source.and_then(|source| source.publisher.as_deref())),
            XlsxCell::of_text(source.and_then(|source| source.published.as_deref())),
            number(citation.paragraph.map(|n| n.to_string())),
            text(&citation.phrase),
            text(&citation.read_as),
            text(&citation.says),
            XlsxCell::of_text(Some(&citation.basis)),
            XlsxCell::of_text(Some(&citation.confidence)),
            text(&citation.note),
        ]);
        self.citations = Some(citations);
        row
    }

    /// Adds the sheets after the answers, and returns the bytes of the file.
    fn finish(&mut self) -> io::Result<Vec<u8>> {
        if let Some(citations) = self.citations.take() {
            citations.end(self)?;
        }
        let header = [ANSWER_SHEET, "", "text"].map(str::to_owned);
        let mut about = OpenSheet::begin(self, ABOUT_SHEET, &header)?;
        for line in std::mem::take(&mut self.about) {
            about.write_row(&line.map(|text| XlsxCell::of_text(Some(&text))))?;
        }
        about.end(self)?;
        self.workbook.take().unwrap_or_default().into_bytes()
    }

    /// Writes the workbook, if it has any sheet; returns sentences on what it doesn't hold.
    pub(super) fn write(mut self, out: &mut dyn Write) -> io::Result<Vec<String>> {
        if self.workbook.is_some() {
            out.write_all(&without_panic(|| self.finish())?)?;
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
    sheet: Option<OpenSheet<FileWriter>>,
    seen: BTreeSet<usize>,
}

impl Xlsx {
    /// Makes a renderer whose sheet becomes part of the document of its options.
    pub(super) fn new(options: RenderOptions) -> Self {
        let (name, shapes, names) = (String::new(), vec![], vec![]);
        Self { options, name, shapes, names, sheet: None, seen: BTreeSet::new() }
    }

    fn begin_sheet(&mut self, columns: &[Column]) -> io::Result<()> {
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
            header.extend(bound_suffixes(*shape).iter().map(|bound| format!("{name}_{bound}")));
        }
        if self.options.cited {
            header.push(extra_name("sources", columns));
        }
        self.sheet = Some(OpenSheet::begin(&mut book, &self.name, &header)?);
        Ok(())
    }

    fn add(&mut self, row: &Row) -> io::Result<()> {
        let mut cells = Vec::new();
        if self.options.marks {
            cells.push(XlsxCell::of_text(Some(yes_no(row.certain))));
        }
        for (at, shape) in self.shapes.iter().enumerate() {
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            cells.push(XlsxCell::of_cell(cell));
            cells
                .extend(bound_suffixes(*shape).iter().map(|bound| XlsxCell::of_bound(cell, bound)));
        }
        if self.options.cited {
            cells.push(XlsxCell::of_text(Some(&self.cite_row(row)?)));
        }
        self.sheet.iter_mut().try_for_each(|sheet| sheet.write_row(&cells))
    }

    /// Writes the claims of a row into their sheet, and returns their numbers: `investment [1][2]; conditions [3]`.
    fn cite_row(&mut self, row: &Row) -> io::Result<String> {
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
        without_panic(|| self.begin_sheet(columns))
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        without_panic(|| self.add(row))
    }

    fn notes(&mut self, notes: &[Remark]) -> io::Result<()> {
        let line = |note: &Remark| [self.name.clone(), "note".to_owned(), note.text.clone()];
        self.options.document.book.borrow_mut().about.extend(notes.iter().map(line));
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let mut book = self.options.document.book.borrow_mut();
        let sheet = self.sheet.take();
        without_panic(|| sheet.map_or(Ok(()), |sheet| sheet.end(&mut book)))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx as Workbook};

    use super::full::FullWorkbook;
    use super::small::SmallWorkbook;
    use super::*;

    /// Writes sheets with cells of every sort, among them texts that are hard to write.
    fn written<W: WorkbookWriter>() -> Vec<u8> {
        let mut book = Book::<W>::default();
        for name in ["projects", "青岛 & <sons>", "\"quoted\" it's"] {
            let header = ["name", "amount", "day"].map(str::to_owned);
            let mut sheet = OpenSheet::begin(&mut book, name, &header).unwrap();
            for text in [
                "Qingdao & <Sons>",
                " blanks  ",
                "two\nlines\r\nand\ttabs",
                "=1+1",
                "青岛",
                "\u{1}\u{1f}\u{7f}",
                "_x0041_",
                "]]>",
                "\u{fffe}",
                "🚢",
                "x_y_x1",
                &"long ".repeat(9000),
            ] {
                let cells = [
                    XlsxCell::of_text(Some(text)),
                    XlsxCell::of_number("12.5"),
                    XlsxCell::of_day("2020-02-29"),
                ];
                sheet.write_row(&cells).unwrap();
                sheet
                    .write_row(&[
                        XlsxCell::Empty,
                        XlsxCell::of_number("-1000000000000"),
                        XlsxCell::of_day("1850-01-01"),
                    ])
                    .unwrap();
                sheet.write_row(&[]).unwrap();
            }
            sheet.end(&mut book).unwrap();
        }
        book.finish().unwrap()
    }

    fn read(bytes: Vec<u8>) -> Vec<(String, Vec<Vec<Data>>)> {
        let mut book: Workbook<_> = Workbook::new(Cursor::new(bytes)).unwrap();
        let sheets = book.worksheets().into_iter();
        sheets.map(|(name, cells)| (name, cells.rows().map(<[Data]>::to_vec).collect())).collect()
    }

    #[test]
    fn both_writers_write_the_same_cells() {
        let (full, small) = (read(written::<FullWorkbook>()), read(written::<SmallWorkbook>()));
        assert_eq!(full.len(), 4);
        for (full, small) in full.iter().zip(&small) {
            assert_eq!(full, small);
        }
        assert_eq!(full.len(), small.len());
    }

    #[test]
    fn the_same_sheets_are_the_same_bytes() {
        assert_eq!(written::<SmallWorkbook>(), written::<SmallWorkbook>());
    }
}
