//! What the columns of a table seem to be: values of a kind, and things that records connect with it.

use super::super::cells::key;
use super::super::columns::{Columns, Role};
use super::super::units;
use super::sample::{ColumnSample, TableSample};
use super::template::braced;
use crate::catalog::vocabulary::{kind_of_value, meanings};
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::value::{AmountForm, Units};

/// The words for the name of a thing and for the number of a row that tables have everywhere.
const NAMES: [&str; 2] = ["title", "name"];
const IDS: [&str; 4] = ["id", "no", "编号", "序号"];
/// The most words of a heading that are a unit: `USD million`.
const UNIT_WORDS: usize = 3;

/// How a column is read in the map.
pub(super) struct DraftValue<'c> {
    pub(super) heading: String,
    pub(super) column: usize,
    /// The list of words that its words are to become.
    pub(super) choices: Option<&'c Field>,
}

/// A record that connects the thing of a row with what a column names.
pub(super) struct DraftRecord<'c> {
    pub(super) kind: &'c Kind,
    /// The field that leads to the thing of the row, and the one that leads to what the column names.
    pub(super) back: &'c str,
    pub(super) to: &'c Field,
    /// A field with the values that it can have here.
    pub(super) only: Option<(&'c str, Vec<&'c str>)>,
    pub(super) column: usize,
    /// The column of a wider place, which says which place of a name is meant.
    pub(super) around: Option<usize>,
}

impl DraftRecord<'_> {
    /// Whether it leads to nothing but places.
    pub(super) fn is_of_places(&self, catalog: &Catalog) -> bool {
        matches!(&self.to.ty, Type::Ref(to) if !to.any && catalog.are_places(to))
    }
}

/// The catalog, a kind of it, and the meanings of headings of that kind.
type KindColumns<'k, 'c> = (&'c Catalog, &'c Kind, &'k Columns<'c>);

/// Lists the words of a heading; in Chinese, which has no blanks, also every ending of one, as the last word is the noun.
fn words(heading: &str) -> Vec<String> {
    let heading = key(heading);
    let runs = heading.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
    let runs: Vec<&str> = runs.collect();
    let mut words: Vec<String> = runs.windows(2).map(|pair| pair.join(" ")).collect();
    for run in runs {
        words.push(run.to_owned());
        let inner = run.char_indices().skip(1).filter(|_| !run.is_ascii());
        words.extend(inner.filter_map(|(at, _)| run.get(at..)).map(str::to_owned));
    }
    words
}

/// Checks whether a heading has a word that is a name of the schema, or that people use for it.
fn says(catalog: &Catalog, heading: &str, names: &[&str]) -> bool {
    let is_it = |word: &str| {
        names.iter().any(|name| key(name) == word)
            || meanings(catalog, word).iter().any(|meaning| names.contains(meaning))
    };
    words(heading).iter().any(|word| is_it(word))
}

/// Returns the kind that a table seems to be of by its title: a kind, or a value of one, such as an airline.
pub(super) fn kind_of_title<'c>(catalog: &'c Catalog, title: &str) -> Option<&'c Kind> {
    let is_thing = |kind: &&Kind| kind.sort == Sort::Thing;
    let words = words(title);
    let named = |word: &String| {
        let called = |kind: &&Kind| meanings(catalog, word).contains(&kind.name.as_str());
        catalog.kinds.iter().filter(is_thing).find(called)
    };
    let of_value = |word: &String| kind_of_value(catalog, word).map(|(kind, ..)| kind);
    let value = || words.iter().filter_map(of_value).find(is_thing);
    words.iter().find_map(named).or_else(value)
}

/// Returns the field and the value that the title of a table means for all its rows: `type` and `airline`.
pub(super) fn value_of_title<'c>(
    catalog: &'c Catalog,
    kind: &Kind,
    title: &str,
) -> Option<(&'c str, &'c str)> {
    let values = words(title).into_iter().filter_map(|word| kind_of_value(catalog, &word));
    { values }.find(|(of, ..)| of.name == kind.name).map(|(_, field, value)| (field, value))
}

