//! Commands of `sqlite3`, `psql` and `duckdb`, with their equivalents here.

/// Commands with the same meaning as a command of ours.
pub(super) const SAME: &[(&[&str], &str)] = &[
    (&["help", "?", "\\?", "\\h"], ".help"),
    (&["quit", "exit", "\\q", ":q", ".exit", ".q"], ".quit"),
    (&["\\d"], ".schema"),
    (&["\\i"], ".read"),
    (&["\\c"], ".open"),
    (&["\\timing"], ".timer"),
    (&["\\set", ".parameter", ".param"], ".set"),
];

/// Commands without an equivalent, each with advice.
pub(super) const ADVICE: &[(&[&str], &str)] = &[
    (&[".tables", "\\dt"], "the tables here are kinds of facts: `.kinds`"),
    (&["\\l"], "a base is a file: `.open FILE`"),
    (&[".databases"], "a base is a file, and `.show` names it; `.open FILE` opens another"),
    (&[".headers", ".header"], "every format that can have headings has them: `.mode FORMAT`"),
    (
        &[".nullvalue"],
        "an unknown value is `·` in a table, empty in CSV and null in JSON: `.mode FORMAT`",
    ),
    (&[".separator"], "the separator belongs to the format: `.mode csv`"),
    (&[".width"], "columns fit the terminal; `.mode csv` shows everything"),
    (&["\\x"], "`.mode list` shows each field on a line"),
    (&[".import"], "add facts with `brief load FILE.db INPUT` in a shell, then `.open FILE.db`"),
    (&["\\copy"], "`.once FILE` saves an answer; `brief load FILE.db INPUT` adds facts"),
    (
        &[".dump", ".backup", ".save"],
        "a base is a file that can be copied; `brief ship FILE.db OUT.db` makes one to send",
    ),
    (&[".excel"], "use `.once FILE.csv` and then the query; any spreadsheet opens the file"),
    (&["\\o"], "use `.output FILE`"),
    (&["\\g"], "Enter answers a query; `.last` shows the last answer again"),
    (&["\\e", ".edit"], "Up recalls the last query, so that you can edit it"),
    (&[".eqp"], "`.explain` shows how a query is read, its SQL and its plan"),
    (&[".stats"], "`.timer on` shows the time of every answer"),
    (&[".indexes", ".indices"], "`.explain` shows which indexes a query uses"),
    (&[".fullschema"], "`.schema` shows the kinds; `brief about` describes the base"),
    (&[".version"], "use `brief --version`"),
    (&[".shell", ".system", "\\!"], "Ctrl-Z goes to the shell, `fg` returns"),
    (&[".cd"], "use a path: `.open DIRECTORY/FILE`"),
    (
        &[".load"],
        "add facts with `brief load FILE.db INPUT` in a shell; extensions are never loaded",
    ),
    (&[".attach"], "one base is open at a time: `.open FILE`"),
    (&["\\pset", "\\a"], "use `.mode FORMAT`"),
    (&["clear", "cls", ".clear"], "Ctrl-L clears the screen"),
];

/// Returns the command of ours with the same meaning. A word without a mark is a command only without arguments.
pub(super) fn equivalent(word: &str, argument: &str) -> Option<&'static str> {
    let word = word.trim_end_matches(';').to_lowercase();
    let marked = word.starts_with(['.', '\\', ':']);
    let found = SAME.iter().find(|(words, _)| words.contains(&&*word));
    found.filter(|_| marked || argument.is_empty() || word == "help").map(|(_, name)| *name)
}

/// Returns advice for a command of another program.
pub(super) fn advice(word: &str, argument: &str) -> Option<String> {
    let lower = word.trim_end_matches(';').to_lowercase();
    let marked = lower.starts_with(['.', '\\']);
    if let Some((_, sentence)) = ADVICE.iter().find(|(words, _)| words.contains(&&*lower)) {
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
