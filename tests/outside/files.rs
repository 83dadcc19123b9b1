//! What a file keeps when another replaces it, on systems that can show it. The rest is in `tests/cli/obstacles.rs`.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};

use crate::needs::NOBODY;
use crate::support::Room;

/// Commands that replace `w.db` or `w.csv`.
const LINES: [(&str, &[&str]); 3] = [
    ("w.db", &["load", "w.db", "x.toml"]),
    ("w.db", &["ship", "other.db", "w.db", "--force"]),
    ("w.csv", &["other.db", "places", "-o", "w.csv"]),
];

/// Replaces each file after `mark` was put on it, and asserts that `marked` finds it afterwards.
fn is_kept(mark: impl Fn(&Room, &str), marked: impl Fn(&Room, &str) -> bool) {
    let room = Room::new();
    room.write("x.toml", "[source]\nid = \"x\"\nname = \"X\"\nparagraphs = 9\n");
    room.write("w.csv", "");
    for name in ["w.db", "other.db"] {
        room.done(&["new", name, "--empty"]);
    }
    for (name, line) in LINES {
        mark(&room, name);
        let before = fs::metadata(room.at(name)).unwrap().ino();
        room.done(line);
        assert_ne!(fs::metadata(room.at(name)).unwrap().ino(), before, "{line:?}: not replaced");
        assert!(marked(&room, name), "{line:?}");
    }
}

pub(crate) fn a_file_that_is_replaced_keeps_its_owner() {
    is_kept(
        |room, name| chown(room.at(name), Some(NOBODY), Some(NOBODY)).unwrap(),
        |room, name| {
            let found = fs::metadata(room.at(name)).unwrap();
            (found.uid(), found.gid()) == (NOBODY, NOBODY)
        },
    );
}

pub(crate) fn a_file_that_is_replaced_keeps_its_attributes() {
    is_kept(
        |room, name| xattr::set(room.at(name), "user.brief", b"mark").unwrap(),
        |room, name| xattr::get(room.at(name), "user.brief").unwrap().as_deref() == Some(b"mark"),
    );
}
