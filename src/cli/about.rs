//! `brief about`: what is in this base?

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::options::open;
use crate::session::card::card;

/// Summarise a base: scope, dates, counts, sources, open points, conflicts, versions
///
/// The last line is the hash of the facts. Two files with the same hash have the same
/// facts, in whatever order they were loaded.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief about [FILE.db]")]
pub(super) struct Arguments {
    /// The base (default: the built-in facts)
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let text = card(&open(arguments.base.as_deref())?.card()?);
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
