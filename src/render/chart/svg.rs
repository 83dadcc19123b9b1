//! Charts as SVG: bars for groups, columns for what follows in time.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Bar, Drawing, UnitChart};
use crate::answer::{Column, Row};
use crate::render::html::escape_html;
use crate::render::{Render, RenderOptions};
use crate::text::clean::clean;
use crate::text::{cut_to_width, display_width};

/// The width of a chart of bars, and the room for its longest labels and values.
const WIDE: f64 = 760.0;
const LABEL: usize = 34;
const TEXT: usize = 40;
/// The width of a narrow character; a wide one has two.
const CHARACTER: f64 = 7.2;
/// The height of a line with a bar, and of the bar.
const LINE: f64 = 24.0;
const THICK: f64 = 14.0;
/// The length of the arrow at an open end.
const TIP: f64 = 8.0;
/// The height of the columns of a chart over time.
const TALL: f64 = 180.0;
/// The most characters above a column.
const ABOVE: usize = 24;

/// The look of charts in a file of their own; a page has its own style.
const STYLE: &str = "svg{font:13px system-ui,'Segoe UI','Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;color:#222;background:#fff}\
text{fill:currentColor}.h{font-weight:600}.d{fill-opacity:.65}.s,.l,.o{fill:#1f5fa8}.l{fill-opacity:.35}.o{fill-opacity:.6}\
@media(prefers-color-scheme:dark){svg{color:#e6e6e6;background:#1b1b1b}.s,.l,.o{fill:#6ea8e6}}";

/// Writes an answer as a picture.
pub(in crate::render) struct Svg<'w> {
    out: &'w mut dyn Write,
    options: RenderOptions,
    drawing: Drawing,
    answer: u64,
}

impl<'w> Svg<'w> {
    /// Makes a renderer that writes to `out`.
    pub(in crate::render) fn new(options: RenderOptions, out: &'w mut dyn Write) -> Self {
        let answer = options.document.next_answer();
        Self { out, options, drawing: Drawing::default(), answer }
    }
}

impl Render for Svg<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        if self.answer > 1 {
            let sentence = "a picture can show only one answer; write each to a file of its own";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, sentence));
        }
        self.drawing = Drawing::new(columns, &self.options);
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.drawing.add(row, |_, text| text.to_owned());
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let (mut body, mut at, mut wide) = (String::new(), 0.0, WIDE);
        for chart in self.drawing.charts() {
            let (width, height, drawn) = chart.draw_svg();
            let _ = write!(body, "<g transform=\"translate(0 {at})\">{drawn}</g>");
            wide = f64::max(wide, width);
            at += height + LINE;
        }
        if let Some(line) = self.drawing.undrawn_text() {
            let _ = write!(
                body,
                "<text class=\"d\" x=\"8\" y=\"{}\">{}</text>",
                at + 16.0,
                escape_html(&line)
            );
            at += LINE;
        }
        if at <= 0.0 {
            let count = escape_html(&self.options.count_of_rows(self.drawing.rows));
            let _ = write!(body, "<text class=\"d\" x=\"8\" y=\"16\">{count}</text>");
            at = LINE;
        }
        let title = escape_html(&clean(&self.options.query.text));
        writeln!(
            self.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{at}\" viewBox=\"0 0 {wide} {at}\" role=\"img\"><title>{title}</title><style>{STYLE}</style>{body}</svg>"
        )?;
        self.out.flush()
    }
}

/// Returns the charts of a page.
pub(in crate::render) fn svg_figures(drawing: &Drawing) -> String {
    let of = |chart: UnitChart| {
        let (wide, tall, drawn) = chart.draw_svg();
        let title = escape_html(&chart.heading);
        format!(
            "<figure class=\"chart\"><svg width=\"{wide}\" height=\"{tall}\" viewBox=\"0 0 {wide} {tall}\" role=\"img\" aria-label=\"{title}\">{drawn}</svg></figure>\n"
        )
    };
    drawing.charts().into_iter().map(of).collect()
}

impl UnitChart {
    /// Draws the chart; returns its width, its height and the elements.
    fn draw_svg(&self) -> (f64, f64, String) {
        let mut drawn = text_element((8.0, 16.0), "h", "start", &self.heading);
        let (wide, mut tall) =
            if self.over_time { self.draw_columns(&mut drawn) } else { self.draw_bars(&mut drawn) };
        if let Some(unknown) = self.unknown_text() {
            drawn += &text_element((8.0, tall + 16.0), "d", "start", &unknown);
            tall += LINE;
        }
        (wide, tall, drawn)
    }

