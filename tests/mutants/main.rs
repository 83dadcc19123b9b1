//! A check of the tests: faults put into the compiler on purpose, each of which the oracle must notice.
//!
//! `list.toml` holds them. `cargo test` only checks that the line each fault changes still stands, once, in its file. To put
//! them in, one after another, into a copy of the project, and run the oracle on each (and the golden scripts, where it
//! survives the oracle):
//!
//! ```text
//! MUTANTS=all cargo test --test mutants             all: twenty seconds each on an idle machine
//! MUTANTS=leaf.rs,sum cargo test --test mutants     those of these files, or with these words in `breaks`
//! MUTANTS=share cargo test --test mutants           as many as seven minutes allow, beginning with others each day
//! MUTANTS=from:40 cargo test --test mutants         the same, beginning with this one
//! ```
//!
//! It fails if one of them survives the oracle. The copy and its build are in `target/mutants`. `cargo test` alone, without
//! `MUTANTS`, reports this test as ignored; `.ci/run` does a share.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, and its helpers stand outside of #[test] functions"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde::Deserialize;

/// How long a share may take: no fault is begun later.
const BUDGET: Duration = Duration::from_secs(7 * 60);

/// How many faults a share tries in about that time; the next day's share begins so much further on.
const SHARE: u64 = 14;

#[derive(Deserialize)]
struct List {
    fault: Vec<Fault>,
}

/// One line broken.
#[derive(Deserialize)]
struct Fault {
    /// What is wrong with an answer then.
    breaks: String,
    file: String,
    line: String,
    broken: String,
}

fn faults() -> Vec<Fault> {
    toml::from_str::<List>(include_str!("list.toml")).unwrap().fault
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file with the line broken; nothing unless the line stands there once.
fn broken(text: &str, fault: &Fault) -> Option<String> {
    let is_it = |line: &&str| line.trim() == fault.line.trim();
    if text.lines().filter(is_it).count() != 1 {
        return None;
    }
    let lines = text.lines().map(|line| if is_it(&line) { &fault.broken } else { line });
    Some(lines.collect::<Vec<_>>().join("\n") + "\n")
}

fn the_line_each_fault_breaks_still_stands() {
    let mut gone = Vec::new();
    for fault in faults() {
        let text = fs::read_to_string(root().join(&fault.file)).unwrap();
        if broken(&text, &fault).is_none() || fault.line.trim() == fault.broken.trim() {
            gone.push(format!("{}: {}", fault.file, fault.line));
        }
    }
    assert!(gone.is_empty(), "no longer there, or not once:\n{}", gone.join("\n"));
}

/// A copy of the project without what is built.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name();
        if name == "target" || name == ".git" {
            continue;
        }
        let (from, to) = (entry.path(), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// Whether the tests of this name pass in the copy; `run` false: whether they can be built.
fn passes(room: &Path, test: &str, cases: &str, run: bool) -> bool {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(room).args(["test", "--quiet", "--test", test]);
    if !run {
        cargo.arg("--no-run");
    }
    cargo.env("CARGO_TARGET_DIR", room.with_file_name("build"));
    cargo.env("ORACLE_CASES", cases).env("ORACLE_SHRINK", "0").env_remove("MUTANTS");
    cargo.output().unwrap().status.success()
}

/// What a fault is looked for with: a handful of the oracle's questions, more, all; then the scripts.
const NETS: [(&str, &str); 4] =
    [("oracle", "400"), ("oracle", "4000"), ("oracle", "20000"), ("scripts", "")];

/// What notices a fault.
fn caught(room: &Path) -> &'static str {
    assert!(passes(room, "oracle", "", false), "a fault must be something that can be built");
    let net = NETS.into_iter().find(|(test, cases)| !passes(room, test, cases, true));
    net.map_or("nothing", |(test, _)| test)
}

/// The faults to try, each with its number in the list, and how long new ones may be begun.
struct Choice {
    faults: Vec<(usize, Fault)>,
    budget: Option<Duration>,
}

impl Choice {
    /// Reads `MUTANTS`.
    fn read(wanted: &str) -> Self {
        let mut faults: Vec<(usize, Fault)> = faults().into_iter().enumerate().collect();
        let first = match wanted.strip_prefix("from:") {
            Some(number) => Some(number.parse().unwrap()),
            None => (wanted == "share").then(|| today() * SHARE),
        };
        if let Some(first) = first {
            let first = usize::try_from(first % faults.len() as u64).unwrap();
            faults.rotate_left(first);
            return Self { faults, budget: Some(BUDGET) };
        }
        let words: Vec<&str> = wanted.split(',').collect();
        faults.retain(|(_, fault)| {
            let has = |word: &str| fault.file.contains(word) || fault.breaks.contains(word);
            wanted == "all" || words.iter().any(|word| has(word))
        });
        Self { faults, budget: None }
    }
}

/// Returns the number of today since 1970.
fn today() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / (24 * 60 * 60)
}

/// Copies the project anew; what an earlier run built stays.
fn fresh_copy() -> PathBuf {
    let room = root().join("target/mutants/copy");
    if room.exists() {
        fs::remove_dir_all(&room).unwrap();
    }
    copy(&root(), &room);
    room
}

fn the_oracle_notices_each_fault(wanted: &str) {
    let start = Instant::now();
    let Choice { faults, budget } = Choice::read(wanted);
    let room = fresh_copy();
    for (test, cases) in &NETS[..2] {
        assert!(passes(&room, test, cases, true), "without a fault the oracle must be content");
    }
    let (all, mut tried, mut survived) = (faults.len(), 0, Vec::new());
    for (number, fault) in faults {
        if tried > 0 && budget.is_some_and(|budget| start.elapsed() > budget) {
            println!("time is over: {tried} of {all} were tried, `MUTANTS=from:{number}` goes on");
            break;
        }
        let file = room.join(&fault.file);
        let sound = fs::read_to_string(&file).unwrap();
        fs::write(&file, broken(&sound, &fault).unwrap()).unwrap();
        let by = caught(&room);
        println!("{number:3} {by:8} {}: {}", fault.file, fault.breaks);
        if by != "oracle" {
            survived.push(fault.breaks);
        }
        fs::write(&file, sound).unwrap();
        tried += 1;
    }
    assert!(tried > 0, "no fault was tried");
    assert!(survived.is_empty(), "the oracle did not notice:\n{}", survived.join("\n"));
}

fn main() {
    let lines = Trial::test("the_line_each_fault_breaks_still_stands", || {
        the_line_each_fault_breaks_still_stands();
        Ok::<(), Failed>(())
    });
    let oracle =
        Trial::ignorable_test("the_oracle_notices_each_fault", || match env::var("MUTANTS") {
            Err(_) => Ok(Completion::ignored_with(
                "MUTANTS isn't set: `MUTANTS=share` takes seven minutes",
            )),
            Ok(wanted) => {
                the_oracle_notices_each_fault(&wanted);
                Ok(Completion::Completed)
            }
        });
    libtest_mimic::run(&Arguments::from_args(), vec![lines, oracle]).exit();
}
