//! The places of periods without rows, between the bars of years, quarters or months.

use super::Bar;

/// The longest gap whose places are all shown; a longer one is a single place.
const LONGEST: i64 = 12;
/// The name of a longer gap.
const LONGER: &str = "…";

/// Adds an empty place for each period between two bars that follow each other in time, whichever way.
pub(super) fn with_gaps(bars: Vec<Bar>) -> Vec<Bar> {
    let mut shown: Vec<Bar> = Vec::new();
    for bar in bars {
        let before = shown.last().and_then(|last| period_of_label(&last.label));
        if let (Some((per_year, from)), Some((next, to))) = (before, period_of_label(&bar.label))
            && per_year == next
        {
            shown.extend(periods_between(from, to, per_year).into_iter().map(empty_bar));
        }
        shown.push(bar);
    }
    shown
}

/// Names the periods between two.
fn periods_between(from: i64, to: i64, per_year: i64) -> Vec<String> {
    match (to - from).abs() - 1 {
        ..1 => vec![],
        count @ 1..=LONGEST => {
            (1..=count).map(|n| period_label(from + n * (to - from).signum(), per_year)).collect()
        }
        _ => vec![LONGER.to_owned()],
    }
}

/// Reads a year (`2020`), a quarter (`2020Q3`) or a month (`2020-08`): how many of them a year has, and its number from year 0.
fn period_of_label(text: &str) -> Option<(i64, i64)> {
    let (per_year, year, part) = match (text.split_once('Q'), text.split_once('-')) {
        (Some((year, quarter)), _) => (4, year, quarter),
        (_, Some((year, month))) => (12, year, month),
        _ => (1, text, "1"),
    };
    let (year, part): (i64, i64) = (year.parse().ok()?, part.parse().ok()?);
    (1..=per_year).contains(&part).then_some((per_year, year * per_year + part - 1))
}

fn period_label(period: i64, per_year: i64) -> String {
    let (year, part) = (period / per_year, period % per_year + 1);
    match per_year {
        1 => format!("{year:04}"),
        4 => format!("{year:04}Q{part}"),
        _ => format!("{year:04}-{part:02}"),
    }
}

fn empty_bar(label: String) -> Bar {
    Bar { label, text: String::new(), certain: true, range: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_without_rows_have_places() {
        let places = |labels: &[&str]| {
            let bars = labels.iter().map(|label| empty_bar((*label).to_owned())).collect();
            let labels = with_gaps(bars).into_iter().map(|bar| bar.label);
            labels.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(places(&["2019", "2020", "2023", "·"]), "2019 2020 2021 2022 2023 ·");
        assert_eq!(places(&["2023", "2021"]), "2023 2022 2021");
        assert_eq!(places(&["2019Q3", "2020Q2"]), "2019Q3 2019Q4 2020Q1 2020Q2");
        assert_eq!(places(&["2019-11", "2020-02"]), "2019-11 2019-12 2020-01 2020-02");
        assert_eq!(places(&["2001", "2014", "2028"]).split(' ').count(), 16);
        assert_eq!(places(&["2001", "2015"]), "2001 … 2015");
        assert_eq!(
            places(&["2020", "2020-03", "2020-99", "·", "2025"]),
            "2020 2020-03 2020-99 · 2025"
        );
    }
}
