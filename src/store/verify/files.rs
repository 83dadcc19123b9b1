//! The files of a directory, known by their SHA-256. Subdirectories are not entered.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::store::hash::{hash_of, hex};

use super::Progress;

/// What the documents of a base are looked for by, and what was found.
#[derive(Debug, Default)]
pub(super) struct Files {
    by_hash: BTreeMap<String, PathBuf>,
    /// By name, with the hash.
    by_name: BTreeMap<String, (PathBuf, String)>,
    /// Files that could not be read.
    pub(super) unreadable: Vec<(PathBuf, io::Error)>,
}

impl Files {
    /// Hashes the files of a directory until every document wanted is found: those of the right names first.
    pub(super) fn find(
        directory: &Path,
        names: &BTreeSet<&str>,
        mut hashes: BTreeSet<String>,
        progress: &mut Progress<'_>,
    ) -> io::Result<Self> {
        let mut files = Self::default();
        let listed = files.list(directory)?;
        let total = listed.iter().map(|(_, _, bytes)| bytes).sum();
        let (named, others): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|(name, _, _)| names.contains(name.as_str()));
        let mut done = 0;
        for (number, (name, path, _)) in named.iter().chain(&others).enumerate() {
            if number >= named.len() && hashes.is_empty() {
                break;
            }
            let read = File::open(path).and_then(|file| {
                hash_of(file, &mut |bytes| {
                    done += bytes;
                    progress(done, total);
                })
            });
            match read {
                Ok(hash) => {
                    let hash = hex(&hash);
                    hashes.remove(&hash);
                    files.by_hash.entry(hash.clone()).or_insert_with(|| path.clone());
                    files.by_name.insert(name.clone(), (path.clone(), hash));
                }
                Err(error) => files.unreadable.push((path.clone(), error)),
            }
        }
        Ok(files)
    }

    /// The ordinary files of a directory by name, with their sizes.
    fn list(&mut self, directory: &Path) -> io::Result<Vec<(String, PathBuf, u64)>> {
        let mut listed = Vec::new();
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let path = entry.path();
            match fs::metadata(&path) {
                Ok(found) if found.is_file() => {
                    let name = entry.file_name().to_string_lossy().into_owned();
                    listed.push((name, path, found.len()));
                }
                Ok(_) => {}
                Err(error) => self.unreadable.push((path, error)),
            }
        }
        listed.sort();
        self.unreadable.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(listed)
    }

    /// The file of that content.
    pub(super) fn of_hash(&self, hash: &str) -> Option<&Path> {
        self.by_hash.get(hash).map(PathBuf::as_path)
    }

    /// The file of that name, with its hash.
    pub(super) fn of_name(&self, name: &str) -> Option<(&Path, &str)> {
        self.by_name.get(name).map(|(path, hash)| (path.as_path(), hash.as_str()))
    }
}
