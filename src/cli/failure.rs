//! The failures of the program, their messages and exit codes (docs/scripts.md#exit-codes), and the mistakes in inputs, each
//! under its line; a mistake made in many places is shown once.

use crate::session::Failed;
use crate::session::output::OutputError;
use crate::store::destination::{Obstacle, io_error_reason};
use crate::store::digest::{DigestError, Input, InputForm};
use crate::store::load::LoadError;
use crate::store::{OpenError, Stopped, seed_inputs};
use crate::text::clean::clean;
use crate::text::{count_noun, cut_to_width};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::collections::{HashMap, HashSet};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;

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
    /// Two bases differ, which their differences show.
    Different,
}

impl Failure {
    pub(super) fn usage(sentence: impl Into<String>) -> Self {
        Self::Usage { sentence: sentence.into(), help: None }
    }

    pub(super) fn usage_with(sentence: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { sentence: sentence.into(), help: Some(help.into()) }
    }

    /// Makes the failure to read a file.
    pub(super) fn cannot_read(path: &Path, error: io::Error) -> Self {
        let obstacle = Obstacle::on_read(path)(error);
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
                print_error(
                    &format!("the answer can't be written: {}", io_error_reason(&error)),
                    None,
                );
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
                print_refusal(&errors, &inputs);
                RUNNING
            }
            Self::Load(LoadError::File(obstacle), _) => {
                print_error(&obstacle.to_string(), obstacle.help().as_deref());
                RUNNING
            }
            Self::Load(error @ LoadError::Dangling(_), _) => {
                let help = "put its row or entry back, or load in the same command a version of the other file that doesn't refer to it";
                print_error(&error.to_string(), Some(help));
                RUNNING
            }
            Self::Load(error, _) => {
                print_error(&error.to_string(), None);
                RUNNING
            }
            Self::Empty => EMPTY,
            Self::Unsound | Self::Different => RUNNING,
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
        Self::Load(error, seed_inputs())
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

/// The most equal mistakes that are shown one by one, and the most places and values named for more.
const ALIKE: usize = 3;
/// The most places of a mistake that are all listed.
const LINES: usize = 5;
/// The most columns of a value that are shown.
const WIDTH: usize = 30;

/// Prints the mistakes, and that nothing was loaded.
fn print_refusal(errors: &[DigestError], inputs: &[Input]) {
    print_mistakes(errors, inputs);
    let wrong = errors.iter().filter(|error| !error.warning).count();
    let noun = if inputs.iter().all(|input| input.form() == InputForm::Digest) {
        "digest"
    } else {
        "file"
    };
    let plural = if inputs.len() == 1 { "" } else { "s" };
    let wrong = count_noun(wrong as u64, "mistake", "mistakes");
    anstream::eprintln!("error: {wrong} in the {noun}{plural}; nothing was loaded");
    let is_row = |error: &DigestError| {
        let is_table = |i: &Input| !matches!(i.form(), InputForm::Digest | InputForm::Map);
        error.line > 1 && inputs.get(error.input).is_some_and(|i| is_table(i) && i.skip.is_none())
    };
    if errors.iter().filter(|error| !error.warning).all(is_row) {
        let help = "`--skip-bad REPORT.csv` loads the other rows, and writes these there";
        anstream::eprintln!("help: {help}");
    }
}

/// Prints every mistake and warning under its line; one made in many places under the first.
pub(super) fn print_mistakes(errors: &[DigestError], inputs: &[Input]) {
    for alike in group_alike(errors) {
        let Some(first) = alike.first() else { continue };
        let input = inputs.get(first.input);
        let text = input.map_or("", |input| input.text.as_str());
        let note = (alike.len() > 1).then(|| places_text(&alike, text));
        anstream::eprintln!("{}\n", mistake_text(first, text, note.as_deref()));
    }
}

/// Groups equal mistakes of a file, in the order of the first of each. A mistake made only a few times isn't grouped.
fn group_alike(errors: &[DigestError]) -> Vec<Vec<&DigestError>> {
    let mut alike: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
    for (at, error) in errors.iter().enumerate() {
        alike.entry((error.input, &error.alike)).or_default().push(at);
    }
    let (few, many): (Vec<_>, Vec<_>) = alike.into_values().partition(|group| group.len() <= ALIKE);
    let few = few.into_iter().flatten().map(|at| vec![at]);
    let mut groups: Vec<Vec<usize>> = few.chain(many).collect();
    groups.sort_unstable();
    let group = |group: Vec<usize>| group.into_iter().filter_map(|at| errors.get(at)).collect();
    groups.into_iter().map(group).collect()
}

/// Counts a mistake and lists its first places, with the values if they differ.
fn places_text(alike: &[&DigestError], text: &str) -> String {
    let mut seen = HashSet::new();
    let values = alike.iter().map(|error| (mistaken_text(error, text), error.line));
    let values: Vec<(&str, usize)> = values.filter(|(value, _)| seen.insert(*value)).collect();
    let times = count_noun(alike.len() as u64, "time", "times");
    let first = alike.first().is_some_and(|e| e.sentence.contains(mistaken_text(e, text)));
    if values.len() == 1 || !first {
        let all = if alike.len() > LINES { ALIKE } else { LINES };
        let lines: Vec<String> = alike.iter().take(all).map(|e| e.line.to_string()).collect();
        let more = if alike.len() > lines.len() { " …" } else { "" };
        return format!("{times} in this file: in lines {}{more}", lines.join(", "));
    }
    // The headings of a table are in one line, and each is named.
    if alike.iter().all(|error| error.line == values.first().map_or(0, |(_, line)| *line)) {
        let all: Vec<String> = values
            .iter()
            .map(|(value, _)| format!("`{}`", clean(&cut_to_width(value, WIDTH))))
            .collect();
        return format!("{times} in this line: {}", all.join(", "));
    }
    let shown = values.iter().take(ALIKE);
    let shown: Vec<String> = shown
        .map(|(value, line)| format!("`{}` in line {line}", clean(&cut_to_width(value, WIDTH))))
        .collect();
    let more = match values.len() - shown.len() {
        0 => String::new(),
        n => format!(" and {}", count_noun(n as u64, "other value", "other values")),
    };
    format!("{times} in this file: {}{more}", shown.join(", "))
}

/// Returns the text at the place of a mistake.
fn mistaken_text<'t>(error: &DigestError, text: &'t str) -> &'t str {
    text.get(error.span.clone()).unwrap_or_default().trim_matches('"')
}

