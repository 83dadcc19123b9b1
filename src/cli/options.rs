//! Options that work with every question, and the settings and base they lead to.

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use crate::query::resolve::Parameters;
use crate::render::Format;
use crate::session::{Session, Settings};
use crate::store::Base;
use crate::text::list_or;

/// What every command that asks questions takes.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// A query; may be given several times
    #[arg(short = 'c', long = "command", value_name = "QUERY")]
    pub(super) commands: Vec<String>,

    /// A script of queries separated by `;` (`-` is the standard input)
    #[arg(short = 'f', long = "file", value_name = "SCRIPT")]
    pub(super) files: Vec<PathBuf>,

    /// The base to ask, where its name does not end in .db
    #[arg(long, value_name = "FILE")]
    pub(super) db: Option<PathBuf>,

    #[arg(long, value_name = "FORMAT", default_value = "table", help = formats())]
    pub(super) format: String,

    /// The value of a parameter `$name` of the query
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(super) parameters: Vec<String>,

    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,

    /// Do not hint at what may follow while typing
    #[arg(long)]
    pub(super) no_hints: bool,

    /// Say nothing but the answer and errors
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Show the versions of the program, the language, the catalog and SQLite
    #[arg(short = 'V', long)]
    pub(super) version: bool,

    /// Exit with 4 when the answer has no rows
    #[arg(long)]
    pub(super) fail_empty: bool,
}

/// The help of `--format`, from the list of formats.
fn formats() -> String {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    format!("How answers look: {}", list_or(&names))
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless the environment says otherwise.
    Auto,
    Always,
    Never,
}

impl Options {
    /// Opens the base and settles how answers look.
    pub(super) fn session(&self, file: Option<&Path>) -> Result<Session, Failure> {
        let settings = self.settings()?;
        let base = open(file.or(self.db.as_deref()))?;
        Ok(Session { base, settings })
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let format: Format = self.format.parse().map_err(|e| Failure::usage(format!("{e}")))?;
        let terminal = io::stdout().is_terminal();
        let width = terminal_size::terminal_size().map(|(width, _)| width.0).filter(|_| terminal);
        let notes_width = terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| width.0);
        Ok(Settings {
            format,
            width,
            notes_width,
            color: self.colored(&io::stdout()),
            color_notes: self.colored(&io::stderr()),
            numbered: false,
            hints: !self.no_hints,
            notes: !self.quiet,
            parameters: self.parameters()?,
            kept: 0,
            timeout: None,
        })
    }

    /// `--color`, then `NO_COLOR`, `CLICOLOR_FORCE`, TERM, and whether the stream is a terminal.
    fn colored<S: anstream::stream::RawStream>(&self, stream: &S) -> bool {
        match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
        }
    }

    fn parameters(&self) -> Result<Parameters, Failure> {
        let pair = |text: &String| match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => {
                Ok((name.trim_start_matches('$').to_owned(), value.to_owned()))
            }
            _ => Err(Failure::usage(format!("`--set {text}` must be `--set name=value`"))),
        };
        self.parameters.iter().map(pair).collect()
    }
}

/// Opens a base: the file, the one named by `BRIEF_DB`, or the built-in facts.
pub(super) fn open(file: Option<&Path>) -> Result<Base, Failure> {
    let named = env::var_os("BRIEF_DB").filter(|name| !name.is_empty()).map(PathBuf::from);
    match file.map(Path::to_owned).or(named) {
        Some(path) => Ok(Base::open(&path)?),
        None => Ok(Base::built_in()?),
    }
}

/// Whether an argument names a base rather than being a query.
pub(super) fn is_base(word: &str) -> bool {
    let extension = Path::new(word).extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("db" | "sqlite" | "sqlite3")) && !word.contains(" where ")
}
