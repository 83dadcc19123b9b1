//! Reads the words of a heading, for the first map of a table.

use super::super::cells::fold_heading;
use crate::catalog::Catalog;
use crate::catalog::vocabulary::names_for_word;

/// Lists the words of a heading; in Chinese, which has no blanks, also every ending of one, as the last word is the noun.
pub(super) fn heading_words(heading: &str) -> Vec<String> {
    let heading = fold_heading(heading);
    let runs = heading.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
    let runs: Vec<&str> = runs.collect();
    let mut words: Vec<String> = runs.windows(2).map(|pair| pair.join(" ")).collect();
    for run in runs {
        words.push(run.to_owned());
        let inner = run.char_indices().skip(1).filter(|_| !run.is_ascii());
        words.extend(inner.filter_map(|(at, _)| run.get(at..)).map(str::to_owned));
    }
    words
}

/// Checks whether a heading has a word that is a name of the schema, or that people use for it.
pub(super) fn heading_has_name(catalog: &Catalog, heading: &str, names: &[&str]) -> bool {
    let is_it = |word: &str| {
        names.iter().any(|name| fold_heading(name) == word)
            || names_for_word(catalog, word).iter().any(|meaning| names.contains(meaning))
    };
    heading_words(heading).iter().any(|word| is_it(word))
}
