//! The invariants of `lib.rs`, read off the sources.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust source below `src`, without its tests: its path from `src` and its text.
fn sources() -> Vec<(String, String)> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    found
        .iter()
        .map(|path| (name(path), fs::read_to_string(path).unwrap()))
        .filter(|(name, text)| !is_test(name, text))
        .map(|(name, text)| (name, code(&text)))
        .collect()
}

/// A file that is a test module of another.
fn is_test(name: &str, text: &str) -> bool {
    name.ends_with("/parser/tests.rs")
        || text.contains("#![cfg(test)]")
        || name.ends_with("sample.rs")
}

/// The text up to its tests, without comments.
fn code(text: &str) -> String {
    let before = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = before.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a source names a crate or module in a path.
fn names(text: &str, path: &str) -> bool {
    text.match_indices(path).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + path.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

fn only_in(crate_name: &str, allowed: &[&str]) {
    let mut seen = false;
    for (name, text) in sources() {
        if names(&text, &format!("{crate_name}::")) || names(&text, &format!("use {crate_name}")) {
            seen = true;
            assert!(
                allowed.iter().any(|place| name.starts_with(place)),
                "`{crate_name}` is named in {name}; it belongs in {allowed:?}"
            );
        }
    }
    assert!(seen, "`{crate_name}` is not found anywhere: is this check still right?");
}

#[test]
fn each_outside_crate_is_named_in_one_place() {
    only_in("nom", &["query/lexer.rs", "query/parser/"]);
    only_in("rusqlite", &["store/"]);
    only_in("calamine", &["store/digest/workbook.rs"]);
    only_in("flate2", &["store/digest/input.rs"]);
    only_in("comfy_table", &["render/table.rs"]);
    only_in("rustyline", &["repl/"]);
    only_in("clap", &["cli/"]);
    only_in("clap_complete", &["cli/completions.rs"]);
    only_in("clap_mangen", &["cli/man.rs"]);
    only_in("indicatif", &["cli/progress.rs"]);
    only_in("nix", &["repl/terminal.rs"]);
    only_in("signal_hook", &["cli/signals.rs", "repl/terminal.rs"]);
}

#[test]
fn use_runs_one_way() {
    // A module may name those that stand after it in its row.
    let rows: [(&str, &[&str]); 11] = [
        ("text/", &["catalog", "query", "store", "render", "session", "repl", "cli"]),
        ("value/", &["answer", "catalog", "query", "store", "render", "session", "repl", "cli"]),
        ("answer.rs", &["catalog", "query", "store", "render", "session", "repl", "cli"]),
        ("catalog/", &["query", "store", "render", "session", "repl", "cli"]),
        ("query/", &["store", "render", "session", "repl", "cli"]),
        ("render/", &["query", "store", "catalog", "session", "repl", "cli"]),
        (
            "store/",
            &[
                "render",
                "session",
                "repl",
                "cli",
                "query::parser",
                "query::ast",
                "query::resolve",
                "query::suggest",
            ],
        ),
        ("session/", &["repl", "cli"]),
        ("repl/", &["cli"]),
        (
            "query/parser/",
            &["catalog", "query::resolve", "query::suggest", "query::plan", "query::sql"],
        ),
        ("query/resolve/", &["query::suggest"]),
    ];
    for (room, forbidden) in rows {
        for (name, text) in sources().into_iter().filter(|(name, _)| name.starts_with(room)) {
            for module in forbidden {
                assert!(!names(&text, &format!("crate::{module}")), "{name} names crate::{module}");
            }
        }
    }
    for (name, text) in sources() {
        assert!(!text.contains("use super::*"), "{name}: use super::*");
        assert!(!text.contains("prelude"), "{name}: a prelude");
    }
}

#[test]
fn only_the_resolver_looks_names_up_and_only_the_edges_write_to_the_terminal() {
    for (name, text) in sources() {
        let edge = name.starts_with("cli/") || name.starts_with("repl/");
        for word in ["println!", "eprintln!", "stdout()", "stderr()"] {
            assert!(edge || !text.contains(word), "{name} writes to the terminal: {word}");
        }
        let asks = [".named(&", ".slug(&", ".mistranslated(", ".similar("]
            .iter()
            .any(|call| text.contains(call));
        let may = ["query/resolve/", "query/suggest/", "store/"]
            .iter()
            .any(|room| name.starts_with(room));
        assert!(may || !asks, "{name} looks names up");
    }
}

#[test]
fn sql_of_queries_is_written_in_one_place() {
    for (name, text) in sources() {
        let rooms = ["query/sql/", "query/notes/", "store/"];
        let may = rooms.iter().any(|room| name.starts_with(room));
        assert!(may || !(text.contains("SELECT ") || text.contains(" FROM ")), "{name} writes SQL");
    }
}

#[test]
fn no_kind_of_fact_is_named_in_rust() {
    let catalog = brief::catalog::Catalog::built_in().unwrap();
    let engine = ["source", "thing", "name", "claim", "flag", "place", "id"];
    let core = |kind: &&brief::catalog::Kind| engine.contains(&kind.name.as_str());
    let own: Vec<&brief::catalog::Kind> = catalog.kinds.iter().filter(|kind| !core(kind)).collect();
    let mut words: Vec<&str> =
        own.iter().flat_map(|kind| [kind.name.as_str(), kind.plural.as_str()]).collect();
    words.extend(own.iter().flat_map(|kind| kind.fields.iter().map(|field| field.name.as_str())));
    words.extend(["qingdao", "Qingdao", "青岛", "shandong"]);
    // Words that also mean something to the engine or the language itself.
    let both = [
        "batch",
        "place",
        "title",
        "container",
        "value",
        "text",
        "type",
        "of",
        "date",
        "period",
        "status",
        "containment",
        "city",
        "mode",
        "what",
    ];
    for (name, text) in sources() {
        if name == "cli/mod.rs" {
            continue; // the examples of `--help`
        }
        for word in words.iter().filter(|word| !both.contains(word)) {
            for quoted in [format!("\"{word}\""), format!("\"{word}.")] {
                assert!(
                    !text.contains(&quoted),
                    "{name} names {quoted}; a word that is no fact's name there belongs to `both` in this test"
                );
            }
        }
    }
}

/// The reading guide names files that are there.
#[test]
fn the_reading_guide_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("src/lib.rs")).unwrap();
    let spans = guide.split('`').skip(1).step_by(2);
    let paths = { spans }.filter(|span| span.contains('/') && !span.contains(['*', ' ', '<']));
    let mut found = 0;
    for path in paths {
        let there = root.join(path).exists() || root.join("src").join(path).exists();
        assert!(there, "lib.rs speaks of {path}");
        found += 1;
    }
    assert!(found > 20);
}

#[test]
fn nothing_is_left_half_done() {
    for (name, text) in sources() {
        for word in ["todo!", "unimplemented!", "dbg!", "FIXME", "XXX", "unsafe ", "#[allow("] {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
}
