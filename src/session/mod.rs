//! The one road from a text to an answer, for the command line, scripts and the prompt alike:
//! parse, resolve, compile, run, render, and say what is to be known about it.
//!
//! `report` draws diagnostics under the text, `notes` asks what an answer's notes need, `explain` says how a query is read.
//! Not here: arguments and terminals (`cli`), editing (`repl`).

pub mod card;
pub mod describe;
mod elsewhere;
mod explain;
mod notes;
mod report;

pub use report::{Origin, report};

use std::io::{self, Write};

use anyhow::Error;

use crate::query::ast::Query;
use crate::query::diagnostic::{Diagnostic, Severity};
use crate::query::parser::parse;
use crate::query::plan::{Cond, Item};
use crate::query::resolve::{Failure, Parameters, Resolved, enrich, resolve};
use crate::query::sql;
use crate::render::{Format, Look, renderer};
use crate::store::Base;
use crate::value::{Cell, Column, Row, Shape};

/// How many problems of one query are told.
const PROBLEMS: usize = 10;

/// A base and how its answers are to look.
#[derive(Debug)]
pub struct Session {
    /// The base that is asked.
    pub base: Base,
    /// How answers are to look.
    pub settings: Settings,
}

/// How answers are to look.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The format of answers.
    pub format: Format,
    /// The width of the terminal answers go to; none: not a terminal.
    pub width: Option<u16>,
    /// The width of the terminal notes go to; none: not a terminal.
    pub notes_width: Option<u16>,
    /// Whether answers may use colour.
    pub color: bool,
    /// Whether what goes to stderr may use colour.
    pub color_notes: bool,
    /// Whether rows are numbered.
    pub numbered: bool,
    /// Whether the prompt hints at what may follow.
    pub hints: bool,
    /// Whether notes are wanted.
    pub notes: bool,
    /// Values of `$name` parameters.
    pub parameters: Parameters,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Failed {
    /// The query is at fault; what is wrong has been said on stderr already.
    Query(Vec<Diagnostic>),
    /// The answer could not be written.
    Output(io::Error),
    /// Something else, not the asker's fault.
    Run(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Run(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl Session {
    /// Answers every query of a text, in order, stopping at the first that fails. Answers go to `out`, everything else
    /// to `err`. Returns how many rows there were in all.
    pub fn answer(
        &self,
        text: &str,
        origin: &Origin,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<u64, Failed> {
        let queries = parse(text).map_err(|mut diagnostic| {
            enrich(&mut diagnostic, text, self.base.catalog(), &self.base);
            self.refuse(text, origin, vec![*diagnostic], err)
        })?;
        let mut rows = 0;
        for query in &queries {
            rows += self.answer_one(text, origin, query, (&mut *out, &mut *err))?;
        }
        Ok(rows)
    }

    fn answer_one(
        &self,
        text: &str,
        origin: &Origin,
        query: &Query,
        (out, err): (&mut dyn Write, &mut dyn Write),
    ) -> Result<u64, Failed> {
        let _steady = self.base.steady()?;
        let resolved =
            match resolve(query, self.base.catalog(), &self.base, &self.settings.parameters) {
                Ok(resolved) => resolved,
                Err(Failure::Query(found)) => return Err(self.refuse(text, origin, found, err)),
                Err(Failure::Names(error)) => return Err(Failed::Run(error)),
            };
        if query.explain {
            out.write_all(explain::explain(&self.base, query, &resolved)?.as_bytes())?;
            return Ok(0);
        }
        self.say(text, origin, &resolved.warnings, err)?;
        let rows = if query.count {
            self.write_count(&resolved, out)?
        } else {
            self.write_rows(&resolved, out)?
        };
        out.flush()?;
        if self.settings.notes {
            for note in notes::notes(&self.base, query, &resolved, rows)? {
                report::note(&note.to_string(), &self.settings, err)?;
            }
        }
        Ok(rows)
    }

    fn write_rows(&self, resolved: &Resolved<'_>, out: &mut dyn Write) -> Result<u64, Failed> {
        let plan = &resolved.plan;
        let statement = sql::rows(plan);
        let look = Look {
            width: self.settings.width,
            color: self.settings.color,
            numbered: self.settings.numbered,
            marks: plan.filter.as_ref().is_some_and(Cond::is_possible),
            cited: plan.cited,
            unshown: plan.cited && sql::has_unshown(plan),
            noun: match plan.groups {
                Some(_) => ("group".to_owned(), "groups".to_owned()),
                None if plan.shown.iter().any(|item| matches!(item, Item::Each(_))) => {
                    ("row".to_owned(), "rows".to_owned())
                }
                None => (plan.kind.name.clone(), plan.kind.plural.clone()),
            },
        };
        let mut render = renderer(self.settings.format, look, out);
        render.begin(&statement.columns)?;
        let mut written = Ok(());
        let rows = self.base.rows(&statement, &mut |row| {
            written = render.row(&row);
            written.is_ok()
        })?;
        written?;
        render.end()?;
        Ok(rows)
    }

    /// `count projects …`: one number. Its notes are those of the rows it counts.
    fn write_count(&self, resolved: &Resolved<'_>, out: &mut dyn Write) -> Result<u64, Failed> {
        let n = self.base.count(&sql::count(&resolved.plan))?;
        if self.settings.format == Format::Table {
            writeln!(out, "{n}")?;
            return Ok(n);
        }
        let look = Look::plain("count", "counts");
        let mut render = renderer(self.settings.format, look, out);
        render.begin(&[Column { name: "count".into(), shape: Shape::Integer }])?;
        let cell = Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX));
        render.row(&Row::plain(vec![cell]))?;
        render.end()?;
        Ok(n)
    }

    fn refuse(
        &self,
        text: &str,
        origin: &Origin,
        found: Vec<Diagnostic>,
        err: &mut dyn Write,
    ) -> Failed {
        match self.say(text, origin, &found, err) {
            Ok(()) => Failed::Query(found),
            Err(error) => error,
        }
    }

    fn say(
        &self,
        text: &str,
        origin: &Origin,
        found: &[Diagnostic],
        err: &mut dyn Write,
    ) -> Result<(), Failed> {
        let said = |diagnostic: &&Diagnostic| {
            self.settings.notes || diagnostic.severity == Severity::Error
        };
        for diagnostic in found.iter().filter(said).take(PROBLEMS) {
            let report = report(text, origin, diagnostic, self.settings.color_notes);
            err.write_all(report.as_bytes())?;
        }
        let more = found.iter().filter(said).skip(PROBLEMS).count();
        if more > 0 {
            report::note(&format!("{more} more problems are not shown"), &self.settings, err)?;
        }
        Ok(())
    }
}
