//! What people's fingers and their scripts take for granted on a command line, beside what `cli.rs` and `formats.rs` hold.

use std::process::Command;

use rexpect::session::spawn_command;

use crate::support::{Ran, Room};

/// How long a run on a terminal may take, in milliseconds.
const PATIENCE: u64 = 60_000;

const SOURCES: &str = "count sources";

// ---------------------------------------------------------------- arguments

#[test]
fn options_stand_anywhere_and_in_every_spelling() {
    let room = Room::new();
    for args in [
        &["--format", "csv", SOURCES][..],
        &[SOURCES, "--format", "csv"],
        &[SOURCES, "--format=csv"],
        &["--format=CSV", "-qc", SOURCES],
        &["-q", "--format", "csv", "-ccount sources"],
        &["--format", "json", SOURCES, "--format", "csv"],
        &["--format", "csv", "--", SOURCES],
    ] {
        room.run(args).answered("count\n5\n");
    }
}

#[test]
fn options_of_other_programs_are_answered_with_ours() {
    let room = Room::new();
    for (option, help) in [
        ("-csv", "write `--format csv`"),
        ("-json", "write `--format json`"),
        ("--json", "write `--format json`"),
        ("-jsonlines", "write `--format jsonl`"),
        ("-markdown", "write `--format markdown`"),
        ("-box", "write `--format table`"),
        ("-column", "write `--format table`"),
        ("-line", "write `--format list`"),
        ("-list", "write `--format list`"),
        ("-tabs", "write `--format tsv`"),
        ("-header", "csv and tsv always begin with the names of the columns"),
        ("-readonly", "queries only ever read a base"),
        ("-cmd", "`-c QUERY` a query"),
        ("-init", "`-f SCRIPT` runs a script"),
        ("-html", "write `--format html`"),
        ("-batch", "a script always stops at its first error"),
        ("-version", "use `--version`"),
        ("--nullvalue=NULL", "null in json"),
    ] {
        let said = [&format!("error: `{option}` is an option of another program"), help];
        room.run(&[option, SOURCES]).failed(2, &said);
    }
}

#[test]
fn long_options_are_not_abbreviated_and_mistyped_ones_are_known() {
    let room = Room::new();
    room.run(&["--form", "csv", SOURCES]).failed(2, &["unexpected argument '--form'"]);
    room.run(&["--fromat", "csv", SOURCES]).failed(2, &["a similar argument", "--format"]);
    room.run(&["--color", "red", SOURCES]).failed(2, &["auto, always, never"]);
}

#[test]
fn one_base_is_asked_at_a_time() {
    let room = Room::new();
    let said = "use one base at a time, not a.db and b.db";
    room.run(&["--db", "a.db", "b.db", SOURCES]).failed(2, &[said]);
}

#[test]
fn help_is_an_answer_wherever_it_is_asked_for() {
    let room = Room::new();
    for args in [&["--help"][..], &[SOURCES, "--help"], &["-q", "-h"], &["schema", "-h"], &["help"]]
    {
        let Ran { code, out, err } = room.run(args);
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
        assert!(out.contains("Usage: brief"), "{args:?}");
        assert!(!out.contains('\u{1b}'), "{args:?}: colour in a pipe");
    }
    let Ran { out: version, .. } = room.run(&["-V"]);
    assert_eq!(version.lines().count(), 1);
    for part in ["brief ", "language ", "catalog ", "SQLite "] {
        assert!(version.contains(part), "{version}");
    }
    let Ran { out: help, .. } = room.run(&["--help"]);
    for code in ["0", "1", "2", "3", "4", "5", "130", "141"] {
        let told = help.split("Exit codes:").nth(1).unwrap();
        assert!(told.split_whitespace().any(|word| word == code), "{code}");
    }
}

