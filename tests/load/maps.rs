//! Maps: the entries that a map makes of the rows of a table with headings of its own, and its mistakes.
//!
//! `UPDATE_GOLDENFILES=1 cargo test --test load maps` writes the messages anew; read the difference.

use std::fs;
use std::io::Write;
use std::path::Path;

use brief::store::digest::{Input, InputForm};
use brief::store::seed_inputs;

use crate::made::{CATALOG, Made};
use crate::support::Room;

const MAP: &str = r#"
[table]
skip = 2
null = ["NA"]

[source]
id = "register"
name = "The register"
publisher = "The office"

[names]
"Q'dao" = "Qingdao"

[[project]]
when = "{No}"
id = "R {No}"
name = "{Title}[ ({Phase})]"
city = "{City}"
status = { value = "{State}", words = { Done = "completed", Dropped = "" } }
investment = { value = "{Sum}", unit = "{Currency}", round = 2 }
alias = "Work {No}"

[[participation]]
what = "{@project}"
who = { value = "{Partners}", split = [";", " and "], missing = "make organization" }
role = "investor"

[[classification]]
what = "{@project}"
sector = { value = "{Sector}", missing = "skip" }
"#;

const TABLE: &str = "\
Register of works,,,,,,,,
As of 2024,,,,,,,,
no;Title;Phase;City;State;Sum;Currency;Partners;Sector
1;Quay;first;Q'dao;Done;1234567.891;EUR;Harbour Works Ltd; Logistics
2;Shed;NA;青岛;Dropped;about 3m;USD;\"Harbour Works Ltd and Shed Makers; Roofers\";Alchemy
;A remark;;;;;;;
";

fn inputs(map: &str, table: &str) -> [Input; 2] {
    let map = Input { form: Some(InputForm::Map), ..Input::new("register.map.toml", map) };
    [map, Input { map: Some(0), ..Input::new("register.csv", table) }]
}

#[test]
fn a_row_becomes_several_entries() {
    let made = Made::new(CATALOG, &seed_inputs());
    let table = TABLE.replace("; Logistics", ";logistics");
    assert_eq!(made.counts(&inputs(MAP, &table))[0], 10);
    let ours = "any source (id = register)";
    assert_eq!(
        made.ask(&format!("projects where {ours} show id, name, city, status, investment")),
        "id,name,city,status,investment,investment_low,investment_high,investment_unit\n\
         r-1,Quay (first),Qingdao,completed,\"1,234,567.89 EUR\",1234567.89,1234567.89,EUR\n\
         r-2,Shed,Qingdao,,about 3m USD,2700000,3300000,USD\n"
    );
    assert_eq!(
        made.ask(&format!("participations where {ours} show what, who order by what, who")),
        "what,who\nQuay (first),Harbour Works Ltd\nShed,Harbour Works Ltd\nShed,Roofers\nShed,Shed Makers\n"
    );
    assert_eq!(
        made.ask("claims where source.id = register and field = investment show thing, paragraph"),
        "thing,paragraph\nQuay (first),1\nShed,2\n"
    );
    assert_eq!(
        made.ask("sources where id = register show publisher, paragraphs"),
        "publisher,paragraphs\nThe office,3\n"
    );
    // What is loaded again changes nothing.
    assert_eq!(made.counts(&inputs(MAP, &table))[0], 0);
}

#[test]
fn the_format_of_the_table_makes_no_difference() {
    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .skip(3)
        .take(1)
        .map(|line| line.split(';').map(str::trim).collect())
        .collect();
    let keys = ["no", "Title", "Phase", "City", "State", "Sum", "Currency", "Partners", "Sector"];
    let object = |row: &Vec<&str>| {
        let members =
            keys.iter().zip(row).map(|(key, cell)| ((*key).to_owned(), serde_json::json!(cell)));
        serde_json::Value::Object(members.collect()).to_string()
    };
    let json: String = rows.iter().map(object).collect::<Vec<_>>().join("\n");
    let csv = Made::new(CATALOG, &seed_inputs());
    let one: String = TABLE.split_inclusive('\n').take(4).collect();
    csv.counts(&inputs(MAP, &one));
    let other = Made::new(CATALOG, &seed_inputs());
    let [map, table] = inputs(MAP, &json);
    other.counts(&[map, Input { name: "register.jsonl".to_owned(), ..table }]);
    let query = "projects where any source (id = register) show everything";
    assert_eq!(csv.ask(query), other.ask(query));
    assert!(csv.ask(query).contains("1,234,567.89 EUR"));
}

