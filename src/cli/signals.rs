//! Signals that would end the program while a file is half-written: they end the question instead, so that the file can be
//! taken away first. Where the answer goes to the standard output there is nothing to take away, and they end the program.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;

/// What has been caught.
pub(super) struct Signals {
    caught: Arc<AtomicUsize>,
}

impl Signals {
    /// From now on these signals only set `stop`. Those that are to be ignored (`nohup`, jobs in the background) still are.
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
        // A file that grows beyond what is allowed is an error like any other.
        flag::register(SIGXFSZ, Arc::default())?;
        Ok(Self { caught })
    }

    /// The signal that was caught, if any was.
    pub(super) fn caught(&self) -> Option<i32> {
        i32::try_from(self.caught.load(Ordering::SeqCst)).ok().filter(|signal| *signal != 0)
    }
}

/// The signals that whoever started us wants to be ignored, a bit for each, as far as the system tells.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
