//! A table while it is read: its columns, the digests of its rows, and amounts with the units of their headings and columns.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::again::{RereadRows, Rereading};
use super::super::entry::{Cited, Entry};
use super::super::input::Input;
use super::super::parsed::Digest;
use super::super::reader::Reader;
use super::cells::{self, Readings, SheetCell};
use super::columns::{Columns, Role};
use super::units::{self, ScaleAndUnit};
use crate::catalog::{Field, Kind};

/// A table while it is read.
pub(super) struct TableReader<'c, 'p> {
    pub(super) reader: Reader<'c, 'p>,
    pub(super) kind: &'c Kind,
    pub(super) input: &'p Input,
    pub(super) columns: Columns<'c>,
    /// The source of rows that don't name one.
    pub(super) source: Option<String>,
    /// The words that mean an empty cell.
    pub(super) null: Vec<String>,
    /// The fields and levels whose values are left out if nothing has their name.
    pub(super) optional: Vec<&'c Field>,
    /// The fields whose columns have no convention, so that all cells with two readings are wrong.
    pub(super) doubtful: Vec<&'c str>,
    /// The possible readings of each field, while the table is read only for its conventions.
    pub(super) readings: Option<Vec<(&'c Field, Readings)>>,
    /// How rows are read again, if they can be.
    pub(super) again: Option<Rereading<'c>>,
    /// Whether rows are read again, each by itself, and the entry that was read.
    pub(super) once: bool,
    pub(super) read: Option<Entry<'c>>,
    /// One for each source.
    pub(super) digests: Vec<Digest<'c>>,
    /// The digest of each source, as it is written; `None` means external knowledge.
    pub(super) of: HashMap<Option<String>, usize>,
}

/// A unit in a cell of its own.
struct UnitCell<'c, 'r, 't> {
    /// `None` means that the cell names no known unit.
    given: Option<ScaleAndUnit<'c>>,
    of: Option<&'c Field>,
    cell: &'r SheetCell<'t>,
}

impl UnitCell<'_, '_, '_> {
    /// Checks whether it is the unit of all amounts of its row, and a field takes it.
    fn is_of_row(&self, field: &Field) -> bool {
        let unit = self.given.and_then(|given| given.unit);
        self.of.is_none() && unit.is_none_or(|unit| units::accepts_unit(field, unit))
    }
}

impl<'c, 'p> TableReader<'c, 'p> {
    pub(super) fn new(reader: Reader<'c, 'p>, kind: &'c Kind, input: &'p Input) -> Self {
        Self {
            columns: Columns::new(reader.catalog, kind),
            reader,
            kind,
            input,
            source: input.source.clone(),
            null: input.null.clone(),
            optional: vec![],
            doubtful: vec![],
            readings: None,
            again: None,
            once: false,
            read: None,
            digests: vec![],
            of: HashMap::new(),
        }
    }

    /// Keeps an entry with the others of its source, without its values if its row, which begins at this byte, can be read again.
    pub(super) fn add_entry(&mut self, cited: Cited, entry: Entry<'c>, row: usize) {
        if self.once {
            self.read = Some(entry);
            return;
        }
        // A source must be complete before anything that cites it.
        let whole = matches!(cited, Cited::Itself);
        let again = !whole && entry.can_be_read_again(self.reader.catalog);
        let again = self.again.take_if(|_| again);
        if let Some(digest) = self.digest_of(cited) {
            match &again {
                Some(again) => {
                    let rows = digest.rows.get_or_insert_with(|| RereadRows::new(again.clone()));
                    rows.add(row, entry);
                }
                None => digest.entries.push(entry),
            }
        }
        self.again = again.or(self.again.take());
    }

