//! Options of `sqlite3`, `duckdb` and `psql`, each refused with its equivalent here.
//!
//! They begin with one hyphen or two. None is accepted, because `-csv` could also mean `-c sv`.

use std::ffi::OsString;

use super::failure::Failure;
use crate::render::Format;

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
        "`--format markdown` is for reports, `--format csv --bom` for spreadsheets",
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
        if let Some(help) = advice(&argument) {
            let sentence = format!("`{argument}` is an option of another program");
            return Err(Failure::usage_with(sentence, help));
        }
    }
    Ok(())
}

fn advice(argument: &str) -> Option<String> {
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
            assert_eq!(advice(argument).as_deref(), Some(help));
        }
    }

    #[test]
    fn our_own_options_are_accepted() {
        for argument in
            ["--version", "-V", "-q", "--format", "--format=csv", "-", "csv", "count projects"]
        {
            assert_eq!(advice(argument), None, "{argument}");
        }
    }

    #[test]
    fn after_two_hyphens_everything_is_a_query() {
        let arguments = ["brief", "--", "-csv"].map(OsString::from);
        assert!(refuse_foreign(arguments.into_iter()).is_ok());
    }
}
