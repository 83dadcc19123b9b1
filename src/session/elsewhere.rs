//! For a query that finds nothing: a query like it that does. Only one that was tried is told.

use anyhow::Result;

use crate::catalog::{Catalog, Link, Sort, Type};
use crate::query::ast::{Body, Cond as Written, Name, Operator, Predicate, Query, Test as Asked};
use crate::query::notes::Note;
use crate::query::parser::parse;
use crate::query::plan::{Cond, End, Item, Plan, Test, Way};
use crate::query::resolve::{Parameters, Resolved, attempt};
use crate::query::sql;
use crate::store::Base;

/// What every thing has, and the kind of it.
const NAME: &str = "name";

/// How many queries are told in which one thing stands.
const TOLD: usize = 2;

/// A link or name that none of these things has is one of things of other kinds: the same query of them.
pub(super) fn linked(base: &Base, query: &Query, plan: &Plan<'_>) -> Result<Option<Note>> {
    let linked = |test: &Test<'_>| test.path.way.link().is_some();
    let is_name = query.filter.as_ref().and_then(only).is_some_and(|predicate| {
        let name = predicate.path.names.as_slice();
        matches!(name, [name] if name.text.eq_ignore_ascii_case(NAME))
    });
    if !is_name && !plan.filter.iter().flat_map(Cond::tests).any(linked) {
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

/// The same query with one of its tests of another field: of the place that what is referred to lies in, or of another text.
pub(super) fn otherwise(base: &Base, query: &Query, plan: &Plan<'_>) -> Result<Option<Note>> {
    let Some(filter) = &query.filter else { return Ok(None) };
    for (n, part) in parts(filter).into_iter().enumerate() {
        let Some(predicate) = only(part) else { continue };
        for path in other_paths(base.catalog(), plan, predicate) {
            let names = path.into_iter().map(|text| Name { text, span: predicate.path.span });
            let mut other = predicate.clone();
            other.path.names = names.collect();
            let found = found(base, &of_kind(query, &plan.kind.plural, with(filter, n, other)))?;
            if found.is_some() {
                return Ok(found);
            }
        }
    }
    Ok(None)
}

/// What else a test may be of.
fn other_paths(catalog: &Catalog, plan: &Plan<'_>, predicate: &Predicate) -> Vec<Vec<String>> {
    let [name] = predicate.path.names.as_slice() else { return vec![] };
    let Some(field) = plan.kind.field(&name.text.to_lowercase()) else { return vec![] };
    match (&field.ty, &predicate.body) {
        (Type::Ref(targets), Body::Test(Asked::Compare(Operator::Eq, ..)))
            if !catalog.leads_to_places(targets) =>
        {
            let levels = catalog.containment.iter().flat_map(|containment| &containment.levels);
            levels.map(|(level, _)| vec![field.name.clone(), level.clone()]).collect()
        }
        (Type::Text, Body::Test(Asked::Contains(..))) => {
            let texts = plan.kind.fields.iter().filter(|other| other.ty == Type::Text);
            let others = texts.filter(|other| other.name != field.name);
            others.map(|other| vec![other.name.clone()]).collect()
        }
        _ => vec![],
    }
}

/// A condition with another test in the place of one of its parts.
fn with(cond: &Written, n: usize, part: Predicate) -> Option<Written> {
    let mut cond = cond.clone();
    match &mut cond {
        Written::And(parts) => *parts.get_mut(n)? = Written::Predicate(part),
        cond => *cond = Written::Predicate(part),
    }
    Some(cond)
}

/// A shown field that is unknown of things of which a link leads to such things as it does.
pub(super) fn beside(base: &Base, query: &Query, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let target = |ty: &Type| match ty {
        Type::Ref(targets) if !targets.any => Some(targets.kinds.clone()),
        _ => None,
    };
    let catalog = base.catalog();
    let mut notes = Vec::new();
    for path in plan.shown.iter().filter_map(Item::path) {
        let Way::End(End::Field(field)) = &path.way else { continue };
        let Some(wanted) = target(&field.ty) else { continue };
        let like = plan.kind.links.iter().filter(|link| {
            let to = link.to.as_ref().and_then(|to| catalog.kind(&link.via)?.field(to));
            to.and_then(|to| target(&to.ty)).as_ref() == Some(&wanted)
        });
        // One that is shown is seen.
        let shown = |link: &&Link| {
            let names = plan.shown.iter().filter_map(Item::path);
            let mut first = names.filter_map(|path| path.text.split('.').next());
            first.any(|name| name == link.name || name == link.one)
        };
        for link in like.filter(|link| !shown(link)) {
            let before = query.filter.as_ref().map(|filter| format!("({filter}) and "));
            let before = before.unwrap_or_default();
            let text = format!("{before}{} is unknown and any {}", field.name, link.one);
            let asked = parse(&format!("{} where {text}", plan.kind.plural)).ok();
            let Some(asked) = asked.and_then(|asked| asked.into_iter().next()) else { continue };
            if let Some(Note::Elsewhere { rows, .. }) = found(base, &asked)? {
                let nouns = (plan.kind.name.clone(), plan.kind.plural.clone());
                let (field, link) = (field.name.clone(), link.name.clone());
                notes.push(Note::Beside { nouns, field, link, rows });
            }
        }
    }
    Ok(notes)
}

/// A thing that was asked for by its name, and stands in none of these: the records in which it stands, most of them first.
pub(super) fn standing(base: &Base, query: &Query, resolved: &Resolved<'_>) -> Result<Vec<Note>> {
    let Some(predicate) = query.filter.as_ref().and_then(only) else { return Ok(vec![]) };
    let (Body::Test(test), true) = (&predicate.body, is_equal(predicate)) else {
        return Ok(vec![]);
    };
    if resolved.matched.len() != 1 {
        return Ok(vec![]);
    }
    let mut notes = Vec::new();
    let kinds = base.catalog().kinds.iter().filter(|kind| kind.sort == Sort::Record);
    let inside = base.catalog().containment.as_ref().map(|containment| containment.kind.as_str());
    for kind in kinds.filter(|kind| kind.name != NAME && Some(kind.name.as_str()) != inside) {
        let refs = kind.fields.iter().filter(|field| matches!(field.ty, Type::Ref(_)));
        for field in refs {
            let text = format!("{} where {} {test}", kind.plural, field.name);
            let asked = parse(&text).ok().and_then(|queries| queries.into_iter().next());
            if let Some(asked) = asked {
                notes.extend(found(base, &asked)?);
            }
        }
    }
    notes.sort_by_key(|note| std::cmp::Reverse(note.rows()));
    notes.truncate(TOLD);
    Ok(notes)
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

/// The one test a condition is.
fn only(cond: &Written) -> Option<&Predicate> {
    match cond {
        Written::Predicate(predicate) if predicate.quantifier.is_none() => Some(predicate),
        _ => None,
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
