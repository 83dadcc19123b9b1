//! Dot-commands: one table from which they are run, explained, completed and suggested.
//!
//! To add one: a line in [`COMMANDS`] and its function, in the room it belongs to: `answers` look into the last answer,
//! `facts` into the base, `settings` change how answers look and where they go, `files` read others. `habits` knows what
//! people type who come from other programs.

mod answers;
mod facts;
mod files;
mod habits;
mod help;
mod settings;

use anyhow::anyhow;

use super::prompt::Prompt;
use crate::render::Format;
use crate::session::Failed;
use crate::text::list_or;
use crate::value::suggest;

/// What the prompt does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Stay,
    Leave,
}

/// One command: its name, its arguments as shown, what it does, more about it, and the function that does it.
struct Command {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    more: &'static str,
    run: Run,
}

type Run = fn(&mut Prompt, &str) -> Result<Next, Failed>;

/// Under these headings `.help` lists the commands.
const COMMANDS: &[(&str, &[Command])] = &[
    ("The last answer", answers::COMMANDS),
    ("The facts", facts::COMMANDS),
    ("How answers look, and where they go", settings::COMMANDS),
    ("Files", files::COMMANDS),
    ("The prompt", help::COMMANDS),
];

fn commands() -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().flat_map(|(_, commands)| *commands)
}

fn find(name: &str) -> Option<&'static Command> {
    let name = name.to_lowercase();
    commands().find(|command| command.name == name)
}

/// Runs a line if it is a command.
pub(super) fn run(prompt: &mut Prompt, line: &str) -> Option<Result<Next, Failed>> {
    let (word, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let argument = argument.trim();
    if let Some(command) = find(habits::same(word, argument).unwrap_or(word)) {
        return Some((command.run)(prompt, argument.trim_end_matches(';').trim_end()));
    }
    if let Some(sentence) = habits::answer(word, argument) {
        return Some(Err(wrong(sentence)));
    }
    word.starts_with('.').then(|| Err(wrong(unknown(word))))
}

fn unknown(word: &str) -> String {
    let near: Vec<String> = suggest(&word.to_lowercase(), commands().map(|command| command.name))
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    let hint = if near.is_empty() {
        "`.help` lists all".to_owned()
    } else {
        format!("did you mean {}?", list_or(&near))
    };
    format!("there is no command `{word}`; {hint}")
}

/// What is wrong with a command, in a sentence.
fn wrong(sentence: impl Into<String>) -> Failed {
    Failed::Run(anyhow!(sentence.into()))
}

/// What a command's argument can be.
pub(super) enum Argument {
    /// One of these words.
    Words(Vec<String>),
    /// The path of a file.
    File,
    /// A query.
    Query,
}

/// The names of the commands, each with what it does.
pub(super) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    commands().map(|command| (command.name, command.about))
}

/// What may follow a command, read off its arguments as they are shown: `KIND`, `FORMAT`, `FILE`, `QUERY`, `on|off`.
pub(super) fn argument(name: &str, prompt: &crate::session::Session) -> Option<Argument> {
    let shown = find(name)?.arguments.split(' ').next()?.trim_matches(['[', ']']);
    let kinds = || prompt.base.catalog().kinds.iter().map(|kind| kind.plural.clone());
    let formats = || Format::ALL.iter().map(|format| format.name().to_owned());
    Some(match shown {
        "KIND" => Argument::Words(kinds().collect()),
        "FORMAT" => Argument::Words(formats().collect()),
        "FILE" => Argument::File,
        "QUERY" => Argument::Query,
        "TOPIC" => {
            let commands = commands().map(|command| command.name.trim_start_matches('.'));
            Argument::Words(
                ["language"]
                    .into_iter()
                    .chain(commands)
                    .map(str::to_owned)
                    .chain(kinds())
                    .collect(),
            )
        }
        _ if shown.contains('|') => Argument::Words(shown.split('|').map(str::to_owned).collect()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_there_once_and_explained() {
        let mut names: Vec<_> = names().map(|(name, _)| name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        for command in commands() {
            assert!(
                command.name.starts_with('.') && !command.about.ends_with('.'),
                "{}",
                command.name
            );
            assert!(command.more.ends_with('.'), "{}", command.name);
        }
    }

    #[test]
    fn what_other_programs_call_differently_leads_to_what_is_here() {
        for (word, command) in habits::SAME {
            assert!(find(command).is_some(), "{word} leads to {command}");
            assert!(find(word).is_none(), "{word} is a command of its own");
        }
        for (word, sentence) in habits::ELSEWHERE {
            assert!(find(word).is_none(), "{word} is a command of its own");
            for name in sentence.split('`').filter(|part| part.starts_with('.')) {
                let name = name.split(' ').next().unwrap_or_default();
                assert!(find(name).is_some(), "{word} leads to {name}");
            }
        }
    }
}
