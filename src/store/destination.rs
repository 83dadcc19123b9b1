//! Destinations: what a path that is to be written to leads to, a file or a stream that is open already.
//!
//! `/dev/stdout`, `/dev/fd/3` and `/proc/self/fd/1` are links to whatever a shell has opened. Where that is a file, its name
//! must not be taken for the destination: who wrote `>> log` wants the log longer, never replaced.

use std::fs;
use std::path::{Path, PathBuf};

/// As many links lead on, as many as Linux follows.
const LINKS: usize = 40;

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Destination {
    /// A stream that some program has open, by its path among the streams of that program.
    Stream(PathBuf),
    /// The path of a file, a directory or a device, or of a new file, without links at its end.
    Path(PathBuf),
}

impl Destination {
    /// Follows the links at the end of a path as far as a stream or the last path.
    pub fn of(path: &Path) -> Self {
        let mut path = path.to_owned();
        for _ in 0..LINKS {
            let Ok(directory) = directory(&path).canonicalize() else { break };
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

    /// Whether it is the standard output of this program.
    pub fn is_standard_output(&self) -> bool {
        let own =
            |path: &Path| directory(path).canonicalize().ok() == fs::canonicalize("/dev/fd").ok();
        matches!(self, Self::Stream(path) if path.ends_with("1") && own(path))
    }
}

/// The directory a path is in.
pub fn directory(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a directory lists the streams a program has open.
fn holds_streams(directory: &Path) -> bool {
    directory == Path::new("/dev/fd") || directory.starts_with("/proc") && directory.ends_with("fd")
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
            let found = Destination::of(Path::new(path));
            assert!(matches!(found, Destination::Stream(_)), "{path}: {found:?}");
            assert_eq!(found.is_standard_output(), path != "/dev/stderr", "{path}");
        }
        let found = Destination::of(&link("log", "/dev/stdout"));
        assert!(matches!(found, Destination::Stream(_)), "{found:?}");
        let new = Destination::Path(room.path().canonicalize().unwrap().join("new"));
        assert_eq!(Destination::of(&link("dangling", "new")), new);
        assert_eq!(Destination::of(&link("twice", "dangling")), new);
        for path in ["answer.csv", "/dev/null", "no/where.csv", "/", ""] {
            let path = Path::new(path);
            assert_eq!(Destination::of(path), Destination::Path(path.to_owned()));
        }
    }
}
