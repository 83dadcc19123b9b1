//! From what was written to what is meant: kinds, fields and names looked up, values read by their field's type.
//!
//! The only stage that looks names up, and the last that knows where things stand in the text. All problems of a query
//! are found and reported together. `conditions` and `items` are what a query is made of; `paths` follows names through the catalog, `checks`, `choices`,
//! `amounts` and `things` read tests by type, `values` finds what a value means, `enrich` adds to messages what only the catalog and the
//! data know; `reshape` offers whole queries of another shape, where names lead nowhere those that `instead` and `columns`
//! propose by the `ways` that leave a kind, and those of `others`; `detours` are other ways to what a link leads to; `mend`
//! says which repairs are offered, and makes one of all; `plain` with `heard` and `posed` hears a question in what is no query.

mod amounts;
mod checks;
mod choices;
mod columns;
mod conditions;
mod detours;
mod edit;
mod enrich;
mod heard;
mod instead;
mod items;
mod kinds;
mod mend;
mod others;
mod paths;
mod phrase;
mod plain;
mod posed;
mod records;
mod reshape;
mod things;
mod values;
pub(super) mod ways;
mod words;

use std::collections::BTreeMap;

use super::ast;
use super::diagnostic::{Diagnostic, Naming, Problem, Severity};
use super::names::Names;
use super::plan::{Item, Key, Named, Plan};
use crate::catalog::{Catalog, Field, Kind, Link};
pub use detours::{detours, places, steps_on};
pub use enrich::enrich;
pub use mend::Mender;

/// Values of `$name` parameters.
pub type Parameters = BTreeMap<String, String>;

/// A query resolved, with what is worth saying about it.
#[derive(Debug)]
pub struct Resolved<'c> {
    /// What is meant.
    pub plan: Plan<'c>,
    /// Warnings: the answer may not be to the question meant. Of severity error where it should not be given at all.
    pub warnings: Vec<Diagnostic>,
    /// What each name in it was found to mean, in the order written.
    pub matched: Vec<Matched>,
}

/// A name and what it was found to mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// As typed.
    pub typed: String,
    /// The field it is compared with.
    pub field: String,
    /// The things of that name.
    pub things: Vec<Named>,
}

/// Why a query could not be resolved.
#[derive(Debug)]
pub enum Failure {
    /// The query is at fault.
    Query(Vec<Diagnostic>),
    /// Looking names up failed.
    Names(anyhow::Error),
}

/// Resolves a query.
pub fn resolve<'c>(
    query: &ast::Query,
    catalog: &'c Catalog,
    names: &dyn Names,
    parameters: &Parameters,
) -> Result<Resolved<'c>, Failure> {
    let judge = |other: &ast::Query| match attempt(other, catalog, names, parameters) {
        Ok(resolved) => {
            let finds = names.finds(&resolved.plan).unwrap_or_default();
            Judged { problems: resolved.warnings, finds }
        }
        Err(Failure::Query(problems)) => Judged { problems, finds: false },
        Err(Failure::Names(_)) => Judged { problems: vec![], finds: false },
    };
    let mut outcome = attempt(query, catalog, names, parameters);
    if let Ok(Resolved { warnings: found, .. }) | Err(Failure::Query(found)) = &mut outcome {
        reshape::reshape(found, query, catalog, &judge);
    }
    outcome
}

/// The same without proposals of other queries for one that cannot be resolved.
pub fn attempt<'c>(
    query: &ast::Query,
    catalog: &'c Catalog,
    names: &dyn Names,
    parameters: &Parameters,
) -> Result<Resolved<'c>, Failure> {
    let Some(kind) = catalog.find_kind(&query.kind.text) else {
        return Err(Failure::Query(vec![kinds::unknown_kind(catalog, query)]));
    };
    let mut resolver =
        Resolver { catalog, names, parameters, found: vec![], matched: vec![], failed: None };
    let plan = resolver.plan(query, kind);
    if let Some(error) = resolver.failed {
        return Err(Failure::Names(error));
    }
    let (errors, warnings): (Vec<_>, Vec<_>) =
        resolver.found.into_iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
    match plan {
        Some(plan) if errors.is_empty() => {
            let warnings = warnings.into_iter().map(|warning| guarded(warning, query)).collect();
            Ok(Resolved { plan, warnings, matched: resolver.matched })
        }
        _ => Err(Failure::Query(errors)),
    }
}

