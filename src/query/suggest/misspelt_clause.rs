//! A misspelt clause among the words of a value: after a name that nothing has, or among the words that `mentions` looks for.

use crate::query::diagnostic::{CLAUSES, clause_beginnings};
use crate::query::names::Names;
use crate::value::find_similar;

/// No name has more words than this.
const NAME_WORDS: usize = 64;

/// Reads each word but the first of a value, if a clause may begin with it, as that clause.
pub(super) fn clauses_among(text: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = text.split(' ').collect();
    (1..words.len()).filter_map(move |n| with_clause(&words, n))
}

/// Reads the words after a name as a misspelt clause.
pub(super) fn clause_among(names: &dyn Names, text: &str, kinds: &[&str]) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let is_name = |n: &usize| {
        let name = words.get(..*n).unwrap_or_default().join(" ");
        names.things_named(&names.fold_key(&name), kinds).is_ok_and(|found| !found.is_empty())
    };
    let length = (1..words.len().min(NAME_WORDS)).rev().find(is_name)?;
    with_clause(&words, length)
}

/// Returns words with the clause that is misspelt at the `n`th: of its two words, or of the first.
fn with_clause(words: &[&str], n: usize) -> Option<String> {
    let read_as = |length: usize, clauses: &[&str]| {
        let typed = words.get(n..n + length)?.join(" ");
        let clause = find_similar(&typed, clauses.iter().copied()).into_iter().next()?;
        let meant = [words.get(..n)?, &[clause.as_str()], words.get(n + length..)?].concat();
        (clause != typed).then(|| meant.join(" "))
    };
    // A value ends before `by`, so `ordr by` leaves `ordr` in it.
    let of_two: Vec<&str> = CLAUSES.into_iter().filter(|clause| clause.contains(' ')).collect();
    read_as(2, &of_two)
        .or_else(|| read_as(1, &CLAUSES.into_iter().chain(clause_beginnings()).collect::<Vec<_>>()))
}
