//! Files made to cost time or memory: valid, and refused or reported with a message, within limits that the system sets here.
//!
//! `BRIEF_HEAVY=1 cargo test --test store crafted -- --ignored` makes large ones too.

use std::fs::{self, File};
use std::io::Write;
use std::process::Command;

use rusqlite::Connection;
use rust_xlsxwriter::Workbook;

use crate::support::{Ran, Room};

/// The memory that a run gets, in KiB. The program itself takes a tenth of it.
const MEMORY: u64 = 2_000_000;

const PLACE: &str = "[[place]]\nid = \"x\"\nname = \"X\"\ncite = \"A map\"\n";

/// A room with the built-in facts in `x.db`, changed by this SQL.
fn room(sql: &str) -> Room {
    let room = Room::new();
    room.done(&["new", "x.db"]);
    Connection::open(room.at("x.db")).unwrap().execute_batch(sql).unwrap();
    room.write("x.toml", PLACE);
    room
}

/// Runs the program with little memory, and a minute of processor time.
fn capped(room: &Room, line: &str) -> Ran {
    let words: Vec<&str> = line.split_whitespace().collect();
    capped_words(room, &words)
}

fn capped_words(room: &Room, words: &[&str]) -> Ran {
    let mut command = Command::new("sh");
    let script = format!("ulimit -v {MEMORY}; ulimit -t 60; exec \"$0\" \"$@\"");
    command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_brief"));
    command.args(words).current_dir(room.path());
    room.furnish(&mut command);
    command.output().unwrap().into()
}

#[test]
fn an_index_that_computes_is_not_computed() {
    let room = room("CREATE INDEX slow ON thing (length(hex(zeroblob(100000000))) + id)");
    let checked = capped(&room, "check x.db");
    assert_eq!(checked.code, 1, "{checked:?}");
    assert!(checked.out.contains("index `slow`: computes its content"), "{}", checked.out);
    assert!(checked.out.contains("`DROP INDEX \"slow\"` in sqlite3"), "{}", checked.out);
    capped(&room, "load x.db x.toml")
        .failed(3, &["index made by another program, `slow`, that computes"]);
    assert_eq!(capped(&room, "ship x.db out.db").code, 0);
    assert_eq!(capped(&room, "x.db projects").code, 0);
}

#[test]
fn a_table_that_computes_is_not_computed() {
    for sql in [
        "CREATE TABLE own (a, b AS (hex(zeroblob(100000000 + a))) NOT NULL); INSERT INTO own (a) VALUES (1)",
        "CREATE TABLE own (a); INSERT INTO own VALUES (1); PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = 'CREATE TABLE own (a check (hex(zeroblob(100000000)) > a))' WHERE name = 'own'",
    ] {
        let room = room(sql);
        let checked = capped(&room, "check x.db");
        assert!(checked.out.contains("table `own`: computes its content"), "{checked:?}");
        assert_eq!(capped(&room, "ship x.db out.db").code, 0);
        assert_eq!(capped(&room, "load x.db x.toml").code, 0);
    }
}

#[test]
fn indexes_that_only_choose_rows_are_no_fault() {
    let room =
        room("CREATE INDEX own ON thing (name) WHERE slug IS NOT NULL AND kind IN ('place')");
    assert_eq!(capped(&room, "check x.db").code, 0);
    assert_eq!(capped(&room, "load x.db x.toml").code, 0);
}

#[test]
fn a_file_with_thousands_of_views_is_refused() {
    let views: Vec<String> = (0..5_001).map(|n| format!("CREATE VIEW v{n} AS SELECT 1;")).collect();
    let room = room(&format!("BEGIN; {} COMMIT", views.concat()));
    for line in ["check x.db", "ship x.db out.db", "load x.db x.toml", "x.db projects"] {
        capped(&room, line).failed(3, &["more than 5000 tables, indexes and views"]);
    }
}

#[test]
fn a_text_of_80_million_characters_is_found() {
    let room = room(
        "UPDATE claim SET note = hex(zeroblob(40000000)) WHERE id = (SELECT min(id) FROM claim)",
    );
    let checked = capped(&room, "check x.db");
    assert_eq!(checked.code, 1, "{checked:?}");
    assert!(checked.out.contains("has a text of 80000000 bytes"), "{}", checked.out);
    assert_eq!(capped(&room, "ship x.db out.db").code, 1);
    assert!(capped_words(&room, &["x.db", "claims show note"]).err.contains("longer than 64 MiB"));
}

