//! Samples the cells of a table to describe its columns, for a first map.

use std::collections::BTreeSet;

use super::super::super::input::Input;
use super::super::super::literal::is_absent;
use super::super::super::problem::Problems;
use super::super::super::reader::Reader;
use super::super::cells::{fold_heading, is_label_of_total};
use super::column_sample::{ColumnSample, count_letters};
use super::headings::heading_has_name;
use super::read::TableMap;
use super::rows::each_row;
use crate::catalog::Catalog;

/// The letters of a name that is no month, code or surname.
const NAME: usize = 8;
/// The number of rows that are compared to find columns that tell them apart.
const KEPT: usize = 10_000;

/// A table, as its cells describe it.
#[derive(Default)]
pub(super) struct TableSample {
    pub(super) columns: Vec<ColumnSample>,
    /// Words that often mean an empty cell.
    pub(super) absent: BTreeSet<String>,
    pub(super) rows: usize,
    /// The unit that the lines of titles name: `单位：万元`.
    pub(super) unit: Option<String>,
    /// The cells of the first rows.
    cells: Vec<Vec<(usize, String)>>,
    /// The columns that are filled in the last row.
    last: Vec<usize>,
    /// Whether a cell is the label of a total.
    has_totals: bool,
    /// The column that only totals leave empty, as their labels mean an empty cell.
    labelled: Option<usize>,
}

impl TableSample {
    /// Returns a column that most rows fill, but no totals and footnotes, if there are such.
    pub(super) fn required_column(&self) -> Option<&ColumnSample> {
        if let Some(labelled) = self.labelled {
            return self.columns.get(labelled);
        }
        let filled = self.columns.iter().filter(|column| column.filled > 0).count();
        if self.has_totals {
            // Totals and their parts fill few columns.
            let aside: Vec<&Vec<(usize, String)>> =
                self.cells.iter().filter(|row| is_total(row) || row.len() * 2 < filled).collect();
            let fills =
                |number: usize| aside.iter().any(|row| row.iter().any(|(of, _)| *of == number));
            let mut columns = self.columns.iter().enumerate();
            let needed = columns
                .find(|(number, column)| column.filled * 10 >= self.rows * 4 && !fills(*number));
            if let Some((_, needed)) = needed.filter(|_| aside.len() < self.cells.len()) {
                return Some(needed);
            }
        }
        let mut columns = self.columns.iter().enumerate();
        let is_needed = |(number, column): &(usize, &ColumnSample)| {
            column.filled * 10 >= self.rows * 4 && !self.last.contains(number)
        };
        columns.find(is_needed).map(|(_, column)| column).filter(|_| self.last.len() * 2 < filled)
    }

    /// Returns the column with the labels of totals, and these labels, if nothing else distinguishes the rows of totals.
    pub(super) fn labels_of_totals(&self) -> Option<(usize, BTreeSet<String>)> {
        let cells = || self.cells.iter().flatten().filter(|(_, text)| is_label_of_total(text));
        let (column, _) = cells().next().filter(|_| self.required_column().is_none())?;
        let is_one = cells().all(|(of, _)| of == column);
        is_one.then(|| (*column, cells().map(|(_, text)| text.clone()).collect()))
    }

    /// Says which column the rows fill that are no totals.
    pub(super) fn require_column(&mut self, column: usize) {
        self.labelled = Some(column);
    }

    /// Checks whether a column is filled in nearly all rows that are no totals or footnotes.
    pub(super) fn is_nearly_full(&self, column: &ColumnSample) -> bool {
        let rows = self.required_column().map_or(self.rows, |needed| needed.filled);
        column.filled * 10 >= rows * 8
    }

    /// Returns the first column that seems to name the rows: texts, each once.
    pub(super) fn find_name_column(&self, used: &dyn Fn(usize) -> bool) -> Option<usize> {
        let mut columns = self.columns.iter().enumerate();
        let names = |(number, column): &(usize, &ColumnSample)| {
            let is_text = |word: &&String| count_letters(word) > 3;
            let long = column.words.iter().filter(|word| count_letters(word) >= NAME).count();
            let texts = column.words.iter().filter(is_text).count();
            !used(*number)
                && !column.repeated
                && self.is_nearly_full(column)
                && texts * 10 >= column.words.len() * 9
                && long * 2 >= column.words.len()
                && column.dates == 0
        };
        columns.find(names).map(|(number, _)| number)
    }

    /// Checks whether a column is filled in all rows that are no totals or footnotes.
    pub(super) fn is_full(&self, column: &ColumnSample) -> bool {
        column.filled >= self.required_column().map_or(self.rows, |needed| needed.filled)
    }

    /// Counts the different texts of some columns together.
    fn count_distinct_rows(&self, columns: &[usize]) -> usize {
        let of_row = |row: &Vec<(usize, String)>| {
            let text = |column: &usize| row.iter().find(|(of, _)| of == column).map(|(_, t)| t);
            columns.iter().map(|column| text(column).cloned()).collect::<Vec<_>>()
        };
        self.cells.iter().map(of_row).collect::<BTreeSet<_>>().len()
    }

