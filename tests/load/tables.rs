//! Tables: what rows become, what is refused and how, and what loading them again does.
//!
//! `UPDATE_GOLDENFILES=1 cargo test --test load tables` writes the messages anew; read the difference.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::made::{CATALOG, Made, ask};

use crate::support::Room;
use brief::render::Format;
use brief::store::digest::Input;
use brief::store::load::LoadError;
use brief::store::seed_inputs;
use brief::value::{Conventions, DayOrder, Point};

const SOURCES: &str =
    "id,name,published,paragraphs\nharbour,Harbour news,2021-05-01,40\nlog,The log,,\n";
const PROJECTS: &str = "\
Name,City,Status,Investment,Investment phrase,Date,Native,Source,Paragraph,Phrase
North quay,青岛,Signed,> 5bn yuan,over five billion,2021-03,北码头,harbour,3,a new quay
Cold store,Qingdao,announced,≥ 200m CNY,,2021Q1,,Harbour news,4,\"a \"\"cold\"\" store\"
Depot,Jinan,,not stated,,2021-06,,log,1,
";
const FIGURES: &str = r#"{"subject": "北码头", "measure": "Area", "value": "12 hectare", "source": "harbour", "paragraph": 6}
{"subject": "cold store", "measure": "enterprises", "value": 30, "period": null, "source": "harbour", "place_in": "table 2"}
"#;

fn sources() -> Input {
    Input::new("sources.csv", SOURCES)
}

fn projects() -> Input {
    Input::new("projects.csv", PROJECTS)
}

fn figures() -> Input {
    Input::new("figures.jsonl", FIGURES)
}

#[test]
fn rows_become_facts() {
    let made = Made::new(CATALOG, &seed_inputs());
    assert_eq!(made.counts(&[figures(), projects(), sources()]), [7, 0, 0, 0]);
    let ours = "any source (id in (harbour, log))";
    assert_eq!(
        made.ask(&format!("projects where {ours} show id, name, city, status, investment, date")),
        "id,name,city,status,investment,investment_low,investment_high,investment_unit,date,date_from,date_to\n\
         cold-store,Cold store,Qingdao,announced,at least 200m CNY,200000000,,CNY,2021Q1,2021-01-01,2021-03-31\n\
         depot,Depot,Jinan,,,,,,2021-06,2021-06-01,2021-06-30\n\
         north-quay,North quay,Qingdao,signed,more than 5bn CNY,5000000000.01,,CNY,2021-03,2021-03-01,2021-03-31\n"
    );
    assert_eq!(
        made.ask(&format!("figures where {ours} show subject, measure, value")),
        "subject,measure,value,value_low,value_high,value_unit\n\
         Cold store,enterprises,30,30,30,\n\
         North quay,area,12 ha,12,12,ha\n"
    );
    let claims =
        "claims where source.id = harbour and thing = \"North quay\" show field, paragraph, phrase";
    assert_eq!(
        made.ask(claims),
        "field,paragraph,phrase\n\
         \"date, place, status\",3,a new quay\n\
         investment,3,over five billion\n"
    );
    let silent = "claims where thing = Depot and says = \"not stated\" show field, source";
    assert_eq!(made.ask(silent), "field,source\ninvestment,log\n");
    assert_eq!(made.ask("names where text = 北码头 show of, form"), "of,form\nNorth quay,native\n");
}

#[test]
fn the_same_table_twice_changes_nothing() {
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources(), projects(), figures()]);
    let file = made.path();
    let before = fs::read(&file).unwrap();
    assert_eq!(made.counts(&[sources(), projects(), figures()]), [0, 7, 0, 0]);
    for (input, rows) in [(sources(), 2), (projects(), 3), (figures(), 2)] {
        assert_eq!(made.counts(&[input]), [0, rows, 0, 0]);
    }
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn the_order_of_tables_makes_no_difference() {
    let names = "of,text,form,source,paragraph\nDepot,济南仓库,native,log,1\n";
    let late = "subject,measure,value,source,paragraph\n济南仓库,area,2 ha,log,2\n";
    let all = [
        sources(),
        projects(),
        figures(),
        Input::new("names.csv", names),
        Input::new("late-figures.csv", late),
    ];
    let content = |order: &[usize]| {
        let made = Made::new(CATALOG, &seed_inputs());
        made.counts(&order.iter().map(|at| all[*at].clone()).collect::<Vec<_>>());
        made.content()
    };
    let first = content(&[0, 1, 2, 3, 4]);
    for order in [[4, 3, 2, 1, 0], [2, 4, 0, 3, 1], [1, 0, 4, 2, 3]] {
        assert_eq!(content(&order), first, "{order:?}");
    }
    let made = Made::new(CATALOG, &seed_inputs());
    for at in [0, 1, 2, 3, 4] {
        made.counts(&[all[at].clone()]);
    }
    assert_eq!(made.content(), first, "one after the other");
}

