//! A report on the standard output: lines, and items under them, broken between words where a terminal ends.

use std::io::{self, IsTerminal, Write};

use crate::text::wrap;

/// Where a report is written.
pub(super) struct Report<'o> {
    out: &'o mut dyn Write,
    /// The terminal's width, if the standard output is one.
    width: Option<u16>,
}

impl<'o> Report<'o> {
    /// A report that goes to the standard output by way of `out`.
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        let terminal = io::stdout().is_terminal();
        let width = terminal_size::terminal_size().map(|(width, _)| width.0);
        Self { out, width: width.filter(|_| terminal) }
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
