//! Records that are written inside the thing they are about.

use std::collections::HashMap;

use super::entry::WrittenEntry;
use crate::catalog::graph::far_end;
use crate::catalog::{Catalog, Field, Kind, Link, Sort};
use crate::text::toml::TomlNode;
use crate::text::toml_string;

/// An entry with the records that are written inside it.
pub(super) struct EntryWithRecords<'e> {
    pub(super) entry: &'e WrittenEntry,
    /// Whether the evidence of the thing that it is inside is all of its own.
    pub(super) covered: bool,
    pub(super) ties: Vec<NestedRecord<'e>>,
}

/// A record inside a thing.
pub(super) struct NestedRecord<'e> {
    pub(super) record: &'e WrittenEntry,
    pub(super) link: &'e Link,
    /// Fields that follow from the link.
    pub(super) implied: Vec<&'e str>,
}

impl<'e> EntryWithRecords<'e> {
    /// Makes an entry with nothing inside it.
    pub(super) fn of_entry(entry: &'e WrittenEntry) -> Self {
        Self { entry, covered: false, ties: vec![] }
    }

    /// Puts the records of a paragraph inside their subjects, if these are described there.
    pub(super) fn of_entries(catalog: &'e Catalog, entries: &[&'e WrittenEntry]) -> Vec<Self> {
        let is_thing = |entry: &WrittenEntry| {
            catalog.kind(&entry.kind).is_some_and(|kind| kind.sort == Sort::Thing)
        };
        let (things, records): (Vec<&WrittenEntry>, Vec<&WrittenEntry>) =
            entries.iter().partition(|entry| is_thing(entry));
        let mut tied: Vec<Self> = things.into_iter().map(Self::of_entry).collect();
        let mut by_id: HashMap<String, usize> = HashMap::new();
        for (at, of) in tied.iter().enumerate() {
            by_id.extend(of.entry.id.as_deref().map(|id| (toml_string(id), at)));
        }
        let mut loose = Vec::new();
        for record in records {
            let first = first_reference(catalog, record).map(|(_, id)| id);
            let of = first.and_then(|id| by_id.get(id)).and_then(|at| tied.get_mut(*at));
            let found = of.and_then(|of| Some((find_tie(catalog, of.entry, record)?, of)));
            match found {
                Some((tie, of)) => of.ties.push(tie),
                None => loose.push(Self::of_entry(record)),
            }
        }
        tied.into_iter().chain(loose).collect()
    }
}

impl NestedRecord<'_> {
    /// Shortens an item to the name of the other thing, if it says nothing else.
    pub(super) fn shorten_item(&self, catalog: &Catalog, item: TomlNode) -> TomlNode {
        let TomlNode::Table(keys) = &item else { return item };
        match (keys.as_slice(), far_end(catalog, self.link)) {
            ([(key, node)], Some(to)) if *key == to.name && !node.is_nested() => node.clone(),
            _ => item,
        }
    }
}

/// Returns the first reference of a record, with the id that it leads to, as TOML.
fn first_reference<'e>(
    catalog: &'e Catalog,
    record: &'e WrittenEntry,
) -> Option<(&'e Field, &'e str)> {
    let mut references =
        catalog.kind(&record.kind)?.stored_fields().filter(|field| field.ty.is_ref());
    references.find_map(|field| Some((field, record.value(&field.name)?)))
}

/// Returns how a record can be written inside a thing: its first reference must lead to the thing; it is written under the link
/// that implies most of its fields.
fn find_tie<'e>(
    catalog: &'e Catalog,
    of: &'e WrittenEntry,
    record: &'e WrittenEntry,
) -> Option<NestedRecord<'e>> {
    let via = catalog.kind(&record.kind)?;
    let (back, id) = first_reference(catalog, record)?;
    let leads_back = of.id.as_deref().map(toml_string).as_deref() == Some(id);
    let cites = |field: &str| record.parts.iter().any(|(about, _)| about == field);
    if !leads_back || cites(&back.name) {
        return None;
    }
    // How a place is inside another is never left to the reader.
    let containment = catalog.containment.as_ref().filter(|known| known.kind == via.name);
    if containment.is_some_and(|known| record.value(&known.certain.0).is_none()) {
        return None;
    }
    let fits = |link: &&Link| {
        let others = || link.back.iter().filter(|name| **name != back.name);
        link.via == via.name
            && link.back.contains(&back.name)
            && others().all(|name| record.value(name).is_some())
    };
    let kind: &Kind = catalog.kind(&of.kind)?;
    let links = || kind.links().filter(fits);
    let only = links().find_map(|link| {
        let (field, values) = link.only.as_ref()?;
        let [value] = values.as_slice() else { return None };
        let same = record.value(field) == Some(toml_string(value).as_str()) && !cites(field);
        same.then(|| NestedRecord { record, link, implied: vec![&back.name, field] })
    });
    let any = |link: &&Link| link.only.is_none();
    let reverse = links().find(|link| any(link) && link.to.is_none());
    let other = || links().find(any);
    only.or_else(|| {
        let link = reverse.or_else(other)?;
        Some(NestedRecord { record, link, implied: vec![&back.name] })
    })
}
