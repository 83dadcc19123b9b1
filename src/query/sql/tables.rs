//! Which rows a query reads: its tables, their condition, and how many.

use super::condition::cond_predicate;
use super::expr::{Expr, quote_ident, sql};
use super::row_scope::RowScope;
use super::truth::Truth;
use crate::catalog::Sort;
use crate::query::plan::{Cond, Plan};

pub(super) fn limit_clause(plan: &Plan<'_>) -> Expr {
    plan.limit.map_or_else(Expr::default, |_| sql!["\n LIMIT ", bind_limit(plan)])
}

pub(super) fn bind_limit(plan: &Plan<'_>) -> Expr {
    Expr::bind_count(plan.limit.unwrap_or(u64::MAX))
}

/// Returns the scope of a query's row.
pub(super) fn subject_scope<'c>(plan: &Plan<'c>) -> RowScope<'c> {
    let union = plan.kind.sort == Sort::Union;
    let thing = match (union, plan.kind.has_names()) {
        (true, _) => Some("p".to_owned()),
        (false, true) => Some("n".to_owned()),
        (false, false) => None,
    };
    RowScope { catalog: plan.catalog, kind: plan.kind, alias: "p".into(), thing, is_reading: false }
}

/// Returns the scope of a row that is only counted or collected. Its entry in `thing` is looked up where it is needed.
pub(in crate::query) fn member_scope<'c>(plan: &Plan<'c>) -> RowScope<'c> {
    let subject = subject_scope(plan);
    RowScope { thing: subject.thing.filter(|alias| *alias == subject.alias), ..subject }
}

/// Writes `FROM`.
pub(in crate::query) fn from_tables(plan: &Plan<'_>, at: &RowScope<'_>) -> Expr {
    sql!["\n  FROM ", query_tables(plan, at)]
}

/// Writes the tables of a query's rows.
pub(super) fn query_tables(plan: &Plan<'_>, at: &RowScope<'_>) -> Expr {
    let table = quote_ident(&plan.kind.name);
    match plan.kind.sort {
        Sort::Union => format!("(SELECT * FROM {table} WHERE slug IS NOT NULL) AS p").into(),
        _ if at.thing.is_none() => format!("{table} AS p").into(),
        // The first few names are found by walking the things of the kind in their order. All rows are read in the order of
        // the table and sorted: to jump to each would take four times as long.
        _ if plan.order.is_empty() && plan.limit.is_some() && !plan.is_ranked() => sql![
            format!("{table} AS p JOIN thing AS n ON n.id = p.id AND n.kind = "),
            Expr::bind_text(&plan.kind.name),
            // Names aren't in the index of this order.
            if plan.kind.name == "name" { "" } else { " AND n.kind <> 'name'" }
        ],
        _ => format!("{table} AS p CROSS JOIN thing AS n ON n.id = p.id").into(),
    }
}

/// Writes that a row certainly meets the query's condition.
pub(super) fn filter_predicate<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Expr {
    let certain = |filter| cond_predicate(filter, at, Truth::Certain);
    plan.filter.as_ref().map_or_else(Expr::always_true, certain)
}

/// Writes `WHERE`, with each part of a conjunction on its own line.
pub(in crate::query) fn where_clause<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Expr {
    match &plan.filter {
        None => Expr::default(),
        Some(Cond::All(parts)) if parts.len() <= 32 => {
            let parts = parts.iter().map(|part| cond_predicate(part, at, Truth::Certain));
            sql!["\n WHERE ", Expr::join(parts, "\n   AND ")]
        }
        Some(_) => sql!["\n WHERE ", filter_predicate(plan, at)],
    }
}
