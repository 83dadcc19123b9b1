//! The table for people: a heading, one thin rule, rows, and a count at the end.
//!
//! Rows are drawn in chunks, with the column widths of the first chunk, so memory use is constant. On a terminal a wide cell
//! is wrapped, then cut with `…`, and the last line names the columns that were cut. Elsewhere nothing is wrapped or cut: a
//! later cell wider than its column only shifts its own row.

mod layout;
mod tests;

use std::io::{self, Write};
use std::mem;

use anstyle::{AnsiColor, Style};
use comfy_table::{
    self as comfy, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle,
};

use super::footnotes::Footnotes;
use super::{Render, RenderOptions, cell_text, styled};
use crate::answer::{Column, Row, Shape};
use crate::text::{display_width, list_and, wrap};
use layout::{GAP, Need, fit_columns, natural_widths, row_fits};

/// The number of rows drawn together; the first chunk decides the widths.
const CHUNK: usize = 1000;

/// The most lines of a cell on a terminal.
const LINES: usize = 3;

/// The table library counts widths in 16 bits; a cell wider than this is wrapped even off a terminal.
const WIDEST: usize = 60_000;

/// The width of row numbers while the number of rows is unknown.
const NUMBER: usize = 7;

/// A placeholder for the sign of an unknown value until a line is drawn: as wide as the sign, and never in cleaned data.
const UNKNOWN: char = '\u{1}';

/// A placeholder for the mark of an uncertain row.
const MARK: char = '\u{2}';

/// Collects rows and draws them.
pub(super) struct Table<'w> {
    out: &'w mut dyn Write,
    options: RenderOptions,
    columns: Vec<TableColumn>,
    /// The number of the answer's own columns.
    values: usize,
    /// The rows not drawn yet.
    pending: Vec<Vec<String>>,
    /// The widths of the columns shown, known after the first chunk.
    widths: Option<Vec<usize>>,
    rows: u64,
    footnotes: Footnotes,
}

/// A column of the table.
struct TableColumn {
    heading: String,
    right: bool,
    rigid: bool,
    cut: bool,
}

impl TableColumn {
    /// Makes a column beside those of the answer.
    fn of_heading(heading: &str) -> Self {
        Self { heading: heading.to_owned(), right: false, rigid: true, cut: false }
    }
}

impl<'w> Table<'w> {
    /// Makes a renderer that writes to `out`.
    pub(super) fn new(options: RenderOptions, out: &'w mut dyn Write) -> Self {
        Self {
            out,
            options,
            columns: Vec::new(),
            values: 0,
            pending: Vec::new(),
            widths: None,
            rows: 0,
            footnotes: Footnotes::with_bracket_marks(),
        }
    }

    /// Draws the rows collected so far, the first chunk with the heading.
    fn draw_pending(&mut self) -> io::Result<()> {
        let rows = mem::take(&mut self.pending);
        if rows.is_empty() {
            return Ok(());
        }
        let widths = if let Some(widths) = self.widths.take() {
            widths
        } else {
            let widths = self.decide_widths(&rows);
            self.draw_heading(&widths)?;
            widths
        };
        if self.options.width.is_some() {
            self.note_cuts(&rows, &widths);
            self.draw(&rows, &widths)?;
        } else {
            // A row that is too wide is drawn alone, so that it shifts no other row.
            for run in rows.chunk_by(|a, b| row_fits(a, &widths) && row_fits(b, &widths)) {
                let grown: Vec<usize> =
                    natural_widths(run, &widths).into_iter().map(|w| w.min(WIDEST)).collect();
                self.draw(run, &grown)?;
            }
        }
        self.widths = Some(widths);
        Ok(())
    }

    /// Decides the widths: those the first rows need, fitted to the terminal.
    fn decide_widths(&self, rows: &[Vec<String>]) -> Vec<usize> {
        let mut least: Vec<usize> =
            self.columns.iter().map(|c| display_width(&c.heading)).collect();
        if self.options.numbered && rows.len() == CHUNK {
            least.first_mut().into_iter().for_each(|first| *first = NUMBER);
        }
        let natural = natural_widths(rows, &least).into_iter().map(|wide| wide.clamp(1, WIDEST));
        let Some(room) = self.options.width else { return natural.collect() };
        let needs: Vec<Need> = natural
            .zip(&self.columns)
            .map(|(natural, column)| Need { natural, rigid: column.rigid })
            .collect();
        fit_columns(&needs, usize::from(room))
    }

    /// Draws the heading and the rule.
    fn draw_heading(&mut self, widths: &[usize]) -> io::Result<()> {
        let mut table = comfy_table();
        table.set_header(self.columns.iter().take(widths.len()).map(|c| &c.heading));
        self.align(&mut table, widths);
        let mut lines: Vec<String> = table.lines().collect();
        let rule = lines.pop().unwrap_or_default();
        for line in lines {
            let line = styled(line.trim_end(), Style::new().bold(), self.options.color);
            writeln!(self.out, "{line}")?;
        }
        writeln!(self.out, "{rule}")
    }

    fn draw(&mut self, rows: &[Vec<String>], widths: &[usize]) -> io::Result<()> {
        let mut table = comfy_table();
        for row in rows {
            let mut drawn = comfy::Row::from(row.iter().take(widths.len()));
            if self.options.width.is_some() {
                drawn.max_height(LINES);
            }
            table.add_row(drawn);
        }
        self.align(&mut table, widths);
        for line in table.lines() {
            writeln!(self.out, "{}", finish_line(&line, self.options.color))?;
        }
        Ok(())
    }

