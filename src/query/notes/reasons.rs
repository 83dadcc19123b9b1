//! Why rows are open: from the codes of every test (`sql::open`) to reasons, and from those to the notes.

use std::cmp::Reverse;

use super::lacking::{Lacking, lack};
use super::words::{Reason, sentence};
use super::{Hint, NAMED, Note};
use crate::query::plan::{Cond, Plan, Test, TypedPredicate};
use crate::text::list_or;

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
    let said = filter.tests().first().map(|test| test.text.clone());
    let several = filter.tests().iter().any(|test| Some(&test.text) != said.as_ref());
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
        Some('A') => Reason::Without(detail, test.path.text.clone(), test.text.clone()),
        Some('O') => Reason::NotAll(detail),
        Some('U') => Reason::Unrecorded(detail),
        Some('L') => of_item(test, &detail).unwrap_or_else(|| Reason::Items(test.text.clone())),
        Some('Q') => of_items(test, &detail).unwrap_or_else(|| Reason::Items(test.text.clone())),
        _ => Reason::Items(test.text.clone()),
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
    let TypedPredicate::Quantified(_, Some(conds)) = &test.check else { return None };
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
        TypedPredicate::Within(places) => {
            list_or(&places.iter().map(|place| place.name.clone()).collect::<Vec<_>>())
        }
        _ => String::new(),
    }
}