#[test]
fn a_table_replaces_only_what_it_said_itself() {
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources(), projects()]);
    assert_eq!(made.counts(&[figures()]), [2, 0, 0, 0]);
    // A digest of the same source takes back nothing of the tables, and they nothing of it.
    let digest = "[source]\nid = \"harbour\"\nname = \"Harbour news\"\nparagraphs = 40\n\n[[project]]\nid = \"mole\"\nname = \"Mole\"\ncite.p = 9\n";
    assert_eq!(made.counts(&[Input::new("harbour.toml", digest)]), [1, 0, 1, 0]);
    assert_eq!(made.counts(&[Input::new("harbour.toml", digest)]), [0, 2, 0, 0]);
    let ours = "count projects where any source (id in (harbour, log))";
    assert_eq!(made.ask(ours), "count\n4\n");
    // Corrected, and a row left out: what nothing refers to goes.
    made.counts(&[Input::new("figures.jsonl", FIGURES.lines().next().unwrap())]);
    let lines: Vec<&str> = PROJECTS.lines().collect();
    let shorter = [lines[0], &lines[1].replace("> 5bn", "about 6bn"), lines[3]].join("\n");
    let loaded = made.load(&[Input::new("projects.csv", shorter.clone())]);
    assert_eq!([loaded.new, loaded.same, loaded.changed, loaded.removed], [0, 1, 1, 1]);
    assert_eq!(loaded.stays, Vec::<String>::new());
    assert_eq!(made.ask(ours), "count\n3\n");
    // A file of the same name with another source takes back nothing, and says so.
    let other = [lines[0], lines[3]].join("\n");
    let loaded = made.load(&[Input::new("elsewhere/projects.csv", other)]);
    assert!(loaded.unchanged, "{loaded:?}");
    assert_eq!(loaded.stays, ["projects.csv harbour"]);
    // Without rows it takes back what the source it is said to be of has said in it.
    let source = Some("harbour".to_owned());
    let figures = Input { source, ..Input::new("figures.jsonl", "") };
    assert!(made.refused(&[figures])[0].contains("this file is empty"));
    let source = Some("log".to_owned());
    let none = Input { source, ..Input::new("projects.csv", lines[0]) };
    assert_eq!(made.counts(&[none]), [0, 0, 0, 1]);
}

#[test]
fn a_row_means_the_thing_of_its_name() {
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources()]);
    let places = "name,type,source,paragraph\n青岛,city,harbour,1\nQINGDAO,,harbour,2\n";
    let merge_names = true;
    let merged = Input { merge_names, ..Input::new("places.csv", places) };
    assert_eq!(made.counts(&[merged]), [0, 0, 1, 0]);
    assert_eq!(made.ask("places where id = qingdao show name"), "name\nQingdao\n");
    // With an id it is a thing of its own, and then a name may mean either.
    let twin = "id,name,type,source,paragraph\nqingdao-2,Qingdao,county,harbour,3\n";
    assert_eq!(made.counts(&[Input::new("more-places.csv", twin)]), [1, 0, 0, 0]);
    let refused = made.refused(&[Input::new("places.csv", places)]);
    assert_eq!(
        refused,
        [
            "places.csv:3:1: several places are called \"QINGDAO\"; give an `id`: `qingdao` or `qingdao-2`"
        ]
    );
    let project = "name,city,source,paragraph\nPier,Qingdao,harbour,1\n";
    assert_eq!(
        made.refused(&[Input::new("projects.csv", project)]),
        ["projects.csv:2:6: several things are called \"Qingdao\"; write `qingdao` or `qingdao-2`"]
    );
}

/// Rows that a name alone makes one thing, unless that was asked for.
fn merged(name: &str, rows: &str) -> Input {
    Input { merge_names: true, ..Input::new(name, rows) }
}

#[test]
fn rows_of_one_name_are_merged_only_if_asked() {
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources()]);
    let rows = "name,investment,date,source,paragraph\n\
        Highway project,5m CNY,,harbour,1\nPier,,,harbour,1\nHighway  Project,,2021,log,1\n";
    let twins = "lines 2 and 4 would become one project, `highway-project`, on the strength of the name alone; \
         if they are several projects, give each its own `id`; \
         if they are one, give each the same `id`, or add `--merge-names` for the whole file";
    let table = Input::new("projects.csv", rows);
    assert_eq!(made.refused(std::slice::from_ref(&table))[0], format!("projects.csv:4:1: {twins}"));
    let json = "{\"name\": \"A\", \"source\": \"log\", \"place_in\": \"1\"}\n";
    let two = [Input::new("projects.jsonl", json), Input::new("more-projects.jsonl", json)];
    assert!(
        made.refused(&two)[0]
            .contains("projects.jsonl:1 and more-projects.jsonl:1 would become one")
    );
    let rows = rows.replace("Highway  Project", "Highway project");
    let asked = merged("projects.csv", &rows);
    assert_eq!(made.counts(std::slice::from_ref(&asked)), [2, 0, 0, 0]);
    assert_eq!(made.counts(&[asked]), [0, 2, 0, 0]);
    // With ids they are what their ids say.
    let rows = rows
        .replace("name,", "id,name,")
        .replace("\nHigh", "\nh-1,High")
        .replace("\nPier", "\n,Pier");
    let twice = Input::new("projects.csv", rows.clone());
    assert_eq!(made.counts(&[twice]), [1, 1, 0, 1]);
}

