//! Why nothing was loaded.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use rusqlite::ErrorCode;

use crate::catalog::CatalogError;
use crate::store::destination::Obstacle;
use crate::store::digest::DigestError;
use crate::store::open::OpenError;
use crate::text::clean::ShownPath as _;

/// Why nothing was loaded.
#[derive(Debug)]
pub enum LoadError {
    /// The digests have these mistakes.
    Digests(Vec<DigestError>),
    /// Facts of other digests refer to things that would have to go: a sentence for each.
    Dangling(Vec<String>),
    /// Things that are judged to be the same can't be: a sentence for each.
    Judged(Vec<String>),
    /// The catalog is refused.
    Catalog(CatalogError),
    /// The file cannot be opened as a base.
    Open(OpenError),
    /// The file that should be created exists already.
    Exists(PathBuf),
    /// The system does not let the program write the file.
    File(Obstacle),
    /// A digest without a text has mistakes or warnings, so it must be written and loaded again.
    Unwritten,
    /// The system or the database failed.
    Failed(anyhow::Error),
}

impl LoadError {
    /// Returns the same error, with this file if the database says that it cannot be written.
    pub(in crate::store) fn with_path(self, path: &Path) -> Self {
        let Self::Failed(error) = &self else { return self };
        let code = error.chain().find_map(|cause| match cause.downcast_ref()? {
            rusqlite::Error::SqliteFailure(error, _) => Some(error.code),
            _ => None,
        });
        match code {
            Some(ErrorCode::DiskFull) => {
                Self::File(Obstacle::on_create(path)(io::ErrorKind::StorageFull.into()))
            }
            // Of the system's reasons `SQLite` reports only a full disk.
            Some(ErrorCode::SystemIoFailure) => Self::File(Obstacle::on_create(path)(
                io::Error::other("the system failed to write a file"),
            )),
            _ => self,
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digests(errors) => {
                f.write_str(&errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            }
            Self::Dangling(sentences) | Self::Judged(sentences) => {
                f.write_str(&sentences.join("\n"))
            }
            Self::Catalog(e) => write!(f, "the catalog is refused: {e}"),
            Self::Open(e) => e.fmt(f),
            Self::Exists(path) => write!(f, "{} is already there", path.safe_text()),
            Self::File(obstacle) => obstacle.fmt(f),
            Self::Unwritten => f.write_str("the mistakes of a digest need its text"),
            Self::Failed(e) => write!(f, "{e:#}"),
        }
    }
}

impl std::error::Error for LoadError {}

impl From<Obstacle> for LoadError {
    fn from(obstacle: Obstacle) -> Self {
        Self::File(obstacle)
    }
}

impl From<anyhow::Error> for LoadError {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<rusqlite::Error> for LoadError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<OpenError> for LoadError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}
