//! A first map for a table, made of its headings, its cells and the catalog: what is recognised becomes a value, everything else a
//! comment with samples of its cells.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use super::super::super::input::Input;
use super::super::super::literal::is_absent;
use super::super::super::names::slug_of;
use super::super::super::problem::{DigestError, Problems};
use super::super::super::reader::Reader;
use super::super::cells::key;
use super::super::columns::{Columns, Role};
use super::super::kinds_in;
use super::read::TableMap;
use super::rows::{each_row, title_lines};
use crate::catalog::vocabulary::meanings;
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::value::{Conventions, Country, DateValue};

/// The number of samples in a comment.
const SAMPLES: usize = 3;
/// The most different words of a column that may be values of a list.
const WORDS: usize = 24;
/// The longest sample, in characters.
const LONGEST: usize = 40;

/// The words that often mean an empty cell.
const NULL: [&str; 4] = ["", "NA", "N/A", "\\N"];

/// A column of the table, as far as its cells tell.
struct ColumnSample {
    name: String,
    filled: usize,
    /// The first different texts.
    words: Vec<String>,
    /// Whether there are more different texts than these.
    more: bool,
    /// Whether no text occurs twice.
    distinct: bool,
    /// How many cells are names or codes of countries, how many of them codes of three letters, and how many are dates.
    countries: usize,
    codes: usize,
    dates: usize,
    /// The first texts that are no countries.
    elsewhere: Vec<String>,
}

/// How a column is read in the map.
struct DraftValue<'c> {
    heading: String,
    column: usize,
    /// The list of words that its words are to become.
    choices: Option<&'c Field>,
}

/// Returns a first map for a table. If its rows cannot be read, returns the mistakes.
pub fn draft(
    catalog: &Catalog,
    input: &Input,
    kind: Option<&Kind>,
) -> Result<String, Vec<DigestError>> {
    let mut problems = Problems::default();
    let null = NULL.map(str::to_owned).into();
    let mut map = TableMap { skip: title_lines(input), null, ..TableMap::default() };
    let mut read = sample(catalog, &map, input, &mut problems);
    let headless = map.skip == 0 && read.columns.iter().any(|column| is_data(&column.name));
    if headless {
        let names = (1..=read.columns.len()).map(|number| format!("column {number}")).collect();
        map.header = Some(names);
    }
    if headless || !read.absent.is_empty() {
        map.null.extend(std::mem::take(&mut read.absent));
        read = sample(catalog, &map, input, &mut Problems::default());
    }
    if !problems.is_empty() && !headless {
        return Err(problems.errors(std::slice::from_ref(input), catalog, &HashMap::new()));
    }
    let named = kinds_in(catalog, input.title()).into_iter().find(|kind| kind.sort == Sort::Thing);
    let kinds = catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
    let fit = |kind: &&Kind| (values(catalog, kind, &read.columns).len(), kind.fields.len());
    let Some(kind) = kind.or(named).or_else(|| kinds.max_by_key(fit)) else {
        return Ok(String::new());
    };
    Ok(text(catalog, input, (kind, &read), &map))
}

/// Whether a heading is rather a cell: a number, or a mark for an empty cell.
fn is_data(heading: &str) -> bool {
    let heading = heading.trim();
    heading == "\\N"
        || !heading.is_empty() && heading.chars().all(|c| c.is_ascii_digit() || "-.".contains(c))
}

/// A table, as far as its cells tell.
#[derive(Default)]
struct TableSample {
    columns: Vec<ColumnSample>,
    /// Words that often mean an empty cell.
    absent: BTreeSet<String>,
    rows: usize,
    /// The columns that are filled in the last row.
    last: Vec<usize>,
}

impl TableSample {
    /// Returns a column that most rows fill and the last doesn't, if it is a total or a footnote.
    fn needed(&self) -> Option<&ColumnSample> {
        let filled = self.columns.iter().filter(|column| column.filled > 0).count();
        let mut columns = self.columns.iter().enumerate();
        let is_needed = |(number, column): &(usize, &ColumnSample)| {
            column.filled * 10 >= self.rows * 4 && !self.last.contains(number)
        };
        columns.find(is_needed).map(|(_, column)| column).filter(|_| self.last.len() * 2 < filled)
    }

    /// Whether a column is filled in nearly all rows that are no totals or footnotes.
    fn fills(&self, column: &ColumnSample) -> bool {
        let rows = self.needed().map_or(self.rows, |needed| needed.filled);
        column.filled * 10 >= rows * 8
    }

