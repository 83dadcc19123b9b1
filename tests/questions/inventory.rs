//! The built-in facts against what the documents hold: every fact of the curators' inventory, every paragraph.

use std::collections::BTreeSet;

use crate::support::rows;

/// How many facts the inventory has of each document.
const FACTS: [(&str, usize); 5] =
    [("s000", 117), ("s001", 174), ("s002", 57), ("s003", 184), ("s004", 86)];

#[test]
fn every_fact_of_the_inventory_stands_on_a_claim() {
    let claims = rows("claims where key is known show key");
    let found: BTreeSet<&str> = claims.iter().filter_map(|row| row["key"].as_str()).collect();
    let wanted: Vec<String> = FACTS
        .iter()
        .flat_map(|(document, n)| (1..=*n).map(move |fact| format!("{document}-{fact:03}")))
        .collect();
    assert_eq!(wanted.len(), 618);
    let missing: Vec<&String> = wanted.iter().filter(|key| !found.contains(key.as_str())).collect();
    assert!(missing.is_empty(), "no claim carries {missing:?}");
    let known: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
    let unknown: Vec<&&str> = found.difference(&known).collect();
    assert!(unknown.is_empty(), "the inventory has no {unknown:?}");
}

#[test]
fn every_paragraph_has_a_claim_or_a_flag() {
    let sources = rows("sources show id, paragraphs");
    assert_eq!(sources.len(), 5);
    let told: BTreeSet<(String, i64)> = ["claims", "flags"]
        .iter()
        .flat_map(|kind| {
            rows(&format!("{kind} where paragraph is known show source.id, paragraph"))
        })
        .map(|row| {
            (row["source.id"].as_str().unwrap().to_owned(), row["paragraph"].as_i64().unwrap())
        })
        .collect();
    let mut all = 0;
    for source in &sources {
        let (id, paragraphs) =
            (source["id"].as_str().unwrap(), source["paragraphs"].as_i64().unwrap());
        all += paragraphs;
        let silent: Vec<i64> =
            (1..=paragraphs).filter(|n| !told.contains(&(id.to_owned(), *n))).collect();
        assert!(silent.is_empty(), "{id}: nothing is said of paragraphs {silent:?}");
    }
    assert_eq!(all, 92);
}

#[test]
fn nothing_stands_without_a_claim_and_no_conclusion_without_its_reason() {
    assert!(rows("things where no claims").is_empty());
    assert!(rows("claims where basis != stated and note is unknown").is_empty());
}
