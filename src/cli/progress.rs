//! A progress bar, on a terminal only, and only after half a second.

use std::fmt::Write;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

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
    pub(super) fn bytes() -> Self {
        Self::new("{wide_bar} {bytes} of {total_bytes}")
    }

    /// Makes a bar that counts rows and shows their rate.
    pub(super) fn rows() -> Self {
        Self::new("{wide_bar} {human_pos} of {human_len} rows, {rate}")
    }

    /// Makes a bar for several stages, each with a name and a length.
    pub(super) fn stages() -> Self {
        Self::new("{msg} {wide_bar} {percent} %")
    }

    /// Moves the bar within a stage.
    pub(super) fn stage(&mut self, name: &'static str, done: u64, of: u64) {
        self.bar.set_message(name);
        self.bar.set_length(of);
        self.at(done, of);
    }

    fn new(template: &str) -> Self {
        let bar = ProgressBar::hidden();
        if let Ok(style) = ProgressStyle::with_template(template) {
            let rate = |state: &ProgressState, out: &mut dyn Write| {
                // A bar that can't be drawn is ignored.
                let _ = write!(out, "{:.0} a second", state.per_sec());
            };
            bar.set_style(style.with_key("rate", rate));
        }
        Self { bar, since: Instant::now(), shown: false }
    }

    /// Moves the bar.
    pub(super) fn at(&mut self, done: u64, of: u64) {
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
