//! What there is in the base.

use super::{Command, Next, wrong};
use crate::catalog::Sort;
use crate::query::written;
use crate::repl::prompt::Prompt;
use crate::session::{Failed, Origin, describe};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: ".kinds",
        arguments: "",
        about: "The kinds of facts",
        more: "Each is the first word of a query.",
        run: kinds,
    },
    Command {
        name: ".schema",
        arguments: "[KIND]",
        about: "The fields and links of a kind",
        more: "What stands there can follow `where`, `show`, `by` and `order by`.",
        run: schema,
    },
    Command {
        name: ".names",
        arguments: "KIND [TEXT]",
        about: "Things whose names begin so, all names of each",
        more: "Any name counts, in any script; the query behind it is called back with Up.",
        run: names,
    },
];

fn kinds(prompt: &mut Prompt, _: &str) -> Result<Next, Failed> {
    schema(prompt, "")
}

fn schema(prompt: &mut Prompt, kind: &str) -> Result<Next, Failed> {
    let text = {
        let session = prompt.session.borrow();
        let catalog = session.base.catalog();
        match kind {
            "" => describe::kinds(catalog).replace("`brief schema KIND`", "`.schema KIND`"),
            kind => describe::kind(catalog, kind).map_err(wrong)?,
        }
    };
    prompt.tell(&text)?;
    Ok(Next::Stay)
}

fn names(prompt: &mut Prompt, argument: &str) -> Result<Next, Failed> {
    let (kind, beginning) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
    let session = prompt.session.borrow();
    let catalog = session.base.catalog();
    if kind.is_empty() {
        return Err(wrong("of which kind? `.names KIND TEXT`; `.kinds` lists the kinds"));
    }
    let Some(known) = catalog.find_kind(kind) else {
        // It is known not to be there, so what comes is the sentence with its suggestions.
        return Err(wrong(describe::kind(catalog, kind).err().unwrap_or_default()));
    };
    if !matches!(known.sort, Sort::Thing | Sort::Union) {
        return Err(wrong(format!("{} have no names of their own", known.plural)));
    }
    let only = match beginning.trim() {
        "" => String::new(),
        text => format!(" where name starts with {}", written(text, true)),
    };
    let query = format!("{}{only} show id, name, names.text", known.plural);
    drop(session);
    prompt.asked.push(query.clone());
    prompt.answer(&query, &Origin::default())?;
    Ok(Next::Stay)
}
