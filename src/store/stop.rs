//! Stops a statement before it is done, on request or because its time is over.
//!
//! `SQLite` asks every few thousand steps whether to go on. A signal handler only sets a flag.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

/// The number of steps after which `SQLite` asks: about ten times in a millisecond.
const STEPS: i32 = 10_000;

/// Why a statement was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// On request.
    Asked,
    /// It took longer than allowed.
    Late(Duration),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => write!(f, "stopped"),
            Self::Late(after) => {
                write!(f, "the answer takes longer than {} s", after.as_secs_f64())
            }
        }
    }
}

/// The switch that stops the statements of a base.
#[derive(Debug, Clone, Default)]
pub struct StopSwitch {
    asked: Arc<AtomicBool>,
    limit: Arc<Mutex<Option<Deadline>>>,
}

/// When a statement must end, and the time it has in all.
#[derive(Debug, Clone, Copy)]
struct Deadline {
    end: Instant,
    after: Duration,
}

impl StopSwitch {
    /// Returns the flag that stops the running statement when it is set, for a signal handler.
    pub fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.asked)
    }

    /// Forgets earlier requests and the time limit.
    pub fn reset(&self) {
        self.asked.store(false, Ordering::Relaxed);
        self.limit_time(None);
    }

    /// Sets the time within which everything must be done from now on.
    pub fn limit_time(&self, after: Option<Duration>) {
        let limit = after
            .and_then(|after| Instant::now().checked_add(after).map(|end| Deadline { end, after }));
        *self.limit.lock().unwrap_or_else(PoisonError::into_inner) = limit;
    }

    /// Returns why the running statement must stop, if it must.
    pub fn reason(&self) -> Option<Stopped> {
        if self.asked.load(Ordering::Relaxed) {
            return Some(Stopped::Asked);
        }
        let limit = *self.limit.lock().unwrap_or_else(PoisonError::into_inner);
        limit.filter(|limit| limit.end <= Instant::now()).map(|limit| Stopped::Late(limit.after))
    }

    /// Makes a connection ask from time to time.
    pub(super) fn watch(&self, conn: &mut Connection) -> rusqlite::Result<()> {
        let stop = self.clone();
        conn.progress_handler(STEPS, Some(move || stop.reason().is_some()))
    }
}
