//! Texts that the base has. For a load that is large beside it they are read once, and what isn't among them need not be looked up.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use anyhow::Result;
use rusqlite::Connection;

use crate::store::queries::Queries;

/// A load is large if it has more than one entry for each group of this number of things and records of the base.
const LARGE: i64 = 4;

/// Checks whether a load of this number of entries is large beside the base.
pub(crate) fn is_large(conn: &Connection, entries: usize) -> Result<bool> {
    let last: i64 = conn.value("SELECT max(id) FROM thing", [])?.flatten().unwrap_or_default();
    Ok(i64::try_from(entries).unwrap_or(i64::MAX) > (last + 1) / LARGE)
}

/// The texts of a column of the base, by their hashes: few texts have the hash of another.
#[derive(Default)]
pub(super) struct KnownTexts {
    /// `None` means that they weren't read, so that the base may have any text.
    hashes: Option<HashSet<u64>>,
    hasher: RandomState,
}

impl KnownTexts {
    /// Reads them by a statement, if the load is large.
    pub(super) fn read(conn: &Connection, sql: &str, large: bool) -> Result<Self> {
        let mut known = Self::default();
        if large {
            let hasher = &known.hasher;
            let hash = |row: &rusqlite::Row<'_>| {
                Ok(hasher.hash_one(row.get_ref(0)?.as_str_or_null()?.unwrap_or_default()))
            };
            known.hashes = Some(conn.read(sql, [], hash)?.into_iter().collect());
        }
        Ok(known)
    }

    /// Checks whether the base may have a text.
    pub(super) fn may_have(&self, text: &str) -> bool {
        let hash = || self.hasher.hash_one(text);
        self.hashes.as_ref().is_none_or(|hashes| hashes.contains(&hash()))
    }

    /// Adds a text.
    pub(super) fn add(&mut self, text: &str) {
        let hash = self.hasher.hash_one(text);
        self.hashes.iter_mut().for_each(|hashes| {
            hashes.insert(hash);
        });
    }
}
