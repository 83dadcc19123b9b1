//! What accompanies an answer (language.md §5): one sentence each, never among the rows.
//!
//! Here are the sentences and the reasoning behind them; the numbers come from statements of [`super::sql`] that
//! `session` runs.

use std::fmt::{self, Display, Formatter};

use super::plan::{Check, Cond, Plan, Test, Way};
use super::resolve::Matched;
use crate::catalog::Kind;
use crate::text::{count, list_and};

/// Something to know about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Nothing certainly matches. What each part of the condition matches alone.
    NoRows {
        /// What was looked for, for one.
        noun: String,
        /// Whether something may match.
        open: bool,
        /// Each part, how many it matches alone, and the largest value there is.
        alone: Vec<(String, u64, Option<String>)>,
    },
    /// Rows the record leaves open, and why.
    MayMatch {
        /// How many.
        open: u64,
        /// Whether there are certain ones beside them.
        more: bool,
        /// Why, the most frequent reason first.
        reasons: Vec<(u64, String)>,
    },
    /// A bare amount was compared in the unit of each row.
    OwnUnit {
        /// For one row: `project`.
        noun: String,
        /// The tests as written.
        said: String,
        /// Units are currencies.
        money: bool,
        /// The units met, with how many rows have each.
        units: Vec<(String, u64)>,
    },
    /// `about` was used.
    About,
    /// A name means several things; all were used.
    Several(Matched),
    /// A place was named exactly, and others lie within it.
    Within {
        /// The test as written.
        said: String,
        /// The same with `within`.
        instead: String,
        /// How many more that finds.
        more: u64,
    },
    /// Dates of the answer that no source states.
    Inferred {
        /// The field.
        field: String,
        /// The value, why it is concluded, and how many rows have it.
        values: Vec<(String, String, u64)>,
    },
    /// Things are in more than one group.
    Overlap {
        /// How many are.
        several: u64,
        /// Of how many.
        all: u64,
        /// What they are.
        kind: String,
    },
    /// So many parts are not added to their whole.
    Parts(u64),
    /// An item's not being recorded decided something.
    AsRecorded,
    /// Two tests of one link may be met by different items.
    Independent {
        /// The tests as written.
        tests: Vec<String>,
        /// One item for both.
        tied: String,
    },
    /// Amounts of several units were ordered within each.
    OrderedWithin(Vec<String>),
}

/// How much of a reason is told, in characters.
const REASON: usize = 90;

/// How many values of a kind are named before the rest is counted.
const NAMED: usize = 4;

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRows { noun, open, alone } => no_rows(f, noun, *open, alone),
            Self::MayMatch { open, more, reasons } => {
                let more = if *more { " more" } else { "" };
                let reasons: Vec<&str> =
                    reasons.iter().map(|(_, reason)| reason.as_str()).collect();
                write!(
                    f,
                    "{open}{more} may match: {}. Add `possibly` to see them.",
                    reasons.join(", ")
                )
            }
            Self::OwnUnit { noun, said, money, units } => {
                let word = if *money { "currency" } else { "unit" };
                let units: Vec<String> =
                    units.iter().map(|(unit, n)| format!("{n} in {unit}")).collect();
                write!(
                    f,
                    "`{said}` was compared in each {noun}'s own {word}: {}.",
                    units.join(", ")
                )
            }
            Self::About => f.write_str("`about` means within 10 %."),
            Self::Several(matched) => {
                let things: Vec<String> = matched
                    .things
                    .iter()
                    .map(|thing| format!("@{} ({}, {})", thing.slug, thing.name, thing.kind))
                    .collect();
                let (typed, n) = (&matched.typed, things.len());
                write!(f, "“{typed}” names {n} things; all were used: {}.", list_and(&things))
            }
            Self::Within { said, instead, more } => {
                write!(f, "`{said}` is that place exactly; `{instead}` finds {more} more.")
            }
            Self::Inferred { field, values } => inferred(f, field, values),
            Self::Overlap { several, all, kind } => {
                let are = if *several == 1 { "is" } else { "are" };
                write!(f, "{several} of the {all} {kind} {are} in more than one group.")
            }
            Self::AsRecorded => f.write_str("As recorded: the sources need not list all."),
            Self::Independent { tests, tied } => {
                let tests: Vec<String> = tests.iter().map(|test| format!("`{test}`")).collect();
                write!(
                    f,
                    "{} may be met by different ones; for one that meets all write `{tied}`.",
                    list_and(&tests)
                )
            }
            Self::Parts(1) => f.write_str("1 part is not added to its whole."),
            Self::Parts(n) => write!(f, "{n} parts are not added to their whole."),
            Self::OrderedWithin(units) => {
                write!(
                    f,
                    "Amounts in {} are ordered within each; they are not converted.",
                    list_and(units)
                )
            }
        }
    }
}

fn no_rows(
    f: &mut Formatter<'_>,
    noun: &str,
    open: bool,
    alone: &[(String, u64, Option<String>)],
) -> fmt::Result {
    let certainly = if open { " certainly" } else { "" };
    write!(f, "No {noun}{certainly} matches.")?;
    let largest = |l: &Option<String>| {
        l.as_ref().map(|l| format!(" (the largest is {l})")).unwrap_or_default()
    };
    match alone {
        [] | [(_, _, None)] => Ok(()),
        [(_, _, Some(value))] => write!(f, " The largest is {value}."),
        several => {
            let parts: Vec<String> = several
                .iter()
                .map(|(part, n, most)| format!("`{part}` matches {n}{}", largest(most)))
                .collect();
            write!(f, " Alone, {}.", list_and(&parts))
        }
    }
}

