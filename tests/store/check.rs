//! `brief check`: each rule broken by plain SQL in a copy of the built-in base, and what is then said.

use std::fs;

use rusqlite::Connection;

use crate::support::Room;

/// A room with the built-in facts in `whole.db`.
fn room() -> Room {
    let room = Room::new();
    assert!(room.command().args(["new", "whole.db"]).output().unwrap().status.success());
    room
}

/// What `brief check` said on the standard output, and how it ended.
fn check(room: &Room, words: &[&str]) -> (i32, String) {
    let output = room.command().arg("check").args(words).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{words:?}");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// The report on a copy that was changed by this SQL, which the constraints of the file do not stop.
fn broken(room: &Room, sql: &str) -> String {
    let path = room.at("broken.db");
    fs::copy(room.at("whole.db"), &path).unwrap();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;").unwrap();
    conn.execute_batch(&sql.replace('@', "SELECT id FROM thing WHERE slug = ")).unwrap();
    conn.close().unwrap();
    let (code, report) = check(room, &["broken.db"]);
    assert_eq!(code, 1, "{sql}\n{report}");
    report
}

/// Every message says where, what, and what to do.
fn is_told(room: &Room, cases: &[(&str, &[&str])]) {
    let mut wrong = Vec::new();
    for (sql, said) in cases {
        let report = broken(room, sql);
        for part in *said {
            if !report.contains(part) {
                wrong.push(format!("{sql}\n  isn't told: {part}\n{report}"));
            }
        }
        if !report.contains("\n  help: ") || !report.contains("not sound: ") {
            wrong.push(format!("{sql}\n  has no help or no end\n{report}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sound_bases_end_with_0() {
    let room = room();
    for words in [&[][..], &["whole.db"]] {
        let (code, report) = check(&room, words);
        assert_eq!((code, report.lines().last().unwrap()), (0, "sound"), "{report}");
        let conflict = "enterprises, 2020-06-29: “more than 30” (qingdao-hub-2020 p3) and “30” (qingdao-hub-2020 p21)";
        assert!(report.contains(conflict), "{report}");
        assert!(report.contains("\nnote: open (2): events where date is unknown\n"), "{report}");
    }
    assert!(room.command().args(["new", "none.db", "--empty"]).output().unwrap().status.success());
    assert_eq!(check(&room, &["none.db"]), (0, "sound\n".into()));
}

#[test]
fn what_is_no_base_ends_with_3() {
    let room = room();
    room.write("text.db", "hello");
    let torn = &room.bytes("whole.db")[..200];
    room.write("torn.db", torn);
    let other = Connection::open(room.at("other.db")).unwrap();
    other.execute_batch("CREATE TABLE t (a)").unwrap();
    for (name, said) in [
        ("missing.db", "there is no file missing.db"),
        ("text.db", "isn't an SQLite database"),
        ("torn.db", "torn.db"),
        ("other.db", "not a base made by brief"),
    ] {
        let output = room.command().args(["check", name]).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{name}: {err}");
        assert!(err.contains(said), "{err}");
    }
    let columns = "ALTER TABLE project DROP COLUMN status_x";
    let path = room.at("whole.db");
    let conn = Connection::open(&path).unwrap();
    assert!(conn.execute_batch(columns).is_err());
    conn.execute_batch("ALTER TABLE project ADD COLUMN colour TEXT").unwrap();
    let output = room.command().args(["check", "whole.db"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().contains("`project` has other columns"));
}

#[test]
fn the_file() {
    let room = room();
    is_told(
        &room,
        &[
            (
                "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '\"text\" TEXT,', '\"text\" TEXT NOT NULL,') WHERE name = 'name';
                 UPDATE name SET text = NULL WHERE id = (SELECT min(id) FROM name)",
                &["file: SQLite says: NULL value in name.text", "table `name`: isn't defined as the catalog requires"],
            ),
            (
                "UPDATE project SET place = 99999 WHERE id = (@'jinan-garden-rennes')",
                &["project `jinan-garden-rennes`, `place`: leads to something that isn't in the base"],
            ),
            (
                "UPDATE stop SET \"of\" = (@'qingdao') WHERE id = (SELECT min(id) FROM stop)",
                &[", `of`: leads to `qingdao`, which is of the kind `place`"],
            ),
            (
                "DROP INDEX \"project:status\"; DROP VIEW projects; CREATE VIEW projects AS SELECT 1 AS id; CREATE TABLE mine (a);
                 CREATE TRIGGER sly AFTER INSERT ON mine BEGIN DELETE FROM mine; END",
                &[
                    "index `project:status`: is missing",
                    "view `projects`: isn't defined as the catalog requires",
                    "trigger `sly`: could change facts without anyone noticing\n  help: see what it does, then `DROP TRIGGER \"sly\"`",
                    "note: made by another program and never read by brief: table `mine`",
                ],
            ),
            (
                "UPDATE unit SET factor = 1 WHERE name = 'CNY'; DELETE FROM unit WHERE name = 'km'; INSERT INTO unit VALUES ('mile', 'length', 1, '')",
                &["unit `CNY`: isn't in the table", "unit `km`: isn't in the table", "unit `mile`: is in the table of units, but not in the catalog"],
            ),
            (
                "UPDATE meta SET value = '7' WHERE key = 'count.project'; UPDATE meta SET value = 'x' WHERE key = 'title'; DELETE FROM meta WHERE key = 'created'",
                &["meta `count.project`: is “7”, but should be “18”", "meta `title`: is “x”", "meta `created`: is nothing, but should be “2024-10-23”"],
            ),
            (
                "UPDATE statement SET gist = 'x', gist_key = 'x' WHERE id = (SELECT min(id) FROM statement)",
                &["meta `content`: is “", ": the facts were changed by something other than `brief load`"],
            ),
        ],
    );
}

#[test]
fn pages_that_cannot_be_read() {
    let room = room();
    let mut bytes = room.bytes("whole.db");
    bytes[4096 * 60..4096 * 62].fill(0);
    room.write("damaged.db", bytes);
    let (code, report) = check(&room, &["damaged.db"]);
    assert_eq!(code, 1, "{report}");
    assert!(report.starts_with("file: SQLite says: "), "{report}");
}

#[test]
fn things_and_their_names() {
    let room = room();
    is_told(
        &room,
        &[
            (
                "UPDATE thing SET kind = 'castle' WHERE slug = 'rennes'",
                &[
                    "castle `rennes`: is of a kind that the catalog doesn't have",
                    "place “id ",
                    "has a row in the table `place`, but isn't of that kind",
                ],
            ),
            (
                "DELETE FROM sector WHERE id = (@'infrastructure')",
                &["sector `infrastructure`: has no row in the table `sector`"],
            ),
            (
                "UPDATE thing SET slug = 'x y' WHERE slug = 'rennes'; UPDATE thing SET slug = 'r-1' WHERE id = (SELECT min(id) FROM role)",
                &[
                    "place `x y`: has no id by which digests can refer to it",
                    "role `r-1`: has an id, but records are identified by their content",
                ],
            ),
            (
                "UPDATE name SET form = 'alias' WHERE form = 'label' AND text = 'Rennes'",
                &["place `rennes`: has no name that is its label"],
            ),
            (
                "UPDATE name SET form = 'label' WHERE form = 'native' AND \"of\" = (@'asia')",
                &["place `asia`: has 2 names that are its label"],
            ),
            (
                "UPDATE thing SET name = 'Roazhon', _folded = 'rennes' WHERE slug = 'rennes'",
                &[
                    "place `rennes`: is shown as “Roazhon”, but its label is “Rennes”",
                    "place `rennes`: is ordered as “rennes”, but should be ordered as “roazhon”",
                    "containment “Rennes in France”: should be called “Roazhon in France” according to its content",
                ],
            ),
        ],
    );
}

#[test]
fn claims_and_flags() {
    let room = room();
    let one = "WHERE id = (SELECT min(id) FROM claim WHERE phrase IS NOT NULL AND basis = 'stated' AND thing = (@'hub-signed-2020'))";
    let with = |set: &str| format!("UPDATE claim SET {set} {one}");
    let claim = "on hub-signed-2020, qingdao-hub-2020 p5”: ";
    let long = "x".repeat(61);
    is_told(
        &room,
        &[
            ("DELETE FROM claim WHERE thing = (@'rennes')", &["place `rennes`: has no claim"]),
            (
                "UPDATE claim SET note = NULL, note_key = NULL WHERE basis = 'inferred' AND thing = (@'hub-press-conference-2020')",
                &[
                    " on hub-press-conference-2020, qingdao-hub-2020 p3”: is inferred, but has no note with the reason or origin",
                ],
            ),
            (&with("basis = NULL"), &[claim, "doesn't say how it is known (`basis`)"]),
            (&with("source = NULL"), &[" on hub-signed-2020 p5”: names no source"]),
            (
                &with("paragraph = NULL"),
                &[
                    " on hub-signed-2020, qingdao-hub-2020”: names neither a paragraph nor a place of its source",
                ],
            ),
            (
                &with("paragraph = 36"),
                &["qingdao-hub-2020 p36”: names a paragraph that its source doesn't have"],
            ),
            (
                &with("field = 'colour', field_key = 'colour'"),
                &[claim, "is about `colour`, which isn't a field or link of `project`"],
            ),
            (
                &with("says = '90bn CNY', says_key = '90bn cny'"),
                &[claim, "says another value, but names no field for it"],
            ),
            (
                &with(
                    "field = 'investment', field_key = 'investment', says = 'lots', says_key = 'lots'",
                ),
                &[claim, "says “lots” for `investment`, which can't be read: "],
            ),
            (
                &with(
                    "field = 'place', field_key = 'place', says = 'atlantis', says_key = 'atlantis'",
                ),
                &[claim, "says `atlantis` for `place`, but there is no such thing"],
            ),
            (
                &with("field = 'parts', field_key = 'parts', says = '3', says_key = '3'"),
                &[claim, "says “3” for `parts`; for a link it can only say `open list`"],
            ),
            (
                &with(&format!("phrase = '{long}', phrase_key = '{long}'")),
                &[claim, "has a phrase of 61 characters; the limit is 60"],
            ),
            (
                "UPDATE flag SET reason = NULL",
                &[
                    "flag “no. 1, air-silk-road-2024 p",
                    "doesn't say which paragraph it is about, or why",
                    "  and 12 more of this kind",
                ],
            ),
            (
                "UPDATE flag SET paragraph = 0 WHERE id = 1",
                &["flag “no. 1, air-silk-road-2024 p0”: names a paragraph"],
            ),
            (
                "UPDATE name SET only_in = NULL WHERE form = 'mistranslation'",
                &["name “Luzhou”: isn't a full name"],
            ),
        ],
    );
}

#[test]
fn values() {
    let room = room();
    let total = "WHERE id = (@'hub-announced-2020')";
    let with = |set: &str| format!("UPDATE project SET {set} {total}");
    let money = "project `hub-announced-2020`, `investment`: ";
    is_told(
        &room,
        &[
            (
                &with("investment_low = investment_high + 1"),
                &[
                    money,
                    "“80bn CNY” allows 80000000000 to 80000000000 CNY (printed 80000000000), but 80000000000.01 to",
                    "is stored: the ends are out of order",
                ],
            ),
            (&with("investment_high = NULL"), &[money, "but 80000000000 to no end CNY"]),
            (&with("investment_at = 5"), &[money, "(printed 0.05) is stored"]),
            (&with("investment = 'lots'"), &[money, "“lots” can't be read: "]),
            (
                &with("investment = '80bn yuan'"),
                &[money, "“80bn yuan” should be written as “80bn CNY”"],
            ),
            (
                &with("investment = NULL"),
                &[money, "has bounds, but no wording from which they could come"],
            ),
            (
                &with("status = 'imagined'"),
                &["project `hub-announced-2020`, `status`: “imagined” can't be read: "],
            ),
            (&with("batch = 2"), &["project `hub-announced-2020`, `batch`: “2” can't be read: "]),
            (
                &with("batch = 0"),
                &[
                    "project `hub-announced-2020`, `size`: has a value, though it is only for a project with `batch` = yes",
                ],
            ),
            (
                "UPDATE event SET date_from = '2020-07-01' WHERE id = (@'hub-press-conference-2020')",
                &[
                    "event `hub-press-conference-2020`, `date`: “2020-06-29” allows 2020-06-29 to 2020-06-29 (day), but 2020-07-01 to 2020-06-29 (day) is stored: the ends are out of order",
                ],
            ),
            (
                "UPDATE role SET title_key = 'x' WHERE id = (SELECT min(id) FROM role WHERE title IS NOT NULL)",
                &[
                    "role “Song Min: reporter”, `title`: “reporter” is looked up as “x”, but should be looked up as “reporter”",
                ],
            ),
        ],
    );
}

#[test]
fn what_follows() {
    let room = room();
    let part = "WHERE id = (@'sco-plaza-area')";
    let with = |set: &str| format!("UPDATE project SET {set} {part}");
    let money = "project `sco-plaza-area`, `investment`: ";
    is_told(
        &room,
        &[
            (
                "UPDATE containment SET container = (@'qingdao') WHERE place = (@'shandong')",
                &[
                    "containment “Shandong in China”, `container`: no place is inside itself, but `shandong` is in `qingdao` and `qingdao` in `shandong`",
                ],
            ),
            (
                "DELETE FROM inside WHERE place = (@'rennes') AND container = (@'france')",
                &[
                    "place `rennes`: containment in `france` isn't stored, though the records give it",
                ],
            ),
            (
                "UPDATE inside SET certain = 0 WHERE place = (@'pingdu') AND container = (@'qingdao')",
                &["place `pingdu`: containment in `qingdao` isn't stored as the records give it"],
            ),
            (
                "INSERT INTO inside SELECT a.id, b.id, 1, 1 FROM thing AS a, thing AS b WHERE a.slug = 'rennes' AND b.slug = 'qingdao'",
                &["place `rennes`: containment in `qingdao` is stored, though no record gives it"],
            ),
            (
                "UPDATE level SET container = (@'jinan') WHERE level = 'city' AND place = (@'pingdu'); INSERT INTO level SELECT id, 'city', id FROM thing WHERE slug = 'world'",
                &[
                    "place `pingdu`, `city`: should be “Qingdao” according to the records",
                    "place `world`, `city`: is stored, though no record gives it",
                ],
            ),
            (
                &with(
                    "investment = '90bn CNY', investment_at = 9000000000000, investment_low = 9000000000000, investment_high = 9000000000000",
                ),
                &[money, "is 90bn CNY, but its whole, `hub-signed-2020`, is only about 42.7bn CNY"],
            ),
            (
                &with("investment_high = 5"),
                &[
                    money,
                    "keeps “part of about 42.7bn CNY”, which doesn't follow from its whole, “about 42.7bn CNY”",
                ],
            ),
            (
                &with(
                    "investment = NULL, investment_low = NULL, investment_high = NULL, investment_unit = NULL",
                ),
                &[money, "keeps “nothing”, which doesn't follow"],
            ),
            (
                &with("part_of = NULL"),
                &[
                    money,
                    "keeps “part of about 42.7bn CNY”, which doesn't follow from its whole, unknown",
                ],
            ),
            (
                "DELETE FROM rival; INSERT INTO rival SELECT t.kind, 'status', t.id, c.id, 'completed' FROM thing AS t JOIN claim AS c ON c.thing = t.id WHERE t.slug = 'sco-plaza-area'",
                &[
                    "enterprises 30, 2020-06-29”, `value`: has a competing value that isn't stored",
                    "project `sco-plaza-area`, `status`: stores a competing value that no claim gives",
                ],
            ),
            (
                "UPDATE project SET part_of = (@'sco-plaza-area') WHERE id = (@'hub-signed-2020')",
                &[
                    "project `hub-signed-2020`, `part_of`: nothing is part of itself, but the `part_of` of `hub-signed-2020` is `sco-plaza-area` and that of `sco-plaza-area` is `hub-signed-2020`",
                ],
            ),
        ],
    );
}
