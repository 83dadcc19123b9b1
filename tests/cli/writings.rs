//! The commands that write files, for the laws on full disks and killed programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::support::Room;

/// A command that writes, the files that it may change, and whether it succeeds without what it can't write.
pub(crate) struct Writing {
    pub(crate) line: &'static str,
    pub(crate) changes: &'static [&'static str],
    /// Variables of its environment.
    pub(crate) set: &'static [(&'static str, &'static str)],
    pub(crate) goes_on: bool,
    /// The exit code when it is done.
    pub(crate) code: i32,
}

const fn writing(line: &'static str, changes: &'static [&'static str]) -> Writing {
    Writing { line, changes, set: &[], goes_on: false, code: 0 }
}

pub(crate) const ALL: &[Writing] = &[
    writing("load base.db projects.csv", &["base.db"]),
    writing("load old.db projects.csv", &["old.db", "old.before-upgrade.db"]),
    writing("unload base.db qingdao-hub-2020", &["base.db"]),
    writing("new made.db", &["made.db"]),
    writing("new made.db --empty", &["made.db"]),
    writing("ship base.db made.db", &["made.db"]),
    writing("ship base.db there.db --force", &["there.db"]),
    writing("ship base.db made.html", &["made.html"]),
    writing("base.db claims -o there.csv", &["there.csv"]),
    writing("base.db claims -o made.json", &["made.json"]),
    writing("base.db claims -o made.xlsx", &["made.xlsx"]),
    Writing {
        set: &[("TMPDIR", "disk")],
        ..writing("base.db claims -o made.xlsx", &["made.xlsx"])
    },
    writing("base.db -f query.txt -o made.svg", &["made.svg"]),
    writing("draft base.db article.txt -o made.toml", &["made.toml"]),
    // It ends with 1 if there is a difference.
    Writing { code: 1, ..writing("diff there.db base.db -o made.csv", &["made.csv"]) },
    writing("alike base.db -o made.csv", &["made.csv"]),
    Writing { set: &[("TMPDIR", "disk")], ..writing("load base.db projects.csv --dry-run", &[]) },
    Writing {
        set: &[("XDG_CACHE_HOME", "disk/cache")],
        goes_on: true,
        ..writing("-f query.txt --format json", &["cache"])
    },
];

/// A room whose directory `in` has what the commands need: bases, a table of so many rows, a query and an article.
pub(crate) fn room(rows: usize) -> Room {
    let room = Room::with_base("base.db");
    room.done(&["new", "there.db", "--empty"]);
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store/version-2/base.sql");
    let old = fs::read_to_string(old).unwrap();
    Connection::open(room.at("old.db")).unwrap().execute_batch(&old).unwrap();
    let mut table = "id,name,status,investment,note\n".to_owned();
    for n in 0..rows {
        writeln!(table, "quay-{n},Quay {n},signed,{n}m CNY,a register").unwrap();
    }
    room.write("projects.csv", table);
    room.write("query.txt", "projects show count by status\n");
    room.write("there.csv", "what was there\n");
    room.write(
        "article.txt",
        "Qingdao signed 7 projects worth 1bn yuan on 29 June 2020.\n".repeat(300),
    );
    let files = files(room.path());
    fs::create_dir(room.at("in")).unwrap();
    for (name, bytes) in files {
        room.write(format!("in/{name}"), bytes);
    }
    room
}

/// The files of a directory, hidden ones too, with their content.
pub(crate) fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let named = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    };
    files.map(named).collect()
}
