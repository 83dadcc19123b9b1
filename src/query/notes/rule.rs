//! The rules of notes, the answer that they look at, and the words that they share.

use anyhow::Result;

use super::may_match::OpenRows;
pub(super) use crate::answer::Remark;
use crate::answer::RowStats;
use crate::catalog::Sort;
use crate::query::ast::{self, Query};
use crate::query::facts::Facts;
use crate::query::plan::{Cond, Item, Leaf, NamedPath, PathExpr, Plan, Test};
use crate::query::resolve::Resolved;
use crate::query::sql::expr::sql;
use crate::query::sql::{self, Statement, join_ids};
use crate::query::suggest::Finding;
use crate::text::{count_noun, plural_form};

/// A rule: the stable codes of its notes, one or two that share their statement, and the function that returns its notes on an
/// answer, none where it doesn't apply. Notes on no rows aren't shown.
pub(super) type Rule = (&'static [&'static str], fn(&Answer<'_, '_>) -> Result<Vec<Remark>>);

/// An answer, as rules look at it.
pub(super) struct Answer<'a, 'c> {
    pub(super) resolved: &'a Resolved<'c>,
    pub(super) query: &'a Query,
    pub(super) plan: &'a Plan<'c>,
    pub(super) stats: &'a RowStats,
    pub(super) facts: &'a dyn Facts,
    /// Whether the kind has so few things that other queries may be tried; each would read all of them.
    pub(super) small: bool,
    /// The rows the condition leaves open.
    pub(super) open: OpenRows,
    /// Properties of the claims on the rows of an answer. If they aren't looked up, both are true.
    pub(super) claims: ClaimsOnRows,
    /// The query with `about`, if no row has exactly the amount.
    pub(super) near: Option<Finding>,
}

/// What there is among the claims on the rows of an answer, for their recorded values; where it isn't known, there may be both.
pub(super) struct ClaimsOnRows {
    /// Whether one is of low confidence.
    pub(super) low: bool,
    /// Whether one doesn't state its value as printed.
    pub(super) not_printed: bool,
}

impl ClaimsOnRows {
    /// Looks the claims up, all at once, if the rows are few.
    pub(super) fn look_up_claims(plan: &Plan<'_>, facts: &dyn Facts) -> Result<Self> {
        let is_claimed = plan.kind.sort != Sort::Evidence && plan.groups.is_none();
        let Some(statement) =
            plan.answer.as_ref().filter(|_| is_claimed).map(|ids| select_claim_doubts(ids))
        else {
            return Ok(Self { low: true, not_printed: true });
        };
        let found = facts.select_number(&statement)?;
        Ok(Self { low: found & 1 > 0, not_printed: found & 2 > 0 })
    }
}

/// Selects 1 if a claim on these things is of low confidence, and 2 more if one doesn't state its value as printed.
fn select_claim_doubts(ids: &[i64]) -> Statement {
    Statement::from_expr(sql![
        "SELECT coalesce(max(confidence = 'low'), 0) + 2 * coalesce(max(basis <> 'stated' OR read_as IS NOT NULL), 0)",
        " FROM claim WHERE says IS NULL AND thing IN (",
        join_ids(ids),
        ")"
    ])
}

/// The largest number of things of a kind for which other queries are tried.
pub(super) const SMALL: u64 = 20_000;

/// How many values, names or reasons a note names before it counts the rest.
pub(super) const NAMED: usize = 4;

impl<'a, 'c> Answer<'a, 'c> {
    /// Checks whether a condition matched nothing. A warning about a name that nothing has explains that already.
    pub(super) fn found_nothing(&self) -> bool {
        self.stats.rows == 0 && self.plan.filter.is_some() && self.resolved.warnings.is_empty()
    }

    /// Returns the conditions that must all be met, each as written and as meant.
    pub(super) fn conjuncts(&self) -> Vec<(&'a ast::Cond, &'a Cond<'c>)> {
        match (&self.query.filter, &self.plan.filter) {
            (Some(ast::Cond::And(written)), Some(Cond::All(meant))) => {
                written.iter().zip(meant).collect()
            }
            (Some(written), Some(meant)) => vec![(written, meant)],
            _ => vec![],
        }
    }

    /// Returns the number of things that meet all of these conditions.
    pub(super) fn count_all(&self, conds: impl IntoIterator<Item = Cond<'c>>) -> Result<u64> {
        let all = Cond::All(conds.into_iter().collect());
        self.facts.select_number(&sql::count_of(self.plan, &all))
    }

    /// Returns the number of things that meet the first conditions or the second, with a sentence's beginning: how many match
    /// and how many don't. `None` means that there are none.
    pub(super) fn count_matches(
        &self,
        passed: [Cond<'c>; 2],
        failed: [Cond<'c>; 2],
    ) -> Result<Option<(u64, String)>> {
        let (passed, failed) = (self.count_all(passed)?, self.count_all(failed)?);
        let (one, many) = self.nouns();
        let (matches, is) =
            (plural_form(passed, "matches", "match"), plural_form(failed, "is", "are"));
        let text = match (passed, failed) {
            (0, 0) => return Ok(None),
            (_, 0) => format!("{} {matches}", count_noun(passed, one, many)),
            (0, _) => format!("{} {is} left out", count_noun(failed, one, many)),
            _ => format!("{} {matches} and {failed} {is} left out", count_noun(passed, one, many)),
        };
        Ok(Some((passed + failed, text)))
    }

    /// Returns the number of rows of the answer for which nothing is recorded at the end of a path.
    pub(super) fn count_unknown(&self, path: &NamedPath<'c>) -> Result<u64> {
        let unknown = Cond::Test(Test::nothing_recorded(path.clone()));
        self.count_all(self.plan.filter.iter().cloned().chain([unknown]))
    }

    /// Returns the kind in words, for one thing and for many.
    pub(super) fn nouns(&self) -> (&'c str, &'c str) {
        (&self.plan.kind.name, &self.plan.kind.plural)
    }

    /// Returns the column that shows the value of a path.
    pub(super) fn column_of(&self, path: &NamedPath<'_>) -> Option<usize> {
        let shows = |item: &Item<'_>| matches!(item, Item::Value(shown) if shown.text == path.text);
        self.plan.shown.iter().position(shows)
    }
}

/// Returns all elements but one.
pub(super) fn all_but<T: Clone>(elements: &[T], left_out: usize) -> Vec<T> {
    let others = elements.iter().enumerate().filter(|(n, _)| *n != left_out);
    others.map(|(_, element)| element.clone()).collect()
}

/// Returns a path in a sentence: a link by its name for one, a field in backticks.
pub(super) fn path_words(path: &NamedPath<'_>) -> String {
    match &path.steps {
        PathExpr::Leaf(Leaf::Link(link, _)) => link.one.replace('_', " "),
        _ => format!("`{}`", path.text),
    }
}

/// Makes a note.
pub(super) fn new_note(code: &'static str, text: String) -> Remark {
    Remark { code, text, rows: None }
}

/// Makes a note about a number of rows.
pub(super) fn note_on_rows(code: &'static str, rows: u64, text: String) -> Remark {
    Remark { code, text, rows: Some(rows) }
}
