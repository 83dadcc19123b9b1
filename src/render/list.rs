//! The list for people: one field on each line, a blank line between rows, and a count at the end.
//!
//! Suited to rows too wide for a table: it shows every column and cuts nothing.

use std::io::{self, Write};

use anstyle::Style;

use super::footnotes::Footnotes;
use super::{Render, RenderOptions, UNKNOWN, cell_text, styled, yes_no};
use crate::answer::{Column, Row};
use crate::text::{display_width, pad_to_width, wrap};

/// Writes a block of lines for each row.
pub(super) struct List<'w> {
    out: &'w mut dyn Write,
    options: RenderOptions,
    columns: usize,
    /// The labels before the values, padded to one width.
    labels: Vec<String>,
    rows: u64,
    footnotes: Footnotes,
}

impl<'w> List<'w> {
    /// Makes a renderer that writes to `out`.
    pub(super) fn new(options: RenderOptions, out: &'w mut dyn Write) -> Self {
        let footnotes = Footnotes::with_bracket_marks();
        Self { out, options, columns: 0, labels: Vec::new(), rows: 0, footnotes }
    }
}

impl Render for List<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        let names = columns.iter().map(|column| column.name.clone());
        let before = [(self.options.numbered, "#"), (self.options.marks, "certain")];
        let mut labels: Vec<String> =
            before.iter().filter(|(there, _)| *there).map(|(_, name)| (*name).to_owned()).collect();
        labels.extend(names);
        labels.extend(self.options.unshown.then(|| "why".to_owned()));
        let widest = labels.iter().map(|label| display_width(label)).max().unwrap_or(0);
        let label = |label: &String| pad_to_width(&format!("{label}:"), widest + 2);
        self.labels = labels.iter().map(label).collect();
        self.columns = columns.len();
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        if self.rows > 0 {
            writeln!(self.out)?;
        }
        self.rows += 1;
        let mut values = Vec::with_capacity(self.labels.len());
        values.extend(self.options.numbered.then(|| self.rows.to_string()));
        values.extend(self.options.marks.then(|| yes_no(row.certain).to_owned()));
        let text = |cell: &_| cell_text(cell, UNKNOWN);
        values.extend(self.footnotes.marked_cells(row, self.columns, &self.options, text));
        for (label, value) in self.labels.iter().zip(values) {
            writeln!(self.out, "{}", field_line(label, &value, &self.options))?;
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let gap = if self.rows > 0 { "\n" } else { "" };
        writeln!(self.out, "{gap}{}", self.options.count_of_rows(self.rows))?;
        self.footnotes.write(self.out, self.options.width)?;
        self.out.flush()
    }
}

/// Writes a field, broken between words at the width of the terminal.
fn field_line(label: &str, value: &str, options: &RenderOptions) -> String {
    let whole = wrap(&format!("{label}{value}"), options.width, &" ".repeat(display_width(label)));
    let name = label.trim_end();
    let value = whole.strip_prefix(name).unwrap_or(&whole).trim_end();
    format!("{}{value}", styled(name, Style::new().bold(), options.color))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Cell, Shape};
    use crate::render::{
        Format,
        sample::{render_sample, sample_column, sample_projects, sample_row, sample_text},
    };

    fn plain() -> RenderOptions {
        RenderOptions::for_file("project", "projects")
    }

    fn list(options: RenderOptions, columns: &[Column], rows: &[Row]) -> String {
        render_sample(Format::List, options, columns, rows)
    }

    #[test]
    fn every_sort_of_cell() {
        let (columns, rows) = sample_projects();
        let options = RenderOptions { marks: true, numbered: true, ..plain() };
        let expected = "\
#:          1
certain:    yes
name:       中国—上合组织地方经贸合作示范区
cities:     Qingdao; Jiaozhou
investment: about 42.7bn CNY
signed:     within 2024-06
parties:    12
open:       yes

#:          2
certain:    no
name:       Silk Road Hub
cities:     ·
investment: ·
signed:     ..2020-08
parties:    -5
open:       no

2 projects
";
        assert_eq!(list(options, &columns, &rows), expected);
    }

    #[test]
    fn no_rows_are_one_line() {
        let (columns, _) = sample_projects();
        assert_eq!(list(plain(), &columns, &[]), "no projects\n");
    }

    #[test]
    fn unknown_and_texts_like_it_differ() {
        let columns = [sample_column("a", Shape::Text)];
        let one = |cell: Cell| {
            let all = list(plain(), &columns, &[sample_row(vec![cell])]);
            all.lines().next().unwrap().to_owned()
        };
        let cells = [
            Cell::Unknown,
            sample_text(""),
            sample_text("·"),
            sample_text("NULL"),
            sample_text("\n\u{1b}[2J"),
        ];
        assert_eq!(cells.map(one), ["a: ·", "a:", "a: “·”", "a: NULL", "a: ⏎␛[2J"]);
    }

    #[test]
    fn a_terminal_gets_lines_that_fit_and_nothing_is_lost() {
        let columns = [sample_column("a", Shape::Text), sample_column("名称", Shape::Text)];
        let long = "one two three four five six seven eight nine ten";
        let options = RenderOptions { width: Some(24), color: true, ..plain() };
        let expected = "\
\u{1b}[1ma:\u{1b}[0m    one two three four
      five six seven
      eight nine ten
\u{1b}[1m名称:\u{1b}[0m x

1 project
";
        assert_eq!(
            list(options, &columns, &[sample_row(vec![sample_text(long), sample_text("x")])]),
            expected
        );
    }
}
