//! Amounts and dates as tables write them: what has one reading is read, what has two is refused with both.

use std::fs;

use crate::support::Room;

const SOURCE: &str = "[source]\nid = \"reg\"\nname = \"Register\"\nparagraphs = 200\n";

/// Loads one project with this cell, and returns how the cell is kept, or the messages.
fn kept(room: &Room, field: &str, cell: &str) -> Result<String, String> {
    let path = |name: &str| room.at(name);
    fs::write(path("reg.toml"), SOURCE).unwrap();
    fs::write(path("projects.csv"), format!("Name,{field},Paragraph\nA one,\"{cell}\",1\n"))
        .unwrap();
    let run = |arguments: &[&str]| room.command().args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    fs::copy(path("new.db"), path("x.db")).unwrap();
    let loaded = run(&["load", "x.db", "reg.toml"]);
    assert!(loaded.status.success(), "{}", text(&loaded.stderr));
    let loaded = run(&["load", "x.db", "projects.csv", "--source", "reg"]);
    if !loaded.status.success() {
        return Err(text(&loaded.stderr));
    }
    assert_eq!(text(&run(&["check", "x.db"]).stdout).lines().last(), Some("sound"), "{cell}");
    let query = format!("projects where name = 'A one' show {field}");
    let shown = run(&["x.db", &query, "--format", "csv"]);
    Ok(text(&shown.stdout)
        .lines()
        .nth(1)
        .unwrap_or_default()
        .split(',')
        .next()
        .unwrap_or_default()
        .to_owned())
}

fn room() -> Room {
    let room = Room::new();
    assert!(room.command().args(["new", "new.db"]).status().unwrap().success());
    room
}

#[test]
fn a_cell_with_one_reading_is_read() {
    let room = room();
    for (cell, shown) in [
        ("5mCNY", "5m CNY"),
        ("5m PKR", "5m PKR"),
        ("约3.6億元", "about 360m CNY"),
        ("100多亿元", "more than 10bn CNY"),
        ("1亿2000万元", "120m CNY"),
        ("20,00,00,000 INR", "200m INR"),
        ("USD 100-200m", "100m to 200m USD"),
        ("1.234.567,89 EUR", "\"1"),
    ] {
        assert_eq!(kept(&room, "investment", cell).as_deref(), Ok(shown), "{cell}");
    }
    for (cell, shown) in [
        ("2020-12-31 00:00:00", "2020-12-31"),
        ("15-Jan-2020", "2020-01-15"),
        ("1Q2020", "2020Q1"),
        ("2020年上半年", "2020H1"),
        ("13/01/2020", "2020-01-13"),
    ] {
        assert_eq!(kept(&room, "date", cell).as_deref(), Ok(shown), "{cell}");
    }
}

#[test]
fn a_place_is_found_with_the_word_for_its_level_behind_its_name() {
    let room = room();
    let places = [
        ("city", "青島市", "Qingdao"),
        ("province", "山东省", "Shandong"),
        ("place", "四川省", "Sichuan"),
        ("place", "平度市", "Pingdu"),
    ];
    for (field, cell, shown) in places {
        assert_eq!(kept(&room, field, cell).as_deref(), Ok(shown), "{cell}");
    }
    for (field, cell) in [("place", "四川市"), ("place", "青岛省")] {
        assert!(kept(&room, field, cell).is_err(), "{cell}");
    }
}

#[test]
fn a_repair_of_a_number_keeps_what_stands_around_it() {
    let room = room();
    for (cell, help) in [
        ("5,5m EUR", "write `55m EUR` or `5.5m EUR`"),
        ("1.001 yuan", "write `1,001 CNY`; `1.0010 CNY` is finer than the smallest unit stored"),
        (
            "5m XQZ",
            "every currency of ISO 4217 is known; a catalog can add others as `[unit.NAME]`",
        ),
    ] {
        let message = kept(&room, "investment", cell).unwrap_err();
        assert!(message.contains(help), "{cell}: {message}");
    }
}

#[test]
fn a_cell_with_two_readings_is_refused_with_both() {
    let room = room();
    for (field, cell, help) in [
        ("investment", "10.000 yuan", "or write `10 CNY` or `10,000 CNY`"),
        ("investment", "5 rupees", "write `5 INR`"),
        ("date", "44196", "write `2020-12-31`"),
    ] {
        let error = kept(&room, field, cell).unwrap_err();
        assert!(error.contains(help), "{cell}: {error}");
    }
}
