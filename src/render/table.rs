//! The table for people: a heading, one thin rule, rows, and a line that counts them.
//!
//! Rows are drawn in chunks, with the column widths the first chunk needs, so memory stays flat. On a terminal a cell
//! that is too wide is wrapped, then cut with `…`, and the last line says which columns were cut. Elsewhere nothing is:
//! a later cell wider than its column pushes only its own row.

use std::io::{self, Write};
use std::mem;

use anstyle::{AnsiColor, Style};
use comfy_table::{
    self as comfy, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle,
};

use super::{
    Look, Render,
    footnotes::Footnotes,
    layout::{GAP, Need, fit, fits, needs},
    styled, words,
};
use crate::answer::{Column, Row, Shape};
use crate::text::{clean::clean, list_and, width, wrap};

/// Rows drawn together; the first so many decide the widths.
const CHUNK: usize = 1000;

/// On a terminal a cell takes at most so many lines.
const LINES: usize = 3;

/// The table library counts widths in 16 bits; a cell wider than this is wrapped even off a terminal.
const WIDEST: usize = 60_000;

/// The width of row numbers when it is not yet known how many rows there will be.
const NUMBER: usize = 7;

/// Stands for "unknown" until a line is drawn: as wide as the sign shown, and never in cleaned data.
const UNKNOWN: char = '\u{1}';

/// Stands for the mark of an uncertain row, likewise.
const MARK: char = '\u{2}';

/// Gathers rows and draws them.
pub(super) struct Table<'w> {
    out: &'w mut dyn Write,
    look: Look,
    columns: Vec<Drawn>,
    /// Rows not drawn yet.
    pending: Vec<Vec<String>>,
    /// The widths of the columns shown, known once the first chunk is.
    widths: Option<Vec<usize>>,
    rows: u64,
    /// What stands behind the rows, by number.
    footnotes: Footnotes,
}

/// A column as it is drawn.
struct Drawn {
    heading: String,
    right: bool,
    rigid: bool,
    cut: bool,
}

impl Drawn {
    /// A column that stands beside those of the answer.
    fn beside(heading: &str) -> Self {
        Self { heading: heading.to_owned(), right: false, rigid: true, cut: false }
    }
}

impl<'w> Table<'w> {
    /// A renderer that writes to `out`.
    pub(super) fn new(look: Look, out: &'w mut dyn Write) -> Self {
        Self {
            out,
            look,
            columns: Vec::new(),
            pending: Vec::new(),
            widths: None,
            rows: 0,
            footnotes: Footnotes::numbered(),
        }
    }

    /// How many columns stand before those of the answer.
    fn leading(&self) -> usize {
        usize::from(self.look.numbered) + usize::from(self.look.marks)
    }

