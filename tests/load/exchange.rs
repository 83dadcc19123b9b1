//! What goes out comes in again: `KIND show everything` as csv, tsv and jsonl, loaded into an empty base of the same catalog,
//! gives the same facts, field by field, and the same lines when it goes out once more.
//!
//! The facts are those of the built-in base, kind by kind, and random ones over catalogs of several worlds: names and texts of
//! every printable character and of all that a spreadsheet, a terminal or a reader of CSV could take for something else, every
//! wording of amounts and dates, unknown values, namesakes, and values that follow from others.
//!
//! `EXCHANGE_CASES=50 cargo test --test load exchange` tries more, `EXCHANGE_SEED=7` others.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::made::{CATALOG, ask};
use crate::rng::Rng;
use crate::support::{Room, number};
use brief::catalog::{Catalog, Field, Kind, Sort, Type};
use brief::render::Format;
use brief::store::digest::{DigestError, Input};
use brief::store::load::{Loaded, create_file, load_file};
use brief::store::{Base, seed_inputs};
use rusqlite::Connection;
use rusqlite::types::Value;

const CATALOGS: [&str; 4] = [
    CATALOG,
    include_str!("../catalogs/museum.toml"),
    include_str!("../catalogs/lab.toml"),
    include_str!("../oracle/catalog.toml"),
];
const FORMATS: [Format; 3] = [Format::Csv, Format::Tsv, Format::Jsonl];

/// The kinds that can be loaded from a table.
fn kinds(catalog: &Catalog) -> Vec<&Kind> {
    let own = |kind: &&Kind| matches!(kind.sort, Sort::Thing | Sort::Record);
    catalog.kinds.iter().filter(own).collect()
}

/// All of a kind, as an answer.
fn exported(file: &Path, kind: &Kind, format: Format) -> String {
    ask(Base::open(file).unwrap(), format, &format!("{} show everything", kind.plural))
}

/// The rows of a kind's table as texts, with slugs for ids. What follows from a whole is a value like any: it follows again.
fn facts(file: &Path, kind: &Kind) -> Vec<Vec<String>> {
    let base = Connection::open(file).unwrap();
    let mut things = base.prepare("SELECT id, coalesce(slug, name), name FROM thing").unwrap();
    let rows = things.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    let things: BTreeMap<i64, (String, String)> = rows.map(Result::unwrap).collect();
    let mut all = base.prepare(&format!("SELECT * FROM \"{}\"", kind.name)).unwrap();
    let names: Vec<String> = all.column_names().map(ToString::to_string).collect();
    let is_ref = |name: &String| {
        name == "id" || kind.field(name).is_some_and(|field| matches!(field.ty, Type::Ref(_)))
    };
    let rows = all.query_map([], |row| {
        let cell = |(at, name): (usize, &String)| {
            Ok(match row.get::<_, Value>(at)? {
                Value::Integer(id) if is_ref(name) => format!("{name}: {:?}", things[&id]),
                value => format!("{name}: {value:?}"),
            })
        };
        names.iter().enumerate().map(cell).collect::<rusqlite::Result<Vec<String>>>()
    });
    let mut rows: Vec<Vec<String>> = rows.unwrap().map(Result::unwrap).collect();
    rows.sort();
    rows
}

