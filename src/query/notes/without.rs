//! Nothing matches three conditions or more: how many rows match all but one of them.

use std::ops::RangeInclusive;

use anyhow::Result;

use super::rule::{Answer, Remark, all_but, note_on_rows};
use crate::text::plural_form;

/// The numbers of conditions for which each is left out in turn. Of two, `no-rows` counts each alone.
const CONDITIONS: RangeInclusive<usize> = 3..=8;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let parts = answer.conjuncts();
    if !answer.found_nothing() || !answer.small || !CONDITIONS.contains(&parts.len()) {
        return Ok(vec![]);
    }
    let (mut words, mut all) = (Vec::new(), 0);
    for (n, (written, _)) in parts.iter().enumerate() {
        let others = all_but(&parts, n).into_iter().map(|(_, meant)| meant.clone());
        let rows = answer.count_all(others)?;
        if rows > 0 {
            let matches = plural_form(rows, "matches", "match");
            words.push(format!("`{written}`, {rows} {matches}"));
            all += rows;
        }
    }
    let text = format!("Without {}.", words.join("; without "));
    Ok(vec![note_on_rows("without", all, text)])
}
