//! Every format in every place an answer can go to, with no row, one and many: what arrives there, and how the program ends.
//!
//! The bytes of each format stand in `tests/scripts/formats.txt`; here it is counted whether all of them arrive.

use std::fs::{self, File};
use std::io;
use std::process::{Command, Stdio};

use brief::render::Format;
use rexpect::process::WaitStatus;
use rexpect::session::spawn_command;
use serde_json::Value;

use crate::support::{Ran, Room};

/// A query and the number of its rows. No column is left out on a terminal of 80 columns, so that rows can be counted.
const QUERIES: [(&str, usize); 3] = [
    ("projects where name contains xyzzy show name, investment", 0),
    ("projects where status = announced and city = Qingdao show name, investment", 1),
    ("claims show thing, field, source, phrase", 1869),
];

/// How long a run on a terminal may take, in milliseconds.
const PATIENCE: u64 = 60_000;

/// How large a file may grow where it may not grow: 32 blocks, whichever of their two sizes a shell takes.
const LARGEST: usize = 32 * 1024;

/// Where an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Pipe,
    Terminal,
    File,
    ClosedPipe,
    FullDisk,
    FileOnFullDisk,
    FileTooLarge,
}

const PLACES: [Place; 7] = [
    Place::Pipe,
    Place::Terminal,
    Place::File,
    Place::ClosedPipe,
    Place::FullDisk,
    Place::FileOnFullDisk,
    Place::FileTooLarge,
];

fn brief(room: &Room, format: Format, query: &str) -> Command {
    let mut command = room.command();
    command.args(["-q", "--format", format.name(), query]).stdin(Stdio::null());
    command
}

impl Place {
    fn gets(self, room: &Room, format: Format, query: &str) -> Ran {
        let mut command = brief(room, format, query);
        match self {
            Self::Pipe => command.output().unwrap().into(),
            Self::Terminal => on_terminal(command),
            Self::File => into_file(room, &mut command),
            Self::ClosedPipe => {
                let (reader, writer) = io::pipe().unwrap();
                drop(reader);
                command.stdout(writer).output().unwrap().into()
            }
            Self::FullDisk => {
                let full = File::options().write(true).open("/dev/full").unwrap();
                command.stdout(full).output().unwrap().into()
            }
            Self::FileOnFullDisk => command.args(["-o", "/dev/full"]).output().unwrap().into(),
            Self::FileTooLarge => {
                let mut shell = Command::new("sh");
                shell.args(["-c", "ulimit -f 32 && exec \"$@\"", "sh"]);
                shell.arg(command.get_program()).args(command.get_args());
                room.furnish(&mut shell);
                into_file(room, shell.current_dir(room.path()))
            }
        }
    }

    /// How a run ends that writes so much, and what is then said.
    fn ends(self, written: usize) -> (i32, &'static str) {
        match self {
            _ if written == 0 => (0, ""),
            Self::ClosedPipe => (141, ""),
            Self::FullDisk => (1, "error: the answer can't be written: there is no space left"),
            Self::FileOnFullDisk => {
                (1, "error: /dev/full can't be written: there is no space left on the disk")
            }
            Self::FileTooLarge if written > LARGEST => {
                (1, "error: answer can't be written: the file would be larger than it may be")
            }
            Self::Pipe | Self::Terminal | Self::File | Self::FileTooLarge => (0, ""),
        }
    }

    /// Whether all of the answer is to arrive.
    fn holds(self, written: usize) -> bool {
        self.ends(written).0 == 0 && !matches!(self, Self::ClosedPipe | Self::FullDisk)
    }
}

/// What a person at a terminal sees. It hands bytes over, each as a character, and its lines end as a terminal's do.
fn on_terminal(command: Command) -> Ran {
    let mut session = spawn_command(command, Some(PATIENCE)).unwrap();
    let seen = session.exp_eof().unwrap();
    let bytes = seen.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let out = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
    let WaitStatus::Exited(_, code) = session.process().wait().unwrap() else {
        panic!("ended by a signal: {out}")
    };
    Ran { code, out, err: String::new() }
}

