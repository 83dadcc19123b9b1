//! What a column or key may mean whose name is no field: a field of the kind by another name, a path to what is linked. Not
//! here: conditions (`instead`), and whether the query makes sense then (`reshape`).

use super::instead::{Meant, among, has_unit, is_choice};
use super::paths::parts;
use super::phrase::tied;
use super::ways::{Rank, Way, ways};
use super::words::singulars;
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::query::ast::Path;

/// Paths that lead to what a column or key was to show. Without a value to go by, a field of something else is meant only
/// where it says something of the thing itself: where that is, or what is recorded of it. `leads`: whether there is anything
/// that meets a condition.
pub(super) fn paths(
    catalog: &Catalog,
    kind: &Kind,
    path: &Path,
    leads: &dyn Fn(&str) -> bool,
) -> Meant {
    let Some((first, rest)) = path.names.split_first() else { return Meant::default() };
    let name = first.text.to_lowercase();
    let rest: Vec<&str> = rest.iter().map(|name| name.text.as_str()).collect();
    let on = |path: String| [&[path.as_str()], rest.as_slice()].concat().join(".");
    let link = kind.link(&name).map(|link| link.name.clone());
    let known = kind.field(&name).map(|field| field.name.clone()).or(link);
    let own = match rest.as_slice() {
        _ if known.is_some() => known.map(&on).into_iter().collect(),
        [] => alike(catalog, kind, &name),
        _ => vec![],
    };
    let mut groups: Vec<Vec<String>> = vec![];
    let ways = ways(catalog, kind);
    for rank in Rank::ALL {
        let of_rank = || ways.iter().filter(move |way| way.rank == rank);
        let meant = catalog.find_kind(&name);
        let there = |way: &Way<'_>, kind: &Kind| {
            let is = vec![format!("kind = {}", kind.name)];
            way.to.len() == 1 || tied(way, "any", &is, vec![]).is_some_and(|cond| leads(&cond))
        };
        let is_meant =
            |way: &&Way<'_>| meant.is_some_and(|kind| among(&way.to, kind) && there(way, kind));
        groups.push(of_rank().filter(is_meant).map(|way| on(way.shown())).collect());
        let is_near = matches!(rank, Rank::Named | Rank::Records);
        let of_it = |kind: &Kind| match kind.field(&name).map(|field| &field.ty) {
            Some(Type::Level(_)) => true,
            _ => is_near && tells(catalog, kind, &name),
        };
        let have = of_rank().filter(|way| way.to.iter().any(|kind| of_it(kind)));
        let have = have.map(|way| on(format!("{}.{name}", way.shown())));
        let have = have.chain(of_rank().flat_map(|way| levels(way, &name)).map(&on));
        groups.push(have.filter(|path| leads(&format!("{path} is known"))).collect());
        let is_told = |kind: &&Kind| kind.fields.iter().any(|field| is_choice(field, &name));
        let records = of_rank().filter(|way| way.field.is_none() && way.to.iter().any(is_told));
        groups.push(records.map(Way::shown).collect());
    }
    Meant { own, named: groups, fitting: vec![] }
}

/// `countries` of a route are those its places lie in.
fn levels(way: &Way<'_>, name: &str) -> Vec<String> {
    let is_level = |kind: &Kind, name: &str| {
        kind.field(name).is_some_and(|field| matches!(field.ty, Type::Level(_)))
    };
    let singulars = singulars(name).into_iter().filter(|singular| singular != name);
    let levels = singulars.filter(|level| way.to.iter().any(|kind| is_level(kind, level)));
    levels.map(|level| format!("{}.{level}", way.shown())).collect()
}

/// Fields of which a value has a part of that name: a date its year, an amount its unit.
pub(super) fn parted(kind: &Kind, name: &str) -> Vec<String> {
    let has = |field: &&Field| parts(&field.ty).iter().any(|(part, _)| *part == name);
    kind.fields.iter().filter(has).map(|field| format!("{}.{name}", field.name)).collect()
}

/// Says whether a field is of a sort.
type Is = fn(&Type) -> bool;

/// A kind's own fields of another name: a part of its date, its list of values where others have theirs by this name, and
/// its texts where the word is that of their type.
fn alike(catalog: &Catalog, kind: &Kind, name: &str) -> Vec<String> {
    let of = |fits: &dyn Fn(&Field) -> bool| {
        kind.fields.iter().filter(|field| fits(field)).collect::<Vec<_>>()
    };
    let paths = |fields: Vec<&Field>| fields.into_iter().map(|field| field.name.clone()).collect();
    let of_part = parted(kind, name);
    if !of_part.is_empty() {
        return of_part;
    }
    if name == Type::Text.noun() {
        return paths(of(&|field| field.ty == Type::Text));
    }
    let is_list: Is = |ty| matches!(ty, Type::Enum(_));
    let is_any_amount: Is = |ty| *ty == Type::Quantity(None);
    let sorts = [(is_list, is_list), (Type::is_time, Type::is_time), (is_any_amount, has_unit)];
    let so_called = |is: Is, name: &str| {
        let fields = catalog.kinds.iter().filter_map(|kind| kind.field(name));
        fields.filter(|field| is(&field.ty)).count()
    };
    // Only the usual word says no more than which sort of field it is.
    let is_usual = |is: Is| {
        let all = catalog.kinds.iter().flat_map(|kind| &kind.fields);
        let most = all.map(|field| so_called(is, &field.name)).max();
        most == Some(so_called(is, name))
    };
    let of_sort = |(there, here): (Is, Is)| match of(&|field| here(&field.ty)).as_slice() {
        [only] if is_usual(there) => Some(only.name.clone()),
        _ => None,
    };
    sorts.into_iter().filter_map(of_sort).collect()
}

/// Whether a field of what is linked says something of what it is linked with: where that is, or what is recorded of it.
pub(super) fn tells(catalog: &Catalog, kind: &Kind, name: &str) -> bool {
    kind.field(name).is_some_and(|field| match &field.ty {
        Type::Level(_) => true,
        Type::Ref(targets) if catalog.leads_to_places(targets) => true,
        _ => kind.sort == Sort::Record,
    })
}
