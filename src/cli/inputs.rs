//! Files as inputs: how they are read, and by which names they are known.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::store::digest::{self, Encoding, Input, InputError, InputForm};
use crate::text::clean::ShownPath as _;
use crate::text::{in_backquotes, list_and};

/// Removes repeated inputs.
pub(super) fn without_repetitions(paths: &[PathBuf], quiet: bool) -> Vec<&PathBuf> {
    let mut seen = HashSet::new();
    let is_new = |path: &&PathBuf| {
        let is_new = seen.insert(path.canonicalize().unwrap_or_else(|_| (*path).clone()));
        if !is_new && !quiet {
            anstream::eprintln!("note: {} was given twice and is read only once", path.safe_text());
        }
        is_new
    };
    paths.iter().filter(is_new).collect()
}

/// Returns the identity of a file, by which a later load recognises it: its path relative to the base's directory, or
/// outside of it the last two names of its path, so that a base reveals no more about the directories of its user.
pub(super) fn known_as(path: &Path, base: &Path) -> Option<String> {
    let (path, base) = (path.canonicalize().ok()?, base.canonicalize().ok()?);
    let near = match path.strip_prefix(base.parent()?) {
        Ok(near) => near.to_owned(),
        Err(_) => Path::new(path.parent()?.file_name().unwrap_or_default()).join(path.file_name()?),
    };
    Some(near.to_string_lossy().into_owned())
}

/// Refuses two files with the same identity.
pub(super) fn check_identities(inputs: &[Input]) -> Result<(), Failure> {
    for (number, input) in inputs.iter().enumerate() {
        // The sheets of a workbook are one file.
        let same = |other: &&Input| {
            other.known_as() == input.known_as() && other.name != input.name && !input.piped
        };
        if let Some(other) = inputs.iter().take(number).find(same) {
            let sentence = format!(
                "{} and {} would both be known as {}",
                other.name,
                input.name,
                input.known_as()
            );
            let help = "rename one of them, or move both to the directory of the base";
            return Err(Failure::usage_with(sentence, help));
        }
    }
    Ok(())
}

/// Reads a table of any form, or one sheet of a workbook.
pub(super) fn read_table(
    path: &Path,
    (form, encoding): (Option<InputForm>, Option<Encoding>),
    sheet: Option<&str>,
) -> Result<Input, Failure> {
    let (named, file) = open_file(path, &mut 0)?;
    let like = Input { form, encoding, map: Some(0), ..named };
    let mut sheets = only_sheet(file.read_inputs(&like)?, &like.name, sheet)?;
    let names = sheet_names(&sheets);
    if sheets.len() > 1 {
        let sentence = format!("{} has several sheets", like.name);
        let help = format!("say which with `--sheet NAME`: {}", list_and(&names));
        return Err(Failure::usage_with(sentence, help));
    }
    match sheets.pop() {
        Some(table) if table.form() != InputForm::Digest => Ok(Input { map: None, ..table }),
        _ => Err(Failure::usage(format!("{} is a digest, which needs no map", like.name))),
    }
}

/// A file that is open.
pub(super) struct OpenInput<'p> {
    path: &'p Path,
    from: Box<dyn Read>,
    /// The number of its bytes, or 0 if it isn't known.
    length: u64,
}

/// Opens a file, and returns what its name says; `-` is the standard input. Input from a pipe has no permanent name.
pub(super) fn open_file<'p>(
    path: &'p Path,
    pipes: &mut usize,
) -> Result<(Input, OpenInput<'p>), Failure> {
    let mut name = path.safe_text();
    let (from, length): (Box<dyn Read>, _) = if name == "-" {
        (Box::new(io::stdin().lock()), 0)
    } else {
        let open = || {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            Ok((file, length))
        };
        let (file, length) = open().map_err(|error| Failure::cannot_read(path, error))?;
        (Box::new(file), length)
    };
    let piped = name == "-" || !path.is_file();
    if name == "-" {
        "stdin".clone_into(&mut name);
    } else if piped && InputForm::from_file_name(&name).is_none() {
        *pipes += 1;
        name = format!("pipe-{pipes}");
    }
    Ok((Input { piped, ..Input::new(name, "") }, OpenInput { path, from, length }))
}

impl OpenInput<'_> {
    /// Returns the inputs in the file, which are like this one.
    pub(super) fn read_inputs(self, like: &Input) -> Result<Vec<Input>, Failure> {
        digest::decode_inputs(like, (self.from, self.length)).map_err(|error| match error {
            InputError::System(error) => Failure::cannot_read(self.path, error),
            InputError::Unreadable { sentence, help } => Failure::usage_with(sentence, help),
        })
    }
}

/// Leaves only the sheet with that name, in any case, if one is named.
pub(super) fn only_sheet(
    sheets: Vec<Input>,
    file: &str,
    name: Option<&str>,
) -> Result<Vec<Input>, Failure> {
    let Some(name) = name.filter(|_| sheets.iter().any(|sheet| sheet.cells.is_some())) else {
        return Ok(sheets);
    };
    let names = sheet_names(&sheets);
    let is_it =
        |sheet: &Input| sheet_of(sheet).is_some_and(|of| of.to_lowercase() == name.to_lowercase());
    let found: Vec<Input> = sheets.into_iter().filter(is_it).collect();
    if found.is_empty() {
        let help = format!("it has {}", list_and(&names));
        return Err(Failure::usage_with(format!("{file} has no sheet `{name}`"), help));
    }
    Ok(found)
}

/// Lists the names of sheets, in backquotes.
fn sheet_names(sheets: &[Input]) -> Vec<String> {
    in_backquotes(sheets.iter().filter_map(sheet_of))
}

fn sheet_of(input: &Input) -> Option<&str> {
    input.cells.as_ref().map(|cells| cells.sheet.as_str())
}
