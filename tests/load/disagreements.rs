//! Values that disagree, and are all kept: the first source gives the recorded value, the others compete with it.
//!
//! The law: whatever the order of the inputs, the base is the same, and loading them again changes nothing.
//!
//! `DISAGREEMENTS=100 cargo test --test load disagreements` tries more files, `DISAGREEMENTS_SEED=7` others.

use std::fmt::Write as _;

use brief::render::Format;
use brief::store::digest::Input;
use brief::store::seed_inputs;

use crate::made::{CATALOG, Made, ask};
use crate::rng::Rng;
use crate::support::number;

pub(crate) const SOURCES: &str = "id,name,paragraphs\nalpha,First source,90\nbeta,Second source,90\n\
                       gamma,Third source,90\n";

/// An input whose second values are kept.
fn keep(input: Input) -> Input {
    Input { keeps_second_values: true, ..input }
}

pub(crate) fn table(source: &str, name: &str, text: &str) -> Input {
    keep(Input { source: Some(source.to_owned()), ..Input::new(name, text) })
}

fn digest(source: &str, values: &str) -> Input {
    let text = format!(
        "[source]\nid = \"{source}\"\nname = \"{source}\"\nparagraphs = 9\n\n[[project]]\nid = \"w0\"\nname = \"Works 0\"\n{values}cite = {{ p = 2, phrase = \"the works\", investment = \"some millions\" }}\n"
    );
    keep(Input::new(format!("{source}.toml"), text))
}

#[test]
fn both_values_are_kept_and_shown() {
    let made = Made::new(CATALOG, &seed_inputs());
    made.load(&[Input::new("sources.csv", SOURCES)]);
    let text = "id,name,city,status,investment,paragraph\n";
    let one = format!("{text}quay,Quay,Qingdao,signed,5m EUR,1\n");
    let other = format!("{text}quay,Quay,Jinan,signed,7m EUR,3\n");
    made.load(&[table("beta", "a-projects.csv", &one)]);
    let loaded = made.load(&[table("alpha", "b-projects.csv", &other)]);
    assert_eq!((loaded.new, loaded.changed, loaded.kept), (0, 1, 2));
    // What was recorded first stays, whatever the order of the sources.
    let query = "projects where id = quay show place, status, investment with sources";
    let answer = ask(made.base(), Format::Table, query);
    assert_eq!(
        answer,
        "\
place              status               investment  why
──────────────────────────────────────────────────────────
Qingdao [1] ± [3]  signed [1][2]  5m EUR [1] ± [4]  [1][2]
1 project
[1] beta p1
[2] alpha p3
[3] alpha p3: jinan
[4] alpha p3: 7m EUR
"
    );
    let claims =
        "claims where thing = Quay show source, field, paragraph, says order by source, field";
    let wanted = "source,field,paragraph,says\n\
                  alpha,investment,3,7m EUR\n\
                  alpha,place,3,jinan\n\
                  alpha,status,3,\n\
                  beta,\"investment, place, status\",1,\n";
    assert_eq!(made.ask(claims), wanted);
    let found = made.base().check_soundness().unwrap();
    assert!(found.broken.is_empty(), "{:?}", found.broken);
    let conflicts = made.base().conflicts().unwrap();
    let ours = conflicts.iter().filter(|conflict| conflict.about.contains(&"Quay".to_owned()));
    assert_eq!(ours.count(), 2, "{conflicts:?}");
    // Without the option the second value is a mistake, and a name alone never decides what a value belongs to.
    let refuse = Input { keeps_second_values: false, ..table("gamma", "c-projects.csv", &other) };
    let refused = made.refused(&[refuse]);
    assert!(
        refused.iter().any(|error| error.contains("`--disagree keep` does this")),
        "{refused:?}"
    );
    let by_name = "name,investment,paragraph\nQuay,9m EUR,2\n";
    let refused = made.refused(&[table("gamma", "d-projects.csv", by_name)]);
    let only = "`investment` would be added to it on the strength of the name alone";
    assert!(refused[0].contains(only), "{refused:?}");
}

#[test]
fn a_place_that_only_a_second_value_names_stays() {
    let made = Made::new(CATALOG, &[Input::new("sources.csv", SOURCES)]);
    let text = "id,name,city,paragraph\nquay,Quay,";
    let one = table("alpha", "a-projects.csv", &format!("{text}Qingdao,1\n"));
    let other = table("beta", "b-projects.csv", &format!("{text}Chengdu,1\n"));
    made.load(&[one, other.clone()]);
    let places = "places where id in (qingdao, chengdu) show id order by id";
    assert_eq!(made.ask(places), "id\nchengdu\nqingdao\n");
    assert!(made.base().check_soundness().unwrap().broken.is_empty());
    assert_eq!(made.load(&[other]).changed, 0);
    // Nobody says it any more.
    made.load(&[table("beta", "b-projects.csv", &format!("{text}Qingdao,1\n"))]);
    assert_eq!(made.ask(places), "id\nqingdao\n");
}

/// Writes random rows about a few projects.
pub(crate) fn projects(rng: &mut Rng, names: usize) -> String {
    let mut text = "id,name,city,status,investment,date,part of,paragraph\n".to_owned();
    for n in 0..names {
        let city = rng.pick(&["", "", "Qingdao", "Jinan", "Chengdu"]);
        let status = rng.pick(&["", "signed", "completed", "not stated"]);
        let amount = rng.pick(&["", "5m EUR", "about 5m EUR", "7m CNY"]);
        let date = rng.pick(&["", "2020", "2021-03", "2021-03-04"]);
        let whole = if n > 0 { *rng.pick(&["", "", "w0"]) } else { "" };
        let paragraph = 1 + rng.below(9);
        writeln!(text, "w{n},Works {n},{city},{status},{amount},{date},{whole},{paragraph}")
            .unwrap();
    }
    text
}

#[test]
fn the_order_of_files_makes_no_difference() {
    let mut kept = 0;
    for part in 0..number("DISAGREEMENTS", 8) {
        let mut rng = Rng::of(number("DISAGREEMENTS_SEED", 20_261_129), part, 0);
        let mut inputs = vec![Input::new("sources.csv", SOURCES)];
        for (at, source) in ["alpha", "beta", "gamma", "beta"].iter().enumerate() {
            let names = 1 + rng.below(4);
            let text = projects(&mut rng, names);
            inputs.push(table(source, &format!("{at}-projects.csv"), &text));
        }
        let amount = rng.pick(&["5m EUR", "9m EUR"]);
        inputs.push(digest("delta", &format!("investment = \"{amount}\"\nstatus = \"signed\"\n")));
        let first = Made::new(CATALOG, &[]);
        kept += first.load(&inputs).kept;
        let found = first.base().check_soundness().unwrap();
        assert!(found.broken.is_empty(), "{inputs:#?}\n{:?}", found.broken);
        for _ in 0..2 {
            for at in (1..inputs.len()).rev() {
                inputs.swap(at, rng.below(at + 1));
            }
            let other = Made::new(CATALOG, &[]);
            other.load(&inputs);
            assert_eq!(first.content(), other.content(), "{inputs:#?}");
            let again = first.counts(&inputs);
            assert_eq!((again[0], again[2], again[3]), (0, 0, 0), "{inputs:#?}");
        }
    }
    assert!(kept > 20, "{kept}");
}
