//! Prepares the arguments for clap: refuses options of `sqlite3`, `duckdb` and `psql` with their equivalents here, and moves the
//! base after the command, where clap expects it. People write it before or after the command, as a word or with `--db`.

use super::failure::Failure;
use super::options::{is_base, two_bases};
use crate::render::Format;
use crate::text::clean::ShownPath as _;
use crate::text::did_you_mean;
use crate::value::find_similar;
use clap::{Arg, Command};
use std::ffi::OsString;

/// Returns the arguments with the base after the command, unchanged if there is no command.
pub(super) fn arrange_arguments(
    program: &Command,
    given: Vec<OsString>,
) -> Result<Vec<OsString>, Failure> {
    let Some(mut found) = ArgumentsRead::read(program, &given) else { return Ok(given) };
    let mut base = found.bases.pop();
    if let Some(other) = found.bases.iter().find(|other| Some(*other) != base.as_ref()) {
        return Err(two_bases(&other.safe_text(), &base.as_ref().unwrap_or(other).safe_text()));
    }
    if let (Some(named), Some(own)) = (&base, found.own_base()) {
        match found.command.get_name() {
            // One of the two is the file to write.
            "ship" if found.words().count() == 1 => {}
            _ if named == own => base = None,
            _ => return Err(two_bases(&named.safe_text(), &own.safe_text())),
        }
    }
    if let (Some(_), name @ ("completions" | "man" | "help")) = (&base, found.command.get_name()) {
        return Err(Failure::usage(format!("`brief {name}` takes no base")));
    }
    let command = OsString::from(found.command.get_name());
    let program = given.first().cloned();
    Ok(program.into_iter().chain([command]).chain(base).chain(found.rest).collect())
}

/// Makes the failure for a first word that is almost a command.
pub(super) fn mistyped_command(program: &Command, given: &[OsString]) -> Option<Failure> {
    let at = first_word(program, given)?;
    let word = given.get(at)?.to_str()?;
    if command_names(program).any(|name| name == word) {
        return None;
    }
    let command = similar_command(program, word)?;
    let words = given.iter().enumerate().skip(1).map(|(n, other)| match n {
        n if n == at => command.clone(),
        _ => shell_quoted(&other.to_string_lossy()),
    });
    let help = did_you_mean(&[format!("brief {}", words.collect::<Vec<_>>().join(" "))]);
    Some(Failure::Usage { sentence: format!("`{word}` isn't a command"), help })
}

/// Returns the command with the most similar name.
pub(super) fn similar_command(program: &Command, word: &str) -> Option<String> {
    find_similar(word, command_names(program)).into_iter().next()
}

fn command_names(program: &Command) -> impl Iterator<Item = &str> {
    program.get_subcommands().map(Command::get_name).chain(["help"])
}

/// Finds the first word that is neither an option, nor the value of one, nor a base.
fn first_word(program: &Command, given: &[OsString]) -> Option<usize> {
    let mut at = 1;
    let mut help = false;
    loop {
        let word = given.get(at)?.to_string_lossy();
        match option_width(program, &word) {
            Some(width) => at += width,
            None if is_base(&word) => at += 1,
            None if word == "help" && !help => {
                help = true;
                at += 1;
            }
            None => return (!word.contains(char::is_whitespace)).then_some(at),
        }
    }
}

/// Returns the number of arguments of an option, including itself; `None` means a word.
fn option_width(command: &Command, argument: &str) -> Option<usize> {
    let value = |option: Option<&Arg>| option.is_some_and(|o| o.get_action().takes_values());
    if let Some(long) = argument.strip_prefix("--") {
        let option = command.get_arguments().find(|option| option.get_long() == Some(long));
        return Some(1 + usize::from(value(option)));
    }
    let short = argument.strip_prefix('-').filter(|short| !short.is_empty())?;
    let mut letters = short.chars();
    let letter = letters.next();
    let option = command.get_arguments().find(|option| option.get_short() == letter);
    Some(1 + usize::from(value(option) && letters.next().is_none()))
}

