//! Writes the TOML of a digest: the source, then each paragraph with its flags and entries. Short entries are items of lists.

use std::collections::BTreeMap;

use super::entry::{WrittenClaim, WrittenEntry};
use super::shared::{plain_or_table, with_beside, with_each};
use super::ties::EntryWithRecords;
use crate::catalog::{Catalog, Kind, SOURCE, Sort};
use crate::store::digest::{
    BECAUSE, CLAIM_KEYS, Flag, INFERRED, NOT_STATED, OPEN_LIST, PARAGRAPH, Unwritten,
    UnwrittenEntry, VALUE, is_slug,
};
use crate::store::schema::FLAG;
use crate::text::toml::{Keys, TomlNode};
use crate::text::toml_string;

/// The most lines of a thing in a list.
const SHORT: usize = 4;

/// Writes digests of a catalog.
pub(super) struct DigestWriter<'c>(pub(super) &'c Catalog);

impl DigestWriter<'_> {
    /// Writes a digest.
    pub(super) fn write_digest(
        &self,
        source: &WrittenEntry,
        entries: &[WrittenEntry],
        flags: &[Flag],
    ) -> String {
        let has_entry = |paragraph: i64| entries.iter().any(|e| e.paragraph() == Some(paragraph));
        let (flags, silent): (Vec<&Flag>, Vec<&Flag>) =
            flags.iter().partition(|flag| has_entry(flag.paragraph));
        let mut head = self.entry_block(&EntryWithRecords::of_entry(source), None);
        head.extend(silent_paragraphs(&silent).iter().flat_map(|node| node.keyed_lines("flags")));
        let mut blocks = vec![head];
        self.write_sections(entries, &flags, &mut blocks);
        join_blocks(&blocks)
    }

    /// Returns the tables of a digest, each entry by itself and in the order of the base.
    pub(super) fn unwritten_digest(
        &self,
        source: Option<&WrittenEntry>,
        entries: &[WrittenEntry],
        flags: &[Flag],
    ) -> Unwritten {
        let entries = source.into_iter().chain(entries).map(|entry| UnwrittenEntry {
            kind: entry.kind.clone(),
            keys: self.entry_keys(&EntryWithRecords::of_entry(entry), None),
            phrase_covers: entry.phrase_covers,
        });
        let flags = flags.iter().map(|flag| UnwrittenEntry {
            kind: FLAG.to_owned(),
            keys: flag_keys(flag),
            phrase_covers: false,
        });
        Unwritten(entries.chain(flags).collect())
    }

    /// Writes the entries of a digest without a source.
    pub(super) fn write_entries(&self, entries: &[WrittenEntry]) -> String {
        let mut blocks = Vec::new();
        self.write_sections(entries, &[], &mut blocks);
        join_blocks(&blocks)
    }

    /// Writes everything by paragraphs.
    fn write_sections(
        &self,
        entries: &[WrittenEntry],
        flags: &[&Flag],
        blocks: &mut Vec<Vec<String>>,
    ) {
        type Section<'e> = (Vec<&'e Flag>, Vec<&'e WrittenEntry>);
        let mut sections: BTreeMap<Option<i64>, Section<'_>> = BTreeMap::new();
        for flag in flags {
            sections.entry(Some(flag.paragraph)).or_default().0.push(flag);
        }
        for entry in entries {
            sections.entry(entry.paragraph()).or_default().1.push(entry);
        }
        for (paragraph, (flags, entries)) in sections {
            self.write_section(paragraph, &flags, &entries, blocks);
        }
    }

    /// Writes the section of a paragraph: lists of short entries, then everything else.
    fn write_section(
        &self,
        paragraph: Option<i64>,
        flags: &[&Flag],
        entries: &[&WrittenEntry],
        blocks: &mut Vec<Vec<String>>,
    ) {
        let here = WrittenClaim { paragraph, ..WrittenClaim::default() };
        let near = paragraph.map(|_| &here);
        let mut lists: Vec<(&str, Vec<TomlNode>)> = Vec::new();
        // A single thing needs no list.
        let near = near.filter(|_| flags.len() + entries.len() > 1 || entries.is_empty());
        if !flags.is_empty() {
            lists.push(("flags", flags.iter().map(|flag| flag_item(flag)).collect()));
        }
        let (mut long, tied) = (Vec::new(), EntryWithRecords::of_entries(self.0, entries));
        for one in &tied {
            let item = self.entry_item(one, (&[], near));
            let kind = self.0.kind(&one.entry.kind);
            let is_short =
                |kind: &&Kind| kind.sort == Sort::Record || item.lines("", 2, ",").len() <= SHORT;
            let Some(kind) = kind.filter(|kind| near.is_some() && is_short(kind)) else {
                long.push(one);
                continue;
            };
            match lists.iter_mut().find(|(plural, _)| *plural == kind.plural) {
                Some((_, items)) => items.push(item),
                None => lists.push((&kind.plural, vec![item])),
            }
        }
        if let Some(number) = near.and(paragraph).filter(|_| !lists.is_empty() || long.len() > 1) {
            let mut lines = vec![format!("[{PARAGRAPH}.{number}]")];
            let lists = lists.into_iter().map(|(key, items)| (key, with_each(items)));
            lines.extend(lists.flat_map(|(key, items)| TomlNode::List(items).keyed_lines(key)));
            blocks.push(lines);
            blocks.extend(long.into_iter().map(|one| self.entry_block(one, near)));
        } else {
            blocks.extend(long.into_iter().map(|one| self.entry_block(one, None)));
        }
    }

    /// Writes an entry under its own header.
    fn entry_block(&self, of: &EntryWithRecords<'_>, near: Option<&WrittenClaim>) -> Vec<String> {
        let entry = of.entry;
        let kind = &entry.kind;
        let head = if kind == SOURCE { format!("[{kind}]") } else { format!("[[{kind}]]") };
        let mut lines = vec![head];
        for (key, node) in self.entry_keys(of, near) {
            lines.extend(node.keyed_lines(&key));
        }
        lines
    }

    /// Returns the keys of an entry under its own header.
    fn entry_keys(&self, of: &EntryWithRecords<'_>, near: Option<&WrittenClaim>) -> Keys {
        let entry = of.entry;
        let (mut keys, ties) = (field_keys(entry, &[]), self.tie_keys(of));
        keys.extend(cite_keys(entry, near, self.has_key_clash(entry)));
        keys.extend(names_key(entry));
        with_ties(keys, ties)
    }

    /// Writes an entry as an item of a list, without some of its fields; long values come last.
    fn entry_item(
        &self,
        of: &EntryWithRecords<'_>,
        (without, near): (&[&str], Option<&WrittenClaim>),
    ) -> TomlNode {
        let entry = of.entry;
        let (mut keys, late): (Keys, Keys) =
            field_keys(entry, without).into_iter().partition(|(_, node)| !node.is_nested());
        let clashes = self.has_key_clash(entry);
        match (of.covered, entry.whole.as_slice()) {
            (true, _) => {}
            (false, [claim]) if !clashes => keys.extend(placed_keys(claim, near)),
            _ => keys.extend(cite_keys(entry, near, clashes)),
        }
        keys.extend(late);
        keys.extend(names_key(entry));
        TomlNode::Table(with_ties(keys, self.tie_keys(of)))
    }

    /// Checks whether a field of an entry has the name of a key of claims, so that the keys of its claim can't be written beside
    /// its fields.
    fn has_key_clash(&self, entry: &WrittenEntry) -> bool {
        let kind = self.0.kind(&entry.kind);
        kind.is_some_and(|kind| CLAIM_KEYS.iter().any(|key| kind.field(key).is_some()))
    }

    /// Writes the records inside a thing, by their links.
    fn tie_keys(&self, of: &EntryWithRecords<'_>) -> Keys {
        let mut lists: Vec<(&str, Vec<TomlNode>)> = Vec::new();
        let cover = of.entry.whole.first().map(WrittenClaim::for_another);
        for tie in &of.ties {
            let record = tie.record;
            let covered = record.whole.as_slice() == cover.as_slice() && record.parts.is_empty();
            let tied = EntryWithRecords { covered, ..EntryWithRecords::of_entry(record) };
            let item = self.entry_item(&tied, (&tie.implied, of.entry.nearby_claim()));
            let item = tie.shorten_item(self.0, item);
            match lists.iter_mut().find(|(link, _)| *link == tie.link.name) {
                Some((_, items)) => items.push(item),
                None => lists.push((&tie.link.name, vec![item])),
            }
        }
        let node = |items| TomlNode::List(with_each(items));
        lists.into_iter().map(|(link, items)| (link.to_owned(), node(items))).collect()
    }
}

