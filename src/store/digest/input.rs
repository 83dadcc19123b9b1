//! What is loaded, and how it is written: from the bytes of a file to its text. Compressed bytes are unpacked, text is UTF-8,
//! each sheet of a workbook is a table of its own. Where the name of a file does not tell its form, its first bytes may.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;
use std::rc::Rc;
use std::str::FromStr;

use encoding_rs::UTF_8;
use flate2::read::MultiGzDecoder;

use crate::store::hash::{hash, hex};
use crate::text::toml::Keys;
use crate::value::Conventions;

use super::limits::LARGEST;
#[cfg(feature = "cli")]
use super::limits::LONGEST_DIGEST;
use super::sheet_cells::Cells;
#[cfg(feature = "cli")]
use super::workbook;

/// A file to load: the name people know it by, and its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// The name shown in messages, whose end tells the form; a file is known again by it.
    pub name: String,
    /// The text.
    pub text: String,
    /// What a digest says, if it has no text yet.
    pub unwritten: Option<Rc<Unwritten>>,
    /// Whether it came through a pipe, so that its name does not last.
    pub piped: bool,
    /// How it is written, where its name does not tell.
    pub form: Option<InputForm>,
    /// The encoding of its text, if it isn't UTF-8.
    pub encoding: Option<Encoding>,
    /// The kind of the rows of a table, where its name does not tell.
    pub kind: Option<String>,
    /// The source of those rows of a table that do not name one.
    pub source: Option<String>,
    /// From where those rows of a table are known that cite nothing.
    pub note: Option<String>,
    /// The name by which it is known when it is loaded again, such as its path as seen from the base; `None` means its name.
    pub known_as: Option<String>,
    /// The files loaded before whose facts are taken back, by the names they are known by.
    pub replaces: Vec<String>,
    /// Whether rows of a table become one thing where only their names say so.
    pub merge_names: bool,
    /// The source that is taken back, with the tables that cite it; without a text nothing takes its place.
    pub unload: Option<String>,
    /// The directory with the documents in which phrases are looked up, if they are.
    pub documents: Option<PathBuf>,
    /// Whether a second value for a field becomes a claim that competes with the recorded one.
    pub keeps_second_values: bool,
    /// The words that mean an empty cell of a table.
    pub null: Vec<String>,
    /// How dates and numbers with two readings are read, where the columns leave that open.
    pub conventions: Conventions,
    /// The number of the input that is the map by which a table is read.
    pub map: Option<usize>,
    /// The rows of a table that are left out, by the bytes at which they begin; `None` means that no row may be.
    pub skip: Option<BTreeSet<usize>>,
    /// The places of the cells, if the text was made from the sheet of a workbook.
    pub cells: Option<Cells>,
}

/// The entries and flags of a digest without a text, its document first.
#[derive(Debug, PartialEq, Eq)]
pub struct Unwritten(pub(crate) Vec<UnwrittenEntry>);

/// An entry of a digest without a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnwrittenEntry {
    /// The name of its kind, or that of flags.
    pub(crate) kind: String,
    pub(crate) keys: Keys,
    /// Whether its phrase also is the evidence for fields without their own, as in a row of a table.
    pub(crate) phrase_covers: bool,
}

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl FromStr for Encoding {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = encoding_rs::Encoding::for_label(name.as_bytes()).map(Self);
        found.ok_or("it is a name such as gb18030, big5 or windows-1252")
    }
}

/// How an input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputForm {
    /// A digest in TOML.
    Digest,
    /// A table with a header.
    Csv,
    /// A table of JSON objects: one a line, or a list of them.
    Json,
    /// The sheets of a workbook.
    Workbook,
    /// A map, by which other inputs are read.
    Map,
}

impl InputForm {
    /// Returns the form of a file of that name, if it can be loaded.
    pub fn of(name: &str) -> Option<Self> {
        plain(name).rsplit_once('.')?.1.to_ascii_lowercase().parse().ok()
    }
}

impl InputForm {
    /// Checks whether it has rows of cells.
    pub(super) fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Json | Self::Workbook)
    }
}