/// Places in each other, and nothing else that a base has of them.
fn nested(steps: u32) -> Room {
    room(&format!(
        "CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {steps}) SELECT i FROM n;
         INSERT INTO thing SELECT 1000000 + i, 'place', 'deep-' || i, 'Deep ' || i, 'deep ' || i FROM n;
         INSERT INTO place (id) SELECT 1000000 + i FROM n;
         INSERT INTO thing SELECT 2000000 + i, 'containment', NULL, 'x', 'x' FROM n;
         INSERT INTO containment SELECT 2000000 + i, 1000000 + i, 1000001 + i, 'admin' FROM n WHERE i < {steps};"
    ))
}

#[test]
fn containment_too_deep_is_a_fault() {
    let room = nested(2_000);
    let checked = capped(&room, "check x.db");
    assert_eq!(checked.code, 1, "{checked:?}");
    assert!(checked.out.contains("is inside more than 100 places"), "{}", checked.out);
    assert_eq!(capped(&room, "ship x.db out.db").code, 1);
}

#[test]
fn containment_too_deep_is_refused() {
    let place = |n: u32| {
        format!(
            "[[place]]\nid = \"deep-{n}\"\nname = \"Deep {n}\"\ncite = \"A map\"\n\
             [[containment]]\nplace = \"deep-{n}\"\ncontainer = \"deep-{}\"\nway = \"admin\"\ncite = \"A map\"\n",
            n + 1
        )
    };
    let last = "[[place]]\nid = \"deep-150\"\nname = \"Deep 150\"\ncite = \"A map\"\n";
    let room = room("");
    room.write("deep.toml", (0..150).map(place).collect::<Vec<_>>().concat() + last);
    capped(&room, "load x.db deep.toml").failed(1, &["is inside more than 100 places"]);
}

#[test]
fn catalogs_with_too_much_are_refused() {
    let room = room("");
    let head = "[catalog]\nversion = 1\ntitle = \"A\"\nabout = \"B\"\nexample = \"rooms\"\n[kind.room]\nplural = \"rooms\"\nabout = \"A room.\"\ncolumns = [\"name\"]\n";
    let field = |n| format!("[kind.room.field.f{n}]\ntype = \"text\"\n");
    let fields = (0..10_000).map(field).collect::<Vec<_>>().concat();
    let choices: Vec<String> = (0..100_000).map(|n| format!("\"v{n}\"")).collect();
    let choices =
        format!("[kind.room.field.f]\ntype = \"enum\"\nvalues = [{}]\n", choices.join(", "));
    let deep = format!("[kind.room.field{}]\n", ".x".repeat(100_000));
    let long = format!("# {}\n", "x".repeat(300_000_000));
    for (rest, said) in [
        (fields.as_str(), "kind.room: has more than 250 fields"),
        (&choices, "has more than 1000 values"),
        (&deep, "recursion limit"),
        (&long, "catalog: has more than 4 MiB"),
        ("[kind.room.field.\"f\\u001b[2J\"]\ntype = \"text\"\n", "must be a small letter"),
    ] {
        room.write("c.toml", format!("{head}{rest}"));
        let ran = capped(&room, "new c.db --catalog c.toml");
        ran.failed(1, &["the catalog is refused", said]);
        assert!(!ran.err.contains('\x1b'), "{said}");
    }
}

#[test]
fn a_base_with_a_catalog_too_long_is_refused() {
    let room =
        room("UPDATE catalog SET text = text || char(10) || '# ' || hex(zeroblob(30000000))");
    for line in ["check x.db", "ship x.db out.db", "load x.db x.toml", "x.db projects"] {
        capped(&room, line).failed(3, &["catalog: has more than 4 MiB"]);
    }
}

#[test]
fn inputs_that_would_fill_the_memory_are_refused() {
    let room = room("");
    File::create(room.at("large.csv")).unwrap().set_len((1 << 30) + 1).unwrap();
    capped(&room, "load x.db large.csv").failed(2, &["large.csv has more than 1024 MiB"]);
    room.write("long.toml", PLACE.replace('X', &"x".repeat(300_000_000)));
    capped(&room, "load x.db long.toml").failed(2, &["long.toml has more than 32 MiB"]);
    room.write("organizations.csv", format!("name\n{}\n", "x".repeat(2_000_000)));
    capped(&room, "load x.db organizations.csv")
        .failed(1, &["organizations.csv:2", "this text has 2000000 bytes"]);
    for (name, text) in [
        ("deep.json", "[".repeat(1_000_000)),
        ("deep.toml", format!("x = {}", "[".repeat(1_000_000))),
        ("deep.jsonl", "{\"a\":".repeat(1_000_000)),
    ] {
        room.write(name, text);
        let ran = capped(&room, &format!("load x.db {name} --kind organization"));
        assert!([1, 2].contains(&ran.code) && ran.err.len() < 3_000, "{name}: {:?}", ran.code);
    }
}

