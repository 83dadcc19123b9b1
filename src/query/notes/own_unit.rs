//! An amount without a unit was compared in the unit of each row.

use std::collections::HashSet;

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::plan::{Bound, Cond, Plan, Test, TypedPredicate};
use crate::query::sql::Statement;
use crate::query::sql::condition::possible_predicate;
use crate::query::sql::units::{UnitRows, units_where};
use crate::text::list_and;
use crate::value::{MONEY, NUMBER};

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let plan = answer.plan;
    let mut tests: Vec<&Test<'_>> = plan.tests();
    tests.retain(|test| matches!(&test.check, TypedPredicate::Amount(_, Bound::Unitless(..))));
    let mut known = HashSet::new();
    tests.retain(|test| known.insert(&test.text));
    let mut notes = Vec::new();
    for test in tests {
        let Some(statement) = units_compared(plan, test) else { continue };
        let units: Vec<UnitRows> = answer.facts.read(&statement)?;
        let is_money =
            |name: &str| plan.catalog.units.get(name).is_some_and(|unit| unit.dimension == MONEY);
        let word = if units.iter().all(|of| is_money(&of.unit)) { "currency" } else { "unit" };
        let each = units.iter().map(|UnitRows { unit, rows }| match unit.as_str() {
            NUMBER => format!("{rows} without a unit"),
            unit => format!("{rows} in {unit}"),
        });
        let each = list_and(&each.collect::<Vec<_>>());
        let (written, noun) = (&test.text, &plan.kind.name);
        let text =
            format!("`{written}` names no {word}, so each {noun} was compared in its own: {each}.");
        notes.push(note_on_rows("own-unit", units.iter().map(|of| of.rows).sum(), text));
    }
    Ok(notes)
}

/// Selects the units of the amounts that a bare number is compared with, in the rows the other conditions don't rule out.
fn units_compared<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Statement> {
    let is_other = |part: &&Cond<'c>| !part.tests().iter().any(|other| other.text == test.text);
    let others = Cond::All(plan.conjuncts().iter().filter(is_other).cloned().collect());
    units_where(plan, &test.path, &|at| possible_predicate(&others, at))
}
