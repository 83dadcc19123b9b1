//! Citations as footnotes: marks beside the values, and the notes they refer to.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

use super::RenderOptions;
use crate::answer::{Cell, Citation, Row};
use crate::text::{clean::clean, wrap};

/// Marks a value that another claim contradicts.
const CONTESTED: char = '±';

/// Writes the marks of some citations.
type Marks = Box<dyn Fn(&[Rc<Citation>]) -> String>;

/// Collects footnotes while rows are written.
pub(super) struct Footnotes {
    marks: Marks,
    /// Writes the text of a note.
    text: fn(&Citation) -> String,
    texts: BTreeMap<usize, String>,
}

impl Footnotes {
    pub(super) fn new(
        marks: impl Fn(&[Rc<Citation>]) -> String + 'static,
        text: fn(&Citation) -> String,
    ) -> Self {
        Self { marks: Box::new(marks), text, texts: BTreeMap::new() }
    }

    /// Makes footnotes marked by numbers in brackets.
    pub(super) fn with_bracket_marks() -> Self {
        Self::new(bracket_marks, Citation::text)
    }

    /// Writes the values of a row with their marks, and last the marks of conditions on fields that aren't shown.
    pub(super) fn marked_cells(
        &mut self,
        row: &Row,
        columns: usize,
        options: &RenderOptions,
        text: impl Fn(&Cell) -> String,
    ) -> Vec<String> {
        let mut cells = Vec::with_capacity(columns + 1);
        for at in 0..columns {
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            cells.push(self.with_marks(&text(cell), row, at));
        }
        if options.unshown {
            cells.push(self.with_marks("", row, columns));
        }
        cells
    }

    /// Appends the marks of a value's claims, and after `±` those of the claims against it.
    pub(super) fn with_marks(&mut self, shown: &str, row: &Row, at: usize) -> String {
        for citation in row.evidence(at) {
            self.texts.entry(citation.number).or_insert_with(|| (self.text)(citation));
        }
        let marks = row.citations.get(at).map(|citations| (self.marks)(citations));
        let against = row.against.get(at).and_then(Option::as_ref);
        let contested = against.map(|citations| match (self.marks)(citations) {
            marks if marks.is_empty() => CONTESTED.to_string(),
            marks => format!("{CONTESTED} {marks}"),
        });
        let words = [Some(shown.to_owned()), marks, contested].into_iter().flatten();
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Writes the notes, each broken between words at the width of the terminal.
    pub(super) fn write(&self, out: &mut dyn Write, width: Option<u16>) -> io::Result<()> {
        self.texts().try_for_each(|(number, text)| {
            let footnote = format!("[{number}] {}", clean(text));
            writeln!(out, "{}", wrap(&footnote, width, "    "))
        })
    }

    /// Lists the notes by number.
    pub(super) fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.texts.iter().map(|(number, text)| (*number, text.as_str()))
    }
}

/// Writes `[1][2]`, and `[3–9]` for a run of three or more.
fn bracket_marks(citations: &[Rc<Citation>]) -> String {
    let runs = citations.chunk_by(|a, b| a.number + 1 == b.number);
    let mark = |run: &[Rc<Citation>]| match run {
        [first, _, .., last] => format!("[{}–{}]", first.number, last.number),
        _ => {
            run.iter().map(|citation| format!("[{}]", citation.number)).collect::<Vec<_>>().concat()
        }
    };
    runs.map(mark).collect()
}
