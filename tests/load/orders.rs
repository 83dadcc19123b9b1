//! A law: the same facts give the same answers in whatever order they were loaded.
//!
//! Every query of the golden scripts is asked of its base as it is, and of the same facts with their digests, and the entries
//! of each digest, in other orders. Rows, notes and sources must be the same to the byte.
//!
//! `ORDERS=20 cargo test --test load orders` tries more orders, `ORDERS_SEED=7` others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use brief::query::parser::parse;
use brief::render::Format;
use brief::session::{QueryOrigin, Session, Settings};
use brief::store::digest::Input;
use brief::store::{Base, seed_inputs};

use crate::made::CATALOG;
use crate::rng::Rng;
use crate::support::number;

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts")
}

/// A query with the values of its parameters.
type Asked = (String, BTreeMap<String, String>);

/// The queries the scripts ask of each base; the built-in facts are the base without a name.
fn queries() -> BTreeMap<String, Vec<Asked>> {
    let mut found: BTreeMap<String, Vec<Asked>> = BTreeMap::new();
    let directories = [scripts(), scripts().join("errors")];
    let mut files: Vec<PathBuf> = directories
        .iter()
        .flat_map(|directory| fs::read_dir(directory).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    files.sort();
    for file in files {
        let (mut base, mut parameters) = (Some(String::new()), BTreeMap::new());
        for line in fs::read_to_string(file).unwrap().lines() {
            let query = line
                .strip_prefix("> ")
                .or_else(|| line.strip_prefix('[')?.split_once("]> ").map(|(_, q)| q));
            match (query, line.split_once(' ')) {
                (Some(query), _) if base.is_some() => {
                    let of_base = found.entry(base.clone().unwrap()).or_default();
                    of_base.push((query.to_owned(), parameters.clone()));
                }
                (None, Some(("set", given))) => {
                    let (name, value) = given.split_once('=').unwrap_or_default();
                    parameters.insert(name.to_owned(), value.trim_matches('"').to_owned());
                }
                (None, Some(("base", name))) => base = Some(name.to_owned()),
                (None, None) if line == "base" => base = Some(String::new()),
                (None, Some(("generate", _))) => base = None,
                _ => {}
            }
        }
    }
    found
}

/// Everything of every kind, and the first few of it.
fn everything(base: &Base) -> Vec<Asked> {
    let kinds = base.catalog().kinds.iter();
    let asks = ["show everything", "limit 7", "show names, claims"];
    let texts = kinds.flat_map(|kind| asks.map(|asks| format!("{} {asks}", kind.plural)));
    texts.map(|text| (text, BTreeMap::new())).collect()
}

/// The catalog and the digests of a base.
fn digests(base: &str) -> (String, Vec<Input>) {
    if base.is_empty() {
        return (CATALOG.to_owned(), seed_inputs());
    }
    let file = |end: &str| fs::read_to_string(scripts().join(format!("bases/{base}{end}")));
    let catalog = file(".catalog.toml").unwrap_or_else(|_| CATALOG.to_owned());
    (catalog, vec![Input::new(format!("{base}.toml"), file(".toml").unwrap())])
}

fn shuffle<T>(rng: &mut Rng, items: &mut [T]) {
    for n in (1..items.len()).rev() {
        items.swap(n, rng.below(n + 1));
    }
}

/// The same digests in another order, and the paragraphs of each, and the entries below each paragraph.
fn shuffled(inputs: &[Input], rng: &mut Rng) -> Vec<Input> {
    let mut inputs: Vec<Input> = inputs
        .iter()
        .map(|input| {
            let begins = ["\n[[", "\n[paragraph."].into_iter();
            let text = input.text.as_str();
            let (head, entries) =
                text.split_at(begins.filter_map(|begin| text.find(begin)).min().unwrap());
            // What is below a paragraph stays below it.
            let mut paragraphs: Vec<String> =
                entries.split("\n[paragraph.").map(str::to_owned).collect();
            for paragraph in &mut paragraphs {
                let mut entries: Vec<&str> = paragraph.split("\n[[").collect();
                shuffle(rng, &mut entries[1..]);
                *paragraph = entries.join("\n\n[[");
            }
            shuffle(rng, &mut paragraphs[1..]);
            let text = format!("{head}\n\n{}\n", paragraphs.join("\n\n[paragraph."));
            Input::new(input.name.clone(), text)
        })
        .collect();
    shuffle(rng, &mut inputs);
    inputs
}

fn session(catalog: &str, inputs: &[Input]) -> Session {
    let (base, _) = Base::in_memory(catalog, inputs).unwrap_or_else(|error| panic!("{error}"));
    Session { base, settings: Settings { format: Format::JsonFull, ..Settings::default() } }
}

/// All that is answered: rows, notes, problems.
fn answer(session: &mut Session, (query, parameters): &Asked) -> String {
    session.settings.parameters.clone_from(parameters);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let answered = session.answer(query, &QueryOrigin::default(), &mut out, &mut err);
    let text = [out, err].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    format!("{text}{:?}", answered.map(|answered| answered.rows).ok())
}

/// The query as asked, and with its sources.
fn with_sources((query, parameters): &Asked) -> Vec<Asked> {
    let cited = format!("{query} with sources");
    let reads =
        parse(&cited).is_ok_and(|queries| matches!(queries.as_slice(), [one] if !one.explain));
    let texts = [Some(query.clone()), reads.then_some(cited)];
    texts.into_iter().flatten().map(|text| (text, parameters.clone())).collect()
}

#[test]
fn answers_do_not_depend_on_the_order_of_loading() {
    let mut rng = Rng::of(number("ORDERS_SEED", 20_200_629), 0, 0);
    let mut wrong = Vec::new();
    for (name, asked) in queries() {
        let (catalog, inputs) = digests(&name);
        let mut first = session(&catalog, &inputs);
        let mut others: Vec<Session> = (0..number("ORDERS", 2))
            .map(|_| session(&catalog, &shuffled(&inputs, &mut rng)))
            .collect();
        let all = everything(&first.base);
        for asked in asked.iter().chain(&all).flat_map(with_sources) {
            let is_explained = asked.0.trim_start().starts_with("explain");
            let wanted = if is_explained { String::new() } else { answer(&mut first, &asked) };
            for other in others.iter_mut().filter(|_| !is_explained) {
                let found = answer(other, &asked);
                if found != wanted {
                    let lines = wanted.lines().zip(found.lines()).filter(|(a, b)| a != b);
                    let lines: Vec<String> =
                        lines.take(3).map(|(a, b)| format!("  {a}\n  {b}")).collect();
                    wrong.push(format!("`{}` of {name:?}\n{}", asked.0, lines.join("\n")));
                    break;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
