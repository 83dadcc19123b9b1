//! A law: whatever runs at once on one base, every answer is that of one state of it, nothing is lost, and the base stays sound.
//!
//! `SECONDS_OF_LOAD=600 cargo test --test cli crowd -- --nocapture` is ten minutes of eight readers and a writer.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::{Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Room, number};

/// The loads that follow each other.
const STATES: usize = 6;

/// What the readers ask, each another line. Two answers of one run are of one state.
const LINES: [&[&str]; 8] = [
    &[
        "base.db",
        "-c",
        "count projects",
        "-c",
        "projects where name contains Quay show name, investment",
    ],
    &["base.db", "projects show count, sum of investment by status", "--format", "json"],
    &["base.db", "projects where name starts with Quay with sources", "--format", "csv"],
    &[
        "base.db",
        "projects where name contains Quay show name, status, investment order by investment desc",
        "--format",
        "markdown",
    ],
    &["check", "base.db"],
    &["about", "base.db"],
    &["base.db", "facts about @qingdao"],
    &[
        "base.db",
        "count organizations; count places; projects where investment > 3m show count",
        "-o",
        "OUT",
    ],
];

/// The table of a load: new projects.
fn table(state: usize) -> String {
    let mut text = "id,name,status,investment,place,note\n".to_owned();
    for n in 0..30 {
        let id = state * 30 + n;
        writeln!(text, "quay-{id},Quay {id},signed,{id}m CNY,Qingdao,register {state}").unwrap();
    }
    text
}

/// Returns what a line answers: the file that it writes too.
fn answered(room: &Room, line: &[&str], out: &str) -> Output {
    let line: Vec<&str> = line.iter().map(|word| if *word == "OUT" { out } else { word }).collect();
    let mut ran = room.command().args(line).output().unwrap();
    if let Ok(written) = fs::read(room.at(out)) {
        ran.stdout.extend(written);
        fs::remove_file(room.at(out)).unwrap();
    }
    ran
}

/// Makes the states of a base, `state-0.db` to the last, and all that each line may answer.
fn states(room: &Room) -> Vec<BTreeSet<Vec<u8>>> {
    let mut known = vec![BTreeSet::new(); LINES.len()];
    for state in 0..=STATES {
        if state > 0 {
            room.write(format!("{state}/projects.csv"), table(state - 1));
            room.done(&["load", "base.db", &format!("{state}/projects.csv")]);
        }
        fs::copy(room.at("base.db"), room.at(format!("state-{state}.db"))).unwrap();
        for (line, known) in LINES.iter().zip(&mut known) {
            let ran = answered(room, line, "out.csv");
            assert!(ran.status.success(), "{line:?}: {ran:?}");
            known.insert(ran.stdout);
        }
    }
    known
}

/// Loads one table after the other, and puts the first state back, until the time is over. Returns the number of loads.
fn write(room: &Room, until: Instant) -> usize {
    let mut loads = 0;
    loop {
        for state in 1..=STATES {
            if Instant::now() > until && state > 1 {
                return loads;
            }
            room.done(&["load", "base.db", &format!("{state}/projects.csv")]);
            loads += 1;
        }
        fs::copy(room.at("state-0.db"), room.at("first")).unwrap();
        fs::rename(room.at("first"), room.at("base.db")).unwrap();
    }
}