/// Returns the values of a kind that the columns of a table seem to hold, each once.
pub(super) fn values<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    columns: &[ColumnSample],
) -> Vec<DraftValue<'c>> {
    let mut values: Vec<DraftValue<'c>> = Vec::new();
    let known = Columns::new(catalog, kind);
    // Headings that say it come first, then words that people use for the same, then the cells.
    for ways in [of_heading, of_words, of_money, of_cells, of_year] {
        let mut filled: Vec<(usize, &ColumnSample)> =
            columns.iter().enumerate().filter(|(_, column)| column.filled > 0).collect();
        // A code of a country has one meaning, and names that differ are better than others.
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

/// Returns the value whose heading a column has.
fn of_heading<'c>(
    (catalog, _, known): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<(String, Option<&'c Field>)> {
    match known.role(&column.name).ok()? {
        Role::Field(field) => {
            fits(catalog, field, column).then(|| (field.name.clone(), of_list(field)))
        }
        Role::Counted(field, _) => Some((field.name.clone(), of_list(field))),
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
    let says = |names: &[&str]| says(catalog, &column.name, names);
    if kind.sort == Sort::Thing
        && says(&NAMES)
        && (!column.repeated || is_name(catalog, kind, column))
    {
        return Some(("name".to_owned(), None));
    }
    let called = |field: &&'c Field| says(&[field.name.as_str()]);
    let fits = |field: &&'c Field| fits(catalog, field, column);
    let level = |field: &&'c Field| matches!(field.ty, Type::Level(_));
    let levels = kind.fields.iter().filter(level);
    let field = levels.chain(kind.stored()).filter(called).find(fits)?;
    Some((field.name.clone(), of_list(field)))
}

/// Whether a heading is the name of the kind itself and nothing else: `Project name`.
fn is_name(catalog: &Catalog, kind: &Kind, column: &ColumnSample) -> bool {
    let own = [NAMES[0], NAMES[1], kind.name.as_str(), kind.plural.as_str()];
    let runs = key(&column.name);
    let mut runs = runs.split(' ').filter(|run| !run.is_empty());
    runs.all(|run| says(catalog, run, &own))
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
        let (Some(others), false) = (column.other_words(catalog, field), column.words.is_empty())
        else {
            return false;
        };
        let unknown = others.iter().filter(|(_, meant)| meant.is_empty()).count();
        unknown * 2 <= column.words.len()
    };
    kind.stored().find(listed).map(|field| (field.name.clone(), of_list(field)))
}

/// Returns the sum of money of a column whose heading or cells name a currency.
fn of_money<'c>(
    (catalog, kind, _): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<(String, Option<&'c Field>)> {
    let field = kind.stored().find(|field| matches!(field.ty, Type::Money))?;
    let units = &catalog.units;
    let has_unit = || {
        has_units(field, column, units)
            || named_unit(field, column, units).is_some_and(|(_, is)| is)
    };
    (fits(catalog, field, column) && has_unit()).then(|| (field.name.clone(), None))
}

/// Returns the date of a column of years.
fn of_year<'c>(
    (_, kind, _): KindColumns<'_, 'c>,
    column: &ColumnSample,
) -> Option<(String, Option<&'c Field>)> {
    let is_year = |word: &String| {
        word.len() == 4 && word.parse().is_ok_and(|year: u16| (1900..2100).contains(&year))
    };
    let field = kind.stored().find(|field| field.ty.is_time())?;
    column.words.iter().all(is_year).then(|| (field.name.clone(), None))
}

fn of_list(field: &Field) -> Option<&Field> {
    matches!(field.ty, Type::Enum(_)).then_some(field)
}

/// Whether the first cells of a column can be values of a field.
fn fits(catalog: &Catalog, field: &Field, column: &ColumnSample) -> bool {
    match &field.ty {
        ty if ty.is_time() => column.mostly(column.dates),
        Type::Money | Type::Quantity(_) | Type::Share | Type::Number { .. } => {
            column.words.iter().all(|word| word.chars().any(|c| c.is_ascii_digit()))
        }
        Type::Enum(_) => column.other_words(catalog, field).is_some(),
        _ => true,
    }
}

/// Returns the column that numbers the rows, if each has one of its own.
pub(super) fn id_of(columns: &[ColumnSample]) -> Option<&ColumnSample> {
    let is_id = |column: &&ColumnSample| {
        words(&column.name).iter().any(|word| IDS.contains(&word.as_str()))
    };
    columns.iter().filter(is_id).find(|column| !column.repeated && column.filled > 0)
}

