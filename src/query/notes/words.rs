//! What leaves a row open, and its words.

use super::lacking::lacks;
use crate::query::plan::Plan;
use crate::text::{article, list_and};

/// Why one test leaves a row open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// The field is not recorded.
    Unrecorded(String),
    /// The field is bounded by its whole only: the wording of that.
    PartOf(String),
    /// The field is recorded too vaguely: the wording.
    Vague(String),
    /// An amount in another unit.
    OtherUnit(String),
    /// A place that contains the one asked for: its name, and the one asked for.
    Around(String, String),
    /// A place of which it is not known: its name, and the one asked for.
    Unplaced(String, String),
    /// A thing of a kind without the field: the kind, the path, the test as written.
    Without(String, String, String),
    /// An item of a link, called so, is open for these reasons.
    Item(String, Vec<Reason>),
    /// An item of a link of which is not recorded what it leads to.
    Unnamed,
    /// The items recorded of this link are not all.
    NotAll(String),
    /// Something about items of a link: the test as written.
    Items(String),
}

impl Reason {
    /// The same sort of reason, without the value.
    pub(super) fn without_detail(self) -> Self {
        match self {
            Self::PartOf(_) => Self::PartOf(String::new()),
            Self::Vague(_) => Self::Vague(String::new()),
            Self::Around(_, asked) => Self::Around(String::new(), asked),
            Self::Unplaced(_, asked) => Self::Unplaced(String::new(), asked),
            Self::Item(one, why) => {
                Self::Item(one, why.into_iter().map(Self::without_detail).collect())
            }
            other => other,
        }
    }
}

/// The words of a reason that go by its subject.
struct Verbs {
    is: &'static str,
    has: &'static str,
    says: &'static str,
    leaves: &'static str,
    is_recorded: &'static str,
    is_in: &'static str,
}

/// Of one row.
const ONE: Verbs = Verbs {
    is: "is",
    has: "has",
    says: "says",
    leaves: "leaves",
    is_recorded: "is recorded",
    is_in: "is in",
};

/// Of several rows.
const MANY: Verbs = Verbs {
    is: "are",
    has: "have",
    says: "say",
    leaves: "leave",
    is_recorded: "are recorded",
    is_in: "are in",
};

/// Of an item.
const ITEM: Verbs = Verbs {
    is: "that is",
    has: "with",
    says: "that says",
    leaves: "that leaves",
    is_recorded: "recorded",
    is_in: "recorded only as",
};

/// "10 are part of “about 42.7bn CNY”", "1 has neither city nor investment recorded".
pub(super) fn sentence(subject: &str, n: u64, why: &[Reason], plan: &Plan<'_>) -> String {
    format!("{subject} {}", told(why, if n == 1 { &ONE } else { &MANY }, plan))
}

/// Reasons behind their subject.
fn told(why: &[Reason], verbs: &Verbs, plan: &Plan<'_>) -> String {
    let unrecorded: Vec<&String> = why
        .iter()
        .filter_map(|r| if let Reason::Unrecorded(field) = r { Some(field) } else { None })
        .collect();
    let has = verbs.has;
    let mut parts = Vec::new();
    match unrecorded.as_slice() {
        [] => {}
        [field] => parts.push(format!("{has} no {field} recorded")),
        [a, b] => parts.push(format!("{has} neither {a} nor {b} recorded")),
        several => parts.push(format!("{has} none of {} recorded", list_and(several))),
    }
    parts.extend(why.iter().filter_map(|reason| clause(reason, verbs, plan)));
    parts.join(" and ")
}

/// One reason behind its subject; fields that are not recorded are told together.
fn clause(reason: &Reason, verbs: &Verbs, plan: &Plan<'_>) -> Option<String> {
    let Verbs { is, has, says, leaves, is_recorded, is_in } = verbs;
    Some(match reason {
        Reason::Unrecorded(_) => return None,
        Reason::PartOf(whole) if whole.is_empty() => format!("{is} part of a whole with a figure"),
        Reason::PartOf(whole) => format!("{is} part of “{whole}”"),
        Reason::Vague(wording) if wording.is_empty() => format!("{is_recorded} too vaguely"),
        Reason::Vague(wording) => format!("{says} only “{wording}”"),
        Reason::OtherUnit(unit) => format!("{is} in {unit}, which is not converted"),
        Reason::Around(place, asked) if place.is_empty() => {
            format!("{is_recorded} only as places that contain {asked}")
        }
        Reason::Around(place, asked) => {
            format!("{is_recorded} only as {place}, which contains {asked}")
        }
        Reason::Unplaced(place, asked) if place.is_empty() => {
            format!("{is_in} places not known to lie in {asked} or elsewhere")
        }
        Reason::Unplaced(place, asked) => {
            format!("{is_in} {place}, not known to lie in {asked} or elsewhere")
        }
        Reason::Without(kind, path, _) => {
            let field = plan.catalog.kind(kind).map_or(path.as_str(), |kind| lacks(kind, path));
            format!("{is} {} {kind}, which has no `{field}`", article(kind))
        }
        Reason::Item(one, why) => {
            format!("{has} {} {one} {}", article(one), told(why, &ITEM, plan))
        }
        Reason::Unnamed => format!("{is} not named"),
        Reason::NotAll(many) => format!("{has} a list of {many} that is not complete"),
        Reason::Items(said) => format!("{leaves} `{said}` open"),
    })
}
