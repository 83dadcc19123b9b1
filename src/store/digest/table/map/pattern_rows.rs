//! Makes rows from the rows of a table by the patterns of its map, and gives them to the reader of tables as one table for each
//! kind.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::super::input::Input;
use super::super::super::parsed::Digest;
use super::super::super::problem::{InputSpan, Mistake, Problems};
use super::super::super::reader::Reader;
use super::super::super::rows::ROW;
use super::super::cells::{SheetCell, fold_heading as heading_key};
use super::super::read_rows;
use super::super::sheet::TableReader;
use super::read::{EntryPattern, TableMap, read_map};
use super::read_value::{MissingName, ValuePattern};
use super::rows::{TableHeader, TableRow, all_templates, each_row};
use super::template::{Filled, PatternCells as _};
use crate::catalog::{Catalog, SOURCE, Sort};
use crate::text::{group_digits, in_backquotes, list_first};
use crate::value::{AtlasPlace, Country, fold};

/// The most headings that a message lists.
const SHOWN: usize = 5;

impl ValuePattern<'_> {
    /// Splits a text at the separators, unless the map has a name or a word for the whole of it.
    fn split_items<'t>(&self, text: &'t str, map: &TableMap<'_>) -> Vec<&'t str> {
        let mut items = vec![text];
        if self.words.contains_key(&fold(text)) || map.names.contains_key(&fold(text)) {
            return items;
        }
        for separator in &self.split {
            items = items.into_iter().flat_map(|item| item.split(separator.as_str())).collect();
        }
        let items = items.into_iter().map(str::trim);
        items.filter(|item| !item.is_empty()).collect()
    }
}

/// Reads a table by its map, the `file`th of the inputs: a digest for each source of each kind of entry.
pub(in super::super::super) fn read_with_map<'c>(
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
    let Some(header) = each_row(&map, (input, false), Some(&mut reader), &mut |_| {}) else {
        return vec![];
    };
    // Rows that were left out of another table keep the numbers from that table.
    let rows = (!header.columns.contains_key(ROW)).then_some(header.rows);
    unknown_columns(&map, &header, map_file, problems);
    // A wrong map would only make wrong rows.
    if !wrong.is_empty() {
        return vec![];
    }
    let mut digests = Vec::new();
    let mut described = Described::new();
    for pattern in map.source.iter().chain(&map.entries) {
        let mut reader = Reader::new(catalog, (file, &input.text), problems);
        reader.tabular = true;
        let asked = map.conventions.or(input.conventions);
        // The rows are made again if dates or numbers turn out to be written in another way.
        let before = described.clone();
        let mut emptied = EmptiedValues::new();
        digests.extend(read_rows(reader, (pattern.kind, input, asked), &mut |sheet| {
            described.clone_from(&before);
            emptied = fill_sheet(sheet, &map, (pattern, rows), (input, &mut described));
        }));
        warn_of_emptied(pattern, &emptied, map_file, problems);
    }
    digests
}

/// How many values each setting left out, by the word of the table for which the map has an empty one.
type EmptiedValues = BTreeMap<usize, BTreeMap<String, usize>>;

/// Warns of the words that a map leaves out. Without a word that leads to a thing no record is wanted: `"0" = ""`.
fn warn_of_emptied(
    pattern: &EntryPattern<'_>,
    emptied: &EmptiedValues,
    map_file: usize,
    problems: &mut Problems,
) {
    for (column, words) in emptied {
        let Some(setting) = pattern.settings.get(*column) else { continue };
        let n: usize = words.values().sum();
        let quoted: Vec<String> = words.keys().map(|word| format!("“{word}”")).collect();
        let sentence = format!(
            "{} no `{}`, as the map has an empty word for {}",
            if n == 1 { "1 row gets".to_owned() } else { format!("{} rows get", group_digits(n)) },
            setting.heading,
            list_first(&quoted, SHOWN)
        );
        problems.warn(&InputSpan { file: map_file, span: setting.at.clone() }, sentence);
    }
}

