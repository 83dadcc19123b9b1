//! Answers queries, for the command line, scripts and the prompt alike: parse, resolve, compile, run, render, and print
//! notes and diagnostics.
//!
//! `diagnostics` draws mistakes under the text, `explain` shows how a query is read, `evidence` lists the claims behind a row.
//! `about` describes a base. `output` writes an answer to a file. Not here: arguments and
//! terminals (`cli`), line editing (`repl`).

pub mod about;
mod according;
mod diagnostics;
mod dossier;
mod evidence;
mod explain;
#[cfg(feature = "cli")]
pub mod output;
mod recorder;
mod settings;

pub use diagnostics::QueryOrigin;
use diagnostics::diagnostic_text;
pub use evidence::NoEvidence;
pub use recorder::LastAnswer;
pub use settings::Settings;

use std::io::{self, Write};

use anyhow::Error;

use crate::answer::{Cell, Column, Remark, Row, RowStats, Shape};
use crate::query::ast::Query;
use crate::query::diagnostic::{Diagnostic, Severity};
use crate::query::notes::{OpenRows, notes};
use crate::query::parser::{parse, warn_of_comments};
use crate::query::resolve::{Failure, Resolved};
use crate::query::sql;
use crate::query::suggest::{SHOWN, Suggester};
use crate::render::{Render, renderer};
use crate::store::{Base, Stopped};

use recorder::Recorder;

/// An open base and the settings of answers.
#[derive(Debug)]
pub struct Session {
    /// The base.
    pub base: Base,
    /// The settings of answers.
    pub settings: Settings,
}

/// The result of answering a text.
#[derive(Debug, Default)]
pub struct Answered {
    /// The number of rows of all its answers.
    pub rows: u64,
    /// The last answer, unless [`Settings::recorded`] is 0.
    pub last: Option<LastAnswer>,
}

