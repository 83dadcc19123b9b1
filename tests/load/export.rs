//! What a source says, taken back and written as a digest: the digest loads to the same content.
//!
//! `EXPORTS=200 cargo test --test load export` tries more random bases, `EXPORTS_SEED=7` others.

use brief::store::digest::Input;
use brief::store::load::{LoadError, Loaded};
use brief::store::{Base, seed_inputs};

use crate::made::{CATALOG, Made};
use crate::rng::Rng;
use crate::sequences::{FILES, SOURCES, file, input};
use crate::support::number;

/// Takes back what a source said.
fn unload(made: &Made, source: &str) -> Result<Loaded, LoadError> {
    made.try_load(&[Input { unload: Some(source.to_owned()), ..Input::new(source, "") }])
}

/// What a source says, as an input.
fn exported(base: &Base, source: &str) -> Input {
    Input::new(format!("{source}.toml"), base.digest_of(source).unwrap())
}

fn is_of(input: &Input, source: &str) -> bool {
    input.text.as_str().contains(&format!("\n[source]\nid = \"{source}\"\n"))
}

/// Makes a base of inputs without texts, and checks that it has the same facts as another. Returns whether it was made: mistakes
/// and warnings need the texts.
fn is_made_without_texts(unwritten: &[Input], base: &Base, case: &str) -> bool {
    match Base::in_memory(CATALOG, unwritten) {
        Ok((again, loaded)) => {
            assert_eq!(again.meta_value("content"), base.meta_value("content"), "{case}");
            assert_eq!(loaded.warnings, [], "{case}");
            assert!(again.check_soundness().unwrap().broken.is_empty(), "{case}");
            true
        }
        Err(LoadError::Unwritten) => false,
        Err(error) => panic!("{case}: {error}"),
    }
}

#[test]
fn the_built_in_facts_need_no_text_to_be_taken_over() {
    let (base, _) = Base::in_memory(CATALOG, &seed_inputs()).unwrap();
    let sources = base.source_slugs().unwrap();
    let files = base.files_without_source().unwrap();
    assert!(!files.is_empty());
    let sources = sources.iter().map(|name| base.reading_of_source(name, false).unwrap());
    let files = files.iter().map(|name| base.reading_of_file(name, false).unwrap());
    let unwritten: Vec<Input> = sources.chain(files).collect();
    assert!(unwritten.iter().all(|input| input.text.is_empty() && input.unwritten.is_some()));
    assert!(is_made_without_texts(&unwritten, &base, "built in"));
}

#[test]
fn a_built_in_source_is_written_as_a_digest_that_says_the_same() {
    let made = Made::new(CATALOG, &seed_inputs());
    let base = made.base();
    let sources = base.source_slugs().unwrap();
    assert_eq!(sources.len(), 5);
    for source in &sources {
        let digest = exported(&base, source);
        let mut inputs = seed_inputs();
        let own = inputs.iter_mut().find(|input| is_of(input, source)).unwrap();
        *own = digest.clone();
        let (again, _) = Base::in_memory(CATALOG, &inputs)
            .unwrap_or_else(|error| panic!("{error}\n{}", digest.text));
        assert_eq!(
            again.meta_value("content"),
            base.meta_value("content"),
            "{source}\n{}",
            digest.text
        );
    }
}

#[test]
fn a_thing_of_several_paragraphs_is_written_as_a_digest_that_says_the_same() {
    let text = include_str!("../scripts/bases/disputed.toml");
    let made = Made::new(CATALOG, &[Input::new("disputed.toml", text)]);
    let written = exported(&made.base(), "harbour-news");
    assert_eq!(Made::new(CATALOG, &[written]).content(), made.content());
}

