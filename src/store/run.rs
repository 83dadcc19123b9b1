//! Running statements of `query::sql` on an open base, and looking names up for the resolver.

use anyhow::{Error, Result, anyhow};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{OptionalExtension, params_from_iter};

use super::cited::Citations;
use super::countries;
use super::open::Base;
use super::schema::ident;
use crate::catalog::Catalog;
use crate::query::names::{Begun, Column, Held, Names};
use crate::query::plan::{Named, Plan};
use crate::query::sql::{Param, Read, Statement, first, is_cut, units};
use crate::value::{Cell, Country, Known, Row, Shape, Total, fold_as, plain};

/// How many names are looked through for suggestions.
const SIMILAR: i64 = 20_000;

impl Base {
    /// Until what it gives is dropped all is read from one state of the file, which is locked once instead of for each statement.
    pub fn steady(&self) -> Result<impl Drop + '_> {
        Ok(self.conn.unchecked_transaction()?)
    }

    /// Runs a statement and hands over its rows, one by one, until told to stop. Returns how many were handed over.
    pub fn rows(&self, statement: &Statement, each: &mut dyn FnMut(Row) -> bool) -> Result<u64> {
        let mut prepared = self.prepared(statement)?;
        let mut rows = prepared.query(params_from_iter(values(statement)))?;
        let mut n = 0;
        let mut citations = Citations::default();
        while let Some(row) = rows.next().map_err(failure)? {
            let certain: bool = row.get(0)?;
            let mut at = 1;
            let mut cells = Vec::with_capacity(statement.columns.len());
            for read in &statement.reads {
                cells.push(match read {
                    Read::Cell(shape) => cell(row, at, *shape, self.catalog())?,
                    Read::Total => total(row, at, self.catalog())?,
                });
                at += read.width();
            }
            let mut behind = Vec::new();
            if statement.cited {
                for n in 0..=statement.columns.len() {
                    behind.push(citations.of(self, row.get_ref(at + n)?)?);
                }
            }
            at += behind.len();
            let mut against = Vec::new();
            for contested in &statement.contested {
                against.push(if *contested {
                    at += 1;
                    citations.against(self, row.get_ref(at - 1)?, statement.cited)?
                } else {
                    None
                });
            }
            n += 1;
            if !each(Row { certain, cells, citations: behind, against }) {
                break;
            }
        }
        Ok(n)
    }

    /// The one number a statement gives.
    pub fn count(&self, statement: &Statement) -> Result<u64> {
        let mut prepared = self.prepared(statement)?;
        let n = prepared.query_row(params_from_iter(values(statement)), |row| row.get(0));
        let n: i64 = n.map_err(failure)?;
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// All rows of a small statement, each value as text.
    pub fn texts(&self, statement: &Statement) -> Result<Vec<Vec<Option<String>>>> {
        let mut prepared = self.prepared(statement)?;
        let columns = prepared.column_count();
        let rows = prepared.query_map(params_from_iter(values(statement)), |row| {
            (0..columns).map(|n| row.get_ref(n).map(text)).collect()
        })?;
        rows.collect::<rusqlite::Result<_>>().map_err(failure)
    }

    /// SQLite's plan for a statement, a line for each step, indented by its depth.
    pub fn plan_of(&self, statement: &Statement) -> Result<Vec<String>> {
        let mut prepared = self.conn.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.text))?;
        let steps = prepared.query_map(params_from_iter(values(statement)), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(3)?))
        })?;
        let mut depths: Vec<(i64, usize)> = Vec::new();
        let mut lines = Vec::new();
        for step in steps {
            let (id, parent, detail) = step?;
            let depth =
                depths.iter().find(|(known, _)| *known == parent).map_or(0, |(_, depth)| depth + 1);
            depths.push((id, depth));
            lines.push(format!("{}{detail}", "  ".repeat(depth)));
        }
        Ok(lines)
    }

    /// Prepares a statement. What nests deeper than SQLite goes is the query's to mend; everything else is ours.
    fn prepared(&self, statement: &Statement) -> Result<rusqlite::Statement<'_>> {
        self.conn.prepare(&statement.text).map_err(|error| {
            let said = error.to_string();
            if ["nested too deep", "tree is too large", "stack overflow"].iter().any(|w| said.contains(w)) {
                anyhow!("this query nests too deep to be answered at once; ask for fewer columns, or for its inner part first")
            } else {
                anyhow!(error).context(Self::ours(statement))
            }
        })
    }

    /// SQL that SQLite refuses was written by this program, so it is this program's fault.
    fn ours(statement: &Statement) -> String {
        format!(
            "this is a fault of brief, not of the query; the statement was:\n{}",
            statement.pasted()
        )
    }
}

/// What a statement that runs fails with. Sums that grow too large are the query's to mend.
fn failure(error: rusqlite::Error) -> Error {
    if error.to_string().contains("integer overflow") {
        return anyhow!(
            "these amounts add up to more than can be kept; use a condition or `by`, so that fewer are added up"
        );
    }
    error.into()
}

