//! Drafts a first map for a table from its headings, its cells and the catalog: a column that is recognised becomes a value,
//! every other a comment with samples of its cells.

use std::collections::HashMap;

use super::super::super::input::Input;
use super::super::super::problem::{DigestError, Problems};
use super::super::kinds_in;
use super::column_sample::{ColumnSample, is_year};
use super::draft_records::guess_records;
use super::draft_text::write_map;
use super::guess::{guess_values, kind_of_heading, kind_of_title};
use super::measured::is_statistic;
use super::read::TableMap;
use super::rows::title_lines;
use super::sample::{TableSample, sample_table};
use crate::catalog::{Catalog, Kind, Sort};

/// A word that often means an empty cell, and a code.
const NAMIBIA: &str = "NA";
/// The words that often mean an empty cell.
const NULL: [&str; 4] = ["", "NA", "N/A", "\\N"];

/// Returns a first map for a table. If its rows cannot be read, returns the mistakes.
pub fn draft(
    catalog: &Catalog,
    input: &Input,
    kind: Option<&Kind>,
) -> Result<String, Vec<DigestError>> {
    let mut problems = Problems::default();
    let null = NULL.map(str::to_owned).into();
    let mut map = TableMap { skip: title_lines(input), null, ..TableMap::default() };
    let mut read = sample_table(catalog, &map, input, &mut problems);
    let headless = map.skip == 0 && read.columns.iter().any(is_headless);
    if headless {
        let names = (1..=read.columns.len()).map(|number| format!("column {number}")).collect();
        map.header = Some(names);
    }
    if headless || !read.absent.is_empty() {
        map.null.extend(std::mem::take(&mut read.absent));
        read = sample_table(catalog, &map, input, &mut Problems::default());
    }
    // `NA` is the code of Namibia, unless it is in other columns too.
    let is_namibia = |read: &TableSample| {
        let mut others = read.columns.iter().filter(|column| !column.is_of_short_codes());
        others.all(|column| !column.words.iter().any(|word| word == NAMIBIA))
    };
    if read.columns.iter().any(ColumnSample::is_of_short_codes) {
        let null = map.null.iter().filter(|word| *word != NAMIBIA).cloned().collect();
        let other =
            TableMap { null, skip: map.skip, header: map.header.clone(), ..TableMap::default() };
        let without = sample_table(catalog, &other, input, &mut Problems::default());
        if is_namibia(&without) {
            (map, read) = (other, without);
        }
    }
    // The label of a total is no name. Rows that have one are left out if it means an empty cell.
    if let Some((column, labels)) = read.labels_of_totals() {
        map.null.extend(labels);
        read = sample_table(catalog, &map, input, &mut Problems::default());
        read.require_column(column);
    }
    if !problems.is_empty() && !headless {
        return Err(problems.into_errors(std::slice::from_ref(input), catalog, &HashMap::new()));
    }
    let is_thing = |kind: &&Kind| kind.sort == Sort::Thing && !kind.core;
    let named = kinds_in(catalog, input.title()).into_iter().find(|kind| is_thing(kind));
    let kinds = || catalog.kinds.iter().filter(is_thing);
    let fit = |kind: &&Kind| {
        let values = guess_values(catalog, kind, &read.columns);
        let is_used = |number: usize| values.iter().any(|value| value.uses_column(number));
        let records = guess_records(catalog, kind, &read.columns, &is_used);
        (values.len() + records.len(), kind.fields.len())
    };
    // A word that only names a kind is weaker evidence than columns of another kind.
    let has_more = |kind: &Kind| kinds().any(|other| fit(&other).0 > fit(&kind).0 + 1);
    let meant = || kind_of_title(catalog, input.title()).filter(|kind| !has_more(kind));
    let kind = kind.or(named).or_else(|| kind_of_heading(catalog, &read));
    if kind.is_none() && is_statistic(catalog, &read) {
        return Ok(write_map(catalog, input, (None, &read), &map));
    }
    let Some(kind) = kind.or_else(meant).or_else(|| kinds().max_by_key(fit)) else {
        return Ok(String::new());
    };
    if let Some(names) = &mut map.header {
        // A recognised value names its column.
        for value in guess_values(catalog, kind, &read.columns) {
            if let (Some(name), Some(column)) =
                (names.get_mut(value.column), read.columns.get_mut(value.column))
            {
                name.clone_from(&value.heading);
                column.name.clone_from(&value.heading);
            }
        }
    }
    Ok(write_map(catalog, input, (Some(kind), &read), &map))
}

/// Checks whether the heading of a column looks like a cell: a number, or a mark for an empty cell. A year is a heading, unless
/// years follow.
fn is_headless(column: &ColumnSample) -> bool {
    let heading = column.name.trim();
    let is_number =
        !heading.is_empty() && heading.chars().all(|c| c.is_ascii_digit() || "-.".contains(c));
    heading == "\\N" || is_number && (!is_year(heading) || column.is_of_years())
}
