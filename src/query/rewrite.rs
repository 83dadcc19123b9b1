//! Changing and building the tree of a query: other conditions, paths and kinds in place of those written. Knows no catalog.

use super::ast::{
    According, Body, Cond, Form, Item, Mentions, Name, Operator, Path, Predicate, Quantifier,
    QuantifierKind, Query, SourceChoice, Test, Value,
};
use super::print::quote_if_needed;
use super::span::Span;

/// Returns the query of all things of a kind, by its plural, that meet a condition: without columns, groups and order.
pub(crate) fn of_kind(query: &Query, plural: &str, filter: Option<Cond>) -> Query {
    let kind = Name { text: plural.to_owned(), span: query.kind.span };
    Query { about: None, kind, filter, show: vec![], by: vec![], order: vec![], ..query.clone() }
}

/// Returns the query for the claims or sources that `according to` names, at its place in the text.
pub(crate) fn of_according(query: &Query) -> Option<Query> {
    let According { which, span } = query.according.as_ref()?;
    let before = Span::new(span.start, span.start);
    let named = |text: &str| Name { text: text.to_owned(), span: before };
    let path_to = |text: &str| Path { names: vec![named(text)], span: before };
    let (kind, filter, show) = match which {
        SourceChoice::Named(value) => {
            let path = path_to("source");
            let body = Body::Test(Test::Compare(Operator::Eq, before, value.clone()));
            let predicate = Predicate { quantifier: None, path, body, span: *span };
            ("claims", Cond::Predicate(predicate), vec![])
        }
        SourceChoice::Where(cond) => ("sources", (**cond).clone(), vec![Item::Path(path_to("id"))]),
    };
    Some(Query { filter: Some(filter), show, ..Query::all_of_kind(named(kind), *span) })
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
            predicate.path.names.splice(0..0, make_names(path, span));
        }
        // `mentions` can't follow a path.
        Cond::Mentions(_) => {}
    }
}

/// Lists the conditions that all must be met.
pub(crate) fn list_conjuncts(cond: &Cond) -> &[Cond] {
    match cond {
        Cond::And(parts) => parts,
        cond => std::slice::from_ref(cond),
    }
}

/// Returns the condition with another in place of one of its conjuncts.
pub(crate) fn with_conjunct(cond: &Cond, n: usize, by: Cond) -> Option<Cond> {
    let mut parts = list_conjuncts(cond).to_vec();
    *parts.get_mut(n)? = by;
    join_conjuncts(parts)
}

/// Joins conditions that all must be met; `None` means that there are none.
pub(crate) fn join_conjuncts(conds: Vec<Cond>) -> Option<Cond> {
    let flat = conds.into_iter().flat_map(|cond| match cond {
        Cond::And(parts) => parts,
        cond => vec![cond],
    });
    let mut flat: Vec<Cond> = flat.collect();
    if flat.len() > 1 { Some(Cond::And(flat)) } else { flat.pop() }
}

/// Makes a test of a path, whose names are joined by dots.
pub(crate) fn make_test(path: &str, test: Test) -> Cond {
    make_predicate(None, path, Body::Test(test))
}

/// Makes `path = text`.
pub(crate) fn make_equals(path: &str, text: &str) -> Cond {
    make_test(path, Test::Compare(Operator::Eq, Span::default(), make_value(text, false)))
}

/// Makes `path contains text`.
pub(crate) fn make_contains(path: &str, text: &str) -> Cond {
    make_test(path, Test::Contains(Span::default(), make_value(text, true)))
}

/// Makes `mentions words`.
pub(crate) fn make_mentions(words: &str) -> Cond {
    Cond::Mentions(Mentions { value: make_value(words, false), span: Span::default() })
}

/// Makes `path within value`.
pub(crate) fn make_within(path: &str, value: Value) -> Cond {
    make_test(path, Test::Within(Span::default(), value))
}

/// Makes `path is known` or `path is unknown`.
pub(crate) fn make_known(path: &str, is_known: bool) -> Cond {
    make_test(path, Test::Known(is_known, Span::default()))
}

/// Makes a predicate that has no place in the text.
pub(crate) fn make_predicate(quantifier: Option<QuantifierKind>, path: &str, body: Body) -> Cond {
    let span = Span::default();
    let quantifier = quantifier.map(|amount| Quantifier { amount, span });
    let path = Path { names: make_names(path, span), span };
    Cond::Predicate(Predicate { quantifier, path, body, span })
}

/// Makes a test of another path in the place of a predicate, with its quantifier: `no owner = Berlin` becomes `no owner (city =
/// Berlin)`. `any` goes without saying.
pub(crate) fn test_in_place(of: &Predicate, path: &str, written: Test) -> Cond {
    let quantifier = of.quantifier.as_ref().map(|by| by.amount.clone());
    let quantifier = quantifier.filter(|amount| *amount != QuantifierKind::Any);
    let link = of.path.to_string().to_lowercase();
    let rest = path.strip_prefix(&link).and_then(|rest| rest.strip_prefix('.'));
    match rest.filter(|_| quantifier.is_some()) {
        Some(rest) => {
            make_predicate(quantifier, &link, Body::Cond(Box::new(make_test(rest, written))))
        }
        None => make_predicate(quantifier, path, Body::Test(written)),
    }
}

/// Makes `any link (cond)`.
pub(crate) fn make_any(link: &str, cond: Cond) -> Cond {
    make_predicate(Some(QuantifierKind::Any), link, Body::Cond(Box::new(cond)))
}

/// Makes a value, in quotes where the language needs them, and, as free text does, for several words.
pub(crate) fn make_value(text: &str, free: bool) -> Value {
    let form = if quote_if_needed(text, free) == text { Form::Plain } else { Form::Quoted };
    Value { text: text.to_owned(), form, span: Span::default(), parameter: None }
}

/// Reads a path whose names are joined by dots.
pub(crate) fn make_path(text: &str) -> Path {
    Path { names: make_names(text, Span::default()), span: Span::default() }
}

/// Reads names joined by dots, all at one place.
pub(crate) fn make_names(path: &str, span: Span) -> Vec<Name> {
    path.split('.').map(|name| Name { text: name.to_owned(), span }).collect()
}
