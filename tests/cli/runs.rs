//! The real program on a command line: what goes where, how it ends, and which files it touches.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::Room;

const SOURCES: &str = "count sources";
const FIVE: &str = "5\n";

// ---------------------------------------------------------------- exit codes and streams

#[test]
fn an_answer_ends_with_0_also_without_rows() {
    let room = Room::new();
    room.run(&[SOURCES]).answered(FIVE);
    let none = room.run(&["projects where name contains xyzzy"]);
    assert_eq!((none.code, none.out.as_str()), (0, "no projects\n"));
    assert_eq!(none.err, "note: No project matches.\n");
}

#[test]
fn a_query_that_cannot_be_read_ends_with_2() {
    let room = Room::new();
    room.run(&["projects wher x"]).failed(2, &["error[S01]", "did you mean `where`?"]);
    room.run(&["projects where colour = red"]).failed(2, &["error[N02]"]);
    room.run(&["projects where investment > much"]).failed(2, &["error[T01]"]);
    room.run(&["projects show a.b.c.d.e"]).failed(2, &["error[X06]"]);
}

/// The mistakes people make first: each is told with its place and its reason, and every repair offered works when pasted.
#[test]
fn first_mistakes_have_repairs_that_work() {
    let room = Room::new();
    for (query, code) in [
        ("projects where investment >", "S27"),
        ("porjects", "N01"),
        ("projects where invesment > 1bn", "N02"),
        ("projects where city = Qingdao shwo name", "N06"),
        ("projects where city = Qingdao or city = Jinan and investment > 1bn", "S06"),
        ("projects where investment > ¥5bn", "T03"),
        ("projects where date > 2020-02-31", "T10"),
    ] {
        let ran = room.run(&[query]);
        ran.failed(2, &[&format!("error[{code}]: "), "^"]);
        let repairs: Vec<&str> =
            ran.err.lines().filter_map(|line| line.strip_prefix("          ")).collect();
        assert!(!repairs.is_empty(), "{query}: no repair\n{}", ran.err);
        for repair in repairs {
            assert_eq!(room.run(&[repair]).code, 0, "{query}: the repair `{repair}` doesn't work");
        }
    }
}

#[test]
fn wrong_usage_ends_with_2() {
    let room = Room::new();
    room.run(&["--bogus"]).failed(2, &["--bogus"]);
    room.run(&["--format", "xml", SOURCES]).failed(
        2,
        &[
            "“xml”",
            "table, list, csv, tsv, json, jsonl, json-full, markdown, html, xlsx, chart or svg",
        ],
    );
    room.run(&["--set", "city", SOURCES]).failed(2, &["`--set city` must be `--set name=value`"]);
    room.run(&["--set", "a-b=1", SOURCES]).failed(2, &["`a-b` isn't the name of a parameter"]);
    room.run(&["-f", "missing.brief"]).failed(2, &["missing.brief can't be read"]);
    room.run(&["explain"]).failed(2, &[]);
    room.run(&["schema", "projekt"]).failed(2, &["no kind is called `projekt`", "`projects`"]);
    room.run(&["load", "x.db", "facts.pdf"]).failed(2, &["facts.pdf can't be read"]);
    room.write("facts.pdf", "%PDF-1.4");
    room.run(&["load", "x.db", "facts.pdf"]).failed(2, &["facts.pdf", "--as csv"]);
}

#[test]
fn a_base_that_cannot_be_opened_ends_with_3() {
    let room = Room::new();
    room.run(&["none.db", SOURCES]).failed(3, &["there is no file none.db", "`brief new none.db`"]);
    assert!(!room.at("none.db").exists(), "a missing file is never made");
    room.write("text.db", "This is no database, however long this text may be.");
    room.run(&["text.db", SOURCES]).failed(3, &["text.db isn't an SQLite database"]);
    room.write("empty.db", "");
    room.run(&["empty.db", SOURCES]).failed(3, &["empty.db"]);
    let other = rusqlite::Connection::open(room.at("other.db")).unwrap();
    other.execute_batch("CREATE TABLE project (id INTEGER)").unwrap();
    room.run(&["other.db", SOURCES])
        .failed(3, &["other.db is a database, but not a base made by brief"]);
    fs::create_dir(room.at("folder.db")).unwrap();
    room.run(&["folder.db", SOURCES]).failed(3, &["folder.db is a directory, not a file"]);
    room.run(&["schema", "none.db"]).failed(3, &["there is no file none.db"]);
    room.write("facts.toml", "");
    room.run(&["load", "none.db", "facts.toml"]).failed(3, &["there is no file none.db"]);
}