/// Returns the id, the name and the fields of an entry, with the evidence that they have of their own.
fn field_keys(entry: &WrittenEntry, without: &[&str]) -> Keys {
    let cited = entry.claims_by_field();
    let claims = |about: &str| {
        cited.iter().find(|(known, _)| *known == about).map_or(&[][..], |(_, claims)| claims)
    };
    let mut keys: Keys = Vec::new();
    let id = entry.id.as_deref().map(TomlNode::of_text);
    keys.extend(id.map(|id| ("id".to_owned(), id)));
    let name = entry.name.as_deref().map(toml_string);
    keys.extend(
        name.map(|name| ("name".to_owned(), value_node(entry, Some(&name), claims("name")))),
    );
    let distinct = entry.distinct.as_ref().map(|_| TomlNode::Value("true".to_owned()));
    keys.extend(distinct.map(|yes| ("distinct".to_owned(), yes)));
    for (field, value) in &entry.values {
        keys.push((field.clone(), value_node(entry, Some(value), claims(field))));
    }
    for (about, claims) in &cited {
        if *about != "name" && entry.value(about).is_none() {
            keys.push(((*about).to_owned(), value_node(entry, None, claims)));
        }
    }
    keys.retain(|(key, _)| !without.contains(&key.as_str()));
    keys
}

