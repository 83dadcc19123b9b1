//! How an answer is to look, from what was asked and how it is wanted.

use anyhow::Result;

use super::Settings;
use crate::query::ast::Query;
use crate::query::plan::{Cond, Item, Plan};
use crate::query::sql;
use crate::render::{Asked, Look};
use crate::store::Base;

/// The look of an answer. A count is one number, with nothing beside it.
pub(super) fn look(
    base: &Base,
    settings: &Settings,
    (query, plan): (&Query, &Plan<'_>),
) -> Result<Look> {
    let rows = !plan.count;
    let cited = rows && plan.cited;
    Ok(Look {
        width: settings.width,
        color: settings.color,
        numbered: rows && settings.numbered,
        marks: rows && plan.filter.as_ref().is_some_and(Cond::is_possible),
        cited,
        unshown: cited && sql::has_unshown(plan),
        bare: plan.count,
        limit: plan.limit,
        most: settings.most,
        noun: noun(plan),
        over: over(base, plan)?,
        asked: Asked { query: query.to_string(), parameters: settings.parameters.clone() },
    })
}

/// Of how many things the one row of a query without keys tells.
fn over(base: &Base, plan: &Plan<'_>) -> Result<Option<u64>> {
    let is_of_all = plan.groups.as_ref().is_some_and(Vec::is_empty);
    is_of_all.then(|| base.count(&sql::count(plan))).transpose()
}

/// What a row is called, for one and for many.
fn noun(plan: &Plan<'_>) -> (String, String) {
    let each = plan.shown.iter().any(|item| matches!(item, Item::Each(_)));
    let (one, many) = match plan.groups {
        _ if plan.count => ("count", "counts"),
        Some(ref keys) if !keys.is_empty() => ("group", "groups"),
        None if each => ("row", "rows"),
        _ => (plan.kind.name.as_str(), plan.kind.plural.as_str()),
    };
    (one.to_owned(), many.to_owned())
}
