//! The base: tables made from a catalog, digests read and merged into them, files opened and written.
//!
//! The life of a digest: [`digest`] reads its text into entries and checks each against the catalog,
//! [`load`] merges the entries of all digests in one transaction and derives what follows from them,
//! and puts the whole under its name only when everything held. [`Base::open`] opens a file for reading.
//!
//! Only this module knows `SQLite`. What a person typed is always bound; identifiers come from the
//! checked catalog and are always quoted.

mod builtin;
pub mod digest;
mod hash;
pub mod load;
mod open;
mod recorded;
mod run;
mod schema;
mod trust;
mod views;

pub use builtin::{seeds, versions};
pub use open::{Base, OpenError, Refusal};
pub use schema::schema;
