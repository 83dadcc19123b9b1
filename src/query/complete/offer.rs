//! Offers of completion, their surroundings, and the word at the cursor.

use crate::catalog::Catalog;
use crate::query::lexer::{TokenKind, lex};
use crate::query::names::Names;
use crate::query::resolve::Parameters;

/// The surroundings of a query: the catalog, the recorded data, and the parameters.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// Kinds, fields and units.
    pub catalog: &'a Catalog,
    /// The recorded data.
    pub names: &'a dyn Names,
    /// The values of `$name` parameters.
    pub parameters: &'a Parameters,
}

/// A completion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its start in the text; the text from there to the cursor is replaced.
    pub start: usize,
    /// The text to insert.
    pub text: String,
    /// Its category.
    pub category: Category,
    /// The number of rows with this value, if counted; [`crate::query::names::MANY`] + 1 means more than `MANY`.
    pub rows: Option<u64>,
    /// Its meaning, unless the text is clear.
    pub about: Option<String>,
}

/// The category of a completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// A kind of facts.
    Kind,
    /// A field or a link.
    Field,
    /// A value that is recorded or possible.
    Value,
    /// A date, a unit, or a parameter.
    Literal,
    /// A word or sign of the language.
    Word,
}

/// The text before the cursor, and the word being typed.
pub(super) struct Cursor<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// The text before that word.
    pub(super) before: &'a str,
    /// The word as typed so far.
    pub(super) typed: &'a str,
    /// The text after an opening quote, and that quote.
    pub(super) quoted: Option<(String, char)>,
}

impl<'a> Cursor<'a> {
    pub(super) fn from_text(text: &'a str) -> Self {
        let last = lex(text).pop().filter(|token| token.span.end == text.len());
        let (start, quoted) = match last.map(|token| (token.kind, token.span.start)) {
            Some((TokenKind::Word, start)) => (start, None),
            Some((TokenKind::Quoted { text: inner, closed: false }, start)) => {
                let quote = text.get(start..).and_then(|rest| rest.chars().next());
                (start, quote.map(|quote| (inner, quote)))
            }
            _ => (text.len(), None),
        };
        let (before, typed) = text.split_at_checked(start).unwrap_or((text, ""));
        Self { text, before, typed, quoted }
    }

    /// Returns the start of that word.
    pub(super) fn start(&self) -> usize {
        self.before.len()
    }

    /// Makes an offer that replaces that word.
    pub(super) fn make_offer(&self, text: impl Into<String>, category: Category) -> Offer {
        Offer { start: self.start(), text: text.into(), category, rows: None, about: None }
    }
}

/// Checks whether a name begins with the typed text, in any case.
pub(super) fn begins_with(name: &str, typed: &str) -> bool {
    name.to_lowercase().starts_with(&typed.to_lowercase())
}
