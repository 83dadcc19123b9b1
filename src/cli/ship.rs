//! `brief ship`: writes a base as a file to send.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::check::print_faults;
use super::failure::Failure;
use super::options::{base_path, is_base, open_base};
use super::page::write_page;
use super::report::{Progress, Report, print_text};
use crate::session::output::Output;
use crate::store::Base;
use crate::store::check::Soundness;
use crate::store::ship::{ShipError, Shipped, Stage};
use crate::text::clean::ShownPath as _;
use crate::text::clean::clean;
use crate::text::{count_noun, list_and};

/// Write a base as one file to send, or as a page that answers queries in a browser
///
/// Only a sound base is shipped. The file doesn't reveal where, when or by whom it was made, or
/// the order in which facts were loaded: the same facts, shipped with the same version of
/// brief, have the same SHA-256. `brief about` shows the same content hash for the base and the
/// file. The table `readme` in the file explains how to read it with other programs.
///
/// A file that ends in .html is a page for people who don't have the program: it contains the
/// facts and the engine, opens offline, and answers every query as `brief` does.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    allow_missing_positional = true,
    override_usage = "brief ship [FILE.db] <OUT.db | OUT.html>"
)]
pub(super) struct ShipArguments {
    /// The base; the built-in facts by default
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,

    /// The file to write
    #[arg(value_name = "OUT.db | OUT.html", required = true)]
    out: PathBuf,

    /// Replace an existing file
    #[arg(long)]
    force: bool,
}

pub(super) fn run_ship(arguments: &ShipArguments) -> Result<(), Failure> {
    let (file, out) = (arguments.base.as_deref(), arguments.out.as_path());
    let shown = out.safe_text();
    let is_page = is_page(out);
    if !is_page && !is_base(&out.to_string_lossy()) {
        let sentence =
            format!("{shown} must end in .db, .sqlite or .sqlite3, or in .html for a page");
        return Err(Failure::usage_with(sentence, "`brief` recognises a base by its ending"));
    }
    if is_page {
        return ship_page(file, out, arguments.force);
    }
    // A single name may well be the base, which must never be lost.
    if base_path(file).is_none() && out.exists() {
        let sentence = format!("{shown} is already there");
        let help = format!("`brief ship {shown} OUT.db` ships its facts");
        return Err(Failure::usage_with(sentence, help));
    }
    let base = open_base(file)?;
    let shipped = ship_with_progress(&base, out, out, arguments.force)?;
    print_notes(&shipped);
    print_text(&report_text(&shipped, &shown))
}

/// Writes the page of a base. It is complete, or it isn't there.
fn ship_page(file: Option<&Path>, out: &Path, force: bool) -> Result<(), Failure> {
    let shown = out.safe_text();
    if out.exists() && !force {
        let sentence = format!("{shown} is already there");
        return Err(Failure::usage_with(sentence, "`--force` replaces it"));
    }
    let base = open_base(file)?;
    let mut output = Output::create(out)?;
    for sentence in output.lost_attributes() {
        anstream::eprintln!("note: {sentence}");
    }
    let room = tempfile::tempdir()?;
    let name = Path::new(out.file_stem().unwrap_or_default()).with_extension("db");
    let place = room.path().join(&name);
    let shipped = ship_with_progress(&base, &place, out, false)?;
    print_notes(&shipped);
    let title = &shipped.base.catalog().title;
    write_page(&mut output, title, &name.to_string_lossy(), &fs::read(&place)?)
        .map_err(|error| Failure::from(error).of_file(out))?;
    output.commit()?;
    print_text(&page_text(&shipped, out)?)
}

/// Ships a base and shows the progress. Messages call the file `out`.
fn ship_with_progress(
    base: &Base,
    place: &Path,
    out: &Path,
    force: bool,
) -> Result<Shipped, Failure> {
    let shown = out.safe_text();
    let mut progress = Progress::for_stages();
    let shipped = base.ship(place, force, &mut |stage| match stage {
        Stage::Waiting => anstream::eprintln!("waiting for another program to finish {shown} …"),
        Stage::Checking(done, of) => progress.move_in_stage("checking", done, of),
        Stage::Writing(done, of) => progress.move_in_stage("writing", done, of),
        Stage::Packing => progress.move_in_stage("packing", 0, 1),
    });
    drop(progress);
    shipped.map_err(|error| ship_failure(error, out))
}

