//! Rows that match, or don't, only because `including disputed` looks at competing values (`disputed`).

use anyhow::Result;

use super::rule::{Answer, Remark, counted};
use crate::query::plan::Cond;
use crate::text::plural;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let Some(filter) = answer.plan.filter.as_ref().filter(|filter| filter.is_disputed()) else {
        return Ok(vec![]);
    };
    let recorded = filter.as_recorded();
    let passed = [filter.clone(), not(recorded.clone())];
    let failed = [recorded, not(filter.clone())];
    let Some((rows, matches)) = answer.matching(passed, failed)? else { return Ok(vec![]) };
    let values = plural(rows, "a competing value", "competing values");
    let text = format!("{matches} only because of {values} (±).");
    Ok(vec![counted("disputed", rows, text)])
}

/// Makes the condition that another isn't certainly true.
fn not(cond: Cond<'_>) -> Cond<'_> {
    Cond::Possibly(Box::new(Cond::Not(Box::new(cond))))
}
