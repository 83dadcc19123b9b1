//! The base: tables made from a catalog, digests read and merged into them, files opened and written.
//!
//! The life of a digest: [`digest`] reads its text into entries and checks each against the catalog,
//! [`load`] merges the entries of all digests in one transaction and derives what follows from them,
//! and puts the whole under its name only when everything held. [`Base::open`] opens a file for reading.
//!
//! Afterwards [`check`] checks that a file is sound, and [`verify`] that its citations hold; [`about`] says what is in it and what
//! is open, [`contradictions`] where its sources disagree. [`ship`] writes it as a file to send.
//!
//! Only this module knows `SQLite`. What a person typed is always bound; identifiers come from the
//! checked catalog and are always quoted.

pub mod about;
mod builtin;
mod canonical;
pub mod check;
pub mod contradictions;
pub mod destination;
pub mod digest;
mod hash;
pub mod load;
mod names;
pub mod namesakes;
mod open;
mod queries;
mod rewrite;
mod run;
mod schema;
pub mod ship;
mod stop;
mod subject;
mod trust;
pub mod verify;

pub use builtin::{program, seeds, versions};
pub use open::{Base, OpenError, Refusal};
pub use schema::schema;
pub use stop::{Stop, Stopped};
pub use subject::Subject;
