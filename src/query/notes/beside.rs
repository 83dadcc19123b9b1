//! A field that is shown or tested is unknown, while a link leads to things like those the field refers to.

use anyhow::Result;

use super::rule::{Answer, Remark, counted};
use crate::query::suggest::{SiblingLink, Siblings};
use crate::text::plural;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let siblings = Siblings(answer.facts);
    let (query, plan) = (answer.query, answer.plan);
    let is_counted = plan.count || plan.groups.is_some();
    let has_gap = |column| is_counted || answer.stats.unknown(column) > 0;
    let mut found = siblings.links_beside_shown(query, plan, &has_gap)?;
    // Things whose tested field is unknown are open.
    if answer.small && answer.open.may_match() + answer.open.untestable() > 0 {
        found.extend(siblings.links_beside_tested(query, plan)?);
    }
    let (one, many) = answer.nouns();
    let note = |SiblingLink { field, link, rows, instead }: SiblingLink| {
        let noun = plural(rows, one, many);
        let text = match instead {
            None => {
                let has = plural(rows, "has", "have");
                format!("{rows} {noun} with no `{field}` {has} `{link}`: show that too.")
            }
            Some(query) => {
                let matches = plural(rows, "matches through its", "match through their");
                format!("{rows} {noun} with no `{field}` {matches} link `{link}`: `{query}`.")
            }
        };
        counted("beside", rows, text)
    };
    Ok(found.into_iter().map(note).collect())
}
