//! Chooses the generator of suggestions for each problem.

use super::context::ProblemContext;
use super::misspelt_clause::clause_among;
use super::suggester::Suggester;
use super::{parameter, unknown_field, unknown_kind};
use crate::catalog::Catalog;
use crate::query::ast::Query;
use crate::query::bind::{Parameters, bind};
use crate::query::diagnostic::{Diagnostic, NameProblem, Problem, Subject, Syntax, TypeProblem};
use crate::query::names::Names;
use crate::query::print::quote_text;
use crate::query::quote_if_needed;
use crate::query::resolve::{self, Failure, Resolved};
use crate::query::rewrite::of_according;
use crate::value::find_similar;

/// How many problems of one text are shown; only they get suggestions.
pub const SHOWN: usize = 10;

/// Resolves a query, and adds suggestions to its problems.
pub fn resolve<'c>(
    query: &Query,
    catalog: &'c Catalog,
    names: &dyn Names,
    parameters: &Parameters,
) -> Result<Resolved<'c>, Failure> {
    let outcome = resolve::resolve_sources(query, catalog, names, parameters);
    with_suggestions(outcome, query, Suggester { catalog, names, parameters })
}

/// Adds suggestions to the problems of a query that was resolved.
pub fn with_suggestions<'c>(
    mut outcome: Result<Resolved<'c>, Failure>,
    query: &Query,
    suggester: Suggester<'_>,
) -> Result<Resolved<'c>, Failure> {
    if let Ok(Resolved { warnings: found, .. }) | Err(Failure::Query(found)) = &mut outcome {
        suggester.suggest(found, query);
    }
    outcome
}

impl Suggester<'_> {
    /// Adds suggestions to the problems of a query.
    pub(super) fn suggest(self, found: &mut [Diagnostic], query: &Query) {
        let (query, _) = bind(query, self.parameters);
        let sources = of_according(&query);
        let others = found.len().saturating_sub(1);
        for diagnostic in found.iter_mut().take(SHOWN) {
            let (suggester, at) = (self, diagnostic.span);
            let Some(sources) = sources.as_ref().filter(|of| of.span.holds(at)) else {
                ProblemContext { suggester, query: &query, at, others }.suggest(diagnostic);
                continue;
            };
            ProblemContext { suggester, query: sources, at, others: 0 }.suggest(diagnostic);
            // The kind and the query around the condition are not in the text.
            let written = [sources.span.range(), sources.kind.span.range()];
            diagnostic.fixes.retain(|fix| !written.contains(&fix.span.range()));
        }
        parameter::keep_parameters(found, &query);
    }
}

impl ProblemContext<'_> {
    /// Adds suggestions.
    fn suggest(&self, diagnostic: &mut Diagnostic) {
        if let Some((typed, known, fix)) = self.asked_if_known(&diagnostic.problem) {
            let of = Subject::default();
            diagnostic.problem = Problem::Syntax(Syntax::Null { typed, known, of });
            diagnostic.fixes = vec![fix];
            return;
        }
        if let Problem::Naming(NameProblem::Field { typed, .. }) = &diagnostic.problem
            && let Some(fix) = unknown_field::of_own_kind(self, typed)
        {
            let typed = typed.clone();
            diagnostic.problem = Problem::Naming(NameProblem::OwnKind { typed });
            diagnostic.fixes = vec![fix];
            return;
        }
        let (names, fixes) = (self.suggester.names, &mut diagnostic.fixes);
        match &mut diagnostic.problem {
            Problem::Naming(NameProblem::Kind { typed, suggestions, value_of, kinds }) => {
                let (meant, chosen) = unknown_kind::meant_kinds(self.suggester.catalog, typed);
                *fixes = self.replace_with(&meant);
                fixes.extend(chosen.map(|chosen| self.of_value(chosen)));
                if !fixes.is_empty() {
                    kinds.clear();
                }
                *suggestions = meant;
                *value_of = chosen
                    .map(|(kind, field, value)| [&kind.plural, field, value].map(str::to_owned));
            }
            Problem::Naming(naming @ NameProblem::Field { .. }) => {
                *fixes = unknown_field::suggest_fields(self, naming);
            }
            Problem::Naming(NameProblem::Id { typed, suggestions, sought, .. }) => {
                let known = names.slugs_beginning("", &sought.kinds()).unwrap_or_default();
                *suggestions = find_similar(typed, known.iter().map(|known| known.slug.as_str()));
                *fixes = self.replace_with(suggestions);
            }
            Problem::Naming(NameProblem::Words { typed, clause, suggestions, sought, .. }) => {
                if let Some(joined) = self.joined_values(sought) {
                    *fixes = vec![joined];
                    return;
                }
                *suggestions = self.names_like(typed, sought);
                let with_clause = clause_among(names, typed, &sought.kinds());
                *clause = with_clause.is_some();
                let like = suggestions.iter().map(|name| quote_if_needed(name, true));
                *fixes = self
                    .replace_with(with_clause.into_iter().chain(like).chain([quote_text(typed)]));
            }
            Problem::Naming(NameProblem::Listed { places, .. }) => {
                // The nearest place around one that no fact mentions.
                if let [place] = places.as_slice() {
                    fixes.extend(self.within_any(place.containers().map(|around| around.name())));
                }
            }
            Problem::Naming(naming @ NameProblem::Nothing { .. }) => {
                *fixes = self.no_such_name(naming);
            }
            Problem::Naming(NameProblem::Source { typed, suggestions, publisher }) => {
                if let Some(published) = self.publisher_fix(typed) {
                    *publisher = true;
                    fixes.push(published);
                } else {
                    *suggestions = self.sources_like(typed);
                    fixes.extend(self.replace_with(suggestions));
                }
            }
            Problem::Naming(NameProblem::NoDot { typed, parts, .. }) => {
                fixes.extend(
                    self.replace_with(find_similar(typed, parts.iter().map(String::as_str))),
                );
            }
            Problem::Naming(naming @ NameProblem::Choice { .. }) => {
                *fixes = self.no_such_value(naming);
            }
            Problem::Meaning(TypeProblem::NoAggregate { .. }) if self.others == 0 => {
                fixes.extend(self.count_each_value());
            }
            Problem::Meaning(TypeProblem::OneValue { .. }) => {
                if let Some(without) = self.without_quantifier() {
                    *fixes = without;
                }
            }
            Problem::Meaning(TypeProblem::Ranks { field, units, repairs, .. }) => {
                fixes.extend(self.in_units(field, units));
                *repairs = fixes.len();
            }
            Problem::Meaning(TypeProblem::NotPlaces { through, .. }) => {
                if let Some(there) = self.at_its_place(through.as_deref()) {
                    *fixes = there;
                }
            }
            _ => {}
        }
    }
}
