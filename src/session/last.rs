//! The last answer, kept so that it can be shown again, in another format or elsewhere, without asking again.

use std::io::{self, Write};

use crate::render::{Format, Look, renderer};
use crate::value::{Column, Remark, Row};

/// An answer that was given.
#[derive(Debug)]
pub struct Last {
    /// What was asked, in canonical words, which read as the same query.
    pub query: String,
    /// Its columns and rows; none: there are more rows than are kept.
    answer: Option<(Vec<Column>, Vec<Row>)>,
    look: Look,
    /// What is to be known about it; none: nobody wanted to know.
    notes: Option<Vec<Remark>>,
}

impl Last {
    /// Writes the answer again, as wide as `look` says; nothing is written and `false` returned where it was not kept.
    pub fn write(&self, format: Format, look: &Look, out: &mut dyn Write) -> io::Result<bool> {
        let (Some((columns, rows)), kept) = (&self.answer, &self.look) else { return Ok(false) };
        let notes = match &self.notes {
            Some(notes) => notes.as_slice(),
            None if format.holds_notes() => return Ok(false),
            None => &[],
        };
        let numbered = look.numbered && !kept.bare;
        let look = Look { width: look.width, color: look.color, numbered, ..kept.clone() };
        let mut render = renderer(format, look, out);
        render.begin(columns)?;
        rows.iter().try_for_each(|row| render.row(row))?;
        render.notes(notes)?;
        render.end()?;
        Ok(true)
    }
}

/// Gathers an answer while it is written.
pub(super) struct Kept {
    most: usize,
    answer: Option<(Vec<Column>, Vec<Row>)>,
}

impl Kept {
    /// For so many rows at most.
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

    /// The answer, if any is kept at all.
    pub(super) fn last(self, look: Look, notes: Option<Vec<Remark>>) -> Option<Last> {
        let query = look.asked.query.clone();
        (self.most > 0).then_some(Last { query, answer: self.answer, look, notes })
    }
}
