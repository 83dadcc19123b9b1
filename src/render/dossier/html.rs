//! A dossier as a page for people who have no program: headings, fields in lists of terms, and the sources as footnotes.

use std::io::{self, Write};

use super::{Profile, RenderOptions, format_heading, row_head, row_values};
use crate::answer::{Citation, Remark};
use crate::render::footnotes::Footnotes;
use crate::render::html::{
    begin_page, cell_html, escape_html, footnote_links, notes_list, sources_list,
};
use crate::text::clean::clean;

/// Writes the things of a dossier as a section of a page.
pub(super) fn write_html(
    profiles: &[Profile],
    notes: &[Remark],
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let answer = options.document.next_answer();
    if answer == 1 {
        begin_page(&options.query.text, out)?;
    }
    let mut footnotes =
        Footnotes::new(move |citations| footnote_links(answer, citations), Citation::full_text);
    writeln!(out, "<section>")?;
    if profiles.is_empty() {
        writeln!(out, "<p>no facts")?;
    }
    for profile in profiles {
        of_thing(profile, &mut footnotes, out)?;
    }
    write!(out, "{}{}", notes_list(notes), sources_list(answer, &footnotes))?;
    writeln!(out, "</section>")?;
    out.flush()
}

fn of_thing(profile: &Profile, footnotes: &mut Footnotes, out: &mut dyn Write) -> io::Result<()> {
    for section in &profile.sections {
        let titled = !section.title.is_empty();
        if titled {
            writeln!(
                out,
                "<h2>{}</h2>\n<ul class=\"facts\">",
                escape_html(&format_heading(&section.title))
            )?;
        }
        for row in &section.rows {
            let head = row_head(row, footnotes, cell_html);
            if titled {
                writeln!(out, "<li>{head}")?;
            } else {
                let (kind, slug) = (format_heading(&profile.kind), clean(&profile.slug));
                writeln!(
                    out,
                    "<h1>{head}</h1>\n<p>{}, <code>@{}</code>",
                    escape_html(&kind),
                    escape_html(&slug)
                )?;
            }
            let values = row_values(section, row, footnotes, cell_html);
            if !values.is_empty() {
                writeln!(out, "<dl>")?;
                for (name, value) in values {
                    writeln!(out, "<dt>{}<dd>{value}", escape_html(&name))?;
                }
                writeln!(out, "</dl>")?;
            }
        }
        if titled {
            writeln!(out, "</ul>")?;
        }
    }
    Ok(())
}
