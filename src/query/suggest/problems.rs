//! Which generator proposes for which problem of a query.

use super::suggester::{Suggester, spelt};
use super::{
    other_kind, other_value, parameter, unknown_field, unknown_kind, unknown_name, via_record,
};
use crate::catalog::Catalog;
use crate::query::ast::Query;
use crate::query::bind::{Parameters, bind};
use crate::query::diagnostic::{Diagnostic, Meaning, Naming, Problem};
use crate::query::names::Names;
use crate::query::resolve::{self, Failure, Resolved};
use crate::query::rewrite::of_according;
use crate::value::suggest as similar;

/// How many problems of one text are shown; only they get suggestions.
pub const SHOWN: usize = 10;

/// Resolves a query, and adds suggestions to its problems.
pub fn resolve<'c>(
    query: &Query,
    catalog: &'c Catalog,
    names: &dyn Names,
    parameters: &Parameters,
) -> Result<Resolved<'c>, Failure> {
    let outcome = resolve::resolve(query, catalog, names, parameters);
    with_suggestions(outcome, query, Suggester { catalog, names, parameters })
}

/// Adds suggestions to the problems of a query that was resolved.
pub fn with_suggestions<'c>(
    mut outcome: Result<Resolved<'c>, Failure>,
    query: &Query,
    suggester: Suggester<'_>,
) -> Result<Resolved<'c>, Failure> {
    if let Ok(Resolved { warnings: found, .. }) | Err(Failure::Query(found)) = &mut outcome {
        let (query, _) = bind(query, suggester.parameters);
        suggester.suggest(found, &query);
        parameter::keep_parameters(found, &query);
    }
    outcome
}

impl Suggester<'_> {
    /// Adds suggestions to the problems of a query.
    fn suggest(self, found: &mut [Diagnostic], query: &Query) {
        let others = found.len().saturating_sub(1);
        let sources = of_according(query);
        for diagnostic in found.iter_mut().take(SHOWN) {
            let inside = |of: &&Query| {
                of.span.start <= diagnostic.span.start && diagnostic.span.end <= of.span.end
            };
            if let Some(sources) = sources.as_ref().filter(inside) {
                self.suggest(std::slice::from_mut(diagnostic), sources);
                // The kind and the query around the condition are not in the text.
                let written = [sources.span.range(), sources.kind.span.range()];
                diagnostic.fixes.retain(|fix| !written.contains(&fix.span.range()));
                continue;
            }
            match &diagnostic.problem {
                Problem::Naming(Naming::Kind { .. }) => {
                    unknown_kind::suggest(self, diagnostic, query);
                }
                Problem::Naming(Naming::Field { .. }) => {
                    unknown_field::suggest(self, diagnostic, (query, others));
                }
                Problem::Naming(Naming::Words { .. } | Naming::Id { .. }) => {
                    unknown_name::suggest(self, diagnostic, query);
                }
                Problem::Naming(Naming::Listed { .. }) => {
                    unknown_name::around_listed(self, diagnostic, query);
                }
                Problem::Naming(Naming::Nothing { .. }) => {
                    unknown_name::suggest(self, diagnostic, query);
                    via_record::suggest(self, diagnostic, query);
                }
                Problem::Naming(Naming::Source { .. }) => {
                    unknown_name::source(self, diagnostic, query);
                }
                Problem::Naming(Naming::NoDot { typed, parts, .. }) => {
                    let like = similar(typed, parts.iter().map(String::as_str));
                    diagnostic.fixes.extend(spelt(diagnostic.span, &like));
                }
                Problem::Naming(Naming::Choice { .. }) => {
                    other_value::of_list(self, diagnostic);
                    if others == 0 {
                        other_value::in_texts(self, diagnostic, query);
                        other_kind::with_amount(self, diagnostic, query);
                    }
                }
                Problem::Meaning(Meaning::NoAggregate { .. }) if others == 0 => {
                    other_value::count(self, diagnostic, query);
                }
                Problem::Meaning(Meaning::OneValue { .. }) => {
                    other_value::without_quantifier(self, diagnostic, (query, others));
                }
                Problem::Meaning(Meaning::Ranks { .. }) => other_value::in_units(diagnostic, query),
                Problem::Meaning(Meaning::NotPlaces { .. }) => {
                    other_value::in_levels(self, diagnostic, query);
                }
                _ => {}
            }
        }
    }
}
