//! Keeps the documentation true: the guides show the program's real output, grammar.md has the parser's rules and its
//! examples run, and every command, option and dot-command is documented.
//!
//! `UPDATE_GOLDENFILES=1 cargo test --test docs` writes what the program prints into the texts that show it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use brief::query::diagnostic::Limit;
use brief::query::parser::parse;
use serde_json::Value;
use tempfile::TempDir;

pub(super) const ROOT: &str = env!("CARGO_MANIFEST_DIR");
pub(super) const BRIEF: &str = env!("CARGO_BIN_EXE_brief");

/// The documents that show commands with their output, and the least number of commands in each.
const SHOWN: [(&str, usize); 10] = [
    ("README.md", 8),
    ("docs/asking.md", 8),
    ("docs/formats.md", 3),
    ("docs/maps.md", 4),
    ("docs/own-facts.md", 6),
    ("docs/scripts.md", 2),
    ("docs/shipping.md", 3),
    ("docs/tables.md", 6),
    ("docs/unknown.md", 10),
    ("seeds/README.md", 6),
];

pub(super) fn text(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Whether a path is of a document.
pub(super) fn is_document(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "md")
}

/// The paths of all documents.
pub(super) fn documents() -> Vec<String> {
    let mut paths: Vec<String> = fs::read_dir(Path::new(ROOT).join("docs"))
        .unwrap()
        .map(|entry| format!("docs/{}", entry.unwrap().file_name().to_string_lossy()))
        .filter(|path| is_document(path))
        .collect();
    paths.extend(
        [
            "README.md",
            "SECURITY.md",
            "benches/README.md",
            "benches/RESULTS.md",
            "grammar.md",
            "seeds/README.md",
        ]
        .map(str::to_owned),
    );
    paths.sort();
    paths
}

/// A directory to work in, with a cache and a history of its own.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Copies what the texts refer to.
    fn with_examples(self) -> Self {
        for directory in ["examples", "examples/maps"] {
            let to = self.0.path().join(directory);
            fs::create_dir(&to).unwrap();
            for entry in fs::read_dir(Path::new(ROOT).join(directory)).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_file() {
                    fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
                }
            }
        }
        self
    }

    /// The command with nothing of the person's own around it.
    fn command(&self, program: &str) -> Command {
        let home = self.0.path();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command
            .current_dir(home)
            .env_clear()
            .env("PATH", format!("{}:{path}", Path::new(BRIEF).parent().unwrap().display()))
            .env("HOME", home)
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("XDG_STATE_HOME", home.join(".state"));
        command
    }

    fn brief(&self, arguments: &[&str]) -> Output {
        self.command(BRIEF).args(arguments).output().unwrap()
    }

    /// What a person sees of a command line: its answer, then what goes with it.
    fn shell(&self, line: &str) -> String {
        let output = self.command("sh").args(["-c", line]).output().unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    }
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A fenced block: its info string, the number of its first line, and its lines.
struct Block<'a> {
    info: &'a str,
    first: usize,
    lines: Vec<&'a str>,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (n, line) in text.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(info) if !open => {
                blocks.push(Block { info, first: n + 1, lines: vec![] });
                open = true;
            }
            Some(_) => open = false,
            None if open => blocks.last_mut().unwrap().lines.push(line),
            None => {}
        }
    }
    assert!(!open, "a fenced block is never closed");
    blocks
}

/// The part of a text under a heading, up to the next heading of the same level or above.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let level = |line: &str| line.bytes().take_while(|b| *b == b'#').count();
    let (mut at, mut start, mut fenced) = (0, None, false);
    for line in text.split_inclusive('\n') {
        fenced ^= line.starts_with("```");
        match start {
            None if !fenced && line.trim_end() == heading => start = Some(at + line.len()),
            Some(start) if !fenced && (1..=level(heading)).contains(&level(line)) => {
                return &text[start..at];
            }
            _ => {}
        }
        at += line.len();
    }
    &text[start.unwrap_or_else(|| panic!("there is no heading {heading}"))..]
}

/// The rules of grammar.md in its order, each with the text under its heading.
fn rules(grammar: &str) -> Vec<(&str, &str)> {
    let headings = section(grammar, "## Rules").lines().filter_map(|l| l.strip_prefix("### "));
    headings.map(|rule| (rule, section(grammar, &format!("### {rule}")))).collect()
}

