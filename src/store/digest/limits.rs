//! The limits on the size of an input. Anything larger is refused with a message before it fills the memory.

/// The most bytes of an input, unpacked if it was compressed.
pub(crate) const LARGEST: u64 = 1 << 30;

/// The most cells of a sheet, counted from its first to its last row and column: a million rows of 30 cells.
pub(super) const MOST_CELLS: u64 = 30_000_000;

/// The most bytes of one text: a name, a note, a cell.
pub(super) const LONGEST_TEXT: usize = 1 << 20;

/// The most bytes of a digest or a map: reading them takes up to a hundred times as much memory.
#[cfg(feature = "cli")]
pub(super) const LONGEST_DIGEST: usize = 32 << 20;
