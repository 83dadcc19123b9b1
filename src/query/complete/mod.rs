//! What can follow at a cursor: the text before it is read by the parser, which remembers what it expected; what it might
//! expect is tried on the resolver, which knows what each name, test and value is good for. There is no second grammar.
//!
//! [`complete`] gives the offers as data; showing and inserting them is the business of `repl`.
//! `spot` finds the place of the cursor in the query, `names` offers kinds, fields and words, `values` and `literals` what a
//! field may hold.

mod literals;
mod names;
mod spot;
mod values;

pub(super) use spot::whole;

use super::diagnostic::Expected;
use super::lexer::{TokenKind, lex};
use super::names::Names;
use super::parser::expected;
use super::resolve::Parameters;
use crate::catalog::Catalog;

/// What completion asks: a catalog, the data behind it, and the parameters given.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// Kinds, fields and units.
    pub catalog: &'a Catalog,
    /// What is recorded.
    pub names: &'a dyn Names,
    /// Values of `$name` parameters.
    pub parameters: &'a Parameters,
}

/// Something that can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Where it begins: the text from there to the cursor is replaced.
    pub start: usize,
    /// What to write there.
    pub text: String,
    /// What it is.
    pub sort: Sort,
    /// How many rows hold it, for values that are counted; one more than [`super::names::MANY`]: more than those.
    pub rows: Option<u64>,
    /// What it means, where its text does not say it.
    pub about: Option<String>,
}

/// What sort of thing is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A kind of facts.
    Kind,
    /// A field or a link.
    Field,
    /// A value that is recorded, or may be.
    Value,
    /// A date, a unit, or a parameter.
    Literal,
    /// A word or sign of the language.
    Word,
}

/// The offers at the end of a text, the likeliest first.
pub fn complete(text: &str, world: &World<'_>) -> Vec<Offer> {
    let cursor = Cursor::of(text);
    let mut offers = Vec::new();
    if let Some(found) = expected(cursor.before) {
        let words = cursor.quoted.is_none().then(|| names::names(&cursor, &found, world));
        let words = words.unwrap_or_default();
        let value = found.iter().any(|e| matches!(e, Expected::Value | Expected::MoreWords));
        let values = if value { values::values(&cursor, world) } else { vec![] };
        // Where a value must begin, the few words that can stand there too come first: `is known`.
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

/// The text before a cursor, and the word that is being typed.
struct Cursor<'a> {
    /// All of it.
    text: &'a str,
    /// The text up to that word.
    before: &'a str,
    /// The word, as far as it is typed.
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

    /// Where that word begins.
    fn start(&self) -> usize {
        self.before.len()
    }

    /// An offer of what replaces that word.
    fn offer(&self, text: impl Into<String>, sort: Sort) -> Offer {
        Offer { start: self.start(), text: text.into(), sort, rows: None, about: None }
    }
}

/// Whether a name begins as was typed, in any case.
fn begins(name: &str, typed: &str) -> bool {
    name.to_lowercase().starts_with(&typed.to_lowercase())
}