#[test]
fn fail_empty_ends_with_4() {
    let room = Room::new();
    let none = "projects where name contains xyzzy";
    let ran = room.run(&["--fail-empty", "--format", "json", none]);
    assert_eq!((ran.code, ran.out.as_str()), (4, "[]\n"));
    assert_eq!(room.run(&["--fail-empty", "-c", none, "-c", "people"]).code, 0);
    assert_eq!(room.run(&["--fail-empty", SOURCES]).code, 0);
}

#[test]
fn a_full_disk_ends_with_1() {
    let full = || File::options().write(true).open("/dev/full").unwrap();
    for args in [vec!["projects"], vec!["--format", "csv", "claims"], vec!["schema"]] {
        let output = Room::new().command().args(&args).stdout(full()).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(err.contains("error: the answer can't be written: "), "{args:?}: {err}");
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let room = Room::new();
    let mut command = room.command();
    command.args(["--format", "csv", &"claims;".repeat(50)]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(first.starts_with("thing,field,value,"), "{first}");
    assert_eq!(output.status.code(), Some(141));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn a_closed_pipe_of_a_shell_is_quiet() {
    let room = Room::new();
    let brief = room.command();
    let line = format!("'{}' 'claims; claims' | head -1", brief.get_program().display());
    let mut shell = Command::new("sh");
    shell.args(["-c", &line]);
    for (name, value) in brief.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let output = shell.output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn quiet_leaves_errors_and_nothing_else() {
    let room = Room::new();
    let query = "projects where city = Qingdao and investment > 1bn";
    let (loud, quiet) = (room.run(&[query]), room.run(&["-q", query]));
    assert!(loud.err.contains("more may match"));
    quiet.answered(&loud.out);
    // A name that nothing has may be a slip in any part of a query, so it is never left unsaid.
    let slip = "count projects where city in (Qingdao, Jnan)";
    let ran = room.run(&["-q", "--fail-empty", slip]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "14\n"));
    assert!(ran.err.contains("warning[N05]: no place is called “Jnan”"), "{}", ran.err);
    room.run(&["-q", "--strict", slip]).failed(2, &["error[N05]: no place is called “Jnan”"]);
    room.run(&["--strict", "--format", "json-full", slip]).failed(2, &["error[N05]"]);
    room.run(&["--strict", "explain projects where id = nothing"]).failed(2, &["error[N10]"]);
    room.run(&["-q", "--strict", "projects where name contains xyzzy"]).answered("no projects\n");
    room.run(&["-q", "projects wher"]).failed(2, &["error[S01]"]);
}

#[test]
fn help_and_version_are_answers() {
    let room = Room::new();
    for flag in ["-h", "--help", "-V", "--version"] {
        let ran = room.run(&[flag]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{flag}");
    }
    let long = room.run(&["--help"]).out;
    assert!(long.contains("Exit codes:") && long.contains("brief schema project"), "{long}");
    for command in ["new", "load", "schema", "explain"] {
        assert_eq!(room.run(&[command, "--help"]).code, 0, "{command}");
    }
}

// ---------------------------------------------------------------- where queries come from

#[test]
fn several_bare_words_are_explained() {
    let room = Room::new();
    room.run(&["projects", "where", "city", "=", "Qingdao"]).failed(
        2,
        &[
            "the query came in 5 pieces",
            "takes `>` for a redirection",
            "brief 'projects where city = Qingdao'",
        ],
    );
    room.run(&["projects", "where", "city", "=", "Xi'an"])
        .failed(2, &["\"projects where city = Xi'an\""]);
}

#[test]
fn two_hyphens_end_the_options() {
    let room = Room::new();
    room.run(&["--", SOURCES]).answered(FIVE);
    room.run(&["--", "-q"]).failed(2, &["no kind is called `-q`"]);
    room.run(&["--format", "csv", "--", SOURCES]).answered("count\n5\n");
}

#[test]
fn queries_and_scripts_run_in_their_order() {
    let room = Room::new();
    room.write("one.brief", "count events # how many\n;\ncount places where type = country;");
    let events = room.run(&["count events"]).out;
    let countries = room.run(&["count places where type = country"]).out;
    let people = room.run(&["count people"]).out;
    assert!(events != FIVE && events != people);
    let ran = room.run(&["-c", SOURCES, "-f", "one.brief", "-c", "count people", SOURCES]);
    ran.answered(&format!("{FIVE}{events}{countries}{people}{FIVE}"));
    let ran = room.feed(&["-c", SOURCES, "-f", "-"], "count people");
    ran.answered(&format!("{FIVE}{people}"));
}

#[test]
fn the_standard_input_is_a_script() {
    let room = Room::new();
    room.feed(&[], format!("{SOURCES};\n\n{SOURCES} ;")).answered("5\n5\n");
    room.feed(&[], format!("\u{feff}{SOURCES}\r\n")).answered(FIVE);
    room.feed(&[], "").answered("");
    room.feed(&[], "# only a comment\n;\n").answered("");
    room.feed(&["--format", "jsonl"], SOURCES).answered("{\"count\":5}\n");
}

#[test]
fn a_script_stops_at_its_first_error() {
    let room = Room::new();
    room.write("two.brief", "count sources;\n\n  projects where colour = 1;\ncount people\n");
    let ran = room.run(&["-f", "two.brief"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, FIVE));
    assert!(ran.err.contains("two.brief:3:18\n"), "{}", ran.err);
    assert_eq!(ran.err.matches("error").count(), 1, "{}", ran.err);
    let ran = room.feed(&[], "count sources;\nprojects where (");
    ran.failed(2, &["<stdin>:2:"]);
    let ran = room.run(&["-f", "two.brief", "-c", SOURCES]);
    assert_eq!(ran.out, FIVE, "what follows a script that failed isn't run");
}

#[test]
fn text_that_is_no_utf_8_is_refused() {
    let room = Room::new();
    room.write("latin.brief", b"people where name = \"M\xfcller\"");
    room.run(&["-f", "latin.brief"]).failed(2, &["latin.brief isn't UTF-8 text"]);
}

#[test]
fn parameters_stand_for_values() {
    let room = Room::new();
    let query = "count projects where city = $city and investment > $least";
    room.run(&["-q", "--set", "city=Qingdao", "--set", "least=1bn yuan", query]).answered("2\n");
    room.run(&["-q", "--set", "$city=青岛", "--set", "least=60bn", query]).answered("1\n");
    let ran = room.run(&["--set", "city=Qingdao", query]);
    ran.failed(2, &["`$least` has no value", "parameters with a value: $city", "--set least=…"]);
    let attack = "city=Qingdao\" or name contains \"a";
    // In quantifiers and limits too, with the answer and the errors of the number written out.
    let counted = "count events where at least $n participants";
    room.run(&["-q", "--set", "n=3", counted]).answered("4\n");
    room.run(&["--set", "n=-3", counted]).failed(2, &["error[S18]", "“-3”, not a whole number"]);
    room.run(&["--set", "x=-5", "projects where investment > $x"]).failed(2, &["`-5` is negative"]);
    let ran = room.run(&["--set", attack, "projects where city = $city"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "no projects\n"));
}

// ---------------------------------------------------------------- formats

const NONE: &str = "projects where name contains xyzzy show name, investment, date";
const ONE: &str =
    "projects where status = announced and city = Qingdao show name, investment, date";
const MANY: &str = "projects where city = Qingdao show name, investment, date, size, batch";

#[test]
fn tables_count_their_rows() {
    let room = Room::new();
    room.run(&["-q", NONE]).answered("no projects\n");
    for (query, rows, last) in [(ONE, 1, "1 project"), (MANY, 14, "14 projects")] {
        let table = room.run(&["-q", "--format", "table", query]);
        let lines: Vec<&str> = table.out.lines().collect();
        assert_eq!(lines.len(), rows + 3, "{}", table.out);
        assert!(lines[0].starts_with("name ") && lines[1].starts_with('─'));
        assert_eq!(lines.last(), Some(&last));
        assert!(lines.iter().all(|line| *line == line.trim_end()), "no line ends in blanks");
    }
}

#[test]
fn csv_is_read_back() {
    let room = Room::new();
    for (query, n) in [(NONE, 0), (ONE, 1), (MANY, 14)] {
        let ran = room.run(&["-q", "--format", "csv", query]);
        let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(Into::into).collect();
        let first = ["name", "investment", "investment_low", "investment_high", "investment_unit"];
        assert_eq!(header[..5], first);
        assert_eq!(header[5..8], ["date", "date_from", "date_to"]);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), n);
        if n == 1 {
            let amount: Vec<&str> = rows[0].iter().skip(1).take(4).collect();
            assert_eq!(amount, ["80bn CNY", "80000000000", "80000000000", "CNY"]);
        }
    }
    let unknown =
        "projects where investment is unknown and name contains Huarong show investment, name";
    let ran = room.run(&["-q", "--format", "csv", unknown]);
    assert!(ran.out.lines().nth(1).unwrap().starts_with(",,,,Huarong"), "{}", ran.out);
}

#[test]
fn json_is_read_back() {
    let room = Room::new();
    for (query, n) in [(NONE, 0), (ONE, 1), (MANY, 14)] {
        let ran = room.run(&["-q", "--format", "json", query]);
        let rows: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(rows.len(), n, "{query}");
        let ran = room.run(&["-q", "--format", "jsonl", query]);
        let lines: Vec<Value> =
            ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, rows, "{query}");
    }
    let rows: Vec<Value> =
        serde_json::from_str(&room.run(&["-q", "--format", "json", MANY]).out).unwrap();
    let batch = rows.iter().find(|row| row["size"]["low"] == 20).unwrap();
    assert_eq!(batch["batch"], true);
    assert_eq!(batch["investment"]["low"], 80_000_000_000_u64, "a number, not a text");
    let keys: Vec<&String> = batch.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 5, "{keys:?}");
}

