//! Candidates for a first word that no kind is called: a misspelt kind, a value of a list (`companies` are organizations of
//! that type), another word for a kind, a word that explains one.

use super::Suggester;
use crate::catalog::vocabulary::{explained, kind_of_value, meanings};
use crate::catalog::{Catalog, Kind};
use crate::query::ast::Query;
use crate::query::diagnostic::{Diagnostic, Fix, Naming, Problem};
use crate::query::parser::parse;
use crate::query::rewrite::{all, equals, of_kind};
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
        let other = suggester.of_value(query, kind, (field, value));
        diagnostic.fixes.push(Fix::new(query.span, other));
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

impl Suggester<'_> {
    /// Writes the query of those of a kind that have a value, with its other mistake repaired. Where there are more, the rest
    /// of the query is left out.
    fn of_value(self, query: &Query, kind: &Kind, (field, value): (&str, &str)) -> String {
        let is = equals(field, value);
        let alone = of_kind(query, &kind.plural, Some(is.clone()));
        let filter = all([is].into_iter().chain(query.filter.clone()).collect());
        let whole = Query { kind: alone.kind.clone(), filter, ..query.clone() }.to_string();
        // Read again, because suggestions are edits of the text in which their query was written.
        let other = parse(&whole).ok().and_then(|queries| queries.into_iter().next());
        let Some(other) = other else { return alone.to_string() };
        let mut found = self.accept(&other).problems;
        if found.is_empty() {
            return whole;
        }
        self.suggest(&mut found, &other);
        let fix = if let [only] = found.as_slice() { only.fixes.first() } else { None };
        fix.map_or_else(|| alone.to_string(), |fix| fix.apply(&whole))
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
