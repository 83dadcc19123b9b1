//! The prompt: reads a line, answers it through [`Session`] like every other query, and adds it to the history.
//!
//! `editor` and `helper` set up the line editor, `commands` holds the table of dot-commands, `prompt` the state between two
//! lines, `screen` the output and the pager, `terminal` the settings to restore. Nothing here knows the query language.

mod commands;
mod editor;
mod helper;
mod prompt;
mod screen;
mod terminal;

use std::io::{self, Write};
use std::path::Path;

use rustyline::error::ReadlineError;

use commands::Next;
use editor::{History, PromptEditor, open_editor};
use helper::QueryHelper;
use prompt::Prompt;

use crate::session::{Failed, QueryOrigin, Session};

/// The most rows of the last answer that are recorded, to show it again.
const RECORDED: usize = 50_000;

/// Runs the prompt until the user leaves it. `file` is the session's base; `None` means the built-in facts.
pub fn run(mut session: Session, file: Option<&Path>) -> Result<(), Failed> {
    session.settings.numbered = true;
    session.settings.recorded = RECORDED;
    terminal::restore_at_end()?;
    terminal::stop_on_interrupt(&session.base)?;
    let mut prompt = Prompt::new(session, file);
    let mut editor = open_editor(&prompt.session).map_err(as_failure)?;
    let history = History::open(&mut editor);
    greet(&prompt)?;
    let left = read_lines(&mut prompt, &mut editor, &history);
    // Answers in an output file must survive the prompt.
    prompt.close_output()?;
    left
}

/// Reads and handles lines until the user leaves.
fn read_lines(
    prompt: &mut Prompt,
    editor: &mut PromptEditor,
    history: &History,
) -> Result<(), Failed> {
    loop {
        if let Some(helper) = editor.helper() {
            helper.fix.replace(prompt.fix.clone());
        }
        match editor.readline(&prompt.prompt_text()) {
            Ok(entry) => {
                history.add(editor, &entry);
                // The fixed query is offered until something else is typed.
                prompt.fix = prompt.fix.take().filter(|_| entry.trim().is_empty());
                let next = handle_entry(prompt, &entry)?;
                for query in prompt.generated.drain(..) {
                    history.add(editor, &query);
                }
                if next == Next::Leave {
                    return Ok(());
                }
            }
            Err(ReadlineError::Interrupted) => {
                if !editor.helper().is_some_and(QueryHelper::was_typed) {
                    eprintln!("Ctrl-D leaves.");
                }
            }
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(as_failure(error)),
        }
    }
}

fn as_failure(error: ReadlineError) -> Failed {
    match error {
        ReadlineError::Io(error) => Failed::Output(error),
        other => Failed::Run(other.into()),
    }
}

/// Prints the base and an example query.
fn greet(prompt: &Prompt) -> io::Result<()> {
    let session = prompt.session.borrow();
    let catalog = session.base.catalog();
    let tour = if catalog.tour.is_empty() { "" } else { ", or `.tour`" };
    let mut err = io::stderr().lock();
    writeln!(err, "{}: {}. Type `.help`{tour}.", catalog.title, prompt.base_name())?;
    writeln!(err, "  {}", catalog.example)
}

/// Runs a command or answers a query. Prints errors, so that the prompt continues.
fn handle_entry(prompt: &mut Prompt, entry: &str) -> Result<Next, Failed> {
    let done = match commands::run_command(prompt, entry.trim()) {
        Some(done) => done,
        None if entry.trim().is_empty() => Ok(Next::Stay),
        None => prompt.answer(entry, &QueryOrigin::default()).map(|()| Next::Stay),
    };
    match done {
        // The diagnostics of a query are printed already.
        Err(Failed::Query(_)) => {}
        Err(Failed::Stopped(reason)) => writeln!(io::stderr(), "{reason}")?,
        Err(Failed::Run(error)) => writeln!(io::stderr(), "error: {error:#}")?,
        done => return done,
    }
    Ok(Next::Stay)
}