/// What stands in the file afterwards. Beside it there is to be nothing.
fn into_file(room: &Room, command: &mut Command) -> Ran {
    let path = room.at("answer");
    let before = "what was there before";
    fs::write(&path, before).unwrap();
    let mut came = Ran::from(command.args(["-o", "answer"]).output().unwrap());
    assert_eq!(came.out, "");
    let names = fs::read_dir(room.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let names: Vec<_> = names.filter(|name| name != "answer" && name != "cache").collect();
    assert!(names.is_empty(), "left behind: {names:?}");
    let there = fs::read_to_string(&path).unwrap();
    if came.code == 0 {
        came.out = there;
    } else {
        assert_eq!(there, before);
    }
    came
}

/// The rows of an answer, as a reader of the format counts them.
fn rows(format: Format, text: &str) -> usize {
    let lines = || text.lines();
    let json = || -> Value { serde_json::from_str(text).unwrap() };
    match format {
        Format::Table | Format::List | Format::Chart => {
            // The last line, whatever the columns above; digits are grouped there.
            let last = lines().last().unwrap().split(';').next().unwrap().replace(',', "");
            let n = last.split(' ').next().unwrap();
            if n == "no" { 0 } else { n.parse().unwrap() }
        }
        Format::Csv => {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            reader.records().map(Result::unwrap).count()
        }
        Format::Tsv => {
            let widths: Vec<usize> = lines().map(|line| line.split('\t').count()).collect();
            assert!(widths.iter().all(|width| *width == widths[0]));
            widths.len() - 1
        }
        Format::Json => json().as_array().unwrap().len(),
        Format::Jsonl => {
            lines().filter(|line| serde_json::from_str::<Value>(line).unwrap().is_object()).count()
        }
        Format::JsonFull => json()["rows"].as_array().unwrap().len(),
        Format::Markdown => {
            assert!(lines().all(|line| line.starts_with("| ") && line.ends_with(" |")));
            lines().count() - 2
        }
        Format::Html => {
            let body = text.split_once("<tbody>").unwrap().1;
            body.lines().filter(|line| line.starts_with("<tr")).count()
        }
        Format::Xlsx => unreachable!("it is no text"),
        // An answer without numbers is a sentence.
        Format::Svg if text.contains("no column of this answer") => QUERIES[2].1,
        Format::Svg => text.matches("text-anchor=\"end\"").count(),
    }
}

/// People's formats are fitted to the terminal and may be coloured there; what programs read is the same everywhere.
fn for_people(format: Format) -> bool {
    matches!(format, Format::Table | Format::List | Format::Chart)
}

#[test]
fn every_format_in_every_place() {
    let room = Room::new();
    for format in Format::ALL.iter().filter(|format| format.is_text()) {
        for (query, n) in QUERIES {
            let whole = Place::Pipe.gets(&room, *format, query).out;
            assert_eq!(rows(*format, &whole), n, "{format}, {n} rows");
            assert!(!whole.contains('\u{1b}'), "{format}: colour in a pipe");
            for place in PLACES {
                let came = place.gets(&room, *format, query);
                let (code, said) = place.ends(whole.len());
                let case = format!("{format}, {n} rows, {place:?}");
                assert_eq!(came.code, code, "{case}: {}", came.err);
                assert!(came.err.starts_with(said), "{case}: {}", came.err);
                // A way out may stand below the reason.
                let reasons = came.err.lines().filter(|line| !line.starts_with("  help:"));
                assert_eq!(reasons.count(), usize::from(!said.is_empty()), "{case}");
                if place == Place::Terminal && for_people(*format) {
                    assert_eq!(rows(*format, &came.out), n, "{case}");
                    let colored = n > 0 && *format != Format::Chart;
                    assert_eq!(came.out.contains('\u{1b}'), colored, "{case}");
                } else if place.holds(whole.len()) {
                    assert!(came.out == whole, "{case}: other bytes than in a pipe");
                }
            }
        }
    }
}

#[test]
fn a_terminal_is_never_steered() {
    let room = Room::new();
    let odd = "[[project]]\nid = \"odd\"\nname = \"odd\"\ncite = \"x\"\n";
    room.write("odd.toml", odd);
    for args in [&["new", "odd.db", "--empty"][..], &["load", "odd.db", "odd.toml"]] {
        assert!(room.command().args(args).output().unwrap().status.success());
    }
    // No load lets such a name in; another program may.
    let base = rusqlite::Connection::open(room.at("odd.db")).unwrap();
    base.execute("UPDATE thing SET name = ?1", ["\u{1b}[2J\u{202e}\u{7}"]).unwrap();
    drop(base);
    for format in Format::ALL.iter().filter(|format| format.is_text()) {
        let mut command = room.command();
        command.args(["--color", "never", "--format", format.name(), "odd.db", "projects"]);
        let seen = on_terminal(command).out;
        let steers = |c: char| c != '\n' && c != '\t' && (c.is_control() || c == '\u{202e}');
        assert!(!seen.contains(steers), "{format}: {seen:?}");
        assert!(seen.contains("[2J") || seen.contains(r"\[2J"), "{format}: {seen:?}");
    }
}

/// What is no answer to a query is written with the same care.
#[test]
fn other_answers_go_to_full_disks_and_closed_pipes_too() {
    let room = Room::new();
    fs::create_dir(room.at("documents")).unwrap();
    for args in [
        &["schema"][..],
        &["schema", "project"],
        &["about"],
        &["check"],
        &["verify", "documents"],
        &["explain", "projects"],
        &["--help"],
        &["-h"],
        &["schema", "--help"],
        &["--version"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let came = Ran::from(room.command().args(args).stdout(full).output().unwrap());
        assert_eq!(came.code, 1, "{args:?}");
        let said = "error: the answer can't be written: there is no space left";
        assert!(came.err.starts_with(said), "{args:?}: {}", came.err);
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let came = Ran::from(room.command().args(args).stdout(writer).output().unwrap());
        assert_eq!((came.code, came.err.as_str()), (141, ""), "{args:?}");
    }
}
