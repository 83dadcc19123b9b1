//! Another base as an input: the bases of several people become one, in whatever order they are loaded.
//!
//! `MERGES=50 cargo test --test cli merging` tries more random bases, `MERGES_SEED=7` others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::rng::Rng;
use crate::support::{Room, number};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The digests of three people; all of them have the gazetteer.
const PEOPLE: [(&str, &[&str]); 3] = [
    ("ann.db", &["air-silk-road-2024", "asia-chengdu-europe-2020"]),
    ("ben.db", &["asia-chengdu-europe-2020", "jinan-visit-2024"]),
    ("cho.db", &["qingdao-hub-2020"]),
];

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

fn seed(name: &str) -> String {
    fs::read_to_string(format!("{ROOT}/seeds/{name}.toml")).unwrap()
}

fn make(room: &Room, base: &str, digests: &[&str]) {
    room.done(&["new", base, "--empty"]);
    let files: Vec<String> = ["gazetteer"]
        .iter()
        .chain(digests)
        .map(|name| format!("{ROOT}/seeds/{name}.toml"))
        .collect();
    let files = files.iter().map(String::as_str);
    room.done(&["load", base].into_iter().chain(files).collect::<Vec<_>>());
}

fn content(room: &Room, base: &str) -> String {
    room.done(&["about", base]).lines().last().unwrap().to_owned()
}

#[test]
fn bases_are_one_in_whatever_order_they_are_merged() {
    let room = Room::new();
    for (base, digests) in PEOPLE {
        make(&room, base, digests);
    }
    let all: Vec<&str> = PEOPLE.iter().flat_map(|(_, digests)| digests.iter().copied()).collect();
    make(&room, "all.db", &all);
    let whole = content(&room, "all.db");
    for order in ORDERS {
        let [first, second, third] = order.map(|person| PEOPLE[person].0);
        fs::copy(room.at(first), room.at("m.db")).unwrap();
        room.done(&["load", "m.db", second]);
        room.done(&["load", "m.db", third]);
        assert_eq!(content(&room, "m.db"), whole, "{order:?}");
        // What is there already changes nothing.
        for base in [second, third] {
            room.done(&["load", "m.db", base]);
            assert_eq!(content(&room, "m.db"), whole, "{order:?}");
        }
        room.done(&["check", "m.db"]);
        room.done(&["diff", "m.db", "all.db"]);
        // A base that is merged already.
        fs::copy(room.at(third), room.at("n.db")).unwrap();
        room.done(&["load", "n.db", "m.db"]);
        assert_eq!(content(&room, "n.db"), whole, "{order:?}");
    }
}

/// Three people with the same articles: Ann corrected one, Ben has one more, Cho reads the other in her own way.
#[test]
fn three_people_with_the_same_articles_come_to_one_base() {
    let room = Room::new();
    let both = ["jinan-visit-2024", "asia-chengdu-europe-2020"];
    make(&room, "ann.db", &both);
    make(&room, "ben.db", &[&both[..], &["qingdao-hub-2020"]].concat());
    make(&room, "cho.db", &both);
    make(&room, "all.db", &[&both[..], &["qingdao-hub-2020"]].concat());
    let read_again = |base: &str, name: &str, from: &str, to: &str| {
        let text = seed(name);
        let other = text.replace(from, to);
        assert_ne!(other, text, "{from}");
        room.write("again.toml", other);
        room.done(&["load", base, "again.toml"]);
    };
    let corrected = (both[0], "value = \"nearly 20\"", "value = \"20\"");
    let reading = (
        both[1],
        "measure = \"guests\", value = \"more than 300\"",
        "measure = \"guests\", value = \"at least 300\"",
    );
    read_again("ann.db", corrected.0, corrected.1, corrected.2);
    read_again("cho.db", reading.0, reading.1, reading.2);
    for (name, from, to) in [corrected, reading] {
        read_again("all.db", name, from, to);
    }
    let diff = |one: &str, other: &str| {
        let run = room.run(&["diff", one, other, "--format", "csv"]);
        assert_eq!(run.code, 1);
        run.out
    };
    let change = |found: &str| found.lines().filter(|line| line.contains("changed")).count();
    assert_eq!(change(&diff("ann.db", "cho.db")), 2, "{}", diff("ann.db", "cho.db"));
    let whole = content(&room, "all.db");
    let people = ["ann.db", "ben.db", "cho.db"];
    // Each article is read as the person who corrected or read it again does.
    let wins = [("ann.db", both[0]), ("cho.db", both[1])];
    fs::copy(room.at("ann.db"), room.at("m.db")).unwrap();
    room.run(&["load", "m.db", "ben.db"]).failed(2, &["in different ways"]);
    assert_eq!(content(&room, "m.db"), content(&room, "ann.db"), "nothing is chosen silently");
    for order in ORDERS {
        let [first, second, third] = order.map(|person| people[person]);
        fs::copy(room.at(first), room.at("m.db")).unwrap();
        for next in [second, third] {
            let options = wins.map(|(person, source)| {
                let whose = if person == next { "theirs" } else { "mine" };
                format!("--{whose}={source}")
            });
            let options = options.iter().map(String::as_str);
            room.done(&["load", "m.db", next].into_iter().chain(options).collect::<Vec<_>>());
        }
        assert_eq!(content(&room, "m.db"), whole, "{order:?}");
    }
    room.done(&["check", "m.db"]);
    room.done(&["diff", "m.db", "all.db"]);
}

