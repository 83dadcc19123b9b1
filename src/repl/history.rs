//! What was typed, kept from one time to the next: private, without repetitions, and without lines that begin with a space.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::PathBuf;

use etcetera::BaseStrategy;
use rustyline::Editor;
use rustyline::history::{FileHistory, History as _};

use super::editor::QueryHelper;

type PromptEditor = Editor<QueryHelper, FileHistory>;

/// Where entries are kept; nowhere, if there is no home to write to.
pub(super) struct History(Option<PathBuf>);

impl History {
    /// Gives the editor what was typed before, each entry once, where it was typed last.
    pub(super) fn open(editor: &mut PromptEditor) -> Self {
        let path = file();
        if let Some(path) = &path {
            // A history that cannot be read or written is as good as none.
            let _ = editor.load_history(path);
            if once(editor.history_mut()) {
                let _ = editor.save_history(path);
            }
        }
        Self(path)
    }

    /// Keeps an entry at once, so that nothing that ends the program can lose it.
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

/// Leaves of each entry only the last; whether there was one to leave out.
fn once(history: &mut FileHistory) -> bool {
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

/// The history, readable by its owner only.
fn file() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    let directory = strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("brief");
    fs::create_dir_all(&directory).ok()?;
    let path = directory.join("history");
    OpenOptions::new().create(true).append(true).mode(0o600).open(&path).ok()?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).ok()?;
    Some(path)
}
