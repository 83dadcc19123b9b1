//! What an analyst asks of the built-in facts, and the answers the documents give.
//!
//! The answers are those of the real program as JSON, so nothing here depends on how a table looks. `twenty` goes from
//! easy to hard; the others ask of one document each, or `across` them all, and tell where it stands (p3 is its third
//! paragraph). What a document leaves open must be told as open: those tests ask how many rows may match.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod across;
mod air_silk_road;
mod answer;
mod chengdu;
mod ecommerce;
mod inventory;
mod jinan;
mod qingdao;
mod twenty;
