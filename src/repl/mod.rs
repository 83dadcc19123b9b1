//! The prompt: reads a line, answers it through [`Session`] like every other query, and adds it to the history.
//!
//! `helper` completes, colours and hints, `commands` holds the table of dot-commands, `prompt` the state between two lines,
//! `screen` the terminal and the pager. Nothing here knows the query language.

use etcetera::BaseStrategy;
use rustyline::config::BellStyle;
use rustyline::history::{FileHistory, History as _};
use rustyline::{ColorMode, CompletionType, Config, Editor};
use std::cell::RefCell;
use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::PathBuf;
use std::rc::Rc;

mod commands;
mod helper;
mod prompt;
mod screen;

use std::io::{self, Write};
use std::path::Path;

use rustyline::error::ReadlineError;

use helper::QueryHelper;
use prompt::Prompt;

use crate::session::{Failed, QueryOrigin, Session};

/// The most rows of the last answer that are recorded, to show it again.
const RECORDED: usize = 50_000;

/// Runs the prompt until the user leaves it. `file` is the session's base; `None` means the built-in facts.
pub fn run_prompt(mut session: Session, file: Option<&Path>) -> Result<(), Failed> {
    session.settings.numbered = true;
    session.settings.recorded = RECORDED;
    screen::restore_at_end()?;
    screen::stop_on_interrupt(&session.base)?;
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
                handle_entry(prompt, &entry)?;
                for query in prompt.generated.drain(..) {
                    history.add(editor, &query);
                }
                if prompt.left {
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
fn handle_entry(prompt: &mut Prompt, entry: &str) -> Result<(), Failed> {
    let done = match commands::run_command(prompt, entry.trim()) {
        Some(done) => done,
        None if entry.trim().is_empty() => Ok(()),
        None => prompt.answer(entry, &QueryOrigin::default()),
    };
    match done {
        // The diagnostics of a query are printed already.
        Err(Failed::Query(_)) => {}
        Err(Failed::Stopped(reason)) => writeln!(io::stderr(), "{reason}")?,
        Err(Failed::Run(error)) => writeln!(io::stderr(), "error: {error:#}")?,
        done => return done,
    }
    Ok(())
}

/// The line editor of the prompt.
type PromptEditor = Editor<QueryHelper, FileHistory>;

/// Opens the line editor, with colours and completions.
fn open_editor(session: &Rc<RefCell<Session>>) -> rustyline::Result<PromptEditor> {
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

/// The file of the history; `None` means that there is no home directory to write to.
struct History(Option<PathBuf>);

impl History {
    /// Loads earlier entries into the editor, each once, at its last position.
    fn open(editor: &mut PromptEditor) -> Self {
        let path = history_file();
        if let Some(path) = &path {
            // A history that can't be read or written is ignored.
            let _ = editor.load_history(path);
            if remove_repetitions(editor.history_mut()) {
                let _ = editor.save_history(path);
            }
        }
        Self(path)
    }

    /// Saves an entry immediately, so that it survives however the program ends.
    fn add(&self, editor: &mut PromptEditor, entry: &str) {
        if entry.trim().is_empty() {
            return;
        }
        let is_new = editor.add_history_entry(entry).unwrap_or(false);
        if let (true, Some(path)) = (is_new, &self.0) {
            let _ = editor.append_history(path);
        }
    }
}

/// Removes all but the last occurrence of each entry. Returns whether there were any.
fn remove_repetitions(history: &mut FileHistory) -> bool {
    let mut seen = HashSet::new();
    let entries: Vec<String> =
        history.iter().rev().filter(|entry| seen.insert((*entry).clone())).cloned().collect();
    let repeated = entries.len() < history.len();
    if repeated && history.clear().is_ok() {
        for entry in entries.into_iter().rev() {
            let _ = history.add_owned(entry);
        }
    }
    repeated
}

/// Returns the file of the history, readable by its owner only.
fn history_file() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    let directory = strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("brief");
    if !directory.is_absolute() {
        return None;
    }
    fs::create_dir_all(&directory).ok()?;
    let path = directory.join("history");
    OpenOptions::new().create(true).append(true).mode(0o600).open(&path).ok()?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).ok()?;
    Some(path)
}