    /// Returns the first columns of places, without those that repeat another one, such as codes beside names, and without wider
    /// places beside narrower ones.
    pub(super) fn subject_columns(&self, catalog: &Catalog, most: usize) -> Vec<usize> {
        let places = self.columns.iter().enumerate().filter(|(_, column)| column.is_of_places());
        let mut places: Vec<(usize, &ColumnSample)> = places.collect();
        places.sort_by_key(|(_, column)| column.is_nearly_all(column.codes));
        let levels: Vec<&str> = catalog
            .containment
            .iter()
            .flat_map(|c| &c.levels)
            .map(|(level, _)| level.as_str())
            .collect();
        let mut subjects: Vec<(usize, &ColumnSample)> = Vec::new();
        for (number, column) in places {
            let is_other = |(other, beside): &(usize, &ColumnSample)| {
                let both = self.count_distinct_rows(&[*other, number]);
                let of_levels =
                    [column, beside].iter().all(|c| heading_has_name(catalog, &c.name, &levels));
                // Codes and names differ in a few rows, where one is missing or misspelt.
                let adds = |of: usize| both * 10 > self.count_distinct_rows(&[of]) * 12;
                !of_levels && (adds(*other) || adds(number))
            };
            if subjects.len() < most && subjects.iter().all(is_other) {
                subjects.push((number, column));
            }
        }
        let mut numbers: Vec<usize> = subjects.into_iter().map(|(number, _)| number).collect();
        numbers.sort_unstable();
        numbers
    }

    /// Checks whether columns together distinguish all rows.
    pub(super) fn are_apart(&self, columns: &[usize]) -> bool {
        self.count_distinct_rows(columns) == self.cells.len()
    }

    /// Returns these columns and others, up to `most` in all, that tell all rows apart together, or as many of them as any do.
    pub(super) fn telling_apart(
        &self,
        first: &[usize],
        others: &[usize],
        most: usize,
    ) -> Vec<usize> {
        let mut columns = first.to_vec();
        while columns.len() < most && self.count_distinct_rows(&columns) < self.cells.len() {
            let more =
                |other: &usize| self.count_distinct_rows(&[columns.as_slice(), &[*other]].concat());
            // If several are equal, the first counts.
            let best = others.iter().filter(|o| !columns.contains(o)).rev().max_by_key(|o| more(o));
            match best.filter(|best| more(best) > self.count_distinct_rows(&columns)) {
                Some(best) => columns.push(*best),
                None => break,
            }
        }
        columns
    }
}

/// Returns the unit of all amounts that lines of titles name: `单位：万元`, `Unit: USD million`.
fn unit_of_titles(text: &str, lines: usize) -> Option<String> {
    let cells = text
        .lines()
        .take(lines)
        .flat_map(|line| line.split(['\t', ',', ';', '(', ')', '（', '）']));
    { cells }.find_map(|cell| {
        let (of, unit) = cell.split_once([':', '：'])?;
        let of = fold_heading(of);
        let is_unit = ["unit", "units", "currency", "单位", "货币单位"].contains(&of.as_str());
        is_unit.then(|| unit.trim().to_owned()).filter(|unit| !unit.is_empty())
    })
}

/// Checks whether a row has the label of a total.
fn is_total(row: &[(usize, String)]) -> bool {
    row.iter().any(|(_, text)| is_label_of_total(text))
}

/// Reads all cells of a table for what its columns hold.
pub(super) fn sample_table(
    catalog: &Catalog,
    map: &TableMap<'_>,
    input: &Input,
    problems: &mut Problems,
) -> TableSample {
    let mut reader = Reader::new(catalog, (0, &input.text), problems);
    let mut seen: Vec<BTreeSet<String>> = Vec::new();
    let unit = unit_of_titles(input.text.as_str(), map.skip);
    let mut table = TableSample { unit, ..TableSample::default() };
    let columns = &mut table.columns;
    let header = each_row(map, (input, false), Some(&mut reader), &mut |row| {
        table.rows += 1;
        table.last.clear();
        let filled = || row.cells.iter().filter(|cell| !row.is_null(&cell.text));
        if table.cells.len() < KEPT {
            let cells = filled().map(|cell| (cell.column, cell.text.trim().to_owned()));
            table.cells.push(cells.collect());
            table.has_totals |= table.cells.last().is_some_and(|row| is_total(row));
        }
        for cell in filled() {
            table.last.push(cell.column);
            if is_absent(&cell.text) {
                table.absent.insert(cell.text.trim().to_owned());
            }
            while columns.len() <= cell.column {
                columns.push(ColumnSample::default());
                seen.push(BTreeSet::new());
            }
            if let (Some(column), Some(seen)) =
                (columns.get_mut(cell.column), seen.get_mut(cell.column))
            {
                column.add(catalog, cell.text.trim(), seen);
            }
        }
    });
    for (column, seen) in columns.iter_mut().zip(&seen) {
        column.find_several(seen);
    }
    let names = header.map(|header| header.names).unwrap_or_default();
    columns.resize_with(names.len().max(columns.len()), ColumnSample::default);
    for (column, name) in columns.iter_mut().zip(names) {
        column.name = name;
        column.leave_out_numbers();
    }
    table
}
