//! The base that a query runs on: the open one, or with `according to` one of what some of its sources say alone.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::rc::Rc;

use anyhow::Result;

use super::Session;
use crate::answer::Cell;
use crate::catalog::SOURCE;
use crate::query::ast::{Query, SourceChoice};
use crate::query::diagnostic::{Diagnostic, TypeProblem};
use crate::query::resolve::{
    Failure, Resolved, SourceLimit, WantedSources, look_up_sources, resolve_alone,
};
use crate::query::sql;
use crate::query::suggest::{Suggester, resolve, with_suggestions};
use crate::store::Base;

/// The base that a query runs on.
pub(super) enum AskedBase<'s> {
    /// The open base.
    Whole(&'s Base),
    /// A base of what some sources say, and which they are.
    Alone(Rc<Base>, SourceLimit, Vec<Diagnostic>),
}

impl Deref for AskedBase<'_> {
    type Target = Base;

    fn deref(&self) -> &Base {
        match self {
            Self::Whole(base) => base,
            Self::Alone(base, ..) => base,
        }
    }
}

impl Session {
    /// Returns the base that a query runs on.
    pub(super) fn base_of_query(&self, query: &Query) -> Result<AskedBase<'_>, Failure> {
        let (base, parameters) = (&self.base, &self.settings.parameters);
        let wanted = match look_up_sources(query, base.catalog(), base, parameters) {
            // All mistakes of the query, with suggestions.
            Err(failure) => {
                let all = resolve(query, base.catalog(), base, parameters);
                return Err(all.err().unwrap_or(failure));
            }
            Ok(wanted) => wanted,
        };
        let (sources, warnings) = match wanted {
            None => return Ok(AskedBase::Whole(base)),
            Some(WantedSources::Named(found)) => {
                (found.into_iter().map(|named| named.slug).collect(), vec![])
            }
            Some(WantedSources::Where(found)) => {
                (self.slugs_of(&found).map_err(Failure::Names)?, found.warnings)
            }
        };
        if sources.is_empty() {
            return Err(no_source(query));
        }
        let narrowed = base.according_to(&sources).map_err(Failure::Names)?;
        let all = base.source_slugs().map_err(Failure::Names)?.len();
        let silent = !narrowed.says_anything().map_err(Failure::Names)?;
        let others = all.saturating_sub(sources.len());
        let alone = SourceLimit { sources: sources.into_iter().collect(), others, silent };
        Ok(AskedBase::Alone(narrowed, alone, warnings))
    }

    /// Resolves a query on the base that it runs on.
    pub(super) fn resolve_on<'b>(
        &self,
        scope: &'b AskedBase<'_>,
        query: &Query,
    ) -> Result<Resolved<'b>, Failure> {
        let base: &'b Base = scope;
        let parameters = &self.settings.parameters;
        let AskedBase::Alone(_, alone, warnings) = scope else {
            return resolve(query, base.catalog(), base, parameters);
        };
        let suggester = Suggester { catalog: base.catalog(), names: base, parameters };
        let outcome = resolve_alone(query, base.catalog(), base, parameters);
        let mut resolved = with_suggestions(outcome, query, suggester)?;
        resolved.according = Some(alone.clone());
        resolved.warnings.splice(0..0, warnings.iter().cloned());
        Ok(resolved)
    }

    /// Returns the ids of the sources that a query finds.
    fn slugs_of(&self, found: &Resolved<'_>) -> Result<BTreeSet<String>> {
        let mut slugs = BTreeSet::new();
        self.base.select_rows(&sql::rows_statement(&found.plan), &mut |row| {
            slugs.extend(row.cells.into_iter().take(1).filter_map(|cell| match cell {
                Cell::Text(slug) => Some(slug),
                _ => None,
            }));
            true
        })?;
        Ok(slugs)
    }
}

/// Refuses a condition that no source meets.
fn no_source(query: &Query) -> Failure {
    let according = query.according.as_ref();
    let cond = according.and_then(|according| match &according.which {
        SourceChoice::Where(cond) => Some(cond.span()),
        SourceChoice::Named(_) => None,
    });
    let sentence = format!("no {SOURCE} meets this condition; `sources` lists them all");
    let span = cond.unwrap_or(query.span);
    Failure::Query(vec![Diagnostic::error(span, TypeProblem::Unfit(sentence))])
}
