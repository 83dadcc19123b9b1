//! Bases of other versions: older ones are read as they are and upgraded by a load, which keeps a copy; newer ones are
//! refused by name; what would lose something is left as it is.

use std::fs;

use crate::support::Room;
use brief::catalog::Catalog;
use brief::store::digest::Input;
use brief::store::load::create_file;
use rusqlite::Connection;

const PORT: &str = r#"
[source]
id = "harbour-news-2021"
name = "A new terminal for Tianjin"
file = "harbour-news.txt"
paragraphs = 2

[[event]]
id = "terminal-forum"
name = "Terminal forum"
date = "2021-03-04"
cite = { p = 1, phrase = "the forum" }

[[project]]
id = "tianjin-terminal"
name = "Tianjin container terminal"
place = "tianjin"
investment = "more than 2bn CNY"
cite = { p = 2, phrase = "a terminal worth more than 2 billion yuan" }
"#;

/// The built-in catalog as it may have been: its version lowered, and without the sections whose heading has one of these.
fn older(without: &[&str]) -> String {
    let text = Catalog::built_in().unwrap().text;
    let version = format!("version = {}\n", Catalog::built_in().unwrap().version);
    assert!(text.contains(&version));
    let mut kept = String::new();
    let mut keeps = true;
    for line in text.replace(&version, "version = 0\n").lines() {
        if line.starts_with('[') {
            keeps = !without.iter().any(|name| line.contains(name));
        }
        if keeps {
            kept.extend([line, "\n"]);
        }
    }
    kept
}

/// A base of that catalog with what the gazetteer and a digest say.
fn base(room: &Room, file: &str, catalog: &str, digest: &str) {
    let gazetteer =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/gazetteer.toml"));
    let inputs =
        [Input::new("gazetteer.toml", gazetteer.unwrap()), Input::new("port.toml", digest)];
    create_file(&room.at(file), catalog, &inputs).unwrap();
    room.write("port.toml", digest);
}

fn change(room: &Room, file: &str, sql: &str) {
    Connection::open(room.at(file)).unwrap().execute_batch(sql).unwrap();
}

const WITHOUT: [&str; 3] = ["kind.event.field.theme", "kind.classification", ".link.sectors"];

#[test]
fn an_older_catalog_is_read_as_it_is_and_upgraded_by_a_load() {
    let room = Room::new();
    base(&room, "old.db", &older(&WITHOUT), PORT);
    let before = room.bytes("old.db");
    assert!(room.done(&["old.db", "projects where city = 天津"]).contains("Tianjin container"));
    assert_eq!(room.done(&["check", "old.db"]).lines().last(), Some("sound"));
    assert!(room.done(&["about", "old.db"]).contains("catalog 0"));
    assert!(room.run(&["old.db", "events show theme"]).err.contains("theme"));
    room.done(&["ship", "old.db", "shipped.db"]);
    assert!(room.done(&["about", "shipped.db"]).contains("catalog 0"));
    assert_eq!(room.bytes("old.db"), before);

    let output = room.run(&["load", "old.db", "port.toml", "--dry-run"]);
    assert!(output.err.contains(
        "note: old.db would be upgraded from file version 7, catalog 0 to file version 7, catalog 5"
    ));
    assert_eq!(room.bytes("old.db"), before);
    // A load that fails changes nothing and leaves nothing.
    room.write("wrong.toml", "[[project]]\nid = \"x\"\n");
    assert_eq!(room.run(&["load", "old.db", "wrong.toml"]).code, 1);
    assert_eq!(room.bytes("old.db"), before);
    assert!(!room.at("old.before-upgrade.db").exists());

    // Nothing new is said, and still the base is upgraded.
    let output = room.run(&["load", "old.db", "port.toml"]);
    let said = "note: old.db was upgraded from file version 7, catalog 0 to file version 7, catalog 5; its earlier state is kept in old.before-upgrade.db\n\
                read: 3 entries of port.toml\nsame: 1 event, 1 project, 1 source\n\
                things and records: 0 new, 3 same, 0 changed, 0 removed\n";
    assert_eq!(output.err, said);
    assert_eq!(room.bytes("old.before-upgrade.db"), before);
    assert!(room.done(&["old.db", "events show theme"]).contains("4 events"));
    assert!(room.done(&["old.db", "projects where city = 天津"]).contains("Tianjin container"));
    assert_eq!(room.done(&["check", "old.db"]).lines().last(), Some("sound"));
    // Nothing tells it from a base that was made today.
    base(&room, "new.db", &Catalog::built_in().unwrap().text, PORT);
    room.done(&["ship", "old.db", "one.db"]);
    room.done(&["ship", "new.db", "other.db"]);
    assert!(room.bytes("one.db") == room.bytes("other.db"));

    // A second load has nothing to upgrade; a second upgrade keeps both copies.
    assert!(!room.run(&["load", "old.db", "port.toml"]).err.contains("note"));
    room.write("old.db", &before);
    let said = room.run(&["load", "old.db", "port.toml"]).err;
    assert!(said.contains("kept in old.before-upgrade-2.db"), "{said}");
    assert_eq!(room.bytes("old.before-upgrade.db"), before);
}

