//! `brief load`: adds facts to a base, all or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::arrange::shell;
use super::failure::Failure;
use super::mistakes::report;
use super::options::{is_base, named};
use super::progress::Progress;
use crate::store::digest::{self, Form, Input};
use crate::store::load::{Step, Upgrade, dry_run, load_file};
use crate::text::{count, list_and};
use crate::value::{Conventions, DayOrder, Point};

/// How many countries are named that were added.
const COUNTRIES: usize = 10;

const EXAMPLES: &str = "\
Examples:
  brief load mine.db article.toml
  brief load mine.db sources.csv projects.csv figures.jsonl --dry-run
  brief load mine.db survey.csv --kind project --source survey-2024
  brief old.db 'projects show everything' -o projects.csv &&
    brief load mine.db projects.csv --note \"from old.db\"
  brief load mine.db register.xlsx --source register --null n/a --null -
  curl … | brief load mine.db - --as csv --kind project --source register

A table has one kind of fact, one of them a row. Its header names the kind's fields
(`brief schema KIND` lists them), and besides
  id, name, alias, native …    what it is called; an id only where the name is not enough
  distinct                     yes: it is another thing than all others of its name
  city, province, country      in the place of `place`
  source, paragraph, place in  where it says so; also phrase, basis, confidence, note
  investment phrase            the same for one field
A cell is written as in a query: 42.7bn CNY, about 20, 2020Q1. The signs > ≥ < ≤ ~
stand for more than, at least, less than, up to, about. Empty is not recorded.

Loaded again, a digest replaces what its source said; a table replaces what the
sources it cites said in that file. A file is known by its path as seen from the
base; `--replaces` takes back what another file said, as when it was moved.";

/// Add facts from digests (.toml) and tables (.csv, .json, .xlsx …); all or none
#[derive(Debug, Args)]
#[command(
    after_long_help = EXAMPLES,
    after_help = "See `brief load --help` for examples.",
    override_usage = "brief load [OPTIONS] FILE.db INPUT..."
)]
pub(super) struct Arguments {
    /// The base, then digests, and tables named after the kind of their rows (projects.csv, also .gz); `-` is standard
    /// input
    #[arg(value_name = "FILE.db INPUT", required = true)]
    words: Vec<PathBuf>,

    /// The kind of the rows, if the name of the table does not say it
    #[arg(long)]
    kind: Option<String>,

    /// The format of inputs whose names do not show it: csv, tsv, jsonl, json, xlsx, ods or toml
    #[arg(long = "as", value_name = "FORM")]
    form: Option<Form>,

    /// Read cells with this text (n/a, -) as empty; may be given several times
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    null: Vec<String>,

    /// The source of table rows that name no source
    #[arg(long, value_name = "ID")]
    source: Option<String>,

    /// How table rows that cite nothing are known
    #[arg(long, value_name = "TEXT", conflicts_with = "source")]
    note: Option<String>,

    /// The order of dates like 03/04/2020 if the column does not show it: dmy or mdy
    #[arg(long, value_name = "ORDER", value_parser = day_order)]
    dates: Option<DayOrder>,

    /// The decimal sign of numbers like 1.500 if the column does not show it: point or comma
    #[arg(long, value_name = "SIGN", value_parser = point)]
    decimal: Option<Point>,

    /// Treat rows with the same name and no id as one thing
    #[arg(long)]
    merge_names: bool,

    /// Take back the facts of a file loaded earlier, by its path in the notes; may be given several times
    #[arg(long, value_name = "FILE")]
    replaces: Vec<String>,

    /// Only report what would change
    #[arg(long)]
    dry_run: bool,
}

fn day_order(word: &str) -> Result<DayOrder, &'static str> {
    match word {
        "dmy" => Ok(DayOrder::DayFirst),
        "mdy" => Ok(DayOrder::MonthFirst),
        _ => Err("it is dmy (31/12/2020) or mdy (12/31/2020)"),
    }
}

