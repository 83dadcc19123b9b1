//! Writes an answer to a file: the file is complete, or it isn't there.
//!
//! Bytes go to a working file in the same directory, which [`Output::commit`] renames once everything is on the disk. An
//! [`Output`] dropped earlier leaves nothing behind. Devices, pipes and open streams (`/dev/stdout`) can't be replaced, so
//! they are written directly.
//!
//! Not here: the format of the file (`render::Format::of_file`), and its content.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Read, Write};
use std::mem;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::store::destination::{Act, help_for_obstacle, io_error_reason};
use crate::store::destination::{Destination, parent_directory};
use crate::store::liken::copy_metadata;
use crate::store::working;
use crate::text::clean::ShownPath as _;

/// The first bytes of every `SQLite` file.
const DATABASE: &[u8] = b"SQLite format 3\0";

/// The size of the buffer.
const BUFFER: usize = 64 * 1024;

/// A file being written.
#[derive(Debug)]
pub struct Output {
    place: PathBuf,
    out: BufWriter<File>,
    /// The path of the working file beside the target; a device, a pipe or an open stream has none.
    working: Option<TempPath>,
    lost: Vec<String>,
    /// Whether it must not replace a file.
    new: bool,
}

/// The reason why a file can't be written.
#[derive(Debug)]
pub enum OutputError {
    /// There is such a file, and it must not be replaced.
    Exists(PathBuf),
    /// The target is a directory.
    Directory(PathBuf),
    /// The target is a disk, whose files would be lost.
    Disk(PathBuf),
    /// The target is a database, which an answer never replaces.
    Database(PathBuf),
    /// The system refused.
    System(PathBuf, io::Error),
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(place) => write!(f, "{} is already there", place.safe_text()),
            Self::Directory(place) => write!(f, "{} is a directory", place.safe_text()),
            Self::Disk(place) => write!(f, "{} is a disk", place.safe_text()),
            Self::Database(place) => {
                write!(f, "{} is a database, and an answer never replaces one", place.safe_text())
            }
            Self::System(place, error) => {
                write!(f, "{} can't be written: {}", place.safe_text(), io_error_reason(error))
            }
        }
    }
}

impl std::error::Error for OutputError {}

impl OutputError {
    /// Returns advice for the user.
    pub fn help(&self) -> Option<String> {
        let Self::System(place, error) = self else { return None };
        let beside = || Act::MakeIn(parent_directory(place).to_owned());
        let act = if place.exists() { Act::Write } else { beside() };
        help_for_obstacle(place, &act, error.kind())
    }
}

impl Output {
    /// Begins a file. An existing file stays as it is until [`Output::commit`]; a link stays a link.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        let cannot = |error| OutputError::System(path.to_owned(), error);
        let there = match fs::metadata(path) {
            Ok(there) => Some(there),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(cannot(error)),
        };
        let place = match Destination::of_path(path) {
            Destination::Stream(place) => {
                let file = File::options().append(true).open(&place).map_err(cannot)?;
                return Ok(Self::direct_to(place, file));
            }
            Destination::Path(place) => place,
        };
        match &there {
            Some(there) if there.is_dir() => Err(OutputError::Directory(path.to_owned())),
            Some(there) if there.file_type().is_block_device() => {
                Err(OutputError::Disk(path.to_owned()))
            }
            Some(there) if !there.is_file() => {
                let file = File::options().write(true).open(&place).map_err(cannot)?;
                Ok(Self::direct_to(place, file))
            }
            Some(_) if is_database(&place).map_err(cannot)? => {
                Err(OutputError::Database(path.to_owned()))
            }
            there => {
                let (file, lost) = prepare_working_file(&place, there.as_ref()).map_err(cannot)?;
                let (file, working) = file.into_parts();
                Ok(Self { working: Some(working), lost, ..Self::direct_to(place, file) })
            }
        }
    }

    fn direct_to(place: PathBuf, file: File) -> Self {
        let out = BufWriter::with_capacity(BUFFER, file);
        Self { place, out, working: None, lost: vec![], new: false }
    }

    /// Begins a file that must not be there yet, now or when it is complete.
    pub fn create_new(path: &Path) -> Result<Self, OutputError> {
        if fs::metadata(path).is_ok_and(|there| there.is_file()) {
            return Err(OutputError::Exists(path.to_owned()));
        }
        Ok(Self { new: true, ..Self::create(path)? })
    }

    /// Lists the attributes of the replaced file that can't be kept, such as its owner, as sentences.
    pub fn lost_attributes(&self) -> &[String] {
        &self.lost
    }

    /// Writes a text, and nothing else.
    pub fn write_text(mut self, text: &str) -> Result<(), OutputError> {
        let written = self.write_all(text.as_bytes());
        written.map_err(|error| OutputError::System(self.place.clone(), error))?;
        self.commit()
    }

    /// Syncs the file to the disk and renames it into place.
    pub fn commit(self) -> Result<(), OutputError> {
        let (place, new, mut out) = (self.place, self.new, self.out);
        let done = match self.working {
            None => out.flush(),
            Some(working) => persist_file(out, working, &place, new),
        };
        done.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists if new => OutputError::Exists(place),
            _ => OutputError::System(place, error),
        })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    /// Does nothing for a working file, which nobody reads before the end.
    fn flush(&mut self) -> io::Result<()> {
        if self.working.is_none() { self.out.flush() } else { Ok(()) }
    }
}

