//! Completion: offers what can follow at a cursor. The parser reads the text before it and reports what it expected; the
//! resolver decides which names, tests and values fit. There is no second grammar.
//!
//! [`complete`] returns offers as data; `repl` shows and inserts them. `spot` finds the clause and condition at the cursor,
//! `names` offers kinds, fields and words, `values` offers recorded values, `literals` dates, units and parameters.

mod literals;
mod names;
mod offer;
mod spot;
mod typed_value;
mod values;

pub use offer::{Category, Offer, World};
pub(super) use spot::completed_queries;

use std::collections::HashSet;

use super::diagnostic::Expected;
use super::parser::expected_next;
use offer::Cursor;

/// Returns the completions at the end of a text, the likeliest first.
pub fn complete(text: &str, world: &World<'_>) -> Vec<Offer> {
    let cursor = Cursor::from_text(text);
    let mut offers = Vec::new();
    if let Some(found) = expected_next(cursor.before) {
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
    let mut known = HashSet::new();
    offers.retain(|offer| known.insert((offer.start, offer.text.to_lowercase())));
    offers
}