#[test]
fn a_name_alone_adds_nothing_to_what_is_there() {
    let made = Made::new(CATALOG, &seed_inputs());
    let rows = "name,investment,source,paragraph\nHighway project,5m CNY,harbour,1\n";
    made.counts(&[sources(), Input::new("projects.csv", rows)]);
    let later = "name,date,source,paragraph\nHighway project,2021,harbour,2\n";
    let more = |name: &str| Input::new(name, later);
    assert_eq!(
        made.refused(&[more("more-projects.csv")]),
        [
            "more-projects.csv:2:1: the base has a project with this name, `highway-project`; `date` would be added to it \
             on the strength of the name alone; if it is the same, give the `id` highway-project, or add `--merge-names` for the \
             whole file; if it is a different one, give it an `id` of its own, such as `highway-project-2`"
        ]
    );
    assert_eq!(made.counts(&[merged("more-projects.csv", later)]), [0, 0, 1, 0]);
    // Loaded again, each file says what it said.
    assert_eq!(made.counts(&[more("more-projects.csv")]), [0, 1, 0, 0]);
    assert_eq!(made.counts(&[Input::new("projects.csv", rows)]), [0, 1, 0, 0]);
    // A row that adds no value means what is there.
    assert_eq!(made.counts(&[Input::new("old-projects.csv", rows)]), [0, 0, 1, 0]);
    let own = "id,name,date,source,paragraph\nhighway-project,Highway project,2021,log,2\n";
    assert_eq!(made.counts(&[Input::new("own-projects.csv", own)]), [0, 0, 1, 0]);
}

#[test]
fn a_row_that_is_there_twice_is_reported() {
    let made = Made::new(CATALOG, &seed_inputs());
    let row = "Qingdao,trains,5,harbour,1\n";
    let rows =
        format!("subject,measure,value,source,paragraph\n{row}{row}{}", row.replace(",1", ",2"));
    let loaded = made.load(&[sources(), Input::new("figures.csv", rows)]);
    let said: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["figures.csv:3:1: this figure is there already: figures.csv:2 says the same"]
    );
}

#[test]
fn two_rows_of_one_name_must_agree() {
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources()]);
    let rows =
        "name,city,date,source,paragraph\nPier,Qingdao,,harbour,1\nPier,Qingdao,2021,log,1\n";
    assert_eq!(made.counts(&[merged("projects.csv", rows)]), [1, 0, 0, 0]);
    let rows = "name,city,source,paragraph\nMole,Qingdao,harbour,1\nMole,Jinan,log,1\n";
    assert_eq!(
        made.refused(&[merged("more projects.csv", rows)]),
        [
            "more projects.csv:3:6: `place` of `mole` is jinan here, but qingdao in more projects.csv:2; \
             to keep both, leave this cell empty and write jinan in a column `place says`; \
             `--disagree keep` does this for all values that differ; \
             if these are two things with the same name, give each an `id`"
        ]
    );
    let rows =
        "name,city,place says,source,paragraph\nMole,Qingdao,,harbour,1\nMole,,Jinan,log,1\n";
    assert_eq!(made.counts(&[merged("more projects.csv", rows)]), [1, 0, 0, 0]);
    let says = "claims where thing = Mole and says is known show source, says";
    assert_eq!(made.ask(says), "source,says\nlog,jinan\n");
}

#[test]
fn a_city_and_its_country_must_agree() {
    let made = Made::new(CATALOG, &seed_inputs());
    let rows = "name,place,city,province,country,note\n\
        Pier,,Qingdao,Shandong,China,x\n\
        Mole,Jiaozhou,Jinan,,,x\n\
        Lock,,Jinan,,France,x\n\
        Gate,,,,France,x\n";
    assert_eq!(
        made.refused(&[Input::new("projects.csv", rows)]),
        [
            "projects.csv:3:15: the city of `jiaozhou` is Qingdao; do you mean another place with that name?",
            "projects.csv:4:14: the country of `jinan` is China; do you mean another place with that name?"
        ]
    );
    let rows = "name,city,country,note\nPier,Nowhere Town,China,x\n";
    let place = "name,type,note\nNowhere Town,city,x\n";
    let inputs = [Input::new("projects.csv", rows), Input::new("places.csv", place)];
    let loaded = made.load(&inputs);
    assert_eq!(
        loaded.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["projects.csv:2:19: this is left out: no country is recorded for `nowhere-town`"]
    );
}

#[test]
fn what_no_document_says_needs_a_note() {
    let made = Made::new(CATALOG, &seed_inputs());
    let rows = "name,type,note\nLantern Bay,port,A chart of our own\n";
    assert_eq!(made.counts(&[Input::new("places.csv", rows)]), [1, 0, 0, 0]);
    assert_eq!(made.counts(&[Input::new("places.csv", rows)]), [0, 1, 0, 0]);
    assert_eq!(made.counts(&[Input::new("places.csv", "name,note\n")]), [0, 0, 0, 0]);
    let rows = "name,note\nLantern Bay East,A chart\n";
    assert_eq!(made.counts(&[Input::new("places.csv", rows)]), [1, 0, 0, 1]);
    made.counts(&[sources()]);
    let rows = "name,source,basis,note,paragraph\nLantern Bay,harbour,external,A chart,\n";
    assert_eq!(made.counts(&[Input::new("bay-places.csv", rows)]), [1, 0, 0, 0]);
    assert_eq!(made.counts(&[Input::new("bay-places.csv", rows)]), [0, 1, 0, 0]);
}

#[test]
fn however_a_spreadsheet_writes_it() {
    let plain =
        "name,city,investment,source,paragraph\n\"Pier, long\",Qingdao,\"1,500 CNY\",harbour,1\n";
    let content = |text: &str| {
        let made = Made::new(CATALOG, &seed_inputs());
        made.counts(&[sources()]);
        made.counts(&[Input::new("projects.csv", text)]);
        made.content()
    };
    let expected = content(plain);
    for other in [
        plain.replace('\n', "\r\n"),
        plain.trim_end().to_owned(),
        plain.replace("\n\"", "\n\n,,,,\r\n\""),
        "NAME;City ;Investment;_source;P\nPier, long;Qingdao;1,500 CNY;harbour;1\n".to_owned(),
        "name\tcity\tinvestment\tsource\tparagraph\nPier, long\tQingdao\t１５００ CNY\tharbour\t1\n"
            .to_owned(),
        plain.replace(",1\n", ",1,,\n"),
    ] {
        assert_eq!(content(&other), expected, "{other}");
    }
    let quoted = plain.replace("Pier, long", "Pier,\nlong");
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources(), Input::new("projects.csv", quoted)]);
    assert_eq!(made.ask("projects where name = \"Pier, long\" show city"), "city\nQingdao\n");
}

