//! Tables: one kind of fact, one fact in each row. A row becomes the same entry that a digest would have.
//!
//! [`records`] and [`json`] cut a text (for a workbook, that of a sheet) into cells that know their places, [`columns`] knows
//! what each column means, [`cells`] and [`units`] read notations that only tables have (`> 5`, `Signed`, a unit in the heading),
//! [`row`] makes an entry of the cells. Values and claims are checked by the same code as those of digests.

mod cells;
mod columns;
mod csv;
pub(super) mod json;
pub(super) mod judgements;
pub(super) mod map;
pub(super) mod records;
mod row;
mod sheet;
mod units;

use crate::catalog::{Catalog, Kind, SOURCE, Sort};
use crate::text::{in_backquotes, list_or};
use crate::value::Conventions;

use super::again::Rereading;
use super::entry::{Cited, Entry, Word};
use super::input::{Input, InputForm};
use super::parsed::Digest;
use super::problem::{Mistake, Problems};
use super::reader::Reader;
use cells::fold_heading;
use sheet::TableReader;

/// The number of bytes in which the first line of a table ends, if it has columns.
const FIRST_LINE: usize = 4096;

/// Reads a table, the `file`th of the inputs.
pub(super) fn read_table_input<'c>(
    catalog: &'c Catalog,
    file: usize,
    input: &Input,
    problems: &mut Problems,
) -> Vec<Digest<'c>> {
    let mut reader = Reader::new(catalog, (file, &input.text), problems);
    reader.tabular = true;
    let Some(kind) = kind_of(&mut reader, input) else { return vec![] };
    reader.problems.tables.entry(file).or_default().kind = Some(kind.name.clone());
    let fill = &mut |sheet: &mut TableReader<'c, '_>| {
        // An object can't be found again without all the objects before it.
        sheet.again = (input.form() != InputForm::Json).then(|| Rereading {
            file,
            kind,
            conventions: sheet.reader.conventions.clone(),
            doubtful: sheet.doubtful.clone(),
        });
        sheet.read_all_rows(input);
    };
    read_rows(reader, (kind, input, input.conventions), fill)
}

/// Reads the rows that `fill` gives: first for the conventions of their columns, then for their entries.
fn read_rows<'c>(
    mut reader: Reader<'c, '_>,
    (kind, input, asked): (&'c Kind, &Input, Conventions),
    fill: &mut dyn FnMut(&mut TableReader<'c, '_>),
) -> Vec<Digest<'c>> {
    let doubtful = find_conventions(&mut reader, (kind, input, asked), fill);
    let mut sheet = TableReader { doubtful, ..TableReader::new(reader, kind, input) };
    // A file without rows takes back the facts that it gave for its source before.
    if let Some(source) = sheet.source.clone().filter(|_| kind.name != SOURCE) {
        let word = Word { at: sheet.reader.place_at(0..0), text: source.into() };
        sheet.digest_of(Cited::Source(word));
    }
    fill(&mut sheet);
    sheet.digests
}

/// Reads rows of a table again, by the bytes at which they begin, and calls `each` with their entries. Their mistakes are known.
pub(super) fn read_again<'c, E>(
    catalog: &'c Catalog,
    (again, input): (&Rereading<'c>, &Input),
    rows: impl Iterator<Item = usize>,
    each: impl FnMut(usize, Entry<'c>) -> Result<(), E>,
) -> Result<(), E> {
    let mut problems = Problems::default();
    let mut reader = Reader::new(catalog, (again.file, &input.text), &mut problems);
    reader.tabular = true;
    reader.conventions.clone_from(&again.conventions);
    let doubtful = again.doubtful.clone();
    let mut sheet =
        TableReader { doubtful, once: true, ..TableReader::new(reader, again.kind, input) };
    csv::read_again(&mut sheet, &input.text, rows, each)
}

/// Finds the convention of each column by reading all of it first, unless an option gives it; returns the fields in doubt.
fn find_conventions<'c>(
    reader: &mut Reader<'c, '_>,
    (kind, input, asked): (&'c Kind, &Input, Conventions),
    fill: &mut dyn FnMut(&mut TableReader<'c, '_>),
) -> Vec<&'c str> {
    let mut problems = Problems::default();
    let mut first = Reader::new(reader.catalog, (reader.file, &input.text), &mut problems);
    (first.tabular, first.all_rows) = (true, true);
    let mut sheet = TableReader { readings: Some(vec![]), ..TableReader::new(first, kind, input) };
    fill(&mut sheet);
    let mut doubtful = Vec::new();
    for (field, readings) in sheet.readings.unwrap_or_default() {
        let found = match field.ty.is_time() {
            true if asked.days.is_some() => Ok(asked),
            false if asked.point.is_some() => Ok(asked),
            _ => readings.find_convention(field),
        };
        match found {
            Ok(by) => reader.conventions.push((field.name.as_str(), by)),
            Err((at, mistake)) => {
                let at = reader.place_at(at);
                reader.problems.add_of_table(&at, mistake);
                doubtful.push(field.name.as_str());
            }
        }
    }
    doubtful
}

