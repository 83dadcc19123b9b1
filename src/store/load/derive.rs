//! Derives everything that follows from the facts and is never entered: which place is in which and the levels of places
//! ([`super::nesting`]), the bounds of parts whose whole has a total ([`super::parts`]), amounts in other units
//! ([`super::equivalents`]), contradictions ([`crate::store::contradictions`]), and the names of records ([`super::labels`]).
//!
//! A load derives again only what its changes touch. A new base is one large change.

use anyhow::Result;
use rusqlite::Connection;

use super::origin::ValueLocations;
use super::{equivalents, nesting, parts};
use crate::catalog::Catalog;
use crate::store::contradictions;
use crate::store::digest::Problems;
use crate::store::ids::Ids;
use crate::store::queries::Queries;
use crate::store::versions::BeforeAndAfter;

/// Derives everything of a base that has nothing derived yet, except names, and notes parts above their whole.
pub(crate) fn derive_all(
    conn: &Connection,
    catalog: &Catalog,
    problems: &mut Problems,
) -> Result<()> {
    let all = conn.read_ids("SELECT id FROM thing", [])?;
    let versions = BeforeAndAfter { before: None, after: conn, catalog, ranges: &all.ranges() };
    update_derived(&versions, (&all, &ValueLocations::default()), problems)?;
    Ok(())
}

/// Derives anew what may be another than before, except names, and notes parts above their whole. Returns whether a place is in
/// itself.
pub(crate) fn update_derived(
    versions: &BeforeAndAfter<'_>,
    (touched, origin): (&Ids, &ValueLocations),
    problems: &mut Problems,
) -> Result<bool> {
    let ringed = nesting::update_containment(versions)?;
    for part in parts::with_whole(versions.catalog) {
        parts::update_parts(versions, part, origin, problems)?;
    }
    equivalents::update_equivalents(versions)?;
    contradictions::update_contradictions(versions, touched)?;
    Ok(ringed)
}
