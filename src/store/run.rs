//! Runs statements of `query::sql` on an open base. The claims behind their answers come from [`super::citations`].

use std::collections::HashMap;

use anyhow::{Error, Result, anyhow};
use rusqlite::types::ValueRef;
use rusqlite::{ErrorCode, Transaction, params_from_iter};

use crate::answer::{Cell, Row, Shape, Total, totals_cell};
use crate::catalog::Catalog;
use crate::query::facts::Facts;
use crate::query::sql::{Read, Statement};
use crate::value::plain_decimal;

use super::bound::parameter_values;
use super::citations::Citations;
use super::open::Base;
use super::trust::LONGEST_VALUE;

/// Guards a time in which everything is read from one state of a file.
struct SteadyReading<'b> {
    _locked: Transaction<'b>,
    base: &'b Base,
}

impl Drop for SteadyReading<'_> {
    fn drop(&mut self) {
        self.base.found.end_sharing();
    }
}

impl Base {
    /// Locks the file once, instead of for each statement: until the result is dropped, everything is read from one state of it.
    pub fn hold_snapshot(&self) -> Result<impl Drop + '_> {
        Ok(SteadyReading { _locked: self.conn.unchecked_transaction()?, base: self })
    }

    /// Finds only once what several statements search for, until what [`Self::hold_snapshot`] returned is dropped.
    pub fn share_searches(&self) {
        self.found.begin_sharing();
    }

    /// Runs a statement and calls `each` with its rows until that returns false. Returns the number of calls.
    pub fn select_rows(
        &self,
        statement: &Statement,
        each: &mut dyn FnMut(Row) -> bool,
    ) -> Result<u64> {
        let statement = &*self.found.put_into(&self.conn, statement)?;
        let mut prepared = self.prepare_statement(statement)?;
        let mut rows = prepared.query(params_from_iter(parameter_values(statement)))?;
        let mut n = 0;
        let cited = (!statement.cited.is_empty()).then_some(&*statement.cited);
        let mut citations = cited.map(|cited| Citations::of_base(self, cited)).transpose()?;
        while let Some(row) = rows.next().map_err(statement_error)? {
            let certain: bool = row.get(0)?;
            let mut at = 1;
            let mut cells = Vec::with_capacity(statement.columns.len());
            for read in &statement.reads {
                cells.push(match read {
                    Read::Cell(shape) => cell_of_shape(row, at, *shape, self.catalog())?,
                    Read::Total => cell_of_total(row, at, self.catalog())?,
                });
                at += read.width();
            }
            let behind = match &mut citations {
                Some(citations) => citations.of_row(row, &mut at)?,
                None => vec![],
            };
            let mut against = Vec::new();
            for contested in &statement.contested {
                against.push(if *contested {
                    at += 1;
                    match (row.get_ref(at - 1)?, &mut citations) {
                        (ValueRef::Null, _) => None,
                        // Without sources it is enough to know that there are any.
                        (_, None) => Some(vec![]),
                        (ids, Some(citations)) => Some(citations.of_json_ids(ids)?),
                    }
                } else {
                    None
                });
            }
            n += 1;
            let id = statement.identified.then(|| row.get(at)).transpose()?;
            if !each(Row { certain, cells, citations: behind, against, id }) {
                break;
            }
        }
        Ok(n)
    }

    /// Returns the one number that a statement gives.
    pub fn select_number(&self, statement: &Statement) -> Result<u64> {
        let statement = &*self.found.put_into(&self.conn, statement)?;
        let mut prepared = self.prepare_statement(statement)?;
        let n = prepared.query_row(params_from_iter(parameter_values(statement)), |row| row.get(0));
        let n: i64 = n.map_err(statement_error)?;
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// Returns SQLite's plan for a statement: a line for each step, indented by its depth.
    pub fn plan_of(&self, statement: &Statement) -> Result<Vec<String>> {
        let mut prepared = self.conn.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.text))?;
        let steps = prepared.query_map(params_from_iter(parameter_values(statement)), |row| {
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

    /// Prepares a statement. If it is nested too deep for SQLite, the query must change; every other error is a bug in this
    /// program.
    fn prepare_statement(&self, statement: &Statement) -> Result<rusqlite::Statement<'_>> {
        self.conn.prepare(&statement.text).map_err(|error| {
            let said = error.to_string();
            if ["nested too deep", "tree is too large", "stack overflow"].iter().any(|w| said.contains(w)) {
                anyhow!("this query is nested too deep to be answered at once; ask for fewer columns, or for its inner part first")
            } else {
                anyhow!(error).context(Self::bug_report(statement))
            }
        })
    }

    /// Reports that SQLite refuses a statement, which is a bug in this program.
    fn bug_report(statement: &Statement) -> String {
        format!(
            "this is a bug in brief, not a mistake in the query; the statement was:\n{}",
            statement.pastable_text()
        )
    }
}