#[test]
fn what_a_field_defaults_to_is_there_after_the_upgrade() {
    let room = Room::new();
    let catalog = older(&["kind.agreement.field.batch", "kind.agreement.field.size"])
        .replace("expect  = [\"date\", \"size\"]", "expect  = [\"date\"]");
    let digest = PORT.replace("[[event]]", "[[agreement]]");
    base(&room, "old.db", &catalog, &digest);
    room.done(&["load", "old.db", "port.toml"]);
    assert!(room.done(&["old.db", "count agreements where batch = no"]).contains('1'));
    base(&room, "new.db", &Catalog::built_in().unwrap().text, &digest);
    room.done(&["ship", "old.db", "one.db"]);
    room.done(&["ship", "new.db", "other.db"]);
    assert!(room.bytes("one.db") == room.bytes("other.db"));
}

#[test]
fn names_and_amounts_are_worded_as_today_after_the_upgrade() {
    let room = Room::new();
    let mut catalog = older(&[]);
    for (today, then) in [
        ("{measure} {value}, {facet}, {counterpart}, {period}", "{measure} {value}"),
        ("symbols   = [\"no.\"]\nahead     = true\n", ""),
    ] {
        assert!(catalog.contains(today), "{today}");
        catalog = catalog.replace(today, then);
    }
    let figure = |value: &str| {
        format!(
            "\n[[figure]]\nsubject = \"tianjin-terminal\"\nmeasure = \"rank\"\nvalue = \"{value}\"\nfacet = \"cargo\"\n\
             cite = {{ p = 2, phrase = \"a rank\" }}\n"
        )
    };
    let digest = format!("{PORT}{}{}", figure("5 rank"), figure("more than 7 rank"));
    base(&room, "old.db", &catalog, &digest);
    let names = room.done(&["old.db", "figures show name"]);
    assert!(names.contains("terminal: rank 5 rank\n"), "{names}");
    let said = room.run(&["load", "old.db", "port.toml"]).err;
    assert!(said.ends_with("things and records: 0 new, 5 same, 0 changed, 0 removed\n"), "{said}");
    let names = room.done(&["old.db", "figures where value >= no. 5 show name"]);
    assert!(names.contains("terminal: rank no. 5, cargo\n"), "{names}");
    assert!(names.contains("terminal: rank more than no. 7, cargo\n"), "{names}");
    assert_eq!(room.done(&["check", "old.db"]).lines().last(), Some("sound"));
    base(&room, "new.db", &Catalog::built_in().unwrap().text, &digest);
    room.done(&["ship", "old.db", "one.db"]);
    room.done(&["ship", "new.db", "other.db"]);
    assert!(room.bytes("one.db") == room.bytes("other.db"));
}

