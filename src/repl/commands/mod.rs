//! Dot-commands: one table from which they are run, explained, completed and suggested.
//!
//! To add one: a line in a table and its function, in its file: `answers` for the last answer, `base` for the base and
//! scripts, `settings` for the format and the output, `help` for the prompt. `foreign` has the commands of other programs.

mod answers;
mod base;
mod foreign;
mod help;
mod settings;

use anyhow::anyhow;

use super::prompt::Prompt;
use crate::render::Format;
use crate::session::Failed;
use crate::text::did_you_mean;
use crate::value::suggest;

/// The next step of the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Stay,
    Leave,
}

/// A command: its name, its arguments as shown, a summary, more help, and its function.
struct DotCommand {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    more: &'static str,
    run: Run,
}

type Run = fn(&mut Prompt, &str) -> Result<Next, Failed>;

/// The commands under the headings of `.help`.
const COMMANDS: &[(&str, &[DotCommand])] = &[
    ("The last answer", answers::COMMANDS),
    ("The facts", base::FACTS),
    ("Format and output of answers", settings::COMMANDS),
    ("Files", base::FILES),
    ("The prompt", help::COMMANDS),
];

fn commands() -> impl Iterator<Item = &'static DotCommand> {
    COMMANDS.iter().flat_map(|(_, commands)| *commands)
}

fn find(name: &str) -> Option<&'static DotCommand> {
    let name = name.to_lowercase();
    commands().find(|command| command.name == name)
}

/// Runs a line if it is a command.
pub(super) fn run_command(prompt: &mut Prompt, line: &str) -> Option<Result<Next, Failed>> {
    let (word, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let argument = argument.trim();
    if let Some(command) = find(foreign::equivalent(word, argument).unwrap_or(word)) {
        return Some((command.run)(prompt, argument.trim_end_matches(';').trim_end()));
    }
    if let Some(sentence) = foreign::advice(word, argument) {
        return Some(Err(failed(sentence)));
    }
    word.starts_with('.').then(|| Err(failed(unknown_command(word))))
}

fn unknown_command(word: &str) -> String {
    let near = suggest(&word.to_lowercase(), commands().map(|command| command.name));
    let hint = did_you_mean(&near).unwrap_or_else(|| "`.help` lists all commands".to_owned());
    format!("`{word}` isn't a command; {hint}")
}

/// Makes the failure of a command from a sentence.
fn failed(sentence: impl Into<String>) -> Failed {
    Failed::Run(anyhow!(sentence.into()))
}

/// The argument of a command.
pub(super) enum Argument {
    /// One of these words.
    Words(Vec<String>),
    /// The path of a file.
    File,
    /// A query.
    Query,
}

/// Lists the commands, each with its summary.
pub(super) fn summaries() -> impl Iterator<Item = (&'static str, &'static str)> {
    commands().map(|command| (command.name, command.about))
}

/// Returns the argument of a command, from its arguments as shown: `KIND`, `FORMAT`, `FILE`, `QUERY`, `on|off`.
pub(super) fn argument_of(name: &str, prompt: &crate::session::Session) -> Option<Argument> {
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
    fn every_command_is_unique_and_explained() {
        let mut names: Vec<_> = summaries().map(|(name, _)| name).collect();
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
    fn commands_of_other_programs_lead_to_ours() {
        for (words, command) in foreign::SAME {
            assert!(find(command).is_some(), "{words:?} lead to {command}");
        }
        for (words, sentence) in foreign::ADVICE {
            for name in sentence.split('`').filter(|part| part.starts_with('.')) {
                let name = name.split(' ').next().unwrap_or_default();
                assert!(find(name).is_some(), "{words:?} lead to {name}");
            }
        }
        for (words, _) in foreign::SAME.iter().chain(foreign::ADVICE) {
            for word in *words {
                assert!(find(word).is_none(), "{word} is a command of its own");
            }
        }
    }
}
