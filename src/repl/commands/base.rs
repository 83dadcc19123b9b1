//! Commands about the base: its kinds and names, another base, and scripts to run on it.

use std::fs;
use std::path::Path;

use super::{DotCommand, command_failure};
use crate::catalog::Sort;
use crate::query::quote_if_needed;
use crate::repl::prompt::Prompt;
use crate::session::about::{kind_text, kinds_text};
use crate::session::{Failed, QueryOrigin};

pub(super) const FACTS: &[DotCommand] = &[
    DotCommand {
        name: ".kinds",
        arguments: "",
        about: "List the kinds of facts",
        more: "Each is the first word of a query.",
        run: run_dot_kinds,
    },
    DotCommand {
        name: ".schema",
        arguments: "[KIND]",
        about: "Show the fields and links of a kind",
        more: "They can follow `where`, `show`, `by` and `order by`.",
        run: run_dot_schema,
    },
    DotCommand {
        name: ".names",
        arguments: "KIND [TEXT]",
        about: "List things whose names begin with TEXT",
        more: "Any name can match, in any script; all names of each thing are shown. Press Up to see the query.",
        run: run_dot_names,
    },
];

pub(super) const FILES: &[DotCommand] = &[
    DotCommand {
        name: ".read",
        arguments: "FILE",
        about: "Answer every query of a script",
        more: "Queries are separated by `;`. The first that fails ends the script.",
        run: run_dot_read,
    },
    DotCommand {
        name: ".open",
        arguments: "[FILE]",
        about: "Open another base, or the built-in facts",
        more: "Settings and parameters stay as they are.",
        run: run_dot_open,
    },
];

fn run_dot_kinds(prompt: &mut Prompt, _: &str) -> Result<(), Failed> {
    run_dot_schema(prompt, "")
}

fn run_dot_schema(prompt: &mut Prompt, kind: &str) -> Result<(), Failed> {
    let text = {
        let session = prompt.session.borrow();
        let catalog = session.base.catalog();
        match kind {
            "" => kinds_text(catalog).replace("`brief schema KIND`", "`.schema KIND`"),
            kind => kind_text(catalog, kind).map_err(command_failure)?,
        }
    };
    Ok(prompt.show_prose(&text)?)
}

fn run_dot_names(prompt: &mut Prompt, argument: &str) -> Result<(), Failed> {
    let (kind, beginning) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
    let session = prompt.session.borrow();
    let catalog = session.base.catalog();
    if kind.is_empty() {
        return Err(command_failure(
            "`.names` needs a kind: `.names KIND TEXT`; `.kinds` lists the kinds",
        ));
    }
    let Some(known) = catalog.find_kind(kind) else {
        return Err(command_failure(kind_text(catalog, kind).err().unwrap_or_default()));
    };
    if !matches!(known.sort, Sort::Thing | Sort::Union) {
        return Err(command_failure(format!("{} have no names of their own", known.plural)));
    }
    let only = match beginning.trim() {
        "" => String::new(),
        text => format!(" where name starts with {}", quote_if_needed(text, true)),
    };
    let query = format!("{}{only} show id, name, names.text", known.plural);
    drop(session);
    prompt.generated.push(query.clone());
    prompt.answer(&query, &QueryOrigin::default())
}

fn run_dot_read(prompt: &mut Prompt, path: &str) -> Result<(), Failed> {
    if path.is_empty() {
        return Err(command_failure("`.read` needs a script: `.read FILE`"));
    }
    let text = fs::read(path)
        .map_err(|error| command_failure(format!("{path} can't be read: {error}")))?;
    let text =
        String::from_utf8(text).map_err(|_| command_failure(format!("{path} isn't UTF-8 text")))?;
    let origin = QueryOrigin { file: Some(path.to_owned()) };
    match prompt.answer(text.trim_start_matches('\u{feff}'), &origin) {
        // The diagnostics are printed already, and the next line can't fix a script.
        Err(Failed::Query(_)) => {
            prompt.fix = None;
            Ok(())
        }
        done => done,
    }
}

fn run_dot_open(prompt: &mut Prompt, path: &str) -> Result<(), Failed> {
    prompt.open_base(Some(path).filter(|path| !path.is_empty()).map(Path::new))?;
    Ok(())
}
