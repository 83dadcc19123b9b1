//! A page for people who have no program: the query, a table, the notes, and the sources as footnotes.
//!
//! The page is complete in itself and loads nothing: a policy in its head forbids it, and allows only its own script, which
//! sorts the table. It is readable without that script. Data are escaped, so they are never markup. Several answers in one file
//! are sections of one page; the end tags of the page are left out, as HTML allows.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::rc::Rc;

use super::chart::{Drawing, svg_figures};
use super::footnotes::Footnotes;
use super::{Render, RenderOptions, UNKNOWN, cell_text};
use crate::answer::{Cell, Citation, Column, Remark, Row, Shape};
use crate::text::clean::clean;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(include_str!("sort.js"), include_str!("page.js"));
/// The hash of the script, by which the page allows it.
const SCRIPT_HASH: &str = "sha256-uo8f2fp4qorg2mTD5rfm9SuKPiS169AyjJqos7MBPNQ=";

/// Writes a section of a page.
pub(super) struct Html<'w> {
    out: &'w mut dyn Write,
    options: RenderOptions,
    shapes: Vec<Shape>,
    rows: u64,
    /// The number of this answer in the page, from 1.
    answer: u64,
    footnotes: Footnotes,
    /// The list of notes.
    notes: String,
    /// The groups of the answer as charts.
    drawing: Drawing,
}

impl<'w> Html<'w> {
    /// Makes a renderer that writes to `out`.
    pub(super) fn new(options: RenderOptions, out: &'w mut dyn Write) -> Self {
        let answer = options.document.next_answer();
        let marks = move |citations: &[Rc<Citation>]| footnote_links(answer, citations);
        Self {
            out,
            options,
            shapes: vec![],
            rows: 0,
            answer,
            footnotes: Footnotes::new(marks, Citation::full_text),
            notes: String::new(),
            drawing: Drawing::default(),
        }
    }

    /// Writes the query and the values of its parameters.
    fn write_heading(&mut self) -> io::Result<()> {
        let query = &self.options.query;
        if !query.text.is_empty() {
            writeln!(self.out, "<h1><code>{}</code></h1>", escape_html(&clean(&query.text)))?;
        }
        if !query.parameters.is_empty() {
            let value = |(name, value): (&String, &String)| format!("${name} = {}", clean(value));
            let values: Vec<String> = query.parameters.iter().map(value).collect();
            writeln!(self.out, "<p class=\"parameters\">{}", escape_html(&values.join(", ")))?;
        }
        Ok(())
    }

    /// Writes a cell with its class, its sort key and its content.
    fn cell(&mut self, row: &Row, at: usize) -> String {
        let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
        let shown = cell_html(cell);
        let content = self.footnotes.with_marks(&shown, row, at);
        let mut open = String::from("<td");
        let is_unknown = shown == UNKNOWN;
        let is_number = self.shapes.get(at).is_some_and(|shape| is_number(*shape));
        let classes: Vec<&str> = [("n", is_number), ("unknown", is_unknown)]
            .into_iter()
            .filter(|c| c.1)
            .map(|c| c.0)
            .collect();
        if !classes.is_empty() {
            let _ = write!(open, " class=\"{}\"", classes.join(" "));
        }
        for (name, value) in [("key", sort_key(cell)), ("group", sort_group(cell))] {
            if let Some(value) = value {
                let _ = write!(open, " data-{name}=\"{}\"", escape_html(&clean(&value)));
            }
        }
        format!("{open}>{content}")
    }
}

