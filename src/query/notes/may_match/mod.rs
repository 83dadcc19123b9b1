//! Rows that the record leaves open: those that may match, and why (`may-match`), and those that can't be tested because they
//! lead to things of a kind without the field (`no-such-field`).

mod outcome;
mod reason;

use std::cmp::Reverse;

use anyhow::Result;

use self::outcome::{Outcome, ReadRows, outcomes_of_rows};
use self::reason::{Counted, Openness, Reason, ReasonCounts, missing_in, sentence, sorted};
use super::{Answer, Remark, Rule, counted};
use crate::catalog::Kind;
use crate::catalog::graph::only_edge_to_field;
use crate::query::diagnostic::Limit;
use crate::query::facts::Facts;
use crate::query::plan::Plan;
use crate::query::sql;
use crate::text::{article, list_or, plural};

pub(super) const RULE: Rule = Rule { codes: &["may-match", "no-such-field"], notes };

/// The rows that a condition leaves open.
#[derive(Debug, Default)]
pub struct OpenRows {
    /// Rows that may match, by their reasons; no reasons where there are too many tests to explain.
    reasons: Vec<Counted>,
    /// Rows that can't be tested.
    untestable: Vec<Untestable>,
}

/// Rows that lead to things of a kind without the field asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Untestable {
    rows: u64,
    /// The kind, for one and for many.
    nouns: (String, String),
    /// The path to the things.
    path: String,
    /// The field they don't have.
    field: String,
    /// The same condition on what leads on from them.
    instead: Option<String>,
}

impl OpenRows {
    /// Finds the rows that the condition of a query leaves open.
    ///
    /// # Errors
    ///
    /// A statement that fails or is interrupted.
    pub fn of(plan: &Plan<'_>, facts: &dyn Facts) -> Result<Self> {
        match outcomes_of_rows(plan, ReadRows::Open) {
            Some(statement) => Ok(Self::read(plan, facts.tally(&statement)?)?.1),
            None => Ok(Self::default()),
        }
    }

    /// Counts the rows of a query without its `limit`, and finds those that its condition leaves open in the same reading of the
    /// table.
    ///
    /// # Errors
    ///
    /// A statement that fails or is interrupted.
    pub fn beside_count(plan: &Plan<'_>, facts: &dyn Facts) -> Result<(u64, Self)> {
        match outcomes_of_rows(plan, ReadRows::Possible) {
            Some(statement) => Self::read(plan, facts.tally(&statement)?),
            None => Ok((facts.count(&sql::count(plan))?, Self::default())),
        }
    }

    /// Reads how many rows certainly match, and why others are open.
    fn read(plan: &Plan<'_>, outcomes: Vec<(Option<String>, u64)>) -> Result<(u64, Self)> {
        let mut open = Self::default();
        let mut certain = 0;
        let mut reasons = ReasonCounts::default();
        for (tests, rows) in outcomes {
            let (Some(tests), Some(filter)) = (tests, &plan.filter) else {
                certain += rows;
                continue;
            };
            let tests: Vec<Outcome> = serde_json::from_str(&tests)?;
            let why = match Openness::of(filter, &mut tests.iter(), false) {
                Openness::Open(why) if !tests.is_empty() => why,
                _ => vec![],
            };
            match why.first() {
                Some(Reason::Absent(kind, path, written)) => {
                    open.untestable.extend(Untestable::new(plan, (kind, path, written), rows));
                }
                _ => reasons.add(rows, sorted(why)),
            }
        }
        open.reasons = reasons.counted();
        open.merge_untestable();
        Ok((certain, open))
    }

    /// Returns the number of rows that may match.
    pub fn may_match(&self) -> u64 {
        self.reasons.iter().map(|(rows, _)| rows).sum()
    }

    /// Returns the number of rows that can't be tested.
    pub fn untestable(&self) -> u64 {
        self.untestable.iter().map(|of| of.rows).sum()
    }

    /// Adds up the rows that are alike, and puts the most frequent first.
    fn merge_untestable(&mut self) {
        let mut merged: Vec<Untestable> = Vec::new();
        for one in std::mem::take(&mut self.untestable) {
            let same =
                |known: &&mut Untestable| Untestable { rows: one.rows, ..(**known).clone() } == one;
            match merged.iter_mut().find(same) {
                Some(known) => known.rows += one.rows,
                None => merged.push(one),
            }
        }
        merged.sort_by_key(|of| (of.path.clone(), of.field.clone(), Reverse(of.rows)));
        self.untestable = merged;
    }
}

fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let more = answer.stats.rows > 0;
    let may_match = may_match(answer, more);
    let untestable = untestable(&answer.open, more || may_match.is_some());
    Ok(may_match.into_iter().chain(untestable).collect())
}

/// Returns the note `13 more may match: …; `where possibly (…)` shows them.`
fn may_match(answer: &Answer<'_, '_>, more: bool) -> Option<Remark> {
    let open = answer.open.may_match();
    let mut explained = answer.open.reasons.clone();
    explained.retain(|(_, why)| !why.is_empty());
    let why = if explained.is_empty() {
        String::new()
    } else {
        format!(": {}", sentence(answer.plan, &explained))
    };
    let tests = answer.plan.tests();
    let written = tests.first().map(|test| &test.text);
    let them = plural(open, "it", "them");
    // What was looked for is elsewhere: the rows that may match aren't worth a look.
    let hint = match (&answer.near, tests.iter().all(|test| Some(&test.text) == written)) {
        (Some(_), _) => String::new(),
        (None, true) => format!("; `where possibly …` shows {them}"),
        (None, false) => format!("; `where possibly (…)` shows {them}"),
    };
    let more = if more { " more" } else { "" };
    (open > 0).then(|| counted("may-match", open, format!("{open}{more} may match{why}{hint}.")))
}

/// Returns the note `2 more can't be tested: their `owner` is a place, which has no `listed`; `possibly` shows them too.`
fn untestable(open: &OpenRows, more: bool) -> Option<Remark> {
    let (rows, kinds) = (open.untestable(), &open.untestable);
    let their = plural(rows, "its", "their");
    let of_field = |a: &Untestable, b: &Untestable| (&a.path, &a.field) == (&b.path, &b.field);
    let mut parts: Vec<String> = Vec::new();
    for alike in kinds.chunk_by(of_field) {
        let Some(Untestable { path, field, .. }) = alike.first() else { continue };
        let is = alike.iter().map(|Untestable { rows: n, nouns: (one, _), .. }| match *n {
            n if n == rows => format!("{} {one}", article(one)),
            n => format!("{} {one} ({n})", article(one)),
        });
        let is = list_or(&is.collect::<Vec<_>>());
        let which_has = if alike.len() == 1 { ", which has" } else { ", and those have" };
        parts.push(format!("{their} `{path}` is {is}{which_has} no `{field}`"));
    }
    for Untestable { nouns: (_, many), instead, .. } in kinds {
        parts.extend(instead.as_ref().map(|it| format!("use `where {it}` for {many}")));
    }
    if kinds.iter().all(|of| of.instead.is_none()) {
        parts.push(format!("`possibly` shows {} too", plural(rows, "it", "them")));
    }
    let more = if more { " more" } else { "" };
    let text = format!("{rows}{more} can't be tested: {}.", parts.join("; "));
    (rows > 0).then(|| counted("no-such-field", rows, text))
}

impl Untestable {
    /// Describes rows that a path leads from to things of a kind; `None` means that the catalog has no such kind.
    fn new(plan: &Plan<'_>, (kind, path, written): (&str, &str, &str), rows: u64) -> Option<Self> {
        let kind = plan.catalog.kind(kind)?;
        let field = missing_in(kind, path);
        let before = path.split_once(&format!(".{field}")).map_or(path, |(before, _)| before);
        let instead = path_on(plan, kind, path, field)
            .and_then(|longer| Some(format!("{longer}{}", written.strip_prefix(path)?)));
        let nouns = (kind.name.clone(), kind.plural.clone());
        Some(Self { rows, nouns, path: before.to_owned(), field: field.to_owned(), instead })
    }
}

/// Returns the path with the one step from things of a kind to things that have the field, if there is only one.
fn path_on(plan: &Plan<'_>, kind: &Kind, path: &str, field: &str) -> Option<String> {
    let edge = only_edge_to_field(plan.catalog, kind, field)?;
    let (before, after) = path.split_once(&format!(".{field}"))?;
    let longer = format!("{before}.{}.{field}{after}", edge.path());
    (longer.split('.').count() <= Limit::PATH).then_some(longer)
}
