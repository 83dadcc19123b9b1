//! The beginning of an article of an agency: `BEIJING, May 24, 2017 (Xinhua) --`.

use std::ops::Range;

use super::hints::DatelineHint;
use crate::value::{FigureSort, find_figures};

/// The most bytes of a dateline.
const LONGEST: usize = 120;

/// The dateline of a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dateline {
    /// Where it ends in the paragraph.
    pub(super) end: usize,
    pub(super) date: Option<Range<usize>>,
    pub(super) agency: Option<Range<usize>>,
}

/// Finds the dateline with which a paragraph begins.
pub(super) fn find_dateline(text: &str, hint: &DatelineHint) -> Option<Dateline> {
    english_dateline(text, hint).or_else(|| chinese_dateline(text, hint))
}

/// Reads the words up to a dash, the last of them in brackets or the first in capitals.
fn english_dateline(text: &str, hint: &DatelineHint) -> Option<Dateline> {
    let ends = hint.dashes.iter().filter_map(|dash| Some((text.find(dash.as_str())?, dash.len())));
    let (end, dash) = ends.min().filter(|(end, _)| *end < LONGEST)?;
    let head = text.get(..end)?.trim_end();
    let brackets = head.strip_suffix(')').and_then(|inner| Some((inner.rfind('(')? + 1, inner)));
    let agency = brackets.map(|(start, inner)| start..inner.len());
    let is_name = |at: &Range<usize>| {
        head.get(at.clone()).is_some_and(|name| name.starts_with(char::is_uppercase))
    };
    let agency = agency.filter(is_name);
    let date = date_in(head);
    let first = head.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let capitals = first.len() > 2 && first.chars().all(char::is_uppercase);
    let is_one = agency.is_some() && (date.is_some() || capitals) || capitals && date.is_some();
    is_one.then_some(Dateline { end: end + dash, date, agency })
}

fn chinese_dateline(text: &str, hint: &DatelineHint) -> Option<Dateline> {
    let words = &hint.chinese;
    let agency = text.find(words.agency.as_str())? + words.agency.len();
    let end = text.find(words.end.as_str()).filter(|end| agency < *end && *end < LONGEST)?;
    let date = date_in(text.get(..end)?)?;
    Some(Dateline { end: end + words.end.len(), date: Some(date), agency: Some(0..agency) })
}

fn date_in(text: &str) -> Option<Range<usize>> {
    find_figures(text)
        .into_iter()
        .find(|figure| figure.sort == FigureSort::Date)
        .map(|date| date.at)
}

#[cfg(test)]
mod tests {
    use super::super::hints::Hints;
    use super::*;

    #[test]
    fn datelines_of_agencies() {
        let hints = Hints::built_in().unwrap();
        for (text, expected) in [
            (
                "BEIJING, May 24, 2017 (Xinhua) -- The",
                "May 24, 2017; Xinhua; BEIJING, May 24, 2017 (Xinhua) --",
            ),
            ("NAIROBI (Reuters) - The", "; Reuters; NAIROBI (Reuters) - "),
            ("BEIJING, Oct. 22 — The", "Oct. 22; ; BEIJING, Oct. 22 —"),
            ("新华社北京5月24日电 深圳", "5月24日; 新华社; 新华社北京5月24日电"),
            ("The port (2017) -- a new one", "none"),
            ("A train came in May 2017 — the first", "none"),
            ("海关总署说，通电", "none"),
        ] {
            let words =
                |at: Option<Range<usize>>| at.and_then(|at| text.get(at)).unwrap_or_default();
            let found = find_dateline(text, &hints.dateline);
            let found = found.map_or("none".to_owned(), |line| {
                format!("{}; {}; {}", words(line.date), words(line.agency), &text[..line.end])
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