fn print_notes(shipped: &Shipped) {
    if !shipped.left_out.is_empty() {
        let names: Vec<_> = shipped.left_out.iter().map(|name| clean(name)).collect();
        anstream::eprintln!(
            "note: made by another program and left out of the file: {}",
            list_and(&names)
        );
    }
    for sentence in &shipped.lost {
        anstream::eprintln!("note: {sentence}");
    }
}

/// Checks whether an argument is the name of a page.
fn is_page(out: &Path) -> bool {
    let extension = out.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|end| ["html", "htm"].contains(&end.to_lowercase().as_str()))
}

/// Describes the page that was made.
fn page_text(shipped: &Shipped, out: &Path) -> io::Result<String> {
    let size = count_noun(out.metadata()?.len(), "byte", "bytes");
    Ok(format!(
        "{out} written: {facts}; {size}
  content {content}
It opens in a browser, offline and without installing anything.
",
        out = out.safe_text(),
        facts = facts_text(&shipped.base),
        content = shipped.base.meta_value("content").unwrap_or_default(),
    ))
}

/// Counts what a base holds: `700 things and records, 900 claims, 5 sources`.
fn facts_text(base: &Base) -> String {
    let claims = count_noun(count_of(base, "claim"), "claim", "claims");
    let sources = count_noun(count_of(base, "source"), "source", "sources");
    format!("{}, {claims}, {sources}", entries_text(base))
}

/// Counts things and records; names are counted with their things.
fn entries_text(base: &Base) -> String {
    let entries =
        base.catalog().kinds.iter().filter(|kind| kind.has_names() && kind.name != "name");
    let entries = entries.map(|kind| count_of(base, &kind.name)).sum();
    count_noun(entries, "thing or record", "things and records")
}

/// Describes the file that was made, and suggests a line to send along.
fn report_text(shipped: &Shipped, path: &str) -> String {
    let base = &shipped.base;
    let name = Path::new(path).file_name().map_or(path.into(), |name| name.to_string_lossy());
    let entries = entries_text(base);
    let sources = count_noun(count_of(base, "source"), "source", "sources");
    let from = if sources.starts_with("no ") { String::new() } else { format!(" from {sources}") };
    let content = base.meta_value("content").unwrap_or_default();
    let latest = base.meta_value("created").filter(|day| !day.is_empty());
    let latest = latest.map_or(String::new(), |day| format!(" up to {day}"));
    let title = clean(&base.catalog().title);
    let title = if title.is_empty() { title } else { format!("{title}, ").into() };
    format!(
        "{path} written: {facts}; {size}
  content {content}
  sha256  {sha256}
A line to send along:
{name}: {title}{entries}{from}{latest}. Query it with brief; sqlite3, Datasette and DuckDB open it too (see its table `readme`). sha256 {sha256}
",
        facts = facts_text(base),
        size = count_noun(shipped.size, "byte", "bytes"),
        sha256 = shipped.sha256,
    )
}

/// Returns the number of facts of a kind.
fn count_of(base: &Base, kind: &str) -> u64 {
    let found = base.meta_value(&format!("count.{kind}")).and_then(|count| count.parse().ok());
    found.unwrap_or_default()
}

fn ship_failure(error: ShipError, out: &Path) -> Failure {
    match error {
        ShipError::Itself(_) => {
            Failure::usage_with(error.to_string(), "give the output file another name")
        }
        ShipError::Exists(_) => Failure::usage_with(error.to_string(), "`--force` replaces it"),
        ShipError::NotAFile(_) => Failure::usage(error.to_string()),
        ShipError::Unsound(found) => unsound_base(&found, out),
        ShipError::Failed(error) => Failure::Load(error, vec![]),
    }
}

/// Prints the faults of the base.
fn unsound_base(found: &Soundness, out: &Path) -> Failure {
    let print = || -> io::Result<()> {
        let mut err = BufWriter::new(io::stderr().lock());
        print_faults(found, &mut Report::new(&mut err))?;
        let faults = count_noun(found.count_faults() as u64, "fault", "faults");
        writeln!(err, "error: the base isn't sound: {faults}; {} wasn't written", out.safe_text())?;
        err.flush()
    };
    print().err().map_or(Failure::Unsound, Failure::from)
}
