//! The units of the amounts of a table, for its first map: those of headings, of titles, of other columns and of the cells.

use super::super::columns::{Columns, Role};
use super::super::units;
use super::column_sample::ColumnSample;
use super::sample::TableSample;
use super::template::column_pattern;
use crate::catalog::{Catalog, Field, Kind};
use crate::value::{AmountForm, Units};

/// The most words of a heading that are a unit: `USD million`.
const UNIT_WORDS: usize = 3;

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
        Some(column_pattern(&column.name))
    };
    match named_unit(field, column, units) {
        Some((named, true)) => Some(named),
        Some((scale, false)) => match beside() {
            Some(unit) => Some(format!("{scale} {unit}")),
            None => has_units(field, column, units).then_some(scale),
        },
        None => beside().or_else(|| {
            let named = units::in_words(table.unit.as_deref()?, field.ty.dimension(), units)?;
            table.unit.clone().filter(|_| named.unit.is_some())
        }),
    }
}

/// Checks whether a column has the units of the amounts beside it.
pub(super) fn is_unit(catalog: &Catalog, kind: &Kind, column: &ColumnSample) -> bool {
    is_of_units(&Columns::new(catalog, kind), column)
}

fn is_of_units(known: &Columns<'_>, column: &ColumnSample) -> bool {
    column.filled > 0 && matches!(known.find_role(&column.name), Ok(Role::Unit(None)))
}

/// Returns the scale and the unit that a heading names, and whether there is a unit.
pub(super) fn named_unit(
    field: &Field,
    column: &ColumnSample,
    units: &Units,
) -> Option<(String, bool)> {
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

/// Checks whether most amounts of a column have a unit of their own.
pub(super) fn has_units(field: &Field, column: &ColumnSample, units: &Units) -> bool {
    let form = |word: &String| AmountForm::read(word, field.ty.dimension(), units);
    let with_unit = column.words.iter().filter_map(form).filter(|form| form.unit.is_some());
    with_unit.count() * 2 > column.words.len()
}
