//! Nothing matches: a query like the one asked that finds something.

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::suggest::{Finding, RelatedQueries};

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    if !answer.found_nothing() {
        return Ok(vec![]);
    }
    let found = RelatedQueries(answer.facts).queries_elsewhere(answer.resolved, answer.small)?;
    let note = |Finding { query, rows }: &Finding| {
        note_on_rows("elsewhere", *rows, format!("`{query}` finds {rows}."))
    };
    Ok(found.iter().chain(&answer.near).map(note).collect())
}
