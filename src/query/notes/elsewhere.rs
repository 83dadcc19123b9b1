//! Nothing matches: a query like the one asked that finds something.

use anyhow::Result;

use super::rule::{Answer, Remark, counted};
use crate::query::suggest::{Finding, Siblings};

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    if !answer.found_nothing() {
        return Ok(vec![]);
    }
    let found = Siblings(answer.facts).elsewhere(answer.resolved, answer.small)?;
    let note = |Finding { query, rows }: &Finding| {
        counted("elsewhere", *rows, format!("`{query}` finds {rows}."))
    };
    Ok(found.iter().chain(&answer.near).map(note).collect())
}
