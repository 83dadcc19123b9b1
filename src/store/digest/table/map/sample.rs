//! Samples the cells of a table to describe its columns, for a first map.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::input::Input;
use super::super::super::literal::is_absent;
use super::super::super::problem::Problems;
use super::super::super::reader::Reader;
use super::super::cells::{fold_heading, is_label_of_total};
use super::headings::{YEARS, heading_has_name, heading_of};
use super::read::TableMap;
use super::rows::each_row;
use crate::catalog::vocabulary::names_for_word;
use crate::catalog::{Catalog, Choice, Field, Type};
use crate::value::{Conventions, Country, DateValue, DayOrder};

/// The number of samples in a comment.
const SAMPLES: usize = 3;
/// The most different words of a column that may be values of a list.
const WORDS: usize = 24;
/// The longest sample, in characters.
const LONGEST: usize = 40;
/// The letters of a name that is no month, code or surname.
const NAME: usize = 8;
/// The number of rows that are compared to find columns that tell them apart.
const KEPT: usize = 10_000;
/// The number of cells of a column that are looked up in the atlas.
const PLACES: usize = 200;
/// The separator that may also be part of a name.
pub(super) const COMMA: &str = ", ";
/// The separators of several names in one cell.
const SEPARATORS: [&str; 4] = [";", "；", "、", "|"];

/// A column of the table, as its cells describe it.
#[derive(Default)]
pub(super) struct ColumnSample {
    pub(super) name: String,
    pub(super) filled: usize,
    /// The first different texts.
    pub(super) words: Vec<String>,
    /// Whether there are more different texts than these.
    pub(super) more: bool,
    /// Whether a text occurs twice.
    pub(super) repeated: bool,
    /// How many cells are names or codes of countries, how many of them codes of three letters, and how many are dates.
    pub(super) countries: usize,
    pub(super) codes: usize,
    pub(super) dates: usize,
    /// The cells that are plain numbers of more than four digits, such as `2019.03`, by the year of the date that they may be.
    numbers: BTreeMap<Option<String>, usize>,
    /// Whether the heading names a period.
    is_of_period: bool,
    /// How many of the first cells are names or codes of places.
    pub(super) places: usize,
    /// How many cells are several texts with a separator between them, and the separator.
    pub(super) lists: usize,
    pub(super) separator: &'static str,
    /// How many cells are codes of countries of two letters.
    pub(super) short_codes: usize,
    /// The texts with commas, such as `State Grid, Sinopec`, one of whose parts is also a cell of its own, and those without such
    /// a part.
    pub(super) several: usize,
    pub(super) whole: Vec<String>,
    /// The first texts that are no countries, and those that no place of the atlas has as its name or code.
    pub(super) elsewhere: Vec<String>,
    pub(super) unlisted: Vec<String>,
}

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

/// Checks whether a text is a year: `2019`, `2019年`.
pub(super) fn is_year(text: &str) -> bool {
    let digits = text.strip_suffix('年').unwrap_or(text);
    digits.len() == 4 && digits.parse().is_ok_and(|year: u16| YEARS.contains(&year))
}

