//! Large loads: building an index from all rows is faster than updating it with each row.

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::Catalog;
use crate::store::queries::Queries;
use crate::store::schema::{CLAIM, fixed_index, kind_indexes, quote_ident};

/// The size of the cache in KiB while rows are merged, and while indexes are sorted: runs that fit into the processor's cache
/// are sorted faster.
const MERGING: i64 = 16_000;
const SORTING: i64 = 2_000;

/// The index of things in their order, and the one by slugs, which is half empty after many slugs in no order.
const THINGS: &str = "thing:name";
const SLUGS: &str = "thing:slug";
/// The beginnings of the names of the indexes that are used while entries are merged.
const CLAIMS: &str = "claim:thing";
const NAMES: &str = "name:text_key";

/// Indexes that were dropped, as statements that make them again.
#[derive(Default)]
pub(crate) struct Dropped(Vec<String>);

/// Drops the indexes that the catalog defines and that nothing looks up while entries are merged.
pub(crate) fn drop_indexes(conn: &Connection, catalog: &Catalog) -> Result<Dropped> {
    let kept = |name: &str| name.starts_with(CLAIMS) || name.starts_with(NAMES);
    let mut dropped = drop_except(conn, catalog, &kept)?;
    dropped.0.push(format!("REINDEX {}", quote_ident(SLUGS)));
    Ok(dropped)
}

/// Drops the indexes of claims, except the one by subject.
pub(super) fn drop_indexes_of_claims(conn: &Connection, catalog: &Catalog) -> Result<Dropped> {
    let of_claims = |name: &str| name.strip_prefix(CLAIM).is_some_and(|rest| rest.starts_with(':'));
    drop_except(conn, catalog, &|name| !of_claims(name) || name.starts_with(CLAIMS))
}

/// Drops the indexes of things and of all kinds.
pub(crate) fn drop_all_indexes(conn: &Connection, catalog: &Catalog) -> Result<Dropped> {
    drop_except(conn, catalog, &|_| false)
}

fn drop_except(
    conn: &Connection,
    catalog: &Catalog,
    kept: &dyn Fn(&str) -> bool,
) -> Result<Dropped> {
    let mut dropped = Vec::new();
    let things = fixed_index(THINGS).map(|sql| (THINGS.to_owned(), sql.to_owned()));
    for (name, sql) in things.into_iter().chain(kind_indexes(catalog)) {
        let there = "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1 AND sql = ?2";
        if !kept(&name) && conn.exists(there, (&name, &sql))? {
            conn.execute(&format!("DROP INDEX {}", quote_ident(&name)), [])?;
            dropped.push(sql);
        }
    }
    Ok(Dropped(dropped))
}

impl Dropped {
    /// Adds indexes that were dropped later.
    pub(super) fn with_later(mut self, mut later: Self) -> Self {
        self.0.append(&mut later.0);
        self
    }

    /// Makes the indexes again.
    pub(crate) fn recreate(self, conn: &Connection) -> Result<()> {
        conn.pragma_update(None, "cache_size", -SORTING)?;
        for sql in self.0 {
            conn.execute(&sql, [])?;
        }
        conn.pragma_update(None, "cache_size", -MERGING)?;
        Ok(())
    }
}
