//! A dossier as a page for people who have no program: headings, fields in lists of terms, and the sources as footnotes.

use std::io::{self, Write};

use super::{Profile, RenderOptions, head, heading, values};
use crate::answer::{Citation, Remark};
use crate::render::footnotes::Footnotes;
use crate::render::html::{begin_page, escaped, links, notes_list, shown, sources_list};
use crate::text::clean::clean;

/// Writes the things of a dossier as a section of a page.
pub(super) fn write(
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
        Footnotes::new(move |citations| links(answer, citations), Citation::full_text);
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
            writeln!(out, "<h2>{}</h2>\n<ul class=\"facts\">", escaped(&heading(&section.title)))?;
        }
        for row in &section.rows {
            let head = head(row, footnotes, shown);
            if titled {
                writeln!(out, "<li>{head}")?;
            } else {
                let (kind, slug) = (heading(&profile.kind), clean(&profile.slug));
                writeln!(
                    out,
                    "<h1>{head}</h1>\n<p>{}, <code>@{}</code>",
                    escaped(&kind),
                    escaped(&slug)
                )?;
            }
            let values = values(section, row, footnotes, shown);
            if !values.is_empty() {
                writeln!(out, "<dl>")?;
                for (name, value) in values {
                    writeln!(out, "<dt>{}<dd>{value}", escaped(&name))?;
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
