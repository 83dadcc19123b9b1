//! Finds amounts that an article gives in two units.

use std::ops::Range;

use crate::value::{Conventions, StatedAmount, Units};

/// The most signs between words of an amount that has no brackets around it.
const WORDS: usize = 12;

/// The words that begin the same amount in another unit.
const LEADS: &str = "\
    (|（|, or |or |, about |, around |, some |, approximately |, equivalent to |, equal to |、约|\
    、折合|，约|，折合|，相当于|、相当于|，合";

/// A number with its wording and unit.
pub(super) struct Measured {
    /// The canonical text.
    pub(super) value: String,
    /// Its bytes in the paragraph.
    pub(super) at: Range<usize>,
    /// Whether it ends in a unit, other than the name of counted things.
    pub(super) has_unit: bool,
}

impl Measured {
    /// Checks whether it is two years, as in a notice of rights: `2008-2024`.
    pub(super) fn is_years(&self) -> bool {
        let is_year =
            |end: &str| end.len() == 4 && end.starts_with(['1', '2']) && end.parse::<u16>().is_ok();
        self.value
            .replace(',', "")
            .split_once(" to ")
            .is_some_and(|(first, last)| is_year(first) && is_year(last))
    }

    /// Adds the same amount in another unit to an amount, where the text gives both: in brackets, or after `or`.
    pub(super) fn with_equivalents(self, text: &str, units: &Units) -> Self {
        let end = self.at.end;
        let rest = text.get(end..).unwrap_or_default();
        let start = rest.trim_start();
        let trimmed = rest.len() - start.len();
        let lead = LEADS.split('|').find(|lead| start.starts_with(lead));
        let Some(lead) = lead else { return self };
        // Words that say that the amount is the same, or that it is rounded, are read with it.
        let comma = lead.chars().next().filter(|c| matches!(c, ',' | '，' | '、'));
        let first = trimmed + comma.map_or(lead.len(), char::len_utf8);
        let inside = rest.get(first..).unwrap_or_default();
        let has_brackets = lead.starts_with(['(', '（']);
        let mut words: Vec<usize> = match inside.find([')', '）']).filter(|_| has_brackets) {
            Some(close) => vec![close],
            None => inside
                .match_indices([' ', ',', '.', '，', '。', '、', '；'])
                .map(|(at, _)| at)
                .take(WORDS)
                .collect(),
        };
        words.push(inside.len());
        let read = words.into_iter().rev().find_map(|at| {
            let literal = format!("{} ({})", self.value, inside.get(..at)?);
            let stated =
                StatedAmount::read_as(&literal, (None, true), units, Conventions::default());
            let stated = stated.ok().filter(|stated| !stated.equivalents.is_empty())?;
            let close = inside.get(at..)?.chars().next().filter(|c| matches!(c, ')' | '）'));
            Some((stated.text(units), end + first + at + close.map_or(0, char::len_utf8)))
        });
        match read {
            Some((value, end)) => Self { value, at: self.at.start..end, ..self },
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn an_amount_in_two_units_is_one() {
        let catalog = Catalog::built_in().unwrap();
        for (text, value, rest) in [
            (
                "10bn yuan (about 1.5 billion U.S. dollars) in all",
                "10bn CNY (about 1.5bn USD)",
                " in all",
            ),
            ("10bn yuan, or about $1.5bn, in 2020", "10bn CNY (about 1.5bn USD)", ", in 2020"),
            ("10bn yuan or 1.5 billion euros.", "10bn CNY (1.5bn EUR)", "."),
            ("10bn yuan（约15亿美元）。", "10bn CNY (about 1.5bn USD)", "。"),
            ("10bn yuan, about 1.4 billion U.S. dollars, in", "10bn CNY (about 1.4bn USD)", ", in"),
            ("10bn yuan、约14亿美元。", "10bn CNY (about 1.4bn USD)", "。"),
            ("10bn yuan，约合14亿美元，用于", "10bn CNY (about 1.4bn USD)", "，用于"),
            ("10bn yuan, 1.4 billion dollars of it", "10bn CNY", ", 1.4 billion dollars of it"),
            ("10bn yuan, about 30 projects", "10bn CNY", ", about 30 projects"),
            ("10bn yuan (2019: 9bn yuan)", "10bn CNY", " (2019: 9bn yuan)"),
            ("10bn yuan (9bn yuan)", "10bn CNY", " (9bn yuan)"),
            ("10bn yuan or more", "10bn CNY", " or more"),
            ("10bn yuan (", "10bn CNY", " ("),
        ] {
            let first =
                Measured { value: "10bn CNY".to_owned(), at: 0.."10bn yuan".len(), has_unit: true };
            let found = first.with_equivalents(text, &catalog.units);
            assert_eq!((found.value.as_str(), &text[found.at.end..]), (value, rest), "{text}");
        }
    }
}