/// Two bases that read the same source in different ways.
fn two_readings() -> Room {
    let room = Room::new();
    make(&room, "mine.db", &["jinan-visit-2024"]);
    make(&room, "theirs.db", &["asia-chengdu-europe-2020"]);
    let text = seed("jinan-visit-2024");
    let other = text.replace("value = \"nearly 20\"", "value = \"20\"");
    assert_ne!(other, text);
    room.write("other.toml", other);
    room.done(&["load", "theirs.db", "other.toml"]);
    room
}

const FIGURES: &[&str] = &[
    "mine.db",
    "figures where source = @jinan-visit-2024 and measure = activities show value",
    "--format",
    "csv",
    "-q",
];

#[test]
fn two_readings_of_a_source_are_never_chosen_silently() {
    let room = two_readings();
    let [mine, theirs] = ["mine.db", "theirs.db"].map(|base| content(&room, base));
    room.run(&["load", "mine.db", "theirs.db"]).failed(
        2,
        &[
            "mine.db and theirs.db read `jinan-visit-2024` in different ways",
            ": nearly 20 in mine.db, 20 in theirs.db",
            "--theirs=jinan-visit-2024",
            "`brief diff mine.db theirs.db` shows all",
        ],
    );
    assert_eq!(content(&room, "mine.db"), mine, "nothing is loaded");
    let before = room.done(FIGURES);
    room.done(&["load", "mine.db", "theirs.db", "--mine"]);
    assert_eq!(room.done(FIGURES), before);
    assert!(room.done(&["mine.db", "sources", "-q"]).contains("asia-chengdu-europe-2020"));
    room.done(&["load", "mine.db", "theirs.db", "--theirs=jinan-visit-2024"]);
    assert_eq!(content(&room, "mine.db"), theirs, "all that theirs has, as theirs reads it");
}

#[test]
fn both_readings_compete() {
    let room = two_readings();
    room.done(&["load", "mine.db", "theirs.db", "--both"]);
    room.done(&["check", "mine.db"]);
    let figures = room.done(FIGURES);
    let values = figures.lines().skip(1).filter_map(|line| line.split(',').next());
    assert_eq!(values.collect::<BTreeSet<_>>(), ["20", "nearly 20"].into());
    let merged = content(&room, "mine.db");
    room.done(&["load", "mine.db", "theirs.db", "--both"]);
    assert_eq!(content(&room, "mine.db"), merged, "both readings are there already");
}

#[test]
fn a_choice_is_for_one_source_and_not_for_two_readings() {
    let room = two_readings();
    let load = |options: &[&str]| room.run(&[&["load", "mine.db", "theirs.db"], options].concat());
    load(&["--theirs=jinan"]).failed(2, &["theirs.db has no source `jinan`", "it has `asia-"]);
    load(&["--theirs", "--mine"]).failed(2, &["`--mine` can't be combined with another choice"]);
    let both = ["--theirs=jinan-visit-2024", "--both=jinan-visit-2024"];
    load(&both).failed(2, &["another choice for `jinan-visit-2024`"]);
    let mine = content(&room, "mine.db");
    let run = load(&["--mine", "--theirs=jinan-visit-2024", "--dry-run"]);
    let of_value =
        run.out.lines().any(|line| line.contains("nearly 20 [") && line.contains("20, 2024-10-07"));
    assert!(of_value, "{}", run.out);
    assert!(run.err.contains("would be new"), "{}", run.err);
    assert_eq!(content(&room, "mine.db"), mine, "a dry run changes nothing");
}

