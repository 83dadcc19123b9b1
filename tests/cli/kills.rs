//! A law: a command that is killed at any moment loses nothing, even if it upgrades the file of an older version. Each file is as
//! it was before or as it is after, bases are sound, and the same command goes through afterwards and clears away what the
//! killed one left.
//!
//! `KILLS=100 cargo test --test cli kills -- --nocapture` kills each command so often, `KILLS_SEED=7` at other moments.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::rng::Rng;
use crate::support::{Room, names, number};
use crate::writings::{self, ALL, Writing, files};

type Files = BTreeMap<String, Vec<u8>>;

/// The directory `work` of a room, as it is before a command.
fn fresh(room: &Room, before: &Files) {
    let _ = fs::remove_dir_all(room.at("work"));
    fs::create_dir(room.at("work")).unwrap();
    for (name, bytes) in before {
        room.write(format!("work/{name}"), bytes);
    }
}

/// Returns a command, to be started in the directory `work`.
fn command(room: &Room, writing: &Writing) -> Command {
    let mut command = room.command();
    command.args(writing.line.split(' ')).current_dir(room.at("work"));
    for (name, value) in writing.set {
        command.env(name, room.at(value.replace("disk", "work")));
    }
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Returns what a file has, in a form that two runs of a command share: a load notes its time in a base.
fn content(room: &Room, name: &str, bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(b"SQLite format 3\0") {
        room.write("shown.db", bytes);
        assert_eq!(room.done(&["check", "shown.db"]).lines().last(), Some("sound"), "{name}");
        return room.done(&["about", "shown.db"]).into_bytes();
    }
    bytes.to_owned()
}

/// Checks a file that a killed command left. Returns whether the command had replaced it.
fn is_replaced(room: &Room, name: &str, before: &Files, after: &Files) -> bool {
    let path = room.at(format!("work/{name}"));
    let found = path.exists().then(|| fs::read(path).unwrap());
    if found.as_ref() == before.get(name) {
        return false;
    }
    let shown = |bytes: Option<&Vec<u8>>| bytes.map(|bytes| content(room, name, bytes));
    assert!(shown(found.as_ref()) == shown(after.get(name)), "{name} is neither old nor new");
    true
}

/// Kills a command at random moments of the time that it takes.
fn kill(room: &Room, writing: &Writing, rng: &mut Rng) {
    let before = files(&room.at("in"));
    fresh(room, &before);
    let begin = Instant::now();
    assert_eq!(
        command(room, writing).status().unwrap().code(),
        Some(writing.code),
        "{}",
        writing.line
    );
    let whole = begin.elapsed();
    let after = files(&room.at("work"));
    let (mut kept, mut done) = (0, 0);
    for _ in 0..number("KILLS", 1) {
        fresh(room, &before);
        let mut child = command(room, writing).spawn().unwrap();
        let micros = whole.as_micros() as usize * 11 / 10;
        thread::sleep(Duration::from_micros(rng.below(micros) as u64));
        // Not a signal that can be heeded.
        child.kill().unwrap();
        child.wait().unwrap();
        for (name, bytes) in &before {
            let kept = writing.changes.contains(&name.as_str())
                || room.bytes(format!("work/{name}")) == *bytes;
            assert!(kept, "{name} has changed: {}", writing.line);
        }
        let mut replaced = false;
        for name in writing.changes.iter().filter(|name| **name != "cache") {
            replaced |= is_replaced(room, name, &before, &after);
        }
        if replaced {
            done += 1;
        } else {
            kept += 1;
        }
        // What is left over stays, the files themselves are again as they were.
        for name in writing.changes.iter().filter(|name| **name != "cache") {
            match before.get(*name) {
                Some(bytes) => room.write(format!("work/{name}"), bytes),
                None => drop(fs::remove_file(room.at(format!("work/{name}")))),
            }
        }
        assert_eq!(
            command(room, writing).status().unwrap().code(),
            Some(writing.code),
            "{}",
            writing.line
        );
        let left = names(&room.at("work"));
        assert!(left.iter().eq(after.keys()), "{}: {left:?}", writing.line);
        for name in writing.changes.iter().filter(|name| **name != "cache") {
            is_replaced(room, name, &Files::new(), &after);
        }
        if writing.changes.contains(&"cache") {
            assert_eq!(fs::read_dir(room.at("work/cache/brief")).unwrap().count(), 1);
        }
    }
    println!("`{}` killed: {kept} before its file was there, {done} after it", writing.line);
}

#[test]
fn a_killed_command_loses_nothing() {
    let room = writings::room(300);
    for (n, writing) in ALL.iter().enumerate() {
        kill(&room, writing, &mut Rng::of(number("KILLS_SEED", 20_260_629), n as u64, 0));
    }
}
