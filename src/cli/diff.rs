//! `brief diff`: the facts in which two bases differ.

use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::options::{chosen_format, is_base, open_base, output_file, unknown_kind};
use super::row_set::RowSet;
use crate::session::difference::{difference_counts, difference_rows, difference_summary};
use crate::store::Base;
use crate::store::diff::Difference;

/// Show which facts changed from one base to another
///
/// Things are matched by their ids, then by their names; records may differ in one value. Bases
/// with the same facts have no differences, however they were made. If only one base is given,
/// it is compared with the built-in facts.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    override_usage = "brief diff [OPTIONS] [BEFORE.db] AFTER.db [KIND]",
    after_help = "Exit codes: 0 no differences, 1 some differences, 2 wrong usage, 3 a base can't be opened"
)]
pub(super) struct DiffArguments {
    /// The base before, the base after, and a kind to limit the list to
    #[arg(value_name = "BEFORE.db AFTER.db KIND", required = true)]
    words: Vec<String>,

    /// Only count the differences of each kind
    #[arg(long)]
    stat: bool,

    #[arg(long, value_name = "FORMAT", help = super::options::format_help())]
    format: Option<String>,

    /// Write the differences to a file, completely or not at all; its ending sets the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// `brief diff [BEFORE.db] AFTER.db [KIND]`
pub(super) fn run_diff(arguments: &DiffArguments, quiet: bool) -> Result<(), Failure> {
    let (before, after, kind) = bases_and_kind(&arguments.words)?;
    let before = match before {
        Some(path) => open_base(Some(path))?,
        None => Base::built_in()?,
    };
    let after = open_base(Some(after))?;
    let kind = kind.map(|typed| name_of_kind(typed, [&before, &after])).transpose()?;
    let mut found = before.differences(&after)?;
    found.retain(|one| kind.as_ref().is_none_or(|kind| one.kind == *kind));
    let file = output_file(arguments.output.as_deref());
    let format = chosen_format(arguments.format.as_deref(), file)?;
    as_rows(&found, arguments.stat).write(format, file)?;
    if !quiet {
        anstream::eprintln!("{}", difference_summary(&found));
    }
    if found.is_empty() { Ok(()) } else { Err(Failure::Different) }
}

/// Prints the differences from a base to the copy that would replace it.
pub(super) fn print_differences(base: &Path, copy: &Path) -> Result<(), Failure> {
    let found = open_base(Some(base))?.differences(&open_base(Some(copy))?)?;
    as_rows(&found, false).write(chosen_format(None, None)?, None)
}

/// Lists differences, or how many there are of each kind.
fn as_rows(found: &[Difference], stat: bool) -> RowSet {
    let noun = if stat { ("kind", "kinds") } else { ("difference", "differences") };
    let (columns, rows) = if stat { difference_counts(found) } else { difference_rows(found) };
    RowSet { columns, rows, noun, cited: !stat }
}

/// Splits the words into the bases and the kind. One base is compared with the built-in facts.
fn bases_and_kind(words: &[String]) -> Result<(Option<&Path>, &Path, Option<&str>), Failure> {
    match words {
        [after] => Ok((None, Path::new(after), None)),
        [after, kind] if !is_base(kind) && !Path::new(kind).exists() => {
            Ok((None, Path::new(after), Some(kind)))
        }
        [before, after] => Ok((Some(Path::new(before)), Path::new(after), None)),
        [before, after, kind] => Ok((Some(Path::new(before)), Path::new(after), Some(kind))),
        _ => Err(Failure::usage("`brief diff` takes two bases and one kind at most")),
    }
}

/// Returns the name of a kind that one of the bases has.
fn name_of_kind(typed: &str, bases: [&Base; 2]) -> Result<String, Failure> {
    let found = bases.iter().find_map(|base| base.catalog().find_kind(typed));
    found.map(|kind| kind.name.clone()).ok_or_else(|| unknown_kind(typed))
}
