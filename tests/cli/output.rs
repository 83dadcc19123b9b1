//! Answers that go to files, answers that take too long, and signals: nothing half-made stays behind.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use brief::query::resolve::Parameters;
use brief::session::{Failed, QueryOrigin, Session, Settings};
use brief::store::{Base, Stopped, seed_inputs};

use crate::support::{Ran, Room};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

const QUERY: &str = "projects where city = Qingdao and investment > 1bn";

/// A query that takes SQLite more than a few steps: only then does it look whether to go on.
const SLOW: &str = "claims order by phrase";

// ---------------------------------------------------------------- files

#[test]
fn the_name_of_a_file_says_its_format() {
    let room = Room::new();
    for (name, format) in [
        ("a.csv", "csv"),
        ("a.TSV", "tsv"),
        ("a.json", "json"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.md", "markdown"),
        ("a.html", "html"),
        ("a.svg", "svg"),
        ("a.txt", "table"),
        ("answer", "table"),
    ] {
        let Ran { out: whole, err: notes, .. } = room.run(&["--format", format, QUERY]);
        let ran = room.run(&[QUERY, "-o", name]);
        assert_eq!((ran.code, ran.out, ran.err), (0, String::new(), notes), "{name}");
        assert_eq!(room.read(name), whole, "{name}");
    }
    let Ran { out: whole, .. } = room.run(&["--format", "json-full", QUERY]);
    assert_eq!(room.run(&[QUERY, "--output=a.json", "--format", "json-full"]).code, 0);
    assert_eq!(room.read("a.json"), whole, "`--format` wins");
    room.run(&[QUERY, "-o", "a.docx"]).failed(2, &["“.docx” isn't the ending of a format"]);
    assert!(!room.names().contains(&"a.docx".to_owned()));
}

#[test]
fn a_hyphen_is_the_standard_output() {
    let room = Room::new();
    room.run(&["-q", "count sources", "-o", "-"]).answered("5\n");
    assert!(room.names().is_empty());
}

/// What a shell has opened is written to as the standard output is: nothing before is lost, nothing after.
#[test]
fn open_streams_are_written_to_where_they_stand() {
    let room = Room::new();
    std::os::unix::fs::symlink("/dev/stdout", room.at("out.csv")).unwrap();
    let lines = |redirected: &str, expected: &str| {
        room.write("log", "before\n");
        let mut shell = Command::new("sh");
        room.furnish(&mut shell);
        let script = format!("brief() {{ \"$0\" -q 'count sources' \"$@\"; }}; {redirected}");
        shell.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_brief"));
        let output = shell.current_dir(room.path()).output().unwrap();
        let said =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert_eq!((room.read("log").as_str(), said.as_ref()), (expected, ""), "{redirected}");
    };
    for place in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "./out.csv", "-"] {
        let format = format!("--format csv -o {place}");
        lines(&format!("brief {format} >> log"), "before\ncount\n5\n");
        lines(&format!("brief {format} > log"), "count\n5\n");
        let between = format!("{{ echo one; brief {format}; echo two; }} > log");
        lines(&between, "one\ncount\n5\ntwo\n");
        lines(&format!("brief {format} | cat >> log"), "before\ncount\n5\n");
    }
    lines("brief -o /dev/stderr 2>> log", "before\n5\n");
    lines("brief -o /dev/fd/3 3>> log", "before\n5\n");
    lines("mkfifo pipe; cat pipe >> log & brief -o pipe; wait", "before\n5\n");
    lines("brief -o /dev/null", "before\n");
    assert_eq!(room.names(), ["log", "out.csv", "pipe"]);
}

#[test]
fn several_answers_go_to_one_file() {
    let room = Room::new();
    let ran = room.run(&["-c", "count sources", "-c", "count events", "-o", "both.csv", "--bom"]);
    ran.answered("");
    assert_eq!(room.read("both.csv"), "\u{feff}count\n5\ncount\n15\n");
    assert_eq!(room.run(&["explain", QUERY, "-o", "why.txt"]).code, 0);
    assert!(room.read("why.txt").starts_with("Reading\n"));
}

