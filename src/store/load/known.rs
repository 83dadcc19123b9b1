//! Texts of the base. For a load that is large compared with the base they are read once, and a text that isn't among them
//! needn't be looked up.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, RandomState};

use anyhow::Result;
use rusqlite::Connection;

use crate::store::queries::Queries;

/// A load is large if it has more than one entry for each group of this number of things and records of the base.
const LARGE: i64 = 4;

/// Checks whether a load with this number of entries is large compared with the base.
pub(crate) fn is_large(conn: &Connection, entries: usize) -> Result<bool> {
    let last = conn.read_last_id("thing")?;
    Ok(i64::try_from(entries).unwrap_or(i64::MAX) > (last + 1) / LARGE)
}

/// The bits of a filter for each text, and how many of them are set for it: one in a hundred other texts seems to be there.
const BITS: usize = 10;
const SET: u64 = 4;

/// The texts of a column of the base, and others, in a filter: few texts that aren't among them seem to be.
#[derive(Default)]
pub(super) struct KnownTexts {
    /// A power of two of words of bits; `None` means that the base may have any text.
    bits: Option<Vec<u64>>,
    hasher: RandomState,
}

impl KnownTexts {
    /// Reads the texts of a column, if the load is large. There is room for this number of further texts.
    pub(super) fn read(
        conn: &Connection,
        (table, column): (&str, &str),
        (large, more): (bool, usize),
    ) -> Result<Self> {
        if !large {
            return Ok(Self::default());
        }
        let all = conn.read_count(&format!("SELECT count({column}) FROM {table}"), [])?;
        let mut known = Self::with_room(usize::try_from(all)?.saturating_add(more));
        let mut find = conn.prepare(&format!("SELECT {column} FROM {table}"))?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            row.get_ref(0)?.as_str_or_null()?.into_iter().for_each(|text| known.add(text));
        }
        Ok(known)
    }

    /// Makes an empty filter for a number of texts.
    pub(super) fn with_room(texts: usize) -> Self {
        let words = (texts.saturating_mul(BITS) / 64 + 1).next_power_of_two();
        Self { bits: Some(vec![0; words]), ..Self::default() }
    }

    /// Checks whether the base may have a text, or it was added.
    pub(super) fn may_have(&self, text: &str) -> bool {
        let Some(bits) = &self.bits else { return true };
        let set = |(word, bit): (usize, u64)| bits.get(word).is_some_and(|word| word & bit != 0);
        bit_positions(self.hasher.hash_one(text), bits.len()).all(set)
    }

    /// Adds a text.
    pub(super) fn add(&mut self, text: &str) {
        let Some(bits) = &mut self.bits else { return };
        for (word, bit) in bit_positions(self.hasher.hash_one(text), bits.len()) {
            bits.get_mut(word).into_iter().for_each(|word| *word |= bit);
        }
    }
}

/// Returns the bits of a hash in a power of two of words: each the number of its word, and its place there.
fn bit_positions(hash: u64, words: usize) -> impl Iterator<Item = (usize, u64)> {
    let (step, last) = (hash.rotate_left(32) | 1, words as u64 - 1);
    (0..SET).map(move |number| {
        let at = hash.wrapping_add(step.wrapping_mul(number));
        (usize::try_from((at >> 6) & last).unwrap_or_default(), 1 << (at & 63))
    })
}

/// The number of names that are added before they are sorted with the others, and the part of all that this is later.
const RECENT: usize = 4096;
const PART: usize = 4;

/// A hash of 128 bits. With 64 bits, two of a few million names could have the same hash by chance.
type NameHash = [u64; 2];

/// Things by the hashes of their folded names, in little memory.
#[derive(Default)]
pub(super) struct ThingsByName {
    sorted: Vec<(NameHash, i64)>,
    recent: BTreeSet<(NameHash, i64)>,
    hashers: [RandomState; 2],
}

impl ThingsByName {
    /// Adds a thing by a folded name.
    pub(super) fn add(&mut self, key: &str, thing: i64) {
        self.recent.insert((self.hash(key), thing));
        if self.recent.len() > RECENT.max(self.sorted.len() / PART) {
            self.sorted.extend(std::mem::take(&mut self.recent));
            self.sorted.sort_unstable();
        }
    }

    fn hash(&self, key: &str) -> NameHash {
        self.hashers.each_ref().map(|hasher| hasher.hash_one(key))
    }

    /// Returns the things with a folded name.
    pub(super) fn get(&self, key: &str) -> impl Iterator<Item = i64> {
        let hash = self.hash(key);
        let first = self.sorted.partition_point(|(known, _)| *known < hash);
        let sorted = self.sorted.iter().skip(first).take_while(move |(known, _)| *known == hash);
        sorted.chain(self.recent.range((hash, i64::MIN)..=(hash, i64::MAX))).map(|(_, id)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_known_and_little_else_is() {
        for texts in [0, 1, 1000] {
            let mut known = KnownTexts::with_room(texts);
            for number in 0..texts {
                known.add(&number.to_string());
            }
            assert!((0..texts).all(|number| known.may_have(&number.to_string())));
            let others = (0..1000).filter(|number| known.may_have(&format!("other {number}")));
            assert!(others.count() < 50, "{texts}");
        }
    }

    #[test]
    fn things_are_found_by_names_before_and_after_they_are_sorted() {
        let mut things = ThingsByName::default();
        let recent = i64::try_from(RECENT).unwrap();
        let last = recent * 3;
        for id in 0..last {
            things.add(&(id / 2).to_string(), id);
        }
        assert!(!things.sorted.is_empty() && !things.recent.is_empty());
        for id in [0, recent, last - 2] {
            let found: Vec<i64> = things.get(&(id / 2).to_string()).collect();
            assert_eq!(found, [id, id + 1]);
        }
        assert_eq!(things.get("no such name").next(), None);
    }
}