/// The byte order mark, which tells Excel that a file is UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// A writer that puts a prefix before the first byte, if anything is written at all.
pub struct Prefixed<'w> {
    out: &'w mut dyn Write,
    prefix: &'static [u8],
}

impl<'w> Prefixed<'w> {
    /// Makes a writer to `out` that begins with `prefix`.
    pub fn new(out: &'w mut dyn Write, prefix: &'static [u8]) -> Self {
        Self { out, prefix }
    }
}

impl Write for Prefixed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !bytes.is_empty() {
            self.out.write_all(mem::take(&mut self.prefix))?;
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn is_database(place: &Path) -> io::Result<bool> {
    let mut begin = Vec::new();
    File::open(place)?.take(DATABASE.len() as u64).read_to_end(&mut begin)?;
    Ok(begin == DATABASE)
}

/// Makes a working file for a target, with the permissions of the target or of a new file.
fn prepare_working_file(
    place: &Path,
    there: Option<&Metadata>,
) -> io::Result<(NamedTempFile, Vec<String>)> {
    place.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let file = working::make_working_file(place)?;
    if let Some(there) = there {
        // A file that can't be written must not be replaced either.
        File::options().append(true).open(place)?;
        let lost = copy_metadata(file.as_file(), place, there)?;
        return Ok((file, lost));
    }
    Ok((file, vec![]))
}

fn persist_file(
    out: BufWriter<File>,
    working: TempPath,
    place: &Path,
    new: bool,
) -> io::Result<()> {
    // The file is open, and so locked, until it has its name.
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    if new { working.persist_noclobber(place) } else { working.persist(place) }?;
    // Syncs the name too, if the directory can be opened.
    File::open(parent_directory(place)).map_or(Ok(()), |directory| directory.sync_all())
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    /// The names in a directory, in order.
    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn write(path: &Path, text: &str) -> Result<(), OutputError> {
        let mut output = Output::create(path)?;
        output.write_all(text.as_bytes()).unwrap();
        output.commit()
    }

    #[test]
    fn a_file_is_there_when_it_is_whole() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("answer.csv");
        let mut output = Output::create(&path).unwrap();
        output.write_all(b"whole").unwrap();
        output.flush().unwrap();
        assert!(!path.exists(), "it has no name yet");
        output.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(names(room.path()), ["answer.csv"]);
    }

    #[test]
    fn what_is_dropped_leaves_nothing_behind_and_nothing_changed() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("answer.csv");
        fs::write(&path, "before").unwrap();
        let mut output = Output::create(&path).unwrap();
        output.write_all(&vec![b'x'; 3 * BUFFER]).unwrap();
        assert_eq!(names(room.path()).len(), 2, "the new file is beside the old one");
        drop(output);
        assert_eq!(names(room.path()), ["answer.csv"]);
        assert_eq!(fs::read(&path).unwrap(), b"before");
    }

    #[test]
    fn directories_and_databases_are_not_replaced() {
        let room = tempfile::tempdir().unwrap();
        let base = room.path().join("facts.db");
        fs::write(&base, b"SQLite format 3\0and so on").unwrap();
        symlink(&base, room.path().join("link.csv")).unwrap();
        let refused = |name: &str| Output::create(&room.path().join(name)).unwrap_err().to_string();
        assert!(
            refused("facts.db")
                .ends_with("facts.db is a database, and an answer never replaces one")
        );
        assert!(
            refused("link.csv")
                .ends_with("link.csv is a database, and an answer never replaces one")
        );
        assert!(refused("").ends_with(" is a directory"));
        assert!(refused("no/where.csv").contains("can't be written: there is no such file"));
        assert!(Output::create(Path::new("")).is_err());
        assert_eq!(names(room.path()), ["facts.db", "link.csv"]);
    }

    #[test]
    fn links_stay_links_and_permissions_stay() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("answer.csv");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        write(&path, "one").unwrap();
        assert_eq!(mode(&path) & 0o600, 0o600);
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let link = room.path().join("link.csv");
        symlink("answer.csv", &link).unwrap();
        write(&link, "two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((fs::read(&path).unwrap(), mode(&path)), (b"two".to_vec(), 0o640));
        let dangling = room.path().join("dangling.csv");
        symlink("new.csv", &dangling).unwrap();
        write(&dangling, "three").unwrap();
        assert!(fs::symlink_metadata(&dangling).unwrap().is_symlink());
        assert_eq!(fs::read(room.path().join("new.csv")).unwrap(), b"three");
    }

    #[test]
    fn devices_are_written_to_at_once() {
        write(Path::new("/dev/null"), "gone").unwrap();
        if Path::new("/dev/full").exists() {
            let error = write(Path::new("/dev/full"), "too much").unwrap_err().to_string();
            assert!(error.starts_with("/dev/full can't be written: there is no space"), "{error}");
        }
    }
}
