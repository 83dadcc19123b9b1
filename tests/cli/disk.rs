//! A law: whatever a full disk cuts short, what was there before is unharmed, nothing is left over, and the message says what
//! to do. The disk is a small one of each run's own, where the system lets the test mount it (`unshare`); a limit on the
//! size of files takes its place elsewhere, and beside it.
//!
//! `FULL_DISKS=100 cargo test --test cli disk -- --nocapture` fills it at more points.

use std::fs;
use std::process::{Command, Output};

use crate::rng::Rng;
use crate::support::{Room, number};
use crate::writings::{self, ALL, Writing, files};

/// What sets the limit: the room on the disk, or the size of a file. Both are in KiB.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Limit {
    Disk,
    File,
}

/// Runs a command where so many KiB can be written, in the directory `disk`, and copies what is then there to `after`.
fn run(room: &Room, writing: &Writing, limit: Limit, size: u64) -> Output {
    let program = env!("CARGO_BIN_EXE_brief");
    let (copied, fill) =
        ("cp -p in/* disk && chmod u+w disk/*", "head -c $1k /dev/zero > disk/room");
    let line = "cd disk && rm -f room";
    let script = match limit {
        // What is left is what the file `room` had: the rest is filled.
        Limit::Disk => format!(
            "mount -t tmpfs -o size=64m tmpfs disk && {copied} && {fill} && {{ cat /dev/zero > disk/full; }} 2> none; {line}"
        ),
        // The signal would end the program; what it gets instead is an error.
        Limit::File => format!("{copied} && {line}"),
    };
    let cap = if limit == Limit::File { "trap '' XFSZ; ulimit -f $1; " } else { "" };
    let script = format!(
        "{script}; ({cap}exec {program} $2); code=$?; cd ..; rm -f disk/full; rm -rf after; cp -rp disk after; exit $code"
    );
    let shell = ["bash", "-c", &script, "sh", &size.to_string(), writing.line].map(str::to_owned);
    let mut command = Command::new(if limit == Limit::Disk { "unshare" } else { "env" });
    command.args(if limit == Limit::Disk { &["-rm"][..] } else { &[] }).args(shell);
    command.current_dir(room.path());
    room.furnish(&mut command);
    for (name, value) in writing.set {
        command.env(name, room.at(value));
    }
    for name in ["disk", "after"] {
        let _ = fs::remove_dir_all(room.at(name));
    }
    fs::create_dir(room.at("disk")).unwrap();
    command.output().unwrap()
}

/// Runs a command with this limit. Returns whether it did what it should; otherwise nothing has changed, and it says why.
fn checked(room: &Room, writing: &Writing, limit: Limit, size: u64) -> bool {
    let ran = run(room, writing, limit, size);
    let said = String::from_utf8(ran.stderr).unwrap();
    let at = format!("{} with {size} KiB ({limit:?}): {said}", writing.line);
    let (before, mut after) = (files(&room.at("in")), files(&room.at("after")));
    let leftover = after.keys().find(|name| name.starts_with('.'));
    assert!(leftover.is_none(), "{leftover:?} is left over: {at}");
    let is_refused = said.lines().any(|line| line.starts_with("error: "));
    if ran.status.code() == Some(writing.code) && !is_refused {
        if writing.goes_on {
            assert!(String::from_utf8_lossy(&ran.stdout).contains("\"signed\""), "{at}");
        }
        after.retain(|name, bytes| {
            !writing.changes.contains(&name.as_str()) || {
                assert!(before.get(name) != Some(bytes), "{name} is as it was: {at}");
                false
            }
        });
        let kept = |name: &String| !writing.changes.contains(&name.as_str());
        assert!(before.iter().filter(|(name, _)| kept(name)).eq(&after), "{at}");
        return true;
    }
    assert!(!writing.goes_on, "{at}");
    assert_eq!(ran.status.code(), Some(1), "{at}");
    // `SQLite` tells a full disk from other reasons, and nothing more.
    let (reasons, help) = match limit {
        Limit::Disk => (
            ["no space left on the disk", "the system failed", "no room for temporary files"],
            "help: ",
        ),
        Limit::File => (
            ["larger than it may be", "the system failed to write", "no room for temporary files"],
            "(`ulimit -f`)",
        ),
    };
    let is_reason = reasons.iter().any(|reason| said.contains(reason));
    assert!(is_refused && is_reason && said.contains(help), "{at}");
    assert!(before == after, "{:?} from {:?}: {at}", after.keys(), before.keys());
    false
}

fn can_mount() -> bool {
    let mut tried = Command::new("unshare");
    tried.args(["-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]);
    tried.output().is_ok_and(|tried| tried.status.success())
}

/// Fills the disk at random points of each command.
fn fill(limit: Limit) {
    let room = writings::room(300);
    let mut rng = Rng::of(number("FULL_DISKS_SEED", 20_260_629), limit as u64, 0);
    for writing in ALL {
        let (mut full, mut enough) = (0, 0);
        for _ in 0..number("FULL_DISKS", 1) {
            // As many small sizes as large ones, up to more than any of them needs.
            let most = 1 << rng.below(14);
            if checked(&room, writing, limit, 4 * rng.below(most) as u64) {
                enough += 1;
            } else {
                full += 1;
            }
        }
        println!("{limit:?}: `{}`: {full} times full, {enough} times enough", writing.line);
    }
}

#[test]
fn a_full_disk_harms_nothing() {
    if can_mount() {
        fill(Limit::Disk);
    } else {
        println!("ignored: a small disk can't be mounted here (`unshare -rm` and `mount`)");
    }
}

#[test]
fn a_limit_on_the_size_of_files_harms_nothing() {
    fill(Limit::File);
}
