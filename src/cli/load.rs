//! `brief load`: adds facts to a base, all or nothing.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use crate::store::digest::Input;
use crate::store::load::{Upgrade, dry_run, load_file};
use crate::text::list_and;

/// Add facts to a base from digests (.toml); all of them or none
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The base
    #[arg(value_name = "FILE.db")]
    base: PathBuf,

    /// Digests; a source loaded again replaces what it said before
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,

    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let inputs = arguments.inputs.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let base = &arguments.base;
    let mut waiting =
        || anstream::eprintln!("waiting for another load of {} to finish …", base.display());
    let loaded = if arguments.dry_run {
        dry_run(base, &inputs)
    } else {
        load_file(base, &inputs, &mut waiting)
    };
    let loaded = loaded.map_err(|error| Failure::Load(error, inputs))?;
    if let Some(upgrade) = &loaded.upgrade {
        upgraded(upgrade, &base.display().to_string());
    }
    let would = if arguments.dry_run { "would be " } else { "" };
    let (new, same) = (loaded.new as u64, loaded.same as u64);
    let (changed, removed) = (loaded.changed as u64, loaded.removed as u64);
    anstream::eprintln!(
        "things and records: {new} {would}new, {same} same, {changed} changed, {removed} removed"
    );
    Ok(())
}

/// What became of a base that an older program had made.
fn upgraded(upgrade: &Upgrade, base: &str) {
    match upgrade {
        Upgrade::Done { from, to, backup } => {
            let named = |(file, catalog)| format!("file version {file}, catalog {catalog}");
            let (from, to) = (named(*from), named(*to));
            match backup {
                Some(backup) => {
                    let name = backup.file_name().unwrap_or_default();
                    // Beside the base, unless that is a link to somewhere else.
                    let near = Path::new(base).with_file_name(name);
                    let kept = if near.exists() { &near } else { backup };
                    anstream::eprintln!(
                        "note: {base} is upgraded from {from} to {to}; as it was it is kept in {}",
                        kept.display()
                    );
                }
                None => anstream::eprintln!("note: {base} would be upgraded from {from} to {to}"),
            }
        }
        Upgrade::Kept { own, later, lost } => anstream::eprintln!(
            "note: {base} keeps the catalog it carries, version {own}: version {later} has no place for what it holds in {}",
            list_and(lost)
        ),
    }
}

fn read(path: &PathBuf) -> Result<Input, Failure> {
    let name = path.display().to_string();
    if path.extension().is_none_or(|extension| extension != "toml") {
        return Err(Failure::usage(format!(
            "{name} is not a digest; this version loads .toml files only"
        )));
    }
    let bytes = fs::read(path)
        .map_err(|error| Failure::usage(format!("{name} cannot be read: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{name} is not UTF-8 text")))?;
    Ok(Input::new(name, text))
}
