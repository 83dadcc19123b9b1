//! Rows match because an item of a link isn't recorded, and the sources may not list all of them.

use anyhow::Result;

use super::rule::{Answer, Remark, new_note, note_on_rows};
use super::unlisted::{Unlisted, asked_link};
use crate::query::plan::Cond;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let plan = answer.plan;
    let rests = plan.filter.as_ref().is_some_and(Cond::rests_on_all_items);
    if answer.stats.rows == 0 || !rests {
        return Ok(vec![]);
    }
    let resting = plan.conjuncts().iter().filter(|part| answer.small && part.rests_on_all_items());
    for link in resting.flat_map(Cond::tests).filter_map(asked_link) {
        let unlisted = Unlisted::count_among(answer, plan.conjuncts().to_vec(), link)?;
        if unlisted.rows > 0 && plan.limit.is_none_or(|limit| unlisted.all <= limit) {
            let text = format!("This rests on what is recorded: {}", unlisted.sentence("these "));
            return Ok(vec![note_on_rows("as-recorded", unlisted.rows, text)]);
        }
    }
    Ok(vec![new_note(
        "as-recorded",
        "This rests on what is recorded; the sources may not list everything.".into(),
    )])
}
