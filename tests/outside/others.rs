//! A shipped file in the programs that a colleague may have: sqlite3, Python, Datasette and `DuckDB` show every view with the
//! same cells, names instead of ids, wordings and sources among them.
//!
//! `BRIEF_OTHERS=PYTHON` names a Python that has what tests/others/requirements.txt lists; then nothing may be missing.
//! Without it, a program that is not there is left out, and the test says so.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::support::Room;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::Value;

/// A view as a program shows it: rows of cells by the name of their column, in an order that is ours.
type View = Vec<BTreeMap<String, Option<String>>>;

fn shipped(room: &Room) -> std::path::PathBuf {
    let output = room.command().args(["ship", "facts.db"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    room.path().join("facts.db")
}

/// All views, read with the SQLite inside this test.
fn wanted(file: &Path) -> BTreeMap<String, View> {
    let conn = Connection::open(file).unwrap();
    let mut names = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").unwrap();
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(names.len() > 15);
    names.into_iter().map(|name| (name.clone(), view(&conn, &name))).collect()
}

fn view(conn: &Connection, name: &str) -> View {
    let mut find = conn.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
    let columns: Vec<String> = find.column_names().map(str::to_owned).collect();
    let mut rows = find.query([]).unwrap();
    let mut view = View::new();
    while let Some(row) = rows.next().unwrap() {
        let cell = |at: usize| match row.get_ref(at).unwrap() {
            ValueRef::Null => None,
            ValueRef::Integer(number) => Some(number.to_string()),
            ValueRef::Text(text) => Some(String::from_utf8(text.to_vec()).unwrap()),
            other => panic!("{name}: {other:?}"),
        };
        view.push(columns.iter().enumerate().map(|(at, name)| (name.clone(), cell(at))).collect());
    }
    view.sort();
    view
}

/// What `read.py` finds with a program; none where the program is not there and need not be.
fn found(program: &str, file: &Path) -> Option<BTreeMap<String, View>> {
    let demanded = std::env::var("BRIEF_OTHERS").ok();
    let python = demanded.clone().unwrap_or_else(|| "python3".to_owned());
    let there = Command::new(&python).args(["-c", &format!("import {program}")]).output();
    if demanded.is_none() && !there.is_ok_and(|output| output.status.success()) {
        println!("left out: {program} is not installed (tests/others/requirements.txt)");
        return None;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/others/read.py");
    let output = Command::new(&python).args([script, program]).arg(file).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    let found: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout).unwrap();
    Some(found.into_iter().map(|(name, found)| (name, cells(&found))).collect())
}

fn cells(found: &Value) -> View {
    let columns: Vec<&str> =
        found["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let row = |row: &Value| {
        let cells = row.as_array().unwrap().iter().map(|cell| cell.as_str().map(str::to_owned));
        columns.iter().map(|name| (*name).to_owned()).zip(cells).collect()
    };
    let mut view: View = found["rows"].as_array().unwrap().iter().map(row).collect();
    view.sort();
    view
}

fn same(program: &str) {
    let room = Room::new();
    let file = shipped(&room);
    let Some(found) = found(program, &file) else { return };
    let wanted = wanted(&file);
    assert_eq!(found.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (name, view) in &wanted {
        assert_eq!(found[name].len(), view.len(), "{program}, {name}");
        for (found, wanted) in found[name].iter().zip(view) {
            assert_eq!(found, wanted, "{program}, {name}");
        }
    }
}

#[test]
fn python_shows_the_same() {
    same("sqlite3");
}

#[test]
fn datasette_shows_the_same() {
    same("datasette");
}

#[test]
fn duckdb_shows_the_same() {
    same("duckdb");
}

/// The real `sqlite3`, as a person asks it.
#[test]
fn sqlite3_shows_names_wordings_and_sources() {
    let room = Room::new();
    let file = shipped(&room);
    let ask = |sql: &str| -> Option<String> {
        let mut command = Command::new("sqlite3");
        let output = match command.arg("-readonly").arg(&file).arg(sql).output() {
            Ok(output) => output,
            Err(error) => {
                assert!(std::env::var("BRIEF_OTHERS").is_err(), "sqlite3: {error}");
                println!("left out: sqlite3 is not installed");
                return None;
            }
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8(output.stdout).unwrap())
    };
    let Some(project) = ask(
        "SELECT name, city, province, investment, investment_low, investment_high, investment_unit, sources
         FROM projects WHERE slug = 'hub-signed-2020'",
    ) else {
        return;
    };
    let project: Vec<&str> = project.trim_end().split('|').collect();
    assert_eq!(
        project[..7],
        [
            "Ten projects signed at the Hub press conference",
            "Qingdao",
            "Shandong",
            "about 42.7bn CNY",
            "38430000000",
            "46970000000",
            "CNY"
        ]
    );
    assert!(project[7].contains("International Cooperation Hub for Central SOEs"));
    let claim = "SELECT source, paragraph, phrase FROM claims WHERE thing = 'Ten projects signed at the Hub press conference' AND field = 'investment'";
    let claim = ask(claim).unwrap();
    assert!(claim.contains("International Cooperation Hub"), "{claim}");
    assert!(claim.trim_end().ends_with("|5|approximately 42.7 billion yuan"), "{claim}");
    assert_eq!(ask("PRAGMA integrity_check").unwrap(), "ok\n");
    assert!(ask("SELECT text FROM readme ORDER BY line").unwrap().contains("smallest part"));
    // What people read has names: no column of a view but `id` leads to a number that stands for a thing.
    for (name, view) in wanted(&file).iter().filter(|(_, view)| !view.is_empty()) {
        let refs = ["place", "city", "source", "thing", "of", "subject", "who", "what", "person"];
        for (column, cell) in
            view.iter().flatten().filter(|(name, _)| refs.contains(&name.as_str()))
        {
            let number = cell.as_ref().is_some_and(|cell| cell.bytes().all(|b| b.is_ascii_digit()));
            assert!(!number, "{name}.{column}: {cell:?}");
        }
    }
}

/// The whole way, from three tables to another person's screen.
#[test]
fn a_colleague_opens_what_was_sent() {
    let room = Room::new();
    if std::env::var("BRIEF_OTHERS").is_err()
        && Command::new("sqlite3").arg("-version").output().is_err()
    {
        println!("left out: sqlite3 is not installed");
        return;
    }
    let program = Path::new(env!("CARGO_BIN_EXE_brief")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    room.furnish(&mut command);
    if let Ok(python) = std::env::var("BRIEF_OTHERS") {
        command.env("PYTHON", python);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/colleague.sh");
    let output = command.arg(script).env("PATH", path).current_dir(room.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
