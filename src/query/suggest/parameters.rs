//! Parameters in suggestions. A suggestion for the value of a parameter changes that value; one that would replace the
//! parameter itself isn't offered.

use crate::query::ast::{Body, Query, Value};
use crate::query::diagnostic::{Applicability, Diagnostic, Fix};
use crate::query::lexer::{TokenKind, lex};
use crate::query::rewrite::visit_predicates;

/// Marks the suggestions by which a parameter would be lost.
pub(super) fn keep(found: &mut [Diagnostic], query: &Query) {
    let mut values: Vec<Value> = Vec::new();
    if let Some(filter) = &query.filter {
        visit_predicates(filter, true, &mut |predicate, _| {
            if let Body::Test(test) = &predicate.body {
                values.extend(test.values().into_iter().cloned());
            }
        });
    }
    for value in &values {
        let Some(name) = &value.parameter else { continue };
        for fix in found.iter_mut().flat_map(|diagnostic| &mut diagnostic.fixes) {
            let is_lost = fix.span.start < value.span.end && value.span.start < fix.span.end;
            if is_lost && !mentions(&fix.text, name) {
                let is_value = fix.span.range() == value.span.range();
                let value = is_value.then(|| unquoted(fix));
                fix.applicability = Applicability::Parameter { name: name.to_string(), value };
            }
        }
    }
}

/// Says whether a text has a parameter.
fn mentions(text: &str, name: &str) -> bool {
    lex(text).iter().any(|token| token.span.text(text).strip_prefix('$') == Some(name))
}

/// Returns the value a suggestion writes, without the quotes it needs in a query.
fn unquoted(fix: &Fix) -> String {
    match lex(&fix.text).as_slice() {
        [token] => match &token.kind {
            TokenKind::Quoted { text, .. } => text.clone(),
            _ => fix.text.clone(),
        },
        _ => fix.text.clone(),
    }
}
