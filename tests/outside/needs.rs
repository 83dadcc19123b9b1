//! What a test needs beside the project, and why it is ignored where that is missing.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::{Completion, Trial};

/// The Python that has the packages of `tests/others/requirements.txt`. Where it is named, no program of [`Need`] may be missing.
const OTHERS: &str = "BRIEF_OTHERS";

/// The directory with the documents the built-in facts are from.
const DOCUMENTS: &str = "BRIEF_DOCUMENTS";

/// Something a test cannot run without.
#[derive(Clone, Copy)]
pub(crate) enum Need {
    /// A program that CI has.
    Program(&'static str),
    /// A program that a person may use, which CI need not have.
    Optional(&'static str),
    /// A module of Python.
    Module(&'static str),
    /// The documents the built-in facts are from.
    Documents,
    /// The right to give files to other users.
    Root,
    /// Extended attributes of files.
    Attributes,
}

impl Need {
    /// Returns the reason why a test that needs this is ignored; `None` means it is there.
    fn missing(self) -> Option<String> {
        match self {
            Self::Program(name) | Self::Optional(name) => {
                let is_there = Command::new(name).arg("--version").output().is_ok();
                (!is_there).then(|| format!("{name} isn't installed"))
            }
            Self::Module(name) => {
                let import =
                    Command::new(python()).args(["-c", &format!("import {name}")]).output();
                let is_there = import.is_ok_and(|output| output.status.success());
                (!is_there)
                    .then(|| format!("Python has no {name}, see tests/others/requirements.txt"))
            }
            Self::Documents => (!documents().is_dir())
                .then(|| format!("the documents aren't here: {DOCUMENTS}=DIR names them")),
            Self::Root => {
                let file = tempfile::NamedTempFile::new().unwrap();
                let given = std::os::unix::fs::chown(file.path(), Some(NOBODY), Some(NOBODY));
                given.is_err().then(|| "only root can give a file to another user".to_owned())
            }
            Self::Attributes => {
                let file = tempfile::NamedTempFile::new().unwrap();
                let set = xattr::set(file.path(), "user.brief", b"mark");
                set.is_err().then(|| "the file system has no extended attributes".to_owned())
            }
        }
    }

    /// Whether a test fails where this is missing, because CI has it.
    fn is_demanded(self) -> bool {
        matches!(self, Self::Program(_) | Self::Module(_)) && env::var_os(OTHERS).is_some()
    }
}

/// A user without rights, as most systems call `nobody`.
pub(crate) const NOBODY: u32 = 65534;

/// Returns the Python to run.
pub(crate) fn python() -> String {
    env::var(OTHERS).unwrap_or_else(|_| "python3".to_owned())
}

/// Returns the directory where the documents are looked for, which aren't part of the project.
pub(crate) fn documents() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    env::var_os(DOCUMENTS).map_or_else(beside, PathBuf::from)
}

/// Makes a test that is ignored, with the reason, where something it needs is missing.
pub(crate) fn trial(name: &str, needs: &'static [Need], test: fn()) -> Trial {
    Trial::ignorable_test(name, move || {
        let missing = needs.iter().find_map(|need| Some((need, need.missing()?)));
        match missing {
            Some((need, reason)) if need.is_demanded() => {
                Err(format!("{reason}, but {OTHERS} is set").into())
            }
            Some((_, reason)) => Ok(Completion::ignored_with(reason)),
            None => {
                test();
                Ok(Completion::Completed)
            }
        }
    })
}