/// Returns the unit of the amounts of a column: that of its heading, or the pattern of a column of currencies.
pub(super) fn unit_of(
    field: &Field,
    column: &ColumnSample,
    (table, known): (&TableSample, &Columns<'_>),
    units: &Units,
) -> Option<String> {
    let beside = || {
        let is_unit = |column: &&ColumnSample| is_of_units(known, column);
        let column = table.columns.iter().find(is_unit)?;
        Some(braced(&column.name))
    };
    match named_unit(field, column, units) {
        Some((named, true)) => Some(named),
        Some((scale, false)) => beside().map(|unit| format!("{scale} {unit}")),
        None => beside().or_else(|| {
            let named = units::in_words(table.unit.as_deref()?, field.ty.dimension(), units)?;
            table.unit.clone().filter(|_| named.unit.is_some())
        }),
    }
}

/// Whether a column has the units of the amounts beside it.
pub(super) fn is_unit(catalog: &Catalog, kind: &Kind, column: &ColumnSample) -> bool {
    is_of_units(&Columns::new(catalog, kind), column)
}

fn is_of_units(known: &Columns<'_>, column: &ColumnSample) -> bool {
    column.filled > 0 && matches!(known.role(&column.name), Ok(Role::Unit(None)))
}

/// Returns the scale and the unit that a heading names, and whether there is a unit.
fn named_unit(field: &Field, column: &ColumnSample, units: &Units) -> Option<(String, bool)> {
    let layout = |c: char| c.is_whitespace() || "()[]（）【】,;，；、_./".contains(c);
    let words: Vec<&str> = column.name.split(layout).filter(|word| !word.is_empty()).collect();
    let windows = (1..=UNIT_WORDS).rev().flat_map(|length| words.windows(length));
    let texts: Vec<String> = windows.map(|window| window.join(" ")).collect();
    let given = |text: &String| units::in_words(text, field.ty.dimension(), units);
    let named = |with: bool| {
        let is_it = |text: &&String| given(text).is_some_and(|of| of.unit.is_some() == with);
        texts.iter().find(is_it).map(|text| (text.clone(), with))
    };
    named(true).or_else(|| named(false))
}

/// Whether most amounts of a column have a unit of their own.
pub(super) fn has_units(field: &Field, column: &ColumnSample, units: &Units) -> bool {
    let form = |word: &String| AmountForm::of(word, field.ty.dimension(), units);
    let with_unit = column.words.iter().filter_map(form).filter(|form| form.unit.is_some());
    with_unit.count() * 2 > column.words.len()
}

/// Lists the records that columns without another meaning seem to give.
pub(super) fn records<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    columns: &[ColumnSample],
    is_used: &dyn Fn(usize) -> bool,
) -> Vec<DraftRecord<'c>> {
    let open = columns.iter().enumerate();
    let open = open.filter(|(number, column)| !is_used(*number) && column.filled > 0);
    let record = |(number, column): (usize, &ColumnSample)| {
        of_link(catalog, kind, (number, column))
            .or_else(|| of_role(catalog, kind, (number, column)))
            .or_else(|| of_places(catalog, kind, (number, column)))
    };
    open.filter_map(record).collect()
}

/// Takes the levels from the values of a place, and returns the records that put the place there.
pub(super) fn containers<'c>(
    catalog: &'c Catalog,
    kind: &Kind,
    values: &mut Vec<DraftValue<'c>>,
) -> Vec<DraftRecord<'c>> {
    let Some(containment) = catalog.containment.as_ref().filter(|c| c.places == kind.name) else {
        return vec![];
    };
    let Some(record) = catalog.kind(&containment.kind) else { return vec![] };
    let Some(to) = record.field(&containment.whole) else { return vec![] };
    let is_level = |value: &DraftValue<'_>| {
        kind.field(&value.heading).is_some_and(|field| matches!(field.ty, Type::Level(_)))
    };
    let (field, certain) = &containment.certain;
    let levels: Vec<DraftValue<'c>> = values.extract_if(.., |value| is_level(value)).collect();
    let (country, others): (Vec<_>, Vec<_>) = levels.iter().partition(|value| {
        containment.country.as_ref().is_some_and(|country| country.level == value.heading)
    });
    let around = country.first().map(|value| value.column);
    let record = |column: usize, around: Option<usize>| DraftRecord {
        kind: record,
        back: &containment.part,
        to,
        only: certain.first().map(|way| (field.as_str(), vec![way.as_str()])),
        column,
        around,
    };
    let inside = others.iter().map(|value| record(value.column, around));
    inside.chain(around.map(|column| record(column, None))).collect()
}