/// Loads a table of each kind into an empty base.
fn imported(catalog: &str, file: &Path, tables: &[Input]) -> Loaded {
    create_file(file, catalog, &[]).unwrap_or_else(|error| panic!("{error}"));
    load_file(file, tables, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// The lines of an answer in an order of their own: rows of one name stand in the order in which they were loaded.
fn lines(answer: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = answer.split('\n').collect();
    lines.sort_unstable();
    lines
}

/// Takes all of a base out and in again, in each format.
fn exchanged(text: &str, file: &Path, case: &str) {
    let catalog = Catalog::read(text).unwrap();
    for format in FORMATS {
        let table = |kind: &&Kind| Input {
            note: Some("from an answer".to_owned()),
            ..Input::new(format!("{}.{format}", kind.plural), exported(file, kind, format))
        };
        let tables: Vec<Input> = kinds(&catalog).iter().map(table).collect();
        let again = file.with_extension(format!("{format}.db"));
        let loaded = imported(text, &again, &tables);
        // That two things of one name may be one is no loss.
        let lost = |warning: &&DigestError| !warning.sentence.contains("may be the same");
        let lost: Vec<_> = loaded.warnings.iter().filter(lost).collect();
        assert!(lost.is_empty(), "{case} {format}: {lost:#?}");
        for (kind, table) in kinds(&catalog).into_iter().zip(&tables) {
            let about = format!("{case} {format}, {}:\n{}", kind.plural, table.text);
            for (before, after) in facts(file, kind).iter().zip(&facts(&again, kind)) {
                assert_eq!(before, after, "{about}");
            }
            assert_eq!(facts(file, kind).len(), facts(&again, kind).len(), "{about}");
            assert_eq!(
                lines(table.text.as_str()),
                lines(&exported(&again, kind, format)),
                "{about}"
            );
        }
    }
}

#[test]
fn the_built_in_facts_go_out_and_come_in_again() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("facts.db");
    create_file(&file, CATALOG, &seed_inputs()).unwrap();
    let catalog = Catalog::read(CATALOG).unwrap();
    assert!(kinds(&catalog).iter().all(|kind| !facts(&file, kind).is_empty()));
    exchanged(CATALOG, &file, "built in");
}

#[test]
fn random_facts_go_out_and_come_in_again() {
    let directory = tempfile::tempdir().unwrap();
    for n in 0..number("EXCHANGE_CASES", 2) {
        for (world, text) in CATALOGS.iter().enumerate() {
            let catalog = Catalog::read(text).unwrap();
            let rng = Rng::of(number("EXCHANGE_SEED", 20_200_629), n, world as u64);
            let digest =
                Facts { rng, catalog: &catalog, things: vec![], text: String::new() }.told();
            let file: PathBuf = directory.path().join(format!("{n}-{world}.db"));
            let inputs = [Input::new("reg.toml", SOURCE), Input::new("facts.toml", digest)];
            create_file(&file, text, &inputs).unwrap_or_else(|error| panic!("{error}"));
            exchanged(text, &file, &format!("case {n} of catalog {world}"));
        }
    }
}

const SOURCE: &str =
    "[source]\nid = \"reg\"\nname = \"The \\\"register\\\"\"\npublished = \"2021\"\n";

/// What could be taken for something else by whatever reads it.
const HOSTILE: [&str; 40] = [
    "=1+1",
    "'=1+1",
    "''=1",
    "+1",
    "-1",
    "@x",
    "'",
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\\",
    "\\N",
    "\\t",
    "C:\\new",
    "null",
    "NULL",
    "unknown",
    "yes",
    "1",
    "2020",
    "5m CNY",
    "part of 5m",
    "a; b",
    "|",
    "<b>",
    "# x",
    "\u{2028}",
    "\u{202e}",
    "\u{200f}",
    "\u{feff}",
    "\u{a0}",
    " ",
    "　",
    "＝1",
    "n/a",
    "$x",
];

const DATES: [&str; 12] = [
    "2020",
    "2020-01",
    "2020-01-15",
    "2020H1",
    "2020Q3",
    "2024-10-07..2024-10-15",
    "within 2024-06",
    "..2020-08",
    "2014-06..",
    "within 2024-06-22..2024-06-27",
    "2016..2020-09",
    "within 2016..2020-09",
];

const NUMBERS: [&str; 8] = ["1", "7", "20", "300", "4500", "1.5m", "3亿", "42.7bn"];

const WORDINGS: [&str; 7] =
    ["", "about ", "more than ", "at least ", "nearly ", "less than ", "up to "];

/// A digest of random facts while it is written.
struct Facts<'c> {
    rng: Rng,
    catalog: &'c Catalog,
    /// Kind and slug of the things told so far, which is all that later ones refer to: nothing goes round in a circle.
    things: Vec<(String, String)>,
    text: String,
}