/// The command among the arguments, the bases before it, and the other arguments.
struct ArgumentsRead<'p> {
    command: &'p Command,
    bases: Vec<OsString>,
    rest: Vec<OsString>,
}

impl<'p> ArgumentsRead<'p> {
    fn read(program: &'p Command, given: &[OsString]) -> Option<Self> {
        let (mut bases, mut rest) = (Vec::new(), Vec::new());
        let mut command = None;
        let mut left = given.iter().skip(1);
        while let Some(argument) = left.next() {
            let text = argument.to_string_lossy();
            if text == "--" {
                rest.push(argument.clone());
                rest.extend(left.by_ref().cloned());
            } else if text == "--db" {
                bases.push(left.next()?.clone());
            } else if let Some(base) = text.strip_prefix("--db=") {
                bases.push(base.into());
            } else if let Some(width) = option_width(command.unwrap_or(program), &text) {
                rest.push(argument.clone());
                rest.extend(left.by_ref().take(width - 1).cloned());
            } else if command.is_some() {
                rest.push(argument.clone());
            } else if is_base(&text) {
                bases.push(argument.clone());
            } else {
                command = Some(program.get_subcommands().find(|known| known.get_name() == text)?);
            }
        }
        Some(Self { command: command?, bases, rest })
    }

    /// Lists the words after the command that aren't options.
    fn words(&self) -> impl Iterator<Item = &OsString> {
        let mut skip = 0;
        self.rest.iter().filter(move |argument| {
            if skip > 0 {
                skip -= 1;
                return false;
            }
            match option_width(self.command, &argument.to_string_lossy()) {
                Some(width) => {
                    skip = width - 1;
                    false
                }
                None => true,
            }
        })
    }

    /// Returns the base after the command.
    fn own_base(&self) -> Option<&OsString> {
        self.words().next().filter(|word| is_base(&word.to_string_lossy()))
    }
}

/// Quotes a word for a shell.
pub(super) fn shell_quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    match word {
        word if !word.is_empty() && word.chars().all(plain) => word.to_owned(),
        word if word.contains('\'') => format!("\"{word}\""),
        word => format!("'{word}'"),
    }
}

/// Options of other programs, each with advice. The names of formats are known without being listed.
const FOREIGN: &[(&[&str], &str)] = &[
    (&["header", "headers"], "csv and tsv always begin with the names of the columns"),
    (
        &["noheader", "noheaders", "tuples-only"],
        "`--format jsonl` has no header; `tail -n +2` removes that of csv",
    ),
    (&["separator"], "`--format csv` separates fields with commas, `--format tsv` with tabs"),
    (&["nullvalue"], "an unknown value is an empty field in csv, `\\N` in tsv, null in json"),
    (&["newline"], "lines end in one line feed"),
    (&["readonly", "safe"], "leave it out: queries only ever read a base"),
    (
        &["cmd", "init"],
        "`-f SCRIPT` runs a script, `-c QUERY` a query; both can be given several times",
    ),
    (
        &["batch", "interactive", "bail"],
        "leave it out: a script always stops at its first error, and there are no questions",
    ),
    (&["echo", "stats"], "`brief explain 'QUERY'` shows how a query is read"),
    (
        &["html", "ascii", "quote", "insert", "xlsx", "excel"],
        "`--format markdown` is for reports, `-o answer.xlsx` for spreadsheets",
    ),
    (
        &["plot", "graph", "bar"],
        "`--format chart` draws bars, `-o answer.svg` makes a picture of them",
    ),
    (&["out", "outfile"], "`-o FILE` writes the answer to a file"),
    (&["sql", "query", "execute", "eval"], "use `-c QUERY`"),
    (&["version"], "use `--version`"),
    (&["pretty", "expanded"], "`--format list` shows each field on a line"),
];

/// Refuses the options of other programs.
pub(super) fn refuse_foreign(arguments: impl Iterator<Item = OsString>) -> Result<(), Failure> {
    for argument in arguments.skip(1) {
        let argument = argument.to_string_lossy();
        if argument == "--" {
            break;
        }
        if let Some(help) = advice_on_option(&argument) {
            let sentence = format!("`{argument}` is an option of another program");
            return Err(Failure::usage_with(sentence, help));
        }
    }
    Ok(())
}