#[test]
fn after_a_mistake_the_file_is_as_before() {
    let room = Room::new();
    room.write("a.csv", "before");
    room.run(&["projects wher", "-o", "a.csv"]).failed(2, &["error[S01]"]);
    let ran = room.run(&["-c", "claims", "-c", "projects where colour = 1", "-o", "a.csv"]);
    ran.failed(2, &["error[N02]"]);
    room.run(&["none.db", QUERY, "-o", "a.csv"]).failed(3, &["there is no file none.db"]);
    room.run(&["--timeout", "1ms", SLOW, "-o", "a.csv"])
        .failed(5, &["the answer takes longer than"]);
    room.run(&["-o", "no/a.csv", QUERY])
        .failed(1, &["no/a.csv can't be written: there is no such"]);
    assert_eq!((room.names(), room.read("a.csv")), (vec!["a.csv".into()], "before".into()));
    let none = "projects where name contains xyzzy";
    assert_eq!(room.run(&["-q", "--fail-empty", none, "-o", "a.json"]).code, 4);
    assert_eq!(room.read("a.json"), "[]\n", "no rows are an answer");
}

#[test]
fn directories_and_bases_are_not_written_over() {
    let room = Room::new();
    assert_eq!(room.run(&["new", "mine.db", "--empty"]).code, 0);
    fs::create_dir(room.at("folder.csv")).unwrap();
    let before = room.bytes("mine.db");
    let csv = ["mine.db", "sources", "--format", "csv", "-o"];
    room.run(&[&csv[..], &["mine.db"]].concat()).failed(2, &["mine.db is a database"]);
    room.run(&[&csv[..], &["./mine.db"]].concat()).failed(2, &["./mine.db is a database"]);
    room.run(&[&csv[..], &["folder.csv"]].concat()).failed(2, &["folder.csv is a directory"]);
    assert_eq!(room.bytes("mine.db"), before);
    assert_eq!(room.names(), ["folder.csv", "mine.db"]);
}

#[test]
fn a_byte_order_mark_stands_before_what_is_written() {
    let room = Room::new();
    for format in ["csv", "tsv"] {
        let Ran { out: plain, .. } = room.run(&["-q", "--format", format, QUERY]);
        let Ran { out: marked, .. } = room.run(&["-q", "--format", format, "--bom", QUERY]);
        assert_eq!(marked, format!("\u{feff}{plain}"));
        room.run(&["--bom", "--format", format, "projects wher"]).failed(2, &["error[S01]"]);
    }
    room.run(&["--bom", "--format", "json", QUERY]).failed(2, &["`--bom` works with csv and tsv"]);
}

// ---------------------------------------------------------------- time

#[test]
fn what_takes_too_long_ends_with_5() {
    let room = Room::new();
    for time in ["0.001", "1ms", "0.001s", "0.00001m"] {
        let Ran { code, err: said, .. } = room.run(&["--timeout", time, SLOW]);
        assert_eq!(code, 5, "{time}");
        assert!(said.starts_with("error: the answer takes longer than 0.00"), "{said}");
    }
    for time in ["60", "1.5m", "90000ms"] {
        assert_eq!(room.run(&["-q", "--timeout", time, SLOW]).code, 0, "{time}");
    }
    for wrong in ["0", "-1", "soon", "5h", "1e400", "nan", ""] {
        let ran = room.run(&[&format!("--timeout={wrong}"), SLOW]);
        ran.failed(2, &["--timeout <TIME>"]);
    }
}

/// The rows of this query are found in a few steps; what its notes ask takes many.
#[test]
fn the_notes_are_part_of_the_time() {
    let (base, _) =
        Base::in_memory(include_str!("../../schema/catalog.toml"), &seed_inputs()).unwrap();
    let settings = Settings {
        timeout: Some(Duration::from_nanos(1)),
        parameters: Parameters::new(),
        ..Settings::default()
    };
    let mut session = Session { base, settings };
    let query = "events where participant.name contains zz or place.name contains qq";
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let late = session.answer(query, &QueryOrigin::default(), &mut out, &mut err);
    assert!(matches!(late, Err(Failed::Stopped(Stopped::Late(_)))), "{late:?}");
    assert_eq!(String::from_utf8(out).unwrap(), "no events\n", "the rows were there");
    session.settings.notes = false;
    let answered = session.answer(query, &QueryOrigin::default(), &mut Vec::new(), &mut err);
    assert!(answered.is_ok(), "{answered:?}");
}

