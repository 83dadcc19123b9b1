//! Why rows are open: from the codes of every test (`sql::open`) to a sentence.

use std::cmp::Reverse;
use std::fmt::{self, Formatter};

use super::{Hint, Lacking, NAMED, Note};
use crate::catalog::{Kind, UNIVERSAL};
use crate::query::diagnostic::Limit;
use crate::query::plan::{Check, Cond, Plan, Test};
use crate::query::resolve::ways::{Rank, Way, ways};
use crate::text::{article, list_and, list_or};

/// The reasons why rows are open, from the codes of every test (see `sql::open`) and how many rows share them; `more`: beside
/// rows that certainly match. Rows of which the question does not arise are told apart.
pub fn may_match(plan: &Plan<'_>, groups: &[(Vec<String>, u64)], more: bool) -> Vec<Note> {
    let Some(filter) = plan.filter.as_ref() else { return vec![] };
    let mut reasons: Vec<(u64, Vec<Reason>)> = Vec::new();
    let mut lacking: Vec<Lacking> = Vec::new();
    let mut open = 0;
    for (codes, n) in groups {
        let mut why = match openness(filter, &mut codes.iter(), false) {
            Openness::Open(why) if !codes.is_empty() => why,
            _ => vec![],
        };
        if let Some(Reason::Without(kind, path, said)) = why.first() {
            lack(plan, &mut lacking, (kind, path, said), *n);
            continue;
        }
        open += n;
        why.sort();
        why.dedup();
        match reasons.iter_mut().find(|(_, known)| *known == why) {
            _ if why.is_empty() => {}
            Some((count, _)) => *count += n,
            None => reasons.push((*n, why)),
        }
    }
    lacking.sort_by_key(|kind| (kind.path.clone(), kind.field.clone(), Reverse(kind.rows)));
    let said = filter.tests().first().map(|test| test.said.clone());
    let several = filter.tests().iter().any(|test| Some(&test.said) != said.as_ref());
    let hint = if several { Hint::Around } else { Hint::Before };
    let reasons = sentences(plan, reasons);
    let open = (open > 0).then_some(Note::MayMatch { open, more, hint, reasons });
    let more = more || open.is_some();
    open.into_iter()
        .chain((!lacking.is_empty()).then_some(Note::Lacking { more, kinds: lacking }))
        .collect()
}

/// The most frequent reasons, told.
fn sentences(plan: &Plan<'_>, mut reasons: Vec<(u64, Vec<Reason>)>) -> Vec<(u64, String)> {
    if reasons.len() > NAMED {
        reasons = alike(reasons);
    }
    reasons.sort_by_key(|(n, _)| Reverse(*n));
    if let [(n, why)] = reasons.as_slice() {
        let subject = if *n == 1 { "it" } else { "they" };
        return vec![(*n, sentence(subject, *n, why, plan))];
    }
    let told = reasons.iter().take(NAMED);
    let mut sentences: Vec<(u64, String)> =
        told.map(|(n, why)| (*n, sentence(&n.to_string(), *n, why, plan))).collect();
    let others: u64 = reasons.iter().skip(NAMED).map(|(n, _)| n).sum();
    if others > 0 {
        sentences.push((others, format!("{others} for other reasons")));
    }
    sentences
}

/// Counts rows of which what is asked cannot be told, with the field that things of such a kind do not have.
fn lack(plan: &Plan<'_>, lacking: &mut Vec<Lacking>, reason: (&str, &str, &str), rows: u64) {
    let (kind, path, said) = reason;
    let Some(kind) = plan.catalog.kind(kind) else { return };
    let field = lacks(kind, path);
    let instead = way_on(plan, kind, path, field)
        .and_then(|way| Some(format!("{way}{}", said.strip_prefix(path)?)));
    let (one, many) = (kind.name.clone(), kind.plural.clone());
    let before = path.split_once(&format!(".{field}")).map_or(path, |(before, _)| before);
    let (path, field) = (before.to_owned(), field.to_owned());
    let found = Lacking { rows, one, many, path, field, instead };
    let same = |known: &&mut Lacking| Lacking { rows, ..(**known).clone() } == found;
    match lacking.iter_mut().find(same) {
        Some(known) => known.rows += rows,
        None => lacking.push(found),
    }
}

/// "For 19 the question does not arise: `speaker` is a source (16) or a place (3), which has no `role`."
pub(super) fn lacking(f: &mut Formatter<'_>, more: bool, kinds: &[Lacking]) -> fmt::Result {
    let total: u64 = kinds.iter().map(|kind| kind.rows).sum();
    let more = if more { " more" } else { "" };
    let of_field = |a: &Lacking, b: &Lacking| (&a.path, &a.field) == (&b.path, &b.field);
    let told = kinds.chunk_by(of_field).filter_map(|alike| {
        let Lacking { path, field, .. } = alike.first()?;
        let is = alike.iter().map(|Lacking { rows, one, .. }| match rows {
            rows if *rows == total => format!("{} {one}", article(one)),
            rows => format!("{} {one} ({rows})", article(one)),
        });
        let is = list_or(&is.collect::<Vec<_>>());
        Some(format!("`{path}` is {is}, which has no `{field}`"))
    });
    let asks = kinds.iter().filter_map(|Lacking { many, instead, .. }| {
        instead.as_ref().map(|instead| format!("`where {instead}` asks it of {many}"))
    });
    let told: Vec<String> = told.chain(asks).collect();
    write!(f, "For {total}{more} the question does not arise: {}.", told.join("; "))
}

