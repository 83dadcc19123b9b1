//! Other ways to what a link leads to, and to the places behind a reference. Only proposed here: who offers them asks whether they find anything. Not here: names
//! that lead nowhere (`instead`).

use super::phrase::{asked, condition, tied};
use super::ways::{Rank, Way, ways};
use crate::catalog::{Catalog, Field, Kind, Type};
use crate::query::ast::{Amount, Body, Cond, Operator, Predicate, Test};
use crate::query::bind::bind_like;
use crate::query::plan::{NamedPath, PathExpr};

/// What is asked of things a link leads to, asked of such things at the end of the other ways from a kind, the nearest first.
pub fn detours(catalog: &Catalog, kind: &Kind, predicate: &Predicate) -> Vec<Cond> {
    let any = predicate.quantifier.as_ref().is_none_or(|by| by.amount == Amount::Any);
    let names = predicate.path.names.split_first().filter(|_| any);
    let Some((first, rest)) = names else { return vec![] };
    let Some(link) = kind.link(&first.text.to_lowercase()) else { return vec![] };
    let mut ways = ways(catalog, kind);
    ways.sort_by_key(|way| way.rank);
    let is_asked = |way: &&Way<'_>| way.link == Some(&link.one) && way.field.is_none();
    let Some(from) = ways.iter().find(is_asked) else { return vec![] };
    let rest: Vec<&str> = rest.iter().map(|name| name.text.as_str()).collect();
    let written = |way: &Way<'_>| {
        let is = same(from, way)?;
        match &predicate.body {
            // That none is, or that there is any, is another question at the end of another way.
            Body::Test(Test::Compare(Operator::Ne, ..) | Test::In(true, _) | Test::Known(..)) => {
                None
            }
            Body::Test(test) if rest.is_empty() => Some(asked(&way.path(), test, false)),
            Body::Test(test) => {
                tied(way, "any", &is, vec![condition(&format!("{} {test}", rest.join(".")))?])
            }
            Body::Cond(cond) => tied(way, "any", &is, vec![(**cond).clone()]),
            Body::Exists => None,
        }
    };
    let others = ways.iter().filter(|way| !is_asked(way));
    let asked = Cond::Predicate(predicate.clone());
    others.filter_map(|way| Some(bind_like(condition(&written(way)?)?, &asked))).collect()
}

/// Paths from a reference to the city, province, country … of what it leads to, and to those of places that is linked with.
pub fn places(catalog: &Catalog, field: &Field) -> [Vec<Vec<String>>; 2] {
    let (Some(containment), Type::Ref(targets)) = (&catalog.containment, &field.ty) else {
        return [vec![], vec![]];
    };
    let is_place = |way: &Way<'_>| matches!(way.to.as_slice(), [to] if catalog.is_places(to));
    let mut steps: Vec<String> = Vec::new();
    for way in catalog.targets(targets).flat_map(|kind| ways(catalog, kind)) {
        if is_place(&way) && way.rank == Rank::Named && !steps.contains(&way.path()) {
            steps.push(way.path());
        }
    }
    let levels = || containment.levels.iter().map(|(level, _)| level.clone());
    let near = levels().map(|level| vec![field.name.clone(), level]);
    let far =
        |step: String| levels().map(move |level| vec![field.name.clone(), step.clone(), level]);
    [near.collect(), steps.into_iter().flat_map(far).collect()]
}

/// Where some of what the first step of a path leads to has no such field: the step from those to what has it, of each kind
/// for which there is one such step.
pub fn steps_on(catalog: &Catalog, path: &NamedPath<'_>) -> Vec<String> {
    let (PathExpr::Ref(through), Some(field)) = (&path.steps, path.text.split('.').nth(1)) else {
        return vec![];
    };
    let mut steps: Vec<String> = Vec::new();
    for kind in &through.lacking {
        let ways = ways(catalog, kind);
        let has = |way: &&Way<'_>| {
            way.rank == Rank::Named
                && matches!(way.to.as_slice(), [to] if to.field(field).is_some())
        };
        let mut leading = ways.iter().filter(has);
        if let (Some(way), None) = (leading.next(), leading.next())
            && !steps.contains(&way.path())
        {
            steps.push(way.path());
        }
    }
    steps
}

/// Whether a way leads to what another does; if so, what tells that from other things it leads to.
fn same(from: &Way<'_>, way: &Way<'_>) -> Option<Vec<String>> {
    let has = |kind: &&&Kind| way.to.iter().any(|other| other.name == kind.name);
    match from.to.as_slice() {
        _ if way.to.len() == from.to.len() => {
            (from.to.iter().all(|kind| has(&kind))).then(Vec::new)
        }
        [kind] if has(&kind) => Some(vec![format!("kind = {}", kind.name)]),
        _ => None,
    }
}
