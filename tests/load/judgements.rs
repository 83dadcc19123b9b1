//! Laws: facts that are judged to be the same are one thing, whatever the order in which facts and judgements are loaded, and
//! without the judgement everything is as before.
//!
//! Random tables of [`crate::sequences`] are loaded with random judgements. `JUDGEMENTS=50 cargo test --test load judgements`
//! tries more of them, `JUDGEMENTS_SEED=7` others.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use brief::store::Base;
use brief::store::digest::Input;
use brief::store::load::LoadError;

use crate::made::{CATALOG, Made};
use crate::rng::Rng;
use crate::sequences::{DERIVED, FEW, FILES, SOURCES, file, input};
use crate::support::number;

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
    let found = made.base().check().unwrap();
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
    for part in 0..number("JUDGEMENTS", 6) {
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
                Err(LoadError::Digests(_) | LoadError::Dangling(_)) => {
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
        held > 5 && refused > 5 && united > 0,
        "{held} held, {refused} refused, {united} united"
    );
}

#[test]
fn a_sequence_of_loads_with_judgements_makes_the_same_base_as_one() {
    let (mut loaded, mut refused) = (0, 0);
    for part in 0..number("JUDGEMENTS", 6) {
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
                Err(LoadError::Digests(_) | LoadError::Dangling(_)) => {
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
