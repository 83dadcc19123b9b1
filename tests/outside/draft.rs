//! Drafts of the five articles behind the built-in facts, beside the digests that people wrote of them: how much of what the digests
//! cite a draft locates, how much it proposes as it stands there, and how much of what it proposes they cite.
//!
//! Each article is drafted with a base that has the other four. `cargo test --test outside draft -- --nocapture` prints the shares.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use toml::{Table, Value};

use crate::needs::documents;
use crate::support::Room;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

const SEEDS: [&str; 5] = [
    "air-silk-road-2024",
    "asia-chengdu-europe-2020",
    "jinan-visit-2024",
    "qingdao-hub-2020",
    "zhengzhou-ecommerce-2020",
];

/// The keys of a citation that are no field.
const EVIDENCE: [&str; 10] = [
    "p",
    "phrase",
    "key",
    "basis",
    "because",
    "note",
    "read_as",
    "read_reason",
    "confidence",
    "place_in",
];

/// The kinds whose own phrase is a name.
const NAMED: [&str; 3] = ["person", "organization", "place"];

/// The fields with dates, and those with numbers besides the value of a figure.
const DATES: [&str; 3] = ["date", "period", "opened"];
const NUMBERS: [&str; 2] = ["investment", "size"];

/// An entry of a digest or a draft, and a phrase that it cites.
struct Cited {
    kind: String,
    entry: Table,
    /// The field that is cited; `None` means the whole.
    field: Option<String>,
    paragraph: i64,
    phrase: String,
}

fn text<'t>(entry: &'t Table, key: &str) -> Option<&'t str> {
    entry.get(key).and_then(Value::as_str)
}

/// The kinds of the catalog by their plurals, and the kinds of the records behind links.
struct Kinds {
    plurals: BTreeMap<String, String>,
    links: BTreeMap<String, String>,
}

fn kinds() -> Kinds {
    let catalog: Table =
        fs::read_to_string(Path::new(ROOT).join("schema/catalog.toml")).unwrap().parse().unwrap();
    let (mut plurals, mut links) = (BTreeMap::new(), BTreeMap::new());
    for (name, kind) in catalog["kind"].as_table().unwrap() {
        plurals.insert(kind["plural"].as_str().unwrap().to_owned(), name.clone());
        for (link, of) in kind.get("link").and_then(Value::as_table).into_iter().flatten() {
            let via = of["path"].as_str().unwrap().split('.').next().unwrap();
            links.insert(link.clone(), via.to_owned());
        }
    }
    links.insert("parts".to_owned(), "project".to_owned());
    Kinds { plurals, links }
}

/// Reads the parts of a digest in their order, each with its header.
fn blocks(text: &str) -> Vec<(String, Table)> {
    let mut blocks: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with('[') {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    let read = |block: String| {
        let table: Table = block.parse().unwrap_or_else(|error| panic!("{error}\n{block}"));
        let (header, body) = table.into_iter().next().unwrap();
        let body = body.as_array().map_or(body.clone(), |all| all[0].clone());
        (header, body.as_table().unwrap().clone())
    };
    blocks.into_iter().map(read).collect()
}

/// Lists all citations of a digest.
fn citations(text: &str) -> Vec<Cited> {
    let (kinds, mut found, mut here) = (kinds(), Vec::new(), None);
    for (header, block) in blocks(text) {
        if header != "paragraph" {
            add_entry(&kinds, (&header, &block), here, &mut found);
            continue;
        }
        let (number, block) = block.iter().next().unwrap();
        here = number.parse().ok();
        for (plural, items) in block.as_table().unwrap() {
            for item in items_of(items) {
                let kind = kinds.plurals.get(plural).map_or(plural.as_str(), String::as_str);
                add_entry(&kinds, (kind, &item), here, &mut found);
            }
        }
    }
    found
}

/// Returns one or several.
fn each(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |all| all.iter().collect())
}

/// Returns the tables of a list, each with what the `each` before it gives.
fn items_of(list: &Value) -> Vec<Table> {
    let (mut shared, mut items) = (Table::new(), Vec::new());
    for item in each(list).into_iter().filter_map(Value::as_table) {
        match item.get("each").and_then(Value::as_table) {
            Some(all) => shared.clone_from(all),
            None => items.push(completed(item, &shared)),
        }
    }
    items
}

fn completed(own: &Table, shared: &Table) -> Table {
    let mut table = own.clone();
    for (key, value) in shared {
        let Some(all) = value.as_table().filter(|_| table.contains_key(key)) else {
            table.entry(key.clone()).or_insert(value.clone());
            continue;
        };
        let own = match &table[key] {
            Value::Table(own) => own.clone(),
            plain => Table::from_iter([("value".to_owned(), plain.clone())]),
        };
        table.insert(key.clone(), Value::Table(completed(&own, all)));
    }
    table
}

