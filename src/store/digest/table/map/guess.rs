//! Guesses which values of a kind the columns of a table hold.

use super::super::cells::fold_heading;
use super::super::columns::{Columns, Role};
use super::super::kinds_in;
use super::column_sample::ColumnSample;
use super::draft_units::{has_units, named_unit};
use super::headings::{heading_has_name, heading_words};
use super::sample::TableSample;
use super::template::column_pattern;
use crate::catalog::vocabulary::{kind_of_value, names_for_word};
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::value::{Conventions, DateValue, DayOrder, LiteralErrorKind, StatedAmount};

/// The words for the name of a thing and for the number of a row that tables have everywhere.
const NAMES: [&str; 2] = ["title", "name"];
const IDS: [&str; 4] = ["id", "no", "编号", "序号"];
/// The words in the headings of last days.
const ENDS: [&str; 8] = ["end", "ends", "until", "to", "last", "结束日期", "结束", "截止"];

/// How a column is read in the map.
pub(super) struct DraftValue<'c> {
    pub(super) heading: String,
    pub(super) column: usize,
    /// The list of words into which its words are translated.
    pub(super) choices: Option<&'c Field>,
    /// For a column of years or first days, the column of the months or last days beside it, and the pattern for both.
    pub(super) rest: Option<(usize, String)>,
}

impl DraftValue<'_> {
    /// Checks whether it is made from a column.
    pub(super) fn uses_column(&self, column: usize) -> bool {
        self.column == column || self.rest.as_ref().is_some_and(|(rest, _)| *rest == column)
    }
}

/// The catalog, a kind of it, and the meanings of headings of that kind.
type KindColumns<'k, 'c> = (&'c Catalog, &'c Kind, &'k Columns<'c>);

/// The heading of a value, and the list of words into which its words are translated.
type GuessedValue<'c> = (String, Option<&'c Field>);

/// Returns the kind that a table seems to be of by its title: a kind, or a value of one, such as an airline.
pub(super) fn kind_of_title<'c>(catalog: &'c Catalog, title: &str) -> Option<&'c Kind> {
    // The rows of `documents.csv` aren't sources, because the table itself is their source.
    let is_thing = |kind: &&Kind| kind.sort == Sort::Thing && !kind.core;
    let words = heading_words(title);
    let named = |word: &String| {
        let called = |kind: &&Kind| names_for_word(catalog, word).contains(&kind.name.as_str());
        catalog.kinds.iter().filter(is_thing).find(called)
    };
    let of_value = |word: &String| kind_of_value(catalog, word).map(|(kind, ..)| kind);
    let value = || words.iter().filter_map(of_value).find(is_thing);
    words.iter().find_map(named).or_else(value)
}

/// Returns the kind whose things the first column of texts names, if its heading is a word for the kind: `Event`, `Line`.
pub(super) fn kind_of_heading<'c>(catalog: &'c Catalog, table: &TableSample) -> Option<&'c Kind> {
    let column = table.columns.iter().find(|column| column.is_of_texts())?;
    let words = fold_heading(&column.name);
    let is_one = !words.contains(' ') && words.chars().all(char::is_alphanumeric);
    let names = is_one && !column.repeated && table.is_nearly_full(column);
    let is_kind = |kind: &&Kind| kind.sort == Sort::Thing && !kind.core;
    let named = kinds_in(catalog, &words).into_iter().find(is_kind);
    let kind = named.or_else(|| kind_of_title(catalog, &words));
    kind.filter(|kind| names && !catalog.is_places(kind))
}

/// Returns the field and the value that the title of a table means for all its rows: `type` and `airline`.
pub(super) fn value_of_title<'c>(
    catalog: &'c Catalog,
    kind: &Kind,
    title: &str,
) -> Option<(&'c str, &'c str)> {
    let values = heading_words(title).into_iter().filter_map(|word| kind_of_value(catalog, &word));
    { values }.find(|(of, ..)| of.name == kind.name).map(|(_, field, value)| (field, value))
}

