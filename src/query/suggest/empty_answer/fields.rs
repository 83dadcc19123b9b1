//! The same test of another field: of the place that what is referred to lies in, or of another text.

use anyhow::Result;

use super::{NAME, TOLD, all, finds, found, is, of_kind, only, parts, predicate, with};
use crate::catalog::{Catalog, Field, Type};
use crate::query::ast::{Body, Operator, Predicate, Query, Test as Asked};
use crate::query::facts::Facts;
use crate::query::notes::{Lead, Note};
use crate::query::plan::{Cond, Plan};
use crate::query::resolve::{places, steps_on};
use crate::query::sql;

/// The same query with one of its tests of the place that what is referred to lies in, or of places it is linked with.
pub fn places_of(facts: &dyn Facts, query: &Query, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let mut notes: Vec<Note> = Vec::new();
    let Some(filter) = &query.filter else { return Ok(notes) };
    for (n, part) in parts(filter).into_iter().enumerate() {
        let Some(asked) = only(part) else { continue };
        let Some(field) = called(facts.catalog(), plan, asked) else { continue };
        for paths in places(facts.catalog(), field) {
            for names in paths {
                let other = predicate(None, names, asked.body.clone());
                let other = of_kind(query, &plan.kind.plural, with(filter, n, other));
                if let Some(found) = found(facts, &other)? {
                    notes.push(found);
                    break;
                }
            }
        }
    }
    notes.truncate(TOLD);
    Ok(notes)
}

/// The reference whose thing is asked to be called something, where that may be what its place is called.
fn called<'c>(catalog: &Catalog, plan: &Plan<'c>, asked: &Predicate) -> Option<&'c Field> {
    let Body::Test(Asked::Compare(Operator::Eq, ..) | Asked::In(false, _)) = &asked.body else {
        return None;
    };
    let name = match asked.path.names.as_slice() {
        [name] => name,
        [name, of] if of.text.eq_ignore_ascii_case(NAME) => name,
        _ => return None,
    };
    let field = plan.kind.field(&name.text.to_lowercase())?;
    let elsewhere = |field: &&Field| match &field.ty {
        Type::Ref(targets) => !catalog.leads_to_places(targets),
        _ => false,
    };
    Some(field).filter(elsewhere)
}

/// A test that nothing meets, and that not all of what is referred to has a field for: of what those are linked with.
pub fn further(facts: &dyn Facts, query: &Query, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    let (Some(filter), Some(meant)) = (&query.filter, &plan.filter) else { return Ok(notes) };
    let meant = match meant {
        Cond::All(meant) => meant.as_slice(),
        meant => std::slice::from_ref(meant),
    };
    for (n, (part, meant)) in parts(filter).into_iter().zip(meant).enumerate() {
        let (Some(asked), tests) = (only(part), meant.tests()) else { continue };
        let Some(test) = tests.first() else { continue };
        if facts.count(&sql::count_of(plan, meant))? > 0 {
            continue;
        }
        for step in steps_on(facts.catalog(), &test.path) {
            let mut names: Vec<String> = asked.path.names.iter().map(is).collect();
            names.insert(1, step);
            let other = with(filter, n, predicate(None, names, asked.body.clone()));
            notes.extend(found(facts, &of_kind(query, &plan.kind.plural, other))?);
        }
    }
    notes.truncate(TOLD);
    Ok(notes)
}

/// What other texts of such things say: for each that says it of more, the query that asks it.
pub fn texts(facts: &dyn Facts, query: &Query, plan: &Plan<'_>, rows: u64) -> Result<Vec<Lead>> {
    let mut notes = Vec::new();
    let Some(filter) = &query.filter else { return Ok(notes) };
    for (n, part) in parts(filter).into_iter().enumerate() {
        let Some(asked) = only(part) else { continue };
        let Body::Test(Asked::Contains(..) | Asked::StartsWith(..)) = &asked.body else { continue };
        let Some(field) = own(plan, asked).filter(|field| field.ty == Type::Text) else { continue };
        let texts = plan.kind.fields.iter().filter(|other| other.ty == Type::Text);
        for other in texts.filter(|other| other.name != field.name) {
            let said = predicate(None, [other.name.clone()], asked.body.clone());
            let asks = |filter| of_kind(query, &plan.kind.plural, filter);
            let both = asks(all(vec![filter.clone(), said.clone()]));
            let instead = asks(with(filter, n, said));
            let more = finds(facts, &instead)?;
            let more = more - more.min(if rows > 0 { finds(facts, &both)? } else { 0 });
            if more > 0 {
                let (field, query) = (other.name.clone(), instead.to_string());
                notes.push(Lead::AlsoIn { field, query, rows: more, more: rows > 0 });
            }
        }
    }
    notes.sort_by_key(|note| std::cmp::Reverse(note.rows()));
    notes.truncate(TOLD);
    Ok(notes)
}

/// The field a test is of, where that is the kind's own.
fn own<'c>(plan: &Plan<'c>, asked: &Predicate) -> Option<&'c Field> {
    let [name] = asked.path.names.as_slice() else { return None };
    plan.kind.field(&name.text.to_lowercase())
}
