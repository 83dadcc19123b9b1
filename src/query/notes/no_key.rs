//! The first groups include `·`, the group of things without a recorded key.

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows, path_words};
use crate::query::ast::{Body, QuantifierKind, Query};
use crate::query::plan::{Leaf, PathExpr};
use crate::query::rewrite::{join_conjuncts, make_known, make_predicate};
use crate::query::suggest::RelatedQueries;
use crate::text::plural_form;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let (query, plan) = (answer.query, answer.plan);
    let (Some([key]), [written]) = (plan.groups.as_deref(), query.by.as_slice()) else {
        return Ok(vec![]);
    };
    let shown = answer.column_of(key).is_some_and(|n| answer.stats.unknown_rows(n) > 0);
    if !shown || plan.limit.is_none() || plan.order.is_empty() {
        return Ok(vec![]);
    }
    let rows = answer.count_unknown(key)?;
    let has_key = if let PathExpr::Leaf(Leaf::Link(link, _)) = &key.steps {
        make_predicate(Some(QuantifierKind::Any), &link.one, Body::Exists)
    } else {
        make_known(&written.to_string(), true)
    };
    let filter = join_conjuncts(query.filter.clone().into_iter().chain([has_key]).collect());
    let instead = Query { filter, ..query.clone() };
    if rows == 0 || RelatedQueries(answer.facts).count_rows(&instead)? == 0 {
        return Ok(vec![]);
    }
    let (one, many) = answer.nouns();
    let (noun, them) = plural_form(rows, (one, "it"), (many, "them"));
    let key = path_words(key);
    let text = format!(
        "The group `·` has {rows} {noun} with no {key} recorded; `{instead}` leaves {them} out."
    );
    Ok(vec![note_on_rows("no-key", rows, text)])
}
