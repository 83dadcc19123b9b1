//! Charts of amounts that sources give as ranges. A bar is solid up to the certain value, lighter up to the possible one, and
//! open if there is no upper end. Each column of numbers has a chart of its own for every unit, so that no chart mixes units.
//!
//! [`Drawing`] collects the rows of an answer; `terminal` and `svg` draw its charts.

mod gaps;
mod svg;
mod terminal;

use crate::answer::{Cell, Column, Row, Shape, distinct_items};
use crate::text::clean::clean;
use crate::text::count_noun;

use super::{RenderOptions, UNKNOWN, cell_text};
use gaps::with_gaps;

pub(super) use svg::{Svg, svg_figures};
pub(super) use terminal::Chart;

/// The most rows that are drawn.
const MOST: u64 = 200;
/// The parts of a date that groups have as keys.
const TIMES: [&str; 3] = [".year", ".quarter", ".month"];

/// An answer as charts.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    columns: Vec<Column>,
    /// The columns whose texts label the bars.
    labels: Vec<usize>,
    /// The columns of numbers.
    measured: Vec<usize>,
    over_time: bool,
    bars: Vec<NewBar>,
    rows: u64,
}

/// A bar of one column, in the order of the rows.
#[derive(Debug)]
struct NewBar {
    column: usize,
    /// The unit of its value; `None` means that the row has no value.
    unit: Option<String>,
    bar: Bar,
}

/// The bars of one column in one unit.
#[derive(Debug, Default, PartialEq)]
pub(super) struct UnitChart {
    /// The column and its unit: `sum of investment, in CNY`.
    heading: String,
    /// Whether the bars follow each other in time.
    over_time: bool,
    bars: Vec<Bar>,
    /// The number of rows without a value, if they have no bar here.
    unknown: u64,
}

/// One value and its range.
#[derive(Debug, Clone, PartialEq)]
struct Bar {
    label: String,
    /// The value as the answer words it, with its marks.
    text: String,
    /// Whether the row certainly belongs to the answer.
    certain: bool,
    range: Option<Range>,
}

/// The range of a value; an end that is `None` is open.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Range {
    low: Option<f64>,
    high: Option<f64>,
}

/// The parts of a bar as shares of the width of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
struct BarParts {
    /// The certain part.
    solid: (f64, f64),
    /// The possible part, which touches it.
    light: (f64, f64),
    /// Whether the possible part has no lower end, and whether it has no upper end.
    is_open: (bool, bool),
}

impl Drawing {
    /// Begins with the columns of an answer.
    pub(super) fn new(columns: &[Column], options: &RenderOptions) -> Self {
        let is_key = |at: usize| at < options.keys;
        let is_number = |at: usize, column: &Column| {
            !is_key(at) && matches!(column.shape, Shape::Integer | Shape::Amount)
        };
        let (measured, labels): (Vec<_>, Vec<_>) =
            columns.iter().enumerate().partition(|(at, column)| is_number(*at, column));
        let is_time = |column: &Column| {
            column.shape == Shape::Date || TIMES.iter().any(|part| column.name.ends_with(part))
        };
        let over_time = options.keys == 1 && columns.first().is_some_and(is_time);
        // Of an answer without groups, the first column names the row.
        let most = if options.keys > 0 { options.keys } else { 1 };
        Self {
            columns: columns.to_vec(),
            labels: labels.into_iter().map(|(at, _)| at).take(most).collect(),
            measured: measured.into_iter().map(|(at, _)| at).collect(),
            over_time,
            ..Self::default()
        }
    }

    /// Adds a row; `marked` writes the value of a column with its marks.
    pub(super) fn add(&mut self, row: &Row, mut marked: impl FnMut(usize, &str) -> String) {
        self.rows += 1;
        if self.rows > MOST {
            return;
        }
        let texts = self.labels.iter().filter_map(|at| row.cells.get(*at));
        let label = texts.map(|cell| cell_text(cell, UNKNOWN)).collect::<Vec<_>>().join(", ");
        let label = if self.labels.is_empty() { self.rows.to_string() } else { label };
        for column in self.measured.clone() {
            let cell = row.cells.get(column).unwrap_or(&Cell::Unknown);
            let values = cell_values(cell);
            let known = values.iter().any(|(unit, ..)| unit.is_some());
            for (unit, range, text) in values {
                // Beside values in some units, nothing is unknown.
                if unit.is_none() && known {
                    continue;
                }
                let (label, text) = (label.clone(), marked(column, &text));
                let bar = Bar { label, text, certain: row.certain, range };
                self.bars.push(NewBar { column, unit, bar });
            }
        }
    }

