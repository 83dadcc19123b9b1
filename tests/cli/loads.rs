//! What a load prints: what it read, and what is new, the same, changed and removed, by kind.

use std::fmt::Write as _;

use crate::support::Room;

const SOURCES: &str = "id,name\nreg,A register\n";

/// A room with an empty base and a register.
fn room() -> Room {
    let room = Room::new();
    room.done(&["new", "mine.db", "--empty"]);
    room.write("sources.csv", SOURCES);
    room
}

/// Returns what a load prints.
fn load(room: &Room, arguments: &str) -> String {
    let words = ["load", "mine.db"].into_iter().chain(arguments.split_whitespace());
    let ran = room.run(&words.collect::<Vec<_>>());
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    ran.err
}

#[test]
fn a_load_is_summed_up_by_kind() {
    let room = room();
    room.write("projects.csv", "id,name,place,paragraph\na,A,Kenya,1\nb,B,,2\n");
    let all = "sources.csv projects.csv --source reg";
    let would = "note: 1 place would be added from the atlas: Kenya\n\
                 read: 1 row of sources.csv, 2 rows of projects.csv\n\
                 would be new: 1 place, 2 projects, 1 source\n\
                 things and records: 4 would be new, 0 same, 0 changed, 0 removed\n";
    assert_eq!(load(&room, &format!("{all} --dry-run")), would);
    let done = would.replace("would be added", "was added").replace("would be ", "");
    assert_eq!(load(&room, all), done);
    // Only the answer of a load, its last line, and its warnings are left.
    let last = "things and records: 0 new, 4 same, 0 changed, 0 removed\n";
    assert_eq!(load(&room, &format!("-q {all} ./sources.csv")), last);
    room.write("projects.csv", "id,name,place,paragraph\na,A1,Kenya,1\n");
    assert_eq!(
        load(&room, "projects.csv --source reg"),
        "note: removed, because no file mentions them now: `b`\n\
         read: 1 row of projects.csv\n\
         same: 1 place\n\
         changed: 1 project\n\
         removed: 1 project\n\
         things and records: 0 new, 1 same, 1 changed, 1 removed\n"
    );
}

#[test]
fn several_kinds_in_several_states_are_a_table() {
    let room = room();
    let names = ["places", "projects", "organizations", "events", "people", "sectors"];
    let table = |from: usize, to: usize| {
        let mut table = "id,name,note\n".to_owned();
        for n in from..to {
            writeln!(table, "x{n},X {n},a list").unwrap();
        }
        table
    };
    let all: Vec<String> = names.iter().map(|name| format!("{name}.csv")).collect();
    let all = all.join(" ");
    for (at, name) in names.iter().enumerate() {
        room.write(format!("{name}.csv"), table(at * 2000, at * 2000 + 10));
    }
    assert_eq!(
        load(&room, &all),
        "read: 10 rows of places.csv, 10 rows of projects.csv, 10 rows of organizations.csv, 10 rows of events.csv, 10 rows of people.csv, 10 rows of sectors.csv\n\
         new: 10 places, 10 organizations, 10 people, 10 sectors, 10 events, 10 projects\n\
         things and records: 60 new, 0 same, 0 changed, 0 removed\n"
    );
    room.write("sources.csv", SOURCES);
    for (at, name) in names.iter().enumerate().take(3) {
        room.write(format!("{name}.csv"), table(at * 2000 + 1, at * 2000 + 1010));
    }
    let said = load(&room, &format!("{all} sources.csv"));
    let (notes, rest) = said.split_once("read: ").unwrap();
    assert!(notes.starts_with("note: removed, because"), "{notes}");
    assert_eq!(
        rest,
        "3,058 rows of 7 tables\n\
         \x20                new  same  removed\n\
         places         1,000     9        1\n\
         organizations  1,000     9        1\n\
         people             0    10        0\n\
         sectors            0    10        0\n\
         events             0    10        0\n\
         projects       1,000     9        1\n\
         sources            1     0        0\n\
         things and records: 3001 new, 57 same, 0 changed, 3 removed\n"
    );
}

#[test]
fn possible_duplicates_are_counted() {
    let room = room();
    room.write(
        "projects.csv",
        "id,name,paragraph\na,North quay,1\nb,North Quay,2\nc,Depot,3\nd,depot,4\n",
    );
    let said = load(&room, "sources.csv projects.csv --source reg");
    let note = "\nnote: possible duplicates: 2 pairs; `brief check mine.db` lists them\nread: ";
    assert!(said.contains(note), "{said}");
}
