//! How answers look and where they go.

use std::path::PathBuf;

use super::{Command, Next, wrong};
use crate::query::bind::is_parameter;
use crate::render::Format;
use crate::repl::prompt::{Answers, Prompt};
use crate::session::Failed;
use crate::session::output::Output;
use crate::text::width;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: ".mode",
        arguments: "[FORMAT]",
        about: "How answers look, as a format",
        more: "Without a format it shows the one in use. `table` is for reading, `markdown` for reports, the others are for programs.",
        run: mode,
    },
    Command {
        name: ".output",
        arguments: "[FILE]",
        about: "Answers go to a file; without one, here again",
        more: "Its format is that of its name (`answers.csv`), else the one in use. The file is whole, and in its place, \
               after `.output` or `.output -`, or when the prompt is left.",
        run: output,
    },
    Command {
        name: ".once",
        arguments: "FILE",
        about: "Only the next answer goes to a file",
        more: "Its format is that of its name (`answer.csv`), else the one in use. `.once FILE` and `.last` save the \
               last answer.",
        run: once,
    },
    Command {
        name: ".maxrows",
        arguments: "[N|all]",
        about: "How many rows of a table are shown",
        more: "All are counted; `.last` shows all of the last answer. Other formats are never cut.",
        run: maxrows,
    },
    Command {
        name: ".pager",
        arguments: "[on|off]",
        about: "Page answers taller than the screen",
        more: "The pager is BRIEF_PAGER, else PAGER, else `less -FRX`.",
        run: pager,
    },
    Command {
        name: ".timer",
        arguments: "[on|off]",
        about: "Tell the time of every answer",
        more: "Slow answers tell it anyway. It runs from Enter until the whole answer was written.",
        run: timer,
    },
    Command {
        name: ".hints",
        arguments: "[on|off]",
        about: "Hint at what may follow while typing",
        more: "Right takes a hint, Enter never does.",
        run: hints,
    },
    Command {
        name: ".set",
        arguments: "[NAME VALUE]",
        about: "Give `$NAME` a value",
        more: "`.set here Qingdao`, then `$here` wherever a query has a value. A name alone tells its value, without a name all are told.",
        run: set,
    },
    Command {
        name: ".show",
        arguments: "",
        about: "All of these settings",
        more: "They last until the prompt is left.",
        run: show,
    },
];

fn mode(prompt: &mut Prompt, format: &str) -> Result<Next, Failed> {
    let settings = &mut prompt.session.borrow_mut().settings;
    if format.is_empty() {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        prompt.show(&format!("{} (one of {})\n", settings.format, names.join(", ")))?;
        return Ok(Next::Stay);
    }
    settings.format = format.parse::<Format>().map_err(|error| wrong(error.to_string()))?;
    Ok(Next::Stay)
}

fn output(prompt: &mut Prompt, path: &str) -> Result<Next, Failed> {
    prompt.close()?;
    if !is_screen(path) {
        prompt.output = Some(answers(path, false)?);
    }
    Ok(Next::Stay)
}

fn once(prompt: &mut Prompt, path: &str) -> Result<Next, Failed> {
    if path.is_empty() {
        return Err(wrong("to which file? `.once FILE`"));
    }
    prompt.close()?;
    prompt.output = if is_screen(path) { None } else { Some(answers(path, true)?) };
    Ok(Next::Stay)
}

/// Whether answers go to the screen, as with `-o -`.
fn is_screen(path: &str) -> bool {
    matches!(path, "" | "-")
}

fn answers(path: &str, once: bool) -> Result<Answers, Failed> {
    let path = PathBuf::from(path);
    let format = Format::of_file(&path).map_err(|error| wrong(error.to_string()))?;
    let output = Output::create(&path).map_err(|error| wrong(error.to_string()))?;
    Ok(Answers { path, format, once, output })
}

