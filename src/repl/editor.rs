//! When a query is whole: the real lexer says whether a bracket or quote is open.

use std::cell::Cell;

use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Completer, Context, Helper, Highlighter};

use crate::query::lexer::{TokenKind, lex};

/// What the line editor asks about a line.
#[derive(Default, Completer, Helper, Highlighter)]
pub(super) struct QueryHelper {
    /// Whether anything has been typed.
    typed: Cell<bool>,
}

impl QueryHelper {
    /// Whether anything had been typed when the line was left.
    pub(super) fn was_typed(&self) -> bool {
        self.typed.take()
    }
}

impl Hinter for QueryHelper {
    type Hint = String;

    /// Gives no hint, but sees every change of the line.
    fn hint(&self, line: &str, _: usize, _: &Context<'_>) -> Option<String> {
        self.typed.set(!line.is_empty());
        None
    }
}

impl Validator for QueryHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_whole(context.input()) {
            ValidationResult::Valid(None)
        } else {
            ValidationResult::Incomplete
        })
    }
}

/// Whether an entry can be answered: no bracket or quote is open, and it does not end in `and`, `or` or a comma.
/// An empty line ends it in any case, so that nobody is caught.
fn is_whole(entry: &str) -> bool {
    if entry.trim_start().starts_with('.') || entry.ends_with('\n') {
        return true;
    }
    let tokens = lex(entry);
    let count = |kind: &TokenKind| tokens.iter().filter(|token| token.kind == *kind).count();
    let quote_is_open =
        tokens.iter().any(|token| matches!(token.kind, TokenKind::Quoted { closed: false, .. }));
    let goes_on = tokens.last().is_some_and(|last| match last.kind {
        TokenKind::Comma => true,
        TokenKind::Word => {
            ["and", "or"].iter().any(|word| last.span.text(entry).eq_ignore_ascii_case(word))
        }
        _ => false,
    });
    count(&TokenKind::Open) <= count(&TokenKind::Close) && !quote_is_open && !goes_on
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn a_query_goes_on_while_something_is_open() {
        for open in [
            "p where (a = 1",
            "p where a = \"x",
            "p where a = 1 and",
            "p where a = 1 OR",
            "p show a,",
            "p where a in（b",
        ] {
            assert!(!is_whole(open), "{open}");
            assert!(is_whole(&format!("{open}\n")), "an empty line ends it: {open}");
        }
        for whole in [
            "p",
            "p where (a = 1)",
            "p where a = Xi'an",
            "p where a = android",
            ".help (",
            "p where a = 1)",
            "",
        ] {
            assert!(is_whole(whole), "{whole}");
        }
    }
}