impl FromStr for InputForm {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "toml" => Ok(Self::Digest),
            "csv" | "tsv" => Ok(Self::Csv),
            "json" | "jsonl" | "ndjson" => Ok(Self::Json),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Ok(Self::Workbook),
            _ => Err("it is one of csv, tsv, jsonl, json, xlsx, xls, ods or toml"),
        }
    }
}

/// Returns the name of a file without the end that compression gives it.
fn plain(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((before, end)) if end.eq_ignore_ascii_case("gz") => before,
        _ => name,
    }
}

impl Input {
    /// Makes an input with this name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), ..Self::default() }
    }

    /// Returns how it is written; a digest, if its name does not tell.
    pub fn form(&self) -> InputForm {
        self.form.or_else(|| InputForm::of(&self.name)).unwrap_or(InputForm::Digest)
    }

    /// Returns the name by which it is known when it is loaded again.
    pub fn known_as(&self) -> &str {
        self.known_as.as_deref().unwrap_or_else(|| self.file_name())
    }

    /// Returns its name without directories, with that of the sheet if it is one of a workbook.
    pub fn called(&self) -> String {
        let name = self.file_name();
        match &self.cells {
            Some(cells) => format!("{name}, {}", cells.sheet),
            None => name.to_owned(),
        }
    }

    /// Returns the last part of its path.
    pub fn file_name(&self) -> &str {
        plain(self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name))
    }

    /// Returns the name of its sheet, or of the file without its end, which may name the kind of its rows.
    pub fn title(&self) -> &str {
        if let Some(cells) = &self.cells {
            return &cells.sheet;
        }
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Checks whether the row of a table that begins at a byte is left out.
    pub(super) fn skips(&self, row: usize) -> bool {
        self.skip.as_ref().is_some_and(|skip| skip.contains(&row))
    }

    /// Returns the line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        position(&self.text, at).0
    }

    /// Writes a place in it for people: `projects.csv:3`, `works.xlsx, Projects!C7`.
    pub(crate) fn whereabouts(&self, at: usize) -> String {
        match &self.cells {
            Some(cells) => format!("{}, {}", self.name, cells.name(at)),
            None => format!("{}:{}", self.name, position(&self.text, at).0),
        }
    }
}

/// What to do about a text in another encoding.
const ENCODINGS: &str = "name its encoding, such as `--encoding gb18030`, big5 or windows-1252, or save it as UTF-8 (in Excel: “CSV UTF-8”)";
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// Why a file cannot be read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong.
    pub sentence: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.sentence, self.help)
    }
}

impl std::error::Error for Unreadable {}

fn unreadable<T>(sentence: String, help: &str) -> Result<T, Unreadable> {
    Err(Unreadable { sentence, help: help.to_owned() })
}

/// Returns the inputs in the bytes of a file that is like `like`, which has no text yet: one, or one for each sheet of a
/// workbook.
#[cfg(feature = "cli")]
pub fn inputs(like: &Input, bytes: Vec<u8>) -> Result<Vec<Input>, Unreadable> {
    let name = &like.name;
    let bytes = unpacked(name, bytes)?;
    let form = form(like, &bytes)?;
    let input = |text: String| {
        // Without a lasting name it is known by its content, so it replaces nothing but the same rows.
        let held = || format!("pipe-{}", hex(&hash([text.as_str()])).get(..16).unwrap_or_default());
        let known_as = if like.piped { Some(held()) } else { like.known_as.clone() };
        Input { text, known_as, form: Some(form), ..like.clone() }
    };
    if !form.is_table() && bytes.len() > LONGEST_DIGEST {
        let sentence = format!("{name} has more than {} MiB", LONGEST_DIGEST >> 20);
        return unreadable(
            sentence,
            "make it several digests, or write its rows as a table (.csv)",
        );
    }
    if form != InputForm::Workbook {
        return Ok(vec![input(text(like, bytes)?)]);
    }
    match workbook::sheets(bytes) {
        Ok(sheets) if sheets.is_empty() => unreadable(
            format!("there is nothing in {name}"),
            "a sheet begins with a row of headings",
        ),
        Ok(sheets) => {
            let sheet = |(text, cells)| Input { cells: Some(cells), ..input(text) };
            Ok(sheets.into_iter().map(sheet).collect())
        }
        Err(reason) => {
            let help = "save it as .xlsx or .ods without a password, or as CSV";
            unreadable(format!("{name} cannot be read as a workbook: {reason}"), help)
        }
    }
}

