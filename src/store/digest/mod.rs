//! Digests: the files that people write to get facts into a base (seeds/README.md).
//!
//! `decode` makes text of the bytes of a file. A digest is TOML: `entries` turns it into entries, each checked against
//! the catalog as far as the text alone allows: kinds, fields, literals, claims. A table (`.csv`, `.json`, `.xlsx`) is read by
//! `table`, which turns each row into the same entry and hands it to the same reader, so nothing later knows which of the two a
//! fact came from. Names are looked up and values compared when the entries are merged (`load`). Both
//! steps note every mistake instead of stopping at the first.

mod again;
mod claims;
#[cfg(feature = "cli")]
mod decode;
mod encoding;
mod entries;
mod entry;
mod evidence;
mod input;
mod keys;
mod limits;
mod literal;
mod names;
mod parsed;
mod problem;
mod reader;
mod rows;
mod sections;
mod shared;
mod sheet_cells;
mod skipped;
mod table;
mod text;
mod ties;
mod unwritten;
#[cfg(feature = "cli")]
mod workbook;
#[cfg(feature = "cli")]
mod zipped;

#[cfg(feature = "cli")]
pub use decode::{InputError, decode_inputs};
pub use encoding::Encoding;
pub use input::{Input, InputForm, Unwritten};
pub(crate) use literal::{ALSO, read_stated};
pub use literal::{NOT_STATED, OPEN_LIST};
pub use problem::DigestError;
pub use rows::TableRows;
pub use sheet_cells::Cells;
pub use skipped::skipped_table;
pub use table::map::draft;
pub use text::Text;

pub(crate) use again::{DeclaredRow, NO_THING, RereadRows, RowTarget};
pub(crate) use claims::LONGEST_PHRASE;
pub use entry::Flag;
pub(crate) use entry::{Cited, Claim, Entry, Given, Judgement, Says, Word};
pub(crate) use entry::{EXTERNAL, INFERRED, LABEL, STATED};
pub(crate) use input::UnwrittenEntry;
pub(crate) use keys::{BECAUSE, CLAIM_KEYS, VALUE};
pub(crate) use literal::{Literal, Stored, absent_helps, is_absent, read_text, read_text_as};
pub(crate) use names::{is_slug, make_given, slug_of};
pub(crate) use parsed::Digest;
pub(crate) use problem::{InputSpan, Lines, Mistake, Problems, format_location};
pub(crate) use sections::PARAGRAPH;
pub(crate) use shared::EACH;

use crate::catalog::Catalog;

/// Reads entries of a digest again, by the bytes at which their rows begin, and calls `each` with them.
pub(crate) fn read_again<'c, E>(
    catalog: &'c Catalog,
    inputs: &[Input],
    (digest, rows): (&Digest<'c>, impl Iterator<Item = usize>),
    each: impl FnMut(usize, Entry<'c>) -> Result<(), E>,
) -> Result<(), E> {
    let Some(again) = digest.rows.as_ref().map(|rows| &rows.again) else { return Ok(()) };
    let Some(input) = inputs.get(again.file) else { return Ok(()) };
    table::read_again(catalog, (again, input), rows, each)
}

/// Reads the `file`th of the inputs: a digest as one, a table as one for each source its rows cite. Mistakes are noted;
/// everything else is returned.
pub(crate) fn read_input<'c>(
    catalog: &'c Catalog,
    file: usize,
    inputs: &[Input],
    problems: &mut Problems,
) -> Vec<Digest<'c>> {
    let Some(input) = inputs.get(file) else { return vec![] };
    if let Some(entries) = &input.unwritten {
        return vec![unwritten::read_unwritten(catalog, (file, input), entries, problems)];
    }
    if let Some(source) = input.unload.as_ref().filter(|_| input.text.is_empty()) {
        // An empty digest replaces everything that its source said.
        let (source, owner) = (Some(source.clone()), source.clone());
        return vec![Digest { source, owner, ..Digest::default() }];
    }
    if table::judgements::is_called_so(catalog, input) {
        return vec![table::judgements::read_judgements(catalog, file, input, problems)];
    }
    if let Some(map) = input.map {
        return table::map::read_with_map(catalog, file, (inputs, map), problems);
    }
    match input.form() {
        InputForm::Map => {
            table::map::note_map_mistakes(catalog, (file, input), problems);
            vec![]
        }
        InputForm::Digest => vec![entries::read_digest(catalog, file, input, problems)],
        InputForm::Csv | InputForm::Json | InputForm::Workbook => {
            table::read_table_input(catalog, file, input, problems)
        }
    }
}

/// Returns all mistakes and warnings, each with its place; in a table that is read by a map, with the lines of the map too.
pub(crate) fn digest_errors(
    problems: Problems,
    inputs: &[Input],
    catalog: &Catalog,
) -> Vec<DigestError> {
    let read_by = table::map::trace_to_map(catalog, inputs, problems.places());
    problems.into_errors(inputs, catalog, &read_by)
}
