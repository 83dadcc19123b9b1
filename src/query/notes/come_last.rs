//! `limit` leaves rows out although those with nothing to order them by come last.

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::plan::Item;
use crate::query::sql;
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let (plan, shown) = (answer.plan, answer.stats.rows);
    let (Some(key), None) = (plan.order.first(), &plan.groups) else { return Ok(vec![]) };
    let Item::Value(path) = &key.item else { return Ok(vec![]) };
    let has_gap = |n| answer.stats.unknown_rows(n) + answer.stats.bounded_rows(n) > 0;
    let gaps = answer.column_of(path).is_none_or(has_gap);
    if plan.limit != Some(shown) || !gaps || path.steps.link().is_some() {
        return Ok(vec![]);
    }
    let all = answer.facts.select_number(&sql::count_all_rows(plan))?;
    let rows = answer.count_unknown(path)?;
    if rows == 0 || all <= shown || all - rows >= shown {
        return Ok(vec![]);
    }
    let has_whole = path.field().is_some_and(|field| field.whole.is_some());
    let recorded =
        if has_whole { plural_form(rows, "of its own", "of their own") } else { "recorded" };
    let (has, come) = plural_form(rows, ("has", "comes"), ("have", "come"));
    let by_name = if plan.order.len() == 1 && plan.kind.has_names() { ", by name" } else { "" };
    let field = &path.text;
    let text = format!("{rows} of {all} {has} no `{field}` {recorded} and {come} last{by_name}.");
    Ok(vec![note_on_rows("come-last", rows, text)])
}
