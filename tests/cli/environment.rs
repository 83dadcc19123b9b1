//! A law: answers depend on the base and the query alone, whatever the clock, the language of the system, the time zone, the home
//! directory, and the names of files. A name that can't be used is refused with a message.
//!
//! `NAMES=all cargo test --test cli environment` tries every name with every command.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use crate::support::Room;

const QUERIES: [&str; 3] = [
    "projects where city = 青岛 and investment > 1bn show name, investment, date order by name",
    "events where date = 2020 with sources",
    "places where name contains I or name starts with i show name, names",
];

fn room() -> Room {
    let room = Room::with_base("base.db");
    room.write("organizations.csv", "id,name,note\nport,Port Ltd,a register\n");
    room.write("query.txt", "count organizations\n");
    room
}

/// Everything that a run prints.
fn printed(mut command: Command) -> Output {
    command.output().unwrap()
}

/// What the program prints about the base and the built-in facts.
fn all_printed(room: &Room, change: &dyn Fn(&mut Command)) -> Vec<Output> {
    let lines = [
        &["about", "base.db"][..],
        &["check", "base.db"],
        &["load", "base.db", "organizations.csv", "--dry-run"],
    ];
    let queries =
        QUERIES.iter().flat_map(|query| [vec![*query], vec!["base.db", *query, "--format", "csv"]]);
    let lines = lines.into_iter().map(<[&str]>::to_vec).chain(queries);
    lines
        .map(|line| {
            let mut command = room.command();
            command.args(line);
            change(&mut command);
            printed(command)
        })
        .collect()
}

#[test]
fn no_language_and_no_time_zone_changes_an_answer() {
    let room = room();
    let usual = all_printed(&room, &|_| {});
    assert!(usual.iter().all(|ran| ran.status.success()), "{usual:?}");
    for set in [
        [("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Shanghai")],
        [("LC_ALL", "zh_CN.GB18030"), ("TZ", "America/St_Johns")],
        [("LC_ALL", "C"), ("TZ", ":/no/such/zone")],
        [("LC_ALL", "POSIX"), ("LANGUAGE", "zh:de")],
        [("LC_NUMERIC", "de_DE.UTF-8"), ("TZ", "<+24>-24")],
    ] {
        assert_eq!(
            all_printed(&room, &|command| {
                command.envs(set);
            }),
            usual,
            "{set:?}"
        );
    }
}

