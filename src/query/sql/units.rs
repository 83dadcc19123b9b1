//! The units of the amounts of a path that may not compare: of money, and of quantities of any unit.

use serde::Deserialize;

use super::expr::{Expr, sql};
use super::row_scope::RowScope;
use super::select::{display_value, several_scales, value_at_end};
use super::statement::Statement;
use super::tables::{filter_predicate, from_tables, member_scope};
use crate::catalog::columns;
use crate::query::plan::{NamedPath, Plan};

/// A unit, and the number of rows that have it.
#[derive(Debug, Deserialize)]
pub struct UnitRows {
    /// The unit's name.
    pub unit: String,
    /// The number of rows.
    pub rows: u64,
}

/// Selects the units of the amounts of a path among the rows that certainly match, the most frequent first ([`UnitRows`]).
pub fn select_units<'c>(plan: &Plan<'c>, path: &NamedPath<'c>) -> Option<Statement> {
    units_where(plan, path, &|at| filter_predicate(plan, at))
}

/// Selects the units of the amounts of a path among the rows that meet a predicate; `None` means that all amounts compare.
pub(in crate::query) fn units_where<'c>(
    plan: &Plan<'c>,
    path: &NamedPath<'c>,
    chosen: &dyn Fn(&RowScope<'c>) -> Expr,
) -> Option<Statement> {
    if !several_scales(&path.steps) || path.steps.link().is_some() {
        return None;
    }
    let at = member_scope(plan);
    let of = |name: fn(&str) -> String| {
        value_at_end(&path.steps, &at, &|end, at| display_value(end, Some(name), at))
    };
    let recorded = sql![of(columns::number_column), " IS NOT NULL"];
    Some(Statement::from_expr(sql![
        "SELECT json_object('unit', unit, 'rows', count(*)) FROM (SELECT ",
        of(columns::unit_column),
        " AS unit",
        from_tables(plan, &at),
        "\n WHERE ",
        Expr::all_of([recorded, chosen(&at)]),
        ")\n GROUP BY unit ORDER BY count(*) DESC, unit"
    ]))
}
