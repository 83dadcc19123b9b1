//! Markdown for reports: a table, and real footnotes for what stands behind it.
//!
//! The dialect is GitHub's: pipes between cells, `[^1]` for footnotes. What data say is never taken for markup.

use std::io::{self, Write};
use std::rc::Rc;

use super::footnotes::Footnotes;
use super::{Look, Render, UNKNOWN, words};
use crate::answer::{Cell, Citation, Column, Row, Shape};
use crate::text::clean::clean;

/// Writes a line for each row.
pub(super) struct Markdown<'w> {
    out: &'w mut dyn Write,
    look: Look,
    columns: usize,
    footnotes: Footnotes,
}

impl<'w> Markdown<'w> {
    /// A renderer that writes to `out`.
    pub(super) fn new(look: Look, out: &'w mut dyn Write) -> Self {
        Self { out, look, columns: 0, footnotes: Footnotes::new(marks, Citation::full_text) }
    }

    fn line(&mut self, cells: &[String]) -> io::Result<()> {
        writeln!(self.out, "| {} |", cells.join(" | "))
    }
}

impl Render for Markdown<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.len();
        let side = |shape: Shape| match shape {
            Shape::Integer | Shape::Amount => "---:",
            _ => "---",
        };
        let mark = self.look.marks.then(|| ("?".to_owned(), "---"));
        let answer = columns.iter().map(|column| (escaped(&column.name), side(column.shape)));
        let why = self.look.unshown.then(|| ("why".to_owned(), "---"));
        let (headings, rule): (Vec<_>, Vec<_>) =
            mark.into_iter().chain(answer).chain(why).map(|(h, r)| (h, r.to_owned())).unzip();
        self.line(&headings)?;
        self.line(&rule)
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let mut cells = Vec::with_capacity(self.columns + 2);
        if self.look.marks {
            cells.push(if row.certain { "" } else { "?" }.to_owned());
        }
        for at in 0..self.columns {
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            let shown = escaped(&words(cell, UNKNOWN));
            cells.push(self.footnotes.beside(&shown, row, at));
        }
        if self.look.unshown {
            cells.push(self.footnotes.beside("", row, self.columns));
        }
        self.line(&cells)
    }

    fn end(&mut self) -> io::Result<()> {
        for (number, text) in self.footnotes.texts() {
            write!(self.out, "\n[^{number}]: {}\n", escaped(&clean(text)))?;
        }
        self.out.flush()
    }
}

/// `[^1][^2]`
fn marks(citations: &[Rc<Citation>]) -> String {
    citations.iter().map(|citation| format!("[^{}]", citation.number)).collect::<Vec<_>>().concat()
}

/// A text that means nothing to Markdown: its signs have a backslash before them. `_` within a word is no sign.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let inside = before.is_alphanumeric() && rest.peek().is_some_and(|c| c.is_alphanumeric());
        if matches!(c, '\\' | '|' | '*' | '`' | '[' | ']' | '<' | '>' | '&' | '~' | '$')
            || (c == '_' && !inside)
        {
            shown.push('\\');
        }
        shown.push(c);
        before = c;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{
        Format,
        sample::{column, projects, rendered, row, text},
    };

    fn markdown(look: Look, columns: &[Column], rows: &[Row]) -> String {
        rendered(Format::Markdown, look, columns, rows)
    }

    #[test]
    fn every_sort_of_cell() {
        let (columns, rows) = projects();
        let look = Look { marks: true, ..Look::plain("project", "projects") };
        let expected = "\
| ? | name | cities | investment | signed | parties | open |
| --- | --- | --- | ---: | --- | ---: | --- |
|  | 中国—上合组织地方经贸合作示范区 | Qingdao; Jiaozhou | about 42.7bn CNY | within 2024-06 | 12 | yes |
| ? | Silk Road Hub | · | · | ..2020-08 | -5 | no |
";
        assert_eq!(markdown(look, &columns, &rows), expected);
    }

    #[test]
    fn no_rows_are_a_heading() {
        let columns = [column("name", Shape::Text)];
        assert_eq!(markdown(Look::plain("a", "b"), &columns, &[]), "| name |\n| --- |\n");
    }

    #[test]
    fn data_are_never_markup() {
        let columns = [column("a_b", Shape::Text)];
        let odd = "a|b *c* _d_ e_f [x](y) <b> `z` \\ &amp; ~~s~~ $m$\n| new";
        let rows = [row(vec![text(odd)])];
        let all = markdown(Look::plain("a", "b"), &columns, &rows);
        let expected = "| a\\|b \\*c\\* \\_d\\_ e_f \\[x\\](y) \\<b\\> \\`z\\` \\\\ \\&amp; \\~\\~s\\~\\~ \\$m\\$⏎\\| new |";
        assert_eq!(all.lines().nth(2), Some(expected));
        assert_eq!(all.lines().count(), 3);
    }
}
