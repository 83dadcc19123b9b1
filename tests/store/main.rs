//! What is done with a base that is there: checked, verified, described, shipped, upgraded.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod about;
mod alike;
mod check;
mod crafted;
mod draft;
mod review;
mod seal;
mod ship;
mod unload;
mod verify;
mod versions;
