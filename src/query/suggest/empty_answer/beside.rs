//! Things whose field is unknown, while a link of theirs leads to such things as the field does: what is shown or asked of
//! the field stands there. Not here: what a link leads to that finds nothing (`detours`).

use anyhow::Result;

use super::{all, among_shown, finds, is, of_kind, others, parts, predicate, with};
use crate::catalog::{Catalog, Field, Kind, Link, Targets, Type};
use crate::query::ast::{Amount, Body, Cond as Written, Predicate, Query, Test as Asked};
use crate::query::facts::Facts;
use crate::query::notes::Lead;
use crate::query::plan::{Item, Leaf, PathExpr, Plan};
use crate::query::span::Span;

/// A shown field that is unknown of things of which a link leads to such things as it does.
pub fn shown(facts: &dyn Facts, query: &Query, plan: &Plan<'_>) -> Result<Vec<Lead>> {
    let mut notes = Vec::new();
    for path in plan.shown.iter().filter_map(Item::path) {
        let PathExpr::Leaf(Leaf::Field(field)) = &path.steps else { continue };
        // One that is shown is seen.
        let seen = |link: &&Link| {
            let names = plan.shown.iter().filter_map(Item::path);
            let mut first = names.filter_map(|path| path.text.split('.').next());
            first.any(|name| name == link.name || name == link.one)
        };
        for link in like(facts.catalog(), plan.kind, field).into_iter().filter(|link| !seen(link)) {
            let any = predicate(Some(Amount::Any), [link.one.clone()], Body::Exists);
            let asked = of_kind(query, &plan.kind.plural, all(vec![unknown(field), any]));
            let rows = among_shown(facts, plan, &asked)?;
            notes.extend(note(plan, (field, link), (rows, None)));
        }
    }
    Ok(notes)
}

/// A part of the condition that a field leaves open, and things of which a link meets it.
pub fn tested(facts: &dyn Facts, query: &Query, plan: &Plan<'_>) -> Result<Vec<Lead>> {
    let mut notes = Vec::new();
    let Some(filter) = &query.filter else { return Ok(notes) };
    for (n, part) in parts(filter).into_iter().enumerate() {
        for field in &plan.kind.fields {
            for link in like(facts.catalog(), plan.kind, field) {
                let via = facts.catalog().kind(&link.via);
                let of = via.and_then(|via| of_link(part, (plan.kind, field), (link, via)));
                let Some(of) = of else { continue };
                let body = Body::Cond(Box::new(of));
                let of = predicate(Some(Amount::Any), [link.one.clone()], body);
                let rest = others(filter, n).into_iter().chain([unknown(field), of.clone()]);
                let instead = of_kind(query, &plan.kind.plural, with(filter, n, of)).to_string();
                let rest = of_kind(query, &plan.kind.plural, all(rest.collect()));
                notes.extend(note(plan, (field, link), (finds(facts, &rest)?, Some(instead))));
            }
        }
    }
    Ok(notes)
}

fn note(
    plan: &Plan<'_>,
    (field, link): (&Field, &Link),
    (rows, instead): (u64, Option<String>),
) -> Option<Lead> {
    let nouns = (plan.kind.name.clone(), plan.kind.plural.clone());
    let (field, link) = (field.name.clone(), link.name.clone());
    (rows > 0).then_some(Lead::Beside { nouns, field, link, rows, instead })
}

fn unknown(field: &Field) -> Written {
    let unknown = Body::Test(Asked::Known(false, Span::default()));
    predicate(None, [field.name.clone()], unknown)
}

/// The links that lead to what a field leads to.
fn like<'c>(catalog: &'c Catalog, kind: &'c Kind, field: &Field) -> Vec<&'c Link> {
    let Some(wanted) = targets(field) else { return vec![] };
    let to = |link: &Link| catalog.kind(&link.via)?.field(link.to.as_ref()?);
    let same = |field: &Field| targets(field).is_some_and(|found| found.kinds == wanted.kinds);
    kind.links.iter().filter(|link| to(link).is_some_and(same)).collect()
}

/// What a field leads to, where that is not anything.
fn targets(field: &Field) -> Option<&Targets> {
    match &field.ty {
        Type::Ref(targets) if !targets.any => Some(targets),
        _ => None,
    }
}

/// A condition that asks of nothing but a field and what is derived from it, asked of an item of a link.
fn of_link(cond: &Written, of: (&Kind, &Field), through: (&Link, &Kind)) -> Option<Written> {
    let each = |parts: &[Written]| -> Option<Vec<Written>> {
        parts.iter().map(|part| of_link(part, of, through)).collect()
    };
    Some(match cond {
        Written::And(parts) => Written::And(each(parts)?),
        Written::Or(parts) => Written::Or(each(parts)?),
        Written::Not(inner, span) => Written::Not(Box::new(of_link(inner, of, through)?), *span),
        Written::Possibly(..) => return None,
        Written::Predicate(asked) => {
            let names = names_of_link(asked, of, through)?;
            predicate(None, names, asked.body.clone())
        }
    })
}

fn names_of_link(
    asked: &Predicate,
    (kind, field): (&Kind, &Field),
    (link, via): (&Link, &Kind),
) -> Option<Vec<String>> {
    if asked.quantifier.is_some() || matches!(asked.body, Body::Test(Asked::Known(..))) {
        return None;
    }
    let to = link.to.clone()?;
    let (first, rest) = asked.path.names.split_first()?;
    let own = kind.field(&first.text.to_lowercase())?;
    let derived = |own: &Field, from: &str| matches!(&own.ty, Type::Level(level) if level.of.as_deref() == Some(from));
    let begin = if own.name == field.name {
        vec![to]
    } else if !derived(own, &field.name) {
        return None;
    } else if via.field(&own.name).is_none_or(|other| derived(other, &to)) {
        vec![own.name.clone()]
    } else {
        vec![to, own.name.clone()]
    };
    Some(begin.into_iter().chain(rest.iter().map(is)).collect())
}