#[test]
fn lines_above_the_header_are_titles() {
    let plain = "name,city,investment,source,paragraph\nPier,Qingdao,1500 CNY,harbour,1\n";
    let content = |text: &str| {
        let made = Made::new(CATALOG, &seed_inputs());
        made.counts(&[sources(), Input::new("projects.csv", text)]);
        made.content()
    };
    let expected = content(plain);
    for other in [
        format!("sep=,\n{plain}"),
        format!("\"sep=;\"\r\n{}", plain.replace(',', ";")),
        format!("Projects of the harbour,,,,\nAs of 2024,,,,\n{plain}"),
        format!("Projects of the harbour\n\n{}", plain.replace(',', "\t")),
    ] {
        assert_eq!(content(&other), expected, "{other}");
    }
}

#[test]
fn what_is_no_utf_8_is_refused_with_what_to_do() {
    let room = Room::new();
    let run = |args: &[&str]| {
        let output = room.command().args(args).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["new", "mine.db", "--empty"]).0, 0);
    let gbk = b"name,note\n\xc7\xe0\xb5\xba,a chart\n";
    for (options, said) in [
        (&[][..], "places.csv isn't UTF-8 text"),
        (&["--encoding", "euc-jp"], "places.csv isn't EUC-JP text"),
    ] {
        room.write("places.csv", b"name,note\nA,\xff\xff\n");
        let (code, err) = run(&[&["load", "mine.db", "places.csv"], options].concat());
        assert_eq!(code, 2);
        let help = "name its encoding, such as `--encoding gb18030`, big5 or windows-1252, or save it as UTF-8 (in Excel: “CSV UTF-8”)";
        assert_eq!(err, format!("error: {said}: line 2 has an invalid byte\n  help: {help}\n"));
    }
    // A mark at its beginning, or the option, says how a text is written.
    let names = || {
        let output =
            room.command().args(["mine.db", "places show name", "--format", "csv"]).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let utf_16 = "\u{feff}name,note\n青岛,a chart\n".encode_utf16();
    let utf_16: Vec<u8> = utf_16.flat_map(u16::to_le_bytes).collect();
    for (bytes, options) in [(utf_16.as_slice(), &[][..]), (gbk, &["--encoding", "gb18030"])] {
        room.write("places.csv", bytes);
        assert_eq!(run(&[&["load", "mine.db", "places.csv"], options].concat()).0, 0);
        assert!(names().contains("\n青岛\n"), "{}", names());
        assert_eq!(
            run(&["load", "mine.db", "--replaces", "places.csv", "/dev/null", "--as", "toml"]).0,
            0
        );
    }
    room.write("x.csv", "\u{feff}name,note\nA,a chart\n");
    assert_eq!(run(&["load", "mine.db", "x.csv", "--kind", "places"]).0, 0);
    room.write("my-projects.csv", "name,note\nB,a chart\n");
    room.write("sources.csv", "id,name\nchart,A chart\n");
    let both = run(&["load", "mine.db", "my-projects.csv", "sources.csv", "--kind", "place"]);
    assert_eq!(both.0, 0);
    assert!(both.1.ends_with("things and records: 2 new, 0 same, 0 changed, 0 removed\n"));
    room.write("x.csv", "name,note\n,a\n,b\n,c\n,d\n,e\n");
    let (code, err) = run(&["load", "mine.db", "x.csv", "--kind", "place"]);
    assert_eq!(code, 1);
    assert_eq!(err.matches("error: this row has neither").count(), 1, "{err}");
    assert!(
        err.ends_with(
            "note: 5 times in this file: in lines 2, 3, 4, 5, 6\n\n\
             error: 5 mistakes in the file; nothing was loaded\n\
             help: `--skip-bad REPORT.csv` loads the other rows, and writes these there\n"
        ),
        "{err}"
    );
}

#[test]
fn two_systematic_mistakes_fill_no_more_than_a_screen() {
    let room = Room::new();
    let row =
        |at: usize| format!("Works {at},{},{}/13/2020,1\n", ["TBD", "n/a"][at % 2], at % 28 + 1);
    let rows: String = (0..3000).map(row).collect();
    let text = format!("name,investment,date,paragraph\n{rows}");
    room.write("projects.csv", text);
    room.write("sources.csv", "id,name\nreg,A register\n");
    assert!(room.command().args(["new", "mine.db", "--empty"]).status().unwrap().success());
    let load = ["load", "mine.db", "sources.csv", "projects.csv", "--source", "reg"];
    let output = room.command().args(load).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.lines().count() <= 24, "{err}");
    assert!(err.contains("1,500 times") || err.contains("3,000 times"), "{err}");
}

#[test]
fn every_mistake_has_its_place_and_what_to_do() {
    let room = Room::new();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables/mistakes");
    let mut files: Vec<String> = fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    for file in &files {
        fs::copy(directory.join(file), room.at(file)).unwrap();
    }
    assert!(room.command().args(["new", "mine.db"]).status().unwrap().success());
    let output = room.command().args(["load", "mine.db"]).args(&files).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let mut mint = goldenfile::Mint::new(directory.parent().unwrap());
    mint.new_goldenfile("mistakes.txt").unwrap().write_all(&output.stderr).unwrap();
}

