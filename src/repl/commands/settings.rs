//! Commands about settings: the format of answers, and where they go.

use std::path::PathBuf;

use super::{DotCommand, command_failure};
use crate::query::bind::is_parameter;
use crate::render::{Format, OutputDocument};
use crate::repl::prompt::{OutputFile, Prompt};
use crate::session::Failed;
use crate::session::output::Output;
use crate::text::clean::ShownPath as _;
use crate::text::in_columns;

pub(super) const COMMANDS: &[DotCommand] = &[
    DotCommand {
        name: ".mode",
        arguments: "[FORMAT]",
        about: "Set the format of answers",
        more: "Without a format it shows the current one. `table` is for reading, `markdown` for reports, the others are for programs.",
        run: run_dot_mode,
    },
    DotCommand {
        name: ".output",
        arguments: "[FILE]",
        about: "Write answers to a file, or to the screen again",
        more: "The ending of the name sets the format (`answers.csv`); otherwise the current format is used. The file is complete \
               after `.output`, `.output -` or `.quit`.",
        run: run_dot_output,
    },
    DotCommand {
        name: ".once",
        arguments: "FILE",
        about: "Write only the next answer to a file",
        more: "The ending of the name sets the format (`answer.csv`); otherwise the current format is used. `.once FILE` and then `.last` save the last answer.",
        run: run_dot_once,
    },
    DotCommand {
        name: ".maxrows",
        arguments: "[N|all]",
        about: "Limit the rows shown in a table",
        more: "All rows are counted; `.last` shows all rows of the last answer. Other formats always show all rows.",
        run: run_dot_maxrows,
    },
    DotCommand {
        name: ".pager",
        arguments: "[on|off]",
        about: "Show answers taller than the screen in a pager",
        more: "The pager is BRIEF_PAGER, or else PAGER, or else `less -FRX`.",
        run: run_dot_pager,
    },
    DotCommand {
        name: ".timer",
        arguments: "[on|off]",
        about: "Show the time of every answer",
        more: "Slow answers show it anyway. The time runs from Enter until the whole answer is written.",
        run: run_dot_timer,
    },
    DotCommand {
        name: ".hints",
        arguments: "[on|off]",
        about: "Show hints while typing",
        more: "Right accepts a hint, Enter never does.",
        run: run_dot_hints,
    },
    DotCommand {
        name: ".set",
        arguments: "[NAME VALUE]",
        about: "Set the parameter `$NAME`",
        more: "After `.set here Qingdao`, `$here` can be used for any value in a query. With only a name it shows the value; without a name it shows all parameters.",
        run: run_dot_set,
    },
    DotCommand {
        name: ".show",
        arguments: "",
        about: "Show all settings",
        more: "They last until you leave the prompt.",
        run: run_dot_show,
    },
];

fn run_dot_mode(prompt: &mut Prompt, format: &str) -> Result<(), Failed> {
    let settings = &mut prompt.session.borrow_mut().settings;
    if format.is_empty() {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        prompt.show(&format!("{} (one of {})\n", settings.format, names.join(", ")))?;
        return Ok(());
    }
    let format = format.parse::<Format>().map_err(command_failure)?;
    if !format.is_text() {
        return Err(command_failure(format!(
            "a terminal can't show the format {format}; `.once answer.{format}` writes a file"
        )));
    }
    settings.format = format;
    Ok(())
}

fn run_dot_output(prompt: &mut Prompt, path: &str) -> Result<(), Failed> {
    prompt.close_output()?;
    if !is_screen(path) {
        prompt.output = Some(output_file(path, false)?);
    }
    Ok(())
}

fn run_dot_once(prompt: &mut Prompt, path: &str) -> Result<(), Failed> {
    if path.is_empty() {
        return Err(command_failure("`.once` needs a file: `.once FILE`"));
    }
    prompt.close_output()?;
    prompt.output = if is_screen(path) { None } else { Some(output_file(path, true)?) };
    Ok(())
}

