//! Finds numbers that a table gives about things for a period, for its first map: each becomes a record of the kind of measured
//! values, the one with a rule for contradictions in the catalog.

use std::fmt::Write;

use super::super::columns::Columns;
use super::column_sample::ColumnSample;
use super::draft_records::has_actors;
use super::draft_units::{has_units, unit_of};
use super::guess::{id_of, is_of_amounts};
use super::headings::{heading_has_name, heading_of};
use super::sample::TableSample;
use super::template::{column_pattern, quote_toml};
use crate::catalog::{Catalog, Field, Kind, Type};
use crate::value::{Conventions, NUMBER, StatedAmount};

/// Follows amounts whose unit isn't named anywhere.
const UNIT_OPEN: &str = "   # their unit, or a pattern for it";

/// The kind of measured values, with the fields that a table fills.
pub(super) struct MeasuredKind<'c> {
    pub(super) kind: &'c Kind,
    pub(super) value: &'c Field,
    pub(super) period: &'c Field,
    /// Its subject, and the counterpart.
    pub(super) subjects: Vec<&'c Field>,
    /// The list of measures.
    pub(super) measure: Option<&'c Field>,
    /// A text that distinguishes values of one measure.
    pub(super) facet: Option<&'c Field>,
}

/// A column of numbers, and the parts of its heading.
pub(super) struct MeasuredColumn {
    pub(super) column: usize,
    /// The period that the heading names.
    pub(super) period: Option<String>,
    /// The rest of the heading, without brackets.
    pub(super) facet: String,
}

impl<'c> MeasuredKind<'c> {
    /// Returns the kind of a catalog whose values are measured at some time.
    pub(super) fn find_in(catalog: &'c Catalog) -> Option<Self> {
        catalog.kinds.iter().find_map(|kind| {
            let rule = kind.conflict.as_ref()?;
            let value = kind.field(&rule.value).filter(|field| field.ty == Type::Quantity(None))?;
            let same = || rule.same.iter().filter_map(|name| kind.field(name));
            Some(Self {
                kind,
                value,
                period: same().find(|field| field.ty.is_time())?,
                subjects: same().filter(|field| field.ty.is_ref()).collect(),
                measure: same().find(|field| matches!(field.ty, Type::Enum(_))),
                facet: same().find(|field| field.ty == Type::Text),
            })
        })
    }

    /// Lists the columns of numbers whose heading names a period, and with `all` also the others.
    pub(super) fn find_columns(
        &self,
        catalog: &Catalog,
        table: &TableSample,
        all: bool,
    ) -> Vec<MeasuredColumn> {
        let columns = table.columns.iter().enumerate().filter(|(_, column)| column.filled > 0);
        let measured = columns.filter_map(|(number, column)| {
            let (period, facet) = heading_of(&column.name);
            let is_one = (all || period.is_some())
                && !column.is_of_years()
                && !column.is_of_places()
                && column.dates == 0
                && is_of_amounts(catalog, self.value, column);
            is_one.then_some(MeasuredColumn { column: number, period, facet })
        });
        measured.collect()
    }

    /// Returns the measure that a heading names.
    pub(super) fn measure_of(&self, catalog: &Catalog, heading: &str) -> Option<&'c str> {
        let choices = self.measure?.ty.choices().iter();
        let mut choices = choices.map(|choice| choice.name.as_str());
        choices.find(|choice| heading_has_name(catalog, heading, &[choice]))
    }
}

/// The records of measured values that a table gives.
pub(super) struct Measurements<'c> {
    of: MeasuredKind<'c>,
    columns: Vec<MeasuredColumn>,
    /// The thing of a row, or else the columns of the subjects.
    thing: Option<&'c Kind>,
    subjects: Vec<usize>,
    /// The column of their period, and that of their facet.
    period: Option<usize>,
    facet: Option<usize>,
}

