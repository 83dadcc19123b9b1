//! What stands behind the values of an answer, as people cite it: marks beside the values, and the notes they lead to.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

use crate::answer::{Citation, Row};
use crate::text::{clean::clean, wrap};

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

    /// None yet, with numbers in brackets as marks.
    pub(super) fn numbered() -> Self {
        Self::new(brackets, Citation::text)
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

    /// The notes, each on a line that is broken where a terminal ends.
    pub(super) fn write(&self, out: &mut dyn Write, width: Option<u16>) -> io::Result<()> {
        self.texts().try_for_each(|(number, text)| {
            let footnote = format!("[{number}] {}", clean(text));
            writeln!(out, "{}", wrap(&footnote, width, "    "))
        })
    }

    /// The notes, by number.
    pub(super) fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.texts.iter().map(|(number, text)| (*number, text.as_str()))
    }
}

/// `[1][2]`, and `[3–9]` for three and more in a row.
fn brackets(citations: &[Rc<Citation>]) -> String {
    let runs = citations.chunk_by(|a, b| a.number + 1 == b.number);
    let mark = |run: &[Rc<Citation>]| match run {
        [first, _, .., last] => format!("[{}–{}]", first.number, last.number),
        _ => {
            run.iter().map(|citation| format!("[{}]", citation.number)).collect::<Vec<_>>().concat()
        }
    };
    runs.map(mark).collect()
}
