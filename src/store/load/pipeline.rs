//! The steps of a load, one after the other in one transaction.

use anyhow::{Context, anyhow};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::bulk::{self, Dropped};
use super::claims::{self, Retracted};
use super::error::LoadError;
use super::judgements::{LoadJudgements, united_faults};
use super::loaded::{Loaded, Watch};
use super::merge::{Merge, Merged};
use super::sources::{one_by_name, resolve_sources, resolve_things};
use super::{containment, dangling, derive, labels, meta, phrases, rings, row_shape};
use crate::catalog::{Catalog, SOURCE};
use crate::store::digest::{self, Input, InputSpan, Problems, TableRows};
use crate::store::entered;
use crate::store::ids::Ids;
use crate::store::namesakes;
use crate::store::open::harden_connection;
use crate::store::queries::Queries;
use crate::store::verify::check_digests;
use crate::store::versions::BeforeAndAfter;

/// Statistics of each index for `SQLite`'s planner. Samples of single values (`sqlite_stat4`) cost each opening more than they
/// are worth: the values of statements are bound.
pub(in crate::store) const ANALYZE: &str = "ANALYZE; DROP TABLE IF EXISTS sqlite_stat4";

/// A base has grown much if one in this number of things and records is new.
const GROWN: i64 = 8;

/// Writes the statements that make the tables of a catalog.
pub(super) type MakesTables = fn(&Catalog) -> String;

/// Makes an empty database a base of this catalog and loads digests into it.
pub(super) fn fill_base(
    conn: &mut Connection,
    (catalog, schema): (&str, MakesTables),
    inputs: &[Input],
) -> Result<Loaded, LoadError> {
    let catalog = Catalog::read(catalog).map_err(LoadError::Catalog)?;
    row_shape::check_defaults(&catalog).map_err(LoadError::Catalog)?;
    // Definitions quote identifiers, and only our own definitions are run before the switch is set.
    conn.pragma_update(None, "journal_mode", "OFF")?;
    conn.execute_batch(&schema(&catalog)).context("making the tables of the catalog")?;
    meta::write_catalog_meta(conn, &catalog)?;
    harden_connection(conn)?;
    load((conn, None), &catalog, inputs, &mut |_| {})
}

/// Merges digests into an open base in one transaction. `before` is the base as it was, if it is not new.
pub(super) fn load(
    (conn, before): (&mut Connection, Option<&Connection>),
    catalog: &Catalog,
    inputs: &[Input],
    watch: Watch<'_>,
) -> Result<Loaded, LoadError> {
    let mut problems = Problems::default();
    let (mut digests, mut read) = (Vec::new(), Vec::new());
    for (file, input) in inputs.iter().enumerate() {
        let of_file = digest::read_input(catalog, file, inputs, &mut problems);
        let entries = || of_file.iter().map(digest::Digest::len).sum();
        let table = problems.tables.get(&file).cloned();
        let rows = || TableRows::of_entries(entries());
        let table = table.unwrap_or_else(rows);
        if table.count == 0 && input.skip.as_ref().is_some_and(|skip| !skip.is_empty()) {
            let sentence =
                "every row of this table has a mistake, so there is nothing left to load";
            problems.add_of_table(&InputSpan { file, span: 0..0 }, sentence);
        }
        read.push(table);
        digests.extend(of_file);
    }
    check_read(inputs)?;
    // What is removed or changes its kind is looked up where it is referred to ([`dangling`]).
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    let tx = conn.transaction()?;
    let restored = entered::restore_entered(&tx, catalog)?;
    resolve_sources(&tx, &mut digests, &mut problems)?;
    phrases::warn_contradicted(&digests, &catalog.units, &mut problems);
    check_written(inputs, &problems)?;
    let verified = check_digests((&tx, catalog), inputs, &digests, &mut problems)?;
    let replaces = inputs.iter().flat_map(|input| &input.replaces);
    let mut replaces: Vec<String> = replaces.cloned().collect();
    for source in inputs.iter().filter_map(|input| input.unload.as_deref()) {
        replaces.extend(claims::owners_of(&tx, source)?);
    }
    let mut retracted = claims::retract_claims(&tx, catalog, &digests, &replaces)?;
    let (rows, dropped) =
        (std::mem::take(&mut retracted.rows), std::mem::take(&mut retracted.dropped));
    let mut judgements = LoadJudgements::take(&tx, &mut digests)?;
    let kept = &judgements.kept;
    resolve_things(&tx, &mut digests, &mut problems, (kept, &|kind| kind.name != SOURCE))?;
    one_by_name(inputs, &digests, &mut problems)?;
    if inputs.iter().any(|input| input.keeps_second_values) {
        // The first source gives the recorded value, in whatever order the inputs come.
        digests.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    }
    let mut merge = Merge::new(&tx, catalog, (inputs, &retracted, rows), &mut problems)?;
    merge.names.kept.clone_from(&judgements.kept);
    merge.declare_things(&mut digests)?;
    merge.add_undescribed(&retracted)?;
    let later = if merge.large { bulk::drop_indexes(&tx, catalog)? } else { Dropped::default() };
    merge.merge_entries(digests, watch)?;
    check_read(inputs)?;
    dropped.with_later(later).recreate(&tx)?;
    claims::remove_values(&tx, catalog, (&retracted, &merge.merged.origin))?;
    let places = merge.keep_listed()?;
    let apart = std::mem::take(&mut merge.atlas.apart);
    merge.write_judgements(&mut judgements)?;
    let merged = merge.finish();
    let unclaimed = retracted.things.iter().chain(merged.new.clone());
    let unclaimed = unclaimed.filter(|id| !merged.loaded.contains(*id));
    let removed = claims::remove_unclaimed(&tx, catalog, unclaimed)?;
    let (united, mut impossible) = judgements.unite((&tx, catalog), &mut problems)?;
    let mut touched = touched_ids(&retracted, &merged);
    touched.extend(restored.iter().chain(united.iter()));
    let ranges = touched.ranges();
    let versions = BeforeAndAfter { before, after: &tx, catalog, ranges: &ranges };
    derive_and_check(&versions, (&touched, &merged), inputs, &mut problems)?;
    check_written(inputs, &problems)?;
    if !problems.is_empty() {
        return Err(LoadError::Digests(digest::digest_errors(problems, inputs, catalog)));
    }
    let namesakes = namesakes::warn_of_namesakes(&tx, catalog, (inputs, &merged), &mut problems)?;
    check_written(inputs, &problems)?;
    if united.iter().next().is_some() {
        impossible.extend(united_faults(&tx, catalog, &united)?);
    }
    if !impossible.is_empty() {
        return Err(LoadError::Judged(impossible));
    }
    let dangling = dangling::dangling_references(&tx, catalog, (&removed, &merged.other_kind))?;
    if !dangling.is_empty() {
        return Err(LoadError::Dangling(dangling));
    }
    let (mut loaded, sum) = versions.compare(&merged.loaded, &retracted.sources)?;
    loaded.unchanged &= !retracted.moved;
    loaded.note_united(&versions)?;
    meta::update_meta(&tx, catalog, &sum)?;
    update_statistics(&tx)?;
    (loaded.read, loaded.namesakes, loaded.derived) = (read, namesakes, problems.derived);
    loaded.warnings = digest::digest_errors(problems, inputs, catalog);
    (loaded.places, loaded.apart) = (places, apart);
    loaded.verified = verified;
    loaded.kept = merged.kept;
    loaded.stays = retracted.stays.iter().cloned().collect();
    tx.commit()?;
    Ok(loaded)
}

