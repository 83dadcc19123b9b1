//! The words of the reasons why rows are open.

use std::cmp::Reverse;

use super::reason::{Counted, Reason, ReasonCounts, missing_in, sort_reasons};
use crate::query::notes::rule::NAMED;
use crate::query::plan::Plan;
use crate::text::{article_for, list_and};

/// Returns the most frequent reasons in words: `10 are part of “about 42.7bn CNY”, 2 have no investment recorded`.
pub(super) fn reasons_sentence(plan: &Plan<'_>, groups: &[Counted]) -> String {
    let mut groups: Vec<Counted> = groups.to_vec();
    if groups.len() > NAMED {
        let mut plainly = ReasonCounts::default();
        for (rows, why) in groups {
            plainly.add(rows, sort_reasons(why.into_iter().map(Reason::without_detail)));
        }
        groups = plainly.into_counts();
    }
    groups.sort_by_key(|(rows, _)| Reverse(*rows));
    if let [(rows, why)] = groups.as_slice() {
        let (subject, verbs) = if *rows == 1 { ("it", &ONE) } else { ("they", &MANY) };
        return format!("{subject} {}", verbs.of_reasons(why, plan));
    }
    // A last reason is named: `1 for other reasons` would be no shorter.
    let most = if groups.len() == NAMED + 1 { groups.len() } else { NAMED };
    let named = groups.iter().take(most).map(|(rows, why)| {
        let verbs = if *rows == 1 { &ONE } else { &MANY };
        format!("{rows} {}", verbs.of_reasons(why, plan))
    });
    let others: u64 = groups.iter().skip(most).map(|(rows, _)| rows).sum();
    let others = (others > 0).then(|| format!("{others} for other reasons"));
    let mut reasons: Vec<String> = named.chain(others).collect();
    // The `and` of a reason isn't the one before the last.
    if reasons.iter().any(|reason| reason.contains(" and "))
        && let Some(last) = reasons.pop()
    {
        return format!("{}, and {last}", reasons.join(", "));
    }
    list_and(&reasons)
}

/// The words of a reason that agree with its subject.
struct Verbs {
    is: &'static str,
    has: &'static str,
    says: &'static str,
    leaves: &'static str,
    is_recorded: &'static str,
    is_in: &'static str,
}

/// The verbs for one row.
const ONE: Verbs = Verbs {
    is: "is",
    has: "has",
    says: "says",
    leaves: "leaves",
    is_recorded: "is recorded",
    is_in: "is in",
};

/// The verbs for several rows.
const MANY: Verbs = Verbs {
    is: "are",
    has: "have",
    says: "say",
    leaves: "leave",
    is_recorded: "are recorded",
    is_in: "are in",
};

/// The verbs for an item of a link.
const ITEM: Verbs = Verbs {
    is: "that is",
    has: "with",
    says: "that says",
    leaves: "that leaves",
    is_recorded: "recorded",
    is_in: "recorded only as",
};

impl Verbs {
    /// Returns reasons as they follow their subject.
    fn of_reasons(&self, why: &[Reason], plan: &Plan<'_>) -> String {
        let unrecorded = why.iter().filter_map(|reason| match reason {
            Reason::Unrecorded(field) => Some(field),
            _ => None,
        });
        let unrecorded: Vec<&String> = unrecorded.collect();
        let has = self.has;
        let unrecorded = match unrecorded.as_slice() {
            [] => None,
            [field] => Some(format!("{has} no `{field}` recorded")),
            [a, b] => Some(format!("{has} neither `{a}` nor `{b}` recorded")),
            several => {
                let fields = several.iter().map(|field| format!("`{field}`"));
                Some(format!("{has} none of {} recorded", list_and(&fields.collect::<Vec<_>>())))
            }
        };
        let others = why.iter().filter_map(|reason| self.of_reason(reason, plan));
        unrecorded.into_iter().chain(others).collect::<Vec<_>>().join(" and ")
    }

    /// Returns one reason as it follows its subject; fields that aren't recorded are named together.
    fn of_reason(&self, reason: &Reason, plan: &Plan<'_>) -> Option<String> {
        let Self { is, has, says, leaves, is_recorded, is_in } = self;
        Some(match reason {
            Reason::Unrecorded(_) => return None,
            Reason::PartBound(whole) if whole.is_empty() => {
                format!("{is} known only as part of a total")
            }
            Reason::PartBound(whole) => {
                format!(
                    "{is} known only as part of “{}”",
                    whole.strip_prefix("part of ").unwrap_or(whole)
                )
            }
            Reason::Vague(wording) if wording.is_empty() => {
                format!("{has} a value too vague to compare")
            }
            Reason::Vague(wording) => format!("{says} only “{wording}”"),
            Reason::Currency(unit) => format!("{is} in {unit} (not converted)"),
            Reason::LargerPlace(place, asked) if place.is_empty() => {
                format!("{is_recorded} only as places that contain {asked}")
            }
            Reason::LargerPlace(place, asked) => {
                format!("{is_recorded} only as {place} (which contains {asked})")
            }
            Reason::Unplaced(place, asked) if place.is_empty() => {
                format!("{is_in} places that may or may not be in {asked}")
            }
            Reason::Unplaced(place, asked) => {
                format!("{is_in} {place} (which may or may not be in {asked})")
            }
            Reason::Absent(kind, path, _) => {
                let kind_of = plan.catalog.kind(kind);
                let field = kind_of.map_or(path.as_str(), |kind| missing_in(kind, path));
                format!("{is} {} {kind} (which has no `{field}`)", article_for(kind))
            }
            Reason::Item(one, why) => {
                format!("{has} {} {one} {}", article_for(one), ITEM.of_reasons(why, plan))
            }
            Reason::Unnamed => format!("{is} not named"),
            Reason::OpenList(many) => format!("{has} an incomplete list of {many}"),
            Reason::Disputed(field) => format!("{has} competing values of {field}"),
            Reason::Items(written) => format!("{leaves} `{written}` open"),
        })
    }
}
