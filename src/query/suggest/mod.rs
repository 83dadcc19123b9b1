//! Suggestions: queries that may have been meant, where a query is refused or finds nothing.
//!
//! The parser and the resolver report problems, with at most the one edit that the broken rule implies. A generator for each
//! sort of problem proposes candidates as edits of the syntax tree ([`edit`]): `unknown_kind`, `unknown_field` with `tested`
//! and `via_record`, `unknown_name` with `misspelt_clause`, `other_kind`, `other_value`. For a text that is no query
//! `question` builds one, for an answer without rows `empty_answer` and `about_amount` find a sibling that has some.
//! [`Suggester::accept`] resolves a candidate and looks whether it finds anything; `score` ranks candidates, those that keep
//! every word typed (`relevance`) first: one that loses a word answers another question and is never offered, at most
//! mentioned as related. [`Suggester::repair`] makes whole texts of the suggestions.

mod about_amount;
mod autofix;
mod edit;
mod empty_answer;
mod misspelt_clause;
mod other_kind;
mod other_value;
mod question;
mod relevance;
mod score;
mod sibling_link;
mod syntax;
mod tested;
mod unknown_field;
mod unknown_kind;
mod unknown_name;
mod via_record;

pub use empty_answer::{Finding, OtherText};
pub use sibling_link::SiblingLink;

use super::ast::{Cond, Query};
use super::bind::{Parameters, bind};
use super::diagnostic::{Diagnostic, Fix, Meaning, Naming, Problem};
use super::facts::Facts;
use super::names::Names;
use super::repair::keeps_numbers;
use super::resolve::{self, Failure, Resolved};
use super::rewrite::{of_according, of_kind};
use super::span::Span;
use crate::catalog::{Catalog, Kind};
use crate::value::suggest as similar;
use edit::Edit;
use relevance::keeps_words;

/// How many suggestions one problem gets.
const OFFERED: usize = 3;

/// What candidates are resolved against.
#[derive(Clone, Copy)]
pub struct Suggester<'a> {
    /// The schema.
    pub catalog: &'a Catalog,
    /// The names in the data.
    pub names: &'a dyn Names,
    /// Values of `$name` parameters.
    pub parameters: &'a Parameters,
}

/// What became of a candidate.
struct Verdict {
    problems: Vec<Diagnostic>,
    /// Some row certainly matches.
    finds: bool,
}

impl Verdict {
    /// Says whether the candidate has no problem and finds something.
    fn is_found(&self) -> bool {
        self.finds && self.problems.is_empty()
    }
}

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

/// Resolves a query on a base of what the sources of its `according to` say, and adds suggestions to its problems.
pub fn resolve_alone<'c>(
    query: &Query,
    catalog: &'c Catalog,
    names: &dyn Names,
    parameters: &Parameters,
) -> Result<Resolved<'c>, Failure> {
    let outcome = resolve::resolve_alone(query, catalog, names, parameters);
    with_suggestions(outcome, query, Suggester { catalog, names, parameters })
}

fn with_suggestions<'c>(
    mut outcome: Result<Resolved<'c>, Failure>,
    query: &Query,
    suggester: Suggester<'_>,
) -> Result<Resolved<'c>, Failure> {
    if let Ok(Resolved { warnings: found, .. }) | Err(Failure::Query(found)) = &mut outcome {
        let (query, _) = bind(query, suggester.parameters);
        suggester.suggest(found, &query);
        autofix::keep_parameters(found, &query);
    }
    outcome
}

/// Queries like one that was answered, tried on the facts.
#[derive(Clone, Copy)]
pub struct Siblings<'a>(pub &'a dyn Facts);

/// No parameters: those of a resolved query have their values.
static NONE: Parameters = Parameters::new();

impl Suggester<'_> {
    /// Resolves a candidate and looks whether it finds anything.
    fn accept(self, candidate: &Query) -> Verdict {
        match resolve::resolve(candidate, self.catalog, self.names, self.parameters) {
            Ok(resolved) => {
                let finds = self.names.finds(&resolved.plan).unwrap_or_default();
                let mut problems = resolved.warnings;
                // A place that no fact mentions is no mistake of the query.
                let is_listed = |found: &Diagnostic| {
                    matches!(found.problem, Problem::Naming(Naming::Listed { .. }))
                };
                problems.retain(|found| !is_listed(found));
                Verdict { problems, finds }
            }
            Err(Failure::Query(problems)) => Verdict { problems, finds: false },
            Err(Failure::Names(_)) => Verdict { problems: vec![], finds: false },
        }
    }

    /// Says whether an edit leaves only problems that a query had before.
    fn adds_no_problem(self, query: &Query, edit: &Edit) -> bool {
        let sentences = |query: &Query| -> Vec<String> {
            let found = self.accept(query).problems;
            found.iter().map(|found| found.problem.message().sentence).collect()
        };
        let before = sentences(query);
        sentences(&edit.apply(query)).iter().all(|sentence| before.contains(sentence))
    }

    /// Says whether a condition alone finds something of a kind.
    fn is_found(self, query: &Query, kind: &Kind, cond: &Cond) -> bool {
        self.accept(&of_kind(query, &kind.plural, Some(cond.clone()))).is_found()
    }

    /// Says whether a word or number of a text doesn't survive in what replaces it.
    fn loses(self, typed: &str, text: &str) -> bool {
        !keeps_numbers(typed, text) || !keeps_words(self.catalog, typed, text)
    }

    /// Returns the suggestions among some edits that find something and leave no problem, as many as are offered.
    fn finding(self, query: &Query, edits: impl IntoIterator<Item = Edit>) -> Vec<Fix> {
        let found = edits.into_iter().filter(|edit| self.accept(&edit.apply(query)).is_found());
        found.take(OFFERED).map(|edit| edit.fix(query)).collect()
    }

    /// Adds suggestions to the problems of a query.
    fn suggest(self, found: &mut [Diagnostic], query: &Query) {
        let others = found.len().saturating_sub(1);
        let sources = of_according(query);
        for diagnostic in found {
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

/// Replaces what is at a span by names or values like it.
fn spelt<S: AsRef<str>>(at: Span, texts: &[S]) -> Vec<Fix> {
    texts.iter().map(|text| Fix::new(at, text.as_ref())).collect()
}
