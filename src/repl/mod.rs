//! The prompt: reads a line, answers it on the same road as everything else, and remembers it.
//!
//! `editor` decides when a query is whole, `complete` shows what may follow, `commands` holds the table of dot-commands;
//! `prompt` is what lasts from line to line, `screen` where answers go, `terminal` what is given back in the end.
//! Nothing here knows what a query means.

mod commands;
mod complete;
mod editor;
mod history;
mod prompt;
mod screen;
mod terminal;

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use rustyline::config::BellStyle;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};

use commands::Next;
use editor::QueryHelper;
use history::History;
use prompt::Prompt;

use crate::session::{Failed, Origin, Session};

/// So many rows of the last answer are kept, to be shown again.
const KEPT: usize = 50_000;

/// Runs the prompt until it is left. `file` is the base that the session asks, none: the built-in facts.
pub fn run(mut session: Session, file: Option<&Path>) -> Result<(), Failed> {
    session.settings.numbered = true;
    session.settings.kept = KEPT;
    terminal::keep()?;
    terminal::interrupts(&session.base)?;
    let mut prompt = Prompt::new(session, file);
    let mut editor = open_editor(&prompt.session).map_err(as_failure)?;
    let history = History::open(&mut editor);
    greet(&prompt)?;
    let left = lines(&mut prompt, &mut editor, &history);
    // Answers that went to a file are not lost with the prompt.
    prompt.close()?;
    left
}

/// Line after line, until the prompt is left.
fn lines(
    prompt: &mut Prompt,
    editor: &mut Editor<QueryHelper, FileHistory>,
    history: &History,
) -> Result<(), Failed> {
    loop {
        if let Some(helper) = editor.helper() {
            helper.repaired.replace(prompt.offer.clone());
        }
        match editor.readline(&prompt.name()) {
            Ok(entry) => {
                history.add(editor, &entry);
                // What is offered waits until something else is typed.
                prompt.offer = prompt.offer.take().filter(|_| entry.trim().is_empty());
                let next = handle(prompt, &entry)?;
                for asked in prompt.asked.drain(..) {
                    history.add(editor, &asked);
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

fn open_editor(
    session: &Rc<RefCell<Session>>,
) -> rustyline::Result<Editor<QueryHelper, FileHistory>> {
    let color = session.borrow().settings.color;
    let config = Config::builder()
        .history_ignore_space(true)
        .history_ignore_dups(true)?
        .bell_style(BellStyle::None)
        .color_mode(if color { ColorMode::Enabled } else { ColorMode::Disabled })
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(QueryHelper::new(Rc::clone(session))));
    Ok(editor)
}

/// One line on what is asked and how to go on; nothing more.
fn greet(prompt: &Prompt) -> io::Result<()> {
    let session = prompt.session.borrow();
    let catalog = session.base.catalog();
    let tour = if catalog.tour.is_empty() { "" } else { ", or `.tour`" };
    let mut err = io::stderr().lock();
    writeln!(err, "{}: {}. Type `.help`{tour}.", catalog.title, prompt.what())?;
    writeln!(err, "  {}", catalog.example)
}

/// A query or a command. What is wrong is said; the prompt goes on, with the query as it should be.
fn handle(prompt: &mut Prompt, entry: &str) -> Result<Next, Failed> {
    let done = match commands::run(prompt, entry.trim()) {
        Some(done) => done,
        None if entry.trim().is_empty() => Ok(Next::Stay),
        None => prompt.answer(entry, &Origin::default()).map(|()| Next::Stay),
    };
    match done {
        // What is wrong with a query has been said.
        Err(Failed::Query(_)) => {}
        Err(Failed::Stopped(reason)) => writeln!(io::stderr(), "{reason}")?,
        Err(Failed::Run(error)) => writeln!(io::stderr(), "error: {error:#}")?,
        done => return done,
    }
    Ok(Next::Stay)
}
