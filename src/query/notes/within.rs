//! A place was named exactly, and other places lie within it.

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows};
use crate::catalog::Type;
use crate::query::plan::{Cond, Plan, Test, TypedPredicate};
use crate::query::sql::{self, Statement, count_of};

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let mut notes = Vec::new();
    for part in answer.plan.conjuncts() {
        let Cond::Test(test) = part else { continue };
        let (path, written) = (&test.path.text, &test.text);
        let Some(place) = written.strip_prefix(&format!("{path} = ")) else { continue };
        let Some(statement) = count_within(answer.plan, test) else { continue };
        let exactly = answer.facts.select_number(&sql::count_all_rows(answer.plan))?;
        let more = answer.facts.select_number(&statement)?.saturating_sub(exactly);
        let text = format!(
            "`{written}` matches {place} itself only; `{path} within {place}` finds {more} more."
        );
        notes.push(note_on_rows("within", more, text));
    }
    Ok(notes)
}

/// Counts the things a query finds when a test that names places exactly takes those within them too.
fn count_within<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Statement> {
    let wider = Cond::Test(widen_test(plan, test)?);
    let widened = plan.conjuncts().iter().map(|part| match part {
        Cond::Test(other) if other.text == test.text => wider.clone(),
        part => part.clone(),
    });
    Some(count_of(plan, &Cond::All(widened.collect())))
}

/// Returns the same test with `within`, also after a link.
fn widen_test<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Test<'c>> {
    let check = match &test.check {
        TypedPredicate::Things(places) => match test.path.field().map(|field| &field.ty) {
            Some(Type::Ref(targets)) if plan.catalog.are_places(targets) => {
                TypedPredicate::Within(places.clone())
            }
            _ => return None,
        },
        TypedPredicate::Quantified(share, Some(conds)) => {
            let wider = conds.iter().map(|(kind, cond)| match cond {
                Cond::Test(inner) => Some((*kind, Cond::Test(widen_test(plan, inner)?))),
                _ => None,
            });
            TypedPredicate::Quantified(*share, Some(wider.collect::<Option<Vec<_>>>()?))
        }
        _ => return None,
    };
    Some(Test { check, ..test.clone() })
}
