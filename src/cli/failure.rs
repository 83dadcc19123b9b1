//! From a failure to its message and the exit code (docs/scripts.md#exit-codes).

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

/// Why the program ends without success.
#[derive(Debug)]
pub(super) enum Failure {
    /// It was called wrongly.
    Usage { sentence: String, help: Option<String> },
    /// The arguments are at fault, or ask for help.
    Arguments(clap::Error),
    /// A question could not be answered.
    Question(Failed),
    /// The file the answer was to go to cannot hold it.
    Output(OutputError),
    /// A signal ended it.
    Signal(i32),
    /// A base could not be opened.
    Open(OpenError),
    /// Nothing was loaded. The texts are those the mistakes are in.
    Load(LoadError, Vec<Input>),
    /// No rows, and that was to be told.
    Empty,
    /// What was looked into does not hold; the report has said what.
    Unsound,
}

impl Failure {
    pub(super) fn usage(sentence: impl Into<String>) -> Self {
        Self::Usage { sentence: sentence.into(), help: None }
    }

    pub(super) fn usage_with(sentence: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { sentence: sentence.into(), help: Some(help.into()) }
    }

    /// A file that is to be read cannot be.
    pub(super) fn reading(path: &Path, error: io::Error) -> Self {
        let obstacle = Obstacle::reading(path)(error);
        Self::Usage { sentence: obstacle.to_string(), help: obstacle.help() }
    }

    /// The same where the answer was to go to a file, which is then named.
    pub(super) fn of_file(self, path: &Path) -> Self {
        match self {
            Self::Question(Failed::Output(error)) => {
                Self::Output(OutputError::System(path.to_owned(), error))
            }
            other => other,
        }
    }

    /// Says what is wrong, and how the program ends.
    pub(super) fn tell(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Usage { sentence, help } => {
                complain(&sentence, help.as_deref());
                USAGE
            }
            Self::Arguments(error) => match error.print() {
                Err(unwritten) if !error.use_stderr() => return Self::from(unwritten).tell(),
                _ if error.use_stderr() => USAGE,
                _ => 0,
            },
            Self::Question(Failed::Query(_)) => USAGE,
            Self::Question(Failed::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                PIPE
            }
            Self::Question(Failed::Output(error)) => {
                complain(&format!("the answer could not be written: {}", reason(&error)), None);
                RUNNING
            }
            Self::Question(Failed::Stopped(Stopped::Asked)) => INTERRUPTED,
            Self::Output(OutputError::System(_, error))
                if error.kind() == io::ErrorKind::BrokenPipe =>
            {
                PIPE
            }
            Self::Output(error) => {
                complain(&error.to_string(), error.help().as_deref());
                if matches!(error, OutputError::System(..)) { RUNNING } else { USAGE }
            }
            Self::Signal(signal) => {
                // The shell is to see that a signal ended us: it then ends its script too.
                let _ = signal_hook::low_level::emulate_default_handler(signal);
                INTERRUPTED
            }
            Self::Question(Failed::Stopped(stopped @ Stopped::Late(_))) => {
                complain(&stopped.to_string(), Some("a higher `--timeout` gives it longer"));
                LATE
            }
            Self::Question(Failed::Run(error)) => {
                complain(&format!("{error:#}"), None);
                RUNNING
            }
            Self::Open(error) | Self::Load(LoadError::Open(error), _) => {
                complain(&error.to_string(), error.help().as_deref());
                OPENING
            }
            Self::Load(LoadError::Digests(errors), inputs) => {
                mistakes::refused(&errors, &inputs);
                RUNNING
            }
            Self::Load(LoadError::File(obstacle), _) => {
                complain(&obstacle.to_string(), obstacle.help().as_deref());
                RUNNING
            }
            Self::Load(error, _) => {
                complain(&error.to_string(), None);
                RUNNING
            }
            Self::Empty => EMPTY,
            Self::Unsound => RUNNING,
        })
    }
}

fn complain(sentence: &str, help: Option<&str>) {
    anstream::eprintln!("error: {sentence}");
    if let Some(help) = help {
        anstream::eprintln!("  help: {help}");
    }
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        Self::Question(failed)
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
        Self::Question(Failed::Run(error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Question(Failed::Output(error))
    }
}
