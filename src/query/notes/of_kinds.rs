//! The groups are things of several kinds.

use anyhow::Result;
use serde::Deserialize;

use super::rule::{Answer, Remark, new_note};
use crate::catalog::Type;
use crate::query::plan::Plan;
use crate::query::sql::expr::sql;
use crate::query::sql::groups::shown_pairs;
use crate::query::sql::keys::{KeySource, look_of_key};
use crate::query::sql::{Statement, member_scope};
use crate::text::list_and;

/// A kind, and the number of groups that are of it.
#[derive(Deserialize)]
struct KindGroups {
    kind: String,
    groups: u64,
}

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let Some(statement) = kinds_of_groups(answer.plan) else { return Ok(vec![]) };
    let kinds: Vec<KindGroups> = answer.facts.read(&statement)?;
    let words = kinds.iter().map(|KindGroups { kind, groups }| {
        let many = answer.plan.catalog.kind(kind).filter(|_| *groups != 1);
        format!("{groups} {}", many.map_or(kind, |kind| &kind.plural))
    });
    let text = format!("The groups are {}.", list_and(&words.collect::<Vec<_>>()));
    Ok((kinds.len() > 1).then(|| new_note("of-kinds", text)).into_iter().collect())
}

/// Selects the kinds of the groups, if the key is a reference that may lead to several.
fn kinds_of_groups(plan: &Plan<'_>) -> Option<Statement> {
    let [key] = plan.groups.as_deref()? else { return None };
    let fields = key.steps.clone().through_link().fields();
    let Type::Ref(targets) = &fields.first()?.ty else { return None };
    if look_of_key(key, &member_scope(plan)) != KeySource::Name
        || plan.catalog.target_kinds(targets).nth(1).is_none()
    {
        return None;
    }
    let kinds = "\nSELECT json_object('kind', t.kind, 'groups', count(DISTINCT i1)) \
                 FROM pairs CROSS JOIN thing AS t ON t.id = i1 \
                 GROUP BY t.kind ORDER BY count(DISTINCT i1) DESC, t.kind";
    Some(Statement::from_expr(sql!["WITH\n", shown_pairs(plan, std::slice::from_ref(key)), kinds]))
}