#[test]
fn a_catalog_is_kept_where_something_would_be_lost() {
    let with = |digest: &str| {
        PORT.replace("place = \"tianjin\"\n", &format!("place = \"tianjin\"\n{digest}\n"))
    };
    let field = "\n[kind.project.field.colour]\ntype = \"text\"\n";
    let kind = "\n[kind.crane]\nplural = \"cranes\"\nabout = \"A crane.\"\ncolumns = [\"name\"]\n";
    let crane = "\n[[crane]]\nid = \"crane-1\"\nname = \"Crane 1\"\ncite = { p = 2, phrase = \"a crane\" }\n";
    let unit = "\n[unit.cranes]\ndimension = \"cranes\"\nabout = \"Cranes.\"\n";
    let figure = "\n[[figure]]\nsubject = \"tianjin-terminal\"\nmeasure = \"enterprises\"\nvalue = \"3 cranes\"\n\
                  cite = { p = 2, phrase = \"three cranes\" }\n";
    let old = older(&[]);
    let value =
        old.replacen("\"announced\", \"signed\"", "\"announced\", \"rumoured\", \"signed\"", 1);
    assert_ne!(value, old);
    // What is gone from the catalog, a digest that uses it, and how that is called.
    let cases = [
        (format!("{old}{field}"), with("colour = \"red\""), "project.colour"),
        (format!("{old}{kind}"), format!("{PORT}{crane}"), "crane"),
        (format!("{old}{unit}"), format!("{PORT}{figure}"), "figure.value"),
        (value, with("status = \"rumoured\""), "project.status"),
    ];
    for (catalog, digest, lost) in cases {
        let room = Room::new();
        base(&room, "old.db", &catalog, &digest);
        room.write(
            "more.toml",
            PORT.replace("harbour-news-2021", "more").replace("tianjin-terminal", "more-terminal"),
        );
        let said = room.run(&["load", "old.db", "more.toml"]).err;
        let wanted =
            format!("note: old.db keeps its catalog, version 0, because version 5 lacks {lost}\n");
        assert!(said.contains(&wanted), "{said}");
        assert!(said.contains("changed, 0 removed") && !said.contains("error"), "{said}");
        assert!(room.done(&["about", "old.db"]).contains("catalog 0"));
        assert_eq!(room.done(&["check", "old.db"]).lines().last(), Some("sound"));
        assert!(!room.at("old.before-upgrade.db").exists());
        // Where nothing is recorded under it, it is in nobody's way.
        base(&room, "unused.db", &catalog, PORT);
        let said = room.run(&["load", "unused.db", "port.toml"]).err;
        assert!(said.contains("kept in unused.before-upgrade.db"), "{said}");
        assert!(room.done(&["about", "unused.db"]).contains("catalog 5"));
        assert_eq!(room.done(&["check", "unused.db"]).lines().last(), Some("sound"));
    }
}

#[test]
fn other_catalogs_are_left_alone() {
    let room = Room::new();
    let title = "title   = \"Belt and Road cooperation\"";
    let other = older(&WITHOUT).replace(title, "title = \"Harbours\"");
    assert!(other.contains("Harbours"));
    let later = older(&[]).replace("version = 0\n", "version = 99\n");
    for (file, catalog) in [("other.db", other), ("later.db", later)] {
        base(&room, file, &catalog, PORT);
        let before = room.bytes(file);
        let said = room.run(&["load", "-q", file, "port.toml"]).err;
        assert_eq!(said, "things and records: 0 new, 3 same, 0 changed, 0 removed\n");
        assert_eq!(room.bytes(file), before);
    }
}

