//! The invariants of `lib.rs`, read off the sources.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

#[path = "layers/cycles.rs"]
mod cycles;
#[path = "layers/sources.rs"]
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use cycles::cycles;
use sources::{Source, sources};

fn only_in(crate_name: &str, allowed: &[&str]) {
    let mut seen = false;
    for source in sources().iter().filter(|source| source.names(crate_name)) {
        seen = true;
        let Source { file, .. } = source;
        assert!(
            allowed.iter().any(|place| file.starts_with(place)),
            "`{crate_name}` is named in {file}; it belongs in {allowed:?}"
        );
    }
    assert!(seen, "`{crate_name}` is not found anywhere: is this check still right?");
}

#[test]
fn each_outside_crate_is_named_in_one_place() {
    only_in("nom", &["query/lexer.rs", "query/parser/"]);
    only_in("rusqlite", &["store/"]);
    only_in("calamine", &["store/digest/workbook.rs"]);
    only_in("zip", &["store/digest/zipped.rs"]);
    only_in(
        "encoding_rs",
        &["store/digest/decode.rs", "store/digest/encoding.rs", "store/verify/pages.rs"],
    );
    only_in("scraper", &["store/verify/pages.rs"]);
    only_in(
        "flate2",
        &["store/digest/decode.rs", "value/atlas.rs", "cli/page.rs", "render/xlsx/small.rs"],
    );
    only_in("data_encoding", &["cli/page.rs"]);
    only_in("comfy_table", &["render/table/"]);
    only_in("rustyline", &["repl/"]);
    only_in("clap", &["cli/"]);
    only_in("clap_complete", &["cli/shell.rs"]);
    only_in("clap_mangen", &["cli/shell.rs"]);
    only_in("indicatif", &["cli/report.rs"]);
    only_in("nix", &["repl/screen.rs", "store/trust.rs"]);
    only_in("signal_hook", &["cli/query.rs", "cli/failure.rs", "repl/screen.rs"]);
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
        for source in sources().iter().filter(|source| source.file.starts_with(room)) {
            for module in forbidden {
                let Source { file, .. } = source;
                assert!(!source.names(&format!("crate::{module}")), "{file} names crate::{module}");
            }
        }
    }
    for Source { file, code, .. } in sources() {
        let is_glob = |names: &&Vec<String>| names.ends_with(&["*".to_owned()]);
        let globs: Vec<String> =
            code.paths.iter().filter(is_glob).map(|names| names.join("::")).collect();
        assert!(globs.is_empty(), "{file}: use {globs:?}");
    }
}

#[test]
fn only_the_resolver_looks_names_up_and_only_the_edges_write_to_the_terminal() {
    for Source { file, code, .. } in sources() {
        let is_edge = file.starts_with("cli/") || file.starts_with("repl/");
        let prints =
            ["print", "println", "eprint", "eprintln"].map(|name| code.macros.contains(name));
        let is_stream = |names: &Vec<String>| {
            names.ends_with(&["io".into(), "stdout".into()])
                || names.ends_with(&["io".into(), "stderr".into()])
        };
        let writes = prints.contains(&true) || code.paths.iter().any(is_stream);
        assert!(is_edge || !writes, "{file} writes to the terminal");
        let asks =
            ["named", "slug", "mistranslated", "similar"].map(|name| code.methods.contains(name));
        let may = ["query/resolve/", "query/suggest/", "store/"]
            .iter()
            .any(|room| file.starts_with(room));
        assert!(may || !asks.contains(&true), "{file} looks names up");
    }
}

