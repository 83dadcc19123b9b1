//! Keeps little of each row of a long table between its first reading and the merge, when it is read again.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::rc::Rc;

use anyhow::Result;

use super::entry::{Entry, LABEL, Word};
use super::literal::Literal;
use super::problem::InputSpan;
use crate::catalog::Kind;
use crate::store::spool::Spool;
use crate::value::Conventions;

/// The data for a second reading of a table: its input, the kind of its rows, the reading of each column, and the fields that are
/// left out because their columns are in doubt.
#[derive(Debug, Clone)]
pub(crate) struct Rereading<'c> {
    pub(super) file: usize,
    pub(super) kind: &'c Kind,
    pub(super) conventions: Vec<(&'c str, Conventions)>,
    pub(super) doubtful: Vec<&'c str>,
}

/// The rows of a table with one source, in their order.
#[derive(Debug)]
pub(crate) struct RereadRows<'c> {
    pub(super) again: Rereading<'c>,
    /// Rows in the form of [`ShortRow`].
    rows: Spool,
    count: usize,
    first: Option<InputSpan>,
    /// Rows with more than their names, by their numbers.
    more: BTreeMap<usize, Entry<'c>>,
    declared: Vec<DeclaredRow>,
}

/// What is known of a row between its two readings: bytes of the input, its id and its name. No text that is loaded has more
/// bytes than the numbers can count.
#[derive(Debug, Default)]
struct ShortRow {
    row: u32,
    at: [u32; 2],
    id_at: [u32; 2],
    by_name: bool,
    distinct: bool,
    /// Whether its id differs from the one in the row.
    changed: bool,
    /// Neither is empty if there is one.
    id: String,
    name: String,
}

/// A row whose thing is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeclaredRow {
    row: u32,
    /// Whether the row gives the label.
    pub(crate) named: bool,
    /// Whether the id of its thing differs from the one in the row.
    pub(crate) changed: bool,
    /// The thing that a row describes, or [`NO_THING`].
    thing: i64,
}

/// The number that replaces the thing if the row is a record or has a mistake.
pub(crate) const NO_THING: i64 = i64::MIN;

impl DeclaredRow {
    /// Returns the byte at which the row begins in its input.
    pub(crate) fn start_byte(&self) -> usize {
        to_usize(self.row)
    }

    /// Returns the thing that a row describes; records and rows with mistakes have none.
    pub(crate) fn thing(&self) -> Option<i64> {
        Some(self.thing).filter(|thing| *thing != NO_THING)
    }
}

/// The thing that a row describes, as far as names determine it.
pub(crate) enum RowTarget {
    /// The row determines it by itself.
    Itself,
    /// One of several things.
    Several,
    /// The thing with that slug and label.
    Thing(String, Option<String>),
}