/// Gives the reader of tables the rows that a pattern makes, as a table of its kind. Returns which values it left out.
fn fill_sheet<'c>(
    sheet: &mut TableReader<'c, '_>,
    map: &TableMap<'c>,
    (pattern, rows): (&EntryPattern<'c>, Option<usize>),
    (input, described): (&Input, &mut Described),
) -> EmptiedValues {
    sheet.null = vec![];
    if let Some(source) = &map.source {
        let id = source.settings.iter().find(|setting| heading_key(&setting.heading) == "id");
        sheet.source = id.and_then(|id| id.value.constant()).map(str::to_owned);
    }
    let mut table = PatternTable::new(sheet, pattern, described);
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
        table.make_rows(sheet, &row);
        return table.emptied;
    }
    each_row(map, (input, sheet.reader.all_rows), None, &mut |row| table.make_rows(sheet, row));
    table.emptied
}

/// The table that a pattern makes.
struct PatternTable<'p, 'c> {
    pattern: &'p EntryPattern<'c>,
    /// The column with the unit of each setting that has one.
    units: Vec<Option<usize>>,
    /// The column with the number of the row, where it is the paragraph; for a source the number of paragraphs.
    number: Option<usize>,
    /// Whether it makes places that are only named by a value of another entry.
    of_places: bool,
    described: &'p mut Described,
    emptied: EmptiedValues,
}

/// The things that rows have described so far, by pattern and words. Things that are only names are listed without a pattern, so
/// each is made once, whichever patterns and spellings name it.
type Described = HashSet<(Option<usize>, Vec<String>)>;

