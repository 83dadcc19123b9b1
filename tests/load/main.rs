//! Loading: digests and tables, as people write them, become facts, whatever the order of loads.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::format_push_string,
    reason = "tests may fail loudly"
)]

#[path = "../support/rng.rs"]
mod rng;
#[path = "../support/mod.rs"]
mod support;

mod according;
mod atlas;
mod differences;
mod digests;
mod disagreements;
mod equivalents;
mod exchange;
mod export;
mod judgements;
mod literals;
mod made;
mod maps;
mod orders;
mod refusals;
mod sequences;
mod skips;
mod tables;
mod ties;
