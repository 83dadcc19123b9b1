//! The real program on a command line: arguments, streams, files, formats, and how a run ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

#[allow(dead_code, clippy::cast_possible_truncation, reason = "other tests choose in more ways")]
#[path = "../support/rng.rs"]
mod rng;
#[path = "../support/mod.rs"]
mod support;

mod arguments;
mod cases;
mod conventions;
mod crowd;
mod disk;
mod environment;
mod formats;
mod kills;
mod loads;
mod merging;
mod obstacles;
mod output;
mod runs;
mod workbooks;
mod writings;
