//! Queries like the one that was asked, where it finds nothing or leaves something out. Only one that was tried and finds
//! something is told. Here they are made and tried; `fields` are the same test of another field, `beside` of a link beside
//! the field, `amounts` of about that much.

mod amounts;
mod beside;
mod fields;

pub use amounts::amount;
pub use beside::{shown as beside_shown, tested as beside_tested};
pub use fields::{further, places_of, texts};

use anyhow::Result;

use crate::catalog::{Sort, Type};
use crate::query::ast::{
    Amount, Body, Cond as Written, Name, Operator, Path, Predicate, Quantifier, Query,
    Test as Asked,
};
use crate::query::facts::Facts;
use crate::query::notes::Note;
use crate::query::plan::{Cond, Plan, Test, TypedPredicate};
use crate::query::resolve::{Parameters, Resolved, attempt, detours};
use crate::query::span::Span;
use crate::query::sql;

/// What every thing has, and the kind of it.
const NAME: &str = "name";

/// How many queries are told of one sort.
const TOLD: usize = 2;

/// What was asked of things a link leads to, where such things stand at the end of another way.
pub fn by_detours(facts: &dyn Facts, query: &Query, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let mut notes: Vec<Note> = Vec::new();
    let Some(filter) = &query.filter else { return Ok(notes) };
    for (n, part) in parts(filter).into_iter().enumerate() {
        let Written::Predicate(asked) = part else { continue };
        for other in detours(facts.catalog(), plan.kind, asked) {
            let other = of_kind(query, &plan.kind.plural, with(filter, n, other));
            // As many are most likely the same ones by a longer way.
            let is_new = |note: &Note| notes.iter().all(|told| told.rows() != note.rows());
            let note = found(facts, &other)?.filter(is_new);
            notes.extend(note);
        }
    }
    notes.truncate(TOLD);
    Ok(notes)
}

