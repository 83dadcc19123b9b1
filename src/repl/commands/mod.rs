//! Dot-commands: one table from which they are run, explained, completed and suggested.
//!
//! To add one: a line in a table and its function, in its file: `answers` for the last answer, `base` for the base and scripts,
//! `settings` for the format and the output, `help` for the prompt. The commands of `sqlite3`, `psql` and `duckdb` have
//! equivalents or advice here.

mod answers;
mod base;
mod help;
mod settings;

use anyhow::anyhow;

use super::prompt::Prompt;
use crate::render::Format;
use crate::session::Failed;
use crate::text::{did_you_mean, list_has};
use crate::value::find_similar;

/// A command: its name, its arguments as shown, a summary, more help, and its function.
struct DotCommand {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    more: &'static str,
    run: Run,
}

type Run = fn(&mut Prompt, &str) -> Result<(), Failed>;

/// The commands under the headings of `.help`.
const COMMANDS: &[(&str, &[DotCommand])] = &[
    ("The last answer", answers::COMMANDS),
    ("The facts", base::FACTS),
    ("Format and output of answers", settings::COMMANDS),
    ("Files", base::FILES),
    ("The prompt", help::COMMANDS),
];

fn list_commands() -> impl Iterator<Item = &'static DotCommand> {
    COMMANDS.iter().flat_map(|(_, commands)| *commands)
}

fn find_command(name: &str) -> Option<&'static DotCommand> {
    let name = name.to_lowercase();
    list_commands().find(|command| command.name == name)
}

