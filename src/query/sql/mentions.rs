//! `mentions`: where the words of a row are, in SQL (docs/semantics.md#mentioned-words).
//!
//! One list of texts is read in four ways: as the set of all rows that some text belongs to, for a condition; the same with their
//! ranks, for an answer that is ordered by where the words were found; for one row, for its rank; and for its claims. The first
//! two read each table once for all its texts and for all rows that they belong to.

use std::rc::Rc;

use super::expr::{Expr, sql};
use super::texts::{SearchedRow, TextTable, Texts, group_by_table, texts_of};
use crate::query::plan::{Cond, FoundIn, Plan, Test, TypedPredicate};

/// Writes that a row has each of these words in some text.
pub(super) fn has_all_words(words: &[String], at: &SearchedRow<'_>) -> Expr {
    let sets = each_word(words.iter().map(String::as_str).collect(), at, false);
    Expr::all_of(sets.into_iter().map(|set| sql![at.id.clone(), " IN (", set, ")"]))
}

/// Selects, for each of these words, the rows that have it in some text, some of them repeatedly; with their ranks if these are
/// wanted.
fn each_word(mut words: Vec<&str>, at: &SearchedRow<'_>, ranked: bool) -> Vec<Expr> {
    // Whatever their order, the same words are one search. Long words are in fewer texts.
    words.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
    words.dedup();
    let texts = texts_of(at);
    let tables = group_by_table(&texts);
    let search = |word: &&str| {
        let among = tables.iter().flat_map(|table| table.rows_among(word));
        (union_rows(&tables, (word, true)), Expr::join(among, "\n UNION ALL "))
    };
    let all: Rc<[_]> = words.iter().map(search).collect();
    let one = |(number, word): (usize, &&str)| {
        Expr::search(&all, number, (union_rows(&tables, (word, ranked)), ranked))
    };
    words.iter().enumerate().map(one).collect()
}

/// Returns the words that all rows of an answer must have, if they alone give the order of the answer, and the other conditions.
pub(super) fn leading_words<'p, 'c>(
    plan: &'p Plan<'c>,
) -> Option<(Vec<&'p String>, Vec<&'p Cond<'c>>)> {
    let (mut words, mut others) = (Vec::new(), Vec::new());
    for part in plan.conjuncts() {
        match part {
            Cond::Test(Test { check: TypedPredicate::Mentions(sought), .. }) => {
                words.extend(sought);
            }
            other if other.is_search() => return None,
            other => others.push(other),
        }
    }
    words.sort_unstable();
    words.dedup();
    (plan.is_ranked() && !words.is_empty()).then_some((words, others))
}

/// Selects the rows that have each of these words in some text as `id`, with their `rank`.
pub(super) fn ranked_by_words(words: &[&String], at: &SearchedRow<'_>) -> Expr {
    with_each(each_word(words.iter().map(|word| word.as_str()).collect(), at, true))
}

/// Selects those of them that have each of the words in a name; `None` means that names are not searched, or nothing else is.
pub(super) fn ranked_by_name(words: &[&String], at: &SearchedRow<'_>) -> Option<Expr> {
    let texts = texts_of(at);
    let (names, others) = by_names(group_by_table(&texts));
    let each = words.iter().map(|word| union_rows(&names, (word, true))).collect();
    (!names.is_empty() && !others.is_empty()).then(|| with_each(each))
}

/// Selects the same as [`ranked_by_words`], but only by their names unless a statement selects 1 as `more`.
pub(super) fn ranked_further(words: &[&String], at: &SearchedRow<'_>, more: &Expr) -> Expr {
    let texts = texts_of(at);
    let (names, others) = by_names(group_by_table(&texts));
    let each = words.iter().map(|word| {
        let further = sql![
            "\n UNION ALL SELECT further.id, further.rank FROM (",
            more.clone(),
            ") AS stage CROSS JOIN (",
            union_rows(&others, (word, true)),
            ") AS further WHERE stage.more"
        ];
        sql![union_rows(&names, (word, true)), further]
    });
    with_each(each.collect())
}

