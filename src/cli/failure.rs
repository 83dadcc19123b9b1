//! The failures of the program, their messages and exit codes (docs/scripts.md#exit-codes).

use std::io;
use std::path::Path;
use std::process::ExitCode;

use super::mistakes;
use crate::session::Failed;
use crate::session::output::OutputError;
use crate::store::destination::{Obstacle, reason};
use crate::store::digest::Input;
use crate::store::load::LoadError;
use crate::store::{OpenError, Stopped, seeds};

/// Wrong usage, or a query that does not parse or resolve.
pub(super) const USAGE: u8 = 2;
const RUNNING: u8 = 1;
const OPENING: u8 = 3;
const EMPTY: u8 = 4;
const LATE: u8 = 5;
const INTERRUPTED: u8 = 130;
const PIPE: u8 = 141;

/// The reason why the program fails.
#[derive(Debug)]
pub(super) enum Failure {
    /// The usage is wrong.
    Usage { sentence: String, help: Option<String> },
    /// The arguments are wrong, or request help.
    Arguments(clap::Error),
    /// A query couldn't be answered.
    Query(Failed),
    /// The output file can't be written.
    Output(OutputError),
    /// A signal ended the program.
    Signal(i32),
    /// A base couldn't be opened.
    Open(OpenError),
    /// Nothing was loaded; the inputs contain the mistakes.
    Load(LoadError, Vec<Input>),
    /// There are no rows, with `--fail-empty`.
    Empty,
    /// A check found faults, which the report shows.
    Unsound,
}

impl Failure {
    pub(super) fn usage(sentence: impl Into<String>) -> Self {
        Self::Usage { sentence: sentence.into(), help: None }
    }

    pub(super) fn usage_with(sentence: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { sentence: sentence.into(), help: Some(help.into()) }
    }

    /// Makes the failure to read a file.
    pub(super) fn reading(path: &Path, error: io::Error) -> Self {
        let obstacle = Obstacle::reading(path)(error);
        Self::Usage { sentence: obstacle.to_string(), help: obstacle.help() }
    }

    /// Turns a failure to write the answer into one that names the output file.
    pub(super) fn of_file(self, path: &Path) -> Self {
        match self {
            Self::Query(Failed::Output(error)) => {
                Self::Output(OutputError::System(path.to_owned(), error))
            }
            other => other,
        }
    }

    /// Prints the message and returns the exit code.
    pub(super) fn print(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Usage { sentence, help } => {
                print_error(&sentence, help.as_deref());
                USAGE
            }
            Self::Arguments(error) => match error.print() {
                Err(unwritten) if !error.use_stderr() => return Self::from(unwritten).print(),
                _ if error.use_stderr() => USAGE,
                _ => 0,
            },
            Self::Query(Failed::Query(_)) => USAGE,
            Self::Query(Failed::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => PIPE,
            Self::Query(Failed::Output(error)) => {
                print_error(&format!("the answer cannot be written: {}", reason(&error)), None);
                RUNNING
            }
            Self::Query(Failed::Stopped(Stopped::Asked)) => INTERRUPTED,
            Self::Output(OutputError::System(_, error))
                if error.kind() == io::ErrorKind::BrokenPipe =>
            {
                PIPE
            }
            Self::Output(error) => {
                print_error(&error.to_string(), error.help().as_deref());
                if matches!(error, OutputError::System(..)) { RUNNING } else { USAGE }
            }
            Self::Signal(signal) => {
                // The shell sees that a signal ended the program, and ends its script too.
                let _ = signal_hook::low_level::emulate_default_handler(signal);
                INTERRUPTED
            }
            Self::Query(Failed::Stopped(stopped @ Stopped::Late(_))) => {
                print_error(&stopped.to_string(), Some("use a higher `--timeout`"));
                LATE
            }
            Self::Query(Failed::Run(error)) => {
                print_error(&format!("{error:#}"), None);
                RUNNING
            }
            Self::Open(error) | Self::Load(LoadError::Open(error), _) => {
                print_error(&error.to_string(), error.help().as_deref());
                OPENING
            }
            Self::Load(LoadError::Digests(errors), inputs) => {
                mistakes::print_refusal(&errors, &inputs);
                RUNNING
            }
            Self::Load(LoadError::File(obstacle), _) => {
                print_error(&obstacle.to_string(), obstacle.help().as_deref());
                RUNNING
            }
            Self::Load(error, _) => {
                print_error(&error.to_string(), None);
                RUNNING
            }
            Self::Empty => EMPTY,
            Self::Unsound => RUNNING,
        })
    }
}

fn print_error(sentence: &str, help: Option<&str>) {
    anstream::eprintln!("error: {sentence}");
    if let Some(help) = help {
        anstream::eprintln!("  help: {help}");
    }
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        Self::Query(failed)
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Self::Load(error, seeds())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Query(Failed::Run(error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Query(Failed::Output(error))
    }
}