#[test]
fn a_built_in_source_is_taken_back_and_loaded_again() {
    let made = Made::new(CATALOG, &seed_inputs());
    let (before, base) = (made.content(), made.base());
    for source in base.source_slugs().unwrap() {
        let digest = exported(&base, &source);
        let gone = unload(&made, &source).unwrap();
        assert!(gone.removed > 40 && gone.new == 0, "{source}: {gone:?}");
        let less = made.base();
        assert!(less.check_soundness().unwrap().broken.is_empty(), "{source}");
        assert!(!less.source_slugs().unwrap().contains(&source));
        let others: Vec<Input> =
            seed_inputs().into_iter().filter(|input| !is_of(input, &source)).collect();
        let (others, _) = Base::in_memory(CATALOG, &others).unwrap();
        assert_eq!(
            less.meta_value("content"),
            others.meta_value("content"),
            "{source}: as if it had never been loaded"
        );
        let back = made.load(&[digest]);
        assert_eq!((back.new, back.removed), (gone.removed, 0), "{source}");
        assert_eq!(made.content(), before, "{source}");
    }
}

#[test]
fn random_bases_are_written_as_digests_that_say_the_same() {
    let (mut same, mut back, mut without_texts) = (0, 0, 0);
    for part in 0..number("EXPORTS", 12) {
        let mut rng = Rng::of(number("EXPORTS_SEED", 20_261_129), part, 0);
        let mut inputs = vec![input("sources.csv", SOURCES)];
        for name in FILES {
            let text = file(&mut rng, name);
            inputs.push(input(name, &text));
        }
        let Ok((base, _)) = Base::in_memory(CATALOG, &inputs) else { continue };
        let digests = ["s0", "s1"].map(|source| exported(&base, source));
        let (again, _) =
            Base::in_memory(CATALOG, &digests).unwrap_or_else(|error| panic!("{part}: {error}"));
        assert_eq!(
            again.meta_value("content"),
            base.meta_value("content"),
            "{part}: {}\n{}",
            digests[0].text,
            digests[1].text
        );
        same += 1;
        let unwritten = ["s0", "s1"].map(|source| base.reading_of_source(source, false).unwrap());
        without_texts += usize::from(is_made_without_texts(&unwritten, &base, &part.to_string()));
        // Rows of tables go with their source too.
        let made = Made::new(CATALOG, &inputs);
        match unload(&made, "s1") {
            Ok(_) => {
                assert!(made.base().check_soundness().unwrap().broken.is_empty(), "{part}");
                made.load(&digests[1..]);
                back += 1;
            }
            Err(LoadError::Dangling(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    println!("{same} the same, {without_texts} of them without texts, {back} taken back");
    assert!(same > 3 && without_texts > 3, "{same}, {without_texts}, {back}");
}

#[test]
fn what_others_refer_to_stays() {
    let digest = |source: &str, rest: &str| {
        Input::new(
            format!("{source}.toml"),
            format!("[source]\nid = \"{source}\"\nname = \"{source}\"\nparagraphs = 3\n{rest}"),
        )
    };
    let place = "[[place]]\nid = \"harbour\"\nname = \"Harbour\"\ntype = \"port\"\ncite = { p = 1, phrase = \"a \\\"harbour\\\"\" }\n";
    let project =
        "[[project]]\nid = \"pier\"\nname = \"Pier\"\nplace = \"harbour\"\ncite = { p = 2 }\n";
    let made = Made::new(CATALOG, &[digest("first", place), digest("second", project)]);
    let before = made.content();
    let error = unload(&made, "first").unwrap_err().to_string();
    assert_eq!(
        error,
        "`harbour` can't be removed: no source supports it any more, but it is the `place` of \"Pier\" (second p2)"
    );
    assert_eq!(made.content(), before);
    let second = exported(&made.base(), "second");
    assert_eq!(
        second.text.as_str(),
        "[source]\nid = \"second\"\nname = \"second\"\nparagraphs = 3\n\n[[project]]\nid = \"pier\"\nname = \"Pier\"\nplace = \"harbour\"\ncite = { p = 2 }\n"
    );
    assert!(
        exported(&made.base(), "first").text.as_str().contains("phrase = \"a \\\"harbour\\\"\"")
    );
    let gone = unload(&made, "second").unwrap();
    assert_eq!((gone.removed, gone.changed), (2, 0));
    assert_eq!(made.counts(&[second]), [2, 0, 0, 0]);
    assert_eq!(made.content(), before);
}