/// Checks whether answers go to the screen, as with `-o -`.
fn is_screen(path: &str) -> bool {
    matches!(path, "" | "-")
}

fn output_file(path: &str, once: bool) -> Result<OutputFile, Failed> {
    let path = PathBuf::from(path);
    let format = Format::of_file(&path).map_err(command_failure)?;
    let output = Output::create(&path).map_err(|error| command_failure(error.to_string()))?;
    Ok(OutputFile { path, format, once, output, document: OutputDocument::default() })
}

fn run_dot_maxrows(prompt: &mut Prompt, argument: &str) -> Result<(), Failed> {
    let most = &mut prompt.session.borrow_mut().settings.most;
    match (argument, argument.parse()) {
        ("", _) => prompt.show(&format!("{}\n", row_limit(*most)))?,
        ("all", _) | (_, Ok(0)) => *most = None,
        (_, Ok(n)) => *most = Some(n),
        _ => {
            return Err(command_failure(format!(
                "`{argument}` is neither a number of rows nor `all`"
            )));
        }
    }
    Ok(())
}

fn row_limit(most: Option<u64>) -> String {
    most.map_or_else(|| "all".to_owned(), |most| most.to_string())
}

fn run_dot_pager(prompt: &mut Prompt, word: &str) -> Result<(), Failed> {
    prompt.pager = read_switch(prompt, prompt.pager, word)?;
    Ok(())
}

fn run_dot_timer(prompt: &mut Prompt, word: &str) -> Result<(), Failed> {
    prompt.timer = read_switch(prompt, prompt.timer, word)?;
    Ok(())
}

fn run_dot_hints(prompt: &mut Prompt, word: &str) -> Result<(), Failed> {
    let now = prompt.session.borrow().settings.hints;
    let hints = read_switch(prompt, now, word)?;
    prompt.session.borrow_mut().settings.hints = hints;
    Ok(())
}

/// Sets a switch to `on` or `off`; without a word, shows its state.
fn read_switch(prompt: &Prompt, now: bool, word: &str) -> Result<bool, Failed> {
    match word.to_lowercase().as_str() {
        "on" => Ok(true),
        "off" => Ok(false),
        "" => {
            prompt.show(&format!("{}\n", on_or_off(now)))?;
            Ok(now)
        }
        _ => Err(command_failure(format!("`{word}` is neither `on` nor `off`"))),
    }
}

fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn run_dot_set(prompt: &mut Prompt, argument: &str) -> Result<(), Failed> {
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
                let sentence = format!("`${name}` has no value; set it with `.set {name} VALUE`");
                return Err(command_failure(sentence));
            };
            prompt.show(&format!("{value}\n"))?;
        }
        (name, _) if !is_parameter(name) => {
            return Err(command_failure(format!(
                "`{name}` isn't the name of a parameter; write `.set city Qingdao`"
            )));
        }
        (name, value) => {
            parameters.insert(name.to_owned(), value.to_owned());
        }
    }
    Ok(())
}

fn run_dot_show(prompt: &mut Prompt, _: &str) -> Result<(), Failed> {
    let settings = prompt.session.borrow().settings.clone();
    let parameters = settings.parameters.iter().map(|(name, value)| format!("${name} = {value}"));
    let output = prompt.output.as_ref().map(|file| file.path.safe_text());
    let shown = [
        ("base", prompt.base_name()),
        ("mode", settings.format.to_string()),
        ("output", output.unwrap_or_else(|| "screen".to_owned())),
        ("maxrows", row_limit(settings.most)),
        ("pager", on_or_off(prompt.pager).to_owned()),
        ("timer", on_or_off(prompt.timer).to_owned()),
        ("hints", on_or_off(settings.hints).to_owned()),
        ("parameters", parameters.collect::<Vec<_>>().join(", ")),
    ];
    let rows = shown.map(|(name, value)| vec![name.to_owned(), value]);
    Ok(prompt.show(&(in_columns(&rows, &[]).join("\n") + "\n"))?)
}