impl<'p, 'c> PatternTable<'p, 'c> {
    fn new(
        sheet: &mut TableReader<'c, '_>,
        pattern: &'p EntryPattern<'c>,
        described: &'p mut Described,
    ) -> Self {
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
            kind if kind == SOURCE => {
                (!pattern.has_any_heading(&["paragraphs"])).then(|| add("paragraphs"))
            }
            _ if sheet.source.is_none() || pattern.has_any_heading(&PLACED) => None,
            _ => Some(add("paragraph")),
        };
        let places = sheet.reader.catalog.containment.as_ref().map(|c| &c.places);
        let of_places = pattern.implied && places == Some(&pattern.kind.name);
        let optional =
            pattern.settings.iter().filter(|setting| matches!(setting.missing, MissingName::Skip));
        sheet.optional = optional.filter_map(|setting| setting.field).collect();
        Self { pattern, units, number, of_places, described, emptied: EmptiedValues::new() }
    }

    /// Makes the rows of the pattern for a row of the file: one, or one for each value that is split.
    fn make_rows(&mut self, sheet: &mut TableReader<'c, '_>, row: &TableRow<'_, '_>) {
        let settings = &self.pattern.settings;
        if self.pattern.when.as_ref().is_some_and(|when| when.fill(row).is_none()) {
            return;
        }
        let filled: Vec<Option<Filled>> = settings.iter().map(|s| s.value.fill(row)).collect();
        let split = settings.iter().zip(&filled).find(|(setting, _)| !setting.split.is_empty());
        let items = match split {
            Some((_, None)) => return,
            Some((setting, Some(filled))) => {
                setting.split_items(&filled.text, row.map).into_iter().map(Some).collect()
            }
            None => vec![None],
        };
        // If all cells of the pattern are empty, the row says nothing about this entry, even if it refers to other entries.
        let has = |of: fn(&ValuePattern<'_>) -> bool| settings.iter().any(of);
        let from_cells: fn(&ValuePattern<'_>) -> bool = if has(|s| !s.value.columns().is_empty()) {
            |setting| !setting.value.columns().is_empty()
        } else {
            |setting| !setting.value.entries().is_empty()
        };
        let has_cells = has(from_cells);
        for item in items {
            let cells = self.make_cells((&filled, item), row);
            let mut given = cells.iter().filter_map(|cell| settings.get(cell.column));
            if has_cells && !given.any(from_cells) {
                continue;
            }
            self.check_id(sheet, &filled, row);
            if !self.is_repeated(&cells) {
                sheet.read_row(row.at.clone(), &cells);
            }
        }
    }

    /// Notes an id that an empty cell makes impossible: without it other entries couldn't refer to this one.
    fn check_id(
        &self,
        sheet: &mut TableReader<'c, '_>,
        filled: &[Option<Filled>],
        row: &TableRow<'_, '_>,
    ) {
        let mut settings = self.pattern.settings.iter().zip(filled);
        let empty =
            settings.find(|(s, filled)| heading_key(&s.heading) == "id" && filled.is_none());
        let Some((setting, _)) = empty else { return };
        let columns = setting.value.columns().into_iter();
        let columns = columns.filter(|(_, key)| row.cell(key).is_none());
        let columns: Vec<String> = columns.map(|(written, _)| format!("`{{{written}}}`")).collect();
        let kind = &self.pattern.kind.name;
        let sentence =
            format!("this {kind} has no id: {} is empty here", list_first(&columns, SHOWN));
        let mistake = Mistake::new(sentence)
            .help("put what may be empty in brackets: `[-{Column}]`")
            .help("give `when = \"{Column}\"` to skip rows without it, such as totals");
        sheet.reader.report(row.at.clone(), mistake);
    }

    /// Returns the cells of a row: for the value that is split, those with one of its items.
    fn make_cells(
        &mut self,
        (filled, item): (&[Option<Filled>], Option<&str>),
        row: &TableRow<'_, '_>,
    ) -> Vec<SheetCell<'static>> {
        let mut cells = Vec::new();
        for (column, (setting, filled)) in self.pattern.settings.iter().zip(filled).enumerate() {
            let Some(filled) = filled else { continue };
            let text = item.filter(|_| !setting.split.is_empty()).unwrap_or(&filled.text);
            let Some(mut text) = setting.translate(text, row.map) else {
                if setting.field.is_none() && !text.is_empty() {
                    let words = self.emptied.entry(column).or_default();
                    *words.entry(text.to_owned()).or_default() += 1;
                }
                continue;
            };
            if let Some(rounded) = setting.round.and_then(|decimals| round_number(&text, decimals))
            {
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

    /// Checks whether a row describes a thing in the same words as another before, or names a thing that is made only if
    /// nothing has the name and a country has.
    fn is_repeated(&mut self, cells: &[SheetCell<'_>]) -> bool {
        if self.pattern.kind.sort != Sort::Thing {
            return false;
        }
        let EntryPattern { implied, kind, at, .. } = self.pattern;
        let words = cells.iter().filter(|cell| Some(cell.column) != self.number);
        let word = |cell: &SheetCell<'_>| {
            let text = if *implied { fold(&cell.text) } else { cell.text.to_string() };
            format!("{} {text}", cell.column)
        };
        let mut words: Vec<String> = words.map(word).collect();
        words.extend(implied.then(|| kind.name.clone()));
        let known = || cells.first().is_some_and(|name| is_in_atlas(&name.text));
        self.of_places && known() || !self.described.insert(((!implied).then_some(at.start), words))
    }
}

/// Checks whether a place of this name is added when something refers to it.
fn is_in_atlas(name: &str) -> bool {
    Country::find(name).is_some() || !AtlasPlace::find_by_name(name).is_empty()
}

/// Rounds a number with more decimals, half away from zero; `None` means that the text isn't such a number.
fn round_number(text: &str, decimals: u32) -> Option<String> {
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

/// Notes the columns of a map that the table lacks.
fn unknown_columns(
    map: &TableMap<'_>,
    header: &TableHeader,
    map_file: usize,
    problems: &mut Problems,
) {
    let mut noted = BTreeSet::new();
    let mut columns = all_templates(map).flat_map(|(_, template)| template.columns());
    if columns.all(|(_, key)| !header.columns.contains_key(key)) {
        let names = in_backquotes(&header.names);
        let sentence = "the table has none of the columns of this map";
        let mistake = Mistake::new(sentence)
            .help(format!("its first row is {}", list_first(&names, SHOWN)))
            .help("if the header is further down, give the number of lines above it as `skip` in `[table]`");
        return problems.add(&InputSpan { file: map_file, span: 0..0 }, mistake);
    }
    for (at, template) in all_templates(map) {
        for (written, key) in template.columns() {
            if !header.columns.contains_key(key) && noted.insert(key.to_owned()) {
                let mistake = Mistake::new(format!("the table has no column `{written}`"));
                let mistake =
                    mistake.did_you_mean(written, header.names.iter().map(String::as_str));
                problems.add(&InputSpan { file: map_file, span: at.clone() }, mistake);
            }
        }
    }
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
            assert_eq!(round_number(text, decimals).as_deref(), number, "{text}");
        }
    }
}