    /// Returns the first column that seems to name the rows: texts, each once.
    fn naming(&self, used: &dyn Fn(usize) -> bool) -> Option<&ColumnSample> {
        let mut columns = self.columns.iter().enumerate();
        let names = |(number, column): &(usize, &ColumnSample)| {
            let is_text = |word: &&String| word.chars().filter(|c| c.is_alphabetic()).count() > 3;
            let texts = column.words.iter().filter(is_text).count();
            !used(*number)
                && column.distinct
                && self.fills(column)
                && texts * 10 >= column.words.len() * 9
                && column.dates == 0
        };
        columns.find(names).map(|(_, column)| column)
    }
}

/// Reads all cells of a table for what its columns hold.
fn sample(
    catalog: &Catalog,
    map: &TableMap<'_>,
    input: &Input,
    problems: &mut Problems,
) -> TableSample {
    let mut reader = Reader::new(catalog, (0, &input.text), problems);
    let mut seen: Vec<BTreeSet<String>> = Vec::new();
    let mut table = TableSample::default();
    let columns = &mut table.columns;
    let header = each_row(map, input, Some(&mut reader), &mut |row| {
        table.rows += 1;
        table.last.clear();
        for cell in row.cells.iter().filter(|cell| !row.is_null(&cell.text)) {
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
                column.add(cell.text.trim(), seen);
            }
        }
    });
    let names = header.map(|header| header.names).unwrap_or_default();
    columns.resize_with(names.len().max(columns.len()), ColumnSample::default);
    for (column, name) in columns.iter_mut().zip(names) {
        column.name = name;
    }
    table
}

impl Default for ColumnSample {
    fn default() -> Self {
        let (name, words) = (String::new(), vec![]);
        let (countries, codes, dates, elsewhere) = (0, 0, 0, vec![]);
        Self {
            name,
            filled: 0,
            words,
            more: false,
            distinct: true,
            countries,
            codes,
            dates,
            elsewhere,
        }
    }
}

impl ColumnSample {
    fn add(&mut self, text: &str, seen: &mut BTreeSet<String>) {
        self.filled += 1;
        self.distinct &= seen.insert(text.to_owned());
        if self.words.len() < WORDS && !self.words.iter().any(|word| word == text) {
            self.words.push(text.to_owned());
        }
        self.more = seen.len() > self.words.len();
        let is_country = Country::find(text).is_some();
        let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        self.countries += usize::from(is_country);
        if !is_country
            && self.elsewhere.len() < SAMPLES
            && !self.elsewhere.iter().any(|w| w == text)
        {
            self.elsewhere.push(text.to_owned());
        }
        self.codes += usize::from(is_country && is_code);
        let is_date = text.len() > 4 && DateValue::read_date(text, Conventions::default()).is_ok();
        self.dates += usize::from(is_date);
    }

    /// Whether nearly all cells are of a sort.
    fn mostly(&self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 9
    }

    /// Returns the words that are no values of a list, if at least one is and there are few.
    fn other_words(&self, field: &Field) -> Option<Vec<&str>> {
        let Type::Enum(choices) = &field.ty else { return None };
        let is_choice =
            |word: &&String| choices.iter().any(|choice| key(&choice.name) == key(word));
        let others: Vec<&str> =
            self.words.iter().filter(|word| !is_choice(word)).map(String::as_str).collect();
        (!self.more).then_some(others)
    }

    fn samples(&self) -> String {
        let short = |word: &String| match word.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", word.get(..end).unwrap_or(word)),
            None => word.clone(),
        };
        let samples: Vec<String> = self.words.iter().take(SAMPLES).map(short).collect();
        samples.join(" · ").replace(['\n', '\r'], " ")
    }
}

/// Returns the values of a kind that the columns of a table seem to hold, each once.
fn values<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    columns: &[ColumnSample],
) -> Vec<DraftValue<'c>> {
    let mut values: Vec<DraftValue<'c>> = Vec::new();
    let known = Columns::new(catalog, kind);
    // Headings that say it come first, then words that people use for the same, then the cells.
    for ways in [of_heading, of_words, of_cells] {
        let mut filled: Vec<(usize, &ColumnSample)> =
            columns.iter().enumerate().filter(|(_, column)| column.filled > 0).collect();
        // A code of a country has one meaning.
        filled.sort_by_key(|(_, column)| !column.mostly(column.codes));
        for (number, column) in filled {
            let is_used = |values: &[DraftValue<'c>], heading: &str| {
                values.iter().any(|v| v.column == number || key(&v.heading) == key(heading))
            };
            if let Some((heading, choices)) = ways((catalog, kind, &known), column)
                && !is_used(&values, &heading)
            {
                values.push(DraftValue { heading, column: number, choices });
            }
        }
    }
    values
}

