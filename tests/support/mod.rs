//! A sandbox for each test: the real program with a home, a cache and a state directory that nobody else uses.

#![allow(dead_code, reason = "each test binary needs a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use tempfile::TempDir;

/// How long a run may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A temporary directory in which the program runs.
pub(crate) struct Room {
    directory: TempDir,
}

impl Room {
    /// An empty room.
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    /// A room with a file of the built-in facts.
    pub(crate) fn with_base(name: &str) -> Self {
        let room = Self::new();
        room.done(&["new", name]);
        room
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Returns the path of a file in it.
    pub(crate) fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn read(&self, name: impl AsRef<Path>) -> String {
        fs::read_to_string(self.at(name)).unwrap()
    }

    pub(crate) fn bytes(&self, name: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.at(name)).unwrap()
    }

    pub(crate) fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        fs::write(self.at(name), content).unwrap();
    }

    /// Lists the files in it, hidden ones too, but not the cache.
    pub(crate) fn names(&self) -> Vec<String> {
        names(self.path())
    }

    /// Returns the program, to be started in this room, with nothing of the environment that could change its answers.
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
            command.env(name, self.at(directory));
        }
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, |_| {})
    }

    /// Runs the program with this on its standard input.
    pub(crate) fn feed(&self, args: &[&str], input: impl AsRef<[u8]>) -> Ran {
        self.run_with(args, |command| {
            command.write_stdin(input.as_ref());
        })
    }

    /// Runs the program after a change of its environment or its standard input.
    pub(crate) fn run_with(&self, args: &[&str], change: impl Fn(&mut assert_cmd::Command)) -> Ran {
        let mut command = assert_cmd::Command::from_std(self.command());
        command.args(args).timeout(PATIENCE);
        change(&mut command);
        command.output().unwrap().into()
    }

    /// Runs a command that must succeed, and returns its answer.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        ran.out
    }
}

/// Lists the files in a directory, hidden ones too, but not the cache.
pub(crate) fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "cache").collect();
    names.sort();
    names
}

/// How a run of the program ended, and what it printed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("{:?}", output.status));
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ran {
    /// Asserts that it failed with this exit code and these messages, and answered nothing.
    pub(crate) fn failed(&self, code: i32, messages: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{self:?}");
        for part in messages {
            assert!(self.err.contains(part), "{part}\n{}", self.err);
        }
    }

    /// Asserts that it answered this and printed no message.
    pub(crate) fn answered(&self, out: &str) {
        assert_eq!((self.code, self.out.as_str(), self.err.as_str()), (0, out, ""), "{self:?}");
    }
}

/// Returns the number in an environment variable.
pub(crate) fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |n| n.parse().unwrap())
}

/// Returns the answer of the built-in facts to a query, as rows of JSON.
pub(crate) fn rows(query: &str) -> Vec<serde_json::Value> {
    let answer = Room::new().done(&["-q", "--format", "json", query]);
    serde_json::from_str(&answer).unwrap()
}
