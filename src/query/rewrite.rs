//! Changing and building the tree of a query: other conditions, paths and kinds in place of those written. Knows no catalog.

use super::ast::{
    Amount, Body, Cond, Form, Item, Name, Operator, Path, Predicate, Quantifier, Query, Test, Value,
};
use super::print::written;
use super::span::Span;

/// Returns the query of all things of a kind, by its plural, that meet a condition: without columns, groups and order.
pub(crate) fn of_kind(query: &Query, plural: &str, filter: Option<Cond>) -> Query {
    let kind = Name { text: plural.to_owned(), span: query.kind.span };
    Query { kind, filter, show: vec![], by: vec![], order: vec![], ..query.clone() }
}

/// Returns the query with another condition in place of the predicate at a span.
pub(crate) fn with_condition(query: &Query, span: Span, cond: &Cond) -> Query {
    let mut query = query.clone();
    if let Some(filter) = &mut query.filter {
        replace_predicate(filter, span, cond);
    }
    query
}

/// Returns the query with another path, or other names in a path, in place of the names at a span.
pub(crate) fn with_path(query: &Query, span: Span, path: &str) -> Query {
    let mut query = query.clone();
    for written in paths_mut(&mut query) {
        let is_there = |name: &Name| span.start <= name.span.start && name.span.end <= span.end;
        let Some(first) = written.names.iter().position(is_there) else { continue };
        written.names.retain(|name| !is_there(name));
        written.names.splice(first..first, names(path, span));
    }
    query
}

/// Visits every predicate of a condition, and says whether a second condition fits beside it without parentheses.
pub(crate) fn visit_predicates(
    cond: &Cond,
    is_loose: bool,
    visit: &mut dyn FnMut(&Predicate, bool),
) {
    match cond {
        Cond::And(parts) => parts.iter().for_each(|part| visit_predicates(part, true, visit)),
        Cond::Or(parts) => parts.iter().for_each(|part| visit_predicates(part, false, visit)),
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => visit_predicates(inner, false, visit),
        Cond::Predicate(predicate) => {
            visit(predicate, is_loose);
            if let Body::Cond(inner) = &predicate.body {
                visit_predicates(inner, true, visit);
            }
        }
    }
}

/// Returns the predicate one of whose values has this span, and whether a second condition fits beside it.
pub(crate) fn predicate_of_value(query: &Query, value: Span) -> Option<(Predicate, bool)> {
    let mut found = None;
    visit_predicates(query.filter.as_ref()?, true, &mut |predicate, is_loose| {
        let Body::Test(test) = &predicate.body else { return };
        if test.values().iter().any(|tested| tested.span.range() == value.range()) {
            found = Some((predicate.clone(), is_loose));
        }
    });
    found
}

fn replace_predicate(cond: &mut Cond, span: Span, by: &Cond) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            for part in parts {
                replace_predicate(part, span, by);
            }
        }
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => replace_predicate(inner, span, by),
        Cond::Predicate(predicate) if predicate.span.range() == span.range() => *cond = by.clone(),
        Cond::Predicate(predicate) => {
            if let Body::Cond(inner) = &mut predicate.body {
                replace_predicate(inner, span, by);
            }
        }
    }
}

/// Lists the paths of a query: shown, ordered by, grouped by, tested.
pub(crate) fn paths_mut(query: &mut Query) -> Vec<&mut Path> {
    let mut tested = vec![];
    if let Some(filter) = &mut query.filter {
        tested_paths(filter, &mut tested);
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

fn tested_paths<'q>(cond: &'q mut Cond, found: &mut Vec<&'q mut Path>) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            for part in parts {
                tested_paths(part, found);
            }
        }
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => tested_paths(inner, found),
        Cond::Predicate(predicate) => {
            found.push(&mut predicate.path);
            if let Body::Cond(inner) = &mut predicate.body {
                tested_paths(inner, found);
            }
        }
    }
}

/// Puts a path before every path of a condition, so that it tests what the path leads to.
pub(crate) fn prefix_paths(cond: &mut Cond, path: &str) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            for part in parts {
                prefix_paths(part, path);
            }
        }
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => prefix_paths(inner, path),
        Cond::Predicate(predicate) => {
            let span = predicate.path.span;
            predicate.path.names.splice(0..0, names(path, span));
        }
    }
}

/// Lists the conditions that all must be met.
pub(crate) fn conjuncts(cond: &Cond) -> &[Cond] {
    match cond {
        Cond::And(parts) => parts,
        cond => std::slice::from_ref(cond),
    }
}

/// Returns the condition with another in place of one of its conjuncts.
pub(crate) fn with_conjunct(cond: &Cond, n: usize, by: Cond) -> Option<Cond> {
    let mut parts = conjuncts(cond).to_vec();
    *parts.get_mut(n)? = by;
    all(parts)
}

/// Joins conditions that all must be met; `None` means that there are none.
pub(crate) fn all(conds: Vec<Cond>) -> Option<Cond> {
    let flat = conds.into_iter().flat_map(|cond| match cond {
        Cond::And(parts) => parts,
        cond => vec![cond],
    });
    let mut flat: Vec<Cond> = flat.collect();
    if flat.len() > 1 { Some(Cond::And(flat)) } else { flat.pop() }
}

/// Writes a condition where a predicate is expected: in parentheses if it binds more loosely.
pub(crate) fn in_place(cond: &Cond, is_loose: bool) -> String {
    match cond {
        Cond::And(_) if !is_loose => format!("({cond})"),
        Cond::Or(_) => format!("({cond})"),
        cond => cond.to_string(),
    }
}

/// Makes a test of a path, whose names are joined by dots.
pub(crate) fn test(path: &str, test: Test) -> Cond {
    predicate(None, path, Body::Test(test))
}

/// Makes `path = text`.
pub(crate) fn equals(path: &str, text: &str) -> Cond {
    test(path, Test::Compare(Operator::Eq, Span::default(), value(text, false)))
}

/// Makes `path contains text`.
pub(crate) fn contains(path: &str, text: &str) -> Cond {
    test(path, Test::Contains(Span::default(), value(text, true)))
}

/// Makes `path within value`.
pub(crate) fn within(path: &str, value: Value) -> Cond {
    test(path, Test::Within(Span::default(), value))
}

/// Makes `path is known` or `path is unknown`.
pub(crate) fn known(path: &str, is_known: bool) -> Cond {
    test(path, Test::Known(is_known, Span::default()))
}

/// Makes a predicate that has no place in the text.
pub(crate) fn predicate(quantifier: Option<Amount>, path: &str, body: Body) -> Cond {
    let span = Span::default();
    let quantifier = quantifier.map(|amount| Quantifier { amount, span });
    let path = Path { names: names(path, span), span };
    Cond::Predicate(Predicate { quantifier, path, body, span })
}

/// Makes `any link (cond)`.
pub(crate) fn any(link: &str, cond: Cond) -> Cond {
    predicate(Some(Amount::Any), link, Body::Cond(Box::new(cond)))
}

/// Makes a value, in quotes where the language needs them, and, as free text does, for several words.
pub(crate) fn value(text: &str, free: bool) -> Value {
    let form = if written(text, free) == text { Form::Plain } else { Form::Quoted };
    Value { text: text.to_owned(), form, span: Span::default(), parameter: None }
}

/// Reads a path whose names are joined by dots.
pub(crate) fn path(text: &str) -> Path {
    Path { names: names(text, Span::default()), span: Span::default() }
}

fn names(path: &str, span: Span) -> Vec<Name> {
    path.split('.').map(|name| Name { text: name.to_owned(), span }).collect()
}
