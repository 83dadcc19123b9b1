//! What a load prints: what it read, and what is new, the same, changed and removed, by kind.

use std::fmt::Write as _;
use std::fs;

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
    let note = "\nnote: possible duplicates: 2 pairs; `brief alike mine.db` lists them\nread: ";
    assert!(said.contains(note), "{said}");
}

const DRAFT: &str = "id,name,status,part of,paragraph\n\
                     quay,North quay,finished,,1\n\
                     depot,Depot,signed,quay,2\n\
                     shed,Shed,signed,,3\n";

#[test]
fn rows_with_mistakes_are_skipped_on_request() {
    let room = room();
    load(&room, "sources.csv");
    room.write("projects.csv", DRAFT);
    let skip = "projects.csv --source reg --skip-bad bad.csv";
    let said = load(&room, &format!("{skip} --dry-run"));
    assert!(said.starts_with("error: `finished` isn't a value of `status`"), "{said}");
    let would = "read: 1 row of projects.csv\n\
                 would be skipped: 2 rows; bad.csv would have them, with the reasons\n\
                 would be new: 1 project\n";
    assert!(said.contains(would), "{said}");
    assert!(!room.names().contains(&"bad.csv".to_owned()));
    assert_eq!(
        load(&room, skip),
        "read: 1 row of projects.csv\n\
         skipped: 2 rows; bad.csv has them, with the reasons\n\
         note: correct bad.csv, then: brief load mine.db bad.csv --kind project --source reg\n\
         new: 1 project\n\
         things and records: 1 new, 0 same, 0 changed, 0 removed\n"
    );
    let report = room.read("bad.csv");
    assert_eq!(
        report,
        "id,name,status,part of,paragraph,skipped because\n\
         quay,North quay,finished,,1,\"line 2: `finished` isn't a value of `status`; it is one of announced, signed, implementation, completed, suspended or cancelled\"\n\
         depot,Depot,signed,quay,2,\"line 3: no project \"\"quay\"\"; it needs the row in line 2 of projects.csv, which is left out too\"\n"
    );
    // A report is never overwritten, and a corrected one is a table like any other.
    let again = ["load", "mine.db", "projects.csv", "--source", "reg", "--skip-bad", "bad.csv"];
    room.run(&again).failed(2, &["bad.csv is already there", "name another file"]);
    room.write("bad.csv", report.replace("finished,,", "completed,,"));
    let done = load(&room, "bad.csv --kind project --source reg");
    assert!(done.ends_with("things and records: 2 new, 0 same, 0 changed, 0 removed\n"), "{done}");
    room.write("projects.csv", DRAFT.replace("finished", "completed"));
    let none = load(&room, "projects.csv --source reg --skip-bad none.csv");
    assert!(none.contains("\nskipped: no rows\n"), "{none}");
    assert!(!room.names().contains(&"none.csv".to_owned()));
}

#[test]
fn a_mistake_in_a_row_leaves_out_that_row_alone() {
    let room = room();
    load(&room, "sources.csv");
    let figures = "subject,measure,value,paragraph\nQingdao,cargo,VALUE,1\nQingdao,area,3 ha,2\n";
    // The place of what is missing is between two bytes, and at the end of a row.
    for value in ["1.2 million tons (approx.)", "more than", "3 ha ()", "5 (about)", "about"] {
        room.write("figures.csv", figures.replace("VALUE", value));
        let last = "subject,measure,paragraph,value\nQingdao,cargo,1,VALUE\nQingdao,area,2,3 ha\n";
        room.write("last-figures.csv", last.replace("VALUE", value));
        for file in ["figures.csv", "last-figures.csv"] {
            let skip = format!("{file} --source reg --skip-bad bad.csv --dry-run");
            let said = load(&room, &skip);
            assert!(said.contains("would be skipped: 1 row;"), "{value}: {said}");
            assert!(said.contains("1 figure, 2 containments\n"), "{said}");
        }
    }
}

