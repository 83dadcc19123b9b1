//! Amounts in several currencies or units were ordered within each.

use anyhow::Result;

use super::rule::{Answer, Remark, new_note};
use crate::catalog::columns;
use crate::query::plan::{Item, Plan};
use crate::query::sql::expr::{Expr, sql};
use crate::query::sql::groups::shown_pairs;
use crate::query::sql::keys::{Source, group_by_clause, rows_to_read};
use crate::query::sql::select::{display_value, scale_of_unit, value_at_end};
use crate::query::sql::totals::covered_parts;
use crate::query::sql::units::{UnitRows, units_where};
use crate::query::sql::{Statement, member_scope, of_answer, provenance};
use crate::text::{list_and, list_or, plural_form};

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let plan = answer.plan;
    let mut notes = Vec::new();
    // One row is in no order.
    let one_row = plan.groups.as_ref().is_some_and(Vec::is_empty);
    for key in plan.order.iter().filter(|_| !one_row) {
        let path = key.item.path();
        let units = path.and_then(|path| units_where(plan, path, &|at| of_answer(plan, at)));
        let Some(statement) = units else { continue };
        let units: Vec<UnitRows> = answer.facts.read(&statement)?;
        let units = units.into_iter().map(|of| of.unit).collect();
        let scales = plan.catalog.units.group_comparable(units);
        if scales.len() < 2 {
            continue;
        }
        let groups = match groups_of_several_scales(plan, &key.item) {
            Some(statement) => answer.facts.select_number(&statement)?,
            None => 0,
        };
        let have = plural_form(
            groups,
            "group has several of these and is",
            "groups have several of these and are",
        );
        let groups = match groups {
            0 => String::new(),
            n => format!(" {n} {have} ordered by the first."),
        };
        let units = list_and(&scales.iter().map(|units| list_or(units)).collect::<Vec<_>>());
        let text = format!(
            "Amounts in {units} aren't converted, so the amounts in each are ordered separately.{groups}"
        );
        notes.push(new_note("ordered-within", text));
    }
    Ok(notes)
}

/// Counts the groups that have amounts of several scales in what an aggregate shows of them.
fn groups_of_several_scales<'c>(plan: &Plan<'c>, item: &Item<'c>) -> Option<Statement> {
    let (Item::Aggregate(_, path), Some(keys)) = (item, &plan.groups) else { return None };
    let at = member_scope(plan);
    let unit = value_at_end(&path.steps, &at, &|end, at| {
        display_value(end, Some(columns::unit_column), at)
    });
    let steps = [Some(shown_pairs(plan, keys)), covered_parts(&[item], &at)];
    let Source { through: (head, tail), .. } = rows_to_read(plan, keys, &at);
    let units = sql![
        format!("SELECT {head}"),
        scale_of_unit(unit, &path.steps, &at),
        format!(" AS scale{tail} WHERE "),
        provenance::counts_in(item, &at)
    ];
    let several = format!("){}) WHERE scales > 1", group_by_clause(keys.len()));
    let steps = Expr::join(steps.into_iter().flatten(), ",\n");
    let count = "\nSELECT count(*) FROM (SELECT count(DISTINCT scale) AS scales FROM (";
    Some(Statement::from_expr(sql!["WITH RECURSIVE\n", steps, count, units, several]))
}
