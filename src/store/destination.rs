//! The destination of a file: the target of a path (a file, or a stream that is already open), and the obstacles to reading or
//! writing it.

use crate::text::clean::ShownPath as _;
use std::fs::{File, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// The number of links that are followed, the same as on Linux.
const LINKS: usize = 40;

/// The target of a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Destination {
    /// An open stream of a process, by its path, such as `/proc/self/fd/1`.
    Stream(PathBuf),
    /// The path of a file, a directory or a device, or of a new file, without links at its end.
    Path(PathBuf),
}

impl Destination {
    /// Follows the links at the end of a path as far as a stream or the last path.
    pub fn of_path(path: &Path) -> Self {
        let mut path = path.to_owned();
        for _ in 0..LINKS {
            let Ok(directory) = parent_directory(&path).canonicalize() else { break };
            if holds_streams(&directory) {
                return Self::Stream(path);
            }
            match fs::read_link(&path) {
                Ok(target) => path = directory.join(target),
                Err(_) => break,
            }
        }
        Self::Path(path)
    }

    /// Checks whether it is the standard output of this program.
    pub fn is_standard_output(&self) -> bool {
        let own = |path: &Path| {
            parent_directory(path).canonicalize().ok() == fs::canonicalize("/dev/fd").ok()
        };
        matches!(self, Self::Stream(path) if path.ends_with("1") && own(path))
    }
}

/// Returns the directory of a path.
pub fn parent_directory(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Checks whether a directory lists the streams a program has open.
fn holds_streams(directory: &Path) -> bool {
    directory == Path::new("/dev/fd") || directory.starts_with("/proc") && directory.ends_with("fd")
}

/// A file or directory that the system doesn't let the program use.
#[derive(Debug)]
pub struct Obstacle {
    /// The file.
    pub path: PathBuf,
    /// Its intended use.
    pub act: Act,
    /// The system's reason.
    pub error: io::Error,
}

/// The intended use of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Reading it.
    Read,
    /// Writing it.
    Write,
    /// Making a file in this directory, which replaces it when it is complete.
    MakeIn(PathBuf),
}

impl Obstacle {
    /// Makes the obstacle of a file that cannot be read.
    pub fn on_read(path: &Path) -> impl Fn(io::Error) -> Self {
        move |error| Self { path: path.to_owned(), act: Act::Read, error }
    }

    /// Makes the obstacle of a file that cannot be written.
    pub fn on_write(path: &Path) -> impl Fn(io::Error) -> Self {
        move |error| Self { path: path.to_owned(), act: Act::Write, error }
    }

    /// Makes the obstacle of a directory in which no file can be made.
    pub fn on_create(path: &Path) -> impl Fn(io::Error) -> Self {
        move |error| {
            let act = Act::MakeIn(parent_directory(path).to_owned());
            Self { path: path.to_owned(), act, error }
        }
    }

    /// Returns the help for the message.
    pub fn help(&self) -> Option<String> {
        help_for_obstacle(&self.path, &self.act, self.error.kind())
    }
}

