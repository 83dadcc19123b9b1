//! Amounts were compared in another unit than their own, in which sources give them too.

use std::collections::BTreeSet;

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::plan::Cond;
use crate::text::{list_and, plural_form};

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let Some(filter) = &answer.plan.filter else { return Ok(vec![]) };
    let units: BTreeSet<&str> = filter.equivalent_units().into_iter().collect();
    if units.is_empty() {
        return Ok(vec![]);
    }
    let own = filter.without_equivalents();
    let not_own = Cond::Not(Box::new(own.clone()));
    let passed = [filter.clone(), Cond::Possibly(Box::new(not_own))];
    let failed = [Cond::Not(Box::new(filter.clone())), Cond::Possibly(Box::new(own))];
    let Some((rows, matches)) = answer.count_matches(passed, failed)? else { return Ok(vec![]) };
    let (sources, amounts) = plural_form(
        rows,
        ("a source gives beside the recorded one", "amount"),
        ("sources give beside the recorded ones", "amounts"),
    );
    let units = list_and(&units.into_iter().collect::<Vec<_>>());
    let text = format!("{matches} because of the {amounts} in {units} that {sources}.");
    Ok(vec![note_on_rows("equivalent", rows, text)])
}