/// Counts the letters of a word; a Chinese character says as much as two.
fn count_letters(word: &str) -> usize {
    let weight = |c: char| if c > '\u{2E80}' { 2 } else { 1 };
    word.chars().filter(|c| c.is_alphabetic()).map(weight).sum()
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

impl ColumnSample {
    fn add(&mut self, catalog: &Catalog, text: &str, seen: &mut BTreeSet<String>) {
        self.filled += 1;
        self.repeated |= !seen.insert(text.to_owned());
        if self.words.len() < WORDS && !self.words.iter().any(|word| word == text) {
            self.words.push(text.to_owned());
        }
        self.more = seen.len() > self.words.len();
        let is_country = Country::find(text).is_some();
        let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        self.countries += usize::from(is_country);
        let is_short = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        self.short_codes += usize::from(is_country && is_short);
        let sampled = |samples: &mut Vec<String>| {
            if samples.len() < SAMPLES && !samples.iter().any(|sample| sample == text) {
                samples.push(text.to_owned());
            }
        };
        if !is_country {
            sampled(&mut self.elsewhere);
        }
        self.codes += usize::from(is_country && is_code);
        if self.filled <= PLACES {
            if is_country || !catalog.find_in_atlas(text, true, &|_| true).is_empty() {
                self.places += 1;
            } else {
                sampled(&mut self.unlisted);
            }
        }
        if let Some(separator) = SEPARATORS.into_iter().find(|separator| text.contains(separator)) {
            self.lists += 1;
            self.separator = separator;
        }
        let orders = std::iter::once(None).chain(DayOrder::ALL.map(Some));
        let mut orders = orders.map(|days| Conventions { days, ..Conventions::default() });
        let is_date = text.len() > 4 && orders.any(|by| DateValue::read_date(text, by).is_ok());
        self.dates += usize::from(is_date);
        if text.len() > 4 && text.chars().all(|c| c.is_ascii_digit() || c == '.') {
            let year = text.get(..4).filter(|year| is_date && is_year(year));
            *self.numbers.entry(year.map(str::to_owned)).or_default() += 1;
            self.dates -= usize::from(is_date && year.is_none());
        }
    }

    /// Counts plain numbers as dates only if all of them may be, in the year that the heading names, if it names one.
    fn leave_out_numbers(&mut self) {
        self.is_of_period = heading_of(&self.name).0.is_some();
        let fits = |year: &Option<String>| {
            year.as_ref().is_some_and(|year| !self.is_of_period || self.name.contains(year))
        };
        if !self.numbers.keys().all(fits) {
            self.dates -=
                self.numbers.iter().filter_map(|(year, n)| year.as_ref().map(|_| n)).sum::<usize>();
        }
        self.numbers.clear();
    }

    /// Finds the cells that seem to be several names with commas between them.
    fn find_several(&mut self, seen: &BTreeSet<String>) {
        let stands_alone = |part: &str| seen.contains(part.trim());
        let is_list = |text: &&String| text.split(COMMA).any(stands_alone);
        let with_comma = || seen.iter().filter(|text| text.contains(COMMA));
        self.several = with_comma().filter(is_list).count();
        if self.several > 0 {
            self.whole = with_comma().filter(|text| !is_list(text)).cloned().collect();
        }
    }

    /// Checks whether nearly all cells are codes of countries of two letters, among which is `NA` for Namibia.
    pub(super) fn is_of_short_codes(&self) -> bool {
        self.is_nearly_all(self.short_codes)
    }

    /// Checks whether a number has more than two decimals.
    pub(super) fn has_long_decimals(&self) -> bool {
        let decimals = |word: &String| word.rsplit_once('.').map_or(0, |(_, rest)| rest.len());
        self.words.iter().any(|word| decimals(word) > 2 && word.parse::<f64>().is_ok())
    }

    /// Checks whether nearly all of the first cells are names or codes of places.
    pub(super) fn is_of_places(&self) -> bool {
        self.places > 0 && self.places * 10 >= self.filled.min(PLACES) * 8
    }

    /// Checks whether most of the first cells are names or codes of places.
    pub(super) fn has_places(&self) -> bool {
        self.places * 2 > self.filled.min(PLACES)
    }

    /// Checks whether at least nine in ten filled cells are counted.
    pub(super) fn is_nearly_all(&self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 9
    }

    /// Checks whether all of the first texts are years.
    pub(super) fn is_of_years(&self) -> bool {
        !self.words.is_empty() && !self.is_of_period && self.words.iter().all(|word| is_year(word))
    }

    /// Checks whether most of the first texts are names rather than numbers, such as `12个`, and few cells are dates.
    pub(super) fn is_of_texts(&self) -> bool {
        let is_text = |word: &str| {
            let digits = word.chars().filter(char::is_ascii_digit).count();
            count_letters(word) > digits && (digits == 0 || count_letters(word) > 2)
        };
        self.most_are(is_text) && self.dates * 2 < self.filled
    }

    /// Checks whether something holds for most of the first texts, but for those that say that a value is missing.
    pub(super) fn most_are(&self, holds: impl Fn(&str) -> bool) -> bool {
        let given = || self.words.iter().filter(|word| !is_absent(word));
        given().filter(|word| holds(word)).count() * 2 > given().count()
    }

    /// Returns the words that aren't values of a list as written, if there are few, each with the value that it means.
    pub(super) fn other_words<'c>(
        &self,
        catalog: &'c Catalog,
        field: &'c Field,
    ) -> Option<Vec<(&str, &'c str)>> {
        let Type::Enum(choices) = &field.ty else { return None };
        let is_choice = |word: &&String| {
            choices.iter().any(|choice| fold_heading(&choice.name) == fold_heading(word))
        };
        let meant = |word: &str| {
            let meanings = names_for_word(catalog, word);
            let is_meant = |choice: &&Choice| meanings.contains(&choice.name.as_str());
            choices.iter().find(is_meant).map_or("", |choice| choice.name.as_str())
        };
        let others = self.words.iter().filter(|word| !is_choice(word));
        (!self.more).then(|| others.map(|word| (word.as_str(), meant(word))).collect())
    }

    pub(super) fn join_samples(&self) -> String {
        let short = |word: &String| match word.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", word.get(..end).unwrap_or(word)),
            None => word.clone(),
        };
        let samples: Vec<String> = self.words.iter().take(SAMPLES).map(short).collect();
        samples.join(" · ").replace(['\n', '\r'], " ")
    }
}