/// The catalog, a kind of it, and the meanings of headings of that kind.
type KindColumns<'k, 'c> = (&'c Catalog, &'c Kind, &'k Columns<'c>);

/// Returns the value whose heading a column has.
fn of_heading<'c>(
    (_, _, known): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<(String, Option<&'c Field>)> {
    match known.role(&column.name).ok()? {
        Role::Field(field) => fits(field, column).then(|| (field.name.clone(), of_list(field))),
        Role::Counted(field, _) => Some((column.name.to_lowercase(), of_list(field))),
        Role::Level { level, .. } => Some((level.name.clone(), None)),
        Role::Name => Some(("name".to_owned(), None)),
        Role::Form(form) => Some((form.to_owned(), None)),
        _ => None,
    }
}

/// Returns the value that a word of a heading means: a field's name, or a word that people use for it.
fn of_words<'c>(
    (catalog, kind, _): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<(String, Option<&'c Field>)> {
    let heading = key(&column.name);
    let words: Vec<&str> = heading.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |name: &str| words.contains(&name);
    if kind.sort == Sort::Thing && ["title", "name"].into_iter().any(has) && column.distinct {
        return Some(("name".to_owned(), None));
    }
    let called = |field: &&'c Field| {
        has(&key(&field.name))
            || words.iter().any(|word| meanings(catalog, word).contains(&field.name.as_str()))
    };
    let field = kind.stored().filter(called).find(|field| fits(field, column))?;
    Some((field.name.clone(), of_list(field)))
}

/// Returns the value that the cells of a column seem to be.
fn of_cells<'c>(
    (catalog, kind, _): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<(String, Option<&'c Field>)> {
    if column.mostly(column.countries) {
        let (_, country, _) = catalog.countries()?;
        let level = kind
            .fields
            .iter()
            .find(|field| matches!(field.ty, Type::Level(_)) && field.name == country.level);
        return level.map(|level| (level.name.clone(), None));
    }
    if column.mostly(column.dates) {
        return kind
            .stored()
            .find(|field| field.ty.is_time())
            .map(|field| (field.name.clone(), None));
    }
    let listed = |field: &&'c Field| {
        let (Some(others), false) = (column.other_words(field), column.words.is_empty()) else {
            return false;
        };
        others.len() * 2 <= column.words.len()
    };
    kind.stored().find(listed).map(|field| (field.name.clone(), of_list(field)))
}

fn of_list(field: &Field) -> Option<&Field> {
    matches!(field.ty, Type::Enum(_)).then_some(field)
}

/// Whether the first cells of a column can be values of a field.
fn fits(field: &Field, column: &ColumnSample) -> bool {
    match &field.ty {
        ty if ty.is_time() => {
            column.mostly(column.dates) || column.words.iter().all(|word| word.len() == 4)
        }
        Type::Money | Type::Quantity(_) | Type::Share | Type::Number { .. } => {
            column.words.iter().all(|word| word.chars().any(|c| c.is_ascii_digit()))
        }
        Type::Enum(_) => column.other_words(field).is_some(),
        _ => true,
    }
}

