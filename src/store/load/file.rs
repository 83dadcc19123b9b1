//! Files are renamed into place only when they are complete.
//!
//! A load works on a copy beside the file and renames it over the original when nothing is wrong, while a lock beside the file
//! makes a second load wait. Readers keep the file they opened.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;

use super::error::LoadError;
use super::loaded::{Loaded, Step, Watch};
use super::pipeline::{MakesTables, fill_base, load};
use crate::store::destination::parent_directory;
use crate::store::destination::{Act, Obstacle, find_replaced_file};
use crate::store::digest::Input;
use crate::store::liken::copy_metadata;
use crate::store::open::{ATTEMPTS, Base, OpenError, STATEMENTS, harden_connection};
use crate::store::queries::Queries;
use crate::store::schema::{own_schema, quote_ident, schema_sql};
use crate::store::trust::{CheckedFile, Refusal, computing_objects, is_at};
use crate::store::upgrade::{self, Upgrade};
use crate::store::working::{self, short_name};

/// Loads digests and tables into a file. `watch` is called with the progress.
pub fn load_file(
    path: &Path,
    inputs: &[Input],
    watch: &mut dyn FnMut(Step),
) -> Result<Loaded, LoadError> {
    let path = existing_file(path)?;
    let there = find_replaced_file(&path).map_err(Obstacle::on_write(&path))?;
    let _lock = Lock::take(&path, &mut || watch(Step::Waiting))?;
    let copy = make_working_file(&path)?;
    let mut loaded =
        load_copy(&path, copy.path(), inputs, watch).map_err(|e| e.with_path(&path))?;
    if let Some(Upgrade::Done { backup, .. }) = &mut loaded.upgrade {
        *backup = Some(keep_backup(&path)?);
        loaded.unchanged = false;
    }
    if !loaded.unchanged {
        loaded.lost = replace_file(copy, &path, there.as_ref())?;
    }
    Ok(loaded)
}

/// Returns what [`load_file`] would do. The file is not changed.
pub fn dry_run(
    path: &Path,
    inputs: &[Input],
    watch: &mut dyn FnMut(Step),
) -> Result<Loaded, LoadError> {
    dry_run_with(path, inputs, watch, &mut |_| {})
}

/// Does the same as [`dry_run`], and passes the copy that would replace the file to `look`.
pub fn dry_run_with(
    path: &Path,
    inputs: &[Input],
    watch: &mut dyn FnMut(Step),
    look: &mut dyn FnMut(&Path),
) -> Result<Loaded, LoadError> {
    let path = existing_file(path)?;
    // Nothing takes the place of the file, so its directory need not be writable.
    let place = std::env::temp_dir().join("base");
    let copy = working::make_private_file(&place).map_err(Obstacle::on_create(&place))?;
    for _ in 0..ATTEMPTS {
        let file = CheckedFile::open(&path).map_err(|reason| open_error(&path, reason))?.file;
        let loaded = load_copy(&path, copy.path(), inputs, watch);
        // Without a lock another load may replace the file at any moment.
        if is_at(&file, &path) {
            let loaded = loaded.map_err(|e| e.with_path(copy.path()))?;
            look(copy.path());
            return Ok(loaded);
        }
    }
    Err(open_error(&path, Refusal::Locked))
}

fn open_error(path: &Path, reason: Refusal) -> LoadError {
    LoadError::Open(OpenError { path: path.to_owned(), reason })
}

/// Replaces a file by a complete one, which takes over its owner and the like. Returns the attributes that couldn't be kept.
pub(crate) fn replace_file(
    copy: NamedTempFile,
    place: &Path,
    there: Option<&Metadata>,
) -> Result<Vec<String>, LoadError> {
    let file = copy.as_file();
    let lost = there.map(|there| copy_metadata(file, place, there)).transpose();
    let lost = lost.map_err(Obstacle::on_write(place))?.unwrap_or_default();
    file.sync_all().map_err(Obstacle::on_write(place))?;
    copy.persist(place).map_err(|e| Obstacle::on_create(place)(e.error))?;
    sync_directory(place)?;
    Ok(lost)
}

