//! Asking: one-shot, `-c`, `-f`, the standard input, or the prompt.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::Path;

use clap::{Args, CommandFactory};

use super::arrange::{mistyped, near, shell};
use super::failure::Failure;
use super::options::{Options, is_base, named, open};
use super::signals::Signals;
use crate::query::parser::parse;
use crate::session::output::{BOM, Begun, Output};
use crate::session::{Origin, Session};
use crate::value::suggest;

/// Show how a query is read, and its SQL, without running it
#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(flatten)]
    options: Options,

    /// The query in quotes, optionally after a base
    #[arg(value_name = "FILE.db | QUERY", required = true)]
    words: Vec<String>,
}

/// A text to be answered and where it comes from.
struct Script {
    text: String,
    origin: Origin,
}

impl Script {
    /// Whether it came with the arguments and has no query; a file may hold comments only.
    fn is_nothing(&self) -> bool {
        self.origin.file.is_none() && parse(&self.text).is_ok_and(|queries| queries.is_empty())
    }
}

/// `brief [FILE.db] ['QUERY']`
pub(super) fn run(
    options: &Options,
    words: &[String],
    matches: &clap::ArgMatches,
) -> Result<(), Failure> {
    no_command(options, words)?;
    let (file, query) = base_and_query(words)?;
    let mut scripts = in_order(options, matches)?;
    scripts.extend(query.map(|text| Script { text: text.to_owned(), origin: Origin::default() }));
    if scripts.is_empty() {
        if io::stdin().is_terminal() {
            if let Some(file) = options.file() {
                let sentence =
                    format!("there is no query whose answer {} could hold", file.display());
                return Err(Failure::usage(sentence));
            }
            return prompt(options, file);
        }
        scripts.push(read(Path::new("-"))?);
    }
    if scripts.iter().all(Script::is_nothing) {
        let help = "`brief projects` shows all projects; `brief` alone opens a prompt";
        return Err(Failure::usage_with("there is no query", help));
    }
    let session = options.session(file.map(Path::new))?;
    let done = answer(&session, &scripts, options);
    // The system frees what a process that ends holds faster than we would.
    std::mem::forget(session);
    done
}

/// `brief explain 'QUERY'`
pub(super) fn explain(arguments: &Explain) -> Result<(), Failure> {
    let (file, query) = base_and_query(&arguments.words)?;
    if !arguments.options.commands.is_empty() || !arguments.options.files.is_empty() {
        return Err(Failure::usage("one query is explained at a time, without `-c` and `-f`"));
    }
    let Some(query) = query else {
        return Err(Failure::usage("there is no query to explain"));
    };
    let session = arguments.options.session(file.map(Path::new))?;
    let text = if query.trim_start().to_lowercase().starts_with("explain ") {
        query.to_owned()
    } else {
        format!("explain {query}")
    };
    answer(&session, &[Script { text, origin: Origin::default() }], &arguments.options)
}

/// Answers to where the options say.
fn answer(session: &Session, scripts: &[Script], options: &Options) -> Result<(), Failure> {
    let rows = match options.file() {
        None => {
            let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
            let rows = answer_all(session, scripts, options, &mut out)?;
            out.flush()?;
            rows
        }
        Some(path) => {
            let signals = Signals::catch(&session.base.stop().flag())?;
            let mut output = Output::create(path)?;
            for sentence in output.lost().iter().filter(|_| !options.quiet) {
                anstream::eprintln!("note: {sentence}");
            }
            let answered = answer_all(session, scripts, options, &mut output);
            // What is dropped here leaves no file behind, and only then the signal has its way.
            if let Some(signal) = signals.caught() {
                return Err(Failure::Signal(signal));
            }
            let rows = answered.map_err(|failure| failure.of_file(path))?;
            output.commit()?;
            rows
        }
    };
    if options.fail_empty && rows == 0 { Err(Failure::Empty) } else { Ok(()) }
}

