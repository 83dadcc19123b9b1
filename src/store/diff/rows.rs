//! Finds rows that are the same in both files, cell by cell: in a base and its copy these are nearly all, and comparing two rows
//! takes less time than computing their fingerprints. This is only a shortcut: a row with another id, or one that leads to a
//! thing with another id, counts as another row, and fingerprints find out whether its content is the same.

use std::cmp::Ordering;

use anyhow::Result;
use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::super::ids::Ids;
use super::super::open::Base;
use super::super::schema::{CLAIM, NAME, entered_column, quote_ident, stored_kinds};
use crate::catalog::{Field, Kind};

/// Returns the ids of all things and records of two bases, except those whose rows, names and claims are the same in both files.
/// `None` means that most things have another id, or that the catalogs differ.
pub(super) fn other_rows(before: &Base, after: &Base) -> Result<Option<Ids>> {
    if before.catalog().text != after.catalog().text {
        return Ok(None);
    }
    let mut rows = RowPairs { before, after, moved: Ids::default(), other: Ids::default() };
    let (all, moved) = rows.compare_things()?;
    if moved > all / 2 {
        return Ok(None);
    }
    let mut last = Vec::new();
    for kind in stored_kinds(before.catalog()).filter(|kind| kind.has_names() || kind.name == CLAIM)
    {
        match kind.name.as_str() {
            NAME => last.push(kind),
            CLAIM => rows.compare_kind(kind, "thing")?,
            _ => rows.compare_kind(kind, "id")?,
        }
    }
    // A name with another claim is another name.
    last.into_iter().try_for_each(|names| rows.compare_kind(names, "of"))?;
    Ok(Some(rows.other))
}

/// The rows of two files, and what is known of them so far.
struct RowPairs<'b> {
    before: &'b Base,
    after: &'b Base,
    /// Ids that don't lead to the same thing in both files.
    moved: Ids,
    /// Ids of things and records with rows that are not the same in both files.
    other: Ids,
}

impl RowPairs<'_> {
    /// Compares ids, slugs and labels. Returns the number of things, and how many ids lead to another thing in the other file.
    fn compare_things(&mut self) -> Result<(usize, usize)> {
        let (mut all, mut moved) = (0, 0);
        let sql = "SELECT id, kind, slug, iif(slug IS NULL, NULL, name) FROM thing ORDER BY id";
        let Self { before, after, moved: ids, other } = self;
        each_pair((before, after), sql, |id, rows| {
            let is_thing = |row: Option<&Row<'_>>| {
                Ok::<_, rusqlite::Error>(match row {
                    Some(row) => row.get_ref(2)? != ValueRef::Null,
                    None => false,
                })
            };
            let is_thing = is_thing(rows.0)? || is_thing(rows.1)?;
            all += usize::from(is_thing);
            let (leads, named) = match rows {
                (Some(one), Some(two)) => (
                    one.get_ref(1)? == two.get_ref(1)? && one.get_ref(2)? == two.get_ref(2)?,
                    one.get_ref(3)? == two.get_ref(3)?,
                ),
                _ => (false, false),
            };
            if !leads {
                moved += usize::from(is_thing);
                ids.insert(id);
            }
            if !leads || !named {
                other.insert(id);
            }
            Ok(())
        })?;
        Ok((all, moved))
    }

    /// Compares the rows of a kind. `of` is the column with the thing or record that a row belongs to.
    fn compare_kind(&mut self, kind: &Kind, of: &str) -> Result<()> {
        let fields: Vec<&Field> = kind.stored_fields().collect();
        let refs: Vec<bool> = fields.iter().map(|field| field.ty.is_ref()).collect();
        let cells: Vec<String> = [format!("r.{}", quote_ident(of))]
            .into_iter()
            .chain(fields.iter().map(|field| entered_column(field, &field.name)))
            .collect();
        let table = quote_ident(&kind.name);
        let sql = format!("SELECT r.id, {} FROM {table} AS r ORDER BY r.id", cells.join(", "));
        let Self { before, after, moved, other } = self;
        each_pair((before, after), &sql, |id, rows| {
            let same = match rows {
                (Some(one), Some(two)) => is_same((one, two), &refs, moved)?,
                _ => false,
            };
            if same && !(kind.name == NAME && other.contains(id)) {
                return Ok(());
            }
            for row in [rows.0, rows.1].into_iter().flatten() {
                other.extend(row.get::<_, Option<i64>>(1)?);
            }
            Ok(())
        })
    }
}

/// Checks whether two rows have the same cells, and lead to the same things.
fn is_same(
    (one, other): (&Row<'_>, &Row<'_>),
    refs: &[bool],
    moved: &Ids,
) -> rusqlite::Result<bool> {
    for (at, is_ref) in (1..).zip([&true].into_iter().chain(refs)) {
        let cell = one.get_ref(at)?;
        let leads = matches!(cell, ValueRef::Integer(id) if *is_ref && moved.contains(id));
        if leads || cell != other.get_ref(at)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads the same rows of both files in the order of their ids, which are their first cells, and calls `each` with those of one
/// id.
fn each_pair(
    (before, after): (&Base, &Base),
    sql: &str,
    mut each: impl FnMut(i64, (Option<&Row<'_>>, Option<&Row<'_>>)) -> rusqlite::Result<()>,
) -> Result<()> {
    let (mut one, mut other) = (before.conn.prepare(sql)?, after.conn.prepare(sql)?);
    let (mut ones, mut others) = (one.query([])?, other.query([])?);
    let (mut one, mut other) = (ones.next()?, others.next()?);
    loop {
        let id = |row: Option<&Row<'_>>| row.map(|row| row.get::<_, i64>(0)).transpose();
        let (left, right) = (id(one)?, id(other)?);
        let order = match (left, right) {
            (Some(left), Some(right)) => left.cmp(&right),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return Ok(()),
        };
        let (first, second) = (order.is_le(), order.is_ge());
        let id = if first { left } else { right };
        each(id.unwrap_or_default(), (one.filter(|_| first), other.filter(|_| second)))?;
        if first {
            one = ones.next()?;
        }
        if second {
            other = others.next()?;
        }
    }
}