#[test]
fn markdown_cites_whole_titles() {
    let room = Room::new();
    let query = "projects where investment = 80bn yuan show name, investment with sources";
    let out = room.run(&["-q", "--format", "md", query]).out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "| name | investment |");
    assert_eq!(lines[1], "| --- | ---: |");
    assert!(lines[2].ends_with(" [^1] | 80bn CNY [^2] |"), "{out}");
    let note = lines.iter().find(|line| line.starts_with("[^2]: ")).unwrap();
    let end = "(scoda.com, 2021-04-20), paragraph 5 “total investment of 80 billion yuan”";
    assert!(note.ends_with(end), "{note}");
}

#[test]
fn a_count_has_every_format() {
    let room = Room::new();
    room.run(&[SOURCES]).answered(FIVE);
    room.run(&["--format", "csv", SOURCES]).answered("count\n5\n");
    room.run(&["--format", "json", SOURCES]).answered("[\n  {\"count\":5}\n]\n");
    room.run(&["--format", "jsonl", SOURCES]).answered("{\"count\":5}\n");
}

#[test]
fn a_pipe_is_never_cut() {
    let ran = Room::new().run_with(&["claims"], |command| {
        command.env("COLUMNS", "40");
    });
    assert!(!ran.out.contains('…') && ran.out.lines().next().unwrap().len() > 80);
}

