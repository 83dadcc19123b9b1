//! Why rows are open: from the codes of every test (`sql::open`) to a sentence.

use super::{Hint, NAMED, Note};
use crate::catalog::{Kind, UNIVERSAL};
use crate::query::diagnostic::Limit;
use crate::query::plan::{Check, Cond, Plan, Test};
use crate::query::resolve::ways::{Rank, Way, ways};
use crate::text::{list_and, list_or};

/// The reasons why rows are open, from the codes of every test (see `sql::open`) and how many rows share them.
pub fn may_match(plan: &Plan<'_>, groups: &[(Vec<String>, u64)], more: bool) -> Option<Note> {
    let filter = plan.filter.as_ref()?;
    let mut reasons: Vec<(u64, Vec<Reason>)> = Vec::new();
    let mut open = 0;
    for (codes, n) in groups {
        open += n;
        if codes.is_empty() {
            continue;
        }
        let mut codes = codes.iter();
        let Openness::Open(mut why) = openness(filter, &mut codes) else { continue };
        why.sort();
        why.dedup();
        match reasons.iter_mut().find(|(_, known)| *known == why) {
            Some((count, _)) => *count += n,
            None => reasons.push((*n, why)),
        }
    }
    if open == 0 {
        return None;
    }
    if reasons.len() > NAMED {
        reasons = alike(reasons);
    }
    reasons.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    // What has no such field is not to be found among what has.
    let lacks = |why: &[Reason]| why.iter().any(|reason| matches!(reason, Reason::Without(..)));
    let said = filter.tests().first().map(|test| test.said.clone());
    let several = filter.tests().iter().any(|test| Some(&test.said) != said.as_ref());
    let hint = match several {
        _ if reasons.iter().all(|(_, why)| lacks(why)) => Hint::Nothing,
        true => Hint::Around,
        false => Hint::Before,
    };
    if let [(n, why)] = reasons.as_slice() {
        let subject = if *n == 1 { "it" } else { "they" };
        let only = (*n, sentence(subject, *n, why, plan));
        return Some(Note::MayMatch { open, more, hint, reasons: vec![only] });
    }
    let told = reasons.iter().take(NAMED);
    let mut sentences: Vec<(u64, String)> =
        told.map(|(n, why)| (*n, sentence(&n.to_string(), *n, why, plan))).collect();
    let others: u64 = reasons.iter().skip(NAMED).map(|(n, _)| n).sum();
    if others > 0 {
        sentences.push((others, format!("{others} for other reasons")));
    }
    Some(Note::MayMatch { open, more, hint, reasons: sentences })
}

/// Many reasons told as few: those of one sort together, without their details.
fn alike(reasons: Vec<(u64, Vec<Reason>)>) -> Vec<(u64, Vec<Reason>)> {
    let mut merged: Vec<(u64, Vec<Reason>)> = Vec::new();
    for (n, why) in reasons {
        let mut why: Vec<Reason> = why.into_iter().map(Reason::without_detail).collect();
        why.sort();
        why.dedup();
        match merged.iter_mut().find(|(_, known)| *known == why) {
            Some((count, _)) => *count += n,
            None => merged.push((n, why)),
        }
    }
    merged
}

/// Why one test leaves a row open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
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
    /// A thing of a kind without the field: the kind, the field.
    Without(String, String),
    /// Items of a link: the test as written.
    Items(String),
}

impl Reason {
    /// The same sort of reason, without the value.
    fn without_detail(self) -> Self {
        match self {
            Self::PartOf(_) => Self::PartOf(String::new()),
            Self::Vague(_) => Self::Vague(String::new()),
            Self::Around(_, asked) => Self::Around(String::new(), asked),
            Self::Unplaced(_, asked) => Self::Unplaced(String::new(), asked),
            other => other,
        }
    }
}

/// Whether a condition is settled for a row; if not, by which reasons.
enum Openness {
    True,
    False,
    Open(Vec<Reason>),
}

/// `and`, `or`, `not`, `possibly` over tests whose codes are taken in the order written.
fn openness<'a>(cond: &Cond<'_>, codes: &mut impl Iterator<Item = &'a String>) -> Openness {
    match cond {
        Cond::All(parts) => combined(parts, codes, false),
        Cond::Any(parts) => combined(parts, codes, true),
        Cond::Not(inner) => match openness(inner, codes) {
            Openness::True => Openness::False,
            Openness::False => Openness::True,
            open @ Openness::Open(_) => open,
        },
        Cond::Possibly(inner) => match openness(inner, codes) {
            Openness::Open(_) => Openness::True,
            settled => settled,
        },
        Cond::Test(test) => codes.next().map_or(Openness::True, |code| of_code(test, code)),
    }
}

