//! Turns the cells of a row into an entry: the same TOML table that the author of a digest would write, with the places of the
//! cells.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::super::entry::{Cited, EXTERNAL, Within, Word};
use super::super::literal::{OPEN_LIST, is_question, question_sentence, text_fault};
use super::super::names::slug_of;
use super::super::problem::Mistake;
use super::cells::{self, Readings, SheetCell, fold_heading, is_label_of_total};
use super::columns::Role;
use super::sheet::TableReader;
use crate::catalog::{DISTINCT, Field, SOURCE, Sort};
use crate::text::with_article;

/// The cell of a level, such as a city.
struct LevelCell<'c, 't> {
    level: &'c Field,
    /// The field of the place whose level it is; `None` means that the row is a place itself.
    place: Option<&'c Field>,
    cell: &'t SheetCell<'t>,
}

/// The cells of a row by their roles.
#[derive(Default)]
struct RowCells<'c, 't> {
    entry: DeTable<'t>,
    /// The claim about the whole, and those about fields.
    cite: DeTable<'t>,
    about: BTreeMap<&'t str, DeTable<'t>>,
    names: DeArray<'t>,
    /// City, province, country, by rank: the narrowest is the place if the row gives none, and is inside the others.
    levels: BTreeMap<usize, LevelCell<'c, 't>>,
    source: Option<&'t SheetCell<'t>>,
    /// The place of the claim: its paragraph if there is one.
    claim_at: Option<Range<usize>>,
}

/// A row as an entry of a digest is written.
struct RowEntry<'c, 't> {
    entry: DeTable<'t>,
    levels: Vec<LevelCell<'c, 't>>,
    /// The level that is given instead of the place.
    instead: Option<LevelCell<'c, 't>>,
}

fn put_value<'t>(table: &mut DeTable<'t>, key: &'t str, at: Range<usize>, value: DeValue<'t>) {
    table.insert(Spanned::new(at.clone(), Cow::Borrowed(key)), Spanned::new(at, value));
}

fn toml_text<'t>(text: impl Into<Cow<'t, str>>) -> DeValue<'t> {
    DeValue::String(text.into())
}

impl<'c: 't, 't> RowCells<'c, 't> {
    fn add(&mut self, cell: &'t SheetCell<'t>, role: Role<'c>) {
        let (at, trimmed) = (cell.at.clone(), cell.text.trim());
        match role {
            Role::Id => put_value(&mut self.entry, "id", at, toml_text(trimmed)),
            Role::Name => put_value(&mut self.entry, "name", at, toml_text(&*cell.text)),
            Role::Distinct => put_value(&mut self.entry, DISTINCT, at, toml_text(trimmed)),
            Role::Form(form) => {
                let mut name = DeTable::new();
                put_value(&mut name, "text", at.clone(), toml_text(&*cell.text));
                put_value(&mut name, "form", at.clone(), toml_text(form));
                self.names.push(Spanned::new(at, DeValue::Table(name)));
            }
            Role::Field(field) | Role::Counted(field, _) => {
                put_value(
                    &mut self.entry,
                    &field.name,
                    at,
                    toml_text(cells::cell_to_literal(field, &cell.text)),
                );
            }
            Role::Level { level, place, rank } => {
                self.levels.insert(rank, LevelCell { level, place, cell });
            }
            Role::Link(link) => put_value(&mut self.entry, link, at, toml_text(OPEN_LIST)),
            Role::Source => self.source = Some(cell),
            Role::Claim(None, part) => {
                if part == "p" || self.claim_at.is_none() {
                    self.claim_at = Some(at.clone());
                }
                put_value(&mut self.cite, part, at, toml_text(claim_part(part, cell)));
            }
            Role::Claim(Some(field), part) => {
                let claim = self.about.entry(field).or_default();
                put_value(claim, part, at, toml_text(claim_part(part, cell)));
            }
            // The amounts have their unit already.
            Role::Unit(_) | Role::Derived | Role::LeftOut | Role::NoHeading => {}
        }
    }

    /// Makes one table of the cells. `own` means that the row is a source, and so its own evidence.
    fn into_entry(mut self, row: &Range<usize>, own: bool) -> RowEntry<'c, 't> {
        let (mut levels, mut instead) = (Vec::new(), None);
        for (_, level) in std::mem::take(&mut self.levels) {
            match level.place.map(|place| place.name.as_str()) {
                Some(place) if !self.entry.contains_key(place) => {
                    let cell = level.cell;
                    put_value(&mut self.entry, place, cell.at.clone(), toml_text(cell.text.trim()));
                    instead = Some(level);
                }
                _ => levels.push(level),
            }
        }
        for (field, claim) in self.about {
            let at = claim.values().next().map_or(row.clone(), Spanned::span);
            put_value(&mut self.cite, field, at, DeValue::Table(claim));
        }
        let at = self.claim_at.or(self.source.map(|cell| cell.at.clone())).unwrap_or(row.clone());
        if !self.names.is_empty() {
            put_value(&mut self.entry, "names", at.clone(), DeValue::Array(self.names));
        }
        if !own {
            put_value(&mut self.entry, "cite", at, DeValue::Table(self.cite));
        }
        RowEntry { entry: self.entry, levels, instead }
    }
}

