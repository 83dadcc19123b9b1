//! A column shows `part of …` where only the amount of the whole is recorded.

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let columns = answer.plan.shown.iter().enumerate().filter(|_| answer.plan.groups.is_none());
    let bounded = columns.filter_map(|(n, item)| {
        let field = item.path()?.field().filter(|field| field.whole.is_some())?;
        let (rows, name) = (answer.stats.bounded_rows(n), &field.name);
        let (show, their) = plural_form(rows, ("shows", "its"), ("show", "their"));
        let text = format!(
            "{rows} {show} only `part of …`: {their} own `{name}` isn't recorded and counts as unknown."
        );
        Some(note_on_rows("part-of", rows, text))
    });
    Ok(bounded.collect())
}