/// Any answer can be loaded, not only one that shows everything: what follows from others is left out.
#[test]
fn what_is_answered_can_be_loaded() {
    let made = Made::new(CATALOG, &seed_inputs());
    for format in [Format::Csv, Format::Tsv, Format::Jsonl] {
        let query = "projects where possibly city = Qingdao show name, city, investment, date, participations with sources";
        let answer = ask(made.base(), format, query);
        let note = Some("an answer".to_owned());
        let again = Made::new(CATALOG, &seed_inputs());
        let loaded =
            again.load(&[Input { note, ..Input::new(format!("projects.{format}"), answer) }]);
        assert_eq!((loaded.new, loaded.removed), (0, 0), "{format}");
        assert!(loaded.derived > 20, "{format}: {}", loaded.derived);
        let said: Vec<&str> = loaded.warnings.iter().map(|w| w.sentence.as_str()).collect();
        assert!(
            said.contains(&"this is left out: `participations` follows from participations"),
            "{said:?}"
        );
        let values = "projects show id, name, place, investment, date, status";
        assert_eq!(again.ask(values), made.ask(values), "{format}");
    }
}

/// What a spreadsheet could run, what TSV has signs for, and what only looks like them.
#[test]
fn signs_of_the_forms_are_no_part_of_a_text() {
    let made = Made::new(CATALOG, &[]);
    let note = Some("typed".to_owned());
    let of = |name: &str, text: &str| Input { note: note.clone(), ..Input::new(name, text) };
    made.counts(&[
        of("csv-places.csv", "id,name\nc1,'=1+1\nc2,''=1\nc3,'tis\nc4,C:\\new\nc5,\"'-x\"\n"),
        of(
            "tsv-places.tsv",
            "id\tname\tiso\nt1\tC:\\\\dir place\t\\N\nt2\tC:\\dir\tA\\tB\nt3\t\"C:\\\\x\"\t\\\\N\n",
        ),
        of("one-places.tsv", "name\nA\\nB\n"),
        of(
            "json-places.jsonl",
            "{\"id\": \"j1\", \"name\": \"'=1\"}\n{\"id\": \"j2\", \"name\": \"\\\\N\"}\n",
        ),
    ]);
    let answer = ask(made.base(), Format::Jsonl, "places order by id show id, name, iso");
    let rows: Vec<serde_json::Value> =
        answer.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: Vec<(&str, &str, Option<&str>)> = { rows.iter() }
        .map(|row| {
            (row["id"].as_str().unwrap(), row["name"].as_str().unwrap(), row["iso"].as_str())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("a-b", "A\nB", None),
            ("c1", "=1+1", None),
            ("c2", "'=1", None),
            ("c3", "'tis", None),
            ("c4", "C:\\new", None),
            ("c5", "-x", None),
            ("j1", "'=1", None),
            ("j2", "\\N", None),
            ("t1", "C:\\dir place", None),
            ("t2", "C:\\dir", Some("A\tB")),
            ("t3", "C:\\\\x", Some("\\N")),
        ]
    );
}

/// Evidence goes in with what it stands behind.
#[test]
fn what_is_no_table_says_where_it_goes_in() {
    let made = Made::new(CATALOG, &[]);
    for (name, said) in [
        (
            "claims.csv",
            "claims can't be loaded from a table; write `source`, `paragraph` and `phrase`",
        ),
        ("flags.jsonl", "flags can't be loaded from a table; write `source`"),
        ("things.tsv", "things can't be loaded from a table; give each kind a file of its own"),
    ] {
        let found = made.refused(&[Input::new(name, "id,name\nx,X\n")]);
        assert!(found[0].contains(said), "{found:?}");
    }
}

/// Characters that steer a terminal are refused wherever they come from.
#[test]
fn control_characters_are_refused_in_every_form() {
    let made = Made::new(CATALOG, &[]);
    for (name, text) in [
        ("a.toml", "[[place]]\nid = \"a\"\nname = \"a\\u0007\"\ncite = \"x\"\n"),
        ("a.toml", "[[place]]\nid = \"a\"\nname = \"a\"\niso = \"\\u0000\"\ncite = \"x\"\n"),
        ("places.csv", "name,note\na\u{7},x\n"),
        ("places.jsonl", "{\"name\": \"a\\u0007\", \"note\": \"x\"}\n"),
    ] {
        let said = made.refused(&[Input::new(name, text)]);
        assert!(
            said.iter().any(|s| s.contains("this has a control character in it, U+000")),
            "{said:?}"
        );
    }
    let half =
        made.refused(&[Input::new("places.jsonl", "{\"name\": \"a\\ud800\", \"note\": \"x\"}\n")]);
    assert!(half[1].contains("write both halves of a surrogate pair"), "{half:?}");
}