fn point(word: &str) -> Result<Point, &'static str> {
    match word {
        "point" => Ok(Point::Decimal),
        "comma" => Ok(Point::Groups),
        _ => Err("it is point (1,234.5) or comma (1.234,5)"),
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (base, inputs) = base_and_inputs(&arguments.words)?;
    let base = base.as_path();
    let inputs = read(&once(inputs), base, arguments)?;
    told_apart(&inputs)?;
    let mut progress = Progress::rows();
    let mut watch = |step| match step {
        Step::Waiting => {
            anstream::eprintln!("waiting for another load of {} to finish …", base.display());
        }
        Step::Merged(done, of) => progress.at(done, of),
    };
    let load = if arguments.dry_run { dry_run } else { load_file };
    let loaded = load(base, &inputs, &mut watch);
    drop(progress);
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(error) => return Err(Failure::Load(error, inputs)),
    };
    report(&loaded.warnings, &inputs);
    stays(&loaded.stays, &inputs);
    for sentence in &loaded.lost {
        anstream::eprintln!("note: {sentence}");
    }
    gone(&loaded.gone, arguments.dry_run);
    if let Some(upgrade) = &loaded.upgrade {
        upgraded(upgrade, &base.display().to_string());
    }
    if loaded.derived > 0 {
        let cells = count(loaded.derived as u64, "cell is", "cells are");
        anstream::eprintln!("note: {cells} left out: other values imply them");
    }
    let would = if arguments.dry_run { "would be " } else { "" };
    countries(&loaded.countries, would);
    let (new, same) = (loaded.new as u64, loaded.same as u64);
    let (changed, removed) = (loaded.changed as u64, loaded.removed as u64);
    anstream::eprintln!(
        "things and records: {new} {would}new, {same} same, {changed} changed, {removed} removed"
    );
    Ok(())
}

