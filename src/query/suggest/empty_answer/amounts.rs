//! For an amount that nothing has: what has about that much. Not here: other queries like it (`super`).

use anyhow::Result;

use super::{found, is_equal, of_kind, parts};
use crate::catalog::Type;
use crate::query::ast::{Body, Cond as Written, Name, Predicate, Query, Test as Asked};
use crate::query::facts::Facts;
use crate::query::notes::Note;
use crate::query::plan::Plan;

/// `= 42.7bn`: what is about that much, and what has it as its amount of money where that is another kind.
pub fn amount(facts: &dyn Facts, query: &Query, plan: &Plan<'_>) -> Result<Option<Note>> {
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
    let near = found(facts, &of_kind(query, &plan.kind.plural, about(&field.name)))?;
    if near.is_some() || !matches!(field.ty, Type::Quantity(None) | Type::Money) {
        return Ok(near);
    }
    for kind in facts.catalog().kinds.iter().filter(|kind| kind.name != plan.kind.name) {
        for field in kind.fields.iter().filter(|field| field.ty == Type::Money) {
            let found = found(facts, &of_kind(query, &kind.plural, about(&field.name)))?;
            if found.is_some() {
                return Ok(found);
            }
        }
    }
    Ok(None)
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
