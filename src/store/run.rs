//! Running statements of `query::sql` on an open base, and the claims behind their answers: each with its number, fetched once,
//! numbered in the order of the cells that cite them. The cost grows with the claims that are cited.

use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

use anyhow::{Error, Result, anyhow};
use rusqlite::params_from_iter;
use rusqlite::types::{Value, ValueRef};

use crate::answer::{Cell, Citation, CitedDocument, KnownCount, Row, Shape, Total};
use crate::catalog::Catalog;
use crate::query::facts::Facts;
use crate::query::sql::{Param, Read, Statement};
use crate::value::plain;

use super::open::Base;

impl Base {
    /// Locks the file once, instead of for each statement: until the result is dropped, everything is read from one state of it.
    pub fn steady(&self) -> Result<impl Drop + '_> {
        Ok(self.conn.unchecked_transaction()?)
    }

    /// Runs a statement and calls `each` with its rows until that returns false. Returns the number of calls.
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

    /// Returns the one number that a statement gives.
    pub fn count(&self, statement: &Statement) -> Result<u64> {
        let mut prepared = self.prepared(statement)?;
        let n = prepared.query_row(params_from_iter(values(statement)), |row| row.get(0));
        let n: i64 = n.map_err(failure)?;
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// Returns SQLite's plan for a statement: a line for each step, indented by its depth.
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

    /// Prepares a statement. If it nests too deep for SQLite, the query must change; every other error is a fault of this program.
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

    /// Says that SQL which SQLite refuses is a fault of this program, which wrote it.
    fn ours(statement: &Statement) -> String {
        format!(
            "this is a fault of brief, not of the query; the statement was:\n{}",
            statement.pasted()
        )
    }
}

impl Facts for Base {
    fn catalog(&self) -> &Catalog {
        self.catalog()
    }

    fn count(&self, statement: &Statement) -> Result<u64> {
        self.count(statement)
    }

    fn tally(&self, statement: &Statement) -> Result<Vec<(Option<String>, u64)>> {
        let mut prepared = self.prepared(statement)?;
        let mut rows = prepared.query(params_from_iter(values(statement)))?;
        let mut counts: HashMap<Vec<u8>, u64> = HashMap::new();
        let mut nulls = 0;
        while let Some(row) = rows.next().map_err(failure)? {
            match row.get_ref(0)?.as_bytes_or_null()? {
                None => nulls += 1,
                Some(text) => match counts.get_mut(text) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(text.to_owned(), 1)),
                },
            }
        }
        let mut counted: Vec<(Option<String>, u64)> = Vec::with_capacity(counts.len() + 1);
        counted.extend((nulls > 0).then_some((None, nulls)));
        for (text, count) in counts {
            counted.push((Some(String::from_utf8(text)?), count));
        }
        counted.sort_unstable();
        Ok(counted)
    }

    fn json_rows(&self, statement: &Statement) -> Result<Vec<String>> {
        let mut prepared = self.prepared(statement)?;
        let rows = prepared.query_map(params_from_iter(values(statement)), |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>().map_err(failure)
    }
}

/// Makes the error of a statement that fails while it runs. If a sum grows too large, the query must change.
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

/// Returns the values of a JSON array.
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

/// Reads a cell from the values of its shape.
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

/// Reads a total: one amount for each unit, then the number of known amounts and of all.
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
    let known = KnownCount { known: row.get(at + 1)?, counted: row.get(at + 2)? };
    Ok(known.cell(&totals.collect::<Vec<_>>(), &catalog.units))
}

/// The claims cited so far. Equal claims in the same place share a number.
#[derive(Default)]
pub(super) struct Citations {
    by_claim: HashMap<i64, Rc<Citation>>,
    numbers: Numbers<Citation>,
}