/// Runs a line if it is a command.
pub(super) fn run_command(prompt: &mut Prompt, line: &str) -> Option<Result<(), Failed>> {
    let (word, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let argument = argument.trim();
    if let Some(command) = find_command(equivalent_command(word, argument).unwrap_or(word)) {
        return Some((command.run)(prompt, argument.trim_end_matches(';').trim_end()));
    }
    if let Some(sentence) = advice_on_command(word, argument) {
        return Some(Err(command_failure(sentence)));
    }
    word.starts_with('.').then(|| Err(command_failure(unknown_command(word))))
}

fn unknown_command(word: &str) -> String {
    let near = find_similar(&word.to_lowercase(), list_commands().map(|command| command.name));
    let hint = did_you_mean(&near).unwrap_or_else(|| "`.help` lists all commands".to_owned());
    format!("`{word}` isn't a command; {hint}")
}

/// Makes the failure of a command from a sentence.
fn command_failure(sentence: impl Into<String>) -> Failed {
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
pub(super) fn command_summaries() -> impl Iterator<Item = (&'static str, &'static str)> {
    list_commands().map(|command| (command.name, command.about))
}

/// Returns the argument of a command, from its arguments as shown: `KIND`, `FORMAT`, `FILE`, `QUERY`, `on|off`.
pub(super) fn argument_of(name: &str, prompt: &crate::session::Session) -> Option<Argument> {
    let shown = find_command(name)?.arguments.split(' ').next()?.trim_matches(['[', ']']);
    let kinds = || prompt.base.catalog().kinds.iter().map(|kind| kind.plural.clone());
    let formats = || Format::ALL.iter().map(|format| format.name().to_owned());
    Some(match shown {
        "KIND" => Argument::Words(kinds().collect()),
        "FORMAT" => Argument::Words(formats().collect()),
        "FILE" => Argument::File,
        "QUERY" => Argument::Query,
        "TOPIC" => {
            let commands = list_commands().map(|command| command.name.trim_start_matches('.'));
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

/// Commands with the same meaning as a command of ours, which follows them.
const SAME: &[(&str, &str)] = &[
    ("help|?|\\?|\\h", ".help"),
    ("quit|exit|\\q|:q|.exit|.q", ".quit"),
    ("\\d", ".schema"),
    ("\\i", ".read"),
    ("\\c", ".open"),
    ("\\timing", ".timer"),
    ("\\set|.parameter|.param", ".set"),
];

/// Commands without an equivalent, each with advice.
const ADVICE: &[(&str, &str)] = &[
    (".tables|\\dt", "the tables here are kinds of facts: `.kinds`"),
    ("\\l", "a base is a file: `.open FILE`"),
    (".databases", "a base is a file, and `.show` names it; `.open FILE` opens another"),
    (".headers|.header", "every format that can have headings has them: `.mode FORMAT`"),
    (
        ".nullvalue",
        "an unknown value is `·` in a table, empty in CSV and null in JSON: `.mode FORMAT`",
    ),
    (".separator", "the format sets the separator: `.mode csv`"),
    (".width", "columns are as wide as the terminal allows; `.mode csv` shows everything"),
    ("\\x", "`.mode list` shows each field on a line"),
    (".import", "add facts with `brief load FILE.db INPUT` in a shell, then `.open FILE.db`"),
    ("\\copy", "`.once FILE` saves an answer; `brief load FILE.db INPUT` adds facts"),
    (
        ".dump|.backup|.save",
        "a base is a file that can be copied; `brief ship FILE.db OUT.db` makes one to send",
    ),
    (".excel", "use `.once FILE.csv` and then the query; any spreadsheet opens the file"),
    ("\\o", "use `.output FILE`"),
    ("\\g", "Enter answers a query; `.last` shows the last answer again"),
    ("\\e|.edit", "Up recalls the last query, so that you can edit it"),
    (".eqp", "`.explain` shows how a query is read, its SQL and its plan"),
    (".stats", "`.timer on` shows the time of every answer"),
    (".indexes|.indices", "`.explain` shows which indexes a query uses"),
    (".fullschema", "`.schema` shows the kinds; `brief about` describes the base"),
    (".version", "use `brief --version`"),
    (".shell|.system|\\!", "Ctrl-Z goes to the shell, `fg` returns"),
    (".cd", "use a path: `.open DIRECTORY/FILE`"),
    (".load", "add facts with `brief load FILE.db INPUT` in a shell; extensions are never loaded"),
    (".attach", "one base is open at a time: `.open FILE`"),
    ("\\pset|\\a", "use `.mode FORMAT`"),
    ("clear|cls|.clear", "Ctrl-L clears the screen"),
];

/// Returns the command of ours with the same meaning. A word without a mark is a command only without arguments.
fn equivalent_command(word: &str, argument: &str) -> Option<&'static str> {
    let word = word.trim_end_matches(';').to_lowercase();
    let marked = word.starts_with(['.', '\\', ':']);
    let found = SAME.iter().find(|(words, _)| list_has(words, &word));
    found.filter(|_| marked || argument.is_empty() || word == "help").map(|(_, name)| *name)
}

/// Returns advice for a command of another program.
fn advice_on_command(word: &str, argument: &str) -> Option<String> {
    let lower = word.trim_end_matches(';').to_lowercase();
    let marked = lower.starts_with(['.', '\\']);
    if let Some((_, sentence)) = ADVICE.iter().find(|(words, _)| list_has(words, &lower)) {
        return (marked || argument.is_empty())
            .then(|| format!("`{word}` isn't a command here: {sentence}"));
    }
    let unmarked = match (lower.as_str(), argument.trim_end_matches(';').to_lowercase().as_str()) {
        ("show", "tables" | "databases" | "all tables") => {
            "the tables here are kinds of facts: `.kinds`"
        }
        ("describe" | "desc" | "summarize", _) => "`.schema KIND` shows the fields of a kind",
        ("pragma" | "attach" | "use", _) => {
            "a base is a file, which is only read here: `.open FILE`"
        }
        _ if lower.starts_with('\\') => "commands begin with a dot; `.help` lists them",
        _ => return None,
    };
    Some(format!("`{word}` isn't a command here: {unmarked}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_unique_and_explained() {
        let mut names: Vec<_> = command_summaries().map(|(name, _)| name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        for command in list_commands() {
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
        for (words, command) in SAME {
            assert!(find_command(command).is_some(), "{words:?} lead to {command}");
        }
        for (words, sentence) in ADVICE {
            for name in sentence.split('`').filter(|part| part.starts_with('.')) {
                let name = name.split(' ').next().unwrap_or_default();
                assert!(find_command(name).is_some(), "{words:?} lead to {name}");
            }
        }
        for (words, _) in SAME.iter().chain(ADVICE) {
            for word in words.split('|') {
                assert!(find_command(word).is_none(), "{word} is a command of its own");
            }
        }
    }
}