// ---------------------------------------------------------------- colour

#[test]
fn colour_is_asked_for_or_not_there() {
    let room = Room::new();
    let query = "projects where city = Nowhere";
    let coloured = |args: &[&str], env: &[(&str, &str)]| {
        let ran = room.run_with(&[args, &[query]].concat(), |command| {
            command.envs(env.iter().copied());
        });
        (ran.out.contains('\u{1b}'), ran.err.contains('\u{1b}'))
    };
    assert_eq!(coloured(&[], &[]), (false, false), "a pipe");
    assert_eq!(coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]), (false, false));
    assert_eq!(coloured(&[], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), (false, false));
    for (args, env) in [
        (&["--color", "always"][..], &[][..]),
        (&["--color", "always"], &[("NO_COLOR", "1")]),
        (&["--color=always"], &[("TERM", "dumb")]),
        (&[], &[("CLICOLOR_FORCE", "1")]),
    ] {
        assert!(coloured(args, env).1, "{args:?} {env:?}");
    }
    let ran = room.run(&["--color", "always", "projects"]);
    assert!(ran.out.contains('\u{1b}'));
    let plain = room.run(&["--color", "always", "--format", "csv", "projects"]).out;
    assert!(!plain.contains('\u{1b}'), "machines get no colour");
}

