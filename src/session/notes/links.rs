//! Links that lead nowhere, which says little: the sources need not list all. Of how many things that is so.

use anyhow::Result;

use super::few;
use crate::catalog::{Kind, Link};
use crate::query::notes::{Lead, Note, Unlisted};
use crate::query::plan::{Cond, Leaf, LinkStep, NamedPath, PathExpr, Plan, Test, TypedPredicate};
use crate::query::sql;
use crate::store::Base;

/// Of fewer things, which the other parts of a condition leave, it says nothing that a link leads nowhere.
const SEVERAL: u64 = 3;

/// Where nothing fits what a link should lead to: of how many of the others it leads nowhere.
pub(super) fn unlisted(base: &Base, plan: &Plan<'_>) -> Result<Vec<Lead>> {
    let parts = parts(plan);
    let mut notes: Vec<Lead> = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        let Cond::Test(test) = part else { continue };
        let Some(link) = asked(test) else { continue };
        let others = parts.iter().enumerate().filter(|(other, _)| *other != n);
        let others: Vec<_> = others.map(|(_, part)| part.clone()).collect();
        let alone = others.is_empty();
        let unlisted = among(base, plan, (Cond::All(others), link))?;
        let is_told = unlisted.rows > 0 && (alone || unlisted.all >= SEVERAL);
        let note = Lead::Unlisted(unlisted);
        if is_told && !notes.contains(&note) {
            notes.push(note);
        }
    }
    Ok(notes)
}

/// Where an item's not being recorded decided: of how many rows none is.
pub(super) fn as_recorded(base: &Base, plan: &Plan<'_>) -> Result<Note> {
    let parts = parts(plan);
    if !few(base, plan)? {
        return Ok(Note::AsRecorded(None));
    }
    let resting = parts.iter().filter(|part| part.rests_on_all_items());
    for link in resting.flat_map(Cond::tests).filter_map(asked) {
        let all = Cond::All(parts.clone());
        let unlisted = among(base, plan, (all, link))?;
        if unlisted.rows > 0 && plan.limit.is_none_or(|limit| unlisted.all <= limit) {
            return Ok(Note::AsRecorded(Some(unlisted)));
        }
    }
    Ok(Note::AsRecorded(None))
}

fn parts<'c>(plan: &Plan<'c>) -> Vec<Cond<'c>> {
    match &plan.filter {
        Some(Cond::All(parts)) => parts.clone(),
        Some(part) => vec![part.clone()],
        None => vec![],
    }
}

/// The link of the things themselves of which a test asks more than whether it leads anywhere.
fn asked<'c>(test: &Test<'c>) -> Option<(&'c Link, &'c Kind)> {
    if matches!(test.check, TypedPredicate::Known(_) | TypedPredicate::Quantified(_, None)) {
        return None;
    }
    match &test.path.steps {
        PathExpr::Leaf(Leaf::Link(link, via)) | PathExpr::Link(LinkStep { link, via, .. }) => {
            Some((link, via))
        }
        _ => None,
    }
}

/// Of the things that meet a condition, those of which a link leads nowhere.
fn among<'c>(
    base: &Base,
    plan: &Plan<'c>,
    (filter, (link, via)): (Cond<'c>, (&'c Link, &'c Kind)),
) -> Result<Unlisted> {
    let all = base.count(&sql::count_of(plan, &filter))?;
    let path = NamedPath { text: link.name.clone(), steps: PathExpr::Leaf(Leaf::Link(link, via)) };
    let none = Cond::Test(Test { path, check: TypedPredicate::Known(false), text: String::new() });
    let rows = base.count(&sql::count_of(plan, &Cond::All(vec![filter, none])))?;
    Ok(Unlisted { link: link.one.clone(), rows, all })
}
