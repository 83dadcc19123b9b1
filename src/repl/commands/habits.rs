//! What people type who come from `sqlite3`, `psql` or `duckdb`, and what to type here.

/// Other words for a command of ours.
pub(super) const SAME: &[(&str, &str)] = &[
    ("help", ".help"),
    ("?", ".help"),
    ("\\?", ".help"),
    ("\\h", ".help"),
    ("quit", ".quit"),
    ("exit", ".quit"),
    ("\\q", ".quit"),
    (":q", ".quit"),
    (".exit", ".quit"),
    (".q", ".quit"),
    ("\\d", ".schema"),
    ("\\i", ".read"),
    ("\\c", ".open"),
    ("\\timing", ".timer"),
    ("\\set", ".set"),
    (".parameter", ".set"),
    (".param", ".set"),
];

/// What is done another way here.
pub(super) const ELSEWHERE: &[(&str, &str)] = &[
    (".tables", "kinds of facts take the place of tables: `.kinds`"),
    ("\\dt", "kinds of facts take the place of tables: `.kinds`"),
    ("\\l", "one base is one file: `.open FILE`"),
    (".databases", "one base is one file, and `.show` names it: `.open FILE` asks another"),
    (".headers", "every format that can have headings has them: `.mode FORMAT`"),
    (".header", "every format that can have headings has them: `.mode FORMAT`"),
    (
        ".nullvalue",
        "what is not recorded is `·` in a table, empty in CSV and null in JSON: `.mode FORMAT`",
    ),
    (".separator", "the separator belongs to the format: `.mode csv`"),
    (".width", "columns fit the terminal; `.mode csv` shows everything"),
    ("\\x", "`.mode list` shows a field in each line"),
    (
        ".import",
        "facts are added outside the prompt: `brief load FILE.db INPUT`; then `.open FILE.db`",
    ),
    ("\\copy", "`.once FILE` saves an answer; facts are added by `brief load FILE.db INPUT`"),
    (
        ".dump",
        "a base is one file that can be copied; `brief ship FILE.db OUT.db` makes one to send",
    ),
    (
        ".backup",
        "a base is one file that can be copied; `brief ship FILE.db OUT.db` makes one to send",
    ),
    (
        ".save",
        "a base is one file that can be copied; `brief ship FILE.db OUT.db` makes one to send",
    ),
    (".excel", "`.once FILE.csv` and then the query; any spreadsheet opens the file"),
    ("\\o", "`.output FILE`"),
    ("\\g", "Enter answers a query; `.last` shows the last answer again"),
    ("\\e", "Up calls the last query back, to be edited here"),
    (".edit", "Up calls the last query back, to be edited here"),
    (".eqp", "`.explain` shows how a query is read, its SQL and its plan"),
    (".stats", "`.timer on` tells how long an answer took"),
    (".indexes", "`.explain` shows which indexes a query uses"),
    (".indices", "`.explain` shows which indexes a query uses"),
    (".fullschema", "`.schema` shows the kinds; `brief about` what is in the base"),
    (".version", "`brief --version`"),
    (".shell", "Ctrl-Z goes to the shell, `fg` comes back"),
    (".system", "Ctrl-Z goes to the shell, `fg` comes back"),
    ("\\!", "Ctrl-Z goes to the shell, `fg` comes back"),
    (".cd", "a path can stand before a file’s name: `.open DIRECTORY/FILE`"),
    (
        ".load",
        "facts are added outside the prompt: `brief load FILE.db INPUT`; extensions are never loaded",
    ),
    (".attach", "one base is asked at a time: `.open FILE`"),
    ("\\pset", "`.mode FORMAT`"),
    ("\\a", "`.mode FORMAT`"),
    ("clear", "Ctrl-L clears the screen"),
    ("cls", "Ctrl-L clears the screen"),
    (".clear", "Ctrl-L clears the screen"),
];

/// The command of ours that is meant. A word without a mark before it is meant only if it stands alone.
pub(super) fn same(word: &str, argument: &str) -> Option<&'static str> {
    let word = word.trim_end_matches(';').to_lowercase();
    let marked = word.starts_with(['.', '\\', ':']);
    let found = SAME.iter().find(|(other, _)| *other == word);
    found.filter(|_| marked || argument.is_empty() || word == "help").map(|(_, name)| *name)
}

/// What to type here instead of a command of another program.
pub(super) fn answer(word: &str, argument: &str) -> Option<String> {
    let lower = word.trim_end_matches(';').to_lowercase();
    let marked = lower.starts_with(['.', '\\']);
    if let Some((_, sentence)) = ELSEWHERE.iter().find(|(other, _)| *other == lower) {
        return (marked || argument.is_empty())
            .then(|| format!("there is no `{word}` here: {sentence}"));
    }
    let unmarked = match (lower.as_str(), argument.trim_end_matches(';').to_lowercase().as_str()) {
        ("show", "tables" | "databases" | "all tables") => {
            "kinds of facts take the place of tables: `.kinds`"
        }
        ("describe" | "desc" | "summarize", _) => "`.schema KIND` shows the fields of a kind",
        ("pragma" | "attach" | "use", _) => "one base is one file, only read here: `.open FILE`",
        _ if lower.starts_with('\\') => "commands begin with a dot; `.help` lists them",
        _ => return None,
    };
    Some(format!("there is no `{word}` here: {unmarked}"))
}
