//! Suggestions in the place of a parameter: another value for it is offered, never the loss of it.

use crate::query::ast::Query;
use crate::query::diagnostic::{Applicability, Diagnostic, Fix};
use crate::query::lexer::{TokenKind, lex};

/// Marks the suggestions by which a parameter would be lost.
pub(super) fn keep_parameters(found: &mut [Diagnostic], query: &Query) {
    for value in query.values() {
        let Some(name) = &value.parameter else { continue };
        for fix in found.iter_mut().flat_map(|diagnostic| &mut diagnostic.fixes) {
            let is_lost = fix.span.start < value.span.end && value.span.start < fix.span.end;
            if is_lost && !has_parameter(&fix.text, name) {
                let is_value = fix.span.range() == value.span.range();
                let value = is_value.then(|| unquote_value(fix));
                fix.applicability = Applicability::Parameter { name: name.to_string(), value };
            }
        }
    }
}

/// Checks whether a text has a parameter.
fn has_parameter(text: &str, name: &str) -> bool {
    lex(text).iter().any(|token| token.span.text(text).strip_prefix('$') == Some(name))
}

/// Returns the value a suggestion writes, without the quotes it needs in a query.
fn unquote_value(fix: &Fix) -> String {
    match lex(&fix.text).as_slice() {
        [token] => match &token.kind {
            TokenKind::Quoted { text, .. } => text.clone(),
            _ => fix.text.clone(),
        },
        _ => fix.text.clone(),
    }
}
