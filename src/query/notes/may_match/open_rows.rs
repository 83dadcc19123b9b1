//! Rows that a condition leaves open, counted by their reasons.

use std::cmp::Reverse;

use anyhow::Result;

use super::openness::Openness;
use super::outcome::Outcome;
use super::outcome_sql::{ReadRows, outcomes_of_rows};
use super::reason::{Counted, Reason, ReasonCounts, missing_in, sort_reasons};
use crate::catalog::Kind;
use crate::catalog::graph::only_edge_to_field;
use crate::query::diagnostic::Limit;
use crate::query::facts::Facts;
use crate::query::plan::Plan;
use crate::query::sql;

/// The rows that a condition leaves open.
#[derive(Debug, Default)]
pub struct OpenRows {
    /// Rows that may match, by their reasons; no reasons where there are too many tests to explain.
    pub(super) reasons: Vec<Counted>,
    /// Rows that can't be tested.
    pub(super) untestable: Vec<Untestable>,
}

/// Rows that lead to things of a kind without the field asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Untestable {
    pub(super) rows: u64,
    /// The kind, for one and for many.
    pub(super) nouns: (String, String),
    /// The path to the things.
    pub(super) path: String,
    /// The field they don't have.
    pub(super) field: String,
    /// The same condition on what leads on from them.
    pub(super) instead: Option<String>,
}

impl OpenRows {
    /// Finds the rows that the condition of a query leaves open.
    ///
    /// # Errors
    ///
    /// A statement that fails or is interrupted.
    pub fn for_plan(plan: &Plan<'_>, facts: &dyn Facts) -> Result<Self> {
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
            None => Ok((facts.select_number(&sql::count_all_rows(plan))?, Self::default())),
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
            let why = match Openness::of_cond(filter, &mut tests.iter(), false) {
                Openness::Open(why) if !tests.is_empty() => why,
                _ => vec![],
            };
            match why.first() {
                Some(Reason::Absent(kind, path, written)) => {
                    open.untestable.extend(Untestable::new(plan, (kind, path, written), rows));
                }
                _ => reasons.add(rows, sort_reasons(why)),
            }
        }
        open.reasons = reasons.into_counts();
        open.merge_untestable();
        Ok((certain, open))
    }

    /// Returns the number of rows that may match.
    pub fn may_match(&self) -> u64 {
        self.reasons.iter().map(|(rows, _)| rows).sum()
    }

    /// Returns the number of rows that can't be tested.
    pub fn count_untestable(&self) -> u64 {
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
    let longer = format!("{before}.{}.{field}{after}", edge.tested_path());
    (longer.split('.').count() <= Limit::PATH).then_some(longer)
}