#[test]
fn mistakes_are_shown_in_the_table_and_in_the_map() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables");
    let room = Room::new();
    fs::write(room.at("register.csv"), TABLE.replace("Quay;", "Quay;;")).unwrap();
    let wrong = r#"
[table]
skp = 2
[[project]]
name = "{Title"
id = "{Nr}"
statsu = "{State}"
investment = { value = "{Sum}", unit = "{Money}" }
date = { value = "{Year}", missing = "skip" }
[[participation]]
what = "{@deal}"
who = { value = "{Partners}", missing = "make" }
place = { valeu = "x" }
[[thing]]
name = "x"
"#;
    fs::write(room.at("wrong.map.toml"), wrong).unwrap();
    fs::write(room.at("right.map.toml"), MAP.replace("skip = 2", "skip = 3")).unwrap();
    fs::write(room.at("register.map.toml"), MAP).unwrap();
    assert!(room.command().args(["new", "x.db"]).output().unwrap().status.success());
    let mut told = String::new();
    for (map, table) in [
        ("wrong.map.toml", TABLE.to_owned()),
        ("right.map.toml", TABLE.to_owned()),
        ("register.map.toml", TABLE.replace("Quay;", "Quay;;")),
        (
            "register.map.toml",
            TABLE.replace("Done", "Finished").replace("1234567.891;EUR", "much;€€"),
        ),
    ] {
        fs::write(room.at("register.csv"), table).unwrap();
        let output =
            room.command().args(["load", "x.db", "register.csv", "--map", map]).output().unwrap();
        assert!(!output.status.success(), "{map}");
        let command = format!("$ brief load x.db register.csv --map {map}\n");
        told.extend([command, String::from_utf8(output.stderr).unwrap(), "\n".to_owned()]);
    }
    let mut mint = goldenfile::Mint::new(&here);
    mint.new_goldenfile("maps.txt").unwrap().write_all(told.as_bytes()).unwrap();
}

