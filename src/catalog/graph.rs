//! The schema as a graph: where one step leads from a kind, through a field, a link, or the records of a link to what they
//! refer to. Suggestions and notes look for other paths here; paths as they were written are resolved in `query::resolve`.

use super::{Catalog, Field, Kind, Link, Sort, Type, UNIVERSAL};

/// One step: a link, a field of the kind, or a link and a field of its records.
pub(crate) struct Edge<'c> {
    /// The link.
    pub(crate) link: Option<&'c Link>,
    /// The field after the link, or of the kind itself.
    pub(crate) field: Option<&'c Field>,
    /// The kinds it leads to.
    pub(crate) to: Vec<&'c Kind>,
    /// How specific it is.
    pub(crate) rank: EdgeRank,
}

/// How specific an edge is, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EdgeRank {
    /// A field or link that leads to a few kinds.
    Named,
    /// Records, and the things they refer to.
    Records,
    /// A field or link that leads to any kind.
    Anything,
    /// Records, and things of any kind they refer to.
    RecordsOfAnything,
}

impl EdgeRank {
    /// All of them, the nearest first.
    pub(crate) const ALL: [Self; 4] =
        [Self::Named, Self::Records, Self::Anything, Self::RecordsOfAnything];
}

impl<'c> Edge<'c> {
    /// Writes the edge as it begins a tested path: `participation.what`.
    pub(crate) fn tested_path(&self) -> String {
        self.join_path(self.link.map(|link| &link.one))
    }

    /// Writes the edge as it begins a shown path: `participations.what`.
    pub(crate) fn shown_path(&self) -> String {
        self.join_path(self.link.map(|link| &link.name))
    }

    fn join_path(&self, link: Option<&String>) -> String {
        let names: Vec<&str> = link
            .into_iter()
            .chain(self.field.map(|field| &field.name))
            .map(String::as_str)
            .collect();
        names.join(".")
    }

    /// Returns the one kind it leads to.
    pub(crate) fn only_kind(&self) -> Option<&'c Kind> {
        if let [kind] = self.to.as_slice() { Some(kind) } else { None }
    }

    /// Returns the link and the kind of its records, if the edge leads to records.
    pub(crate) fn records(&self) -> Option<(&'c Link, &'c Kind)> {
        let kind = self.only_kind().filter(|kind| kind.sort == Sort::Record)?;
        Some((self.link.filter(|_| self.field.is_none())?, kind))
    }

    /// Checks whether it leads to a kind, among others.
    pub(crate) fn reaches(&self, kind: &Kind) -> bool {
        self.to.iter().any(|other| other.name == kind.name)
    }
}

/// Lists all edges that leave a kind.
pub(crate) fn edges_from_kind<'c>(catalog: &'c Catalog, kind: &'c Kind) -> Vec<Edge<'c>> {
    let own = kind.fields.iter().filter_map(|field| {
        let (to, any) = field_targets(catalog, field)?;
        Some(Edge { link: None, field: Some(field), to, rank: edge_rank(any) })
    });
    let links = kind.links().filter(|link| !UNIVERSAL.contains(&link.name.as_str()));
    own.chain(links.flat_map(|link| of_link(catalog, link))).collect()
}

/// Members of a kind that refer to a thing, by one field or several of one meaning.
pub struct Referrer<'c> {
    /// The kind that refers.
    pub kind: &'c Kind,
    /// The fields by which it does.
    pub fields: Vec<&'c Field>,
    /// The link from the thing to what refers to it, or else the plural of its kind.
    pub title: &'c str,
}

/// Lists what can refer to things of a kind, in the order of the catalog.
pub fn referrers_of_kind<'c>(catalog: &'c Catalog, kind: &'c Kind) -> Vec<Referrer<'c>> {
    let mut references: Vec<Referrer<'c>> = Vec::new();
    for other in catalog.kinds.iter().filter(|other| other.sort != Sort::Union) {
        for field in &other.fields {
            let Type::Ref(targets) = &field.ty else { continue };
            if !targets.any && !targets.kinds.contains(&kind.name) {
                continue;
            }
            let leads_here = |link: &&Link| {
                let whole = link.to.is_none() && link.only.is_none();
                link.via == other.name && whole && link.back.contains(&field.name)
            };
            let link = kind.links().find(leads_here);
            let title = link.map_or(other.plural.as_str(), |link| link.name.as_str());
            let same =
                |known: &&mut Referrer<'_>| known.kind.name == other.name && known.title == title;
            match references.iter_mut().find(same) {
                Some(known) => known.fields.push(field),
                None => references.push(Referrer { kind: other, fields: vec![field], title }),
            }
        }
    }
    references
}