fn answer_all(
    session: &Session,
    scripts: &[Script],
    options: &Options,
    out: &mut dyn Write,
) -> Result<u64, Failure> {
    let mut out = Begun::new(out, if options.bom() { BOM } else { b"" });
    let mut err = io::stderr().lock();
    let mut rows = 0;
    for script in scripts {
        rows += session.answer_too(&script.text, &script.origin, &mut out, &mut err)?.rows;
    }
    Ok(rows)
}

/// The base and the query among the words, at most one of each, in either order.
fn base_and_query(words: &[String]) -> Result<(Option<&str>, Option<&str>), Failure> {
    let (file, rest) = match words {
        [first, rest @ ..] if is_base(first) => (Some(first.as_str()), rest),
        [query, last] if is_base(last) => (Some(last.as_str()), std::slice::from_ref(query)),
        all => (None, all),
    };
    match rest {
        [] => Ok((file, None)),
        [query] => Ok((file, Some(query))),
        several => Err(in_pieces(file, several)),
    }
}

/// What is wrong where a query came in several words.
fn in_pieces(file: Option<&str>, words: &[String]) -> Failure {
    let joined = shell(&words.join(" "));
    Failure::usage_with(
        format!(
            "the query came in {} pieces; a shell splits it at spaces and takes `>` for a redirection",
            words.len()
        ),
        format!(
            "put the whole query in quotes: brief {}{joined}",
            file.map(|file| format!("{file} ")).unwrap_or_default()
        ),
    )
}

/// What is wrong where the first word is nearly a command, and neither a kind of the base nor more like one.
fn no_command(options: &Options, words: &[String]) -> Result<(), Failure> {
    let program = super::Arguments::command();
    let given: Vec<OsString> = std::env::args_os().collect();
    let (Some(word), Some(failure)) =
        (words.iter().find(|word| !is_base(word)), mistyped(&program, &given))
    else {
        return Ok(());
    };
    let file = words.iter().find(|word| is_base(word)).map(Path::new).or(options.db.as_deref());
    // A base that cannot be opened may be the one to be made.
    let base = open(file).or_else(|_| open(None))?;
    let kinds = base.catalog().kinds.iter().flat_map(|kind| [&kind.plural, &kind.name]);
    let kinds: Vec<&str> = kinds.map(String::as_str).collect();
    let commands = near(&program, word);
    // Of a command and a kind the nearer is meant.
    let all = suggest(word, commands.iter().map(String::as_str).chain(kinds.iter().copied()));
    let is_kind = kinds.iter().any(|kind| kind.eq_ignore_ascii_case(word));
    let meant = !is_kind && all.first().is_some_and(|first| commands.contains(first));
    if meant { Err(failure) } else { Ok(()) }
}

/// What `-c` and `-f` give, in the order of the command line.
fn in_order(options: &Options, matches: &clap::ArgMatches) -> Result<Vec<Script>, Failure> {
    let places = |id: &str| matches.indices_of(id).into_iter().flatten().collect::<Vec<_>>();
    let mut scripts: Vec<(usize, Script)> = Vec::new();
    for (at, text) in places("commands").into_iter().zip(&options.commands) {
        scripts.push((at, Script { text: text.clone(), origin: Origin::default() }));
    }
    for (at, path) in places("files").into_iter().zip(&options.files) {
        scripts.push((at, read(path)?));
    }
    scripts.sort_by_key(|(at, _)| *at);
    Ok(scripts.into_iter().map(|(_, script)| script).collect())
}

fn read(path: &Path) -> Result<Script, Failure> {
    let (text, name) = if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes);
        (read, "<stdin>".to_owned())
    } else {
        (fs::read(path), path.display().to_string())
    };
    let bytes = text.map_err(|error| Failure::reading(Path::new(&name), error))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{name} is not UTF-8 text")))?;
    Ok(Script {
        text: text.trim_start_matches('\u{feff}').to_owned(),
        origin: Origin { file: Some(name) },
    })
}

fn prompt(options: &Options, file: Option<&str>) -> Result<(), Failure> {
    let session = options.session(file.map(Path::new))?;
    let path = named(file.map(Path::new).or(options.db.as_deref()));
    Ok(crate::repl::run(session, path.as_deref())?)
}