    /// Sets the widths and alignments of a filled table's columns.
    fn align(&self, table: &mut comfy::Table, widths: &[usize]) {
        let last = widths.len().saturating_sub(1);
        for (at, (width, column)) in widths.iter().zip(&self.columns).enumerate() {
            let gap = if at == last { 0 } else { GAP };
            if let Some(drawn) = table.column_mut(at) {
                drawn.set_padding((0, to_u16(gap)));
                drawn.set_constraint(ColumnConstraint::Absolute(comfy::Width::Fixed(to_u16(
                    width + gap,
                ))));
                let side = if column.right { CellAlignment::Right } else { CellAlignment::Left };
                drawn.set_cell_alignment(side);
            }
        }
    }

    /// Records the columns with a cell that was cut.
    fn note_cuts(&mut self, rows: &[Vec<String>], widths: &[usize]) {
        for (at, (column, wide)) in self.columns.iter_mut().zip(widths).enumerate() {
            let mut cells = rows.iter().filter_map(|row| row.get(at));
            column.cut =
                column.cut || cells.any(|text| display_width(text) > *wide && is_cut(text, *wide));
        }
    }

    /// Counts the rows, and names the columns that were cut or left out.
    fn footer(&self) -> String {
        let shown = self.widths.as_ref().map_or(self.columns.len(), Vec::len);
        let cut = self.columns.iter().filter(|column| column.cut);
        let left_out = self.columns.iter().skip(shown);
        let rows = self.options.count_of_rows(self.rows);
        let mut sentences = vec![match self.options.limit {
            Some(limit) if limit == self.rows => format!("{rows} (limit {limit})"),
            _ => rows,
        }];
        let most = self.options.most.filter(|most| *most < self.rows);
        sentences.extend(most.map(|most| format!("the first {most} are shown")));
        let whole = sentences.len();
        sentences.extend(column_names("cut to fit", cut));
        sentences.extend(column_names("no room for", left_out));
        if sentences.len() > whole {
            sentences.push("the list format shows everything".to_owned());
        }
        sentences.join("; ")
    }
}

/// Names some columns after a heading: `cut to fit: name and city`. `None` means no columns.
fn column_names<'c>(what: &str, columns: impl Iterator<Item = &'c TableColumn>) -> Option<String> {
    let names: Vec<&str> = columns.map(|column| column.heading.as_str()).collect();
    (!names.is_empty()).then(|| format!("{what}: {}", list_and(&names)))
}

impl Render for Table<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.values = columns.len();
        if self.options.numbered {
            self.columns.push(TableColumn { right: true, ..TableColumn::of_heading("#") });
        }
        if self.options.marks {
            self.columns.push(TableColumn::of_heading(" "));
        }
        self.columns.extend(columns.iter().map(|Column { name, shape }| TableColumn {
            heading: name.clone(),
            right: matches!(shape, Shape::Integer | Shape::Amount),
            rigid: !matches!(shape, Shape::Text | Shape::List),
            cut: false,
        }));
        if self.options.unshown {
            self.columns.push(TableColumn::of_heading("why"));
        }
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.rows += 1;
        if self.options.most.is_some_and(|most| self.rows > most) {
            return Ok(());
        }
        let mut cells = Vec::with_capacity(self.columns.len());
        if self.options.numbered {
            cells.push(self.rows.to_string());
        }
        if self.options.marks {
            cells.push(if row.certain { ' ' } else { MARK }.to_string());
        }
        let unknown = UNKNOWN.to_string();
        let text = |cell: &_| cell_text(cell, &unknown);
        cells.extend(self.footnotes.marked_cells(row, self.values, &self.options, text));
        self.pending.push(cells);
        if self.pending.len() == CHUNK { self.draw_pending() } else { Ok(()) }
    }

    fn end(&mut self) -> io::Result<()> {
        self.draw_pending()?;
        writeln!(self.out, "{}", wrap(&self.footer(), self.options.width, "  "))?;
        self.footnotes.write(self.out, self.options.width)?;
        self.out.flush()
    }
}

/// Makes an empty table in our style, which never queries the terminal.
fn comfy_table() -> comfy::Table {
    let rule = LineStyle::none().fill('─');
    let mut table = comfy::Table::new();
    table
        .load_style(TableStyle::new().header_separator(rule))
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_width(u16::MAX)
        .set_truncation_indicator("…");
    table
}

fn to_u16(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// Checks whether a cell is cut, by drawing it alone.
fn is_cut(text: &str, wide: usize) -> bool {
    let mut table = comfy_table();
    table.add_row([text]);
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 0));
        column.set_constraint(ColumnConstraint::Absolute(comfy::Width::Fixed(to_u16(wide))));
    }
    table.lines().count() > LINES
}

/// Trims a drawn line and replaces the placeholders with their signs.
fn finish_line(line: &str, color: bool) -> String {
    let line = line.trim_end();
    if !line.contains([UNKNOWN, MARK]) {
        return line.to_owned();
    }
    line.replace(UNKNOWN, &styled("·", Style::new().dimmed(), color))
        .replace(MARK, &styled("?", AnsiColor::Yellow.on_default(), color))
}
