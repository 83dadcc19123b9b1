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

fn quit(_: &mut Session, _: &str, _: &mut dyn Write) -> io::Result<Next> {
    Ok(Next::Leave)
}
