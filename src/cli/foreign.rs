//! Options people bring from `sqlite3`, `duckdb` and `psql`: each is answered with what it is here.
//!
//! They begin with one hyphen or two; neither is guessed at, because `-csv` could also be read as `-c sv`.

use std::ffi::OsString;

use super::failure::Failure;
use crate::render::Format;

/// Options that are none here, each with what to write instead. Names of formats are known without being listed.
const FOREIGN: &[(&[&str], &str)] = &[
    (&["header", "headers"], "csv and tsv always begin with the names of the columns"),
    (
        &["noheader", "noheaders", "tuples-only"],
        "`--format jsonl` has no heading; of csv, `tail -n +2` shows the rest",
    ),
    (
        &["separator"],
        "fields stand between commas in `--format csv`, between tabs in `--format tsv`",
    ),
    (&["nullvalue"], "what is not known is an empty field in csv, `\\N` in tsv, null in json"),
    (&["newline"], "lines end in one line feed"),
    (&["readonly", "safe"], "leave it out: a base is only ever read when it is asked"),
    (
        &["cmd", "init"],
        "`-f SCRIPT` runs a script, `-c QUERY` a query; both can be given several times",
    ),
    (
        &["batch", "interactive", "bail"],
        "leave it out: a script always stops at its first error, and nothing is ever asked back",
    ),
    (&["echo", "stats"], "`brief explain 'QUERY'` tells how a query is read"),
    (
        &["html", "ascii", "quote", "insert", "xlsx", "excel"],
        "`--format markdown` is for reports, `--format csv --bom` for spreadsheets",
    ),
    (&["out", "outfile"], "`-o FILE` writes the answer to a file"),
    (&["sql", "query", "execute", "eval"], "`-c QUERY` gives a query"),
    (&["version"], "`--version` tells the versions"),
    (&["pretty", "expanded"], "`--format list` has a line for each field"),
];

/// What is wrong with the arguments of the process, where one of them is another program's.
pub(super) fn refuse(arguments: impl Iterator<Item = OsString>) -> Result<(), Failure> {
    for argument in arguments.skip(1) {
        let argument = argument.to_string_lossy();
        if argument == "--" {
            break;
        }
        if let Some(help) = answer(&argument) {
            let sentence = format!("`{argument}` is an option of another program");
            return Err(Failure::usage_with(sentence, help));
        }
    }
    Ok(())
}

fn answer(argument: &str) -> Option<String> {
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
    use super::*;

    #[test]
    fn other_programs_options_are_answered() {
        let helps = [
            ("-csv", "write `--format csv`"),
            ("--json", "write `--format json`"),
            ("-line", "write `--format list`"),
            ("-box", "write `--format table`"),
            ("-tabs", "write `--format tsv`"),
            ("-version", "`--version` tells the versions"),
            (
                "--nullvalue=NULL",
                "what is not known is an empty field in csv, `\\N` in tsv, null in json",
            ),
        ];
        for (argument, help) in helps {
            assert_eq!(answer(argument).as_deref(), Some(help));
        }
    }

    #[test]
    fn what_is_ours_is_left_alone() {
        for argument in
            ["--version", "-V", "-q", "--format", "--format=csv", "-", "csv", "count projects"]
        {
            assert_eq!(answer(argument), None, "{argument}");
        }
    }

    #[test]
    fn after_two_hyphens_everything_is_a_query() {
        let arguments = ["brief", "--", "-csv"].map(OsString::from);
        assert!(refuse(arguments.into_iter()).is_ok());
    }
}
