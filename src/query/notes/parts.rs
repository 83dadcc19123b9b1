//! Parts and their whole: amounts that a total leaves out because the whole is counted (`parts-left-out`), and parts that are
//! counted or listed beside their whole (`parts-among`).

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::plan::{Item, Plan};
use crate::query::sql::expr::{Expr, quote_ident, sql};
use crate::query::sql::groups::select_first_groups;
use crate::query::sql::keys::thing_group_pairs;
use crate::query::sql::totals::covered_parts;
use crate::query::sql::{Statement, answer_rows, count_of_answer, join_ids, member_scope};
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let plan = answer.plan;
    let count = |statement: Option<Statement>| {
        statement.map_or(Ok(0), |statement| answer.facts.select_number(&statement))
    };
    let mut notes = Vec::new();
    let left_out = count(left_out(plan))?;
    if left_out > 0 {
        let are = plural_form(
            left_out,
            "is part of another one that is counted, so its amount isn't",
            "are parts of others that are counted, so their amounts aren't",
        );
        let (all, many) = (
            answer.facts.select_number(&count_of_answer(plan, Expr::always_true()))?,
            &plan.kind.plural,
        );
        let text = format!("{left_out} of the {all} {many} {are} added.");
        notes.push(note_on_rows("parts-left-out", left_out, text));
    }
    let counts = plan.count || plan.shown.iter().any(|item| matches!(item, Item::Count));
    let shows = answer.stats.rows > 0 && (counts || plan.groups.is_none());
    let among = count(parts_among(plan).filter(|_| shows))?;
    if among > 0 && among != left_out {
        let are = plural_form(among, "is", "are");
        let many = &plan.kind.plural;
        let all = answer.facts.select_number(&count_of_answer(plan, Expr::always_true()))?;
        notes.push(note_on_rows(
            "parts-among",
            among,
            format!("{among} of these {all} {many} {are} part of another one among them."),
        ));
    }
    Ok(notes)
}

/// Counts the parts that are left out of sums because their whole is counted.
fn left_out(plan: &Plan<'_>) -> Option<Statement> {
    let keys = plan.groups.as_ref()?;
    let at = member_scope(plan);
    let items: Vec<&Item<'_>> = plan.shown.iter().collect();
    let steps = Expr::join([thing_group_pairs(plan, &[], &at), covered_parts(&items, &at)?], ",\n");
    let shown = select_first_groups(plan, keys, "pairs.id")
        .unwrap_or_else(|| "SELECT id FROM pairs".into());
    let count = "\nSELECT count(*) FROM covered WHERE id IN (";
    Some(Statement::from_expr(sql!["WITH RECURSIVE\n", steps, count, shown, ")"]))
}

/// Counts the things of an answer that are parts of others in it. Reads only parts and their wholes.
fn parts_among(plan: &Plan<'_>) -> Option<Statement> {
    let part_of = plan.kind.fields.iter().find_map(|field| field.whole.as_ref())?;
    let at = member_scope(plan);
    let whole = at.column(part_of);
    if let Some(ids) = plan.answer.as_ref().filter(|_| plan.groups.is_none()) {
        let is_part = sql![whole, " IN (", join_ids(ids), ")"];
        return Some(count_of_answer(plan, is_part));
    }
    let is_part = sql![whole.clone(), " IS NOT NULL"];
    // Where nothing is a part, as in most tables, the answer isn't looked for again.
    let table = quote_ident(&plan.kind.name);
    let there =
        format!("EXISTS (SELECT 1 FROM {table} WHERE {} IS NOT NULL)", quote_ident(part_of));
    let is_part = Expr::all_of([there.into(), is_part]);
    let chosen = |also: Expr| answer_rows(plan, &at, vec![also]);
    let parts =
        sql!["WITH parts AS MATERIALIZED (SELECT ", whole, " AS whole", chosen(is_part), ")"];
    let is_whole = sql![at.column("id"), " IN (SELECT whole FROM parts)"];
    let wholes = sql!["SELECT ", at.column("id"), chosen(is_whole)];
    let count = "\nSELECT count(*) FROM parts WHERE whole IN (";
    Some(Statement::from_expr(sql![parts, count, wholes, ")"]))
}
