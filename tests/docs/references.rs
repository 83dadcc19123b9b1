//! Checks that references lead somewhere: links between documents, documents cited in comments, and the paths of files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::documents::{ROOT, documents, is_document, text};

/// Every Rust file below `src`, as a path from the root, with its text.
pub(super) fn sources() -> Vec<(String, String)> {
    let mut directories = vec![PathBuf::from("src")];
    let mut found = Vec::new();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(Path::new(ROOT).join(&directory)).unwrap() {
            let path = directory.join(entry.unwrap().file_name());
            if Path::new(ROOT).join(&path).is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let path = path.to_string_lossy().into_owned();
                found.push((path.clone(), text(&path)));
            }
        }
    }
    found.sort();
    found
}

/// The anchors of a document's headings.
fn anchors(path: &str) -> BTreeSet<String> {
    let text = text(path);
    let mut fenced = false;
    let headings = text.lines().filter(|line| {
        fenced ^= line.starts_with("```");
        !fenced && line.starts_with('#')
    });
    headings
        .map(|line| {
            let kept = line.trim_start_matches('#').trim().to_lowercase();
            let kept = kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.collect::<String>().replace(' ', "-")
        })
        .collect()
}

/// Checks that a document exists, and that it has the heading of an anchor, if one is given.
fn leads_somewhere(path: &str, anchor: Option<&str>) -> bool {
    Path::new(ROOT).join(path).exists() && anchor.is_none_or(|a| anchors(path).contains(a))
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut wrong = Vec::new();
    for from in documents() {
        let shown = text(&from);
        let folder = Path::new(&from).parent().unwrap();
        for link in shown.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, anchor) =
                link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
            let path = if path.is_empty() {
                from.clone()
            } else {
                folder.join(path).to_string_lossy().into_owned()
            };
            if !leads_somewhere(&path, anchor) {
                wrong.push(format!("{from}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "links that lead nowhere:\n{}", wrong.join("\n"));
}

#[test]
fn documents_cited_in_comments_exist() {
    let (mut cited, mut wrong) = (0, Vec::new());
    for (path, source) in sources() {
        for (line, n) in source.lines().zip(1..) {
            let Some((_, comment)) = line.split_once("//") else { continue };
            let words =
                comment.split(|c: char| !(c.is_ascii_alphanumeric() || "._-/#".contains(c)));
            for word in words.map(|word| word.trim_end_matches(['.', '#'])) {
                let (file, anchor) =
                    word.split_once('#').map_or((word, None), |(file, a)| (file, Some(a)));
                if !is_document(file) {
                    continue;
                }
                cited += 1;
                if !leads_somewhere(file, anchor) {
                    wrong.push(format!("{path}:{n}: {word}"));
                }
            }
        }
    }
    assert!(cited > 15, "only {cited} citations: is this check still right?");
    assert!(wrong.is_empty(), "cited, but not there:\n{}", wrong.join("\n"));
}

#[test]
fn files_named_in_documents_exist() {
    let rooms = ["benches/", "docs/", "examples/", "schema/", "seeds/", "src/", "tests/"];
    let mut wrong = Vec::new();
    for from in documents() {
        let shown = text(&from);
        for span in shown.split('`').skip(1).step_by(2) {
            let plain = !span.contains(|c: char| c.is_whitespace() || "*…<".contains(c));
            let ours = rooms.iter().any(|room| span.starts_with(room));
            if plain && ours && !Path::new(ROOT).join(span).exists() {
                wrong.push(format!("{from}: {span}"));
            }
        }
    }
    assert!(wrong.is_empty(), "named, but not there:\n{}", wrong.join("\n"));
}

#[test]
fn the_architecture_names_every_directory_of_the_sources() {
    let architecture = text("docs/architecture.md");
    for entry in fs::read_dir(Path::new(ROOT).join("src")).unwrap() {
        let entry = entry.unwrap();
        let name = format!("src/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            assert!(architecture.contains(&name), "docs/architecture.md lacks {name}");
        }
    }
}

#[test]
fn the_architecture_names_types_where_they_are() {
    let architecture = text("docs/architecture.md");
    let spans: Vec<&str> = architecture.split('`').collect();
    let named = spans.windows(3).skip(1).step_by(2).filter(|three| three[1].trim() == "in");
    let wrong: Vec<String> = named
        .clone()
        .filter(|three| Path::new(ROOT).join(three[2]).is_file())
        .filter(|three| !text(three[2]).contains(three[0]))
        .map(|three| format!("{} in {}", three[0], three[2]))
        .collect();
    assert!(named.count() > 20, "is this check still right?");
    assert!(wrong.is_empty(), "named, but not there:\n{}", wrong.join("\n"));
}
