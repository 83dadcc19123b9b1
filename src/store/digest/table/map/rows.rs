//! The rows of a table that is read by a map, whatever its format, and the cells that patterns take from them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::super::super::input::{Input, InputForm};
use super::super::super::names::slug_of;
use super::super::super::problem::{InputSpan, Problems};
use super::super::super::reader::Reader;
use super::super::super::rows::{BECAUSE, ROW};
use super::super::cells::{SheetCell, fold_heading as heading_key};
use super::super::csv::{bad_cell, is_blank, placed_cells, read_sep_line};
use super::super::json;
use super::super::records::Records;
use super::read::{TableMap, read_map};
use super::read_value::ValuePattern;
use super::template::{Filled, PatternCells, Template};
use crate::catalog::Catalog;
use crate::text::list_and;
use crate::value::fold;

/// How deep entries refer to entries.
const DEEPEST: usize = 8;
/// The number of rows among which the header is looked for.
const TITLES: usize = 12;
/// The delimiters of cells.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// The columns of a table by their headings, as headings are compared.
#[derive(Debug, Default)]
pub(super) struct TableHeader {
    pub(super) columns: HashMap<String, usize>,
    pub(super) names: Vec<String>,
    /// The number of rows below it.
    pub(super) rows: usize,
}

impl TableHeader {
    fn from_names<'h>(names: impl IntoIterator<Item = &'h str>) -> Self {
        let mut header = Self::default();
        for name in names {
            header.add(name);
        }
        header
    }

    /// Reads the header of a table, or takes that of its map. A table of rows that were left out has a header whatever its map
    /// says.
    fn read(
        map: &TableMap<'_>,
        (records, delimiter): (&mut Records<'_>, u8),
        reader: &mut Option<&mut Reader<'_, '_>>,
    ) -> Option<Self> {
        let start = records.next_start();
        if let Some(reader) = reader {
            reader.lay_out((delimiter, start), map.header.clone());
        }
        let mut ahead = records.clone();
        let first = ahead.next();
        if let Some(names) = &map.header {
            let texts = first.iter().flatten().flatten().map(|cell| cell.text.as_ref());
            let is_header = texts.eq(names.iter().map(String::as_str))
                || first.iter().flatten().flatten().any(|cell| cell.text == BECAUSE);
            if !is_header {
                return Some(Self::from_names(names.iter().map(String::as_str)));
            }
        }
        *records = ahead;
        match (first, reader) {
            (Some(Ok(first)), _) => {
                return Some(Self::from_names(first.iter().map(|cell| cell.text.as_ref())));
            }
            (Some(Err(cell)), Some(reader)) => bad_cell(reader, &cell),
            (None, Some(reader)) => reader.report(0..0, "this file is empty"),
            (_, None) => {}
        }
        None
    }

    /// Returns the number of the row that is read, or the one that it had before it was left out of another table.
    fn row_number(&self, cells: &[SheetCell<'_>]) -> usize {
        let column = self.columns.get(ROW);
        let cell = column.and_then(|column| cells.iter().find(|cell| cell.column == *column));
        cell.and_then(|cell| cell.text.trim().parse().ok()).unwrap_or(self.rows)
    }

    /// Adds a column, and returns its number. If two have the same name, the first counts.
    fn add(&mut self, name: &str) -> usize {
        self.columns.entry(heading_key(name)).or_insert(self.names.len());
        self.names.push(name.trim().to_owned());
        self.names.len() - 1
    }
}

/// A row of the table.
pub(super) struct TableRow<'r, 't> {
    pub(super) map: &'r TableMap<'r>,
    pub(super) header: &'r TableHeader,
    /// Its number among the rows, from 1.
    pub(super) number: usize,
    pub(super) at: Range<usize>,
    pub(super) cells: &'r [SheetCell<'t>],
    /// How many entries lead to this one by their patterns.
    pub(super) depth: usize,
}

impl TableRow<'_, '_> {
    /// Checks whether a text means an empty cell.
    pub(super) fn is_null(&self, text: &str) -> bool {
        let text = text.trim();
        text.is_empty() || self.map.null.iter().any(|null| null.trim() == text)
    }
}

impl PatternCells for TableRow<'_, '_> {
    fn cell(&self, key: &str) -> Option<(&str, Range<usize>)> {
        let column = self.header.columns.get(key)?;
        let cell = self.cells.iter().find(|cell| cell.column == *column)?;
        (!self.is_null(&cell.text)).then(|| (cell.text.as_ref(), cell.at.clone()))
    }

    fn entry_id(&self, name: &str) -> Option<Filled> {
        let pattern = self.map.entries.iter().find(|pattern| pattern.called == name)?;
        if self.depth > DEEPEST {
            return None;
        }
        let row = TableRow { at: self.at.clone(), depth: self.depth + 1, ..*self };
        if pattern.when.as_ref().is_some_and(|when| when.fill(&row).is_none()) {
            return None;
        }
        let of = |heading| pattern.settings.iter().find(|s| heading_key(&s.heading) == heading);
        let setting = of("id").or(of("name"))?;
        let filled = setting.value.fill(&row)?;
        Some(Filled { text: setting.translate(&filled.text, self.map)?, ..filled })
    }
}

