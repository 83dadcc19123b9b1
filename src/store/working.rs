//! Working files: a file is written beside its place, under a hidden name, and renamed once it is complete.
//!
//! The writer of a working file has a lock on it (`flock`) as long as it lives. If nobody has locked a working file, a killed
//! writer left it over, and the next writer in the same directory removes it. If files can't be locked, as on some network file
//! systems, nothing is removed.
//!
//! Not here: the lock of a base, for which a second load waits (`load::file`).

use std::fs::{self, DirEntry, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use super::destination::parent_directory;
use super::hash::{hash_text, hex};
use super::trust::is_at;

/// The longest name from which the names of files beside it are made: names may have 255 bytes.
const LONG: usize = 200;

/// The names of working files: `.`, the name of the place, this, six random characters, and [`SUFFIX`].
const INFIX: &str = ".brief-";
const SUFFIX: &str = ".tmp";

/// The end of the name of the journal that `SQLite` keeps beside a working file while it packs into it.
const JOURNAL: &str = ".tmp-journal";

/// Makes an empty working file in the directory of a place, with the permissions of any new file.
pub(crate) fn make_working_file(place: &Path) -> io::Result<NamedTempFile> {
    make_with_mode(place, 0o666)
}

/// Makes an empty working file that no other user can read.
pub(crate) fn make_private_file(place: &Path) -> io::Result<NamedTempFile> {
    make_with_mode(place, 0o600)
}

/// Returns the name of a file, or a hash of it if a longer name would be too long.
pub(crate) fn short_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    match name.unwrap_or_default() {
        long if long.len() > LONG => hex(&hash_text([long.as_str()])),
        name => name,
    }
}

/// Removes the working files in a directory that killed writers left over, and the journals of files that are gone.
fn remove_left_over(directory: &Path) {
    // A directory that can't be listed can still be written, and the file of another user does no harm.
    let entries = || fs::read_dir(directory).into_iter().flatten().flatten();
    for entry in entries().filter(|entry| is_working(entry, SUFFIX)) {
        // Removed while it is locked, so that its writer, if it has only just made it, makes another.
        if let Some(_locked) = try_lock_file(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
    for journal in entries().filter(|entry| is_working(entry, JOURNAL)) {
        let name = journal.file_name();
        let of = name.to_str().and_then(|name| name.strip_suffix("-journal"));
        if of.is_some_and(|of| !directory.join(of).exists()) {
            let _ = fs::remove_file(journal.path());
        }
    }
}

/// Checks whether an entry is a file with the name of a working file, which ends like this.
fn is_working(entry: &DirEntry, end: &str) -> bool {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    let is_named = name.starts_with('.') && name.contains(INFIX) && name.ends_with(end);
    is_named && entry.file_type().is_ok_and(|found| found.is_file())
}

/// Opens and locks a file that nobody has locked.
fn try_lock_file(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

fn make_with_mode(place: &Path, mode: u32) -> io::Result<NamedTempFile> {
    remove_left_over(parent_directory(place));
    loop {
        let file = Builder::new()
            .prefix(&format!(".{}{INFIX}", short_name(place)))
            .suffix(SUFFIX)
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(parent_directory(place))?;
        match file.as_file().try_lock() {
            Ok(()) if is_at(file.as_file(), file.path()) => return Ok(file),
            // Between these two steps another writer took it for a leftover.
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            // Nobody can lock it, so nobody removes it.
            Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::thread;

    use super::*;

    fn names(directory: &Path) -> Vec<OsString> {
        let mut names: Vec<_> =
            fs::read_dir(directory).unwrap().map(|found| found.unwrap().file_name()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_files_without_a_writer_are_removed() {
        let room = tempfile::tempdir().unwrap();
        let at = |name: &str| room.path().join(name);
        let gone =
            [".y.brief-a1b2c3.tmp", ".y.brief-a1b2c3.tmp-journal", ".z.brief-d4.tmp-journal"];
        let kept = [".x.tmp", "x.brief-a1b2c3.tmp", ".x.brief-a1b2c3", ".x.tmp-journal"];
        for name in gone.iter().chain(&kept) {
            fs::write(at(name), "").unwrap();
        }
        fs::create_dir(at(".dir.brief-a1b2c3.tmp")).unwrap();
        std::os::unix::fs::symlink("nowhere", at(".link.brief-a1b2c3.tmp")).unwrap();
        let before = names(room.path());
        let mine = make_working_file(&at("x")).unwrap();
        let journal = mine.path().with_extension("tmp-journal");
        fs::write(&journal, "").unwrap();
        let other = make_working_file(&at("x")).unwrap();
        let mut expected = before;
        expected.retain(|name| !gone.iter().any(|gone| name == gone));
        let open = [mine.path(), other.path(), &journal];
        expected.extend(open.map(|path| path.file_name().unwrap().to_owned()));
        expected.sort();
        assert_eq!(names(room.path()), expected);
    }

    #[test]
    fn a_name_of_any_length_has_a_working_file() {
        let room = tempfile::tempdir().unwrap();
        for length in [1, LONG, LONG + 1, 255] {
            make_working_file(&room.path().join("x".repeat(length))).unwrap();
        }
    }

    #[test]
    fn writers_at_once_keep_their_files() {
        let room = tempfile::tempdir().unwrap();
        let place = room.path().join("x");
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for round in 0..500 {
                        let file = make_working_file(&place).unwrap();
                        file.persist(place.with_extension(round.to_string())).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(room.path()).len(), 500);
    }
}