/// Checks that all texts could be read.
fn check_read(inputs: &[Input]) -> Result<(), LoadError> {
    match inputs.iter().find_map(|input| Some((&input.name, input.text.take_failure()?))) {
        Some((name, error)) => {
            Err(anyhow!(error).context(format!("reading the temporary copy of {name}")).into())
        }
        None => Ok(()),
    }
}

/// Checks that there is a text wherever mistakes and warnings need its lines.
fn check_written(inputs: &[Input], problems: &Problems) -> Result<(), LoadError> {
    let is_unwritten = inputs.iter().any(|input| input.unwritten.is_some());
    if is_unwritten && problems.has_any() { Err(LoadError::Unwritten) } else { Ok(()) }
}

/// Brings the statistics up to date, if the base has grown or shrunk much since they were made.
fn update_statistics(conn: &Connection) -> anyhow::Result<()> {
    let made = conn.exists("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'", [])?;
    let counted = "SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'thing'";
    let then: i64 = if made { conn.read_value(counted, [])?.flatten().unwrap_or(0) } else { 0 };
    let now: i64 = conn.read_value("SELECT count(*) FROM thing", [])?.unwrap_or(0);
    if (now - then).abs() > then / GROWN {
        conn.execute_batch(ANALYZE)?;
    }
    Ok(())
}

/// Derives what follows from the facts, and notes impossible results.
fn derive_and_check(
    versions: &BeforeAndAfter<'_>,
    (touched, merged): (&Ids, &Merged),
    inputs: &[Input],
    problems: &mut Problems,
) -> anyhow::Result<()> {
    let (conn, catalog) = (versions.after, versions.catalog);
    let ringed = derive::update_derived(versions, (touched, &merged.origin), problems)?;
    if ringed || rings::closes_ring(versions)? {
        rings::check_rings(conn, catalog, (inputs, &merged.origin), problems)?;
    }
    containment::check_places(conn, &merged.stated_containers, problems)?;
    labels::update_labels(versions)
}

/// Returns the things and records whose rows, names or claims may be others than before.
fn touched_ids(retracted: &Retracted, merged: &Merged) -> Ids {
    let mut touched = merged.touched.clone();
    touched.extend(retracted.entries.iter().chain(merged.loaded.iter()).chain(merged.new.clone()));
    touched.extend(retracted.things.iter());
    touched
}
