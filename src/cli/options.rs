//! Options that work with every question, and the settings and base they lead to.

use std::env;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::failure::Failure;
use crate::query::bind::{Parameters, is_parameter};
use crate::render::Format;
use crate::session::{Session, Settings};
use crate::store::Base;
use crate::store::destination::Destination;
use crate::text::list_or;

/// How wide a terminal is that does not say so.
const USUAL_WIDTH: u16 = 80;

/// What every command that asks questions takes.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// A query; may be given several times
    #[arg(short = 'c', long = "command", value_name = "QUERY")]
    pub(super) commands: Vec<String>,

    /// A script of queries separated by `;` (`-` is the standard input)
    #[arg(short = 'f', long = "file", value_name = "SCRIPT")]
    pub(super) files: Vec<PathBuf>,

    /// The base, if its name does not end in .db
    #[arg(long, value_name = "FILE")]
    pub(super) db: Option<PathBuf>,

    #[arg(long, value_name = "FORMAT", help = formats())]
    pub(super) format: Option<String>,

    /// Write the answer to a file, whole or not at all; the ending sets the format (.csv, .json …)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Begin CSV and TSV with a byte order mark, so that Excel reads them as UTF-8
    #[arg(long)]
    bom: bool,

    /// Limit the time for each answer: 2.5, 500ms, 5s, 2m
    #[arg(long, value_name = "TIME", value_parser = duration)]
    timeout: Option<Duration>,

    /// Set a parameter `$name` of the query
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(super) parameters: Vec<String>,

    /// When to use colour; `auto` depends on `NO_COLOR`, `CLICOLOR_FORCE`, `TERM` and the terminal
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(super) color: When,

    /// Do not suggest how to continue while typing
    #[arg(long)]
    pub(super) no_hints: bool,

    /// Print only the answer, warnings and errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// Show the versions of the program, the language, the catalog and SQLite
    #[arg(short = 'V', long)]
    pub(super) version: bool,

    /// Refuse a query with a warning, such as a name that nothing has
    #[arg(long)]
    strict: bool,

    /// Exit with 4 if the answer has no rows
    #[arg(long)]
    pub(super) fail_empty: bool,
}

/// The help of `--format`, from the list of formats.
fn formats() -> String {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    format!("How answers look: {}", list_or(&names))
}

/// How long something may take, as people write it.
fn duration(text: &str) -> Result<Duration, String> {
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let scale = match unit {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "m" | "min" => 60.0,
        _ => return Err("write seconds, or 500ms, 5s, 2m".to_owned()),
    };
    let seconds = number.trim().parse::<f64>().map(|number| number * scale).ok();
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.filter(|time| !time.is_zero()).ok_or_else(|| "write a time above zero, such as 2.5".into())
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless the environment says otherwise
    Auto,
    Always,
    Never,
}

impl Options {
    /// Opens the base and settles how answers look.
    pub(super) fn session(&self, file: Option<&Path>) -> Result<Session, Failure> {
        let settings = self.settings()?;
        let base = match (file, self.db.as_deref()) {
            (Some(one), Some(other)) => {
                let (one, other) = (one.display(), other.display());
                let sentence = format!("one base is asked at a time, not {other} and {one}");
                return Err(Failure::usage(sentence));
            }
            (one, other) => open(one.or(other))?,
        };
        Ok(Session { base, settings })
    }

    /// The file the answer goes to; none: the standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        let is_file =
            |path: &&Path| *path != Path::new("-") && !Destination::of(path).is_standard_output();
        self.output.as_deref().filter(is_file)
    }

    /// Whether the answer is to begin with a byte order mark.
    pub(super) fn bom(&self) -> bool {
        self.bom
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let format = self.format()?;
        if self.bom && !matches!(format, Format::Csv | Format::Tsv) {
            return Err(Failure::usage(format!("`--bom` is for csv and tsv, not for {format}")));
        }
        let color = match self.file() {
            Some(_) => self.color == When::Always,
            None => self.colored(&io::stdout()),
        };
        Ok(Settings {
            format,
            width: if self.file().is_none() { width(&io::stdout()) } else { None },
            notes_width: width(&io::stderr()),
            color,
            color_notes: self.colored(&io::stderr()),
            numbered: false,
            most: None,
            hints: !self.no_hints,
            notes: !self.quiet,
            strict: self.strict,
            parameters: self.parameters()?,
            kept: 0,
            timeout: self.timeout,
        })
    }

    /// `--format`, or the format of the file, or a table.
    fn format(&self) -> Result<Format, Failure> {
        if let Some(name) = &self.format {
            return name.parse().map_err(|error| Failure::usage(format!("{error}")));
        }
        let of_file = self.file().map(Format::of_file).transpose().map_err(|error| {
            Failure::usage_with(format!("{error}"), "`--format` says how the answer is to look")
        })?;
        Ok(of_file.flatten().unwrap_or(Format::Table))
    }

    /// `--color`, then `NO_COLOR`, `CLICOLOR_FORCE`, TERM, and whether the stream is a terminal.
    fn colored<S: anstream::stream::RawStream>(&self, stream: &S) -> bool {
        match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                let set =
                    |name: &str, value: &str| env::var_os(name).is_some_and(|set| set == value);
                let forced = env::var_os("CLICOLOR_FORCE").is_some() && !set("CLICOLOR_FORCE", "0");
                // Where `CI` is set the library takes any terminal for one with colours.
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
                "a name begins with a letter, and letters, digits and `_` follow: `--set city=Qingdao`",
            )),
            _ => Err(Failure::usage(format!("`--set {text}` must be `--set name=value`"))),
        };
        self.parameters.iter().map(pair).collect()
    }
}

/// The width of the terminal a stream goes to, if it is one: its own, or `COLUMNS`, or what is usual.
pub(super) fn width(stream: &(impl IsTerminal + AsFd)) -> Option<u16> {
    if !stream.is_terminal() {
        return None;
    }
    let own = terminal_size::terminal_size_of(stream).map(|(width, _)| width.0);
    let told = || env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0);
    Some(own.or_else(told).unwrap_or(USUAL_WIDTH))
}

/// Opens a base: the file, the one named by `BRIEF_DB`, or the built-in facts.
pub(super) fn open(file: Option<&Path>) -> Result<Base, Failure> {
    match named(file) {
        Some(path) => Ok(Base::open(&path)?),
        None => Ok(Base::built_in()?),
    }
}

/// The file of the base that is asked: the one given, or that of `BRIEF_DB`.
pub(super) fn named(file: Option<&Path>) -> Option<PathBuf> {
    let variable = || env::var_os("BRIEF_DB").filter(|name| !name.is_empty()).map(PathBuf::from);
    file.map(Path::to_owned).or_else(variable)
}

/// Whether an argument names a base rather than being a query.
pub(super) fn is_base(word: &str) -> bool {
    let extension = Path::new(word).extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("db" | "sqlite" | "sqlite3")) && !word.contains(" where ")
}
