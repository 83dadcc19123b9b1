//! `brief schema`: what can be asked for.

use std::io::{self, Write};
use std::path::Path;

use clap::Args;

use super::failure::Failure;
use super::options::{is_base, open};
use crate::session::describe;

/// List the kinds of facts, or the fields and links of one kind
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A base, a kind, or both
    #[arg(value_name = "FILE.db | KIND")]
    words: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (file, kind) = match arguments.words.as_slice() {
        [] => (None, None),
        [word] if is_base(word) => (Some(word), None),
        [word] => (None, Some(word)),
        [kind, file] if is_base(file) && !is_base(kind) => (Some(file), Some(kind)),
        [file, kind] => (Some(file), Some(kind)),
        _ => return Err(Failure::usage("at most a base and a kind can be given")),
    };
    let base = open(file.map(Path::new))?;
    let text = match kind {
        None => describe::kinds(base.catalog()),
        Some(kind) => describe::kind(base.catalog(), kind).map_err(Failure::usage)?,
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
