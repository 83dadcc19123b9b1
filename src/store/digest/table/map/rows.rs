//! Reading a table by its map: the rows of the table, whatever its format, and the rows that each pattern makes of them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::super::super::entry::Digest;
use super::super::super::input::{Input, InputForm};
use super::super::super::names::slug_of;
use super::super::super::problem::{Mistake, Place, Problems};
use super::super::super::reader::Reader;
use super::super::super::rows::{BECAUSE, ROW};
use super::super::cells::{SheetCell, key as heading_key};
use super::super::csv::{Records, bad_quote, is_blank, ragged, separator};
use super::super::sheet::Sheet;
use super::super::{json, read_rows};
use super::read::{EntryPattern, MissingName, TableMap, ValuePattern, read_map};
use super::template::{Filled, PatternCells, Template};
use crate::catalog::{Catalog, SOURCE, Sort};
use crate::text::{list_and, list_first};
use crate::value::{AtlasPlace, Country, fold};

/// How deep entries refer to entries.
const DEEPEST: usize = 8;
/// The most headings that a message lists.
const SHOWN: usize = 5;
/// The number of rows among which the header is looked for.
const TITLES: usize = 12;
/// The delimiters of cells.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// The columns of a table by their headings, as headings are compared.
#[derive(Debug, Default)]
pub(super) struct TableHeader {
    columns: HashMap<String, usize>,
    pub(super) names: Vec<String>,
    /// The number of rows below it.
    rows: usize,
}

impl TableHeader {
    fn of<'h>(names: impl IntoIterator<Item = &'h str>) -> Self {
        let mut header = Self::default();
        for name in names {
            header.add(name);
        }
        header
    }

    /// Reads the header of a table, or takes that of its map. A table of rows that were left out has a header whatever its map says.
    fn read(
        map: &TableMap<'_>,
        (records, delimiter): (&mut Records<'_>, u8),
        reader: &mut Option<&mut Reader<'_, '_>>,
    ) -> Option<Self> {
        let start = records.start();
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
                return Some(Self::of(names.iter().map(String::as_str)));
            }
        }
        *records = ahead;
        match (first, reader) {
            (Some(Ok(first)), _) => {
                return Some(Self::of(first.iter().map(|cell| cell.text.as_ref())));
            }
            (Some(Err(quote)), Some(reader)) => bad_quote(reader, &quote),
            (None, Some(reader)) => reader.problem(0..0, "there is nothing in this file"),
            (_, None) => {}
        }
        None
    }

    /// Returns the number of the row that is read, or the one that it had before it was left out of another table.
    fn number(&self, cells: &[SheetCell<'_>]) -> usize {
        let column = self.columns.get(ROW);
        let cell = column.and_then(|column| cells.iter().find(|cell| cell.column == *column));
        cell.and_then(|cell| cell.text.trim().parse().ok()).unwrap_or(self.rows)
    }

    /// Adds a column, and returns its number. Of two with one name the first counts.
    fn add(&mut self, name: &str) -> usize {
        self.columns.entry(heading_key(name)).or_insert(self.names.len());
        self.names.push(name.trim().to_owned());
        self.names.len() - 1
    }
}

/// A row of the table.
pub(super) struct TableRow<'r, 't> {
    map: &'r TableMap<'r>,
    header: &'r TableHeader,
    /// Its number among the rows, from 1.
    number: usize,
    at: Range<usize>,
    pub(super) cells: &'r [SheetCell<'t>],
    /// How many entries lead to this one by their patterns.
    depth: usize,
}

impl TableRow<'_, '_> {
    /// Whether a text means an empty cell.
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

    fn entry(&self, name: &str) -> Option<Filled> {
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
        Some(Filled { text: setting.meaning(&filled.text, self.map)?, ..filled })
    }
}

