//! Candidates for an unknown kind: a misspelt kind, a value of a list (`companies` are organizations of that type), another word
//! for a kind, a word that explains one.

use super::context::ProblemContext;
use super::edit::Edit;
use crate::catalog::vocabulary::{kind_of_value, kinds_explained_by, names_for_word};
use crate::catalog::{Catalog, Kind};
use crate::query::ast::{Name, Query};
use crate::query::diagnostic::Fix;
use crate::query::rewrite::{join_conjuncts, make_equals};
use crate::value::find_similar;

/// A value of a list, with its kind and field.
type Chosen<'c> = (&'c Kind, &'c str, &'c str);

/// Lists the kinds that a word may mean, or else the value.
pub(super) fn meant_kinds<'c>(
    catalog: &'c Catalog,
    typed: &str,
) -> (Vec<String>, Option<Chosen<'c>>) {
    let meanings = names_for_word(catalog, typed);
    if let Some(chosen) = kind_of_value(catalog, typed) {
        return (vec![], Some(chosen));
    }
    let mut kinds = similar_kinds(catalog, typed);
    if kinds.is_empty() {
        let meant = meanings.iter().filter_map(|name| catalog.find_kind(name));
        kinds = meant.map(|kind| kind.plural.clone()).collect();
    }
    if !kinds.is_empty() {
        return (kinds, None);
    }
    match meanings.into_iter().find_map(|name| kind_of_value(catalog, name)) {
        Some(chosen) => (vec![], Some(chosen)),
        None => (kinds_explained_by(catalog, typed), None),
    }
}

/// Lists kinds of nearly this name, each once.
fn similar_kinds(catalog: &Catalog, typed: &str) -> Vec<String> {
    let known = catalog.kinds.iter().flat_map(|kind| [kind.plural.as_str(), kind.name.as_str()]);
    let mut found = find_similar(typed, known);
    if let Some(best) = found.first().and_then(|name| catalog.find_kind(name)) {
        found.retain(|name| {
            *name == best.plural
                || catalog.find_kind(name).is_none_or(|kind| kind.name != best.name)
        });
    }
    found
}

impl ProblemContext<'_> {
    /// Suggests the kind with a condition: `companies` is `organizations where type = company`.
    pub(super) fn of_value(&self, (kind, field, value): Chosen<'_>) -> Fix {
        let Query { filter, kind: Name { span, .. }, .. } = self.query;
        let filter =
            join_conjuncts([make_equals(field, value)].into_iter().chain(filter.clone()).collect());
        let kind = Name { text: kind.plural.clone(), span: *span };
        Edit::Query(Query { kind, filter, ..self.query.clone() }).to_fix(self.query)
    }
}
