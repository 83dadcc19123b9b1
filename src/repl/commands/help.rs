//! What can be typed here, a way around, and the way out.

use std::fmt::Write;

use super::{COMMANDS as ALL, Command, Next, find, wrong};
use crate::repl::prompt::Prompt;
use crate::session::{Failed, Origin, describe};
use crate::text::{clean::clean, width, wrap};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: ".help",
        arguments: "[TOPIC]",
        about: "More about a command, a kind, or `language`",
        more: "`.help why`, `.help sources`, `.help language`.",
        run: help,
    },
    Command {
        name: ".tour",
        arguments: "[STEP]",
        about: "A way around, step by step, in five minutes",
        more: "Every step is a query, asked and answered; Up calls it back to be changed.",
        run: tour,
    },
    Command {
        name: ".quit",
        arguments: "",
        about: "Leave (also Ctrl-D)",
        more: "`quit`, `exit`, `\\q` and `:q` do too.",
        run: quit,
    },
];

const LANGUAGE: &str = "\
KIND                                  all of a kind, such as `{kind}`
KIND where CONDITION                  those that certainly meet it
  FIELD = VALUE      = != > >= < <=, contains, starts with, about, within, between … and …, in (…, …)
  FIELD is known     is unknown
  any LINK (…)       no, all, at least 2, at most 2, exactly 2: what is linked
  and  or  not       with brackets; `possibly` before a condition also lets in what is left open
  … show FIELD, …    which columns            … order by FIELD desc
  … by FIELD show count, sum of FIELD        groups
  … limit 10         … with sources
count KIND …                          how many        explain KIND …    how it is read, and its SQL
Tab completes everything, values too. `.help KIND` shows a kind’s fields. For example:
  {example}
";

fn help(prompt: &mut Prompt, topic: &str) -> Result<Next, Failed> {
    let text = match topic {
        "" => all(),
        topic => about(prompt, topic)?,
    };
    prompt.tell(&text)?;
    Ok(Next::Stay)
}

fn all() -> String {
    let mut text = String::from("Type a query, or a command.\n");
    let shown = |command: &Command| format!("{} {}", command.name, command.arguments);
    let all = ALL.iter().flat_map(|(_, commands)| *commands);
    let widest = all.map(|command| width(&shown(command))).max().unwrap_or(0);
    for (heading, commands) in ALL {
        let _ = writeln!(text, "\n{heading}");
        for command in *commands {
            let left = shown(command);
            let gap = " ".repeat(widest - width(&left) + 2);
            let _ = writeln!(text, "  {left}{gap}{}", command.about);
        }
    }
    text + "\nA query goes on in the next line while a bracket or quote is open, or after `and`, `or` or `,`.\n\
            Tab completes, Right takes what is hinted, Up calls back. `.help language` shows how to ask.\n"
}

fn about(prompt: &Prompt, topic: &str) -> Result<String, Failed> {
    let session = prompt.session.borrow();
    let catalog = session.base.catalog();
    if let Some(command) = find(topic).or_else(|| find(&format!(".{topic}"))) {
        let more = wrap(command.more, session.settings.width, "");
        return Ok(format!("{} {}\n{}.\n{more}\n", command.name, command.arguments, command.about));
    }
    if ["language", "query", "queries"].contains(&topic) {
        let kind = catalog.kinds.first().map_or("things", |kind| kind.plural.as_str());
        return Ok(LANGUAGE.replace("{kind}", kind).replace("{example}", &catalog.example));
    }
    describe::kind(catalog, topic).map_err(|_| {
        wrong(format!(
            "there is no help on `{topic}`; a topic is a command, a kind (`.kinds`), or `language`"
        ))
    })
}

fn tour(prompt: &mut Prompt, argument: &str) -> Result<Next, Failed> {
    let session = prompt.session.borrow();
    let steps = session.base.catalog().tour.clone();
    drop(session);
    match argument.parse::<usize>() {
        Ok(number) if (1..=steps.len()).contains(&number) => prompt.step = number - 1,
        _ if argument.is_empty() => {}
        _ => return Err(wrong(format!("the tour has steps 1 to {}: `.tour 3`", steps.len()))),
    }
    let Some(step) = steps.get(prompt.step) else {
        prompt.step = 0;
        prompt.tell(match steps.len() {
            0 => {
                "This base has no tour; `.kinds` shows what it has, `.help language` how to ask.\n"
            }
            _ => "That was the tour; `.tour` begins it again.\n",
        })?;
        return Ok(Next::Stay);
    };
    prompt.step += 1;
    prompt.fit();
    let columns = prompt.session.borrow().settings.width;
    let number = match prompt.step {
        1 => format!("1 of {}; `.tour` goes on", steps.len()),
        step => format!("{step} of {}", steps.len()),
    };
    let said = wrap(&format!("({number}) {}", clean(&step.say)), columns, "");
    prompt.show(&format!("{said}\n\n{}{}\n", prompt.name(), clean(&step.ask)))?;
    prompt.asked.push(step.ask.clone());
    match super::run(prompt, &step.ask) {
        Some(done) => done.map(|_| ())?,
        None => prompt.answer(&step.ask, &Origin::default())?,
    }
    prompt.offer = (prompt.step < steps.len()).then(|| ".tour".to_owned());
    Ok(Next::Stay)
}

fn quit(_: &mut Prompt, _: &str) -> Result<Next, Failed> {
    Ok(Next::Leave)
}