/// Writes the part of a claim; the values of a list are known in any case.
fn claim_part<'t>(part: &str, cell: &'t SheetCell<'t>) -> Cow<'t, str> {
    match part {
        "basis" | "confidence" | "read_reason" => {
            Cow::Owned(fold_heading(&cell.text).replace(' ', "_"))
        }
        _ => Cow::Borrowed(cell.text.trim()),
    }
}

impl<'c> TableReader<'c, '_> {
    /// Reads a row; empty cells are left out.
    pub(super) fn read_row(&mut self, at: Range<usize>, cells: &[SheetCell<'_>]) {
        let null =
            |cell: &&SheetCell<'_>| self.null.iter().any(|null| null.trim() == cell.text.trim());
        let cells: Vec<&SheetCell<'_>> = cells.iter().filter(|cell| !null(cell)).collect();
        let cells = self.with_units(&cells);
        if self.readings.is_some() {
            return self.add_readings(&cells);
        }
        if !self.is_clean(&cells) || cells.is_empty() {
            return;
        }
        let row_at = at.start;
        let mut row = self.by_role(&cells);
        let Some(cited) = self.source_of_row(&mut row, &at) else { return };
        let RowEntry { entry: mut table, levels, instead } =
            row.into_entry(&at, matches!(cited, Cited::Itself));
        let by_name = self.kind.sort == Sort::Thing && !table.contains_key("id");
        if by_name && !self.add_id(&mut table, &at) {
            return;
        }
        self.reader.sourced = !matches!(cited, Cited::Nothing);
        let head = table.get("name").map_or(at.clone(), Spanned::span);
        let mut entry = self.reader.read_entry(self.kind, at, head, &table);
        entry.by_name = by_name;
        if by_name && entry.distinct {
            let sentence = "a thing that is `distinct` needs an `id` of its own";
            let mistake = Mistake::new(sentence).help("give this row an `id`");
            self.reader.problems.add(&entry.at, mistake);
        }
        for given in &mut entry.given {
            let of =
                instead.as_ref().filter(|l| l.place.is_some_and(|p| p.name == given.field.name));
            given.level = of.map(|level| level.level);
            let field = given.level.unwrap_or(given.field);
            given.optional = self.optional.iter().any(|optional| optional.name == field.name);
        }
        let within = levels.into_iter().map(|LevelCell { level, place, cell }| {
            let at = self.reader.place_at(cell.at.clone());
            let optional = self.optional.iter().any(|optional| optional.name == level.name);
            let container = Word { at, text: cell.text.trim().into() };
            Within { level, place, container, optional }
        });
        entry.within = within.collect();
        self.add_entry(cited, entry, row_at);
    }

    /// Sorts the cells of a row by their roles.
    fn by_role<'t>(&mut self, cells: &'t [SheetCell<'t>]) -> RowCells<'c, 't>
    where
        'c: 't,
    {
        // It also has an id and the claim.
        let own = |cell: &&SheetCell<'_>| {
            !matches!(self.columns.role_at(cell.column), Role::Source | Role::Claim(..))
        };
        let entry = DeTable::with_capacity(cells.iter().filter(own).count() + 2);
        let mut row = RowCells { entry, ..RowCells::default() };
        for cell in cells {
            let role = self.columns.role_at(cell.column);
            if matches!(role, Role::NoHeading) {
                self.no_heading(cell.column);
            } else if role.is_derived(&cell.text) {
                self.reader.problems.derived += 1;
            } else if let Some(sentence) = self.left_out(&role, &cell.text) {
                self.reader.warn(cell.at.clone(), sentence);
            } else {
                if matches!(role, Role::Name) && is_label_of_total(&cell.text) {
                    let sentence = format!(
                        "this looks like the label of a total; it becomes {}",
                        with_article(&self.kind.name)
                    );
                    let mistake = Mistake::new(sentence).help(
                        "leave out the rows of totals; in a map `when = \"{Column}\"` does so",
                    );
                    self.reader.warn(cell.at.clone(), mistake);
                }
                row.add(cell, role);
            }
        }
        row
    }

    /// Adds the cells of a row to the readings of their columns.
    fn add_readings(&mut self, cells: &[SheetCell<'_>]) {
        let Some(readings) = &mut self.readings else { return };
        for cell in cells {
            let Some(field) = self.columns.field_at(cell.column) else { continue };
            if !readings.iter().any(|(known, _)| known.name == field.name) {
                readings.push((field, Readings::default()));
            }
            let of = readings.iter_mut().find(|(known, _)| known.name == field.name);
            if let Some((_, readings)) = of {
                readings.add(field, cell, &self.reader.catalog.units);
            }
        }
    }

    /// Returns the reason if a cell is left out because it lists things with rows of their own.
    fn left_out(&self, role: &Role<'_>, text: &str) -> Option<String> {
        match role {
            Role::Link(name) if fold_heading(text) != OPEN_LIST => {
                let via = self.kind.link(name).and_then(|link| self.reader.catalog.kind(&link.via));
                let plural = via.map_or("records", |via| via.plural.as_str());
                Some(format!("this is left out: `{name}` follows from {plural}"))
            }
            _ => None,
        }
    }

    /// Reports once that a column with a filled cell has no heading.
    fn no_heading(&mut self, column: usize) {
        if let Some(at) = self.columns.take_unnamed(column) {
            let warning = Mistake::new("this column has no heading, so its cells are left out");
            self.reader.warn(at, warning.help("give it a heading, or leave it out"));
        }
    }

    /// Gives a thing without an id one that is made from its name.
    fn add_id(&mut self, table: &mut DeTable<'_>, at: &Range<usize>) -> bool {
        let Some(name) = table.get("name") else {
            self.reader.report(at.clone(), "this row has neither `name` nor `id`");
            return false;
        };
        let Some(text) = self.reader.read_string("name", name) else { return false };
        let slug = slug_of(&text);
        let place = name.span();
        if slug.is_empty() {
            let mistake = Mistake::new("no id can be made from this name");
            let help = "give an `id` of small letters, digits and hyphens";
            self.reader.report(place, mistake.help(help));
            return false;
        }
        put_value(table, "id", place, self::toml_text(slug));
        true
    }

    /// Checks that there are no control characters for a terminal or a printer.
    fn is_clean(&mut self, cells: &[SheetCell<'_>]) -> bool {
        let mut clean = true;
        for cell in cells {
            if let Some(sentence) = text_fault(&cell.text) {
                self.reader.report(cell.at.clone(), sentence);
                clean = false;
            }
        }
        clean
    }

    /// Returns the source of the row. A row that doesn't say how it is known is a mistake.
    fn source_of_row(&mut self, row: &mut RowCells<'_, '_>, at: &Range<usize>) -> Option<Cited> {
        if self.kind.name == SOURCE {
            return Some(Cited::Itself);
        }
        let has = |part: &str| row.cite.get(part).and_then(|value| value.get_ref().as_str());
        let placed = has("p").is_some() || has("place_in").is_some();
        if let Some(note) = self.input.note.as_deref().filter(|_| !placed && row.source.is_none()) {
            if has("note").is_none() {
                put_value(&mut row.cite, "note", at.clone(), toml_text(note.to_owned()));
            }
            return Some(Cited::Nothing);
        }
        if has("basis") == Some(EXTERNAL) && !placed {
            return Some(Cited::Nothing);
        }
        let own = row.source.map(|cell| (cell.text.trim(), cell.at.clone()));
        if let Some((text, at)) = own.as_ref().filter(|(text, _)| is_question(text)) {
            return self.reader.refuse(at.clone(), question_sentence(text));
        }
        if let Some((text, at)) =
            own.or_else(|| self.source.as_deref().map(|source| (source, 0..0)))
        {
            return Some(Cited::Source(Word { at: self.reader.place_at(at), text: text.into() }));
        }
        if has("note").is_some() && !self.columns.name_sources() {
            return Some(Cited::Nothing);
        }
        let mistake = Mistake::new("this row has no source")
            .help("give its `source`, or `--source ID` for the whole file")
            .help("for external knowledge give the `basis` external and a `note` with its origin");
        self.reader.refuse(at.clone(), mistake)
    }
}