    /// Returns the charts, by column and then by the first value in each unit.
    pub(super) fn charts(&self) -> Vec<UnitChart> {
        self.measured.iter().flat_map(|column| self.charts_of(*column)).collect()
    }

    fn charts_of(&self, column: usize) -> Vec<UnitChart> {
        let of_column = || self.bars.iter().filter(move |new| new.column == column);
        let known = of_column().filter(|new| new.unit.is_some());
        let mut units = distinct_items(known.map(|new| new.unit.as_ref()));
        let name = self.columns.get(column).map(|column| column.name.clone());
        let name = name.unwrap_or_default();
        let alone = units.len() < 2;
        if units.is_empty() && of_column().next().is_some() {
            units.push(None);
        }
        let chart = |unit: Option<&String>| {
            let in_unit = |new: &&NewBar| new.unit.as_ref() == unit || alone && new.unit.is_none();
            let unknown = of_column().filter(|new| new.unit.is_none()).count() as u64;
            let bars = of_column().filter(in_unit).map(|new| new.bar.clone()).collect();
            let named = unit.filter(|unit| !unit.is_empty());
            UnitChart {
                heading: named
                    .map_or_else(|| name.clone(), |unit| format!("{name}, in {}", clean(unit))),
                over_time: self.over_time,
                bars: if self.over_time { with_gaps(bars) } else { bars },
                unknown: if alone { 0 } else { unknown },
            }
        };
        units.into_iter().map(chart).collect()
    }

    /// Returns a sentence on what isn't drawn.
    pub(super) fn undrawn_text(&self) -> Option<String> {
        if self.measured.is_empty() {
            return Some("no column of this answer has numbers to draw; `show` one, or `show count` by a group".to_owned());
        }
        (self.rows > MOST).then(|| format!("only the first {MOST} of {} rows are drawn", self.rows))
    }
}

/// Returns the values of a cell with their units, ranges and wordings. How many of how many are known is said of each.
fn cell_values(cell: &Cell) -> Vec<(Option<String>, Option<Range>, String)> {
    let end = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
    match cell {
        Cell::Integer(n) => {
            #[expect(clippy::cast_precision_loss, reason = "a bar needs no more")]
            let n = Some(*n as f64);
            vec![(Some(String::new()), Some(Range { low: n, high: n }), cell_text(cell, UNKNOWN))]
        }
        Cell::Amount { low, high, unit, .. } => {
            let range = Range { low: end(low), high: end(high) };
            let is_known = range.low.is_some() || range.high.is_some();
            let unit = is_known.then(|| unit.clone());
            vec![(unit, is_known.then_some(range), cell_text(cell, UNKNOWN))]
        }
        Cell::List(cells) if !cells.is_empty() => {
            let mut found: Vec<_> = cells.iter().flat_map(cell_values).collect();
            let last = found.last().map(|(.., text)| text.clone()).unwrap_or_default();
            let behind = last.rfind(" (").and_then(|at| last.get(at..)).unwrap_or_default();
            let others = found.len().saturating_sub(1);
            found.iter_mut().take(others).for_each(|(.., text)| text.push_str(behind));
            found
        }
        _ => vec![(None, None, cell_text(cell, UNKNOWN))],
    }
}

impl UnitChart {
    /// Returns the line for rows without a value that have no bar; `None` if there are none.
    fn unknown_text(&self) -> Option<String> {
        (self.unknown > 0)
            .then(|| format!("{} no value", count_noun(self.unknown, "row has", "rows have")))
    }

    /// Returns the least and the greatest value that the chart has room for; zero is always among them.
    fn domain(&self) -> (f64, f64) {
        let ranges = || self.bars.iter().filter_map(|bar| bar.range);
        let ends = || ranges().flat_map(|range| [range.low, range.high]).flatten();
        let (least, most) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
        let room = (most - least) / 8.0;
        let open_above = ranges().any(|range| range.high.is_none());
        let open_below = ranges().any(|range| range.low.is_none());
        let (least, most) = (
            if open_below { least - room } else { least },
            if open_above { most + room } else { most },
        );
        if most > least { (least, most) } else { (least, least + 1.0) }
    }

