//! Changing the tree of a query: another condition or another path where one stands. Not here: which (`reshape`, `others`).

use crate::catalog::Kind;
use crate::query::ast::{Body, Cond, Item, Name, Path, Predicate, Query};
use crate::query::span::Span;

/// All things of a kind that meet a condition.
pub(super) fn alone(query: &Query, kind: &Kind, filter: Option<Cond>) -> Query {
    let kind = Name { text: kind.plural.clone(), span: query.kind.span };
    let (show, by, order) = (vec![], vec![], vec![]);
    Query { kind, filter, show, by, order, ..query.clone() }
}

/// Every test in a condition, and whether a second may be added to it without parentheses.
pub(super) fn find(cond: &Cond, is_loose: bool, seen: &mut dyn FnMut(&Predicate, bool)) {
    match cond {
        Cond::And(parts) => parts.iter().for_each(|part| find(part, true, seen)),
        Cond::Or(parts) => parts.iter().for_each(|part| find(part, false, seen)),
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => find(inner, false, seen),
        Cond::Predicate(predicate) => {
            seen(predicate, is_loose);
            if let Body::Cond(inner) = &predicate.body {
                find(inner, true, seen);
            }
        }
    }
}

/// Puts another condition where a test stands.
pub(super) fn replace(cond: &mut Cond, span: Span, by: &Cond) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            for part in parts {
                replace(part, span, by);
            }
        }
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => replace(inner, span, by),
        Cond::Predicate(predicate) if predicate.span.range() == span.range() => *cond = by.clone(),
        Cond::Predicate(predicate) => {
            if let Body::Cond(inner) = &mut predicate.body {
                replace(inner, span, by);
            }
        }
    }
}

/// What is shown, grouped and ordered by, and what is tested.
pub(super) fn paths_of(query: &mut Query) -> Vec<&mut Path> {
    let mut tested = vec![];
    if let Some(filter) = &mut query.filter {
        tested_in(filter, &mut tested);
    }
    let ordered = query.order.iter_mut().map(|order| &mut order.item);
    let items = query.show.iter_mut().chain(ordered).filter_map(|item| match item {
        Item::Path(path)
        | Item::Each(path)
        | Item::Count(Some(path), _)
        | Item::Aggregate(_, path, _) => Some(path),
        Item::Count(None, _) | Item::Everything(_) => None,
    });
    items.chain(query.by.iter_mut()).chain(tested).collect()
}

fn tested_in<'q>(cond: &'q mut Cond, found: &mut Vec<&'q mut Path>) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            for part in parts {
                tested_in(part, found);
            }
        }
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => tested_in(inner, found),
        Cond::Predicate(predicate) => {
            found.push(&mut predicate.path);
            if let Body::Cond(inner) = &mut predicate.body {
                tested_in(inner, found);
            }
        }
    }
}

/// The query with another path, or other names in one, where this stands.
pub(super) fn redirected(query: &Query, span: Span, text: &str) -> Query {
    let mut query = query.clone();
    for path in paths_of(&mut query) {
        let at = |name: &Name| span.start <= name.span.start && name.span.end <= span.end;
        let Some(first) = path.names.iter().position(at) else { continue };
        path.names.retain(|name| !at(name));
        let names = text.split('.').map(|name| Name { text: name.to_owned(), span });
        path.names.splice(first..first, names);
    }
    query
}
