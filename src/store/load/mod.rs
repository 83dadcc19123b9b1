//! Loading: digests are merged into a base, all or nothing.
//!
//! 1. *Read*: every digest and every table is read and checked ([`super::digest`]); what tables leave open is resolved
//!    ([`sources`]).
//! 2. *Retract*: the claims of earlier versions of the same digests are taken back ([`claims`]).
//! 3. *Merge*: things are declared ([`declare`]), names looked up ([`lookup`]), values compared and records found by their
//!    content ([`merge`], [`values`]). A place that nothing describes is taken from the atlas ([`readings`], [`atlas`]).
//! 4. *Remove*: values, things and records that no claim supports any more go ([`claims`]).
//! 5. *Unite* things that are judged to be the same ([`judgements`]); before the first step they were separated, so that facts
//!    are merged as if nothing were judged.
//! 6. *Derive* containment, levels, bounds of parts, contradictions and labels of records ([`derive`], [`containment`]).
//! 7. *Check* that nothing is part of itself ([`rings`]), and warn of things that may be the same ([`super::namesakes`]).
//! 8. *Write*: a complete file replaces the old one ([`file`]).
//!
//! Every step notes mistakes and goes on; if there is any, the base is not changed. A digest is known by its source, or without a
//! source by its file: loading it again replaces its facts. Rows of a table are known by both, so a table replaces the facts of
//! its sources in that file only. A file is known by its path as seen from the base, so two files of one name in two directories
//! are two, from wherever they are loaded ([`Input::known_as`]).

mod atlas;
mod atlas_entry;
mod atlas_own;
mod bulk;
mod changes;
mod claims;
pub(super) mod containment;
mod dangling;
mod declare;
pub(super) mod derive;
pub(super) mod equivalents;
mod evidence;
#[cfg(feature = "cli")]
pub(super) mod file;
mod judgements;
mod known;
pub(super) mod labels;
mod lookup;
mod merge;
pub(super) mod meta;
pub(crate) mod nesting;
mod origin;
pub(super) mod parts;
pub(super) mod phrases;
mod readings;
pub(super) mod rings;
mod skip;
mod sources;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fmt, io};

use anyhow::Context;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};

use super::destination::Obstacle;
use super::digest::{self, DigestError, Input, Place, Problems, TableRows};
use super::entered;
use super::ids::Ids;
use super::namesakes;
use super::open::{Base, OpenError, harden};
use super::queries::Queries;
use super::schema::schema;
use super::stop::StopSwitch;
use super::trust::Refusal;
use super::verify::check_digests;
use super::versions::Versions;
use crate::catalog::{Catalog, CatalogError, SOURCE};
use crate::text::clean::ShownPath as _;
use bulk::Dropped;
use claims::Retracted;
use judgements::LoadJudgements;
use merge::Merge;
use sources::{one_by_name, resolve_sources, resolve_things};

pub use super::rewrite::Upgrade;
pub(super) use atlas::is_listed;
pub(super) use bulk::drop_all_indexes;
#[cfg(feature = "cli")]
pub(super) use file::write_new;
#[cfg(feature = "cli")]
pub use file::{create, dry_run, load_file, rehearse};
pub(super) use known::is_large;
pub(super) use merge::Merged;
pub use skip::load_valid;
pub(super) use values::{default, padded};

/// Statistics of each index for `SQLite`'s planner. Samples of single values (`sqlite_stat4`) cost each opening more than they
/// are worth: the values of statements are bound.
pub(super) const ANALYZE: &str = "ANALYZE; DROP TABLE IF EXISTS sqlite_stat4";

/// A base has grown much if one in this number of things and records is new.
const GROWN: i64 = 8;

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
    /// What was left out, and what needs a decision.
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
    /// The ids of things that were part of another thing and are things of their own again.
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

/// The progress of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Another load has to finish first.
    Waiting,
    /// The number of merged rows and entries, and of all.
    Merged(u64, u64),
}