    /// Returns the digest of a source, made at its first row. A row that is a source itself has one of its own.
    pub(super) fn digest_of(&mut self, cited: Cited) -> Option<&mut Digest<'c>> {
        let source = match &cited {
            Cited::Source(word) => Some(word.text.to_string()),
            Cited::Nothing | Cited::Itself => None,
        };
        let known = self.of.get(&source).filter(|_| !matches!(cited, Cited::Itself)).copied();
        let at = known.unwrap_or(self.digests.len());
        if known.is_none() {
            let (owner, cited) = (self.input.known_as().to_owned(), Some(cited));
            self.digests.push(Digest { owner, cited, ..Digest::default() });
            self.of.insert(source, at);
        }
        self.digests.get_mut(at)
    }

    /// Returns the cells of a row as each would be written alone, without those that are mistaken.
    pub(super) fn with_units<'t>(&mut self, cells: &[&SheetCell<'t>]) -> Vec<SheetCell<'t>> {
        let units = self.read_units(cells);
        let mut complete = Vec::new();
        for cell in cells {
            let role = self.columns.role_at(cell.column);
            let text = match role {
                Role::Field(field) => self.with_unit(cell, (field, None), &units),
                Role::Counted(field, counted) => {
                    self.with_unit(cell, (field, Some(counted)), &units)
                }
                _ => Some(cell.text.clone()),
            };
            let field = self.columns.field_at(cell.column);
            let text = text.filter(|text| !field.is_some_and(|f| self.is_doubtful(f, text)));
            let at = cell.at.clone();
            complete.extend(text.map(|text| SheetCell { column: cell.column, at, text }));
        }
        complete
    }

    /// Returns the units that cells of a row name.
    fn read_units<'r, 't>(&mut self, cells: &[&'r SheetCell<'t>]) -> Vec<UnitCell<'c, 'r, 't>> {
        let mut units = Vec::new();
        for cell in cells {
            let Role::Unit(of) = self.columns.role_at(cell.column) else { continue };
            let given = units::read_unit_cell(&cell.text, of, &self.reader.catalog.units);
            let given = given.map_err(|mistake| self.reader.report(cell.at.clone(), mistake)).ok();
            units.push(UnitCell { given, of, cell });
        }
        units
    }

    /// Returns an amount with the unit that its heading or another cell names. Two units that disagree are a mistake.
    fn with_unit<'t>(
        &mut self,
        cell: &SheetCell<'t>,
        (field, heading): (&'c Field, Option<ScaleAndUnit<'c>>),
        cells: &[UnitCell<'c, '_, 't>],
    ) -> Option<Cow<'t, str>> {
        if heading.is_none() && cells.is_empty() {
            return Some(cell.text.clone());
        }
        let mut counted = heading.unwrap_or_default();
        let mine = cells.iter().find(|beside| beside.of.is_some_and(|of| of.name == field.name));
        let names_unit = mine.is_some_and(|mine| mine.given.is_none_or(|g| g.unit.is_some()));
        let of_row = cells.iter().find(|beside| !names_unit && beside.is_of_row(field));
        for UnitCell { given, cell, .. } in mine.into_iter().chain(of_row) {
            let given = (*given)?;
            let Some(both) = counted.combine(given) else {
                let sentence = format!("this is in `{given}`, but the heading is in `{counted}`");
                return self.reader.refuse(cell.at.clone(), sentence);
            };
            counted = both;
        }
        if counted == ScaleAndUnit::default() {
            return Some(cell.text.clone());
        }
        let in_heading = heading.is_some_and(|h| counted == h || h.unit.is_some());
        let place = if in_heading { "heading" } else { "unit column" };
        let text = cells::cell_to_literal(field, &cell.text);
        match counted.apply_to((field, &text), place, &self.reader.catalog.units) {
            Ok(text) => Some(text.map_or_else(|| cell.text.clone(), Cow::Owned)),
            Err(mistake) => {
                self.reader.report(cell.at.clone(), mistake);
                Some(cell.text.clone())
            }
        }
    }

    /// Checks whether a cell can be read in two ways and its column doesn't settle which.
    fn is_doubtful(&self, field: &Field, text: &str) -> bool {
        self.doubtful.contains(&field.name.as_str())
            && cells::is_ambiguous(field, text, &self.reader.catalog.units)
    }
}
