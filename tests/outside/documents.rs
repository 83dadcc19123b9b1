//! The documents the facts are from. The project is written in its own words: nowhere does it carry over a sentence of the documents its facts are from.
//!
//! A *run* is a sequence of words that some document has too. Words are compared without case, punctuation and
//! apostrophes; U+00A0 and line breaks only separate, and each character of a script without spaces is a word. Every
//! text file of the project is read whole, comments and all: seeds, schema, documentation, code, golden files.
//!
//! - No run is longer than eight words, unless it lies within one recorded name.
//! - A recorded name is the label or another name of a thing; what a document calls a thing, others have to call it
//!   too. A name shares at most twelve words, so that no sentence passes for one.
//! - The title of a document (the name of a source) may be of any length: it is how the document is cited.
//!
//! And every phrase the built-in facts cite is found in its document.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::needs::documents;
use crate::support::{Ran, Room, rows};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The longest run in a text, and in a name that is no title.
const LONGEST: usize = 8;
const LONGEST_IN_A_NAME: usize = 12;

/// A text as words with one space around each, so that a run of words is a part of it.
fn folded(text: &str) -> String {
    let mut folded = String::from(" ");
    for c in text.chars().flat_map(char::to_lowercase) {
        let alone = c.is_alphanumeric() && c >= '\u{2e80}';
        if alone && !folded.ends_with(' ') {
            folded.push(' ');
        }
        if c.is_alphanumeric() {
            folded.push(c);
        }
        let between = !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '‘');
        if (alone || between) && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

/// The documents, and all runs of theirs that are just too long.
struct Documents {
    texts: Vec<String>,
    runs: HashSet<Vec<String>>,
}

impl Documents {
    fn new(texts: &[String]) -> Self {
        let texts: Vec<String> = texts.iter().map(|text| folded(text)).collect();
        let words =
            |text: &String| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
        let too_long = |words: Vec<String>| -> Vec<Vec<String>> {
            words.windows(LONGEST + 1).map(<[String]>::to_vec).collect()
        };
        let runs = texts.iter().flat_map(|text| too_long(words(text))).collect();
        Self { texts, runs }
    }

    fn read() -> Self {
        let paths = fs::read_dir(documents()).unwrap().map(|entry| entry.unwrap().path());
        let texts: Vec<String> = paths
            .filter(|path| path.extension().is_some_and(|end| end == "txt"))
            .map(|path| fs::read_to_string(path).unwrap())
            .collect();
        assert!(texts.len() >= 5, "only {} documents", texts.len());
        Self::new(&texts)
    }

    /// The runs of more than eight words in a text, each as long as it goes.
    fn in_text(&self, text: &str) -> Vec<String> {
        let words: Vec<String> = folded(text).split_whitespace().map(str::to_owned).collect();
        let mut found = Vec::new();
        let mut rest = words.as_slice();
        while let Some(start) = rest.get(..=LONGEST) {
            if !self.runs.contains(start) {
                rest = rest.get(1..).unwrap();
                continue;
            }
            let shared = |n: &usize| {
                let run = format!(" {} ", rest.get(..*n).unwrap().join(" "));
                self.texts.iter().any(|document| document.contains(&run))
            };
            let longest = (LONGEST + 1..=rest.len()).take_while(shared).last().unwrap();
            found.push(rest.get(..longest).unwrap().join(" "));
            rest = rest.get(longest..).unwrap();
        }
        found
    }
}

fn names(query: &str, field: &str) -> Vec<String> {
    let name = |row: &Value| row.get(field).unwrap().as_str().unwrap().to_owned();
    rows(query).iter().map(name).collect()
}

/// All files of the project but what is built, fetched or kept by tools.
fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if matches!(name.as_str(), "target" | ".git" | "Cargo.lock") {
            continue;
        }
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

pub(crate) fn no_text_shares_more_than_eight_words_with_a_document() {
    let documents = Documents::read();
    // A name, and an office with the one who has it.
    let recorded = [names("names show text", "text"), names("roles show name", "name")].concat();
    let recorded: Vec<String> = recorded.iter().map(|name| folded(name)).collect();
    assert!(recorded.len() > 200, "{} names", recorded.len());
    let mut paths = Vec::new();
    files(Path::new(ROOT), &mut paths);
    assert!(paths.iter().any(|path| path.ends_with("seeds/gazetteer.toml")), "{paths:?}");
    let mut wrong = Vec::new();
    for path in paths {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for run in documents.in_text(&text) {
            if !recorded.iter().any(|name| name.contains(&format!(" {run} "))) {
                wrong.push(format!("{}: {run}", path.strip_prefix(ROOT).unwrap().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "sentences of the documents, say it in your own words:\n{wrong:#?}");
}

pub(crate) fn no_name_is_a_sentence() {
    let documents = Documents::read();
    let titles: HashSet<String> = names("sources show name", "name").into_iter().collect();
    let wrong: Vec<String> = names("names show text", "text")
        .into_iter()
        .filter(|name| !titles.contains(name))
        .flat_map(|name| documents.in_text(&name))
        .filter(|run| run.split(' ').count() > LONGEST_IN_A_NAME)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

pub(crate) fn a_run_is_found_whatever_its_case_and_signs() {
    let document =
        "The mayor’s boat left the old harbour at nine, and nobody saw it again that year.";
    let documents = Documents::new(&[document.to_owned()]);
    let found = |text: &str| documents.in_text(text);
    assert_eq!(
        found("# They say: mayors BOAT left\n# the\u{a0}old harbour (at nine) and – nobody."),
        ["mayors boat left the old harbour at nine and nobody"]
    );
    assert!(
        found("the old harbour at nine and nobody saw").is_empty(),
        "eight words may be shared"
    );
    assert_eq!(found("the old harbour at nine and nobody saw it").len(), 1);
    assert!(found("the old harbour at ten and nobody saw it again that year").is_empty());
    let both = format!("{document} Then: {document}");
    assert_eq!(found(&both).len(), 2, "each time it stands there");
    let chinese = Documents::new(&["二十个项目在青岛集中签约".to_owned()]);
    assert_eq!(chinese.in_text("“二十个项目，在青岛签约”"), Vec::<String>::new());
    assert_eq!(chinese.in_text("“二十个项目，在青岛集中”").len(), 1);
}

pub(crate) fn the_phrases_of_the_built_in_facts_are_found() {
    let documents = documents();
    let room = Room::new();
    let Ran { code, out: report, .. } = room.run(&["verify", documents.to_str().unwrap()]);
    let last = report.lines().last().unwrap();
    assert!(last.starts_with("5 documents, 92 paragraphs, "), "{report}");
    assert!(last.ends_with(" phrases looked up, all found"), "{report}");
    assert_eq!((code, report.lines().count()), (0, 6), "{report}");
    let docs = room.at("docs");
    fs::create_dir(&docs).unwrap();
    for entry in fs::read_dir(&documents).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap().replace("Ten projects", "Ten ventures");
        fs::write(docs.join(path.file_name().unwrap()), text).unwrap();
    }
    let Ran { code, out: report, .. } = room.run(&["verify", "docs"]);
    let failed: Vec<&str> = report.lines().filter(|line| line.contains("“Ten projects”")).collect();
    assert_eq!(failed.len(), 2, "{report}");
    assert!(
        failed[1].starts_with("  paragraph 5, project `hub-signed-2020`, `size`: "),
        "{report}"
    );
    assert_eq!((code, report.lines().count()), (1, 9), "{report}");
}

/// A change of a phrase that a person may make without noticing; `None` means that it changes nothing in this phrase.
type Slip = fn(&str) -> Option<String>;

/// Replaces the first of some texts that a phrase has.
fn replaced(phrase: &str, pairs: &[(&str, &str)]) -> Option<String> {
    let (old, new) = pairs.iter().find(|(old, _)| phrase.contains(old))?;
    Some(phrase.replacen(old, new, 1))
}

const SLIPS: [(&str, Slip); 5] = [
    ("another word", |phrase| {
        let words: Vec<&str> = phrase.split([' ', '-']).collect();
        let longest = words.iter().max_by_key(|word| word.len()).filter(|_| words.len() > 2)?;
        Some(phrase.replacen(longest, "somewhat", 1))
    }),
    ("another number", |phrase| {
        let at = phrase.find(|c: char| c.is_ascii_digit())?;
        let digit = if phrase[at..].starts_with('7') { "8" } else { "7" };
        Some(format!("{}{digit}{}", &phrase[..at], &phrase[at + 1..]))
    }),
    ("a letter less", |phrase| {
        let at = phrase.len() / 2;
        let whole =
            phrase.is_ascii() && phrase.len() > 6 && phrase[at..].starts_with(char::is_alphabetic);
        whole.then(|| format!("{}{}", &phrase[..at], &phrase[at + 1..]))
    }),
    ("another quotation mark", |phrase| {
        replaced(phrase, &[("“", "'"), ("”", "'"), ("’", "`"), ("\\\"", "“")])
    }),
    ("another dash", |phrase| replaced(phrase, &[("-", " – "), ("–", "-"), ("—", "-")])),
];

/// The phrases of a digest's text: where each begins and ends.
fn phrases(digest: &str) -> Vec<std::ops::Range<usize>> {
    let starts = digest.match_indices("phrase = \"").map(|(at, key)| at + key.len());
    starts
        .map(|start| {
            let quote = |(at, _): &(usize, &str)| !digest[start..start + at].ends_with('\\');
            start..start + digest[start..].match_indices('"').find(quote).unwrap().0
        })
        .collect()
}

/// Loads a digest into an empty base, and returns each mistake with its line and its helps.
fn mistakes(name: &str, text: &str) -> Vec<(usize, String)> {
    let mut inputs = brief::store::seed_inputs();
    for input in &mut inputs {
        if input.name.ends_with(name) {
            input.text = text.to_owned().into();
            input.documents = Some(documents());
        }
    }
    let catalog = include_str!("../../schema/catalog.toml");
    match brief::store::Base::in_memory(catalog, &inputs) {
        Ok(_) => vec![],
        Err(brief::store::load::LoadError::Digests(errors)) => {
            errors.into_iter().map(|error| (error.line, error.helps.join("; "))).collect()
        }
        Err(error) => panic!("{error}"),
    }
}

/// A wrong phrase is refused while it is loaded, and the message has the words that are printed.
pub(crate) fn a_slip_in_a_phrase_is_refused_with_what_is_printed() {
    let digests = brief::store::seed_inputs()
        .into_iter()
        .filter(|input| input.text.as_str().contains("[source]"));
    let mut all = [0; SLIPS.len()];
    let mut led = [0; SLIPS.len()];
    for input in digests {
        let name = input.name.rsplit('/').next().unwrap();
        for (number, (what, slip)) in SLIPS.iter().enumerate() {
            let (mut text, mut done, mut wanted) = (String::new(), 0, Vec::new());
            for at in phrases(input.text.as_str()) {
                text.push_str(&input.text.as_str()[done..at.start]);
                let phrase = &input.text.as_str()[at.clone()];
                match slip(phrase).filter(|slipped| slipped.chars().count() <= 60) {
                    Some(slipped) => {
                        wanted.push((text.matches('\n').count() + 1, phrase.replace("\\\"", "\"")));
                        text.push_str(&slipped);
                    }
                    None => text.push_str(phrase),
                }
                done = at.end;
            }
            text.push_str(&input.text.as_str()[done..]);
            let found = mistakes(name, &text);
            all[number] += wanted.len();
            for (line, phrase) in wanted {
                let mut here = found.iter().filter(|(at, _)| *at == line);
                let helps: Vec<&String> = here.by_ref().map(|(_, helps)| helps).collect();
                let folded = folded(&phrase);
                let is_led = helps.iter().any(|help| self::folded(help).contains(folded.trim()));
                led[number] += usize::from(is_led);
                if !is_led && std::env::var_os("SLIPS").is_some() {
                    println!("{what}, {name}:{line}: “{phrase}”: {helps:?}");
                }
            }
        }
    }
    for (number, (what, _)) in SLIPS.iter().enumerate() {
        let share = led[number] * 100 / all[number].max(1);
        println!("{what}: {} of {} phrases ({share}%)", led[number], all[number]);
        assert!(
            share >= 85,
            "{what}: only {} of {} lead to what is printed",
            led[number],
            all[number]
        );
    }
}

/// A paragraph that is off by one is refused with the right one.
pub(crate) fn a_wrong_paragraph_is_refused_with_the_right_one() {
    let seeds = brief::store::seed_inputs();
    let input = seeds.iter().find(|input| input.name.ends_with("qingdao-hub-2020.toml")).unwrap();
    let phrase = "phrase = \"40.2% in 2019\"";
    let line = input.text.as_str().lines().position(|line| line.contains(phrase)).unwrap();
    let wrong = input.text.as_str().replace(phrase, &format!("p = 21, {phrase}"));
    let found = mistakes("qingdao-hub-2020.toml", &wrong);
    let here: Vec<_> = found.into_iter().filter(|(at, _)| *at == line + 1).collect();
    assert_eq!(here, [(line + 1, "paragraph 20 has it: write `p = 20`".to_owned())]);
}

/// What the built-in facts cite of their documents, and that a figure that is left out shows up.
pub(crate) fn a_figure_that_is_left_out_is_listed() {
    let documents = documents();
    let room = Room::new();
    let directory = documents.to_str().unwrap();
    let Ran { code, out: report, .. } = room.run(&["verify", "--uncited", directory]);
    let last = report.lines().last().unwrap();
    assert!(last.starts_with("cited: "), "{report}");
    assert_eq!(code, 0, "{report}");
    assert!(!report.contains("[40.2]"), "{report}");
    let seed = fs::read_to_string(Path::new(ROOT).join("seeds/qingdao-hub-2020.toml")).unwrap();
    let figure =
        seed.split("\n  { ").find(|entry| entry.contains("phrase = \"40.2% in 2019\"")).unwrap();
    room.write("less.toml", seed.replace(&format!("\n  {{ {figure}"), ""));
    let base = room.run(&["new", "less.db"]);
    assert_eq!(base.code, 0);
    assert_eq!(room.run(&["load", "less.db", "less.toml", "--documents", directory]).code, 0);
    let report = room.run(&["verify", "--uncited", "less.db", directory]).out;
    assert!(report.contains("number “40.2”"), "{report}");
}