/// Unpacks bytes that are compressed.
fn unpacked(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    if !bytes.starts_with(GZIP) {
        return Ok(bytes);
    }
    let mut all = Vec::new();
    let read = MultiGzDecoder::new(bytes.as_slice()).take(LARGEST + 1).read_to_end(&mut all);
    match read {
        Ok(_) if all.len() as u64 > LARGEST => {
            let sentence =
                format!("{name} has more than {} MiB when it is unpacked", LARGEST >> 20);
            unreadable(sentence, "unpack it first, and load it in several files")
        }
        Ok(_) => Ok(all),
        Err(error) => {
            let help = match error.kind() {
                ErrorKind::OutOfMemory => "unpack it first, and load it in several files",
                _ => "is all of it there?",
            };
            unreadable(format!("{name} cannot be unpacked: {error}"), help)
        }
    }
}

/// Returns how the bytes are written: as the options say, as the name says, or as they begin.
fn form(like: &Input, bytes: &[u8]) -> Result<InputForm, Unreadable> {
    if let Some(form) = like.form.or_else(|| InputForm::of(&like.name)) {
        return Ok(form);
    }
    if bytes.starts_with(ZIP) || bytes.starts_with(OLE) {
        return Ok(InputForm::Workbook);
    }
    let mut begin = bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).take(2);
    match (begin.next(), begin.next()) {
        (Some(b'{'), _) | (Some(b'['), Some(b'{')) => Ok(InputForm::Json),
        _ if like.kind.is_some() || like.map.is_some() => Ok(InputForm::Csv),
        _ => {
            let sentence = format!("the name {} does not say how it is written", like.name);
            let help = "say it with `--as csv`, tsv, jsonl, json, xlsx, ods or toml; `--kind KIND` says what the rows of a table are";
            unreadable(sentence, help)
        }
    }
}

/// Returns the text of a file, without the mark that some programs put before it. The mark may also say that it is UTF-16.
fn text(like: &Input, bytes: Vec<u8>) -> Result<String, Unreadable> {
    let name = &like.name;
    if bytes.starts_with(ZIP) {
        let help = "say `--as xlsx` or `--as ods` if it is a workbook; unpack it if it is not";
        return unreadable(format!("{name} is a zip file, not text"), help);
    }
    let marked = encoding_rs::Encoding::for_bom(&bytes).map(|(encoding, _)| encoding);
    let named = like.encoding.map(|encoding| encoding.0);
    if let Some(encoding) = named.or(marked.filter(|encoding| *encoding != UTF_8)) {
        let (text, encoding, has_errors) = encoding.decode(&bytes);
        if has_errors {
            let line = text.split(char::REPLACEMENT_CHARACTER).next().unwrap_or_default();
            let line = line.matches('\n').count() + 1;
            let sentence =
                format!("{name} isn't {} text: line {line} has an invalid byte", encoding.name());
            return unreadable(sentence, ENCODINGS);
        }
        return Ok(text.into_owned());
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(text)
        }
        Err(error) => {
            let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let line = String::from_utf8_lossy(good).matches('\n').count() + 1;
            let sentence = format!("{name} is not UTF-8 text: line {line} has an invalid byte");
            unreadable(sentence, ENCODINGS)
        }
    }
}

/// Returns the line and the character of a byte, both from 1.
pub(super) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_characters() {
        assert_eq!(position("a\n青岛 x\r\nb", 9), (2, 4));
        assert_eq!(position("", 0), (1, 1));
        assert_eq!(position("a\n", 2), (2, 1));
    }
}
