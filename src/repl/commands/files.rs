//! Other files: a script that is read, a base that is asked instead.

use std::fs;
use std::path::Path;

use super::{Command, Next, wrong};
use crate::repl::prompt::Prompt;
use crate::session::{Failed, Origin};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: ".read",
        arguments: "FILE",
        about: "Answer every query of a script",
        more: "Queries are separated by `;`; the first that fails ends the script.",
        run: read,
    },
    Command {
        name: ".open",
        arguments: "[FILE]",
        about: "Ask another base, or the built-in facts",
        more: "Settings and parameters stay as they are.",
        run: open,
    },
];

fn read(prompt: &mut Prompt, path: &str) -> Result<Next, Failed> {
    if path.is_empty() {
        return Err(wrong("which script? `.read FILE`"));
    }
    let text = fs::read(path).map_err(|error| wrong(format!("{path} cannot be read: {error}")))?;
    let text = String::from_utf8(text).map_err(|_| wrong(format!("{path} is not UTF-8 text")))?;
    let origin = Origin { file: Some(path.to_owned()) };
    match prompt.answer(text.trim_start_matches('\u{feff}'), &origin) {
        // What is wrong has been said, and cannot be mended in the next line.
        Err(Failed::Query(_)) => {
            prompt.offer = None;
            Ok(Next::Stay)
        }
        done => done.map(|()| Next::Stay),
    }
}

fn open(prompt: &mut Prompt, path: &str) -> Result<Next, Failed> {
    prompt.open(Some(path).filter(|path| !path.is_empty()).map(Path::new))?;
    Ok(Next::Stay)
}
