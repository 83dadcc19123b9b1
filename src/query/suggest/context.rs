//! A problem with the query it is in: what generators of candidates look at.

use super::edit::Edit;
use super::suggester::{OFFERED, Suggester};
use crate::catalog::Kind;
use crate::query::ast::{Cond, Predicate, Query};
use crate::query::diagnostic::Fix;
use crate::query::rewrite::of_kind;
use crate::query::span::Span;

/// A problem at a place of a query.
#[derive(Clone, Copy)]
pub(super) struct ProblemContext<'a> {
    pub(super) suggester: Suggester<'a>,
    pub(super) query: &'a Query,
    pub(super) at: Span,
    /// How many other problems the query has. A candidate may leave as many.
    pub(super) others: usize,
}

impl<'a> ProblemContext<'a> {
    /// Returns the kind of the query.
    pub(super) fn kind(&self) -> Option<&'a Kind> {
        self.suggester.catalog.find_kind(&self.query.kind.text)
    }

    /// Returns the predicate that compares with the value there.
    pub(super) fn asked_predicate(&self) -> Option<&'a Predicate> {
        let is_there = |one: &&Predicate| {
            one.values().iter().any(|value| value.span.range() == self.at.range())
        };
        self.query.predicates().into_iter().find(is_there)
    }

    /// Checks whether a condition alone finds something.
    pub(super) fn is_found(&self, cond: &Cond) -> bool {
        let of_kind = of_kind(self.query, &self.query.kind.text, Some(cond.clone()));
        self.suggester.accept(&of_kind).is_found()
    }

    /// Returns the suggestions among some edits that find something and leave no problem, as many as are offered.
    pub(super) fn fixes_that_find(&self, edits: impl IntoIterator<Item = Edit>) -> Vec<Fix> {
        let is_found = |edit: &Edit| self.suggester.accept(&edit.apply(self.query)).is_found();
        let found = edits.into_iter().filter(is_found).take(OFFERED);
        found.map(|edit| edit.to_fix(self.query)).collect()
    }

    /// Replaces what is there by names or values like it.
    pub(super) fn replace_with<S: AsRef<str>>(
        &self,
        texts: impl IntoIterator<Item = S>,
    ) -> Vec<Fix> {
        texts.into_iter().map(|text| Fix::new(self.at, text.as_ref())).collect()
    }
}
