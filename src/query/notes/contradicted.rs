//! A value that is shown or tested has a claim against it.

use std::collections::HashSet;

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::plan::{Item, PathExpr};
use crate::query::sql::expr::sql;
use crate::query::sql::{count_of_answer, member_scope, provenance};
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let plan = answer.plan;
    let mut notes = Vec::new();
    if answer.stats.rows == 0 {
        return Ok(notes);
    }
    let tested = plan.tests().into_iter().map(|test| &test.path);
    let mut known = HashSet::new();
    for path in plan.shown.iter().filter_map(Item::path).chain(tested) {
        let (PathExpr::Leaf(_), Some(field)) = (&path.steps, path.field()) else { continue };
        let name = field.name.as_str();
        if !plan.is_contested(&plan.kind.name, name) || !known.insert(name) {
            continue;
        }
        let against =
            sql!["EXISTS (", provenance::select_rivals("1", name, &member_scope(plan)), ")"];
        let rows = answer.facts.select_number(&count_of_answer(plan, against))?;
        let (values, are, claims) = plural_form(
            rows,
            ("value", "is different in another claim", "claim"),
            ("values", "are different in other claims", "claims"),
        );
        let shown =
            if plan.cited { String::new() } else { format!("; `with sources` shows the {claims}") };
        let text = format!("{rows} {values} of `{name}` {are} (±){shown}.");
        notes.push(note_on_rows("contradicted", rows, text));
    }
    Ok(notes)
}