impl ValuePattern<'_> {
    /// Returns the words of the catalog, or the name that is known, for a text of the table; `None` means an empty cell.
    fn meaning(&self, text: &str, map: &TableMap<'_>) -> Option<String> {
        let word = self.words.get(&fold(text));
        let name =
            map.names.get(&fold(text)).filter(|_| self.field.is_some() || self.heading == "name");
        let text = word.or(name).map_or(text, String::as_str);
        let text = if self.heading == "id" { slug_of(text) } else { text.to_owned() };
        (!text.is_empty()).then_some(text)
    }

    /// Splits a text at the separators.
    fn items<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut items = vec![text];
        for separator in &self.split {
            items = items.into_iter().flat_map(|item| item.split(separator.as_str())).collect();
        }
        let items = items.into_iter().map(str::trim);
        items.filter(|item| !item.is_empty()).collect()
    }
}

/// Reads a table by its map, the `file`th of the inputs: a digest for each source of each kind of entry.
pub(in super::super::super) fn read<'c>(
    catalog: &'c Catalog,
    file: usize,
    (inputs, map_file): (&[Input], usize),
    problems: &mut Problems,
) -> Vec<Digest<'c>> {
    let (Some(input), Some(map_input)) = (inputs.get(file), inputs.get(map_file)) else {
        return vec![];
    };
    // Its mistakes have been noted where the map is checked.
    let mut wrong = Problems::default();
    let map = read_map(catalog, (map_file, map_input), &mut wrong);
    let mut reader = Reader::new(catalog, (file, &input.text), problems);
    let Some(header) = each_row(&map, input, Some(&mut reader), &mut |_| {}) else {
        return vec![];
    };
    // Rows that were left out of another table have numbers of that.
    let rows = (!header.columns.contains_key(ROW)).then_some(header.rows);
    unknown_columns(&map, &header, map_file, problems);
    // What a wrong map makes of the rows would only be wrong again.
    if !wrong.is_empty() {
        return vec![];
    }
    let mut digests = Vec::new();
    for pattern in map.source.iter().chain(&map.entries) {
        let mut reader = Reader::new(catalog, (file, &input.text), problems);
        reader.tabular = true;
        let asked = map.conventions.or(input.conventions);
        let made = read_rows(reader, (pattern.kind, input, asked), &mut |sheet| {
            fill(sheet, &map, (pattern, rows), input);
        });
        digests.extend(made);
    }
    digests
}

/// Gives the reader of tables the rows that a pattern makes, as a table of its kind.
fn fill<'c>(
    sheet: &mut Sheet<'c, '_>,
    map: &TableMap<'c>,
    (pattern, rows): (&EntryPattern<'c>, Option<usize>),
    input: &Input,
) {
    sheet.null = vec![];
    if let Some(source) = &map.source {
        let id = source.settings.iter().find(|setting| heading_key(&setting.heading) == "id");
        sheet.source = id.and_then(|id| id.value.constant()).map(str::to_owned);
    }
    let mut table = PatternTable::new(sheet, pattern);
    if pattern.kind.name == SOURCE {
        table.number = table.number.filter(|_| rows.is_some());
        let row = TableRow {
            map,
            header: &TableHeader::default(),
            number: rows.unwrap_or_default(),
            at: 0..0,
            cells: &[],
            depth: 0,
        };
        table.row(sheet, &row);
        return;
    }
    each_row(map, input, None, &mut |row| table.row(sheet, row));
}

/// The table that a pattern makes.
struct PatternTable<'p, 'c> {
    pattern: &'p EntryPattern<'c>,
    /// The column with the unit of each setting that has one.
    units: Vec<Option<usize>>,
    /// The column with the number of the row, where it is the paragraph; for a source the number of paragraphs.
    number: Option<usize>,
    /// Whether it makes places that only a value of another entry names.
    of_places: bool,
    /// The things that rows have described in the same words.
    made: HashSet<Vec<String>>,
}