#[test]
fn tables_of_another_world() {
    let made = Made::new(include_str!("../catalogs/museum.toml"), &[]);
    let sources = "id,name,published\ninventory,Inventory of 1998,1998\n";
    let rooms = "name,floor,p\nBlue Room,1,1\nDépôt,0,1\n";
    let objects = "\
Name;Material;Made;Height;Insured;Room;Maker;On show;Place in
Great Bell;Bronze;1655-03-01;~ 90 cm;€1.2m;blue room;Anna Weber;;p. 3
View of the Harbour;oil on canvas;;;> 500,000 EUR;;;Yes;p. 5
Blue Jug;clay;within 1690..1710;24.5 cm;;Depot;;NO;p. 4
";
    let makers = "{\"name\": \"Anna Weber\", \"born\": 1640, \"place_in\": \"p. 2\"}\n";
    let of = |name: &str, text: &str| Input {
        source: Some("inventory".to_owned()),
        ..Input::new(name, text)
    };
    let inputs = [
        of("objects.csv", objects),
        of("makers.jsonl", makers),
        of("rooms.csv", rooms),
        Input::new("sources.csv", sources),
    ];
    assert_eq!(made.counts(&inputs), [7, 0, 0, 0]);
    assert_eq!(made.counts(&inputs), [0, 7, 0, 0]);
    assert_eq!(
        made.ask("objects show name, material, made, height, insured, room, maker, on_show")
            .lines()
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect::<Vec<_>>(),
        ["name", "Blue Jug", "Great Bell", "View of the Harbour"]
    );
    for query in [
        "count objects where height between 80 cm and 99 cm",
        "count objects where material = oil_on_canvas and insured > 500k EUR",
        "count objects where room = Depot and on_show = no",
        "count objects where maker.born = 1640 and made = 1655",
    ] {
        assert_eq!(made.ask(query), "count\n1\n", "{query}");
    }
    let city = of("more-objects.csv", "name,city,floor,p\nCup,Qingdao,1,1\n");
    let loaded = made.load(&[city]);
    let said: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "more-objects.csv:1:6: the column `city` is left out: `object` has no such field",
            "more-objects.csv:1:11: the column `floor` is left out: `object` has no such field"
        ]
    );
    let made = Made::new(
        include_str!("../catalogs/lab.toml"),
        &[Input::new("lab.toml", include_str!("../catalogs/lab.facts.toml"))],
    );
    let readings = "sample,what,value,purity,p\nA1,mass,≥ 7 mg,,7\n";
    let source = Some("Notebook 7".to_owned());
    assert_eq!(
        made.counts(&[Input { source, ..Input::new("readings.csv", readings) }]),
        [1, 0, 0, 0]
    );
    assert_eq!(made.ask("count readings where value >= 7 mg"), "count\n1\n");
}