/// Separates tables of names from others.
fn by_names<'t, 'c>(
    tables: Vec<TextTable<'t, 'c>>,
) -> (Vec<TextTable<'t, 'c>>, Vec<TextTable<'t, 'c>>) {
    let is_named = |text: &&Texts<'_>| text.found_in == FoundIn::Name;
    tables.into_iter().partition(|table| table.texts.iter().all(is_named))
}

/// Selects the rows with a word, some of them repeatedly; with their ranks if these are wanted.
fn union_rows(tables: &[TextTable<'_, '_>], (word, ranked): (&str, bool)) -> Expr {
    Expr::join(tables.iter().map(|table| table.select_rows(word, ranked)), "\n UNION ALL ")
}

/// Selects the rows that are in each of some sets, with the last of their ranks there.
fn with_each(sets: Vec<Expr>) -> Expr {
    let number = sets.len();
    let first = |set| sql!["SELECT id, min(rank) AS rank FROM (", set, ") GROUP BY id"];
    let mut each: Vec<Expr> = sets.into_iter().map(first).collect();
    if number == 1 {
        return each.pop().unwrap_or_default();
    }
    let all = Expr::join(each, "\n UNION ALL ");
    let count = format!(") GROUP BY id HAVING count(*) = {number}");
    sql!["SELECT id, max(rank) AS rank FROM (", all, count]
}

/// Writes the rank of a row of an answer by where its words were found; `None` means that its condition looks for none.
pub(in crate::query) fn answer_rank<'c>(plan: &Plan<'c>, at: &SearchedRow<'c>) -> Option<Expr> {
    rank_of(plan.filter.as_ref()?, at)
}

/// Writes the rank of a row by the words of a condition: the last of those that must all be there, the first of others.
fn rank_of(cond: &Cond<'_>, at: &SearchedRow<'_>) -> Option<Expr> {
    let of = |parts: &[Cond<'_>], choose: &'static str| {
        extreme_of(choose, parts.iter().filter_map(|part| rank_of(part, at)).collect())
    };
    match cond {
        Cond::All(parts) => of(parts, "max"),
        Cond::Any(parts) => of(parts, "min"),
        Cond::Possibly(inner) => rank_of(inner, at),
        Cond::Not(_) | Cond::OneReading(..) => None,
        Cond::Test(test) => match &test.check {
            TypedPredicate::Mentions(words) => {
                extreme_of("max", words.iter().map(|word| rank_of_word(word, at)).collect())
            }
            _ => None,
        },
    }
}

/// Writes the smallest or largest of some numbers.
fn extreme_of(choose: &'static str, mut of: Vec<Expr>) -> Option<Expr> {
    match of.len() {
        0 | 1 => of.pop(),
        _ => Some(sql![choose, "(", Expr::join(of, ", "), ")"]),
    }
}

fn rank_of_word(word: &str, at: &SearchedRow<'_>) -> Expr {
    let mut cases = Expr::default();
    for texts in texts_of(at) {
        let rank = format!(" THEN {}", texts.found_in.rank());
        cases.push(sql![" WHEN ", texts.are_of(word, at), rank]);
    }
    sql!["CASE", cases, format!(" ELSE {} END", FoundIn::NOWHERE)]
}

/// Selects the claims behind what was found: those whose words were found, and those on a name, a text or a record that has them.
pub(super) fn claims_behind_words(words: &[String], at: &SearchedRow<'_>) -> Vec<Expr> {
    let texts = texts_of(at);
    let of_word = |word: &String| {
        let each = texts.iter().flat_map(|texts| texts.claims_behind_word(word, at));
        each.collect::<Vec<_>>()
    };
    words.iter().flat_map(of_word).collect()
}