/// Makes a new file from a catalog's text and digests. An existing file is never replaced.
pub fn create_file(path: &Path, catalog: &str, inputs: &[Input]) -> Result<Loaded, LoadError> {
    if path.symlink_metadata().is_ok() {
        return Err(LoadError::Exists(path.to_owned()));
    }
    let _lock = Lock::take(path, &mut || {})?;
    let (made, loaded) =
        make_base_file(path, (catalog, schema_sql), inputs).map_err(|e| e.with_path(path))?;
    match made.persist_noclobber(path) {
        Ok(_) => {}
        Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(LoadError::Exists(path.to_owned()));
        }
        Err(e) => return Err(Obstacle::on_create(path)(e.error).into()),
    }
    sync_directory(path)?;
    Ok(loaded)
}

/// The number of rows from which a table of such a file has its indexes: for fewer, reading the rows takes less time than
/// reading the definitions of indexes at each start.
const INDEXED: u64 = 100;

/// Makes the program's own file from a catalog's text and digests, and replaces any file with its name. It has only what
/// answers need, because reading all definitions would take a third of the time of a short one.
pub(crate) fn write_new(path: &Path, catalog: &str, inputs: &[Input]) -> Result<(), LoadError> {
    let (made, _) = make_base_file(path, (catalog, own_schema), inputs)?;
    let conn = open_copy(made.path())?;
    let indexes =
        "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
    for (index, table) in conn.read_all::<(String, String)>(indexes, [])? {
        if conn.count_table_rows(&table)? < INDEXED {
            conn.execute_batch(&format!("DROP INDEX {}", quote_ident(&index)))?;
        }
    }
    conn.execute_batch("VACUUM")?;
    conn.close().map_err(|(_, e)| e)?;
    made.persist(path).map_err(|e| Obstacle::on_create(path)(e.error))?;
    Ok(())
}

/// Makes the file beside its place.
fn make_base_file(
    path: &Path,
    catalog: (&str, MakesTables),
    inputs: &[Input],
) -> Result<(NamedTempFile, Loaded), LoadError> {
    let made = make_working_file(path)?;
    let mut conn = open_copy(made.path())?;
    let loaded = fill_base(&mut conn, catalog, inputs)?;
    conn.close().map_err(|(_, e)| e)?;
    made.as_file().sync_all().context("writing the file")?;
    Ok((made, loaded))
}