/// Receives the progress of a load.
type Watch<'w> = &'w mut dyn FnMut(Step);

/// Why nothing was loaded.
#[derive(Debug)]
pub enum LoadError {
    /// The digests hold these mistakes.
    Digests(Vec<DigestError>),
    /// Facts of other digests refer to things that would have to go: a sentence for each.
    Dangling(Vec<String>),
    /// Things that are judged to be the same can't be: a sentence for each.
    Judged(Vec<String>),
    /// The catalog is refused.
    Catalog(CatalogError),
    /// The file cannot be opened as a base.
    Open(OpenError),
    /// There is a file already where a new one was to be made.
    Exists(PathBuf),
    /// The system does not let the program write the file.
    File(Obstacle),
    /// A digest that is not written has mistakes or is warned of, so it must be written and loaded again.
    Unwritten,
    /// The system or the database failed.
    Failed(anyhow::Error),
}

impl LoadError {
    /// Returns the same error, with this file if the database says that it cannot be written.
    pub(super) fn at(self, path: &Path) -> Self {
        let Self::Failed(error) = &self else { return self };
        let code = error.chain().find_map(|cause| match cause.downcast_ref()? {
            rusqlite::Error::SqliteFailure(error, _) => Some(error.code),
            _ => None,
        });
        match code {
            Some(ErrorCode::DiskFull) => {
                Self::File(Obstacle::beside(path)(io::ErrorKind::StorageFull.into()))
            }
            // Of the system's reasons `SQLite` reports only a full disk.
            Some(ErrorCode::SystemIoFailure) => Self::File(Obstacle::beside(path)(
                io::Error::other("the system failed to write a file"),
            )),
            _ => self,
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digests(errors) => {
                f.write_str(&errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            }
            Self::Dangling(sentences) | Self::Judged(sentences) => {
                f.write_str(&sentences.join("\n"))
            }
            Self::Catalog(e) => write!(f, "the catalog is refused: {e}"),
            Self::Open(e) => e.fmt(f),
            Self::Exists(path) => write!(f, "{} is already there", path.shown()),
            Self::File(obstacle) => obstacle.fmt(f),
            Self::Unwritten => f.write_str("the mistakes of a digest need its text"),
            Self::Failed(e) => write!(f, "{e:#}"),
        }
    }
}

impl std::error::Error for LoadError {}

impl From<Obstacle> for LoadError {
    fn from(obstacle: Obstacle) -> Self {
        Self::File(obstacle)
    }
}

impl From<anyhow::Error> for LoadError {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<rusqlite::Error> for LoadError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<OpenError> for LoadError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl Loaded {
    /// Notes which things became part of another, and which are things of their own again.
    fn note_united(&mut self, versions: &Versions<'_>) -> anyhow::Result<()> {
        let sql = "SELECT f.slug, t.slug FROM _former AS f JOIN thing AS t ON t.id = f.thing";
        let former = |conn: &Connection| conn.all::<(String, String)>(sql, []);
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
        let loaded = fill(&mut conn, catalog, inputs)?;
        let base = Self::checked(conn, stop)
            .map_err(|reason: Refusal| OpenError { path: PathBuf::from(":memory:"), reason })?;
        Ok((base, loaded))
    }
}

/// Makes an empty database a base of this catalog and loads digests into it.
fn fill(conn: &mut Connection, catalog: &str, inputs: &[Input]) -> Result<Loaded, LoadError> {
    let catalog = Catalog::read(catalog).map_err(LoadError::Catalog)?;
    values::check_defaults(&catalog).map_err(LoadError::Catalog)?;
    // Definitions quote identifiers, and only our own definitions are run before the switch is set.
    conn.pragma_update(None, "journal_mode", "OFF")?;
    conn.execute_batch(&schema(&catalog)).context("making the tables of the catalog")?;
    meta::stamp(conn, &catalog)?;
    harden(conn)?;
    load((conn, None), &catalog, inputs, &mut |_| {})
}

/// Merges digests into an open base in one transaction. `before` is the base as it was, if it is not new.
fn load(
    (conn, before): (&mut Connection, Option<&Connection>),
    catalog: &Catalog,
    inputs: &[Input],
    watch: Watch<'_>,
) -> Result<Loaded, LoadError> {
    let mut problems = Problems::default();
    let (mut digests, mut read) = (Vec::new(), Vec::new());
    for (file, input) in inputs.iter().enumerate() {
        let of_file = digest::read(catalog, file, inputs, &mut problems);
        let entries = || of_file.iter().map(|digest| digest.entries.len()).sum();
        let table = problems.tables.get(&file).cloned();
        let rows = || TableRows::of_entries(entries());
        let table = table.unwrap_or_else(rows);
        if table.count == 0 && input.skip.as_ref().is_some_and(|skip| !skip.is_empty()) {
            let sentence =
                "every row of this table has a mistake, so there is nothing left to load";
            problems.add_of_table(&Place { file, span: 0..0 }, sentence);
        }
        read.push(table);
        digests.extend(of_file);
    }
    // What is removed or changes its kind is looked up where it is referred to ([`dangling`]).
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    let tx = conn.transaction()?;
    let job = Job { conn: &tx, catalog, inputs };
    let restored = entered::restore(&tx, catalog)?;
    resolve_sources(&tx, &mut digests, &mut problems)?;
    phrases::warn_contradicted(&digests, &catalog.units, &mut problems);
    check_written(inputs, &problems)?;
    let verified = check_digests((&tx, catalog), inputs, &digests, &mut problems)?;
    let replaces = inputs.iter().flat_map(|input| &input.replaces);
    let mut replaces: Vec<String> = replaces.cloned().collect();
    for source in inputs.iter().filter_map(|input| input.unload.as_deref()) {
        replaces.extend(claims::owners_of(&tx, source)?);
    }
    let mut retracted = claims::retract(&tx, catalog, &digests, &replaces)?;
    let (rows, dropped) =
        (std::mem::take(&mut retracted.rows), std::mem::take(&mut retracted.dropped));
    let mut judgements = LoadJudgements::take(&tx, &mut digests)?;
    let kept = &judgements.kept;
    resolve_things(&tx, &mut digests, &mut problems, (kept, &|kind| kind.name != SOURCE))?;
    one_by_name(inputs, &digests, &mut problems);
    if inputs.iter().any(|input| input.keeps_second_values) {
        // Whatever the order of the inputs, the first source gives the recorded value.
        digests.sort_by(|one, other| one.rank().cmp(&other.rank()));
    }
    let mut merge = Merge::new(&tx, catalog, (inputs, &retracted, rows), &mut problems)?;
    merge.names.kept.clone_from(&judgements.kept);
    merge.declare(&digests)?;
    merge.add_undescribed(&retracted)?;
    let later = if merge.large { bulk::drop_indexes(&tx, catalog)? } else { Dropped::default() };
    merge.merge_entries(digests, watch)?;
    dropped.and(later).make(&tx)?;
    claims::remove_values(&tx, catalog, (&retracted, &merge.merged.origin))?;
    let places = merge.keep_listed()?;
    let apart = std::mem::take(&mut merge.atlas.apart);
    merge.judge(&mut judgements)?;
    let merged = merge.finish();
    let removed = job.remove_unclaimed(&retracted, &merged)?;
    let (united, mut impossible) = job.unite(&judgements, &mut problems)?;
    let mut touched = touched(&retracted, &merged);
    touched.extend(restored.iter().chain(united.iter()));
    let ranges = touched.ranges();
    let versions = Versions { before, after: &tx, catalog, ranges: &ranges };
    job.derive(&versions, (&touched, &merged), &mut problems)?;
    check_written(inputs, &problems)?;
    if !problems.is_empty() {
        return Err(LoadError::Digests(digest::errors(problems, inputs, catalog)));
    }
    let namesakes = namesakes::warn(&tx, catalog, (inputs, &merged), &mut problems)?;
    check_written(inputs, &problems)?;
    if united.iter().next().is_some() {
        impossible.extend(job.united_faults(&united)?);
    }
    if !impossible.is_empty() {
        return Err(LoadError::Judged(impossible));
    }
    let dangling = dangling::dangling(&tx, catalog, (&removed, &merged.other_kind))?;
    if !dangling.is_empty() {
        return Err(LoadError::Dangling(dangling));
    }
    let (mut loaded, sum) = versions.compare(&merged.loaded, &retracted.sources)?;
    loaded.unchanged &= !retracted.moved;
    loaded.note_united(&versions)?;
    meta::update(&tx, catalog, &sum)?;
    analyze(&tx)?;
    (loaded.read, loaded.namesakes, loaded.derived) = (read, namesakes, problems.derived);
    loaded.warnings = digest::errors(problems, inputs, catalog);
    (loaded.places, loaded.apart) = (places, apart);
    loaded.verified = verified;
    loaded.kept = merged.kept;
    loaded.stays = retracted.stays.iter().cloned().collect();
    tx.commit()?;
    Ok(loaded)
}

/// Checks that there is a text wherever mistakes and warnings need its lines.
fn check_written(inputs: &[Input], problems: &Problems) -> Result<(), LoadError> {
    let is_unwritten = inputs.iter().any(|input| input.unwritten.is_some());
    if is_unwritten && problems.has_any() { Err(LoadError::Unwritten) } else { Ok(()) }
}

/// Brings the statistics up to date, if the base has grown or shrunk much since they were made.
fn analyze(conn: &Connection) -> anyhow::Result<()> {
    let made = conn.exists("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'", [])?;
    let counted = "SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'thing'";
    let then: i64 = if made { conn.value(counted, [])?.flatten().unwrap_or(0) } else { 0 };
    let now: i64 = conn.value("SELECT count(*) FROM thing", [])?.unwrap_or(0);
    if (now - then).abs() > then / GROWN {
        conn.execute_batch(ANALYZE)?;
    }
    Ok(())
}

/// A load, and what it goes into.
struct Job<'j> {
    conn: &'j Connection,
    catalog: &'j Catalog,
    inputs: &'j [Input],
}

impl Job<'_> {
    /// Removes everything that lost its last claim, or never got one.
    fn remove_unclaimed(
        &self,
        retracted: &Retracted,
        merged: &Merged,
    ) -> anyhow::Result<BTreeMap<i64, String>> {
        let candidates = retracted.things.iter().chain(merged.new.clone());
        let candidates = candidates.filter(|id| !merged.loaded.contains(*id));
        claims::remove_unclaimed(self.conn, self.catalog, candidates)
    }

    /// Derives what follows from the facts, and notes what cannot be.
    fn derive(
        &self,
        versions: &Versions<'_>,
        (touched, merged): (&Ids, &Merged),
        problems: &mut Problems,
    ) -> anyhow::Result<()> {
        let ringed = derive::update(versions, (touched, &merged.origin), problems)?;
        if ringed || rings::closes_ring(versions)? {
            let at = (self.inputs, &merged.origin);
            rings::check_rings(self.conn, self.catalog, at, problems)?;
        }
        containment::check_places(self.conn, &merged.lies, problems)?;
        labels::update(versions)
    }
}

/// Returns the things and records whose rows, names or claims may be others than before.
fn touched(retracted: &Retracted, merged: &Merged) -> Ids {
    let mut touched = merged.touched.clone();
    touched.extend(retracted.entries.iter().chain(merged.loaded.iter()).chain(merged.new.clone()));
    touched.extend(retracted.things.iter());
    touched
}
