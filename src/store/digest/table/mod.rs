//! Tables: one kind of fact, one of them a row. Each row becomes what an entry of a digest is, and goes the same way.
//!
//! [`csv`] and [`json`] cut a text (of a workbook, that of a sheet) into cells that know their places, [`columns`] says what each column means, [`row`]
//! makes an entry of the cells, [`cells`] reads what only tables write (`> 5`, `Signed`). What a cell may hold, what a
//! claim needs and which values there are is decided where digests are read.

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

use super::problem::Problems;
use super::reader::Reader;
use super::{Cited, Digest, Entry, Form, Input, Word};
use cells::Seen;
use columns::{Columns, key};

/// A cell that is not empty.
struct Cell<'t> {
    /// Which column it stands in.
    column: usize,
    /// Where it stands, with its quotes.
    at: Range<usize>,
    text: Cow<'t, str>,
}

/// A table while it is read.
struct Sheet<'c, 'p> {
    reader: Reader<'c, 'p>,
    kind: &'c Kind,
    /// What the file is known again by.
    file: &'p str,
    columns: Columns<'c>,
    /// It is a sheet of a workbook, whose cells have tabs between them.
    workbook: bool,
    /// The source of rows that name none.
    source: Option<&'p str>,
    /// From where rows are known that cite nothing.
    note: Option<&'p str>,
    /// What an empty cell is written as.
    null: &'p [String],
    /// The fields whose columns have no convention, so that cells with two readings are wrong together.
    doubtful: Vec<&'c str>,
    /// What the cells of each field settle, while they are only looked at.
    seen: Option<Vec<(&'c Field, Seen)>>,
    /// One for each source.
    digests: Vec<Digest<'c>>,
    /// Which of them is a source's, as it is written; no source: what is known from elsewhere.
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

/// Finds the convention of each column by looking through all of it first, unless it was said; returns the fields in doubt.
fn conventions<'c>(reader: &mut Reader<'c, '_>, kind: &'c Kind, input: &Input) -> Vec<&'c str> {
    let mut problems = Problems::default();
    let mut looking = Reader::new(reader.catalog, (reader.file, &input.text), &mut problems);
    looking.tabular = true;
    let mut sheet = Sheet { seen: Some(vec![]), ..Sheet::new(looking, kind, input) };
    sheet.rows(input);
    let seen = sheet.seen.unwrap_or_default();
    let said = input.conventions;
    let mut doubtful = Vec::new();
    for (field, seen) in seen {
        let settled = match field.ty.is_time() {
            true if said.days.is_some() => Ok(said),
            false if said.point.is_some() => Ok(said),
            _ => seen.settle(field),
        };
        match settled {
            Ok(by) => reader.conventions.push((field.name.as_str(), by)),
            Err((at, sentence, helps)) => {
                reader.problem_with(at, sentence, helps);
                doubtful.push(field.name.as_str());
            }
        }
    }
    doubtful
}

/// What the rows are: the kind the file is called by (`projects.csv`), else what was said, else the one kind in its name
/// (`my-projects.csv`).
fn kind_of<'c>(reader: &mut Reader<'c, '_>, input: &Input) -> Option<&'c Kind> {
    let head = 0..input.text.find('\n').unwrap_or(input.text.len());
    let catalog = reader.catalog;
    let own = |kind: &&Kind| matches!(kind.sort, Sort::Thing | Sort::Record);
    let name = input.file_name();
    let stem = key(input.title());
    if let Some(kind) = catalog.kinds.iter().filter(own).find(|kind| is_called(kind, &stem)) {
        return Some(kind);
    }
    if let Some(typed) = &input.kind {
        let found = catalog.kinds.iter().filter(own).find(|kind| is_called(kind, &key(typed)));
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
        reader.problem_with(head, sentence, vec![help.to_owned()]);
        return None;
    }
    let stem = format!(" {stem} ");
    let in_name = |kind: &&Kind| {
        [&kind.name, &kind.plural].iter().any(|called| stem.contains(&format!(" {} ", key(called))))
    };
    let found: Vec<&Kind> = catalog.kinds.iter().filter(own).filter(in_name).collect();
    if let [kind] = found.as_slice() {
        return Some(kind);
    }
    let kinds: Vec<String> =
        catalog.kinds.iter().filter(own).map(|kind| format!("`{}`", kind.name)).collect();
    let called = input.cells.as_ref().map_or(name, |cells| &cells.sheet);
    let sentence = format!("the name `{called}` does not say what its rows are");
    let help = format!("say it with `--kind KIND`, which is {}", list_or(&kinds));
    let example = catalog.kinds.first().map(|kind| {
        format!("or let the name hold one kind, as in `{0}.csv` or `my-{0}.csv`", kind.plural)
    });
    reader.problem_with(head, sentence, std::iter::once(help).chain(example).collect());
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
            seen: None,
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
        let digest = self.digest_of(cited);
        if let Some(digest) = digest {
            digest.entries.push(entry);
        }
    }

    /// The digest of a source, made at its first row. A source that tells of itself has one of its own.
    fn digest_of(&mut self, cited: Cited) -> Option<&mut Digest<'c>> {
        let source = match &cited {
            Cited::Source(word) => Some(word.text.clone()),
            Cited::Nothing | Cited::Itself => None,
        };
        let known = self.of.get(&source).filter(|_| !matches!(cited, Cited::Itself)).copied();
        let at = known.unwrap_or(self.digests.len());
        if known.is_none() {
            let (owner, cited) = (self.file.to_owned(), Some(cited));
            let (entries, flags) = (vec![], vec![]);
            self.digests.push(Digest { source: None, owner, cited, entries, flags });
            self.of.insert(source, at);
        }
        self.digests.get_mut(at)
    }
}
