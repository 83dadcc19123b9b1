//! A list for people: one field on each line, a blank line between rows, and a last line that counts them.
//!
//! For rows too wide for a table: every column is shown, and nothing is cut.

use std::io::{self, Write};

use anstyle::Style;

use super::footnotes::Footnotes;
use super::{Look, Render, UNKNOWN, styled, words};
use crate::answer::{Cell, Column, Row};
use crate::text::{clean::clean, width, wrap};

/// Writes a block of lines for each row.
pub(super) struct List<'w> {
    out: &'w mut dyn Write,
    look: Look,
    columns: usize,
    /// What stands before the values: as for the columns of a table, some beside those of the answer.
    labels: Vec<String>,
    rows: u64,
    footnotes: Footnotes,
}

impl<'w> List<'w> {
    /// A renderer that writes to `out`.
    pub(super) fn new(look: Look, out: &'w mut dyn Write) -> Self {
        let footnotes = Footnotes::numbered();
        Self { out, look, columns: 0, labels: Vec::new(), rows: 0, footnotes }
    }
}

impl Render for List<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        let names = columns.iter().map(|column| clean(&column.name).into_owned());
        let before = [(self.look.numbered, "#"), (self.look.marks, "certain")];
        let mut labels: Vec<String> =
            before.iter().filter(|(there, _)| *there).map(|(_, name)| (*name).to_owned()).collect();
        labels.extend(names);
        labels.extend(self.look.unshown.then(|| "why".to_owned()));
        let widest = labels.iter().map(|label| width(label)).max().unwrap_or(0);
        let padded = |label: &String| format!("{label}:{}", " ".repeat(widest - width(label) + 1));
        self.labels = labels.iter().map(padded).collect();
        self.columns = columns.len();
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        if self.rows > 0 {
            writeln!(self.out)?;
        }
        self.rows += 1;
        let mut values = Vec::with_capacity(self.labels.len());
        values.extend(self.look.numbered.then(|| self.rows.to_string()));
        values.extend(self.look.marks.then(|| if row.certain { "yes" } else { "no" }.to_owned()));
        for at in 0..self.columns {
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            values.push(self.footnotes.beside(&words(cell, UNKNOWN), row, at));
        }
        if self.look.unshown {
            values.push(self.footnotes.beside("", row, self.columns));
        }
        for (label, value) in self.labels.iter().zip(values) {
            writeln!(self.out, "{}", line(label, &value, &self.look))?;
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let gap = if self.rows > 0 { "\n" } else { "" };
        writeln!(self.out, "{gap}{}", self.look.counted(self.rows))?;
        self.footnotes.write(self.out, self.look.width)?;
        self.out.flush()
    }
}

/// One field, broken between words where the terminal ends.
fn line(label: &str, value: &str, look: &Look) -> String {
    let whole = wrap(&format!("{label}{value}"), look.width, &" ".repeat(width(label)));
    let name = label.trim_end();
    let value = whole.strip_prefix(name).unwrap_or(&whole).trim_end();
    format!("{}{value}", styled(name, Style::new().bold(), look.color))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Shape;
    use crate::render::{
        Format,
        sample::{column, projects, rendered, row, text},
    };

    fn plain() -> Look {
        Look::plain("project", "projects")
    }

    fn list(look: Look, columns: &[Column], rows: &[Row]) -> String {
        rendered(Format::List, look, columns, rows)
    }

    #[test]
    fn every_sort_of_cell() {
        let (columns, rows) = projects();
        let look = Look { marks: true, numbered: true, ..plain() };
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
        assert_eq!(list(look, &columns, &rows), expected);
    }

    #[test]
    fn no_rows_are_one_line() {
        let (columns, _) = projects();
        assert_eq!(list(plain(), &columns, &[]), "no projects\n");
    }

    #[test]
    fn unknown_and_texts_like_it_differ() {
        let columns = [column("a", Shape::Text)];
        let one = |cell: Cell| {
            let all = list(plain(), &columns, &[row(vec![cell])]);
            all.lines().next().unwrap().to_owned()
        };
        let cells = [Cell::Unknown, text(""), text("·"), text("NULL"), text("\n\u{1b}[2J")];
        assert_eq!(cells.map(one), ["a: ·", "a:", "a: “·”", "a: NULL", "a: ⏎␛[2J"]);
    }

    #[test]
    fn a_terminal_gets_lines_that_fit_and_nothing_is_lost() {
        let columns = [column("a", Shape::Text), column("名称", Shape::Text)];
        let long = "one two three four five six seven eight nine ten";
        let look = Look { width: Some(24), color: true, ..plain() };
        let expected = "\
\u{1b}[1ma:\u{1b}[0m    one two three four
      five six seven
      eight nine ten
\u{1b}[1m名称:\u{1b}[0m x

1 project
";
        assert_eq!(list(look, &columns, &[row(vec![text(long), text("x")])]), expected);
    }
}