#[test]
fn sql_of_queries_is_written_in_one_place() {
    for Source { file, code, .. } in sources() {
        let rooms = ["query/sql/", "query/notes/", "store/"];
        let may = rooms.iter().any(|room| file.starts_with(room));
        let is_sql = |text: &String| text.contains("SELECT ") || text.contains(" FROM ");
        assert!(may || !code.texts.iter().any(is_sql), "{file} writes SQL");
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
    for Source { file, code, .. } in sources() {
        if file == "cli/mod.rs" {
            continue; // the examples of `--help`
        }
        for word in words.iter().filter(|word| !both.contains(word)) {
            let names = |text: &&String| {
                text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            if let Some(text) = code.texts.iter().find(names) {
                panic!(
                    "{file} names {text:?}; a word that is no fact's name there belongs to `both` in this test"
                );
            }
        }
    }
}

#[test]
fn nothing_is_left_half_done() {
    for Source { file, text, code, .. } in sources() {
        for name in ["todo", "unimplemented", "dbg"] {
            assert!(!code.macros.contains(name), "{file}: {name}!");
        }
        assert!(!code.attributes.contains("allow"), "{file}: #[allow]");
        for word in ["FIXME", "XXX"] {
            assert!(!text.contains(word), "{file}: {word}");
        }
        // The name of a file may have characters that steer a terminal.
        assert!(!text.contains(".display()"), "{file}: use `ShownPath`");
    }
}

/// Circles of imports there are: one of the files, how many files it has at most, and the reason.
const CIRCLES: [(&str, usize, &str); 2] = [
    ("query/parser/mod.rs", 10, "conditions nest; a repair prints the query and reads it again"),
    ("query/sql/condition.rs", 6, "conditions nest"),
];

/// Every circle is a known one, and no larger. The list may only shrink: where the grammar is recursive, circles remain.
#[test]
fn imports_run_in_no_circle() {
    let inner: Vec<&Source> = sources()
        .iter()
        .filter(|source| ["query", "store", "value"].contains(&source.room()))
        .collect();
    let circles = cycles(sources(), &inner);
    let known = |circle: &[String]| {
        CIRCLES.iter().find(|(file, most, _)| {
            circle.len() <= *most && circle.iter().any(|other| other == file)
        })
    };
    for circle in &circles {
        let reason = known(circle).map_or("unknown", |(_, _, reason)| reason);
        println!("{:3} files ({reason}): {}", circle.len(), circle.join(", "));
    }
    let wrong: Vec<String> =
        circles.iter().filter(|c| known(c).is_none()).map(|c| c.join(", ")).collect();
    assert!(wrong.is_empty(), "files that import each other in a circle:\n{}", wrong.join("\n"));
}

/// How many type names have more than one definition. This number may only shrink.
const SHARED_NAMES: usize = 10;

#[test]
fn a_type_name_has_one_definition() {
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Source { file, code, .. } in sources() {
        for name in &code.types {
            files.entry(name.clone()).or_default().insert(file.clone());
        }
    }
    files.retain(|_, files| files.len() > 1);
    for (name, files) in &files {
        println!("{name}: {}", files.iter().cloned().collect::<Vec<_>>().join(", "));
    }
    let n = files.len();
    assert!(n <= SHARED_NAMES, "{n} type names are defined in more than one file: {files:#?}");
}

/// Names that several functions have because each is the entry point of its module: of a program, of a rule of notes.
const ENTRY_POINTS: [&str; 2] = ["main", "notes"];

/// Words that say nothing by themselves.
const EMPTY_WORDS: &str = "\
    about absent after again against ahead alike along also among and any apart around at bare \
    because before behind beside between beyond both bound by called cited come counted \
    current deeper each either else elsewhere even everywhere fewer first found further \
    furthest give given gives has high inside instead is it joined keep known last least less \
    like listed long lost low made make maybe mean means meant missing more most mostly named \
    near nearly needed no not of once one only ordered other own placed plain positive \
    possible put quoted recorded said same short shown since some sought standing steady \
    stored such takes through to told typical unknown unread unstated unsure used uses usual \
    whole why wide within worded written wrong";

/// A function can be searched for by its name: no two functions outside a type have the same single word as their name, and no
/// function has a name that says nothing by itself.
#[test]
fn a_function_can_be_searched_for() {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut empty: Vec<String> = Vec::new();
    for Source { file, code, .. } in sources() {
        let is_word = |name: &&String| !name.contains('_');
        for name in code.functions.iter().filter(is_word) {
            files.entry(name).or_default().push(file);
        }
        let all = code.functions.iter().chain(&code.own_methods);
        let is_empty = |name: &&String| EMPTY_WORDS.split_whitespace().any(|word| word == *name);
        empty.extend(all.filter(is_empty).map(|name| format!("{name} in {file}")));
    }
    files.retain(|name, files| files.len() > 1 && !ENTRY_POINTS.contains(name));
    assert!(files.is_empty(), "functions with the same single word as their name: {files:#?}");
    assert!(empty.is_empty(), "functions whose name says nothing by itself: {empty:#?}");
}

/// `cargo test --test layers size -- --nocapture` prints how large each room is, tests included.
#[test]
fn size_of_each_room() {
    let mut rooms: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for Source { file, text, .. } in sources() {
        let mut parts = file.split('/');
        let (top, inner) =
            (parts.next().unwrap(), parts.next().filter(|_| file.matches('/').count() > 1));
        let room = inner.map_or(top.to_owned(), |inner| format!("{top}/{inner}"));
        let (files, lines) = rooms.entry(room).or_default();
        *files += 1;
        *lines += text.lines().count();
    }
    println!("{:24} {:>6} {:>6}", "room", "files", "lines");
    for (room, (files, lines)) in &rooms {
        println!("{room:24} {files:6} {lines:6}");
    }
    let (files, lines) = rooms.values().fold((0, 0), |all, room| (all.0 + room.0, all.1 + room.1));
    println!("{:24} {files:6} {lines:6}", "all");
    assert!(rooms.len() > 10);
}