fn inferred(f: &mut Formatter<'_>, field: &str, values: &[(String, String, u64)]) -> fmt::Result {
    let total: u64 = values.iter().map(|(_, _, n)| n).sum();
    let (dates, are) = if total == 1 { ("", "is") } else { ("s", "are") };
    let brief = |why: &str| match why.char_indices().nth(REASON) {
        Some((end, _)) => format!("{} …", why.get(..end).unwrap_or_default().trim_end()),
        None => why.trim_end_matches('.').to_owned(),
    };
    let told = values.iter().take(NAMED);
    let named: Vec<String> =
        told.map(|(value, why, _)| format!("{value} ({})", brief(why))).collect();
    let rest = if values.len() > NAMED { "; …" } else { "" };
    write!(f, "{total} `{field}` value{dates} here {are} inferred: {}{rest}.", named.join("; "))
}

/// The reasons why rows are open, from the codes of every test (see `sql::open`) and how many rows share them.
pub fn may_match(plan: &Plan<'_>, groups: &[(Vec<String>, u64)], more: bool) -> Option<Note> {
    let filter = plan.filter.as_ref()?;
    let mut reasons: Vec<(u64, Vec<Reason>)> = Vec::new();
    let mut open = 0;
    for (codes, n) in groups {
        open += n;
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
    if let [(n, why)] = reasons.as_slice() {
        let subject = if *n == 1 { "it" } else { "they" };
        let only = (*n, sentence(subject, *n, why, plan));
        return Some(Note::MayMatch { open, more, reasons: vec![only] });
    }
    let told = reasons.iter().take(NAMED);
    let mut sentences: Vec<(u64, String)> =
        told.map(|(n, why)| (*n, sentence(&n.to_string(), *n, why, plan))).collect();
    let others: u64 = reasons.iter().skip(NAMED).map(|(n, _)| n).sum();
    if others > 0 {
        sentences.push((others, format!("{others} for several reasons at once")));
    }
    Some(Note::MayMatch { open, more, reasons: sentences })
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
    /// A place of which it is not known: its name.
    Unplaced(String),
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
            Self::Unplaced(_) => Self::Unplaced(String::new()),
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
        Some('S') => Reason::Unplaced(detail),
        Some('A') => Reason::Without(detail, path),
        Some('L') => Reason::Items(test.said.clone()),
        _ => Reason::Unrecorded(path),
    }])
}

fn asked_place(test: &Test<'_>) -> String {
    match &test.check {
        Check::Within(places) => {
            list_and(&places.iter().map(|place| place.name.clone()).collect::<Vec<_>>())
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
            Reason::Unplaced(place) if place.is_empty() => {
                format!("{is} in places of which it is not known")
            }
            Reason::PartOf(whole) => format!("{is} part of “{whole}”"),
            Reason::Vague(wording) => format!("{says} only “{wording}”"),
            Reason::OtherUnit(unit) => format!("{is} in {unit}, which is not converted"),
            Reason::Items(said) => format!("{leaves} `{said}` open"),
            Reason::Around(place, asked) => {
                format!("{is} recorded only as {place}, which contains {asked}")
            }
            Reason::Unplaced(place) => format!("{is} in {place}, of which it is not known"),
            Reason::Without(kind, path) => {
                let kind = plan
                    .catalog
                    .kind(kind)
                    .map_or(kind.as_str(), |kind: &Kind| kind.plural.as_str());
                let field = path.rsplit('.').next().unwrap_or_default();
                format!("{is} among {kind}, which have no `{field}`")
            }
        });
    }
    format!("{subject} {}", parts.join(" and "))
}

/// "1 project", for the footer of counts.
pub fn counted(n: u64, kind: &Kind) -> String {
    count(n, &kind.name, &kind.plural)
}

/// Tests in one conjunction that pass the same link without a quantifier to tie them.
pub fn independent(cond: &Cond<'_>) -> Vec<Note> {
    let parts = match cond {
        Cond::All(parts) => parts,
        Cond::Any(parts) => return parts.iter().flat_map(independent).collect(),
        Cond::Not(inner) | Cond::Possibly(inner) => return independent(inner),
        Cond::Test(_) => return vec![],
    };
    let mut notes: Vec<Note> = parts.iter().flat_map(independent).collect();
    let mut links: Vec<(&str, &str, Vec<&Test<'_>>)> = Vec::new();
    for part in parts {
        let Cond::Test(test) = part else { continue };
        let (Way::Items(items), Some((word, _))) = (&test.path.way, test.path.text.split_once('.'))
        else {
            continue;
        };
        match links.iter_mut().find(|(name, ..)| *name == items.link.name) {
            Some((_, _, tests)) => tests.push(test),
            None => links.push((items.link.name.as_str(), word, vec![test])),
        }
    }
    for (_, word, tests) in links {
        let said: Vec<String> = tests.iter().map(|test| test.said.clone()).collect();
        let mut inner: Vec<&str> =
            said.iter().filter_map(|test| test.split_once('.').map(|(_, rest)| rest)).collect();
        inner.dedup();
        if inner.len() > 1 {
            notes.push(Note::Independent {
                tied: format!("any {word} ({})", inner.join(" and ")),
                tests: said,
            });
        }
    }
    notes
}
