//! Laws: facts that are judged to be the same are one thing, whatever the order in which facts and judgements are loaded, and
//! without the judgement everything is as before.
//!
//! Random tables of [`crate::sequences`] are loaded with random judgements. `JUDGEMENTS=50 cargo test --test load judgements`
//! tries more of them, `JUDGEMENTS_SEED=7` others.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use brief::store::Base;
use brief::store::digest::Input;
use brief::store::load::LoadError;

use crate::made::{CATALOG, Made};
use crate::rng::Rng;
use crate::sequences::{DERIVED, FEW, FILES, SOURCES, file, input};
use crate::support::{Room, number};

/// What is kept of rows as they were entered, without ids that depend on the order of loading.
const FORMER: &str =
    "SELECT f.slug, t.slug FROM _former AS f JOIN thing AS t ON t.id = f.thing ORDER BY 1";

fn judged(text: &str) -> Input {
    Input { known_as: Some("same.csv".to_owned()), ..Input::new("same.csv", text) }
}

/// A table of a few judgements, some of which may not hold.
fn judgements(rng: &mut Rng) -> String {
    let mut text = "keep,drop,judgement,note\n".to_owned();
    for _ in 0..=rng.below(3) {
        let letter = rng.pick(&["w", "w", "o", "p"]);
        let other = if rng.percent(97) { letter } else { "p" };
        let judgement = if rng.percent(88) { "" } else { "distinct" };
        let (a, b) = (rng.below(FEW), rng.below(FEW));
        let (a, b) = if rng.percent(80) { (a.min(b), a.max(b)) } else { (a, b) };
        let note = rng.pick(&["", "as said"]);
        writeln!(text, "{letter}{a},{other}{b},{judgement},{note}").unwrap();
    }
    text
}

fn assert_sound(made: &Made, of: &str) {
    let found = made.base().check_soundness().unwrap();
    assert!(found.broken.is_empty(), "{of}: {:?}", found.broken);
}

/// Everything that is derived, and the bytes of the file to send.
fn state(made: &Made) -> (String, Vec<Vec<String>>, Vec<u8>) {
    let derived = DERIVED.into_iter().chain([FORMER]).map(|sql| made.rows(sql)).collect();
    let shipped = made.path().with_file_name("shipped.db");
    Base::open(&made.path()).unwrap().ship(&shipped, true, &mut |_| {}).unwrap();
    (made.content(), derived, std::fs::read(shipped).unwrap())
}

#[test]
fn judgements_make_one_thing_and_can_be_taken_back() {
    let (mut held, mut refused, mut united) = (0, 0, 0);
    for part in 0..number("JUDGEMENTS", 4) {
        let mut rng = Rng::of(number("JUDGEMENTS_SEED", 20_261_129), part, 0);
        let made = Made::new(CATALOG, &[input("sources.csv", SOURCES)]);
        let files: Vec<(&str, String)> =
            FILES.into_iter().map(|name| (name, file(&mut rng, name))).collect();
        let inputs: Vec<Input> = files.iter().map(|(name, text)| input(name, text)).collect();
        if made.try_load(&inputs).is_err() {
            continue;
        }
        let before = state(&made);
        for _ in 0..4 {
            let text = judgements(&mut rng);
            let of = format!("part {part}: {text}\n{files:#?}");
            match made.try_load(&[judged(&text)]) {
                Ok(_) => held += 1,
                Err(LoadError::Digests(_) | LoadError::Dangling(_) | LoadError::Judged(_)) => {
                    refused += 1;
                    continue;
                }
                Err(error) => panic!("{of}: {error}"),
            }
            assert_sound(&made, &of);
            let after = state(&made);
            united += after.1.last().unwrap().len();
            // Judging again changes nothing, nor does loading the facts again.
            assert!(made.load(&[judged(&text)]).unchanged, "{of}");
            for (name, text) in &files {
                assert!(made.load(&[input(name, text)]).unchanged, "{of}");
            }
            // Facts and judgements in one load, and judgements that come first in it.
            let all = [input("sources.csv", SOURCES)].into_iter().chain(inputs.clone());
            let mut all: Vec<Input> = all.chain([judged(&text)]).collect();
            for _ in 0..2 {
                let scratch = Made::new(CATALOG, &all);
                assert_sound(&scratch, &of);
                assert!(state(&scratch) == after, "{of}");
                all.reverse();
            }
            made.load(&[judged("keep,drop\n")]);
            assert_sound(&made, &of);
            assert!(state(&made) == before, "{of}");
        }
    }
    assert!(
        held > 4 && refused > 4 && united > 0,
        "{held} held, {refused} refused, {united} united"
    );
}

