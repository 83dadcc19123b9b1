//! Mistakes in digests: each with its place and help, and grouped if the same mistake occurs in many places.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::ops::Range;

use super::input::{Input, line_and_column};
use super::rows::TableRows;
use crate::catalog::{Catalog, Kind};
use crate::text::did_you_mean;
use crate::value::find_similar;

/// Replaces the words of the author in [`DigestError::alike`].
const BLANK: char = '…';

/// A place in one of the inputs: which input, and which bytes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct InputSpan {
    pub(crate) file: usize,
    pub(crate) span: Range<usize>,
}

/// A mistake in a sentence, and the help for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) sentence: String,
    pub(crate) helps: Vec<String>,
    /// Whether it is shown each time, because each has its own help.
    pub(crate) each: bool,
}

/// The mistakes and warnings found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<PlacedMistake>,
    /// How many of them aren't warnings.
    mistakes: usize,
    /// How many cells are left out because they follow from others.
    pub(crate) derived: usize,
    /// The rows of each table, by its number among the inputs.
    pub(crate) tables: BTreeMap<usize, TableRows>,
}

#[derive(Debug, PartialEq)]
struct PlacedMistake {
    at: InputSpan,
    mistake: Mistake,
    warning: bool,
    /// Whether the whole table is meant, and not the row that the place is in.
    of_table: bool,
}

/// A mistake in a digest or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestError {
    /// Which of the inputs it is in, from 0.
    pub input: usize,
    /// The input's name.
    pub file: String,
    /// The cell, if it is in a sheet of a workbook: `Projects!C7`.
    pub cell: Option<String>,
    /// The line, from 1; the row in a sheet.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The bytes of the whole text that are meant.
    pub span: Range<usize>,
    /// The mistake, without a full stop.
    pub sentence: String,
    /// The help: what could be written instead.
    pub helps: Vec<String>,
    /// Whether the rest can be loaded nevertheless.
    pub warning: bool,
    /// The bytes of the row that is wrong, if rows may be left out and the mistake is in one.
    pub row: Option<Range<usize>>,
    /// The sentence without the words of the author: the same for one mistake made in several places.
    pub alike: String,
}

impl fmt::Display for DigestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cell {
            Some(cell) => write!(f, "{}, {cell}: {}", self.file, self.sentence)?,
            None => write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.sentence)?,
        }
        self.helps.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for DigestError {}

impl Mistake {
    /// Makes a mistake without help.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), helps: vec![], each: false }
    }

    /// Shows the mistake every time it is made, instead of once for all places.
    pub(crate) fn show_each_time(mut self) -> Self {
        self.each = true;
        self
    }

    /// Adds a line of help.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }

    /// Adds several lines of help.
    pub(crate) fn helps(mut self, helps: impl IntoIterator<Item = String>) -> Self {
        self.helps.extend(helps);
        self
    }

    /// Offers the known names that are spelt like the typed one.
    pub(crate) fn did_you_mean<'n>(
        self,
        typed: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        self.helps(did_you_mean(&find_similar(typed, known.into_iter())))
    }
}

impl<S: Into<String>> From<S> for Mistake {
    fn from(sentence: S) -> Self {
        Self::new(sentence)
    }
}

impl Problems {
    /// Notes a mistake.
    pub(crate) fn add(&mut self, at: &InputSpan, mistake: impl Into<Mistake>) {
        self.push(at, mistake.into(), (false, false));
    }

    /// Notes a mistake of a whole table that shows at a place.
    pub(crate) fn add_of_table(&mut self, at: &InputSpan, mistake: impl Into<Mistake>) {
        self.push(at, mistake.into(), (false, true));
    }

    /// Notes a part that is left out.
    pub(crate) fn warn(&mut self, at: &InputSpan, mistake: impl Into<Mistake>) {
        self.push(at, mistake.into(), (true, false));
    }

    fn push(&mut self, at: &InputSpan, mistake: Mistake, (warning, of_table): (bool, bool)) {
        self.mistakes += usize::from(!warning);
        self.found.push(PlacedMistake { at: at.clone(), mistake, warning, of_table });
    }

    /// Checks whether there is no mistake.
    pub(crate) fn is_empty(&self) -> bool {
        self.mistakes == 0
    }

    /// Checks whether there is a mistake or a warning.
    pub(crate) fn has_any(&self) -> bool {
        !self.found.is_empty()
    }

    /// Lists the places of all of them.
    pub(super) fn places(&self) -> impl Iterator<Item = InputSpan> {
        self.found.iter().map(|problem| problem.at.clone())
    }