/// What `brief load` says of a file.
fn said_of(room: &Room, arguments: &[&str], stdin: &[u8]) -> (i32, String) {
    let mut command = room.command();
    command.args(["load", "mine.db"]).args(arguments);
    let output = assert_cmd::Command::from_std(command).write_stdin(stdin).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn room_with_sources() -> Room {
    let room = Room::new();
    assert!(room.command().args(["new", "mine.db"]).status().unwrap().success());
    room.write("sources.csv", "id,name\nreg,A register\n");
    assert_eq!(said_of(&room, &["sources.csv"], b"").0, 0);
    room
}

#[test]
fn tables_come_in_many_ways() {
    let csv = "name,date,paragraph\nNorth quay,2020-12-31,1\n";
    let json = r#"[{"name": "North quay", "date": "2020-12-31", "paragraph": 1}]"#;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(csv.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let one = (0, "things and records: 1 new, 0 same, 0 changed, 0 removed\n".to_owned());
    let ways: [(&[&str], &[u8]); 7] = [
        (&["-", "--kind", "project"], csv.as_bytes()),
        (&["-", "--kind", "projects", "--as", "csv"], csv.as_bytes()),
        (&["-", "--kind", "project", "--as", "json"], json.as_bytes()),
        (&["-", "--kind", "project"], json.as_bytes()),
        (&["-", "--kind", "project"], &gz),
        (&["projects.csv.gz"], b""),
        (&["projects.json"], b""),
    ];
    for (arguments, stdin) in ways {
        let room = room_with_sources();
        room.write("projects.csv.gz", &gz);
        room.write("projects.json", json);
        let all = [arguments, &["--source", "reg", "-q"]].concat();
        assert_eq!(said_of(&room, &all, stdin), one, "{arguments:?}");
    }
    let room = room_with_sources();
    let (code, err) = said_of(&room, &["-", "--source", "reg"], csv.as_bytes());
    assert!(code == 2 && err.contains("--as csv") && err.contains("--kind KIND"), "{err}");
    let digest = "[source]\nid = \"d\"\nname = \"D\"\n";
    assert_eq!(said_of(&room, &["-", "--as", "toml", "-q"], digest.as_bytes()), one);
}

#[test]
fn workbooks_are_read_sheet_by_sheet() {
    let room = room_with_sources();
    let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables/books");
    let book = |name: &str| books.join(name).display().to_string();
    let load = |name: &str| said_of(&room, &[&book(name), "--source", "reg"], b"");
    assert!(load("works.xlsx").1.contains(" 3 new,"));
    assert!(load("works.xlsx").1.contains(" 3 same,"));
    let query = "projects where any source (id = reg) show name, investment, date";
    let asked = room.command().args(["mine.db", query, "--format", "tsv", "-q"]).output().unwrap();
    let said = String::from_utf8(asked.stdout).unwrap();
    assert!(said.contains("A \"north\" quay\t5.1m USD\t"), "{said}");
    assert!(said.contains("2020-12-31"), "{said}");
    assert!(load("works.ods").1.contains(" 2 changed,"), "{:?}", load("works.ods"));
    let (code, err) = load("wrong.xlsx");
    assert_eq!(code, 1);
    assert!(err.contains("wrong.xlsx, Projects!B4\n"), "{err}");
}

#[test]
fn a_unit_may_stand_beside_its_amounts() {
    let ask = |text: &str| {
        let made = Made::new(CATALOG, &seed_inputs());
        let source = Some("harbour".to_owned());
        made.counts(&[sources(), Input { source, ..Input::new("projects.csv", text) }]);
        let answer = made.ask("projects where any source (id = harbour) show investment");
        answer
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for (heading, cells, amounts) in [
        ("Investment,Currency", "5m,EUR", "5m EUR"),
        ("Investment,Currency", "> 5,€", "more than 5 EUR"),
        ("investment,investment_currency", "about 5m,usd", "about 5m USD"),
        ("investment,investment_unit", "5m EUR,EUR", "5m EUR"),
        ("Investment (USD million),x", "5 to 7,", "5m to 7m USD"),
        ("\"Investment, m EUR\",x", "1.5,", "1.5m EUR"),
        ("Investment (EUR),x", "5m,", "5m EUR"),
        ("investment_usd_m,x", "5,", "5m USD"),
        ("Investment（亿元）,x", "3,", "300m CNY"),
        ("Investment (million),Currency", "3,EUR", "3m EUR"),
        ("Investment (USD m),x", "5m USD,", "5m USD"),
        ("Investment (万元),x", "约3.2亿元,", "about 320m CNY"),
        ("Investment (万元),x", "3.2亿,", "320m CNY"),
        ("Investment (万元),x", "三千五百,", "35m CNY"),
        ("Investment (USD million),x", "$1.5bn,", "1.5bn USD"),
        ("Investment (USD million),x", "1.5E+03,", "1.5bn USD"),
        ("Investment,Investment unit", "5,million EUR", "5m EUR"),
        ("Investment,Investment unit", "500,万元", "5m CNY"),
        ("Investment,Unit", "5亿,万元", "500m CNY"),
        ("Investment (millions),x", "\"$1,500\",", "1.5bn USD"),
        ("Investment (in millions),x", "USD 5 to 7,", "5m to 7m USD"),
    ] {
        let text = format!("name,p,{heading}\nA,1,{cells}\n");
        assert_eq!(ask(&text), [amounts], "{text}");
    }
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources()]);
    for (heading, cells, said) in [
        ("Investment (USD),Currency", "5,EUR", "this is in `EUR`, but the heading is in `USD`"),
        ("Investment,Currency", "5m USD,EUR", "this is in `USD`, but its unit column is in `EUR`"),
        (
            "Investment (USD m),x",
            "5 USD,",
            "this can mean 5 USD, or 5m USD if its heading (`m USD`) applies",
        ),
        (
            "Investment (万),x",
            "3000元,",
            "this can mean 3,000 CNY, or 30m CNY if its heading (`万 CNY`) applies",
        ),
        ("Investment (万元),x", "1.5bn USD,", "this is in `USD`, but its heading is in `CNY`"),
        ("Investment (万元),x", "3 ships,", "`ships` isn't a currency or a scale"),
        ("Investment,Currency", "5m,quid", "`quid` isn't a unit or a currency"),
    ] {
        let text = format!("name,source,p,{heading}\nA,harbour,1,{cells}\n");
        let refused = made.refused(&[Input::new("projects.csv", text)]);
        let [one] = refused.iter().filter(|r| !r.contains("left out")).collect::<Vec<_>>()[..]
        else {
            panic!("{refused:?}")
        };
        assert!(one.contains(said), "{one}");
    }
}

#[test]
fn one_decimal_sign_reads_a_column_of_amounts() {
    let table = |heading: &str, cells: &[&str]| {
        let row = |(at, cell): (usize, &&str)| format!("Works {at};{cell};harbour;1\n");
        let rows: String = cells.iter().enumerate().map(row).collect();
        Input::new("projects.csv", format!("name;{heading};source;p\n{rows}"))
    };
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources()]);
    let amounts = || {
        let answer = made.ask("projects where any source (id = harbour) show investment, name");
        let amount = |line: &str| match line.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap().to_owned(),
            None => line.split(',').next().unwrap().to_owned(),
        };
        answer.lines().skip(1).map(amount).collect::<Vec<_>>()
    };
    made.counts(&[table("investment", &["10.000 EUR", "1.234,56 EUR", "5m EUR", "> 1.500 EUR"])]);
    assert_eq!(amounts(), ["10,000 EUR", "1,234.56 EUR", "5m EUR", "more than 1,500 EUR"]);
    made.counts(&[table("investment (EUR)", &["10.000", "1.50", "2.000"])]);
    assert_eq!(amounts(), ["10 EUR", "1.5 EUR", "2 EUR"]);
    let both = table("investment", &["10.000 EUR", "2.500 EUR", "5m EUR"]);
    assert_eq!(
        made.refused(std::slice::from_ref(&both)),
        [
            "projects.csv:2:9: the numbers of this column can be read in two ways: `10.000 EUR` is 10 EUR with a decimal \
             point, 10,000 EUR with a decimal comma; say which with `--decimal point` or `--decimal comma`, or write `10 EUR` \
             or `10,000 EUR`"
        ]
    );
    for (point, first) in [(Point::Decimal, "10 EUR"), (Point::Groups, "10,000 EUR")] {
        let conventions = Conventions { point: Some(point), ..Conventions::default() };
        made.counts(&[Input { conventions, ..both.clone() }]);
        assert_eq!(amounts()[0], first);
    }
    // Each of these has one reading, and a comma alone settles nothing.
    made.counts(&[table("investment", &["1.50 EUR", "1.234.567 EUR", "1,234 EUR"])]);
    assert_eq!(amounts(), ["1.5 EUR", "1,234,567 EUR", "1,234 EUR"]);
    assert!(made.refused(&[table("investment", &["5,5 EUR"])])[0].contains("5.5"));
}

