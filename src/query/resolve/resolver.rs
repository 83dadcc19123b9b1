//! The state of resolving one query, where its names are looked up, and how a part of it is given up.

use std::rc::Rc;

use super::problems::{Problems, Refused};
use crate::catalog::{Catalog, Field, Kind, Link};
use crate::query::diagnostic::{Diagnostic, Problem, TypeProblem};
use crate::query::names::Names;
use crate::query::plan::{Named, RivalReadings};
use crate::query::span::Span;

/// A name and the things it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// As typed.
    pub typed: String,
    /// The field it is compared with.
    pub field: String,
    /// The things of that name.
    pub things: Vec<Named>,
    /// No thing has that name: it is a code or another name of a country, or a name with the word for a level after it.
    pub listed: bool,
}

/// Where names are looked up: in a thing of a kind, or in an item of a link, which is a record of that kind together with the
/// thing it leads to.
#[derive(Clone, Copy)]
pub(super) struct Scope<'c> {
    pub(super) kind: &'c Kind,
    /// The record's field that leads to the thing; `None` means that the scope is a thing itself.
    pub(super) to: Option<&'c Field>,
}

impl<'c> Scope<'c> {
    pub(super) fn for_kind(kind: &'c Kind) -> Self {
        Self { kind, to: None }
    }

    /// Makes the scope of the items of a link.
    pub(super) fn for_items(link: &'c Link, via: &'c Kind) -> Self {
        Self { kind: via, to: link.to.as_ref().and_then(|to| via.field(to)) }
    }
}

/// The state of resolving one query.
pub(super) struct Resolver<'c, 'n> {
    pub(super) catalog: &'c Catalog,
    pub(super) names: &'n dyn Names,
    pub(super) problems: Problems,
    pub(super) matched: Vec<Matched>,
    /// The competing values, where conditions look at them.
    pub(super) readings: Option<Rc<RivalReadings>>,
}

impl Resolver<'_, '_> {
    /// Reports an error and gives up this part of the query.
    pub(super) fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Result<T, Refused> {
        Err(self.problems.refuse(diagnostic))
    }

    /// Reports a problem at a place and gives up this part of the query.
    pub(super) fn refuse_at<T>(
        &mut self,
        at: Span,
        problem: impl Into<Problem>,
    ) -> Result<T, Refused> {
        self.refuse(Diagnostic::error(at, problem))
    }

    /// Gives up this part of a query that no rule of the language refuses: the catalog does not fit the program.
    pub(super) fn refuse_unforeseen<T>(&mut self, at: Span, text: &str) -> Result<T, Refused> {
        let sentence = format!(
            "`{text}` can't be resolved: this is a bug in brief, not a mistake in the query"
        );
        self.refuse_at(at, TypeProblem::Unfit(sentence))
    }

    /// Passes on what a look-up found; one that fails stops the query.
    pub(super) fn looked_up<T>(&mut self, result: anyhow::Result<T>) -> Result<T, Refused> {
        self.problems.looked_up(result)
    }
}
