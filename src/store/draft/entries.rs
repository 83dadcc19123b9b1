//! Entries of a draft as text.

use std::fmt::Write as _;

use toml::Value;

use crate::store::digest::LONGEST_PHRASE;
use crate::text::toml::TomlNode;
use crate::text::toml_string;

/// A value that a person has to find.
pub(super) const ASKED: &str = "?";

/// An entry, field by field.
pub(super) struct DraftedEntry {
    pub(super) kind: String,
    /// Fields with their values, and the comment after each.
    values: Vec<(String, String, String)>,
    /// The paragraph, if it isn't the one around the entry, and the phrase.
    cited: Option<(Option<i64>, String)>,
    /// The number of values that a person has to find.
    pub(super) asked: u64,
}

impl DraftedEntry {
    pub(super) fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), values: vec![], cited: None, asked: 0 }
    }

    /// Adds a text.
    pub(super) fn set(&mut self, field: &str, text: &str) {
        self.set_with(field, text, "");
    }

    /// Adds a text and a comment after it.
    pub(super) fn set_with(&mut self, field: &str, text: &str, comment: &str) {
        self.asked += u64::from(text == ASKED);
        self.values.push((field.to_owned(), toml_string(text), comment.to_owned()));
    }

    /// Adds a text with the phrase that states it, in a paragraph if it isn't the one around the entry.
    pub(super) fn set_cited(&mut self, field: &str, text: &str, (p, phrase): (Option<i64>, &str)) {
        let paragraph = p.map(|p| format!("p = {p}, ")).unwrap_or_default();
        let (text, phrase) = (toml_string(text), toml_string(phrase));
        let value = format!("{{ value = {text}, {paragraph}phrase = {phrase} }}");
        self.push_value(field, value);
    }

    /// Adds another name of the thing, with the phrase that has it.
    pub(super) fn set_name(&mut self, text: &str, form: &str) {
        let (text, form) = (toml_string(text), toml_string(form));
        let name = format!("[{{ text = {text}, form = {form}, phrase = {text} }}]");
        self.push_value("names", name);
    }

    /// Adds a whole number.
    pub(super) fn set_number(&mut self, field: &str, number: i64) {
        self.push_value(field, number.to_string());
    }

    /// Adds values as they are in a table.
    pub(super) fn set_all(&mut self, values: &toml::Table) {
        for (field, value) in values {
            match value {
                Value::String(text) => self.set(field, text),
                value => self.push_value(field, value.to_string()),
            }
        }
    }

    fn push_value(&mut self, field: &str, value: String) {
        self.values.push((field.to_owned(), value, String::new()));
    }

    /// Cites a phrase of the paragraph around the entry.
    pub(super) fn cite(&mut self, phrase: &str) {
        self.cited = Some((None, toml_string(phrase)));
    }

    /// Cites a phrase of a paragraph.
    pub(super) fn cite_in(&mut self, paragraph: i64, phrase: &str) {
        self.cited = Some((Some(paragraph), toml_string(phrase)));
    }

    /// Returns the entry under its heading.
    pub(super) fn to_text(&self, heading: &str) -> String {
        let mut text = format!("{heading}\n");
        for (field, value, comment) in &self.values {
            let _ = writeln!(text, "{field} = {value}{comment}");
        }
        let cite = self.cited.as_ref().map(|(paragraph, phrase)| match paragraph {
            Some(p) => format!("cite = {{ p = {p}, phrase = {phrase} }}\n"),
            None => format!("cite = {phrase}\n"),
        });
        text + &cite.unwrap_or_default()
    }

    /// Returns the entry as an item of a list, with the comments after it.
    pub(super) fn to_list_item(&self) -> String {
        let node = |key: &str, value: &String| (key.to_owned(), TomlNode::Value(value.clone()));
        let values = self.values.iter().map(|(field, value, _)| node(field, value));
        let phrase = self.cited.iter().map(|(_, phrase)| node("phrase", phrase));
        let lines = TomlNode::Table(values.chain(phrase).collect()).lines("", 2, ",");
        let comments = self.values.iter().map(|(.., comment)| comment.as_str());
        format!("{}{}\n", lines.join("\n"), comments.collect::<String>())
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
