//! What a load reports: its progress and its result.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::store::digest::{DigestError, TableRows};
use crate::store::entered;
use crate::store::queries::Queries;
use crate::store::upgrade::Upgrade;
use crate::store::versions::BeforeAndAfter;

/// The progress of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Another load has to finish first.
    Waiting,
    /// The number of merged rows and entries, and of all.
    Merged(u64, u64),
}

/// Receives the progress of a load.
pub(super) type Watch<'w> = &'w mut dyn FnMut(Step);

/// The result of a load, in things and records. A change of a name counts for the thing it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The number of new ones.
    pub new: usize,
    /// The number of those that were loaded again without a change.
    pub same: usize,
    /// The number of those with other values, names or claims than before.
    pub changed: usize,
    /// The number of those that are gone, because no claim supports them any more.
    pub removed: usize,
    /// The same by kind, in the order of the catalog.
    pub by_kind: Vec<KindChanges>,
    /// The rows of each input, or the number of its entries.
    pub read: Vec<TableRows>,
    /// The rows that were left out because of their mistakes, if they may be.
    pub skipped: Vec<DigestError>,
    /// The number of values that compete with recorded ones, because second values are kept.
    pub kept: usize,
    /// The number of pairs of namesakes that this load brings: two things that may be one.
    pub namesakes: usize,
    /// The ids of those that are gone, or the names of records.
    pub gone: Vec<String>,
    /// Whether the base is exactly as it was, claims and flags included.
    pub unchanged: bool,
    /// How the base was brought up to date, if an older program had made it.
    pub upgrade: Option<Upgrade>,
    /// Notes on parts that were left out, and on points that need a decision.
    pub warnings: Vec<DigestError>,
    /// Places that were added from the atlas because something refers to them.
    pub places: Vec<String>,
    /// Why entries aren't the places of the atlas with their names: sentences.
    pub apart: Vec<String>,
    /// The number of cells that were left out because they follow from others.
    pub derived: usize,
    /// Files and sources of earlier tables of the same name whose facts are not in this load and stay.
    pub stays: Vec<String>,
    /// The sources whose documents were read, to look up their phrases.
    pub verified: Vec<String>,
    /// The ids of things that became part of another thing, each with the id of that.
    pub united: Vec<(String, String)>,
    /// The ids of things that were separated from another thing again.
    pub separated: Vec<String>,
    /// What the new file could not take over from the one it replaces: sentences about its owner and the like.
    pub lost: Vec<String>,
}

/// The changes of a load to the things or records of one kind, as in [`Loaded`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KindChanges {
    /// The name of the kind, for one of them.
    pub kind: String,
    /// Its plural, for several.
    pub plural: String,
    /// The number of new ones.
    pub new: usize,
    /// The number of those that were loaded again without a change.
    pub same: usize,
    /// The number of those that changed.
    pub changed: usize,
    /// The number of those that are gone.
    pub removed: usize,
}

impl Loaded {
    /// Notes which things became part of another, and which are things of their own again.
    pub(super) fn note_united(&mut self, versions: &BeforeAndAfter<'_>) -> anyhow::Result<()> {
        let sql = "SELECT f.slug, t.slug FROM _former AS f JOIN thing AS t ON t.id = f.thing";
        let former = |conn: &Connection| conn.read_all::<(String, String)>(sql, []);
        let after: BTreeMap<String, String> = former(versions.after)?.into_iter().collect();
        let Some(conn) = versions.before else {
            self.united = after.into_iter().collect();
            return Ok(());
        };
        let before: BTreeMap<String, String> = former(conn)?.into_iter().collect();
        let parted = before.keys().filter(|slug| !after.contains_key(*slug));
        self.separated = parted.cloned().collect();
        self.gone.retain(|slug| !after.contains_key(slug));
        self.united = after.into_iter().filter(|(slug, to)| before.get(slug) != Some(to)).collect();
        self.unchanged &= entered::is_same(conn, versions.after)?;
        Ok(())
    }
}
