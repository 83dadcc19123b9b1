//! Whether a repair keeps the question. Every word that was typed must stand in it: as it is, spelt right, or as the word by
//! which the catalog calls the same idea. What drops a word, or puts another idea in its place, answers another question.

use super::heard::is_silent;
use super::kinds::{explained, of_value};
use super::words::{key, meanings, singulars};
use crate::catalog::{Catalog, Kind, Type, WORDS};
use crate::query::lexer::{TokenKind, lex};
use crate::query::repair::is_next;
use crate::value::suggest;

/// Words of the language without which the question is another one.
const ASKED: [&str; 6] = ["average", "count", "max", "min", "sum", "possibly"];

/// Words of quantifiers that count.
const COUNTS: [&str; 3] = ["least", "most", "exactly"];

/// The fields that identify a thing.
const ID: &str = "id";
const NAME: &str = "name";

/// What says that something is not so.
const NEGATIONS: [&str; 5] = ["not", "no", "none", "!=", "unknown"];

/// What may be asked of a date besides the date, and by which it may be meant.
pub(super) const PARTS: [&str; 3] = ["year", "quarter", "month"];

/// Says whether a repair keeps every word of what it replaces.
pub(super) fn keeps(catalog: &Catalog, typed: &str, repair: &str) -> bool {
    let said = words(repair);
    let counts = said.iter().any(|word| COUNTS.contains(&word.as_str()));
    let kept = |word: &str| {
        let same = |other: &String| is_same(catalog, word, other) || counts && is_next(word, other);
        said.iter().any(same) || counts && word == "count"
    };
    if kept(unquoted(typed)) {
        return true;
    }
    let negated = |words: &[String]| words.iter().any(|word| NEGATIONS.contains(&word.as_str()));
    let typed = words(typed);
    if negated(&typed) != negated(&said) {
        return false;
    }
    let is_content = |word: &&String| {
        let is_word = WORDS.contains(&word.as_str()) || is_silent(word);
        ASKED.contains(&word.as_str()) || !is_word && word.chars().any(char::is_alphanumeric)
    };
    // `mayor_of` is said by `mayor`, but `opened_by` asks who did it.
    let parted = |word: &str| {
        let mut parts = word.split('_').filter(|part| *part == "by" || !is_silent(part));
        word.contains('_') && parts.all(kept)
    };
    typed.iter().filter(is_content).all(|word| kept(word) || parted(word))
}

/// The words of a text in small letters; the names of a path are words of their own.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for token in lex(text) {
        let written = unquoted(token.span.text(text)).trim_matches(['?', ':', '.']);
        if matches!(token.kind, TokenKind::Operator(_)) {
            words.push(written.to_owned());
            continue;
        }
        for part in written.split_whitespace().map(str::to_lowercase) {
            if part.starts_with(char::is_alphabetic) {
                words.extend(part.split('.').map(str::to_owned));
            } else {
                words.push(part);
            }
        }
    }
    words
}

fn unquoted(text: &str) -> &str {
    text.trim_matches(['"', '\'', '“', '”'])
}

/// Whether one word says what another does.
fn is_same(catalog: &Catalog, typed: &str, said: &str) -> bool {
    let (typed, said) = (typed.to_lowercase(), said.to_lowercase());
    // A number is not spelt wrong.
    let is_number = !typed.starts_with(char::is_alphabetic);
    let near = |typed: &str| {
        key(typed) == key(&said)
            || !is_number && !suggest(typed, std::iter::once(said.as_str())).is_empty()
    };
    let is_date = PARTS.contains(&typed.as_str()) && is_time(catalog, &said);
    near(&typed)
        || singulars(&typed).iter().any(|word| near(word))
        || is_date
        || is_level(catalog, &typed) && said == "within"
        || typed == ID && is_place(catalog, &said)
        || [typed.as_str(), said.as_str()].iter().all(|word| [ID, NAME].contains(word))
        || explained(catalog, &typed).contains(&said)
        || leads_there(catalog, &typed, &said)
        || meanings(catalog, &typed)
            .into_iter()
            .any(|meant| meant == said || leads_there(catalog, meant, &said))
}

/// Whether a word names a kind, or some of a kind, to which the other leads.
fn leads_there(catalog: &Catalog, typed: &str, said: &str) -> bool {
    let named = singulars(typed).into_iter().find_map(|word| catalog.find_kind(&word));
    let Some(meant) = named.or_else(|| of_value(catalog, typed).map(|(kind, ..)| kind)) else {
        return false;
    };
    if meant.name == said || meant.plural == said {
        return true;
    }
    let leads = |kind: &Kind| {
        let field = kind.field(said).is_some_and(|field| match &field.ty {
            Type::Ref(targets) => targets.kinds.contains(&meant.name),
            _ => false,
        });
        field
            || kind.link(said).is_some_and(|link| {
                match &link.to {
            None => link.via == meant.name,
            Some(to) => catalog.kind(&link.via).and_then(|via| via.field(to)).is_some_and(|to| {
                matches!(&to.ty, Type::Ref(targets) if targets.kinds.contains(&meant.name))
            }),
        }
            })
    };
    catalog.kinds.iter().any(leads)
}

fn is_time(catalog: &Catalog, name: &str) -> bool {
    let of = |kind: &Kind| kind.field(name).is_some_and(|field| field.ty.is_time());
    catalog.kinds.iter().any(of)
}

fn is_place(catalog: &Catalog, name: &str) -> bool {
    let is_it = |ty: &Type| matches!(ty, Type::Ref(targets) if catalog.leads_to_places(targets));
    catalog.kinds.iter().any(|kind| kind.field(name).is_some_and(|field| is_it(&field.ty)))
}

fn is_level(catalog: &Catalog, name: &str) -> bool {
    !catalog.level(name).is_empty()
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
            assert!(keeps(&catalog, typed, repair), "{typed} → {repair}");
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
            assert!(!keeps(&catalog, typed, repair), "{typed} → {repair}");
        }
    }
}