#[test]
fn one_order_reads_a_column_of_dates() {
    let table = |cells: &[&str]| {
        let row = |(at, cell): (usize, &&str)| format!("Works {at},{cell},harbour,1\n");
        let rows: String = cells.iter().enumerate().map(row).collect();
        Input::new("projects.csv", format!("name,date,source,p\n{rows}"))
    };
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources()]);
    let dates = || {
        let answer = made.ask("projects where any source (id = harbour) show name, date");
        answer
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(1).unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    made.counts(&[table(&["03/04/2020", "13/01/2020", "2019", "2021/02/03"])]);
    assert_eq!(dates(), ["2020-04-03", "2020-01-13", "2019", "2021-02-03"]);
    made.counts(&[table(&["03/04/2020", "01/13/2020"])]);
    assert_eq!(dates(), ["2020-03-04", "2020-01-13"]);
    let both = table(&["03/04/2020", "05/06/2020"]);
    let refused = made.refused(std::slice::from_ref(&both));
    assert_eq!(
        refused,
        [
            "projects.csv:2:9: the dates of this column can be read in two ways: `03/04/2020` is 2020-04-03 with the day \
          first, 2020-03-04 with the month first; say which with `--dates dmy` or `--dates mdy`, or write `2020-12-31`"
        ]
    );
    let conventions = Conventions { days: Some(DayOrder::MonthFirst), ..Conventions::default() };
    made.counts(&[Input { conventions, ..both }]);
    assert_eq!(dates(), ["2020-03-04", "2020-05-06"]);
    let refused = made.refused(&[Input { conventions, ..table(&["13/01/2020"]) }]);
    assert!(refused[0].contains("13/01/2020"), "{refused:?}");
    assert!(
        made.refused(&[table(&["13/01/2020", "01/13/2020"])])[0]
            .contains("no order of day and month fits this column")
    );
}

#[test]
fn cells_that_say_nothing_are_known() {
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources()]);
    let rows = "name,date,city,investment,source,p\nA,n/a,TBD,-,harbour,1\nB,?,-,不详,harbour,2\n";
    let refused = made.refused(&[Input::new("projects.csv", rows)]);
    assert_eq!(refused.len(), 6, "{refused:?}");
    for said in &refused {
        assert!(said.contains("write `not stated`") && said.contains("--null"), "{said}");
    }
    assert!(refused.iter().any(|said| said.contains("`?` is an open question, not a value")));
    let null = ["n/a", "TBD", "-", "?", "不详"].map(str::to_owned).to_vec();
    assert_eq!(made.counts(&[Input { null, ..Input::new("projects.csv", rows) }]), [2, 0, 0, 0]);
    let digest = "[source]\nid = \"d\"\nname = \"D\"\nparagraphs = 3\n\n[[event]]\nid = \"e\"\nname = \"?\"\n\
        theme = \"?\"\ncite = { p = 1, phrase = \"?\" }\n";
    let refused = made.refused(&[Input::new("d.toml", digest)]);
    assert_eq!(refused.len(), 3, "{refused:?}");
    assert!(refused.iter().all(|said| said.contains("is an open question")), "{refused:?}");
}

#[test]
fn what_a_row_says_of_its_evidence_covers_all_of_it() {
    let made = Made::new(CATALOG, &seed_inputs());
    made.counts(&[sources()]);
    let places = "name,type,basis,note,alias\nLantern Bay,port,external,A chart,LB\n";
    assert_eq!(made.counts(&[Input::new("places.csv", places)]), [1, 0, 0, 0]);
    let rows = "name,date,date phrase,basis,note,source,p\nA,2020,of 2020,inferred,From the text,harbour,1\n";
    assert_eq!(made.counts(&[Input::new("projects.csv", rows)]), [1, 0, 0, 0]);
    let sources = "id,name,paragraph\nlist,A list,5\n";
    let loaded = made.load(&[Input::new("more-sources.csv", sources)]);
    assert_eq!(
        loaded.warnings[0].to_string(),
        "more-sources.csv:1:9: the column `paragraph` is left out: a source is its own evidence and has no paragraph; \
         did you mean `paragraphs`?"
    );
}

#[test]
fn a_row_that_others_need_is_missed_with_their_file() {
    let made = Made::new(CATALOG, &[]);
    let table = |name: &str, text: &str| Input::new(name, text);
    let sources = "id,name,paragraphs\ns0,A source,9\n";
    let places = "id,name,type,source,paragraph\nquay,The quay,port,s0,1\nhub,The hub,city,s0,1\n";
    let projects = "id,name,place,source,paragraph\nworks,The works,quay,s0,4\n";
    made.load(&[
        table("sources.csv", sources),
        table("places.csv", places),
        table("projects.csv", projects),
    ]);
    let corrected = places.replace("quay,The quay,port,s0,1\n", "");
    let Err(LoadError::Dangling(found)) = made.try_load(&[table("places.csv", &corrected)]) else {
        panic!()
    };
    assert_eq!(
        found,
        [
            "`quay` can't be removed: no source supports it any more, but it is the `place` of \"The works\" (projects.csv, s0 p4)"
        ]
    );
}
