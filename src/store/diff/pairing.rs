//! Pairs the same things and records of two bases: things by their ids, then by their names; records by all values but one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::entry::{ComparedEntry, ValueKey};

/// The same thing or record before and after; one side is empty if it was added or removed.
#[derive(Debug, Default)]
pub(super) struct EntryPair {
    pub(super) before: Option<ComparedEntry>,
    pub(super) after: Option<ComparedEntry>,
    /// The id after, if it is different.
    pub(super) renamed: Option<String>,
}

/// Pairs the entries of two bases; those without a partner make a pair with one empty side.
pub(super) fn pair_entries(
    before: Vec<ComparedEntry>,
    after: Vec<ComparedEntry>,
) -> Vec<EntryPair> {
    let mut sides = Unpaired { before, after, pairs: vec![] };
    sides.pair_by(|entry| Some((entry.kind.clone(), entry.slug.clone()?)));
    let renamed = sides.find_renamed_ids();
    for entry in &mut sides.after {
        entry.rename_ids(&renamed);
    }
    for entry in sides.pairs.iter_mut().filter_map(|pair| pair.after.as_mut()) {
        entry.rename_ids(&renamed);
    }
    let known = sides.pairs.len();
    sides.pair_by(|entry| Some((entry.kind.clone(), entry.slug.clone()?)));
    let ids: BTreeMap<&String, &String> =
        renamed.iter().map(|(after, before)| (before, after)).collect();
    for pair in sides.pairs.iter_mut().skip(known) {
        let slug = pair.before.as_ref().and_then(|entry| entry.slug.as_ref());
        pair.renamed = slug.and_then(|slug| ids.get(slug)).map(|id| (*id).clone());
    }
    sides.pair_records();
    let Unpaired { before, after, mut pairs } = sides;
    pairs.extend(
        before.into_iter().map(|entry| EntryPair { before: Some(entry), ..EntryPair::default() }),
    );
    pairs.extend(
        after.into_iter().map(|entry| EntryPair { after: Some(entry), ..EntryPair::default() }),
    );
    pairs
}

/// The entries left to pair, and the pairs.
struct Unpaired {
    before: Vec<ComparedEntry>,
    after: Vec<ComparedEntry>,
    pairs: Vec<EntryPair>,
}

impl Unpaired {
    /// Pairs entries with the same key; if several share it, in the order of their content.
    fn pair_by<K: Ord>(&mut self, key: impl Fn(&ComparedEntry) -> Option<K>) {
        let mut found: BTreeMap<K, [Vec<ComparedEntry>; 2]> = BTreeMap::new();
        let (mut before, mut after) = (vec![], vec![]);
        for entry in self.before.drain(..) {
            match key(&entry) {
                Some(key) => found.entry(key).or_default()[0].push(entry),
                None => before.push(entry),
            }
        }
        for entry in self.after.drain(..) {
            match key(&entry) {
                Some(key) => found.entry(key).or_default()[1].push(entry),
                None => after.push(entry),
            }
        }
        for mut sides in found.into_values() {
            for side in &mut sides {
                side.sort_by_cached_key(|entry| values_key(entry, |_| true));
            }
            let [mut one, mut other] = sides;
            let both = one.len().min(other.len());
            before.extend(one.split_off(both));
            after.extend(other.split_off(both));
            self.pairs.extend(one.into_iter().zip(other).map(|(one, other)| EntryPair {
                before: Some(one),
                after: Some(other),
                renamed: None,
            }));
        }
        (self.before, self.after) = (before, after);
    }

    /// Returns the ids of things that have another id in the other base: they share a name, and if several do, they share the
    /// most values. The later id leads to the earlier.
    fn find_renamed_ids(&self) -> BTreeMap<String, String> {
        let best = |from: &[ComparedEntry], to: &[ComparedEntry]| {
            let mut named: HashMap<(&str, &str), Vec<&ComparedEntry>> = HashMap::new();
            for entry in to.iter().filter(|entry| entry.slug.is_some()) {
                for name in &entry.names {
                    named.entry((&entry.kind, name)).or_default().push(entry);
                }
            }
            let mut found = BTreeSet::new();
            for entry in from {
                let Some(slug) = &entry.slug else { continue };
                let same = entry
                    .names
                    .iter()
                    .filter_map(|name| named.get(&(entry.kind.as_str(), name.as_str())));
                let mut others: BTreeMap<&String, usize> = BTreeMap::new();
                for other in same.flatten() {
                    if let Some(id) = &other.slug {
                        others.insert(id, entry.shared_values(other));
                    }
                }
                let most = others.values().max().copied();
                let mut likely = others.iter().filter(|(_, shared)| Some(**shared) == most);
                if let (Some((other, _)), None) = (likely.next(), likely.next()) {
                    found.insert((slug.clone(), (*other).clone()));
                }
            }
            found
        };
        let forth = best(&self.before, &self.after);
        let back = best(&self.after, &self.before);
        let is_mutual =
            |(before, after): &(String, String)| back.contains(&(after.clone(), before.clone()));
        forth.into_iter().filter(is_mutual).map(|(before, after)| (after, before)).collect()
    }

    /// Pairs records with the same values, then those that differ in one value that isn't a reference.
    fn pair_records(&mut self) {
        let mut slots = BTreeSet::new();
        for entry in self.before.iter().chain(&self.after).filter(|entry| entry.slug.is_none()) {
            let plain = entry.values.iter().filter(|(_, value)| !value.is_ref);
            slots.extend(plain.map(|(slot, _)| slot.clone()));
        }
        for left_out in [None].into_iter().chain(slots.iter().map(Some)) {
            self.pair_by(|entry| {
                let key = values_key(entry, |slot| Some(slot) != left_out);
                entry.slug.is_none().then(|| Some((entry.kind.clone(), key?)))?
            });
        }
    }
}

impl ComparedEntry {
    /// Counts the values that two entries share.
    fn shared_values(&self, other: &Self) -> usize {
        let key = |slot: &ValueKey| other.values.get(slot).map(|value| &value.key);
        self.values.iter().filter(|(slot, value)| key(slot) == Some(&value.key)).count()
    }
}

/// Returns the chosen values of an entry as a key; `None` means that it has none of them.
fn values_key(
    entry: &ComparedEntry,
    of: impl Fn(&ValueKey) -> bool,
) -> Option<Vec<(ValueKey, String)>> {
    let values = entry.values.iter().filter(|(slot, _)| of(slot));
    let keys: Vec<(ValueKey, String)> =
        values.map(|(slot, value)| (slot.clone(), value.key.clone())).collect();
    (!keys.is_empty()).then_some(keys)
}