impl Facts for Base {
    fn catalog(&self) -> &Catalog {
        self.catalog()
    }

    fn select_number(&self, statement: &Statement) -> Result<u64> {
        self.select_number(statement)
    }

    fn tally(&self, statement: &Statement) -> Result<Vec<(Option<String>, u64)>> {
        let statement = &*self.found.put_into(&self.conn, statement)?;
        let mut prepared = self.prepare_statement(statement)?;
        let mut rows = prepared.query(params_from_iter(parameter_values(statement)))?;
        let mut counts: HashMap<Vec<u8>, u64> = HashMap::new();
        let mut nulls = 0;
        while let Some(row) = rows.next().map_err(statement_error)? {
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
        let statement = &*self.found.put_into(&self.conn, statement)?;
        let mut prepared = self.prepare_statement(statement)?;
        let rows =
            prepared.query_map(params_from_iter(parameter_values(statement)), |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>().map_err(statement_error)
    }
}

/// Makes the error of a statement that fails while it runs. If a sum grows too large, the query must change.
fn statement_error(error: rusqlite::Error) -> Error {
    if error.to_string().contains("integer overflow") {
        return anyhow!(
            "the sum of these amounts is too large; use a condition or `by` to add up fewer of them"
        );
    }
    if error.sqlite_error_code() == Some(ErrorCode::TooBig) {
        return anyhow!(
            "a value in this answer is longer than {} MiB; `brief check` lists texts of that length; if it lists none, ask for fewer values at once",
            LONGEST_VALUE >> 20
        );
    }
    error.into()
}

fn sql_value_text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => None,
        ValueRef::Integer(n) => Some(n.to_string()),
        ValueRef::Real(n) => Some(n.to_string()),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// Returns the values of a JSON array.
fn parse_json_cells(value: ValueRef<'_>) -> Vec<Cell> {
    let array: Vec<serde_json::Value> =
        sql_value_text(value).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
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
fn cell_of_shape(
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
        Shape::Text => sql_value_text(first).map_or(Cell::Unknown, Cell::Text),
        Shape::Integer => Cell::Integer(row.get(at)?),
        Shape::List => Cell::List(parse_json_cells(first)),
        Shape::YesNo => Cell::YesNo(row.get(at)?),
        Shape::Date => Cell::Date {
            text: sql_value_text(first).unwrap_or_default(),
            from: row.get(at + 1)?,
            to: row.get(at + 2)?,
        },
        Shape::Amount => {
            let unit: String = row.get::<_, Option<String>>(at + 3)?.unwrap_or_default();
            let known = catalog.units.get(&unit);
            let factor = known.map_or(1, |unit| unit.factor);
            let end = |n: usize| {
                row.get::<_, Option<i64>>(n)
                    .map(|end| end.map(|parts| plain_decimal(parts, factor)))
            };
            Cell::Amount {
                text: sql_value_text(first).unwrap_or_default(),
                low: end(at + 1)?,
                high: end(at + 2)?,
                unit: if known.is_some_and(|unit| unit.hidden) { String::new() } else { unit },
            }
        }
    })
}

/// Reads a total: one amount for each unit, then the number of known amounts and of all.
fn cell_of_total(row: &rusqlite::Row<'_>, at: usize, catalog: &Catalog) -> rusqlite::Result<Cell> {
    let lines: Vec<serde_json::Value> = sql_value_text(row.get_ref(at)?)
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
    let known = (row.get(at + 1)?, row.get(at + 2)?);
    Ok(totals_cell(&totals.collect::<Vec<_>>(), known, &catalog.units))
}