impl ValuePattern<'_> {
    /// Returns the words of the catalog, or the name that is known, for a text of the table; `None` means an empty cell.
    pub(super) fn translate(&self, text: &str, map: &TableMap<'_>) -> Option<String> {
        let word = self.words.get(&fold(text));
        let name =
            map.names.get(&fold(text)).filter(|_| self.field.is_some() || self.heading == "name");
        let text = word.or(name).map_or(text, String::as_str);
        let text = if self.heading == "id" { slug_of(text) } else { text.to_owned() };
        (!text.is_empty()).then_some(text)
    }
}

/// Calls `each` with every row of a table; with `all` also with those that are left out. With a reader the mistakes of the table
/// itself are noted. Returns the columns; `None` means that there are none.
pub(super) fn each_row(
    map: &TableMap<'_>,
    (input, all): (&Input, bool),
    mut reader: Option<&mut Reader<'_, '_>>,
    each: &mut dyn FnMut(&TableRow<'_, '_>),
) -> Option<TableHeader> {
    if input.form() == InputForm::Json {
        return Some(each_object(map, (input, all), reader, each));
    }
    let text = input.text.as_str();
    let start = after_lines(text, map.skip);
    let (delimiter, start) = match (input.form(), read_sep_line(text)) {
        (InputForm::Workbook, _) => (b'\t', start),
        (_, Some((delimiter, after))) => (delimiter, start.max(after)),
        _ => (guess_delimiter(map, text, start), start),
    };
    let mut records = Records::new(text, delimiter, start);
    let mut header = TableHeader::read(map, (&mut records, delimiter), &mut reader)?;
    let width = header.names.len();
    while let Some((extent, record)) = records.next_placed() {
        if is_blank(&record) {
            continue;
        }
        header.rows += 1;
        if is_skipped(input, &mut reader, &extent) && !all {
            continue;
        }
        match record {
            Ok(record) => {
                let Some((at, cells)) = placed_cells(record, width, reader.as_deref_mut()) else {
                    continue;
                };
                let number = header.row_number(&cells);
                each(&TableRow { map, header: &header, number, at, cells: &cells, depth: 0 });
            }
            Err(cell) => {
                if let Some(reader) = &mut reader {
                    bad_cell(reader, &cell);
                }
            }
        }
    }
    Some(header)
}

/// Calls `each` with every object of a table in JSON.
fn each_object(
    map: &TableMap<'_>,
    (input, all): (&Input, bool),
    mut reader: Option<&mut Reader<'_, '_>>,
    each: &mut dyn FnMut(&TableRow<'_, '_>),
) -> TableHeader {
    let mut header = TableHeader::from_names(map.header.iter().flatten().map(String::as_str));
    json::each_object_members(input.text.as_str(), &mut |extent, members| {
        header.rows += 1;
        if is_skipped(input, &mut reader, &extent) && !all {
            return;
        }
        let members = match (members, &mut reader) {
            (Ok(members), _) => members,
            (Err((at, mistake)), Some(reader)) => return reader.report(at, mistake),
            (Err(_), None) => return,
        };
        let mut cells = Vec::new();
        for (key, at, text) in members {
            let known = header.columns.get(&heading_key(&key)).copied();
            let column = known.unwrap_or_else(|| header.add(&key));
            cells.push(SheetCell { column, at, text });
        }
        let number = header.row_number(&cells);
        each(&TableRow { map, header: &header, number, at: extent, cells: &cells, depth: 0 });
    });
    header
}

/// Checks whether a row is left out, which the first reading of its table notes.
fn is_skipped(input: &Input, reader: &mut Option<&mut Reader<'_, '_>>, row: &Range<usize>) -> bool {
    if let Some(reader) = reader { reader.is_skipped(input, row) } else { input.skips(row.start) }
}

/// The cells of a row below some headings, each with its place; `None` means that a cell is empty.
pub(in super::super) type CellsBelow<const N: usize> = [Option<(String, Range<usize>)>; N];

/// Returns the cells of every row of a table below some headings, with the place of the row. The first two headings are needed.
pub(in super::super) fn rows_below<const N: usize>(
    input: &Input,
    reader: &mut Reader<'_, '_>,
    headings: [&str; N],
) -> Vec<(Range<usize>, CellsBelow<N>)> {
    let map = TableMap { null: input.null.clone(), ..TableMap::default() };
    let mut rows = Vec::new();
    let header = each_row(&map, (input, false), Some(&mut *reader), &mut |row| {
        let cell = |heading: &str| row.cell(heading).map(|(text, at)| (text.to_owned(), at));
        rows.push((row.at.clone(), headings.map(cell)));
    });
    let header =
        header.filter(|header| input.form() != InputForm::Json || !header.names.is_empty());
    for heading in headings.iter().take(2) {
        if header.as_ref().is_some_and(|header| !header.columns.contains_key(*heading)) {
            reader.report(0..0, format!("this table has no column `{heading}`"));
            rows.clear();
        }
    }
    rows
}

