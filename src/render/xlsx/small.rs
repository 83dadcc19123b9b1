//! The file of a workbook in a page: the few parts that a spreadsheet needs (ECMA-376, Office Open XML), in a zip archive that
//! doesn't pack them (APPNOTE, PKWARE).

use std::fmt::Write;
use std::io;

use flate2::Crc;

use super::cell::XlsxCell;
use super::{SheetWriter, WorkbookWriter};

/// The numbers of the formats of cells in [`STYLES`].
const BOLD: u8 = 1;
const DAY: u8 = 2;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "application/vnd.openxmlformats-";

/// The formats of cells: plain, bold, and a day.
const STYLES: &str = "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>\
<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>\
<cellXfs count=\"3\"><xf/><xf fontId=\"1\" applyFont=\"1\"/><xf numFmtId=\"164\" applyNumberFormat=\"1\"/></cellXfs>";

#[derive(Default)]
pub(in crate::render) struct SmallWorkbook(Vec<SmallSheet>);

#[derive(Default)]
pub(in crate::render) struct SmallSheet {
    name: String,
    rows: String,
    /// The row that is open, counted from 0.
    row: Option<u32>,
    widths: String,
    /// The cells from the first to the last: `A1:C7`.
    all: String,
}

impl WorkbookWriter for SmallWorkbook {
    type Sheet = SmallSheet;

    fn begin_sheet(&mut self, name: &str) -> io::Result<SmallSheet> {
        Ok(SmallSheet { name: name.to_owned(), ..SmallSheet::default() })
    }

    fn add(&mut self, sheet: SmallSheet) {
        self.0.push(sheet);
    }

    fn into_bytes(self) -> io::Result<Vec<u8>> {
        let mut archive = Archive::default();
        let (mut types, mut sheets, mut parts) = (String::new(), String::new(), String::new());
        for (number, sheet) in (1..).zip(&self.0) {
            let path = format!("worksheets/sheet{number}.xml");
            let _ = write!(
                types,
                "<Override PartName=\"/xl/{path}\" ContentType=\"{TYPES}officedocument.spreadsheetml.worksheet+xml\"/>"
            );
            let name = escape_xml(&sheet.name);
            let _ =
                write!(sheets, "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>");
            let _ = write!(
                parts,
                "<Relationship Id=\"r{number}\" Type=\"{OFFICE}/worksheet\" Target=\"{path}\"/>"
            );
            archive.add_file(&format!("xl/{path}"), &sheet.to_xml())?;
        }
        archive.add_file("[Content_Types].xml", &format!(
            "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"{TYPES}package.relationships+xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPES}officedocument.spreadsheetml.sheet.main+xml\"/>\
             <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPES}officedocument.spreadsheetml.styles+xml\"/>{types}</Types>"
        ))?;
        archive.add_file("_rels/.rels", &format!(
            "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ))?;
        archive.add_file("xl/_rels/workbook.xml.rels", &format!(
            "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{parts}<Relationship Id=\"s\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
        ))?;
        archive.add_file(
            "xl/styles.xml",
            &format!("{HEAD}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>"),
        )?;
        archive.add_file("xl/workbook.xml", &format!(
            "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>"
        ))?;
        archive.end()
    }
}

impl SmallSheet {
    fn end_row(&mut self) {
        if self.row.is_some() {
            self.rows.push_str("</row>");
        }
    }

    fn to_xml(&self) -> String {
        let Self { rows, widths, all, .. } = self;
        format!(
            "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" \
             activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>{widths}</cols><sheetData>{rows}</sheetData>\
             <autoFilter ref=\"{all}\"/></worksheet>"
        )
    }
}

impl SheetWriter for SmallSheet {
    fn write_cell(&mut self, (row, column): (u32, u16), cell: &XlsxCell) -> io::Result<()> {
        if self.row != Some(row) {
            self.end_row();
            self.row = Some(row);
            let _ = write!(self.rows, "<row r=\"{}\">", row + 1);
        }
        let place = cell_name(row, column);
        let written = match cell {
            XlsxCell::Empty => Ok(()),
            XlsxCell::Text(text) => {
                let format = if row == 0 { BOLD } else { 0 };
                let text = escape_xml(text);
                write!(
                    self.rows,
                    "<c r=\"{place}\" s=\"{format}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
                )
            }
            XlsxCell::Number(number) => write!(self.rows, "<c r=\"{place}\"><v>{number}</v></c>"),
            XlsxCell::Day(day) => {
                write!(self.rows, "<c r=\"{place}\" s=\"{DAY}\"><v>{day}</v></c>")
            }
        };
        written.map_err(io::Error::other)
    }

    fn end(&mut self, last_row: u32, widths: &[usize]) -> io::Result<()> {
        self.end_row();
        for (number, width) in (1..).zip(widths) {
            let width = width + 2;
            let _ = write!(
                self.widths,
                "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
            );
        }
        let last = u16::try_from(widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.all = format!("A1:{}", cell_name(last_row, last));
        Ok(())
    }
}

/// Returns the name of a cell: `AB7`.
fn cell_name(row: u32, column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

/// Writes a text as XML. Characters that XML can't hold are written as in spreadsheets: `_x0001_`, and such a text itself with
/// `_x005F_`.
fn escape_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '_' if is_escape(text.get(at..).unwrap_or_default()) => out.push_str("_x005F_"),
            '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "_x{:04X}_", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Checks whether a text begins with something that a spreadsheet reads as a character: `_x0041_`.
fn is_escape(text: &str) -> bool {
    let mut chars = text.strip_prefix("_x").unwrap_or_default().chars();
    chars.by_ref().take(4).filter(char::is_ascii_hexdigit).count() == 4 && chars.next() == Some('_')
}

/// A zip archive of files that aren't packed.
#[derive(Default)]
struct Archive {
    bytes: Vec<u8>,
    /// The list of the files, which comes after them.
    list: Vec<u8>,
    files: u16,
}

impl Archive {
    fn add_file(&mut self, name: &str, text: &str) -> io::Result<()> {
        let mut sum = Crc::new();
        sum.update(text.as_bytes());
        let begin = zip_size(self.bytes.len())?;
        let length = zip_size(text.len())?.to_le_bytes();
        // The version that is needed (2.0), names in UTF-8, not packed, midnight of 1 January 1980.
        let mut head = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        head.extend(sum.sum().to_le_bytes());
        head.extend([length, length].concat());
        head.extend(u16::try_from(name.len()).map_err(io::Error::other)?.to_le_bytes());
        head.extend([0, 0]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&head);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(text.as_bytes());
        self.list.extend(b"PK\x01\x02\x14\0");
        self.list.extend(&head);
        self.list.extend([0; 10]);
        self.list.extend(begin.to_le_bytes());
        self.list.extend(name.as_bytes());
        self.files += 1;
        Ok(())
    }

    fn end(mut self) -> io::Result<Vec<u8>> {
        let (begin, length) = (zip_size(self.bytes.len())?, zip_size(self.list.len())?);
        self.bytes.append(&mut self.list);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend([self.files.to_le_bytes(), self.files.to_le_bytes()].concat());
        self.bytes.extend([length.to_le_bytes(), begin.to_le_bytes()].concat());
        self.bytes.extend([0, 0]);
        Ok(self.bytes)
    }
}

/// Returns a size in the four bytes that an archive has for it. A larger one is an error.
fn zip_size(bytes: usize) -> io::Result<u32> {
    u32::try_from(bytes).map_err(|_| io::Error::other("a workbook has at most four gigabytes"))
}
