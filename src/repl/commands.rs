//! Dot-commands: one table from which they are run, explained and suggested.
//!
//! To add one: a line in [`COMMANDS`] and its function.

use std::io::{self, Write};

use crate::render::Format;
use crate::session::{Session, describe};
use crate::text::{list_or, width};
use crate::value::suggest;

/// What the prompt does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Stay,
    Leave,
}

/// One command: its name, its arguments as shown, what it does, and the function that does it.
struct Command {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    run: Run,
}

type Run = fn(&mut Session, &str, &mut dyn Write) -> io::Result<Next>;

const COMMANDS: &[Command] = &[
    Command { name: ".help", arguments: "", about: "What can be typed here", run: help },
    Command {
        name: ".schema",
        arguments: "[KIND]",
        about: "The kinds of facts, or the fields of one",
        run: schema,
    },
    Command {
        name: ".mode",
        arguments: "[FORMAT]",
        about: "How answers look; without a format: the one in use",
        run: mode,
    },
    Command {
        name: ".hints",
        arguments: "[on|off]",
        about: "Whether what may follow is hinted at while typing",
        run: hints,
    },
    Command { name: ".quit", arguments: "", about: "Leave (also Ctrl-D)", run: quit },
];

/// Other words people type for a command.
const SYNONYMS: &[(&str, &str)] = &[
    ("help", ".help"),
    ("?", ".help"),
    ("quit", ".quit"),
    ("exit", ".quit"),
    ("\\q", ".quit"),
    (":q", ".quit"),
    (".exit", ".quit"),
];

/// Runs a line if it is a command.
pub(super) fn run(
    session: &mut Session,
    line: &str,
    out: &mut dyn Write,
) -> io::Result<Option<Next>> {
    let (typed, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let word = typed.to_lowercase();
    let alone = argument.trim().is_empty();
    let synonym = SYNONYMS.iter().find(|(other, _)| alone && *other == word);
    let name = synonym.map_or(word.as_str(), |(_, name)| name);
    if let Some(command) = COMMANDS.iter().find(|command| command.name == name) {
        return (command.run)(session, argument.trim(), out).map(Some);
    }
    if !name.starts_with('.') {
        return Ok(None);
    }
    let names = COMMANDS.iter().map(|command| command.name);
    let near: Vec<String> = suggest(name, names).iter().map(|name| format!("`{name}`")).collect();
    let hint = if near.is_empty() {
        "`.help` lists all".to_owned()
    } else {
        format!("did you mean {}?", list_or(&near))
    };
    writeln!(io::stderr(), "error: there is no command `{typed}`; {hint}")?;
    Ok(Some(Next::Stay))
}

/// What a command's argument can be.
pub(super) enum Argument {
    /// One of these words.
    Words(Vec<String>),
    /// The path of a file.
    File,
}

/// The names of the commands, each with what it does.
pub(super) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMMANDS.iter().map(|command| (command.name, command.about))
}

/// What may follow a command, read off its arguments as they are shown: `KIND`, `FORMAT`, `FILE`, `on|off`.
pub(super) fn argument(name: &str, session: &Session) -> Option<Argument> {
    let command = COMMANDS.iter().find(|command| command.name == name.to_lowercase())?;
    let shown = command.arguments.split(' ').next()?.trim_matches(['[', ']']);
    let kinds = || session.base.catalog().kinds.iter().map(|kind| kind.plural.clone()).collect();
    let formats = || Format::ALL.iter().map(|format| format.name().to_owned()).collect();
    match shown {
        "KIND" => Some(Argument::Words(kinds())),
        "FORMAT" => Some(Argument::Words(formats())),
        "FILE" => Some(Argument::File),
        _ if shown.contains('|') => {
            Some(Argument::Words(shown.split('|').map(str::to_owned).collect()))
        }
        _ => None,
    }
}

fn help(_: &mut Session, _: &str, out: &mut dyn Write) -> io::Result<Next> {
    writeln!(out, "Type a query, or a command:")?;
    let shown = |command: &Command| format!("{} {}", command.name, command.arguments);
    let widest = COMMANDS.iter().map(|command| width(&shown(command))).max().unwrap_or(0);
    for command in COMMANDS {
        let text = shown(command);
        let gap = " ".repeat(widest - width(&text) + 2);
        writeln!(out, "  {text}{gap}{}", command.about)?;
    }
    writeln!(
        out,
        "A query goes on in the next line while a bracket or quote is open, or after `and`, `or` or `,`."
    )?;
    Ok(Next::Stay)
}

fn schema(session: &mut Session, kind: &str, out: &mut dyn Write) -> io::Result<Next> {
    let catalog = session.base.catalog();
    let text =
        if kind.is_empty() { Ok(describe::kinds(catalog)) } else { describe::kind(catalog, kind) };
    match text {
        Ok(text) => out.write_all(text.as_bytes())?,
        Err(sentence) => writeln!(io::stderr(), "error: {sentence}")?,
    }
    Ok(Next::Stay)
}

fn mode(session: &mut Session, format: &str, out: &mut dyn Write) -> io::Result<Next> {
    if format.is_empty() {
        writeln!(out, "{}", session.settings.format)?;
        return Ok(Next::Stay);
    }
    match format.parse::<Format>() {
        Ok(format) => session.settings.format = format,
        Err(error) => writeln!(io::stderr(), "error: {error}")?,
    }
    Ok(Next::Stay)
}

fn hints(session: &mut Session, word: &str, out: &mut dyn Write) -> io::Result<Next> {
    match word {
        "on" => session.settings.hints = true,
        "off" => session.settings.hints = false,
        "" => writeln!(out, "{}", if session.settings.hints { "on" } else { "off" })?,
        _ => writeln!(io::stderr(), "error: hints are `on` or `off`")?,
    }
    Ok(Next::Stay)
}

fn quit(_: &mut Session, _: &str, _: &mut dyn Write) -> io::Result<Next> {
    Ok(Next::Leave)
}