/// Returns the kind of the rows: the one with the name of the file (`projects.csv`), else that of the options, else the one
/// kind in the name (`my-projects.csv`).
fn kind_of<'c>(reader: &mut Reader<'c, '_>, input: &Input) -> Option<&'c Kind> {
    let first = input.text.window(0, FIRST_LINE).text;
    let head = 0..first.find('\n').unwrap_or(first.len());
    let catalog = reader.catalog;
    let entered = || catalog.entered_kinds();
    let stem = fold_heading(input.title());
    if let Some(kind) = kind_of_title(catalog, &stem) {
        return Some(kind);
    }
    if let Some(typed) = &input.kind {
        let found = entered().find(|kind| is_called(kind, &fold_heading(typed)));
        if found.is_none() {
            reader.unknown_kind(typed, head);
        }
        return found;
    }
    if let Some(kind) = catalog.kinds.iter().find(|kind| is_called(kind, &stem)) {
        let sentence = format!("{} can't be loaded from a table", kind.plural);
        let help = match kind.sort {
            Sort::Evidence => {
                "write `source`, `paragraph` and `phrase` beside the facts they support"
            }
            _ => "give each kind a file of its own",
        };
        return reader.refuse(head, Mistake::new(sentence).help(help));
    }
    let found = kinds_in(catalog, &stem);
    if let [kind] = found.as_slice() {
        return Some(kind);
    }
    let kinds = in_backquotes(entered().map(|kind| &kind.name));
    let called = input.cells.as_ref().map_or(input.file_name(), |cells| &cells.sheet);
    let sentence = format!("the name `{called}` doesn't show the kind of its rows");
    let help = format!("name the kind with `--kind KIND`: {}", list_or(&kinds));
    let example = catalog.kinds.first().map(|kind| {
        format!("or put the kind into the name, as in `{0}.csv` or `my-{0}.csv`", kind.plural)
    });
    reader.refuse(head, Mistake::new(sentence).help(help).helps(example))
}

/// Returns the kind that a table is named after (`projects.csv`).
fn kind_of_title<'c>(catalog: &'c Catalog, title: &str) -> Option<&'c Kind> {
    catalog.entered_kinds().find(|kind| is_called(kind, title))
}

/// Lists the kinds that the name of a table holds, as in `my-projects`.
fn kinds_in<'c>(catalog: &'c Catalog, title: &str) -> Vec<&'c Kind> {
    let title = format!(" {} ", fold_heading(&title.replace('-', " ")));
    let in_title = |kind: &&Kind| {
        [&kind.name, &kind.plural]
            .iter()
            .any(|name| title.contains(&format!(" {} ", fold_heading(name))))
    };
    catalog.entered_kinds().filter(in_title).collect()
}

fn is_called(kind: &Kind, typed: &str) -> bool {
    fold_heading(&kind.name) == typed || fold_heading(&kind.plural) == typed
}

impl TableReader<'_, '_> {
    /// Reads all rows.
    fn read_all_rows(&mut self, input: &Input) {
        match input.form() {
            InputForm::Json => json::read_json(self, input.text.as_str()),
            _ => csv::read_csv(self, &input.text),
        }
    }
}