fn set_time(path: &Path, time: SystemTime) {
    File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn no_clock_changes_an_answer() {
    let room = room();
    let usual = all_printed(&room, &|_| {});
    let day = Duration::from_secs(24 * 60 * 60);
    for time in [SystemTime::UNIX_EPOCH + day, SystemTime::now() + 40_000 * day] {
        for name in ["base.db", "organizations.csv"] {
            set_time(&room.at(name), time);
        }
        assert_eq!(all_printed(&room, &|_| {}), usual, "{time:?}");
    }
    if Command::new("faketime").arg("--version").output().is_err() {
        println!("ignored: another clock (`faketime` isn't installed)");
        return;
    }
    for time in ["@1970-01-02 00:00:00", "@2037-12-31 23:59:59", "@2150-01-01 00:00:00"] {
        let faked = all_printed(&room, &|command| {
            let mut other = Command::new("faketime");
            other.args(["-f", time, env!("CARGO_BIN_EXE_brief")]).args(command.get_args());
            other.current_dir(room.path());
            room.furnish(&mut other);
            *command = other;
        });
        assert_eq!(faked, usual, "{time}");
    }
}

#[test]
fn a_program_from_the_future_makes_its_cache_once() {
    let room = Room::new();
    let program = room.at("brief");
    fs::copy(env!("CARGO_BIN_EXE_brief"), &program).unwrap();
    set_time(&program, SystemTime::now() + Duration::from_secs(1 << 30));
    let cache = || {
        let mut command = Command::new(&program);
        command.args(["count projects"]);
        room.furnish(&mut command);
        assert!(printed(command).status.success());
        let found = fs::read_dir(room.at("cache/brief")).unwrap().map(|entry| entry.unwrap());
        found.map(|entry| entry.metadata().unwrap().ino()).collect::<Vec<_>>()
    };
    let first = cache();
    assert_eq!(first.len(), 1);
    assert_eq!(cache(), first);
}

/// A user without rights, as most systems call `nobody`.
const NOBODY: u32 = 65534;

#[test]
fn answers_need_no_home() {
    let room = room();
    fs::set_permissions(room.path(), Permissions::from_mode(0o777)).unwrap();
    fs::create_dir(room.at("closed")).unwrap();
    fs::set_permissions(room.at("closed"), Permissions::from_mode(0o555)).unwrap();
    let program = room.at("brief");
    fs::copy(env!("CARGO_BIN_EXE_brief"), &program).unwrap();
    let is_root = fs::metadata(&program).unwrap().uid() == 0;
    let odd = OsStr::from_bytes(b"odd \xff?#%\n");
    let closed = room.at("closed").into_os_string();
    let file = room.at("query.txt").into_os_string();
    for (name, home) in [
        ("HOME", Some(OsStr::new("/nonexistent"))),
        ("HOME", Some(OsStr::new(""))),
        ("HOME", Some(&*closed)),
        ("HOME", Some(OsStr::new("relative"))),
        ("HOME", None),
        ("XDG_CACHE_HOME", Some(OsStr::new("relative"))),
        ("XDG_CACHE_HOME", Some(odd)),
        ("XDG_CACHE_HOME", Some(&*file)),
    ] {
        if home.is_none() && !is_root {
            println!("ignored: without HOME the program would use that of this user");
            continue;
        }
        let mut command = Command::new(&program);
        command.current_dir(room.path()).arg("count organizations");
        room.furnish(&mut command);
        for other in ["HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
            command.env_remove(other);
        }
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        if let Some(home) = home {
            command.env("HOME", &closed).env(name, home);
        }
        let ran = printed(command);
        let out = String::from_utf8(ran.stdout).unwrap();
        assert!(ran.status.success() && ran.stderr.is_empty(), "{name}={home:?}");
        assert!(out.trim().parse::<u64>().is_ok(), "{name}={home:?}: {out}");
    }
    // A relative directory is none, so that no cache is left where the program happens to run.
    let names: Vec<OsString> =
        fs::read_dir(room.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name == "relative" || name == odd), "{names:?}");
    fs::set_permissions(room.at("closed"), Permissions::from_mode(0o755)).unwrap();
}

/// Beginnings of names that mean something to a shell, to `SQLite` or to a program that reads its arguments.
const ODD: [&[u8]; 12] = [
    b"a b",
    b"line\nbreak",
    b"quo'te",
    b"quo\"te",
    b"-dash",
    b"what?",
    b"#hash",
    b"50%25",
    b"file:x?mode=ro",
    "名字 🚢".as_bytes(),
    b"not\xffutf-8",
    b"\x1b[31mred",
];

/// The commands that take a file: `DB` is a base, `OUT` a new file, `IN` an input, each with this beginning of its name.
const LINES: [&str; 26] = [
    "--db DB count|organizations",
    "count|organizations DB",
    "DB -f IN.txt",
    "new OUT.db",
    "new OUT.db --catalog IN.toml",
    "load DB IN.csv --kind organization",
    "load DB IN.csv --kind organization --dry-run",
    "load DB IN.csv --map IN.map.toml --note x",
    "unload DB qingdao-hub-2020",
    "digest DB qingdao-hub-2020",
    "map DB IN.csv --kind organization",
    "draft DB IN.txt -o OUT.toml",
    "ship DB OUT.db",
    "ship DB OUT.html",
    "schema DB place",
    "explain DB places",
    "about DB",
    "check DB",
    "verify DB DIR",
    "review DB qingdao-hub-2020",
    "diff DB -o OUT.csv",
    "diff DB DB",
    "alike DB -o OUT.json",
    "DB count|organizations -o OUT.md",
    "DB count|organizations -o OUT.xlsx",
    "explain --db DB places",
];

