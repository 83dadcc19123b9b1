//! The prompt: reads a line, answers it on the same road as everything else, and remembers it.
//!
//! `editor` decides when a query is whole, `complete` shows what may follow, `commands` holds the table of dot-commands.
//! Nothing here knows what a query means.

mod commands;
mod complete;
mod editor;

use std::cell::RefCell;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::PathBuf;
use std::rc::Rc;

use etcetera::BaseStrategy;
use rustyline::config::BellStyle;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};

use commands::Next;
use editor::QueryHelper;

use crate::query::diagnostic::Diagnostic;
use crate::query::repair::offered;
use crate::session::{Failed, Origin, Session};
use crate::text::clean::clean;

/// Runs the prompt until it is left. `name` is the file's name, none for the built-in facts.
pub fn run(session: Session, name: Option<&str>) -> Result<(), Failed> {
    let session = Rc::new(RefCell::new(session));
    let mut editor = open_editor(&session).map_err(as_failure)?;
    let history = history_file();
    if let Some(history) = &history {
        // A history that cannot be read is as good as none.
        let _ = editor.load_history(history);
    }
    greet(&session.borrow(), name)?;
    let prompt = format!("{}> ", name.unwrap_or("brief"));
    loop {
        match editor.readline(&prompt) {
            Ok(entry) => {
                if !entry.trim().is_empty() {
                    let _ = editor.add_history_entry(entry.as_str());
                }
                let (next, repaired) = handle(&mut session.borrow_mut(), &entry)?;
                if next == Next::Leave {
                    break;
                }
                if let Some(helper) = editor.helper() {
                    helper.repaired.replace(repaired);
                }
            }
            Err(ReadlineError::Interrupted) => {
                if !editor.helper().is_some_and(QueryHelper::was_typed) {
                    eprintln!("Ctrl-D leaves.");
                }
            }
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(as_failure(error)),
        }
    }
    if let Some(history) = &history {
        let _ = editor.append_history(history);
    }
    Ok(())
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
fn greet(session: &Session, name: Option<&str>) -> io::Result<()> {
    let catalog = session.base.catalog();
    let title = &catalog.title;
    let what = name.map_or_else(|| "the built-in facts".to_owned(), |name| format!("{name}.db"));
    let mut err = io::stderr().lock();
    writeln!(err, "{title}: {what}. `.help` shows what there is.")?;
    writeln!(err, "  {}", catalog.example)
}

/// A query or a command. What is wrong with a query has been said; the prompt goes on, with the query as it should be.
fn handle(session: &mut Session, entry: &str) -> Result<(Next, Option<String>), Failed> {
    let mut out = io::stdout().lock();
    if let Some(next) = commands::run(session, entry.trim(), &mut out)? {
        return Ok((next, None));
    }
    if entry.trim().is_empty() {
        return Ok((Next::Stay, None));
    }
    match session.answer(entry, &Origin::default(), &mut out, &mut io::stderr().lock()) {
        Ok(_) => Ok((Next::Stay, None)),
        Err(Failed::Query(found)) => Ok((Next::Stay, repaired(entry, &found))),
        Err(Failed::Run(error)) => {
            writeln!(io::stderr().lock(), "error: {error:#}")?;
            Ok((Next::Stay, None))
        }
        Err(failed) => Err(failed),
    }
}

/// The first repair offered for an entry, if it fits a line.
fn repaired(entry: &str, found: &[Diagnostic]) -> Option<String> {
    let fixes = found.iter().flat_map(|diagnostic| &diagnostic.fixes);
    let text = { fixes }.find_map(|fix| offered(entry, fix))?.trim_end().to_owned();
    (!text.contains('\n') && clean(&text) == text).then_some(text)
}

/// The history, readable by its owner only; none where there is no home to write to.
fn history_file() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    let directory = strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("brief");
    fs::create_dir_all(&directory).ok()?;
    let path = directory.join("history");
    OpenOptions::new().create(true).append(true).mode(0o600).open(&path).ok()?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).ok()?;
    Some(path)
}