impl<'c> Measurements<'c> {
    /// Finds measured values in the columns that nothing else uses.
    pub(super) fn find_in(
        catalog: &Catalog,
        (of, table): (MeasuredKind<'c>, &TableSample),
        thing: Option<&'c Kind>,
        is_used: &dyn Fn(usize) -> bool,
    ) -> Option<Self> {
        let mut columns = of.find_columns(catalog, table, thing.is_none());
        columns.retain(|number| !is_used(number.column));
        if columns.is_empty() {
            return None;
        }
        let mut made = Self { of, columns, thing, subjects: vec![], period: None, facet: None };
        if thing.is_none() {
            made.subjects = table.subject_columns(catalog, made.of.subjects.len());
            let open = |number: &usize| !made.uses_column(*number);
            let find = |is_it: &dyn Fn(&ColumnSample) -> bool| {
                let mut columns = table.columns.iter().enumerate();
                columns
                    .find(|(number, column)| column.filled > 0 && open(number) && is_it(column))
                    .map(|(number, _)| number)
            };
            let period = find(&|column| column.is_of_years() || column.is_nearly_all(column.dates));
            let facet = find(&|column| {
                column.is_of_texts() && !column.is_of_places() && !column.is_of_years()
            });
            (made.period, made.facet) = (period, facet);
        }
        Some(made)
    }

    pub(super) fn uses_column(&self, column: usize) -> bool {
        self.columns.iter().any(|number| number.column == column)
            || self.subjects.contains(&column)
            || [self.period, self.facet].contains(&Some(column))
    }

    /// Writes an entry for each column.
    pub(super) fn write(&self, out: &mut String, catalog: &Catalog, table: &TableSample) {
        for (at, measured) in self.columns.iter().enumerate() {
            let Some(column) = table.columns.get(measured.column) else { continue };
            let mut lines = self.entry_lines((catalog, table), (measured, column), at == 0);
            // Numbers beside the thing of a row can wait for their unit.
            if self.thing.is_some() && lines.iter().any(|line| line.ends_with(UNIT_OPEN)) {
                lines = lines.iter().map(|line| format!("# {line}")).collect();
            }
            let _ = writeln!(out, "\n{}", lines.join("\n"));
        }
    }

    /// Lists the lines of an entry.
    fn entry_lines(
        &self,
        (catalog, table): (&Catalog, &TableSample),
        (measured, column): (&MeasuredColumn, &ColumnSample),
        is_first: bool,
    ) -> Vec<String> {
        let pattern = |number: &usize| {
            table
                .columns
                .get(*number)
                .map(|column| column_pattern(&column.name))
                .unwrap_or_default()
        };
        let line = |field: &Field, text: &str| format!("{} = {}", field.name, quote_toml(text));
        let mut lines = vec![format!("[[{}]]", self.of.kind.name)];
        let needed =
            table.required_column().map(|column| quote_toml(&column_pattern(&column.name)));
        lines.extend(needed.map(|needed| format!("when = {needed}")));
        match (self.thing, self.of.subjects.first()) {
            (Some(thing), Some(subject)) => {
                lines.push(line(subject, &format!("{{@{}}}", thing.name)));
            }
            (None, Some(subject)) if self.subjects.is_empty() => {
                lines.push(line(subject, "?") + "   # whom or what the numbers are about");
            }
            _ => {
                let pairs = self.of.subjects.iter().zip(&self.subjects);
                lines.extend(pairs.map(|(field, number)| line(field, &pattern(number))));
            }
        }
        if let Some(field) = self.of.measure {
            match self.of.measure_of(catalog, &column.name) {
                Some(measure) => lines.push(line(field, measure)),
                None if is_first => lines.push(format!(
                    "# {} = \"\"   # `brief schema {}` lists the values",
                    field.name, self.of.kind.name
                )),
                None => lines.push(format!("# {} = \"\"", field.name)),
            }
        }
        if let Some(field) = self.of.facet {
            let facet = match self.facet {
                Some(number) => format!("{} {}", pattern(&number), measured.facet),
                None => measured.facet.clone(),
            };
            lines.extend(
                Some(facet.trim())
                    .filter(|facet| !facet.is_empty())
                    .map(|facet| line(field, facet)),
            );
        }
        lines.push(self.value_line((catalog, table), column));
        let period = measured.period.clone().or_else(|| self.period.as_ref().map(pattern));
        lines.extend(period.map(|period| line(self.of.period, &period)));
        lines
    }

    /// Writes the amounts of a column with their unit. If nothing names it, whole numbers have none, and for others it is left
    /// open.
    fn value_line(
        &self,
        (catalog, table): (&Catalog, &TableSample),
        column: &ColumnSample,
    ) -> String {
        let (field, units) = (self.of.value, &catalog.units);
        let known = Columns::new(catalog, self.of.kind);
        let is_count = |word: &str| {
            let of = (Some(NUMBER), field.signed);
            StatedAmount::read_as(word, of, units, Conventions::default()).is_ok()
        };
        // Columns of one measure for several periods have one unit.
        let all = || self.columns.iter().filter_map(|other| table.columns.get(other.column));
        let of_periods = self.columns.iter().all(|column| column.period.is_some());
        let are_counts = || {
            column.most_are(is_count)
                && (!of_periods || all().all(|column| column.most_are(is_count)))
        };
        let mut keys = format!("value = {}", quote_toml(&column_pattern(&column.name)));
        let mut hint = "";
        match unit_of(field, column, (table, &known), units) {
            Some(unit) => {
                let _ = write!(keys, ", unit = {}", quote_toml(&unit));
            }
            None if has_units(field, column, units) => {}
            None if are_counts() => hint = "   # a number without a unit",
            None => {
                keys += ", unit = \"?\"";
                hint = UNIT_OPEN;
            }
        }
        if column.has_long_decimals() {
            keys += ", round = 2";
        }
        format!("{} = {{ {keys} }}{hint}", field.name)
    }
}

/// Checks whether the rows of a table aren't things of their own: they have only places, periods and numbers, and no
/// participants.
pub(super) fn is_statistic(catalog: &Catalog, table: &TableSample) -> bool {
    let Some(measured) = MeasuredKind::find_in(catalog) else { return false };
    let id = id_of(&table.columns).map(|column| &column.name);
    let mut numbers = measured.find_columns(catalog, table, true);
    numbers.retain(|n| table.columns.get(n.column).is_some_and(|column| Some(&column.name) != id));
    let of_time =
        |column: &ColumnSample| column.is_of_years() || column.is_nearly_all(column.dates);
    let has_period = numbers.iter().any(|number| number.period.is_some())
        || table.columns.iter().any(|column| column.filled > 0 && of_time(column));
    let names = |number: usize| !table.columns.get(number).is_some_and(ColumnSample::is_of_places);
    // Numbers about one place in each row have a period, though the table doesn't say it.
    let is_number = |number: usize| numbers.iter().any(|n| n.column == number);
    let others = || table.columns.iter().enumerate().filter(|(_, column)| column.filled > 0);
    let has_period = has_period
        || others().all(|(number, column)| column.is_of_places() || is_number(number))
            && table.subject_columns(catalog, 2).len() == 1;
    let has_names = || table.find_name_column(&|number| !names(number)).is_some();
    !numbers.is_empty() && has_period && !has_names() && !has_actors(catalog, &table.columns)
}