/// Writes the map.
fn text(
    catalog: &Catalog,
    input: &Input,
    (kind, table): (&Kind, &TableSample),
    map: &TableMap<'_>,
) -> String {
    let columns = table.columns.as_slice();
    let values = values(catalog, kind, columns);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# A first map for {}. Complete it, then: brief load FILE.db {} --map THIS",
        input.file_name(),
        input.file_name()
    );
    let _ = writeln!(out, "\n[table]");
    if map.skip > 0 {
        let _ = writeln!(out, "skip = {}   # lines above the header", map.skip);
    }
    if let Some(header) = &map.header {
        let names: Vec<String> = header.iter().map(|name| quoted(name)).collect();
        let _ = writeln!(
            out,
            "# The table seems to have no header: name its columns in their order.\nheader = [{}]",
            names.join(", ")
        );
    }
    let null: Vec<String> = map.null.iter().map(|word| quoted(word)).collect();
    let null = null.join(", ");
    let _ = writeln!(out, "null = [{null}]   # words that mean an empty cell");
    let stem = slug_of(input.title());
    let stem = if stem.is_empty() { "table".to_owned() } else { stem };
    let _ = writeln!(out, "\n[source]                              # the rows are its paragraphs");
    let _ = writeln!(out, "id = {}\nname = {}", quoted(&stem), quoted(input.file_name()));
    let _ = writeln!(out, "# publisher = \"\"\n# published = \"\"\n# url = \"\"");
    let _ = writeln!(out, "\n[[{}]]", kind.name);
    if let Some(column) = table.needed() {
        let when = quoted(&braced(&column.name));
        let _ = writeln!(
            out,
            "when = {when}   # rows without it, such as totals and footnotes, make nothing"
        );
    }
    let used = |number: usize| values.iter().any(|value| value.column == number);
    let is_nameless =
        kind.sort == Sort::Thing && !values.iter().any(|value| value.heading == "name");
    let naming = table.naming(&used).filter(|_| is_nameless);
    let id = columns
        .iter()
        .find(|column| column.distinct && key(&column.name).split(' ').any(|word| word == "id"));
    if let Some(id) = id {
        let _ = writeln!(out, "id = {}", quoted(&format!("{stem}-{}", braced(&id.name))));
    } else {
        let _ = writeln!(
            out,
            "# id = \"{stem}-{{Column}}\"   # needed if several {} have one name",
            kind.plural
        );
    }
    for value in &values {
        let Some(column) = columns.get(value.column) else { continue };
        write_value(&mut out, kind, value, column);
    }
    if is_nameless {
        let name = naming.map(|column| braced(&column.name)).unwrap_or_default();
        let _ = writeln!(
            out,
            "name = {}   # a pattern, also one such as \"{{Column}} of {{Other column}}\"",
            quoted(&name)
        );
    }
    let rest = columns
        .iter()
        .enumerate()
        .filter(|(number, column)| !used(*number) && id.is_none_or(|id| id.name != column.name))
        .filter(|(_, column)| naming.is_none_or(|naming| naming.name != column.name));
    let rest: Vec<&ColumnSample> = rest.map(|(_, column)| column).collect();
    if !rest.is_empty() {
        let _ = writeln!(
            out,
            "\n# Columns without a meaning yet, with samples of their cells. `brief schema {}` lists the fields.",
            kind.name
        );
    }
    for column in rest {
        let samples = if column.filled == 0 { "empty".to_owned() } else { column.samples() };
        let _ = writeln!(out, "#   {}: {samples}", braced(&column.name));
    }
    out
}

fn write_value(out: &mut String, kind: &Kind, value: &DraftValue<'_>, column: &ColumnSample) {
    let pattern = quoted(&braced(&column.name));
    let heading = if value.heading.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        value.heading.clone()
    } else {
        quoted(&value.heading)
    };
    if let Some(others) =
        value.choices.and_then(|field| column.other_words(field)).filter(|o| !o.is_empty())
        && let Some(Type::Enum(choices)) = value.choices.map(|field| &field.ty)
    {
        let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
        let words: Vec<String> =
            others.iter().map(|word| format!("{} = \"\"", quoted(word))).collect();
        let _ = writeln!(
            out,
            "# Each word becomes one of: {}. An empty text leaves the cell out.",
            names.join(", ")
        );
        let _ = writeln!(
            out,
            "{heading} = {{ value = {pattern}, words = {{ {} }} }}",
            words.join(", ")
        );
        return;
    }
    let field = kind.field(&value.heading);
    let leads = field.is_some_and(|field| matches!(field.ty, Type::Level(_)));
    if leads && column.mostly(column.countries) && !column.elsewhere.is_empty() {
        let others = column.elsewhere.join(" · ").replace(['\n', '\r'], " ");
        let _ = writeln!(
            out,
            "{heading} = {{ value = {pattern}, missing = \"skip\" }}   # left out where no place has the name: {others}"
        );
        return;
    }
    let needs_unit = field.is_some_and(|field| matches!(field.ty, Type::Money | Type::Quantity(_)));
    let has_unit = column.words.iter().any(|word| word.chars().any(char::is_alphabetic));
    if needs_unit && !has_unit {
        let _ = writeln!(
            out,
            "{heading} = {{ value = {pattern}, unit = \"\", round = 2 }}   # the unit, or a pattern for it"
        );
        return;
    }
    let _ = writeln!(out, "{heading} = {pattern}");
}

/// Writes a column as a pattern.
fn braced(name: &str) -> String {
    format!("{{{}}}", name.replace('}', "}}"))
}

/// Writes a text of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