fn values(statement: &Statement) -> impl Iterator<Item = Value> {
    statement.params.iter().map(|param| match param {
        Param::Integer(n) => Value::Integer(*n),
        Param::Text(text) => Value::Text(text.clone()),
    })
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => None,
        ValueRef::Integer(n) => Some(n.to_string()),
        ValueRef::Real(n) => Some(n.to_string()),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// The texts of a JSON array.
fn list(value: ValueRef<'_>) -> Vec<Cell> {
    let array: Vec<serde_json::Value> =
        text(value).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    array
        .into_iter()
        .map(|value| match value {
            serde_json::Value::String(text) => Cell::Text(text),
            serde_json::Value::Number(n) => n.as_i64().map_or(Cell::Unknown, Cell::Integer),
            _ => Cell::Unknown,
        })
        .collect()
}

/// One cell, from as many values as its shape has.
fn cell(
    row: &rusqlite::Row<'_>,
    at: usize,
    shape: Shape,
    catalog: &Catalog,
) -> rusqlite::Result<Cell> {
    let first = row.get_ref(at)?;
    if first == ValueRef::Null {
        return Ok(Cell::Unknown);
    }
    Ok(match shape {
        Shape::Text => text(first).map_or(Cell::Unknown, Cell::Text),
        Shape::Integer => Cell::Integer(row.get(at)?),
        Shape::List => Cell::List(list(first)),
        Shape::YesNo => Cell::YesNo(row.get(at)?),
        Shape::Date => Cell::Date {
            text: text(first).unwrap_or_default(),
            from: row.get(at + 1)?,
            to: row.get(at + 2)?,
        },
        Shape::Amount => {
            let unit: String = row.get::<_, Option<String>>(at + 3)?.unwrap_or_default();
            let known = catalog.units.get(&unit);
            let factor = known.map_or(1, |unit| unit.factor);
            let end = |n: usize| {
                row.get::<_, Option<i64>>(n).map(|end| end.map(|parts| plain(parts, factor)))
            };
            Cell::Amount {
                text: text(first).unwrap_or_default(),
                low: end(at + 1)?,
                high: end(at + 2)?,
                unit: if known.is_some_and(|unit| unit.hidden) { String::new() } else { unit },
            }
        }
    })
}

/// What amounts make together, one amount for each unit; how many are known is told behind the last.
fn total(row: &rusqlite::Row<'_>, at: usize, catalog: &Catalog) -> rusqlite::Result<Cell> {
    let lines: Vec<serde_json::Value> = text(row.get_ref(at)?)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let totals = lines.iter().map(|line| {
        let integer = |n: usize| line.get(n).and_then(serde_json::Value::as_i64);
        let words = |n: usize| line.get(n).and_then(serde_json::Value::as_str).map(str::to_owned);
        Total {
            unit: words(0).unwrap_or_default(),
            words: words(1),
            at: integer(2),
            low: integer(3),
            high: integer(4),
            wording: words(5),
        }
    });
    let known = Known { known: row.get(at + 1)?, counted: row.get(at + 2)? };
    Ok(known.cell(&totals.collect::<Vec<_>>(), &catalog.units))
}

/// Placeholders for a list of kinds; `thing` stands for all of them.
fn kinds_list(kinds: &[&str]) -> String {
    if kinds.contains(&"thing") {
        return "t.slug IS NOT NULL".into();
    }
    let marks: Vec<&str> = kinds.iter().map(|_| "?").collect();
    format!("t.kind IN ({})", marks.join(", "))
}

/// The parameters: the text looked for, then the kinds.
fn with_kinds<'a>(text: &'a str, kinds: &[&'a str]) -> Vec<&'a str> {
    let all: &[&str] = if kinds.contains(&"thing") { &[] } else { kinds };
    [text].into_iter().chain(all.iter().copied()).collect()
}

fn named(row: &rusqlite::Row<'_>) -> rusqlite::Result<Named> {
    Ok(Named {
        id: row.get(0)?,
        kind: row.get(1)?,
        slug: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        name: row.get(3)?,
    })
}

impl Base {
    /// The fields of which some value has a claim against it. Each is found by one look-up after the one before it.
    fn contested_fields(&self) -> rusqlite::Result<Vec<(String, String)>> {
        let mut next = self.conn.prepare_cached(
            "SELECT kind, field FROM rival WHERE (kind, field) > (?1, ?2) ORDER BY kind, field LIMIT 1",
        )?;
        let mut fields = Vec::new();
        let mut last = (String::new(), String::new());
        while let Some(found) =
            next.query_row([&last.0, &last.1], |row| Ok((row.get(0)?, row.get(1)?))).optional()?
        {
            last = found;
            fields.push(last.clone());
        }
        Ok(fields)
    }
}

impl Names for Base {
    fn key(&self, text: &str) -> String {
        fold_as(text, self.folding)
    }

    fn finds(&self, plan: &Plan<'_>) -> Result<bool> {
        Ok(self.count(&first(plan))? > 0)
    }

    fn ranked(&self, plan: &Plan<'_>) -> Result<Vec<Vec<String>>> {
        let path = plan.order.first().and_then(|key| key.item.path());
        let (Some(units), Some(cut)) = (path.and_then(|path| units(plan, path)), is_cut(plan))
        else {
            return Ok(vec![]);
        };
        let units = self.texts(&units)?.into_iter().filter_map(|row| row.into_iter().next()?);
        let scales = plan.catalog.units.by_scale(units.collect());
        let decides = scales.len() > 1 && self.count(&cut)? > 0;
        Ok(if decides { scales } else { vec![] })
    }

    fn contested(&self) -> Result<Vec<(String, String)>> {
        Ok(self.contested_fields()?)
    }

    fn named(&self, key: &str, kinds: &[&str]) -> Result<Vec<Named>> {
        let sql = format!(
            "SELECT t.id, t.kind, t.slug, t.name FROM \"name\" AS n JOIN thing AS t ON t.id = n.\"of\" \
             WHERE n.text_key = ? AND {} AND n.form <> 'mistranslation' AND n.only_in IS NULL",
            kinds_list(kinds)
        );
        let mut prepared = self.conn.prepare_cached(&sql)?;
        let found = prepared.query_map(params_from_iter(with_kinds(key, kinds)), named)?;
        let mut found: Vec<Named> = found.collect::<rusqlite::Result<_>>()?;
        // They are few: sorting them here is cheaper than a sorter of SQLite's.
        found.sort_by(|a, b| a.slug.cmp(&b.slug));
        found.dedup();
        Ok(found)
    }

    fn slug(&self, slug: &str, kinds: &[&str]) -> Result<Option<Named>> {
        let sql = format!(
            "SELECT t.id, t.kind, t.slug, t.name FROM thing AS t WHERE t.slug = ? AND {}",
            kinds_list(kinds)
        );
        let mut prepared = self.conn.prepare_cached(&sql)?;
        Ok(prepared.query_row(params_from_iter(with_kinds(slug, kinds)), named).optional()?)
    }

    fn mistranslated(&self, key: &str, kinds: &[&str]) -> Result<Option<(String, String)>> {
        let sql = format!(
            "SELECT s.name, t.name FROM \"name\" AS n JOIN thing AS t ON t.id = n.\"of\" \
             JOIN thing AS s ON s.id = n.only_in WHERE n.text_key = ? AND {} AND n.form = 'mistranslation' \
             ORDER BY s.slug, t.slug",
            kinds_list(kinds)
        );
        let mut prepared = self.conn.prepare_cached(&sql)?;
        let pair = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Ok(prepared.query_row(params_from_iter(with_kinds(key, kinds)), pair).optional()?)
    }

    fn similar(&self, key: &str, kinds: &[&str]) -> Result<Vec<String>> {
        // Names of about the same length, or that begin or are contained alike; the longest look-through is bounded.
        let sql = format!(
            "SELECT n.text FROM \"name\" AS n JOIN thing AS t ON t.id = n.\"of\" \
             WHERE n.form <> 'mistranslation' AND n.only_in IS NULL AND ?1 <> '' AND {} ORDER BY n.form <> 'label', t.name_key, n.text LIMIT {SIMILAR}",
            kinds_list(kinds)
        );
        let mut prepared = self.conn.prepare_cached(&sql)?;
        let found =
            prepared.query_map(params_from_iter(with_kinds(key, kinds)), |row| row.get(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    fn place(&self, id: i64) -> Result<Option<String>> {
        let Some(containment) = &self.catalog().containment else { return Ok(None) };
        let (by, places) = (ident(&containment.by), ident(&containment.places));
        let sql = format!("SELECT {by} FROM {places} WHERE id = ?");
        let found = self.conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0));
        Ok(found.optional()?.flatten())
    }

    fn around(&self, id: i64) -> Result<Option<String>> {
        let sql = "SELECT t.name FROM inside AS i JOIN level AS l ON l.place = i.container AND l.container = i.container \
                   JOIN thing AS t ON t.id = i.container \
                   WHERE i.place = ? AND i.certain = 1 AND i.depth > 0 ORDER BY i.depth, t.slug LIMIT 1";
        Ok(self.conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?)
    }

    fn countries(&self, country: &Country) -> Result<Vec<Named>> {
        let key = |name: &str| fold_as(name, self.folding);
        Ok(countries::recorded(&self.conn, self.catalog(), country, &key)?)
    }

    fn beginning(&self, key: &str, kinds: &[&str]) -> Result<Vec<Begun>> {
        Ok(self.things_beginning(key, kinds)?)
    }

    fn slugs(&self, begin: &str, kinds: &[&str]) -> Result<Vec<Begun>> {
        Ok(self.slugs_beginning(begin, kinds)?)
    }

    fn texts(&self, column: &Column<'_>, key: &str) -> Result<Vec<String>> {
        Ok(self.texts_beginning(column, key)?)
    }

    fn days(&self, column: &Column<'_>, begin: &str, length: usize) -> Result<Vec<String>> {
        Ok(self.days_beginning(column, begin, length)?)
    }

    fn rows(&self, column: &Column<'_>, held: &Held<'_>) -> Result<u64> {
        Ok(self.rows_holding(column, held)?)
    }
}