#[test]
fn an_older_file_is_read_as_it_is_and_upgraded_by_a_load() {
    let room = Room::new();
    of_version(&room, 2);
    room.done(&["ship", "old.db", "before.db"]);
    // Views, indexes and the readme were other ones then.
    change(
        &room,
        "old.db",
        "PRAGMA user_version = 1; UPDATE meta SET value = '1' WHERE key = 'file'; DROP VIEW projects;
         DROP INDEX \"thing:name\"; CREATE VIEW projects AS SELECT id FROM project; UPDATE readme SET text = 'Read me.'",
    );
    assert!(room.done(&["old.db", "projects"]).contains("Tianjin container"));
    assert_eq!(room.done(&["check", "old.db"]).lines().last(), Some("sound"));
    // The file to send is of today.
    room.done(&["ship", "old.db", "after.db"]);
    assert!(room.bytes("before.db") == room.bytes("after.db"));
    let said = room.run(&["load", "old.db", "port.toml"]).err;
    assert!(
        said.starts_with(
            "note: old.db was upgraded from file version 1, catalog 3 to file version 7, catalog 3;"
        ),
        "{said}"
    );
    room.done(&["ship", "old.db", "upgraded.db"]);
    room.done(&["new", "new.db", "--catalog", "catalog.toml"]);
    room.done(&["load", "new.db", "port.toml", "projects.csv"]);
    room.done(&["ship", "new.db", "loaded.db"]);
    assert!(room.bytes("loaded.db") == room.bytes("upgraded.db"));
    // What speaks against a file of today speaks against it again.
    change(&room, "old.db", "DROP VIEW projects");
    assert_eq!(room.run(&["check", "old.db"]).code, 1);
}

#[test]
fn a_newer_base_is_refused_by_name() {
    let room = Room::new();
    base(&room, "new.db", &Catalog::built_in().unwrap().text, PORT);
    let pristine = room.bytes("new.db");
    let catalog = "UPDATE catalog SET text = replace(text, 'version = 5', 'version = 99') || '[kind.crane]' || char(10) || 'wheels = 4';
                   UPDATE meta SET value = '99' WHERE key = 'catalog'";
    for (sql, why) in [
        (
            "PRAGMA user_version = 99",
            "new.db has file version 99; this program reads up to version 7",
        ),
        (
            "UPDATE meta SET value = '99' WHERE key = 'language'",
            "new.db has language version 99; this program reads up to version 1",
        ),
        (
            "UPDATE meta SET value = '99' WHERE key = 'folding'",
            "new.db has names version 99; this program reads up to version 2",
        ),
        (catalog, "new.db has catalog version 99; this program reads up to version 5"),
    ] {
        room.write("new.db", &pristine);
        change(&room, "new.db", sql);
        let before = room.bytes("new.db");
        for arguments in [
            vec!["new.db", "projects"],
            vec!["load", "new.db", "port.toml"],
            vec!["ship", "new.db", "out.db"],
        ] {
            let output = room.run(&arguments);
            assert_eq!(output.code, 3, "{arguments:?}: {}", output.err);
            assert!(output.err.contains(why), "{}", output.err);
            assert!(output.err.contains("install a newer version of brief"));
        }
        assert_eq!(room.bytes("new.db"), before);
    }
    // One that is broken is not taken for a newer one.
    room.write("new.db", &pristine);
    change(
        &room,
        "new.db",
        "UPDATE catalog SET text = text || '[kind.crane]' || char(10) || 'wheels = 4'",
    );
    assert!(room.run(&["new.db", "projects"]).err.contains("the catalog in new.db is refused"));
}

#[test]
fn names_kept_by_older_rules_are_found_and_made_anew_by_a_load() {
    let room = Room::new();
    let digest = PORT.replace("Terminal forum", "Łódź forum");
    base(&room, "old.db", &older(&[]), &digest);
    change(
        &room,
        "old.db",
        "UPDATE meta SET value = '1' WHERE key = 'folding';
         UPDATE thing SET _folded = 'łodz forum' WHERE name = 'Łódź forum';
         UPDATE name SET text_key = 'łodz forum' WHERE text = 'Łódź forum';",
    );
    let old = |query: &str| room.done(&["old.db", query]).contains("Łódź forum");
    assert!(old("events where name = 'łódź FORUM'"));
    assert!(old("events where name contains Łódź"));
    assert!(!old("events where name contains lodz"));
    room.done(&["load", "old.db", "port.toml"]);
    assert!(old("events where name = 'łódź FORUM'"));
    assert!(old("events where name contains lodz"));
    assert_eq!(room.done(&["check", "old.db"]).lines().last(), Some("sound"));
}