#[test]
fn judgements_and_facts_without_a_source_come_along() {
    let room = Room::new();
    room.write("places.csv", "id,name,type\np1,Place One,city\np2,Place Two,city\n");
    room.write("same.csv", "keep,drop,judgement,note\np1,p2,same,\"one, city\"\n");
    for base in ["mine.db", "theirs.db"] {
        room.done(&["new", base, "--empty"]);
    }
    room.done(&["load", "theirs.db", "places.csv", "--note", "a list of ours"]);
    room.done(&["load", "theirs.db", "same.csv"]);
    room.done(&["load", "mine.db", "theirs.db"]);
    room.done(&["check", "mine.db"]);
    assert_eq!(content(&room, "mine.db"), content(&room, "theirs.db"));
    assert_eq!(room.done(&["mine.db", "count places", "--format", "csv", "-q"]), "count\n1\n");
    let merged = content(&room, "mine.db");
    room.done(&["load", "mine.db", "theirs.db"]);
    assert_eq!(content(&room, "mine.db"), merged);
    // A judgement that is taken back there is another reading of the file.
    room.write("same.csv", "keep,drop,judgement,note\np1,p2,distinct,two cities\n");
    room.done(&["load", "theirs.db", "same.csv"]);
    let command = ["load", "mine.db", "theirs.db"];
    room.run(&command).failed(2, &["read `same.csv` in different ways"]);
    room.done(&[&command[..], &["--theirs"]].concat());
    assert_eq!(content(&room, "mine.db"), content(&room, "theirs.db"));
}

/// A digest of a source that gives the investment of a project in its second paragraph.
fn of_project(source: &str, investment: &str, flag: &str) -> String {
    format!(
        "[source]\nid = \"{source}\"\nname = \"{source}\"\nparagraphs = 2\nfile = \"{source}.txt\"\n[paragraph.1]\nflags = [\"{flag}\"]\n\
         [paragraph.2]\nprojects = [{{ id = \"quay\", name = \"Quay\", investment = \"{investment}\", phrase = \"a quay\" }}]\n"
    )
}

#[test]
fn everything_that_a_source_says_is_compared_and_looked_up() {
    let room = Room::new();
    let base = |name: &str, digest: String| {
        room.done(&["new", name, "--empty"]);
        room.write("digest.toml", digest);
        room.done(&["load", name, "digest.toml"]);
    };
    base("mine.db", of_project("s1", "1bn CNY", "heading"));
    // Only the reason of a flag is another.
    base("flag.db", of_project("s1", "1bn CNY", "spam"));
    room.run(&["load", "mine.db", "flag.db"]).failed(2, &["read `s1` in different ways"]);
    fs::copy(room.at("mine.db"), room.at("m.db")).unwrap();
    room.done(&["load", "m.db", "flag.db", "--theirs"]);
    assert_eq!(content(&room, "m.db"), content(&room, "flag.db"));
    // Another source gives another value, which competes if it may.
    base("other.db", of_project("s2", "2bn CNY", "heading"));
    room.run(&["load", "mine.db", "other.db"]).failed(1, &["`investment` of `quay`"]);
    room.done(&["load", "mine.db", "other.db", "--disagree", "keep"]);
    assert!(room.done(&["-q", "mine.db", "projects show investment"]).contains("1bn CNY ±"));
    // Phrases are looked up in the documents, as those of a digest.
    base("third.db", of_project("s3", "1bn CNY", "heading"));
    room.write("s3.txt", "A heading\nSomething else.\n");
    let load = ["load", "mine.db", "third.db", "--documents", "."];
    room.run(&load).failed(1, &["a quay"]);
    room.write("s3.txt", "A heading\nThey build a quay.\n");
    room.done(&load);
}

/// Sources, each with two readings, and the place of each in a base.
const SOURCES: usize = 4;

