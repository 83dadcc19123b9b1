//! Derives everything that follows from the facts and is never entered: which place is in which and the levels of places
//! ([`super::nesting`]), the bounds of parts whose whole has a total ([`super::parts`]), amounts in other units
//! ([`super::equivalents`]), contradictions ([`crate::store::contradictions`]), and the names of records ([`super::labels`]).
//!
//! A load derives again only what its changes touch. A new base is one large change.

use anyhow::Result;
use rusqlite::Connection;

use super::origin::Origin;
use super::{equivalents, nesting, parts};
use crate::catalog::Catalog;
use crate::store::contradictions;
use crate::store::digest::Problems;
use crate::store::ids::Ids;
use crate::store::queries::Queries;
use crate::store::versions::Versions;

/// Derives everything of a base that has nothing derived yet, except names, and notes parts above their whole.
pub(crate) fn derive(conn: &Connection, catalog: &Catalog, problems: &mut Problems) -> Result<()> {
    let mut all = Ids::default();
    all.extend(conn.column::<i64>("SELECT id FROM thing", [])?);
    let versions = Versions { before: None, after: conn, catalog, ranges: &all.ranges() };
    update(&versions, (&all, &Origin::default()), problems)?;
    Ok(())
}

/// Derives anew what may be another than before, except names, and notes parts above their whole. Returns whether a place is in
/// itself.
pub(crate) fn update(
    versions: &Versions<'_>,
    (touched, origin): (&Ids, &Origin),
    problems: &mut Problems,
) -> Result<bool> {
    let ringed = nesting::update(versions)?;
    for part in parts::with_whole(versions.catalog) {
        parts::update(versions, part, origin, problems)?;
    }
    equivalents::update(versions)?;
    contradictions::update(versions, touched)?;
    Ok(ringed)
}