/// Writes a word of a line with the beginning of its names.
fn word(text: &str, name: &[u8]) -> OsString {
    let path = |end: &str| {
        let dash = if name.starts_with(b"-") { &b"./"[..] } else { b"" };
        OsStr::from_bytes(&[dash, name, end.as_bytes()].concat()).to_owned()
    };
    match text {
        "DB" => path(".db"),
        "DIR" => path(""),
        _ => match text.strip_prefix("IN").or(text.strip_prefix("OUT")) {
            Some(end) if text.starts_with("IN") => path(end),
            Some(end) => path(&format!("-out{end}")),
            None => OsString::from(text.replace('|', " ")),
        },
    }
}

/// Runs a line with files that have this beginning of their names. Returns what went wrong.
fn line_with(room: &Room, line: &str, name: &[u8]) -> Option<String> {
    let at = |end: &str| room.at(OsStr::from_bytes(&[name, end.as_bytes()].concat()));
    fs::copy(room.at("base.db"), at(".db")).unwrap();
    let mut command = room.command();
    command.args(line.split(' ').map(|text| word(text, name)));
    let ran = command.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    if ran.status.code() == Some(2) && err.contains("isn't UTF-8\n  help: rename the file") {
        return None;
    }
    // There are no documents.
    let code = i32::from(line == "verify DB DIR");
    let mut is_good = ran.status.code() == Some(code);
    is_good &= !err.contains('\x1b') && !out.contains("\x1b[");
    for word in line.split(' ').filter(|word| word.starts_with("OUT")) {
        let made = at(&format!("-out{}", word.trim_start_matches("OUT")));
        is_good &= fs::metadata(&made).is_ok_and(|made| made.len() > 0);
        let _ = fs::remove_file(made);
    }
    let shown = name.escape_ascii();
    (!is_good).then(|| format!("{line} with {shown}: {:?}\n{out}{err}", ran.status))
}

/// The lines that are tried with a name: with `NAMES=all` each of them, and otherwise so few that each has one of the names.
fn lines(name: usize) -> impl Iterator<Item = &'static str> {
    let all = std::env::var_os("NAMES").is_some();
    let chosen = move |(at, _): &(usize, &str)| all || at % ODD.len() == name;
    LINES.into_iter().enumerate().filter(chosen).map(|(_, line)| line)
}

#[test]
fn every_command_takes_any_name_of_a_file() {
    let room = room();
    let map = "[[organization]]\nid = \"{id}\"\nname = \"{name}\"\n";
    let inputs = [
        (".csv", "id,name,note\nport,Port Ltd,a register\n"),
        (".txt", "count organizations\n"),
        (".toml", include_str!("../catalogs/museum.toml")),
        (".map.toml", map),
    ];
    let mut wrong = Vec::new();
    for (number, name) in ODD.into_iter().enumerate() {
        let at = |end: &str| room.at(OsStr::from_bytes(&[name, end.as_bytes()].concat()));
        fs::create_dir(at("")).unwrap();
        for (end, content) in inputs {
            fs::write(at(end), content).unwrap();
        }
        wrong.extend(lines(number).filter_map(|line| line_with(&room, line, name)));
        for (end, _) in inputs {
            fs::remove_file(at(end)).unwrap();
        }
        fs::remove_file(at(".db")).unwrap();
        fs::remove_dir(at("")).unwrap();
        let known = ["base.db", "organizations.csv", "query.txt", "cache"];
        let left = fs::read_dir(room.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<OsString> =
            left.filter(|left| !known.iter().any(|known| left == known)).collect();
        assert!(left.is_empty(), "{left:?}");
    }
    assert!(wrong.is_empty(), "{} went wrong:\n{}", wrong.len(), wrong.join("\n"));
}
