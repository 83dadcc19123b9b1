//! A check of the tests: faults put into the compiler on purpose, each of which the oracle must notice.
//!
//! `list.toml` holds them. `cargo test` only checks that the line each fault changes still stands, once, in its file. To put
//! them in, one after another, into a copy of the project, and run the oracle on each (and the golden scripts, where it
//! survives the oracle):
//!
//! ```text
//! MUTANTS=all cargo test --test mutants -- --nocapture             twenty seconds each on an idle machine
//! MUTANTS=leaf.rs,sum cargo test --test mutants -- --nocapture     those of these files, or with such words in `breaks`
//! ```
//!
//! It fails if one of them survives the oracle. The copy and what is built of it are in `target/mutants`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, and its helpers stand outside of #[test] functions"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde::Deserialize;

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

#[test]
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

#[test]
fn the_oracle_notices_each_fault() {
    let Ok(wanted) = env::var("MUTANTS") else { return };
    let room = root().join("target/mutants/copy");
    // Nothing of an earlier run may be left; what it built may.
    if room.exists() {
        fs::remove_dir_all(&room).unwrap();
    }
    copy(&root(), &room);
    for (test, cases) in &NETS[..2] {
        assert!(passes(&room, test, cases, true), "without a fault the oracle must be content");
    }
    let mut survived = Vec::new();
    for fault in faults() {
        let is_wanted = |word: &str| fault.file.contains(word) || fault.breaks.contains(word);
        if wanted != "all" && !wanted.split(',').any(is_wanted) {
            continue;
        }
        let file = room.join(&fault.file);
        let sound = fs::read_to_string(&file).unwrap();
        fs::write(&file, broken(&sound, &fault).unwrap()).unwrap();
        let by = caught(&room);
        println!("{by:8} {}: {}", fault.file, fault.breaks);
        if by != "oracle" {
            survived.push(fault.breaks);
        }
        fs::write(&file, sound).unwrap();
    }
    assert!(survived.is_empty(), "the oracle did not notice:\n{}", survived.join("\n"));
}
