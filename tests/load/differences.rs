//! A law: the differences of two bases are all of what differs, and nothing else.
//!
//! Random tables are loaded into two bases, and some of them again with other rows into the second. There is a difference if and
//! only if the hashes of the contents differ, and the same difference however the bases were made; backwards it is the mirror
//! image; the things that came and went are those that the tables of the files say; and both values of every field that changed
//! are those that a query of each base shows.

use std::collections::BTreeSet;

use brief::render::Format;
use brief::store::diff::{Change, Difference};
use brief::store::digest::Input;

use crate::made::{CATALOG, Made, ask};
use crate::rng::Rng;
use crate::sequences::{FILES, SOURCES, file, input};
use crate::support::number;

/// A difference without its name, with the sides exchanged if asked.
type Side = (&'static str, String, Option<String>, Vec<String>, [(Vec<String>, usize); 2]);

fn side(one: &Difference, backwards: bool) -> Side {
    let before = (one.before.clone(), one.cited_before.len());
    let after = (one.after.clone(), one.cited_after.len());
    let change = match one.change {
        Change::Added if backwards => Change::Removed,
        Change::Removed if backwards => Change::Added,
        Change::ClaimAdded if backwards => Change::ClaimWithdrawn,
        Change::ClaimWithdrawn if backwards => Change::ClaimAdded,
        change => change,
    };
    let sides = if backwards { [after, before] } else { [before, after] };
    (change.in_words(), one.kind.clone(), one.id.clone(), one.fields.clone(), sides)
}

fn sides(found: &[Difference], backwards: bool) -> Vec<Side> {
    let mut sides: Vec<Side> = found.iter().map(|one| side(one, backwards)).collect();
    sides.sort();
    sides
}

/// The slugs of things that only the second base has.
fn only_in(made: &Made, other: &Made) -> BTreeSet<String> {
    let sql = "SELECT slug FROM thing WHERE slug IS NOT NULL";
    let other: BTreeSet<String> = other.rows(sql).into_iter().collect();
    made.rows(sql).into_iter().filter(|slug| !other.contains(slug)).collect()
}

fn ids(found: &[Difference], change: Change) -> BTreeSet<String> {
    found.iter().filter(|one| one.change == change).filter_map(|one| one.id.clone()).collect()
}

/// Checks the value of a field on one side by a query.
fn assert_shown(made: &Made, one: &Difference, value: &[String]) {
    let (kind, id) =
        (made.base().catalog().kind(&one.kind).unwrap().plural.clone(), one.id.as_ref());
    let field = &one.fields[0];
    let query = format!("{kind} where id = {} show {field}", id.unwrap());
    let shown = ask(made.base(), Format::Csv, &query);
    let cell = shown.lines().nth(1).unwrap_or_else(|| panic!("{query}: {shown}"));
    // A bound that follows from the whole is no value of the part.
    let cell = if cell.starts_with("part of ") { "" } else { cell };
    let cell = cell.split(',').next().unwrap().trim_matches('"');
    assert_eq!(cell, value.first().map_or("", String::as_str), "{query}: {one:?}");
}

#[test]
fn differences_are_all_that_differs() {
    let (mut same, mut values, mut all) = (0, 0, 0);
    for part in 0..number("DIFFERENCES", 15) {
        let mut rng = Rng::of(number("DIFFERENCES_SEED", 20_261_129), part, 0);
        let files: Vec<(&str, String)> =
            FILES.into_iter().map(|name| (name, file(&mut rng, name))).collect();
        let mut later = files.clone();
        for (name, text) in &mut later {
            if rng.percent(25) {
                *text = file(&mut rng, name);
            }
        }
        let inputs = |files: &[(&str, String)]| -> Vec<Input> {
            let files = files.iter().map(|(name, text)| input(name, text));
            [input("sources.csv", SOURCES)].into_iter().chain(files).collect()
        };
        let before = Made::new(CATALOG, &[]);
        let after = Made::new(CATALOG, &[]);
        later.reverse();
        // A ring of places is refused.
        if before.try_load(&inputs(&files)).is_err() || after.try_load(&inputs(&later)).is_err() {
            continue;
        }
        let found = before.base().differences(&after.base()).unwrap();
        // Most rows of a copy are the same in both files; in another order some things have each other's ids.
        let copy = Made::copy(&before);
        copy.load(&inputs(&later));
        later.rotate_left(part as usize % FILES.len());
        let moved = Made::new(CATALOG, &[]);
        moved.load(&inputs(&later));
        for other in [&copy, &moved] {
            assert_eq!(other.content(), after.content(), "part {part}");
            assert_eq!(before.base().differences(&other.base()).unwrap(), found, "part {part}");
            assert_eq!(other.base().differences(&after.base()).unwrap(), [], "part {part}");
        }
        let back = after.base().differences(&before.base()).unwrap();
        assert_eq!(
            found.is_empty(),
            before.content() == after.content(),
            "part {part}: {found:#?}"
        );
        assert_eq!(sides(&found, false), sides(&back, true), "part {part}");
        assert_eq!(ids(&found, Change::Added), only_in(&after, &before), "part {part}");
        assert_eq!(ids(&found, Change::Removed), only_in(&before, &after), "part {part}");
        let is_value = |one: &&Difference| {
            let is_field = one.fields.iter().all(|field| field != "names" && field != "name");
            one.change == Change::Changed && one.id.is_some() && is_field
        };
        for one in found.iter().filter(is_value) {
            assert_shown(&before, one, &one.before);
            assert_shown(&after, one, &one.after);
            values += 1;
        }
        same += usize::from(found.is_empty());
        all += found.len();
    }
    assert!(
        same > 0 && values > 10 && all > 100,
        "{same} same, {values} values, {all} differences"
    );
}

/// Makes a base of the built-in catalog and one digest.
fn of(text: &str) -> Made {
    Made::new(CATALOG, &[Input::new("a.toml", text)])
}

const PORT: &str = r#"
[source]
id = "news"
name = "News"
paragraphs = 9

[[place]]
id = "tianjin"
name = "Tianjin"
type = "city"
cite = { p = 1 }

[[organization]]
id = "port"
name = "Port of Tianjin"
type = "company"
place = "tianjin"
cite = { p = 1 }

[[person]]
id = "li"
name = "Li Hua"
cite = { p = 2 }

[[role]]
person = "li"
organization = "port"
title = "director"
cite = { p = 2 }
"#;

fn said(before: &Made, after: &Made) -> Vec<String> {
    let found = before.base().differences(&after.base()).unwrap();
    let line = |one: &Difference| {
        let Difference { change, kind, name, fields, before, after, .. } = one;
        let words = [before, after].map(|side| side.join("; "));
        format!(
            "{} {kind} {name} {}: {} → {}",
            change.in_words(),
            fields.join(","),
            words[0],
            words[1]
        )
    };
    found.iter().map(line).collect()
}

#[test]
fn another_id_is_no_other_thing() {
    let renamed = PORT.replace("\"tianjin\"", "\"tj\"").replace("\"news\"", "\"news-2021\"");
    assert_eq!(
        said(&of(PORT), &of(&renamed)),
        ["changed place Tianjin id: tianjin → tj", "changed source News id: news → news-2021"]
    );
}

#[test]
fn a_record_with_another_value_is_the_same_record() {
    let other = PORT.replace("\"director\"", "\"chairman\"");
    assert_eq!(
        said(&of(PORT), &of(&other)),
        ["changed role Li Hua: chairman, Port of Tianjin title: director → chairman"]
    );
}

#[test]
fn a_claim_comes_and_goes_without_its_value() {
    let other = PORT.replace(
        "id = \"li\"\nname = \"Li Hua\"\ncite = { p = 2 }",
        "id = \"li\"\nname = \"Li Hua\"\ncite = { p = 3, phrase = \"Mr Li\" }",
    );
    assert_eq!(
        said(&of(PORT), &of(&other)),
        [
            "claim added person Li Hua name:  → news p3",
            "claim added person Li Hua whole:  → news p3",
            "claim withdrawn person Li Hua whole,name: news p2 → ",
        ]
    );
}

#[test]
fn rows_with_the_same_numbers_lead_to_other_things() {
    let two = PORT.replace(
        "[[organization]]",
        "[[place]]\nid = \"dalian\"\nname = \"Dalian\"\ntype = \"city\"\ncite = { p = 1 }\n\n[[organization]]",
    );
    let before = of(&two);
    let after = Made::copy(&before);
    for sql in [
        "UPDATE thing SET slug = 'x', name = 'Dalian ' WHERE slug = 'tianjin'",
        "UPDATE thing SET slug = 'tianjin', name = 'Tianjin' WHERE slug = 'dalian'",
        "UPDATE thing SET slug = 'dalian', name = 'Dalian' WHERE slug = 'x'",
        "UPDATE name SET text = iif(text = 'Tianjin', 'Dalian', 'Tianjin') WHERE text IN ('Tianjin', 'Dalian')",
    ] {
        after.rows(sql);
    }
    let cells = "SELECT id, place FROM organization";
    assert_eq!(before.rows(cells), after.rows(cells));
    let moved = "changed organization Port of Tianjin place: Tianjin → Dalian".to_owned();
    let said = said(&before, &after);
    assert!(said.contains(&moved), "{said:#?}");
}
