//! Notes: remarks that accompany an answer, one sentence each, never among its rows.
//!
//! A note is a rule: a file named like its code, with its condition, its statement and its sentence, and a line of [`RULES`].
//! A rule looks at the query as written and as meant, at the statistics of the rows shown and, through [`Facts`], at the
//! base; never at the text of the query.

mod about;
mod according_to;
mod also_in;
mod as_recorded;
mod beside;
mod blank;
mod come_last;
mod contradicted;
mod disputed;
mod elsewhere;
mod equivalent;
mod found_in;
mod independent;
mod low_confidence;
mod matched_names;
mod may_match;
mod namesakes;
mod no_key;
mod no_rows;
mod of_kinds;
mod ordered_within;
mod overlap;
mod own_unit;
mod part_of;
mod parts;
mod unlike;
mod unlisted;
mod unstated;
mod within;
mod without;

pub use may_match::OpenRows;

use anyhow::Result;

use super::ast::{self, Query};
use super::facts::Facts;
use super::plan::{Cond, Item, Leaf, NamedPath, PathExpr, Plan, Test};
use super::resolve::Resolved;
use super::sql;
use super::suggest::{Finding, Siblings};
use crate::answer::{Remark, RowStats};
use crate::text::{count, plural};

/// All rules, in the order in which their notes are shown.
const RULES: &[Rule] = &[
    according_to::RULE,
    matched_names::RULE,
    no_rows::RULE,
    without::RULE,
    unlisted::RULE,
    elsewhere::RULE,
    may_match::RULE,
    found_in::RULE,
    own_unit::RULE,
    disputed::RULE,
    equivalent::RULE,
    about::RULE,
    part_of::RULE,
    within::RULE,
    unstated::RULE,
    contradicted::RULE,
    low_confidence::RULE,
    overlap::RULE,
    of_kinds::RULE,
    unlike::RULE,
    parts::RULE,
    independent::RULE,
    as_recorded::RULE,
    ordered_within::RULE,
    come_last::RULE,
    no_key::RULE,
    blank::RULE,
    beside::RULE,
    namesakes::RULE,
    also_in::RULE,
];

/// A rule: the notes of one code, or of two that share their statement.
struct Rule {
    /// The stable codes of its notes.
    codes: &'static [&'static str],
    /// Returns its notes on an answer, none where it doesn't apply.
    notes: fn(&Answer<'_, '_>) -> Result<Vec<Remark>>,
}

/// An answer, as rules look at it.
struct Answer<'a, 'c> {
    resolved: &'a Resolved<'c>,
    query: &'a Query,
    plan: &'a Plan<'c>,
    stats: &'a RowStats,
    facts: &'a dyn Facts,
    /// Whether the kind has so few things that other queries may be tried; each would read all of them.
    small: bool,
    /// The rows the condition leaves open.
    open: OpenRows,
    /// Where nothing has the amount asked for: the query that finds about that much.
    near: Option<Finding>,
}

/// The largest number of things of a kind for which other queries are tried.
const SMALL: u64 = 20_000;

/// How many values, names or reasons a note names before it counts the rest.
const NAMED: usize = 4;

/// Returns the notes on an answer whose rows have these statistics. `open` are the rows that its condition leaves open, if these
/// are known.
///
/// # Errors
///
/// A statement that fails or is interrupted.
pub fn notes(
    facts: &dyn Facts,
    resolved: &Resolved<'_>,
    stats: &RowStats,
    open: Option<OpenRows>,
) -> Result<Vec<Remark>> {
    let open = open.map_or_else(|| OpenRows::of(&resolved.plan, facts), Ok)?;
    let mut answer = Answer {
        resolved,
        query: &resolved.query,
        plan: &resolved.plan,
        stats,
        facts,
        small: facts.count(&sql::more_than(resolved.plan.kind, SMALL))? == 0,
        open,
        near: None,
    };
    if answer.found_nothing() {
        answer.near = Siblings(facts).about_amount(answer.query, answer.plan)?;
    }
    let mut notes = Vec::new();
    for rule in RULES {
        let found = (rule.notes)(&answer)?;
        debug_assert!(found.iter().all(|note| rule.codes.contains(&note.code)), "{found:?}");
        notes.extend(found);
    }
    Ok(notes)
}

