//! Entries of a draft as text.

use std::fmt::Write as _;

use toml::Value;

use crate::store::digest::LONGEST_PHRASE;
use crate::text::toml_string;

/// A value that a person has to find.
pub(super) const ASKED: &str = "?";

/// An entry, field by field.
pub(super) struct DraftedEntry {
    kind: String,
    lines: Vec<String>,
    cited: Option<String>,
    /// The number of values that a person has to find.
    pub(super) asked: u64,
}

impl DraftedEntry {
    pub(super) fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), lines: vec![], cited: None, asked: 0 }
    }

    /// Adds a text.
    pub(super) fn set(&mut self, field: &str, text: &str) {
        self.set_with(field, text, "");
    }

    /// Adds a text and a comment behind it.
    pub(super) fn set_with(&mut self, field: &str, text: &str, comment: &str) {
        self.asked += u64::from(text == ASKED);
        self.lines.push(format!("{field} = {}{comment}", toml_string(text)));
    }

    /// Adds a whole number.
    pub(super) fn set_number(&mut self, field: &str, number: i64) {
        self.lines.push(format!("{field} = {number}"));
    }

    /// Adds values as they are in a table.
    pub(super) fn set_all(&mut self, values: &toml::Table) {
        for (field, value) in values {
            match value {
                Value::String(text) => self.set(field, text),
                value => self.lines.push(format!("{field} = {value}")),
            }
        }
    }

    /// Cites a phrase of a paragraph.
    pub(super) fn cite(&mut self, paragraph: i64, phrase: &str) {
        self.cited =
            Some(format!("cite = {{ p = {paragraph}, phrase = {} }}", toml_string(phrase)));
    }

    /// Returns the entry under its heading.
    pub(super) fn text(&self, heading: &str) -> String {
        let mut text = format!("{heading}\n");
        for line in self.lines.iter().chain(&self.cited) {
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// Returns the entry as one of its kind.
    pub(super) fn listed(&self) -> String {
        self.text(&format!("[[{}]]", self.kind))
    }
}

/// Cuts a phrase to whole words.
pub(super) fn cut_phrase(text: &str) -> String {
    if text.chars().count() <= LONGEST_PHRASE {
        return text.to_owned();
    }
    let end = text.char_indices().nth(LONGEST_PHRASE).map_or(text.len(), |(at, _)| at);
    let start = text.get(..end).unwrap_or_default();
    let words = start.rsplit_once(' ').map_or(start, |(words, _)| words);
    words.trim_end_matches([',', ';', ' ']).to_owned()
}