impl Render for Html<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.shapes = columns.iter().map(|column| column.shape).collect();
        self.drawing = Drawing::new(columns, &self.options);
        if self.answer == 1 {
            begin_page(&self.options.query.text, self.out)?;
        }
        writeln!(self.out, "<section>")?;
        self.write_heading()?;
        write!(self.out, "<div class=\"wide\"><table>\n<thead><tr>")?;
        if self.options.marks {
            write!(self.out, "<th>?")?;
        }
        for column in columns {
            let class = if is_number(column.shape) { " class=\"n\"" } else { "" };
            write!(self.out, "<th{class}>{}", escape_html(&column.name))?;
        }
        if self.options.unshown {
            write!(self.out, "<th>why")?;
        }
        write!(self.out, "\n<tbody>\n")
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.rows += 1;
        if self.options.keys > 0 {
            self.drawing.add(row, |_, text| text.to_owned());
        }
        let mut line = if row.certain { "<tr>" } else { "<tr class=\"maybe\">" }.to_owned();
        if self.options.marks {
            let mark = if row.certain { "<td>" } else { "<td title=\"may match\">?" };
            line.push_str(mark);
        }
        for at in 0..self.shapes.len() {
            line.push_str(&self.cell(row, at));
        }
        if self.options.unshown {
            let marks = self.footnotes.with_marks("", row, self.shapes.len());
            let _ = write!(line, "<td>{marks}");
        }
        writeln!(self.out, "{line}")
    }

    fn notes(&mut self, notes: &[Remark]) -> io::Result<()> {
        self.notes = notes_list(notes);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        writeln!(self.out, "</table></div>")?;
        self.out.write_all(svg_figures(&self.drawing).as_bytes())?;
        if !self.options.bare {
            let count = escape_html(&clean(&self.options.count_of_rows(self.rows)));
            writeln!(self.out, "<p class=\"count\">{count}")?;
        }
        write!(self.out, "{}{}", self.notes, sources_list(self.answer, &self.footnotes))?;
        writeln!(self.out, "</section>")?;
        self.out.flush()
    }
}

/// Writes what comes before the first answer of a page.
pub(super) fn begin_page(query: &str, out: &mut dyn Write) -> io::Result<()> {
    let title = escape_html(&clean(query));
    let title = if title.is_empty() { "brief".to_owned() } else { title };
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src '{SCRIPT_HASH}'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n\
         <script type=\"module\">{SCRIPT}</script>\n<body>\n"
    )
}

/// Writes the notes as a list; nothing if there are none.
pub(super) fn notes_list(notes: &[Remark]) -> String {
    let items = notes.iter().map(|note| format!("<li>{}\n", with_code(&clean(&note.text))));
    match items.collect::<String>() {
        items if items.is_empty() => items,
        items => format!("<ul class=\"notes\">\n{items}</ul>\n"),
    }
}

/// Writes the footnotes of an answer as a list; nothing if there are none.
pub(super) fn sources_list(answer: u64, footnotes: &Footnotes) -> String {
    let item = |(number, text): (usize, &str)| {
        let text = escape_html(&clean(text));
        format!("<li id=\"c{answer}-{number}\" value=\"{number}\">{text}\n")
    };
    match footnotes.texts().map(item).collect::<String>() {
        items if items.is_empty() => items,
        items => format!("<ol class=\"sources\">\n{items}</ol>\n"),
    }
}

fn is_number(shape: Shape) -> bool {
    matches!(shape, Shape::Integer | Shape::Amount)
}

/// Writes a cell; the range of a wording appears when one points at it.
pub(super) fn cell_html(cell: &Cell) -> String {
    let text = escape_html(&cell_text(cell, UNKNOWN));
    match cell.range_text() {
        Some(range) => format!("<span title=\"{}\">{text}</span>", escape_html(&clean(&range))),
        None => text,
    }
}

/// Returns what a cell is sorted by, if it isn't its text: the lower end of a range, or else the upper one.
fn sort_key(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Amount { low, high, .. } => low.clone().or_else(|| high.clone()),
        Cell::Date { from, to, .. } => from.clone().or_else(|| to.clone()),
        Cell::List(cells) => sort_key(cells.first()?),
        Cell::Unknown | Cell::Text(_) | Cell::Integer(_) | Cell::YesNo(_) => None,
    }
}

