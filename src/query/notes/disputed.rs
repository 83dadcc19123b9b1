//! Rows that match, or don't, only because `including disputed` looks at competing values (`disputed`).

use anyhow::Result;

use super::{Answer, Remark, Rule, counted};
use crate::query::plan::Cond;
use crate::text::plural;

pub(super) const RULE: Rule = Rule { codes: &["disputed"], notes };

fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let Some(filter) = answer.plan.filter.as_ref().filter(|filter| filter.is_disputed()) else {
        return Ok(vec![]);
    };
    let recorded = filter.as_recorded();
    let passed = answer.count_all([filter.clone(), not(recorded.clone())])?;
    let failed = answer.count_all([recorded, not(filter.clone())])?;
    let (one, many) = answer.nouns();
    let things = |n: u64| format!("{n} {}", plural(n, one, many));
    let (matches, fail) = (plural(passed, "matches", "match"), plural(failed, "doesn't", "don't"));
    let what = match (passed, failed) {
        (0, 0) => return Ok(vec![]),
        (_, 0) => format!("{} {matches}", things(passed)),
        (0, _) => format!("{} {fail} match", things(failed)),
        _ => format!("{} {matches} and {failed} {fail},", things(passed)),
    };
    let values = plural(passed + failed, "a competing value", "competing values");
    let text = format!("{what} only because of {values} (±).");
    Ok(vec![counted("disputed", passed + failed, text)])
}

/// Makes the condition that another isn't certainly true.
fn not(cond: Cond<'_>) -> Cond<'_> {
    Cond::Possibly(Box::new(Cond::Not(Box::new(cond))))
}
