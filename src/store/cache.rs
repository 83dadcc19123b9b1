//! The built-in base: the seeds inside the program, loaded once into a cache file and opened from there.
//!
//! The name of the file contains the hash of everything it is made from, so it is never out of date and is safe to delete. If no
//! cache can be written, the base is made in memory.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use etcetera::BaseStrategy;

use crate::catalog::{BUILT_IN, Catalog};
use crate::value::FOLDING;

use super::builtin::seed_inputs;
use super::load::file::Lock;
use super::load::{LoadError, write_new};
use super::open::Base;
use super::schema::FILE_VERSION;

impl Base {
    /// Opens the built-in base, read-only.
    pub fn built_in() -> Result<Self, LoadError> {
        match cache_file().and_then(|path| open_cache(&path)) {
            Some(base) => Ok(base),
            None => Self::in_memory(BUILT_IN, &seed_inputs()).map(|(base, _)| base),
        }
    }
}

/// Opens the cache, making it first if it is missing, damaged or older than the program.
fn open_cache(path: &Path) -> Option<Base> {
    let open = || Base::open_own(path, Catalog::built_in().ok()?).ok();
    if !is_older_than_program(path)
        && let Some(base) = open()
    {
        return Some(base);
    }
    fs::create_dir_all(path.parent()?).ok()?;
    // Another process may be making it. Waiting could take forever, so this one does without a cache.
    let _lock = Lock::try_take(path)?;
    write_new(path, BUILT_IN, &seed_inputs()).ok()?;
    open()
}

fn cache_file() -> Option<PathBuf> {
    let directory = etcetera::choose_base_strategy().ok()?.cache_dir();
    // A relative home would leave a cache in each directory where the program runs.
    if !directory.is_absolute() {
        return None;
    }
    let mut made_from = DefaultHasher::new();
    let rules = (env!("CARGO_PKG_VERSION"), FILE_VERSION, FOLDING);
    (rules, env!("SCHEMA_AND_SEEDS")).hash(&mut made_from);
    Some(directory.join("brief").join(format!("{:016x}.db", made_from.finish())))
}

/// Checks whether the program was built after the cache was made: during development the version stays the same.
fn is_older_than_program(path: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|found| found.modified()).ok();
    match (modified(path), std::env::current_exe().ok().as_deref().and_then(modified)) {
        // If the clock is wrong and the program seems to be from the future, every start would make it again.
        (Some(cache), Some(program)) => cache < program && program <= SystemTime::now(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_cache_is_made_once_and_again_when_damaged() {
        let dir = tempfile::tempdir().unwrap();
        // Signs that mean something in a URI.
        let path = dir.path().join("brief").join("x?y#z%41 港.db");
        let modified = || fs::metadata(&path).unwrap().modified().unwrap();
        let base = open_cache(&path).unwrap();
        let content = base.meta_value("content").unwrap();
        let views = "SELECT count(*) FROM sqlite_schema WHERE type = 'view'";
        assert_eq!(base.conn.query_row(views, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
        assert!(base.check_soundness().unwrap().broken.is_empty());
        let first = modified();
        assert_eq!(open_cache(&path).unwrap().meta_value("content").unwrap(), content);
        assert_eq!(modified(), first);
        let whole = fs::read(&path).unwrap();
        for damaged in [&whole[..whole.len() / 2], b""] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(open_cache(&path).unwrap().meta_value("content").unwrap(), content);
        }
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_cache_that_others_can_write_is_checked_like_any_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.db");
        let has = |name: &str| {
            let sql = "SELECT count(*) FROM sqlite_schema WHERE name = ?1";
            open_cache(&path)
                .unwrap()
                .conn
                .query_row(sql, [name], |row| row.get::<_, bool>(0))
                .unwrap()
        };
        // Small tables have no indexes.
        assert!(has("name:text_key") && !has("project:status"));
        let change = "DROP TABLE rival";
        rusqlite::Connection::open(&path).unwrap().execute_batch(change).unwrap();
        assert!(!has("rival"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        assert!(has("rival"));
    }

    #[test]
    fn what_killed_starts_left_is_removed_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.db");
        for name in [".x.db.brief-a1b2c3.tmp", ".y.db.brief-a1b2c3.tmp", "mine"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        let lock = Lock::try_take(&path).unwrap();
        assert!(open_cache(&path).is_none(), "another start makes it");
        drop(lock);
        assert!(open_cache(&path).is_some());
        let mut left: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|found| found.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["mine", "x.db"]);
    }

    #[test]
    fn without_a_place_to_write_there_is_no_cache() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(open_cache(&file.join("x.db")).is_none());
    }
}