/// Returns the byte after a number of lines.
fn after_lines(text: &str, lines: usize) -> usize {
    text.split_inclusive('\n').take(lines).map(str::len).sum()
}

/// Counts the lines of titles above the header of a table: the first of its rows most of whose cells are filled.
pub(super) fn title_lines(input: &Input) -> usize {
    let text = input.text.as_str();
    let header = |delimiter: u8| {
        let mut records = Records::new(text, delimiter, 0);
        let mut rows = Vec::new();
        while let Some((extent, Ok(row))) = records.next_placed().filter(|_| rows.len() < TITLES) {
            let filled = row.iter().filter(|cell| !cell.text.trim().is_empty()).count();
            rows.push((extent.start, filled, row.len()));
        }
        let width = rows.iter().map(|(.., width)| *width).max().unwrap_or_default();
        let first = rows.iter().find(|(_, filled, _)| *filled > 1 && filled * 2 > width);
        (width, first.map_or(0, |(start, ..)| *start))
    };
    let start = match input.form() {
        InputForm::Json => 0,
        InputForm::Workbook => header(b'\t').1,
        _ => {
            DELIMITERS.into_iter().map(header).max_by_key(|(width, _)| *width).unwrap_or_default().1
        }
    };
    text.get(..start).unwrap_or_default().matches('\n').count()
}

/// Returns the delimiter with which the first row has most of the columns of the map.
fn guess_delimiter(map: &TableMap<'_>, text: &str, start: usize) -> u8 {
    let named: HashSet<&str> =
        all_templates(map).flat_map(|(_, t)| t.columns()).map(|(_, key)| key).collect();
    let fit = |delimiter: &u8| {
        let first =
            Records::new(text, *delimiter, start).next().and_then(Result::ok).unwrap_or_default();
        let known = match &map.header {
            Some(header) => usize::from(header.len() == first.len()),
            None => {
                first.iter().filter(|cell| named.contains(heading_key(&cell.text).as_str())).count()
            }
        };
        (known, first.len())
    };
    // If several are equal, the last is taken, so the comma comes last.
    DELIMITERS.into_iter().rev().max_by_key(fit).unwrap_or(b',')
}

/// Lists all patterns of a map, each with its place.
pub(super) fn all_templates<'m>(
    map: &'m TableMap<'_>,
) -> impl Iterator<Item = (&'m Range<usize>, &'m Template)> {
    map.source.iter().chain(&map.entries).flat_map(|pattern| {
        let of = |setting: &'m ValuePattern<'_>| {
            [Some(&setting.value), setting.unit.as_ref()]
                .into_iter()
                .flatten()
                .map(|t| (&setting.at, t))
        };
        pattern
            .settings
            .iter()
            .flat_map(of)
            .chain(pattern.when.iter().map(|when| (&pattern.at, when)))
    })
}

/// Returns a help for each place in a table that a map reads: the lines of the map that read it.
pub(in super::super::super) fn trace_to_map(
    catalog: &Catalog,
    inputs: &[Input],
    places: impl Iterator<Item = InputSpan>,
) -> HashMap<(usize, usize), String> {
    let mut wanted: HashMap<usize, BTreeSet<(usize, usize)>> = HashMap::new();
    for InputSpan { file, span } in places {
        if inputs.get(file).is_some_and(|input| input.map.is_some()) {
            wanted.entry(file).or_default().insert((span.start, span.end));
        }
    }
    let mut found = HashMap::new();
    for (file, starts) in wanted {
        let Some(input) = inputs.get(file) else { continue };
        let Some((number, of)) = input.map.and_then(|map| Some((map, inputs.get(map)?))) else {
            continue;
        };
        let map = read_map(catalog, (number, of), &mut Problems::default());
        each_row(&map, (input, false), None, &mut |row| {
            let inside = starts.range((row.at.start, 0)..(row.at.end, 0));
            // A value that is the same for all rows has the place of the whole row.
            for (start, _) in inside.filter(|(start, end)| row.at != (*start..*end)) {
                let cell = row.cells.iter().rfind(|cell| {
                    cell.at.start <= *start && *start < cell.at.end.max(cell.at.start + 1)
                });
                let Some(cell) = cell else { continue };
                let reads = |template: &Template| {
                    template
                        .columns()
                        .iter()
                        .any(|(_, key)| row.header.columns.get(*key) == Some(&cell.column))
                };
                let lines = all_templates(&map).filter(|(_, template)| reads(template));
                let lines: BTreeSet<usize> =
                    lines.map(|(at, _)| of.line_number(at.start)).collect();
                let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
                if !lines.is_empty() {
                    let noun = if lines.len() == 1 { "line" } else { "lines" };
                    let help =
                        format!("{} reads this cell in {noun} {}", of.name, list_and(&lines));
                    found.insert((file, *start), help);
                }
            }
        });
    }
    found
}
