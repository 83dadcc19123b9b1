//! The one road from a text to an answer, for the command line, scripts and the prompt alike:
//! parse, resolve, compile, run, render, and say what is to be known about it.
//!
//! `report` draws diagnostics under the text, `explain` says how a query is read.
//! `output` writes a file an answer goes to. Not here: arguments and terminals (`cli`), editing (`repl`).

pub mod card;
pub mod describe;
mod explain;
mod last;
mod look;
pub mod output;
mod report;
mod why;

pub use last::Last;
pub use report::{Origin, report};
pub use why::NoWhy;

use last::Kept;
use look::look;

use std::io::{self, Write};
use std::time::Duration;

use anyhow::Error;

use crate::answer::{Cell, Column, Remark, Row, RowStats, Shape};
use crate::query::ast::Query;
use crate::query::diagnostic::{Diagnostic, Severity};
use crate::query::notes::notes;
use crate::query::parser::{parse, unread};
use crate::query::resolve::{Failure, Parameters, Resolved};
use crate::query::sql;
use crate::query::suggest::{Suggester, resolve};
use crate::render::{Format, Render, renderer};
use crate::store::{Base, Stopped};

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
    /// How many rows of a table are shown at most.
    pub most: Option<u64>,
    /// Whether the prompt hints at what may follow.
    pub hints: bool,
    /// Whether notes are wanted. Warnings and errors are said in any case.
    pub notes: bool,
    /// Whether a query with a warning is refused.
    pub strict: bool,
    /// How many rows of an answer are kept to be shown again; beyond it they are asked for again.
    pub kept: usize,
    /// Values of `$name` parameters.
    pub parameters: Parameters,
    /// How long one answer may take.
    pub timeout: Option<Duration>,
}

impl Default for Settings {
    /// Tables as in a pipe, with notes.
    fn default() -> Self {
        Self {
            format: Format::Table,
            width: None,
            notes_width: None,
            color: false,
            color_notes: false,
            numbered: false,
            most: None,
            hints: false,
            notes: true,
            strict: false,
            kept: 0,
            parameters: Parameters::new(),
            timeout: None,
        }
    }
}

