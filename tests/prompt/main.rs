//! The prompt on a real terminal, and what it offers while a line is typed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

#[path = "../../benches/generate/base.rs"]
mod generated;
#[path = "../support/screen.rs"]
mod screen;
#[path = "../support/mod.rs"]
mod support;

mod completion;
mod lines;
mod terminal;
mod typing;
