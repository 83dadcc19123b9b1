//! Things are in more than one group.

use anyhow::Result;
use serde::Deserialize;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::plan::{Aggregate, Item, NamedPath, Plan};
use crate::query::sql::expr::{Expr, quote_ident, sql};
use crate::query::sql::groups::shown_pairs;
use crate::query::sql::totals::covered_parts;
use crate::query::sql::{Statement, member_scope, provenance};
use crate::text::plural_form;

/// The number of things in more than one group, and of all things in groups.
#[derive(Deserialize)]
struct Overlap {
    several: u64,
    all: u64,
}

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let plan = answer.plan;
    let keys = plan.groups.as_deref().unwrap_or_default();
    if !keys.iter().any(|key| key.steps.link().is_some()) {
        return Ok(vec![]);
    }
    let found: Option<Overlap> = answer.facts.read(&things_in_several(plan, keys))?.pop();
    let Some(Overlap { several, all }) = found.filter(|found| found.several > 0) else {
        return Ok(vec![]);
    };
    let (are, their) = plural_form(several, ("is", "its"), ("are", "their"));
    let added = match amounts_in_several(plan, keys) {
        Some(statement) if answer.facts.select_number(&statement)? > 0 => format!(
            "; {their} amounts are counted in each of them, so the groups don't add up to the total"
        ),
        _ => String::new(),
    };
    let many = &plan.kind.plural;
    let text = format!("{several} of the {all} {many} {are} in more than one group{added}.");
    Ok(vec![note_on_rows("overlap", several, text)])
}

fn things_in_several<'c>(plan: &Plan<'c>, keys: &[NamedPath<'c>]) -> Statement {
    let several = "\nSELECT json_object('several', \
                   (SELECT count(*) FROM (SELECT id FROM pairs GROUP BY id HAVING count(*) > 1)), \
                   'all', (SELECT count(DISTINCT id) FROM pairs))";
    Statement::from_expr(sql!["WITH\n", shown_pairs(plan, keys), several])
}

/// Counts the things in more than one group that have an amount in a sum of each.
fn amounts_in_several<'c>(plan: &Plan<'c>, keys: &[NamedPath<'c>]) -> Option<Statement> {
    let at = member_scope(plan);
    let sums = |item: &&Item<'c>| matches!(item, Item::Aggregate(Aggregate::Sum, _));
    let items: Vec<&Item<'c>> = plan.shown.iter().filter(sums).collect();
    let adds = items.iter().map(|item| provenance::counts_in(item, &at)).collect::<Vec<_>>();
    if adds.is_empty() {
        return None;
    }
    let steps = [shown_pairs(plan, keys)].into_iter().chain(covered_parts(&items, &at));
    let table = quote_ident(&plan.kind.name);
    let several = format!(
        "\nSELECT count(*) FROM (SELECT id FROM pairs GROUP BY id HAVING count(*) > 1) AS g \
         JOIN {table} AS p ON p.id = g.id WHERE "
    );
    let steps = Expr::join(steps, ",\n");
    Some(Statement::from_expr(sql!["WITH RECURSIVE\n", steps, several, Expr::any_of(adds)]))
}
