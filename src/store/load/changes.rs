//! Finds what a load changed: the fingerprints of everything it touched, before and after, are compared, counted and exchanged in
//! the sum over the whole content.

use std::collections::BTreeMap;

use anyhow::Result;

use super::loaded::{KindChanges, Loaded};
use super::meta::SUM;
use crate::catalog::{Catalog, Kind, Sort};
use crate::store::content::{Fingerprint, Sum, hash_flags, read_fingerprints};
use crate::store::hash::Hash;
use crate::store::ids::Ids;
use crate::store::queries::{Queries, meta_value};
use crate::store::versions::BeforeAndAfter;

/// The condition that a flag belongs to a source.
const OF_SOURCE: &str = "r.source = (SELECT id FROM thing WHERE slug = ?1)";

/// Fingerprints by identity.
type Met<'c> = BTreeMap<Hash, Fingerprint<'c>>;

/// The changes of each kind, by its name.
#[derive(Default)]
struct Tally<'c>(BTreeMap<&'c str, KindChanges>);

impl<'c> Tally<'c> {
    fn changes_of(&mut self, kind: &'c Kind) -> &mut KindChanges {
        let blank = || KindChanges {
            kind: kind.name.clone(),
            plural: kind.plural.clone(),
            ..KindChanges::default()
        };
        self.0.entry(&kind.name).or_insert_with(blank)
    }

    /// Counts a thing or record that was there before. `again` are the ids of everything in the load.
    fn count_known(&mut self, old: &Fingerprint<'c>, new: &Fingerprint<'c>, again: &Ids) {
        if old.content != new.content {
            self.changes_of(new.kind).changed += 1;
        } else if again.contains(new.id) {
            self.changes_of(new.kind).same += 1;
        }
    }

    /// Counts rows whose id is new or belonged to another thing before.
    fn count_new(&mut self, come: Vec<Fingerprint<'c>>, gone: &mut Met<'c>, again: &Ids) {
        for new in come {
            match gone.remove(&new.identity) {
                Some(old) => self.count_known(&old, &new, again),
                None => self.changes_of(new.kind).new += 1,
            }
        }
    }

    /// Returns the changes in the order of the catalog, and their sums.
    fn finish(mut self, catalog: &Catalog) -> Loaded {
        let kinds = catalog.kinds.iter();
        let by_kind: Vec<KindChanges> =
            kinds.filter_map(|kind| self.0.remove(kind.name.as_str())).collect();
        let sum = |of: fn(&KindChanges) -> usize| by_kind.iter().map(of).sum();
        let (new, same) = (sum(|kind| kind.new), sum(|kind| kind.same));
        let (changed, removed) = (sum(|kind| kind.changed), sum(|kind| kind.removed));
        let unchanged = new + changed + removed == 0;
        Loaded { new, same, changed, removed, by_kind, unchanged, ..Loaded::default() }
    }
}

impl BeforeAndAfter<'_> {
    /// Counts the changes of a load, and adds them to the sum of the base. `again` are the ids of everything in the load, and
    /// `sources` those whose flags may be others than before.
    pub(crate) fn compare(&self, again: &Ids, sources: &[String]) -> Result<(Loaded, Sum)> {
        let mut tally = Tally::default();
        let mut sum = self.sum_before()?;
        let (mut gone, mut come) = (Met::new(), Vec::new());
        let last = self.before.map_or(Ok(0), |conn| conn.read_last_id("thing"))?;
        for ids in self.ranges {
            let before = self.before.map(|conn| read_fingerprints(conn, self.catalog, ids.clone()));
            let before = before.transpose()?.into_iter().flatten();
            let mut before: BTreeMap<i64, Fingerprint<'_>> =
                before.map(|found| (found.id, found)).collect();
            for new in read_fingerprints(self.after, self.catalog, ids.clone())? {
                let old = before.remove(&new.id);
                replace_in_sum(&mut sum, old.as_ref(), Some(&new));
                match old {
                    None if self.before.is_none() => tally.changes_of(new.kind).new += 1,
                    Some(old) if old.identity == new.identity => {
                        tally.count_known(&old, &new, again);
                    }
                    old => {
                        gone.extend(old.map(|old| (old.identity, old)));
                        come.push(new);
                    }
                }
            }
            for old in before.into_values() {
                replace_in_sum(&mut sum, Some(&old), None);
                gone.insert(old.identity, old);
            }
            // Everything that is gone had an id up to the last one.
            if *ids.end() > last {
                tally.count_new(std::mem::take(&mut come), &mut gone, again);
            }
        }
        tally.count_new(come, &mut gone, again);
        for old in gone.values() {
            tally.changes_of(old.kind).removed += 1;
        }
        let mut loaded = tally.finish(self.catalog);
        // A thing that was united with another, or a record that refers to it, isn't gone.
        let part = "SELECT 1 FROM _entered WHERE kind <> 'claim' AND id = ?1";
        for old in gone.values() {
            let conns = self.before.into_iter().chain([self.after]);
            let judged = conns.map(|conn| conn.exists(part, [old.id]));
            if judged.collect::<rusqlite::Result<Vec<_>>>()?.contains(&true) {
                continue;
            }
            // The name of a record is made of those of the things in it, which stay.
            let sql = "SELECT coalesce(slug, name) FROM thing WHERE id = ?1";
            let name = self.before.map_or(Ok(None), |conn| conn.read_value(sql, [old.id]))?;
            loaded.gone.extend(name.map(|name: String| match old.kind.sort {
                Sort::Record => format!("{} {name}", old.kind.name),
                _ => name,
            }));
        }
        for source in sources {
            loaded.unchanged &= self.exchange_flags(source, &mut sum)?;
        }
        Ok((loaded, sum))
    }

    /// Returns the sum of the base before: as it is recorded, if that is the sum of the recorded content.
    fn sum_before(&self) -> Result<Sum> {
        let Some(before) = self.before else { return Ok(Sum::empty()) };
        let recorded = meta_value(before, SUM)?.and_then(|digits| digits.parse::<Sum>().ok());
        let content = meta_value(before, "content")?;
        match recorded.filter(|sum| content.is_some_and(|hash| hash == sum.hash(self.catalog))) {
            Some(sum) => Ok(sum),
            None => Sum::of_base(before, self.catalog),
        }
    }

    /// Exchanges the flags of a source in a sum, and returns whether they are the same.
    fn exchange_flags(&self, source: &str, sum: &mut Sum) -> Result<bool> {
        let of = |conn| hash_flags(conn, self.catalog, OF_SOURCE, [source]);
        let mut before = self.before.map_or(Ok(vec![]), of)?;
        let mut after = of(self.after)?;
        before.sort_unstable();
        after.sort_unstable();
        if before == after {
            return Ok(true);
        }
        for flag in &before {
            sum.subtract(flag);
        }
        for flag in &after {
            sum.add(flag);
        }
        Ok(false)
    }
}

fn replace_in_sum(sum: &mut Sum, old: Option<&Fingerprint<'_>>, new: Option<&Fingerprint<'_>>) {
    let (old, new) = (old.map(|old| &old.content), new.map(|new| &new.content));
    if old != new {
        if let Some(old) = old {
            sum.subtract(old);
        }
        if let Some(new) = new {
            sum.add(new);
        }
    }
}
