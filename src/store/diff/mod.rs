//! The differences between two bases, in facts: things and records that one of them lacks, values that differ, claims that were
//! added or withdrawn.
//!
//! Entries with the same rows ([`rows`]) or the same fingerprint ([`super::content`]) are the same in both; only the others are
//! read ([`entry`]) and paired ([`pairing`]). So bases with the same content have no difference, however they were made.

mod entry;
mod pairing;
mod rows;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use anyhow::Result;

use super::content::{Sum, read_fingerprints};
use super::hash::Hash;
use super::ids::Ids;
use super::open::Base;
use super::queries::Queries;
use super::supported::WHOLE;
use crate::answer::Citation;
use crate::catalog::Catalog;
use entry::{ComparedClaim, ComparedEntry, ComparedValue, LABEL, ValueKey};
use entry::{read_documents, read_entries, read_flags};
use pairing::{EntryPair, pair_entries};
use rows::other_rows;

/// What happened from one base to the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A thing or record is new.
    Added,
    /// A thing or record is gone.
    Removed,
    /// A value changed.
    #[default]
    Changed,
    /// A claim is new.
    ClaimAdded,
    /// A claim is gone.
    ClaimWithdrawn,
}

impl Change {
    /// Returns the words for it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::ClaimAdded => "claim added",
            Self::ClaimWithdrawn => "claim withdrawn",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// What happened.
    pub change: Change,
    /// The kind of the thing or record.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its id; records have none.
    pub id: Option<String>,
    /// The fields concerned, `whole` if a claim supports the thing or record as a whole; none if all of it was added or removed.
    pub fields: Vec<String>,
    /// The state before: a value, all values of a removed thing or record, or a claim.
    pub before: Vec<String>,
    /// The state now.
    pub after: Vec<String>,
    /// The claims for the state before, without numbers.
    pub cited_before: Vec<Citation>,
    /// The claims for the state now, without numbers.
    pub cited_after: Vec<Citation>,
}

impl Base {
    /// Lists the differences from this base to another, by kind and name.
    pub fn differences(&self, after: &Self) -> Result<Vec<Difference>> {
        let _steady = (self.hold_snapshot()?, after.hold_snapshot()?);
        let all = |base: &Self| base.conn.read_ids("SELECT id FROM thing", []);
        let (ids, other_ids) = match other_rows(self, after)? {
            Some(other) => (other.clone(), other),
            None => (all(self)?, all(after)?),
        };
        let (ids, other_ids) = differing_ids((self, &ids), (after, &other_ids))?;
        let entries = |base: &Self, ids: &Ids| {
            let mut entries = read_entries(&base.conn, base.catalog(), ids)?;
            entries.extend(read_flags(&base.conn, base.catalog())?);
            anyhow::Ok(entries)
        };
        let pairs = pair_entries(entries(self, &ids)?, entries(after, &other_ids)?);
        let mut found = compare_catalogs(self.catalog(), after.catalog());
        let mut differences: Vec<Difference> = pairs.into_iter().flat_map(of_pair).collect();
        let order: BTreeMap<&str, usize> = [self, after]
            .into_iter()
            .rev()
            .flat_map(|base| base.catalog().kinds.iter().enumerate())
            .map(|(at, kind)| (kind.name.as_str(), at))
            .collect();
        differences.sort_by_cached_key(|one| {
            let kind = order.get(one.kind.as_str()).copied();
            let Difference { name, id, change, fields, before, after, .. } = one.clone();
            (kind, name, id, change, fields, before, after)
        });
        found.extend(differences);
        let documents = [read_documents(&self.conn)?, read_documents(&after.conn)?];
        for one in &mut found {
            for (cited, documents) in
                [&mut one.cited_before, &mut one.cited_after].into_iter().zip(&documents)
            {
                for document in cited.iter_mut().filter_map(|citation| citation.source.as_mut()) {
                    if let Some(known) = documents.get(&document.slug) {
                        *document = Rc::new(known.clone());
                    }
                }
            }
        }
        Ok(found)
    }

    /// Returns those of some sources whose facts may differ in another base: they claim a thing or record that isn't the same in
    /// both, or their flags differ. The cost grows with the facts of these sources, not with the size of the bases.
    pub fn sources_that_may_differ(
        &self,
        other: &Self,
        sources: Vec<String>,
    ) -> Result<BTreeSet<String>> {
        let _steady = (self.hold_snapshot()?, other.hold_snapshot()?);
        let claimed = |base: &Self| {
            let ids = sources.iter().map(|source| base.claimed_by(source));
            ids.collect::<Result<Vec<Ids>>>()
        };
        let of_all = |of_each: &[Ids]| of_each.iter().flat_map(Ids::iter).collect::<Ids>();
        let (ids, other_ids) = (claimed(self)?, claimed(other)?);
        let (differ, other_differ) =
            differing_ids((self, &of_all(&ids)), (other, &of_all(&other_ids)))?;
        let mut found = BTreeSet::new();
        for (source, (ids, other_ids)) in sources.into_iter().zip(ids.iter().zip(&other_ids)) {
            if ids.iter().any(|id| differ.contains(id))
                || other_ids.iter().any(|id| other_differ.contains(id))
                || self.read_flags_of(&source)? != other.read_flags_of(&source)?
            {
                found.insert(source);
            }
        }
        Ok(found)
    }
}

/// Returns the ids of those things and records, some of each base, that are not the same in both.
fn differing_ids(
    (before, ids): (&Base, &Ids),
    (after, other_ids): (&Base, &Ids),
) -> Result<(Ids, Ids)> {
    let (mut differ, mut other_differ) = (Ids::default(), Ids::default());
    let mut known = HashMap::new();
    each_fingerprint(before, ids, |id, content| {
        differ.insert(id);
        known.insert(content, id);
    })?;
    each_fingerprint(after, other_ids, |id, content| match known.remove(&content) {
        Some(same) => {
            differ.remove(same);
        }
        None => {
            other_differ.insert(id);
        }
    })?;
    Ok((differ, other_differ))
}

