//! Records an answer while it is written, so that the prompt can show it again in another format or place.

use std::io::{self, Write};

use super::Settings;
use crate::answer::{Column, Remark, Row};
use crate::query::ast::Query;
use crate::render::{RenderOptions, renderer};

/// The last answer.
#[derive(Debug)]
pub struct LastAnswer {
    /// Its query in canonical form, which reads as the same query.
    pub query: String,
    /// The recording; `None` means that the answer wasn't complete or had too many rows.
    recording: Option<Recording>,
}

/// A complete answer.
#[derive(Debug)]
struct Recording {
    columns: Vec<Column>,
    rows: Vec<Row>,
    options: RenderOptions,
    /// The notes; `None` means that they weren't collected.
    notes: Option<Vec<Remark>>,
}

impl LastAnswer {
    /// Makes the last answer of a query whose rows weren't recorded.
    pub fn without_rows(query: &Query) -> Self {
        Self { query: query.to_string(), recording: None }
    }

    /// Writes the answer again with the present settings. Writes nothing and returns `false` if it wasn't recorded.
    pub fn write(&self, settings: &Settings, out: &mut dyn Write) -> io::Result<bool> {
        let Some(Recording { columns, rows, options, notes }) = &self.recording else {
            return Ok(false);
        };
        let notes = match notes {
            Some(notes) => notes.as_slice(),
            None if settings.format.includes_notes() => return Ok(false),
            None => &[],
        };
        let Settings { width, color, .. } = *settings;
        let numbered = settings.numbered && !options.bare;
        let document = settings.document.clone();
        let options =
            RenderOptions { width, color, numbered, most: None, document, ..options.clone() };
        let mut render = renderer(settings.format, options, out);
        render.write_answer(columns, rows, notes)?;
        Ok(true)
    }
}

/// Records an answer while it is written.
pub(super) struct Recorder {
    most: usize,
    answer: Option<(Vec<Column>, Vec<Row>)>,
}

impl Recorder {
    /// Makes a recorder for at most `most` rows; 0 records nothing.
    pub(super) fn new(most: usize) -> Self {
        Self { most, answer: None }
    }

    pub(super) fn begin(&mut self, columns: &[Column]) {
        if self.most > 0 {
            self.answer = Some((columns.to_vec(), Vec::new()));
        }
    }

    pub(super) fn row(&mut self, row: Row) {
        if let Some((_, rows)) = &mut self.answer {
            rows.push(row);
            if rows.len() > self.most {
                self.answer = None;
            }
        }
    }

    /// Returns the recorded answer, if recording was requested at all.
    pub(super) fn finish(
        self,
        options: RenderOptions,
        notes: Option<Vec<Remark>>,
    ) -> Option<LastAnswer> {
        let query = options.query.text.clone();
        let recording = |(columns, rows)| Recording { columns, rows, options, notes };
        (self.most > 0).then(|| LastAnswer { query, recording: self.answer.map(recording) })
    }
}