#[test]
fn a_row_that_is_left_out_still_says_how_its_columns_are_read() {
    let room = room();
    load(&room, "sources.csv");
    room.write(
        "projects.csv",
        "id,name,date,investment,paragraph\na,A,01/02/2023,1bn CNY,1\nb,B,13/01/2023,much,2\n",
    );
    let said = load(&room, "projects.csv --source reg --skip-bad bad.csv");
    assert!(said.contains("skipped: 1 row;") && said.contains("new: 1 project\n"), "{said}");
    assert!(room.done(&["mine.db", "projects where date = 2023-02-01"]).contains("1 project"));
    // So it does with a map.
    room.write("works.csv", "No;Title;Sum;When\nc;C;5;02/03/2023\nd;D;much;14/02/2023\n");
    room.write(
        "works.map.toml",
        "[[project]]\nid = \"{No}\"\nname = \"{Title}\"\ninvestment = { value = \"{Sum}\", unit = \"m CNY\" }\ndate = \"{When}\"\n",
    );
    let said = load(&room, "works.csv --map works.map.toml --source reg --skip-bad left.csv");
    assert!(said.contains("skipped: 1 row;") && said.contains("new: 1 project\n"), "{said}");
    assert!(room.done(&["mine.db", "projects where date = 2023-03-02"]).contains("1 project"));
}

#[test]
fn rows_whose_values_are_not_read_are_not_called_the_same() {
    let room = room();
    load(&room, "sources.csv");
    let refused = |rows: &str| {
        room.write("figures.csv", format!("subject,measure,value,period,paragraph\n{rows}"));
        let run = room.run(&["load", "mine.db", "figures.csv", "--source", "reg"]);
        assert_eq!(run.code, 1, "{}", run.err);
        run.err
    };
    for rows in [
        "Qingdao,guests,dozens,2020,1\nQingdao,guests,hundreds,2020,1\n",
        "Qingdao,share,三分之一,2020,1\nQingdao,share,one third,2020,1\n",
        "Qingdao,guests,dozens,2020,1\nQingdao,guests,,2020,1\n",
        "Qingdao,guests,5,2020-13,1\nQingdao,guests,5,2020-14,1\n",
    ] {
        let said = refused(rows);
        assert!(!said.contains("there already"), "{said}");
    }
    room.write(
        "figures.csv",
        "subject,measure,value,paragraph\nQingdao,guests,5,1\nQingdao,guests,5,1\n",
    );
    assert!(load(&room, "figures.csv --source reg").contains("is there already: figures.csv:2"));
}

#[test]
fn what_is_in_no_row_is_refused_whole() {
    let room = room();
    load(&room, "sources.csv");
    let skip = |arguments: &str| {
        let words = ["load", "mine.db"].into_iter().chain(arguments.split_whitespace());
        room.run(&words.collect::<Vec<_>>())
    };
    room.write("projects.csv", "id,name,name,paragraph\na,A,B,1\nb,B,C,x\n");
    let whole = skip("projects.csv --source reg --skip-bad bad.csv");
    whole.failed(1, &["the column `name` occurs twice", "this isn't the number of a paragraph"]);
    room.write("projects.csv", "id,name,date,paragraph\na,A,03/04/2020,1\nb,B,2020-13,2\n");
    let column = skip("projects.csv --source reg --skip-bad bad.csv");
    column.failed(1, &["can be read in two ways", "a year has 12 months", "nothing was loaded"]);
    let unknown = skip("projects.csv --source unknown --skip-bad bad.csv");
    unknown.failed(1, &["no source \"unknown\""]);
    room.write("projects.csv", "id,name,paragraph\na,A,x\nb,B,y\n");
    let every = skip("projects.csv --source reg --skip-bad bad.csv");
    every.failed(1, &["every row of this table has a mistake", "3 mistakes in the file"]);
    room.write("x.toml", "[source]\nid = \"x\"\n");
    skip("x.toml --skip-bad bad.csv").failed(2, &["there is no table", "loaded as a whole"]);
    room.write("projects.jsonl", "{\"name\": 1}");
    let json = skip("projects.jsonl --source reg --skip-bad bad.csv");
    json.failed(2, &["its name must end in .jsonl", "`--skip-bad bad.jsonl`"]);
    assert!(!room.names().iter().any(|name| name.starts_with("bad")));
}