/// The first name of a path that things of a kind do not have.
fn lacks<'a>(kind: &Kind, path: &'a str) -> &'a str {
    let last = path.rsplit('.').next().unwrap_or_default();
    path.split('.').skip(1).find(|name| !knows(kind, name)).unwrap_or(last)
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
    fn without_detail(self) -> Self {
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

/// Whether a condition is settled for a row; if not, by which reasons.
enum Openness {
    True,
    False,
    Open(Vec<Reason>),
}

/// `and`, `or`, `not`, `possibly` over tests whose codes are taken in the order written.
fn openness(cond: &Cond<'_>, codes: &mut std::slice::Iter<'_, String>, negated: bool) -> Openness {
    match cond {
        Cond::All(parts) => combined(parts, codes, (false, negated)),
        Cond::Any(parts) => combined(parts, codes, (true, negated)),
        Cond::Not(inner) => match openness(inner, codes, !negated) {
            Openness::True => Openness::False,
            Openness::False => Openness::True,
            open @ Openness::Open(_) => open,
        },
        Cond::Possibly(inner) => match openness(inner, codes, negated) {
            Openness::Open(_) => Openness::True,
            settled => settled,
        },
        Cond::Test(test) => codes.next().map_or(Openness::True, |code| of_code(test, code)),
    }
}

/// Parts of which one settles all: a false one of a conjunction, a true one of a disjunction. So does one of which the
/// question does not arise, in a conjunction; in a disjunction the others are then all there is.
fn combined(
    parts: &[Cond<'_>],
    codes: &mut std::slice::Iter<'_, String>,
    (any, negated): (bool, bool),
) -> Openness {
    let mut why = Vec::new();
    let mut settled = false;
    for part in parts {
        match openness(part, codes, negated) {
            Openness::True => settled |= any,
            Openness::False => settled |= !any,
            Openness::Open(reasons) => why.extend(reasons),
        }
    }
    let lacks = |reason: &Reason| matches!(reason, Reason::Without(..));
    if why.iter().any(lacks) && !why.iter().all(lacks) {
        why.retain(|reason| lacks(reason) == (any == negated));
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
    Openness::Open(vec![match letter {
        Some('T') => return Openness::True,
        Some('F') => return Openness::False,
        Some('P') => Reason::PartOf(detail.strip_prefix("part of ").unwrap_or(&detail).to_owned()),
        Some('W') => Reason::Vague(detail),
        Some('C') => Reason::OtherUnit(detail),
        Some('I') => Reason::Around(detail, asked_place(test)),
        Some('S') => Reason::Unplaced(detail, asked_place(test)),
        Some('A') => Reason::Without(detail, test.path.text.clone(), test.said.clone()),
        Some('O') => Reason::NotAll(detail),
        Some('U') => Reason::Unrecorded(detail),
        Some('L') => of_item(test, &detail).unwrap_or_else(|| Reason::Items(test.said.clone())),
        Some('Q') => of_items(test, &detail).unwrap_or_else(|| Reason::Items(test.said.clone())),
        _ => Reason::Items(test.said.clone()),
    }])
}

/// The item of a link that a path passes.
fn of_item(test: &Test<'_>, detail: &str) -> Option<Reason> {
    let mut parts = detail.splitn(3, ' ');
    let (one, to, code) = (parts.next()?, parts.next()?, parts.next()?);
    let Openness::Open(why) = of_code(test, code) else { return None };
    (!code.is_empty()).then(|| item(one, to, why))
}

/// The item of a link that a condition in parentheses is asked of.
fn of_items(test: &Test<'_>, detail: &str) -> Option<Reason> {
    let Check::Items(_, Some(conds)) = &test.check else { return None };
    let codes: Vec<String> = serde_json::from_str(detail).ok()?;
    let [one, to, via, codes @ ..] = codes.as_slice() else { return None };
    let (_, cond) = conds.iter().find(|(kind, _)| kind.name == *via)?;
    match openness(cond, &mut codes.iter(), false) {
        Openness::Open(why) => Some(item(one, to, why)),
        _ => None,
    }
}

fn item(one: &str, to: &str, why: Vec<Reason>) -> Reason {
    let named = |reason| match reason {
        Reason::Unrecorded(field) if field == to => Reason::Unnamed,
        Reason::Unrecorded(field) => {
            let inner = field.strip_prefix(to).and_then(|rest| rest.strip_prefix('.'));
            Reason::Unrecorded(inner.unwrap_or(&field).to_owned())
        }
        reason => reason,
    };
    let mut why: Vec<Reason> = why.into_iter().map(named).collect();
    why.sort();
    why.dedup();
    Reason::Item(one.to_owned(), why)
}

fn asked_place(test: &Test<'_>) -> String {
    match &test.check {
        Check::Within(places) => {
            list_or(&places.iter().map(|place| place.name.clone()).collect::<Vec<_>>())
        }
        _ => String::new(),
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
fn sentence(subject: &str, n: u64, why: &[Reason], plan: &Plan<'_>) -> String {
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
