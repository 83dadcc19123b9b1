//! The origins of claims, which are the files and pipes that they were loaded from, while a base is written anew.

use std::collections::HashMap;

use anyhow::Result;
use rusqlite::Connection;

use super::queries::Queries;

/// The origins of claims.
pub(super) struct Origins<'w> {
    to: &'w Connection,
    /// The number of each in `named`, by its old id; in files of an older version one has several ids.
    numbers: HashMap<i64, usize>,
    /// Their names, and their new ids in the order in which claims lead to them.
    named: Vec<(String, Option<i64>)>,
    written: i64,
}

impl<'w> Origins<'w> {
    pub(super) fn read(from: &Connection, to: &'w Connection) -> Result<Self> {
        let mut known = HashMap::new();
        let (mut numbers, mut named) = (HashMap::new(), Vec::new());
        for (id, name) in from.read_all::<(i64, String)>("SELECT id, name FROM _origin", [])? {
            let number = *known.entry(name).or_insert_with_key(|name| {
                named.push((name.clone(), None));
                named.len() - 1
            });
            numbers.insert(id, number);
        }
        Ok(Self { to, numbers, named, written: 0 })
    }

    /// Returns the name of an origin by its old id.
    pub(super) fn name(&self, old: Option<i64>) -> Option<&str> {
        let (name, _) = self.named.get(*self.numbers.get(&old?)?)?;
        Some(name)
    }

    /// Returns the new id of an origin, which is written when a claim first leads to it.
    pub(super) fn new_id(&mut self, old: Option<i64>) -> Result<Option<i64>> {
        let number = old.and_then(|old| self.numbers.get(&old));
        let Some((name, new)) = number.and_then(|number| self.named.get_mut(*number)) else {
            return Ok(None);
        };
        if new.is_none() {
            self.written += 1;
            self.to
                .run("INSERT INTO _origin (id, name) VALUES (?1, ?2)", (self.written, &*name))?;
            *new = Some(self.written);
        }
        Ok(*new)
    }
}
