//! Markdown for reports: a table with citations as footnotes.
//!
//! The dialect is GitHub's: pipes between cells, `[^1]` for footnotes. Data are escaped, so they are never markup.

use std::io::{self, Write};
use std::rc::Rc;

use super::footnotes::Footnotes;
use super::{Render, RenderOptions, UNKNOWN, cell_text};
use crate::answer::{Citation, Column, Row, Shape};
use crate::text::clean::clean;

/// Writes a line for each row.
pub(super) struct Markdown<'w> {
    out: &'w mut dyn Write,
    options: RenderOptions,
    columns: usize,
    footnotes: Footnotes,
}

impl<'w> Markdown<'w> {
    /// Makes a renderer that writes to `out`.
    pub(super) fn new(options: RenderOptions, out: &'w mut dyn Write) -> Self {
        Self {
            out,
            options,
            columns: 0,
            footnotes: Footnotes::new(footnote_marks, Citation::full_text),
        }
    }

    fn write_line(&mut self, cells: &[String]) -> io::Result<()> {
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
        let mark = self.options.marks.then(|| ("?".to_owned(), "---"));
        let answer =
            columns.iter().map(|column| (escape_markdown(&column.name), side(column.shape)));
        let why = self.options.unshown.then(|| ("why".to_owned(), "---"));
        let (headings, rule): (Vec<_>, Vec<_>) =
            mark.into_iter().chain(answer).chain(why).map(|(h, r)| (h, r.to_owned())).unzip();
        self.write_line(&headings)?;
        self.write_line(&rule)
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let mut cells = Vec::with_capacity(self.columns + 2);
        if self.options.marks {
            cells.push(if row.certain { "" } else { "?" }.to_owned());
        }
        let text = |cell: &_| escape_markdown(&cell_text(cell, UNKNOWN));
        cells.extend(self.footnotes.marked_cells(row, self.columns, &self.options, text));
        self.write_line(&cells)
    }

    fn end(&mut self) -> io::Result<()> {
        write_footnotes(&self.footnotes, self.out)
    }
}

/// Writes the texts of footnotes at the end of a page.
pub(super) fn write_footnotes(footnotes: &Footnotes, out: &mut dyn Write) -> io::Result<()> {
    for (number, text) in footnotes.texts() {
        write!(out, "\n[^{number}]: {}\n", escape_markdown(&clean(text)))?;
    }
    out.flush()
}

/// Writes `[^1][^2]`.
pub(super) fn footnote_marks(citations: &[Rc<Citation>]) -> String {
    citations.iter().map(|citation| format!("[^{}]", citation.number)).collect::<Vec<_>>().concat()
}

/// Escapes the signs of Markdown with backslashes. `_` within a word isn't one.
pub(super) fn escape_markdown(text: &str) -> String {
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
        sample::{render_sample, sample_column, sample_projects, sample_row, sample_text},
    };

    fn markdown(options: RenderOptions, columns: &[Column], rows: &[Row]) -> String {
        render_sample(Format::Markdown, options, columns, rows)
    }

    #[test]
    fn every_sort_of_cell() {
        let (columns, rows) = sample_projects();
        let options =
            RenderOptions { marks: true, ..RenderOptions::for_file("project", "projects") };
        let expected = "\
| ? | name | cities | investment | signed | parties | open |
| --- | --- | --- | ---: | --- | ---: | --- |
|  | 中国—上合组织地方经贸合作示范区 | Qingdao; Jiaozhou | about 42.7bn CNY | within 2024-06 | 12 | yes |
| ? | Silk Road Hub | · | · | ..2020-08 | -5 | no |
";
        assert_eq!(markdown(options, &columns, &rows), expected);
    }

    #[test]
    fn no_rows_are_a_heading() {
        let columns = [sample_column("name", Shape::Text)];
        assert_eq!(
            markdown(RenderOptions::for_file("a", "b"), &columns, &[]),
            "| name |\n| --- |\n"
        );
    }

    #[test]
    fn data_are_never_markup() {
        let columns = [sample_column("a_b", Shape::Text)];
        let odd = "a|b *c* _d_ e_f [x](y) <b> `z` \\ &amp; ~~s~~ $m$\n| new";
        let rows = [sample_row(vec![sample_text(odd)])];
        let all = markdown(RenderOptions::for_file("a", "b"), &columns, &rows);
        let expected = "| a\\|b \\*c\\* \\_d\\_ e_f \\[x\\](y) \\<b\\> \\`z\\` \\\\ \\&amp; \\~\\~s\\~\\~ \\$m\\$⏎\\| new |";
        assert_eq!(all.lines().nth(2), Some(expected));
        assert_eq!(all.lines().count(), 3);
    }
}
