//! From names and literals as written to a typed plan: kinds, fields and things looked up, values read by their field's type.
//!
//! The only stage that looks names up. All problems of a query are found and reported together; suggestions are made
//! elsewhere (`suggest`). `path` follows names through the catalog, `condition` and `select` resolve what a query is made
//! of, `comparison` chooses the type of a test, `operands` reads its values by that type. `problems` sees to it that nothing
//! is given up without a message.

mod according;
mod comparison;
mod condition;
mod mentions;
mod operands;
mod path;
mod problems;
mod resolver;
mod select;

use std::rc::Rc;

use super::ast;
pub use super::bind::Parameters;
use super::bind::bind;
use super::diagnostic::{Diagnostic, NameProblem, Problem, Severity};
use super::names::Names;
use super::plan::{Item, Key, NamedPath, Plan, RivalReadings};
use super::span::Span;
use crate::catalog::{Catalog, Kind};
use crate::text::list_first;
pub use according::{WantedSources, look_up_sources, resolve_sources};
pub(crate) use operands::atlas_places;
pub(crate) use path::parts_of;
pub use problems::Failure;
use problems::{Problems, Refused};
pub use resolver::Matched;
use resolver::{Resolver, Scope};

/// The most sources that are named in words.
const NAMED: usize = 3;

/// A resolved query.
#[derive(Debug)]
pub struct Resolved<'c> {
    /// Its typed plan.
    pub plan: Plan<'c>,
    /// Its tree, with the values of parameters.
    pub query: ast::Query,
    /// Warnings: the query may be meant differently. Of severity error if it shouldn't be answered at all.
    pub warnings: Vec<Diagnostic>,
    /// The things each name in it means, in the order written.
    pub matched: Vec<Matched>,
    /// The facts to which `according to` limits the base; set where the query runs.
    pub according: Option<SourceLimit>,
}

/// The facts to which `according to` limits a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLimit {
    /// The ids of the sources that count.
    pub sources: Vec<String>,
    /// The number of other sources.
    pub others: usize,
    /// Whether none of them says anything.
    pub silent: bool,
}

impl SourceLimit {
    /// Returns the sources in words.
    pub fn sources_in_words(&self) -> String {
        list_first(&self.sources, NAMED)
    }
}

/// Resolves a query without looking at its `according to`; the base is already limited to those sources.
pub fn resolve_alone<'c>(
    query: &ast::Query,
    catalog: &'c Catalog,
    names: &dyn Names,
    parameters: &Parameters,
) -> Result<Resolved<'c>, Failure> {
    let (query, unbound) = bind(query, parameters);
    let outcome = resolve_bound(query, catalog, names);
    if unbound.is_empty() { outcome } else { Err(Failure::Query(with_unbound(unbound, outcome))) }
}

/// Resolves a query whose parameters have their values.
fn resolve_bound<'c>(
    query: ast::Query,
    catalog: &'c Catalog,
    names: &dyn Names,
) -> Result<Resolved<'c>, Failure> {
    let Some(kind) = catalog.find_kind(&query.kind.text) else {
        let typed = query.kind.text.clone();
        let kinds = catalog.kinds.iter().map(|kind| kind.plural.clone()).collect();
        let problem = NameProblem::Kind { typed, suggestions: vec![], value_of: None, kinds };
        let error = Diagnostic::error(query.kind.span, problem);
        return Err(Failure::Query(vec![error]));
    };
    let problems = Problems::default();
    let mut resolver = Resolver { catalog, names, problems, matched: vec![], readings: None };
    if query.disputed.is_some() {
        resolver.readings = collect_readings(catalog, names).map_err(Failure::Names)?.map(Rc::new);
    }
    let plan =
        resolver.resolve_plan(&query, kind).and_then(|plan| resolver.refuse_ranks(&query, plan));
    let (plan, mut warnings) = resolver.problems.finish(plan)?;
    for warning in warnings.iter_mut().filter(|warning| is_refused(warning, &query)) {
        warning.severity = Severity::Error;
    }
    Ok(Resolved { plan, query, warnings, matched: resolver.matched, according: None })
}

