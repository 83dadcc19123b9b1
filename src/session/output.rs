//! A file that an answer is written to: whole under its name, or not there at all.
//!
//! What is written goes to a file beside its place, which takes the place when all is written and on the disk
//! ([`Output::commit`]). An [`Output`] that is dropped before leaves nothing behind. Devices, pipes and streams that are
//! open already (`/dev/stdout`), which have no place to be taken, are written to at once.
//!
//! Not here: which format the file has (`render::Format::of_file`), and what is written.

use std::fmt;
use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, BufWriter, Read, Write};
use std::mem;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::store::destination::{Act, help, liken, reason};
use crate::store::destination::{Destination, directory};

/// How every file begins that `SQLite` writes, bases among them.
const DATABASE: &[u8] = b"SQLite format 3\0";

/// As much is gathered before it is written.
const BUFFER: usize = 64 * 1024;

/// A file that is being written.
#[derive(Debug)]
pub struct Output {
    place: PathBuf,
    file: Target,
    lost: Vec<String>,
}

#[derive(Debug)]
enum Target {
    /// A new file beside the place.
    Beside(BufWriter<NamedTempFile>),
    /// The place itself: a device, a pipe or an open stream.
    There(BufWriter<File>),
}

impl Target {
    fn at_once(file: File) -> Self {
        Self::There(BufWriter::with_capacity(BUFFER, file))
    }
}

/// Why nothing can be written to a place.
#[derive(Debug)]
pub enum OutputError {
    /// It is a directory.
    Directory(PathBuf),
    /// It is a disk, whose files would be lost.
    Disk(PathBuf),
    /// It is a database. That is never what an answer is meant to replace.
    Database(PathBuf),
    /// The system does not let us.
    System(PathBuf, io::Error),
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(place) => write!(f, "{} is a directory", place.display()),
            Self::Disk(place) => write!(f, "{} is a disk", place.display()),
            Self::Database(place) => {
                write!(f, "{} is a database, which no answer replaces", place.display())
            }
            Self::System(place, error) => {
                write!(f, "{} cannot be written: {}", place.display(), reason(error))
            }
        }
    }
}

impl std::error::Error for OutputError {}

impl OutputError {
    /// What the person can do about it.
    pub fn help(&self) -> Option<String> {
        let Self::System(place, error) = self else { return None };
        let beside = || Act::MakeIn(directory(place).to_owned());
        let act = if place.exists() { Act::Write } else { beside() };
        help(place, &act, error.kind())
    }
}

impl Output {
    /// Begins a file. What is at its place stays there until [`Output::commit`]; a link stays a link.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        let cannot = |error| OutputError::System(path.to_owned(), error);
        let there = match fs::metadata(path) {
            Ok(there) => Some(there),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(cannot(error)),
        };
        let place = match Destination::of(path) {
            Destination::Stream(place) => {
                let file = File::options().append(true).open(&place).map_err(cannot)?;
                return Ok(Self { place, file: Target::at_once(file), lost: vec![] });
            }
            Destination::Path(place) => place,
        };
        let mut lost = vec![];
        let file = match &there {
            Some(there) if there.is_dir() => return Err(OutputError::Directory(path.to_owned())),
            Some(there) if there.file_type().is_block_device() => {
                return Err(OutputError::Disk(path.to_owned()));
            }
            Some(there) if !there.is_file() => {
                Target::at_once(File::options().write(true).open(&place).map_err(cannot)?)
            }
            Some(_) if is_database(&place).map_err(cannot)? => {
                return Err(OutputError::Database(path.to_owned()));
            }
            there => {
                let (file, not_kept) = beside(&place, there.as_ref()).map_err(cannot)?;
                lost = not_kept;
                Target::Beside(BufWriter::with_capacity(BUFFER, file))
            }
        };
        Ok(Self { place, file, lost })
    }

    /// What of the file that is replaced cannot be kept: sentences about its owner and the like.
    pub fn lost(&self) -> &[String] {
        &self.lost
    }

    /// Puts the file in its place: all of it is on the disk first.
    pub fn commit(self) -> Result<(), OutputError> {
        let place = self.place;
        let done = match self.file {
            Target::There(mut file) => file.flush(),
            Target::Beside(file) => put(file, &place),
        };
        done.map_err(|error| OutputError::System(place, error))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Target::Beside(file) => file.write(bytes),
            Target::There(file) => file.write(bytes),
        }
    }

    /// What is beside its place is seen by nobody: nothing has to reach it before the end.
    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            Target::Beside(_) => Ok(()),
            Target::There(file) => file.flush(),
        }
    }
}

/// The byte order mark, by which Excel knows that a file is UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// Something that begins with these bytes, if anything is written at all.
pub struct Begun<'w> {
    out: &'w mut dyn Write,
    begin: &'static [u8],
}

impl<'w> Begun<'w> {
    /// What is written to `out` begins with `begin`.
    pub fn new(out: &'w mut dyn Write, begin: &'static [u8]) -> Self {
        Self { out, begin }
    }
}

impl Write for Begun<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !bytes.is_empty() {
            self.out.write_all(mem::take(&mut self.begin))?;
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

/// A new file in the directory of a place, with the permissions of what is there, or of any new file.
fn beside(place: &Path, there: Option<&Metadata>) -> io::Result<(NamedTempFile, Vec<String>)> {
    let name = place.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_string_lossy();
    let file = Builder::new()
        .prefix(&format!(".{name}."))
        .suffix(".tmp")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(directory(place))?;
    if let Some(there) = there {
        // A file nobody may write is not to be replaced either.
        File::options().append(true).open(place)?;
        let lost = liken(file.as_file(), place, there)?;
        return Ok((file, lost));
    }
    Ok((file, vec![]))
}

fn put(file: BufWriter<NamedTempFile>, place: &Path) -> io::Result<()> {
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(place)?;
    // The name is on the disk too, where we may look into the directory.
    File::open(directory(place)).map_or(Ok(()), |directory| directory.sync_all())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

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
        assert!(refused("facts.db").ends_with("facts.db is a database, which no answer replaces"));
        assert!(refused("link.csv").ends_with("link.csv is a database, which no answer replaces"));
        assert!(refused("").ends_with(" is a directory"));
        assert!(refused("no/where.csv").contains("cannot be written: there is no such file"));
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
            assert!(error.starts_with("/dev/full cannot be written: there is no space"), "{error}");
        }
    }
}
