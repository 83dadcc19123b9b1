//! Bases of other versions: older ones are read as they are and upgraded by a load, which keeps a copy; newer ones are
//! refused by name; what would lose something is left as it is.

use std::fs;
use std::process::Output;

use crate::support::Room;
use brief::catalog::Catalog;
use brief::store::digest::Input;
use brief::store::load::create;
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
    create(&room.path().join(file), catalog, &inputs).unwrap();
    fs::write(room.path().join("port.toml"), digest).unwrap();
}

fn run(room: &Room, arguments: &[&str]) -> Output {
    room.command().args(arguments).output().unwrap()
}

fn done(room: &Room, arguments: &[&str]) -> String {
    let output = run(room, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", errors(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn bytes(room: &Room, file: &str) -> Vec<u8> {
    fs::read(room.path().join(file)).unwrap()
}

fn exists(room: &Room, file: &str) -> bool {
    room.path().join(file).exists()
}

fn change(room: &Room, file: &str, sql: &str) {
    Connection::open(room.path().join(file)).unwrap().execute_batch(sql).unwrap();
}

const WITHOUT: [&str; 3] = ["kind.event.field.theme", "kind.classification", ".link.sectors"];

#[test]
fn an_older_catalog_is_read_as_it_is_and_upgraded_by_a_load() {
    let room = Room::new();
    base(&room, "old.db", &older(&WITHOUT), PORT);
    let before = bytes(&room, "old.db");
    assert!(done(&room, &["old.db", "projects where city = 天津"]).contains("Tianjin container"));
    assert_eq!(done(&room, &["check", "old.db"]).lines().last(), Some("sound"));
    assert!(done(&room, &["about", "old.db"]).contains("catalog 0"));
    assert!(errors(&run(&room, &["old.db", "events show theme"])).contains("theme"));
    done(&room, &["ship", "old.db", "shipped.db"]);
    assert!(done(&room, &["about", "shipped.db"]).contains("catalog 0"));
    assert_eq!(bytes(&room, "old.db"), before);

    let output = run(&room, &["load", "old.db", "port.toml", "--dry-run"]);
    assert!(errors(&output).contains(
        "note: old.db would be upgraded from file version 2, catalog 0 to file version 2, catalog 3"
    ));
    assert_eq!(bytes(&room, "old.db"), before);
    // A load that fails changes nothing and leaves nothing.
    fs::write(room.path().join("wrong.toml"), "[[project]]\nid = \"x\"\n").unwrap();
    assert_eq!(run(&room, &["load", "old.db", "wrong.toml"]).status.code(), Some(1));
    assert_eq!(bytes(&room, "old.db"), before);
    assert!(!exists(&room, "old.before-upgrade.db"));

    // Nothing new is said, and still the base is upgraded.
    let output = run(&room, &["load", "old.db", "port.toml"]);
    let said = "note: old.db is upgraded from file version 2, catalog 0 to file version 2, catalog 3; as it was it is kept in old.before-upgrade.db\n\
                things and records: 0 new, 3 same, 0 changed, 0 removed\n";
    assert_eq!(errors(&output), said);
    assert_eq!(bytes(&room, "old.before-upgrade.db"), before);
    assert!(done(&room, &["old.db", "events show theme"]).contains("4 events"));
    assert!(done(&room, &["old.db", "projects where city = 天津"]).contains("Tianjin container"));
    assert_eq!(done(&room, &["check", "old.db"]).lines().last(), Some("sound"));
    // Nothing tells it from a base that was made today.
    base(&room, "new.db", &Catalog::built_in().unwrap().text, PORT);
    done(&room, &["ship", "old.db", "one.db"]);
    done(&room, &["ship", "new.db", "other.db"]);
    assert!(bytes(&room, "one.db") == bytes(&room, "other.db"));

    // A second load has nothing to upgrade; a second upgrade keeps both copies.
    assert!(!errors(&run(&room, &["load", "old.db", "port.toml"])).contains("note"));
    fs::write(room.path().join("old.db"), &before).unwrap();
    let said = errors(&run(&room, &["load", "old.db", "port.toml"]));
    assert!(said.contains("kept in old.before-upgrade-2.db"), "{said}");
    assert_eq!(bytes(&room, "old.before-upgrade.db"), before);
}

#[test]
fn what_a_field_defaults_to_is_there_after_the_upgrade() {
    let room = Room::new();
    let catalog = older(&["kind.agreement.field.batch", "kind.agreement.field.size"])
        .replace("expect  = [\"date\", \"size\"]", "expect  = [\"date\"]");
    let digest = PORT.replace("[[event]]", "[[agreement]]");
    base(&room, "old.db", &catalog, &digest);
    done(&room, &["load", "old.db", "port.toml"]);
    assert!(done(&room, &["old.db", "count agreements where batch = no"]).contains('1'));
    base(&room, "new.db", &Catalog::built_in().unwrap().text, &digest);
    done(&room, &["ship", "old.db", "one.db"]);
    done(&room, &["ship", "new.db", "other.db"]);
    assert!(bytes(&room, "one.db") == bytes(&room, "other.db"));
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
    let names = done(&room, &["old.db", "figures show name"]);
    assert!(names.contains("terminal: rank 5 rank\n"), "{names}");
    let said = errors(&run(&room, &["load", "old.db", "port.toml"]));
    assert!(said.ends_with("things and records: 0 new, 5 same, 0 changed, 0 removed\n"), "{said}");
    let names = done(&room, &["old.db", "figures where value >= no. 5 show name"]);
    assert!(names.contains("terminal: rank no. 5, cargo\n"), "{names}");
    assert!(names.contains("terminal: rank more than no. 7, cargo\n"), "{names}");
    assert_eq!(done(&room, &["check", "old.db"]).lines().last(), Some("sound"));
    base(&room, "new.db", &Catalog::built_in().unwrap().text, &digest);
    done(&room, &["ship", "old.db", "one.db"]);
    done(&room, &["ship", "new.db", "other.db"]);
    assert!(bytes(&room, "one.db") == bytes(&room, "other.db"));
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
        fs::write(
            room.path().join("more.toml"),
            PORT.replace("harbour-news-2021", "more").replace("tianjin-terminal", "more-terminal"),
        )
        .unwrap();
        let said = errors(&run(&room, &["load", "old.db", "more.toml"]));
        let wanted = format!(
            "note: old.db keeps the catalog it carries, version 0: version 3 has no place for what it holds in {lost}\n"
        );
        assert!(said.contains(&wanted), "{said}");
        assert!(said.contains("changed, 0 removed") && !said.contains("error"), "{said}");
        assert!(done(&room, &["about", "old.db"]).contains("catalog 0"));
        assert_eq!(done(&room, &["check", "old.db"]).lines().last(), Some("sound"));
        assert!(!exists(&room, "old.before-upgrade.db"));
        // Where nothing is recorded under it, it is in nobody's way.
        base(&room, "unused.db", &catalog, PORT);
        let said = errors(&run(&room, &["load", "unused.db", "port.toml"]));
        assert!(said.contains("kept in unused.before-upgrade.db"), "{said}");
        assert!(done(&room, &["about", "unused.db"]).contains("catalog 3"));
        assert_eq!(done(&room, &["check", "unused.db"]).lines().last(), Some("sound"));
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
        let before = bytes(&room, file);
        let said = errors(&run(&room, &["load", file, "port.toml"]));
        assert_eq!(said, "things and records: 0 new, 3 same, 0 changed, 0 removed\n");
        assert_eq!(bytes(&room, file), before);
    }
}