#[test]
fn a_draft_can_be_read_as_a_map() {
    let room = Room::new();
    fs::write(room.at("works.csv"), TABLE.lines().skip(2).collect::<Vec<_>>().join("\n")).unwrap();
    let draft = room.command().args(["map", "works.csv"]).output().unwrap();
    assert!(draft.status.success(), "{}", String::from_utf8_lossy(&draft.stderr));
    let draft = String::from_utf8(draft.stdout).unwrap();
    assert!(draft.contains("[[project]]") && draft.contains("name = \"{Title}\""), "{draft}");
    fs::write(
        room.at("works.map.toml"),
        draft
            .replace("unit = \"\"", "unit = \"{Currency}\"")
            .replace("{City}", "Qingdao")
            .replace("state", "sum"),
    )
    .unwrap();
    assert!(room.command().args(["new", "x.db"]).output().unwrap().status.success());
    let load = ["load", "x.db", "works.csv", "--map", "works.map.toml", "--dry-run"];
    let output = room.command().args(load).output().unwrap();
    assert!(output.status.success(), "{draft}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// Rows that say nothing of a thing or a record make none, and names that the map knows are never split.
#[test]
fn a_record_needs_a_cell_and_an_id_all_of_its_own() {
    let room = Room::new();
    room.done(&["new", "x.db", "--empty"]);
    let table = "Id,Works,Partner,Alliance\n1,North Quay,\"Rail, Road and Sons\",1\n2,South Quay,,0\n3,East Quay,\"Road Works, Rail Works\",0\n";
    room.write("works.csv", table);
    let map = |id: &str| {
        format!(
            "[source]\nid = \"works\"\nname = \"Works\"\n\n[[project]]\nid = \"{id}\"\nname = \"{{Works}}\"\n\n\
             [[participation]]\nwhat = \"{{@project}}\"\nwho = {{ value = \"{{Partner}}\", split = \", \", missing = \"make organization\" }}\nrole = \"operator\"\n\n\
             [[classification]]\nwhat = \"{{@project}}\"\nsector = {{ value = \"{{Alliance}}\", words = {{ \"1\" = \"Ports\", \"0\" = \"\" }}, missing = \"make\" }}\n\n\
             [names]\n\"Rail, Road and Sons\" = \"Rail, Road and Sons\"\n"
        )
    };
    room.write("m.toml", map("works-{Id}"));
    let said = room.run(&["load", "x.db", "works.csv", "--map", "m.toml"]);
    assert!(
        said.err.contains(
            "new: 3 organizations, 1 sector, 3 projects, 3 participations, 1 classification"
        ),
        "{}",
        said.err
    );
    assert_eq!(
        room.done(&[
            "x.db",
            "-q",
            "--format",
            "csv",
            "projects where any participation (who is unknown)"
        ]),
        "name,city,status,investment,investment_low,investment_high,investment_unit\n"
    );
    room.write("n.toml", map("works-{Partner}"));
    let refused = room.run(&["load", "x.db", "works.csv", "--map", "n.toml"]);
    assert!(
        refused.err.contains("error: this project has no id: `{Partner}` is empty here"),
        "{}",
        refused.err
    );
}

#[test]
fn words_that_a_map_leaves_out_are_counted() {
    let room = Room::new();
    room.done(&["new", "x.db", "--empty"]);
    room.write("works.csv", "Title,State\nQuay,Done\nShed,Dropped\nPier,Dropped\n");
    let map = "[source]\nid = \"register\"\nname = \"The register\"\n\n[[project]]\nname = \"{Title}\"\n\
               status = { value = \"{State}\", words = { Done = \"completed\", Dropped = \"\" } }\n";
    room.write("works.map.toml", map);
    let said = room.run(&["load", "x.db", "works.csv", "--map", "works.map.toml"]).err;
    let warning = "warning: 2 rows get no `status`, as the map has an empty word for “Dropped”\n";
    assert_eq!(said.matches(warning).count(), 1, "{said}");
}

/// Tables as trackers and ministries publish them: titles above the header, totals and footnotes below the rows, years as
/// columns, marks for what is missing, Chinese headings.
#[test]
fn drafts_for_tables_of_others_load() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables");
    let mut told = "# Drafts for tables/foreign, and what they load.\n\n".to_owned();
    for name in [
        "tracker",
        "ministry",
        "zones",
        "investments",
        "flows",
        "indicators",
        "trains",
        "documents",
        "commerce",
        "services",
        "calendar",
        "deals",
        "ties",
        "visits",
        "works",
        "exports",
        "terminals",
        "visitors",
        "openings",
        "concessions",
        "cities",
        "totals",
    ] {
        let room = Room::new();
        room.write(
            format!("{name}.csv"),
            fs::read(here.join(format!("foreign/{name}.csv"))).unwrap(),
        );
        room.done(&["new", "x.db", "--empty"]);
        let draft = room.done(&["map", &format!("{name}.csv")]);
        room.write("draft.toml", &draft);
        let ran = room.run(&["load", "x.db", &format!("{name}.csv"), "--map", "draft.toml"]);
        // What only a person can know is open, and refused until it is answered.
        let is_complete =
            !draft.lines().any(|line| !line.starts_with('#') && line.contains("\"?\""));
        assert_eq!(ran.code == 0, is_complete, "{draft}{}", ran.err);
        told += &format!(
            "$ brief map {name}.csv\n{draft}$ brief load x.db {name}.csv --map THIS\n{}\n",
            ran.err
        );
    }
    let mut mint = goldenfile::Mint::new(&here);
    mint.new_goldenfile("drafts.txt").unwrap().write_all(told.as_bytes()).unwrap();
}