impl<'p, 'c> PatternTable<'p, 'c> {
    fn new(sheet: &mut Sheet<'c, '_>, pattern: &'p EntryPattern<'c>) -> Self {
        let mut add = |heading: &str| {
            sheet.columns.add(&mut sheet.reader, heading, 0..0);
            sheet.columns.roles.len() - 1
        };
        for setting in &pattern.settings {
            add(&setting.heading);
        }
        let unit = |setting: &ValuePattern<'_>| {
            Some(format!("{} unit", setting.unit.as_ref().map(|_| &setting.heading)?))
        };
        let units =
            pattern.settings.iter().map(|setting| unit(setting).map(|heading| add(&heading)));
        let units = units.collect();
        let number = match &pattern.kind.name {
            kind if kind == SOURCE => (!pattern.gives(&["paragraphs"])).then(|| add("paragraphs")),
            _ if sheet.source.is_none() || pattern.gives(&PLACED) => None,
            _ => Some(add("paragraph")),
        };
        let places = sheet.reader.catalog.containment.as_ref().map(|c| &c.places);
        let of_places = pattern.implied && places == Some(&pattern.kind.name);
        let optional =
            pattern.settings.iter().filter(|setting| matches!(setting.missing, MissingName::Skip));
        sheet.optional = optional.filter_map(|setting| setting.field).collect();
        Self { pattern, units, number, of_places, made: HashSet::new() }
    }

    /// Makes the rows of the pattern for a row of the file: one, or one for each value that is split.
    fn row(&mut self, sheet: &mut Sheet<'c, '_>, row: &TableRow<'_, '_>) {
        let settings = &self.pattern.settings;
        if self.pattern.when.as_ref().is_some_and(|when| when.fill(row).is_none()) {
            return;
        }
        let filled: Vec<Option<Filled>> = settings.iter().map(|s| s.value.fill(row)).collect();
        let split = settings.iter().zip(&filled).find(|(setting, _)| !setting.split.is_empty());
        let items = match split {
            Some((_, None)) => return,
            Some((setting, Some(filled))) => {
                setting.items(&filled.text).into_iter().map(Some).collect()
            }
            None => vec![None],
        };
        // A row none of whose cells is in the pattern says nothing of it.
        let from_cells = |setting: &ValuePattern<'_>| {
            !setting.value.columns().is_empty() || !setting.value.entries().is_empty()
        };
        let has_cells = settings.iter().any(from_cells);
        let is_filled =
            settings.iter().zip(&filled).any(|(s, filled)| from_cells(s) && filled.is_some());
        if has_cells && !is_filled {
            return;
        }
        for item in items {
            let cells = self.cells((&filled, item), row);
            if !self.is_repeated(&cells) {
                sheet.row(row.at.clone(), &cells);
            }
        }
    }

    /// Returns the cells of a row: for the value that is split, those with one of its items.
    fn cells(
        &self,
        (filled, item): (&[Option<Filled>], Option<&str>),
        row: &TableRow<'_, '_>,
    ) -> Vec<SheetCell<'static>> {
        let mut cells = Vec::new();
        for (column, (setting, filled)) in self.pattern.settings.iter().zip(filled).enumerate() {
            let Some(filled) = filled else { continue };
            let text = item.filter(|_| !setting.split.is_empty()).unwrap_or(&filled.text);
            let Some(mut text) = setting.meaning(text, row.map) else { continue };
            if let Some(rounded) = setting.round.and_then(|decimals| rounded(&text, decimals)) {
                text = rounded;
            }
            let at = filled.at.clone().unwrap_or(row.at.clone());
            cells.push(SheetCell { column, at: at.clone(), text: Cow::Owned(text) });
            let unit = self.units.get(column).copied().flatten();
            if let (Some(column), Some(unit)) =
                (unit, setting.unit.as_ref().and_then(|unit| unit.fill(row)))
            {
                cells.push(SheetCell {
                    column,
                    at: unit.at.unwrap_or(at),
                    text: Cow::Owned(unit.text),
                });
            }
        }
        if let Some(column) = self.number.filter(|_| !cells.is_empty()) {
            let text = Cow::Owned(row.number.to_string());
            cells.push(SheetCell { column, at: row.at.clone(), text });
        }
        cells
    }

    /// Whether a row describes a thing in the same words as another before, or names a thing that is made only if nothing has the
    /// name and a country has.
    fn is_repeated(&mut self, cells: &[SheetCell<'_>]) -> bool {
        if self.pattern.kind.sort != Sort::Thing {
            return false;
        }
        let words = cells.iter().filter(|cell| Some(cell.column) != self.number);
        let words: Vec<String> =
            words.map(|cell| format!("{} {}", cell.column, cell.text)).collect();
        let known = || cells.first().is_some_and(|name| is_in_atlas(&name.text));
        self.of_places && known() || !self.made.insert(words)
    }
}