/// What became of a text.
#[derive(Debug, Default)]
pub struct Answered {
    /// How many rows there were in all.
    pub rows: u64,
    /// The last answer, where [`Settings::kept`] is not 0.
    pub last: Option<Last>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Failed {
    /// The query is at fault; what is wrong has been said on stderr already.
    Query(Vec<Diagnostic>),
    /// The answer could not be written.
    Output(io::Error),
    /// It was stopped before it was whole.
    Stopped(Stopped),
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
    /// to `err`. Only what is asked to stop from now on stops.
    pub fn answer(
        &self,
        text: &str,
        origin: &Origin,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Answered, Failed> {
        self.base.stop().begin();
        let answered = self.answer_too(text, origin, out, err);
        // What is asked next, and what is looked up meanwhile, is not to be stopped.
        self.base.stop().begin();
        answered
    }

    /// The same for one of several texts: what was asked to stop before stops too.
    pub fn answer_too(
        &self,
        text: &str,
        origin: &Origin,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Answered, Failed> {
        let queries = parse(text).map_err(|mut diagnostic| {
            self.suggester().complete_syntax_error(&mut diagnostic, text);
            self.refuse(text, origin, vec![*diagnostic], err)
        })?;
        if origin.file.is_none() {
            self.warn(text, origin, unread(text), err)?;
        }
        let mut all = Answered::default();
        for query in &queries {
            self.base.stop().within(self.settings.timeout);
            let answered = self.answer_one(text, origin, query, (&mut *out, &mut *err));
            let stopped = self.base.stop().reason();
            self.base.stop().within(None);
            let answered = match (answered, stopped) {
                (Err(Failed::Run(_)), Some(reason)) | (Ok(_), Some(reason @ Stopped::Asked)) => {
                    return Err(Failed::Stopped(reason));
                }
                (answered, _) => answered?,
            };
            all = Answered { rows: all.rows + answered.rows, last: answered.last.or(all.last) };
        }
        Ok(all)
    }

    fn answer_one(
        &self,
        text: &str,
        origin: &Origin,
        query: &Query,
        (out, err): (&mut dyn Write, &mut dyn Write),
    ) -> Result<Answered, Failed> {
        let _steady = self.base.steady()?;
        let resolved =
            match resolve(query, self.base.catalog(), &self.base, &self.settings.parameters) {
                Ok(resolved) => resolved,
                Err(Failure::Query(found)) => return Err(self.refuse(text, origin, found, err)),
                Err(Failure::Names(error)) => return Err(Failed::Run(error)),
            };
        let is_error = |warning: &Diagnostic| warning.severity == Severity::Error;
        let warns = !resolved.warnings.is_empty();
        if warns && self.settings.strict || resolved.warnings.iter().any(is_error) {
            return Err(self.refuse_warnings(text, origin, resolved.warnings, err));
        }
        if query.explain {
            self.say(text, origin, &resolved.warnings, err)?;
            out.write_all(explain::explain(&self.base, &resolved)?.as_bytes())?;
            return Ok(Answered::default());
        }
        let format = self.settings.format;
        if !format.holds_notes() {
            self.say(text, origin, &resolved.warnings, err)?;
        }
        let mut kept = Kept::new(self.settings.kept);
        let look = look(&self.base, &self.settings, (&resolved.query, &resolved.plan))?;
        let mut render = renderer(format, look.clone(), out);
        let seen = self.write(&resolved, &mut kept, render.as_mut())?;
        let mut notes = None;
        if format.holds_notes() {
            let found = self.remarks(&resolved, &seen)?;
            render.notes(&found)?;
            notes = Some(found);
        }
        render.end()?;
        if self.settings.notes && !format.holds_notes() {
            let found = self.remarks(&resolved, &seen)?;
            for note in found.iter().skip(resolved.warnings.len()) {
                report::note(&note.text, &self.settings, err)?;
            }
            notes = Some(found);
        }
        Ok(Answered { rows: seen.rows, last: kept.last(look, notes) })
    }

    /// Writes the rows of an answer, or the one row with their number. Gives what they showed.
    fn write(
        &self,
        resolved: &Resolved<'_>,
        kept: &mut Kept,
        render: &mut dyn Render,
    ) -> Result<RowStats, Failed> {
        if resolved.plan.count {
            let n = self.base.count(&sql::count(&resolved.plan))?;
            let columns = [Column { name: "count".into(), shape: Shape::Integer }];
            let row = Row::plain(vec![Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX))]);
            kept.begin(&columns);
            render.begin(&columns)?;
            render.row(&row)?;
            kept.row(row);
            return Ok(RowStats::of_count(n));
        }
        let statement = sql::rows(&resolved.plan);
        kept.begin(&statement.columns);
        render.begin(&statement.columns)?;
        let mut written = Ok(());
        let mut seen = RowStats::default();
        self.base.rows(&statement, &mut |row| {
            written = render.row(&row);
            seen.add(&row);
            kept.row(row);
            written.is_ok()
        })?;
        written?;
        Ok(seen)
    }

    /// What is to be known about an answer: what was doubtful in the query, then the notes.
    fn remarks(&self, resolved: &Resolved<'_>, seen: &RowStats) -> Result<Vec<Remark>, Failed> {
        let mut remarks: Vec<Remark> = Vec::new();
        for warning in &resolved.warnings {
            let message = warning.problem.message();
            remarks.push(Remark { code: message.code, text: message.sentence, rows: None });
        }
        remarks.extend(notes(&self.base, resolved, seen)?);
        Ok(remarks)
    }

    /// Says warnings of a whole text; with `strict` they refuse it.
    fn warn(
        &self,
        text: &str,
        origin: &Origin,
        warnings: Vec<Diagnostic>,
        err: &mut dyn Write,
    ) -> Result<(), Failed> {
        if self.settings.strict && !warnings.is_empty() {
            return Err(self.refuse_warnings(text, origin, warnings, err));
        }
        self.say(text, origin, &warnings, err)
    }

    /// Refuses a query for its warnings.
    fn refuse_warnings(
        &self,
        text: &str,
        origin: &Origin,
        mut warnings: Vec<Diagnostic>,
        err: &mut dyn Write,
    ) -> Failed {
        if self.settings.strict {
            for warning in &mut warnings {
                warning.severity = Severity::Error;
            }
        }
        self.refuse(text, origin, warnings, err)
    }

    /// Makes suggestions by the base and its parameters.
    pub fn suggester(&self) -> Suggester<'_> {
        let (catalog, parameters) = (self.base.catalog(), &self.settings.parameters);
        Suggester { catalog, names: &self.base, parameters }
    }

    fn refuse(
        &self,
        text: &str,
        origin: &Origin,
        mut found: Vec<Diagnostic>,
        err: &mut dyn Write,
    ) -> Failed {
        self.suggester().repair(&mut found, text);
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
        for diagnostic in found.iter().take(PROBLEMS) {
            let report = report(text, origin, diagnostic, self.settings.color_notes);
            err.write_all(report.as_bytes())?;
        }
        let more = found.iter().skip(PROBLEMS).count();
        if more > 0 {
            report::note(&format!("{more} more problems are not shown"), &self.settings, err)?;
        }
        Ok(())
    }
}
