//! The seal of a shipped file: the SHA-256 of all its bytes, kept in its own `meta`; its own digits count as zeros.
//!
//! The seal shows that bytes have changed since, by accident or through another program. It isn't a signature: anyone who changes
//! a file on purpose can seal it again. A load removes the seal, because the file is then no longer the shipped one.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::Result;

use super::hash::{hash_of, hex};
use super::open::Base;
use super::queries::Queries as _;

/// The entry of `meta` with the seal.
pub(super) const SEAL: &str = "shipped";
/// The text before the digits. `meta` is the first of the tables, so the first place with both is the seal.
const ALGORITHM: &str = "sha256:";
/// The number of digits.
const DIGITS: usize = 64;
/// The number of bytes that are read at a time.
const CHUNK: usize = 1 << 20;

/// How a file compares with its seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealState {
    /// There is no seal: the file was never shipped, or a load has changed it since.
    Unsealed,
    /// Its bytes are as shipped.
    Intact,
    /// Some bytes have changed.
    Changed,
}

/// Returns the seal of a file that is not complete yet.
pub(super) fn blank_seal() -> String {
    format!("{ALGORITHM}{}", "0".repeat(DIGITS))
}

/// Seals a complete file that has [`blank_seal`] as its seal.
pub(super) fn seal_file(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let at = find_seal(&file)?.ok_or_else(|| io::Error::other("no place for the seal"))?;
    let hash = hash_without(&file, at)?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(hash.as_bytes())
}

impl Base {
    /// Returns how its file compares with its seal.
    pub(super) fn seal_state(&self) -> Result<SealState> {
        let Some(file) = &self.file else { return Ok(SealState::Unsealed) };
        // A changed seal may not be text any more.
        let sql = "SELECT CAST(value AS BLOB) FROM meta WHERE key = ?1";
        let said: Option<Vec<u8>> = self.conn.read_value(sql, [SEAL])?;
        Ok(compare_seal(file, said.as_deref())?)
    }
}

/// Compares the bytes of a file with the seal that its `meta` says it has.
fn compare_seal(file: &File, said: Option<&[u8]>) -> io::Result<SealState> {
    // Facts may contain the words of a seal.
    let Some(said) = said else { return Ok(SealState::Unsealed) };
    // The database shows another text than the file has.
    let Some(at) = find_seal(file)? else { return Ok(SealState::Changed) };
    let mut digits = [0; DIGITS];
    FileFrom { file, at }.read_exact(&mut digits)?;
    let hash = hash_without(file, at)?;
    let is_said = said.strip_prefix(ALGORITHM.as_bytes()) == Some(hash.as_bytes());
    let same = digits == hash.as_bytes() && is_said;
    Ok(if same { SealState::Intact } else { SealState::Changed })
}

/// Finds the byte at which the digits of the seal begin.
fn find_seal(file: &File) -> io::Result<Option<u64>> {
    let mut file = FileFrom { file, at: 0 };
    let mark = format!("{SEAL}{ALGORITHM}").into_bytes();
    let (mut window, mut before) = (Vec::new(), 0);
    loop {
        let read = (&mut file).take(CHUNK as u64).read_to_end(&mut window)?;
        if let Some(at) = window.windows(mark.len()).position(|bytes| bytes == mark) {
            return Ok(Some(before + (at + mark.len()) as u64));
        }
        if read == 0 {
            return Ok(None);
        }
        // The mark may begin at the end of what was read.
        let kept = window.len().min(mark.len());
        before += (window.len() - kept) as u64;
        window.drain(..window.len() - kept);
    }
}

/// Returns the hash of a file with zeros instead of the digits of its seal.
fn hash_without(file: &File, at: u64) -> io::Result<String> {
    let before = FileFrom { file, at: 0 }.take(at);
    let after = FileFrom { file, at: at.saturating_add(DIGITS as u64) };
    let zeros = "0".repeat(DIGITS);
    let hash = hash_of(before.chain(zeros.as_bytes()).chain(after), &mut |_| {})?;
    Ok(hex(&hash))
}

/// A file that is read from a place.
struct FileFrom<'f> {
    file: &'f File,
    at: u64,
}

impl Read for FileFrom<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(bytes)?;
        self.at += read as u64;
        Ok(read)
    }
}