/// Whether a place of this name is added when something refers to it.
fn is_in_atlas(name: &str) -> bool {
    Country::find(name).is_some() || !AtlasPlace::named(name).is_empty()
}

/// Rounds a number with more decimals, half away from zero; `None` means that the text is another.
fn rounded(text: &str, decimals: u32) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, rest) = digits.split_once('.')?;
    let decimals = decimals as usize;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(rest) || rest.len() <= decimals {
        return None;
    }
    let kept: u128 = format!("{whole}{}", rest.get(..decimals)?).parse().ok()?;
    let up = rest.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5');
    let number = format!("{:0>width$}", kept + u128::from(up), width = decimals + 1);
    let (whole, rest) = number.split_at(number.len() - decimals);
    let point = if rest.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{rest}"))
}

/// The headings of cells that say where a row is cited, or that it is not.
const PLACED: [&str; 5] = ["paragraph", "p", "place in", "source", "basis"];

/// Calls `each` with every row of a table. With a reader the mistakes of the table itself are noted. Returns the columns; `None`
/// means that there are none.
pub(super) fn each_row(
    map: &TableMap<'_>,
    input: &Input,
    mut reader: Option<&mut Reader<'_, '_>>,
    each: &mut dyn FnMut(&TableRow<'_, '_>),
) -> Option<TableHeader> {
    if input.form() == InputForm::Json {
        return Some(each_object(map, input, reader, each));
    }
    let start = after_lines(&input.text, map.skip);
    let (delimiter, start) = match (input.form(), separator(&input.text)) {
        (InputForm::Workbook, _) => (b'\t', start),
        (_, Some((delimiter, after))) => (delimiter, start.max(after)),
        _ => (delimiter(map, &input.text, start), start),
    };
    let mut records = Records::new(&input.text, delimiter, start);
    let mut header = TableHeader::read(map, (&mut records, delimiter), &mut reader)?;
    let width = header.names.len();
    while let Some((extent, record)) = records.next_placed() {
        if is_blank(&record) {
            continue;
        }
        header.rows += 1;
        if is_skipped(input, &mut reader, &extent) {
            continue;
        }
        match record {
            Ok(record) => {
                let filled = record.iter().rposition(|cell| !cell.text.trim().is_empty());
                let (Some(first), Some(last), Some(filled)) =
                    (record.first(), record.last(), filled)
                else {
                    continue;
                };
                let at = first.at.start..last.at.end;
                if filled >= width || record.len() < width {
                    if let Some(reader) = &mut reader {
                        ragged(reader, at, (record.len(), width));
                    }
                    continue;
                }
                let cells = record.into_iter().enumerate();
                let cells: Vec<SheetCell<'_>> = cells
                    .map(|(column, written)| SheetCell {
                        column,
                        at: written.at,
                        text: written.text,
                    })
                    .collect();
                let number = header.number(&cells);
                each(&TableRow { map, header: &header, number, at, cells: &cells, depth: 0 });
            }
            Err(quote) => {
                if let Some(reader) = &mut reader {
                    bad_quote(reader, &quote);
                }
            }
        }
    }
    Some(header)
}

/// Calls `each` with every object of a table in JSON.
fn each_object(
    map: &TableMap<'_>,
    input: &Input,
    mut reader: Option<&mut Reader<'_, '_>>,
    each: &mut dyn FnMut(&TableRow<'_, '_>),
) -> TableHeader {
    let mut header = TableHeader::of(map.header.iter().flatten().map(String::as_str));
    json::members(&input.text, &mut |extent, members| {
        header.rows += 1;
        if is_skipped(input, &mut reader, &extent) {
            return;
        }
        let members = match (members, &mut reader) {
            (Ok(members), _) => members,
            (Err((at, mistake)), Some(reader)) => return reader.problem(at, mistake),
            (Err(_), None) => return,
        };
        let mut cells = Vec::new();
        for (key, at, text) in members {
            let known = header.columns.get(&heading_key(&key)).copied();
            let column = known.unwrap_or_else(|| header.add(&key));
            cells.push(SheetCell { column, at, text });
        }
        let number = header.number(&cells);
        each(&TableRow { map, header: &header, number, at: extent, cells: &cells, depth: 0 });
    });
    header
}

