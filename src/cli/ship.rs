//! `brief ship`: the file to send.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::check::tell;
use super::failure::Failure;
use super::options::{is_base, named, open};
use super::progress::Progress;
use super::report::Report;
use crate::store::Base;
use crate::store::check::Soundness;
use crate::store::ship::{ShipError, Shipped, Stage};
use crate::text::clean::clean;
use crate::text::{count, list_and};

/// Write a base as one file to send: checked, compact, reproducible
///
/// The base is checked first. The file doesn't show where, when or by whom it was
/// made, or in which order its facts were loaded: shipping the same facts with the
/// same version gives the same SHA-256. `brief about` shows the same content hash on
/// both sides. A table `readme` inside says how to read the file with other programs.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief ship [FILE.db] OUT.db")]
pub(super) struct Arguments {
    /// The base (default: the built-in facts), then the file to write
    #[arg(value_name = "OUT.db", required = true)]
    words: Vec<PathBuf>,

    /// Replace an existing file
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (file, out) = match arguments.words.as_slice() {
        [out] => (None, out),
        [file, out] => (Some(file.as_path()), out),
        _ => return Err(Failure::usage("a base and one file to write can be given, no more")),
    };
    let shown = out.display();
    if !is_base(&out.to_string_lossy()) {
        let sentence = format!("{shown} must end in .db, .sqlite or .sqlite3");
        return Err(Failure::usage_with(sentence, "by that its reader's `brief` knows it"));
    }
    // With one name it is easily the base that is meant, and that is never to be lost.
    if named(file).is_none() && out.exists() {
        let sentence = format!("{shown} is already there");
        let help = format!("`brief ship {shown} OUT.db` ships what is in it");
        return Err(Failure::usage_with(sentence, help));
    }
    let base = open(file)?;
    let mut progress = Progress::stages();
    let shipped = base.ship(out, arguments.force, &mut |stage| match stage {
        Stage::Waiting => anstream::eprintln!("waiting for another program to finish {shown} …"),
        Stage::Checking(done, of) => progress.stage("checking", done, of),
        Stage::Writing(done, of) => progress.stage("writing", done, of),
        Stage::Packing => progress.stage("packing", 0, 1),
    });
    drop(progress);
    let shipped = shipped.map_err(|error| failure(error, out))?;
    if !shipped.left_out.is_empty() {
        let names: Vec<_> = shipped.left_out.iter().map(|name| clean(name)).collect();
        anstream::eprintln!("note: not of brief, and not in the file: {}", list_and(&names));
    }
    for sentence in &shipped.lost {
        anstream::eprintln!("note: {sentence}");
    }
    let mut out = io::stdout().lock();
    out.write_all(report(&shipped, &shown.to_string()).as_bytes())?;
    Ok(out.flush()?)
}

/// What was made, and what to write to whoever gets it.
fn report(shipped: &Shipped, path: &str) -> String {
    let base = &shipped.base;
    let name = Path::new(path).file_name().map_or(path.into(), |name| name.to_string_lossy());
    // Names are told with what they name.
    let entries = base.catalog().kinds.iter().filter(|kind| kind.named() && kind.name != "name");
    let entries = count(
        entries.map(|kind| recorded(base, &kind.name)).sum(),
        "thing or record",
        "things and records",
    );
    let sources = count(recorded(base, "source"), "source", "sources");
    let from = if sources.starts_with("no ") { String::new() } else { format!(" from {sources}") };
    let claims = count(recorded(base, "claim"), "claim", "claims");
    let content = base.meta("content").unwrap_or_default();
    let latest = base.meta("created").filter(|day| !day.is_empty());
    let latest = latest.map_or(String::new(), |day| format!(" up to {day}"));
    let title = clean(&base.catalog().title);
    let title = if title.is_empty() { title } else { format!("{title}, ").into() };
    format!(
        "{path} is made: {entries}, {claims}, {sources}; {size}
  content {content}
  sha256  {sha256}
A line to send along:
{name}: {title}{entries}{from}{latest}. Ask it with brief; sqlite3, Datasette and DuckDB open it too (a table `readme` is inside). sha256 {sha256}
",
        size = count(shipped.size, "byte", "bytes"),
        sha256 = shipped.sha256,
    )
}

/// How many members of a kind the base has.
fn recorded(base: &Base, kind: &str) -> u64 {
    let found = base.meta(&format!("count.{kind}")).and_then(|count| count.parse().ok());
    found.unwrap_or_default()
}

fn failure(error: ShipError, out: &Path) -> Failure {
    match error {
        ShipError::Itself(_) => {
            Failure::usage_with(error.to_string(), "give the file to send another name")
        }
        ShipError::Exists(_) => Failure::usage_with(error.to_string(), "`--force` replaces it"),
        ShipError::NotAFile(_) => Failure::usage(error.to_string()),
        ShipError::Unsound(found) => unsound(&found, out),
        ShipError::Failed(error) => Failure::Load(error, vec![]),
    }
}

/// Says what is wrong with the base.
fn unsound(found: &Soundness, out: &Path) -> Failure {
    let told = || -> io::Result<()> {
        let mut err = BufWriter::new(io::stderr().lock());
        tell(found, &mut Report::new(&mut err))?;
        let faults = count(found.faults() as u64, "fault", "faults");
        writeln!(err, "error: the base is not sound: {faults}; {} is not made", out.display())?;
        err.flush()
    };
    told().err().map_or(Failure::Unsound, Failure::from)
}