/// A source as one of two readings has it: a digest, or a table that cites it.
fn source(rng: &mut Rng, number: usize) -> (String, String) {
    if number == 3 {
        let mut text = "id,name,status,place,source,paragraph\n".to_owned();
        for n in (0..4).filter(|_| rng.percent(70)).collect::<Vec<_>>() {
            let status = rng.pick(&["signed", "completed"]);
            let row = format!(
                "t{n},Terminal {n},{status},place-{},s3,{}",
                rng.below(5),
                1 + rng.below(9)
            );
            writeln!(text, "{row}").unwrap();
        }
        return ("projects.csv".to_owned(), text);
    }
    let mut text = format!(
        "[source]\nid = \"s{number}\"\nname = \"Source {number}\"\npublished = \"2020-0{}\"\nparagraphs = 9\n",
        1 + rng.below(3)
    );
    text += "\n[[flag]]\np = 1\nreason = \"heading\"\n";
    for n in (0..5).filter(|_| rng.percent(60)).collect::<Vec<_>>() {
        // Others describe the places too, and agree on everything but their names.
        let other =
            format!("names = [{{ text = \"{number}-{n}-{}\", form = \"variant\" }}]", rng.below(2));
        let names = if rng.percent(50) { other } else { String::new() };
        writeln!(
            text,
            "\n[[place]]\nid = \"place-{n}\"\nname = \"Place {n}\"\ncite.p = {}\n{names}",
            2 + rng.below(7)
        )
        .unwrap();
        let amount = rng.pick(&["about 500m CNY", "1bn CNY", "more than 2bn USD"]);
        writeln!(
            text,
            "\n[[project]]\nid = \"w-{number}-{n}\"\nname = \"Works {number}-{n}\"\nplace = \"place-{}\"\ninvestment = \"{amount}\"\ncite.p = {}\ncite.investment = {{ p = {}, phrase = \"for {amount}\" }}",
            rng.below(5), 2 + rng.below(7), 2 + rng.below(7)
        )
        .unwrap();
        let value = rng.pick(&["1000", "about 1000", "3000"]);
        writeln!(
            text,
            "\n[[figure]]\nsubject = \"place-{n}\"\nmeasure = \"population\"\nvalue = \"{value} people\"\nperiod = \"2020\"\ncite.p = {}",
            2 + rng.below(7)
        )
        .unwrap();
    }
    (format!("s{number}.toml"), text)
}

/// The readings of sources that a base has.
type Readings = BTreeMap<usize, usize>;

/// The files of random bases.
struct Sources {
    room: Room,
    /// Each source in two readings: the name of its file, and its text.
    texts: Vec<[(String, String); 2]>,
}

impl Sources {
    fn new(rng: &mut Rng) -> Self {
        let room = Room::new();
        let places: Vec<String> = (0..5).map(|n| format!("place-{n},Place {n},city\n")).collect();
        room.write("places.csv", format!("id,name,type\n{}", places.concat()));
        let texts = (0..SOURCES).map(|at| [source(rng, at), source(rng, at)]).collect();
        Self { room, texts }
    }

    /// Makes a base with these readings.
    fn make(&self, base: &str, readings: &Readings) {
        let _ = fs::remove_file(self.room.at(base));
        self.room.done(&["new", base, "--empty"]);
        self.room.write("sources.csv", "id,name,paragraphs\ns3,Source 3,9\n");
        let mut words = vec!["load", base, "places.csv", "--note", "known to all"];
        if readings.contains_key(&3) {
            words.push("sources.csv");
        }
        for (source, reading) in readings {
            let (name, text) = &self.texts[*source][*reading];
            self.room.write(name, text);
            words.push(name);
        }
        self.room.done(&words);
    }

    /// Loads a base into another, with the chosen reading of each source.
    fn merge(
        &self,
        (into, has): (&str, &mut Readings),
        (other, theirs): (&str, &Readings),
        chosen: &Readings,
    ) {
        let mut options = Vec::new();
        for (source, reading) in theirs {
            let won = chosen[source];
            if has.get(source).is_some_and(|mine| mine != reading) {
                options.push(format!(
                    "--{}=s{source}",
                    if won == *reading { "theirs" } else { "mine" }
                ));
                has.insert(*source, won);
            } else {
                has.insert(*source, *reading);
            }
        }
        let words = ["load", into, other].into_iter().chain(options.iter().map(String::as_str));
        self.room.done(&words.collect::<Vec<_>>());
    }
}

