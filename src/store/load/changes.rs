//! What a load changed: the fingerprints of everything it touched, before and after, are compared, counted and exchanged in the
//! sum over the whole content.

use std::collections::BTreeMap;

use anyhow::Result;

use super::Loaded;
use super::meta::SUM;
use crate::store::content::{Fingerprint, Sum, fingerprints, flags};
use crate::store::hash::Hash;
use crate::store::ids::Ids;
use crate::store::queries::{Queries, meta};
use crate::store::versions::Versions;

/// The condition that a flag is of a source.
const OF_SOURCE: &str = "r.source = (SELECT id FROM thing WHERE slug = ?1)";

/// Fingerprints by identity.
type Met = BTreeMap<Hash, Fingerprint>;

impl Versions<'_> {
    /// Counts the changes of a load, and adds them to the sum of the base. `again` are the ids of everything in the load, and
    /// `sources` those whose flags may be others than before.
    pub(crate) fn compare(&self, again: &Ids, sources: &[String]) -> Result<(Loaded, Sum)> {
        let mut loaded = Loaded { unchanged: true, ..Loaded::default() };
        let mut sum = self.sum_before()?;
        let (mut gone, mut come) = (Met::new(), Met::new());
        for ids in self.ranges {
            let mut before = by_id(match self.before {
                Some(conn) => fingerprints(conn, self.catalog, ids.clone())?,
                None => vec![],
            });
            for new in fingerprints(self.after, self.catalog, ids.clone())? {
                let old = before.remove(&new.id);
                exchange(&mut sum, old.as_ref(), Some(&new));
                match old {
                    None if self.before.is_none() => loaded.new += 1,
                    Some(old) if old.identity == new.identity => {
                        count(&mut loaded, &old, &new, again);
                    }
                    old => {
                        gone.extend(old.map(|old| (old.identity, old)));
                        come.insert(new.identity, new);
                    }
                }
            }
            for old in before.into_values() {
                exchange(&mut sum, Some(&old), None);
                gone.insert(old.identity, old);
            }
        }
        // An id may have gone over to another thing.
        for (identity, new) in come {
            match gone.remove(&identity) {
                Some(old) => count(&mut loaded, &old, &new, again),
                None => loaded.new += 1,
            }
        }
        loaded.removed = gone.len();
        for old in gone.values() {
            loaded.gone.extend(self.name_before(old.id)?);
        }
        loaded.unchanged &= loaded.new + loaded.changed + loaded.removed == 0;
        for source in sources {
            loaded.unchanged &= self.exchange_flags(source, &mut sum)?;
        }
        Ok((loaded, sum))
    }

    /// Returns the sum of the base before: as it is recorded, if that is the sum of the recorded content.
    fn sum_before(&self) -> Result<Sum> {
        let Some(before) = self.before else { return Ok(Sum::empty()) };
        let recorded = meta(before, SUM)?.and_then(|digits| digits.parse::<Sum>().ok());
        let content = meta(before, "content")?;
        match recorded.filter(|sum| content.is_some_and(|hash| hash == sum.hash(self.catalog))) {
            Some(sum) => Ok(sum),
            None => Sum::of(before, self.catalog),
        }
    }

    /// Exchanges the flags of a source in a sum, and returns whether they are the same.
    fn exchange_flags(&self, source: &str, sum: &mut Sum) -> Result<bool> {
        let of = |conn| flags(conn, self.catalog, OF_SOURCE, [source]);
        let mut before = self.before.map_or(Ok(vec![]), of)?;
        let mut after = of(self.after)?;
        before.sort_unstable();
        after.sort_unstable();
        if before == after {
            return Ok(true);
        }
        for flag in &before {
            sum.take(flag);
        }
        for flag in &after {
            sum.add(flag);
        }
        Ok(false)
    }

    /// Returns the slug that a thing had, or the name of a record.
    fn name_before(&self, id: i64) -> Result<Option<String>> {
        let sql = "SELECT coalesce(slug, name) FROM thing WHERE id = ?1";
        Ok(self.before.map_or(Ok(None), |conn| conn.value(sql, [id]))?)
    }
}

fn by_id(found: Vec<Fingerprint>) -> BTreeMap<i64, Fingerprint> {
    found.into_iter().map(|found| (found.id, found)).collect()
}

fn count(loaded: &mut Loaded, old: &Fingerprint, new: &Fingerprint, again: &Ids) {
    if old.content != new.content {
        loaded.changed += 1;
    } else if again.contains(new.id) {
        loaded.same += 1;
    }
}

fn exchange(sum: &mut Sum, old: Option<&Fingerprint>, new: Option<&Fingerprint>) {
    let (old, new) = (old.map(|old| &old.content), new.map(|new| &new.content));
    if old != new {
        if let Some(old) = old {
            sum.take(old);
        }
        if let Some(new) = new {
            sum.add(new);
        }
    }
}
