//! A shipped file in the programs that a colleague may have: sqlite3, Python, Datasette and `DuckDB` show every view with the
//! same cells, names instead of ids, wordings and sources among them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::needs::python;
use crate::support::Room;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::Value;

/// A view as a program shows it: rows of cells by the name of their column, in an order that is ours.
type View = Vec<BTreeMap<String, Option<String>>>;

fn shipped(room: &Room) -> std::path::PathBuf {
    let output = room.command().args(["ship", "facts.db"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    room.at("facts.db")
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
            ValueRef::Real(number) => Some(number.to_string()),
            ValueRef::Text(text) => Some(String::from_utf8(text.to_vec()).unwrap()),
            other @ ValueRef::Blob(_) => panic!("{name}: {other:?}"),
        };
        view.push(columns.iter().enumerate().map(|(at, name)| (name.clone(), cell(at))).collect());
    }
    view.sort();
    view
}

/// Returns the views as `read.py` finds them with a program.
fn found(program: &str, file: &Path) -> BTreeMap<String, View> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/others/read.py");
    let output = Command::new(python()).args([script, program]).arg(file).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    let found: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout).unwrap();
    found.into_iter().map(|(name, found)| (name, cells(&found))).collect()
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
    let found = found(program, &file);
    let wanted = wanted(&file);
    assert_eq!(found.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (name, view) in &wanted {
        assert_eq!(found[name].len(), view.len(), "{program}, {name}");
        for (found, wanted) in found[name].iter().zip(view) {
            assert_eq!(found, wanted, "{program}, {name}");
        }
    }
}

pub(crate) fn python_shows_the_same() {
    same("sqlite3");
}

pub(crate) fn datasette_shows_the_same() {
    same("datasette");
}

pub(crate) fn duckdb_shows_the_same() {
    same("duckdb");
}

/// The real `sqlite3`, as a person asks it.
pub(crate) fn sqlite3_shows_names_wordings_and_sources() {
    let room = Room::new();
    let file = shipped(&room);
    let ask = |sql: &str| {
        let output = Command::new("sqlite3").arg("-readonly").arg(&file).arg(sql).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let project = ask(
        "SELECT name, city, province, investment, investment_low, investment_high, investment_unit, sources
         FROM projects WHERE slug = 'hub-signed-2020'",
    );
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
    let claim = ask(claim);
    assert!(claim.contains("International Cooperation Hub"), "{claim}");
    assert!(claim.trim_end().ends_with("|5|approximately 42.7 billion yuan"), "{claim}");
    // Ends are numbers: they compare, sort and add as such.
    let projects = "FROM projects WHERE investment_unit = 'CNY'";
    assert_eq!(ask(&format!("SELECT count(*) {projects} AND investment_low > 50000000000")), "1\n");
    assert_eq!(ask(&format!("SELECT count(*) {projects} AND investment_low < 0")), "0\n");
    let types =
        "SELECT group_concat(DISTINCT typeof(value_low)) FROM figures WHERE value_low IS NOT NULL";
    assert!(!ask(types).contains("text"));
    let sorted = "SELECT investment_low FROM projects WHERE investment_low IS NOT NULL ORDER BY 1";
    let sorted: Vec<f64> = ask(sorted).lines().map(|line| line.parse().unwrap()).collect();
    assert!(sorted.is_sorted() && sorted.len() > 5, "{sorted:?}");
    assert_eq!(ask("PRAGMA integrity_check"), "ok\n");
    assert!(ask("SELECT text FROM readme ORDER BY line").contains("smallest part"));
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

/// Goes the whole way, from three tables to another person's screen, with `brief`, sqlite3 and these modules of Python.
fn colleague(modules: &[&str]) {
    let room = Room::new();
    let program = Path::new(env!("CARGO_BIN_EXE_brief")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    room.furnish(&mut command);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/colleague.sh");
    command.arg(script).args(modules).env("PYTHON", python()).env("PATH", path);
    let output = command.current_dir(room.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

pub(crate) fn a_colleague_opens_what_was_sent() {
    colleague(&[]);
}

pub(crate) fn a_colleague_opens_it_with_python() {
    colleague(&["sqlite3"]);
}

pub(crate) fn a_colleague_opens_it_with_datasette() {
    colleague(&["datasette"]);
}

pub(crate) fn a_colleague_opens_it_with_duckdb() {
    colleague(&["duckdb"]);
}

/// What `explain` prints is pasted into the plain `sqlite3`, over a plain file, and finds the same rows in the same order.
pub(crate) fn sqlite3_runs_the_sql_of_explain() {
    let room = Room::new();
    room.done(&["new", "facts.db"]);
    for query in [
        "projects show name, status",
        "projects where city = 青岛 and investment > 1bn show name, status",
        "projects where not (investment > 1bn) or status = announced show name, id",
        "projects where possibly investment > 60bn yuan show name, status",
        "places where country = China and type in (city, county) order by type desc show name, type",
        "people where name contains Meng show name, id limit 1",
        "places where country != China show name, type",
        "events where date between 2020-06 and 2020-07 show name, type",
        "participations where what.date = 2020-06-29 show who, role",
        "figures where value > 100 show measure, facet",
    ] {
        let explained = room.run(&["explain", "facts.db", query]);
        let plain = Command::new("sqlite3")
            .args(["-bail", "-readonly", "-csv", "facts.db", &sql_of(&explained.out)])
            .current_dir(room.path())
            .output()
            .unwrap();
        assert!(plain.status.success(), "{query}: {plain:?}");
        let found = rows(&String::from_utf8(plain.stdout).unwrap());
        let ours = room.run(&["-q", "--format", "csv", "facts.db", query]).out;
        let mut ours = rows(&ours);
        let marked = ours.remove(0)[0] == "certain";
        let found: Vec<Vec<String>> = found
            .into_iter()
            .map(|mut row| {
                let certain = row.remove(0);
                if marked {
                    row.insert(0, if certain == "1" { "yes" } else { "no" }.into());
                }
                row
            })
            .collect();
        assert!(!found.is_empty(), "{query}");
        assert_eq!(found, ours, "{query}");
    }
}

fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The lines below `SQL` in an explanation.
fn sql_of(explanation: &str) -> String {
    let lines = explanation.lines().skip_while(|line| *line != "SQL").skip(1);
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Prints what a spreadsheet needs of the first sheet: its frozen rows, its filter, and the types of the cells of the first row.
const SHEET: &str = "
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.worksheets[0]
types = [type(cell.value).__name__ for cell in sheet[2]]
print(book.sheetnames, sheet.freeze_panes, sheet.auto_filter.ref, types)
";

pub(crate) fn openpyxl_reads_a_workbook() {
    let room = Room::new();
    let query = "projects where city = Qingdao and investment > 1bn show name, investment, date";
    room.done(&[query, "-o", "answer.xlsx"]);
    let run =
        Command::new(python()).args(["-c", SHEET]).arg(room.at("answer.xlsx")).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(
        String::from_utf8(run.stdout).unwrap(),
        "['projects', 'about'] A2 A1:H3 ['str', 'str', 'int', 'int', 'str', 'datetime', 'datetime', 'datetime']\n"
    );
}
