//! What needs something beside the project: other programs and the documents the facts are from.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod others;
mod own_words;
mod shells;