#[test]
fn what_would_be_ignored_is_refused() {
    let room = Room::new();
    let ran = room.run(&["explain", SOURCES, "-c", SOURCES]);
    ran.failed(2, &["takes one query"]);
    let mut command = room.command();
    command.args(["-o", "answer.csv"]);
    let seen = spawn_command(command, Some(PATIENCE)).unwrap().exp_eof().unwrap();
    assert!(seen.contains("there is no query to answer into answer.csv"), "{seen}");
    assert!(!room.at("answer.csv").exists());
}

// ---------------------------------------------------------------- scripts

#[test]
fn scripts_may_come_from_windows() {
    let room = Room::new();
    let script = "\u{feff}count sources;\r\n# a comment\r\ncount events\r\n;\r\n";
    room.feed(&[], script.as_bytes()).answered("5\n15\n");
    room.write("s.brief", script);
    room.run(&["-f", "s.brief"]).answered("5\n15\n");
    let lines = "count sources\r\nwhere name contains Qingdao\r\n";
    assert_eq!(room.feed(&["-q"], lines.as_bytes()).code, 0);
    let wrong = "count sources;\r\nprojects where colour = 1\r\n";
    let ran = room.feed(&[], wrong.as_bytes());
    assert_eq!((ran.code, ran.out.as_str()), (2, "5\n"));
    assert!(ran.err.contains("<stdin>:2:16\n") && !ran.err.contains('\r'), "{:?}", ran.err);
}

#[test]
fn a_semicolon_in_quotes_ends_nothing() {
    let room = Room::new();
    let script =
        "projects where name = \"a;b\"; count sources # ; no\n; count projects where name = \"x;\"";
    let Ran { code, out, .. } = room.feed(&["-q"], script.as_bytes());
    assert_eq!((code, out.as_str()), (0, "no projects\n5\n0\n"));
}

#[test]
fn a_script_may_be_long_and_a_query_may_not() {
    let room = Room::new();
    let many = "count sources;\n".repeat(6000);
    assert!(many.len() > 64 * 1024);
    room.feed(&[], many.as_bytes()).answered(&"5\n".repeat(6000));
    let long = format!("count sources;\nprojects where name = \"{}\"", "x".repeat(70_000));
    let ran = room.feed(&[], long.as_bytes());
    ran.failed(
        2,
        &["error[X03]: a query can have at most 64 KiB; this query has 69", "<stdin>:2:1\n"],
    );
}

/// Each mistake has suggestions, and each of these could leave the others, which have suggestions too.
#[test]
fn a_query_of_a_thousand_mistakes_is_answered_at_once() {
    let room = Room::new();
    let values = |word: &str| vec![word; 990].join(", ");
    for (query, code, message) in [
        (format!("claims where whole in ({})", values("claim")), 2, "error[T51]"),
        (format!("projects where status in ({})", values("singed")), 2, "error[N08]"),
        (format!("projects where city in ({})", values("Qingdoa")), 0, "did you mean `Qingdao`"),
    ] {
        let ran = room.run(&[query.as_str()]);
        assert_eq!(ran.code, code, "{query}");
        assert!(ran.err.contains(message), "{query}: {}", ran.err);
        assert!(ran.err.contains("note: 980 more problems aren't shown"), "{query}: {}", ran.err);
    }
}

#[test]
fn the_standard_input_is_read_only_where_it_is_wanted() {
    let room = Room::new();
    room.feed(&[SOURCES], b"projects wher").answered("5\n");
    room.feed(&["-c", SOURCES], b"projects wher").answered("5\n");
    room.feed(&["-f", "-", "-c", SOURCES], b"count events").answered("15\n5\n");
    room.feed(&[], b"").answered("");
    room.feed(&[], b"\xff\xfe").failed(2, &["<stdin> isn't UTF-8 text"]);
}

// ---------------------------------------------------------------- colour