#[test]
fn an_older_file_is_read_as_it_is_and_upgraded_by_a_load() {
    let room = Room::new();
    base(&room, "old.db", &Catalog::built_in().unwrap().text, PORT);
    done(&room, &["ship", "old.db", "before.db"]);
    // Views, indexes and the readme were other ones then.
    change(
        &room,
        "old.db",
        "PRAGMA user_version = 1; UPDATE meta SET value = '1' WHERE key = 'file'; DROP VIEW projects;
         DROP INDEX \"thing:name\"; CREATE VIEW projects AS SELECT id FROM project; UPDATE readme SET text = 'Read me.'",
    );
    assert!(done(&room, &["old.db", "projects"]).contains("Tianjin container"));
    assert_eq!(done(&room, &["check", "old.db"]).lines().last(), Some("sound"));
    // The file to send is of today.
    done(&room, &["ship", "old.db", "after.db"]);
    assert!(bytes(&room, "before.db") == bytes(&room, "after.db"));
    let said = errors(&run(&room, &["load", "old.db", "port.toml"]));
    assert!(
        said.starts_with(
            "note: old.db is upgraded from file version 1, catalog 3 to file version 2, catalog 3;"
        ),
        "{said}"
    );
    done(&room, &["ship", "old.db", "upgraded.db"]);
    assert!(bytes(&room, "before.db") == bytes(&room, "upgraded.db"));
    // What speaks against a file of today speaks against it again.
    change(&room, "old.db", "DROP VIEW projects");
    assert_eq!(run(&room, &["check", "old.db"]).status.code(), Some(1));
}

