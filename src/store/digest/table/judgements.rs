//! Tables of judgements: each row says that two things are the same or distinct.

use std::ops::Range;

use super::super::entry::{Cited, Judgement, Word};
use super::super::input::Input;
use super::super::literal::text_fault;
use super::super::parsed::Digest;
use super::super::problem::{Mistake, Problems};
use super::super::reader::Reader;
use super::cells::fold_heading;
use super::map::{CellsBelow, rows_below};
use super::{is_called, kind_of_title};
use crate::catalog::{Catalog, DISTINCT};

/// The name of a table of judgements, and the judgement of a row that gives none.
const SAME: &str = "same";

/// The columns: the thing that is kept, the one that becomes part of it, the judgement, and why.
const HEADINGS: [&str; 4] = ["keep", "drop", "judgement", "note"];

/// Checks whether the name of an input, or an option, marks it as a table of judgements. A kind of the catalog takes precedence.
pub(in super::super) fn is_called_so(catalog: &Catalog, input: &Input) -> bool {
    let title = fold_heading(input.title());
    let named = [title.as_str()].into_iter().chain(input.kind.as_deref());
    let is_kind = catalog.kinds.iter().any(|kind| is_called(kind, SAME));
    input.form().is_table()
        && !is_kind
        && named.clone().any(|name| fold_heading(name) == SAME)
        && kind_of_title(catalog, &title).is_none()
}

/// Reads a table of judgements, the `file`th of the inputs. A table without rows takes back its earlier judgements.
pub(in super::super) fn read_judgements<'c>(
    catalog: &'c Catalog,
    file: usize,
    input: &Input,
    problems: &mut Problems,
) -> Digest<'c> {
    let mut reader = Reader::new(catalog, (file, &input.text), problems);
    let note = input.note.clone().unwrap_or_else(|| format!("judged in {}", input.known_as()));
    let rows = rows_below(input, &mut reader, HEADINGS);
    let judgements =
        rows.into_iter().filter_map(|row| read_judgement(&mut reader, row, &note)).collect();
    let (owner, cited) = (input.known_as().to_owned(), Some(Cited::Nothing));
    Digest { owner, cited, judgements, ..Digest::default() }
}

/// Reads a row.
fn read_judgement(
    reader: &mut Reader<'_, '_>,
    (at, cells): (Range<usize>, CellsBelow<4>),
    note: &str,
) -> Option<Judgement> {
    for (text, at) in cells.iter().flatten() {
        if let Some(sentence) = text_fault(text) {
            return reader.refuse(at.clone(), sentence);
        }
    }
    let [keep, drop, judgement, own_note] = cells;
    let judgement = judgement.map(|(text, at)| (fold_heading(&text), at));
    let distinct = match &judgement {
        None => false,
        Some((text, _)) if text == SAME => false,
        Some((text, _)) if text == DISTINCT => true,
        Some((text, at)) => {
            let mistake = Mistake::new(format!("`{text}` isn't a judgement"));
            return reader
                .refuse(at.clone(), mistake.help(format!("write `{SAME}` or `{DISTINCT}`")));
        }
    };
    let mut word = |heading: &str, cell: Option<(String, Range<usize>)>| {
        let Some((text, at)) = cell else {
            let mistake = Mistake::new(format!("this row has no `{heading}`"));
            return reader
                .refuse(at.clone(), mistake.help("give the id of a thing, or take out the row"));
        };
        Some(Word { at: reader.place_at(at), text: text.trim().into() })
    };
    let (keep, drop) = (word("keep", keep), word("drop", drop));
    let note = own_note.map_or_else(|| note.to_owned(), |(text, _)| text);
    Some(Judgement { keep: keep?, drop: drop?, distinct, note })
}
