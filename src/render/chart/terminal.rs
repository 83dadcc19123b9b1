//! Charts of characters: a line for each row, its bar between the label and the value.

use std::io::{self, Write};

use super::{Bar, Drawing, UnitChart};
use crate::answer::{Column, Row};
use crate::render::footnotes::Footnotes;
use crate::render::{Render, RenderOptions};
use crate::text::{cut_to_width, display_width, pad_to_width, wrap};

/// The width if there is no terminal.
const WIDE: u16 = 100;
/// The widest label and the widest value on a terminal, in parts of its width.
const LABEL: usize = 3;
const TEXT: usize = 2;
/// The narrowest chart.
const NARROW: usize = 10;

const SOLID: &str = "█";
const LIGHT: &str = "▒";
const OPEN: &str = "▶";
const OPEN_BELOW: &str = "◀";
/// The ends of bars, in eighths of a character.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Draws an answer as bars.
pub(in crate::render) struct Chart<'w> {
    out: &'w mut dyn Write,
    options: RenderOptions,
    drawing: Drawing,
    footnotes: Footnotes,
}

impl<'w> Chart<'w> {
    /// Makes a renderer that writes to `out`.
    pub(in crate::render) fn new(options: RenderOptions, out: &'w mut dyn Write) -> Self {
        let footnotes = Footnotes::with_bracket_marks();
        Self { out, options, drawing: Drawing::default(), footnotes }
    }
}

impl Render for Chart<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.drawing = Drawing::new(columns, &self.options);
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let footnotes = &mut self.footnotes;
        self.drawing.add(row, |at, text| footnotes.with_marks(text, row, at));
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let width = usize::from(self.options.width.unwrap_or(WIDE));
        let charts = self.drawing.charts();
        for chart in &charts {
            chart.lines(width).iter().try_for_each(|line| writeln!(self.out, "{line}"))?;
            writeln!(self.out)?;
        }
        if let Some(legend) = chart_legend(&charts) {
            writeln!(self.out, "{legend}")?;
        }
        if let Some(missing) = self.drawing.undrawn_text() {
            writeln!(self.out, "{}", wrap(&missing, self.options.width, ""))?;
        }
        if !self.options.bare {
            writeln!(self.out, "{}", self.options.count_of_rows(self.drawing.rows))?;
        }
        self.footnotes.write(self.out, self.options.width)?;
        self.out.flush()
    }
}

impl UnitChart {
    fn lines(&self, columns: usize) -> Vec<String> {
        let widest =
            |text: fn(&Bar) -> &String| self.bars.iter().map(|bar| display_width(text(bar))).max();
        let mark = usize::from(self.bars.iter().any(|bar| !bar.certain)) * 2;
        let label = widest(|bar| &bar.label).unwrap_or(0).min(columns / LABEL);
        let text = widest(|bar| &bar.text).unwrap_or(0).min(columns / TEXT);
        let room = columns.saturating_sub(mark + label + text + 4).max(NARROW);
        let line = |bar: &Bar| {
            let sign = match (mark, bar.certain) {
                (0, _) => "",
                (_, true) => "  ",
                (_, false) => "? ",
            };
            let drawn = bar.range.map(|range| self.bar_characters(range, room)).unwrap_or_default();
            let (name, value) = (
                pad_to_width(&cut_to_width(&bar.label, label), label),
                cut_to_width(&bar.text, text),
            );
            format!("{sign}{name}  {}  {value}", pad_to_width(&drawn, room)).trim_end().to_owned()
        };
        std::iter::once(self.heading.clone())
            .chain(self.bars.iter().map(line))
            .chain(self.unknown_text())
            .collect()
    }

    /// Draws a bar in a room of characters.
    fn bar_characters(&self, range: super::Range, room: usize) -> String {
        let parts = self.bar_parts(range);
        let (from, to) = (parts.solid.0.min(parts.light.0), parts.solid.1.max(parts.light.1));
        if parts.light.1 - parts.light.0 <= 0.0 && from <= 0.0 {
            return whole_bar(to, room);
        }
        let cells =
            nearest_place(from, room)..nearest_place(to, room).max(nearest_place(from, room) + 1);
        let solid = nearest_place(parts.solid.0, room)..nearest_place(parts.solid.1, room);
        let mut drawn = " ".repeat(cells.start);
        for at in cells.clone() {
            let (first, last) = (at == cells.start, at + 1 == cells.end);
            drawn.push_str(match () {
                () if last && range.high.is_none() => OPEN,
                () if first && range.low.is_none() => OPEN_BELOW,
                () if solid.contains(&at) => SOLID,
                () => LIGHT,
            });
        }
        drawn
    }
}

/// Draws a certain bar from the left edge, to an eighth of a character.
fn whole_bar(share: f64, room: usize) -> String {
    let eighths = nearest_place(share, room * 8);
    let end = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    // Something is never drawn as nothing.
    if eighths == 0 && share > 0.0 {
        return "▏".to_owned();
    }
    SOLID.repeat(eighths / 8) + end
}

/// Returns the place in the room that is nearest to a share.
fn nearest_place(share: f64, room: usize) -> usize {
    let room = f64::from(u32::try_from(room).unwrap_or(u32::MAX));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is rounded and within the room"
    )]
    let place = (share.clamp(0.0, 1.0) * room).round() as usize;
    place
}

/// Explains the signs of bars that aren't only solid.
fn chart_legend(charts: &[UnitChart]) -> Option<String> {
    let ranges = || charts.iter().flat_map(|chart| &chart.bars).filter_map(|bar| bar.range);
    let is_open_above = ranges().any(|range| range.high.is_none());
    let is_open_below = ranges().any(|range| range.low.is_none());
    let is_light = ranges().any(|range| range.low != range.high);
    let signs = [
        (is_light, format!("{SOLID} certain  {LIGHT} possible")),
        (is_open_above, format!("  {OPEN} no upper end")),
        (is_open_below, format!("  {OPEN_BELOW} no lower end")),
    ];
    is_light.then(|| signs.into_iter().filter(|sign| sign.0).map(|sign| sign.1).collect::<String>())
}