#[test]
fn every_rule_has_its_function_in_the_same_order() {
    let grammar = text("grammar.md");
    let rules = rules(&grammar);
    let names: Vec<&str> = rules.iter().map(|(rule, _)| *rule).collect();
    assert!(names.len() >= 12, "{names:?}");
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for file in ["clauses", "conditions", "comparisons", "values"] {
        let source = text(&format!("src/query/parser/{file}.rs"));
        let functions = source.lines().filter_map(|line| {
            let line = line.trim_start_matches("pub(super) ");
            line.strip_prefix("fn parse_")?.split(['(', '<']).next()
        });
        let own: Vec<&str> =
            functions.filter_map(|f| names.iter().copied().find(|name| *name == f)).collect();
        let in_grammar: Vec<&str> =
            names.iter().copied().filter(|name| own.contains(name)).collect();
        assert_eq!(own, in_grammar, "the functions of {file}.rs stand in another order");
        for name in own {
            assert!(source.contains(&format!("`{name} = ")), "{file}.rs: no rule above `{name}`");
            assert!(found.insert(name), "`{name}` has two functions");
        }
    }
    for (rule, body) in rules {
        assert!(found.contains(rule), "the rule `{rule}` has no function");
        let ebnf = blocks(body).into_iter().find(|block| block.info == "ebnf");
        let ebnf = ebnf.unwrap_or_else(|| panic!("`{rule}` has no rule in EBNF"));
        assert!(ebnf.lines[0].starts_with(&format!("{rule} ")), "`{rule}`: {}", ebnf.lines[0]);
        let examples = blocks(body).into_iter().filter(|block| block.info == "brief");
        let n = examples.flat_map(|b| b.lines).filter(|l| !l.is_empty() && !l.starts_with('#'));
        assert!(n.count() >= 2, "`{rule}` has fewer than two examples");
    }
}

