//! Answers queries: of the command line, `-c`, `-f`, or the standard input; without any it opens the prompt.

use super::arrange::{mistyped_command, shell_quoted, similar_command};
use super::failure::Failure;
use super::options::{Options, base_path, is_base, open_base};
use crate::query::parser::parse;
use crate::render::Format;
use crate::session::output::{BOM, Output, Prefixed};
use crate::session::{QueryOrigin, Session};
use crate::text::clean::ShownPath as _;
use crate::value::find_similar;
use clap::{Args, CommandFactory};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Show how a query is read, and its SQL, without running it
#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(flatten)]
    options: Options,

    /// The query in quotes, and a base
    #[arg(value_name = "FILE.db | QUERY", required = true)]
    words: Vec<String>,
}

/// A text of queries and its origin.
struct Script {
    text: String,
    origin: QueryOrigin,
}

impl Script {
    /// Checks whether the arguments gave a text without a query. A file may consist of comments.
    fn is_empty(&self) -> bool {
        self.origin.file.is_none() && parse(&self.text).is_ok_and(|queries| queries.is_empty())
    }
}

/// `brief [FILE.db] ['QUERY']`
pub(super) fn run_queries(
    options: &Options,
    words: &[String],
    matches: &clap::ArgMatches,
) -> Result<(), Failure> {
    refuse_mistyped_command(options, words)?;
    let (file, query) = base_and_query(words)?;
    let mut scripts = scripts_in_order(options, matches)?;
    scripts
        .extend(query.map(|text| Script { text: text.to_owned(), origin: QueryOrigin::default() }));
    if scripts.is_empty() {
        if io::stdin().is_terminal() {
            if let Some(file) = options.output_file() {
                let sentence = format!("there is no query to answer into {}", file.safe_text());
                return Err(Failure::usage(sentence));
            }
            return open_prompt(options, file);
        }
        scripts.push(read_script(Path::new("-"))?);
    }
    if scripts.iter().all(Script::is_empty) {
        let help = "`brief projects` shows all projects; `brief` alone opens a prompt";
        return Err(Failure::usage_with("there is no query", help));
    }
    let session = options.open_session(file.map(Path::new))?;
    let done = answer_scripts(&session, &scripts, options);
    // The system frees the memory of a process faster than we would.
    std::mem::forget(session);
    done
}

/// `brief explain 'QUERY'`
pub(super) fn run_explain(arguments: &Explain) -> Result<(), Failure> {
    let (file, query) = base_and_query(&arguments.words)?;
    if !arguments.options.commands.is_empty() || !arguments.options.files.is_empty() {
        return Err(Failure::usage("`brief explain` takes one query, without `-c` and `-f`"));
    }
    let Some(query) = query else {
        return Err(Failure::usage("there is no query to explain"));
    };
    let session = arguments.options.open_session(file.map(Path::new))?;
    let text = if query.trim_start().to_lowercase().starts_with("explain ") {
        query.to_owned()
    } else {
        format!("explain {query}")
    };
    answer_scripts(&session, &[Script { text, origin: QueryOrigin::default() }], &arguments.options)
}

/// Answers scripts into the output file or on the standard output.
fn answer_scripts(session: &Session, scripts: &[Script], options: &Options) -> Result<(), Failure> {
    let rows = match options.output_file() {
        None => {
            refuse_terminal(session.settings.format)?;
            let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
            let rows = answer_all(session, scripts, options, &mut out)?;
            out.flush()?;
            rows
        }
        Some(path) => {
            let signals = Signals::catch(&session.base.stop_switch().stop_flag())?;
            let mut output = Output::create(path)?;
            for sentence in output.lost_attributes().iter().filter(|_| !options.quiet) {
                anstream::eprintln!("note: {sentence}");
            }
            let answered = answer_all(session, scripts, options, &mut output);
            // Dropping the output removes the file, before the signal ends the program.
            if let Some(signal) = signals.caught_signal() {
                return Err(Failure::Signal(signal));
            }
            let rows = answered.map_err(|failure| failure.of_file(path))?;
            output.commit()?;
            rows
        }
    };
    if options.fail_empty && rows == 0 { Err(Failure::Empty) } else { Ok(()) }
}

/// Refuses to print binary formats on a terminal.
pub(super) fn refuse_terminal(format: Format) -> Result<(), Failure> {
    if format.is_text() || !io::stdout().is_terminal() {
        return Ok(());
    }
    let sentence = format!("a terminal can't show the format {format}");
    Err(Failure::usage_with(sentence, format!("write it to a file: `-o answer.{format}`")))
}

fn answer_all(
    session: &Session,
    scripts: &[Script],
    options: &Options,
    out: &mut dyn Write,
) -> Result<u64, Failure> {
    let mut out = Prefixed::new(out, if options.bom { BOM } else { b"" });
    let mut err = io::stderr().lock();
    let mut rows = 0;
    for script in scripts {
        rows += session.answer_next(&script.text, &script.origin, &mut out, &mut err)?.rows;
    }
    for sentence in session.settings.document.finish(&mut out)? {
        writeln!(err, "warning: {sentence}")?;
    }
    Ok(rows)
}

