//! A base before and after a change: the differences decide what is derived again and counted.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use anyhow::Result;
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::queries::{Queries, read_cells};
use crate::catalog::Catalog;

/// The base before a change, if there was one, and as it is now.
pub(super) struct BeforeAndAfter<'v> {
    pub(super) before: Option<&'v Connection>,
    pub(super) after: &'v Connection,
    pub(super) catalog: &'v Catalog,
    /// Ranges of ids of things and records that cover everything that was touched.
    pub(super) ranges: &'v [RangeInclusive<i64>],
}

impl BeforeAndAfter<'_> {
    /// Calls `each` with the rows that differ: those before and those after. The statement reads the rows of a range of ids, and
    /// the id is their first cell.
    pub(super) fn each_differing_row(
        &self,
        sql: &str,
        mut each: impl FnMut(i64, &[Sql]),
    ) -> Result<()> {
        for ids in self.ranges {
            let mut before: BTreeMap<i64, Vec<Sql>> = match self.before {
                Some(conn) => rows_in_range(conn, sql, ids)?.into_iter().collect(),
                None => BTreeMap::new(),
            };
            for (id, new) in rows_in_range(self.after, sql, ids)? {
                let old = before.remove(&id);
                if old.as_ref() != Some(&new) {
                    if let Some(old) = &old {
                        each(id, old);
                    }
                    each(id, &new);
                }
            }
            for (id, old) in &before {
                each(*id, old);
            }
        }
        Ok(())
    }
}

fn rows_in_range(
    conn: &Connection,
    sql: &str,
    ids: &RangeInclusive<i64>,
) -> rusqlite::Result<Vec<(i64, Vec<Sql>)>> {
    conn.read(sql, (ids.start(), ids.end()), |row| {
        Ok((row.get(0)?, read_cells(row, 1..row.as_ref().column_count())?))
    })
}
