//! `brief ship`: the same facts are the same bytes, whatever way they came; only what is sound is shipped, and nothing of
//! the person or the place goes along.

use std::fs;

use crate::support::Room;
use rusqlite::Connection;

const SEEDS: [&str; 6] = [
    "gazetteer",
    "air-silk-road-2024",
    "asia-chengdu-europe-2020",
    "zhengzhou-ecommerce-2020",
    "qingdao-hub-2020",
    "jinan-visit-2024",
];

/// A digest that is no seed: a project at a place that the gazetteer knows.
const PORT: &str = r#"
[source]
id = "harbour-news-2021"
name = "A new terminal for Tianjin"
file = "harbour-news.txt"
published = "2021-03-04"
paragraphs = 2

[[project]]
id = "tianjin-terminal"
name = "Tianjin container terminal"
place = "tianjin"
investment = "more than 2bn CNY"
cite = { p = 2, phrase = "a terminal worth more than 2 billion yuan" }
"#;

fn seed(name: &str) -> String {
    format!("{}/seeds/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

fn change(room: &Room, file: &str, sql: &str) {
    Connection::open(room.at(file)).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn the_same_facts_are_the_same_bytes() {
    let room = Room::new();
    room.done(&["ship", "built-in.db"]);
    let wanted = room.bytes("built-in.db");
    room.done(&["new", "at-once.db"]);
    // One by one, in two orders; and with a history: something loaded and taken back.
    room.done(&["new", "--empty", "forwards.db"]);
    room.done(&["new", "--empty", "backwards.db"]);
    let backwards: Vec<&str> =
        SEEDS.into_iter().take(1).chain(SEEDS[1..].iter().rev().copied()).collect();
    for (one, other) in SEEDS.iter().zip(backwards) {
        room.done(&["load", "forwards.db", &seed(one)]);
        room.done(&["load", "backwards.db", &seed(other)]);
    }
    let text = fs::read_to_string(seed("jinan-visit-2024")).unwrap();
    let other = text.replace("gist = \"Jinan", "gist = \"Later: Jinan");
    assert_ne!(text, other);
    room.write("jinan-visit-2024.toml", other);
    room.done(&["load", "forwards.db", "jinan-visit-2024.toml"]);
    room.done(&["ship", "forwards.db", "changed.db"]);
    assert_ne!(room.bytes("changed.db"), wanted);
    room.done(&["load", "forwards.db", &seed("jinan-visit-2024")]);
    // A file keeps the path by which a digest without a source is known: from elsewhere the content is the same.
    let content = |base| room.done(&["about", base]).lines().last().unwrap().to_owned();
    room.done(&["ship", "backwards.db", "elsewhere.db"]);
    let elsewhere = room.bytes("elsewhere.db");
    for (base, wanted) in [
        ("at-once.db", &wanted),
        ("built-in.db", &wanted),
        ("forwards.db", &elsewhere),
        ("elsewhere.db", &elsewhere),
    ] {
        room.done(&["ship", base, "shipped.db", "--force"]);
        assert!(room.bytes("shipped.db") == *wanted, "{base} makes other bytes");
        assert_eq!(content(base), content("built-in.db"), "{base}");
    }
}

#[test]
fn other_facts_are_other_bytes_and_another_hash() {
    let room = Room::new();
    room.write("port.toml", PORT);
    room.done(&["new", "mine.db"]);
    let before = room.done(&["ship", "mine.db", "before.db"]);
    room.done(&["load", "mine.db", "port.toml"]);
    let after = room.done(&["ship", "mine.db", "after.db"]);
    assert_ne!(room.bytes("before.db"), room.bytes("after.db"));
    let content = |text: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix("content "));
        line.unwrap().to_owned()
    };
    assert_ne!(content(&before), content(&after));
    // The same on both sides: that of the base, of the file, and of what `ship` said.
    for base in ["mine.db", "after.db"] {
        assert!(room.done(&["about", base]).trim_end().ends_with(&content(&after)));
    }
    let question = ["projects where city = 天津 and investment > 1bn yuan with sources"];
    let asked = |base| room.done(&[base, question[0]]);
    assert!(asked("after.db").contains("Tianjin container terminal"));
    assert_eq!(asked("after.db"), asked("mine.db"));
    // What is said is true.
    let sha256 = after.lines().find_map(|line| line.trim().strip_prefix("sha256")).unwrap().trim();
    let output = std::process::Command::new("sha256sum").arg(room.at("after.db")).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with(sha256));
}