/// A link or name that none of these things has is one of things of other kinds: the same query of them.
pub fn linked(facts: &dyn Facts, query: &Query, plan: &Plan<'_>) -> Result<Option<Note>> {
    // How many there are of one kind is another question than of another.
    let is_known = |test: &Test<'_>| matches!(test.check, TypedPredicate::Known(_));
    let known = plan.filter.iter().flat_map(Cond::tests).all(is_known);
    if known || query.filter.as_ref().is_some_and(counts) {
        return Ok(None);
    }
    let linked = |test: &Test<'_>| test.path.steps.link().is_some();
    let is_name = query.filter.as_ref().and_then(only).is_some_and(|predicate| {
        let name = predicate.path.names.as_slice();
        matches!(name, [name] if name.text.eq_ignore_ascii_case(NAME))
    });
    if !is_name && !plan.filter.iter().flat_map(Cond::tests).any(linked) {
        return Ok(None);
    }
    for kind in facts.catalog().kinds.iter().filter(|kind| kind.name != plan.kind.name) {
        let found = found(facts, &of_kind(query, &kind.plural, query.filter.clone()))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// A thing that was asked for by its name, and stands in none of these: the records in which it stands, most of them first.
pub fn standing(facts: &dyn Facts, resolved: &Resolved<'_>) -> Result<Vec<Note>> {
    let query = &resolved.query;
    let Some(tested) = query.filter.as_ref().and_then(only) else { return Ok(vec![]) };
    let (Body::Test(test), true) = (&tested.body, is_equal(tested)) else {
        return Ok(vec![]);
    };
    // What is asked of another thing's field is no question of where the thing named stands.
    if resolved.matched.len() != 1 || tested.path.names.len() != 1 {
        return Ok(vec![]);
    }
    let mut notes = Vec::new();
    let kinds = facts.catalog().kinds.iter().filter(|kind| kind.sort == Sort::Record);
    let inside = facts.catalog().containment.as_ref().map(|containment| containment.kind.as_str());
    for kind in kinds.filter(|kind| kind.name != NAME && Some(kind.name.as_str()) != inside) {
        let refs = kind.fields.iter().filter(|field| matches!(field.ty, Type::Ref(_)));
        for field in refs {
            let asked = [field.name.clone()];
            let asked = predicate(None, asked, Body::Test(test.clone()));
            notes.extend(found(facts, &of_kind(query, &kind.plural, Some(asked)))?);
        }
    }
    notes.sort_by_key(|note| std::cmp::Reverse(note.rows()));
    notes.truncate(TOLD);
    Ok(notes)
}

/// The one test a condition is.
fn only(cond: &Written) -> Option<&Predicate> {
    match cond {
        Written::Predicate(predicate) if predicate.quantifier.is_none() => Some(predicate),
        _ => None,
    }
}

/// Whether a condition asks how many there are of something: more than whether there is any.
fn counts(cond: &Written) -> bool {
    match cond {
        Written::And(parts) | Written::Or(parts) => parts.iter().any(counts),
        Written::Not(inner, _) | Written::Possibly(inner, _) => counts(inner),
        Written::Predicate(asked) => {
            asked.quantifier.as_ref().is_some_and(|by| by.amount != Amount::Any)
                || matches!(&asked.body, Body::Cond(inner) if counts(inner))
        }
    }
}

/// A condition's parts that all must be met.
fn parts(cond: &Written) -> Vec<&Written> {
    match cond {
        Written::And(parts) => parts.iter().collect(),
        cond => vec![cond],
    }
}

fn is_equal(predicate: &Predicate) -> bool {
    let equal = matches!(predicate.body, Body::Test(Asked::Compare(Operator::Eq, ..)));
    equal && predicate.quantifier.is_none()
}

/// A condition with another in the place of one of its parts.
fn with(cond: &Written, n: usize, part: Written) -> Option<Written> {
    let mut parts: Vec<Written> = parts(cond).into_iter().cloned().collect();
    *parts.get_mut(n)? = part;
    all(parts)
}

/// The parts of a condition but one.
fn others(cond: &Written, n: usize) -> Vec<Written> {
    let others = parts(cond).into_iter().enumerate().filter(|(other, _)| *other != n);
    others.map(|(_, part)| part.clone()).collect()
}

/// Conditions that all must be met, as one; of none: none.
pub fn all(conds: Vec<Written>) -> Option<Written> {
    let flat = conds.into_iter().flat_map(|cond| match cond {
        Written::And(parts) => parts,
        cond => vec![cond],
    });
    let mut flat: Vec<Written> = flat.collect();
    if flat.len() > 1 { Some(Written::And(flat)) } else { flat.pop() }
}

/// A predicate that stands nowhere in the text.
pub fn predicate(
    quantifier: Option<Amount>,
    names: impl IntoIterator<Item = String>,
    body: Body,
) -> Written {
    let span = Span::default();
    let quantifier = quantifier.map(|amount| Quantifier { amount, span });
    let names = names.into_iter().map(|text| Name { text, span }).collect();
    Written::Predicate(Predicate { quantifier, path: Path { names, span }, body, span })
}

/// A name as it was typed.
fn is(name: &Name) -> String {
    name.text.clone()
}

/// The same query of another kind or condition, without its columns and order.
fn of_kind(query: &Query, plural: &str, filter: Option<Written>) -> Query {
    let kind = Name { text: plural.to_owned(), span: query.kind.span };
    Query { kind, filter, show: vec![], by: vec![], order: vec![], ..query.clone() }
}

/// What a query finds, if it makes sense and finds anything.
fn found(facts: &dyn Facts, query: &Query) -> Result<Option<Note>> {
    let rows = finds(facts, query)?;
    Ok((rows > 0).then(|| Note::Elsewhere { query: query.to_string(), rows }))
}

/// How many rows a query finds; none where it makes no sense. Its parameters have their values already.
pub fn finds(facts: &dyn Facts, query: &Query) -> Result<u64> {
    match attempt(query, facts.catalog(), facts, &Parameters::new()) {
        Ok(resolved) if resolved.warnings.is_empty() => facts.count(&sql::count(&resolved.plan)),
        _ => Ok(0),
    }
}

/// How many of the things an answer shows another query finds; none where that makes no sense.
fn among_shown(facts: &dyn Facts, plan: &Plan<'_>, query: &Query) -> Result<u64> {
    match attempt(query, facts.catalog(), facts, &Parameters::new()) {
        Ok(resolved) => facts.count(&sql::count_shown(plan, resolved.plan.filter.as_ref())),
        _ => Ok(0),
    }
}
