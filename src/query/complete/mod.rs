//! Completion: offers what can follow at a cursor. The parser reads the text before it and reports what it expected; the
//! resolver decides which names, tests and values fit. There is no second grammar.
//!
//! [`complete`] returns offers as data; `repl` shows and inserts them. `spot` finds the clause and condition at the cursor,
//! `names` offers kinds, fields and words, `values` offers recorded values, dates, units and parameters.

mod names;
mod spot;
mod values;

pub(super) use spot::completed_queries;

use super::diagnostic::Expected;
use super::lexer::{TokenKind, lex};
use super::names::Names;
use super::parser::expected;
use super::resolve::Parameters;
use crate::catalog::Catalog;

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
    /// The number of rows with this value, if counted; [`super::names::MANY`] + 1 means more than `MANY`.
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

/// Returns the completions at the end of a text, the likeliest first.
pub fn complete(text: &str, world: &World<'_>) -> Vec<Offer> {
    let cursor = Cursor::of(text);
    let mut offers = Vec::new();
    if let Some(found) = expected(cursor.before) {
        let words = cursor.quoted.is_none().then(|| names::name_offers(&cursor, &found, world));
        let words = words.unwrap_or_default();
        let value = found.iter().any(|e| matches!(e, Expected::Value | Expected::MoreWords));
        let values = if value { values::value_offers(&cursor, world) } else { vec![] };
        // At the start of a value the few words that fit there come first: `is known`.
        if found.contains(&Expected::Value) {
            offers.extend(words.into_iter().chain(values));
        } else {
            offers.extend(values.into_iter().chain(words));
        }
    }
    if cursor.quoted.is_none() {
        offers.extend(names::second_words(&cursor, world));
    }
    let mut known: Vec<(usize, String)> = Vec::new();
    offers.retain(|offer| {
        let own = (offer.start, offer.text.to_lowercase());
        let new = !known.contains(&own);
        known.push(own);
        new
    });
    offers
}

/// The text before the cursor, and the word being typed.
struct Cursor<'a> {
    /// The whole text.
    text: &'a str,
    /// The text before that word.
    before: &'a str,
    /// The word as typed so far.
    typed: &'a str,
    /// The text after an opening quote, and that quote.
    quoted: Option<(String, char)>,
}

impl<'a> Cursor<'a> {
    fn of(text: &'a str) -> Self {
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
    fn start(&self) -> usize {
        self.before.len()
    }

    /// Makes an offer that replaces that word.
    fn offer(&self, text: impl Into<String>, category: Category) -> Offer {
        Offer { start: self.start(), text: text.into(), category, rows: None, about: None }
    }
}

/// Checks whether a name begins with the typed text, in any case.
fn begins_with(name: &str, typed: &str) -> bool {
    name.to_lowercase().starts_with(&typed.to_lowercase())
}
