//! Many ids in little memory: a set with one bit for each id, in pages; and the new ids of rows that are rewritten.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The number of ids of a page, and of the rows that are read at a time.
const PAGE: i64 = 4096;

/// The largest gap between two ids that are read together: reading a few rows more is cheaper than another statement.
const GAP: i64 = 16;

/// A set of ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ids {
    /// Bits of as many ids as are read at a time.
    pages: BTreeMap<i64, Box<[u64; 64]>>,
}

impl Ids {
    /// Adds an id, and returns whether it is new.
    pub(crate) fn insert(&mut self, id: i64) -> bool {
        let page = self.pages.entry(id.div_euclid(PAGE)).or_insert_with(|| Box::new([0; 64]));
        let (word, bit) = word_and_bit(id);
        let Some(word) = page.get_mut(word) else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// Removes an id, and returns whether it was there.
    pub(crate) fn remove(&mut self, id: i64) -> bool {
        let (word, bit) = word_and_bit(id);
        let page = self.pages.get_mut(&id.div_euclid(PAGE));
        let Some(word) = page.and_then(|page| page.get_mut(word)) else { return false };
        let was = *word & bit != 0;
        *word &= !bit;
        was
    }

    /// Checks whether the set has an id.
    pub(crate) fn contains(&self, id: i64) -> bool {
        let (word, bit) = word_and_bit(id);
        let page = self.pages.get(&id.div_euclid(PAGE));
        page.and_then(|page| page.get(word)).is_some_and(|word| word & bit != 0)
    }

    /// Returns the ids in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> {
        let of_word = |first: i64, word: u64| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit)
        };
        self.pages.iter().flat_map(move |(page, words)| {
            let words = (0..).zip(words.iter());
            words.flat_map(move |(at, word)| of_word(page * PAGE + at * 64, *word))
        })
    }

    /// Returns ranges that cover all ids, each of as many ids as are read at a time; small gaps are covered too.
    pub(crate) fn ranges(&self) -> Vec<RangeInclusive<i64>> {
        let mut ranges: Vec<RangeInclusive<i64>> = Vec::new();
        for id in self.iter() {
            match ranges.last_mut() {
                Some(last)
                    if id.saturating_sub(*last.end()) <= GAP
                        && id.div_euclid(PAGE) == last.start().div_euclid(PAGE) =>
                {
                    *last = *last.start()..=id;
                }
                _ => ranges.push(id..=id),
            }
        }
        ranges
    }
}

/// Returns the word of a page and the bit of an id.
fn word_and_bit(id: i64) -> (usize, u64) {
    let at = id.rem_euclid(PAGE).unsigned_abs();
    (usize::try_from(at / 64).unwrap_or_default(), 1 << (at % 64))
}

impl Extend<i64> for Ids {
    fn extend<I: IntoIterator<Item = i64>>(&mut self, ids: I) {
        ids.into_iter().for_each(|id| {
            self.insert(id);
        });
    }
}

impl FromIterator<i64> for Ids {
    fn from_iter<I: IntoIterator<Item = i64>>(ids: I) -> Self {
        let mut all = Self::default();
        all.extend(ids);
        all
    }
}

/// The old ids of things and records in order, each with the new one and its kind.
pub(super) struct NewIds<'w>(Vec<(i64, i64, &'w str)>);

impl<'w> NewIds<'w> {
    pub(super) fn new(mut ids: Vec<(i64, i64, &'w str)>) -> Self {
        ids.sort_unstable_by_key(|(old, ..)| *old);
        Self(ids)
    }

    /// Returns the new id of a thing or record, and its kind.
    pub(super) fn get(&self, old: i64) -> Option<(i64, &'w str)> {
        let (first, ..) = self.0.first()?;
        // Ids mostly follow one another, so the position is usually the number.
        let there = old.checked_sub(*first).and_then(|at| usize::try_from(at).ok());
        let there = there.filter(|at| self.0.get(*at).is_some_and(|(id, ..)| *id == old));
        let at = there.or_else(|| self.0.binary_search_by_key(&old, |(id, ..)| *id).ok())?;
        self.0.get(at).map(|(_, new, kind)| (*new, *kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_any_size_are_kept_in_order() {
        let mut ids = Ids::default();
        let given = [i64::MAX, 1, 3, -5, 4096, 4095, 40, 1];
        let new: Vec<bool> = given.iter().map(|id| ids.insert(*id)).collect();
        assert_eq!(new, [true, true, true, true, true, true, true, false]);
        assert_eq!(ids.iter().collect::<Vec<_>>(), [-5, 1, 3, 40, 4095, 4096, i64::MAX]);
        assert!(given.iter().all(|id| ids.contains(*id)) && !ids.contains(2));
        let ranges = [-5..=-5, 1..=3, 40..=40, 4095..=4095, 4096..=4096, i64::MAX..=i64::MAX];
        assert_eq!(ids.ranges(), ranges);
    }

    #[test]
    fn new_ids_are_found_whatever_gaps_the_old_ones_have() {
        for old in [vec![3, 1, 2], vec![5, i64::MIN, 7, i64::MAX], vec![-4, 0, -3, 12]] {
            let ids = NewIds::new(old.iter().zip(1..).map(|(old, new)| (*old, new, "k")).collect());
            for (old, new) in old.iter().zip(1..) {
                assert_eq!(ids.get(*old), Some((new, "k")));
            }
            assert_eq!([4, i64::MIN + 1, i64::MAX - 1].map(|other| ids.get(other)), [None; 3]);
        }
        assert_eq!(NewIds::new(vec![]).get(1), None);
    }
}
