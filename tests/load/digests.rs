//! Loading: what digests become, what is refused and how, and what a file looks like afterwards.

use std::path::Path;

use crate::made::{CATALOG, Made, errors};

use brief::store::digest::Input;
use brief::store::load::{LoadError, create_file, dry_run, load_file};
use brief::store::{Base, Refusal, seed_inputs};
use rusqlite::Connection;

/// A digest in a file of its own.
fn digest_file(text: impl Into<String>) -> Input {
    Input::new("more.toml", text)
}

/// A small document with a place, a batch and its parts.
const DOC: &str = r#"
[source]
id = "doc"
name = "A document"
published = "2021-04-20"
paragraphs = 5

[[place]]
id = "city"
name = "Big City"
type = "city"
cite = { p = 1, phrase = "Big City" }
names = [ { text = "大城", form = "native", language = "zh", p = 1 } ]

[[project]]
id = "batch"
name = "Two projects"
batch = true
size = 2
place = "city"
investment = "about 42.7bn yuan"
cite = { p = 2, phrase = "two projects", key = "k1", investment = "approximately 42.7 billion", investors = "such as" }
investors = "open list"

[[project]]
id = "one"
name = "The first"
part_of = "Two projects"
investment = "not stated"
cite.p = 3

[[project]]
id = "two"
name = "The second"
part_of = "batch"
investment = "1.5m CNY"
cite.p = 3
"#;

const OTHER: &str = r#"
[source]
id = "other"
name = "Another document"

[[project]]
id = "two"
investment = "3m CNY"
cite.p = 1
"#;

fn doc() -> Input {
    Input::new("doc.toml", DOC)
}

#[test]
fn the_seeds_load_and_everything_is_claimed() {
    let made = Made::new(CATALOG, &seed_inputs());
    let unclaimed =
        "SELECT name FROM thing t WHERE NOT EXISTS (SELECT 1 FROM claim c WHERE c.thing = t.id)";
    assert_eq!(made.rows(unclaimed), Vec::<String>::new());
    let unexplained = "SELECT count(*) FROM claims WHERE basis <> 'stated' AND note IS NULL";
    assert_eq!(made.rows(unexplained), ["0"]);
    assert_eq!(
        made.rows(
            "SELECT slug, investment, investment_low, investment_high, investment_unit, city, country
             FROM projects WHERE batch = 'yes' AND city = 'Qingdao' ORDER BY slug"
        ),
        [
            "hub-announced-2020 | 80bn CNY | 80000000000 | 80000000000 | CNY | Qingdao | China",
            "hub-signed-2020 | about 42.7bn CNY | 38430000000 | 46970000000 | CNY | Qingdao | China",
        ]
    );
    assert_eq!(
        made.rows(
            "SELECT count(*), investment, investment_low, investment_high FROM projects
             WHERE part_of IS NOT NULL GROUP BY 2, 3, 4"
        ),
        ["1 | - | - | -", "10 | part of about 42.7bn CNY | 0 | 46970000000"]
    );
    assert_eq!(made.rows("SELECT count(*) > 100 FROM claims WHERE \"key\" LIKE 's003-%'"), ["1"]);
    assert_eq!(made.rows("PRAGMA foreign_key_check"), Vec::<String>::new());
    assert_eq!(made.rows("PRAGMA integrity_check"), ["ok"]);
    let base = made.base();
    assert_eq!(base.meta_value("created").as_deref(), Some("2024-10-23"));
    assert_eq!(base.meta_value("language").as_deref(), Some("1"));
}

#[test]
fn the_order_of_loading_makes_no_difference() {
    let content =
        |inputs: &[Input]| Base::in_memory(CATALOG, inputs).unwrap().0.meta_value("content");
    let mut turned = seed_inputs();
    turned.reverse();
    assert_eq!(content(&seed_inputs()), content(&turned));
    assert_ne!(content(&seed_inputs()), content(&[doc()]));
}

