//! From what was written to what is meant: kinds, fields and names looked up, values read by their field's type.
//!
//! The only stage that looks names up, and the last that knows where things stand in the text. All problems of a query
//! are found and reported together. `conditions` and `items` are what a query is made of; `paths` follows names through the catalog, `checks`, `choices`,
//! `amounts` and `things` read tests by type, `values` finds what a value means, with `countries` for codes and other names of countries; `enrich` adds to messages what only the catalog and the
//! data know; `reshape` offers whole queries of another shape, where names lead nowhere those that `instead` and `columns`
//! propose by the `ways` that leave a kind, and those of `others`; `ranked` refuses the first few of what does not compare; `detours` are other ways to what a link leads to; `mend`
//! says which repairs are offered, and makes one of all, and `related` which of them answer another question; `keep` sees to it that a repair loses no parameter, `problems` that nothing is given up without a message; `plain` with `heard` and `posed` hears a question in what is no query.

mod amounts;
mod checks;
mod choices;
mod columns;
mod conditions;
mod countries;
mod detours;
mod edit;
mod enrich;
mod heard;
mod instead;
mod items;
mod keep;
mod kinds;
mod mend;
mod others;
mod paths;
mod phrase;
mod plain;
mod posed;
mod problems;
mod ranked;
mod records;
mod related;
mod reshape;
mod things;
mod values;
pub(super) mod ways;
mod words;

use super::ast;
pub use super::bind::Parameters;
use super::bind::bind;
use super::diagnostic::{Diagnostic, Meaning, Naming, Problem, Severity};
use super::names::Names;
use super::plan::{Item, Key, Named, NamedPath, Plan};
use super::span::Span;
use crate::catalog::{Catalog, Field, Kind, Link};
pub use detours::{detours, places, steps_on};
pub use enrich::enrich;
pub use mend::Mender;
use problems::{Problems, Refused};

/// A query resolved, with what is worth saying about it.
#[derive(Debug)]
pub struct Resolved<'c> {
    /// What is meant.
    pub plan: Plan<'c>,
    /// What was written, with the values of its parameters.
    pub query: ast::Query,
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
    /// No thing has that name: it is a code or another name of a country, or a name with the word for a level behind it.
    pub listed: bool,
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
            let mut problems = resolved.warnings;
            // That no fact mentions a country is no mistake of a query.
            problems
                .retain(|found| !matches!(found.problem, Problem::Naming(Naming::Country { .. })));
            Judged { problems, finds }
        }
        Err(Failure::Query(problems)) => Judged { problems, finds: false },
        Err(Failure::Names(_)) => Judged { problems: vec![], finds: false },
    };
    let (query, _) = bind(query, parameters);
    let mut outcome = attempt(&query, catalog, names, parameters);
    if let Ok(Resolved { warnings: found, .. }) | Err(Failure::Query(found)) = &mut outcome {
        reshape::reshape(found, &query, catalog, &judge);
        keep::parameters(found, &query);
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
    let (query, unbound) = bind(query, parameters);
    let outcome = bound(query, catalog, names);
    if unbound.is_empty() { outcome } else { Err(Failure::Query(beside(unbound, outcome))) }
}

/// Resolves a query whose parameters have their values.
fn bound<'c>(
    query: ast::Query,
    catalog: &'c Catalog,
    names: &dyn Names,
) -> Result<Resolved<'c>, Failure> {
    let Some(kind) = catalog.find_kind(&query.kind.text) else {
        return Err(Failure::Query(vec![kinds::unknown_kind(catalog, &query)]));
    };
    let problems = Problems::default();
    let mut resolver = Resolver { catalog, names, problems, matched: vec![] };
    let plan = resolver.plan(&query, kind).and_then(|plan| resolver.refuse_ranks(&query, plan));
    let (plan, warnings) = resolver.problems.settle(plan)?;
    let warnings = warnings.into_iter().map(|warning| guarded(warning, &query)).collect();
    Ok(Resolved { plan, query, warnings, matched: resolver.matched })
}