/// Whether what a terminal gets is coloured.
fn coloured(room: &Room, args: &[&str], env: &[(&str, &str)]) -> bool {
    let mut command = room.command();
    command.args(["-q", "count sources; projects limit 1"]).args(args).envs(env.iter().copied());
    let seen = spawn_command(command, Some(PATIENCE)).unwrap().exp_eof().unwrap();
    assert!(seen.contains("1 project"), "{seen}");
    seen.contains('\u{1b}')
}

#[test]
fn colour_on_a_terminal() {
    let room = Room::new();
    for (args, env, expected) in [
        (&[][..], &[][..], true),
        (&[], &[("NO_COLOR", "1")], false),
        (&[], &[("NO_COLOR", "")], true),
        (&[], &[("TERM", "dumb")], false),
        (&[], &[("TERM", "dumb"), ("CI", "true")], false),
        (&[], &[("NO_COLOR", "1"), ("CI", "true")], false),
        (&[], &[("CLICOLOR", "0")], false),
        (&[], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
        (&[], &[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")], true),
        (&["--color=never"], &[("CLICOLOR_FORCE", "1")], false),
        (&["--color=always"], &[("NO_COLOR", "1"), ("TERM", "dumb")], true),
        (&["--color", "never", "--color", "always"], &[], true),
    ] {
        assert_eq!(coloured(&room, args, env), expected, "{args:?} {env:?}");
    }
}

#[test]
fn each_stream_has_its_own_colour() {
    let room = Room::new();
    let brief = room.command();
    let brief = brief.get_program().to_str().unwrap();
    let seen = |redirection: &str| {
        let line = format!(
            "'{brief}' 'projects where city = Nowhere or name contains Rennes' {redirection}"
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(room.path());
        room.furnish(&mut shell);
        let seen = spawn_command(shell, Some(PATIENCE)).unwrap().exp_eof().unwrap();
        (seen, room.read("file"))
    };
    let (terminal, file) = seen("2>file");
    assert!(terminal.contains('\u{1b}') && terminal.contains("1 project"), "{terminal}");
    assert!(!file.contains('\u{1b}') && file.contains("warning[N05]"), "{file}");
    let (terminal, file) = seen(">file");
    assert!(terminal.contains('\u{1b}') && terminal.contains("warning"), "{terminal}");
    assert!(!file.contains('\u{1b}') && file.contains("1 project"), "{file}");
}

#[test]
fn the_width_is_the_terminals_or_what_columns_says() {
    let room = Room::new();
    let widest = |columns: Option<&str>| {
        let mut command = room.command();
        command.args(["-q", "--color", "never", "claims limit 20"]);
        columns.map(|columns| command.env("COLUMNS", columns));
        let seen = spawn_command(command, Some(PATIENCE)).unwrap().exp_eof().unwrap();
        // Bytes come as characters: the rule is counted by its first byte.
        seen.lines().map(|line| line.matches('â').count()).max().unwrap()
    };
    // The terminal here has no size of its own.
    assert!((61..=80).contains(&widest(None)), "{}", widest(None));
    assert!((41..=60).contains(&widest(Some("60"))), "{}", widest(Some("60")));
    assert!((61..=80).contains(&widest(Some("wide"))));
}

/// Nothing of a person's environment changes what a script gets.
#[test]
fn the_environment_changes_no_answer() {
    let room = Room::new();
    let query = "projects where city = Qingdao order by date";
    for format in ["table", "list", "csv", "json", "json-full"] {
        let run = |env: &[(&str, &str)]| {
            let mut command = room.command();
            command.args(["--format", format, query]).envs(env.iter().copied());
            command.output().unwrap().stdout
        };
        let plain = run(&[]);
        let env = [
            ("LANG", "zh_CN.GB18030"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("TZ", "Asia/Shanghai"),
            ("COLUMNS", "20"),
            ("TERM", "vt100"),
            ("BRIEF_FORMAT", "markdown"),
            ("PAGER", "false"),
        ];
        assert!(!plain.is_empty() && run(&env) == plain && run(&[]) == plain, "{format}");
    }
}
