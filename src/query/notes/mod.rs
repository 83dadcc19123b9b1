//! Notes: remarks that accompany an answer, one sentence each, never among its rows.
//!
//! A note is a rule: a file named like its code, with its condition, its statement and its sentence, and a line of [`RULES`] with its code.
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
mod rule;
mod unlike;
mod unlisted;
mod unstated;
mod within;
mod without;

pub use may_match::OpenRows;

use anyhow::Result;

use self::rule::{Answer, ClaimsOnRows, Remark, Rule, SMALL};
use super::facts::Facts;
use super::resolve::Resolved;
use super::sql;
use super::suggest::RelatedQueries;
use crate::answer::RowStats;

/// All rules, in the order in which their notes are shown.
const RULES: &[Rule] = &[
    (&["according-to"], according_to::notes),
    (&["several-things", "read-as"], matched_names::notes),
    (&["no-rows"], no_rows::notes),
    (&["without"], without::notes),
    (&["unlisted"], unlisted::notes),
    (&["elsewhere"], elsewhere::notes),
    (&["may-match", "no-such-field"], may_match::notes),
    (&["found-in"], found_in::notes),
    (&["own-unit"], own_unit::notes),
    (&["disputed"], disputed::notes),
    (&["equivalent"], equivalent::notes),
    (&["about"], about::notes),
    (&["part-of"], part_of::notes),
    (&["within"], within::notes),
    (&["unstated", "not-printed"], unstated::notes),
    (&["contradicted"], contradicted::notes),
    (&["low-confidence"], low_confidence::notes),
    (&["overlap"], overlap::notes),
    (&["of-kinds"], of_kinds::notes),
    (&["unlike"], unlike::notes),
    (&["parts-left-out", "parts-among"], parts::notes),
    (&["independent"], independent::notes),
    (&["as-recorded"], as_recorded::notes),
    (&["ordered-within"], ordered_within::notes),
    (&["come-last"], come_last::notes),
    (&["no-key"], no_key::notes),
    (&["blank"], blank::notes),
    (&["beside"], beside::notes),
    (&["namesakes"], namesakes::notes),
    (&["also-in"], also_in::notes),
];

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
    let open = open.map_or_else(|| OpenRows::for_plan(&resolved.plan, facts), Ok)?;
    let mut answer = Answer {
        resolved,
        query: &resolved.query,
        plan: &resolved.plan,
        stats,
        facts,
        small: facts.select_number(&sql::more_than(resolved.plan.kind, SMALL))? == 0,
        open,
        claims: ClaimsOnRows::look_up_claims(&resolved.plan, facts)?,
        near: None,
    };
    if answer.found_nothing() {
        answer.near = RelatedQueries(facts).about_amount(answer.query, answer.plan)?;
    }
    let mut notes = Vec::new();
    for (codes, rule) in RULES {
        let found = rule(&answer)?;
        debug_assert!(found.iter().all(|note| codes.contains(&note.code)), "{found:?}");
        notes.extend(found.into_iter().filter(|note| note.rows != Some(0)));
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn every_code_belongs_to_one_rule_and_is_explained() {
        let mut codes: Vec<&str> = RULES.iter().flat_map(|(codes, _)| *codes).copied().collect();
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
