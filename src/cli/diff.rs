//! `brief diff`: the facts in which two bases differ.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;

use super::failure::Failure;
use super::options::{chosen_format, is_base, open_base, output_file, unknown_kind};
use super::row_set::RowSet;
use crate::answer::{Cell, Citation, Column, Row, Shape};
use crate::store::Base;
use crate::store::diff::{Change, Difference};

/// Show which facts changed from one base to another
///
/// Things are matched by their ids, then by their names; records may differ in one value. Bases
/// with the same facts have no differences, however they were made. If only one base is given,
/// it is compared with the built-in facts.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    override_usage = "brief diff [OPTIONS] [BEFORE.db] AFTER.db [KIND]",
    after_help = "Exit codes: 0 no differences, 1 some differences, 2 wrong usage, 3 a base can't be opened"
)]
pub(super) struct DiffArguments {
    /// The base before, the base after, and a kind to limit the list to
    #[arg(value_name = "BEFORE.db AFTER.db KIND", required = true)]
    words: Vec<String>,

    /// Only count the differences of each kind
    #[arg(long)]
    stat: bool,

    #[arg(long, value_name = "FORMAT", help = super::options::format_help())]
    format: Option<String>,

    /// Write the differences to a file, completely or not at all; its ending sets the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// `brief diff [BEFORE.db] AFTER.db [KIND]`
pub(super) fn run_diff(arguments: &DiffArguments, quiet: bool) -> Result<(), Failure> {
    let (before, after, kind) = bases_and_kind(&arguments.words)?;
    let before = match before {
        Some(path) => open_base(Some(path))?,
        None => Base::built_in()?,
    };
    let after = open_base(Some(after))?;
    let kind = kind.map(|typed| name_of_kind(typed, [&before, &after])).transpose()?;
    let mut found = before.differences(&after)?;
    found.retain(|one| kind.as_ref().is_none_or(|kind| one.kind == *kind));
    let file = output_file(arguments.output.as_deref());
    let format = chosen_format(arguments.format.as_deref(), file)?;
    as_rows(&found, arguments.stat).write(format, file)?;
    if !quiet {
        anstream::eprintln!("{}", difference_summary(&found));
    }
    if found.is_empty() { Ok(()) } else { Err(Failure::Different) }
}

/// Prints the differences from a base to the copy that would replace it.
pub(super) fn print_differences(base: &Path, copy: &Path) -> Result<(), Failure> {
    let found = open_base(Some(base))?.differences(&open_base(Some(copy))?)?;
    as_rows(&found, false).write(chosen_format(None, None)?, None)
}

/// Lists differences, or how many there are of each kind.
fn as_rows(found: &[Difference], stat: bool) -> RowSet {
    let noun = if stat { ("kind", "kinds") } else { ("difference", "differences") };
    let (columns, rows) = if stat { difference_counts(found) } else { difference_rows(found) };
    RowSet { columns, rows, noun, cited: !stat }
}

/// Splits the words into the bases and the kind. One base is compared with the built-in facts.
fn bases_and_kind(words: &[String]) -> Result<(Option<&Path>, &Path, Option<&str>), Failure> {
    match words {
        [after] => Ok((None, Path::new(after), None)),
        [after, kind] if !is_base(kind) && !Path::new(kind).exists() => {
            Ok((None, Path::new(after), Some(kind)))
        }
        [before, after] => Ok((Some(Path::new(before)), Path::new(after), None)),
        [before, after, kind] => Ok((Some(Path::new(before)), Path::new(after), Some(kind))),
        _ => Err(Failure::usage("`brief diff` takes two bases and one kind at most")),
    }
}

/// Returns the name of a kind that one of the bases has.
fn name_of_kind(typed: &str, bases: [&Base; 2]) -> Result<String, Failure> {
    let found = bases.iter().find_map(|base| base.catalog().find_kind(typed));
    found.map(|kind| kind.name.clone()).ok_or_else(|| unknown_kind(typed))
}

/// The columns, and the places of those that are cited.
const COLUMNS: [&str; 7] = ["change", "kind", "name", "field", "before", "after", "id"];
const BEFORE: usize = 4;
const AFTER: usize = 5;

/// Returns differences as columns and rows; the claims are cited beside the values.
fn difference_rows(found: &[Difference]) -> (Vec<Column>, Vec<Row>) {
    let column = |(at, name): (usize, &str)| {
        let shape = if [BEFORE, AFTER].contains(&at) { Shape::List } else { Shape::Text };
        Column { name: name.to_owned(), shape }
    };
    let columns = COLUMNS.into_iter().enumerate().map(column).collect();
    let mut numbers = BTreeMap::new();
    (columns, found.iter().map(|one| difference_row(one, &mut numbers)).collect())
}

/// Returns a difference as a row; equal claims have one number.
fn difference_row(one: &Difference, numbers: &mut BTreeMap<Citation, usize>) -> Row {
    let list = |texts: &[String]| match texts {
        [] => Cell::Unknown,
        texts => Cell::List(texts.iter().cloned().map(Cell::Text).collect()),
    };
    let fields = match one.fields.as_slice() {
        [] => Cell::Unknown,
        fields => Cell::Text(fields.join(", ")),
    };
    let mut numbered = |cited: &[Citation]| {
        let number = |citation: &Citation| {
            let next = numbers.len() + 1;
            let number = *numbers.entry(citation.clone()).or_insert(next);
            Rc::new(Citation { number, ..citation.clone() })
        };
        cited.iter().map(number).collect::<Vec<_>>()
    };
    let mut citations = vec![vec![]; COLUMNS.len() + 1];
    for (at, cited) in [(BEFORE, &one.cited_before), (AFTER, &one.cited_after)] {
        if let Some(cell) = citations.get_mut(at) {
            *cell = numbered(cited);
        }
    }
    let cells = vec![
        Cell::Text(one.change.in_words().to_owned()),
        Cell::Text(one.kind.clone()),
        Cell::Text(one.name.clone()),
        fields,
        list(&one.before),
        list(&one.after),
        one.id.clone().map_or(Cell::Unknown, Cell::Text),
    ];
    Row { citations, ..Row::of_cells(cells) }
}

/// The changes that are counted, by the names of their columns.
const COUNTED: [(&str, Change); 5] = [
    ("added", Change::Added),
    ("removed", Change::Removed),
    ("changed", Change::Changed),
    ("claims_added", Change::ClaimAdded),
    ("claims_withdrawn", Change::ClaimWithdrawn),
];

/// Counts differences by their change. A thing or record with several changed values is counted once.
fn count_changes(found: &[Difference]) -> [u64; 5] {
    let mut counts = [0; 5];
    // Differences of one thing or record follow each other.
    let same =
        |a: &Difference, b: &Difference| a.kind == b.kind && a.name == b.name && a.id == b.id;
    for entry in found.chunk_by(same) {
        for (count, (_, change)) in counts.iter_mut().zip(COUNTED) {
            let n = entry.iter().filter(|one| one.change == change).count() as u64;
            *count += if change == Change::Changed { n.min(1) } else { n };
        }
    }
    counts
}

/// Returns the number of differences of each kind, as columns and rows.
fn difference_counts(found: &[Difference]) -> (Vec<Column>, Vec<Row>) {
    let number = |(name, _): (&str, _)| Column { name: name.to_owned(), shape: Shape::Integer };
    let kind = Column { name: "kind".to_owned(), shape: Shape::Text };
    let columns = [kind].into_iter().chain(COUNTED.into_iter().map(number)).collect();
    let row = |of_kind: &[Difference]| {
        let kind = of_kind.first().map(|one| one.kind.clone()).unwrap_or_default();
        let cell = |n| Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX));
        let cells = count_changes(of_kind).into_iter().map(cell);
        Row::of_cells([Cell::Text(kind)].into_iter().chain(cells).collect())
    };
    (columns, found.chunk_by(|a, b| a.kind == b.kind).map(row).collect())
}

/// Returns a sentence that counts the differences.
fn difference_summary(found: &[Difference]) -> String {
    if found.is_empty() {
        return "the bases have the same facts".to_owned();
    }
    let [added, removed, changed, claims_added, claims_withdrawn] = count_changes(found);
    format!(
        "things and records: {added} added, {removed} removed, {changed} changed; claims: {claims_added} added, {claims_withdrawn} withdrawn"
    )
}
