//! The options of every query, and the base and settings they select.

use std::env;
use std::fmt;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ColorChoice};

use super::failure::Failure;
use crate::query::bind::{Parameters, is_parameter};
use crate::render::{Format, OutputDocument};
use crate::session::{Session, Settings};
use crate::store::Base;
use crate::store::destination::Destination;
use crate::text::clean::ShownPath as _;
use crate::text::list_or;

/// The width of a terminal that doesn't report it.
const USUAL_WIDTH: u16 = 80;

/// The options of commands that answer queries.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// A query; can be given several times
    #[arg(short = 'c', long = "command", value_name = "QUERY")]
    pub(super) commands: Vec<String>,

    /// A script of queries separated by `;`; `-` reads standard input
    #[arg(short = 'f', long = "file", value_name = "SCRIPT")]
    pub(super) files: Vec<PathBuf>,

    /// The base, needed only if its name doesn't end in .db
    #[arg(long, value_name = "FILE")]
    pub(super) db: Option<PathBuf>,

    #[arg(long, value_name = "FORMAT", help = format_help())]
    pub(super) format: Option<String>,

    /// Write the answer to a file, completely or not at all; its ending sets the format (.csv, .json …)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Begin CSV and TSV with a byte order mark, so that Excel reads them as UTF-8
    #[arg(long)]
    pub(super) bom: bool,

    /// Stop an answer that takes longer, for example 2.5, 500ms, 5s or 2m
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    timeout: Option<Duration>,

    /// Set the parameter `$NAME` of the query
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(super) parameters: Vec<String>,

    /// When to use colour; `auto` means on a terminal, subject to `NO_COLOR`, `CLICOLOR_FORCE` and `TERM`
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: ColorChoice,

    /// Show no hints while typing at the prompt
    #[arg(long)]
    no_hints: bool,

    /// Print only the answer, warnings and errors, no notes
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// Print the versions of the program, the language, the catalog and SQLite
    #[arg(short = 'V', long)]
    pub(super) version: bool,

    /// Refuse a query with a warning, such as a name that matches nothing
    #[arg(long)]
    strict: bool,

    /// Exit with 4 if the answer has no rows
    #[arg(long)]
    pub(super) fail_empty: bool,
}

/// Returns the help of `--format`, from the list of formats.
pub(super) fn format_help() -> String {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    format!("The format of answers: {}", list_or(&names))
}

/// Reads a duration, as people write it.
fn parse_duration(text: &str) -> Result<Duration, String> {
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let scale = match unit {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "m" | "min" => 60.0,
        _ => return Err("use seconds, or 500ms, 5s, 2m".to_owned()),
    };
    let seconds = number.trim().parse::<f64>().map(|number| number * scale).ok();
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.filter(|time| !time.is_zero()).ok_or_else(|| "use a time above zero, such as 2.5".into())
}

impl Options {
    /// Opens the base with the settings of answers.
    pub(super) fn open_session(&self, file: Option<&Path>) -> Result<Session, Failure> {
        let settings = self.settings()?;
        let base = match (file, self.db.as_deref()) {
            (Some(one), Some(other)) => {
                return Err(two_bases(&other.safe_text(), &one.safe_text()));
            }
            (one, other) => open_base(one.or(other))?,
        };
        Ok(Session { base, settings })
    }

    /// Returns the output file; `None` means the standard output.
    pub(super) fn output_file(&self) -> Option<&Path> {
        output_file(self.output.as_deref())
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let format = self.format()?;
        if self.bom && !matches!(format, Format::Csv | Format::Tsv) {
            return Err(Failure::usage(format!(
                "`--bom` works with csv and tsv, not with {format}"
            )));
        }
        let color = match self.output_file() {
            Some(_) => self.color == ColorChoice::Always,
            None => self.has_color(&io::stdout()),
        };
        Ok(Settings {
            format,
            document: OutputDocument::default(),
            width: if self.output_file().is_none() { terminal_width(&io::stdout()) } else { None },
            notes_width: terminal_width(&io::stderr()),
            color,
            color_notes: self.has_color(&io::stderr()),
            numbered: false,
            most: None,
            hints: !self.no_hints,
            notes: !self.quiet,
            strict: self.strict,
            parameters: self.parameters()?,
            recorded: 0,
            timeout: self.timeout,
        })
    }