#[test]
fn a_sequence_of_loads_with_judgements_makes_the_same_base_as_one() {
    let (mut loaded, mut refused) = (0, 0);
    for part in 0..number("JUDGEMENTS", 4) {
        let mut rng = Rng::of(number("JUDGEMENTS_SEED", 20_261_129), part, 1);
        let made = Made::new(CATALOG, &[input("sources.csv", SOURCES)]);
        let mut last: BTreeMap<&str, String> =
            BTreeMap::from([("sources.csv", SOURCES.to_owned())]);
        for _ in 0..10 {
            let first = last.len() == 1;
            let names =
                FILES.into_iter().filter(|name| rng.percent(25) || first && *name == FILES[0]);
            let names: Vec<&str> = names.collect();
            let mut files: Vec<(&str, String)> =
                names.into_iter().map(|name| (name, file(&mut rng, name))).collect();
            if rng.percent(50) {
                files.push(("same.csv", judgements(&mut rng)));
            }
            let inputs: Vec<Input> = files.iter().map(|(name, text)| of_name(name, text)).collect();
            let before = made.content();
            match made.try_load(&inputs) {
                Ok(_) => {
                    loaded += 1;
                    last.extend(files);
                }
                Err(LoadError::Digests(_) | LoadError::Dangling(_) | LoadError::Judged(_)) => {
                    refused += 1;
                    assert_eq!(made.content(), before);
                }
                Err(error) => panic!("sequence {part}: {error}"),
            }
            assert_sound(&made, &format!("sequence {part}: {last:#?}"));
        }
        let inputs: Vec<Input> = last.iter().map(|(name, text)| of_name(name, text)).collect();
        let scratch = Made::new(CATALOG, &inputs);
        assert!(state(&made) == state(&scratch), "sequence {part}: {last:#?}");
    }
    assert!(loaded > 0 && refused > 0, "{loaded} loaded, {refused} refused");
}

fn of_name(name: &str, text: &str) -> Input {
    if name == "same.csv" { judged(text) } else { input(name, text) }
}

/// Two tables about the same works.
const WORKS: [(&str, &str); 5] = [
    ("sources.csv", SOURCES),
    (
        "organizations.csv",
        "id,name,alias,place,source,paragraph\ncosco,COSCO Shipping,,Qingdao,s0,1\ncosco-2,\"COSCO Shipping Co., Ltd\",中远海运,Shanghai,s0,2\nmaersk,Maersk Line,,,s0,3\nmearsk,Mearsk Line,,,s1,3\n",
    ),
    (
        "projects.csv",
        "id,name,place,status,investment,part of,source,paragraph\np1,Terminal,Qingdao,signed,100m USD,,s0,4\np2,Terminal project,Qingdao,announced,120m USD,,s1,5\np3,Berth,Qingdao,,,p1,s1,6\n",
    ),
    (
        "participations.csv",
        "who,role,what,source,paragraph\ncosco,investor,p1,s0,1\ncosco-2,investor,p2,s1,2\n",
    ),
    (
        "figures.csv",
        "subject,measure,value,period,source,paragraph\np2,area,300 hectares,2020,s1,5\n",
    ),
];

fn works(room: &Room) {
    room.done(&[
        "new",
        "x.db",
        "--catalog",
        concat!(env!("CARGO_MANIFEST_DIR"), "/schema/catalog.toml"),
    ]);
    for (name, text) in WORKS {
        fs::write(room.at(name), text).unwrap();
    }
    room.done(&[vec!["load", "x.db"], WORKS.map(|(name, _)| name).into()].concat());
}

