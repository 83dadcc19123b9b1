//! Writes keys that several claims or items of a list share only once: beside the claims, or in `each`.

use crate::store::digest::{EACH, OPEN_LIST, VALUE};
use crate::text::toml::{Keys, TomlNode};
use crate::text::toml_string;

/// The fewest items for which an `each` is worth its line.
const FEWEST: usize = 3;

/// Keys that each item of a list keeps, even if all have the same value.
const OWN: [&str; 5] = ["id", "name", "text", "phrase", "key"];

/// Writes several claims under `cite`, with their shared keys beside it.
pub(super) fn with_beside(claims: &[Keys]) -> Keys {
    let shared: Keys = find_shared_keys(&claims.iter().collect::<Vec<_>>(), &["phrase"]);
    let own = claims.iter().map(|claim| without_shared(claim, &shared));
    let own: Vec<TomlNode> = own.map(plain_or_table).collect();
    shared.into_iter().chain([("cite".to_owned(), TomlNode::List(own))]).collect()
}

/// Writes a claim: its phrase if it has nothing else.
pub(super) fn plain_or_table(mut keys: Keys) -> TomlNode {
    match keys.as_slice() {
        [(key, _)] if key == "phrase" => keys.remove(0).1,
        _ => TomlNode::Table(keys),
    }
}

/// Writes the keys that all tables of a list share once, before them.
pub(super) fn with_each(items: Vec<TomlNode>) -> Vec<TomlNode> {
    let mut tables: Vec<&Keys> = Vec::new();
    for item in items.iter().filter(|item| !is_open(item)) {
        let TomlNode::Table(keys) = item else { return items };
        tables.push(keys);
    }
    let shared = find_shared_keys(&tables, &OWN);
    if tables.len() < FEWEST || shared.is_empty() {
        return items;
    }
    let each = vec![(EACH.to_owned(), TomlNode::Table(shared.clone()))];
    let own = items.iter().map(|item| match item {
        TomlNode::Table(keys) if !is_open(item) => TomlNode::Table(without_shared(keys, &shared)),
        item => item.clone(),
    });
    let shorter: Vec<TomlNode> = [TomlNode::Table(each)].into_iter().chain(own).collect();
    let lines = |items: &[TomlNode]| -> usize {
        items.iter().map(|item| item.lines("", 2, ",").len()).sum()
    };
    if lines(&shorter) < lines(&items) { shorter } else { items }
}

/// Returns the keys that all tables have with the same value, but for some; of values that are tables, the keys that all of them
/// have.
fn find_shared_keys(tables: &[&Keys], but: &[&str]) -> Keys {
    let Some((first, others)) = tables.split_first() else { return vec![] };
    let mut found: Keys = Vec::new();
    for (key, node) in first.iter().filter(|(key, _)| !but.contains(&key.as_str())) {
        let theirs: Option<Vec<&TomlNode>> = others.iter().map(|keys| get(keys, key)).collect();
        let Some(theirs) = theirs else { continue };
        if theirs.iter().all(|other| *other == node) {
            found.push((key.clone(), node.clone()));
            continue;
        }
        let inner: Option<Vec<&Keys>> = [node].into_iter().chain(theirs).map(table_keys).collect();
        let inner = inner.map(|tables| find_shared_keys(&tables, &OWN)).unwrap_or_default();
        if !inner.is_empty() {
            found.push((key.clone(), TomlNode::Table(inner)));
        }
    }
    found
}

/// Returns the keys of a table that are not shared.
fn without_shared(keys: &Keys, shared: &Keys) -> Keys {
    let own = keys.iter().filter_map(|(key, node)| {
        let own = match (get(shared, key), node) {
            (Some(shared), node) if shared == node => return None,
            (Some(TomlNode::Table(shared)), TomlNode::Table(keys)) => {
                own_value(without_shared(keys, shared))
            }
            (_, node) => node.clone(),
        };
        Some((key.clone(), own))
    });
    own.collect()
}

/// Writes the rest of a value with its evidence: only the value if nothing else is left.
fn own_value(mut keys: Keys) -> TomlNode {
    match keys.as_slice() {
        [(key, node)] if key == VALUE && !node.is_nested() => keys.remove(0).1,
        _ => TomlNode::Table(keys),
    }
}

fn get<'k>(keys: &'k Keys, wanted: &str) -> Option<&'k TomlNode> {
    keys.iter().find(|(key, _)| key == wanted).map(|(_, node)| node)
}

fn table_keys(node: &TomlNode) -> Option<&Keys> {
    if let TomlNode::Table(keys) = node { Some(keys) } else { None }
}

/// Checks whether an item says that its list is open.
fn is_open(item: &TomlNode) -> bool {
    let open = TomlNode::Value(toml_string(OPEN_LIST));
    match item {
        TomlNode::Table(keys) => get(keys, VALUE) == Some(&open),
        item => *item == open,
    }
}
