//! Text and reports on the standard output; the lines of a report are broken between words at the terminal's width.

use std::io::{self, Write};

use super::failure::Failure;
use super::options::terminal_width;
use crate::store::ReportSubject;
use crate::text::clean::clean;
use crate::text::{quote, wrap};

/// Prints a text on the standard output.
pub(super) fn print_text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Names the subject of a finding: ``project `hub-signed-2020`, `size` ``, ``figure “Qingdao: rank no. 4”``.
pub(super) fn subject_text(subject: &ReportSubject) -> String {
    let name = match &subject.slug {
        Some(slug) => format!(" `{}`", clean(slug)),
        None if subject.name.is_empty() => String::new(),
        None => format!(" {}", quote(&subject.name)),
    };
    let field = subject.field.as_ref().map(|field| format!(", `{}`", clean(field)));
    format!("{}{name}{}", clean(&subject.kind), field.unwrap_or_default())
}

/// Writes a report.
pub(super) struct Report<'o> {
    out: &'o mut dyn Write,
    /// The terminal's width; `None` means that the standard output isn't a terminal.
    width: Option<u16>,
}

impl<'o> Report<'o> {
    /// Makes a report that goes to the standard output through `out`.
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, width: terminal_width(&io::stdout()) }
    }

    /// Writes a line.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", wrap(text, self.width, "  "))
    }

    /// Writes an item under the line above.
    pub(super) fn item(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", wrap(&format!("  {text}"), self.width, "    "))
    }
}