    /// Draws the rows gathered so far, before the first of them the heading.
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
        if self.look.width.is_some() {
            self.note_cuts(&rows, &widths);
            self.draw(&rows, &widths)?;
        } else {
            // A row that is too wide is drawn alone, so that it moves no other row.
            for run in rows.chunk_by(|a, b| fits(a, &widths) && fits(b, &widths)) {
                let grown: Vec<usize> =
                    needs(run, &widths).into_iter().map(|w| w.min(WIDEST)).collect();
                self.draw(run, &grown)?;
            }
        }
        self.widths = Some(widths);
        Ok(())
    }

    /// The widths the first rows need, or a share of the terminal's.
    fn decide_widths(&self, rows: &[Vec<String>]) -> Vec<usize> {
        let mut least: Vec<usize> = self.columns.iter().map(|c| width(&c.heading)).collect();
        if self.look.numbered && rows.len() == CHUNK {
            least.first_mut().into_iter().for_each(|first| *first = NUMBER);
        }
        let natural = needs(rows, &least).into_iter().map(|wide| wide.clamp(1, WIDEST));
        let Some(room) = self.look.width else { return natural.collect() };
        let needs: Vec<Need> = natural
            .zip(&self.columns)
            .map(|(natural, column)| Need { natural, rigid: column.rigid })
            .collect();
        fit(&needs, usize::from(room))
    }

    /// Draws the heading and the rule.
    fn draw_heading(&mut self, widths: &[usize]) -> io::Result<()> {
        let mut table = comfy_table();
        table.set_header(self.columns.iter().take(widths.len()).map(|c| &c.heading));
        self.align(&mut table, widths);
        let mut lines: Vec<String> = table.lines().collect();
        let rule = lines.pop().unwrap_or_default();
        for line in lines {
            let line = styled(line.trim_end(), Style::new().bold(), self.look.color);
            writeln!(self.out, "{line}")?;
        }
        writeln!(self.out, "{rule}")
    }

    fn draw(&mut self, rows: &[Vec<String>], widths: &[usize]) -> io::Result<()> {
        let mut table = comfy_table();
        for row in rows {
            let mut drawn = comfy::Row::from(row.iter().take(widths.len()));
            if self.look.width.is_some() {
                drawn.max_height(LINES);
            }
            table.add_row(drawn);
        }
        self.align(&mut table, widths);
        for line in table.lines() {
            writeln!(self.out, "{}", finish(&line, self.look.color))?;
        }
        Ok(())
    }

    /// Gives the columns of a filled table their widths and sides.
    fn align(&self, table: &mut comfy::Table, widths: &[usize]) {
        let last = widths.len().saturating_sub(1);
        for (at, (width, column)) in widths.iter().zip(&self.columns).enumerate() {
            let gap = if at == last { 0 } else { GAP };
            if let Some(drawn) = table.column_mut(at) {
                drawn.set_padding((0, columns(gap)));
                drawn.set_constraint(ColumnConstraint::Absolute(comfy::Width::Fixed(columns(
                    width + gap,
                ))));
                let side = if column.right { CellAlignment::Right } else { CellAlignment::Left };
                drawn.set_cell_alignment(side);
            }
        }
    }

    /// Remembers the columns in which a cell takes more lines than it may.
    fn note_cuts(&mut self, rows: &[Vec<String>], widths: &[usize]) {
        for (at, (column, wide)) in self.columns.iter_mut().zip(widths).enumerate() {
            let mut cells = rows.iter().filter_map(|row| row.get(at));
            column.cut = column.cut || cells.any(|text| width(text) > *wide && is_cut(text, *wide));
        }
    }

    /// How many rows, and which columns the terminal had no room for.
    fn footer(&self) -> String {
        let shown = self.widths.as_ref().map_or(self.columns.len(), Vec::len);
        let cut = self.columns.iter().filter(|column| column.cut);
        let left_out = self.columns.iter().skip(shown);
        let rows = self.look.counted(self.rows);
        let mut parts = vec![match self.look.limit {
            Some(limit) if limit == self.rows => format!("{rows} (limit {limit})"),
            _ => rows,
        }];
        let most = self.look.most.filter(|most| *most < self.rows);
        parts.extend(most.map(|most| format!("the first {most} are shown")));
        let whole = parts.len();
        parts.extend(named("cut to fit", cut));
        parts.extend(named("no room for", left_out));
        if parts.len() > whole {
            parts.push("the format list has all".to_owned());
        }
        parts.join("; ")
    }
}

/// What happened to columns and which: `cut to fit: name and city`; nothing if to none.
fn named<'c>(what: &str, columns: impl Iterator<Item = &'c Drawn>) -> Option<String> {
    let names: Vec<&str> = columns.map(|column| column.heading.as_str()).collect();
    (!names.is_empty()).then(|| format!("{what}: {}", list_and(&names)))
}

impl Render for Table<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        if self.look.numbered {
            self.columns.push(Drawn { right: true, ..Drawn::beside("#") });
        }
        if self.look.marks {
            self.columns.push(Drawn::beside(" "));
        }
        self.columns.extend(columns.iter().map(|Column { name, shape }| Drawn {
            heading: clean(name).into_owned(),
            right: matches!(shape, Shape::Integer | Shape::Amount),
            rigid: !matches!(shape, Shape::Text | Shape::List),
            cut: false,
        }));
        if self.look.unshown {
            self.columns.push(Drawn::beside("why"));
        }
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.rows += 1;
        if self.look.most.is_some_and(|most| self.rows > most) {
            return Ok(());
        }
        let mut cells = Vec::with_capacity(self.columns.len());
        if self.look.numbered {
            cells.push(self.rows.to_string());
        }
        if self.look.marks {
            cells.push(if row.certain { ' ' } else { MARK }.to_string());
        }
        let answer = self.columns.len().saturating_sub(self.leading());
        let values = answer.saturating_sub(usize::from(self.look.unshown));
        cells.extend((0..values).map(|at| {
            let shown = row.cells.get(at).map_or_else(unknown, |cell| words(cell, &unknown()));
            self.footnotes.beside(&shown, row, at)
        }));
        if self.look.unshown {
            cells.push(self.footnotes.beside("", row, values));
        }
        self.pending.push(cells);
        if self.pending.len() == CHUNK { self.draw_pending() } else { Ok(()) }
    }

    fn end(&mut self) -> io::Result<()> {
        self.draw_pending()?;
        writeln!(self.out, "{}", wrap(&self.footer(), self.look.width, "  "))?;
        self.footnotes.write(self.out, self.look.width)?;
        self.out.flush()
    }
}