impl Citations {
    /// Returns the claims of a JSON array of ids, by number. New ones are numbered in the order of their content.
    pub(super) fn of(
        &mut self,
        base: &Base,
        ids: ValueRef<'_>,
    ) -> rusqlite::Result<Vec<Rc<Citation>>> {
        let ids: Vec<i64> =
            ids.as_str().ok().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let mut new: Vec<(Citation, i64)> = Vec::new();
        for id in ids.iter().filter(|id| !self.by_claim.contains_key(id)) {
            new.push((cited(base, *id)?, *id));
        }
        let is_outside = |(citation, _): &(Citation, i64)| citation.source.is_none();
        new.sort_by(|a, b| (is_outside(a), &a.0).cmp(&(is_outside(b), &b.0)));
        for (citation, id) in new {
            let number = self.numbers.of(&citation);
            self.by_claim.insert(id, Rc::new(Citation { number, ..citation }));
        }
        let mut found: Vec<_> =
            ids.iter().filter_map(|id| self.by_claim.get(id).cloned()).collect();
        found.sort_by_key(|citation| citation.number);
        found.dedup_by_key(|citation| citation.number);
        Ok(found)
    }

    /// Returns the claims against a value, if there are any; without their sources unless these are wanted.
    pub(super) fn against(
        &mut self,
        base: &Base,
        ids: ValueRef<'_>,
        named: bool,
    ) -> rusqlite::Result<Option<Vec<Rc<Citation>>>> {
        match ids {
            ValueRef::Null => Ok(None),
            _ if named => self.of(base, ids).map(Some),
            _ => Ok(Some(vec![])),
        }
    }
}

/// Numbers from 1, in the order of asking; equal keys share a number.
struct Numbers<K>(HashMap<K, usize>);

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Clone + Eq + Hash> Numbers<K> {
    fn of(&mut self, key: &K) -> usize {
        let next = self.0.len() + 1;
        match self.0.get(key) {
            Some(number) => *number,
            None => *self.0.entry(key.clone()).or_insert(next),
        }
    }
}

/// A claim, without a number.
fn cited(base: &Base, id: i64) -> rusqlite::Result<Citation> {
    let mut prepared = base.conn.prepare_cached(
        "SELECT t.slug, c.paragraph, c.phrase, c.basis, c.note, \
         coalesce(c.says, (SELECT min(says) FROM rival WHERE claim = c.id)), c.confidence, \
         t.name, s.publisher, s.published, c.read_as FROM \"claim\" AS c \
         LEFT JOIN thing AS t ON t.id = c.source LEFT JOIN \"source\" AS s ON s.id = t.id WHERE c.id = ?1",
    )?;
    prepared.query_row([id], |row| {
        Ok(Citation {
            number: 0,
            source: document(row)?,
            paragraph: row.get(1)?,
            phrase: row.get(2)?,
            read_as: row.get(10)?,
            basis: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            note: row.get(4)?,
            says: row.get(5)?,
            confidence: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
        })
    })
}

/// Reads the document of a claim, if it has one.
fn document(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<CitedDocument>> {
    let Some(slug) = row.get(0)? else { return Ok(None) };
    let (title, publisher, published) = (row.get(7)?, row.get(8)?, row.get(9)?);
    Ok(Some(CitedDocument { slug, title, publisher, published }))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::hash::Hasher;

    use super::*;

    /// A key that counts how often it is compared.
    #[derive(Clone)]
    struct Counting<'a>(usize, &'a Cell<usize>);

    impl PartialEq for Counting<'_> {
        fn eq(&self, other: &Self) -> bool {
            self.1.set(self.1.get() + 1);
            self.0 == other.0
        }
    }

    impl Eq for Counting<'_> {}

    impl Hash for Counting<'_> {
        fn hash<H: Hasher>(&self, state: &mut H) {
            self.0.hash(state);
        }
    }

    #[test]
    fn equals_share_a_number_and_the_cost_grows_with_the_claims() {
        const MANY: usize = 4_000;
        let compared = Cell::new(0);
        let mut numbers = Numbers::default();
        for round in 0..2 {
            for n in 0..MANY {
                assert_eq!(numbers.of(&Counting(n, &compared)), n + 1, "round {round}");
            }
        }
        assert!(compared.get() < 4 * MANY, "{} comparisons", compared.get());
    }
}
