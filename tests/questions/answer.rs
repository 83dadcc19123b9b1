//! Asking the real program, and what a test wants to know of its answer.

use std::process::Command;

use serde_json::Value;

use crate::support::Room;

/// The rows of an answer, and what was said beside it.
pub(crate) struct Answer {
    pub(crate) rows: Vec<Value>,
    notes: String,
}

/// An answer from the built-in facts, which the first question puts into a cache for all.
pub(crate) fn ask(query: &str) -> Answer {
    let room = Room::new();
    let mut command = room.command();
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    answer(&mut command, query)
}

/// An answer from the base the arguments name.
pub(crate) fn ask_of(room: &Room, base: &[&str], query: &str) -> Answer {
    answer(room.command().args(base), query)
}

fn answer(command: &mut Command, query: &str) -> Answer {
    let output = command.args(["--format", "json", query]).output().unwrap();
    let notes = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{query}\n{notes}");
    let rows = serde_json::from_slice(&output.stdout).unwrap();
    Answer { rows, notes }
}

impl Answer {
    /// A column of texts: every row has one.
    pub(crate) fn column(&self, name: &str) -> Vec<&str> {
        let text = |row: &'_ Value| row[name].is_string();
        assert!(self.rows.iter().all(text), "{name} is a text in every row: {:?}", self.rows);
        self.rows.iter().filter_map(|row| row[name].as_str()).collect()
    }

    /// A column of amounts or dates, as they are worded: every row has one.
    pub(crate) fn wordings(&self, name: &str) -> Vec<&str> {
        let text = |row: &'_ Value| row[name]["text"].is_string();
        assert!(self.rows.iter().all(text), "{name} is recorded in every row: {:?}", self.rows);
        self.rows.iter().filter_map(|row| row[name]["text"].as_str()).collect()
    }

    /// The one row there is.
    pub(crate) fn row(&self) -> &Value {
        assert_eq!(self.rows.len(), 1, "{:?}", self.rows);
        &self.rows[0]
    }

    /// How many rows are marked as certain, and how many as open.
    pub(crate) fn certain(&self) -> (usize, usize) {
        let certain = |row: &&Value| row["certain"].as_bool().unwrap();
        let n = self.rows.iter().filter(certain).count();
        (n, self.rows.len() - n)
    }

    /// How many rows beside those shown may match.
    pub(crate) fn may_match(&self) -> usize {
        let said = self.notes.lines().find(|line| line.contains(" may match: "));
        let n = said.and_then(|line| line.strip_prefix("note: ")?.split(' ').next()?.parse().ok());
        assert_eq!(said.is_some(), n.is_some(), "{said:?}");
        n.unwrap_or(0)
    }

    /// Nothing is certain, and so many may match.
    pub(crate) fn is_open(&self, n: usize) {
        assert!(self.rows.is_empty(), "{:?}", self.rows);
        assert_eq!(self.may_match(), n, "{}", self.notes);
    }

    /// Behind this value of the one row stands this paragraph, on this basis.
    pub(crate) fn cites(&self, column: &str, source: &str, paragraph: u64, basis: &str) {
        let claims = self.row()["sources"][column].as_array().unwrap();
        let it = |claim: &Value| {
            claim["source"] == source && claim["paragraph"] == paragraph && claim["basis"] == basis
        };
        assert!(claims.iter().any(it), "{claims:?}");
    }

    /// Some note or warning has this in it.
    pub(crate) fn says(&self, part: &str) {
        assert!(self.notes.contains(part), "{part}\n{}", self.notes);
    }

    /// There is this note, word for word.
    pub(crate) fn notes(&self, wanted: &str) {
        assert!(self.notes.lines().any(|line| line == wanted), "{wanted}\n{}", self.notes);
    }
}
