//! Why rows are open.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::catalog::{Kind, UNIVERSAL};

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

impl Reason {
    /// Makes the reason of an item from the reasons why it is open, as seen from the item.
    pub(super) fn of_item(one: String, to: &str, why: Vec<Self>) -> Self {
        let from_item = |reason| match reason {
            Self::Unrecorded(field) if field == to => Self::Unnamed,
            Self::Unrecorded(field) => {
                let inner = field.strip_prefix(to).and_then(|rest| rest.strip_prefix('.'));
                Self::Unrecorded(inner.unwrap_or(&field).to_owned())
            }
            reason => reason,
        };
        Self::Item(one, sort_reasons(why.into_iter().map(from_item)))
    }

    /// Returns the same reason without the value.
    pub(super) fn without_detail(self) -> Self {
        match self {
            Self::PartBound(_) => Self::PartBound(String::new()),
            Self::Vague(_) => Self::Vague(String::new()),
            Self::LargerPlace(_, asked) => Self::LargerPlace(String::new(), asked),
            Self::Unplaced(_, asked) => Self::Unplaced(String::new(), asked),
            Self::Item(one, why) => {
                Self::Item(one, sort_reasons(why.into_iter().map(Self::without_detail)))
            }
            other => other,
        }
    }
}

/// Sorts reasons and drops repeated ones.
pub(super) fn sort_reasons(why: impl IntoIterator<Item = Reason>) -> Vec<Reason> {
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

    pub(super) fn into_counts(self) -> Vec<Counted> {
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
