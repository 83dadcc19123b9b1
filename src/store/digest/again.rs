//! Rows of a long table between their two readings: what is needed of each until it is merged, in little memory.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::entry::{Entry, LABEL, Word};
use super::literal::Literal;
use super::problem::Place;
use crate::catalog::Kind;
use crate::value::Conventions;

/// What it takes to read rows of a table a second time: which input it is, what the rows are, how each column is read, and which
/// fields are left out because their columns are in doubt.
#[derive(Debug, Clone)]
pub(crate) struct Again<'c> {
    pub(super) file: usize,
    pub(super) kind: &'c Kind,
    pub(super) conventions: Vec<(&'c str, Conventions)>,
    pub(super) doubtful: Vec<&'c str>,
}

/// The rows of a table with one source, in their order.
#[derive(Debug)]
pub(crate) struct RereadRows<'c> {
    pub(super) again: Again<'c>,
    rows: Vec<ShortRow>,
    /// Ids and names, one after the other.
    texts: String,
    /// Rows with more than their names, by their numbers.
    more: BTreeMap<usize, Entry<'c>>,
    declared: Vec<DeclaredRow>,
}

/// A row: bytes of the input with their lengths, and its id and its name in the texts of all rows.
#[derive(Debug, Clone, Copy, Default)]
struct ShortRow {
    row: u32,
    at: u32,
    id_at: u32,
    id: u32,
    name: u32,
    at_length: u16,
    id_at_length: u16,
    /// Neither is empty if there is one.
    id_length: u16,
    name_length: u16,
    by_name: bool,
    distinct: bool,
    /// Whether its id is another than the row says.
    changed: bool,
}

/// A row whose thing is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeclaredRow {
    row: u32,
    /// Whether the row gives the label.
    pub(crate) named: bool,
    /// Whether the id of its thing is another than the row says.
    pub(crate) changed: bool,
    /// The thing that a row describes, or [`NO_THING`].
    thing: i64,
}

/// The number in the place of the thing of a record, or of a row with a mistake.
pub(crate) const NO_THING: i64 = i64::MIN;

impl DeclaredRow {
    /// Returns the byte at which the row begins.
    pub(crate) fn at(&self) -> usize {
        wide(self.row)
    }

    /// Returns the thing that a row describes; records and rows with mistakes have none.
    pub(crate) fn thing(&self) -> Option<i64> {
        Some(self.thing).filter(|thing| *thing != NO_THING)
    }
}

/// What a row describes, as far as names tell.
pub(crate) enum Meant {
    /// What it says itself.
    Itself,
    /// One of several things.
    Several,
    /// The thing with that slug and label.
    Thing(String, Option<String>),
}

impl Entry<'_> {
    /// Gives an entry without an id the thing that it describes. The thing has the entry's name already; it is the label only if it
    /// is the same.
    pub(crate) fn mean(&mut self, meant: &Meant) {
        match meant {
            Meant::Itself => {}
            Meant::Several => self.id = None,
            Meant::Thing(slug, label) => {
                if self.name.as_ref().is_some_and(|name| Some(&*name.text) != label.as_deref()) {
                    self.leave_label();
                }
                if let Some(id) = &mut self.id {
                    id.text = slug.as_str().into();
                }
            }
        }
    }

    /// Leaves the label out.
    pub(crate) fn leave_label(&mut self) {
        self.name = None;
        self.names.retain(|name| name.shown("form") != Some(LABEL));
    }
}

impl<'c> RereadRows<'c> {
    pub(super) fn new(again: Again<'c>) -> Self {
        let (rows, declared) = (vec![], vec![]);
        Self { again, rows, texts: String::new(), more: BTreeMap::new(), declared }
    }