/// An empty table in our style. It never asks the terminal anything.
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

fn columns(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// Whether a cell takes more lines than it may: the table library wraps it once, alone.
fn is_cut(text: &str, wide: usize) -> bool {
    let mut table = comfy_table();
    table.add_row([text]);
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 0));
        column.set_constraint(ColumnConstraint::Absolute(comfy::Width::Fixed(columns(wide))));
    }
    table.lines().count() > LINES
}

fn unknown() -> String {
    UNKNOWN.to_string()
}

/// A drawn line without the blanks at its end, and with the signs in place of what stands for them.
fn finish(line: &str, color: bool) -> String {
    let line = line.trim_end();
    if !line.contains([UNKNOWN, MARK]) {
        return line.to_owned();
    }
    line.replace(UNKNOWN, &styled("·", Style::new().dimmed(), color))
        .replace(MARK, &styled("?", AnsiColor::Yellow.on_default(), color))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::answer::Cell;
    use crate::render::{
        Format,
        sample::{column, projects, rendered, row, text, unsure},
    };
    use crate::text::clean::is_unsafe;

    fn pipe() -> Look {
        Look::plain("project", "projects")
    }

    fn terminal(width: u16) -> Look {
        Look { width: Some(width), ..pipe() }
    }

    fn table(look: Look, columns: &[Column], rows: &[Row]) -> String {
        rendered(Format::Table, look, columns, rows)
    }

    /// A table of one column of texts.
    fn names(look: Look, names: &[&str]) -> String {
        let rows: Vec<Row> = names.iter().map(|name| row(vec![text(name)])).collect();
        table(look, &[column("name", Shape::Text)], &rows)
    }

    #[test]
    fn no_rows_are_one_line() {
        let (columns, _) = projects();
        for look in [pipe(), terminal(80)] {
            assert_eq!(table(look, &columns, &[]), "no projects\n");
        }
    }

    #[test]
    fn one_row() {
        assert_eq!(names(pipe(), &["Hub"]), "name\n────\nHub\n1 project\n");
    }

    #[test]
    fn every_sort_of_cell() {
        let (columns, rows) = projects();
        let look = Look { marks: true, numbered: true, ..pipe() };
        let expected = "\
#     name                             cities                   investment  signed          parties  open
─────────────────────────────────────────────────────────────────────────────────────────────────────────
1     中国—上合组织地方经贸合作示范区  Qingdao; Jiaozhou  about 42.7bn CNY  within 2024-06       12  yes
2  ?  Silk Road Hub                    ·                                 ·  ..2020-08            -5  no
2 projects
";
        assert_eq!(table(look, &columns, &rows), expected);
    }

    #[test]
    fn no_columns_are_counted_too() {
        assert_eq!(table(pipe(), &[], &[row(vec![])]).lines().last(), Some("1 project"));
    }

    #[test]
    fn missing_and_surplus_cells_do_no_harm() {
        let columns = [column("a", Shape::Text), column("b", Shape::Text)];
        let rows = [row(vec![text("x")]), row(vec![text("x"), text("y"), text("z")])];
        assert_eq!(table(pipe(), &columns, &rows), "a  b\n────\nx  ·\nx  y\n2 projects\n");
    }

    #[test]
    fn colour_only_where_it_is_wanted() {
        let columns = [column("a", Shape::Text)];
        let rows = [unsure(vec![Cell::Unknown])];
        let look = Look { color: true, marks: true, ..terminal(80) };
        assert_eq!(
            table(look, &columns, &rows),
            "\u{1b}[1m   a\u{1b}[0m\n────\n\u{1b}[33m?\u{1b}[0m  \u{1b}[2m·\u{1b}[0m\n1 project\n"
        );
    }

    #[test]
    fn wide_characters_align() {
        let columns = [column("a", Shape::Text), column("b", Shape::Text)];
        let first = ["Qingdao", "青岛", "e\u{301}te\u{301}", "👩\u{200d}🚀 🇨🇳", "한국", "ｶﾅ"];
        let rows: Vec<Row> = first.iter().map(|a| row(vec![text(a), text("|end")])).collect();
        let all = table(pipe(), &columns, &rows);
        let lines: Vec<&str> = all.lines().collect();
        for line in &lines[2..lines.len() - 1] {
            assert_eq!(width(line.split('|').next().unwrap()), 9, "{line}");
            assert_eq!(width(line), 13, "{line}");
        }
        assert_eq!(width(lines[1]), 13);
    }

    #[test]
    fn hostile_text_is_shown_not_obeyed() {
        let hostile = "\u{1b}[31m\n\t\r\u{202e}\u{1}\u{2}\u{9b}";
        for look in [pipe(), terminal(40)] {
            let all = table(look, &[column(hostile, Shape::Text)], &[row(vec![text(hostile)])]);
            assert!(!all.chars().any(|c| c != '\n' && is_unsafe(c)), "{all:?}");
            assert!(all.contains("␛[31m⏎␉␍\\u{202e}"), "{all}");
        }
    }

    #[test]
    fn a_pipe_gets_everything_on_one_line() {
        let long = "words and ".repeat(100);
        assert!(names(pipe(), &[&long]).contains(long.trim_end()));
    }

    #[test]
    fn a_terminal_gets_wrapped_and_cut_cells_and_is_told() {
        let columns = [column("name", Shape::Text), column("note", Shape::Text)];
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
        let rows = [row(vec![text("Silk Road Hub"), text(long)])];
        let at_40 = "\
name           note
────────────────────────────────────────
Silk Road Hub  one two three four five
               six seven eight nine ten
               eleven twelve thirteen…
1 project; cut to fit: note; the format
  list has all
";
        assert_eq!(table(terminal(40), &columns, &rows), at_40);
        let at_80 = table(terminal(80), &columns, &rows);
        assert!(at_80.contains("fifteen") && at_80.ends_with("\n1 project\n"), "{at_80}");
        let four = "中文".repeat(80);
        let all = table(terminal(80), &columns, &[row(vec![text(&four), text(&four)])]);
        assert!(
            all.ends_with("\n1 project; cut to fit: name and note; the format list has all\n"),
            "{all}"
        );
    }

    #[test]
    fn a_cell_of_exactly_the_lines_allowed_is_not_cut() {
        let fits = "123456789 ".repeat(3);
        let all = names(terminal(10), &[fits.trim_end()]);
        assert!(all.ends_with("1 project\n") && !all.contains('…'), "{all}");
    }

    #[test]
    fn columns_there_is_no_room_for_are_named() {
        let names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
        let columns = names.map(|name| column(name, Shape::Text));
        let cells = names.map(|_| text("some words")).to_vec();
        let all = table(terminal(35), &columns, &[row(cells)]);
        assert!(
            all.ends_with(
                "; no room for: delta,\n  epsilon and zeta; the format list\n  has all\n"
            ),
            "{all}"
        );
    }

    #[test]
    fn later_rows_keep_the_widths_of_the_first() {
        let columns = [column("a", Shape::Text), column("b", Shape::Text)];
        let mut rows = vec![row(vec![text("first"), text("|")]); 1500];
        rows[1200] = row(vec![text("much wider"), text("|")]);
        let all = table(pipe(), &columns, &rows);
        let lines: Vec<&str> = all.lines().collect();
        assert_eq!(lines.len(), 1503);
        assert_eq!(lines[1201], "first  |");
        assert_eq!(lines[1202], "much wider  |");
        assert_eq!(lines[1203], "first  |");
        assert_eq!(lines[1502], "1,500 projects");
        let fitted = table(terminal(80), &columns, &rows);
        assert!(fitted.contains("\nmuch   |\nwider\n"), "{fitted}");
    }

    #[test]
    fn row_numbers_have_room_to_grow() {
        let look = Look { numbered: true, ..terminal(80) };
        let all = table(look, &[column("a", Shape::Text)], &vec![row(vec![text("x")]); 10_000]);
        assert!(all.contains("\n   1000  x\n") && all.contains("\n  10000  x\n"));
    }

    proptest! {
        #[test]
        fn fitted_lines_fit_and_end_without_blanks(
            cells in proptest::collection::vec("[a-z 中文é]{0,60}", 1..30),
            wide in 12..120u16,
            across in 1..6usize,
        ) {
            let columns = vec![column("column", Shape::Text); across];
            let rows: Vec<Row> = cells
                .chunks(across)
                .map(|some| row(some.iter().map(|cell| text(cell)).collect()))
                .collect();
            let all = table(terminal(wide), &columns, &rows);
            // The footer is a sentence, which is not broken to fewer than some words.
            let footer = format!("{} project", rows.len());
            for line in all.lines().take_while(|line| !line.starts_with(&footer)) {
                prop_assert!(width(line) <= usize::from(wide), "{line}");
                prop_assert_eq!(line.trim_end(), line);
            }
        }
    }
}
