//! What is loaded, and how it is written.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;
use std::str::FromStr;

use super::encoding::Encoding;
use super::sheet_cells::Cells;
use super::text::Text;
use crate::text::toml::Keys;
use crate::value::Conventions;

/// A file to load: the name people know it by, and its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// The name shown in messages. Its ending shows the format, and a later load recognises the file by it.
    pub name: String,
    /// The text.
    pub text: Text,
    /// The entries of a digest that has no text yet.
    pub unwritten: Option<Rc<Unwritten>>,
    /// Whether it came through a pipe and so has no permanent name.
    pub piped: bool,
    /// Its format, if its name doesn't show it.
    pub form: Option<InputForm>,
    /// The encoding of its text, if it isn't UTF-8.
    pub encoding: Option<Encoding>,
    /// The kind of the rows of a table, if its name doesn't show it.
    pub kind: Option<String>,
    /// The source of the rows of a table that don't name one.
    pub source: Option<String>,
    /// The origin of the rows of a table that cite nothing.
    pub note: Option<String>,
    /// The name by which a later load recognises it, such as its path as seen from the base; `None` means its name.
    pub known_as: Option<String>,
    /// The files loaded before whose facts are taken back, by the names under which they are known.
    pub replaces: Vec<String>,
    /// Whether rows of a table are united if only their names are the same.
    pub merge_names: bool,
    /// The source that is taken back, with the tables that cite it; without a text nothing replaces it.
    pub unload: Option<String>,
    /// The directory with the documents in which phrases are looked up, if any.
    pub documents: Option<PathBuf>,
    /// Whether a value that differs from the recorded one is kept as a competing claim.
    pub keeps_second_values: bool,
    /// The words that mean an empty cell of a table.
    pub null: Vec<String>,
    /// How dates and numbers with two readings are read, if the columns leave that open.
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

/// The format of an input.
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
    /// Returns the format of a file with that name, if it can be loaded.
    pub fn from_file_name(name: &str) -> Option<Self> {
        strip_gz(name).rsplit_once('.')?.1.to_ascii_lowercase().parse().ok()
    }

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
            _ => Err("use one of csv, tsv, jsonl, json, xlsx, xls, ods or toml"),
        }
    }
}

/// Returns the name of a file without the end that compression gives it.
fn strip_gz(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((before, end)) if end.eq_ignore_ascii_case("gz") => before,
        _ => name,
    }
}

impl Input {
    /// Makes an input with this name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into().into(), ..Self::default() }
    }

    /// Returns its format; a digest, if its name doesn't show it.
    pub fn form(&self) -> InputForm {
        self.form.or_else(|| InputForm::from_file_name(&self.name)).unwrap_or(InputForm::Digest)
    }

    /// Returns the name by which it is known when it is loaded again.
    pub fn known_as(&self) -> &str {
        self.known_as.as_deref().unwrap_or_else(|| self.file_name())
    }

    /// Returns its name without directories, with that of the sheet if it is one of a workbook.
    pub fn display_name(&self) -> String {
        let name = self.file_name();
        match &self.cells {
            Some(cells) => format!("{name}, {}", cells.sheet),
            None => name.to_owned(),
        }
    }

    /// Returns the last part of its path.
    pub fn file_name(&self) -> &str {
        strip_gz(self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name))
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
    pub(super) fn line_number(&self, at: usize) -> usize {
        line_and_column(self.text.as_str(), at).0
    }

    /// Writes a place in it for people: `projects.csv:3`, `works.xlsx, Projects!C7`.
    pub(crate) fn format_location(&self, at: usize) -> String {
        match &self.cells {
            Some(cells) => format!("{}, {}", self.name, cells.cell_name(at)),
            None => format!("{}:{}", self.name, line_and_column(self.text.as_str(), at).0),
        }
    }
}

/// Returns the line and the character of a byte, both from 1.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
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
        assert_eq!(line_and_column("a\n青岛 x\r\nb", 9), (2, 4));
        assert_eq!(line_and_column("", 0), (1, 1));
        assert_eq!(line_and_column("a\n", 2), (2, 1));
    }
}
