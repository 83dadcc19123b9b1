//! `about` was used as a test.

use anyhow::Result;

use super::rule::{Answer, Remark, new_note};
use crate::query::ast::{Body, Predicate, Test};

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let is_about = |test: &&Predicate| matches!(test.body, Body::Test(Test::About(..)));
    let used = answer.query.predicates().iter().any(is_about);
    let note = new_note("about", "`about` means within 10%.".into());
    Ok(used.then_some(note).into_iter().collect())
}
