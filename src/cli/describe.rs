//! `brief about` and `brief schema`: describe a base and its kinds of facts.

use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::options::{is_base, open_base};
use super::report::print_text;
use crate::session::about::{about_text, kind_text, kinds_text};

/// Describe a base: scope, dates, counts, sources, open points, conflicts, versions
///
/// The last line is the hash of the content. Two files with the same hash have the same facts,
/// in whatever order they were loaded.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief about [FILE.db]")]
pub(super) struct About {
    /// The base; the built-in facts by default
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,
}

/// List the kinds of facts, or the fields and links of one kind
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// A base, a kind, or both
    #[arg(value_name = "FILE.db | KIND")]
    words: Vec<String>,
}

/// `brief about [FILE.db]`
pub(super) fn run_about(arguments: &About) -> Result<(), Failure> {
    print_text(&about_text(&open_base(arguments.base.as_deref())?.summarise()?))
}

/// `brief schema [FILE.db] [KIND]`
pub(super) fn run_schema(arguments: &Schema) -> Result<(), Failure> {
    let (file, kind) = match arguments.words.as_slice() {
        [] => (None, None),
        [word] if is_base(word) => (Some(word), None),
        [word] => (None, Some(word)),
        [kind, file] if is_base(file) && !is_base(kind) => (Some(file), Some(kind)),
        [file, kind] => (Some(file), Some(kind)),
        _ => return Err(Failure::usage("`brief schema` takes one base and one kind at most")),
    };
    let base = open_base(file.map(Path::new))?;
    print_text(&match kind {
        None => kinds_text(base.catalog()),
        Some(kind) => kind_text(base.catalog(), kind).map_err(Failure::usage)?,
    })
}