/// The reason why there is no answer.
#[derive(Debug)]
pub enum Failed {
    /// The query is wrong; its diagnostics are on stderr already.
    Query(Vec<Diagnostic>),
    /// The answer could not be written.
    Output(io::Error),
    /// It was stopped before it was complete.
    Stopped(Stopped),
    /// Anything else; the query isn't at fault.
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
    /// Answers every query of a text, in order, up to the first that fails. Answers go to `out`, everything else to `err`.
    /// Ignores cancellations requested before this call.
    pub fn answer(
        &self,
        text: &str,
        origin: &QueryOrigin,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Answered, Failed> {
        self.base.stop_switch().reset();
        let answered = self.answer_next(text, origin, out, err);
        // A cancellation of this answer must not stop the next one or the look-ups in between.
        self.base.stop_switch().reset();
        answered
    }

    /// Answers one of several texts in a row. A cancellation requested during an earlier text stops this one too.
    pub fn answer_next(
        &self,
        text: &str,
        origin: &QueryOrigin,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Answered, Failed> {
        let mut printer = DiagnosticPrinter { session: self, text, origin, err };
        let queries = parse(text).map_err(|mut diagnostic| {
            self.suggester().complete_syntax_error(&mut diagnostic, text);
            printer.refuse_query(vec![*diagnostic])
        })?;
        let warnings = if origin.file.is_none() { warn_of_comments(text) } else { vec![] };
        if self.settings.strict && !warnings.is_empty() {
            return Err(printer.refuse_warnings(warnings));
        }
        printer.print_diagnostics(&warnings)?;
        let mut all = Answered::default();
        for query in &queries {
            self.base.stop_switch().limit_time(self.settings.timeout);
            let answered = self.answer_one(query, out, &mut printer);
            let stopped = self.base.stop_switch().reason();
            self.base.stop_switch().limit_time(None);
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
        query: &Query,
        out: &mut dyn Write,
        printer: &mut DiagnosticPrinter<'_>,
    ) -> Result<Answered, Failed> {
        let _steady = self.base.hold_snapshot()?;
        let scope = self.base_of_query(query).map_err(|failure| printer.refuse(failure))?;
        let mut resolved =
            self.resolve_on(&scope, query).map_err(|failure| printer.refuse(failure))?;
        let warns = !resolved.warnings.is_empty();
        if warns && self.settings.strict || resolved.warnings.iter().any(Diagnostic::is_error) {
            return Err(printer.refuse_warnings(resolved.warnings));
        }
        if query.explain {
            if !self.settings.format.takes_prose() {
                let sentence = format!(
                    "an explanation is a text, so it can't be written as {}",
                    self.settings.format
                );
                return Err(Failed::Output(io::Error::new(io::ErrorKind::InvalidInput, sentence)));
            }
            printer.print_diagnostics(&resolved.warnings)?;
            out.write_all(explain::explain_query(&scope, &resolved)?.as_bytes())?;
            return Ok(Answered::default());
        }
        if query.about.is_some() {
            printer.print_diagnostics(&resolved.warnings)?;
            return self.write_dossier(&scope, &resolved, (out, printer.err));
        }
        let format = self.settings.format;
        if self.settings.notes || format.includes_notes() {
            self.base.share_searches();
        }
        if !format.includes_notes() {
            printer.print_diagnostics(&resolved.warnings)?;
        }
        let mut recorder = Recorder::new(self.settings.recorded);
        let options = self.settings.render_options(&scope, &resolved.query, &resolved.plan)?;
        let mut render = renderer(format, options.clone(), out);
        let (stats, mut open) =
            self.write_rows((&scope, &resolved), &mut recorder, render.as_mut())?;
        resolved.plan.answer = stats.ids();
        let mut notes = None;
        if format.includes_notes() {
            let remarks = Self::collect_remarks((&scope, &resolved), &stats, open.take())?;
            render.notes(&remarks)?;
            notes = Some(remarks);
        }
        render.end()?;
        if self.settings.notes && !format.includes_notes() {
            let remarks = Self::collect_remarks((&scope, &resolved), &stats, open)?;
            for note in remarks.iter().skip(resolved.warnings.len()) {
                diagnostics::print_note(&note.text, &self.settings, printer.err)?;
            }
            notes = Some(remarks);
        }
        Ok(Answered { rows: stats.rows, last: recorder.finish(options, notes) })
    }

    /// Writes and records the rows of an answer, or the one row of a count. Returns their statistics and, where a note on them is
    /// wanted and they were read anyway, the rows that the condition leaves open.
    fn write_rows(
        &self,
        (base, resolved): (&Base, &Resolved<'_>),
        recorder: &mut Recorder,
        render: &mut dyn Render,
    ) -> Result<(RowStats, Option<OpenRows>), Failed> {
        let noted = self.settings.notes || self.settings.format.includes_notes();
        if resolved.plan.count {
            let (n, open) = if noted {
                let (n, open) = OpenRows::beside_count(&resolved.plan, base)?;
                (n, Some(open))
            } else {
                (base.select_number(&sql::count_all_rows(&resolved.plan))?, None)
            };
            let columns = [Column { name: "count".into(), shape: Shape::Integer }];
            let row = Row::of_cells(vec![Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX))]);
            recorder.begin(&columns);
            render.begin(&columns)?;
            render.row(&row)?;
            recorder.row(row);
            return Ok((RowStats::of_count(n), open));
        }
        let statement = sql::rows_and_ids(&resolved.plan, noted);
        recorder.begin(&statement.columns);
        render.begin(&statement.columns)?;
        let mut written = Ok(());
        let mut stats = RowStats::default();
        base.select_rows(&statement, &mut |row| {
            written = render.row(&row);
            stats.add(&row);
            recorder.row(row);
            written.is_ok()
        })?;
        written?;
        Ok((stats, None))
    }

    /// Collects the warnings of a query, then the notes on its answer.
    fn collect_remarks(
        (base, resolved): (&Base, &Resolved<'_>),
        stats: &RowStats,
        open: Option<OpenRows>,
    ) -> Result<Vec<Remark>, Failed> {
        let mut remarks: Vec<Remark> = Vec::new();
        for warning in &resolved.warnings {
            let message = warning.problem.message();
            remarks.push(Remark { code: message.code, text: message.sentence, rows: None });
        }
        remarks.extend(notes(base, resolved, stats, open)?);
        Ok(remarks)
    }

    /// Returns a suggester for the base and the parameters.
    pub fn suggester(&self) -> Suggester<'_> {
        let (catalog, parameters) = (self.base.catalog(), &self.settings.parameters);
        Suggester { catalog, names: &self.base, parameters }
    }
}

/// Writes the diagnostics of a text.
struct DiagnosticPrinter<'s> {
    session: &'s Session,
    text: &'s str,
    origin: &'s QueryOrigin,
    err: &'s mut dyn Write,
}

impl DiagnosticPrinter<'_> {
    /// Refuses a query that can't be resolved.
    fn refuse(&mut self, failure: Failure) -> Failed {
        match failure {
            Failure::Query(found) => self.refuse_query(found),
            Failure::Names(error) => Failed::Run(error),
        }
    }

    /// Refuses a query because of its warnings.
    fn refuse_warnings(&mut self, mut warnings: Vec<Diagnostic>) -> Failed {
        if self.session.settings.strict {
            for warning in &mut warnings {
                warning.severity = Severity::Error;
            }
        }
        self.refuse_query(warnings)
    }

    /// Adds fixes to the diagnostics of a query and prints them.
    fn refuse_query(&mut self, mut found: Vec<Diagnostic>) -> Failed {
        self.session.suggester().repair(&mut found, self.text);
        match self.print_diagnostics(&found) {
            Ok(()) => Failed::Query(found),
            Err(error) => Failed::Output(error),
        }
    }

    fn print_diagnostics(&mut self, found: &[Diagnostic]) -> io::Result<()> {
        let settings = &self.session.settings;
        for diagnostic in found.iter().take(SHOWN) {
            let shown = diagnostic_text(self.text, self.origin, diagnostic, settings);
            self.err.write_all(shown.as_bytes())?;
        }
        let more = found.iter().skip(SHOWN).count();
        if more > 0 {
            let text = format!("{more} more problems aren't shown");
            diagnostics::print_note(&text, settings, self.err)?;
        }
        Ok(())
    }
}