/// A base of an older file version with every sort of claim, beside what it was made of.
fn of_version(room: &Room, version: i64) {
    let of = |version: i64, name: &str| {
        let root = env!("CARGO_MANIFEST_DIR");
        fs::read_to_string(format!("{root}/tests/store/version-{version}/{name}")).unwrap()
    };
    change(room, "old.db", &of(version, "base.sql"));
    // Both were made of the same files.
    for name in ["port.toml", "projects.csv"] {
        room.write(name, of(2, name));
    }
    let conn = Connection::open(room.at("old.db")).unwrap();
    let catalog = "SELECT text FROM catalog";
    let catalog: String = conn.query_row(catalog, [], |row| row.get(0)).unwrap();
    room.write("catalog.toml", catalog);
}

#[test]
fn an_older_file_says_what_one_of_today_says() {
    for version in [2, 3, 4, 5, 6] {
        says_the_same(version);
    }
}

fn says_the_same(version: i64) {
    let room = Room::new();
    of_version(&room, version);
    // Loaded again it would also have what the atlas of today knows of its place.
    room.done(&["ship", "old.db", "new.db"]);
    let before = room.bytes("old.db");
    assert_eq!(room.done(&["check", "old.db"]).lines().last(), Some("sound"));
    for query in [
        "everything",
        "projects show everything with sources",
        "projects where investment > 1m EUR with sources",
        "places show name, type, iso with sources",
        "events where date = 2021-03 show date with sources",
        "names show text, form, of with sources",
        "projects by status, count show investment with sources",
        "count projects where any claim (field = investment)",
        "count things where any claim (field starts with pla)",
        "count projects where no claim (field in (date, status) and source is known)",
        "projects where claims.phrase contains works show claims.field",
        "claims where says is known show thing, field, says, source, paragraph",
        "claims where field = date and basis = inferred show thing, note",
        "sources show name, count of claims.thing",
        "names where of = @tianjin",
        "names where of = @tianjn",
    ] {
        let [old, new] = ["old.db", "new.db"].map(|file| room.run(&["-q", file, query]));
        assert_eq!(
            (old.code, old.out, old.err),
            (new.code, new.out, new.err),
            "{version}: {query}"
        );
    }
    assert_eq!(room.bytes("old.db"), before);
}

#[test]
fn an_older_file_becomes_one_that_was_loaded_today() {
    for version in [2, 3, 4, 5, 6] {
        becomes_the_same(version);
    }
}

fn becomes_the_same(version: i64) {
    let room = Room::new();
    of_version(&room, version);
    let said = room.run(&["load", "old.db", "port.toml", "projects.csv"]).err;
    assert!(said.contains(&format!("was upgraded from file version {version}")), "{said}");
    // What the atlas of today knows of Tianjin comes along.
    let counts = "things and records: 2 new, 9 same, 1 changed, 0 removed\n";
    assert!(said.ends_with(counts), "{said}");
    room.done(&["ship", "old.db", "upgraded.db"]);
    let upgraded = room.bytes("upgraded.db");
    for (file, loads) in [
        ("one.db", vec![vec!["port.toml", "projects.csv"]]),
        ("other.db", vec![vec!["projects.csv", "port.toml"]]),
        ("twice.db", vec![vec!["port.toml"], vec!["projects.csv"], vec!["port.toml"]]),
    ] {
        room.done(&["new", file, "--catalog", "catalog.toml"]);
        for inputs in loads {
            room.done(&[vec!["load", file], inputs].concat());
        }
        room.done(&["ship", file, "again.db", "--force"]);
        assert!(upgraded == room.bytes("again.db"), "{file}");
    }
}
