//! A law: a load that is killed at any moment loses nothing, even if it upgrades the file of an older version. The base is as it
//! was before or as it is after, sound, and the next load goes through and clears away what the killed one left.
//!
//! `KILLS=100 cargo test --test cli kills` kills more often, `KILLS_SEED=7` at other moments.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::rng::Rng;
use crate::support::{Room, number};

/// A table large enough that a load takes a while.
fn table(rows: usize) -> String {
    let mut text = "id,name,status,investment,note\n".to_owned();
    for n in 0..rows {
        writeln!(text, "quay-{n},Quay {n},signed,{n}m CNY,a register").unwrap();
    }
    text
}

/// Removes the copies that upgrades keep, each of the base as it was.
fn remove_copies(room: &Room, before: &[u8]) {
    for copy in room.names().into_iter().filter(|name| name.contains("before-upgrade")) {
        // One that was not complete has no name of its own yet.
        if !copy.starts_with('.') {
            assert!(room.bytes(&copy) == before, "{copy}");
            fs::remove_file(room.at(&copy)).unwrap();
        }
    }
}

/// Kills loads of a table into a base at random moments of the time that a whole load takes.
fn kill(room: &Room, base: &str, seed: u64) {
    room.write("projects.csv", table(1500));
    let before = room.bytes(base);
    let begin = Instant::now();
    room.done(&["load", base, "projects.csv"]);
    let whole = begin.elapsed();
    let after = room.done(&["about", base]);
    remove_copies(room, &before);
    let mut rng = Rng::of(number("KILLS_SEED", 20_260_629), seed, 0);
    let (mut kept, mut done) = (0, 0);
    for _ in 0..number("KILLS", 5) {
        room.write(base, &before);
        let mut command = room.command();
        command.args(["load", base, "projects.csv"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let micros = whole.as_micros() as usize * 11 / 10;
        thread::sleep(Duration::from_micros(rng.below(micros) as u64));
        // Not a signal that can be heeded.
        child.kill().unwrap();
        child.wait().unwrap();
        if room.bytes(base) == before {
            kept += 1;
        } else {
            done += 1;
            assert_eq!(room.done(&["about", base]), after);
        }
        assert_eq!(room.done(&["check", base]).lines().last(), Some("sound"));
        remove_copies(room, &before);
    }
    room.done(&["load", base, "projects.csv"]);
    assert_eq!(room.done(&["about", base]), after);
    let left = room.names().into_iter().filter(|name| name.starts_with('.')).collect::<Vec<_>>();
    assert!(left.is_empty(), "{left:?}");
    println!("killed: {kept} before the end, {done} after it");
}

#[test]
fn a_killed_load_loses_nothing() {
    let room = Room::with_base("base.db");
    kill(&room, "base.db", 1);
}

#[test]
fn a_killed_upgrade_loses_nothing() {
    let room = Room::new();
    let made = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store/version-2/base.sql");
    let made = fs::read_to_string(made).unwrap();
    Connection::open(room.at("old.db")).unwrap().execute_batch(&made).unwrap();
    kill(&room, "old.db", 2);
}
