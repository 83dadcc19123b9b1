//! What commands print beside answers: texts, reports whose lines are broken between words at the terminal's width, and progress
//! bars, which appear on a terminal only, after half a second.

use super::failure::Failure;
use super::options::terminal_width;
use crate::store::ReportSubject;
use crate::store::load::Step;
use crate::text::clean::{ShownPath as _, clean};
use crate::text::{quote_safely, wrap};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Prints a text on the standard output.
pub(super) fn print_text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Names the subject of a finding: ``project `hub-signed-2020`, `size` ``, ``figure “Qingdao: rank no. 4”``.
pub(super) fn subject_text(subject: &ReportSubject) -> String {
    let name = match &subject.slug {
        Some(slug) => format!(" `{}`", clean(slug)),
        None if subject.name.is_empty() => String::new(),
        None => format!(" {}", quote_safely(&subject.name)),
    };
    let field = subject.field.as_ref().map(|field| format!(", `{}`", clean(field)));
    format!("{}{name}{}", clean(&subject.kind), field.unwrap_or_default())
}

/// Writes a report.
pub(super) struct Report<'o> {
    out: &'o mut dyn Write,
    /// The terminal's width; `None` means that the standard output isn't a terminal.
    width: Option<u16>,
}

impl<'o> Report<'o> {
    /// Makes a report that goes to the standard output through `out`.
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, width: terminal_width(&io::stdout()) }
    }

    /// Writes a line.
    pub(super) fn write_line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", wrap(text, self.width, "  "))
    }

    /// Writes an item under the line above.
    pub(super) fn write_item(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", wrap(&format!("  {text}"), self.width, "    "))
    }

    /// Writes a text under the item above.
    pub(super) fn write_detail(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", wrap(&format!("    {text}"), self.width, "    "))
    }
}

/// The time before the bar appears.
const PATIENCE: Duration = Duration::from_millis(500);

/// A progress bar, which disappears when dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    since: Instant,
    shown: bool,
}

impl Progress {
    /// Makes a bar that counts bytes.
    pub(super) fn for_bytes() -> Self {
        Self::new("{wide_bar} {bytes} of {total_bytes}")
    }

    /// Makes a bar that counts rows and shows their rate.
    pub(super) fn for_rows() -> Self {
        Self::new("{wide_bar} {human_pos} of {human_len} rows, {rate}")
    }

    /// Shows a step of a load into a base.
    pub(super) fn load_step(&mut self, step: Step, base: &Path) {
        match step {
            Step::Waiting => {
                anstream::eprintln!("waiting for another load of {} to finish …", base.safe_text());
            }
            Step::Merged(done, of) => self.move_to(done, of),
        }
    }

    /// Makes a bar for several stages, each with a name and a length.
    pub(super) fn for_stages() -> Self {
        Self::new("{msg} {wide_bar} {percent} %")
    }

    /// Moves the bar within a stage.
    pub(super) fn move_in_stage(&mut self, name: &'static str, done: u64, of: u64) {
        self.bar.set_message(name);
        self.bar.set_length(of);
        self.move_to(done, of);
    }

    fn new(template: &str) -> Self {
        let bar = ProgressBar::hidden();
        if let Ok(style) = ProgressStyle::with_template(template) {
            let rate = |state: &ProgressState, out: &mut dyn fmt::Write| {
                // A bar that can't be drawn is ignored.
                let _ = write!(out, "{:.0} a second", state.per_sec());
            };
            bar.set_style(style.with_key("rate", rate));
        }
        Self { bar, since: Instant::now(), shown: false }
    }

    /// Moves the bar.
    pub(super) fn move_to(&mut self, done: u64, of: u64) {
        if !self.shown && self.since.elapsed() > PATIENCE {
            self.shown = true;
            self.bar.set_length(of);
            // Draws nothing unless the standard error is a terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
