//! The built-in base: the seeds inside the program, loaded once into a cache file and opened from there.
//!
//! The file's name holds the hash of everything it is made from, so it is never out of date and safe to
//! delete. Where no cache can be written the base is made in memory.

use std::fs;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::catalog::Catalog;

use super::digest::Input;
use super::hash::{hash, hex};
use super::load::{LoadError, write_new};
use super::open::{Base, Refusal};
use super::schema::{LANGUAGE, schema};

/// The digests inside the program.
const SEEDS: &[(&str, &str)] = &[
    ("gazetteer.toml", include_str!("../../seeds/gazetteer.toml")),
    ("air-silk-road-2024.toml", include_str!("../../seeds/air-silk-road-2024.toml")),
    ("asia-chengdu-europe-2020.toml", include_str!("../../seeds/asia-chengdu-europe-2020.toml")),
    ("zhengzhou-ecommerce-2020.toml", include_str!("../../seeds/zhengzhou-ecommerce-2020.toml")),
    ("qingdao-hub-2020.toml", include_str!("../../seeds/qingdao-hub-2020.toml")),
    ("jinan-visit-2024.toml", include_str!("../../seeds/jinan-visit-2024.toml")),
];

/// The versions of what is inside the program, in one line.
pub fn versions() -> String {
    let catalog = Catalog::built_in().map_or(0, |catalog| catalog.version);
    format!(
        "{} (language {LANGUAGE}, catalog {catalog}, SQLite {})",
        env!("CARGO_PKG_VERSION"),
        rusqlite::version()
    )
}

/// The versions of the program and of the `SQLite` in it.
pub fn program() -> String {
    format!("{}, SQLite {}", env!("CARGO_PKG_VERSION"), rusqlite::version())
}

/// The digests inside the program, as inputs.
pub fn seeds() -> Vec<Input> {
    SEEDS.iter().map(|(name, text)| Input::new(*name, *text)).collect()
}

impl Base {
    /// The built-in base, read-only.
    pub fn built_in() -> Result<Self, LoadError> {
        let catalog = Catalog::built_in().map_err(LoadError::Catalog)?;
        if let Some(path) = cache_file(&catalog)
            && let Some(base) = cached(&path, &catalog)
        {
            return Ok(base);
        }
        Self::in_memory(&catalog.text, &seeds()).map(|(base, _)| base)
    }
}

/// Opens the cache, making it first if it is missing, damaged or older than the program.
fn cached(path: &Path, catalog: &Catalog) -> Option<Base> {
    if !is_older_than_program(path)
        && let Ok(base) = Base::open(path)
        && base.is_sound()
    {
        return Some(base);
    }
    fs::create_dir_all(path.parent()?).ok()?;
    write_new(path, &catalog.text, &seeds()).ok()?;
    Base::open(path).ok()
}

fn cache_file(catalog: &Catalog) -> Option<PathBuf> {
    let directory = etcetera::choose_base_strategy().ok()?.cache_dir();
    let made_from = [env!("CARGO_PKG_VERSION"), &schema(catalog), &catalog.text];
    let seeds = SEEDS.iter().flat_map(|(name, text)| [*name, *text]);
    let name = hex(&hash(made_from.into_iter().chain(seeds)));
    Some(directory.join("brief").join(format!("{name}.db")))
}

/// Whether a program that was built later would make the file anew: one under development keeps its version.
fn is_older_than_program(path: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|found| found.modified()).ok();
    match (modified(path), std::env::current_exe().ok().as_deref().and_then(modified)) {
        (Some(cache), Some(program)) => cache < program,
        _ => false,
    }
}

impl Base {
    /// Whether `SQLite` finds nothing wrong with the pages of the file.
    fn is_sound(&self) -> bool {
        let check = || -> Result<String, Refusal> {
            Ok(self.conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?)
        };
        check().is_ok_and(|answer| answer == "ok")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_made_once_and_again_when_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("brief").join("x.db");
        let catalog = Catalog::built_in().unwrap();
        let modified = || fs::metadata(&path).unwrap().modified().unwrap();
        let content = cached(&path, &catalog).unwrap().meta("content").unwrap();
        let first = modified();
        assert_eq!(cached(&path, &catalog).unwrap().meta("content").unwrap(), content);
        assert_eq!(modified(), first);
        let whole = fs::read(&path).unwrap();
        let mut torn = whole.clone();
        torn[4096 * 20..4096 * 40].fill(0);
        for damaged in [&whole[..whole.len() / 2], b"", &torn] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(cached(&path, &catalog).unwrap().meta("content").unwrap(), content);
        }
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn without_a_place_to_write_there_is_no_cache() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(cached(&file.join("x.db"), &Catalog::built_in().unwrap()).is_none());
    }

    #[test]
    fn another_catalog_has_another_cache() {
        let built_in = cache_file(&Catalog::built_in().unwrap());
        let other = cache_file(&Catalog::read("").unwrap());
        assert!(built_in.is_some() && built_in != other);
    }
}
