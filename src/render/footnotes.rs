//! What stands behind the values of an answer, as people cite it: marks beside the values, and the notes they lead to.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::value::{Citation, Row};

/// Marks a value that has a claim against it.
const CONTESTED: char = '±';

/// Gathers footnotes while rows are written.
pub(super) struct Footnotes {
    /// How marks are written.
    marks: fn(&[Rc<Citation>]) -> String,
    /// How a note is written.
    text: fn(&Citation) -> String,
    texts: BTreeMap<usize, String>,
}

impl Footnotes {
    /// None yet.
    pub(super) fn new(marks: fn(&[Rc<Citation>]) -> String, text: fn(&Citation) -> String) -> Self {
        Self { marks, text, texts: BTreeMap::new() }
    }

    /// A value with its marks: what stands behind it, and behind `±` what speaks against it.
    pub(super) fn beside(&mut self, shown: &str, row: &Row, at: usize) -> String {
        for citation in row.evidence(at) {
            self.texts.entry(citation.number).or_insert_with(|| (self.text)(citation));
        }
        let behind = row.citations.get(at).map(|citations| (self.marks)(citations));
        let against = row.against.get(at).and_then(Option::as_ref);
        let contested = against.map(|citations| match (self.marks)(citations) {
            marks if marks.is_empty() => CONTESTED.to_string(),
            marks => format!("{CONTESTED} {marks}"),
        });
        let parts = [Some(shown.to_owned()), behind, contested].into_iter().flatten();
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The notes, by number.
    pub(super) fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.texts.iter().map(|(number, text)| (*number, text.as_str()))
    }
}