/// Returns the paragraph and the phrase of a claim, in the paragraph of one near it if it names none.
fn claim(of: &Value, near: Option<i64>) -> Option<(i64, String)> {
    let phrase = of.as_str().or_else(|| of.get("phrase")?.as_str())?;
    let paragraph = of.get("p").and_then(Value::as_integer).or(near)?;
    Some((paragraph, phrase.to_owned()))
}

/// Adds the citations of an entry, and of those inside it.
fn add_entry(
    kinds: &Kinds,
    (kind, table): (&str, &Table),
    near: Option<i64>,
    found: &mut Vec<Cited>,
) {
    let own = Value::Table(table.clone());
    let whole = table.get("cite").map_or_else(|| vec![&own], each);
    let number = |of: &Value| of.get("p").and_then(Value::as_integer);
    let placed = whole.iter().find_map(|of| number(of)).or(number(&own)).or(near);
    let all = whole.iter().map(|of| (None, *of, placed));
    let mut cited: Vec<(Option<String>, &Value, Option<i64>)> = all.collect();
    // A value with its evidence is a value.
    let mut entry = table.clone();
    for (key, value) in table.iter().filter(|(key, _)| *key != "cite") {
        if let Some(inner) = value.get("value") {
            entry.insert(key.clone(), inner.clone());
            entry.insert(format!("{key} is cited"), Value::Boolean(true));
            let evidence = value.get("cite").map_or_else(|| vec![value], each);
            let near = number(value).or(placed);
            cited.extend(evidence.into_iter().map(|of| (Some(key.clone()), of, near)));
        } else if let Some(kind) = kinds.links.get(key).or(kinds.plurals.get(key)) {
            for inner in items_of(value) {
                add_entry(kinds, (kind, &inner), placed, found);
            }
        }
    }
    for of in whole.iter().filter_map(|of| of.as_table()).filter(|_| table.contains_key("cite")) {
        for (key, of) in of.iter().filter(|(key, _)| !EVIDENCE.contains(&key.as_str())) {
            cited.extend(each(of).into_iter().map(|of| (Some(key.clone()), of, placed)));
        }
    }
    for (field, of, near) in cited {
        let Some((paragraph, phrase)) = claim(of, near) else { continue };
        let (kind, entry) = (kind.to_owned(), entry.clone());
        found.push(Cited { kind, entry, field, paragraph, phrase });
    }
}

/// The part of a paragraph that a phrase is.
fn place(paragraphs: &[String], paragraph: i64, phrase: &str) -> Option<(i64, Range<usize>)> {
    let text = paragraphs.get(usize::try_from(paragraph).ok()?.checked_sub(1)?)?;
    let at = text.find(phrase)?;
    Some((paragraph, at..at + phrase.len()))
}

fn overlap(one: &(i64, Range<usize>), other: &(i64, Range<usize>)) -> bool {
    one.0 == other.0 && one.1.start < other.1.end && other.1.start < one.1.end
}

/// What a digest cites that a draft should find: a name, a number or a date.
fn sort(cited: &Cited) -> Option<&'static str> {
    let field = cited.field.as_deref();
    let phrase = cited.phrase.to_lowercase();
    let words = ["hundred", "million", "ten", "three", "two", "first", "fifth"];
    let has_number = phrase.contains(|c: char| c.is_ascii_digit())
        || phrase.split(' ').any(|word| words.contains(&word));
    if field.is_none() && cited.entry.contains_key("name") {
        return NAMED.into_iter().find(|kind| *kind == cited.kind);
    }
    let is_value = cited.kind == "figure"
        && matches!(field, None | Some("value"))
        && !(field.is_none() && cited.entry.contains_key("value is cited"));
    match field {
        _ if is_value && has_number => Some("number"),
        Some(field) if NUMBERS.contains(&field) && has_number => Some("number"),
        Some(field) if DATES.contains(&field) && phrase.contains(|c: char| c.is_ascii_digit()) => {
            Some("date")
        }
        _ => None,
    }
}

/// Returns a value as text, whether it is written as a number or in quotation marks.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Numbers of one sort: all, those located, and those that are proposed as they stand in the digest.
#[derive(Default, Clone, Copy)]
struct Found {
    all: u64,
    located: u64,
    right: u64,
}

/// Returns the paragraphs of an article, with single spaces.
fn paragraphs_of(article: &str) -> Vec<String> {
    let lines = article.trim_start_matches('\u{feff}').lines();
    let lines = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}