impl Entry<'_> {
    /// Gives an entry without an id the thing that was found for it. The entry keeps its name as the label only if the thing has
    /// the same label.
    pub(crate) fn assign_thing(&mut self, meant: &RowTarget) {
        match meant {
            RowTarget::Itself => {}
            RowTarget::Several => self.id = None,
            RowTarget::Thing(slug, label) => {
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
        self.names.retain(|name| name.shown_text("form") != Some(LABEL));
    }
}

impl<'c> RereadRows<'c> {
    pub(super) fn new(again: Rereading<'c>) -> Self {
        let (rows, more, declared) = (Spool::default(), BTreeMap::new(), vec![]);
        Self { again, rows, count: 0, first: None, more, declared }
    }

    /// Returns the kind of the rows.
    pub(crate) fn kind(&self) -> &'c Kind {
        self.again.kind
    }

    /// Returns the rows that are kept whole, not by their names alone.
    pub(super) fn full_entries(&self) -> impl Iterator<Item = &Entry<'c>> {
        self.more.values()
    }

    /// Returns the number of rows.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Returns the place of the first row.
    pub(super) fn first_place(&self) -> Option<InputSpan> {
        self.first.clone()
    }

    /// Returns the bytes at which the rows begin.
    pub(crate) fn row_starts(&self) -> Result<Vec<usize>> {
        let mut starts = Vec::with_capacity(self.count);
        self.each_short(|_, row| {
            starts.push(to_usize(row.row));
            Ok(())
        })?;
        Ok(starts)
    }

    /// Adds a row that begins at a byte, without the parts that can be read again.
    pub(super) fn add(&mut self, row: usize, mut entry: Entry<'c>) {
        (entry.claims, entry.rest, entry.within) = (vec![], None, vec![]);
        // The meaning of codes depends on all codes of a file.
        entry.given.retain(|given| matches!(&given.value, Literal::Ref(text) if text.len() == 3));
        // The label is known without its record.
        entry.names.retain(|name| name.shown_text("form") != Some(LABEL));
        let named = entry.name.as_ref().is_none_or(|name| name.at == entry.at);
        let plain = named && entry.given.is_empty() && entry.names.is_empty() && !entry.broken;
        ShortRow::from_entry(row, &entry).write(&mut self.rows);
        self.first.get_or_insert_with(|| entry.at.clone());
        if !plain {
            entry.given.shrink_to_fit();
            entry.names.iter_mut().for_each(|name| name.claims = vec![]);
            entry.names.shrink_to_fit();
            self.more.insert(self.count, entry);
        }
        self.count += 1;
    }

    /// Calls `each` with what is known of each row.
    pub(crate) fn for_each_row(
        &self,
        mut each: impl FnMut(&Entry<'c>) -> Result<()>,
    ) -> Result<()> {
        self.each_short(|number, row| match self.more.get(&number) {
            Some(entry) => each(entry),
            None => each(&self.entry_of_row(&row)),
        })
    }

    /// Calls `each` with the number and the short form of each row.
    fn each_short(&self, mut each: impl FnMut(usize, ShortRow) -> Result<()>) -> Result<()> {
        let mut rows = self.rows.reader(0)?;
        (0..self.count).try_for_each(|number| each(number, ShortRow::read(&mut rows)?))
    }

    /// Makes an entry of a row that is kept by its names alone.
    fn entry_of_row(&self, row: &ShortRow) -> Entry<'c> {
        let place = |[start, end]: [u32; 2]| InputSpan {
            file: self.again.file,
            span: to_usize(start)..to_usize(end),
        };
        let word = |text: &str, at: InputSpan| {
            (!text.is_empty()).then(|| Word { at, text: Rc::from(text) })
        };
        Entry {
            id: word(&row.id, place(row.id_at)),
            name: word(&row.name, place(row.at)),
            by_name: row.by_name,
            distinct: row.distinct,
            ..Entry::blank(self.again.kind, place(row.at))
        }
    }

    /// Finds the thing of each row, and keeps it with the row.
    pub(crate) fn assign_things(
        &mut self,
        mut find: impl FnMut(&Entry<'c>) -> Result<RowTarget>,
    ) -> Result<()> {
        let (mut rows, mut more) = (Spool::default(), std::mem::take(&mut self.more));
        let result = self.each_short(|number, mut row| {
            let meant = match more.get(&number) {
                Some(entry) => find(entry)?,
                None => find(&self.entry_of_row(&row))?,
            };
            more.get_mut(&number).into_iter().for_each(|entry| entry.assign_thing(&meant));
            row.assign_thing(meant);
            row.write(&mut rows);
            Ok(())
        });
        (self.rows, self.more) = (rows, more);
        result
    }

    /// Replaces the rows by their things, which are in the order of the rows; the rest is freed.
    pub(crate) fn set_declared(&mut self, things: Vec<i64>) -> Result<()> {
        let mut declared = Vec::with_capacity(self.count);
        let mut things = things.into_iter();
        self.each_short(|number, row| {
            let named =
                self.more.get(&number).map_or(!row.name.is_empty(), |entry| entry.name.is_some());
            let thing = things.next().unwrap_or(NO_THING);
            declared.push(DeclaredRow { row: row.row, named, changed: row.changed, thing });
            Ok(())
        })?;
        self.declared = declared;
        (self.rows, self.more) = (Spool::default(), BTreeMap::new());
        Ok(())
    }

    /// Takes the rows whose things are known.
    pub(crate) fn take_declared(&mut self) -> Vec<DeclaredRow> {
        std::mem::take(&mut self.declared)
    }
}

impl ShortRow {
    /// Returns the short form of a row that begins at a byte.
    fn from_entry(row: usize, entry: &Entry<'_>) -> Self {
        let place = |at: &InputSpan| [to_u32(at.span.start), to_u32(at.span.end)];
        let text = |word: Option<&Word>| word.map_or(String::new(), |word| word.text.to_string());
        Self {
            row: to_u32(row),
            at: place(&entry.at),
            id_at: place(entry.id.as_ref().map_or(&entry.at, |id| &id.at)),
            by_name: entry.by_name,
            distinct: entry.distinct,
            changed: false,
            id: text(entry.id.as_ref()),
            name: text(entry.name.as_ref()),
        }
    }

    /// Sets what the row describes.
    fn assign_thing(&mut self, meant: RowTarget) {
        match meant {
            RowTarget::Itself => {}
            RowTarget::Several => self.id.clear(),
            RowTarget::Thing(slug, label) => {
                if Some(self.name.as_str()) != label.as_deref() {
                    self.name.clear();
                }
                (self.id, self.changed) = (slug, true);
            }
        }
    }

    fn write(&self, into: &mut Spool) {
        let ([at, end], [id_at, id_end]) = (self.at, self.id_at);
        let lengths = [&self.id, &self.name].map(|text| to_u32(text.len()));
        for number in [self.row, at, end, id_at, id_end].into_iter().chain(lengths) {
            into.push(&number.to_le_bytes());
        }
        into.push(&[self.by_name, self.distinct, self.changed].map(u8::from));
        into.push(self.id.as_bytes());
        into.push(self.name.as_bytes());
    }

    fn read(from: &mut impl Read) -> io::Result<Self> {
        let mut number = || {
            let mut bytes = [0; 4];
            from.read_exact(&mut bytes)?;
            Ok::<_, io::Error>(u32::from_le_bytes(bytes))
        };
        let row = number()?;
        let (at, id_at) = ([number()?, number()?], [number()?, number()?]);
        let (id, name) = (number()?, number()?);
        let mut flags = [0; 3];
        from.read_exact(&mut flags)?;
        let [by_name, distinct, changed] = flags.map(|flag| flag != 0);
        let mut text = |length: u32| {
            let mut text = String::with_capacity(to_usize(length));
            from.take(length.into()).read_to_string(&mut text)?;
            Ok::<_, io::Error>(text)
        };
        let (id, name) = (text(id)?, text(name)?);
        Ok(Self { row, at, id_at, by_name, distinct, changed, id, name })
    }
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or_default()
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