/// Loads into a copy of a file.
fn load_copy(
    path: &Path,
    copy: &Path,
    inputs: &[Input],
    watch: Watch<'_>,
) -> Result<Loaded, LoadError> {
    let base = Base::open(path)?;
    refuse_computing(&base, path)?;
    let plan = upgrade::plan_upgrade(&base)?;
    let (mut before, catalog) = (path, plan.catalog.as_ref().unwrap_or(base.catalog()));
    let rewritten;
    if plan.catalog.is_some() {
        rewritten = working::make_private_file(copy).map_err(Obstacle::on_create(copy))?;
        before = rewritten.path();
        let conn = open_copy(before)?;
        upgrade::write_upgrade(&base, &conn, catalog)?;
        conn.close().map_err(|(_, e)| e)?;
    }
    let locked = base.lock_for_reading()?;
    fs::copy(before, copy).map_err(|error| {
        let act = Act::MakeIn(parent_directory(copy).to_owned());
        Obstacle { path: path.to_owned(), act, error }
    })?;
    drop(locked);
    let before = Connection::open_with_flags(before, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    harden_connection(&before)?;
    let mut conn = open_copy(copy)?;
    harden_connection(&conn)?;
    let mut loaded = load((&mut conn, Some(&before)), catalog, inputs, watch)?;
    loaded.upgrade = plan.upgrade;
    conn.close().map_err(|(_, e)| e)?;
    Ok(loaded)
}

/// Refuses a file with an index that computes something for every row that is written.
fn refuse_computing(base: &Base, path: &Path) -> Result<(), LoadError> {
    let found = computing_objects(&base.conn, base.catalog())?;
    match found.indexes.first() {
        Some(name) => Err(open_error(path, Refusal::Computes(name.clone()))),
        None => Ok(()),
    }
}

/// Keeps a copy of a file beside it, under a name that is free: `NAME.before-upgrade.db`, then `-2`, `-3` …
fn keep_backup(path: &Path) -> Result<PathBuf, LoadError> {
    let mut copy = make_working_file(path)?;
    fs::copy(path, copy.path()).map_err(Obstacle::on_create(path))?;
    copy.as_file().sync_all().map_err(Obstacle::on_create(path))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = path.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    for number in 1.. {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let place = path.with_file_name(format!("{stem}.before-upgrade{number}{end}"));
        match copy.persist_noclobber(&place) {
            Ok(_) => {
                sync_directory(path)?;
                return Ok(place);
            }
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => copy = e.file,
            Err(e) => return Err(anyhow!(e.error).context("naming the copy of the file").into()),
        }
    }
    Err(anyhow!("there is no free name for a copy of the file").into())
}

/// Opens the working copy of a base. Nothing is synced between steps: if the program crashes, the copy is discarded.
pub(crate) fn open_copy(path: &Path) -> Result<Connection, LoadError> {
    let path = path.canonicalize().context("opening the new file")?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.pragma_update(None, "synchronous", "OFF")?;
    conn.pragma_update(None, "journal_mode", "OFF")?;
    // The values follow from their wordings, and `check` looks again.
    conn.pragma_update(None, "ignore_check_constraints", true)?;
    // Statements are run many times with other values; planning each of them anew would take most of the time.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

/// Returns the file itself if the path is a link, so that the link stays one. The file looks like a base.
fn existing_file(path: &Path) -> Result<PathBuf, LoadError> {
    CheckedFile::open(path).map_err(|reason| open_error(path, reason))?;
    path.canonicalize().map_err(|error| open_error(path, Refusal::Unreadable(error)))
}

/// Makes a new empty file in the directory of a path.
pub(crate) fn make_working_file(path: &Path) -> Result<NamedTempFile, LoadError> {
    Ok(working::make_working_file(path).map_err(Obstacle::on_create(path))?)
}

/// Makes a rename permanent.
pub(crate) fn sync_directory(path: &Path) -> Result<(), LoadError> {
    // If we may read the directory, the name is now on the disk too.
    let sync = File::open(parent_directory(path)).map_or(Ok(()), |directory| directory.sync_all());
    Ok(sync.map_err(Obstacle::on_create(path))?)
}

/// A lock on a file: a small file beside it, which is removed with the lock.
pub(crate) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    pub(crate) fn take(of: &Path, waiting: &mut dyn FnMut()) -> Result<Self, LoadError> {
        let mut reported = false;
        loop {
            let (path, file) = Self::open_beside(of).map_err(Obstacle::on_create(of))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(fs::TryLockError::WouldBlock) => {
                    if !std::mem::replace(&mut reported, true) {
                        waiting();
                    }
                    file.lock().context("waiting for another load")?;
                }
                Err(fs::TryLockError::Error(e)) => {
                    return Err(LoadError::Failed(anyhow!(e).context("locking the file")));
                }
            }
            // Its last holder may have removed it meanwhile, and another may hold the next one.
            if is_at(&file, &path) {
                return Ok(Self { path, _file: file });
            }
        }
    }

    /// Takes a lock that nobody has.
    pub(crate) fn try_take(of: &Path) -> Option<Self> {
        let (path, file) = Self::open_beside(of).ok()?;
        file.try_lock().ok()?;
        is_at(&file, &path).then_some(Self { path, _file: file })
    }

    fn open_beside(of: &Path) -> io::Result<(PathBuf, File)> {
        let path = parent_directory(of).join(format!(".{}.lock", short_name(of)));
        let file = File::options().create(true).truncate(false).write(true).open(&path)?;
        Ok((path, file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
