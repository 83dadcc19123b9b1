//! Tables: one kind of fact, one fact in each row. A row becomes the same entry that a digest would have.
//!
//! [`csv`] and [`json`] cut a text (for a workbook, that of a sheet) into cells that know their places, [`columns`] knows what each
//! column means, [`cells`] and [`units`] read notations that only tables have (`> 5`, `Signed`, a unit in the heading), [`row`]
//! makes an entry of the cells. Values and claims are checked where those of digests are.

mod cells;
mod columns;
mod csv;
mod json;
mod row;
mod units;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::catalog::{Catalog, Field, Kind, SOURCE, Sort};
use crate::text::list_or;

use super::entries::is_entered;
use super::problem::{Mistake, Problems};
use super::reader::Reader;
use super::{Cited, Digest, Entry, Form, Input, Word};
use cells::Readings;
use columns::{Columns, key};

/// A cell that is not empty.
struct Cell<'t> {
    /// The number of its column.
    column: usize,
    /// Its place, with its quotes.
    at: Range<usize>,
    text: Cow<'t, str>,
}

/// A table while it is read.
struct Sheet<'c, 'p> {
    reader: Reader<'c, 'p>,
    kind: &'c Kind,
    /// The name by which the file is known when it is loaded again.
    file: &'p str,
    columns: Columns<'c>,
    /// Whether it is a sheet of a workbook, whose cells have tabs between them.
    workbook: bool,
    /// The source of rows that do not name one.
    source: Option<&'p str>,
    /// From where rows are known that cite nothing.
    note: Option<&'p str>,
    /// The words that mean an empty cell.
    null: &'p [String],
    /// The fields whose columns have no convention, so that cells with two readings are wrong together.
    doubtful: Vec<&'c str>,
    /// How the cells of each field can be read, while the table is read for its conventions only.
    readings: Option<Vec<(&'c Field, Readings)>>,
    /// One for each source.
    digests: Vec<Digest<'c>>,
    /// The digest of each source, as it is written; `None` means external knowledge.
    of: HashMap<Option<String>, usize>,
}

/// Reads a table, the `file`th of the inputs.
pub(super) fn read<'c>(
    catalog: &'c Catalog,
    file: usize,
    input: &Input,
    problems: &mut Problems,
) -> Vec<Digest<'c>> {
    let mut reader = Reader::new(catalog, (file, &input.text), problems);
    reader.tabular = true;
    let Some(kind) = kind_of(&mut reader, input) else { return vec![] };
    let doubtful = conventions(&mut reader, kind, input);
    let mut sheet = Sheet { doubtful, ..Sheet::new(reader, kind, input) };
    // A file without rows takes back what its source said in it before.
    if let Some(source) = sheet.source.filter(|_| kind.name != SOURCE) {
        let word = Word { at: sheet.reader.place(0..0), text: source.to_owned() };
        sheet.digest_of(Cited::Source(word));
    }
    sheet.rows(input);
    sheet.digests
}

/// Finds the convention of each column by reading all of it first, unless an option gives it; returns the fields in doubt.
fn conventions<'c>(reader: &mut Reader<'c, '_>, kind: &'c Kind, input: &Input) -> Vec<&'c str> {
    let mut problems = Problems::default();
    let mut first = Reader::new(reader.catalog, (reader.file, &input.text), &mut problems);
    first.tabular = true;
    let mut sheet = Sheet { readings: Some(vec![]), ..Sheet::new(first, kind, input) };
    sheet.rows(input);
    let asked = input.conventions;
    let mut doubtful = Vec::new();
    for (field, readings) in sheet.readings.unwrap_or_default() {
        let found = match field.ty.is_time() {
            true if asked.days.is_some() => Ok(asked),
            false if asked.point.is_some() => Ok(asked),
            _ => readings.convention(field),
        };
        match found {
            Ok(by) => reader.conventions.push((field.name.as_str(), by)),
            Err((at, mistake)) => {
                reader.problem(at, mistake);
                doubtful.push(field.name.as_str());
            }
        }
    }
    doubtful
}

