//! Rows rest on a reading of low confidence.

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::catalog::{Sort, Type};
use crate::query::plan::{Cond, Leaf, LinkStep, PathExpr, Plan};
use crate::query::sql::expr::{Expr, sql};
use crate::query::sql::provenance::supports_field;
use crate::query::sql::{Statement, count_of_answer, link_predicate, member_scope};
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let statement = low_confidence(answer.plan, answer.claims.low, answer.small);
    let Some(statement) = statement.filter(|_| answer.stats.rows > 0) else { return Ok(vec![]) };
    let rows = answer.facts.select_number(&statement)?;
    let (rest, them) = plural_form(
        rows,
        ("row rests on a low-confidence reading", "it"),
        ("rows rest on low-confidence readings", "them"),
    );
    let shown =
        if answer.plan.cited { String::new() } else { format!("; `with sources` shows {them}") };
    Ok(vec![note_on_rows("low-confidence", rows, format!("{rows} {rest}{shown}."))])
}

/// Counts the rows of the answer that rest on a reading of low confidence: with `own` of themselves or of a field that is tested,
/// with `linked` of the records by which a link leads to what is shown.
fn low_confidence(plan: &Plan<'_>, own: bool, linked: bool) -> Option<Statement> {
    if plan.kind.sort == Sort::Evidence {
        return None;
    }
    let at = member_scope(plan);
    let filter = plan.filter.as_ref().filter(|_| own);
    let own = filter.map(|filter| sql!["p.id IN (", low_of_rows(filter), ")"]);
    let is_shown = linked && !plan.count && plan.groups.is_none();
    let shown = plan.shown.iter().filter(|_| is_shown);
    let passed = shown.filter_map(|item| match &item.path()?.steps {
        // Evidence is claimed by nothing.
        PathExpr::Leaf(Leaf::Link(link, via)) | PathExpr::Link(LinkStep { link, via, .. })
            if via.sort != Sort::Evidence =>
        {
            let (table, joined) = link_predicate::join_records((link, via), &at);
            let to = link.to.iter().map(String::as_str);
            let low = sql![" IN (", low_claims(to), "))"];
            let record = at.joined_scope(via).column("id");
            Some(sql!["EXISTS (SELECT 1 FROM ", table, " WHERE ", joined, " AND ", record, low])
        }
        _ => None,
    });
    let low: Vec<Expr> = own.into_iter().chain(passed).collect();
    (!low.is_empty()).then(|| count_of_answer(plan, Expr::any_of(low)))
}

/// Selects the things that rest on a reading of low confidence as a whole, or in a field of theirs that is tested.
fn low_of_rows(filter: &Cond<'_>) -> Expr {
    let tests = filter.tests();
    let own = tests.iter().filter(|test| matches!(test.path.steps, PathExpr::Leaf(_)));
    let fields = own.filter_map(|test| test.path.field()).map(|field| match &field.ty {
        Type::Level(level) => level.of.as_deref().unwrap_or(&field.name),
        _ => &field.name,
    });
    low_claims(fields)
}

/// Selects the things all of whose claims, on themselves or on one of these fields, are of low confidence.
fn low_claims<'f>(fields: impl Iterator<Item = &'f str>) -> Expr {
    let whole = ["c.", "b."].map(|claim| Expr::from(format!("{claim}whole = 1")));
    let on_fields = fields.map(|field| ["c.", "b."].map(|claim| supports_field(claim, field)));
    let alone = [whole].into_iter().chain(on_fields).map(|[low, better]| {
        let better = sql![better, " AND b.confidence <> 'low')"];
        sql![low, " AND NOT EXISTS (SELECT 1 FROM claim AS b WHERE b.thing = c.thing AND ", better]
    });
    let alone = Expr::any_of(alone);
    sql!["SELECT thing FROM claim AS c WHERE confidence = 'low' AND says IS NULL AND ", alone]
}
