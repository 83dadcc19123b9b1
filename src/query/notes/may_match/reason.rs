//! Why rows are open.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use crate::catalog::{Kind, UNIVERSAL};
use crate::query::plan::{Cond, Test, TypedPredicate};

/// Why one test leaves a row open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    /// The field isn't recorded.
    Unrecorded(String),
    /// The amount is bounded only by that of the whole: the wording of that.
    PartBound(String),
    /// The value is recorded too vaguely: the wording.
    Vague(String),
    /// The amount is in this other currency.
    Currency(String),
    /// The place contains the one asked for: its name, and the one asked for.
    LargerPlace(String, String),
    /// It isn't known whether the place is within the one asked for: its name, and the one asked for.
    Unplaced(String, String),
    /// The thing is of a kind without the field: the kind, the path, the test as written.
    Absent(String, String, String),
    /// An item of a link, called so, is open for these reasons.
    Item(String, Vec<Reason>),
    /// An item of a link doesn't say what it leads to.
    Unnamed,
    /// The competing values of this field differ in it.
    Disputed(String),
    /// The items recorded of this link aren't all.
    OpenList(String),
    /// Items of a link leave this test open.
    Items(String),
}

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
    pub(super) fn of(
        cond: &Cond<'_>,
        outcomes: &mut std::slice::Iter<'_, Outcome>,
        negated: bool,
    ) -> Self {
        match cond {
            Cond::All(parts) => Self::combined(parts, outcomes, (false, negated)),
            Cond::Any(parts) => Self::combined(parts, outcomes, (true, negated)),
            Cond::Not(inner) => match Self::of(inner, outcomes, !negated) {
                Self::True => Self::False,
                Self::False => Self::True,
                open @ Self::Open(_) => open,
            },
            Cond::Possibly(inner) => match Self::of(inner, outcomes, negated) {
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
    fn combined(
        parts: &[Cond<'_>],
        outcomes: &mut std::slice::Iter<'_, Outcome>,
        (any, negated): (bool, bool),
    ) -> Self {
        let mut why = Vec::new();
        let mut settled = false;
        for part in parts {
            match Self::of(part, outcomes, negated) {
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
        Some(Self::of(cond, &mut outcomes.iter(), false))
    }
}

impl Reason {
    /// Makes the reason of an item from the reasons why it is open, as seen from the item.
    fn of_item(one: String, to: &str, why: Vec<Self>) -> Self {
        let from_item = |reason| match reason {
            Self::Unrecorded(field) if field == to => Self::Unnamed,
            Self::Unrecorded(field) => {
                let inner = field.strip_prefix(to).and_then(|rest| rest.strip_prefix('.'));
                Self::Unrecorded(inner.unwrap_or(&field).to_owned())
            }
            reason => reason,
        };
        Self::Item(one, sorted(why.into_iter().map(from_item)))
    }

    /// Returns the same reason without the value.
    pub(super) fn without_detail(self) -> Self {
        match self {
            Self::PartBound(_) => Self::PartBound(String::new()),
            Self::Vague(_) => Self::Vague(String::new()),
            Self::LargerPlace(_, asked) => Self::LargerPlace(String::new(), asked),
            Self::Unplaced(_, asked) => Self::Unplaced(String::new(), asked),
            Self::Item(one, why) => {
                Self::Item(one, sorted(why.into_iter().map(Self::without_detail)))
            }
            other => other,
        }
    }
}

/// Sorts reasons and drops repeated ones.
pub(super) fn sorted(why: impl IntoIterator<Item = Reason>) -> Vec<Reason> {
    let mut why: Vec<Reason> = why.into_iter().collect();
    why.sort();
    why.dedup();
    why
}

/// The number of rows that are open for the same reasons.
pub(super) type Counted = (u64, Vec<Reason>);

/// Counts rows under their reasons, in the order in which these come.
#[derive(Default)]
pub(super) struct ReasonCounts {
    groups: Vec<Counted>,
    places: HashMap<Vec<Reason>, usize>,
}

impl ReasonCounts {
    pub(super) fn add(&mut self, rows: u64, why: Vec<Reason>) {
        let group = self.places.get(&why).and_then(|place| self.groups.get_mut(*place));
        if let Some((count, _)) = group {
            *count += rows;
        } else {
            self.places.insert(why.clone(), self.groups.len());
            self.groups.push((rows, why));
        }
    }

    pub(super) fn counted(self) -> Vec<Counted> {
        self.groups
    }
}

/// Returns the first name of a path that things of a kind don't have.
pub(super) fn missing_in<'a>(kind: &Kind, path: &'a str) -> &'a str {
    let knows = |name: &str| {
        UNIVERSAL.contains(&name) || kind.field(name).is_some() || kind.link(name).is_some()
    };
    let last = path.rsplit('.').next().unwrap_or_default();
    path.split('.').skip(1).find(|name| !knows(name)).unwrap_or(last)
}
