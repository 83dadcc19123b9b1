//! Where one step leads from a kind: through a field, a link, or the records of a link to what stands at their other end.
//! Messages offer these to who asks for something a kind has no field for. Not here: paths as they were written (`paths`).

use crate::catalog::{Catalog, Field, Kind, Link, Sort, Type, UNIVERSAL};

/// One step: a link, a field of the kind, or a link and a field of its records.
pub(in crate::query) struct Way<'c> {
    /// The link, by its name for one.
    pub(in crate::query) link: Option<&'c str>,
    /// The same by its name for many.
    pub(in crate::query) many: Option<&'c str>,
    /// The field behind it, or of the kind itself.
    pub(in crate::query) field: Option<&'c str>,
    /// What it leads to.
    pub(in crate::query) to: Vec<&'c Kind>,
    /// How much it was made for what it leads to: the catalog's own word for it first, what leads to anything last.
    pub(in crate::query) rank: Rank,
}

/// The nearer, the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::query) enum Rank {
    /// A field or link that leads to a few kinds.
    Named,
    /// Records, and the things at their other end.
    Records,
    /// A field or link that leads to anything.
    Anything,
    /// Records, and anything at their other end.
    RecordsOfAnything,
}

impl Rank {
    /// All of them, the nearest first.
    pub(in crate::query) const ALL: [Self; 4] =
        [Self::Named, Self::Records, Self::Anything, Self::RecordsOfAnything];
}

impl Way<'_> {
    /// As it begins a path: `participation.what`.
    pub(in crate::query) fn path(&self) -> String {
        let names: Vec<&str> = self.link.into_iter().chain(self.field).collect();
        names.join(".")
    }

    /// As it begins what is shown: `participations.what`.
    pub(in crate::query) fn shown(&self) -> String {
        let names: Vec<&str> = self.many.into_iter().chain(self.field).collect();
        names.join(".")
    }
}

/// All ways that leave a kind.
pub(in crate::query) fn ways<'c>(catalog: &'c Catalog, kind: &'c Kind) -> Vec<Way<'c>> {
    let own = kind.fields.iter().filter_map(|field| {
        let (to, any) = targets(catalog, field)?;
        Some(Way { link: None, many: None, field: Some(&field.name), to, rank: named(any) })
    });
    let links = kind.links.iter().filter(|link| !UNIVERSAL.contains(&link.name.as_str()));
    own.chain(links.flat_map(|link| of_link(catalog, link))).collect()
}

/// What a link leads to; where that is records, also the things at their other end.
fn of_link<'c>(catalog: &'c Catalog, link: &'c Link) -> Vec<Way<'c>> {
    let Some(via) = catalog.kind(&link.via) else { return vec![] };
    let (one, many) = (Some(link.one.as_str()), Some(link.name.as_str()));
    let way = |field, to, rank| Way { link: one, many, field, to, rank };
    if let Some(to) = link.to.as_ref().and_then(|to| via.field(to)) {
        let found = targets(catalog, to);
        return found.map(|(kinds, any)| way(None, kinds, named(any))).into_iter().collect();
    }
    match via.sort {
        Sort::Thing => vec![way(None, vec![via], Rank::Named)],
        Sort::Record => {
            let other = |field: &&Field| link.back.len() > 1 || !link.back.contains(&field.name);
            let beyond = via.fields.iter().filter(other).filter_map(|field| {
                let (to, any) = targets(catalog, field)?;
                let rank = if any { Rank::RecordsOfAnything } else { Rank::Records };
                Some(way(Some(field.name.as_str()), to, rank))
            });
            [way(None, vec![via], Rank::Records)].into_iter().chain(beyond).collect()
        }
        Sort::Evidence | Sort::Union => vec![],
    }
}

fn named(any: bool) -> Rank {
    if any { Rank::Anything } else { Rank::Named }
}

/// The kinds a field leads to, and whether that is anything.
fn targets<'c>(catalog: &'c Catalog, field: &'c Field) -> Option<(Vec<&'c Kind>, bool)> {
    match &field.ty {
        Type::Ref(targets) => Some((catalog.targets(targets).collect(), targets.any)),
        _ => None,
    }
}
