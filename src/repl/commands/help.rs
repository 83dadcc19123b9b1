//! Commands about the prompt: help, the tour, and leaving.

use std::fmt::Write;

use super::{COMMANDS as ALL, DotCommand, command_failure, find_command};
use crate::repl::prompt::Prompt;
use crate::session::about::kind_text;
use crate::session::{Failed, QueryOrigin};
use crate::text::{clean::clean, display_width, pad_to_width, wrap};

pub(super) const COMMANDS: &[DotCommand] = &[
    DotCommand {
        name: ".help",
        arguments: "[TOPIC]",
        about: "Explain a command, a kind, or the language",
        more: "For example `.help why`, `.help sources`, `.help language`.",
        run: run_dot_help,
    },
    DotCommand {
        name: ".tour",
        arguments: "[STEP]",
        about: "Take a five-minute tour, step by step",
        more: "Every step runs a query. Press Up to get it back and change it.",
        run: run_dot_tour,
    },
    DotCommand {
        name: ".quit",
        arguments: "",
        about: "Leave (also Ctrl-D)",
        more: "`quit`, `exit`, `\\q` and `:q` leave too.",
        run: run_dot_quit,
    },
];

const LANGUAGE: &str = "\
KIND                                  all facts of a kind, such as `{kind}`
KIND where CONDITION                  those that certainly meet a condition
  FIELD = VALUE      = != > >= < <=, contains, starts with, about, within, between … and …, in (…, …)
  FIELD is known     is unknown
  any LINK (…)       no, all, at least 2, at most 2, exactly 2: tests linked things
  and  or  not       with brackets; `possibly` before a condition includes rows that may match
  … show FIELD, …    which columns            … order by FIELD desc
  … by FIELD show count, sum of FIELD        groups
  … limit 10         … with sources
count KIND …                          how many        explain KIND …    how a query is read
Tab completes everything, including values. `.help KIND` shows a kind’s fields. For example:
  {example}
";

fn run_dot_help(prompt: &mut Prompt, topic: &str) -> Result<(), Failed> {
    let text = match topic {
        "" => all_commands(),
        topic => topic_text(prompt, topic)?,
    };
    Ok(prompt.show_prose(&text)?)
}

fn all_commands() -> String {
    let mut text = String::from("Type a query, or a command.\n");
    let shown = |command: &DotCommand| format!("{} {}", command.name, command.arguments);
    let all = ALL.iter().flat_map(|(_, commands)| *commands);
    let widest = all.map(|command| display_width(&shown(command))).max().unwrap_or(0);
    for (heading, commands) in ALL {
        let _ = writeln!(text, "\n{heading}");
        for command in *commands {
            let _ =
                writeln!(text, "  {}  {}", pad_to_width(&shown(command), widest), command.about);
        }
    }
    text + "\nA query continues on the next line after an open bracket, `and`, `or` or `,`.\n\
            Tab completes, Right accepts a hint, Up recalls. See also `.help language`.\n"
}

fn topic_text(prompt: &Prompt, topic: &str) -> Result<String, Failed> {
    let session = prompt.session.borrow();
    let catalog = session.base.catalog();
    if let Some(command) = find_command(topic).or_else(|| find_command(&format!(".{topic}"))) {
        let more = wrap(command.more, session.settings.width, "");
        return Ok(format!("{} {}\n{}.\n{more}\n", command.name, command.arguments, command.about));
    }
    if ["language", "query", "queries"].contains(&topic) {
        let kind = catalog.kinds.first().map_or("things", |kind| kind.plural.as_str());
        return Ok(LANGUAGE.replace("{kind}", kind).replace("{example}", &catalog.example));
    }
    kind_text(catalog, topic).map_err(|_| {
        command_failure(format!(
            "`{topic}` isn't a topic; use a command, a kind (`.kinds`), or `language`"
        ))
    })
}

fn run_dot_tour(prompt: &mut Prompt, argument: &str) -> Result<(), Failed> {
    let session = prompt.session.borrow();
    let steps = session.base.catalog().tour.clone();
    drop(session);
    match argument.parse::<usize>() {
        Ok(number) if (1..=steps.len()).contains(&number) => prompt.step = number - 1,
        _ if argument.is_empty() => {}
        _ => {
            return Err(command_failure(format!(
                "the tour has steps 1 to {}: `.tour 3`",
                steps.len()
            )));
        }
    }
    let Some(step) = steps.get(prompt.step) else {
        prompt.step = 0;
        prompt.show_prose(match steps.len() {
            0 => {
                "This base has no tour; `.kinds` lists its kinds, `.help language` shows the language.\n"
            }
            _ => "That was the tour; `.tour` starts it again.\n",
        })?;
        return Ok(());
    };
    prompt.step += 1;
    prompt.fit_width();
    let columns = prompt.session.borrow().settings.width;
    let number = match prompt.step {
        1 => format!("1 of {}; `.tour` continues", steps.len()),
        step => format!("{step} of {}", steps.len()),
    };
    let text = wrap(&format!("({number}) {}", clean(&step.say)), columns, "");
    prompt.show(&format!("{text}\n\n{}{}\n", prompt.prompt_text(), clean(&step.ask)))?;
    prompt.generated.push(step.ask.clone());
    match super::run_command(prompt, &step.ask) {
        Some(done) => done?,
        None => prompt.answer(&step.ask, &QueryOrigin::default())?,
    }
    // No step leaves the prompt.
    prompt.left = false;
    prompt.fix = (prompt.step < steps.len()).then(|| ".tour".to_owned());
    Ok(())
}

fn run_dot_quit(prompt: &mut Prompt, _: &str) -> Result<(), Failed> {
    prompt.left = true;
    Ok(())
}
