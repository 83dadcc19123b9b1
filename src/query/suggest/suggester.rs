//! The engine: what candidates are resolved against, and the one way in which a candidate is accepted.

use anyhow::Result;

use super::edit::Edit;
use super::relevance::keeps_words;
use crate::catalog::Catalog;
use crate::query::ast::Query;
use crate::query::bind::Parameters;
use crate::query::diagnostic::{Diagnostic, NameProblem, Problem};
use crate::query::facts::Facts;
use crate::query::names::Names;
use crate::query::plan::Plan;
use crate::query::repair::keeps_numbers;
use crate::query::resolve::{self, Failure};
use crate::query::sql;

/// How many suggestions one problem gets.
pub(super) const OFFERED: usize = 3;

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

/// The result of trying a candidate.
pub(super) struct TriedQuery {
    pub(super) problems: Vec<Diagnostic>,
    /// Some row certainly matches.
    pub(super) finds: bool,
}

impl TriedQuery {
    /// Checks whether the candidate has no problem and finds something.
    pub(super) fn is_found(&self) -> bool {
        self.finds && self.problems.is_empty()
    }
}

/// Queries like one that was answered, tried on the facts.
#[derive(Clone, Copy)]
pub struct RelatedQueries<'a>(pub &'a dyn Facts);

/// A query that finds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The query.
    pub query: String,
    /// The number of rows it finds.
    pub rows: u64,
}

/// No parameters: those of a resolved query have their values.
static NONE: Parameters = Parameters::new();

impl RelatedQueries<'_> {
    /// Returns what a candidate's plan gives; `None` means that it makes no sense.
    pub(super) fn try_on<R>(
        self,
        candidate: &Query,
        run: impl FnOnce(&Plan<'_>) -> Result<R>,
    ) -> Result<Option<R>> {
        let facts = self.0;
        let suggester = Suggester { catalog: facts.catalog(), names: facts, parameters: &NONE };
        match suggester.try_on(candidate, run) {
            (problems, Some(given)) if problems.is_empty() => given.map(Some),
            _ => Ok(None),
        }
    }

    /// Counts the rows of a query; one that makes no sense has none.
    pub fn count_rows(self, query: &Query) -> Result<u64> {
        let rows = self.try_on(query, |plan| self.0.select_number(&sql::count_all_rows(plan)))?;
        Ok(rows.unwrap_or_default())
    }

    /// Mentions a query that finds something.
    pub(super) fn finding_of(self, query: &Query) -> Result<Option<Finding>> {
        let rows = self.count_rows(query)?;
        Ok((rows > 0).then(|| Finding { query: query.to_string(), rows }))
    }
}

impl Suggester<'_> {
    /// Resolves a candidate and looks whether it finds anything.
    pub(super) fn accept(self, candidate: &Query) -> TriedQuery {
        let (problems, finds) = self.try_on(candidate, |plan| self.names.finds_anything(plan));
        TriedQuery { problems, finds: finds.and_then(Result::ok).unwrap_or_default() }
    }

    /// Resolves a candidate, and returns its problems and what its plan gives.
    fn try_on<R>(
        self,
        candidate: &Query,
        run: impl FnOnce(&Plan<'_>) -> R,
    ) -> (Vec<Diagnostic>, Option<R>) {
        match resolve::resolve_sources(candidate, self.catalog, self.names, self.parameters) {
            Ok(resolved) => {
                let mut problems = resolved.warnings;
                // A place that no fact mentions is no mistake of the query.
                let is_listed = |found: &Diagnostic| {
                    matches!(found.problem, Problem::Naming(NameProblem::Listed { .. }))
                };
                problems.retain(|found| !is_listed(found));
                (problems, Some(run(&resolved.plan)))
            }
            Err(Failure::Query(problems)) => (problems, None),
            Err(Failure::Names(_)) => (vec![], None),
        }
    }

    /// Checks whether an edit leaves only problems that a query had before.
    pub(super) fn adds_no_problem(self, query: &Query, edit: &Edit) -> bool {
        let sentences = |query: &Query| -> Vec<String> {
            let found = self.accept(query).problems;
            found.iter().map(|found| found.problem.message().sentence).collect()
        };
        let before = sentences(query);
        sentences(&edit.apply(query)).iter().all(|sentence| before.contains(sentence))
    }

    /// Checks whether a query makes sense, and if so, whether it finds anything.
    pub(super) fn makes_sense(self, query: &Query) -> Option<bool> {
        let verdict = self.accept(query);
        verdict.problems.is_empty().then_some(verdict.finds)
    }

    /// Checks whether a word or number of a text doesn't survive in what replaces it.
    pub(super) fn loses_words(self, typed: &str, text: &str) -> bool {
        let is_kept = keeps_numbers(typed, text) && keeps_words(self.catalog, typed, text);
        !is_kept && !self.has_place_of_code(typed, text)
    }

    /// Checks whether one word of a text is the code of a place, and the rest is kept with the name of that place.
    fn has_place_of_code(self, typed: &str, text: &str) -> bool {
        let codes = typed.split([' ', '(', ')', ',']).filter(|word| {
            (2..=5).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase())
        });
        { codes }.any(|code| {
            let names = self.places_of_code(code).into_iter();
            { names }.any(|name| {
                let typed = typed.replace(code, &name);
                text.contains(&name) && keeps_words(self.catalog, &typed, text)
            })
        })
    }

    /// Lists the recorded places that have a text as their code.
    pub(super) fn places_of_code(self, text: &str) -> Vec<String> {
        let places = self.catalog.containment.as_ref().map(|it| it.places.as_str());
        let is_code = text.len() > 1 && text.chars().all(|c| c.is_ascii_uppercase());
        let (Some(places), true) = (places, is_code) else { return vec![] };
        let found = resolve::atlas_places(self.catalog, text, &[places], &|_| true);
        let recorded = found.iter().filter_map(|place| self.names.recorded_places(*place).ok());
        recorded.flatten().map(|place| place.name).collect()
    }
}