/// Returns the values of a kind that the columns of a table seem to hold, each once.
pub(super) fn guess_values<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    columns: &[ColumnSample],
) -> Vec<DraftValue<'c>> {
    let mut values: Vec<DraftValue<'c>> = Vec::new();
    let known = Columns::new(catalog, kind);
    // A heading with the name of the field comes first, then a heading with another word for it, then the cells.
    for ways in [of_heading, of_words, of_money, of_cells, of_year] {
        let mut filled: Vec<(usize, &ColumnSample)> =
            columns.iter().enumerate().filter(|(_, column)| column.filled > 0).collect();
        // A country code has one meaning, and names that differ are better than names that repeat.
        filled.sort_by_key(|(_, column)| !column.is_nearly_all(column.codes));
        for (number, column) in filled {
            let is_used = |values: &[DraftValue<'c>], heading: &str| {
                values.iter().any(|v| {
                    v.column == number || fold_heading(&v.heading) == fold_heading(heading)
                })
            };
            if let Some((heading, choices)) = ways((catalog, kind, &known), column)
                && !is_used(&values, &heading)
            {
                values.push(DraftValue { heading, column: number, choices, rest: None });
            }
        }
    }
    let free: Vec<usize> = (0..columns.len())
        .filter(|number| !values.iter().any(|v| v.uses_column(*number)))
        .collect();
    for value in &mut values {
        let Some(column) = columns.get(value.column) else { continue };
        let is_time = kind.field(&value.heading).is_some_and(|field| field.ty.is_time());
        let others = free.iter().filter_map(|number| Some((*number, columns.get(*number)?)));
        value.rest = others.filter(|_| is_time).find_map(|(number, other)| {
            Some((
                number,
                year_month_pattern(column, other).or_else(|| period_pattern(column, other))?,
            ))
        });
    }
    values
}

/// Returns the pattern for a column of years and one of months, with which every month is read.
fn year_month_pattern(years: &ColumnSample, months: &ColumnSample) -> Option<String> {
    let year = years.words.first().filter(|_| years.is_of_years())?;
    let with = |pattern: &str, year: &str, month: &str| {
        pattern.replace("YEAR", year).replace("MONTH", month)
    };
    let reads = |pattern: &&str| {
        let is_month = |month: &String| {
            DateValue::read_date(&with(pattern, year, month), Conventions::default())
                .is_ok_and(|date| date.text.len() == "2020-01".len())
        };
        !months.more && !months.words.is_empty() && months.words.iter().all(is_month)
    };
    let pattern =
        ["MONTH YEAR", "YEARMONTH", "YEAR年MONTH", "YEAR年MONTH月"].into_iter().find(reads)?;
    Some(with(pattern, &column_pattern(&years.name), &column_pattern(&months.name)))
}

/// Returns the pattern for a column of first days and one of last days.
fn period_pattern(first: &ColumnSample, last: &ColumnSample) -> Option<String> {
    let ends = heading_words(&last.name).iter().any(|word| ENDS.contains(&word.as_str()));
    let are_dates = [first, last].iter().all(|column| column.is_nearly_all(column.dates));
    let [first, last] = [first, last].map(|column| column_pattern(&column.name));
    (ends && are_dates).then(|| format!("{first}[..{last}]"))
}

/// Returns the value whose heading a column has.
fn of_heading<'c>(
    (catalog, _, known): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<GuessedValue<'c>> {
    match known.find_role(&column.name).ok()? {
        Role::Field(field) => fits_field(catalog, field, column).then(|| value_of_field(field)),
        Role::Counted(field, _) => Some(value_of_field(field)),
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
) -> Option<GuessedValue<'c>> {
    let says = |names: &[&str]| heading_has_name(catalog, &column.name, names);
    if kind.sort == Sort::Thing
        && says(&NAMES)
        && (!column.repeated || is_name(catalog, kind, column))
    {
        return Some(("name".to_owned(), None));
    }
    // A word for a field that leads to other things, such as `signed`, says too little about them.
    let leads = |field: &Field| field.ty.is_ref() && !catalog.leads_to_places(&field.ty);
    let called = |field: &&'c Field| says(&[field.name.as_str()]) && !leads(field);
    let fits = |field: &&'c Field| fits_field(catalog, field, column);
    let level = |field: &&'c Field| field.ty.is_level();
    let levels = kind.fields.iter().filter(level);
    levels.chain(kind.stored_fields()).filter(called).find(fits).map(value_of_field)
}

/// Checks whether a heading is the name of the kind itself and nothing else: `Project name`.
fn is_name(catalog: &Catalog, kind: &Kind, column: &ColumnSample) -> bool {
    let own = [NAMES[0], NAMES[1], kind.name.as_str(), kind.plural.as_str()];
    let runs = fold_heading(&column.name);
    let mut runs = runs.split(' ').filter(|run| !run.is_empty());
    runs.all(|run| heading_has_name(catalog, run, &own))
}

