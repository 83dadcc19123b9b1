//! Rows are ordered by where the words of `mentions` were found.

use anyhow::Result;

use super::rule::{Answer, Remark, new_note};
use crate::query::plan::{FoundIn, Plan};
use crate::query::sql::expr::sql;
use crate::query::sql::{Statement, answer_rows, member_scope, mentions};
use crate::text::{count_noun, list_and};

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let plan = answer.plan;
    if !plan.is_ranked() || answer.stats.rows == 0 {
        return Ok(vec![]);
    }
    // To count them reads all texts once more.
    if !answer.small {
        let text = "Rows with the words in a name come first; those with them only in the note of a claim come last.";
        return Ok(vec![new_note("found-in", text.to_owned())]);
    }
    let Some(statement) = select_ranks(plan) else { return Ok(vec![]) };
    let found = answer.facts.tally(&statement)?;
    let rows = |rank: usize| {
        let of_rank = |(text, _): &&(Option<String>, u64)| *text == Some(rank.to_string());
        found.iter().find(of_rank).map_or(0, |(_, rows)| *rows)
    };
    let (one, many) = answer.nouns();
    let places = FoundIn::ALL.into_iter().map(|place| (place, rows(place.rank())));
    let places = places.filter(|(_, rows)| *rows > 0);
    let words = places.map(|(place, rows)| place_in_words(place, &count_noun(rows, one, many)));
    let mut parts: Vec<String> = words.collect();
    let others = rows(FoundIn::NOWHERE);
    parts.extend((others > 0).then(|| format!("not in {}", count_noun(others, one, many))));
    let in_this_order = if parts.len() > 1 { ", and the rows are in this order" } else { "" };
    let in_names = rows(FoundIn::Name.rank()) == found.iter().map(|(_, rows)| rows).sum::<u64>();
    let text = format!("The words are {}{in_this_order}.", list_and(&parts));
    Ok(if in_names { vec![] } else { vec![new_note("found-in", text)] })
}

/// Returns a place in words, with the rows: `in a name of 2 things`.
fn place_in_words(place: FoundIn, rows: &str) -> String {
    match place {
        FoundIn::Name => format!("in a name of {rows}"),
        FoundIn::Text => format!("in a text of {rows}"),
        FoundIn::Beside => format!("in something linked to {rows}"),
        FoundIn::Phrase => format!("in the printed words of {rows}"),
        FoundIn::Note => format!("in the note of a claim on {rows}"),
    }
}

/// Selects the rank of each row of the answer.
fn select_ranks(plan: &Plan<'_>) -> Option<Statement> {
    let at = member_scope(plan);
    let rank = mentions::answer_rank(plan, &at.searched_row())?;
    let rows = answer_rows(plan, &at, vec![]);
    Some(Statement::from_expr(sql!["SELECT CAST(", rank, " AS TEXT)", rows]))
}