/// Where something must not be so, a slip in its name passes everything: no answer to give.
fn guarded(mut warning: Diagnostic, query: &ast::Query) -> Diagnostic {
    let is_unknown = matches!(warning.problem, Problem::Naming(Naming::Nothing { .. }));
    let filter = query.filter.as_ref().filter(|_| is_unknown);
    if filter.is_some_and(|filter| conditions::must_not_be(filter, warning.span)) {
        warning.severity = Severity::Error;
    }
    warning
}

/// What is to be said of a query that may be proposed.
struct Judged {
    problems: Vec<Diagnostic>,
    /// There is something it certainly finds.
    finds: bool,
}

/// Where names are looked up: in a thing of a kind, or in an item of a link, which is a passing record of that kind together
/// with the thing it reaches.
#[derive(Clone, Copy)]
struct Scope<'c> {
    kind: &'c Kind,
    /// The record's field that leads to the thing reached; none: the thing is what is looked at.
    to: Option<&'c Field>,
}

impl<'c> Scope<'c> {
    fn of(kind: &'c Kind) -> Self {
        Self { kind, to: None }
    }

    /// The items of a link.
    fn items(link: &'c Link, via: &'c Kind) -> Self {
        Self { kind: via, to: link.to.as_ref().and_then(|to| via.field(to)) }
    }
}

/// What resolving one query needs and finds.
struct Resolver<'c, 'n> {
    catalog: &'c Catalog,
    names: &'n dyn Names,
    parameters: &'n Parameters,
    found: Vec<Diagnostic>,
    matched: Vec<Matched>,
    failed: Option<anyhow::Error>,
}

impl<'c> Resolver<'c, '_> {
    fn plan(&mut self, query: &ast::Query, kind: &'c Kind) -> Option<Plan<'c>> {
        let filter = query.filter.as_ref().map(|cond| self.cond(cond, Scope::of(kind)));
        let groups = self.groups(query, kind);
        let shown: Option<Vec<_>> = if let (true, Some(keys)) = (query.show.is_empty(), &groups) {
            Some(keys.iter().cloned().map(Item::Value).chain([Item::Count]).collect())
        } else if query.show.is_empty() {
            Some(
                kind.columns
                    .iter()
                    .filter_map(|name| self.column(kind, name))
                    .map(Item::Value)
                    .collect(),
            )
        } else {
            let items: Vec<_> = query.show.iter().map(|item| self.items(item, kind)).collect();
            let items = items.into_iter().collect::<Option<Vec<_>>>().map(|items| items.concat());
            items.map(|items| {
                items::with_keys(groups.as_deref().unwrap_or_default(), items::once(items))
            })
        };
        self.refuse_beside_count(query);
        self.refuse_repeated(query);
        self.refuse_second_each(query);
        if let Some(keys) = &groups {
            self.refuse_ungrouped(query, keys);
        }
        let mut order = Vec::new();
        for key in &query.order {
            if let Some(items) = self.items(&key.item, kind) {
                self.refuse_list_as_key(&items, &key.item, groups.is_some());
                order
                    .extend(items.into_iter().map(|item| Key { item, descending: key.descending }));
            }
        }
        let filter = match filter {
            Some(None) => return None,
            Some(filter) => filter,
            None => None,
        };
        let contested = self.names.contested();
        Some(Plan {
            catalog: self.catalog,
            kind,
            count: query.count,
            filter,
            shown: shown?,
            groups,
            order,
            limit: query.limit,
            cited: query.sources.is_some(),
            contested: self.looked_up(contested)?,
        })
    }

    /// Notes an error and gives up this part of the query.
    fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.found.push(diagnostic);
        None
    }

    /// The result of a look-up; a failing one stops the query.
    fn looked_up<T>(&mut self, result: anyhow::Result<T>) -> Option<T> {
        match result {
            Ok(found) => Some(found),
            Err(error) => {
                self.failed.get_or_insert(error);
                None
            }
        }
    }
}