/// Parameters without a value, and what else is wrong. What is said of the places of such parameters is about no value.
fn beside(unbound: Vec<Diagnostic>, outcome: Result<Resolved<'_>, Failure>) -> Vec<Diagnostic> {
    let about_value =
        |span: Span| unbound.iter().any(|d| span.start < d.span.end && d.span.start < span.end);
    let others = match outcome {
        Err(Failure::Query(found)) => found,
        Ok(_) | Err(Failure::Names(_)) => vec![],
    };
    let mut all: Vec<_> = others.into_iter().filter(|d| !about_value(d.span)).collect();
    all.extend(unbound);
    all.sort_by_key(|diagnostic| diagnostic.span.start);
    all
}

/// Where something must not be so, a slip in its name passes everything: no answer to give.
fn guarded(mut warning: Diagnostic, query: &ast::Query) -> Diagnostic {
    let is_unknown =
        matches!(warning.problem, Problem::Naming(Naming::Nothing { .. } | Naming::Id { .. }));
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
    problems: Problems,
    matched: Vec<Matched>,
}

impl<'c> Resolver<'c, '_> {
    fn plan(&mut self, query: &ast::Query, kind: &'c Kind) -> Result<Plan<'c>, Refused> {
        // All parts, even behind one that fails, so that all problems are found.
        let filter = query.filter.as_ref().map(|cond| self.cond(cond, Scope::of(kind)));
        let groups = self.groups(query, kind);
        let shown = self.shown(query, kind, groups.as_ref().ok().and_then(Option::as_deref));
        self.refuse_beside_count(query);
        self.refuse_repeated(query);
        self.refuse_second_each(query);
        if let Ok(Some(keys)) = &groups {
            self.refuse_ungrouped(query, keys);
        }
        let mut order = Vec::new();
        for key in &query.order {
            // A key that is refused leaves an error behind, with which there is no plan.
            if let Ok(items) = self.items(&key.item, kind) {
                self.refuse_list_as_key(&items, &key.item, matches!(groups, Ok(Some(_)) | Err(_)));
                order
                    .extend(items.into_iter().map(|item| Key { item, descending: key.descending }));
            }
        }
        let contested = self.names.contested();
        Ok(Plan {
            catalog: self.catalog,
            kind,
            count: query.count,
            filter: filter.transpose()?,
            shown: shown?,
            exact: query.show.iter().any(|item| matches!(item, ast::Item::Everything(_))),
            groups: groups?,
            order,
            limit: query.limit.as_ref().map(ast::Count::number),
            cited: query.sources.is_some(),
            contested: self.looked_up(contested)?,
        })
    }

    /// Resolves the columns: those of `show`, or the keys of groups with their count, or the kind's own.
    fn shown(
        &mut self,
        query: &ast::Query,
        kind: &'c Kind,
        keys: Option<&[NamedPath<'c>]>,
    ) -> Result<Vec<Item<'c>>, Refused> {
        if query.show.is_empty() {
            return Ok(match keys {
                Some(keys) => keys.iter().cloned().map(Item::Value).chain([Item::Count]).collect(),
                None => self.columns(kind, kind.columns.iter().map(String::as_str)),
            });
        }
        let items: Vec<_> = query.show.iter().map(|item| self.items(item, kind)).collect();
        let items: Vec<_> = items.into_iter().collect::<Result<_, _>>()?;
        Ok(items::with_keys(keys.unwrap_or_default(), items::once(items.concat())))
    }

    /// Reports an error and gives up this part of the query.
    fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Result<T, Refused> {
        Err(self.problems.refuse(diagnostic))
    }

    /// Gives up this part of a query that no rule of the language refuses: the catalog does not fit the program.
    fn refuse_unforeseen<T>(&mut self, at: Span, text: &str) -> Result<T, Refused> {
        let sentence =
            format!("`{text}` cannot be resolved: this is a fault of brief, not of the query");
        self.refuse(Diagnostic::error(at, Problem::Meaning(Meaning::Unfit(sentence))))
    }

    /// Passes on what a look-up found; one that fails stops the query.
    fn looked_up<T>(&mut self, result: anyhow::Result<T>) -> Result<T, Refused> {
        self.problems.looked_up(result)
    }
}
