//! A load that leaves out rows with mistakes: a mistake in a row takes the row out, and the rest is read again until nothing is
//! wrong. A mistake outside the rows, such as one in a header, a map or a digest, still stops the whole load.

use std::collections::BTreeSet;
use std::ops::Range;

use super::error::LoadError;
use super::loaded::Loaded;
use crate::store::digest::{DigestError, Input, InputForm};
use crate::text::plural_form;
use crate::value::fold;

/// Loads the rows without mistakes. The tables among the inputs remember which rows were left out; [`Loaded::skipped`] says why.
pub fn load_valid(
    inputs: &mut [Input],
    load: &mut dyn FnMut(&[Input]) -> Result<Loaded, LoadError>,
) -> Result<Loaded, LoadError> {
    for input in inputs.iter_mut() {
        let is_table = !matches!(input.form(), InputForm::Digest | InputForm::Map);
        input.skip = is_table.then(BTreeSet::new);
    }
    let mut found: Vec<DigestError> = Vec::new();
    loop {
        let errors = match load(inputs) {
            Err(LoadError::Digests(errors)) => errors,
            Ok(loaded) => return Ok(Loaded { skipped: found, ..loaded }),
            Err(other) => return Err(other),
        };
        let (warnings, mut errors): (Vec<_>, Vec<_>) = errors.into_iter().partition(|e| e.warning);
        for error in &mut errors {
            error.helps.extend(needed_row_help(error, &found, inputs));
        }
        let (mut only_rows, mut more) = (true, false);
        for error in &errors {
            let skip = inputs.get_mut(error.input).and_then(|input| input.skip.as_mut());
            let row = skip.zip(error.row.as_ref());
            only_rows &= row.is_some();
            more |= row.is_some_and(|(skip, row)| skip.insert(row.start));
        }
        found.extend(errors);
        found.sort_by_key(|error| (error.input, error.span.start));
        if !only_rows || !more {
            found.extend(warnings);
            return Err(LoadError::Digests(found));
        }
    }
}

/// Returns a help that names the row which this one needs, if that was left out.
fn needed_row_help(error: &DigestError, found: &[DigestError], inputs: &[Input]) -> Option<String> {
    if found.is_empty() || error.row.is_none() {
        return None;
    }
    let text = |error: &DigestError, span: Range<usize>| {
        let text = inputs.get(error.input).and_then(|input| input.text.as_str().get(span));
        fold(text.unwrap_or_default().trim_matches('"'))
    };
    let words = text(error, error.span.clone());
    let has = |other: &&DigestError| {
        other.row.clone().is_some_and(|row| text(other, row).contains(&words))
    };
    if let Some(other) = found.iter().find(has) {
        return Some(format!(
            "it needs the row in {}, which is left out too",
            error_location(other)
        ));
    }
    let rows = plural_form(found.len() as u64, "the row", "one of the rows");
    Some(format!("it needs {rows} left out before"))
}

/// Names the place of a mistake: `line 4 of projects.csv`.
fn error_location(error: &DigestError) -> String {
    match &error.cell {
        Some(cell) => format!("{}, {cell}", error.file),
        None => format!("line {} of {}", error.line, error.file),
    }
}
