//! Amounts in another unit than their own, as sources give them beside it: what a bound in that unit compares.

use super::expr::{Expr, sql};
use crate::catalog::Field;
use crate::value::{MONEY, Unit, Units};

/// Returns the names of the units in which amounts compare with one in this unit.
pub(in crate::query) fn comparable_units(unit: &Unit, units: &Units) -> Vec<Expr> {
    if unit.dimension == MONEY {
        return vec![Expr::bind_text(&unit.name)];
    }
    of_dimension(unit, units)
}

/// Returns the names of the units that measure the same as this one.
pub(super) fn of_dimension(unit: &Unit, units: &Units) -> Vec<Expr> {
    units.of_dimension(&unit.dimension).map(|unit| Expr::bind_text(&unit.name)).collect()
}

/// Selects from the equivalents of an amount in some units.
fn select_equivalents(what: Expr, field: &Field, units: Vec<Expr>, id: &Expr) -> Expr {
    let from = sql![" FROM _equivalent AS e WHERE e.field = ", Expr::bind_text(&field.name)];
    let of_thing = sql![" AND e.thing = ", id.clone(), " AND e.unit IN ("];
    sql!["SELECT ", what, from, of_thing, Expr::join(units, ", "), ")"]
}

/// Writes that an amount has equivalents in some units.
pub(in crate::query) fn equivalents_exist(field: &Field, units: Vec<Expr>, id: &Expr) -> Expr {
    sql!["EXISTS (", select_equivalents("1".into(), field, units, id), ")"]
}

/// Writes that an amount has equivalents in some units, and that each meets a predicate on the row `e`.
pub(super) fn all_meet(predicate: Expr, field: &Field, units: Vec<Expr>, id: &Expr) -> Expr {
    let least = sql!["min(coalesce(", predicate, ", 0))"];
    sql!["(", select_equivalents(least, field, units, id), ") = 1"]
}

/// Returns the wordings of the equivalents of an amount in some units.
pub(in crate::query) fn equivalent_wordings(field: &Field, units: Vec<Expr>, id: &Expr) -> Expr {
    let says = select_equivalents("DISTINCT e.says AS says".into(), field, units, id);
    sql!["(SELECT group_concat(w.says, '” and “') FROM (", says, " ORDER BY 1) AS w)"]
}