#[test]
fn eight_readers_and_a_writer_see_one_state_each() {
    let room = Room::with_base("base.db");
    for state in 1..=STATES {
        fs::create_dir(room.at(state.to_string())).unwrap();
    }
    let known = states(&room);
    for (line, answers) in LINES.iter().zip(&known) {
        // A sound base is sound in every state.
        let differ = if line[0] == "check" { 1 } else { STATES + 1 };
        assert_eq!(answers.len(), differ, "{line:?}");
    }
    let seconds = number("SECONDS_OF_LOAD", 4);
    let until = Instant::now() + Duration::from_secs(seconds);
    let (over, answers) = (AtomicBool::new(false), AtomicUsize::new(0));
    let seen = Mutex::new(vec![BTreeSet::new(); LINES.len()]);
    let loads = thread::scope(|scope| {
        for at in 0..LINES.len() {
            let (room, known, over, answers, seen) = (&room, &known, &over, &answers, &seen);
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let ran = answered(room, LINES[at], &format!("out-{at}.csv"));
                    let is_known = known[at].contains(&ran.stdout);
                    assert!(is_known, "{:?}: {ran:?}", LINES[at]);
                    answers.fetch_add(1, Ordering::Relaxed);
                    seen.lock().unwrap()[at].insert(ran.stdout);
                }
            });
        }
        let loads = write(&room, until);
        over.store(true, Ordering::Relaxed);
        loads
    });
    let seen: usize = seen.into_inner().unwrap().iter().map(BTreeSet::len).sum();
    let all: usize = known.iter().map(BTreeSet::len).sum();
    let answers = answers.into_inner();
    println!(
        "{seconds} s: {answers} answers, {loads} loads; {seen} of {all} possible answers seen"
    );
    assert_eq!(room.done(&["check", "base.db"]).lines().last(), Some("sound"));
    assert!(!room.names().iter().any(|name| name.starts_with('.')), "{:?}", room.names());
}

/// Starts commands at once and waits for all.
fn at_once(room: &Room, lines: &[&[&str]]) -> Vec<Output> {
    let start = |line: &&[&str]| {
        let mut command = room.command();
        command.args(*line).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let started: Vec<_> = lines.iter().map(start).collect();
    started.into_iter().map(|child| child.wait_with_output().unwrap()).collect()
}

#[test]
fn loads_at_once_take_turns() {
    let room = Room::with_base("base.db");
    let before = room.bytes("base.db");
    let names = ["a", "b", "c"];
    for (state, name) in names.iter().enumerate() {
        fs::create_dir(room.at(name)).unwrap();
        room.write(format!("{name}/projects.csv"), table(state));
    }
    let tables = names.map(|name| format!("{name}/projects.csv"));
    for table in &tables {
        room.done(&["load", "base.db", table]);
    }
    let content = |room: &Room| room.done(&["about", "base.db"]).lines().last().map(str::to_owned);
    let after = content(&room);
    for _ in 0..number("ROUNDS", 3) {
        room.write("base.db", &before);
        let lines = tables.each_ref().map(|table| ["load", "base.db", table]);
        for ran in at_once(&room, &lines.each_ref().map(<[&str; 3]>::as_slice)) {
            assert!(ran.status.success(), "{ran:?}");
        }
        assert_eq!(content(&room), after);
        assert_eq!(room.done(&["check", "base.db"]).lines().last(), Some("sound"));
        assert!(!room.names().iter().any(|name| name.starts_with('.')), "{:?}", room.names());
    }
}

#[test]
fn one_file_that_two_write_at_once_is_whole() {
    let room = Room::with_base("base.db");
    let csv = &["base.db", "projects", "-o", "x.csv"];
    let (new, ship) = (&["new", "n.db"], &["ship", "base.db", "s.db", "--force"]);
    for _ in 0..number("ROUNDS", 2) {
        let ran = at_once(&room, &[new, new, ship, ship, csv, csv]);
        let made = ran.iter().take(2).filter(|ran| ran.status.success()).count();
        assert_eq!(made, 1, "{ran:?}");
        for ran in ran.iter().take(2).filter(|ran| !ran.status.success()) {
            assert!(
                String::from_utf8_lossy(&ran.stderr).contains("n.db is already there"),
                "{ran:?}"
            );
        }
        assert!(ran.iter().skip(2).all(|ran| ran.status.success()), "{ran:?}");
        for name in ["n.db", "s.db"] {
            assert_eq!(room.done(&["check", name]).lines().last(), Some("sound"));
        }
        assert_eq!(room.read("x.csv"), room.done(&["base.db", "projects", "--format", "csv"]));
        assert!(!room.names().iter().any(|name| name.starts_with('.')), "{:?}", room.names());
        fs::remove_file(room.at("n.db")).unwrap();
    }
}
