//! Another text field of other things contains what was looked for.

use anyhow::Result;

use super::rule::{Answer, Remark, counted};
use crate::query::suggest::{OtherText, Siblings};
use crate::text::plural;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let shown = answer.stats.rows;
    if !answer.small && shown > 0 {
        return Ok(vec![]);
    }
    let more = if shown > 0 { " more" } else { "" };
    let note = |OtherText { field, query, rows }| {
        let have = plural(rows, "has", "have");
        counted("also-in", rows, format!("{rows}{more} {have} it in `{field}`: `{query}`."))
    };
    let found = Siblings(answer.facts).in_other_texts(answer.query, answer.plan, shown)?;
    Ok(found.into_iter().map(note).collect())
}
