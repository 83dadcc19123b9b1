//! Signals that would end the program while a file is being written. They stop the query instead, so that the temporary file
//! can be removed first. An answer on the standard output leaves no file, so there they end the program.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;

/// The signals caught.
pub(super) struct Signals {
    caught: Arc<AtomicUsize>,
}

impl Signals {
    /// Makes these signals only set `stop`. Signals ignored by the parent (`nohup`, background jobs) stay ignored.
    pub(super) fn catch(stop: &Arc<AtomicBool>) -> io::Result<Self> {
        let caught = Arc::new(AtomicUsize::new(0));
        let ignored = ignored();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            let number = usize::try_from(signal).unwrap_or_default();
            if ignored >> (number - 1) & 1 == 0 {
                flag::register_usize(signal, Arc::clone(&caught), number)?;
                flag::register(signal, Arc::clone(stop))?;
            }
        }
        // Exceeding the largest file size is then an ordinary error.
        flag::register(SIGXFSZ, Arc::default())?;
        Ok(Self { caught })
    }

    /// Returns the signal that was caught.
    pub(super) fn caught(&self) -> Option<i32> {
        i32::try_from(self.caught.load(Ordering::SeqCst)).ok().filter(|signal| *signal != 0)
    }
}

/// Returns the signals ignored by the parent process, one bit each.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
