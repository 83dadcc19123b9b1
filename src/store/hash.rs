//! Hashes of texts and files, by which content is recognised.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub(super) type Hash = [u8; 32];

/// Returns the hash of several texts; where one ends and the next begins makes a difference.
pub(super) fn hash_text<'t>(parts: impl IntoIterator<Item = &'t str>) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Returns the hash of several hashes.
pub(super) fn hash_of_hashes<'h>(parts: impl IntoIterator<Item = &'h Hash>) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Returns the hash of bytes.
pub(super) fn hash_of_bytes(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// Returns the hash of a hash and a number.
pub(super) fn hash_with_number(hash: &Hash, number: u8) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(hash);
    hasher.update([number]);
    hasher.finalize().into()
}

/// Returns the hash of everything that can be read, as `sha256sum` prints it; `each` is called with the number of bytes of every
/// step.
pub(super) fn hash_of(mut from: impl Read, each: &mut dyn FnMut(u64)) -> io::Result<Hash> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let taken = match from.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(taken) => taken,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(buffer.get(..taken).unwrap_or_default());
        each(taken as u64);
    }
}

/// Writes a hash as hexadecimal digits.
pub(super) fn hex(hash: &Hash) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
