//! What a query may be about that begins with a word no kind is called: a misspelt kind, one of a list of values
//! (`companies` are organizations of that type), or a word by which a kind is explained.

use super::words::{meanings, singulars};
use crate::catalog::{Catalog, Kind, Type};
use crate::query::ast::{Cond, Name, Query};
use crate::query::diagnostic::{Diagnostic, Naming, Problem};
use crate::query::parser::parse;
use crate::value::suggest;

/// Among so many first words of a kind's explanation is what it is: “A document facts were taken from”.
const FIRST_WORDS: usize = 3;

/// There is no kind of this name.
pub(super) fn unknown_kind(catalog: &Catalog, query: &Query) -> Diagnostic {
    let Name { text, span } = &query.kind;
    let mut suggestions = near(catalog, text);
    let mut chosen = if suggestions.is_empty() { of_value(catalog, text) } else { None };
    if suggestions.is_empty() && chosen.is_none() {
        let meant = meanings(catalog, text);
        let kinds = meant.iter().filter_map(|name| catalog.find_kind(name));
        suggestions = kinds.map(|kind| kind.plural.clone()).collect();
        if suggestions.is_empty() {
            chosen = meant.iter().find_map(|name| of_value(catalog, name));
        }
    }
    if suggestions.is_empty() && chosen.is_none() {
        suggestions = explained(catalog, text);
    }
    let is_lost = suggestions.is_empty() && chosen.is_none();
    let kinds = if is_lost {
        catalog.kinds.iter().map(|kind| kind.plural.clone()).collect()
    } else {
        vec![]
    };
    let fixes = suggestions.clone();
    let problem = Naming::Kind {
        typed: text.clone(),
        suggestions,
        value_of: chosen
            .map(|(kind, field, value)| [&kind.plural, field, value].map(str::to_owned)),
        kinds,
    };
    let diagnostic = Diagnostic::error(*span, Problem::Naming(problem)).fixes(*span, &fixes);
    match chosen.and_then(|(kind, field, value)| among(query, kind, field, value)) {
        Some(other) => diagnostic.fix(query.span, other.to_string()),
        None => diagnostic,
    }
}

/// Kinds of nearly this name, each once.
fn near(catalog: &Catalog, typed: &str) -> Vec<String> {
    let known = catalog.kinds.iter().flat_map(|kind| [kind.plural.as_str(), kind.name.as_str()]);
    let mut suggestions = suggest(typed, known);
    if let Some(best) = suggestions.first().and_then(|s| catalog.find_kind(s)) {
        suggestions.retain(|s| {
            *s == best.plural || catalog.find_kind(s).is_none_or(|kind| kind.name != best.name)
        });
    }
    suggestions
}

/// The kind that is explained by this word.
pub(super) fn explained(catalog: &Catalog, typed: &str) -> Vec<String> {
    let singulars = singulars(typed);
    let is_it = |kind: &&Kind| {
        let words = kind.about.split(|c: char| !c.is_alphanumeric()).take(FIRST_WORDS);
        words.map(str::to_lowercase).any(|word| word.len() > 2 && singulars.contains(&word))
    };
    catalog.kinds.iter().filter(is_it).take(1).map(|kind| kind.plural.clone()).collect()
}

/// A kind, its field and the value of it that is meant.
pub(super) fn of_value<'c>(
    catalog: &'c Catalog,
    typed: &str,
) -> Option<(&'c Kind, &'c str, &'c str)> {
    let singulars = singulars(typed);
    catalog.kinds.iter().find_map(|kind| {
        kind.fields.iter().find_map(|field| {
            let Type::Enum(choices) = &field.ty else { return None };
            let choice = choices.iter().find(|choice| singulars.contains(&choice.name))?;
            Some((kind, field.name.as_str(), choice.name.as_str()))
        })
    })
}

/// The same query of those of a kind that have this value.
fn among(query: &Query, kind: &Kind, field: &str, value: &str) -> Option<Query> {
    let written = parse(&format!("{} where {field} = {value}", kind.plural)).ok()?;
    let other = written.into_iter().next()?;
    let parts = [other.filter, query.filter.clone()].into_iter().flatten();
    let parts: Vec<Cond> = parts
        .flat_map(|part| match part {
            Cond::And(parts) => parts,
            part => vec![part],
        })
        .collect();
    let filter = if parts.len() > 1 { Some(Cond::And(parts)) } else { parts.into_iter().next() };
    Some(Query { kind: other.kind, filter, ..query.clone() })
}