/// Returns the value that the cells of a column seem to be.
fn of_cells<'c>(
    (catalog, kind, _): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<GuessedValue<'c>> {
    if column.is_nearly_all(column.countries) {
        let (_, country, _) = catalog.countries()?;
        let level = |field: &&'c Field| field.ty.is_level() && field.name == country.level;
        return kind.fields.iter().find(level).map(value_of_field);
    }
    if column.is_of_places() {
        let leads = |field: &&'c Field| catalog.leads_to_places(&field.ty);
        return kind.stored_fields().find(leads).map(value_of_field);
    }
    if column.is_nearly_all(column.dates) {
        return kind.stored_fields().find(|field| field.ty.is_time()).map(value_of_field);
    }
    let listed = |field: &&'c Field| {
        let (Some(others), false) = (column.other_words(catalog, field), column.words.is_empty())
        else {
            return false;
        };
        let unknown = others.iter().filter(|(_, meant)| meant.is_empty()).count();
        unknown * 2 <= column.words.len()
    };
    kind.stored_fields().find(listed).map(value_of_field)
}

/// Returns the sum of money of a column whose heading or cells name a currency.
fn of_money<'c>(
    (catalog, kind, _): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<GuessedValue<'c>> {
    let field = kind.stored_fields().find(|field| field.ty == Type::Money)?;
    let units = &catalog.units;
    let has_unit = || {
        has_units(field, column, units)
            || named_unit(field, column, units).is_some_and(|(_, is)| is)
    };
    (fits_field(catalog, field, column) && has_unit()).then(|| value_of_field(field))
}

/// Returns the date of a column of years.
fn of_year<'c>(
    (_, kind, _): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<GuessedValue<'c>> {
    let field = kind.stored_fields().find(|field| field.ty.is_time())?;
    column.is_of_years().then(|| value_of_field(field))
}

/// Makes the value of a field.
fn value_of_field(field: &Field) -> GuessedValue<'_> {
    (field.name.clone(), matches!(field.ty, Type::Enum(_)).then_some(field))
}

/// Checks whether the first cells of a column can be values of a field: most of them are read, but for a unit that is named
/// elsewhere.
fn fits_field(catalog: &Catalog, field: &Field, column: &ColumnSample) -> bool {
    match &field.ty {
        Type::Date => is_read(column, |text, by| DateValue::read_date(text, by).is_ok()),
        Type::Period => is_read(column, |text, by| DateValue::read_period(text, by).is_ok()),
        Type::Enum(_) => column.other_words(catalog, field).is_some(),
        Type::Ref(to) if catalog.are_places(to) => column.has_places(),
        Type::Level(_) | Type::Ref(_) => column.is_of_texts(),
        ty if ty.is_amount() => is_of_amounts(catalog, field, column),
        _ => true,
    }
}

/// Checks whether most of the first cells of a column are read, days first or months first.
fn is_read(column: &ColumnSample, reads: impl Fn(&str, Conventions) -> bool) -> bool {
    let orders = || std::iter::once(None).chain(DayOrder::ALL.map(Some));
    let by = |days| Conventions { days, ..Conventions::default() };
    column.most_are(|word| orders().any(|days| reads(word, by(days))))
}

/// Checks whether most of the first cells of a column are amounts of a field, with or without their unit.
pub(super) fn is_of_amounts(catalog: &Catalog, field: &Field, column: &ColumnSample) -> bool {
    use LiteralErrorKind::{Negative, NotAmount, NotNumber, UnknownUnit, WrongDimension};
    let of = (field.ty.dimension(), field.signed);
    let is_amount = |word: &str| {
        let read = StatedAmount::read_as(word, of, &catalog.units, Conventions::default());
        let is_other = |kind: &LiteralErrorKind| {
            matches!(
                kind,
                NotAmount { .. }
                    | NotNumber { .. }
                    | UnknownUnit { .. }
                    | WrongDimension { .. }
                    | Negative { .. }
            )
        };
        !read.is_err_and(|error| is_other(&error.kind))
    };
    column.most_are(is_amount)
}

/// Returns the column that numbers the rows, if each has one of its own.
pub(super) fn id_of(columns: &[ColumnSample]) -> Option<&ColumnSample> {
    let is_id = |column: &&ColumnSample| {
        heading_words(&column.name).iter().any(|word| IDS.contains(&word.as_str()))
    };
    columns.iter().filter(is_id).find(|column| !column.repeated && column.filled > 0)
}
