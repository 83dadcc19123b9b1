//! `brief unload`: takes back what a source said. `brief digest`: writes it as a digest.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::options::open_base;
use super::report::{Progress, print_text};
use super::summary::Summary;
use super::verify::check_sources;
use crate::store::Base;
use crate::store::digest::Input;
use crate::store::load::{dry_run, load_file};

/// Remove the facts of a source from a base
///
/// Everything that only this source supports is removed: values, names, things, records, and
/// the source itself. Facts that other sources also support stay. If a fact that stays refers
/// to one that would go, nothing is removed. To be able to load the facts again, write them
/// with `brief digest` first.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief unload [OPTIONS] FILE.db SOURCE")]
pub(super) struct UnloadArguments {
    /// The base
    #[arg(value_name = "FILE.db")]
    base: PathBuf,

    /// The id of the source
    #[arg(value_name = "SOURCE")]
    source: String,

    /// Report the changes without making them
    #[arg(long)]
    dry_run: bool,
}

/// Write the facts of a source as a digest
///
/// Loading the digest gives the same content: values, names, flags and claims of the source, in
/// the order of its paragraphs. Comments of the digest that was loaded aren't kept.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    allow_missing_positional = true,
    override_usage = "brief digest [FILE.db] SOURCE"
)]
pub(super) struct DigestArguments {
    /// The base; the built-in facts by default
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,

    /// The id of the source
    #[arg(value_name = "SOURCE", required = true)]
    source: String,
}

pub(super) fn run_unload(arguments: &UnloadArguments, quiet: bool) -> Result<(), Failure> {
    let base = arguments.base.as_path();
    let source = &arguments.source;
    check_sources(std::slice::from_ref(source), &Base::open(base)?.source_slugs()?)?;
    let inputs = [Input { unload: Some(source.clone()), ..Input::new(source, "") }];
    let mut progress = Progress::for_rows();
    let mut watch = |step| progress.load_step(step, base);
    let load = if arguments.dry_run { dry_run } else { load_file };
    let loaded = load(base, &inputs, &mut watch);
    drop(progress);
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(error) => return Err(Failure::Load(error, inputs.into())),
    };
    let dry_run = arguments.dry_run;
    let summary = Summary { loaded: &loaded, inputs: &[], base, dry_run, reports: None };
    summary.print_unloaded(quiet);
    Ok(())
}

pub(super) fn run_digest(arguments: &DigestArguments) -> Result<(), Failure> {
    let base = open_base(arguments.base.as_deref())?;
    check_sources(std::slice::from_ref(&arguments.source), &base.source_slugs()?)?;
    print_text(&base.digest_of(&arguments.source)?)
}