fn advice_on_option(argument: &str) -> Option<String> {
    let (word, two) = match argument.strip_prefix("--") {
        Some(word) => (word, true),
        None => (argument.strip_prefix('-')?, false),
    };
    let word = word.split('=').next().unwrap_or(word).to_lowercase();
    if let Ok(format) = word.parse::<Format>() {
        return Some(format!("write `--format {format}`"));
    }
    let ours = two && word == "version";
    let (_, help) = FOREIGN.iter().find(|(words, _)| words.contains(&word.as_str()))?;
    (!ours).then(|| (*help).to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn arranged(line: &str) -> String {
        let given = line.split(' ').map(OsString::from).collect();
        match arrange_arguments(&super::super::Arguments::command(), given) {
            Ok(words) => words.iter().map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" "),
            Err(Failure::Usage { sentence, .. }) => sentence,
            Err(_) => "another failure".to_owned(),
        }
    }

    #[test]
    fn a_base_is_found_at_any_position() {
        for (given, wanted) in [
            ("brief a.db about", "brief about a.db"),
            ("brief --db a.db about", "brief about a.db"),
            ("brief --db=x about", "brief about x"),
            ("brief about --db x", "brief about x"),
            ("brief a.db schema project", "brief schema a.db project"),
            ("brief schema --db a.db project", "brief schema a.db project"),
            ("brief --format json a.db explain q", "brief explain a.db --format json q"),
            ("brief load --db a.db x.csv --dry-run", "brief load a.db x.csv --dry-run"),
            ("brief load --kind a.db --db b.db x.csv", "brief load b.db --kind a.db x.csv"),
            ("brief ship --db a.db b.db", "brief ship a.db b.db"),
            ("brief a.db ship b.db --force", "brief ship a.db b.db --force"),
            ("brief a.db about a.db", "brief about a.db"),
            ("brief a.db --db a.db about", "brief about a.db"),
            ("brief a.db verify docs", "brief verify a.db docs"),
            ("brief a.db new", "brief new a.db"),
            ("brief a.db man", "`brief man` takes no base"),
            // No command: nothing is moved.
            ("brief --db a.db places", "brief --db a.db places"),
            ("brief a.db places", "brief a.db places"),
            ("brief -c about", "brief -c about"),
            ("brief -- about a.db", "brief -- about a.db"),
        ] {
            assert_eq!(arranged(given), wanted, "{given}");
        }
    }

    #[test]
    fn two_bases_are_refused() {
        for given in [
            "brief a.db about b.db",
            "brief --db a.db check b.db",
            "brief a.db --db b.db check",
            "brief --db a.db ship b.db c.db",
            "brief a.db load b.db x.csv",
        ] {
            let sentence = arranged(given);
            assert!(
                sentence.starts_with("use one base at a time, not a.db and b.db"),
                "{sentence}"
            );
        }
    }

    #[test]
    fn options_of_other_programs_are_answered() {
        let helps = [
            ("-csv", "write `--format csv`"),
            ("--json", "write `--format json`"),
            ("-line", "write `--format list`"),
            ("-box", "write `--format table`"),
            ("-tabs", "write `--format tsv`"),
            ("-version", "use `--version`"),
            (
                "--nullvalue=NULL",
                "an unknown value is an empty field in csv, `\\N` in tsv, null in json",
            ),
        ];
        for (argument, help) in helps {
            assert_eq!(advice_on_option(argument).as_deref(), Some(help));
        }
    }

    #[test]
    fn our_own_options_are_accepted() {
        for argument in
            ["--version", "-V", "-q", "--format", "--format=csv", "-", "csv", "count projects"]
        {
            assert_eq!(advice_on_option(argument), None, "{argument}");
        }
    }

    #[test]
    fn after_two_hyphens_everything_is_a_query() {
        let arguments = ["brief", "--", "-csv"].map(OsString::from);
        assert!(refuse_foreign(arguments.into_iter()).is_ok());
    }
}
