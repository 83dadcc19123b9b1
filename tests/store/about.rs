//! `brief about`: the card of a small base as a golden page, and what it must say of the built-in facts.
//!
//! `UPDATE_GOLDENFILES=1 cargo test --test store about` writes the page anew; read the difference.

use std::io::Write;
use std::path::Path;

use brief::session::about::about_text;
use brief::store::digest::Input;
use brief::store::{Base, program_version};
use brief::text::display_width;

use crate::support::Room;

/// A catalog in which every sort of open point and conflict can occur.
const CATALOG: &str = r#"
[catalog]
version = 3
title   = "Lighthouses"
about   = "Lighthouses, their lamps and their keepers, as two logbooks and a visitor report them over the years."

[kind.tower]
plural = "towers"
about  = "A lighthouse, or several built together."
expect = ["lit", "size", "cost"]

[kind.tower.field.lit]
type = "date"

[kind.tower.field.batch]
type    = "yesno"
default = "no"

[kind.tower.field.size]
type    = "number"
only_if = { batch = "yes" }
counts  = "parts"

[kind.tower.field.cost]
type  = "money"
whole = "part_of"

[kind.tower.field.part_of]
type    = "ref"
to      = "tower"
reverse = { many = "parts", one = "part" }

[kind.lamp]
sort     = "record"
plural   = "lamps"
label    = "{tower}: {colour}, {range}"
about    = "A lamp of a tower."
conflict = { same = ["tower", "colour", "time"], value = "range" }
expect   = ["range"]

[kind.lamp.field.tower]
type = "ref"
to   = "tower"

[kind.lamp.field.colour]
type = "text"

[kind.lamp.field.range]
type = "quantity"

[kind.lamp.field.time]
type = "period"

[unit.km]
dimension = "length"
factor    = 1000

[unit.metre]
dimension = "length"

[unit.CNY]
dimension = "money"
factor    = 100
"#;

const FIRST: &str = r#"
[source]
id = "logbook"
name = "Logbook of the northern coast"
published = "1911-05"
language = "en"
translation = "original"
paragraphs = 12

[[tower]]
id = "twins"
name = "The twin lights"
batch = true
size = 2
lit = "1902"
cost = "about 3m CNY"
cite = { p = 1, phrase = "the twin lights", lit = { p = 2, phrase = "lit in '02", basis = "inferred", confidence = "low", note = "The century is not printed." } }

[[tower]]
id = "east-light"
name = "East light 东灯塔"
part_of = "twins"
cite = { p = 1, phrase = "the eastern one" }

[[tower]]
id = "rock"
name = "The rock"
lit = "not stated"
cost = "5m CNY"
cite = { p = 3, phrase = "on the rock" }

[[tower]]
id = "row"
name = "A row of lights"
batch = true
parts = "open list"
lit = "1910-06-01"
cite = { p = 4, phrase = "a row of lights" }

[[lamp]]
tower = "rock"
colour = "red"
range = "more than 20 km"
time = "1910"
cite = { p = 5, phrase = "seen for more than 20 km" }

[[lamp]]
tower = "rock"
colour = "white"
range = "20 km"
time = "1910"
cite = { p = 6, phrase = "white, 20 km" }

[[lamp]]
tower = "row"
colour = "white"
cite = { p = 7, phrase = "a white lamp" }
"#;

const SECOND: &str = r#"
[source]
id = "visitor"
name = "What a visitor saw"
translation = "machine"

[[tower]]
id = "rock"
cite = { p = 1, phrase = "the rock", cost = { p = 2, phrase = "six million", says = "6m CNY" } }

[[lamp]]
tower = "rock"
colour = "Red"
range = "15,000 metre"
time = "1910"
cite = { p = 3, phrase = "15,000 metre" }

[[lamp]]
tower = "rock"
colour = "white"
range = "about 20,000 metre"
time = "1910"
cite = { p = 4, phrase = "about 20,000 metre" }
"#;

fn lighthouses(digests: [&str; 2]) -> Base {
    let input = |text: &str| Input::new(format!("{}.toml", text.len()), text);
    Base::in_memory(CATALOG, &digests.map(input)).unwrap().0
}

#[test]
fn the_card_of_a_small_base() {
    let page = about_text(&lighthouses([FIRST, SECOND]).summarise().unwrap());
    let page = page.replace(&program_version(), "VERSION");
    let mut mint = goldenfile::Mint::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cards"));
    mint.new_goldenfile("lighthouses.txt").unwrap().write_all(page.as_bytes()).unwrap();
}

#[test]
fn the_order_of_loading_makes_no_difference() {
    let one = lighthouses([FIRST, SECOND]).summarise().unwrap();
    // The rock must be named before it is met again, so only its digest's place changes what ids there are.
    let second = SECOND.replace("id = \"rock\"\n", "id = \"rock\"\nname = \"The rock\"\n");
    let both = [lighthouses([&second, FIRST]), lighthouses([FIRST, &second])];
    let [other, same] = both.map(|base| base.summarise().unwrap());
    assert_eq!(other.content, same.content);
    assert_ne!(one.content, same.content);
}

#[test]
fn every_open_point_of_the_built_in_facts_is_listed_by_its_query() {
    let room = Room::new();
    let page = room.done(&["about"]);
    let open = page.split_once("\nOpen points\n").unwrap().1.split_once("\n\n").unwrap().0;
    let mut queries = 0;
    for (count, query) in open.lines().filter_map(|line| line.trim_start().split_once("  ")) {
        if query.contains(" where ") {
            assert_eq!(room.done(&[&format!("count {query}")]), format!("{count}\n"), "{query}");
            queries += 1;
        }
    }
    assert!(queries > 8, "{open}");
    for kind in
        ["events where date", "roles where title", "and size is", "with fewer parts than stated"]
    {
        assert!(open.contains(kind), "{kind}\n{open}");
    }
}

#[test]
fn the_card_of_the_built_in_facts() {
    let room = Room::new();
    let page = room.done(&["about"]);
    let sides = "“more than 30”  qingdao-hub-2020 p3\n    “30”            qingdao-hub-2020 p21\n";
    assert!(page.contains(sides), "{page}");
    assert!(page.lines().all(|line| display_width(line) <= 80), "{page}");
    let hash = page.lines().last().unwrap().trim();
    assert!(hash.len() == 64 && hash.chars().all(|c| c.is_ascii_hexdigit()), "{hash}");
    assert!(room.command().args(["new", "mine.db"]).output().unwrap().status.success());
    assert_eq!(room.done(&["about", "mine.db"]), page);
    let missing = room.command().args(["about", "none.db"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(3));
}
