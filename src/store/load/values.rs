//! Values and records: names of things are looked up, a value is written if the field is empty and compared otherwise, a
//! record is found by its content.

use std::ops::Range;
use std::rc::Rc;

use anyhow::{Context, Result};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;

use super::equivalents;
use super::labels;
use super::merge::Merge;
use super::names::Found;
use super::readings::PlaceContext;
use super::row_shape::{RecordedValues, record_key};
use crate::catalog::{Field, Kind, Type, columns};
use crate::store::digest::{Digest, Entry, Given, InputSpan, Literal, Mistake, Stored, read_text};
use crate::store::queries::{Insertion, Queries, read_cells, written_value};
use crate::store::schema::{NAME, entered_columns, folded_label, quote_ident, update_sql};
use crate::store::supported::split_list;
use crate::text::with_article;

/// The number of names whose things are remembered for each field.
const REMEMBERED: usize = 4096;

/// The result for a value that an entry gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreed {
    /// A value was recorded already.
    Stood,
    /// None was recorded, and it was written.
    Written,
    /// It is a level, and a narrower place is recorded.
    Wider,
    /// A different value was recorded already, and this one competes with it.
    Competing,
}

impl<'c> Merge<'_, 'c> {
    /// Makes a value ready to be stored; names of things are looked up.
    pub(super) fn resolve(
        &mut self,
        entry: &Entry<'c>,
        given: &Given<'c>,
        digest: &Digest<'c>,
    ) -> Result<Option<Rc<Stored>>> {
        let text = match &given.value {
            Literal::Ready(stored) => return Ok(Some(Rc::clone(stored))),
            Literal::Ref(text) => text,
        };
        let Type::Ref(targets) = &given.field.ty else { return Ok(None) };
        // The cells of a column often name the same few things.
        let of_field = std::ptr::from_ref(given.field).addr();
        if let Some(found) = self.found.get(&of_field).and_then(|found| found.get(text)) {
            return Ok(Some(Rc::new(Stored::id(found.id, &found.slug))));
        }
        let source = digest.source.as_deref();
        if let Ok(Some(found)) = self.names.try_find(self.conn, text, targets, source)? {
            let of_field = self.found.entry(of_field).or_default();
            if of_field.len() >= REMEMBERED {
                of_field.clear();
            }
            let stored = Stored::id(found.id, &found.slug);
            of_field.insert(text.clone(), found);
            return Ok(Some(Rc::new(stored)));
        }
        let context = PlaceContext::of_field(entry, given);
        let found = self.find((text, &given.at), targets, source, &context)?;
        let found =
            found.map_err(|mistake| self.not_found(&given.at, mistake, given.optional)).ok();
        Ok(found.map(|found| Rc::new(Stored::id(found.id, &found.slug))))
    }

    /// Notes that nothing has the name: a mistake, or a value that is left out.
    pub(super) fn not_found(&mut self, at: &InputSpan, mistake: Mistake, optional: bool) {
        if optional {
            let sentence = format!("{}, so the value is left out", mistake.sentence);
            self.problems.warn(at, Mistake { sentence, ..mistake });
        } else {
            self.problems.add(at, mistake);
        }
    }

    /// Writes the row of a new thing with the values of its first entry.
    pub(super) fn first_values(
        &mut self,
        of: &Found,
        entry: &Entry<'c>,
        digest: &Digest<'c>,
    ) -> Result<()> {
        let mut values: Vec<(&str, Rc<Stored>)> = Vec::new();
        for given in &entry.given {
            let Some(stored) = self.resolve(entry, given, digest)? else { continue };
            values.push((&given.field.name, stored));
            self.merged.origin.add(of.id, &given.field.name, &given.at);
        }
        self.insert_row(entry.kind, of.id, &values)
    }

    /// Writes a value if there is no recorded one, or compares the two.
    pub(super) fn merge_value(
        &mut self,
        (of, standing): (&Found, &mut RecordedValues),
        kind: &Kind,
        given: &Given<'c>,
        new: &Stored,
    ) -> Result<Agreed> {
        let field = given.field;
        let old = standing.cells_of(field);
        let here = self.merged.origin.get(of.id, &field.name);
        let stood = here.is_some() || standing.supported.contains(&field.name);
        if !stood {
            if old != new.columns {
                let values = new.columns.iter().cloned().chain([Sql::Integer(of.id)]);
                self.conn.run(&update_sql(kind, field), params_from_iter(values))?;
                standing.cells.insert(field.name.clone(), new.columns.clone());
            }
        } else if old != new.columns {
            if self.is_same_amount((kind, field), of.id, new)? {
                return Ok(Agreed::Competing);
            }
            let other = written_value(self.conn, field, old)?;
            let other = other.unwrap_or_else(|| "nothing".into());
            let by = match here {
                Some(place) => format!("in {}", self.format_location(&place)),
                None => format!("according to {}", self.sources_of_value(of.id, &field.name)?),
            };
            let (name, slug) = (&field.name, &of.slug);
            let sentence = format!("`{name}` of `{slug}` is {} here, but {other} {by}", new.shown);
            let mistake = self.both_values(sentence, given, new);
            let keeps = self.keeps_second_values(&given.at);
            if !(keeps && self.is_of_level(given, old)?)
                && self.is_wider(given, (old, &new.columns), &mistake)
            {
                return Ok(Agreed::Wider);
            }
            if keeps {
                self.merged.kept += 1;
                return Ok(Agreed::Competing);
            }
            self.problems.add(&given.at, mistake);
        }
        self.merged.origin.add(of.id, &field.name, &given.at);
        Ok(if stood { Agreed::Stood } else { Agreed::Written })
    }

    /// Checks whether an amount is the recorded one in another unit, as a source gives both.
    fn is_same_amount(
        &self,
        (kind, field): (&Kind, &Field),
        id: i64,
        new: &Stored,
    ) -> Result<bool> {
        if !field.ty.has_equivalents() {
            return Ok(false);
        }
        let sql = "SELECT says FROM claim WHERE thing = ?1 AND field = ?2 AND says IS NOT NULL";
        let said: Vec<String> = self.conn.read_column(sql, (id, &field.name))?;
        equivalents::is_equivalent(self.conn, (self.catalog, kind, field), id, (&said, &new.shown))
    }

    /// Checks whether the value was given as a level that the recorded place itself has. Such a place can't be inside the value.
    fn is_of_level(&self, given: &Given<'c>, recorded: &[Sql]) -> Result<bool> {
        let (Some(level), [Sql::Integer(place)]) = (given.level, recorded) else {
            return Ok(false);
        };
        let sorts = self.catalog.level_values(&level.name);
        let by = self.catalog.containment.as_ref().map_or("", |c| c.by.as_str());
        let sort = self
            .atlas
            .sort_of(*place, by)
            .map_or_else(|| self.level_of_place(*place), |sort| Ok(Some(sort)))?;
        Ok(sort.is_some_and(|sort| sorts.contains(&sort)))
    }

    /// Says what to write if two values of a field are both right.
    fn both_values(&self, sentence: String, given: &Given<'c>, new: &Stored) -> Mistake {
        let (name, shown) = (&given.field.name, &new.shown);
        let mistake = Mistake::new(sentence);
        let all = "`--disagree keep` does this for all values that differ";
        if self.is_digest(&given.at) {
            return mistake.help(format!(
                "to keep both, leave `{name}` out here and write `cite = {{ {name} = {{ says = \"{shown}\" }} }}`"
            )).help(all);
        }
        mistake
            .help(format!(
                "to keep both, leave this cell empty and write {shown} in a column `{name} says`"
            ))
            .help(all)
            .help("if these are two things with the same name, give each an `id`")
    }

    /// Returns what is recorded of a thing before an entry is merged.
    pub(super) fn recorded_values(&self, kind: &Kind, id: i64) -> Result<RecordedValues> {
        let shape = self.shapes.get(&kind.name).context("a kind has no table")?;
        let width = shape.blank.len();
        let row = self.conn.read(&shape.select, [id], |row| read_cells(row, 0..width))?.pop();
        let row = row.context("a thing has no row of its own")?;
        let of_field = |(field, place): &(String, Range<usize>)| {
            (field.clone(), row.get(place.clone()).unwrap_or_default().to_vec())
        };
        let sql = "SELECT field FROM claim WHERE thing = ?1 AND says IS NULL AND field IS NOT NULL";
        let lists: Vec<String> = self.conn.read_column(sql, [id])?;
        let supported =
            lists.iter().flat_map(|list| split_list(Some(list))).map(str::to_owned).collect();
        Ok(RecordedValues { cells: shape.places.iter().map(of_field).collect(), supported })
    }

    /// Returns the sources of the base that gave a field its value.
    fn sources_of_value(&self, id: i64, field: &str) -> Result<String> {
        let sql = format!(
            "SELECT DISTINCT coalesce('`' || t.slug || '`', c.note, 'the base') FROM claim AS c
             LEFT JOIN thing AS t ON t.id = c.source
             WHERE c.thing = ?1 AND {} AND c.says IS NULL ORDER BY 1",
            columns::item_condition("c.field", "?2")
        );
        Ok(self
            .conn
            .read_column::<String>(&sql, (id, columns::delimited_item(field)))?
            .join(" and "))
    }

    /// Checks fields that exist only where another has a certain value.
    pub(super) fn check_only_if(&mut self, entries: &[Entry<'c>]) -> Result<()> {
        for entry in entries {
            let found = self.thing_of_entry(entry)?.filter(|found| *found.kind == *entry.kind.name);
            for given in &entry.given {
                let Some((other, value)) = &given.field.only_if else { continue };
                let Some(condition) = entry.kind.field(other) else { continue };
                let Ok(Literal::Ready(wanted)) = read_text(condition, value, &self.catalog.units)
                else {
                    continue;
                };
                let holds = match &found {
                    Some(found) => {
                        let recorded = self.recorded_values(entry.kind, found.id)?;
                        recorded.cells_of(condition) == wanted.columns
                    }
                    None => {
                        matches!(entry.field_value(other), Some(Literal::Ready(v)) if *v == wanted)
                    }
                };
                if !holds {
                    let (name, kind) = (&given.field.name, &entry.kind.name);
                    let sentence = format!(
                        "`{name}` is only for {} with `{other}` = {value}",
                        with_article(kind)
                    );
                    self.problems.add(&given.at, sentence);
                }
            }
        }
        Ok(())
    }

    /// Returns the record with that content, or a new one; `None` means that it has a mistake or no content.
    pub(super) fn merge_record(
        &mut self,
        entry: &Entry<'c>,
        of: Option<i64>,
        digest: &Digest<'c>,
    ) -> Result<Option<i64>> {
        let kind = entry.kind;
        let mut values: Vec<(&str, Rc<Stored>)> = Vec::new();
        let mut whole = true;
        for given in &entry.given {
            match self.resolve(entry, given, digest)? {
                Some(stored) => values.push((&given.field.name, stored)),
                None => whole = false,
            }
        }
        if let Some(of) = of.filter(|_| kind.name == NAME) {
            values.push(("of", Rc::new(Stored::id(of, ""))));
        }
        if !whole || values.is_empty() {
            return Ok(None);
        }
        let named = named_thing(kind, &values);
        self.merged.touched.extend(named);
        let shapes = Rc::clone(&self.shapes);
        let row = shapes.get(&kind.name).map(|shape| shape.row_cells(&values)).unwrap_or_default();
        let known = match named {
            // The first name of a thing that is new is new.
            Some(of) if self.named.insert(of) && of >= self.merged.new.start => None,
            // Others are found by the index of names.
            Some(_) => self.find_stored_record(kind, &row)?,
            None => self.find_record(kind, &row)?,
        };
        let id = match known {
            Some(id) => id,
            None => self.insert_thing(kind, None, &label_of(kind, &values))?,
        };
        if known.is_none() {
            self.insert_cells(kind, id, &row)?;
            if named.is_none() {
                self.records.insert(record_key(kind, row.iter().copied()), id);
            }
        }
        for given in &entry.given {
            self.merged.origin.add(id, &given.field.name, &given.at);
        }
        Ok(Some(id))
    }

    /// Finds the record with that content among those that are written.
    fn find_stored_record(&self, kind: &Kind, row: &[&Sql]) -> Result<Option<i64>> {
        // An index without empty cells is used only where none is asked for.
        let columns = entered_columns(kind).into_iter().zip(row);
        let is = columns.map(|(column, cell)| match cell {
            Sql::Null => column + " IS NULL",
            _ => column + " = ?",
        });
        let is = is.collect::<Vec<_>>().join(" AND ");
        let sql = format!("SELECT id FROM {} AS r WHERE {is}", quote_ident(&kind.name));
        let cells = row.iter().filter(|cell| ***cell != Sql::Null);
        Ok(self.conn.read_value(&sql, params_from_iter(cells))?)
    }

    /// Finds the record with that content, in this load or the base. For a load that is large beside the base all records of the
    /// kind are read once, which is faster than to look for each.
    fn find_record(&mut self, kind: &Kind, row: &[&Sql]) -> Result<Option<i64>> {
        let key = record_key(kind, row.iter().copied());
        if let Some(id) = self.records.get(&key) {
            return Ok(Some(*id));
        }
        if self.empty {
            return Ok(None);
        }
        if !self.large {
            return self.find_stored_record(kind, row);
        }
        let columns = entered_columns(kind);
        if self.remembered.insert(kind.name.clone()) {
            let list: String = columns.iter().flat_map(|column| [", ", column]).collect();
            let sql = format!("SELECT id{list} FROM {} AS r", quote_ident(&kind.name));
            let keys = self.conn.read(&sql, [], |row| {
                Ok((record_key(kind, &read_cells(row, 1..=columns.len())?), row.get(0)?))
            })?;
            for (key, id) in keys {
                self.records.entry(key).or_insert(id);
            }
        }
        Ok(self.records.get(&key).copied())
    }

    pub(super) fn insert_thing(
        &mut self,
        kind: &Kind,
        slug: Option<&str>,
        name: &str,
    ) -> Result<i64> {
        let id = self.merged.new.end;
        self.merged.new.end += 1;
        self.new_thing.run((id, &kind.name, slug, name, folded_label(name)))?;
        Ok(id)
    }

    pub(super) fn insert_row(
        &mut self,
        kind: &Kind,
        id: i64,
        values: &[(&str, Rc<Stored>)],
    ) -> Result<()> {
        let shapes = Rc::clone(&self.shapes);
        let row = shapes.get(&kind.name).map(|shape| shape.row_cells(values)).unwrap_or_default();
        self.insert_cells(kind, id, &row)
    }

    fn insert_cells(&mut self, kind: &Kind, id: i64, row: &[&Sql]) -> Result<()> {
        let Some(shape) = self.shapes.get(&kind.name) else { return Ok(()) };
        if !self.new_rows.contains_key(&kind.name) {
            let insertion = Insertion::new(self.conn, shape.insert.clone());
            self.new_rows.insert(kind.name.clone(), insertion);
        }
        let Some(insertion) = self.new_rows.get_mut(&kind.name) else { return Ok(()) };
        let id = Sql::Integer(id);
        insertion.run(params_from_iter(std::iter::once(&id).chain(row.iter().copied())))?;
        Ok(())
    }
}

/// Returns the thing that a record names, if it is a name.
fn named_thing(kind: &Kind, values: &[(&str, Rc<Stored>)]) -> Option<i64> {
    let of = values.iter().find(|(name, _)| kind.name == NAME && *name == "of");
    match of.and_then(|(_, stored)| stored.columns.first())? {
        Sql::Integer(of) => Some(*of),
        _ => None,
    }
}

/// Returns the name of a record as far as its own values make it; names of other things follow later.
fn label_of(kind: &Kind, values: &[(&str, Rc<Stored>)]) -> String {
    labels::compose_label(kind, |field| {
        let (_, stored) = values.iter().find(|(name, _)| *name == field.name)?;
        match (&field.ty, stored.columns.first()) {
            (Type::Enum(_), Some(Sql::Text(choice))) => Some(choice.replace('_', " ")),
            (_, Some(Sql::Text(text))) => Some(text.clone()),
            _ => None,
        }
    })
}
