//! A shipped file knows its own bytes: whatever byte is changed, `check` says so, and `about` says whether the file is as shipped.

use std::fs;

use rusqlite::Connection;

use crate::support::Room;

/// Returns numbers that follow from a seed (`SplitMix64`).
fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % below as u64).unwrap()
    }
}

/// Flips one random bit of a shipped file at a time; `FLIPS` sets how often.
#[test]
fn no_changed_byte_of_a_shipped_file_is_called_sound() {
    let room = Room::new();
    room.done(&["ship", "facts.db"]);
    let whole = room.bytes("facts.db");
    let times: usize = std::env::var("FLIPS").map_or(24, |times| times.parse().unwrap());
    let mut next = numbers(20_200_629);
    let (mut refused, mut found) = (0, 0);
    for _ in 0..times {
        let mut bytes = whole.clone();
        let (at, bit) = (next(bytes.len()), next(8));
        bytes[at] ^= 1 << bit;
        fs::write(room.at("flipped.db"), bytes).unwrap();
        let ran = room.run(&["check", "flipped.db"]);
        assert_ne!(ran.code, 0, "byte {at}, bit {bit}: {}{}", ran.out, ran.err);
        if ran.code == 3 { refused += 1 } else { found += 1 }
    }
    println!(
        "{times} flips: {found} found by check, {refused} refused when opened, 0 called sound"
    );
}

#[test]
fn about_says_whether_a_file_is_as_shipped() {
    let room = Room::new();
    room.done(&["ship", "facts.db"]);
    let about = |file: &str| {
        let page = room.done(&["about", file]);
        let line = page.lines().find_map(|line| line.trim().strip_prefix("file: "));
        line.unwrap_or("nothing").to_owned()
    };
    assert_eq!(about("facts.db"), "as shipped");
    assert!(room.run(&["check", "facts.db"]).code == 0);
    // A load makes it another file, which is sound and no longer the shipped one.
    fs::copy(room.at("facts.db"), room.at("mine.db")).unwrap();
    room.write("places.csv", "id,name,note\nx-port,X Port,a note\n");
    room.done(&["load", "mine.db", "places.csv"]);
    assert_eq!(about("mine.db"), "nothing");
    assert_eq!(room.run(&["check", "mine.db"]).code, 0);
    // Another program's change is one of the bytes alone if the facts are the same.
    let conn = Connection::open(room.at("facts.db")).unwrap();
    conn.execute_batch("UPDATE meta SET value = value WHERE key = 'title'; CREATE TABLE x (y)")
        .unwrap();
    drop(conn);
    assert!(about("facts.db").starts_with("changed since it was shipped"));
    let ran = room.run(&["check", "facts.db"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("has changed since it was shipped"), "{}", ran.out);
    // What is sound is shipped again, with a new seal.
    room.done(&["ship", "facts.db", "again.db"]);
    assert_eq!(about("again.db"), "as shipped");
}

#[test]
fn a_file_cut_short_is_refused_when_it_is_opened() {
    let room = Room::new();
    room.done(&["ship", "facts.db"]);
    let mut bytes = room.bytes("facts.db");
    bytes.truncate(bytes.len() - 4096);
    room.write("short.db", &bytes);
    let ran = room.run(&["short.db", "count projects"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("damaged"), "{}", ran.err);
}

#[test]
fn a_fact_with_the_words_of_a_seal_is_no_seal() {
    let room = Room::new();
    room.write("projects.csv", "id,name\nx,shippedsha256:0000\n");
    room.done(&["new", "w.db", "--empty"]);
    room.done(&["load", "w.db", "projects.csv", "--note", "made up"]);
    assert!(room.done(&["check", "w.db"]).contains("sound"));
    room.done(&["ship", "w.db", "s.db"]);
    assert!(room.done(&["check", "s.db"]).contains("sound"));
}