/// The readings of which each is in a base with this chance.
fn some_readings(rng: &mut Rng) -> Readings {
    (0..SOURCES)
        .filter(|_| rng.percent(70))
        .collect::<Vec<_>>()
        .into_iter()
        .map(|at| (at, rng.below(2)))
        .collect()
}

#[test]
fn merging_is_commutative_associative_and_idempotent() {
    let (mut merged, mut chosen_of_two) = (0, 0);
    for part in 0..number("MERGES", 2) {
        let mut rng = Rng::of(number("MERGES_SEED", 20_261_129), part, 0);
        let sources = Sources::new(&mut rng);
        let bases = ["a.db", "b.db", "c.db"];
        let has = [(); 3].map(|()| some_readings(&mut rng));
        for (base, readings) in bases.iter().zip(&has) {
            sources.make(base, readings);
        }
        let chosen: Readings = (0..SOURCES).map(|at| (at, rng.below(2))).collect();
        let of = |at: usize| has.iter().filter_map(|one| one.get(&at)).collect::<BTreeSet<_>>();
        // A reading that one base alone has is the one that stays.
        let chosen: Readings = chosen
            .into_iter()
            .filter(|(at, _)| !of(*at).is_empty())
            .map(|(at, won)| (at, if of(at).len() == 2 { won } else { **of(at).first().unwrap() }))
            .collect();
        chosen_of_two += chosen.keys().filter(|at| of(**at).len() == 2).count();
        sources.make("whole.db", &chosen);
        let whole = content(&sources.room, "whole.db");
        for order in ORDERS {
            let [first, second, third] = order;
            fs::copy(sources.room.at(bases[first]), sources.room.at("m.db")).unwrap();
            let mut readings = has[first].clone();
            for next in [second, third, third] {
                sources.merge(("m.db", &mut readings), (bases[next], &has[next]), &chosen);
                merged += 1;
            }
            assert_eq!(
                content(&sources.room, "m.db"),
                whole,
                "bases {part}, order {order:?}: {has:?}"
            );
            // The first with what the two others are together.
            fs::copy(sources.room.at(bases[second]), sources.room.at("n.db")).unwrap();
            let mut of_two = has[second].clone();
            sources.merge(("n.db", &mut of_two), (bases[third], &has[third]), &chosen);
            fs::copy(sources.room.at(bases[first]), sources.room.at("m.db")).unwrap();
            sources.merge(("m.db", &mut has[first].clone()), ("n.db", &of_two), &chosen);
            merged += 2;
            assert_eq!(
                content(&sources.room, "m.db"),
                whole,
                "bases {part}, order {order:?} by twos: {has:?}"
            );
        }
        sources.room.done(&["check", "m.db"]);
    }
    println!("{merged} merges in every order and by twos, {chosen_of_two} choices of two readings");
    assert!(merged > 0 && chosen_of_two > 0);
}

#[test]
fn what_differs_applied_to_a_base_makes_the_other() {
    let mut differences = 0;
    for part in 0..number("MERGES", 2) {
        let mut rng = Rng::of(number("MERGES_SEED", 20_261_129), part, 1);
        let sources = Sources::new(&mut rng);
        let room = &sources.room;
        let [a, b] = [(); 2].map(|()| some_readings(&mut rng));
        sources.make("a.db", &a);
        sources.make("b.db", &b);
        let found = room.run(&["diff", "a.db", "b.db", "--format", "csv"]).out;
        differences += found.lines().count() - 1;
        // A source that the other lacks is removed; the others are read as the other reads them.
        room.done(&["load", "a.db", "b.db", "--theirs"]);
        for gone in a.keys().filter(|source| !b.contains_key(source)) {
            assert!(found.contains(&format!("s{gone} ")), "{found}");
            room.done(&["unload", "a.db", &format!("s{gone}")]);
        }
        assert_eq!(content(room, "a.db"), content(room, "b.db"), "bases {part}: {a:?} and {b:?}");
        assert_eq!(room.run(&["diff", "a.db", "b.db", "--format", "csv"]).out.lines().count(), 1);
    }
    println!("{differences} differences applied");
    assert!(differences > 0);
}