// ---------------------------------------------------------------- files

#[test]
fn without_a_place_for_a_cache_it_still_answers() {
    let room = Room::new();
    for cache in ["/dev/null", "/dev/null/cache"] {
        let ran = room.run_with(&[SOURCES], |command| {
            command.env("XDG_CACHE_HOME", cache);
        });
        ran.answered(FIVE);
    }
    let locked = room.at("locked");
    fs::create_dir(&locked).unwrap();
    let mut permissions = fs::metadata(&locked).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&locked, permissions).unwrap();
    let ran = room.run_with(&[SOURCES], |command| {
        command.env("XDG_CACHE_HOME", &locked);
    });
    ran.answered(FIVE);
    let ran = room.run_with(&[SOURCES], |command| {
        command.env("HOME", "/dev/null/home").env_remove("XDG_CACHE_HOME");
    });
    ran.answered(FIVE);
}

#[test]
fn the_cache_is_one_file_and_safe_to_delete() {
    let room = Room::new();
    room.run(&[SOURCES]).answered(FIVE);
    let cache = room.at("cache/brief");
    let files = || fs::read_dir(&cache).unwrap().map(|file| file.unwrap().path());
    assert_eq!(files().count(), 1);
    room.run(&[SOURCES]).answered(FIVE);
    files().for_each(|file| fs::write(file, "torn").unwrap());
    room.run(&[SOURCES]).answered(FIVE);
    fs::remove_dir_all(&cache).unwrap();
    room.run(&[SOURCES]).answered(FIVE);
    assert_eq!(files().count(), 1);
}

