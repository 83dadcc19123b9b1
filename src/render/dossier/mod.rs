//! Everything known of some things, as a page: a heading for each thing, its fields, then sections of what refers to it, with one
//! list of footnotes. `session::dossier` gathers it.

mod html;

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use super::footnotes::Footnotes;
use super::markdown::{escape_markdown, footnote_marks, write_footnotes};
use super::{Format, RenderOptions, UNKNOWN, cell_text, renderer};
use crate::answer::{Cell, Citation, Column, Remark, Row};
use crate::text::clean::clean;
use crate::text::{display_width, pad_to_width, wrap};

/// The width of the page if there is no terminal.
const PAGE: u16 = 80;

/// The widest names of fields that values are lined up after.
const NAMES: usize = 20;

/// The facts about one thing.
#[derive(Debug)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The singular of its kind.
    pub kind: String,
    /// Its id.
    pub slug: String,
    /// Its name and fields, then what refers to it, each section with rows.
    pub sections: Vec<DossierSection>,
}

/// Rows of one kind.
#[derive(Debug)]
pub struct DossierSection {
    /// Its heading; empty for the fields of the thing itself.
    pub title: String,
    /// The query that shows the same rows, if there is one.
    pub query: Option<String>,
    /// The columns of the rows. The first is the line above the others.
    pub columns: Vec<Column>,
    /// The rows, their citations numbered throughout the page.
    pub rows: Vec<Row>,
}

/// Checks whether a dossier can be written in a format.
pub fn is_dossier_format(format: Format) -> bool {
    matches!(
        format,
        Format::Table
            | Format::List
            | Format::Markdown
            | Format::Html
            | Format::Xlsx
            | Format::Json
            | Format::JsonFull
    )
}

/// Checks whether a dossier in a format includes its notes.
pub fn includes_notes(format: Format) -> bool {
    matches!(format, Format::Html | Format::Xlsx)
}

/// Writes a dossier in one of the formats it fits, with its notes where it includes them.
pub fn write_dossier(
    profiles: &[Profile],
    notes: &[Remark],
    (format, options): (Format, &RenderOptions),
    out: &mut dyn Write,
) -> io::Result<()> {
    if profiles.is_empty() && matches!(format, Format::Table | Format::List | Format::Markdown) {
        return writeln!(out, "no facts");
    }
    match format {
        Format::Json | Format::JsonFull => write_json(profiles, format, out),
        Format::Markdown => write_markdown(profiles, out),
        Format::Html => html::write_html(profiles, notes, options, out),
        Format::Xlsx => write_sheets(profiles, notes, options, out),
        _ => write_text(profiles, options.width.unwrap_or(PAGE), out),
    }
}

/// Lists the values of a row after the first, with their columns and marks; unknown ones are left out.
fn row_values(
    section: &DossierSection,
    row: &Row,
    footnotes: &mut Footnotes,
    shown: fn(&Cell) -> String,
) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for (at, column) in section.columns.iter().enumerate().skip(1) {
        let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
        let is_empty = matches!(cell, Cell::List(cells) if cells.is_empty());
        if *cell != Cell::Unknown && !is_empty {
            let text = footnotes.with_marks(&shown(cell), row, at);
            values.push((clean(&column.name).replace(['_', '.'], " "), text));
        }
    }
    values
}

fn row_head(row: &Row, footnotes: &mut Footnotes, shown: fn(&Cell) -> String) -> String {
    footnotes.with_marks(&shown(row.cells.first().unwrap_or(&Cell::Unknown)), row, 0)
}

