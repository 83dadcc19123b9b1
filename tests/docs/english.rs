//! Keeps the English natural: phrases that a native reader stumbles over occur in no document, help text, message or doc
//! comment.

use std::collections::BTreeMap;
use std::process::Command;

use super::documents::{BRIEF, ROOT, documents, text};
use super::references::sources;

/// Phrases that nobody would say to a colleague. Each is matched as whole words, in any case.
const BANNED: [&str; 27] = [
    "are none",
    "are told",
    "be mended",
    "be told",
    "in its place",
    "in vain",
    "is none",
    "is to be known",
    "is told",
    "lies",
    "made anew",
    "mended",
    "mending",
    "mends",
    "nobody tells",
    "none is",
    "none:",
    "of which",
    "so many",
    "stands",
    "stood",
    "tells of",
    "tells that",
    "tells what",
    "that which",
    "was told",
    "whoever",
];

/// Phrases that contain a banned one and are good English.
const ALLOWED: [&str; 5] =
    ["stands for", "stands alone", "be told apart", "there are none", "there is none"];

/// Hits still in the doc comments and strings of `src`. The number may only be lowered.
const LEFT_IN_SOURCES: usize = 1;

/// The banned phrases in a text.
fn phrases(text: &str) -> Vec<&'static str> {
    let mut text = text.to_lowercase();
    for allowed in ALLOWED {
        text = text.replace(allowed, "");
    }
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_`".contains(c));
    let has = |phrase: &str| {
        text.match_indices(phrase).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + phrase.len()..]);
            let ends = phrase.ends_with(':') || !inside(after.chars().next());
            ends && !inside(before.chars().next_back())
        })
    };
    BANNED.into_iter().filter(|phrase| has(phrase)).collect()
}

/// Reports each hit with its place.
fn report(place: &str, line: &str, found: &mut Vec<String>) {
    found.extend(phrases(line).iter().map(|p| format!("{place}: “{p}” in: {}", line.trim())));
}

#[test]
fn documents_and_help_are_in_natural_english() {
    let mut found = Vec::new();
    for path in documents() {
        let mut fenced = false;
        for (line, n) in text(&path).lines().zip(1..) {
            fenced ^= line.starts_with("```");
            // The rows of a table may quote what articles and people write.
            if !fenced {
                report(&format!("{path}:{n}"), line, &mut found);
            }
        }
    }
    let help = |arguments: &[&str]| {
        let output = Command::new(BRIEF).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let general = help(&["--help"]);
    let commands = general.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    let names = commands.filter_map(|line| line.split_whitespace().next()).filter(|c| *c != "help");
    for (name, shown) in names.map(|c| (c, help(&[c, "--help"]))).chain([("", general.clone())]) {
        for line in shown.lines() {
            report(&format!("brief {name} --help"), line, &mut found);
        }
    }
    for line in help(&["man"]).lines() {
        report("brief man", line, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The doc comments and string literals of a source, up to its tests, with the numbers of their lines.
fn read_by_people(source: &str) -> Vec<(usize, String)> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap();
    let mut found = Vec::new();
    for (line, n) in code.lines().zip(1..) {
        let trimmed = line.trim_start();
        if trimmed.starts_with("///") || trimmed.starts_with("//!") {
            found.push((n, trimmed.to_owned()));
        } else if !trimmed.starts_with("//") {
            let literals: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            found.extend((!literals.is_empty()).then(|| (n, literals.join(" "))));
        }
    }
    found
}

#[test]
fn messages_and_doc_comments_are_in_natural_english() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, source) in sources() {
        if source.contains("#![cfg(test)]") {
            continue;
        }
        let room = path.split('/').take(2).collect::<Vec<_>>().join("/");
        let found = found.entry(room).or_default();
        for (n, line) in read_by_people(&source) {
            report(&format!("{path}:{n}"), &line, found);
        }
    }
    for (room, hits) in &found {
        println!("{room}: {}\n{}", hits.len(), hits.join("\n"));
    }
    let hits: usize = found.values().map(Vec::len).sum();
    assert!(hits <= LEFT_IN_SOURCES, "{hits} banned phrases, {LEFT_IN_SOURCES} allowed");
}

#[test]
fn messages_of_the_scripts_are_in_natural_english() {
    let mut found = Vec::new();
    let mut directories = vec![std::path::Path::new(ROOT).join("tests/scripts")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                let script = std::fs::read_to_string(&path).unwrap();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                for (line, n) in script.lines().zip(1..) {
                    let shown = line.trim_start_matches(['>', ' ', '=', '|']);
                    if ["error", "warning", "note", "help"].iter().any(|w| shown.starts_with(w)) {
                        report(&format!("{name}:{n}"), shown, &mut found);
                    }
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn docs_of_functions_begin_with_a_verb() {
    let mut found = Vec::new();
    for (path, source) in sources() {
        let code = source.split("#[cfg(test)]\nmod tests").next().unwrap();
        let mut first = None;
        for (line, n) in code.lines().map(str::trim_start).zip(1..) {
            if let Some(doc) = line.strip_prefix("///") {
                first = first.or(Some((n, doc.trim())));
            } else if !line.starts_with("#[") {
                let is_function = line.split('(').next().unwrap().contains("fn ");
                let begins = |doc: &str| doc.starts_with("Whether ") || doc.starts_with("What ");
                let hit = first.take().filter(|(_, doc)| is_function && begins(doc));
                found.extend(hit.map(|(n, doc)| format!("{path}:{n}: {doc}")));
            }
        }
    }
    assert!(found.is_empty(), "docs without a verb:\n{}", found.join("\n"));
}
