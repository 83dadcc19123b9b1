//! The claims behind an answer, each with its number: fetched once, numbered in the order of the cells that cite them.
//!
//! The cost grows with the claims that are cited: what says the same is found by its hash.

use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

use rusqlite::types::ValueRef;

use super::open::Base;
use crate::value::{Citation, Document};

/// The claims cited so far. Claims that say the same in the same place share a number.
#[derive(Default)]
pub(super) struct Citations {
    by_claim: HashMap<i64, Rc<Citation>>,
    numbers: Numbers<Citation>,
}

impl Citations {
    /// The claims of a JSON array of ids, by number. Those that have none yet are numbered in the order of what they say.
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

    /// The claims against a value, if there are any; named only where sources are wanted.
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

/// Numbers from 1, in the order of asking; equals have the same.
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

/// The document of a claim, if it has one.
fn document(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Document>> {
    let Some(slug) = row.get(0)? else { return Ok(None) };
    let (title, publisher, published) = (row.get(7)?, row.get(8)?, row.get(9)?);
    Ok(Some(Document { slug, title, publisher, published }))
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
