//! A report on the standard output: lines, and items under them, broken between words where a terminal ends.

use std::io::{self, Write};

use super::options::width;
use crate::store::Subject;
use crate::text::clean::clean;
use crate::text::{quote, wrap};

/// What is spoken of: ``project `hub-signed-2020`, `size` ``, ``figure “Qingdao: rank no. 4”``.
pub(super) fn subject(subject: &Subject) -> String {
    let name = match &subject.slug {
        Some(slug) => format!(" `{}`", clean(slug)),
        None if subject.name.is_empty() => String::new(),
        None => format!(" {}", quote(&subject.name)),
    };
    let field = subject.field.as_ref().map(|field| format!(", `{}`", clean(field)));
    format!("{}{name}{}", clean(&subject.kind), field.unwrap_or_default())
}

/// Where a report is written.
pub(super) struct Report<'o> {
    out: &'o mut dyn Write,
    /// The terminal's width, if the standard output is one.
    width: Option<u16>,
}

impl<'o> Report<'o> {
    /// A report that goes to the standard output by way of `out`.
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, width: width(&io::stdout()) }
    }

    /// A line of its own.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", wrap(text, self.width, "  "))
    }

    /// A line that belongs to the one above.
    pub(super) fn item(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", wrap(&format!("  {text}"), self.width, "    "))
    }
}