impl Facts<'_> {
    fn told(mut self) -> String {
        self.things.push(("source".to_owned(), "reg".to_owned()));
        let catalog = self.catalog;
        let own = |kind: &&&Kind| !matches!(kind.name.as_str(), "source" | "name");
        let (things, records): (Vec<&Kind>, Vec<&Kind>) =
            kinds(catalog).iter().filter(own).partition(|kind| kind.sort == Sort::Thing);
        for kind in things.into_iter().chain(records) {
            for n in 0..4 {
                self.entry(kind, n);
            }
        }
        self.text
    }

    fn entry(&mut self, kind: &Kind, n: usize) {
        let _ = writeln!(self.text, "[[{}]]", kind.name);
        if kind.sort == Sort::Thing {
            // Now and then a thing has the id that another has as its name.
            let slug = format!("{}-{n}", kind.name);
            let name = match self.rng.below(10) {
                0 => slug.replace(char::is_numeric, "0"),
                1 => "Twin".to_owned(),
                _ => self.words(),
            };
            self.line("id", &slug);
            self.line("name", &name);
            self.names();
            self.values(kind);
            self.things.push((kind.name.clone(), slug));
        } else {
            self.values(kind);
        }
        self.line("cite", "x");
    }

    fn line(&mut self, key: &str, text: &str) {
        let _ = writeln!(self.text, "{key} = {}", serde_json::to_string(text).unwrap());
    }

    fn names(&mut self) {
        let text = |facts: &mut Self| serde_json::to_string(&facts.words()).unwrap();
        let form = *self.rng.pick(&["alias", "native", "former", "nickname"]);
        let (one, two) = (text(self), text(self));
        let names = match self.rng.below(4) {
            0 => format!(
                "{{ text = {one}, form = \"mistranslation\", only_in = \"reg\", note = \"x\" }}"
            ),
            1 => format!(
                "{{ text = {one}, form = \"{form}\", language = \"zh\", note = \"x\" }}, {{ text = {two}, note = \"x\" }}"
            ),
            2 => format!("{{ text = {one}, note = \"x\" }}"),
            _ => return,
        };
        let _ = writeln!(self.text, "names = [{names}]");
    }

    fn values(&mut self, kind: &Kind) {
        let fields: Vec<&Field> = kind.stored_fields().collect();
        let mut given: BTreeMap<&str, String> = BTreeMap::new();
        for field in fields {
            let known = self.rng.percent(70);
            let fits = field
                .only_if
                .as_ref()
                .is_none_or(|(other, value)| given.get(other.as_str()) == Some(value));
            let bounded =
                field.whole.as_ref().is_some_and(|whole| given.contains_key(whole.as_str()));
            if let Some(value) = self.value(field).filter(|_| known && fits && !bounded) {
                given.insert(&field.name, value);
            }
        }
        // A whole bounds what is told before it, too.
        for field in kind.stored_fields() {
            if field.whole.as_ref().is_some_and(|whole| given.contains_key(whole.as_str())) {
                given.remove(field.name.as_str());
            }
        }
        // Of two places the later lies in the earlier, so that none lies in itself.
        if let Some(lies) = self.catalog.containment.as_ref().filter(|c| c.kind == kind.name) {
            let places = self.things.iter().filter(|(kind, _)| *kind == lies.places);
            let places: Vec<String> = places.map(|(_, slug)| slug.clone()).collect();
            let part = 1 + self.rng.below(places.len() - 1);
            let whole = self.rng.below(part);
            given.insert(&lies.part, places[part].clone());
            given.insert(&lies.whole, places[whole].clone());
        }
        for (name, value) in given {
            self.line(name, &value);
        }
    }

    fn value(&mut self, field: &Field) -> Option<String> {
        let catalog = self.catalog;
        Some(match &field.ty {
            Type::Text => self.words(),
            Type::Enum(choices) => self.rng.pick(choices).name.clone(),
            Type::YesNo => (*self.rng.pick(&["yes", "no"])).to_owned(),
            Type::Number { exact: true } => self.rng.below(99).to_string(),
            Type::Number { exact: false } => self.amount(field, "number"),
            Type::Share => self.amount(field, "share"),
            Type::Money => self.amount(field, "money"),
            Type::Quantity(Some(dimension)) => self.amount(field, dimension),
            Type::Quantity(None) => {
                let units: Vec<&str> =
                    catalog.units.iter().map(|unit| unit.dimension.as_str()).collect();
                let dimension = *self.rng.pick(&units);
                self.amount(field, dimension)
            }
            Type::Date => (*self.rng.pick(&DATES)).to_owned(),
            // One unknown day is no period.
            Type::Period => (*self.rng.pick(&DATES)).replace("within ", ""),
            Type::Ref(targets) => {
                let fits = |kind: &String| targets.kinds.iter().any(|k| k == kind || k == "thing");
                let fitting: Vec<&str> = { self.things.iter() }
                    .filter(|(kind, _)| fits(kind))
                    .map(|(_, slug)| slug.as_str())
                    .collect();
                if fitting.is_empty() {
                    return None;
                }
                (*self.rng.pick(&fitting)).to_owned()
            }
            Type::Level(_) => return None,
        })
    }

    fn amount(&mut self, field: &Field, dimension: &str) -> String {
        let units: Vec<_> = self.catalog.units.of_dimension(dimension).collect();
        let unit = *self.rng.pick(&units);
        let at = self.rng.below(NUMBERS.len() - 1);
        let with = |number: &str| if unit.hidden { number.to_owned() } else { unit.print(number) };
        match self.rng.below(10) {
            0 if !unit.ahead => with(&format!("{} to {}", NUMBERS[at], NUMBERS[at + 1])),
            1 if field.signed => with("-5"),
            _ => format!("{}{}", self.rng.pick(&WORDINGS), with(NUMBERS[at])),
        }
    }

    /// A name or a text that is not blank.
    fn words(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.rng.below(3) {
            if self.rng.percent(60) {
                text.push_str(self.rng.pick::<&str>(&HOSTILE));
            } else {
                text.extend((0..self.rng.below(4)).map(|_| self.letter()));
            }
        }
        if text.trim().is_empty() { text + "x" } else { text }
    }

    /// Any character that can be printed.
    fn letter(&mut self) -> char {
        let most = *self.rng.pick(&[0x80, 0x250, 0x3000, 0xffff, 0x11_0000]);
        loop {
            let found = char::from_u32(self.rng.below(most) as u32);
            if let Some(c) = found.filter(|c| !c.is_control()) {
                return c;
            }
        }
    }
}

