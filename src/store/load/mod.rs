//! Loading: digests are merged into a base, all or nothing. [`pipeline`] runs these steps; [`merge`] has the state that those of
//! the merge share.
//!
//! 1. *Read*: every digest and every table is read and checked ([`super::digest`]); what tables leave open is resolved
//!    ([`sources`]).
//! 2. *Retract*: the claims of earlier versions of the same digests are taken back ([`claims`]).
//! 3. *Merge*: things are declared ([`declare`]), names looked up ([`lookup`]), values compared and records found by their
//!    content ([`entries`], [`values`]). A place that nothing describes is taken from the atlas ([`readings`], [`atlas`]).
//! 4. *Remove*: values, things and records that no claim supports any more go ([`claims`]).
//! 5. *Unite* things that are judged to be the same ([`judgements`]); before the first step they were separated, so that facts
//!    are merged as if nothing were judged.
//! 6. *Derive* containment, levels, bounds of parts, contradictions and labels of records ([`derive`], [`nesting`]).
//! 7. *Check* that nothing is part of itself ([`rings`]), and warn of things that may be the same ([`super::namesakes`]).
//! 8. *Write*: a complete file replaces the old one ([`file`]).
//!
//! Every step notes mistakes and goes on; if there is any, the base is not changed. A digest is known by its source, or without a
//! source by its file: loading it again replaces its facts. Rows of a table are known by both, so a table replaces the facts of
//! its sources in that file only. A file is known by its path as seen from the base, so two files of one name in two directories
//! are two, from wherever they are loaded ([`Input::known_as`]).

mod atlas;
mod atlas_entry;
mod atlas_known;
mod atlas_own;
mod bulk;
mod changes;
mod claims;
mod containers;
mod containment;
mod dangling;
mod declare;
pub(super) mod derive;
mod entries;
pub(super) mod equivalents;
mod error;
mod evidence;
#[cfg(feature = "cli")]
pub(super) mod file;
mod judgements;
mod known;
pub(super) mod labels;
mod loaded;
mod lookup;
mod merge;
pub(super) mod meta;
mod names;
pub(crate) mod nesting;
mod origin;
pub(super) mod parts;
pub(super) mod phrases;
mod pipeline;
mod readings;
pub(super) mod rings;
mod row_shape;
mod skip;
mod sources;
mod values;

use std::path::PathBuf;

use rusqlite::Connection;

use super::digest::Input;
use super::open::{Base, OpenError};
use super::schema::schema_sql;
use super::stop::StopSwitch;
use super::trust::Refusal;
use pipeline::fill_base;

pub use super::upgrade::Upgrade;
pub(super) use atlas_known::is_listed;
pub(super) use bulk::drop_all_indexes;
pub use error::LoadError;
#[cfg(feature = "cli")]
pub(super) use file::write_new;
#[cfg(feature = "cli")]
pub use file::{create_file, dry_run, dry_run_with, load_file};
pub(super) use known::is_large;
pub use loaded::{KindChanges, Loaded, Step};
pub(super) use merge::Merged;
pub(super) use pipeline::ANALYZE;
pub(super) use row_shape::{default, padded_cells};
pub use skip::load_valid;

impl Base {
    /// Makes a base in memory from a catalog's text and digests.
    pub fn in_memory(catalog: &str, inputs: &[Input]) -> Result<(Self, Loaded), LoadError> {
        Self::in_memory_until(catalog, inputs, &StopSwitch::default())
    }

    /// Makes a base in memory, unless it is stopped before it is done. Its queries are stopped by the same switch.
    pub(super) fn in_memory_until(
        catalog: &str,
        inputs: &[Input],
        stop: &StopSwitch,
    ) -> Result<(Self, Loaded), LoadError> {
        let mut conn = Connection::open_in_memory()?;
        stop.watch(&mut conn)?;
        let loaded = fill_base(&mut conn, (catalog, schema_sql), inputs)?;
        let base = Self::from_connection(conn, stop, None)
            .and_then(Self::release_lock)
            .map_err(|reason: Refusal| OpenError { path: PathBuf::from(":memory:"), reason })?;
        Ok((base, loaded))
    }
}
