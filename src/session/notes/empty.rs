//! Of an answer without rows: what each part of the condition matches alone, and what like it finds something.

use std::ops::RangeInclusive;

use anyhow::Result;

use super::{conjuncts, few, links};
use crate::query::ast::Query;
use crate::query::notes::{Lead, Note};
use crate::query::plan::{Cond, Plan};
use crate::query::resolve::Resolved;
use crate::query::sql;
use crate::query::suggest::Siblings;
use crate::store::Base;

/// Of so many conditions it is told what leaving one out would find. Of two each is told alone.
const SEVERAL: RangeInclusive<usize> = 3..=8;

/// Why nothing was found, and where something is.
pub(super) fn found(base: &Base, resolved: &Resolved<'_>, open: u64) -> Result<Vec<Note>> {
    let (query, plan) = (&resolved.query, &resolved.plan);
    let mut notes = vec![no_rows(base, query, plan, open)?];
    if few(base, plan)? {
        notes.extend(without(base, query, plan)?.map(Note::Lead));
        notes.extend(links::unlisted(base, plan)?.into_iter().map(Note::Lead));
    }
    notes.extend(siblings(base, resolved)?);
    Ok(notes)
}

/// Mentions queries that find something, of the first sort that does.
fn siblings(base: &Base, resolved: &Resolved<'_>) -> Result<Vec<Note>> {
    let (query, plan) = (&resolved.query, &resolved.plan);
    let siblings = Siblings(base);
    if few(base, plan)? {
        let others = siblings.by_other_edges(query, plan)?;
        if !others.is_empty() {
            return Ok(others);
        }
        let further = siblings.one_edge_further(query, plan)?;
        if !further.is_empty() {
            return Ok(further);
        }
    }
    if let Some(linked) = siblings.of_other_kinds(query, plan)? {
        return Ok(vec![linked]);
    }
    let places = siblings.at_places(query, plan)?;
    if places.is_empty() { siblings.in_records(resolved) } else { Ok(places) }
}

/// What each part of a condition matches alone.
fn no_rows(base: &Base, query: &Query, plan: &Plan<'_>, open: u64) -> Result<Note> {
    let parts = conjuncts(query, plan);
    let mut alone = Vec::new();
    for (said, part) in parts {
        let n = base.count(&sql::count_of(plan, part))?;
        let largest = match sql::largest(plan, part) {
            Some(statement) if n == 0 => {
                base.texts(&statement)?.pop().and_then(|mut row| row.pop().flatten())
            }
            _ => None,
        };
        alone.push((said.to_string(), n, largest));
    }
    Ok(Note::NoRows { noun: plan.kind.name.clone(), open, alone })
}

/// Of three conditions and more: how many match all but one of them.
fn without(base: &Base, query: &Query, plan: &Plan<'_>) -> Result<Option<Lead>> {
    let parts = conjuncts(query, plan);
    if !SEVERAL.contains(&parts.len()) {
        return Ok(None);
    }
    let mut matching = Vec::new();
    for (n, (said, _)) in parts.iter().enumerate() {
        let others = parts.iter().enumerate().filter(|(other, _)| *other != n);
        let others = Cond::All(others.map(|(_, (_, part))| (*part).clone()).collect());
        let rows = base.count(&sql::count_of(plan, &others))?;
        matching.extend((rows > 0).then(|| (said.to_string(), rows)));
    }
    Ok((!matching.is_empty()).then_some(Lead::Without(matching)))
}
