//! Whether a condition is settled for a row, from the outcomes of its tests.

use super::outcome::Outcome;
use super::reason::Reason;
use crate::query::plan::{Cond, Test, TypedPredicate};

/// Whether a condition is settled for a row; if not, for which reasons.
pub(super) enum Openness {
    /// It is true.
    True,
    /// It is false.
    False,
    /// It is neither.
    Open(Vec<Reason>),
}

impl Openness {
    /// Combines the outcomes of a condition's tests, which are taken in the order written.
    pub(super) fn of_cond(
        cond: &Cond<'_>,
        outcomes: &mut std::slice::Iter<'_, Outcome>,
        negated: bool,
    ) -> Self {
        match cond {
            Cond::All(parts) => Self::of_conds(parts, outcomes, (false, negated)),
            Cond::Any(parts) => Self::of_conds(parts, outcomes, (true, negated)),
            Cond::Not(inner) => match Self::of_cond(inner, outcomes, !negated) {
                Self::True => Self::False,
                Self::False => Self::True,
                open @ Self::Open(_) => open,
            },
            Cond::Possibly(inner) => match Self::of_cond(inner, outcomes, negated) {
                Self::Open(_) => Self::True,
                settled => settled,
            },
            Cond::OneReading(_, inner) => match (outcomes.next(), inner.tests().first()) {
                (Some(outcome), Some(test)) => Self::of_test(test, outcome),
                _ => Self::True,
            },
            Cond::Test(test) => {
                outcomes.next().map_or(Self::True, |outcome| Self::of_test(test, outcome))
            }
        }
    }

    /// Combines parts when any one of them settles the result: a false one of a conjunction, a true one of a disjunction. In a conjunction one
    /// that can't be tested settles all too; in a disjunction the others are then all there is.
    fn of_conds(
        parts: &[Cond<'_>],
        outcomes: &mut std::slice::Iter<'_, Outcome>,
        (any, negated): (bool, bool),
    ) -> Self {
        let mut why = Vec::new();
        let mut settled = false;
        for part in parts {
            match Self::of_cond(part, outcomes, negated) {
                Self::True => settled |= any,
                Self::False => settled |= !any,
                Self::Open(reasons) => why.extend(reasons),
            }
        }
        let is_absent = |reason: &Reason| matches!(reason, Reason::Absent(..));
        if why.iter().any(is_absent) && !why.iter().all(is_absent) {
            why.retain(|reason| is_absent(reason) == (any == negated));
        }
        match (settled, why.is_empty()) {
            (false, false) => Self::Open(why),
            _ if settled == any => Self::True,
            _ => Self::False,
        }
    }

    fn of_test(test: &Test<'_>, outcome: &Outcome) -> Self {
        let written = || test.text.clone();
        Self::Open(vec![match outcome.clone() {
            Outcome::True(()) => return Self::True,
            Outcome::False(()) => return Self::False,
            Outcome::Open(reason) => reason,
            Outcome::Absent(kind) => Reason::Absent(kind, test.path.text.clone(), written()),
            Outcome::LinkItem { one, to, why } => match why.map(|why| Self::of_test(test, &why)) {
                Some(Self::Open(why)) => Reason::of_item(one, &to, why),
                _ => Reason::Items(written()),
            },
            Outcome::Quantified { one, to, kind, tests } => {
                match Self::of_items(test, &kind, &tests) {
                    Some(Self::Open(why)) => Reason::of_item(one, &to, why),
                    _ => Reason::Items(written()),
                }
            }
        }])
    }

    /// Combines the outcomes of the condition that a quantifier asks of items of a kind.
    fn of_items(test: &Test<'_>, kind: &str, outcomes: &[Outcome]) -> Option<Self> {
        let TypedPredicate::Quantified(_, Some(conds)) = &test.check else { return None };
        let (_, cond) = conds.iter().find(|(of, _)| of.name == kind)?;
        Some(Self::of_cond(cond, &mut outcomes.iter(), false))
    }
}
