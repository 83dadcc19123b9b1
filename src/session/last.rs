//! The last answer, kept so that it can be shown again, in another format or elsewhere, without asking again.

use std::io::{self, Write};

use super::Settings;
use crate::query::ast::Query;
use crate::render::{Look, renderer};
use crate::value::{Column, Row};

/// An answer that was given.
#[derive(Debug)]
pub struct Last {
    /// What was asked, in canonical words, which read as the same query.
    pub query: String,
    /// Its columns and rows; none: there are more rows than are kept, or it is a single count.
    answer: Option<(Vec<Column>, Vec<Row>, Look)>,
}

impl Last {
    /// A query of whose answer nothing was kept.
    pub fn unkept(query: &Query) -> Self {
        Self { query: query.to_string(), answer: None }
    }

    /// Writes the answer again, as the settings are now; nothing is written and `false` returned where it was not kept.
    pub fn write(&self, settings: &Settings, out: &mut dyn Write) -> io::Result<bool> {
        let Some((columns, rows, kept)) = &self.answer else { return Ok(false) };
        let Settings { width, color, numbered, .. } = *settings;
        let look = Look { width, color, numbered, ..kept.clone() };
        let mut render = renderer(settings.format, look, out);
        render.begin(columns)?;
        rows.iter().try_for_each(|row| render.row(row))?;
        render.end()?;
        Ok(true)
    }
}

/// Gathers an answer while it is written.
pub(super) struct Kept {
    most: usize,
    answer: Option<(Vec<Column>, Vec<Row>, Look)>,
}

impl Kept {
    /// For so many rows at most.
    pub(super) fn new(most: usize) -> Self {
        Self { most, answer: None }
    }

    pub(super) fn begin(&mut self, columns: &[Column], look: &Look) {
        if self.most > 0 {
            self.answer = Some((columns.to_vec(), Vec::new(), look.clone()));
        }
    }

    pub(super) fn row(&mut self, row: Row) {
        if let Some((_, rows, _)) = &mut self.answer {
            rows.push(row);
            if rows.len() > self.most {
                self.answer = None;
            }
        }
    }

    pub(super) fn of(self, query: &Query) -> Last {
        Last { query: query.to_string(), answer: self.answer }
    }
}