    fn format(&self) -> Result<Format, Failure> {
        chosen_format(self.format.as_deref(), self.output_file())
    }

    /// Decides on colour by `--color`, `NO_COLOR`, `CLICOLOR_FORCE`, `TERM`, and whether the stream is a terminal.
    pub(super) fn has_color<S: anstream::stream::RawStream>(&self, stream: &S) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let set =
                    |name: &str, value: &str| env::var_os(name).is_some_and(|set| set == value);
                let forced = env::var_os("CLICOLOR_FORCE").is_some() && !set("CLICOLOR_FORCE", "0");
                // The library assumes colours on any terminal if `CI` is set.
                let none = set("TERM", "dumb") && !forced;
                !none && anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
            }
        }
    }

    fn parameters(&self) -> Result<Parameters, Failure> {
        let pair = |text: &String| match text.split_once('=') {
            Some((name, value)) if is_parameter(name.trim_start_matches('$')) => {
                Ok((name.trim_start_matches('$').to_owned(), value.to_owned()))
            }
            Some((name, _)) if !name.is_empty() => Err(Failure::usage_with(
                format!("`{name}` isn't the name of a parameter"),
                "use a letter, then letters, digits and `_`: `--set city=Qingdao`",
            )),
            _ => Err(Failure::usage(format!("`--set {text}` must be `--set name=value`"))),
        };
        self.parameters.iter().map(pair).collect()
    }
}

/// Returns the file of `--output`; `None` means the standard output.
pub(super) fn output_file(given: Option<&Path>) -> Option<&Path> {
    let is_file =
        |path: &&Path| *path != Path::new("-") && !Destination::of_path(path).is_standard_output();
    given.filter(is_file)
}

/// Returns the format with this name, or else that of the output file, or else a table.
pub(super) fn chosen_format(name: Option<&str>, file: Option<&Path>) -> Result<Format, Failure> {
    if let Some(name) = name {
        return name.parse().map_err(|error: String| Failure::usage(error));
    }
    let of_file = file
        .map(Format::of_file)
        .transpose()
        .map_err(|error| Failure::usage_with(error, "set the format with `--format`"))?;
    Ok(of_file.flatten().unwrap_or(Format::Table))
}

/// Makes the failure that there is no such kind.
pub(super) fn unknown_kind(typed: &str) -> Failure {
    Failure::usage_with(format!("there is no kind `{typed}`"), "`brief schema` lists the kinds")
}

/// Returns the width of a terminal: its own, or else `COLUMNS`, or else a default. `None` means that the stream isn't a terminal.
pub(super) fn terminal_width(stream: &(impl IsTerminal + AsFd)) -> Option<u16> {
    if !stream.is_terminal() {
        return None;
    }
    let own = terminal_size::terminal_size_of(stream).map(|(width, _)| width.0);
    let variable = || env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0);
    Some(own.or_else(variable).unwrap_or(USUAL_WIDTH))
}

/// Opens a base: the file, or else that of `BRIEF_DB`, or else the built-in facts.
pub(super) fn open_base(file: Option<&Path>) -> Result<Base, Failure> {
    match base_path(file) {
        Some(path) => Ok(Base::open(&path)?),
        None => Ok(Base::built_in()?),
    }
}

/// Returns the file of the base: the one given, or else that of `BRIEF_DB`.
pub(super) fn base_path(file: Option<&Path>) -> Option<PathBuf> {
    let variable = || env::var_os("BRIEF_DB").filter(|name| !name.is_empty()).map(PathBuf::from);
    file.map(Path::to_owned).or_else(variable)
}

/// Makes the failure for two bases in one command.
pub(super) fn two_bases(one: &dyn fmt::Display, other: &dyn fmt::Display) -> Failure {
    Failure::usage(format!("use one base at a time, not {one} and {other}"))
}

/// Checks whether an argument is the name of a base, not a query.
pub(super) fn is_base(word: &str) -> bool {
    let extension = Path::new(word).extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("db" | "sqlite" | "sqlite3")) && !word.contains(" where ")
}
