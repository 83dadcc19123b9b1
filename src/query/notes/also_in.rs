//! Another text field of other things contains what was looked for.

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::suggest::{OtherText, RelatedQueries};
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let shown = answer.stats.rows;
    if !answer.small && shown > 0 {
        return Ok(vec![]);
    }
    let (one, many) = answer.nouns();
    let more = if shown > 0 { " more" } else { "" };
    let note = |OtherText { field, query, rows }| {
        let (noun, have) = plural_form(rows, (one, "has"), (many, "have"));
        note_on_rows(
            "also-in",
            rows,
            format!("{rows}{more} {noun} {have} the word in `{field}`: `{query}`."),
        )
    };
    let found = RelatedQueries(answer.facts).in_other_texts(answer.query, answer.plan, shown)?;
    Ok(found.into_iter().map(note).collect())
}
