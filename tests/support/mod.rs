//! A room of its own for each test: the real program with a home, a cache and a state directory that nobody else uses.

#![allow(dead_code, reason = "each test binary needs a part of it")]

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A temporary directory in which the program runs.
pub(crate) struct Room {
    directory: TempDir,
}

impl Room {
    /// An empty room.
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The program, started in this room, with nothing of the environment that could change what it says.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_brief"));
        command.current_dir(self.path());
        self.furnish(&mut command);
        command
    }

    /// Gives any command the environment of this room.
    pub(crate) fn furnish(&self, command: &mut Command) {
        let foreign = ["BRIEF_DB", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"];
        for name in foreign {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color").env("HOME", self.path()).env("BRIEF_PAGER", "");
        for (name, directory) in
            [("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state"), ("XDG_DATA_HOME", "data")]
        {
            command.env(name, self.path().join(directory));
        }
    }
}
