//! The sources that `according to` leaves out (`according-to`).

use anyhow::Result;

use super::rule::{Answer, Remark, new_note};
use crate::text::count_noun;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let Some(alone) = &answer.resolved.according else { return Ok(vec![]) };
    let (n, of) = (alone.sources.len(), alone.sources_in_words());
    let all = count_noun((n + alone.others) as u64, "source", "sources");
    let is = if alone.others == 1 { "is" } else { "are" };
    let text = match (alone.silent, n) {
        (true, 1) => format!("According to {of} alone, which has no facts."),
        (true, _) => format!("According to {of} alone, which have no facts."),
        (false, _) if alone.others == 0 => format!("According to {of}: that is every source."),
        (false, _) => format!("According to {of} alone; {} of {all} {is} left out.", alone.others),
    };
    Ok(vec![new_note("according-to", text)])
}
