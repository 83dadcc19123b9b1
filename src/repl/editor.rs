//! The line editor and its history: private, without repetitions, and without lines that begin with a space.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::PathBuf;
use std::rc::Rc;

use etcetera::BaseStrategy;
use rustyline::config::BellStyle;
use rustyline::history::{FileHistory, History as _};
use rustyline::{ColorMode, CompletionType, Config, Editor};

use super::helper::QueryHelper;
use crate::session::Session;

/// The line editor of the prompt.
pub(super) type PromptEditor = Editor<QueryHelper, FileHistory>;

/// Opens the line editor, with colours and completions.
pub(super) fn open_editor(session: &Rc<RefCell<Session>>) -> rustyline::Result<PromptEditor> {
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
pub(super) struct History(Option<PathBuf>);

impl History {
    /// Loads earlier entries into the editor, each once, at its last position.
    pub(super) fn open(editor: &mut PromptEditor) -> Self {
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

    /// Saves an entry immediately, so that it survives whatever ends the program.
    pub(super) fn add(&self, editor: &mut PromptEditor, entry: &str) {
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
    fs::create_dir_all(&directory).ok()?;
    let path = directory.join("history");
    OpenOptions::new().create(true).append(true).mode(0o600).open(&path).ok()?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).ok()?;
    Some(path)
}
