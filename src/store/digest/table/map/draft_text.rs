//! The text of a first map.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::super::input::Input;
use super::super::super::names::slug_of;
use super::column_sample::ColumnSample;
use super::draft_entries::{write_record, write_value};
use super::draft_records::{DraftRecord, guess_records, take_containers};
use super::draft_units::is_unit;
use super::guess::{DraftValue, guess_values, id_of, value_of_title};
use super::headings::heading_has_name;
use super::measured::{MeasuredKind, Measurements};
use super::read::TableMap;
use super::sample::TableSample;
use super::template::{column_pattern, quote_toml};
use crate::catalog::{Catalog, Kind, Sort};

/// The most columns of a name, and of an id.
const MOST_OF_NAMES: usize = 4;
const MOST_OF_IDS: usize = 8;

/// The parts of a map's draft.
struct Draft<'d> {
    catalog: &'d Catalog,
    kind: &'d Kind,
    table: &'d TableSample,
    /// Numbers that are records of their own.
    measured: Option<Measurements<'d>>,
    /// The id of the source.
    stem: String,
    values: Vec<DraftValue<'d>>,
    records: Vec<DraftRecord<'d>>,
    out: String,
}

/// Writes a map.
pub(super) fn write_map(
    catalog: &Catalog,
    input: &Input,
    (kind, table): (Option<&Kind>, &TableSample),
    map: &TableMap<'_>,
) -> String {
    let columns = table.columns.as_slice();
    let measured_kind = MeasuredKind::find_in(catalog);
    let Some(of) = kind.or(measured_kind.as_ref().map(|measured| measured.kind)) else {
        return String::new();
    };
    let mut values = kind.map(|kind| guess_values(catalog, kind, columns)).unwrap_or_default();
    let containers = take_containers(catalog, of, &mut values);
    let id = id_of(columns).map(|column| &column.name);
    let is_used = |number: usize| {
        values.iter().any(|value| value.uses_column(number))
            || containers.iter().any(|record| record.column == number)
            || columns.get(number).is_some_and(|column| Some(&column.name) == id)
    };
    let thing = kind.filter(|kind| kind.sort == Sort::Thing);
    let measured = measured_kind
        .filter(|_| kind.is_none() || thing.is_some())
        .and_then(|kind| Measurements::find_in(catalog, (kind, table), thing, &is_used));
    let is_used =
        |number: usize| is_used(number) || measured.as_ref().is_some_and(|m| m.uses_column(number));
    let mut records =
        kind.map(|kind| guess_records(catalog, kind, columns, &is_used)).unwrap_or_default();
    records.extend(containers);
    let sheet = input.cells.as_ref().map(|cells| cells.sheet.as_str());
    let title = match (sheet, input.file_name().rsplit_once('.')) {
        (Some(sheet), Some((file, _))) => format!("{file}-{sheet}"),
        _ => input.title().to_owned(),
    };
    let stem = Some(slug_of(&title)).filter(|stem| !stem.is_empty());
    let stem = stem.unwrap_or_else(|| "table".to_owned());
    let mut draft =
        Draft { catalog, kind: of, table, stem, values, records, measured, out: String::new() };
    draft.write_head(input, map);
    if kind.is_some() {
        draft.write_entry(input);
    }
    for record in &draft.records {
        write_record(&mut draft.out, (catalog, of, table), record);
    }
    if let Some(measured) = &draft.measured {
        measured.write(&mut draft.out, catalog, table);
    }
    draft.write_unused_columns();
    draft.whole_names();
    draft.out
}

