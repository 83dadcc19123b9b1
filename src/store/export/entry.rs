//! Entries and claims as a digest writes them.

use std::collections::BTreeMap;

use rusqlite::Row;

use crate::catalog::{Field, Type};
use crate::store::digest::{ALSO, EXTERNAL, NOT_STATED, OPEN_LIST, STATED};
use crate::text::toml_string;

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

/// A thing or record with the facts of the source about it.
#[derive(Debug, Default)]
pub(super) struct WrittenEntry {
    /// Its id in the base.
    pub(super) thing: i64,
    pub(super) kind: String,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    /// The claim that it differs from all others with its name.
    pub(super) distinct: Option<WrittenClaim>,
    /// Fields with their values, as TOML.
    pub(super) values: Vec<(String, String)>,
    /// The same values in the notation of the language; a reference is an id.
    pub(super) plain: Vec<(String, String)>,
    /// The ids of things that it refers to.
    pub(super) refers: Vec<String>,
    /// Claims on the whole.
    pub(super) whole: Vec<WrittenClaim>,
    /// Whether the first of them, with its phrase, is also the evidence for fields without their own.
    pub(super) phrase_covers: bool,
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

    /// Returns the same evidence without its key.
    fn without_key(&self) -> Self {
        let mut other = Self { says: None, ..self.clone() };
        other.texts.retain(|(key, _)| *key != "key");
        other
    }

    /// Checks whether its phrase has brackets, as in one with an amount and its equivalent.
    fn has_brackets(&self) -> bool {
        self.texts.iter().any(|(key, text)| *key == "phrase" && text.contains(['(', '（']))
    }

    /// Checks whether it says where it is in the document.
    pub(super) fn is_placed(&self) -> bool {
        self.paragraph.is_some() || self.has_key("place_in")
    }

    /// Checks whether a reader puts it into the paragraph of a nearby claim if it names none.
    pub(super) fn is_beside(&self, near: Option<&Self>) -> bool {
        let same = near.is_some_and(|near| {
            near.paragraph.is_some()
                && near.paragraph == self.paragraph
                && !near.has_key("place_in")
        });
        let external = self.texts.iter().any(|(key, text)| *key == "basis" && text == EXTERNAL);
        same && !external
    }

    fn has_key(&self, key: &str) -> bool {
        self.texts.iter().any(|(known, _)| *known == key)
    }
}

/// Writes the value of a field as TOML.
pub(super) fn value_to_toml(field: &Field, text: &str) -> String {
    match field.ty {
        Type::YesNo => if ["0", "no"].contains(&text) { "false" } else { "true" }.to_owned(),
        Type::Number { exact: true } => text.to_owned(),
        _ => toml_string(text),
    }
}

/// Checks whether the `says` of a claim is a competing value, rather than an equivalent of the recorded one or a mark for none.
pub(super) fn is_value(says: &str) -> bool {
    ![NOT_STATED, OPEN_LIST].contains(&says) && !says.starts_with(ALSO)
}

impl WrittenEntry {
    /// Gives a field its value.
    pub(super) fn record_value(&mut self, field: &Field, text: String) {
        self.values.push((field.name.clone(), value_to_toml(field, &text)));
        self.plain.push((field.name.clone(), text));
    }

    /// Returns the value that a claim on a field gives.
    pub(super) fn claimed_value(&self, field: &str, claim: &WrittenClaim) -> Option<String> {
        match &claim.says {
            Some(says) => is_value(says).then(|| says.clone()),
            None => self.plain.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone()),
        }
    }

    /// Makes a value the recorded one of a field; claims that give another compete with it.
    pub(super) fn record_instead(&mut self, field: &Field, text: &str) {
        let said: Vec<Option<String>> =
            self.parts.iter().map(|(_, claim)| self.claimed_value(&field.name, claim)).collect();
        let mut gives = false;
        for ((_, claim), said) in
            self.parts.iter_mut().zip(said).filter(|((name, _), _)| *name == field.name)
        {
            let Some(said) = said else { continue };
            gives |= said == text;
            claim.says = Some(said).filter(|said| said != text);
        }
        self.values.retain(|(name, _)| *name != field.name);
        self.plain.retain(|(name, _)| *name != field.name);
        if gives {
            self.record_value(field, text.to_owned());
        }
    }

    /// Writes an amount and its equivalents as one value, where a reader of the digest gives the equivalents the same claims.
    /// `is_read` is whether a field's literal is read as it is written.
    pub(super) fn join_equivalents(&mut self, is_read: impl Fn(&str, &str) -> bool) {
        let usual = self.usual_evidence();
        for (field, value) in &mut self.values {
            let own = |part: &&(String, WrittenClaim)| part.0 == *field && part.1.says.is_none();
            let brackets = |part: &&(String, WrittenClaim)| part.1.has_brackets();
            let first = self.parts.iter().filter(own).find(brackets);
            let first = first.or_else(|| self.parts.iter().find(own)).map(|(_, claim)| claim);
            let Some(evidence) = first.or(usual.as_ref()).map(WrittenClaim::without_key) else {
                continue;
            };
            let amount = value.trim_matches('"').to_owned();
            let mut others: Vec<String> = Vec::new();
            self.parts.retain(|(other, claim)| {
                let also = claim.says.as_deref().and_then(|says| says.strip_prefix(ALSO));
                let same = WrittenClaim { says: None, ..claim.clone() } == evidence;
                let Some(also) = also.filter(|_| same && other == field) else { return true };
                others.push(also.to_owned());
                let joined = format!("{amount} ({})", others.join("; "));
                let is_read = is_read(field, &joined);
                if is_read {
                    *value = toml_string(&joined);
                } else {
                    others.pop();
                }
                !is_read
            });
        }
    }

    /// Returns the evidence for those of its fields that have no claim of their own.
    pub(super) fn usual_evidence(&self) -> Option<WrittenClaim> {
        let first = self.whole.first()?;
        let whole = || WrittenClaim { says: None, ..first.clone() };
        Some(if self.phrase_covers { whole() } else { first.for_another() })
    }

    /// Returns the claim by whose paragraph its other claims are placed.
    pub(super) fn nearby_claim(&self) -> Option<&WrittenClaim> {
        self.whole.iter().find(|claim| claim.is_placed()).or(self.whole.first())
    }

    /// Returns the paragraph of the entry as a whole.
    pub(super) fn paragraph(&self) -> Option<i64> {
        self.whole.first().and_then(|claim| claim.paragraph)
    }

    /// Returns a field's value, as TOML.
    pub(super) fn value(&self, field: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// Lists the fields, links and the name that have claims, each with its claims.
    pub(super) fn claims_by_field(&self) -> Vec<(&str, Vec<&WrittenClaim>)> {
        let mut cited: Vec<(&str, Vec<&WrittenClaim>)> = Vec::new();
        for (about, claim) in &self.parts {
            match cited.iter_mut().find(|(known, _)| known == about) {
                Some((_, claims)) => claims.push(claim),
                None => cited.push((about, vec![claim])),
            }
        }
        cited
    }

    /// Drops the claims that a reader of the digest adds again: the evidence of the entry for a field, mark or label without its
    /// own.
    pub(super) fn drop_usual(&mut self) {
        let Some(usual) = self.usual_evidence() else { return };
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
