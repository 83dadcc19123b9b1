//! The TOML of a digest.

use std::fmt::Write as _;

use super::entry::{WrittenClaim, WrittenEntry};
use crate::catalog::SOURCE;
use crate::store::digest::{NOT_STATED, OPEN_LIST};
use crate::store::schema::FLAG;
use crate::text::toml_string;

/// Writes a digest: the source, the flags, everything else.
pub(super) fn digest(
    source: &WrittenEntry,
    entries: &[WrittenEntry],
    flags: &[(i64, String, Option<String>)],
) -> String {
    let mut text = entry(source);
    for (paragraph, reason, note) in flags {
        // A string takes all that is written.
        let _ = write!(text, "\n[[{FLAG}]]\np = {paragraph}\nreason = {}\n", toml_string(reason));
        text.extend(note.iter().map(|note| format!("note = {}\n", toml_string(note))));
    }
    text + &self::entries(entries)
}

/// Writes the entries of a digest.
pub(super) fn entries(entries: &[WrittenEntry]) -> String {
    entries.iter().flat_map(|of| ["\n".to_owned(), entry(of)]).collect()
}

fn entry(entry: &WrittenEntry) -> String {
    let kind = &entry.kind;
    let head = if kind == SOURCE { format!("[{kind}]") } else { format!("[[{kind}]]") };
    let mut lines = vec![head];
    let texts = [("id", &entry.id), ("name", &entry.name)];
    lines.extend(texts.into_iter().filter_map(|(key, text)| {
        text.as_ref().map(|text| format!("{key} = {}", toml_string(text)))
    }));
    lines.extend(entry.distinct.then(|| "distinct = true".to_owned()));
    lines.extend(entry.values.iter().map(|(field, value)| format!("{field} = {value}")));
    lines.extend(marks(entry));
    lines.extend(cite(entry));
    if !entry.names.is_empty() {
        lines.push("names = [".to_owned());
        lines.extend(entry.names.iter().map(|(values, claim)| {
            let values = values.iter().map(|(field, value)| format!("{field} = {value}"));
            let keys: Vec<String> = values.chain(keys(claim)).collect();
            format!("  {{ {} }},", keys.join(", "))
        }));
        lines.push("]".to_owned());
    }
    lines.join("\n") + "\n"
}

/// Returns the marks of an entry whose claims are all marks: a field that isn't stated, a list that is open.
fn marks(entry: &WrittenEntry) -> Vec<String> {
    let mut marks: Vec<String> = Vec::new();
    for (field, claim) in &entry.parts {
        let Some(says) = claim.says.as_deref() else { continue };
        let value = entry.values.iter().any(|(known, _)| known == field);
        let all = entry.parts.iter().filter(|(other, _)| other == field);
        let same = all.clone().all(|(_, claim)| claim.says.as_deref() == Some(says));
        let line = format!("{field} = {}", toml_string(says));
        if [NOT_STATED, OPEN_LIST].contains(&says) && same && !value && !marks.contains(&line) {
            marks.push(line);
        }
    }
    marks
}

/// Writes the claims on the whole and, in the first of them, on the parts.
fn cite(entry: &WrittenEntry) -> Vec<String> {
    let Some(first) = entry.whole.first() else { return vec![] };
    // A source without a place in its document cites itself.
    if entry.kind == SOURCE && !first.is_placed() && !first.external {
        return vec![];
    }
    let marks = marks(entry);
    let mut fields: Vec<(&String, Vec<String>)> = Vec::new();
    for (field, claim) in &entry.parts {
        let mut keys = keys(claim);
        let says = claim.says.as_deref();
        let marked =
            says.is_some_and(|says| marks.contains(&format!("{field} = {}", toml_string(says))));
        keys.extend(says.filter(|_| !marked).map(|says| format!("says = {}", toml_string(says))));
        let claim = format!("{{ {} }}", keys.join(", "));
        match fields.iter_mut().find(|(known, _)| *known == field) {
            Some((_, claims)) => claims.push(claim),
            None => fields.push((field, vec![claim])),
        }
    }
    let one = |claims: &[String]| match claims {
        [claim] => claim.clone(),
        claims => format!("[{}]", claims.join(", ")),
    };
    let fields = fields.iter().map(|(field, claims)| format!("{field} = {}", one(claims)));
    if entry.whole.len() == 1 && !entry.parts.is_empty() {
        return keys(first).into_iter().chain(fields).map(|key| format!("cite.{key}")).collect();
    }
    let tables = entry.whole.iter().enumerate().map(|(number, claim)| {
        let mut keys = keys(claim);
        if number == 0 {
            keys.extend(fields.clone());
        }
        format!("{{ {} }}", keys.join(", "))
    });
    vec![format!("cite = {}", one(&tables.collect::<Vec<_>>()))]
}

/// Writes the keys of a claim.
fn keys(claim: &WrittenClaim) -> Vec<String> {
    let paragraph = claim.paragraph.map(|paragraph| format!("p = {paragraph}"));
    let texts = claim.texts.iter().map(|(key, text)| format!("{key} = {}", toml_string(text)));
    paragraph.into_iter().chain(texts).collect()
}
