//! Help while a query is typed. Places are counted in UTF-16.

use brief::query::complete::{self as completion, World};
use brief::query::highlight as highlighting;
use brief::session::Session;
use brief::text::clean::clean;
use serde::Serialize;

/// A completion: what replaces the text from `start` to the cursor.
#[derive(Serialize)]
pub(crate) struct Offer {
    start: usize,
    text: String,
    category: String,
    rows: Option<u64>,
    about: Option<String>,
}

/// A class of a part of a text.
#[derive(Serialize)]
pub(crate) struct Run {
    start: usize,
    end: usize,
    class: String,
}

/// Lists what can follow at a place of a text, as the prompt does.
pub(crate) fn complete(session: &Session, text: &str, at: usize) -> Vec<Offer> {
    let text = text.get(..bytes(text, at)).unwrap_or(text);
    let offers = completion::complete(text, &world(session));
    // Control characters must never reach the line.
    let safe = offers.into_iter().filter(|offer| clean(&offer.text) == offer.text);
    safe.map(|offer| Offer {
        start: units(text, offer.start),
        text: offer.text,
        category: format!("{:?}", offer.category).to_lowercase(),
        rows: offer.rows,
        about: offer.about,
    })
    .collect()
}

/// Classifies the words of a text.
pub(crate) fn highlight(session: &Session, text: &str, at: usize) -> Vec<Run> {
    let runs = highlighting::highlight(text, bytes(text, at), &world(session));
    runs.into_iter()
        .map(|(span, class)| Run {
            start: units(text, span.start),
            end: units(text, span.end),
            class: format!("{class:?}").to_lowercase(),
        })
        .collect()
}

/// The surroundings of a query.
pub(crate) fn world(session: &Session) -> World<'_> {
    World {
        catalog: session.base.catalog(),
        names: &session.base,
        parameters: &session.settings.parameters,
    }
}

/// Returns the byte at a place counted in UTF-16.
fn bytes(text: &str, at: usize) -> usize {
    let mut left = at;
    for (byte, c) in text.char_indices() {
        if left < c.len_utf16() {
            return byte;
        }
        left -= c.len_utf16();
    }
    text.len()
}

/// Counts the UTF-16 units before a byte.
fn units(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).encode_utf16().count()
}