impl<'a, 'c> Answer<'a, 'c> {
    /// Checks whether a condition matched nothing. A warning about a name that nothing has explains that already.
    fn found_nothing(&self) -> bool {
        self.stats.rows == 0 && self.plan.filter.is_some() && self.resolved.warnings.is_empty()
    }

    /// Returns the conditions that must all be met, each as written and as meant.
    fn conjuncts(&self) -> Vec<(&'a ast::Cond, &'a Cond<'c>)> {
        match (&self.query.filter, &self.plan.filter) {
            (Some(ast::Cond::And(written)), Some(Cond::All(meant))) => {
                written.iter().zip(meant).collect()
            }
            (Some(written), Some(meant)) => vec![(written, meant)],
            _ => vec![],
        }
    }

    /// Returns the number of things that meet all of these conditions.
    fn count_all(&self, conds: impl IntoIterator<Item = Cond<'c>>) -> Result<u64> {
        let all = Cond::All(conds.into_iter().collect());
        self.facts.count(&sql::count_of(self.plan, &all))
    }

    /// Returns the number of things that meet the first conditions or the second, with a sentence's beginning: how many match
    /// and how many don't. `None` means that there are none.
    fn matching(
        &self,
        passed: [Cond<'c>; 2],
        failed: [Cond<'c>; 2],
    ) -> Result<Option<(u64, String)>> {
        let (passed, failed) = (self.count_all(passed)?, self.count_all(failed)?);
        let (one, many) = self.nouns();
        let (matches, fail) =
            (plural(passed, "matches", "match"), plural(failed, "doesn't", "don't"));
        let text = match (passed, failed) {
            (0, 0) => return Ok(None),
            (_, 0) => format!("{} {matches}", count(passed, one, many)),
            (0, _) => format!("{} {fail} match", count(failed, one, many)),
            _ => format!("{} {matches} and {failed} {fail},", count(passed, one, many)),
        };
        Ok(Some((passed + failed, text)))
    }

    /// Returns the number of rows of the answer for which nothing is recorded at the end of a path.
    fn count_unknown(&self, path: &NamedPath<'c>) -> Result<u64> {
        let unknown = Cond::Test(Test::unknown(path.clone()));
        self.count_all(self.plan.filter.iter().cloned().chain([unknown]))
    }

    /// Returns the kind in words, for one thing and for many.
    fn nouns(&self) -> (&'c str, &'c str) {
        (&self.plan.kind.name, &self.plan.kind.plural)
    }

    /// Returns the column that shows the value of a path.
    fn column_of(&self, path: &NamedPath<'_>) -> Option<usize> {
        let shows = |item: &Item<'_>| matches!(item, Item::Value(shown) if shown.text == path.text);
        self.plan.shown.iter().position(shows)
    }
}

/// Returns all elements but one.
fn all_but<T: Clone>(elements: &[T], left_out: usize) -> Vec<T> {
    let others = elements.iter().enumerate().filter(|(n, _)| *n != left_out);
    others.map(|(_, element)| element.clone()).collect()
}

/// Returns a path in a sentence: a link by its name for one, a field in backticks.
fn path_words(path: &NamedPath<'_>) -> String {
    match &path.steps {
        PathExpr::Leaf(Leaf::Link(link, _)) => link.one.replace('_', " "),
        _ => format!("`{}`", path.text),
    }
}

/// Makes a note.
fn note(code: &'static str, text: String) -> Remark {
    Remark { code, text, rows: None }
}

/// Makes a note about a number of rows.
fn counted(code: &'static str, rows: u64, text: String) -> Remark {
    Remark { code, text, rows: Some(rows) }
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn every_code_belongs_to_one_rule_and_is_explained() {
        let mut codes: Vec<&str> = RULES.iter().flat_map(|rule| rule.codes).copied().collect();
        let semantics = include_str!("../../../docs/semantics.md");
        for code in &codes {
            assert!(
                semantics.contains(&format!("`{code}`")),
                "docs/semantics.md doesn't explain {code}"
            );
        }
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
