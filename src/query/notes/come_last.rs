//! `limit` leaves rows out although those with nothing to order them by come last.

use anyhow::Result;

use super::rule::{Answer, Remark, counted};
use crate::query::plan::Item;
use crate::query::sql;
use crate::text::plural;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let (plan, shown) = (answer.plan, answer.stats.rows);
    let (Some(key), None) = (plan.order.first(), &plan.groups) else { return Ok(vec![]) };
    let Item::Value(path) = &key.item else { return Ok(vec![]) };
    let has_gap = |n| answer.stats.unknown(n) + answer.stats.bounded(n) > 0;
    let gaps = answer.column_of(path).is_none_or(has_gap);
    if plan.limit != Some(shown) || !gaps || path.steps.link().is_some() {
        return Ok(vec![]);
    }
    let all = answer.facts.count(&sql::count(plan))?;
    let rows = answer.count_unknown(path)?;
    if rows == 0 || all <= shown || all - rows >= shown {
        return Ok(vec![]);
    }
    let has_whole = path.field().is_some_and(|field| field.whole.is_some());
    let recorded = if has_whole { plural(rows, "of its own", "of their own") } else { "recorded" };
    let (has, come) = plural(rows, ("has", "comes"), ("have", "come"));
    let by_name = if plan.order.len() == 1 && plan.kind.named() { ", by name" } else { "" };
    let field = &path.text;
    let text = format!("{rows} of {all} {has} no `{field}` {recorded} and {come} last{by_name}.");
    Ok(vec![counted("come-last", rows, text)])
}