/// Calls `each` with the ids and the content of some things and records.
fn each_fingerprint(base: &Base, ids: &Ids, mut each: impl FnMut(i64, Hash)) -> Result<()> {
    for range in ids.ranges() {
        for found in read_fingerprints(&base.conn, base.catalog(), range)? {
            if ids.contains(found.id) {
                each(found.id, found.content);
            }
        }
    }
    Ok(())
}

/// Compares the catalogs as a whole: the meaning of kinds and fields isn't a fact.
fn compare_catalogs(before: &Catalog, after: &Catalog) -> Vec<Difference> {
    let hash = |catalog: &Catalog| Sum::empty().hash(catalog);
    if hash(before) == hash(after) {
        return vec![];
    }
    let version = |catalog: &Catalog| vec![format!("version {}", catalog.version)];
    vec![Difference {
        change: Change::Changed,
        kind: "catalog".into(),
        name: after.title.clone(),
        before: version(before),
        after: version(after),
        ..Difference::default()
    }]
}

/// Lists the differences of one thing or record.
fn of_pair(pair: EntryPair) -> Vec<Difference> {
    match pair {
        EntryPair { before: Some(before), after: Some(after), renamed } => {
            compare_entries(&before, &after, renamed)
        }
        EntryPair { before: Some(gone), .. } => vec![Difference {
            before: values_of(&gone),
            cited_before: gone.citations_where(|_| true),
            ..new_difference(&gone, Change::Removed)
        }],
        EntryPair { after: Some(new), .. } => vec![Difference {
            after: values_of(&new),
            cited_after: new.citations_where(|_| true),
            ..new_difference(&new, Change::Added)
        }],
        EntryPair { .. } => vec![],
    }
}

fn new_difference(entry: &ComparedEntry, change: Change) -> Difference {
    Difference {
        change,
        kind: entry.kind.clone(),
        name: entry.label.clone(),
        id: entry.slug.clone(),
        ..Difference::default()
    }
}

/// Lists the values of an entry without its name: `place: Qingdao`.
fn values_of(entry: &ComparedEntry) -> Vec<String> {
    let values = entry.values.iter().filter(|((field, _), _)| field != LABEL);
    values.map(|((field, _), value)| format!("{field}: {}", value.words)).collect()
}

/// Lists the values and the claims in which two entries differ.
fn compare_entries(
    before: &ComparedEntry,
    after: &ComparedEntry,
    renamed: Option<String>,
) -> Vec<Difference> {
    let new = |change| Difference { id: before.slug.clone(), ..new_difference(after, change) };
    let mut found = Vec::new();
    if let Some(id) = renamed {
        let (fields, slug) = (vec!["id".to_owned()], before.slug.iter().cloned().collect());
        found.push(Difference { fields, before: slug, after: vec![id], ..new(Change::Changed) });
    }
    let slots: BTreeSet<&ValueKey> = before.values.keys().chain(after.values.keys()).collect();
    let mut changed: BTreeSet<Option<ValueKey>> = BTreeSet::new();
    for slot in slots {
        let (old, value) = (before.values.get(slot), after.values.get(slot));
        if old.map(|old| &old.key) == value.map(|value| &value.key) {
            continue;
        }
        let words = |value: Option<&ComparedValue>| value.iter().map(|v| v.words.clone()).collect();
        let cited = |entry: &ComparedEntry, value: Option<&ComparedValue>| {
            value.map(|_| entry.claims_for(slot)).unwrap_or_default()
        };
        found.push(Difference {
            fields: vec![slot.0.clone()],
            before: words(old),
            after: words(value),
            cited_before: cited(before, old),
            cited_after: cited(after, value),
            ..new(Change::Changed)
        });
        changed.insert(Some(slot.clone()));
    }
    for (claim, fields) in claims_of_one(after, before, &changed) {
        let cited_after = vec![claim.citation.clone()];
        let after = vec![claim_text(claim)];
        found.push(Difference { fields, after, cited_after, ..new(Change::ClaimAdded) });
    }
    for (claim, fields) in claims_of_one(before, after, &changed) {
        let cited_before = vec![claim.citation.clone()];
        let before = vec![claim_text(claim)];
        found.push(Difference { fields, before, cited_before, ..new(Change::ClaimWithdrawn) });
    }
    found
}

/// Lists the claims that one entry has and the other lacks, with the fields that they support, without the values that differ
/// anyway.
fn claims_of_one<'e>(
    one: &'e ComparedEntry,
    other: &ComparedEntry,
    changed: &BTreeSet<Option<ValueKey>>,
) -> Vec<(&'e ComparedClaim, Vec<String>)> {
    let none = BTreeSet::new();
    let mut found = Vec::new();
    for (claim, supports) in &one.claims {
        let known = other.claims.get(claim).unwrap_or(&none);
        let only: Vec<_> =
            supports.iter().filter(|s| !known.contains(s) && !changed.contains(s)).collect();
        if !only.is_empty() {
            let field = |slot: &Option<ValueKey>| {
                slot.as_ref().map_or_else(|| WHOLE.to_owned(), |(field, _)| field.clone())
            };
            let fields = only.into_iter().map(field).collect();
            found.push((claim, fields));
        }
    }
    found
}

/// Prints the place of a claim, and the parts that its footnote leaves out.
fn claim_text(claim: &ComparedClaim) -> String {
    let place = claim.citation.short_text();
    if claim.more.is_empty() { place } else { format!("{place} [{}]", claim.more.join(", ")) }
}
