//! A bar for what takes long: on a terminal only, and only after half a second.

use std::fmt::Write;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// How long to wait before saying anything.
const PATIENCE: Duration = Duration::from_millis(500);

/// So much done, of all there is to do. Gone from the screen when dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    since: Instant,
    shown: bool,
}

impl Progress {
    /// A bar that counts bytes and is not shown yet.
    pub(super) fn bytes() -> Self {
        Self::new("{wide_bar} {bytes} of {total_bytes}")
    }

    /// A bar that counts rows and says how many there are in a second.
    pub(super) fn rows() -> Self {
        Self::new("{wide_bar} {human_pos} of {human_len} rows, {rate}")
    }

    /// A bar for work in stages, each with a name and a measure of its own.
    pub(super) fn stages() -> Self {
        Self::new("{msg} {wide_bar} {percent} %")
    }

    /// So much of a stage is done.
    pub(super) fn stage(&mut self, name: &'static str, done: u64, of: u64) {
        self.bar.set_message(name);
        self.bar.set_length(of);
        self.at(done, of);
    }

    fn new(template: &str) -> Self {
        let bar = ProgressBar::hidden();
        if let Ok(style) = ProgressStyle::with_template(template) {
            let rate = |state: &ProgressState, out: &mut dyn Write| {
                // A bar that cannot be written is no reason to stop.
                let _ = write!(out, "{:.0} a second", state.per_sec());
            };
            bar.set_style(style.with_key("rate", rate));
        }
        Self { bar, since: Instant::now(), shown: false }
    }

    /// So much is done.
    pub(super) fn at(&mut self, done: u64, of: u64) {
        if !self.shown && self.since.elapsed() > PATIENCE {
            self.shown = true;
            self.bar.set_length(of);
            // Draws nothing where the standard error is not a terminal.
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
