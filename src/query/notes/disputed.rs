//! Rows that match, or don't, only because `including disputed` looks at competing values (`disputed`).

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::plan::Cond;
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let Some(filter) = answer.plan.filter.as_ref().filter(|filter| filter.is_disputed()) else {
        return Ok(vec![]);
    };
    let recorded = filter.as_recorded();
    let passed = [filter.clone(), not_certainly(recorded.clone())];
    let failed = [recorded, not_certainly(filter.clone())];
    let Some((rows, matches)) = answer.count_matches(passed, failed)? else { return Ok(vec![]) };
    let values = plural_form(rows, "a competing value", "competing values");
    let text = format!("{matches} only because of {values} (±).");
    Ok(vec![note_on_rows("disputed", rows, text)])
}

/// Makes the condition that another isn't certainly true.
fn not_certainly(cond: Cond<'_>) -> Cond<'_> {
    Cond::Possibly(Box::new(Cond::Not(Box::new(cond))))
}
