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
    let recorded: Vec<String> =
        names("names show text", "text").iter().map(|name| folded(name)).collect();
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
