//! Entries and claims as a digest writes them.

use std::collections::BTreeMap;

use rusqlite::Row;

use crate::store::digest::STATED;

/// A claim as a digest writes it, without its subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WrittenClaim {
    pub(super) paragraph: Option<i64>,
    /// The other keys with their values, in the order of the guide.
    pub(super) texts: Vec<(&'static str, String)>,
    /// The value that it gives instead of the recorded one.
    pub(super) says: Option<String>,
    /// Whether it is known from outside the document.
    pub(super) external: bool,
}

/// A thing or record with what the source says of it.
#[derive(Debug, Default)]
pub(super) struct WrittenEntry {
    pub(super) kind: String,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) distinct: bool,
    /// Fields with their values, as TOML.
    pub(super) values: Vec<(String, String)>,
    /// Claims on the whole.
    pub(super) whole: Vec<WrittenClaim>,
    /// Claims on fields, links and the name.
    pub(super) parts: Vec<(String, WrittenClaim)>,
    /// Other names: their fields as TOML, and a claim of each.
    pub(super) names: Vec<(Vec<(String, String)>, WrittenClaim)>,
}

/// The columns of a claim that are texts, and the keys that a digest gives them.
pub(super) const TEXTS: [&str; 8] =
    ["place_in", "phrase", "read_as", "read_reason", "basis", "confidence", "note", "key"];

impl WrittenClaim {
    /// Reads the claim in a row that begins with the paragraph, the texts, `says` and the source.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let mut texts = Vec::new();
        for (at, key) in (1..).zip(TEXTS) {
            let usual = match key {
                "basis" => STATED,
                "confidence" => "high",
                _ => "",
            };
            let text: Option<String> = row.get(at)?;
            texts.extend(text.filter(|text| text != usual).map(|text| (key, text)));
        }
        let (says, source): (_, Option<i64>) =
            (row.get(TEXTS.len() + 1)?, row.get(TEXTS.len() + 2)?);
        Ok(Self { paragraph: row.get(0)?, texts, says, external: source.is_none() })
    }

    /// Returns the evidence that an entry gives those of its fields that have no claim of their own: without phrase and key.
    pub(super) fn for_another(&self) -> Self {
        let own = ["phrase", "read_as", "read_reason", "key"];
        let mut other = self.clone();
        other.texts.retain(|(key, _)| !own.contains(key));
        other.says = None;
        other
    }

    /// Whether it says where it is in the document.
    pub(super) fn is_placed(&self) -> bool {
        self.paragraph.is_some() || self.texts.iter().any(|(key, _)| *key == "place_in")
    }
}

impl WrittenEntry {
    /// Drops the claims that a reader of the digest adds: the evidence of the entry for a field, mark or label without its own.
    pub(super) fn drop_usual(&mut self) {
        let Some(usual) = self.whole.first().map(WrittenClaim::for_another) else { return };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (field, _) in &self.parts {
            *counts.entry(field.clone()).or_default() += 1;
        }
        let silent = |claim: &WrittenClaim| claim.says.is_some();
        self.parts.retain(|(field, claim)| {
            let alone = counts.get(field) == Some(&1);
            !alone || silent(claim) || *claim != usual
        });
    }
}