#[test]
fn every_view_can_be_read() {
    let made = Made::new(CATALOG, &seed_inputs());
    let views = made.rows("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
    assert!(views.contains(&"projects".to_owned()) && views.contains(&"things".to_owned()));
    for view in views {
        made.rows(&format!("SELECT * FROM \"{view}\""));
    }
    let examples = made.rows("SELECT text FROM readme WHERE text LIKE '  SELECT%'");
    assert!(examples.len() > 3);
    for example in examples {
        made.rows(&example);
    }
}

#[test]
fn the_same_digest_twice_changes_nothing() {
    let made = Made::new(CATALOG, &seed_inputs());
    let before = std::fs::read(made.path()).unwrap();
    let loaded = made.try_load(&seed_inputs()).unwrap();
    assert!(loaded.unchanged, "{loaded:?}");
    assert!(loaded.same > 100 && loaded.new + loaded.changed + loaded.removed == 0, "{loaded:?}");
    assert_eq!(std::fs::read(made.path()).unwrap(), before);
}

#[test]
fn what_a_document_becomes() {
    let made = Made::new(CATALOG, &[doc()]);
    assert_eq!(
        made.rows(
            "SELECT slug, name, batch, size, place, part_of, investment, investment_high, sources
             FROM projects ORDER BY id"
        ),
        [
            "batch | Two projects | yes | 2 | Big City | - | about 42.7bn CNY | 46970000000 | A document",
            "one | The first | no | - | - | Two projects | part of about 42.7bn CNY | 46970000000 | A document",
            "two | The second | no | - | - | Two projects | 1.5m CNY | 1500000 | A document",
        ]
    );
    assert_eq!(
        made.rows(
            "SELECT c.whole, c.field, c.paragraph, c.phrase, c.says, c.\"key\" FROM claim AS c
             JOIN project AS p ON p.id = c.thing WHERE p.batch OR p.part_of AND p.investment_at IS NULL ORDER BY c.id"
        ),
        [
            "1 | - | 2 | two projects | - | k1",
            "0 | investment | 2 | approximately 42.7 billion | - | -",
            "0 | investors | 2 | such as | open list | -",
            "0 | batch, place, size | 2 | - | - | -",
            "1 | part_of | 3 | - | - | -",
            "0 | investment | 3 | - | not stated | -",
        ]
    );
    assert_eq!(
        made.rows(
            "SELECT name, text, form, language FROM names WHERE \"of\" = 'Big City' ORDER BY text"
        ),
        ["Big City | Big City | label | -", "大城 | 大城 | native | zh"]
    );
}

#[test]
fn all_mistakes_are_told_at_once_and_nothing_is_loaded() {
    let made = Made::new(CATALOG, &[doc()]);
    let before = std::fs::read(made.path()).unwrap();
    let first = r#"[source]
id = "first"
name = "First"
paragraphs = 3

[[project]]
id = "a"
name = "项目"
place = "ctiy"
investment = "12 yaun"
statsu = "signed"
cite = { p = 9 }
"#;
    let second = r#"[source]
id = "second"
name = "Second"

[[projekt]]
id = "b"

[[event]]
id = "e"
name = "Event"
type = "forun"
cite = { p = 1, phrase = "a phrase that is a good deal longer than what may be cited from a text" }

[[event]]
id = "f"
name = "Unfinished
cite = { p = 1, basis = "inferred" }

[[event]]
id = "g"
name = "Unsourced"
city = "city"
participants = "the mayor"
"#;
    let inputs = [Input::new("first.toml", first), Input::new("second.toml", second)];
    let found = errors(made.try_load(&inputs));
    let expected = [
        "first.toml:9:9: no place \"ctiy\"; did you mean \"city\"",
        "first.toml:10:",
        "first.toml:11:1: `project` has no field `statsu`; did you mean `status`?",
        "first.toml:12:14: there is no paragraph 9: the source has paragraphs 1 to 3",
        "second.toml:5:3: there is no kind `projekt`; did you mean `project`?",
        "second.toml:11:8: `forun` isn't a value of `type`; did you mean `forum`?",
        "second.toml:12:8: a phrase can have 60 characters, and this one has 70",
        "second.toml:16:19: invalid basic string, expected `\"`",
        "second.toml:17:8: a claim that is inferred needs a reason in `note`",
        "second.toml:19:1: this event has no `cite`: every fact needs a claim",
        "second.toml:22:8: `city` follows from `place` and is never entered",
        "second.toml:23:16: no thing \"the mayor\"",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
    assert_eq!(std::fs::read(made.path()).unwrap(), before);
    let left = std::fs::read_dir(made.path().parent().unwrap()).unwrap().count();
    assert_eq!(left, 1, "nothing is left beside the file");
}

#[test]
fn a_mistake_is_quoted() {
    let made = Made::new(CATALOG, &[doc()]);
    let text = "[[place]]\nid = \"x\"\nname = \"青岛\"\ntype = \"town\"\ncite = \"Known\"\n";
    let Err(LoadError::Digests(errors)) = made.try_load(&[digest_file(text)]) else { panic!() };
    let error = &errors[0];
    assert_eq!((error.line, error.column), (4, 8));
    assert_eq!(&text[error.span.clone()], "\"town\"");
}

#[test]
fn places_are_known_by_slug_and_by_name() {
    let made = Made::new(CATALOG, &seed_inputs());
    let digest = |place: &str| {
        format!(
            "[source]\nid = \"s\"\nname = \"S\"\n[[project]]\nid = \"p\"\nname = \"P\"\nplace = \"{place}\"\ncite.p = 1\n"
        )
    };
    let found = made.refused(&[digest_file(digest("qingdoa"))]);
    assert_eq!(found, [r#"more.toml:7:9: no place "qingdoa"; did you mean "qingdao"?"#]);
    let found = made.refused(&[digest_file(digest("central-soe-hub"))]);
    assert_eq!(
        found,
        ["more.toml:7:9: `central-soe-hub` is of the kind `organization`, not `place`"]
    );
    made.load(&[digest_file(digest("青岛"))]);
    assert_eq!(made.rows("SELECT city FROM projects WHERE slug = 'p'"), ["Qingdao"]);
}

#[test]
fn loading_a_source_again_corrects_it() {
    let made = Made::new(CATALOG, &[doc()]);
    let second = DOC.find("[[project]]\nid = \"two\"").unwrap();
    let corrected = DOC[..second]
        .replace("about 42.7bn yuan", "about 42.9bn yuan")
        .replace("place = \"city\"\n", "")
        .replace("name = \"The first\"", "name = \"Number one\"");
    let would =
        dry_run(&made.path(), &[Input::new("doc.toml", corrected.clone())], &mut |_| {}).unwrap();
    let loaded = made.load(&[digest_file(&corrected)]);
    assert_eq!(would, loaded);
    assert_eq!((loaded.new, loaded.changed, loaded.removed, loaded.same), (0, 2, 1, 2));
    assert_eq!(
        made.rows("SELECT slug, name, place, investment FROM projects ORDER BY slug"),
        [
            "batch | Two projects | - | about 42.9bn CNY",
            "one | Number one | - | part of about 42.9bn CNY"
        ]
    );
    let gone = "SELECT text FROM names WHERE text IN ('The first', 'The second')";
    assert_eq!(made.rows(gone), Vec::<String>::new());
    made.load(&[digest_file(DOC)]);
    assert_eq!(made.content(), Made::new(CATALOG, &[doc()]).content());
}

#[test]
fn two_sources_that_disagree_are_both_named() {
    let made = Made::new(CATALOG, &[doc()]);
    let found = made.refused(&[digest_file(OTHER)]);
    assert!(
        found[0].starts_with(
            "more.toml:8:14: `investment` of `two` is 3m CNY here, but 1.5m CNY according to `doc`"
        ),
        "{found:?}"
    );
    let both = [doc(), Input::new("other.toml", OTHER)];
    let Err(LoadError::Digests(found)) = Base::in_memory(CATALOG, &both) else { panic!() };
    assert!(found[0].sentence.ends_with("but 1.5m CNY in doc.toml:36"), "{found:?}");
    let competing = OTHER.replace(
        "investment = \"3m CNY\"\ncite.p = 1",
        "cite = { p = 1, investment = { says = \"3,000,000 yuan\" } }",
    );
    made.load(&[digest_file(&competing)]);
    let says = "SELECT says FROM claims WHERE thing = 'The second' AND says IS NOT NULL";
    assert_eq!(made.rows(says), ["3m CNY"]);
    let sources = "SELECT sources FROM projects WHERE slug = 'two'";
    assert_eq!(made.rows(sources), ["A document; Another document"]);
}

#[test]
fn what_another_source_supports_stays() {
    let made = Made::new(CATALOG, &[doc()]);
    made.load(&[digest_file(OTHER.replace("3m", "1.5m"))]);
    let loaded = made.load(&[digest_file("[source]\nid = \"doc\"\nname = \"A document\"\n")]);
    assert_eq!(loaded.removed, 3);
    assert_eq!(
        made.rows("SELECT slug, name, part_of, investment, sources FROM projects"),
        ["two | The second | - | 1.5m CNY | Another document"]
    );
    assert_eq!(
        made.rows("SELECT text, sources FROM names ORDER BY text"),
        [
            "A document | A document",
            "Another document | Another document",
            "The second | Another document"
        ]
    );
}

#[test]
fn what_is_still_referred_to_cannot_go() {
    let made = Made::new(CATALOG, &[doc()]);
    let event = "[source]\nid = \"other\"\nname = \"O\"\n[[event]]\nid = \"e\"\nname = \"E\"\nplace = \"city\"\ncite.p = 1\n";
    made.load(&[digest_file(event)]);
    let before = made.content();
    let Err(LoadError::Dangling(found)) =
        made.try_load(&[digest_file("[source]\nid = \"doc\"\nname = \"D\"\n")])
    else {
        panic!()
    };
    assert_eq!(
        found,
        [
            "`city` can't be removed: no source supports it any more, but it is the `place` of \"E\" (other p1)"
        ]
    );
    assert_eq!(made.content(), before);
}

#[test]
fn a_digest_without_a_source_is_known_by_its_name() {
    let made = Made::new(CATALOG, &[doc()]);
    let text =
        |code: &str| format!("[[place]]\nid = \"city\"\niso = \"{code}\"\ncite = \"ISO 3166-2\"\n");
    made.load(&[digest_file(text("XX"))]);
    made.load(&[digest_file(text("YY"))]);
    let code = "SELECT iso, sources FROM places WHERE slug = 'city'";
    assert_eq!(made.rows(code), ["YY | A document"]);
    let other = made.try_load(&[Input::new("other.toml", text("ZZ"))]);
    assert!(
        errors(other)[0].contains("`iso` of `city` is ZZ here, but YY according to ISO 3166-2")
    );
}

/// An entry without a source.
fn entry(kind: &str, id: &str, name: &str, more: &str) -> String {
    format!("[[{kind}]]\nid = \"{id}\"\nname = \"{name}\"\ncite = \"a list\"\n{more}\n")
}

/// The undecided namesakes of a base.
fn namesakes(made: &Made) -> Vec<String> {
    let base = made.base();
    assert_eq!(base.check_soundness().unwrap().count_faults(), 0);
    let found = base.namesakes().unwrap().into_iter();
    found.map(|pair| format!("{} {}", pair.name, pair.slugs.join(" "))).collect()
}

#[test]
fn namesakes_are_reported_until_it_is_decided() {
    let made = Made::new(CATALOG, &[doc()]);
    let second = |more: &str| entry("place", "city-2", "Big City", more);
    let load = |text: &str| {
        let warnings = made.load(&[digest_file(text)]).warnings;
        warnings.iter().map(|e| format!("{}: {}", e.line, e.sentence)).collect::<Vec<_>>()
    };
    let reported =
        ["3: the base has a place with this name, `city`, which may be the same as `city-2`"];
    assert_eq!(load(&second("")), reported);
    assert_eq!(load(&second("")), reported);
    assert_eq!(namesakes(&made), ["Big City city-2 city"]);
    // Whoever says it says it of all of the name.
    assert_eq!(load(&second("distinct = true")), [] as [&str; 0]);
    assert_eq!(namesakes(&made), [] as [&str; 0]);
    assert_eq!(
        made.rows("SELECT thing, field, note FROM claims WHERE field = 'distinct'"),
        ["Big City | distinct | a list"]
    );
    assert_eq!(load(&second("distinct = false")), reported);
    assert_eq!(load(""), [] as [&str; 0]);
    assert_eq!(namesakes(&made), [] as [&str; 0]);
    let refused = made.try_load(&[digest_file(second("distinct = \"perhaps\""))]);
    assert!(errors(refused)[0].ends_with("`distinct` can only be yes or no, not `perhaps`"));
    let known = entry("person", "a", "A", "distink = true");
    assert!(made.refused(&[digest_file(&known)])[0].ends_with("did you mean `distinct`?"));
}

#[test]
fn every_name_counts_however_it_is_written() {
    let more = "names = [ { text = \"GROSSSTADT\", form = \"alias\", note = \"a list\" } ]";
    for name in ["BIG-CITY", "Bïg  city", "大城", "Großstadt"] {
        let made = Made::new(CATALOG, &[doc()]);
        let text = entry("place", "city-2", name, "")
            + "[[place]]\nid = \"city\"\ncite = \"a list\"\n"
            + more;
        assert_eq!(made.load(&[digest_file(&text)]).warnings.len(), 1, "{name}");
        assert_eq!(namesakes(&made).len(), 1, "{name}");
    }
    // Another kind, another name, a name that is good in one source only.
    let made = Made::new(CATALOG, &[doc()]);
    let mistaken = "[source]\nid = \"s\"\nname = \"S\"\n[[place]]\nid = \"town\"\nname = \"Town\"\ncite.p = 1\nnames = [ { text = \"Big City\", form = \"mistranslation\", only_in = \"s\", p = 1 } ]";
    for text in
        [&entry("person", "p", "Big City", ""), &entry("place", "p", "Big City 2", ""), mistaken]
    {
        assert_eq!(made.load(&[digest_file(text)]).warnings, []);
    }
    assert_eq!(namesakes(&made), [] as [&str; 0]);
}

#[test]
fn what_is_recorded_tells_namesakes_apart() {
    let places = ["a", "b"].map(|id| entry("place", id, id, "type = \"province\"")).concat()
        + &entry("place", "in-a", "In A", "type = \"city\"")
        + "[[containment]]\nplace = \"in-a\"\ncontainer = \"a\"\nway = \"admin\"\ncite = \"a list\"\n";
    let within = |place: &str, around: &str| {
        format!(
            "[[containment]]\nplace = \"{place}\"\ncontainer = \"{around}\"\nway = \"admin\"\ncite = \"a list\"\n"
        )
    };
    let in_two = within("x", "a") + &within("y", "b");
    for (kind, x, y, more, apart) in [
        ("event", "date = \"2020\"", "date = \"2021-03\"", "", true),
        ("event", "date = \"2020\"", "date = \"2020-03\"", "", false),
        ("event", "date = \"2020\"", "", "", false),
        ("event", "place = \"a\"", "place = \"b\"", "", true),
        ("event", "place = \"a\"", "place = \"in-a\"", "", false),
        ("event", "", "part_of = \"x\"", "", true),
        ("event", "type = \"forum\"", "type = \"meeting\"", "", false),
        ("place", "type = \"city\"", "type = \"province\"", "", true),
        ("place", "type = \"city\"", "type = \"city\"", "", false),
        ("place", "type = \"city\"", "type = \"city\"", in_two.as_str(), true),
        ("place", "", "", in_two.as_str(), true),
        ("project", "investment = \"5m CNY\"", "investment = \"6m CNY\"", "", false),
        ("person", "", "", "", false),
        ("person", "", "distinct = true", "", true),
        ("person", "distinct = true", "", "", true),
    ] {
        let text = places.clone()
            + &entry(kind, "x", "One name", x)
            + &entry(kind, "y", "One Name", y)
            + more;
        let made = Made::new(CATALOG, &[]);
        let warnings = made.load(&[digest_file(&text)]).warnings;
        assert_eq!(warnings.is_empty(), apart, "{kind} {x} {y} {more}: {warnings:?}");
        let found = namesakes(&made);
        assert_eq!(found.is_empty(), apart, "{kind} {x} {y} {more}: {found:?}");
    }
}

#[test]
fn rows_of_tables_are_namesakes_too() {
    let made = Made::new(CATALOG, &[doc()]);
    let load = |rows: &str| {
        let table = Input::new("people.csv", format!("id,name,Distinct,note\n{rows}"));
        made.try_load(&[table])
    };
    let found = load("li-1,Li Wei,,a list\nli-2,Lǐ Wēi,no,a list\n").unwrap().warnings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].to_string(),
        "people.csv:3:6: `li-1` is also a person with this name, and may be the same as `li-2`; if they are one person, give both the `id` li-1, or unite them: `brief alike` lists such pairs; if they are two people, write `yes` for `li-2` in a column `distinct`"
    );
    assert_eq!(namesakes(&made), ["Lǐ Wēi li-2 li-1"]);
    for yes in ["yes", "TRUE"] {
        let rows = format!("li-1,Li Wei,,a list\nli-2,Lǐ Wēi,{yes},a list\n");
        assert_eq!(load(&rows).unwrap().warnings, []);
        assert_eq!(namesakes(&made), [] as [&str; 0]);
    }
    let refused = errors(load(",Li Wei,yes,a list\n"));
    let sentence = "a thing that is `distinct` needs an `id` of its own";
    assert!(refused[0].contains(sentence), "{refused:?}");
    // Very many of one name are looked at once each.
    let rows: Vec<String> = (0..2_000).map(|n| format!("p-{n},One name,,a list\n")).collect();
    let rows = rows.concat();
    assert_eq!(load(&rows).unwrap().warnings.len(), 1_999);
    assert_eq!(namesakes(&made).len(), 1_999);
}

#[test]
fn no_file_takes_the_place_of_the_digests_inside_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("facts.db");
    create_file(&path, CATALOG, &seed_inputs()).unwrap();
    for seed in seed_inputs().iter().filter(|seed| !seed.text.as_str().contains("[source]")) {
        let input = Input::new(seed.name.clone(), entry("place", "town", "A town", ""));
        let loaded = load_file(&path, &[input], &mut |_| {}).unwrap();
        assert_eq!((loaded.new, loaded.removed), (1, 0), "{}", seed.name);
    }
}

#[test]
fn places_lie_in_places() {
    let place = |id: &str, ty: &str| {
        format!("[[place]]\nid = \"{id}\"\nname = \"{id}\"\ntype = \"{ty}\"\ncite = \"x\"\n")
    };
    let within = |place: &str, container: &str, way: &str| {
        format!(
            "[[containment]]\nplace = \"{place}\"\ncontainer = \"{container}\"\nway = \"{way}\"\ncite = \"x\"\n"
        )
    };
    let text = [
        place("county", "county"),
        place("town", "city"),
        place("prov", "province"),
        place("land", "country"),
        place("tianjin", "municipality"),
        place("lake", "lake"),
        within("county", "town", "admin"),
        within("town", "prov", "admin"),
        within("prov", "land", "admin"),
        within("county", "land", "functional"),
        within("tianjin", "land", "admin"),
        within("lake", "county", "straddles"),
        within("lake", "tianjin", "overlaps"),
    ]
    .concat();
    let made = Made::new(CATALOG, &[Input::new("map.toml", text.clone())]);
    assert_eq!(
        made.rows(
            "SELECT p.slug, c.slug, depth, certain FROM inside JOIN thing p ON p.id = place
             JOIN thing c ON c.id = container WHERE depth > 0 AND p.slug IN ('county', 'lake') ORDER BY 1, 3, 2"
        ),
        [
            "county | land | 1 | 1",
            "county | town | 1 | 1",
            "county | prov | 2 | 1",
            "lake | county | 1 | 0",
            "lake | land | 2 | 0",
            "lake | town | 2 | 0",
            "lake | prov | 3 | 0",
        ]
    );
    assert_eq!(
        made.rows("SELECT slug, city, province, country FROM places ORDER BY slug"),
        [
            "county | town | prov | land",
            "lake | - | - | -",
            "land | - | - | land",
            "prov | - | prov | land",
            "tianjin | tianjin | tianjin | land",
            "town | town | prov | land",
        ]
    );
    let circle = format!("{text}{}", within("land", "county", "functional"));
    let found = made.refused(&[Input::new("map.toml", circle)]);
    assert!(found.iter().all(|e| e.contains("no place is inside itself, but ")), "{found:?}");
}

#[test]
fn nothing_is_part_of_itself() {
    let entry = |kind: &str, id: &str, whole: Option<&str>| {
        let whole = whole.map(|whole| format!("part_of = \"{whole}\"\n")).unwrap_or_default();
        format!(
            "[[{kind}]]\nid = \"{id}\"\nname = \"{kind} {id}\"\n{whole}cite = {{ basis = \"external\", note = \"n\" }}\n"
        )
    };
    for kind in ["organization", "event", "agreement", "project"] {
        let made = Made::new(CATALOG, &[]);
        let alone = entry(kind, "x", Some("x"));
        let found = made.refused(&[Input::new("x.toml", alone)]);
        let wanted = "nothing is part of itself, but the `part_of` of `x` is `x` (x.toml:4)";
        assert!(found[0].contains(wanted), "{found:?}");
        let parts = [("a", Some("b")), ("b", Some("c")), ("c", None)];
        let parts = parts.map(|(id, whole)| entry(kind, id, whole)).concat();
        made.try_load(&[Input::new("parts.toml", parts)]).unwrap();
        // What closes the ring comes from elsewhere.
        let whole = entry(kind, "c", Some("a"));
        let found = made.refused(&[Input::new("c.toml", whole)]);
        let wanted = "but the `part_of` of `a` is `b` (in the base), that of `b` is `c` (in the base) and that of `c` is `a` (c.toml:4)";
        assert!(found.len() == 1 && found[0].contains(wanted), "{found:?}");
        made.try_load(&[Input::new("c.toml", entry(kind, "c", None))]).unwrap();
    }
}

#[test]
fn values_must_fit_each_other() {
    let made = Made::new(CATALOG, &[doc()]);
    let refused = |from: &str, to: &str, sentence: &str| {
        let found = made.refused(&[digest_file(DOC.replace(from, to))]);
        assert!(found.len() == 1 && found[0].starts_with(sentence), "{found:#?}\n{sentence}");
    };
    refused(
        "1.5m CNY",
        "50bn CNY",
        "more.toml:36:14: a part can't be 50bn CNY where its whole, `batch`, is about 42.7bn CNY",
    );
    refused(
        "part_of = \"batch\"",
        "size = 3",
        "more.toml:35:8: `size` is only for a project with `batch` = yes",
    );
    refused(
        "id = \"two\"",
        "id = \"city\"",
        "more.toml:33:6: `city` is a place in more.toml:9, and can't also be a project",
    );
    // What else such an entry says is asked of no row.
    refused(
        "id = \"two\"",
        "id = \"city\"\nbatch = true\nsize = 3",
        "more.toml:33:6: `city` is a place in more.toml:9, and can't also be a project",
    );
    refused("id = \"two\"", "id = \"Two\"", "more.toml:33:6: `Two` isn't an id");
    refused("id = \"two\"\n", "", "more.toml:32:1: this project has no `id`");
    refused(
        "name = \"The second\"",
        "name = \"2\"\ncite.p = 1\n[[project]]\nid = \"two\"\nname = \"Two\"",
        "more.toml:38:8: the name of `two` is \"Two\" here, but \"2\" in more.toml:34",
    );
    refused(
        "form = \"native\"",
        "form = \"mistranslation\"",
        "more.toml:13:33: a mistranslation is confined to its source",
    );
    refused(
        "phrase = \"Big City\"",
        "phrase = \"Big City\", iso = \"x\"",
        "more.toml:12:44: this claim supports `iso`, but the entry has no `iso`",
    );
}

#[test]
fn a_new_thing_needs_a_name() {
    let found = Base::in_memory(CATALOG, &[Input::new("x.toml", OTHER)]).map(|_| ());
    let Err(LoadError::Digests(found)) = found else { panic!() };
    assert_eq!(found[0].to_string(), "x.toml:6:1: `two` is new here and needs a `name`");
}

#[test]
fn a_mistranslation_is_read_only_inside_its_source() {
    let inside = DOC
        .replace("form = \"native\"", "form = \"mistranslation\", only_in = \"doc\"")
        .replace("place = \"city\"", "place = \"大城\"");
    let made = Made::new(CATALOG, &[Input::new("doc.toml", inside)]);
    assert_eq!(made.rows("SELECT place FROM projects WHERE slug = 'batch'"), ["Big City"]);
    let outside = "[source]\nid = \"o\"\nname = \"O\"\n[[event]]\nid = \"e\"\nname = \"E\"\nplace = \"大城\"\ncite.p = 1\n";
    let found = made.refused(&[digest_file(outside)]);
    assert!(found[0].contains("no place \"大城\""), "{found:?}");
}

const MUSEUM: &str = r#"
[catalog]
version = 7
title = "A museum"

[kind.painter]
plural = "painters"
about = "Who paints."

[kind.painter.field.born]
type = "date"

[kind.painting]
plural = "paintings"
about = "What is painted."
index = ["by", "width"]

[kind.painting.field.by]
type = "ref"
to = "painter"
reverse = "paintings"

[kind.painting.field.width]
type = "quantity"
dimension = "length"

[kind.painting.field.signed_by_hand]
type = "yesno"

[kind.loan]
sort = "record"
plural = "loans"
label = "{what} to {whom}"
about = "A painting lent."

[kind.loan.field.what]
type = "ref"
to = "painting"
reverse = "loans"

[kind.loan.field.whom]
type = "text"

[unit.metre]
dimension = "length"
factor = 1000
about = "Metre."
"#;

#[test]
fn a_catalog_of_another_world_works_the_same() {
    let text = r#"
[[painter]]
id = "anna"
name = "Anna"
born = "within 1900"
cite = "The register"
[[painting]]
id = "sea"
name = "The Sea"
artist = "Anna"
width = "about 1.2 metres"
signed_by_hand = true
cite = "The register"
[[loan]]
what = "sea"
whom = "Another museum"
cite = "The register"
"#;
    let catalog = MUSEUM.replace("field.by]", "field.artist]").replace("[\"by\"", "[\"artist\"");
    let made = Made::new(&catalog, &[Input::new("museum.toml", text)]);
    assert_eq!(
        made.rows(
            "SELECT name, artist, width, width_low, width_high, signed_by_hand FROM paintings"
        ),
        ["The Sea | Anna | about 1.2 metre | 1.08 | 1.32 | yes"]
    );
    let loans = "SELECT name, whom FROM loans";
    assert_eq!(made.rows(loans), ["The Sea to Another museum | Another museum"]);
    let born = "SELECT born, born_from, born_to FROM painters";
    assert_eq!(made.rows(born), ["1900 | 1900-01-01 | 1900-12-31"]);
    let base = made.base();
    assert_eq!((base.catalog().version, base.meta_value("count.loan").as_deref()), (7, Some("1")));
    assert!(base.catalog().containment.is_none());
}

#[test]
fn what_is_no_brief_is_not_opened() {
    let refusal = |path: &Path| Base::open(path).unwrap_err().reason;
    let made = Made::new(CATALOG, &[]);
    let path = made.path();
    let dir = path.parent().unwrap();
    let missing = dir.join("missing.db");
    assert!(matches!(refusal(&missing), Refusal::Missing));
    let Err(LoadError::Open(error)) = load_file(&missing, &[], &mut |_| {}) else { panic!() };
    assert!(matches!(error.reason, Refusal::Missing) && !missing.exists());
    assert!(matches!(refusal(dir), Refusal::NotAFile(_)));
    let text = dir.join("text.db");
    std::fs::write(&text, "a,b\n".repeat(100)).unwrap();
    assert!(matches!(refusal(&text), Refusal::NotSqlite));
    let foreign = dir.join("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(refusal(&foreign), Refusal::NotBrief));
}

#[test]
fn what_was_tampered_with_is_not_opened() {
    let after = |sql: &str| {
        let made = Made::new(CATALOG, &[doc()]);
        Connection::open(made.path()).unwrap().execute_batch(sql).unwrap();
        Base::open(&made.path()).map(|_| ()).map_err(|e| e.to_string())
    };
    assert_eq!(after("SELECT 1"), Ok(()));
    let says = |sql: &str, words: &str| {
        let error = after(sql).unwrap_err();
        assert!(error.contains(words), "{sql}: {error}");
    };
    says("PRAGMA user_version = 8", "file version 8; this program reads up to version 7");
    says("UPDATE meta SET value = '9' WHERE key = 'language'", "language version 9");
    says("UPDATE meta SET value = '9' WHERE key = 'folding'", "names version 9");
    says("DELETE FROM catalog", "`catalog` is empty");
    says("UPDATE catalog SET text = text || '[kind.x]'", "the catalog in");
    says("PRAGMA foreign_keys = OFF; DROP TABLE sector", "there is no table `sector`");
    says(
        "PRAGMA foreign_keys = OFF; DROP TABLE sector; CREATE VIEW sector AS SELECT 1 AS id",
        "`sector` isn't an ordinary STRICT table",
    );
    says("ALTER TABLE sector ADD COLUMN more TEXT", "`sector` has other columns");
    says(
        "PRAGMA foreign_keys = OFF; DROP TABLE _origin; CREATE TABLE _origin (id INTEGER PRIMARY KEY,
         name TEXT GENERATED ALWAYS AS (hex(id)) VIRTUAL) STRICT",
        "`_origin` has other columns",
    );
    says(
        "PRAGMA foreign_keys = OFF; DROP TABLE thing; CREATE TABLE thing (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, slug TEXT,
         name TEXT NOT NULL, _folded TEXT, name_key TEXT AS (hex(zeroblob(9999999)))) STRICT",
        "`thing` has other columns",
    );
    says("PRAGMA journal_mode = WAL", "is set to write-ahead logging (WAL)");
}

