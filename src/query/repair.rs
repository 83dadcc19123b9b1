//! Repairs as they are offered: whole texts that read as queries. Where a text has a second mistake, its likeliest repair is made
//! too, unless it loses a number or several words; a repair that doesn't lead to a query isn't offered. Not here: finding
//! mistakes and looking names up.

use super::diagnostic::{Applicability, Fix};
use super::parser::parse;
use super::span::Span;

/// The number of mistakes in one text that are fixed together.
const MISTAKES: usize = 4;

/// Returns the text with the edit made, if it can be read then.
pub fn repair_text(source: &str, fix: &Fix) -> Option<String> {
    if matches!(fix.applicability, Applicability::Parameter { .. }) {
        return None;
    }
    let mut text = fix.apply(source);
    let mut written = Span::default();
    for _ in 0..MISTAKES {
        match parse(&text) {
            Ok(queries) if queries.is_empty() => return None,
            Ok(_) => return Some(text),
            Err(diagnostic) => {
                let fix = diagnostic.fixes.first()?;
                let typed = fix.span.text(&text);
                // If the next repair replaces the text of the first, the first didn't repair what was typed.
                let undoes = fix.span.start < written.end && written.start < fix.span.end;
                let drops_words = fix.text.is_empty() && typed.trim().contains(char::is_whitespace);
                if undoes || drops_words || !keeps_numbers(typed, &fix.text) {
                    return None;
                }
                text = fix.apply(&text);
                written = Span::new(fix.span.start, fix.span.start + fix.text.len());
            }
        }
    }
    None
}

/// Checks whether a repair keeps the numbers of what it replaces, however they are written.
pub(super) fn keeps_numbers(typed: &str, repair: &str) -> bool {
    let said = digits_of_numbers(repair);
    let counts = repair.contains("at least") || repair.contains("at most");
    let kept = |number: &String| {
        said.iter().any(|other| number == other || counts && is_next(number, other))
    };
    // The parts of a date may be turned.
    let sorted = |numbers: &[String]| {
        let mut digits: Vec<char> =
            numbers.concat().chars().filter(|digit| *digit != '0').collect();
        digits.sort_unstable();
        digits
    };
    let typed = digits_of_numbers(typed);
    typed.iter().all(kept) || sorted(&typed) == sorted(&said)
}

/// Returns the digits of each number of a text, without those zeros that may only tell its size. Names that hold a number
/// and powers of ten don't count.
fn digits_of_numbers(text: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let letters = word.chars().take_while(|c| c.is_alphabetic()).count();
        let mut rest = if letters > 1 { "" } else { word };
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, number) = rest.split_at(start);
            let is_within = |c: char| c.is_ascii_digit() || matches!(c, ',' | '_' | '.');
            let end = number.find(|c| !is_within(c)).unwrap_or(number.len());
            let (number, after) = number.split_at(end);
            let is_power = before.eq_ignore_ascii_case("e") && !numbers.is_empty();
            let parts = number.split("..").filter(|_| !is_power);
            let digits = parts.map(|part| part.replace([',', '_', '.'], ""));
            let digits = digits.map(|digits| digits.trim_matches('0').to_owned());
            numbers.extend(digits.filter(|digits| !digits.is_empty()));
            rest = after;
        }
    }
    numbers
}

/// Checks whether one number follows the other: more than 3 are at least 4.
pub(super) fn is_next(typed: &str, said: &str) -> bool {
    match (typed.parse::<u64>(), said.parse::<u64>()) {
        (Ok(typed), Ok(said)) => typed.abs_diff(said) == 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(source: &str) -> Option<String> {
        let diagnostic = parse(source).expect_err(source);
        diagnostic.fixes.first().and_then(|fix| repair_text(source, fix))
    }

    #[test]
    fn numbers_are_kept_however_they_are_written() {
        for (typed, repair) in [
            ("20,00,00,000", "200000000"),
            ("1e9", "1bn"),
            ("29.06.2020", "2020-06-29"),
            ("2020-01..2020-03", "between 2020-01 and 2020-03"),
            ("work5", "works"),
            ("count of parts > 2", "at least 3 parts"),
            ("5,5", "5.5"),
        ] {
            assert!(keeps_numbers(typed, repair), "{typed} → {repair}");
        }
        for (typed, repair) in [
            ("2020-02-31", "2020-02-29"),
            ("2020Q5", "2020Q4"),
            ("sum of cost > 1bn", "show sum of cost"),
            ("1bnyuan", "yuan"),
        ] {
            assert!(!keeps_numbers(typed, repair), "{typed} → {repair}");
        }
    }

    #[test]
    fn a_second_mistake_is_repaired_too() {
        assert_eq!(first("p wher a == 1").as_deref(), Some("p where a = 1"));
        assert_eq!(first("select count(*) from p").as_deref(), Some("p show count"));
        assert_eq!(first("p where a = not"), None);
        for undone in ["p city in(Berlin)sho", "p whe cost below", "facts abot p where q"] {
            assert_eq!(first(undone), None, "{undone}");
        }
    }
}
