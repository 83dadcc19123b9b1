//! Parameters in repairs. A repair of a value that a parameter holds changes the value that is given to it; one that would
//! put something else where the parameter stands is not offered.

use super::edit::find;
use crate::query::ast::{Body, Query, Value};
use crate::query::diagnostic::{Diagnostic, Fix, Reach};
use crate::query::lexer::{TokenKind, lex};

/// Marks the repairs of a query by which a parameter would be lost.
pub(super) fn parameters(found: &mut [Diagnostic], query: &Query) {
    let mut values: Vec<Value> = Vec::new();
    if let Some(filter) = &query.filter {
        find(filter, true, &mut |predicate, _| {
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
                fix.reach = Reach::Parameter { name: name.to_string(), value };
            }
        }
    }
}

/// Whether a parameter stands in a text of the language.
fn mentions(text: &str, name: &str) -> bool {
    lex(text).iter().any(|token| token.span.text(text).strip_prefix('$') == Some(name))
}

/// The value a repair writes, without the quotes it needs in a query.
fn unquoted(fix: &Fix) -> String {
    match lex(&fix.text).as_slice() {
        [token] => match &token.kind {
            TokenKind::Quoted { text, .. } => text.clone(),
            _ => fix.text.clone(),
        },
        _ => fix.text.clone(),
    }
}