#[test]
fn every_example_query_is_answered() {
    let place = Place::new();
    let mut wrong = Vec::new();
    for path in documents() {
        let shown = text(&path);
        for block in blocks(&shown).iter().filter(|block| block.info == "brief") {
            for (line, n) in block.lines.iter().zip(block.first + 1..) {
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                if let Err(error) = parse(line) {
                    let sentence = error.problem.message().sentence;
                    wrong.push(format!("{path}:{n}: {line}\n{sentence}"));
                    continue;
                }
                let output = place.brief(&["--set", "city=Qingdao", "--set", "most=5", "-c", line]);
                let said = errors(&output);
                if output.status.code() != Some(0) || said.contains("warning[") {
                    wrong.push(format!("{path}:{n}: {line}\n{said}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rows of the tables in a text: the code spans of each row's first two cells.
fn rows(text: &str) -> Vec<[Vec<&str>; 2]> {
    let spans = |cell: &'_ str| -> Vec<(usize, usize)> {
        let ticks: Vec<usize> = cell.match_indices('`').map(|(at, _)| at).collect();
        ticks.chunks(2).filter_map(|pair| Some((pair[0] + 1, *pair.get(1)?))).collect()
    };
    let lines = text.lines().filter(|line| line.starts_with("| `"));
    lines
        .map(|line| {
            let cut = line.find("` | ").map_or(line.len(), |at| at + 1);
            let (first, second) = line.split_at(cut);
            [first, second].map(|cell| spans(cell).iter().map(|(a, b)| &cell[*a..*b]).collect())
        })
        .collect()
}

#[test]
fn the_repairs_told_in_the_grammar_are_those_of_the_program() {
    let grammar = text("grammar.md");
    let place = Place::new();
    let repairs = rows(section(&grammar, "### Whole queries"));
    assert!(repairs.len() > 5);
    for [typed, repaired] in repairs {
        let output = place.brief(&["-c", typed[0]]);
        let said = errors(&output);
        assert_eq!(output.status.code(), Some(2), "{}: {said}", typed[0]);
        for query in repaired {
            let helps: Vec<&str> = said.lines().map(str::trim).collect();
            assert!(helps.contains(&query), "{}: `{query}` is not offered:\n{said}", typed[0]);
        }
    }
}

/// The quoted words of a constant of the parser: of each entry, the first; of a plain list, all.
fn words_of<'a>(source: &'a str, constant: &str) -> Vec<&'a str> {
    let start = source.find(&format!("const {constant}:")).unwrap();
    let body = &source[start..][source[start..].find(" =").unwrap()..];
    let body = &body[..body.find("];").unwrap()];
    let first = |line: &'a str| line.trim_start().strip_prefix("(\"")?.split('"').next();
    let entries: Vec<&str> = body.lines().filter_map(first).collect();
    let plain = body.split('"').skip(1).step_by(2);
    let words = if entries.is_empty() { plain.collect() } else { entries };
    assert!(!words.is_empty(), "{constant}");
    words
}

#[test]
fn foreign_and_reserved_words_are_told() {
    let grammar = text("grammar.md");
    let told = |heading: &str, files: &[(&str, &str)]| {
        let body = section(&grammar, heading);
        for (file, constant) in files {
            let source = text(&format!("src/{file}.rs"));
            for word in words_of(&source, constant) {
                let shown = word.replace('|', "\\|");
                assert!(body.contains(&format!("`{shown}`")), "{heading} does not tell `{word}`");
            }
        }
    };
    told(
        "## Words of other languages",
        &[
            ("query/foreign_words", "FOREIGN_TESTS"),
            ("query/foreign_words", "FOREIGN_CLAUSES"),
            ("text/mod", "QUERY_VERBS"),
        ],
    );
    told("## Reserved words", &[("query/foreign_words", "RESERVED")]);
}

#[test]
fn limits_are_told() {
    let grammar = text("grammar.md");
    let limits = section(&grammar, "## Limits");
    for (what, n) in [
        ("a query's conditions", Limit::CONDITIONS.to_string()),
        ("nested parentheses, `not` and `possibly`", Limit::DEPTH.to_string()),
        ("nested quantifiers", Limit::QUANTIFIERS.to_string()),
        ("names in a path", Limit::PATH.to_string()),
        ("values in a list", "1,000".to_owned()),
        ("keys of `by`", Limit::KEYS.to_string()),
        ("items of `show`", Limit::ITEMS.to_string()),
        ("a query's text", format!("{} KiB", Limit::TEXT / 1024)),
    ] {
        assert!(limits.contains(&format!("| {what} | {n} |")), "{what}: {n}");
    }
    assert_eq!(Limit::LIST, 1000);
}

/// Runs the commands a text shows, with the files it shows, and gives the text with what the program prints now.
fn run_again(path: &str, shown: &str) -> (String, usize) {
    let place = Place::new().with_examples();
    let mut found: Vec<String> = shown.lines().map(str::to_owned).collect();
    let mut commands = 0;
    let mut replaced = Vec::new();
    for block in blocks(shown) {
        if let Some(name) = block.lines.first().and_then(|line| line.strip_prefix("# "))
            && ["toml", "text"].contains(&block.info)
        {
            let named = usize::from(block.info == "text");
            fs::write(place.0.path().join(name), block.lines[named..].join("\n") + "\n").unwrap();
        }
        if block.info != "console" {
            continue;
        }
        let mut lines = Vec::new();
        for line in block.lines.iter().filter_map(|line| line.strip_prefix("$ ")) {
            assert!(line.starts_with("brief "), "{path}:{}: {line}", block.first);
            lines.push(format!("$ {line}"));
            lines.extend(place.shell(line).lines().map(str::to_owned));
            commands += 1;
        }
        replaced.push((block.first..block.first + block.lines.len(), lines));
    }
    // From the end, so that line numbers stay true while blocks are replaced.
    for (range, lines) in replaced.into_iter().rev() {
        found.splice(range, lines);
    }
    (found.join("\n") + "\n", commands)
}

#[test]
fn the_guide_of_maps_shows_the_map_of_the_example() {
    let map = text("examples/maps/gcdf3.map.toml");
    let begin = map.find("[source]").unwrap();
    assert!(text("docs/maps.md").contains(&map[begin..]));
}

#[test]
fn the_texts_show_what_the_program_prints() {
    for (path, at_least) in SHOWN {
        let shown = text(path);
        let (found, commands) = run_again(path, &shown);
        assert!(commands >= at_least, "{path}: {commands} commands");
        if std::env::var_os("UPDATE_GOLDENFILES").is_some() && found != shown {
            fs::write(Path::new(ROOT).join(path), found).unwrap();
            continue;
        }
        let differs = shown.lines().zip(found.lines()).position(|(a, b)| a != b);
        let at = differs.unwrap_or_else(|| shown.lines().count().min(found.lines().count()));
        let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").to_owned();
        assert!(
            shown == found,
            "{path}:{} shows\n{}\nbut the program prints\n{}\n(UPDATE_GOLDENFILES=1 writes it)",
            at + 1,
            line(&shown),
            line(&found)
        );
    }
}

/// What a base keeps of a value that a digest writes as this literal; one end or the other may be open.
fn kept(literal: &str) -> String {
    let dated = literal.contains("-0") || literal.contains("..");
    let (entry, query, low, high) = if dated {
        ("[[event]]\nid = \"e\"\nname = \"E\"\ndate", "events show date", "from", "to")
    } else {
        ("[[figure]]\nvalue", "figures show value", "low", "high")
    };
    let place = Place::new();
    let digest = format!("{entry} = {literal}\ncite = \"An example\"\n");
    fs::write(place.0.path().join("it.toml"), digest).unwrap();
    assert!(place.brief(&["new", "it.db", "--empty"]).status.success());
    let loaded = place.brief(&["load", "it.db", "it.toml"]);
    assert!(loaded.status.success(), "{literal}: {}", errors(&loaded));
    let answer = place.brief(&["it.db", "--format", "json", query]).stdout;
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    let value = answer[0].as_object().unwrap().values().next().unwrap();
    let end = |name: &str| match &value[name] {
        Value::Null => None,
        Value::String(day) => Some(day.clone()),
        number => Some(number.to_string()),
    };
    match (end(low), end(high)) {
        (Some(low), Some(high)) if low == high => low,
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} and up"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => "nothing".to_owned(),
    }
}

#[test]
fn wordings_are_kept_as_told() {
    let guide = text("seeds/README.md");
    let wordings = section(&guide, "## Wordings");
    let mut compared = 0;
    for row in wordings.lines().filter(|line| line.starts_with("| ") && line.contains("`\"")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let literals: Vec<&str> =
            cells[1].split('`').filter(|span| span.starts_with('"')).collect();
        let told: Vec<&str> = cells[2].split("; ").collect();
        assert!(told.len() == 1 || told.len() == literals.len(), "{row}");
        for (n, literal) in literals.iter().enumerate() {
            assert_eq!(kept(literal), told[n.min(told.len() - 1)], "{literal} in {row}");
            compared += 1;
        }
    }
    assert!(compared >= 18, "only {compared} wordings");
}

#[test]
fn the_readme_begins_with_the_two_commands() {
    let readme = text("README.md");
    let commands = "```\n\
        cargo run --release -- 'projects where city = Qingdao and investment > 1bn'\n\
        cargo test\n\
        ```\n";
    let at = readme.find(commands).expect("README.md names the two commands");
    assert!(readme[..at].lines().count() <= 12, "the two commands stand at the top");
}

#[test]
fn all_that_can_be_typed_is_told() {
    let told: String = documents().iter().map(|path| text(path)).collect();
    let has = |name: &str| {
        let ends = |at: usize| {
            told[at..].chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '-' && c != '_')
        };
        told.match_indices(name).any(|(at, _)| ends(at + name.len()))
    };
    let place = Place::new();
    let help = String::from_utf8(place.brief(&["--help"]).stdout).unwrap();
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() >= 4, "{commands:?}");
    let mut options: BTreeSet<String> = BTreeSet::new();
    for arguments in commands.iter().map(|c| vec![*c, "--help"]).chain([vec!["--help"]]) {
        let help = String::from_utf8(place.brief(&arguments).stdout).unwrap();
        let long = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        options.extend(long.filter_map(|line| {
            let at = line.find("--")?;
            Some(line[at..].split([' ', ',', '[']).next()?.to_owned())
        }));
    }
    // `-c`, `-f` and `-q` are told by their short names.
    for (long, short) in [("--command", "-c"), ("--file", "-f"), ("--quiet", "-q")] {
        assert!(options.remove(long), "{long}");
        options.insert(short.to_owned());
    }
    let rooms = ["answers", "base", "help", "settings"];
    let source: String =
        rooms.iter().map(|room| text(&format!("src/repl/commands/{room}.rs"))).collect();
    let dots: Vec<&str> = source
        .split("name: \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(dots.len() >= 20, "{dots:?}");
    for command in commands {
        assert!(has(&format!("brief {command}")), "`brief {command}` is told nowhere");
    }
    for name in options.iter().map(String::as_str).chain(dots) {
        assert!(has(name), "`{name}` is told nowhere");
    }
}