/// Returns the record of a link that a heading names: `Investor`, `承包商`.
fn of_link<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    (number, column): (usize, &ColumnSample),
) -> Option<DraftRecord<'c>> {
    let is_text = column.words.iter().any(|word| word.chars().any(char::is_alphabetic));
    kind.links.iter().filter(|_| is_text).find_map(|link| {
        let via = catalog.kind(&link.via).filter(|via| via.sort == Sort::Record)?;
        let to = via.field(link.to.as_deref()?)?;
        if !says(catalog, &column.name, &[link.name.as_str(), link.one.as_str()]) {
            return None;
        }
        let only = link
            .only
            .as_ref()
            .map(|(field, values)| (field.as_str(), values.iter().map(String::as_str).collect()));
        Some(DraftRecord {
            kind: via,
            back: link.back.first()?,
            to,
            only,
            column: number,
            around: None,
        })
    })
}

/// Returns the record whose role a heading names: `Origin`, `目的地`.
fn of_role<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    (number, column): (usize, &ColumnSample),
) -> Option<DraftRecord<'c>> {
    let records = catalog.kinds.iter().filter(|record| record.sort == Sort::Record);
    records.flat_map(|record| record.fields.iter().map(move |field| (record, field))).find_map(
        |(record, field)| {
            let Type::Enum(choices) = &field.ty else { return None };
            let mut choices = choices.iter().map(|choice| choice.name.as_str());
            let value = choices.find(|choice| says(catalog, &column.name, &[choice]))?;
            let (back, to) = ends(record, kind)?;
            let only = Some((field.name.as_str(), vec![value]));
            Some(DraftRecord { kind: record, back, to, only, column: number, around: None })
        },
    )
}

/// Returns the record that connects a kind with places, if the cells of a column are names or codes of places.
fn of_places<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    (number, column): (usize, &ColumnSample),
) -> Option<DraftRecord<'c>> {
    if !column.is_of_places() {
        return None;
    }
    kind.links.iter().find_map(|link| {
        let via = catalog.kind(&link.via).filter(|via| via.sort == Sort::Record)?;
        let to = via.field(link.to.as_deref()?)?;
        let Type::Ref(targets) = &to.ty else { return None };
        let values = via.fields.iter().find(|field| matches!(field.ty, Type::Enum(_)));
        let only = values.map(|field| {
            (field.name.as_str(), field.ty.choices().iter().map(|c| c.name.as_str()).collect())
        });
        let back = link.back.first()?;
        let record = DraftRecord { kind: via, back, to, only, column: number, around: None };
        (!targets.any && catalog.are_places(targets) && link.only.is_none()).then_some(record)
    })
}

/// Returns the field of a record that leads to a kind, and the other one that leads to a thing.
fn ends<'c>(record: &'c Kind, kind: &Kind) -> Option<(&'c str, &'c Field)> {
    let refs = || record.fields.iter().filter(|field| matches!(field.ty, Type::Ref(_)));
    let leads = |field: &&Field| matches!(&field.ty, Type::Ref(to) if !to.any && to.kinds.contains(&kind.name));
    let back = refs().find(leads)?;
    let to = refs().find(|field| field.name != back.name)?;
    (refs().count() == 2).then_some((back.name.as_str(), to))
}

/// Returns the kind of what is made of names that nothing has: the only one that a field leads to, else the first whose things are
/// in places, as those who act are.
pub(super) fn made<'c>(catalog: &'c Catalog, field: &'c Field) -> Option<&'c str> {
    let Type::Ref(targets) = &field.ty else { return None };
    if let ([one], false) = (targets.kinds.as_slice(), targets.any) {
        return Some(one);
    }
    let somewhere = |kind: &&Kind| {
        kind.sort == Sort::Thing
            && kind.fields.iter().any(|f| matches!(&f.ty, Type::Level(level) if level.of.is_some()))
    };
    let allowed = |kind: &&Kind| targets.any || targets.kinds.contains(&kind.name);
    catalog.kinds.iter().filter(somewhere).find(allowed).map(|kind| kind.name.as_str())
}
