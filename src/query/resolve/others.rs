//! The same question of things of another kind, or of what a thing lies in: where the name of a field, a value or a thing is
//! known elsewhere. Only what finds something is offered, or makes sense at all where nothing was looked for by a value.

use super::edit::{alone, find, replace};
use super::phrase::condition;
use super::reshape::{Judge, OFFERED};
use crate::catalog::{Catalog, Sort, Type};
use crate::query::ast::{Body, Cond, Name, Query, Test};
use crate::query::diagnostic::{Diagnostic, Fix, Naming, Problem};
use crate::query::print::written;

/// Other kinds of which the query makes sense.
pub(super) fn other_kinds(
    diagnostic: &mut Diagnostic,
    query: &Query,
    better: &dyn Fn(&Query) -> bool,
) {
    let Problem::Naming(Naming::Field { elsewhere, kinds, .. }) = &mut diagnostic.problem else {
        return;
    };
    for plural in elsewhere {
        let kind = Name { text: plural.clone(), span: query.kind.span };
        if diagnostic.fixes.len() < OFFERED && better(&Query { kind, ..query.clone() }) {
            kinds.push(plural.clone());
            diagnostic.fixes.push(Fix::new(query.kind.span, plural.clone()));
        }
    }
}

/// A value that is no choice of its field, but an amount of other kinds: those of that amount.
pub(super) fn of_amount(
    diagnostic: &mut Diagnostic,
    query: &Query,
    catalog: &Catalog,
    judge: Judge<'_>,
) {
    let Problem::Naming(Naming::Choice { typed, amount_of, .. }) = &mut diagnostic.problem else {
        return;
    };
    let field = typed.to_lowercase().replace(' ', "_");
    let at = diagnostic.span;
    let own = catalog.find_kind(&query.kind.text);
    let is_amount = |name: &str, kind: Option<&crate::catalog::Kind>| {
        kind.and_then(|kind| kind.field(name)).is_some_and(|field| field.ty.is_amount())
    };
    let parts: &[Cond] = match &query.filter {
        Some(Cond::And(parts)) => parts,
        Some(part) => std::slice::from_ref(part),
        None => &[],
    };
    let mut said: Vec<String> = Vec::new();
    for part in parts {
        let Cond::Predicate(predicate) = part else {
            said.push(part.to_string());
            continue;
        };
        let span = predicate.span;
        match (&predicate.body, predicate.path.names.as_slice()) {
            _ if span.start <= at.start && at.end <= span.end => {}
            (Body::Test(test), [name]) if is_amount(&name.text, own) => {
                said.insert(0, format!("{field} {test}"));
            }
            _ => said.push(part.to_string()),
        }
    }
    if !said.first().is_some_and(|first| first.starts_with(&field)) {
        said.insert(0, format!("{field} is known"));
    }
    for kind in catalog.kinds.iter().filter(|kind| is_amount(&field, Some(kind))) {
        amount_of.push(kind.plural.clone());
        let asked = [said.join(" and "), said.first().cloned().unwrap_or_default()];
        let others = asked.iter().map(|said| alone(query, kind, condition(said)));
        let other = { others }.find(|other| judge(other).problems.is_empty());
        diagnostic.fixes.extend(other.map(|other| Fix::new(query.span, other.to_string())));
    }
}

/// A value of no list, but perhaps a word of what else is recorded: what a text says, what something is called.
pub(super) fn worded(
    diagnostic: &mut Diagnostic,
    query: &Query,
    catalog: &Catalog,
    judge: Judge<'_>,
) {
    let Problem::Naming(Naming::Choice { typed, suggestions, ways, .. }) = &mut diagnostic.problem
    else {
        return;
    };
    let (Some(kind), Some(filter), true) =
        (catalog.find_kind(&query.kind.text), &query.filter, suggestions.is_empty())
    else {
        return;
    };
    let text = written(typed, true);
    let texts = kind.fields.iter().filter(|field| field.ty == Type::Text).map(|field| &field.name);
    let refs = kind.fields.iter().filter(|field| matches!(field.ty, Type::Ref(_)));
    let refs = refs.map(|field| format!("{}.name", field.name));
    let name = (kind.sort == Sort::Thing).then(|| "name".to_owned());
    let paths: Vec<String> = name.into_iter().chain(texts.cloned()).chain(refs).collect();
    let mut fixes: Vec<Fix> = Vec::new();
    find(filter, true, &mut |predicate, _| {
        let Body::Test(test) = &predicate.body else { return };
        let is_it = test.values().iter().any(|value| value.span.range() == diagnostic.span.range());
        if is_it && predicate.path.names.len() == 1 {
            let conds = paths.iter().map(|path| format!("{path} contains {text}"));
            fixes.extend(conds.map(|cond| Fix::new(predicate.span, cond)));
        }
    });
    fixes.retain(|fix| {
        let mut filter = filter.clone();
        let Some(cond) = condition(&fix.text) else { return false };
        replace(&mut filter, fix.span, &cond);
        let judged = judge(&Query { filter: Some(filter), ..query.clone() });
        judged.finds && judged.problems.is_empty()
    });
    fixes.truncate(OFFERED);
    *ways = fixes.len();
    diagnostic.fixes.extend(fixes);
}

/// `within` of what is no place, but of what has one: those that lie in it.
pub(super) fn lying(
    diagnostic: &mut Diagnostic,
    query: &Query,
    catalog: &Catalog,
    judge: Judge<'_>,
) {
    let (Some(kind), Some(filter), Some(containment)) =
        (catalog.find_kind(&query.kind.text), &query.filter, &catalog.containment)
    else {
        return;
    };
    let mut fixes: Vec<Fix> = Vec::new();
    find(filter, true, &mut |predicate, _| {
        let Body::Test(Test::Within(span, value)) = &predicate.body else { return };
        if span.range() == diagnostic.span.range() {
            let levels = containment.levels.iter();
            let texts = levels.map(|(level, _)| format!("{}.{level} = {value}", predicate.path));
            fixes.extend(texts.map(|text| Fix::new(predicate.span, text)));
        }
    });
    fixes.retain(|fix| {
        let judged = judge(&alone(query, kind, condition(&fix.text)));
        judged.finds && judged.problems.is_empty()
    });
    // Where all have the same field for their place it is known already.
    let is_known = diagnostic.fixes.iter().any(|fix| fix.text.starts_with('.'));
    if !fixes.is_empty() && !is_known {
        diagnostic.fixes = fixes;
    }
}

/// A repair by which nothing is found, because the name is one of things of other kinds: those are asked for.
pub(super) fn of_other_things(
    diagnostic: &mut Diagnostic,
    query: &Query,
    catalog: &Catalog,
    judge: Judge<'_>,
) {
    let ([fix], Some(filter)) = (diagnostic.fixes.as_slice(), &query.filter) else { return };
    let Some(mended) = condition(&fix.text) else { return };
    let mut filter = filter.clone();
    replace(&mut filter, fix.span, &mended);
    if judge(&Query { filter: Some(filter.clone()), ..query.clone() }).finds {
        return;
    }
    let kinds = catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
    let others = kinds.map(|kind| alone(query, kind, Some(filter.clone()))).filter(|other| {
        let judged = judge(other);
        judged.finds && judged.problems.is_empty()
    });
    let fixes: Vec<Fix> =
        others.take(OFFERED).map(|other| Fix::new(query.span, other.to_string())).collect();
    if !fixes.is_empty() {
        diagnostic.fixes = fixes;
    }
}
