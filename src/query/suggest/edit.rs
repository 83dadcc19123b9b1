//! Edits of the tree of a query. Every candidate is one; a suggestion is one that the printer writes.

use crate::query::ast::{Body, Cond, Item, Name, Predicate, Query};
use crate::query::diagnostic::Fix;
use crate::query::rewrite::make_names;
use crate::query::span::Span;

/// A change of one part of a query.
#[expect(clippy::large_enum_variant, reason = "few are made")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// Another condition in place of the predicate at a span.
    Cond(Span, Cond),
    /// Other names, joined by dots, in place of those at a span.
    Path(Span, String),
    /// Another kind, by its plural.
    Kind(String),
    /// Another query.
    Query(Query),
}

impl Edit {
    /// Returns the query with the edit made.
    pub(super) fn apply(&self, query: &Query) -> Query {
        let mut edited = query.clone();
        match self {
            Self::Cond(span, cond) => {
                if let Some(filter) = &mut edited.filter {
                    filter.visit_leaves(&mut |leaf| match leaf {
                        Cond::Predicate(there) if there.span.range() == span.range() => {
                            *leaf = cond.clone();
                        }
                        _ => {}
                    });
                }
            }
            Self::Path(span, path) => replace_names(&mut edited, *span, path),
            Self::Kind(plural) => edited.kind.text.clone_from(plural),
            Self::Query(other) => return other.clone(),
        }
        edited
    }

    /// Writes the edit as one of the text of the query.
    pub(super) fn to_fix(&self, query: &Query) -> Fix {
        match self {
            Self::Cond(span, cond) => {
                let is_bare = match cond {
                    Cond::And(_) => query.filter.iter().all(|all| is_loose(all, *span, true)),
                    Cond::Or(_) => false,
                    _ => true,
                };
                Fix::new(*span, if is_bare { cond.to_string() } else { format!("({cond})") })
            }
            Self::Path(span, path) => Fix::new(*span, path),
            Self::Kind(plural) => Fix::new(query.kind.span, plural),
            Self::Query(other) => Fix::new(query.span, other.to_string()),
        }
    }
}

fn replace_names(query: &mut Query, span: Span, path: &str) {
    let replace = |written: &mut Vec<Name>| {
        let is_there = |name: &Name| span.start <= name.span.start && name.span.end <= span.end;
        if let Some(first) = written.iter().position(is_there) {
            written.retain(|name| !is_there(name));
            written.splice(first..first, make_names(path, span));
        }
    };
    if let Some(filter) = &mut query.filter {
        filter.visit_leaves(&mut |leaf| {
            if let Cond::Predicate(predicate) = leaf {
                replace(&mut predicate.path.names);
            }
        });
    }
    let ordered = query.order.iter_mut().map(|order| &mut order.item);
    let items = query.show.iter_mut().chain(ordered).filter_map(Item::path_mut);
    items.chain(&mut query.by).for_each(|path| replace(&mut path.names));
}

/// Checks whether a second condition fits beside the predicate at a span without parentheses.
fn is_loose(cond: &Cond, span: Span, around: bool) -> bool {
    let within = |parts: &[Cond], around| parts.iter().all(|part| is_loose(part, span, around));
    match cond {
        Cond::And(parts) => within(parts, true),
        Cond::Or(parts) => within(parts, false),
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => is_loose(inner, span, false),
        Cond::Predicate(predicate) if predicate.span.range() == span.range() => around,
        Cond::Predicate(Predicate { body: Body::Cond(inner), .. }) => is_loose(inner, span, true),
        Cond::Predicate(_) | Cond::Mentions(_) => true,
    }
}