fn maxrows(prompt: &mut Prompt, argument: &str) -> Result<Next, Failed> {
    let most = &mut prompt.session.borrow_mut().settings.most;
    match (argument, argument.parse()) {
        ("", _) => prompt.show(&format!("{}\n", rows(*most)))?,
        ("all", _) | (_, Ok(0)) => *most = None,
        (_, Ok(n)) => *most = Some(n),
        _ => return Err(wrong(format!("`{argument}` is neither a number of rows nor `all`"))),
    }
    Ok(Next::Stay)
}

fn rows(most: Option<u64>) -> String {
    most.map_or_else(|| "all".to_owned(), |most| most.to_string())
}

fn pager(prompt: &mut Prompt, word: &str) -> Result<Next, Failed> {
    prompt.pager = switch(prompt, prompt.pager, word)?;
    Ok(Next::Stay)
}

fn timer(prompt: &mut Prompt, word: &str) -> Result<Next, Failed> {
    prompt.timer = switch(prompt, prompt.timer, word)?;
    Ok(Next::Stay)
}

fn hints(prompt: &mut Prompt, word: &str) -> Result<Next, Failed> {
    let now = prompt.session.borrow().settings.hints;
    let hints = switch(prompt, now, word)?;
    prompt.session.borrow_mut().settings.hints = hints;
    Ok(Next::Stay)
}

/// What `on` or `off` makes of a switch; without a word it is shown and stays.
fn switch(prompt: &Prompt, now: bool, word: &str) -> Result<bool, Failed> {
    match word.to_lowercase().as_str() {
        "on" => Ok(true),
        "off" => Ok(false),
        "" => {
            prompt.show(&format!("{}\n", on_or_off(now)))?;
            Ok(now)
        }
        _ => Err(wrong(format!("`{word}` is neither `on` nor `off`"))),
    }
}

fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn set(prompt: &mut Prompt, argument: &str) -> Result<Next, Failed> {
    let parameters = &mut prompt.session.borrow_mut().settings.parameters;
    let (name, value) = argument.split_once(['=', ' ']).unwrap_or((argument, ""));
    let name = name.trim().trim_start_matches('$');
    match (name, value.trim()) {
        ("", _) if parameters.is_empty() => prompt.show("no parameters are set\n")?,
        ("", _) => {
            let lines = parameters.iter().map(|(name, value)| format!("${name} = {value}\n"));
            prompt.show(&lines.collect::<String>())?;
        }
        (name, "") => {
            let Some(value) = parameters.get(name) else {
                let sentence = format!("`${name}` has no value; `.set {name} VALUE` gives it one");
                return Err(wrong(sentence));
            };
            prompt.show(&format!("{value}\n"))?;
        }
        (name, _) if !is_parameter(name) => {
            return Err(wrong(format!(
                "`{name}` isn't the name of a parameter; write `.set city Qingdao`"
            )));
        }
        (name, value) => {
            parameters.insert(name.to_owned(), value.to_owned());
        }
    }
    Ok(Next::Stay)
}

fn show(prompt: &mut Prompt, _: &str) -> Result<Next, Failed> {
    let settings = prompt.session.borrow().settings.clone();
    let parameters = settings.parameters.iter().map(|(name, value)| format!("${name} = {value}"));
    let output = prompt.output.as_ref();
    let shown = [
        ("base", prompt.what()),
        ("mode", settings.format.to_string()),
        (
            "output",
            output.map_or_else(|| "here".to_owned(), |file| file.path.display().to_string()),
        ),
        ("maxrows", rows(settings.most)),
        ("pager", on_or_off(prompt.pager).to_owned()),
        ("timer", on_or_off(prompt.timer).to_owned()),
        ("hints", on_or_off(settings.hints).to_owned()),
        ("parameters", parameters.collect::<Vec<_>>().join(", ")),
    ];
    let widest = shown.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let line = |(name, value): &(&str, String)| {
        format!("{name}{}{value}", " ".repeat(widest - width(name) + 2)).trim_end().to_owned()
            + "\n"
    };
    prompt.show(&shown.iter().map(line).collect::<String>())?;
    Ok(Next::Stay)
}