#[test]
fn nothing_of_the_person_or_the_place_goes_along() {
    let room = Room::new();
    let private = room.at("Quite-Private");
    fs::create_dir(&private).unwrap();
    fs::write(private.join("port.toml"), PORT).unwrap();
    let base = private.join("working-title.db");
    let base = base.to_str().unwrap();
    room.done(&["new", base]);
    room.done(&["load", base, private.join("port.toml").to_str().unwrap()]);
    // What was deleted stays in the pages of a base until they are used again.
    change(
        &room,
        "Quite-Private/working-title.db",
        "CREATE TABLE x (y); INSERT INTO x VALUES ('Torn-Up-Note'); DROP TABLE x",
    );
    assert!(holds(&fs::read(base).unwrap(), "Torn-Up-Note"));
    room.done(&["ship", base, "out.db"]);
    let shipped = room.bytes("out.db");
    let mut secrets = vec![
        "Quite-Private",
        "working-title",
        "port.toml",
        "Torn-Up-Note",
        "/tmp",
        "/home",
        "/root",
    ];
    let room_path = room.path().to_str().unwrap().to_owned();
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let user = std::env::var("USER").unwrap_or_default();
    secrets.extend(
        [room_path.as_str(), host.trim(), user.as_str()].into_iter().filter(|s| s.len() > 4),
    );
    for secret in secrets {
        assert!(!holds(&shipped, secret), "{secret} is in the file");
    }
    assert!(holds(&shipped, "Tianjin container terminal"));
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn the_file_is_compact_and_plain() {
    let room = Room::new();
    room.write("port.toml", PORT);
    room.done(&["new", "mine.db"]);
    room.done(&["load", "mine.db", "port.toml"]);
    room.done(&["ship", "mine.db", "out.db"]);
    assert_eq!(room.done(&["check", "out.db"]).lines().last(), Some("sound"));
    let conn = Connection::open(room.at("out.db")).unwrap();
    let pragma = |name: &str| -> String {
        conn.query_row(
            &format!("SELECT CAST(x.{name} AS TEXT) FROM pragma_{name} AS x"),
            [],
            |row| row.get(0),
        )
        .unwrap()
    };
    assert_eq!(pragma("page_size"), "4096");
    assert_eq!(pragma("freelist_count"), "0");
    assert_eq!(pragma("journal_mode"), "delete");
    assert_eq!(pragma("encoding"), "UTF-8");
    let count = |sql: &str| conn.query_row::<i64, _, _>(sql, [], |row| row.get(0)).unwrap();
    assert!(count("SELECT count(*) FROM sqlite_stat1") > 20);
    // Things by slug, then records; ids without a gap.
    assert_eq!(count("SELECT count(*) FROM thing"), count("SELECT max(id) FROM thing"));
    assert_eq!(count("SELECT count(*) FROM claim"), count("SELECT max(id) FROM claim"));
    assert_eq!(
        count(
            "SELECT count(*) FROM thing AS a JOIN thing AS b ON b.id = a.id + 1 WHERE a.slug > b.slug"
        ),
        0
    );
    assert_eq!(
        count(
            "SELECT count(*) FROM claim AS a JOIN claim AS b ON b.id = a.id + 1 WHERE a.thing > b.thing"
        ),
        0
    );
    assert_eq!(
        count(
            "SELECT count(*) FROM flag AS a JOIN flag AS b ON b.id = a.id + 1 WHERE a.source > b.source OR a.source = b.source AND a.paragraph > b.paragraph"
        ),
        0
    );
    // It tells how to read it.
    let readme: String = conn
        .query_row(
            "SELECT group_concat(text, char(10)) FROM (SELECT text FROM readme ORDER BY line)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let content: String = conn
        .query_row("SELECT value FROM meta WHERE key = 'content'", [], |row| row.get(0))
        .unwrap();
    for told in [
        "brief",
        "sqlite3",
        "datasette",
        "DuckDB",
        "smallest part",
        "\"projects\"",
        "Licence: ",
        &content,
    ] {
        assert!(readme.contains(told), "the readme doesn't tell {told}:\n{readme}");
    }
    for statement in readme.lines().filter_map(|line| line.trim().strip_suffix(';')) {
        assert!(conn.prepare(statement).unwrap().exists([]).unwrap(), "{statement}");
    }
    let created: String = conn
        .query_row("SELECT value FROM meta WHERE key = 'created'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(created, "2024-10-23");
}

#[test]
fn what_is_not_sound_is_not_shipped() {
    let room = Room::new();
    room.done(&["new", "mine.db"]);
    change(
        &room,
        "mine.db",
        "UPDATE project SET investment_high = investment_high * 2 WHERE investment_at IS NOT NULL",
    );
    let output = room.run(&["ship", "mine.db", "out.db"]);
    assert_eq!(output.code, 1);
    let told = output.err;
    assert!(told.contains("project `hub-signed-2020`, `investment`"), "{told}");
    assert!(told.trim_end().ends_with("; out.db wasn't written"), "{told}");
    assert!(output.out.is_empty());
    assert_eq!(room.names(), ["mine.db"]);
}

#[test]
fn what_is_not_of_brief_stays_behind() {
    let room = Room::new();
    room.done(&["new", "mine.db"]);
    room.done(&["ship", "mine.db", "before.db"]);
    change(
        &room,
        "mine.db",
        "CREATE TABLE notes (text); INSERT INTO notes VALUES ('call back on Monday')",
    );
    let output = room.run(&["ship", "mine.db", "after.db"]);
    assert!(output.err.contains("left out of the file: table `notes`"), "{}", output.err);
    assert_eq!(room.bytes("before.db"), room.bytes("after.db"));
}

#[test]
fn no_file_is_lost() {
    let room = Room::new();
    room.done(&["new", "mine.db"]);
    room.done(&["new", "--empty", "other.db"]);
    let (mine, other) = (room.bytes("mine.db"), room.bytes("other.db"));
    std::os::unix::fs::symlink("mine.db", room.at("link.db")).unwrap();
    fs::create_dir(room.at("directory.db")).unwrap();
    let refused = |arguments: &[&str], why: &str| {
        let output = room.run(arguments);
        assert_eq!(output.code, 2, "{arguments:?}");
        assert!(output.err.contains(why), "{arguments:?}: {}", output.err);
    };
    refused(&["ship", "mine.db", "mine.db", "--force"], "mine.db is the base itself");
    refused(&["ship", "mine.db", "./link.db", "--force"], "./link.db is the base itself");
    refused(&["ship", "mine.db", "other.db"], "`--force` replaces it");
    refused(&["ship", "mine.db", "--force"], "`brief ship mine.db OUT.db`");
    refused(&["ship", "mine.db", "directory.db", "--force"], "directory.db isn't a file");
    std::os::unix::fs::symlink("/dev/stdout", room.at("stream.db")).unwrap();
    refused(&["ship", "mine.db", "stream.db", "--force"], "stream.db isn't a file");
    fs::remove_file(room.at("stream.db")).unwrap();
    refused(&["ship", "mine.db", "projects"], "projects must end in .db");
    assert_eq!(room.bytes("other.db"), other);
    let output = room.run(&["ship", "missing.db", "out.db"]);
    assert_eq!(output.code, 3);
    // What an interrupted one left beside the file goes with the next.
    room.write(".other.db.brief-a1b2c3.tmp", "half");
    room.done(&["ship", "mine.db", "other.db", "--force"]);
    assert_ne!(room.bytes("other.db"), other);
    assert_eq!(room.bytes("mine.db"), mine);
    // A directory that is not there, and no trace of what was tried.
    let output = room.run(&["ship", "mine.db", "nowhere/out.db"]);
    assert_eq!(output.code, 1);
    assert_eq!(room.names(), ["directory.db", "link.db", "mine.db", "other.db"]);
}

#[test]
fn a_base_of_another_domain_is_shipped_like_any() {
    let room = Room::new();
    let catalog = "[catalog]\nversion = 7\n[kind.painter]\nplural = \"painters\"\nabout = \"Who paints.\"\ncolumns = [\"name\"]\n\
                   [kind.painter.field.born]\ntype = \"date\"\n";
    let digest = "[[painter]]\nid = \"bellini\"\nname = \"Giovanni Bellini\"\nborn = \"1430\"\n\
                  cite = { basis = \"external\", note = \"Handbooks\" }\n";
    room.write("painters.toml", catalog);
    room.write("digest.toml", digest);
    room.done(&["new", "--catalog", "painters.toml", "mine.db"]);
    room.done(&["load", "mine.db", "digest.toml"]);
    let told = room.done(&["ship", "mine.db", "out.db"]);
    assert!(told.contains("\nout.db: 1 thing or record. Query it"), "{told}");
    assert!(room.done(&["out.db", "painters where born before 1500"]).contains("Bellini"));
    assert_eq!(room.done(&["check", "out.db"]).lines().last(), Some("sound"));
    room.done(&["new", "--catalog", "painters.toml", "empty.db"]);
    room.done(&["ship", "empty.db", "nothing.db"]);
    assert_eq!(room.done(&["check", "nothing.db"]).lines().last(), Some("sound"));
}

/// A base of another domain is shipped like any other, and asked the same.
#[test]
fn a_catalog_of_ones_own_is_shipped_too() {
    for (name, query) in [("museum", "objects show everything"), ("lab", "things show name, kind")]
    {
        let room = Room::new();
        let catalog =
            |end: &str| format!("{}/tests/catalogs/{name}{end}", env!("CARGO_MANIFEST_DIR"));
        room.done(&["new", "own.db", "--catalog", &catalog(".toml")]);
        room.done(&["load", "own.db", &catalog(".facts.toml")]);
        room.done(&["ship", "own.db", "sent.db"]);
        room.done(&["ship", "sent.db", "again.db"]);
        assert_eq!(room.bytes("sent.db"), room.bytes("again.db"), "{name}");
        let asked = |base: &str| room.done(&["-q", base, query]);
        assert!(asked("own.db").lines().count() > 3, "{}", asked("own.db"));
        assert_eq!(asked("sent.db"), asked("own.db"), "{name}");
        let hash = |base: &str| room.done(&["about", base]).lines().last().unwrap().to_owned();
        assert_eq!(hash("sent.db"), hash("own.db"), "{name}");
    }
}