/// Returns the group that a cell stays in when rows are sorted: its unit, or for a date that it has no first day.
fn sort_group(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Amount { unit, .. } if !unit.is_empty() => Some(unit.clone()),
        Cell::Date { from: None, to: Some(_), .. } => Some("open".to_owned()),
        Cell::List(cells) => sort_group(cells.first()?),
        _ => None,
    }
}

/// Writes links to footnotes of an answer.
pub(super) fn footnote_links(answer: u64, citations: &[Rc<Citation>]) -> String {
    let link = |citation: &Rc<Citation>| {
        let number = citation.number;
        format!("<a href=\"#c{answer}-{number}\">[{number}]</a>")
    };
    if citations.is_empty() {
        return String::new();
    }
    format!("<sup>{}</sup>", citations.iter().map(link).collect::<Vec<_>>().concat())
}

/// Escapes a sentence; what is between backticks is a piece of a query.
fn with_code(text: &str) -> String {
    let mut shown = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = escape_html(part);
        if at % 2 == 0 {
            shown.push_str(&part);
        } else {
            let _ = write!(shown, "<code>{part}</code>");
        }
    }
    shown
}

/// Escapes the signs of HTML.
pub(super) fn escape_html(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Format;
    use crate::render::sample::{
        render_sample, sample_column, sample_projects, sample_row, sample_text,
    };

    fn options() -> RenderOptions {
        RenderOptions::for_file("project", "projects")
    }

    #[test]
    fn every_sort_of_cell() {
        let (columns, rows) = sample_projects();
        let all = render_sample(
            Format::Html,
            RenderOptions { marks: true, ..options() },
            &columns,
            &rows,
        );
        let table = all.split_once("<tbody>\n").unwrap().1;
        assert_eq!(
            table,
            "<tr><td><td>中国—上合组织地方经贸合作示范区<td>Qingdao; Jiaozhou\
             <td class=\"n\" data-key=\"42.65\" data-group=\"bn CNY\"><span title=\"42.65 to 42.75 bn CNY\">about 42.7bn CNY</span>\
             <td data-key=\"2024-06-01\"><span title=\"2024-06-01 to 2024-06-30\">within 2024-06</span>\
             <td class=\"n\">12<td>yes\n\
             <tr class=\"maybe\"><td title=\"may match\">?<td>Silk Road Hub<td class=\"unknown\">·\
             <td class=\"n unknown\">·<td data-key=\"2020-08-31\" data-group=\"open\"><span title=\"2020-08-31 or earlier\">..2020-08</span>\
             <td class=\"n\">-5<td>no\n\
             </table></div>\n<p class=\"count\">2 projects\n</section>\n"
        );
    }

    #[test]
    fn data_are_never_markup() {
        let hostile = "</script><script>alert(1)</script>\"'&<!--\u{202e}";
        let all = render_sample(
            Format::Html,
            options(),
            &[sample_column(hostile, Shape::Text)],
            &[sample_row(vec![sample_text(hostile)])],
        );
        let body = all.split_once("<body>").unwrap().1;
        assert!(
            !body.contains("<script") && !body.contains("<!--") && !body.contains('\u{202e}'),
            "{body}"
        );
        assert!(body.contains(
            "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;!--"
        ));
    }

    #[test]
    fn the_policy_allows_the_script() {
        use sha2::{Digest, Sha256};
        let base64 = data_encoding::BASE64.encode(&Sha256::digest(SCRIPT));
        assert_eq!(SCRIPT_HASH, format!("sha256-{base64}"));
    }

    #[test]
    fn answers_of_one_file_are_sections_of_one_page() {
        let (columns, rows) = sample_projects();
        let options = options();
        let one = render_sample(Format::Html, options.clone(), &columns, &rows);
        let two = render_sample(Format::Html, options, &columns, &rows);
        assert!(one.starts_with("<!DOCTYPE html>") && two.starts_with("<section>"));
    }
}
