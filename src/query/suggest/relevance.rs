//! Whether a suggestion keeps the question. It must have every word typed: as it is, spelt right, or as the catalog's word
//! for the same idea. A suggestion that drops or replaces a word answers another question.

use crate::catalog::graph::{Edge, edges_from_kind};
use crate::catalog::vocabulary::{
    Asks, CHANGING, COUNTS, DATE_PARTS, fold_identifier, is_negation, is_stop_word, kind_of_value,
    kinds_explained_by, meaning_of_phrase, names_for_word, singular_forms,
};
use crate::catalog::{Catalog, Kind, is_word};
use crate::query::lexer::{TokenKind, lex};
use crate::query::repair::is_next;
use crate::value::{find_similar, number_in_words};

/// The fields that identify a thing.
const ID: &str = "id";
const NAME: &str = "name";

/// Checks whether a repair keeps every word of what it replaces.
pub(super) fn keeps_words(catalog: &Catalog, typed: &str, repair: &str) -> bool {
    let said = lower_words(repair);
    let counts = said.iter().any(|word| COUNTS.contains(&word.as_str()));
    let kept = |word: &str| {
        let same = |other: &String| is_same(catalog, word, other) || counts && is_next(word, other);
        said.iter().any(same) || counts && word == "count"
    };
    if kept(trim_quotes(typed)) {
        return true;
    }
    let negated = |words: &[String]| words.iter().any(|word| is_negation(word));
    let typed = lower_words(typed);
    if negated(&typed) != negated(&said) {
        return false;
    }
    let is_content = |word: &&String| {
        let is_word = is_word(word) || is_stop_word(word) && !is_order(word);
        CHANGING.contains(&word.as_str()) || !is_word && word.chars().any(char::is_alphanumeric)
    };
    // `mayor` keeps `mayor_of`, but `opened_by` asks who did it.
    let keeps_parts = |word: &str| {
        let mut parts = word.split('_').filter(|part| *part == "by" || !is_stop_word(part));
        word.contains('_') && parts.all(kept)
    };
    typed.iter().filter(is_content).all(|word| kept(word) || keeps_parts(word))
}

/// Lists the words of a text in small letters; the names of a path are words of their own.
fn lower_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for token in lex(text) {
        let written = trim_quotes(token.span.text(text)).trim_matches(['?', ':', '.']);
        if matches!(token.kind, TokenKind::Operator(_)) {
            words.push(written.to_owned());
            continue;
        }
        for part in written.split_whitespace().map(str::to_lowercase) {
            if let Some(number) = number_in_words(&part) {
                words.push(number.to_string());
            } else if part.starts_with(char::is_alphabetic) {
                words.extend(part.split('.').map(str::to_owned));
            } else {
                words.push(part);
            }
        }
    }
    words
}

fn trim_quotes(text: &str) -> &str {
    text.trim_matches(['"', '\'', '“', '”'])
}

/// Checks whether a word asks for an order.
fn is_order(word: &str) -> bool {
    matches!(meaning_of_phrase(word), Some(Asks::Order { .. }))
}

/// Checks whether one word means what another does.
fn is_same(catalog: &Catalog, typed: &str, said: &str) -> bool {
    let (typed, said) = (typed.to_lowercase(), said.to_lowercase());
    // A number is not spelt wrong.
    let is_number = !typed.starts_with(char::is_alphabetic);
    let is_near = |typed: &str| {
        fold_identifier(typed) == fold_identifier(&said)
            || !is_number && !find_similar(typed, std::iter::once(said.as_str())).is_empty()
    };
    let fields = || catalog.kinds.iter().filter_map(|kind| kind.field(&said));
    let is_date = DATE_PARTS.contains(&typed.as_str()) && fields().any(|field| field.ty.is_time());
    is_near(&typed)
        || singular_forms(&typed).iter().any(|word| is_near(word))
        || is_date
        || is_order(&typed) && said == "order"
        || !catalog.level_values(&typed).is_empty() && said == "within"
        || typed == ID && fields().any(|field| catalog.leads_to_places(&field.ty))
        || [typed.as_str(), said.as_str()].iter().all(|word| [ID, NAME].contains(word))
        || kinds_explained_by(catalog, &typed).contains(&said)
        || leads_there(catalog, &typed, &said)
        || names_for_word(catalog, &typed)
            .into_iter()
            .any(|meant| meant == said || leads_there(catalog, meant, &said))
}

/// Checks whether a word means a kind, or some of a kind, to which the other leads.
fn leads_there(catalog: &Catalog, typed: &str, said: &str) -> bool {
    let named = singular_forms(typed).into_iter().find_map(|word| catalog.find_kind(&word));
    let Some(meant) = named.or_else(|| kind_of_value(catalog, typed).map(|(kind, ..)| kind)) else {
        return false;
    };
    let leads = |edge: Edge<'_>| {
        edge.reaches(meant) && (edge.tested_path() == said || edge.shown_path() == said)
    };
    let has_edge = |kind: &Kind| edges_from_kind(catalog, kind).into_iter().any(leads);
    meant.name == said || meant.plural == said || catalog.kinds.iter().any(has_edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_or_another_question_is_answered() {
        let catalog = Catalog::built_in().unwrap();
        for (typed, repair) in [
            ("investmnet > 1bn", "investment > 1bn"),
            ("cost > 1bn", "investment > 1bn"),
            ("companies", "organizations where type = company"),
            ("year = 2020", "date = 2020"),
            ("city = Pingdu", "place within Pingdu"),
            ("investor != Qingdao", "not investor.place within Qingdao"),
            ("growth > 50%", "measure = growth and value > 50%"),
            ("Qingdoa", "Qingdao"),
            ("company = COSCO", "investor = COSCO"),
            (
                "mayor_of = Qingdao",
                "any role (title contains mayor and organization.city = Qingdao)",
            ),
            ("projects > 3", "at least 4 projects"),
            ("id within Loria", "place within Loria"),
            ("name = some-source", "id = some-source"),
        ] {
            assert!(keeps_words(&catalog, typed, repair), "{typed} → {repair}");
        }
        for (typed, repair) in [
            ("cancelled_on = 2020", "date = 2020"),
            ("budget_approved_by = 2020", "date = 2020"),
            ("mayor_of = Qingdao", "place within Qingdao"),
            ("opened_by = 2020", "date = 2020"),
            ("investor != Qingdao", "investor.place within Qingdao"),
            ("projects", "statements"),
            ("sum of status", "count"),
            ("date > 2020", "date > 2021"),
            ("> 1bn yuan", "> 1 yuan"),
        ] {
            assert!(!keeps_words(&catalog, typed, repair), "{typed} → {repair}");
        }
    }
}