/// The most bytes of a line on either side of the beginning of a mistake that are drawn.
const DRAWN: usize = 4_000;

/// Cuts lines that are too long to be drawn around a place in them.
fn clip_lines(lines: &str, span: Range<usize>) -> (&str, Range<usize>) {
    if lines.len() <= 2 * DRAWN {
        return (lines, span);
    }
    let boundary = |at: usize| (0..=at).rev().find(|at| lines.is_char_boundary(*at));
    let from = boundary(span.start.saturating_sub(DRAWN)).unwrap_or_default();
    let to = boundary(span.start.saturating_add(DRAWN).min(lines.len())).unwrap_or_default();
    let shown = lines.get(from..to).unwrap_or_default();
    (shown, span.start.saturating_sub(from)..(span.end - from).min(shown.len()))
}

/// Draws a mistake under its line. The renderer gets only the lines concerned, because it scans its whole text.
fn mistake_text(error: &DigestError, text: &str, note: Option<&str>) -> String {
    let start = text.get(..error.span.start).and_then(|t| t.rfind('\n')).map_or(0, |end| end + 1);
    let end = error.span.end.clamp(error.span.start, text.len());
    let rest = text.get(end..).unwrap_or_default();
    let lines = text.get(start..end + rest.find('\n').unwrap_or(rest.len())).unwrap_or_default();
    let lines = lines.trim_end_matches('\r');
    let span = error.span.start - start..(end - start).min(lines.len());
    let (lines, span) = clip_lines(lines, span);
    let level = if error.warning { Level::WARNING } else { Level::ERROR };
    let snippet = Snippet::source(lines).line_start(error.line);
    let snippet = snippet.annotation(AnnotationKind::Primary.span(span));
    let sentence = clean(&error.sentence);
    let title = level.primary_title(sentence.as_ref());
    let path = error.cell.as_ref().map(|cell| format!("{}, {cell}", error.file));
    let mut group = title.element(snippet.path(path.as_deref().unwrap_or(&error.file)));
    for help in &error.helps {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    if let Some(note) = note {
        group = group.element(Level::NOTE.message(note));
    }
    let shown = Renderer::styled().render(&[group]);
    match path.and_then(|path| Some(shown.find(&path)? + path.len())) {
        // A cell of a workbook has a name; its line and column are those of a text made from the sheet.
        Some(at) => {
            let (before, after) = shown.split_at(at);
            before.to_owned() + after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit())
        }
        None => shown,
    }
}