/// Writes a heading with a capital letter and without underscores.
fn format_heading(title: &str) -> String {
    let words = clean(title).replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn write_text(profiles: &[Profile], page: u16, out: &mut dyn Write) -> io::Result<()> {
    let mut footnotes = Footnotes::with_bracket_marks();
    let plain: fn(&Cell) -> String = |cell| cell_text(cell, UNKNOWN);
    for (n, profile) in profiles.iter().enumerate() {
        let gap = if n == 0 { "" } else { "\n\n" };
        write!(out, "{gap}")?;
        for section in &profile.sections {
            let titled = !section.title.is_empty();
            if titled {
                writeln!(out, "\n{}", format_heading(&section.title))?;
            }
            for row in &section.rows {
                let head = row_head(row, &mut footnotes, plain);
                let (mark, indent) = if titled { ("  - ", "      ") } else { ("", "  ") };
                writeln!(out, "{}", wrap(&format!("{mark}{head}"), Some(page), "    "))?;
                if !titled {
                    writeln!(out, "{}, @{}", format_heading(&profile.kind), clean(&profile.slug))?;
                }
                let values = row_values(section, row, &mut footnotes, plain);
                write_values(&values, indent, page, out)?;
            }
        }
    }
    if footnotes.texts().next().is_some() {
        writeln!(out, "\nSources")?;
    }
    for (number, text) in footnotes.texts() {
        let footnote = format!("  [{number}] {}", clean(text));
        writeln!(out, "{}", wrap(&footnote, Some(page), "      "))?;
    }
    write_documents(profiles, page, out)?;
    out.flush()
}

/// Writes values after the names of their fields, lined up.
fn write_values(
    values: &[(String, String)],
    indent: &str,
    page: u16,
    out: &mut dyn Write,
) -> io::Result<()> {
    let widest = values.iter().map(|(name, _)| display_width(name)).max().unwrap_or(0).min(NAMES);
    for (name, value) in values {
        let line = format!("{indent}{}  {value}", pad_to_width(name, widest));
        let behind = " ".repeat(indent.len() + widest + 2);
        writeln!(out, "{}", wrap(&line, Some(page), &behind))?;
    }
    Ok(())
}

/// Lists the documents that are cited, with title, publisher and date.
fn write_documents(profiles: &[Profile], page: u16, out: &mut dyn Write) -> io::Result<()> {
    let rows = profiles.iter().flat_map(|profile| &profile.sections).flat_map(|of| &of.rows);
    let cited = rows.flat_map(|row| (0..=row.cells.len()).flat_map(|at| row.evidence(at)));
    let documents: BTreeSet<_> = cited.filter_map(|citation| citation.source.clone()).collect();
    if !documents.is_empty() {
        writeln!(out, "\nDocuments")?;
    }
    for document in documents {
        let line = format!("  {}: {}", clean(&document.slug), clean(&document.full_title()));
        writeln!(out, "{}", wrap(&line, Some(page), "    "))?;
    }
    Ok(())
}

fn write_markdown(profiles: &[Profile], out: &mut dyn Write) -> io::Result<()> {
    let mut footnotes = Footnotes::new(footnote_marks, Citation::full_text);
    let marked: fn(&Cell) -> String = |cell| escape_markdown(&cell_text(cell, UNKNOWN));
    for (n, profile) in profiles.iter().enumerate() {
        let gap = if n == 0 { "" } else { "\n" };
        write!(out, "{gap}")?;
        for section in &profile.sections {
            let titled = !section.title.is_empty();
            if titled {
                writeln!(out, "\n## {}\n", escape_markdown(&format_heading(&section.title)))?;
            }
            for row in &section.rows {
                let (mark, indent) = if titled { ("-", "  ") } else { ("#", "") };
                writeln!(out, "{mark} {}", row_head(row, &mut footnotes, marked))?;
                if !titled {
                    let kind = escape_markdown(&format_heading(&profile.kind));
                    writeln!(out, "\n{kind}, `@{}`\n", clean(&profile.slug))?;
                }
                for (name, value) in row_values(section, row, &mut footnotes, marked) {
                    writeln!(out, "{indent}- **{}:** {value}", escape_markdown(&name))?;
                }
            }
        }
    }
    write_footnotes(&footnotes, out)
}

/// Writes a sheet for each section.
fn write_sheets(
    profiles: &[Profile],
    notes: &[Remark],
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    for profile in profiles {
        for section in &profile.sections {
            let title = if section.title.is_empty() { &profile.name } else { &section.title };
            let mut options = RenderOptions { cited: true, ..options.clone() };
            options.noun = (title.clone(), format_heading(title));
            options.query.text = section.query.clone().unwrap_or_default();
            let mut sheet = renderer(Format::Xlsx, options, out);
            let notes = if section.title.is_empty() { notes } else { &[] };
            sheet.write_answer(&section.columns, &section.rows, notes)?;
        }
    }
    Ok(())
}

/// A thing in JSON.
#[derive(Serialize)]
struct ThingObject<'p> {
    id: &'p str,
    name: &'p str,
    kind: &'p str,
    sections: Vec<SectionObject<'p>>,
}

/// A section in JSON.
#[derive(Serialize)]
struct SectionObject<'p> {
    title: &'p str,
    query: Option<&'p str>,
    /// The rows, as an answer in the same format.
    answer: Box<RawValue>,
}

fn write_json(profiles: &[Profile], format: Format, out: &mut dyn Write) -> io::Result<()> {
    let mut things = Vec::new();
    for profile in profiles {
        let mut sections = Vec::new();
        for section in &profile.sections {
            let (title, query) = (section.title.as_str(), section.query.as_deref());
            sections.push(SectionObject { title, query, answer: answer_json(section, format)? });
        }
        let Profile { name, kind, slug, .. } = profile;
        things.push(ThingObject { id: slug, name, kind, sections });
    }
    serde_json::to_writer(&mut *out, &things)?;
    writeln!(out)?;
    out.flush()
}

/// Writes the rows of a section as an answer in JSON.
fn answer_json(section: &DossierSection, format: Format) -> io::Result<Box<RawValue>> {
    let mut bytes = Vec::new();
    let mut options = RenderOptions { cited: true, ..RenderOptions::for_file("row", "rows") };
    options.query.text = section.query.clone().unwrap_or_default();
    let mut render = renderer(format, options, &mut bytes);
    render.write_answer(&section.columns, &section.rows, &[])?;
    drop(render);
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    Ok(RawValue::from_string(text.trim().to_owned())?)
}