/// Returns the help for a file that can't be used.
pub fn help_for_obstacle(path: &Path, act: &Act, kind: ErrorKind) -> Option<String> {
    let path = path.safe_text();
    let help = match (kind, act) {
        (ErrorKind::PermissionDenied, Act::Read) => {
            format!("`chmod u+r {path}` lets its owner read it")
        }
        (ErrorKind::PermissionDenied, Act::Write) => {
            format!("`chmod u+w {path}` lets its owner write it; or work on a copy of it")
        }
        (ErrorKind::PermissionDenied, Act::MakeIn(directory)) => format!(
            "`chmod u+w {}` lets the directory's owner create files in it; or work on a copy elsewhere",
            directory.safe_text()
        ),
        (ErrorKind::ReadOnlyFilesystem, _) => "work on a copy elsewhere".to_owned(),
        (ErrorKind::StorageFull | ErrorKind::QuotaExceeded, Act::Write | Act::MakeIn(_)) => {
            format!("free some space and try again; {path} hasn't changed")
        }
        (ErrorKind::FileTooLarge, Act::Write | Act::MakeIn(_)) => {
            format!("raise the limit on the size of files (`ulimit -f`); {path} hasn't changed")
        }
        (ErrorKind::Other, Act::Write | Act::MakeIn(_)) => format!(
            "your share of the disk may be used up, or files have a limit (`ulimit -f`); {path} hasn't changed"
        ),
        (ErrorKind::NotFound, Act::MakeIn(directory)) => {
            format!("`mkdir -p {}` creates the directory", directory.safe_text())
        }
        (ErrorKind::InvalidFilename, _) => "give it a shorter name".to_owned(),
        _ => return None,
    };
    Some(help)
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, reason) = (self.path.safe_text(), io_error_reason(&self.error));
        match &self.act {
            Act::Read => write!(f, "{path} can't be read: {reason}"),
            Act::Write => write!(f, "{path} can't be written: {reason}"),
            Act::MakeIn(directory) if self.error.kind() == ErrorKind::NotFound => {
                write!(
                    f,
                    "{path} can't be created: there is no directory {}",
                    directory.safe_text()
                )
            }
            Act::MakeIn(directory) if self.error.kind() == ErrorKind::NotADirectory => {
                write!(f, "{path} can't be created: {} isn't a directory", directory.safe_text())
            }
            Act::MakeIn(directory) => {
                let directory = match directory.to_str() {
                    Some(".") => "the current directory".to_owned(),
                    _ => format!("the directory {}", directory.safe_text()),
                };
                write!(f, "{path} can't be written: {reason} in {directory}")
            }
        }
    }
}

impl std::error::Error for Obstacle {}

/// Writes the system's reason in words.
pub(crate) fn io_error_reason(error: &io::Error) -> String {
    let known = match error.kind() {
        ErrorKind::PermissionDenied => "permission is denied",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::StorageFull => "there is no space left on the disk",
        ErrorKind::QuotaExceeded => "your quota on the disk is used up",
        ErrorKind::FileTooLarge => "the file would be larger than it may be",
        ErrorKind::NotFound => "there is no such file or directory",
        ErrorKind::NotADirectory => "a part of the path isn't a directory",
        ErrorKind::IsADirectory => "it is a directory",
        ErrorKind::InvalidFilename => "the name is too long",
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or(&text);
            let loops = text.contains("symbolic links");
            return if loops { "its links form a loop".to_owned() } else { text.to_owned() };
        }
    };
    known.to_owned()
}

/// Returns the metadata of the file that would be replaced; `None` means that no file exists. A file without permission to write
/// is an error.
pub(crate) fn find_replaced_file(place: &Path) -> io::Result<Option<Metadata>> {
    match fs::metadata(place) {
        Ok(there) => {
            File::options().append(true).open(place)?;
            Ok(Some(there))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_lead_to_streams_files_and_new_files() {
        let room = tempfile::tempdir().unwrap();
        let link = |name: &str, to: &str| {
            let path = room.path().join(name);
            symlink(to, &path).unwrap();
            path
        };
        for path in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/stderr"] {
            let found = Destination::of_path(Path::new(path));
            assert!(matches!(found, Destination::Stream(_)), "{path}: {found:?}");
            assert_eq!(found.is_standard_output(), path != "/dev/stderr", "{path}");
        }
        let found = Destination::of_path(&link("log", "/dev/stdout"));
        assert!(matches!(found, Destination::Stream(_)), "{found:?}");
        let new = Destination::Path(room.path().canonicalize().unwrap().join("new"));
        assert_eq!(Destination::of_path(&link("dangling", "new")), new);
        assert_eq!(Destination::of_path(&link("twice", "dangling")), new);
        for path in ["answer.csv", "/dev/null", "no/where.csv", "/", ""] {
            let path = Path::new(path);
            assert_eq!(Destination::of_path(path), Destination::Path(path.to_owned()));
        }
    }

    #[test]
    fn reasons_are_sentences_without_numbers() {
        for number in 1..134 {
            let said = io_error_reason(&io::Error::from_raw_os_error(number));
            assert!(!said.is_empty() && !said.contains("os error"), "{number}: {said}");
        }
    }
}
