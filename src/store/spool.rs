//! Bytes in the order in which they are written: in memory while they are few, then in a temporary file without a name.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom, Take, Write};

/// The most bytes that are in memory while there is no file, and that are written to it at once.
const IN_MEMORY: usize = 4 << 20;
const AT_ONCE: usize = 64 << 10;

/// Bytes that are written once and read in their order. Writing can't fail: where no file can be made, or the disk is full, they
/// stay in memory. (`tempfile::SpooledTempFile` fails then, and can't be read through a shared reference.)
#[derive(Debug, Default)]
pub(crate) struct Spool {
    file: Option<File>,
    /// The number of bytes in the file.
    filed: u64,
    /// The bytes after those.
    recent: Vec<u8>,
    stays: bool,
}

impl Spool {
    /// Makes one that stays in memory, probably of this length.
    #[cfg(feature = "cli")]
    pub(crate) fn in_memory(expected: u64) -> io::Result<Self> {
        let mut recent = Vec::new();
        recent.try_reserve_exact(usize::try_from(expected).unwrap_or(usize::MAX))?;
        Ok(Self { recent, stays: true, ..Self::default() })
    }

    /// Returns the number of bytes.
    pub(crate) fn len(&self) -> u64 {
        self.filed + self.recent.len() as u64
    }

    /// Adds bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.recent.extend_from_slice(bytes);
        let most = if self.file.is_some() { AT_ONCE } else { IN_MEMORY };
        if self.recent.len() > most && !self.stays {
            self.stays = self.file_recent().is_err();
        }
    }

    /// Moves the bytes in memory to the file.
    fn file_recent(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(temporary_file()?),
        };
        file.seek(SeekFrom::Start(self.filed))?;
        file.write_all(&self.recent)?;
        self.filed = self.len();
        if self.recent.len() > IN_MEMORY {
            self.recent = Vec::new();
        }
        self.recent.clear();
        Ok(())
    }

    /// Returns a reader of the bytes from one on. Only one reader can be used at a time: the next call moves the position in the
    /// file.
    pub(crate) fn reader(&self, from: u64) -> io::Result<SpoolReader<'_>> {
        let start = from.min(self.filed);
        let recent = usize::try_from(from - start).ok().and_then(|at| self.recent.get(at..));
        let mut filed = None;
        if let Some(mut file) = self.file.as_ref() {
            file.seek(SeekFrom::Start(start))?;
            filed = Some(BufReader::new(file.take(self.filed - start)));
        }
        Ok(SpoolReader { filed, recent: recent.unwrap_or_default() })
    }

    /// Returns all bytes, if none is in a file.
    #[cfg(feature = "cli")]
    pub(crate) fn into_memory(self) -> Result<Vec<u8>, Self> {
        if self.file.is_none() { Ok(self.recent) } else { Err(self) }
    }
}

/// Makes a file that is gone when the program ends.
#[cfg(feature = "cli")]
fn temporary_file() -> io::Result<File> {
    tempfile::tempfile()
}

#[cfg(not(feature = "cli"))]
fn temporary_file() -> io::Result<File> {
    Err(ErrorKind::Unsupported.into())
}

/// Reads bytes of a [`Spool`] in their order.
pub(crate) struct SpoolReader<'s> {
    filed: Option<BufReader<Take<&'s File>>>,
    recent: &'s [u8],
}

impl Read for SpoolReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Some(filed) = &mut self.filed {
            let read = filed.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            if filed.get_ref().limit() > 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            self.filed = None;
        }
        self.recent.read(into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    #[test]
    fn what_was_written_is_read_from_any_byte_on() {
        for length in [0, 1, IN_MEMORY, IN_MEMORY + 1, 3 * IN_MEMORY + 7] {
            let written = bytes(length);
            let mut spool = Spool::default();
            for (number, piece) in written.chunks(100_003).enumerate() {
                spool.push(piece);
                if number == 50 {
                    // Reading in between moves no byte.
                    spool.reader(5).unwrap().read_exact(&mut [0; 9]).unwrap();
                }
            }
            assert_eq!((spool.len(), spool.file.is_some()), (length as u64, length > IN_MEMORY));
            for from in [0, 1, length / 2, length.saturating_sub(3), length, length + 1] {
                let mut read = Vec::new();
                spool.reader(from as u64).unwrap().read_to_end(&mut read).unwrap();
                assert!(read == written.get(from..).unwrap_or_default(), "{length} from {from}");
            }
        }
    }

    #[test]
    fn what_cannot_be_filed_stays_in_memory() {
        let written = bytes(2 * IN_MEMORY);
        let mut spool = Spool { file: Some(File::open("/dev/full").unwrap()), ..Spool::default() };
        written.chunks(1000).for_each(|piece| spool.push(piece));
        let mut read = Vec::new();
        spool.reader(0).unwrap().read_to_end(&mut read).unwrap();
        assert!(spool.stays && read == written);
    }
}
