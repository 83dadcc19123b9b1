//! What the line editor asks about the line: when a query is whole (here), what may follow, what to hint at, and how it is
//! coloured (`complete`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustyline::Helper;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};

use crate::query::lexer::{TokenKind, lex};
use crate::session::Session;

/// What the line editor asks about a line.
pub(super) struct QueryHelper {
    /// The base asked and the settings, which commands may change between two lines.
    pub(super) session: Rc<RefCell<Session>>,
    /// Whether anything has been typed.
    pub(super) typed: Cell<bool>,
    /// What the last entry should have been, if it was wrong.
    pub(super) repaired: RefCell<Option<String>>,
    /// Whether there was only one offer.
    pub(super) alone: Cell<bool>,
}

impl QueryHelper {
    pub(super) fn new(session: Rc<RefCell<Session>>) -> Self {
        Self {
            session,
            typed: Cell::default(),
            repaired: RefCell::default(),
            alone: Cell::default(),
        }
    }

    /// Whether anything had been typed when the line was left.
    pub(super) fn was_typed(&self) -> bool {
        self.typed.take()
    }
}

impl Helper for QueryHelper {}

impl Validator for QueryHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_whole(context.input()) {
            ValidationResult::Valid(None)
        } else {
            ValidationResult::Incomplete
        })
    }
}

/// Whether an entry can be answered: no bracket is open, and it does not end in `and`, `or` or a comma. A quote ends in its
/// line, so an open one is answered with its error.
/// An empty line ends it in any case, so that nobody is caught.
fn is_whole(entry: &str) -> bool {
    if entry.trim_start().starts_with('.') || entry.ends_with('\n') {
        return true;
    }
    let tokens = lex(entry);
    let count = |kind: &TokenKind| tokens.iter().filter(|token| token.kind == *kind).count();
    let goes_on = tokens.last().is_some_and(|last| match last.kind {
        TokenKind::Comma => true,
        TokenKind::Word => {
            ["and", "or"].iter().any(|word| last.span.text(entry).eq_ignore_ascii_case(word))
        }
        _ => false,
    });
    count(&TokenKind::Open) <= count(&TokenKind::Close) && !goes_on
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn a_query_goes_on_while_something_is_open() {
        for open in [
            "p where (a = 1",
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
            "p where a = \"x",
            "p where a = android",
            ".help (",
            "p where a = 1)",
            "",
        ] {
            assert!(is_whole(whole), "{whole}");
        }
    }
}