/// Joins blocks with a blank line between them.
fn join_blocks(blocks: &[Vec<String>]) -> String {
    let blocks: Vec<String> = blocks.iter().map(|lines| lines.join("\n") + "\n").collect();
    blocks.join("\n")
}

/// Adds lists of entries to the keys of the thing that they are inside; where a list is open, that is its last item.
fn with_ties(mut keys: Keys, ties: Keys) -> Keys {
    for (link, node) in ties {
        match keys.iter_mut().find(|(key, _)| *key == link) {
            Some((_, open)) => {
                let mut items = if let TomlNode::List(items) = node { items } else { vec![node] };
                items.push(open.clone());
                *open = TomlNode::List(items);
            }
            None => keys.push((link, node)),
        }
    }
    keys
}

/// Writes a value with its own evidence, or the mark that the source doesn't give it.
fn value_node(entry: &WrittenEntry, value: Option<&str>, claims: &[&WrittenClaim]) -> TomlNode {
    let near = entry.nearby_claim();
    let says = |claim: &&WrittenClaim| claim.says.clone();
    let mark = claims.first().and_then(says).filter(|says| {
        let all = claims.iter().all(|claim| claim.says.as_ref() == Some(says));
        value.is_none() && all && [NOT_STATED, OPEN_LIST].contains(&says.as_str())
    });
    let value = mark.as_deref().map(toml_string).or(value.map(str::to_owned));
    let usual = entry.usual_evidence();
    let evidence = |claim: &&WrittenClaim| {
        let says = claim.says.as_ref().filter(|_| mark.is_none());
        let says = says.map(|says| ("says".to_owned(), TomlNode::of_text(says)));
        placed_keys(claim, near).into_iter().chain(says).collect::<Keys>()
    };
    let is_usual = |claim: &WrittenClaim| {
        usual.as_ref().is_some_and(|usual| *usual == WrittenClaim { says: None, ..claim.clone() })
    };
    let mut keys: Keys = Vec::new();
    if let Some(value) = value {
        let value = TomlNode::Value(value);
        match claims {
            [] => return value,
            [one] if mark.is_some() && is_usual(one) => return value,
            _ => keys.push((VALUE.to_owned(), value)),
        }
    }
    match claims {
        [one] => keys.extend(evidence(one)),
        several => keys.extend(with_beside(&several.iter().map(evidence).collect::<Vec<_>>())),
    }
    TomlNode::Table(keys)
}

/// Writes the claims on the whole: one with its keys, or several with their shared keys beside them.
fn cite_keys(entry: &WrittenEntry, near: Option<&WrittenClaim>, clashes: bool) -> Keys {
    let Some(first) = entry.whole.first() else { return vec![] };
    // A source without a place in its document cites itself.
    if entry.kind == SOURCE && !first.is_placed() && !first.external {
        return vec![];
    }
    let mut claims: Vec<Keys> = entry.whole.iter().map(|claim| placed_keys(claim, near)).collect();
    if claims.len() > 1 && !clashes {
        return with_beside(&claims);
    }
    let nodes = claims.drain(..).map(plain_or_table).collect();
    vec![("cite".to_owned(), TomlNode::one_or_list(nodes))]
}

