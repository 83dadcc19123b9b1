//! For a query that finds nothing: a query like it that does. Only one that was tried is told.

use anyhow::Result;

use crate::catalog::Type;
use crate::query::ast::{Body, Cond as Written, Name, Operator, Predicate, Query, Test as Asked};
use crate::query::notes::Note;
use crate::query::plan::{Cond, Plan, Test};
use crate::query::resolve::{Parameters, attempt};
use crate::query::sql;
use crate::store::Base;

/// A link that leads from none of these things leads from things of other kinds: the same query of them.
pub(super) fn linked(base: &Base, query: &Query, plan: &Plan<'_>) -> Result<Option<Note>> {
    let linked = |test: &Test<'_>| test.path.way.link().is_some();
    if !plan.filter.iter().flat_map(Cond::tests).any(linked) {
        return Ok(None);
    }
    for kind in base.catalog().kinds.iter().filter(|kind| kind.name != plan.kind.name) {
        let found = found(base, &of_kind(query, &kind.plural, query.filter.clone()))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// `= 42.7bn`: what is about that much, and what has it as its amount of money where that is another kind.
pub(super) fn amount(base: &Base, query: &Query, plan: &Plan<'_>) -> Result<Option<Note>> {
    let own = |predicate: &Predicate| {
        let [name] = predicate.path.names.as_slice() else { return None };
        plan.kind
            .field(&name.text.to_lowercase())
            .filter(|field| matches!(field.ty, Type::Money | Type::Share | Type::Quantity(_)))
    };
    let Some(filter) = &query.filter else { return Ok(None) };
    let about = |field: &str| about(filter, &|predicate| own(predicate).is_some(), field);
    let tested = parts(filter).into_iter().filter_map(|part| match part {
        Written::Predicate(predicate) if is_equal(predicate) => own(predicate),
        _ => None,
    });
    let fields: Vec<_> = tested.collect();
    let [field] = fields.as_slice() else { return Ok(None) };
    let near = found(base, &of_kind(query, &plan.kind.plural, about(&field.name)))?;
    if near.is_some() || !matches!(field.ty, Type::Quantity(None) | Type::Money) {
        return Ok(near);
    }
    for kind in base.catalog().kinds.iter().filter(|kind| kind.name != plan.kind.name) {
        for field in kind.fields.iter().filter(|field| field.ty == Type::Money) {
            let found = found(base, &of_kind(query, &kind.plural, about(&field.name)))?;
            if found.is_some() {
                return Ok(found);
            }
        }
    }
    Ok(None)
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

/// The condition with `about` in the place of `=`, asked of another field.
fn about(cond: &Written, is_it: &dyn Fn(&Predicate) -> bool, field: &str) -> Option<Written> {
    let mut cond = cond.clone();
    let parts = match &mut cond {
        Written::And(parts) => parts.iter_mut().collect(),
        cond => vec![cond],
    };
    for part in parts {
        let Written::Predicate(predicate) = part else { continue };
        if !is_equal(predicate) || !is_it(predicate) {
            continue;
        }
        if let Body::Test(Asked::Compare(_, span, value)) = &predicate.body {
            predicate.body = Body::Test(Asked::About(*span, value.clone()));
            predicate.path.names = vec![Name { text: field.to_owned(), span: predicate.path.span }];
        }
    }
    Some(cond)
}

/// The same query of another kind or condition, without its columns and order.
fn of_kind(query: &Query, plural: &str, filter: Option<Written>) -> Query {
    let kind = Name { text: plural.to_owned(), span: query.kind.span };
    Query { kind, filter, show: vec![], by: vec![], order: vec![], ..query.clone() }
}

/// What a query finds, if it makes sense and finds anything.
fn found(base: &Base, query: &Query) -> Result<Option<Note>> {
    let Ok(resolved) = attempt(query, base.catalog(), base, &Parameters::new()) else {
        return Ok(None);
    };
    let rows = base.count(&sql::count(&resolved.plan))?;
    let finds = rows > 0 && resolved.warnings.is_empty();
    Ok(finds.then(|| Note::Elsewhere { query: query.to_string(), rows }))
}