    /// Returns the kind of the rows.
    pub(crate) fn kind(&self) -> &'c Kind {
        self.again.kind
    }

    /// Returns the rows with more than their names.
    pub(super) fn whole(&self) -> impl Iterator<Item = &Entry<'c>> {
        self.more.values()
    }

    /// Returns the number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len().max(self.declared.len())
    }

    /// Returns the bytes at which the rows begin.
    pub(crate) fn starts(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().map(|row| wide(row.row))
    }

    /// Adds a row that begins at a byte, without what can be read again.
    pub(super) fn add(&mut self, row: usize, mut entry: Entry<'c>) {
        (entry.claims, entry.rest, entry.within) = (vec![], None, vec![]);
        // All codes of a file decide what they mean.
        entry.given.retain(|given| matches!(&given.value, Literal::Ref(text) if text.len() == 3));
        // The label is known without its record.
        entry.names.retain(|name| name.shown("form") != Some(LABEL));
        let plain = entry.given.is_empty() && entry.names.is_empty() && !entry.broken;
        let short = if plain { self.short(&entry) } else { None };
        let number = self.rows.len();
        // No text that is loaded is larger.
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        self.rows.push(ShortRow { row, ..short.unwrap_or_default() });
        if short.is_none() {
            entry.given.shrink_to_fit();
            entry.names.iter_mut().for_each(|name| name.claims = vec![]);
            entry.names.shrink_to_fit();
            self.more.insert(number, entry);
        }
    }

    /// Keeps the id and the name of a row; `None` means that they are too long.
    fn short(&mut self, entry: &Entry<'c>) -> Option<ShortRow> {
        let id_at = entry.id.as_ref().map_or(&entry.at, |id| &id.at);
        let named = entry.name.as_ref().is_none_or(|name| name.at == entry.at);
        let (id, id_length) = self.text(entry.id.as_ref().map(|id| &*id.text))?;
        let (name, name_length) = self.text(entry.name.as_ref().map(|name| &*name.text))?;
        let row = ShortRow {
            row: 0,
            at: u32::try_from(entry.at.span.start).ok()?,
            at_length: u16::try_from(entry.at.span.len()).ok()?,
            id_at: u32::try_from(id_at.span.start).ok()?,
            id_at_length: u16::try_from(id_at.span.len()).ok()?,
            id,
            id_length,
            name,
            name_length,
            by_name: entry.by_name,
            distinct: entry.distinct,
            changed: false,
        };
        named.then_some(row)
    }

    /// Adds a text, and returns where it is and its length.
    fn text(&mut self, text: Option<&str>) -> Option<(u32, u16)> {
        let text = text.unwrap_or_default();
        let place = (u32::try_from(self.texts.len()).ok()?, u16::try_from(text.len()).ok()?);
        self.texts.push_str(text);
        Some(place)
    }

    /// Calls `with` with what is known of a row.
    pub(crate) fn entry<T>(&self, number: usize, with: impl FnOnce(&Entry<'c>) -> T) -> Option<T> {
        if let Some(entry) = self.more.get(&number) {
            return Some(with(entry));
        }
        let row = self.rows.get(number)?;
        let place = |start: u32, length: u16| {
            let start = wide(start);
            Place { file: self.again.file, span: start..start + usize::from(length) }
        };
        let word = |start: u32, length: u16, at: &Place| {
            let (start, length) = (wide(start), usize::from(length));
            let text = self.texts.get(start..start + length).filter(|text| !text.is_empty())?;
            Some(Word { at: at.clone(), text: Rc::from(text) })
        };
        let at = place(row.at, row.at_length);
        Some(with(&Entry {
            id: word(row.id, row.id_length, &place(row.id_at, row.id_at_length)),
            name: word(row.name, row.name_length, &at),
            by_name: row.by_name,
            distinct: row.distinct,
            ..Entry::blank(self.again.kind, at)
        }))
    }

    /// Sets what a row describes.
    pub(crate) fn mean(&mut self, number: usize, meant: &Meant) {
        let Some(row) = self.rows.get(number).copied() else { return };
        let mut new = row;
        if let Some(entry) = self.more.get_mut(&number) {
            entry.mean(meant);
        } else {
            match meant {
                Meant::Itself => {}
                Meant::Several => new.id_length = 0,
                Meant::Thing(slug, label) => {
                    let start = wide(row.name);
                    let name = self.texts.get(start..start + usize::from(row.name_length));
                    if name != label.as_deref() {
                        new.name_length = 0;
                    }
                    let Some((id, length)) = self.text(Some(slug)) else { return };
                    (new.id, new.id_length) = (id, length);
                }
            }
        }
        new.changed |= matches!(meant, Meant::Thing(..));
        self.rows.get_mut(number).into_iter().for_each(|row| *row = new);
    }

    /// Keeps of each row only its thing; the things are in the order of the rows.
    pub(crate) fn declare(&mut self, things: Vec<i64>) {
        let named = |number: usize, row: &ShortRow| {
            self.more.get(&number).map_or(row.name_length > 0, |entry| entry.name.is_some())
        };
        // What is gone makes room for what stays.
        self.texts = String::new();
        let rows = self.rows.iter().zip(things).enumerate();
        let rows = rows.map(|(number, (row, thing))| DeclaredRow {
            row: row.row,
            named: named(number, row),
            changed: row.changed,
            thing,
        });
        self.declared = rows.collect();
        (self.rows, self.more) = (vec![], BTreeMap::new());
    }

    /// Takes the rows whose things are known.
    pub(crate) fn take_declared(&mut self) -> Vec<DeclaredRow> {
        std::mem::take(&mut self.declared)
    }
}

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or_default()
}