/// Parts of which one settles all: a false one of a conjunction, a true one of a disjunction.
fn combined<'a>(
    parts: &[Cond<'_>],
    codes: &mut impl Iterator<Item = &'a String>,
    any: bool,
) -> Openness {
    let mut why = Vec::new();
    let mut settled = false;
    for part in parts {
        match openness(part, codes) {
            Openness::True => settled |= any,
            Openness::False => settled |= !any,
            Openness::Open(reasons) => why.extend(reasons),
        }
    }
    match (settled, why.is_empty()) {
        (false, false) => Openness::Open(why),
        _ if settled == any => Openness::True,
        _ => Openness::False,
    }
}

fn of_code(test: &Test<'_>, code: &str) -> Openness {
    let mut chars = code.chars();
    let letter = chars.next();
    let detail = chars.as_str().to_owned();
    let path = test.path.text.clone();
    Openness::Open(vec![match letter {
        Some('T') => return Openness::True,
        Some('F') => return Openness::False,
        Some('P') => Reason::PartOf(detail.strip_prefix("part of ").unwrap_or(&detail).to_owned()),
        Some('W') => Reason::Vague(detail),
        Some('C') => Reason::OtherUnit(detail),
        Some('I') => Reason::Around(detail, asked_place(test)),
        Some('S') => Reason::Unplaced(detail, asked_place(test)),
        Some('A') => Reason::Without(detail, path),
        Some('L') => Reason::Items(test.said.clone()),
        _ => Reason::Unrecorded(path),
    }])
}

fn asked_place(test: &Test<'_>) -> String {
    match &test.check {
        Check::Within(places) => {
            list_or(&places.iter().map(|place| place.name.clone()).collect::<Vec<_>>())
        }
        _ => String::new(),
    }
}

/// "10 are part of “about 42.7bn CNY”", "1 has neither city nor investment recorded".
fn sentence(subject: &str, n: u64, why: &[Reason], plan: &Plan<'_>) -> String {
    let (is, has, says, leaves) =
        if n == 1 { ("is", "has", "says", "leaves") } else { ("are", "have", "say", "leave") };
    let unrecorded: Vec<String> = why
        .iter()
        .filter_map(|r| if let Reason::Unrecorded(f) = r { Some(f.clone()) } else { None })
        .collect();
    let mut parts = Vec::new();
    match unrecorded.as_slice() {
        [] => {}
        [field] => parts.push(format!("{has} no {field} recorded")),
        [a, b] => parts.push(format!("{has} neither {a} nor {b} recorded")),
        several => parts.push(format!("{has} none of {} recorded", list_and(several))),
    }
    for reason in why {
        parts.push(match reason {
            Reason::Unrecorded(_) => continue,
            Reason::PartOf(whole) if whole.is_empty() => {
                format!("{is} part of a whole with a figure")
            }
            Reason::Vague(wording) if wording.is_empty() => format!("{is} recorded too vaguely"),
            Reason::Around(place, asked) if place.is_empty() => {
                format!("{is} recorded only as places that contain {asked}")
            }
            Reason::Unplaced(place, asked) if place.is_empty() => {
                format!("{is} in places not known to lie in {asked} or elsewhere")
            }
            Reason::PartOf(whole) => format!("{is} part of “{whole}”"),
            Reason::Vague(wording) => format!("{says} only “{wording}”"),
            Reason::OtherUnit(unit) => format!("{is} in {unit}, which is not converted"),
            Reason::Items(said) => format!("{leaves} `{said}` open"),
            Reason::Around(place, asked) => {
                format!("{is} recorded only as {place}, which contains {asked}")
            }
            Reason::Unplaced(place, asked) => {
                format!("{is} in {place}, not known to lie in {asked} or elsewhere")
            }
            Reason::Without(kind, path) => {
                let last = path.rsplit('.').next().unwrap_or_default();
                let Some(kind) = plan.catalog.kind(kind) else { continue };
                let field = path.split('.').skip(1).find(|name| !knows(kind, name)).unwrap_or(last);
                let way = way_on(plan, kind, path, field);
                let way = way.map(|way| format!(" (`{way}` asks for it)")).unwrap_or_default();
                format!("{is} among {}, which have no `{field}`{way}", kind.plural)
            }
        });
    }
    format!("{subject} {}", parts.join(" and "))
}

/// The path with the one step from things of a kind to what has the field, if there is only one.
fn way_on(plan: &Plan<'_>, kind: &Kind, path: &str, field: &str) -> Option<String> {
    let ways = ways(plan.catalog, kind);
    let has = |way: &&Way<'_>| {
        let to = matches!(way.to.as_slice(), [to] if to.field(field).is_some());
        to && way.rank == Rank::Named
    };
    let mut leading = ways.iter().filter(has);
    let (Some(way), None) = (leading.next(), leading.next()) else { return None };
    let (before, after) = path.split_once(&format!(".{field}"))?;
    let longer = format!("{before}.{}.{field}{after}", way.path());
    (longer.split('.').count() <= Limit::PATH).then_some(longer)
}

fn knows(kind: &Kind, name: &str) -> bool {
    UNIVERSAL.contains(&name) || kind.field(name).is_some() || kind.link(name).is_some()
}