/// The base and what is to be loaded into it. Where the words are inputs alone the base is that of `BRIEF_DB`.
fn base_and_inputs(words: &[PathBuf]) -> Result<(PathBuf, &[PathBuf]), Failure> {
    let is_input =
        |path: &&PathBuf| Form::of(&path.to_string_lossy()).is_some() || path.as_os_str() == "-";
    let Some(first) = words.first() else { return Err(Failure::usage("there is nothing to load")) };
    if is_input(&first) && !is_base(&first.to_string_lossy()) {
        let inputs = words.iter().map(|word| shell(&word.to_string_lossy()));
        let inputs = inputs.collect::<Vec<_>>().join(" ");
        return named(None).map(|base| (base, words)).ok_or_else(|| {
            let help = format!("`brief load FILE.db {inputs}`; `brief new FILE.db` makes a base");
            Failure::usage_with(format!("there is no base to load {inputs} into"), help)
        });
    }
    match words {
        [base] => {
            let base = shell(&base.to_string_lossy());
            let help = format!("`brief load {base} projects.csv`; `brief load --help` shows more");
            Err(Failure::usage_with(format!("there is nothing to load into {base}"), help))
        }
        [base, inputs @ ..] => Ok((base.clone(), inputs)),
        [] => Err(Failure::usage("there is nothing to load")),
    }
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

/// Countries that were referred to and not told of.
fn countries(names: &[String], would: &str) {
    if !names.is_empty() {
        let were = match (would, names.len()) {
            ("", 1) => "was ",
            ("", _) => "were ",
            _ => would,
        };
        let shown: Vec<&str> = names.iter().take(COUNTRIES).map(String::as_str).collect();
        let more = names.len() - shown.len();
        let shown = if more == 0 {
            list_and(&shown)
        } else {
            format!("{} and {more} more", shown.join(", "))
        };
        anstream::eprintln!("note: {shown} {were}added from the list of countries");
    }
}

/// What a file of the same name said from other sources is not taken back, though that may be meant.
fn stays(files: &[String], inputs: &[Input]) {
    let mut sources: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for owner in files {
        let (file, source) = owner.rsplit_once(' ').unwrap_or((owner, ""));
        sources.entry(file).or_default().push(source);
    }
    for (file, sources) in sources {
        let shown: Vec<String> = sources.iter().take(3).map(|s| format!("`{s}`")).collect();
        let more = sources.len() - shown.len();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let cited = shown.join(", ");
        if inputs.iter().any(|input| input.known_as() == file) {
            anstream::eprintln!(
                "note: an earlier {file} cited {cited}{more} too; what it said stays"
            );
        } else {
            anstream::eprintln!(
                "note: {file} is another file of that name; what it said of {cited}{more} stays (`--replaces {file}` takes it back)"
            );
        }
    }
}

/// What nothing tells any more.
fn gone(called: &[String], dry_run: bool) {
    if called.is_empty() {
        return;
    }
    let would = if dry_run { "would be " } else { "" };
    let mut shown: Vec<String> = called.iter().take(5).map(|name| format!("`{name}`")).collect();
    if called.len() > shown.len() {
        shown.push(format!("{} more", called.len() - shown.len()));
    }
    anstream::eprintln!("note: {would}removed, because no file says it now: {}", list_and(&shown));
}

/// Each input once, however often it is given.
fn once(paths: &[PathBuf]) -> Vec<&PathBuf> {
    let mut seen = Vec::new();
    let mut left = Vec::new();
    for path in paths {
        let place = path.canonicalize().unwrap_or_else(|_| path.clone());
        if seen.contains(&place) {
            anstream::eprintln!("note: {} is given twice and read once", path.display());
        } else {
            seen.push(place);
            left.push(path);
        }
    }
    left
}

/// What a file is known by when it is loaded again: its path from the base's directory, or from elsewhere its directory's
/// name and its own, so that nothing in a base tells more of where a person keeps files.
fn known_as(path: &Path, base: &Path) -> Option<String> {
    let (path, base) = (path.canonicalize().ok()?, base.canonicalize().ok()?);
    let near = match path.strip_prefix(base.parent()?) {
        Ok(near) => near.to_owned(),
        Err(_) => Path::new(path.parent()?.file_name().unwrap_or_default()).join(path.file_name()?),
    };
    Some(near.to_string_lossy().into_owned())
}

/// Two files that would be known by the same path cannot be told apart later.
fn told_apart(inputs: &[Input]) -> Result<(), Failure> {
    for (number, input) in inputs.iter().enumerate() {
        // The sheets of a workbook are one file.
        let same = |other: &&Input| {
            other.known_as() == input.known_as() && other.name != input.name && !input.piped
        };
        if let Some(other) = inputs.iter().take(number).find(same) {
            let sentence = format!(
                "{} and {} would both be known as {}",
                other.name,
                input.name,
                input.known_as()
            );
            let help = "give one of them another name, or keep both beside the base";
            return Err(Failure::usage_with(sentence, help));
        }
    }
    Ok(())
}

/// What is read from each of the paths, `-` being the standard input. What comes through a pipe has no name that lasts.
fn read(paths: &[&PathBuf], base: &Path, arguments: &Arguments) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    let mut pipes = 0;
    for path in paths {
        let mut name = path.display().to_string();
        let bytes = match name.as_str() {
            "-" => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
            }
            _ => fs::read(path),
        };
        let bytes = bytes.map_err(|error| Failure::reading(path, error))?;
        let piped = name == "-" || !path.is_file();
        if name == "-" {
            "stdin".clone_into(&mut name);
        } else if piped && Form::of(&name).is_none() {
            pipes += 1;
            name = format!("pipe-{pipes}");
        }
        let like = Input {
            piped,
            known_as: known_as(path, base).filter(|_| !piped),
            replaces: arguments.replaces.clone(),
            form: arguments.form,
            kind: arguments.kind.clone(),
            source: arguments.source.clone(),
            note: arguments.note.clone(),
            merge_names: arguments.merge_names,
            null: arguments.null.clone(),
            conventions: Conventions { days: arguments.dates, point: arguments.decimal },
            ..Input::new(name, "")
        };
        let read = digest::inputs(&like, bytes);
        inputs.extend(read.map_err(|wrong| Failure::usage_with(wrong.sentence, wrong.help))?);
    }
    Ok(inputs)
}