    /// Returns the parts of a bar.
    fn bar_parts(&self, range: Range) -> BarParts {
        let (least, most) = self.domain();
        let at = |value: f64| (value - least) / (most - least);
        let (low, high) = (range.low.unwrap_or(least), range.high.unwrap_or(most));
        let zero = 0.0_f64;
        // The part between zero and the nearer end is certain.
        let sure = if low > zero {
            low
        } else if high < zero {
            high
        } else {
            zero
        };
        let solid = (at(sure.min(zero)), at(sure.max(zero)));
        let light = (at(low), at(high));
        let is_open = (range.low.is_none(), range.high.is_none());
        BarParts { solid, light, is_open }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{sample_amount, sample_column, sample_row, sample_text};

    fn drawing(keys: usize, columns: &[Column], rows: &[Row]) -> Drawing {
        let options = RenderOptions { keys, ..RenderOptions::for_file("group", "groups") };
        let mut drawing = Drawing::new(columns, &options);
        for row in rows {
            drawing.add(row, |_, text| text.to_owned());
        }
        drawing
    }

    #[test]
    fn no_chart_mixes_units() {
        let columns =
            [sample_column("city", Shape::Text), sample_column("sum of investment", Shape::Amount)];
        let rows = [
            sample_row(vec![
                sample_text("Qingdao"),
                Cell::List(vec![
                    sample_amount("5bn CNY", Some("5"), Some("5"), "CNY"),
                    sample_amount("1m USD (3 of 4 known)", Some("1"), Some("1"), "USD"),
                ]),
            ]),
            sample_row(vec![
                sample_text("青岛"),
                sample_amount("unknown (0 of 1 known)", None, None, ""),
            ]),
        ];
        let charts = drawing(1, &columns, &rows).charts();
        let seen: Vec<(&str, Vec<&str>, u64)> = charts
            .iter()
            .map(|chart| {
                let texts = chart.bars.iter().map(|bar| bar.text.as_str()).collect();
                (chart.heading.as_str(), texts, chart.unknown)
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("sum of investment, in CNY", vec!["5bn CNY (3 of 4 known)"], 1),
                ("sum of investment, in USD", vec!["1m USD (3 of 4 known)"], 1),
            ]
        );
    }

    #[test]
    fn a_bar_is_solid_as_far_as_the_value_is_certain() {
        let bar = |low, high| {
            let range = Some(Range { low, high });
            Bar { label: String::new(), text: String::new(), certain: true, range }
        };
        let of = |bars: &[Bar], at: usize| {
            let chart = UnitChart { bars: bars.to_vec(), ..UnitChart::default() };
            chart.bar_parts(bars[at].range.unwrap())
        };
        let bars = [bar(Some(5.0), Some(10.0)), bar(Some(10.0), Some(10.0))];
        assert_eq!(
            of(&bars, 0),
            BarParts { solid: (0.0, 0.5), light: (0.5, 1.0), is_open: (false, false) }
        );
        assert_eq!(
            of(&bars, 1),
            BarParts { solid: (0.0, 1.0), light: (1.0, 1.0), is_open: (false, false) }
        );
        // An open end reaches the edge, beyond the largest value.
        let open = of(&[bar(Some(7.0), None), bar(Some(8.0), Some(8.0))], 0);
        assert!(
            open.is_open == (false, true) && open.light.1 >= 1.0 && open.solid.1 < 0.8,
            "{open:?}"
        );
        // Below zero the certain part is the one near zero.
        let negative = of(&[bar(Some(-10.0), Some(-5.0))], 0);
        assert_eq!(
            negative,
            BarParts { solid: (0.5, 1.0), light: (0.0, 0.5), is_open: (false, false) }
        );
        let both = of(&[bar(Some(-5.0), Some(5.0))], 0);
        assert_eq!(
            both,
            BarParts { solid: (0.5, 0.5), light: (0.0, 1.0), is_open: (false, false) }
        );
    }
}