#[test]
fn workbooks_that_would_fill_the_memory_are_refused() {
    let room = room("");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "name").unwrap();
    sheet.write(1_048_575, 16_383, "x").unwrap();
    book.save(room.at("far.xlsx")).unwrap();
    capped(&room, "load x.db far.xlsx --kind organization")
        .failed(2, &["1048576 rows and 16384 columns", "30000000 cells"]);
    let cell = "<table:table-cell table:number-columns-repeated=\"16000\" office:value=\"1\"/>";
    let row = format!("<table:table-row>{cell}</table:table-row>");
    zipped(&room, "many.ods", "content.xml", &mut std::iter::repeat_n(row.as_bytes(), 2_000));
    capped(&room, "load x.db many.ods --kind organization").failed(2, &["repeats cells"]);
}

/// Writes a zip file with one entry.
fn zipped(room: &Room, name: &str, entry: &str, parts: &mut dyn Iterator<Item = &[u8]>) {
    let mut zip = zip::ZipWriter::new(File::create(room.at(name)).unwrap());
    zip.start_file(entry, zip::write::SimpleFileOptions::default()).unwrap();
    parts.for_each(|part| zip.write_all(part).unwrap());
    zip.finish().unwrap();
}

#[test]
fn a_text_that_is_too_long_is_refused_in_each_form() {
    long_texts(&room(""), (1 << 20) + 1);
}

/// Loads tables with a text of this length, one after the other.
fn long_texts(room: &Room, length: usize) {
    let long = "x".repeat(length);
    let too_long = "bytes; a text has at most 1048576";
    for (name, before, after, message) in [
        ("line.csv", "", "", too_long),
        ("cell.csv", "name\n", "\n", too_long),
        ("cell.tsv", "name\n", "\n", too_long),
        ("quoted.csv", "name\n\"", "\"\n", too_long),
        ("open.csv", "name\n\"", "", "this quote is never closed"),
        ("list.json", "[{\"name\": \"", "\"}]", too_long),
        ("line.jsonl", "{\"name\": \"", "\"}", too_long),
        ("key.jsonl", "{\"", "\": 1}", too_long),
    ] {
        let mut file = File::create(room.at(name)).unwrap();
        for part in [before, &long, after] {
            file.write_all(part.as_bytes()).unwrap();
        }
        capped(room, &format!("load x.db {name} --kind organization")).failed(1, &[message]);
        fs::remove_file(room.at(name)).unwrap();
    }
}

#[test]
#[ignore = "it writes gigabytes: BRIEF_HEAVY=1"]
fn large_files_stay_within_the_memory() {
    if std::env::var_os("BRIEF_HEAVY").is_none() {
        return;
    }
    let room = room("");
    let zeros = vec![b' '; 1 << 20];
    zipped(&room, "bomb.xlsx", "xl/sharedStrings.xml", &mut std::iter::repeat_n(&zeros[..], 2_000));
    capped(&room, "load x.db bomb.xlsx --kind organization")
        .failed(2, &["more than 1024 MiB when it is unpacked"]);
    let gzip = "head -c 10000000000 /dev/zero | gzip -1 > bomb.csv.gz";
    assert!(
        Command::new("sh").args(["-c", gzip]).current_dir(room.path()).status().unwrap().success()
    );
    let ran = capped(&room, "load x.db bomb.csv.gz --kind organization");
    assert_eq!(ran.code, 2, "{ran:?}");
    let columns: Vec<String> = (0..1_000_000).map(|n| format!("c{n}")).collect();
    room.write("wide.csv", columns.join(",") + "\n");
    let ran = capped(&room, "load x.db wide.csv --kind organization");
    assert!([1, 2].contains(&ran.code), "{ran:?}");
    long_texts(&room, 1_000_000_000);
    let room = nested(100_000);
    assert_eq!(capped(&room, "check x.db").code, 1);
}

#[test]
fn a_long_text_is_no_heading_and_no_unit() {
    let room = room("SELECT 1");
    let long = "harbour ".repeat(60_000);
    for (table, code) in [
        (format!("name,note\nQuay,\"{long}\"\n"), 0),
        (format!("name,note,investment,investment unit\nQuay,A map,5,\"{long}\"\n"), 1),
        (format!("name,note,\"{long}\"\nQuay,A map,5\n"), 0),
    ] {
        room.write("projects.csv", &table);
        let ran = capped(&room, "load x.db projects.csv");
        let said: String = ran.err.chars().take(300).collect();
        assert_eq!(ran.code, code, "{said}");
    }
}
