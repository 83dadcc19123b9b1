//! Ending what a base is doing before it is done: because somebody asks for it, or because its time is over.
//!
//! `SQLite` asks every few thousand steps whether to go on. What watches the keyboard only sets a flag, so it may be a
//! signal handler.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

/// After so many steps `SQLite` asks: some ten times in a millisecond.
const STEPS: i32 = 10_000;

/// Why a base ended before it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Somebody asked for it.
    Asked,
    /// It took longer than it may.
    Late(Duration),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => write!(f, "stopped"),
            Self::Late(after) => write!(f, "not answered within {} s", after.as_secs_f64()),
        }
    }
}

/// When a base is to end what it is doing.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    asked: Arc<AtomicBool>,
    limit: Arc<Mutex<Option<Limit>>>,
}

/// Until when something may take, and how long that is.
#[derive(Debug, Clone, Copy)]
struct Limit {
    end: Instant,
    after: Duration,
}

impl Stop {
    /// The flag that ends what is being done once it is set.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.asked)
    }

    /// What was asked before is forgotten, and there is no limit.
    pub fn begin(&self) {
        self.asked.store(false, Ordering::Relaxed);
        self.within(None);
    }

    /// From now on everything is to be done within this time.
    pub fn within(&self, after: Option<Duration>) {
        let limit = after
            .and_then(|after| Instant::now().checked_add(after).map(|end| Limit { end, after }));
        *self.limit.lock().unwrap_or_else(PoisonError::into_inner) = limit;
    }

    /// Why what is being done is to end, if it is.
    pub fn reason(&self) -> Option<Stopped> {
        if self.asked.load(Ordering::Relaxed) {
            return Some(Stopped::Asked);
        }
        let limit = *self.limit.lock().unwrap_or_else(PoisonError::into_inner);
        limit.filter(|limit| limit.end <= Instant::now()).map(|limit| Stopped::Late(limit.after))
    }

    /// Has a connection ask from time to time.
    pub(super) fn watch(&self, conn: &mut Connection) -> rusqlite::Result<()> {
        let stop = self.clone();
        conn.progress_handler(STEPS, Some(move || stop.reason().is_some()))
    }
}