#[test]
fn each_query_has_its_own_time() {
    let room = Room::new();
    room.write("many.brief", "count sources;".repeat(300));
    let Ran { code, out, .. } = room.run(&["--timeout", "5s", "-f", "many.brief"]);
    assert_eq!((code, out.lines().count()), (0, 300));
}

// ---------------------------------------------------------------- signals

/// A program that answers for a long time.
fn long(room: &Room, more: &[&str]) -> Child {
    // The base is made first: what is timed here is the answer.
    assert_eq!(room.run(&["count sources"]).code, 0);
    room.write("long.brief", format!("{SLOW};").repeat(500));
    let mut command = heeding("env");
    command.arg(room.command().get_program()).args(["-q", "-f", "long.brief"]).args(more);
    command.current_dir(room.path());
    room.furnish(&mut command);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// A command that heeds signals, also where whoever runs the tests ignores them, as `nohup` does.
fn heeding(program: &str) -> Command {
    let mut command = Command::new("env");
    command.args(["--default-signal=HUP,INT,TERM", program]);
    command
}

fn wait_until(what: impl Fn() -> bool) {
    let begin = Instant::now();
    while !what() {
        assert!(begin.elapsed() < PATIENCE, "it never happens");
        thread::sleep(Duration::from_millis(5));
    }
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn signals_leave_nothing_half_made() {
    for (signal, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1)] {
        let room = Room::new();
        room.write("a.csv", "before");
        let child = long(&room, &["-o", "a.csv"]);
        wait_until(|| room.names().len() == 3);
        send(signal, &child);
        let output = child.wait_with_output().unwrap();
        // As a shell tells it: 128 and the number of the signal.
        assert_eq!(output.status.signal(), Some(number), "{signal}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{signal}");
        assert_eq!(room.names(), ["a.csv", "long.brief"], "{signal}");
        assert_eq!(room.read("a.csv"), "before", "{signal}");
    }
}

/// `nohup`, and jobs in the background of a script.
#[test]
fn signals_that_are_to_be_ignored_are() {
    let room = Room::new();
    room.write("some.brief", format!("{SLOW};").repeat(20));
    assert_eq!(room.run(&["count sources"]).code, 0);
    let script = "trap '' INT HUP; exec \"$0\" -q -f some.brief -o a.csv";
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).arg(room.command().get_program()).current_dir(room.path());
    room.furnish(&mut shell);
    let child = shell.spawn().unwrap();
    wait_until(|| room.names().len() == 2);
    send("-INT", &child);
    send("-HUP", &child);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
    assert_eq!(room.names(), ["a.csv", "some.brief"]);
    assert_eq!(room.read("a.csv").matches("thing,field,value").count(), 20);
}

#[test]
fn an_answer_to_the_standard_output_ends_at_once() {
    for (signal, number) in [("-INT", 2), ("-TERM", 15)] {
        let room = Room::new();
        let child = long(&room, &[]);
        thread::sleep(Duration::from_millis(100));
        send(signal, &child);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.signal(), Some(number), "{signal}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{signal}");
    }
}

#[test]
fn a_shell_sees_130() {
    let room = Room::new();
    let script = "(until ls -A | grep -q tmp; do sleep 0.01; done; kill -INT \"$(cat pid)\") & \
                  sh -c 'echo $$ >pid; exec \"$0\" -q -f long.brief -o a.csv' \"$0\"; echo $?";
    room.write("long.brief", format!("{SLOW};").repeat(500));
    assert_eq!(room.run(&["count sources"]).code, 0);
    let mut shell = heeding("sh");
    shell.args(["-c", script]).arg(room.command().get_program()).current_dir(room.path());
    room.furnish(&mut shell);
    assert_eq!(String::from_utf8(shell.output().unwrap().stdout).unwrap(), "130\n");
    assert_eq!(room.names(), ["long.brief", "pid"]);
}