/// Lists a link's edges: to its things, or to its records and to the things those refer to.
fn of_link<'c>(catalog: &'c Catalog, link: &'c Link) -> Vec<Edge<'c>> {
    let Some(via) = catalog.kind(&link.via) else { return vec![] };
    let edge = |field, to, rank| Edge { link: Some(link), field, to, rank };
    if let Some(to) = link.to.as_ref().and_then(|to| via.field(to)) {
        let found = field_targets(catalog, to);
        return found.map(|(kinds, any)| edge(None, kinds, edge_rank(any))).into_iter().collect();
    }
    match via.sort {
        Sort::Thing => vec![edge(None, vec![via], EdgeRank::Named)],
        Sort::Record => {
            let beyond = other_fields(link, via).filter_map(|field| {
                let (to, any) = field_targets(catalog, field)?;
                let rank = if any { EdgeRank::RecordsOfAnything } else { EdgeRank::Records };
                Some(edge(Some(field), to, rank))
            });
            [edge(None, vec![via], EdgeRank::Records)].into_iter().chain(beyond).collect()
        }
        Sort::Evidence | Sort::Union => vec![],
    }
}

/// Lists the fields of a link's records that do not lead back.
pub(crate) fn other_fields<'c>(link: &'c Link, via: &'c Kind) -> impl Iterator<Item = &'c Field> {
    via.fields.iter().filter(|field| link.back.len() > 1 || !link.back.contains(&field.name))
}

/// Returns the field that a name fills when a record of the link is entered by a name alone: the one that leads on, or the only
/// other reference. `None` means that such a record needs more.
pub(crate) fn far_end<'c>(catalog: &'c Catalog, link: &Link) -> Option<&'c Field> {
    let via = catalog.kind(&link.via).filter(|via| via.sort == Sort::Record)?;
    let own = |field: &&Field| field.ty.is_ref() && !link.back.contains(&field.name);
    let mut others = via.stored_fields().filter(own);
    let end = match (&link.to, others.next(), others.next()) {
        (Some(to), ..) => via.field(to),
        (None, Some(one), None) if link.back.len() == 1 => Some(one),
        _ => None,
    }?;
    let given = |name: &String| *name == end.name || link.back.contains(name);
    via.expect.iter().all(given).then_some(end)
}

fn edge_rank(any: bool) -> EdgeRank {
    if any { EdgeRank::Anything } else { EdgeRank::Named }
}

/// Returns the kinds a field leads to, and whether these are all.
fn field_targets<'c>(catalog: &'c Catalog, field: &'c Field) -> Option<(Vec<&'c Kind>, bool)> {
    match &field.ty {
        Type::Ref(targets) => Some((catalog.target_kinds(targets).collect(), targets.any)),
        _ => None,
    }
}

/// Lists the paths from a reference to the city, province, country … of its thing, and to those of places linked with it.
pub(crate) fn level_paths(catalog: &Catalog, field: &Field) -> [Vec<String>; 2] {
    let (Some(containment), Type::Ref(targets)) = (&catalog.containment, &field.ty) else {
        return [vec![], vec![]];
    };
    let mut steps: Vec<String> = Vec::new();
    for edge in catalog.target_kinds(targets).flat_map(|kind| edges_from_kind(catalog, kind)) {
        let is_place = edge.only_kind().is_some_and(|to| catalog.is_places(to));
        if is_place && edge.rank == EdgeRank::Named && !steps.contains(&edge.tested_path()) {
            steps.push(edge.tested_path());
        }
    }
    let levels = || containment.levels.iter().map(|(level, _)| level);
    let near = levels().map(|level| format!("{}.{level}", field.name));
    let far = |step: &String| {
        levels().map(|level| format!("{}.{step}.{level}", field.name)).collect::<Vec<_>>()
    };
    [near.collect(), steps.iter().flat_map(far).collect()]
}

/// Returns the only edge from a kind to a thing that has a field, if there is exactly one.
pub(crate) fn only_edge_to_field<'c>(
    catalog: &'c Catalog,
    kind: &'c Kind,
    field: &str,
) -> Option<Edge<'c>> {
    let has = |edge: &Edge<'_>| {
        edge.rank == EdgeRank::Named && edge.only_kind().is_some_and(|to| to.field(field).is_some())
    };
    let mut leading = edges_from_kind(catalog, kind).into_iter().filter(has);
    leading.next().filter(|_| leading.next().is_none())
}
