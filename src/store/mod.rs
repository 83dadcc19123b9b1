//! The base: tables made from a catalog, digests read and merged into them, files opened and written.
//!
//! The path of a fact: [`digest`] reads the text of a digest into entries and checks each against the catalog; [`load`] merges the
//! entries of all digests in one transaction and derives what follows from them; the file gets its name only when nothing is
//! wrong. [`Base::open`] opens it for reading, `run` runs the statements of queries on it, and `names` looks names up.
//!
//! [`draft`] proposes a digest of an article. Afterwards [`check`] checks that a file is sound, and [`verify`] that its citations hold; [`about`] says what is in it and what
//! is open, [`contradictions`] where its sources disagree. [`ship`] writes it as a file to send.
//!
//! Only this module knows `SQLite`. Text that a person typed is always bound; identifiers come from the checked catalog and are
//! always quoted.

pub mod digest;
pub mod load;

pub mod alike;
pub mod contradictions;
pub mod namesakes;

mod builtin;
#[cfg(feature = "cli")]
mod cache;
mod older;
mod open;
mod schema;
mod sql_text;
mod trust;
mod views;

mod bound;
mod citations;
mod names;
mod readings;
mod run;
mod searches;
mod stop;

pub mod about;
mod according;
pub mod check;
pub mod diff;
pub mod draft;
pub mod review;
pub mod verify;

mod canonical;
mod content;
mod entered;
mod judged;
mod unite;

pub mod destination;
mod disagreement;
mod export;
#[cfg(feature = "cli")]
pub(crate) mod liken;
mod rewrite;
#[cfg(feature = "cli")]
pub mod ship;
mod upgrade;

mod hash;
mod ids;
mod origins;
mod queries;
pub mod seal;
mod spool;
mod subject;
mod supported;
mod versions;
#[cfg(feature = "cli")]
pub(crate) mod working;

pub use builtin::{program_version, seed_inputs, version_line};
pub use open::{Base, OpenError};
pub use schema::schema_sql;
pub use stop::{StopSwitch, Stopped};
pub use subject::ReportSubject;
pub use trust::Refusal;
