//! A misspelt clause among the words of a value: behind a name that nothing has, or among the words that `mentions` looks for.

use crate::query::diagnostic::CLAUSES;
use crate::query::names::Names;
use crate::value::suggest as similar;

/// No name has more words than this.
const NAME_WORDS: usize = 64;

/// Reads each word but the first of a value, if it is like the word of a clause, as that.
pub(super) fn clauses_among(text: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = text.split(' ').collect();
    (1..words.len()).filter_map(move |n| {
        let keyword = clause_like(words.get(n)?)?;
        let mut meant = words.clone();
        meant.splice(n..=n, [keyword.as_str()]);
        Some(meant.join(" "))
    })
}

/// Reads the words behind a name as a misspelt clause.
pub(super) fn clause_among(names: &dyn Names, text: &str, kinds: &[&str]) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let (head, tail) = (1..words.len().min(NAME_WORDS)).rev().find_map(|n| {
        let (head, tail) = words.split_at(n);
        let found = names.named(&names.key(&head.join(" ")), kinds).unwrap_or_default();
        (!found.is_empty()).then_some((head, tail))
    })?;
    let (first, rest) = tail.split_first()?;
    let keyword = clause_like(first)?;
    Some([head, &[keyword.as_str()], rest].concat().join(" "))
}

/// Returns the word of a clause that a word is a misspelling of.
fn clause_like(word: &str) -> Option<String> {
    let keywords =
        CLAUSES.iter().copied().chain(["and", "or", "order", "with", "according", "including"]);
    similar(word, keywords).into_iter().next()
}