#[test]
fn what_is_the_same_is_counted_once() {
    let room = Room::new();
    works(&room);
    let ask = |query: &str| room.done(&["-q", "x.db", query, "--format", "csv"]);
    let digest = room.done(&["digest", "x.db", "s1"]);
    assert!(ask("projects where id in (p1, p2) show sum of investment").contains("220m USD"));
    fs::write(
        room.at("same.csv"),
        "keep,drop,note\np1,Terminal project,\ncosco,cosco-2,one logo\n",
    )
    .unwrap();
    room.done(&["load", "x.db", "same.csv"]);
    let sum = ask("projects where id in (p1, p2) show sum of investment");
    assert!(sum.contains("100m USD") && !sum.contains("220m"), "{sum}");
    // The digest of a source describes the things as they were entered.
    assert_eq!(room.done(&["digest", "x.db", "s1"]), digest);
    assert_eq!(ask("count projects").lines().last(), Some("2"));
    assert_eq!(ask("count participations").lines().last(), Some("1"));
    // The old ids and names lead to the thing that is kept.
    for (query, answer) in [
        ("organizations where name = 中远海运 show name", "COSCO Shipping"),
        ("figures where subject = @p2 show subject", "Terminal"),
        ("participations where who = @cosco-2 show what", "Terminal"),
        ("organizations where id = cosco-2 show id", "cosco"),
    ] {
        assert_eq!(ask(query).lines().last(), Some(answer), "{query}");
    }
    // A value of the other thing contradicts its own, and both have their sources.
    let table = room.done(&["-q", "x.db", "projects where id = p1 show status with sources"]);
    assert!(table.contains('±') && table.contains("s1 p5: announced"), "{table}");
    assert_eq!(room.done(&["check", "x.db"]).lines().last(), Some("sound"));
}

#[test]
fn judgements_that_cannot_hold_are_refused_at_their_rows() {
    let room = Room::new();
    works(&room);
    let mut told = String::new();
    for text in [
        "keep,drop\ncosco,cosco-2\n",
        "keep,drop\ncosco,cosco\n",
        "keep,drop\ncosco,nobody\n",
        "keep,drop\ncosco,p1\n",
        "keep,drop\ns0,s1\n",
        "keep,drop\ncosco,cosco-2\ncosco-2,cosco\n",
        "keep,drop\ncosco,maersk\ncosco-2,maersk\n",
        "keep,drop,judgement\ncosco,cosco-2,same\ncosco-2,cosco,distinct\n",
        "keep,drop,judgement\ncosco,cosco-2,maybe\ncosco,,\n,cosco,\n",
        "keep,note\ncosco,x\n",
        "keep,drop\np1,p3\n",
        "keep,drop\nTerminal,2020\n",
        "",
        "keep,drop\ncosco,cosco-2,maersk\n",
        "keep,drop\nmaersk,mearsk\nmaersk,mearsk\n",
    ] {
        fs::write(room.at("same.csv"), text).unwrap();
        let output = room.run(&["load", "x.db", "same.csv"]);
        told += &format!("$ cat same.csv\n{text}$ brief load x.db same.csv\n{}\n", output.err);
        assert_eq!(room.done(&["check", "x.db"]).lines().last(), Some("sound"), "{text}");
    }
    // What a judgement in the base rests on stays.
    for (name, text) in [
        ("organizations.csv", "id,name,source,paragraph\nmaersk,Maersk Line,s0,3\n"),
        ("projects.csv", "id,name,source,paragraph\n"),
    ] {
        fs::write(room.at(name), text).unwrap();
    }
    let output = room.run(&["load", "x.db", "organizations.csv", "participations.csv"]);
    told += &format!("$ brief load x.db organizations.csv participations.csv\n{}", output.err);
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables");
    let mut mint = goldenfile::Mint::new(&here);
    mint.new_goldenfile("same.txt").unwrap().write_all(told.as_bytes()).unwrap();
}
