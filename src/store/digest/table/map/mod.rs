//! Maps: how the rows of a table with headings of its own become entries (docs/maps.md).
//!
//! A map is written like a digest with patterns for values ([`template`]). It is an input of its own ([`read`]), so that
//! its mistakes are shown in it; [`rows`] reads the table, and [`pattern_rows`] gives each kind of entry to the reader of tables, as if
//! it had a table of its own. [`draft()`] makes a first map of a table.

mod column_sample;
mod draft;
mod draft_entries;
mod draft_records;
mod draft_text;
mod draft_units;
mod guess;
mod headings;
mod measured;
mod pattern_rows;
mod read;
mod read_value;
mod rows;
mod sample;
mod template;

use super::super::input::Input;
use super::super::problem::Problems;
use crate::catalog::Catalog;

pub use draft::draft;
pub(in super::super) use pattern_rows::read_with_map;
pub(in super::super) use rows::trace_to_map;
pub(super) use rows::{CellsBelow, rows_below};

/// Checks a map, the `file`th of the inputs, and notes its mistakes.
pub(in super::super) fn note_map_mistakes(
    catalog: &Catalog,
    (file, input): (usize, &Input),
    problems: &mut Problems,
) {
    read::read_map(catalog, (file, input), problems);
}
