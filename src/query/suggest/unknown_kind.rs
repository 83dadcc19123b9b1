//! Candidates for a first word that no kind is called: a misspelt kind, a value of a list (`companies` are organizations of
//! that type), another word for a kind, a word that explains one.

use super::edit::Edit;
use super::suggester::Suggester;
use crate::catalog::Catalog;
use crate::catalog::vocabulary::{explained, kind_of_value, meanings};
use crate::query::ast::{Name, Query};
use crate::query::diagnostic::{Diagnostic, Fix, Naming, Problem};
use crate::query::rewrite::{all, equals};
use crate::value::suggest as similar;

/// Adds kinds, or the query of those of a kind that have a value.
pub(super) fn suggest(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let catalog = suggester.catalog;
    let typed = &query.kind.text;
    let words = || [typed.as_str()].into_iter().chain(meanings(catalog, typed));
    let mut kinds = nearly(catalog, typed);
    let mut chosen = None;
    if kinds.is_empty() {
        chosen = kind_of_value(catalog, typed);
    }
    if kinds.is_empty() && chosen.is_none() {
        let meant = words().skip(1).filter_map(|name| catalog.find_kind(name));
        kinds = meant.map(|kind| kind.plural.clone()).collect();
    }
    if kinds.is_empty() && chosen.is_none() {
        chosen = words().skip(1).find_map(|name| kind_of_value(catalog, name));
    }
    if kinds.is_empty() && chosen.is_none() {
        kinds = explained(catalog, typed);
    }
    diagnostic.fixes = kinds.iter().map(|kind| Fix::new(query.kind.span, kind)).collect();
    if let Some((kind, field, value)) = chosen {
        let filter = all([equals(field, value)].into_iter().chain(query.filter.clone()).collect());
        let kind = Name { text: kind.plural.clone(), span: query.kind.span };
        let other = Edit::Query(Query { kind, filter, ..query.clone() });
        diagnostic.fixes.push(other.fix(query));
    }
    if let Problem::Naming(Naming::Kind { suggestions, value_of, kinds: all, .. }) =
        &mut diagnostic.problem
    {
        if !kinds.is_empty() || chosen.is_some() {
            all.clear();
        }
        *suggestions = kinds;
        *value_of =
            chosen.map(|(kind, field, value)| [&kind.plural, field, value].map(str::to_owned));
    }
}

/// Lists kinds of nearly this name, each once.
fn nearly(catalog: &Catalog, typed: &str) -> Vec<String> {
    let known = catalog.kinds.iter().flat_map(|kind| [kind.plural.as_str(), kind.name.as_str()]);
    let mut found = similar(typed, known);
    if let Some(best) = found.first().and_then(|name| catalog.find_kind(name)) {
        found.retain(|name| {
            *name == best.plural
                || catalog.find_kind(name).is_none_or(|kind| kind.name != best.name)
        });
    }
    found
}