/// From a workbook to a base, to CSV, and again: cell values, dates, Chinese names, amounts in their wordings.
#[test]
fn a_workbook_goes_out_as_csv_and_in_again() {
    let room = Room::new();
    room.done(&["new", "a.db", "--empty"]);
    room.write("sources.csv", "id,name,paragraphs\nreg,A register,9\n");
    let book = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables/books/register.xlsx");
    let load = |base: &str, files: &[&str]| {
        let ran = room.run(&[&["load", base], files].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.err
    };
    load("a.db", &["sources.csv", book, "--source", "reg"]);
    let projects = "projects order by id show id, name, city, investment, date, status";
    let names = "names where form = native and of.id in (quay, depot, yard, line) order by text show of.id, text, form";
    let answer = |base: &str, query: &str| room.done(&["-q", base, query, "--format", "tsv"]);
    let rows = answer("a.db", projects);
    let rows = rows.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        [0, 1, 2, 3, 7, 10].map(|at| cells[at]).join(" | ")
    });
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [
            "depot | Depot \"East\" | Jinan | 360m CNY | 2021-03-31 | completed",
            "line | Line\\ntwo rows | Chengdu | 80m to 90m USD | 2022-12-31 | implementation",
            "quay | North quay | Qingdao | about 5.5bn CNY | 2021-01-01 | signed",
            "shed | Shed, no. 3 | Chengdu | more than 1,234,567.89 EUR | 2021Q1 | announced",
            "yard | Yard =1+1 | Zhengzhou | \\N | 2020..2022 | \\N",
        ]
    );
    let native = "of.id\ttext\tform\ndepot\t东仓库\tnative\nquay\t北码头\tnative\nyard\t堆场\tnative\nline\t铁路线\tnative\n";
    assert_eq!(answer("a.db", names), native);
    room.done(&["-q", "a.db", "projects show everything", "-o", "projects.csv"]);
    room.done(&[
        "-q",
        "a.db",
        "names where form = native and of.id in (quay, depot, yard, line) show everything",
        "-o",
        "names.csv",
    ]);
    // Loaded into the same base it says the same, and into another it makes the same things.
    let again = load("a.db", &["projects.csv", "names.csv", "--note", "from a.db"]);
    assert!(again.contains("0 new"), "{again}");
    room.done(&["new", "b.db", "--empty"]);
    load("b.db", &["projects.csv", "names.csv", "--note", "from a.db"]);
    for query in [projects, names] {
        assert_eq!(answer("a.db", query), answer("b.db", query));
    }
}
