//! From a failure to what is said about it and the exit code (product.md §3).

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::session::Failed;
use crate::session::output::OutputError;
use crate::store::digest::{DigestError, Form, Input};
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
/// How many mistakes that say the same are shown under their lines, and in how many lines more of them are told to be.
const ALIKE: usize = 3;
const LINES: usize = 12;

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
                complain(&format!("the answer could not be written: {error}"), None);
                RUNNING
            }
            Self::Question(Failed::Stopped(Stopped::Asked)) => INTERRUPTED,
            Self::Output(OutputError::System(_, error))
                if error.kind() == io::ErrorKind::BrokenPipe =>
            {
                PIPE
            }
            Self::Output(error) => {
                complain(&error.to_string(), None);
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
                digests(&errors, &inputs);
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

/// Says what is wrong with what was to be loaded, and that nothing was.
fn digests(errors: &[DigestError], inputs: &[Input]) {
    mistakes(errors, inputs);
    let wrong = errors.iter().filter(|error| !error.warning).count();
    let what =
        if inputs.iter().all(|input| input.form() == Form::Digest) { "digest" } else { "file" };
    let what = if inputs.len() == 1 { what.to_owned() } else { format!("{what}s") };
    let wrong = crate::text::count(wrong as u64, "mistake", "mistakes");
    anstream::eprintln!("error: {wrong} in the {what}; nothing was loaded");
}

/// Every mistake and everything left out, each under its line; of those that say the same the first few.
pub(super) fn mistakes(errors: &[DigestError], inputs: &[Input]) {
    let mut told: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for error in errors {
        let lines = told.entry((&error.file, &error.sentence)).or_default();
        lines.push(error.line);
        if lines.len() <= ALIKE {
            let input = inputs.iter().find(|input| input.name == error.file);
            mistake(error, input.map_or("", |input| input.text.as_str()));
        }
    }
    let mut more: Vec<_> = told.into_iter().filter(|(_, lines)| lines.len() > ALIKE).collect();
    more.sort_unstable();
    for ((file, sentence), lines) in more {
        let (n, rest) = (lines.len() - ALIKE, lines.get(ALIKE..).unwrap_or_default());
        let shown: Vec<String> = rest.iter().take(LINES).map(ToString::to_string).collect();
        let dots = if n > LINES { " …" } else { "" };
        anstream::eprintln!(
            "{n} more in {file}: {sentence}\n  in {} {}{dots}\n",
            if n == 1 { "line" } else { "lines" },
            shown.join(", ")
        );
    }
}

/// A mistake under its line. The rest of the text is kept from the renderer, which would go through all of it.
fn mistake(error: &DigestError, text: &str) {
    let start = text.get(..error.span.start).and_then(|t| t.rfind('\n')).map_or(0, |end| end + 1);
    let end = error.span.end.clamp(error.span.start, text.len());
    let rest = text.get(end..).unwrap_or_default();
    let lines = text.get(start..end + rest.find('\n').unwrap_or(rest.len())).unwrap_or_default();
    let lines = lines.trim_end_matches('\r');
    let span = error.span.start - start..(end - start).min(lines.len());
    let level = if error.warning { Level::WARNING } else { Level::ERROR };
    let snippet = Snippet::source(lines).line_start(error.line).path(error.file.as_str());
    let snippet = snippet.annotation(AnnotationKind::Primary.span(span));
    let mut group = level.primary_title(error.sentence.as_str()).element(snippet);
    for help in &error.helps {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    anstream::eprintln!("{}\n", Renderer::styled().render(&[group]));
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