    fn draw_bars(&self, drawn: &mut String) -> (f64, f64) {
        let widest = |most: usize, text: fn(&Bar) -> &String| {
            let widths = self.bars.iter().map(|bar| display_width(text(bar)).min(most));
            width_in_pixels(widths.max().unwrap_or(0))
        };
        let (label, text) = (widest(LABEL, |bar| &bar.label), widest(TEXT, |bar| &bar.text));
        let left = 8.0 + label + 10.0;
        let room = WIDE - left - text - 18.0;
        let mut top = LINE;
        for bar in &self.bars {
            let line = top + 16.0;
            *drawn += &text_element(
                (8.0 + label, line),
                bar_class(bar),
                "end",
                &cut_to_width(&bar_label(bar), LABEL),
            );
            *drawn += &text_element(
                (left + room + 10.0, line),
                bar_class(bar),
                "start",
                &cut_to_width(&bar.text, TEXT),
            );
            let edge = top + (LINE - THICK) / 2.0;
            if let Some(parts) = bar.range.map(|range| self.bar_parts(range)) {
                for (class, (from, to)) in [("s", parts.solid), ("l", parts.light)] {
                    *drawn += &rect_element(
                        class,
                        (left + from * room, edge),
                        ((to - from) * room, THICK),
                    );
                }
                // An arrow at an end that isn't there.
                for (is_open, at, tip) in [
                    (parts.is_open.0, left, left - TIP),
                    (parts.is_open.1, left + room, left + room + TIP),
                ] {
                    let (above, below) = (edge - 2.0, edge + THICK + 2.0);
                    let corners = [(at, above), (at, below), (tip, edge + THICK / 2.0)];
                    *drawn += &arrow_element(is_open, corners);
                }
            }
            top += LINE;
        }
        (WIDE, top + 6.0)
    }

    fn draw_columns(&self, drawn: &mut String) -> (f64, f64) {
        let widest = self
            .bars
            .iter()
            .map(|bar| display_width(&bar.label).max(display_width(&bar.text).min(ABOVE)));
        let step = width_in_pixels(widest.max().unwrap_or(0)).max(30.0) + 12.0;
        let (top, thick) = (LINE + 26.0, (step - 12.0).min(40.0));
        for (at, bar) in (0_u32..).zip(&self.bars) {
            let middle = 8.0 + step * (f64::from(at) + 0.5);
            let mut above = top + TALL;
            if let Some(parts) = bar.range.map(|range| self.bar_parts(range)) {
                for (class, (from, to)) in [("s", parts.solid), ("l", parts.light)] {
                    let corner = (middle - thick / 2.0, top + (1.0 - to) * TALL);
                    *drawn += &rect_element(class, corner, (thick, (to - from) * TALL));
                    above = f64::min(above, corner.1);
                }
                for (is_open, at, tip) in [
                    (parts.is_open.0, top + TALL, top + TALL + TIP),
                    (parts.is_open.1, top, top - TIP),
                ] {
                    let (left, right) = (middle - thick / 2.0 - 2.0, middle + thick / 2.0 + 2.0);
                    *drawn += &arrow_element(is_open, [(left, at), (right, at), (middle, tip)]);
                }
                if parts.is_open.1 {
                    above -= TIP + 2.0;
                }
            }
            *drawn += &text_element(
                (middle, above - 6.0),
                bar_class(bar),
                "middle",
                &cut_to_width(&bar.text, ABOVE),
            );
            *drawn += &text_element(
                (middle, top + TALL + 20.0),
                bar_class(bar),
                "middle",
                &bar_label(bar),
            );
        }
        let wide = 16.0 + step * f64::from(u32::try_from(self.bars.len()).unwrap_or(u32::MAX));
        (wide.max(WIDE), top + TALL + 32.0)
    }
}

/// Returns the label of a bar; a row that only may match has a question mark.
fn bar_label(bar: &Bar) -> String {
    if bar.certain { bar.label.clone() } else { format!("? {}", bar.label) }
}

fn bar_class(bar: &Bar) -> &'static str {
    if bar.range.is_some() { "" } else { "d" }
}

fn width_in_pixels(columns: usize) -> f64 {
    CHARACTER * f64::from(u32::try_from(columns).unwrap_or(u32::MAX))
}