/// Returns the kind of the rows: the one with the name of the file (`projects.csv`), else that of the options, else the one
/// kind in the name (`my-projects.csv`).
fn kind_of<'c>(reader: &mut Reader<'c, '_>, input: &Input) -> Option<&'c Kind> {
    let head = 0..input.text.find('\n').unwrap_or(input.text.len());
    let catalog = reader.catalog;
    let entered = || catalog.kinds.iter().filter(|kind| is_entered(kind));
    let stem = key(input.title());
    if let Some(kind) = entered().find(|kind| is_called(kind, &stem)) {
        return Some(kind);
    }
    if let Some(typed) = &input.kind {
        let found = entered().find(|kind| is_called(kind, &key(typed)));
        if found.is_none() {
            reader.unknown_kind(typed, head);
        }
        return found;
    }
    if let Some(kind) = catalog.kinds.iter().find(|kind| is_called(kind, &stem)) {
        let sentence = format!("{} aren't loaded from a table", kind.plural);
        let help = match kind.sort {
            Sort::Evidence => {
                "write `source`, `paragraph` and `phrase` beside the facts they stand behind"
            }
            _ => "give each kind a file of its own",
        };
        reader.problem(head, Mistake::new(sentence).help(help));
        return None;
    }
    let stem = format!(" {stem} ");
    let in_name = |kind: &&Kind| {
        [&kind.name, &kind.plural].iter().any(|called| stem.contains(&format!(" {} ", key(called))))
    };
    let found: Vec<&Kind> = entered().filter(in_name).collect();
    if let [kind] = found.as_slice() {
        return Some(kind);
    }
    let kinds: Vec<String> = entered().map(|kind| format!("`{}`", kind.name)).collect();
    let called = input.cells.as_ref().map_or(input.file_name(), |cells| &cells.sheet);
    let sentence = format!("the name `{called}` does not say what its rows are");
    let help = format!("say it with `--kind KIND`, which is {}", list_or(&kinds));
    let example = catalog.kinds.first().map(|kind| {
        format!("or let the name hold one kind, as in `{0}.csv` or `my-{0}.csv`", kind.plural)
    });
    reader.problem(head, Mistake::new(sentence).help(help).helps(example));
    None
}

fn is_called(kind: &Kind, typed: &str) -> bool {
    key(&kind.name) == typed || key(&kind.plural) == typed
}

impl<'c, 'p> Sheet<'c, 'p> {
    fn new(reader: Reader<'c, 'p>, kind: &'c Kind, input: &'p Input) -> Self {
        Self {
            columns: Columns::new(reader.catalog, kind),
            reader,
            kind,
            file: input.known_as(),
            workbook: input.form() == Form::Workbook,
            source: input.source.as_deref(),
            note: input.note.as_deref(),
            null: &input.null,
            doubtful: vec![],
            readings: None,
            digests: vec![],
            of: HashMap::new(),
        }
    }

    /// Reads all rows.
    fn rows(&mut self, input: &Input) {
        match input.form() {
            Form::Json => json::read(self, &input.text),
            _ => csv::read(self, &input.text),
        }
    }

    /// Keeps an entry with the others of its source.
    fn keep(&mut self, cited: Cited, entry: Entry<'c>) {
        if let Some(digest) = self.digest_of(cited) {
            digest.entries.push(entry);
        }
    }

    /// Returns the digest of a source, made at its first row. A row that is a source itself has one of its own.
    fn digest_of(&mut self, cited: Cited) -> Option<&mut Digest<'c>> {
        let source = match &cited {
            Cited::Source(word) => Some(word.text.clone()),
            Cited::Nothing | Cited::Itself => None,
        };
        let known = self.of.get(&source).filter(|_| !matches!(cited, Cited::Itself)).copied();
        let at = known.unwrap_or(self.digests.len());
        if known.is_none() {
            let (owner, cited) = (self.file.to_owned(), Some(cited));
            self.digests.push(Digest { owner, cited, ..Digest::default() });
            self.of.insert(source, at);
        }
        self.digests.get_mut(at)
    }
}
