//! The sources that `according to` leaves out (`according-to`).

use anyhow::Result;

use super::rule::{Answer, Remark, new_note};
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let Some(alone) = &answer.resolved.according else { return Ok(vec![]) };
    let (n, of) = (alone.sources.len(), alone.sources_in_words());
    let (source, is, has) =
        plural_form(n as u64, ("source", "is", "has"), ("sources", "are", "have"));
    let text = match (alone.silent, alone.others) {
        (true, _) => format!("Only {of} {is} used, and {has} no facts."),
        (false, 0) => format!("{of} {is} the only {source} here, so nothing is left out."),
        (false, 1) => format!("Only {of} {is} used; the other source is left out."),
        (false, others) => format!("Only {of} {is} used; the other {others} sources are left out."),
    };
    Ok(vec![new_note("according-to", text)])
}