#[test]
fn a_file_is_named_in_three_ways() {
    let room = Room::new();
    let ran = room.run(&["new", "mine.db", "--empty"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("mine.db created"), "{}", ran.err);
    let before = room.bytes("mine.db");
    room.run(&["mine.db", SOURCES]).answered("0\n");
    room.run(&["--db", "mine.db", SOURCES]).answered("0\n");
    room.run_with(&[SOURCES], |command| {
        command.env("BRIEF_DB", "mine.db");
    })
    .answered("0\n");
    room.run_with(&[SOURCES], |command| {
        command.env("BRIEF_DB", "none.db");
    })
    .failed(3, &["there is no file none.db"]);
    room.run_with(&["mine.db", SOURCES], |command| {
        command.env("BRIEF_DB", "none.db");
    })
    .answered("0\n");
    room.feed(&["mine.db"], SOURCES).answered("0\n");
    assert_eq!(room.bytes("mine.db"), before, "asking changes nothing");
    assert!(!room.at("mine.db-journal").exists());
}

#[test]
fn new_never_replaces_a_file() {
    let room = Room::new();
    room.done(&["new", "mine.db"]);
    room.run(&["mine.db", SOURCES]).answered(FIVE);
    let before = room.bytes("mine.db");
    let ran = room.run(&["new", "mine.db"]);
    ran.failed(1, &["mine.db is already there"]);
    assert_eq!(room.bytes("mine.db"), before);
    room.write("mine.txt", "precious");
    assert_ne!(room.run(&["new", "mine.txt", "--empty"]).code, 0);
    assert_eq!(room.bytes("mine.txt"), b"precious");
}

const DIGEST: &str = r#"
[source]
id = "leaflet"
name = "A leaflet"
paragraphs = 2

[[project]]
id = "bridge"
name = "Bridge over the bay"
place = "Qingdao"
investment = "more than 3bn yuan"
cite = { p = 1, investment = "over 3 billion yuan" }
"#;

#[test]
fn loading_adds_and_loading_again_does_not() {
    let room = Room::new();
    room.done(&["new", "mine.db"]);
    room.write("leaflet.toml", DIGEST);
    let before = room.bytes("mine.db");
    let ran = room.run(&["load", "mine.db", "leaflet.toml", "--dry-run"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    let would = "read: 2 entries of leaflet.toml\nwould be new: 1 project, 1 source\nthings and records: 2 would be new, 0 same, 0 changed, 0 removed\n";
    assert_eq!(ran.err, would);
    assert_eq!(room.bytes("mine.db"), before, "a dry run changes nothing");
    let ran = room.run(&["load", "mine.db", "leaflet.toml"]);
    assert_eq!(ran.err, would.replace("would be ", ""));
    let query = "count projects where city = Qingdao and investment > 3bn yuan";
    room.run(&["-q", "mine.db", query]).answered("3\n");
    let ran = room.run(&["load", "-q", "mine.db", "leaflet.toml"]);
    assert_eq!(ran.err, "things and records: 0 new, 2 same, 0 changed, 0 removed\n");
    room.write("leaflet.toml", DIGEST.replace("more than 3bn", "2bn").replace("over 3", "2"));
    let ran = room.run(&["load", "mine.db", "leaflet.toml"]);
    assert_eq!(
        ran.err,
        "read: 2 entries of leaflet.toml\nsame: 1 source\nchanged: 1 project\nthings and records: 0 new, 1 same, 1 changed, 0 removed\n"
    );
    room.run(&["-q", "mine.db", query]).answered("2\n");
    assert_eq!(
        fs::read_dir(room.path())
            .unwrap()
            .filter(|file| { file.as_ref().unwrap().file_name().to_string_lossy().contains(".db") })
            .count(),
        1,
        "nothing is left beside the file"
    );
}

const MISTAKEN: &str = r#"[source]
id = "bad"
name = "A bad digest"
paragraphs = 3

[[project]]
id = "one"
name = "One"
investment = "1bn quatloos"
cite.p = 9

[[project]]
id = "two"
name = "Two"
colour = "red"
place = "Nowhere at all"
cite.p = 1

[[projekt]]
id = "three"
"#;

#[test]
fn a_digest_with_mistakes_loads_nothing_and_tells_them_all() {
    let room = Room::new();
    room.done(&["new", "mine.db"]);
    room.write("bad.toml", MISTAKEN);
    room.write("leaflet.toml", DIGEST);
    let before = room.bytes("mine.db");
    let ran = room.run(&["load", "mine.db", "leaflet.toml", "bad.toml"]);
    let expected = [
        ("bad.toml:9:19\n", "`quatloos` isn't a currency or a scale"),
        ("bad.toml:10:10\n", "there is no paragraph 9"),
        ("bad.toml:15:1\n", "`project` has no field `colour`"),
        ("bad.toml:16:9\n", "no place \"Nowhere at all\""),
        ("bad.toml:19:3\n", "there is no kind `projekt`"),
    ];
    for (place, sentence) in expected {
        ran.failed(1, &[place, sentence]);
    }
    assert!(
        ran.err.ends_with("error: 5 mistakes in the digests; nothing was loaded\n"),
        "{}",
        ran.err
    );
    assert_eq!(room.bytes("mine.db"), before);
    room.run(&["load", "mine.db", "bad.toml", "--dry-run"]).failed(1, &["5 mistakes"]);
}

#[test]
fn the_schema_is_an_answer() {
    let room = Room::new();
    let kinds = room.run(&["schema"]);
    assert_eq!((kinds.code, kinds.err.as_str()), (0, ""));
    for kind in ["projects", "events", "people", "sources", "claims"] {
        assert!(kinds.out.lines().any(|line| line.starts_with(&format!("  {kind} "))), "{kind}");
    }
    let one = room.run(&["schema", "project"]);
    assert_eq!(one.out, room.run(&["schema", "projects"]).out);
    for part in ["investment", "announced, signed", "Links to several things", "For example"] {
        assert!(one.out.contains(part), "{part}\n{}", one.out);
    }
}

// ---------------------------------------------------------------- other domains

fn domain(name: &str) -> Room {
    let room = Room::new();
    let file = |end: &str| format!("{}/tests/catalogs/{name}{end}", env!("CARGO_MANIFEST_DIR"));
    let base = format!("{name}.db");
    let ran = room.run(&["new", &base, "--catalog", &file(".toml")]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    let ran = room.run(&["load", &base, &file(".facts.toml")]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    room
}

#[test]
fn a_museum() {
    let room = domain("museum");
    room.run(&[
        "-q",
        "museum.db",
        "objects where made < 1700 or maker.born = 1640 show name, height",
    ])
    .answered(
        "name             height\n───────────────────────\nGreat Bell  about 90 cm\n1 object\n",
    );
    let ran = room.run(&["museum.db", "objects where made < 1700 show name"]);
    let said = "note: 2 more may match: 1 has no `made` recorded and 1 says only “within 1690..1710”; \
                `where possibly …` shows them.\n";
    assert_eq!(ran.err, said);
    room.run(&["-q", "museum.db", "count objects where material = oil on canvas"]).answered("1\n");
    room.run(&["-q", "museum.db", "count objects where room = \"blue room\" and on_show = no"])
        .answered("1\n");
    room.run(&["-q", "museum.db", "count objects where insured > 400k euro"]).answered("2\n");
    room.run(&["-q", "museum.db", "count objects where height between 20 cm and 30 cm"])
        .answered("1\n");
    room.run(&["museum.db", "projects"]).failed(2, &["no kind is called `projects`"]);
    let schema = room.run(&["schema", "museum.db"]).out;
    assert!(schema.contains("Try this query:\n  objects where made < 1700\n"), "{schema}");
    let schema = room.run(&["schema", "museum.db", "object"]).out;
    assert!(schema.contains("bronze, clay, oil_on_canvas"), "{schema}");
}

#[test]
fn a_lab_notebook() {
    let room = domain("lab");
    let ran = room.run(&["-q", "lab.db", "--format", "json", "readings where value > 5 mg"]);
    let rows: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["sample"], "B2");
    assert_eq!(rows[0]["value"]["text"], "at least 0.006 g");
    assert_eq!(rows[0]["value"]["high"], Value::Null, "an open end");
    room.run(&["-q", "lab.db", "count readings where value > 5"]).answered("1\n");
    room.run(&["-q", "lab.db", "count readings where purity >= 99%"]).answered("1\n");
    room.run(&["-q", "lab.db", "count readings where sample.taken = 2023-04"]).answered("3\n");
    room.run(&["-q", "lab.db", "count samples where origin contains \"north shore\""])
        .answered("1\n");
    room.run(&["lab.db", "samples where city = X"]).failed(2, &["samples have no field `city`"]);
}

#[test]
fn a_catalog_with_a_mistake_makes_no_file() {
    let room = Room::new();
    room.write("bad.toml", "[kind.thing_]\nplural = \"where\"\nabout = \"x\"\n");
    let ran = room.run(&["new", "bad.db", "--catalog", "bad.toml"]);
    ran.failed(1, &["the catalog is refused", "`where` is a word of the language"]);
    assert!(!room.at("bad.db").exists());
}

// ---------------------------------------------------------------- explain, and the SQL in other hands

#[test]
fn explain_is_a_command_and_a_word() {
    let room = Room::new();
    let query = "projects where city = Qingdao and investment > 1bn";
    let ran = room.run(&["explain", query]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let headings = ran.out.lines().filter(|line| !line.is_empty() && !line.starts_with(' '));
    assert_eq!(headings.collect::<Vec<_>>(), ["Reading", "Query", "Names", "SQL", "Plan"]);
    assert!(ran.out.contains(
        "projects whose city is Qingdao and whose investment is certainly more than 1bn in its own currency"
    ));
    room.run(&[&format!("explain {query}")]).answered(&ran.out);
    room.run(&["explain", &format!("explain {query}")]).answered(&ran.out);
    room.run(&["explain", "projects wher"]).failed(2, &["error[S01]"]);
}
