//! According to a source: the answer is that of a base loaded from that source alone, with what no source says.
//!
//! `ACCORDING=100 cargo test --test load according` tries more random bases, `ACCORDING_SEED=7` others.

use brief::store::digest::Input;
use brief::store::{Base, seed_inputs};

use crate::disagreements::{SOURCES as DISAGREEING, projects, table};
use crate::made::{CATALOG, Made};
use crate::rng::Rng;
use crate::sequences::{FILES, SOURCES, file, input};
use crate::support::number;

fn is_of(input: &Input, source: &str) -> bool {
    input.text.as_str().contains(&format!("\n[source]\nid = \"{source}\"\n"))
}

#[test]
fn each_built_in_source_stands_alone() {
    let base = Made::new(CATALOG, &seed_inputs()).base();
    let sources = base.source_slugs().unwrap();
    for source in &sources {
        let cites = |input: &Input| input.text.as_str().contains("\n[source]\n");
        let own: Vec<Input> = seed_inputs()
            .into_iter()
            .filter(|input| !cites(input) || is_of(input, source))
            .collect();
        assert_eq!(own.len(), 2);
        let (own, _) = Base::in_memory(CATALOG, &own).unwrap();
        let alone = base.according_to(&[source.clone()].into()).unwrap();
        assert_eq!(alone.meta_value("content"), own.meta_value("content"), "{source}");
        assert!(alone.check_soundness().unwrap().broken.is_empty(), "{source}");
    }
    println!("{} built-in sources", sources.len());
    assert_eq!(sources.len(), 5);
}

/// The inputs that cite a source, with the source itself.
fn alone(inputs: &[Input], sources: &str, source: &str) -> Vec<Input> {
    let own = |line: &&str| line.starts_with("id,") || line.starts_with(&format!("{source},"));
    let sources = sources.lines().filter(own).collect::<Vec<_>>().join("\n") + "\n";
    let cites = |input: &&Input| input.source.as_deref() == Some(source);
    let first = std::iter::once(Input::new("sources.csv", sources));
    first.chain(inputs.iter().filter(cites).cloned()).collect()
}

#[test]
fn each_source_of_random_bases_stands_alone() {
    let (mut same, mut others) = (0, 0);
    for part in 0..number("ACCORDING", 6) {
        let mut rng = Rng::of(number("ACCORDING_SEED", 20_261_129), part, 0);
        let mut inputs = vec![input("sources.csv", SOURCES)];
        for name in FILES {
            let text = file(&mut rng, name);
            inputs.push(input(name, &text));
        }
        let Ok((base, _)) = Base::in_memory(CATALOG, &inputs) else { continue };
        for source in ["s0", "s1"] {
            let narrowed = base.according_to(&[source.to_owned()].into());
            let narrowed = narrowed.unwrap_or_else(|error| panic!("{part}: {error}\n{inputs:#?}"));
            assert!(narrowed.check_soundness().unwrap().broken.is_empty(), "{part} {source}");
            match Base::in_memory(CATALOG, &alone(&inputs, SOURCES, source)) {
                Ok((own, _)) => {
                    let found = narrowed.differences(&own).unwrap();
                    assert!(found.is_empty(), "{part} {source} {found:#?}");
                    assert_eq!(
                        narrowed.meta_value("content"),
                        own.meta_value("content"),
                        "{part} {source}"
                    );
                    same += 1;
                }
                // It refers to things that only the other source describes.
                Err(_) => others += 1,
            }
        }
    }
    println!("{same} the same, {others} with things that only the other source describes");
    assert!(same > 1 && others > 1, "{same}, {others}");
}

fn in_other_paragraphs(text: &str) -> String {
    let (header, rows) = text.split_once('\n').unwrap();
    let other = |row: &str| {
        let (cells, paragraph) = row.rsplit_once(',').unwrap();
        format!("{cells},1{paragraph}")
    };
    let rows: Vec<String> = rows.lines().map(other).collect();
    format!("{header}\n{}\n", rows.join("\n"))
}

#[test]
fn what_competes_elsewhere_is_recorded_alone() {
    let mut competing = 0;
    for part in 0..number("ACCORDING", 6) {
        let mut rng = Rng::of(number("ACCORDING_SEED", 20_261_129), part, 1);
        let mut inputs = Vec::new();
        for (at, source) in ["alpha", "beta", "gamma", "beta"].iter().enumerate() {
            let names = 1 + rng.below(4);
            // Two files of one source cite other paragraphs: the same evidence is one claim in a digest.
            let text = projects(&mut rng, names);
            let text = if at == 3 { in_other_paragraphs(&text) } else { text };
            inputs.push(table(source, &format!("{at}-projects.csv"), &text));
        }
        let sources = Input::new("sources.csv", DISAGREEING);
        let all: Vec<Input> = std::iter::once(sources).chain(inputs.clone()).collect();
        let (base, loaded) = Base::in_memory(CATALOG, &all).unwrap();
        competing += loaded.kept;
        for source in ["alpha", "beta", "gamma"] {
            let narrowed = base.according_to(&[source.to_owned()].into()).unwrap();
            let (own, _) = Base::in_memory(CATALOG, &alone(&inputs, DISAGREEING, source)).unwrap();
            let found = narrowed.differences(&own).unwrap();
            assert!(found.is_empty(), "{found:#?}");
            assert_eq!(
                narrowed.meta_value("content"),
                own.meta_value("content"),
                "{source} {inputs:#?}"
            );
        }
    }
    println!("{competing} competing values");
    assert!(competing > 10, "{competing}");
}
