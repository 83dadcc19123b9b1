//! Lists that aren't answers to a query (differences, pairs, uncited parts), written as rows in any format.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::failure::Failure;
use super::options::terminal_width;
use super::query::refuse_terminal;
use crate::answer::{Column, Row};
use crate::render::{Format, RenderOptions, renderer};
use crate::session::output::{Output, OutputError};

/// A list as rows.
pub(super) struct RowSet {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    /// The noun for the rows, in the singular and the plural.
    pub(super) noun: (&'static str, &'static str),
    /// Whether citations are shown.
    pub(super) cited: bool,
}

impl RowSet {
    /// Writes the list to a file, completely or not at all, or else to the standard output.
    pub(super) fn write(&self, format: Format, file: Option<&Path>) -> Result<(), Failure> {
        if let Some(path) = file {
            let mut out = Output::create(path)?;
            let written = self.render(format, None, &mut out);
            written.map_err(|error| OutputError::System(path.to_owned(), error))?;
            return Ok(out.commit()?);
        }
        refuse_terminal(format)?;
        let mut out = BufWriter::new(io::stdout().lock());
        self.render(format, terminal_width(&io::stdout()), &mut out)?;
        Ok(out.flush()?)
    }

    fn render(&self, format: Format, width: Option<u16>, out: &mut dyn Write) -> io::Result<()> {
        let plain = RenderOptions::for_file(self.noun.0, self.noun.1);
        let document = plain.document.clone();
        let mut render = renderer(format, RenderOptions { width, cited: self.cited, ..plain }, out);
        render.write_answer(&self.columns, &self.rows, &[])?;
        drop(render);
        for sentence in document.finish(out)? {
            anstream::eprintln!("warning: {sentence}");
        }
        Ok(())
    }
}