pub(super) fn a_draft_finds_what_a_digest_cites() {
    let room = Room::new();
    let mut found: BTreeMap<&str, Found> = BTreeMap::new();
    let (mut proposed, mut cited) = (0_u64, 0_u64);
    for seed in SEEDS {
        let digest =
            fs::read_to_string(Path::new(ROOT).join(format!("seeds/{seed}.toml"))).unwrap();
        let source = &blocks(&digest)[0].1;
        let file = documents().join(source["file"].as_str().unwrap());
        let article = fs::read_to_string(&file).unwrap();
        let paragraphs = paragraphs_of(&article);
        let base = format!("{seed}.db");
        room.done(&["new", &base, "--empty"]);
        let others = SEEDS.iter().filter(|other| **other != seed).chain([&"gazetteer"]);
        let others: Vec<String> = others.map(|name| format!("{ROOT}/seeds/{name}.toml")).collect();
        let load: Vec<&str> =
            ["load", &base].into_iter().chain(others.iter().map(String::as_str)).collect();
        room.done(&load);
        let text_of_draft = room.done(&["draft", &base, &file.display().to_string()]);
        let drafted: Vec<(Cited, (i64, Range<usize>))> = citations(&text_of_draft)
            .into_iter()
            .map(|one| {
                let place = place(&paragraphs, one.paragraph, &one.phrase);
                let place =
                    place.unwrap_or_else(|| panic!("{seed}: p{} “{}”", one.paragraph, one.phrase));
                (one, place)
            })
            .collect();
        let all = citations(&digest);
        let is_same = |one: &Cited, other: &Cited| {
            let same = |key| {
                text(&one.entry, key).is_some() && text(&one.entry, key) == text(&other.entry, key)
            };
            one.kind == other.kind && (same("id") || same("name"))
        };
        for one in &all {
            let (Some(sort), Some(at)) =
                (sort(one), place(&paragraphs, one.paragraph, &one.phrase))
            else {
                continue;
            };
            let there: Vec<&Cited> =
                drafted.iter().filter(|(_, other)| overlap(other, &at)).map(|(d, _)| d).collect();
            let named = drafted.iter().any(|(other, _)| is_same(one, other));
            let right = match (sort, &one.field) {
                ("number", field) => {
                    let value = one.entry.get(field.as_deref().unwrap_or("value"));
                    let value = value.map(plain);
                    there.iter().any(|d| d.entry.values().any(|v| Some(plain(v)) == value))
                }
                ("date", Some(field)) => {
                    let value = one.entry.get(field);
                    let is = |d: &&Cited| {
                        d.entry.values().any(|v| Some(v) == value)
                            || text(&d.entry, "date") == Some("?")
                    };
                    there.iter().any(is)
                }
                _ => named || there.iter().any(|d| d.kind == one.kind),
            };
            let counts = found.entry(sort).or_default();
            counts.all += 1;
            counts.located +=
                u64::from(!there.is_empty() || named || is_loose(&text_of_draft, one));
            counts.right += u64::from(right);
            if !right {
                println!("{seed}: not proposed: {sort} “{}” of p{}", one.phrase, one.paragraph);
            }
        }
        let places: Vec<_> =
            all.iter().filter_map(|one| place(&paragraphs, one.paragraph, &one.phrase)).collect();
        for (one, at) in &drafted {
            proposed += 1;
            let hit = places.iter().any(|place| overlap(place, at))
                || all.iter().any(|other| is_same(one, other));
            cited += u64::from(hit);
            if !hit {
                println!("{seed}: cited by no digest: {} “{}”", one.kind, one.phrase);
            }
        }
    }
    let percent = |part: u64, all: u64| part * 100 / all.max(1);
    let mut sum = Found::default();
    for (sort, Found { all, located, right }) in &found {
        println!("{sort}: {located} of {all} located, {right} right");
        sum =
            Found { all: sum.all + all, located: sum.located + located, right: sum.right + right };
    }
    let Found { all, located, right } = sum;
    println!(
        "all: {located} of {all} located ({} %), {right} right ({} %)",
        percent(located, all),
        percent(right, all)
    );
    println!("of {proposed} entries {cited} are cited ({} %)", percent(cited, proposed));
    assert!(
        percent(located, all) >= 95 && percent(right, all) >= 75 && percent(cited, proposed) >= 75
    );
}

/// Whether a phrase has a name that a draft only lists under its sentence.
fn is_loose(draft: &str, one: &Cited) -> bool {
    let start = draft.split(&format!("\n[paragraph.{}]", one.paragraph)).nth(1).unwrap_or_default();
    let paragraph = start.split("\n[paragraph.").next().unwrap_or_default();
    let listed = paragraph.lines().filter_map(|line| line.strip_prefix("# also: "));
    listed.flat_map(|line| line.split("; ")).any(|name| one.phrase.contains(name))
}