impl Draft<'_> {
    /// Writes a line.
    fn write_line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    /// Writes what the map says about the file and its source.
    fn write_head(&mut self, input: &Input, map: &TableMap<'_>) {
        let file = input.file_name();
        let sheet = input.cells.as_ref().map(|cells| format!(" --sheet '{}'", cells.sheet));
        let sheet = sheet.unwrap_or_default();
        self.write_line(&format!(
            "# A first map for {file}. Complete it, then: brief load FILE.db {file}{sheet} --map THIS"
        ));
        self.write_line("\n[table]");
        if map.skip > 0 {
            self.write_line(&format!("skip = {}   # lines above the header", map.skip));
        }
        if let Some(header) = &map.header {
            let names: Vec<String> = header.iter().map(|name| quote_toml(name)).collect();
            self.write_line(
                "# The table seems to have no header: name its columns in their order.",
            );
            self.write_line(&format!("header = [{}]", names.join(", ")));
        }
        let null: Vec<String> = map.null.iter().map(|word| quote_toml(word)).collect();
        self.write_line(&format!("null = [{}]   # words that mean an empty cell", null.join(", ")));
        self.write_line("\n[source]                              # the rows are its paragraphs");
        self.write_line(&format!("id = {}\nname = {}", quote_toml(&self.stem), quote_toml(file)));
        self.write_line("# publisher = \"\"\n# published = \"\"\n# url = \"\"");
    }

    /// Writes the entry of the kind.
    fn write_entry(&mut self, input: &Input) {
        self.write_line(&format!("\n[[{}]]", self.kind.name));
        if let Some(column) = self.table.required_column() {
            let when = quote_toml(&column_pattern(&column.name));
            self.write_line(&format!(
                "when = {when}   # rows without it, such as totals and footnotes, are skipped"
            ));
        }
        let named = self.values.iter().any(|value| value.heading == "name");
        let stem = &self.stem;
        let id = match self.id_pattern() {
            Some(id) => format!("id = {}", quote_toml(&format!("{stem}-{id}"))),
            None => format!(
                "# id = \"{stem}-{{Column}}\"   # needed if several {} have one name",
                self.kind.plural
            ),
        };
        self.write_line(&id);
        if let Some((field, value)) = value_of_title(self.catalog, self.kind, input.title())
            && !self.values.iter().any(|given| given.heading == field)
        {
            self.write_line(&format!("{field} = {}", quote_toml(value)));
        }
        for value in &self.values {
            let Some(column) = self.table.columns.get(value.column) else { continue };
            let (catalog, kind, table) = (self.catalog, self.kind, self.table);
            write_value(&mut self.out, (catalog, kind, table), value, column);
        }
        if self.kind.sort == Sort::Thing && !named {
            self.write_line(&format!(
                "name = {}   # a pattern, also one such as \"{{Column}} of {{Other column}}\"",
                quote_toml(&self.name_pattern())
            ));
        }
    }

    fn is_used(&self, number: usize) -> bool {
        let is_unit = |column: &ColumnSample| is_unit(self.catalog, self.kind, column);
        if self.table.columns.get(number).is_some_and(is_unit) {
            return true;
        }
        self.values.iter().any(|value| value.uses_column(number))
            || self.records.iter().any(|record| record.column == number)
            || self.measured.as_ref().is_some_and(|measured| measured.uses_column(number))
    }

    /// Returns the pattern of an id: the column that numbers the rows, or columns that distinguish rows with the same name.
    fn id_pattern(&self) -> Option<String> {
        if let Some(column) = id_of(&self.table.columns) {
            return Some(column_pattern(&column.name));
        }
        let name = self.name_columns();
        if name.is_empty() || self.table.are_apart(&name) {
            return None;
        }
        let all: Vec<usize> = (0..self.table.columns.len()).collect();
        let apart = self.table.telling_apart(&name, &all, MOST_OF_IDS);
        self.table.are_apart(&apart).then(|| self.join_columns(&apart, "-"))
    }

    /// Returns the columns of the name: the recognised one, or else one of different texts, or columns that distinguish the rows,
    /// places last.
    fn name_columns(&self) -> Vec<usize> {
        if let Some(name) = self.values.iter().find(|value| value.heading == "name") {
            return vec![name.column];
        }
        let places = self.catalog.containment.as_ref().map(|c| c.places.as_str());
        // A column of regions says only where the things are.
        let says_where = |number: usize| {
            let column = self.table.columns.get(number);
            column.is_some_and(|c| {
                places.is_some_and(|p| heading_has_name(self.catalog, &c.name, &[p]))
            })
        };
        let is_no_name = |number: usize| self.is_used(number) || says_where(number);
        if let Some(column) = self.table.find_name_column(&is_no_name) {
            return vec![column];
        }
        let columns = || self.table.columns.iter().enumerate();
        let places = columns().filter(|(_, column)| column.is_of_places()).take(2);
        let places: Vec<usize> = places.map(|(number, _)| number).collect();
        // A month without its year says nothing.
        let is_part = |number: usize| {
            self.values.iter().any(|value| matches!(value.rest, Some((rest, _)) if rest == number))
        };
        let has_letters = |(number, column): &(usize, &ColumnSample)| {
            column.words.iter().all(|word| word.chars().any(char::is_alphabetic))
                && self.table.is_nearly_full(column)
                && !is_part(*number)
                && !says_where(*number)
        };
        let mut texts: Vec<usize> =
            columns().filter(has_letters).map(|(number, _)| number).collect();
        // The things it is connected with describe a thing better than the other columns.
        texts.sort_by_key(|number| !self.records.iter().any(|record| record.column == *number));
        let mut apart = self.table.telling_apart(&places, &texts, MOST_OF_NAMES);
        // A single column, such as the investor, hardly describes the thing.
        let level = self.values.iter().find(|value| {
            let field = self.kind.field(&value.heading);
            field.is_some_and(|field| field.ty.is_level())
        });
        apart.extend(
            level
                .map(|level| level.column)
                .filter(|level| apart.len() == 1 && !apart.contains(level)),
        );
        let more = texts.iter().find(|number| !apart.contains(number));
        apart.extend(more.filter(|_| apart.len() == 1));
        apart.rotate_left(places.len());
        apart
    }

    /// Returns the pattern of a name if no column is one. Columns that don't distinguish all rows are followed by the date.
    fn name_pattern(&self) -> String {
        let columns = self.name_columns();
        let is_place = |number: &usize| {
            self.table.columns.get(*number).is_some_and(ColumnSample::is_of_places)
        };
        let places = columns.iter().rev().take(2).filter(|number| is_place(number)).count();
        let (others, places) = columns.split_at(columns.len() - places);
        let mut name = self.join_columns(others, " ");
        if !places.is_empty() {
            let places = self.join_columns(places, "–");
            if !name.is_empty() && !places.starts_with('[') {
                name.push(' ');
            }
            name += &places;
        }
        if self.table.are_apart(&columns) {
            return name;
        }
        // Columns that some rows leave empty, and the date, distinguish more of them.
        let records = self.records.iter().map(|record| record.column);
        let optional: Vec<usize> = records.filter(|column| !columns.contains(column)).collect();
        let more = self.table.telling_apart(&columns, &optional, columns.len() + 1);
        for column in more.iter().skip(columns.len()).filter_map(|n| self.table.columns.get(*n)) {
            let _ = write!(name, "[ {}]", column_pattern(&column.name));
        }
        let dated = self.values.iter().find_map(|value| value.rest.as_ref());
        dated.map_or(name.clone(), |(_, date)| format!("{name}, {date}"))
    }

    /// Writes columns as one pattern, in which those that some rows leave empty are optional.
    fn join_columns(&self, columns: &[usize], between: &str) -> String {
        let mut out = String::new();
        for column in columns.iter().filter_map(|number| self.table.columns.get(*number)) {
            let gap = if out.is_empty() { "" } else { between };
            let (open, close) = if self.table.is_full(column) { ("", "") } else { ("[", "]") };
            let _ = write!(out, "{open}{gap}{}{close}", column_pattern(&column.name));
        }
        out
    }

    /// Lists the names that contain a comma and aren't split.
    fn whole_names(&mut self) {
        let columns =
            self.records.iter().filter_map(|record| self.table.columns.get(record.column));
        let names = columns.filter(|column| column.several > 0).flat_map(|column| &column.whole);
        let names: BTreeSet<String> = names.map(|name| quote_toml(name)).collect();
        if !names.is_empty() {
            self.write_line("\n# Texts with a comma none of whose parts is a cell of its own aren't split. Delete those that are several names.");
            self.write_line("[names]");
            for name in names {
                self.write_line(&format!("{name} = {name}"));
            }
        }
    }

    /// Lists the columns without a meaning.
    fn write_unused_columns(&mut self) {
        let id = id_of(&self.table.columns).map(|column| &column.name);
        let is_thing = self.kind.sort == Sort::Thing;
        let named = self.values.iter().any(|value| value.heading == "name");
        let name = (is_thing && !named).then(|| self.name_pattern());
        let rest: Vec<&ColumnSample> = (self.table.columns.iter().enumerate())
            .filter(|(number, column)| !self.is_used(*number) && Some(&column.name) != id)
            .filter(|(_, column)| {
                name.as_ref().is_none_or(|n| !n.contains(&column_pattern(&column.name)))
            })
            .map(|(_, column)| column)
            .collect();
        if rest.is_empty() {
            return;
        }
        let kind = &self.kind.name;
        self.write_line(&format!(
            "\n# Columns without a meaning yet, with samples of their cells. `brief schema {kind}` lists the fields."
        ));
        for column in rest {
            let samples =
                if column.filled == 0 { "empty".to_owned() } else { column.join_samples() };
            self.write_line(&format!("#   {}: {samples}", column_pattern(&column.name)));
        }
    }
}