/// Writes the names of an entry other than its label.
fn names_key(entry: &WrittenEntry) -> Option<(String, TomlNode)> {
    let items = entry.names.iter().map(|(values, claim)| {
        let values =
            values.iter().map(|(key, value)| (key.clone(), TomlNode::Value(value.clone())));
        TomlNode::Table(values.chain(claim_keys(claim, entry.whole.first())).collect())
    });
    let items: Vec<TomlNode> = items.collect();
    (!items.is_empty()).then(|| ("names".to_owned(), TomlNode::List(items)))
}

/// Writes the keys of a claim, with its paragraph if there is nothing else.
fn placed_keys(claim: &WrittenClaim, near: Option<&WrittenClaim>) -> Keys {
    let short = claim_keys(claim, near);
    if short.is_empty() { claim_keys(claim, None) } else { short }
}

/// Writes the keys of a claim, without the paragraph that it has from a claim near it.
fn claim_keys(claim: &WrittenClaim, near: Option<&WrittenClaim>) -> Keys {
    let paragraph = claim.paragraph.filter(|_| !claim.is_beside(near));
    let paragraph = paragraph.map(|number| ("p".to_owned(), TomlNode::Value(number.to_string())));
    let reason = inference_reason(claim);
    let texts = claim.texts.iter().filter(|(key, _)| reason.is_none() || *key != "note");
    let texts = texts.map(|(key, text)| match reason.filter(|_| *key == "basis") {
        Some(reason) => (BECAUSE.to_owned(), TomlNode::of_text(reason)),
        None => ((*key).to_owned(), TomlNode::of_text(text)),
    });
    paragraph.into_iter().chain(texts).collect()
}

/// Returns the reason of an inferred claim if it can be written as `because`; a text that looks like the name of a reason can't.
fn inference_reason(claim: &WrittenClaim) -> Option<&str> {
    let text = |wanted: &str| {
        claim.texts.iter().find(|(key, _)| *key == wanted).map(|(_, text)| text.as_str())
    };
    text("basis").filter(|basis| *basis == INFERRED)?;
    text("note").filter(|note| !is_slug(note))
}

/// Writes the flags of paragraphs without entries: those with the same reason and note together.
fn silent_paragraphs(flags: &[&Flag]) -> Option<TomlNode> {
    let mut groups: Vec<(&str, &Option<String>, Vec<String>)> = Vec::new();
    for Flag { paragraph, reason, note } in flags.iter().copied() {
        let same = |group: &&mut (&str, &Option<String>, Vec<String>)| {
            group.0 == reason && group.1 == note
        };
        match groups.iter_mut().find(same) {
            Some((.., paragraphs)) => paragraphs.push(paragraph.to_string()),
            None => groups.push((reason, note, vec![paragraph.to_string()])),
        }
    }
    let items = groups.into_iter().map(|(reason, note, paragraphs)| {
        let paragraphs = paragraphs.into_iter().map(TomlNode::Value).collect();
        let at = ("p".to_owned(), TomlNode::one_or_list(paragraphs));
        TomlNode::Table([at].into_iter().chain(reason_keys(reason, note.as_deref())).collect())
    });
    let items: Vec<TomlNode> = items.collect();
    (!items.is_empty()).then_some(TomlNode::List(items))
}

/// Returns the keys of a flag under its own header.
fn flag_keys(Flag { paragraph, reason, note }: &Flag) -> Keys {
    let at = ("p".to_owned(), TomlNode::Value(paragraph.to_string()));
    [at].into_iter().chain(reason_keys(reason, note.as_deref())).collect()
}

/// Writes a flag: its reason, or a table if it has a note.
fn flag_item(Flag { reason, note, .. }: &Flag) -> TomlNode {
    match note {
        None => TomlNode::of_text(reason),
        Some(_) => TomlNode::Table(reason_keys(reason, note.as_deref()).collect()),
    }
}

/// Returns the reason and the note of flags as keys.
fn reason_keys<'r>(
    reason: &'r str,
    note: Option<&'r str>,
) -> impl Iterator<Item = (String, TomlNode)> {
    let keys = [("reason", Some(reason)), ("note", note)].into_iter();
    keys.filter_map(|(key, text)| Some((key.to_owned(), TomlNode::of_text(text?))))
}