#[test]
fn several_tables_have_a_report_each() {
    let room = room();
    load(&room, "sources.csv");
    room.write("projects.csv", DRAFT);
    let figures = "{\"subject\": \"shed\", \"measure\": \"area\", \"value\": \"3 ha\", \"paragraph\": 1}\n\
                   {\"subject\": \"quay\", \"measure\": \"area\", \"value\": \"5 ha\", \"paragraph\": 1}\n";
    room.write("figures.jsonl", figures);
    let said = load(&room, "projects.csv figures.jsonl --source reg --skip-bad bad.csv");
    assert!(said.contains("skipped: 2 rows; bad-projects.csv has them"), "{said}");
    assert!(said.contains("skipped: 1 row; bad-figures.jsonl has it"), "{said}");
    let reason = "line 2: no thing \\\"quay\\\"; it needs the row in line 2 of projects.csv, which is left out too";
    let report = room.read("bad-figures.jsonl");
    assert!(
        report.ends_with(&format!("\"paragraph\": 1, \"skipped because\": \"{reason}\"}}\n")),
        "{report}"
    );
    room.write("bad-projects.csv", room.read("bad-projects.csv").replace("finished", "completed"));
    let done = load(&room, "bad-projects.csv bad-figures.jsonl --source reg");
    assert!(done.contains("new: 2 projects, 1 figure\n"), "{done}");
}

#[test]
fn rows_of_a_sheet_are_reported_as_csv() {
    let room = room();
    load(&room, "sources.csv");
    let book = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables/books/wrong.xlsx");
    let said = load(&room, &format!("{book} --source reg --skip-bad bad.csv"));
    assert!(said.contains("read: 1 row of wrong.xlsx, Projects\nskipped: 1 row;"), "{said}");
    let report = room.read("bad.csv");
    let start = "Name,Investment,Date,Paragraph,skipped because\nB quay,n/a,2020,2,\"Projects!B4: `n/a` isn't";
    assert!(report.starts_with(start), "{report}");
    room.write("bad.csv", report.replace("n/a,2020", "5m USD,2020"));
    let done = load(&room, "bad.csv --kind project --source reg");
    assert!(done.contains("\nnew: 1 project\n"), "{done}");
}

#[test]
fn a_long_table_is_the_same_in_a_file_in_memory_and_through_a_pipe() {
    let room = room();
    let note = "harbour ".repeat(6000);
    let mut table = "name,paragraph,note\n".to_owned();
    for number in 0..92 {
        writeln!(table, "港口 {number},{},\"{note}\n{number}\"", number % 9 + 1).unwrap();
    }
    // More than stays in memory.
    assert!(table.len() > 4 << 20);
    room.write("projects.csv", &table);
    let read = "read: 1 row of sources.csv, 92 rows of projects.csv";
    let mut bases = Vec::new();
    for temporary in [".", "/nowhere"] {
        room.done(&["new", "long.db", "--empty"]);
        let words = ["load", "long.db", "sources.csv", "projects.csv", "--source", "reg"];
        let ran = room.run_with(&words, |command| {
            command.env("TMPDIR", temporary);
        });
        assert!(ran.code == 0 && ran.err.contains(read), "{}", ran.err);
        bases.push(fs::read(room.at("long.db")).unwrap());
        fs::remove_file(room.at("long.db")).unwrap();
    }
    assert!(bases[0] == bases[1]);
    load(&room, "sources.csv");
    let words = ["load", "mine.db", "-", "--as", "csv", "--kind", "project", "--source", "reg"];
    let ran = room.feed(&words, &table);
    assert!(ran.code == 0 && ran.err.contains(": 92 new, 0 same"), "{}", ran.err);
    table.push_str("Last,x,\n");
    room.write("projects.csv", &table);
    let words = ["load", "mine.db", "projects.csv", "--source", "reg", "--merge-names"];
    room.run(&words).failed(1, &["projects.csv:186:6", "186 | Last,x,"]);
    let printed = load(&room, "projects.csv --source reg --merge-names --skip-bad left.csv");
    assert!(printed.contains("92 rows of projects.csv"), "{printed}");
    let left = fs::read_to_string(room.at("left.csv")).unwrap();
    assert!(left.contains("\nLast,x,,\"") && left.lines().count() == 2, "{left}");
}
