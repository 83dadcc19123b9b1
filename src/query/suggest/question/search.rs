//! A question that only says what to look for: `projects about cold chain`, `冷链`. It is asked of everything that is written.

use crate::catalog::vocabulary::{self, Asks};
use crate::catalog::{Catalog, Kind, Sort};
use crate::query::ast::{Name, Query};
use crate::query::foreign_words::SEARCHES;
use crate::query::lexer::{TokenKind, lex};
use crate::query::rewrite::make_mentions;
use crate::query::span::Span;

/// Words after which a search is meant, besides those of other languages.
const ABOUT: [&str; 4] = ["about", "on", "regarding", "concerning"];

/// Makes the query that looks for the words of a text. `true`: the text asks for nothing else.
pub(super) fn search_query(catalog: &Catalog, text: &str) -> Option<(Query, bool)> {
    let things = catalog.kinds.iter().find(|kind| kind.sort == Sort::Union)?;
    let (mut kind, mut asks, mut sought) = (None, false, Vec::<String>::new());
    let mut has_quotes = false;
    for token in lex(text) {
        let is_word = token.kind == TokenKind::Word;
        let word = match token.kind {
            // An option is no word to look for.
            TokenKind::Word if !token.span.text(text).starts_with('-') => {
                token.span.text(text).trim_end_matches(['?', '？', '.', '!']).to_owned()
            }
            TokenKind::Quoted { text, .. } => {
                has_quotes = true;
                text
            }
            _ => return None,
        };
        let lower = word.to_lowercase();
        let meaning = vocabulary::meaning_of_phrase(&lower).filter(|_| is_word);
        let is_about =
            ABOUT.iter().chain(&SEARCHES).any(|one| *one == lower) || lower == "mentions";
        if sought.is_empty() && is_about {
            asks = true;
        } else if let (true, None, [first]) = (is_about, kind, sought.as_slice())
            && let Some(named) = kind_meant(catalog, first)
        {
            (kind, asks) = (Some(named), true);
            sought.clear();
        } else if let (true, None, Some(named)) =
            (sought.is_empty(), kind, catalog.find_kind(&word))
        {
            kind = Some(named);
        } else if !(word.is_empty()
            || sought.is_empty()
                && matches!(meaning, Some(Asks::Nothing | Asks::Place | Asks::Which | Asks::Each)))
        {
            // Such a word changes what is asked for.
            if matches!(
                meaning,
                Some(
                    Asks::Not
                        | Asks::NotBefore
                        | Asks::Unknown
                        | Asks::Between
                        | Asks::Order { .. }
                        | Asks::Relative
                        | Asks::Unreadable
                )
            ) {
                return None;
            }
            sought.push(word);
        }
    }
    let query = query_mentioning(kind.unwrap_or(things), &sought.join(" "));
    // Words beside quoted ones are rather those of another language: `FROM "event" AS e`.
    let is_search = asks || !has_quotes || sought.len() == 1;
    (is_search && !sought.is_empty()).then_some((query, asks && kind.is_some()))
}

/// Finds the kind that has a word as another word for it: `articles`.
fn kind_meant<'c>(catalog: &'c Catalog, word: &str) -> Option<&'c Kind> {
    { vocabulary::names_for_word(catalog, word) }
        .into_iter()
        .find_map(|name| catalog.find_kind(name))
}

/// Makes the query of everything of a kind that mentions some words.
pub(super) fn query_mentioning(kind: &Kind, words: &str) -> Query {
    let span = Span::default();
    let name = Name { text: kind.plural.clone(), span };
    Query { filter: Some(make_mentions(words)), ..Query::all_of_kind(name, span) }
}