    /// Returns all of them in the order of the inputs and of their lines, each once. `read_by` has further help for some places,
    /// each a file and a byte.
    pub(crate) fn into_errors(
        mut self,
        inputs: &[Input],
        catalog: &Catalog,
        read_by: &HashMap<(usize, usize), String>,
    ) -> Vec<DigestError> {
        self.found.sort_by_key(|p| (p.at.file, p.at.span.start, p.at.span.end));
        self.found.dedup();
        let (mut lines, known) = (Lines::default(), Known::new(catalog));
        let tables = self.tables;
        let error = |PlacedMistake { at, mistake, warning, of_table }| {
            let Mistake { sentence, mut helps, each } = mistake;
            let row = tables.get(&at.file).filter(|_| !of_table);
            helps.extend(read_by.get(&(at.file, at.span.start)).cloned());
            let input = inputs.get(at.file);
            let text = input.map(|input| input.text.as_str()).unwrap_or_default();
            let (line, column) = lines.line_and_column(at.file, text, at.span.start);
            let cells = input.and_then(|input| input.cells.as_ref());
            let typed = text.get(at.span.clone()).unwrap_or_default().trim_matches('"');
            DigestError {
                input: at.file,
                file: input.map(|input| input.name.clone()).unwrap_or_default(),
                cell: cells.map(|cells| cells.cell_name(at.span.start)),
                line: cells.map_or(line, |cells| cells.row_number(at.span.start)),
                column,
                alike: if each { sentence.clone() } else { known.mask(&sentence, typed) },
                row: row.and_then(|rows| rows.row_of(&at.span)),
                span: at.span,
                sentence,
                helps,
                warning,
            }
        };
        self.found.into_iter().map(error).collect()
    }
}

/// The names of the catalog and the engine, which are not the words of an author.
struct Known<'c>(HashSet<&'c str>);

impl<'c> Known<'c> {
    fn new(catalog: &'c Catalog) -> Self {
        let names = |kind: &'c Kind| {
            let fields = kind.fields.iter().map(|field| field.name.as_str());
            let links = kind.links().map(|link| link.name.as_str());
            fields.chain(links).chain([kind.name.as_str(), kind.plural.as_str()])
        };
        let own = ["id", "name", "source", "paragraph", "note", "basis", "phrase"];
        Self(catalog.kinds.iter().flat_map(names).chain(own).collect())
    }

    /// Blanks the words of the author in a sentence: quoted words that are not known names, and figures.
    fn mask(&self, sentence: &str, typed: &str) -> String {
        let mut masked = String::new();
        let mut rest = sentence;
        while let Some(first) = rest.chars().next() {
            let end = match first {
                '`' | '"' => find_closing_quote(rest, first),
                '“' => find_closing_quote(rest, '”'),
                '0'..='9' => rest.find(|c: char| !c.is_ascii_digit()).or(Some(rest.len())),
                _ => None,
            };
            let part = end.and_then(|end| rest.get(..end));
            let inner = part.map_or("", |part| part.trim_matches(['`', '"', '“', '”']));
            match part {
                Some(_) if first == '`' && inner != typed && self.0.contains(inner) => {
                    masked.push_str(inner);
                }
                Some(_) => masked.push(BLANK),
                None => masked.push(first),
            }
            rest = rest.get(part.map_or(first.len_utf8(), str::len)..).unwrap_or_default();
        }
        masked
    }
}

/// Returns the bytes up to the quote that closes the one at the beginning.
fn find_closing_quote(text: &str, quote: char) -> Option<usize> {
    text.char_indices().skip(1).find(|(_, c)| *c == quote).map(|(at, c)| at + c.len_utf8())
}

/// Lines of places that are asked for one after the other: each line is counted once.
#[derive(Default)]
pub(crate) struct Lines {
    file: usize,
    /// A byte at which a line begins, and the number of lines before it.
    start: usize,
    before: usize,
}

impl Lines {
    /// Returns the line and the character of a byte of the `file`th text, both from 1.
    pub(crate) fn line_and_column(&mut self, file: usize, text: &str, at: usize) -> (usize, usize) {
        if file != self.file || at < self.start {
            *self = Self { file, ..Self::default() };
        }
        let rest = text.get(self.start..).unwrap_or_default();
        let (line, column) = line_and_column(rest, at - self.start);
        let found = (self.before + line, column);
        self.before += line - 1;
        let passed = rest.get(..at - self.start).unwrap_or(rest);
        self.start += passed.rfind('\n').map_or(0, |end| end + 1);
        found
    }
}

/// Writes a place as `file:line`, or as the cell of a sheet.
pub(crate) fn format_location(inputs: &[Input], place: &InputSpan) -> String {
    inputs
        .get(place.file)
        .map_or("the base".into(), |input| input.format_location(place.span.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_in_the_order_of_the_text() {
        let inputs = [Input::new("a.toml", "one\ntwo"), Input::new("b.toml", "three")];
        let mut problems = Problems::default();
        for (file, start) in [(1, 0), (0, 4), (0, 0), (0, 4)] {
            problems.add(&InputSpan { file, span: start..start + 3 }, "wrong");
        }
        let catalog = Catalog::built_in().unwrap();
        let errors = problems.into_errors(&inputs, &catalog, &HashMap::new());
        let found: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["a.toml:1:1: wrong", "a.toml:2:1: wrong", "b.toml:1:1: wrong"]);
    }

    #[test]
    fn sentences_differ_only_in_the_words_of_the_author() {
        let catalog = Catalog::built_in().unwrap();
        let known = Known::new(&catalog);
        let mask = |sentence: &str| known.mask(sentence, "signed");
        assert_eq!(mask("`n/a` isn't a value of `status`"), "… isn't a value of status");
        assert_eq!(mask("no place \"Qingdoa\""), "no place …");
        assert_eq!(mask("there is no paragraph 41"), "there is no paragraph …");
        assert_eq!(known.mask("`status` isn't a date", "status"), "… isn't a date");
        assert_eq!(mask("an open ` stays"), "an open ` stays");
    }
}