#[test]
fn a_new_file_replaces_nothing() {
    let made = Made::new(CATALOG, &[doc()]);
    let again = create_file(&made.path(), CATALOG, &[]);
    assert!(matches!(again, Err(LoadError::Exists(_))));
    let bad = made.path().with_file_name("bad.db");
    assert!(create_file(&bad, CATALOG, &[Input::new("x.toml", "[[nothing]]")]).is_err());
    assert!(!bad.exists());
    assert_eq!(std::fs::read_dir(made.path().parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn triggers_of_a_stranger_never_run() {
    let made = Made::new(CATALOG, &[doc()]);
    let trigger = "CREATE TRIGGER t AFTER INSERT ON claim BEGIN UPDATE thing SET name = 'x'; END";
    Connection::open(made.path()).unwrap().execute_batch(trigger).unwrap();
    made.load(&[digest_file(OTHER.replace("3m", "1.5m"))]);
    assert_eq!(made.rows("SELECT count(*) FROM thing WHERE name = 'x'"), ["0"]);
}

#[test]
fn a_second_load_waits_for_the_first() {
    let made = Made::new(CATALOG, &[doc()]);
    let lock = made.path().with_file_name(".facts.db.lock");
    let held = std::fs::File::create(&lock).unwrap();
    held.lock().unwrap();
    let (say, said) = std::sync::mpsc::channel();
    let path = made.path().clone();
    let second = std::thread::spawn(move || {
        let input = Input::new("other.toml", OTHER.replace("3m", "1.5m"));
        load_file(&path, &[input], &mut |_| say.send(()).unwrap()).unwrap()
    });
    said.recv().unwrap();
    let copy = made.path().with_file_name(".facts.db.brief-a1b2c3.tmp");
    std::fs::write(&copy, "left over").unwrap();
    drop(held);
    assert_eq!(second.join().unwrap().new, 1);
    assert!(!copy.exists() && !lock.exists());
}

/// Loads a figure whose phrase is its only claim, and a project with an amount, and returns what is warned.
fn warned(field: &str) -> Vec<String> {
    let text = format!(
        "[source]\nid = \"news\"\nname = \"News\"\nparagraphs = 1\n[[project]]\nid = \"works\"\nname = \"Salt works\"\n\
         batch = true\n{field}\ncite = {{ p = 1, phrase = \"salt\" }}\n"
    );
    let made = Made::new(CATALOG, &[]);
    let warnings = made.load(&[digest_file(text)]).warnings;
    warnings.into_iter().map(|warning| warning.sentence).collect()
}

#[test]
fn an_equivalent_that_its_phrase_contradicts_is_warned_of() {
    for (value, printed) in [
        ("20bn CNY (about 3bn USD)", None),
        (
            "20bn CNY (30bn USD)",
            Some("30bn USD, but its phrase has “about 3 billion U.S. dollars”"),
        ),
        (
            "30bn CNY (about 3bn USD)",
            Some("30bn CNY (about 3bn USD), but its phrase has “20 billion yuan”"),
        ),
    ] {
        let phrase = "20 billion yuan (about 3 billion U.S. dollars)";
        let found =
            warned(&format!("investment = {{ value = \"{value}\", phrase = \"{phrase}\" }}"));
        assert_eq!(found.len(), usize::from(printed.is_some()), "{value}: {found:?}");
        assert!(printed.is_none_or(|printed| found[0].ends_with(printed)), "{found:?}");
    }
}

#[test]
fn a_value_that_its_phrase_contradicts_is_warned_of() {
    for (field, value, phrase, printed) in [
        (
            "investment",
            "\"30bn CNY\"",
            "20 billion yuan",
            "30bn CNY, but its phrase has “20 billion yuan”",
        ),
        ("investment", "\"2bn CNY\"", "总投资200亿元", "2bn CNY, but its phrase has “200亿元”"),
        (
            "investment",
            "\"more than 2bn CNY\"",
            "more than 20 billion yuan",
            "more than 2bn CNY, but its phrase has “more than 20 billion yuan”",
        ),
        ("size", "3", "two projects", "3, but its phrase has “two”"),
        (
            "date",
            "\"2021-03-04\"",
            "on March 5, 2021",
            "2021-03-04, but its phrase has “March 5, 2021”",
        ),
        (
            "figures",
            "[{ measure = \"trains\", value = \"3 trains\", phrase = \"300 trains\" }]",
            "",
            "3 trains, but its phrase has “300 trains”",
        ),
        // The number is right, and how exact it is isn't.
        (
            "investment",
            "\"10bn USD\"",
            "it exceeded 10 billion U.S. dollars",
            "10bn USD, but its phrase has “exceeded 10 billion U.S. dollars”",
        ),
        (
            "investment",
            "\"30bn CNY\"",
            "总投资超过300亿元",
            "30bn CNY, but its phrase has “超过300亿元”",
        ),
        (
            "investment",
            "\"30bn CNY\"",
            "30 billion yuan or more",
            "30bn CNY, but its phrase has “30 billion yuan or more”",
        ),
        (
            "investment",
            "\"about 30bn CNY\"",
            "nearly 30 billion yuan",
            "about 30bn CNY, but its phrase has “nearly 30 billion yuan”",
        ),
        ("size", "20", "more than 20 projects", "20, but its phrase has “more than 20”"),
        (
            "size",
            "20",
            "20 new projects or more",
            "20, but its phrase has “20 new projects or more”",
        ),
        ("size", "30", "30余个项目", "30, but its phrase has “30余个”"),
    ] {
        let written = if phrase.is_empty() {
            format!("{field} = {value}")
        } else {
            format!("{field} = {{ value = {value}, phrase = \"{phrase}\" }}")
        };
        let found = warned(&written);
        assert_eq!(found.len(), 1, "{written}: {found:?}");
        assert!(found[0].ends_with(printed), "{found:?}");
    }
    for field in [
        // Rounded, in words, as a range, a sum, one of several, in another unit or script, or without its unit.
        "investment = { value = \"about 30bn CNY\", phrase = \"29.6 billion yuan\" }",
        "investment = { value = \"nearly 30bn CNY\", phrase = \"almost 30 billion yuan\" }",
        "investment = { value = \"30bn to 40bn CNY\", phrase = \"from 30 to 40 billion yuan\" }",
        "investment = { value = \"30bn CNY (4.2bn USD)\", phrase = \"4.2 billion U.S. dollars\" }",
        "investment = { value = \"30bn CNY\", phrase = \"300亿元\" }",
        "investment = { value = \"30bn CNY\", phrase = \"another 30 billion\" }",
        "investment = { value = \"30bn CNY\", phrase = \"10 billion yuan and 20 billion yuan\" }",
        "investment = { value = \"more than 10bn USD\", phrase = \"surpassed the 10 billion U.S. dollars\" }",
        "investment = { value = \"nearly 30bn CNY\", phrase = \"约40亿元，近300亿元\" }",
        // Its words are beside the phrase, or it is one of two.
        "investment = { value = \"more than 30bn CNY\", phrase = \"30 billion yuan\" }",
        "investment = { value = \"30bn CNY\", phrase = \"about 30 billion yuan, or exactly 30 billion yuan\" }",
        "size = { value = 20, phrase = \"现场签约20个项目\" }",
        "size = { value = 12, phrase = \"a dozen projects\" }",
        "size = { value = 25, phrase = \"twenty-five projects\" }",
        "size = { value = 2, phrase = \"In June 2020 two projects\" }",
        "figures = [{ measure = \"growth\", value = \"-3%\", phrase = \"down 3% after 5%\" }]",
        "figures = [{ measure = \"cargo\", value = \"30k t\", phrase = \"3万吨\" }]",
        "date = { value = \"2021-03\", phrase = \"on March 5, 2021\" }",
        "date = { value = \"2021-03-05\", phrase = \"on March 5\" }",
        // Concluded, or read in another way.
        "investment = { value = \"30bn CNY\", phrase = \"20 billion yuan\", basis = \"inferred\", note = \"With the rest.\" }",
        "investment = { value = \"30bn CNY\", phrase = \"20 billion yuan\", read_as = \"30 billion yuan\", read_reason = \"unit\" }",
    ] {
        assert_eq!(warned(field), [""; 0], "{field}");
    }
}
