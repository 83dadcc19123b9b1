//! A field that is shown or tested is unknown, while a link leads to things like those the field refers to.

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::query::suggest::{RelatedQueries, SiblingLink};
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let siblings = RelatedQueries(answer.facts);
    let (query, plan) = (answer.query, answer.plan);
    let is_counted = plan.count || plan.groups.is_some();
    let has_gap = |column| is_counted || answer.stats.unknown_rows(column) > 0;
    let mut found = siblings.links_beside_shown(query, plan, &has_gap)?;
    // Things whose tested field is unknown are open.
    if answer.small && answer.open.may_match() + answer.open.count_untestable() > 0 {
        found.extend(siblings.links_beside_tested(query, plan)?);
    }
    let (one, many) = answer.nouns();
    let note = |SiblingLink { field, link, rows, instead }: SiblingLink| {
        let noun = plural_form(rows, one, many);
        let text = match instead {
            None => {
                let has = plural_form(rows, "has", "have");
                format!("{rows} {noun} without `{field}` {has} `{link}`; show `{link}` too.")
            }
            Some(query) => {
                let (matches, them) =
                    plural_form(rows, ("matches by its", "it"), ("match by their", "them"));
                format!(
                    "{rows} {noun} without `{field}` {matches} link `{link}`; `{query}` finds {them}."
                )
            }
        };
        note_on_rows("beside", rows, text)
    };
    Ok(found.into_iter().map(note).collect())
}
