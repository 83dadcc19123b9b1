//! A first map for a table, made of its headings, its cells and the catalog: what is recognised becomes a value, everything else a
//! comment with samples of its cells.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use super::super::super::input::Input;
use super::super::super::names::slug_of;
use super::super::super::problem::{DigestError, Problems};
use super::super::super::reader::Reader;
use super::super::cells::key;
use super::super::columns::{Columns, Role};
use super::super::kinds_in;
use super::read::TableMap;
use super::rows::each_row;
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
    /// How many cells are names or codes of countries, and how many are dates.
    countries: usize,
    dates: usize,
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
    let mut map = TableMap { null: NULL.map(str::to_owned).into(), ..TableMap::default() };
    let first = columns(catalog, &map, input, &mut problems);
    let headless = first.iter().any(|column| is_data(&column.name));
    let read = if headless {
        let names = (1..=first.len()).map(|number| format!("column {number}")).collect();
        map.header = Some(names);
        columns(catalog, &map, input, &mut Problems::default())
    } else {
        first
    };
    if !problems.is_empty() && !headless {
        return Err(problems.errors(std::slice::from_ref(input), catalog, &HashMap::new()));
    }
    let named = kinds_in(catalog, input.title()).into_iter().find(|kind| kind.sort == Sort::Thing);
    let kinds = catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
    let fit = |kind: &&Kind| (values(catalog, kind, &read).len(), kind.fields.len());
    let Some(kind) = kind.or(named).or_else(|| kinds.max_by_key(fit)) else {
        return Ok(String::new());
    };
    Ok(text(catalog, input, (kind, &read), map.header.as_deref()))
}

/// Whether a heading is rather a cell: a number, or a mark for an empty cell.
fn is_data(heading: &str) -> bool {
    let heading = heading.trim();
    heading == "\\N"
        || !heading.is_empty() && heading.chars().all(|c| c.is_ascii_digit() || "-.".contains(c))
}

/// Reads all cells of a table for what its columns hold.
fn columns(
    catalog: &Catalog,
    map: &TableMap<'_>,
    input: &Input,
    problems: &mut Problems,
) -> Vec<ColumnSample> {
    let mut reader = Reader::new(catalog, (0, &input.text), problems);
    let mut seen: Vec<BTreeSet<String>> = Vec::new();
    let mut columns: Vec<ColumnSample> = Vec::new();
    let header = each_row(map, input, Some(&mut reader), &mut |row| {
        for cell in row.cells.iter().filter(|cell| !row.is_null(&cell.text)) {
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
    columns
}

impl Default for ColumnSample {
    fn default() -> Self {
        let (name, words) = (String::new(), vec![]);
        Self { name, filled: 0, words, more: false, distinct: true, countries: 0, dates: 0 }
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
        self.countries += usize::from(Country::find(text).is_some());
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
        for (number, column) in columns.iter().enumerate().filter(|(_, column)| column.filled > 0) {
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
    (kind, columns): (&Kind, &[ColumnSample]),
    header: Option<&[String]>,
) -> String {
    let values = values(catalog, kind, columns);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# A first map for {}. Complete it, then: brief load FILE.db {} --map THIS",
        input.file_name(),
        input.file_name()
    );
    let _ = writeln!(out, "\n[table]");
    if let Some(header) = header {
        let names: Vec<String> = header.iter().map(|name| quoted(name)).collect();
        let _ = writeln!(
            out,
            "# The table seems to have no header: name its columns in their order.\nheader = [{}]",
            names.join(", ")
        );
    }
    let null = NULL.map(quoted).join(", ");
    let _ = writeln!(out, "null = [{null}]   # words that mean an empty cell");
    let stem = slug_of(input.title());
    let stem = if stem.is_empty() { "table".to_owned() } else { stem };
    let _ = writeln!(out, "\n[source]                              # the rows are its paragraphs");
    let _ = writeln!(out, "id = {}\nname = {}", quoted(&stem), quoted(input.file_name()));
    let _ = writeln!(out, "# publisher = \"\"\n# published = \"\"\n# url = \"\"");
    let _ = writeln!(out, "\n[[{}]]", kind.name);
    let id = columns
        .iter()
        .find(|column| column.distinct && key(&column.name).split(' ').any(|word| word == "id"));
    if let Some(id) = id {
        let _ = writeln!(out, "id = {}", quoted(&format!("{stem}-{}", braced(&id.name))));
    } else {
        let _ = writeln!(
            out,
            "# id = \"{stem}-{{ColumnSample}}\"   # needed if several {} have one name",
            kind.plural
        );
    }
    for value in &values {
        let Some(column) = columns.get(value.column) else { continue };
        write_value(&mut out, kind, value, column);
    }
    if kind.sort == Sort::Thing && !values.iter().any(|value| value.heading == "name") {
        let _ = writeln!(
            out,
            "name = \"\"                            # a pattern such as \"{{ColumnSample}} of {{Other column}}\""
        );
    }
    let used = |number: usize| values.iter().any(|value| value.column == number);
    let rest = columns
        .iter()
        .enumerate()
        .filter(|(number, column)| !used(*number) && id.is_none_or(|id| id.name != column.name));
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
