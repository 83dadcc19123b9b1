//! The last answer, kept so that it can be shown again, in another format or elsewhere, without asking again.

use std::io::{self, Write};

use super::Settings;
use crate::answer::{Column, Remark, Row};
use crate::query::ast::Query;
use crate::render::{Look, renderer};

/// An answer that was given.
#[derive(Debug)]
pub struct Last {
    /// What was asked, in canonical words, which read as the same query.
    pub query: String,
    /// All of it; none: it was not whole, or there are more rows than are kept.
    answer: Option<Whole>,
}

/// All of an answer.
#[derive(Debug)]
struct Whole {
    columns: Vec<Column>,
    rows: Vec<Row>,
    look: Look,
    /// What is to be known about it; none: nobody wanted to know.
    notes: Option<Vec<Remark>>,
}

impl Last {
    /// A query of whose answer nothing was kept.
    pub fn unkept(query: &Query) -> Self {
        Self { query: query.to_string(), answer: None }
    }

    /// Writes the answer again, as the settings are now; nothing is written and `false` returned where it was not kept.
    pub fn write(&self, settings: &Settings, out: &mut dyn Write) -> io::Result<bool> {
        let Some(Whole { columns, rows, look, notes }) = &self.answer else { return Ok(false) };
        let notes = match notes {
            Some(notes) => notes.as_slice(),
            None if settings.format.holds_notes() => return Ok(false),
            None => &[],
        };
        let Settings { width, color, .. } = *settings;
        let numbered = settings.numbered && !look.bare;
        let look = Look { width, color, numbered, most: None, ..look.clone() };
        let mut render = renderer(settings.format, look, out);
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
        let whole = |(columns, rows)| Whole { columns, rows, look, notes };
        (self.most > 0).then(|| Last { query, answer: self.answer.map(whole) })
    }
}