/// Whether a row is left out, which the first reading of its table notes.
fn is_skipped(input: &Input, reader: &mut Option<&mut Reader<'_, '_>>, row: &Range<usize>) -> bool {
    match reader {
        Some(reader) => reader.is_skipped(input, row),
        None => input.skips(row.start),
    }
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
    let header = each_row(&map, input, Some(&mut *reader), &mut |row| {
        let cell = |heading: &str| row.cell(heading).map(|(text, at)| (text.to_owned(), at));
        rows.push((row.at.clone(), headings.map(cell)));
    });
    let header =
        header.filter(|header| input.form() != InputForm::Json || !header.names.is_empty());
    for heading in headings.iter().take(2) {
        if header.as_ref().is_some_and(|header| !header.columns.contains_key(*heading)) {
            reader.problem(0..0, format!("this table has no column `{heading}`"));
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
    let text = &input.text;
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
fn delimiter(map: &TableMap<'_>, text: &str, start: usize) -> u8 {
    let named: HashSet<&str> =
        templates(map).flat_map(|(_, t)| t.columns()).map(|(_, key)| key).collect();
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
    // The last of equals is taken, so the comma comes last.
    DELIMITERS.into_iter().rev().max_by_key(fit).unwrap_or(b',')
}

/// Lists all patterns of a map, each with its place.
fn templates<'m>(map: &'m TableMap<'_>) -> impl Iterator<Item = (&'m Range<usize>, &'m Template)> {
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

/// Notes the columns of a map that the table lacks.
fn unknown_columns(
    map: &TableMap<'_>,
    header: &TableHeader,
    map_file: usize,
    problems: &mut Problems,
) {
    let mut noted = BTreeSet::new();
    let mut columns = templates(map).flat_map(|(_, template)| template.columns());
    if columns.all(|(_, key)| !header.columns.contains_key(key)) {
        let names: Vec<String> = header.names.iter().map(|name| format!("`{name}`")).collect();
        let sentence = "the table has none of the columns of this map";
        let mistake = Mistake::new(sentence)
            .help(format!("its first row is {}", list_first(&names, SHOWN)))
            .help("if the header is further down, give the number of lines above it as `skip` in `[table]`");
        return problems.add(&Place { file: map_file, span: 0..0 }, mistake);
    }
    for (at, template) in templates(map) {
        for (written, key) in template.columns() {
            if !header.columns.contains_key(key) && noted.insert(key.to_owned()) {
                let mistake = Mistake::new(format!("the table has no column `{written}`"));
                let mistake =
                    mistake.did_you_mean(written, header.names.iter().map(String::as_str));
                problems.add(&Place { file: map_file, span: at.clone() }, mistake);
            }
        }
    }
}

/// Returns for places in tables that are read by a map the lines of the map that read them.
pub(in super::super::super) fn trace(
    catalog: &Catalog,
    inputs: &[Input],
    places: impl Iterator<Item = Place>,
) -> HashMap<(usize, usize), String> {
    let mut wanted: HashMap<usize, BTreeSet<(usize, usize)>> = HashMap::new();
    for Place { file, span } in places {
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
        each_row(&map, input, None, &mut |row| {
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
                let lines = templates(&map).filter(|(_, template)| reads(template));
                let lines: BTreeSet<usize> = lines.map(|(at, _)| of.line(at.start)).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_decimals() {
        for (text, decimals, number) in [
            ("15087226.6044798", 2, Some("15087226.60")),
            ("0.995", 2, Some("1.00")),
            ("-0.005", 2, Some("-0.01")),
            ("0.004", 2, Some("0.00")),
            ("2.5", 0, Some("3")),
            ("999.999", 1, Some("1000.0")),
            ("1.50", 2, None),
            ("12", 2, None),
            ("about 1.2345", 2, None),
            ("1,234.567", 2, None),
        ] {
            assert_eq!(rounded(text, decimals).as_deref(), number, "{text}");
        }
    }
}
