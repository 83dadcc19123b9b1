//! `brief new`: makes a base.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::options::base_path;
use crate::catalog::Catalog;
use crate::store::load::{LoadError, create_file};
use crate::store::seed_inputs;
use crate::text::clean::ShownPath as _;
use crate::text::count_noun;

/// Create a base of your own, with the built-in facts or empty
#[derive(Debug, Args)]
pub(super) struct NewArguments {
    /// The file to create; an existing file is never replaced
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,

    /// Create a base without facts
    #[arg(long)]
    empty: bool,

    /// The catalog of another domain; the base has no facts
    #[arg(long, value_name = "FILE.toml")]
    catalog: Option<PathBuf>,
}

pub(super) fn run_new(arguments: &NewArguments) -> Result<(), Failure> {
    let Some(base) = base_path(arguments.base.as_deref()) else {
        return Err(Failure::usage_with("`brief new` needs a file", "`brief new FILE.db`"));
    };
    let text = match &arguments.catalog {
        None => Catalog::built_in().map_err(LoadError::Catalog)?.text,
        Some(path) => {
            fs::read_to_string(path).map_err(|error| Failure::cannot_read(path, error))?.into()
        }
    };
    let inputs =
        if arguments.empty || arguments.catalog.is_some() { vec![] } else { seed_inputs() };
    let loaded =
        create_file(&base, &text, &inputs).map_err(|error| Failure::Load(error, inputs))?;
    let facts = match loaded.new {
        0 => "no facts yet".to_owned(),
        n => count_noun(n as u64, "thing or record", "things and records"),
    };
    anstream::eprintln!("{} created, with {facts}", base.safe_text());
    Ok(())
}
