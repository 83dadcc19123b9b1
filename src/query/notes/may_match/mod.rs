//! Rows that the record leaves open: those that may match, and why (`may-match`), and those that can't be tested because they
//! lead to things of a kind without the field (`no-such-field`).

mod open_rows;
mod openness;
mod outcome;
mod outcome_sql;
mod reason;
mod words;

pub use open_rows::OpenRows;

use anyhow::Result;

use self::open_rows::Untestable;
use self::words::reasons_sentence;
use super::rule::{Answer, Remark, note_on_rows};
use crate::text::{article_for, list_or, plural_form};

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let more = answer.stats.rows > 0;
    let untestable = untestable_note(&answer.open, more || answer.open.may_match() > 0);
    Ok(vec![may_match(answer, more), untestable])
}

/// Returns the note `13 more may match: …; `where possibly (…)` shows them.`
fn may_match(answer: &Answer<'_, '_>, more: bool) -> Remark {
    let open = answer.open.may_match();
    let mut explained = answer.open.reasons.clone();
    explained.retain(|(_, why)| !why.is_empty());
    let why = if explained.is_empty() {
        String::new()
    } else {
        format!(": {}", reasons_sentence(answer.plan, &explained))
    };
    let tests = answer.plan.tests();
    let written = tests.first().map(|test| &test.text);
    let them = plural_form(open, "it", "them");
    // What was looked for is elsewhere: the rows that may match aren't worth a look.
    let hint = match (&answer.near, tests.iter().all(|test| Some(&test.text) == written)) {
        (Some(_), _) => String::new(),
        (None, true) => format!("; `where possibly …` shows {them}"),
        (None, false) => format!("; `where possibly (…)` shows {them}"),
    };
    let more = if more { " more" } else { "" };
    note_on_rows("may-match", open, format!("{open}{more} may match{why}{hint}."))
}

/// Returns the note `2 more can't be tested: their `owner` is a place, which has no `listed`; `possibly` shows them too.`
fn untestable_note(open: &OpenRows, more: bool) -> Remark {
    let (rows, kinds) = (open.count_untestable(), &open.untestable);
    let their = plural_form(rows, "its", "their");
    let of_field = |a: &Untestable, b: &Untestable| (&a.path, &a.field) == (&b.path, &b.field);
    let mut parts: Vec<String> = Vec::new();
    for alike in kinds.chunk_by(of_field) {
        let Some(Untestable { path, field, .. }) = alike.first() else { continue };
        let is = alike.iter().map(|Untestable { rows: n, nouns: (one, _), .. }| match *n {
            n if n == rows => format!("{} {one}", article_for(one)),
            n => format!("{} {one} ({n})", article_for(one)),
        });
        let is = list_or(&is.collect::<Vec<_>>());
        parts.push(format!("{their} `{path}` is {is} and so has no `{field}`"));
    }
    for Untestable { nouns: (_, many), instead, .. } in kinds {
        parts.extend(instead.as_ref().map(|it| format!("use `where {it}` for {many}")));
    }
    if kinds.iter().all(|of| of.instead.is_none()) {
        parts.push(format!("`possibly` shows {} too", plural_form(rows, "it", "them")));
    }
    let more = if more { " more" } else { "" };
    let text = format!("{rows}{more} can't be tested: {}.", parts.join("; "));
    note_on_rows("no-such-field", rows, text)
}
