//! The documents keep their promises: what they show is what the program answers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

mod documents;
mod english;
mod references;
mod schemas;
