//! Two tests of one link that different items may meet, where one item for both was perhaps meant.

use anyhow::Result;

use super::rule::{Answer, Remark, new_note};
use crate::query::plan::{Cond, Leaf, PathExpr, Test};
use crate::text::list_and;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    Ok(answer.plan.filter.as_ref().map(untied_test_notes).unwrap_or_default())
}

/// Returns a note for the tests in each conjunction that pass the same link without a quantifier to tie them.
fn untied_test_notes(cond: &Cond<'_>) -> Vec<Remark> {
    let mut notes: Vec<Remark> = cond.children().iter().flat_map(untied_test_notes).collect();
    let Cond::All(parts) = cond else { return notes };
    let mut links: Vec<(&str, &str, Vec<&Test<'_>>)> = Vec::new();
    for part in parts {
        let Cond::Test(test) = part else { continue };
        // A quantifier ties its tests; only `link.x test` is a test of its own.
        let (PathExpr::Leaf(Leaf::Link(link, _)), Some((word, _))) =
            (&test.path.steps, test.path.text.split_once('.'))
        else {
            continue;
        };
        if !test.text.starts_with(&test.path.text) {
            continue;
        }
        match links.iter_mut().find(|(name, ..)| *name == link.name) {
            Some((_, _, tests)) => tests.push(test),
            None => links.push((link.name.as_str(), word, vec![test])),
        }
    }
    for (many, word, tests) in links {
        let inner = tests.iter().filter_map(|test| Some(test.text.split_once('.')?.1));
        let mut inner: Vec<&str> = inner.collect();
        inner.dedup();
        if inner.len() > 1 {
            let all = if inner.len() == 2 { "both" } else { "all" };
            let tests: Vec<String> = tests.iter().map(|test| format!("`{}`", test.text)).collect();
            let (tests, many) = (list_and(&tests), many.replace('_', " "));
            let tied = format!("any {word} ({})", inner.join(" and "));
            let text = format!(
                "{tests} may match different {many}; `{tied}` asks for one that matches {all}."
            );
            notes.push(new_note("independent", text));
        }
    }
    notes
}
