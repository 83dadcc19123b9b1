//! `brief new`: a base of one's own.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::options::named;
use crate::catalog::Catalog;
use crate::store::load::{LoadError, create};
use crate::store::seeds;
use crate::text::count;

/// Make a base of your own, beginning with the built-in facts
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The file to make; an existing file is never replaced
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,

    /// Begin without facts
    #[arg(long)]
    empty: bool,

    /// A catalog of kinds for another domain; begins without facts
    #[arg(long, value_name = "FILE.toml")]
    catalog: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Some(base) = named(arguments.base.as_deref()) else {
        return Err(Failure::usage_with("the base to make has no name", "`brief new FILE.db`"));
    };
    let text = match &arguments.catalog {
        None => Catalog::built_in().map_err(LoadError::Catalog)?.text,
        Some(path) => fs::read_to_string(path).map_err(|error| Failure::reading(path, error))?,
    };
    let inputs = if arguments.empty || arguments.catalog.is_some() { vec![] } else { seeds() };
    let loaded = create(&base, &text, &inputs).map_err(|error| Failure::Load(error, inputs))?;
    let facts = match loaded.new {
        0 => "no facts yet".to_owned(),
        n => count(n as u64, "thing or record", "things and records"),
    };
    anstream::eprintln!("{} made, with {facts}", base.display());
    Ok(())
}