#[test]
fn a_newer_base_is_refused_by_name() {
    let room = Room::new();
    base(&room, "new.db", &Catalog::built_in().unwrap().text, PORT);
    let pristine = bytes(&room, "new.db");
    let catalog = "UPDATE catalog SET text = replace(text, 'version = 3', 'version = 99') || '[kind.crane]' || char(10) || 'wheels = 4';
                   UPDATE meta SET value = '99' WHERE key = 'catalog'";
    for (sql, why) in [
        (
            "PRAGMA user_version = 99",
            "new.db has file version 99; this program reads up to version 2",
        ),
        (
            "UPDATE meta SET value = '99' WHERE key = 'language'",
            "new.db has language version 99; this program reads up to version 1",
        ),
        (
            "UPDATE meta SET value = '99' WHERE key = 'folding'",
            "new.db has names version 99; this program reads up to version 2",
        ),
        (catalog, "new.db has catalog version 99; this program reads up to version 3"),
    ] {
        fs::write(room.path().join("new.db"), &pristine).unwrap();
        change(&room, "new.db", sql);
        let before = bytes(&room, "new.db");
        for arguments in [
            vec!["new.db", "projects"],
            vec!["load", "new.db", "port.toml"],
            vec!["ship", "new.db", "out.db"],
        ] {
            let output = run(&room, &arguments);
            assert_eq!(output.status.code(), Some(3), "{arguments:?}: {}", errors(&output));
            assert!(errors(&output).contains(why), "{}", errors(&output));
            assert!(errors(&output).contains("install a newer version of brief"));
        }
        assert_eq!(bytes(&room, "new.db"), before);
    }
    // One that is broken is not taken for a newer one.
    fs::write(room.path().join("new.db"), &pristine).unwrap();
    change(
        &room,
        "new.db",
        "UPDATE catalog SET text = text || '[kind.crane]' || char(10) || 'wheels = 4'",
    );
    assert!(
        errors(&run(&room, &["new.db", "projects"])).contains("the catalog in new.db is refused")
    );
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
         UPDATE thing SET name_key = 'łodz forum' WHERE name = 'Łódź forum';
         UPDATE name SET text_key = 'łodz forum' WHERE text = 'Łódź forum';",
    );
    let old = |query: &str| done(&room, &["old.db", query]).contains("Łódź forum");
    assert!(old("events where name = 'łódź FORUM'"));
    assert!(old("events where name contains Łódź"));
    assert!(!old("events where name contains lodz"));
    done(&room, &["load", "old.db", "port.toml"]);
    assert!(old("events where name = 'łódź FORUM'"));
    assert!(old("events where name contains lodz"));
    assert_eq!(done(&room, &["check", "old.db"]).lines().last(), Some("sound"));
}