/// Splits the words into a base and a query, in either order.
fn base_and_query(words: &[String]) -> Result<(Option<&str>, Option<&str>), Failure> {
    let (file, rest) = match words {
        [first, rest @ ..] if is_base(first) => (Some(first.as_str()), rest),
        [query, last] if is_base(last) => (Some(last.as_str()), std::slice::from_ref(query)),
        all => (None, all),
    };
    match rest {
        [] => Ok((file, None)),
        [query] => Ok((file, Some(query))),
        several => Err(unquoted_query(file, several)),
    }
}

/// Makes the failure for a query in several words.
fn unquoted_query(file: Option<&str>, words: &[String]) -> Failure {
    let joined = shell_quoted(&words.join(" "));
    Failure::usage_with(
        format!(
            "the query came in {} pieces; the shell splits it at spaces and takes `>` for a redirection",
            words.len()
        ),
        format!(
            "put the whole query in quotes: brief {}{joined}",
            file.map(|file| format!("{file} ")).unwrap_or_default()
        ),
    )
}

/// Refuses a first word that is almost a command, unless it is a kind of the base or more similar to one.
fn refuse_mistyped_command(options: &Options, words: &[String]) -> Result<(), Failure> {
    let first = words.iter().find(|word| !is_base(word));
    let Some(word) = first.filter(|word| !word.contains(char::is_whitespace)) else {
        return Ok(());
    };
    let program = super::Arguments::command();
    let given: Vec<OsString> = std::env::args_os().collect();
    let Some(failure) = mistyped_command(&program, &given) else { return Ok(()) };
    let file = words.iter().find(|word| is_base(word)).map(Path::new).or(options.db.as_deref());
    // The base may not exist yet.
    let base = open_base(file).or_else(|_| open_base(None))?;
    let kinds = base.catalog().kinds.iter().flat_map(|kind| [&kind.plural, &kind.name]);
    let kinds: Vec<&str> = kinds.map(String::as_str).collect();
    let command = similar_command(&program, word);
    let all = find_similar(word, command.as_deref().into_iter().chain(kinds.iter().copied()));
    let is_kind = kinds.iter().any(|kind| kind.eq_ignore_ascii_case(word));
    let is_command = !is_kind && all.first().is_some_and(|first| Some(first) == command.as_ref());
    if is_command { Err(failure) } else { Ok(()) }
}

/// Returns the texts of `-c` and `-f`, in the order of the command line.
fn scripts_in_order(options: &Options, matches: &clap::ArgMatches) -> Result<Vec<Script>, Failure> {
    let places = |id: &str| matches.indices_of(id).into_iter().flatten().collect::<Vec<_>>();
    let mut scripts: Vec<(usize, Script)> = Vec::new();
    for (at, text) in places("commands").into_iter().zip(&options.commands) {
        scripts.push((at, Script { text: text.clone(), origin: QueryOrigin::default() }));
    }
    for (at, path) in places("files").into_iter().zip(&options.files) {
        scripts.push((at, read_script(path)?));
    }
    scripts.sort_by_key(|(at, _)| *at);
    Ok(scripts.into_iter().map(|(_, script)| script).collect())
}

fn read_script(path: &Path) -> Result<Script, Failure> {
    let (text, name) = if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes);
        (read, "<stdin>".to_owned())
    } else {
        (fs::read(path), path.safe_text())
    };
    let bytes = text.map_err(|error| Failure::cannot_read(Path::new(&name), error))?;
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{name} isn't UTF-8 text")))?;
    Ok(Script {
        text: text.trim_start_matches('\u{feff}').to_owned(),
        origin: QueryOrigin { file: Some(name) },
    })
}

fn open_prompt(options: &Options, file: Option<&str>) -> Result<(), Failure> {
    let session = options.open_session(file.map(Path::new))?;
    let path = base_path(file.map(Path::new).or(options.db.as_deref()));
    Ok(crate::repl::run_prompt(session, path.as_deref())?)
}

/// The signals caught.
struct Signals {
    caught: Arc<AtomicUsize>,
}

impl Signals {
    /// Makes these signals only set `stop`. Signals ignored by the parent (`nohup`, background jobs) stay ignored.
    fn catch(stop: &Arc<AtomicBool>) -> io::Result<Self> {
        let caught = Arc::new(AtomicUsize::new(0));
        let ignored = ignored_signals();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            let number = usize::try_from(signal).unwrap_or_default();
            if ignored >> (number - 1) & 1 == 0 {
                flag::register_usize(signal, Arc::clone(&caught), number)?;
                flag::register(signal, Arc::clone(stop))?;
            }
        }
        // Exceeding the largest file size is then an ordinary error.
        flag::register(SIGXFSZ, Arc::default())?;
        Ok(Self { caught })
    }

    /// Returns the signal that was caught.
    fn caught_signal(&self) -> Option<i32> {
        i32::try_from(self.caught.load(Ordering::SeqCst)).ok().filter(|signal| *signal != 0)
    }
}

/// Returns the signals ignored by the parent process, one bit each.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
