//! The problems of a query as they are found. A stage that gives up returns a [`Refused`], and only a reported error or a
//! failed look-up makes one: so no query fails without a message.

use anyhow::Error;

use crate::query::diagnostic::{Diagnostic, Severity};

/// Why a query could not be resolved.
#[derive(Debug)]
pub enum Failure {
    /// The query is at fault.
    Query(Vec<Diagnostic>),
    /// Looking names up failed.
    Names(anyhow::Error),
}

/// Proof that the reason for giving up is among the problems.
#[derive(Debug)]
pub(super) struct Refused(());

/// The problems of a query, in the order found.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<Diagnostic>,
    failed: Option<Error>,
}

impl Problems {
    /// Reports an error for which this part of the query is given up.
    pub(super) fn refuse(&mut self, diagnostic: Diagnostic) -> Refused {
        self.found.push(Diagnostic { severity: Severity::Error, ..diagnostic });
        Refused(())
    }

    /// Reports a problem beside which the rest can still be resolved.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Passes on what a look-up found; one that fails stops the query.
    pub(super) fn looked_up<T>(&mut self, result: anyhow::Result<T>) -> Result<T, Refused> {
        result.map_err(|error| {
            self.failed.get_or_insert(error);
            Refused(())
        })
    }

    /// Checks whether the query is refused already.
    pub(super) fn have_errors(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }

    /// Marks a place, for [`Self::reported_since`] and [`Self::merge_of_kinds`].
    pub(super) fn mark(&self) -> usize {
        self.found.len()
    }

    /// Returns the problems reported since a mark, for repairs to be added.
    pub(super) fn reported_since(&mut self, mark: usize) -> &mut [Diagnostic] {
        self.found.get_mut(mark..).unwrap_or_default()
    }

    /// Merges the problems that several kinds have with one condition since a mark: a problem of only some kinds isn't an error,
    /// and a problem of all kinds is reported once.
    pub(super) fn merge_of_kinds<T>(
        &mut self,
        mark: usize,
        tried: Vec<Result<T, Refused>>,
    ) -> Result<Vec<T>, Refused> {
        let said = self.found.split_off(mark);
        let (errors, warnings): (Vec<_>, Vec<_>) = said.into_iter().partition(Diagnostic::is_error);
        for warning in warnings {
            let same = |found: &Diagnostic| {
                found.problem == warning.problem && found.span.range() == warning.span.range()
            };
            if !self.found.iter().skip(mark).any(same) {
                self.found.push(warning);
            }
        }
        let mut passed = Vec::new();
        let mut refused = None;
        for result in tried {
            match result {
                Ok(found) => passed.push(found),
                Err(why) => refused = Some(why),
            }
        }
        match refused.filter(|_| passed.is_empty()) {
            Some(refused) => {
                self.found.extend(errors.into_iter().next());
                Err(refused)
            }
            None => Ok(passed),
        }
    }

    /// Ends the stage: what was resolved with its warnings, or the errors.
    pub(super) fn finish<T>(
        self,
        outcome: Result<T, Refused>,
    ) -> Result<(T, Vec<Diagnostic>), Failure> {
        if let Some(error) = self.failed {
            return Err(Failure::Names(error));
        }
        let (errors, warnings): (Vec<_>, Vec<_>) =
            self.found.into_iter().partition(Diagnostic::is_error);
        match outcome {
            Ok(resolved) if errors.is_empty() => Ok((resolved, warnings)),
            _ => Err(Failure::Query(errors)),
        }
    }
}
