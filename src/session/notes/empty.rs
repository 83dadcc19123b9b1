//! Of an answer without rows: what each part of the condition matches alone, and what like it finds something.

use anyhow::Result;

use super::links;
use crate::query::ast::{self, Query};
use crate::query::notes::Note;
use crate::query::plan::{Cond, Plan};
use crate::query::resolve::Resolved;
use crate::query::sql;
use crate::session::elsewhere;
use crate::store::Base;

/// Why nothing was found, and where something is.
pub(super) fn found(
    base: &Base,
    query: &Query,
    resolved: &Resolved<'_>,
    open: bool,
) -> Result<Vec<Note>> {
    let plan = &resolved.plan;
    let mut notes = vec![no_rows(base, query, plan, open)?];
    notes.extend(links::unlisted(base, plan)?);
    let elsewhere = match elsewhere::linked(base, query, plan)? {
        None => elsewhere::otherwise(base, query, plan)?,
        found => found,
    };
    match elsewhere {
        None => notes.extend(elsewhere::standing(base, query, resolved)?),
        found => notes.extend(found),
    }
    Ok(notes)
}

/// What each part of a condition matches alone.
fn no_rows(base: &Base, query: &Query, plan: &Plan<'_>, open: bool) -> Result<Note> {
    let mut parts: Vec<(String, &Cond<'_>)> = Vec::new();
    match (&query.filter, &plan.filter) {
        (Some(ast::Cond::And(written)), Some(Cond::All(meant))) => {
            parts.extend(written.iter().map(ToString::to_string).zip(meant));
        }
        (Some(written), Some(meant)) => parts.push((written.to_string(), meant)),
        _ => {}
    }
    let mut alone = Vec::new();
    for (said, part) in parts {
        let n = base.count(&sql::count_of(plan, part))?;
        let largest = match sql::largest(plan, part) {
            Some(statement) if n == 0 => {
                base.texts(&statement)?.pop().and_then(|mut row| row.pop().flatten())
            }
            _ => None,
        };
        alone.push((said, n, largest));
    }
    Ok(Note::NoRows { noun: plan.kind.name.clone(), open, alone })
}
