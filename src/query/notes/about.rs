//! `about` was used as a test.

use anyhow::Result;

use super::{Answer, Remark, Rule, note};
use crate::query::ast::{Body, Cond, Test};

pub(super) const RULE: Rule = Rule { codes: &["about"], notes };

fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let used = answer.query.filter.as_ref().is_some_and(has_about);
    let note = note("about", "`about` means within 10 %.".into());
    Ok(used.then_some(note).into_iter().collect())
}

fn has_about(cond: &Cond) -> bool {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().any(has_about),
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => has_about(inner),
        Cond::Predicate(predicate) => match &predicate.body {
            Body::Test(test) => matches!(test, Test::About(..)),
            Body::Cond(inner) => has_about(inner),
            Body::Exists => false,
        },
    }
}
