//! Reads the words of a heading, for the first map of a table.

use std::ops::Range;

use super::super::cells::fold_heading;
use crate::catalog::Catalog;
use crate::catalog::vocabulary::names_for_word;
use crate::value::{Conventions, DateValue};

/// The numbers of four digits that may be years.
pub(super) const YEARS: Range<u16> = 1900..2100;

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
    heading_words(heading).iter().any(|word| means_name(catalog, word, names))
}

/// Checks whether a heading has a word for a link that isn't the name of a level: `Country` alone is where something is, though
/// people also call the parties of an agreement countries.
pub(super) fn heading_has_link(catalog: &Catalog, heading: &str, names: &[&str]) -> bool {
    let fields = catalog.kinds.iter().flat_map(|kind| &kind.fields);
    let levels = fields.filter(|field| field.ty.is_level());
    let levels: Vec<&str> = levels.map(|field| field.name.as_str()).collect();
    let words = heading_words(heading);
    let mut words = words.iter().filter(|word| !means_name(catalog, word, &levels));
    words.any(|word| means_name(catalog, word, names))
}

fn means_name(catalog: &Catalog, word: &str, names: &[&str]) -> bool {
    names.iter().any(|name| fold_heading(name) == word)
        || names_for_word(catalog, word).iter().any(|meaning| names.contains(meaning))
}

/// Splits a heading into the period that it names and the rest: `Growth 2022`, `2017年`, `2019 [YR2019]`, `FY2020`.
pub(super) fn heading_of(heading: &str) -> (Option<String>, String) {
    let bare = without_brackets(heading);
    let words: Vec<&str> = bare.split_whitespace().collect();
    let is_period = |text: &str| {
        let years = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4);
        let mut years = years.filter_map(|run| run.parse().ok());
        years.any(|year: u16| YEARS.contains(&year))
            && DateValue::read_period(text, Conventions::default()).is_ok()
    };
    for length in (1..=3).rev() {
        for (start, window) in words.windows(length).enumerate() {
            let text = window.join(" ");
            let year = short_year(&text);
            let text = year.as_deref().unwrap_or(text.strip_prefix("FY").unwrap_or(&text)).trim();
            if is_period(text) {
                let end = start + length;
                let rest = words.iter().enumerate().filter(|(at, _)| *at < start || *at >= end);
                let rest: Vec<&str> = rest.map(|(_, word)| *word).collect();
                return (Some(text.to_owned()), rest.join(" "));
            }
        }
    }
    // Chinese has no blanks: `2019年出口额`, `出口额2019年`.
    let cuts: Vec<usize> = bare.char_indices().map(|(at, _)| at).collect();
    let parts = cuts.iter().filter(|_| !bare.is_ascii()).map(|at| bare.split_at(*at));
    let of_period = parts.clone().rev().find(|(period, _)| is_period(period));
    let of_period = of_period.or_else(|| {
        parts.map(|(rest, period)| (period, rest)).find(|(period, _)| is_period(period))
    });
    if let Some((period, rest)) = of_period {
        return (Some(period.to_owned()), rest.trim().to_owned());
    }
    (None, bare)
}

/// Returns the year of a heading such as `Y13` or `FY13`.
fn short_year(text: &str) -> Option<String> {
    let digits = text.strip_prefix("FY").or(text.strip_prefix('Y'))?;
    let is_year = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| format!("20{digits}"))
}

/// Returns a heading without what is in brackets, which is a unit or a remark.
fn without_brackets(heading: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in heading.chars() {
        match c {
            '(' | '[' | '（' | '【' => depth += 1,
            ')' | ']' | '）' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    let out = out.trim();
    if fold_heading(out).is_empty() { heading.trim().to_owned() } else { out.to_owned() }
}