/// Collects the competing values of all fields; `None` means that there are none.
fn collect_readings(catalog: &Catalog, names: &dyn Names) -> anyhow::Result<Option<RivalReadings>> {
    let mut readings = None;
    for (kind, field) in names.contested_fields()? {
        let Some(of) = catalog.kind(&kind) else { continue };
        let rows =
            of.field(&field).map(|field| names.rival_readings(of, field)).transpose()?.flatten();
        if let Some(rows) = rows {
            readings.get_or_insert_with(RivalReadings::default).add(&kind, &field, rows);
        }
    }
    Ok(readings)
}

/// Adds parameters without a value to the other problems. Problems at such a parameter are left out.
fn with_unbound(
    unbound: Vec<Diagnostic>,
    outcome: Result<Resolved<'_>, Failure>,
) -> Vec<Diagnostic> {
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

/// Checks whether a query isn't answered because of a warning: in a condition that excludes, a slip in a name would let everything
/// pass, and nothing can be recorded about a name that nothing has. A place that no fact mentions isn't a mistake.
fn is_refused(warning: &Diagnostic, query: &ast::Query) -> bool {
    let Problem::Naming(problem) = &warning.problem else { return false };
    let is_name = matches!(problem, NameProblem::Nothing { .. });
    let excludes = |filter| condition::must_not_be(filter, warning.span);
    is_name && query.about.is_some()
        || (is_name || matches!(problem, NameProblem::Id { .. }))
            && query.filter.as_ref().is_some_and(excludes)
}

impl<'c> Resolver<'c, '_> {
    fn resolve_plan(&mut self, query: &ast::Query, kind: &'c Kind) -> Result<Plan<'c>, Refused> {
        // All parts, even after one that fails, so that all problems are found.
        let filter =
            query.filter.as_ref().map(|cond| self.resolve_cond(cond, Scope::for_kind(kind)));
        let groups = self.resolve_group_keys(query, kind);
        let shown =
            self.resolve_columns(query, kind, groups.as_ref().ok().and_then(Option::as_deref));
        self.refuse_beside_count(query);
        self.refuse_repeated(query);
        self.refuse_second_each(query);
        if let Ok(Some(keys)) = &groups {
            self.refuse_ungrouped(query, keys);
        }
        let mut order = Vec::new();
        for key in &query.order {
            // A refused key leaves an error behind, so there will be no plan.
            if let Ok(items) = self.resolve_item(&key.item, kind) {
                self.refuse_list_as_key(&items, &key.item, matches!(groups, Ok(Some(_)) | Err(_)));
                order
                    .extend(items.into_iter().map(|item| Key { item, descending: key.descending }));
            }
        }
        let contested = self.names.contested_fields();
        Ok(Plan {
            catalog: self.catalog,
            kind,
            count: query.count,
            filter: filter.transpose()?,
            shown: shown?,
            exact: query.show.iter().any(|item| matches!(item, ast::Item::Everything(_))),
            groups: groups?,
            order,
            limit: query.limit.as_ref().map(ast::CountArgument::number),
            cited: query.sources.is_some(),
            contested: self.looked_up(contested)?,
            answer: None,
        })
    }

    /// Resolves the columns: those of `show`, or the keys of groups with their count, or the kind's own.
    fn resolve_columns(
        &mut self,
        query: &ast::Query,
        kind: &'c Kind,
        keys: Option<&[NamedPath<'c>]>,
    ) -> Result<Vec<Item<'c>>, Refused> {
        if query.show.is_empty() {
            return Ok(match keys {
                Some(keys) => keys.iter().cloned().map(Item::Value).chain([Item::Count]).collect(),
                None => self.catalog_columns(kind, kind.columns.iter().map(String::as_str)),
            });
        }
        let items = self.resolve_each(&query.show, |r, item| r.resolve_item(item, kind))?;
        Ok(select::with_keys(keys.unwrap_or_default(), select::drop_repeated(items.concat())))
    }
}
