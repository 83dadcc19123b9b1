//! Candidates that ask the same of another kind: one that has the field, that has the amount, or whose things have the name.
//! Only those that find something are suggested, and those that make sense where no value was looked for.

use super::context::ProblemContext;
use super::edit::Edit;
use crate::catalog::{Kind, Sort};
use crate::query::ast::{Body, Cond, Predicate};
use crate::query::diagnostic::Fix;
use crate::query::rewrite::{join_conjuncts, list_conjuncts, make_known, make_test, of_kind};

impl ProblemContext<'_> {
    /// Suggests kinds with an amount of this name: in `status = investment`, `investment` isn't a value of `status`.
    pub(super) fn with_amount(&self, typed: &str, amount_of: &mut Vec<String>) -> Vec<Fix> {
        let amount = typed.to_lowercase().replace(' ', "_");
        let is_amount =
            |kind: &Kind, name: &str| kind.field(name).is_some_and(|field| field.ty.is_amount());
        let own = self.kind();
        let (mut tested, mut others): (Option<Cond>, Vec<Cond>) = (None, vec![]);
        for part in self.query.filter.iter().flat_map(list_conjuncts) {
            match part {
                Cond::Predicate(predicate) if predicate.span.holds(self.at) => {}
                Cond::Predicate(Predicate { body: Body::Test(written), path, .. })
                    if own.is_some_and(|kind| is_amount(kind, &path.to_string())) =>
                {
                    tested = Some(make_test(&amount, written.clone()));
                }
                _ => others.push(part.clone()),
            }
        }
        let tested = tested.unwrap_or_else(|| make_known(&amount, true));
        let both = join_conjuncts([tested.clone()].into_iter().chain(others).collect());
        let mut fixes = Vec::new();
        for kind in self.suggester.catalog.kinds.iter().filter(|kind| is_amount(kind, &amount)) {
            amount_of.push(kind.plural.clone());
            let asked = [both.clone(), Some(tested.clone())];
            let mut asked = asked.into_iter().map(|cond| of_kind(self.query, &kind.plural, cond));
            let found = asked.find(|other| self.suggester.makes_sense(other).is_some());
            fixes.extend(found.map(|other| Edit::Query(other).to_fix(self.query)));
        }
        fixes
    }

    /// Asks the kinds whose things meet the condition, because the name in it is one of theirs.
    pub(super) fn of_other_things(&self, filter: Option<&Cond>) -> Vec<Fix> {
        let kinds = self.suggester.catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
        let other = |kind: &Kind| of_kind(self.query, &kind.plural, filter.cloned());
        self.fixes_that_find(kinds.map(|kind| Edit::Query(other(kind))))
    }
}
