//! What is loaded, and how it is written.

use std::fmt;
use std::str::FromStr;

use super::problem::position;
use super::workbook::Cells;
use crate::value::Conventions;

/// What is loaded, as it comes: the name people know it by, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The name shown in messages, whose end tells the form; a file is known again by it.
    pub name: String,
    /// The text.
    pub text: String,
    /// It came through a pipe, and its name is none that lasts.
    pub piped: bool,
    /// How it is written, where its name does not tell.
    pub form: Option<Form>,
    /// What the rows of a table are, where its name does not tell.
    pub kind: Option<String>,
    /// The source of those rows of a table that name none.
    pub source: Option<String>,
    /// From where those rows of a table are known that cite nothing.
    pub note: Option<String>,
    /// What it is known by when it is loaded again: its path as seen from the base; none: its name.
    pub known_as: Option<String>,
    /// Files loaded before, by what they are known by: what they said is taken back.
    pub replaces: Vec<String>,
    /// Whether rows of a table are one thing where only their names say so.
    pub merge_names: bool,
    /// What an empty cell of a table is written as.
    pub null: Vec<String>,
    /// How dates and numbers with two readings are read, where the columns leave that open.
    pub conventions: Conventions,
    /// Where the cells stood, if the text was made from the sheet of a workbook.
    pub cells: Option<Cells>,
}

/// How an input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A digest in TOML.
    Digest,
    /// A table with a header.
    Csv,
    /// A table of JSON objects: one a line, or a list of them.
    Json,
    /// The sheets of a workbook.
    Workbook,
}

impl Form {
    /// The form of a file of that name, if it is one that can be loaded.
    pub fn of(name: &str) -> Option<Self> {
        plain(name).rsplit_once('.')?.1.to_ascii_lowercase().parse().ok()
    }
}

impl FromStr for Form {
    type Err = UnknownForm;

    fn from_str(word: &str) -> Result<Self, UnknownForm> {
        match word {
            "toml" => Ok(Self::Digest),
            "csv" | "tsv" => Ok(Self::Csv),
            "json" | "jsonl" | "ndjson" => Ok(Self::Json),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Ok(Self::Workbook),
            _ => Err(UnknownForm),
        }
    }
}

/// A word that names no form.
#[derive(Debug, Clone, Copy)]
pub struct UnknownForm;

impl fmt::Display for UnknownForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is one of csv, tsv, jsonl, json, xlsx, xls, ods or toml")
    }
}

impl std::error::Error for UnknownForm {}

/// The name of a file without the end that compression gives it.
fn plain(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((before, end)) if end.eq_ignore_ascii_case("gz") => before,
        _ => name,
    }
}

impl Input {
    /// An input of this name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (name, text, null) = (name.into(), text.into(), vec![]);
        let (form, kind, source, note, merge_names) = (None, None, None, None, false);
        let (cells, piped, known_as, replaces) = (None, false, None, vec![]);
        Self {
            name,
            text,
            piped,
            form,
            kind,
            source,
            note,
            known_as,
            replaces,
            merge_names,
            null,
            conventions: Conventions::default(),
            cells,
        }
    }

    /// How it is written; what has no name that tells is a digest.
    pub fn form(&self) -> Form {
        self.form.or_else(|| Form::of(&self.name)).unwrap_or(Form::Digest)
    }

    /// What it is known by when it is loaded again.
    pub fn known_as(&self) -> &str {
        self.known_as.as_deref().unwrap_or_else(|| self.file_name())
    }

    /// The last part of a path.
    pub(super) fn file_name(&self) -> &str {
        plain(self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name))
    }

    /// What names the kind of its rows: the sheet, or the file without its end.
    pub(super) fn title(&self) -> &str {
        if let Some(cells) = &self.cells {
            return &cells.sheet;
        }
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// A place in it for people: `projects.csv:3`, `works.xlsx, Projects!C7`.
    pub(crate) fn whereabouts(&self, at: usize) -> String {
        match &self.cells {
            Some(cells) => format!("{}, {}", self.name, cells.name(at)),
            None => format!("{}:{}", self.name, position(&self.text, at).0),
        }
    }
}