fn text_element((x, y): (f64, f64), class: &str, anchor: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = escape_html(text);
    format!(
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
    )
}

fn rect_element(class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) -> String {
    if width <= 0.0 || height <= 0.0 {
        return String::new();
    }
    // Something is never drawn as nothing.
    let (width, height) = (width.max(1.0), height.max(1.0));
    format!(
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
    )
}

/// Draws the arrow of an open end.
fn arrow_element(is_open: bool, corners: [(f64, f64); 3]) -> String {
    if !is_open {
        return String::new();
    }
    let points: Vec<String> = corners.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    format!("<polygon class=\"o\" points=\"{}\"/>", points.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Cell, Shape};
    use crate::render::sample::{
        render_sample, sample_amount, sample_column, sample_row, sample_text,
    };
    use crate::render::{Format, OutputDocument};

    fn options() -> RenderOptions {
        RenderOptions { keys: 1, ..RenderOptions::for_file("group", "groups") }
    }

    #[test]
    fn what_follows_in_time_stands_in_columns() {
        let columns =
            [sample_column("date.year", Shape::Text), sample_column("count", Shape::Integer)];
        let rows = [("2019", 1), ("2020", 4)];
        let rows = rows.map(|(year, n)| sample_row(vec![sample_text(year), Cell::Integer(n)]));
        let drawn = render_sample(Format::Svg, options(), &columns, &rows);
        let bars: Vec<&str> = drawn.split("<rect class=\"s\" ").skip(1).collect();
        let of = |name: &str| {
            let value = |bar: &&str| {
                let rest = bar.split_once(&format!("{name}=\"")).unwrap().1;
                rest.split('"').next().unwrap().parse::<f64>().unwrap()
            };
            bars.iter().map(value).collect::<Vec<_>>()
        };
        assert_eq!(of("height"), [45.0, 180.0]);
        let (top, tall) = (of("y"), of("height"));
        assert!((top[0] + tall[0] - top[1] - tall[1]).abs() < 0.01, "they stand on one line");
        assert!(of(" x").first() < of(" x").last(), "{drawn}");
    }

    #[test]
    fn an_end_that_is_not_there_is_an_arrow() {
        let columns =
            [sample_column("date.year", Shape::Text), sample_column("growth", Shape::Amount)];
        let points = |keys: usize| {
            let year = if keys == 1 { "2020" } else { "last year" };
            let rows = [(None, Some("-5")), (Some("-5"), Some("5")), (Some("5"), None)].map(
                |(low, high)| {
                    sample_row(vec![sample_text(year), sample_amount("x", low, high, "%")])
                },
            );
            let options = RenderOptions { keys, ..options() };
            let drawn = render_sample(Format::Svg, options, &columns, &rows);
            let arrows = drawn.split("<polygon class=\"o\" points=\"").skip(1);
            arrows.map(|arrow| arrow.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        // Columns: at the bottom, pointing down; at the top, pointing up.
        assert_eq!(
            points(1),
            ["12.0,230.0 46.0,230.0 29.0,238.0", "96.0,50.0 130.0,50.0 113.0,42.0"]
        );
        // Bars: at the left, pointing left; at the right, pointing right.
        assert_eq!(
            points(0),
            ["82.8,27.0 82.8,45.0 74.8,36.0", "734.8,75.0 734.8,93.0 742.8,84.0"]
        );
    }

    #[test]
    fn data_are_never_markup() {
        let columns =
            [sample_column("</text><script>", Shape::Text), sample_column("a&b", Shape::Amount)];
        let hostile = "<script>\"'\u{202e}";
        let rows = [sample_row(vec![
            sample_text(hostile),
            sample_amount(hostile, Some("1"), None, "<b>"),
        ])];
        let drawn = render_sample(Format::Svg, options(), &columns, &rows);
        assert!(!drawn.contains("<script") && !drawn.contains("<b>"), "{drawn}");
        assert!(!drawn.contains('\u{202e}') && drawn.contains("a&amp;b, in &lt;b&gt;"), "{drawn}");
    }

    #[test]
    fn a_picture_holds_one_answer() {
        let options = RenderOptions { document: OutputDocument::default(), ..options() };
        let columns = [sample_column("count", Shape::Integer)];
        for is_first in [true, false] {
            let mut out = Vec::new();
            let begun = Svg::new(options.clone(), &mut out).begin(&columns);
            assert_eq!(begun.is_ok(), is_first);
        }
    }
}
