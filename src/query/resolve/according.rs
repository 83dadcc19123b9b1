//! The sources of `according to`: those that a name means, or the query for those that meet a condition.

use super::{Failure, Parameters, Resolved, resolve_alone};
use crate::catalog::{Catalog, SOURCE};
use crate::query::ast::{Form, Query, SourceChoice, Value};
use crate::query::bind::bind;
use crate::query::diagnostic::{Diagnostic, NameProblem};
use crate::query::names::Names;
use crate::query::plan::Named;
use crate::query::rewrite::of_according;

/// The sources that `according to` asks for.
#[derive(Debug)]
pub enum WantedSources<'c> {
    /// Those with this name or id.
    Named(Vec<Named>),
    /// Those that this query finds.
    Where(Box<Resolved<'c>>),
}

/// Resolves a query, and checks the sources of its `according to`.
pub fn resolve_sources<'c>(
    query: &Query,
    catalog: &'c Catalog,
    names: &dyn Names,
    parameters: &Parameters,
) -> Result<Resolved<'c>, Failure> {
    let sources = look_up_sources(query, catalog, names, parameters).map(drop);
    match (sources, resolve_alone(query, catalog, names, parameters)) {
        (Err(Failure::Query(mut found)), Err(Failure::Query(others))) => {
            found.extend(others);
            found.sort_by_key(|diagnostic| diagnostic.span.start);
            found.dedup();
            Err(Failure::Query(found))
        }
        (Err(failure), _) => Err(failure),
        (Ok(()), outcome) => outcome,
    }
}

/// Looks up the sources of a query's `according to`; `None` if it has none, or one whose parameter has no value.
pub fn look_up_sources<'c>(
    query: &Query,
    catalog: &'c Catalog,
    names: &dyn Names,
    parameters: &Parameters,
) -> Result<Option<WantedSources<'c>>, Failure> {
    let (query, _) = bind(query, parameters);
    match query.according.as_ref().map(|according| &according.which) {
        Some(SourceChoice::Named(value)) if value.form != Form::Parameter => {
            find_sources(value, names).map(|found| Some(WantedSources::Named(found)))
        }
        Some(SourceChoice::Where(_)) => {
            let Some(sources) = of_according(&query) else { return Ok(None) };
            let found = resolve_alone(&sources, catalog, names, parameters)?;
            Ok(Some(WantedSources::Where(Box::new(found))))
        }
        _ => Ok(None),
    }
}

/// Finds sources by name, or else by id.
fn find_sources(value: &Value, names: &dyn Names) -> Result<Vec<Named>, Failure> {
    let mut found = match value.form {
        Form::Slug => vec![],
        _ => names.things_named(&names.fold_key(&value.text), &[SOURCE]).map_err(Failure::Names)?,
    };
    if found.is_empty() {
        let slug = value.text.to_lowercase();
        found.extend(names.thing_with_slug(&slug, &[SOURCE]).map_err(Failure::Names)?);
    }
    if found.is_empty() {
        let (typed, suggestions) = (value.content(), vec![]);
        let problem = NameProblem::Source { typed, suggestions, publisher: false };
        return Err(Failure::Query(vec![Diagnostic::error(value.span, problem)]));
    }
    Ok(found)
}
