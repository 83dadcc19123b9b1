//! The differences of two bases as rows of an answer, so that every format can show them.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::answer::{Cell, Citation, Column, Row, Shape};
use crate::store::diff::{Change, Difference};

/// The columns, and the places of those that are cited.
const COLUMNS: [&str; 7] = ["change", "kind", "name", "field", "before", "after", "id"];
const BEFORE: usize = 4;
const AFTER: usize = 5;

/// Returns differences as columns and rows; the claims are cited beside the values.
pub fn difference_rows(found: &[Difference]) -> (Vec<Column>, Vec<Row>) {
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
pub fn difference_counts(found: &[Difference]) -> (Vec<Column>, Vec<Row>) {
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
pub fn difference_summary(found: &[Difference]) -> String {
    if found.is_empty() {
        return "the bases have the same facts".to_owned();
    }
    let [added, removed, changed, claims_added, claims_withdrawn] = count_changes(found);
    format!(
        "things and records: {added} added, {removed} removed, {changed} changed; claims: {claims_added} added, {claims_withdrawn} withdrawn"
    )
}
