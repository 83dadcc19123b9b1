//! From the text of a digest to its entries, in the order of the text.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::entry::{Entry, Flag, Given, Word};
use super::input::Input;
use super::keys::{CLAIM_KEYS, REASONS};
use super::literal::{
    Literal, NOT_STATED, OPEN_LIST, Toml, absent_helps, is_absent, is_not_stated, is_question,
    read_yes_no,
};
use super::names::is_slug;
use super::parsed::Digest;
use super::problem::{Mistake, Problems};
use super::reader::{Reader, Surroundings};
use super::sections::PARAGRAPH;
use super::shared::list_items;
use super::ties::OWN_KEYS;
use crate::catalog::{Catalog, DISTINCT, Field, Kind, SOURCE, Sort};
use crate::store::schema::FLAG;
use crate::text::with_article;

/// Reads a digest, the `file`th of the inputs. Mistakes are noted; everything else is returned.
pub(super) fn read_digest<'c>(
    catalog: &'c Catalog,
    file: usize,
    input: &Input,
    problems: &mut Problems,
) -> Digest<'c> {
    let (document, errors) = DeTable::parse_recoverable(input.text.as_str());
    let breaks = errors.iter().map(|e| e.span().map_or(0, |span| span.start)).collect();
    let text = input.text.as_str();
    let mut reader = Reader { breaks, ..Reader::new(catalog, (file, &input.text), problems) };
    for error in errors {
        let at = error.span().unwrap_or_default();
        let mistake = begins_again(text, &at).unwrap_or_else(|| error.message().to_owned().into());
        reader.report(at, mistake);
    }
    let document = document.into_inner();
    reader.read_reasons(&document);
    let mut digest = Digest { owner: input.known_as().to_owned(), ..Digest::default() };
    reader.read_source(&document, &mut digest);
    let items = reader.toml_entries(&document);
    let ends = items.iter().skip(1).map(|item| item.span.start).chain([text.len()]);
    let ends: Vec<usize> = ends.collect();
    for (TomlEntry { key, number, span, table }, end) in items.into_iter().zip(ends) {
        let name = key.get_ref().as_ref();
        match catalog.kind(name).filter(|kind| kind.is_entered()) {
            _ if let Some(number) = number => reader.read_section(number, table, &mut digest),
            _ if name == FLAG => digest.flags.extend(reader.read_flags(span, table)),
            Some(kind) => {
                digest.entries.push(reader.read_entry(kind, span.start..end, span, table));
            }
            None => reader.unknown_kind(name, key.span()),
        }
        digest.entries.append(&mut reader.inner);
    }
    digest
}

/// How the header of a paragraph begins.
const PARAGRAPH_HEADER: &str = "[paragraph.";

/// An entry, or what is in a paragraph.
struct TomlEntry<'d, 'i> {
    /// The name of a kind, or of paragraphs.
    key: &'d Spanned<DeString<'i>>,
    /// The number of the paragraph.
    number: Option<&'d Spanned<DeString<'i>>>,
    /// The place of the header.
    span: Range<usize>,
    table: &'d DeTable<'i>,
}

impl<'c> Reader<'c, '_> {
    /// Reads `[source]`, on which the meaning of everything else depends.
    fn read_source(&mut self, document: &DeTable<'_>, digest: &mut Digest<'c>) {
        let Some((key, value)) = document.get_key_value(SOURCE) else { return };
        let (Some(table), Some(kind)) = (value.get_ref().as_table(), self.catalog.kind(SOURCE))
        else {
            self.report(key.span(), "a digest has one document: write [source]");
            return;
        };
        // Its text ends with its last value; damage after that belongs to something else.
        let last = table.values().map(|v| v.span().end + 1).max().unwrap_or(value.span().end);
        self.read_document_entry(kind, (value.span().start..last, value.span()), table, digest);
        self.source_flags(table, digest);
    }

    /// Reads the document of a digest. `extent` is its whole text, `span` its header.
    pub(super) fn read_document_entry(
        &mut self,
        kind: &'c Kind,
        (extent, span): (Range<usize>, Range<usize>),
        table: &DeTable<'_>,
        digest: &mut Digest<'c>,
    ) {
        self.sourced = true;
        let entry = self.read_entry(kind, extent, span, table);
        if let Some(Literal::Ready(count)) = entry.field_value("paragraphs") {
            self.paragraphs = count.shown.parse().ok();
        }
        if let Some(id) = &entry.id {
            digest.source = Some(id.text.to_string());
            digest.owner = id.text.to_string();
        }
        digest.entries.push(entry);
        digest.entries.append(&mut self.inner);
    }

    /// Reads the reasons that are given more than once.
    fn read_reasons(&mut self, document: &DeTable<'_>) {
        let reasons = document.get(REASONS).and_then(|reasons| reasons.get_ref().as_table());
        for (name, text) in reasons.into_iter().flatten() {
            if !is_slug(name.get_ref()) {
                let sentence = format!(
                    "`{}` can't name a reason: use small letters, digits and hyphens",
                    name.get_ref()
                );
                self.report(name.span(), sentence);
            }
            let text = self.read_string(name.get_ref(), text);
            self.reasons.extend(text.map(|text| (name.get_ref().to_string(), text)));
        }
    }

    /// Returns all `[[kind]]` entries in the order of the text.
    fn toml_entries<'d, 'i>(&mut self, document: &'d DeTable<'i>) -> Vec<TomlEntry<'d, 'i>> {
        let mut items: Vec<TomlEntry<'d, 'i>> = Vec::new();
        for (key, value) in document {
            let name = key.get_ref().as_ref();
            if name == SOURCE || name == REASONS && value.get_ref().is_table() {
                continue;
            }
            if name == PARAGRAPH {
                self.numbered_items(key, value, &mut items);
                continue;
            }
            let list = value.get_ref().as_array().map(|list| list.iter()).into_iter().flatten();
            let before = items.len();
            items.extend(list.filter_map(|item| {
                let table = item.get_ref().as_table()?;
                Some(TomlEntry { key, number: None, span: item.span(), table })
            }));
            if items.len() == before && self.catalog.kind(name).is_some() {
                self.report(key.span(), format!("each entry begins with [[{name}]]"));
            } else if items.len() == before {
                self.unknown_kind(name, key.span());
            }
        }
        items.sort_by_key(|item| item.span.start);
        items
    }

    /// Adds the paragraphs, by their numbers.
    fn numbered_items<'d, 'i>(
        &mut self,
        key: &'d Spanned<DeString<'i>>,
        value: &'d Toml<'i>,
        items: &mut Vec<TomlEntry<'d, 'i>>,
    ) {
        let numbers = value.get_ref().as_table();
        for (number, value) in numbers.into_iter().flatten() {
            match value.get_ref().as_table() {
                Some(table) => {
                    items.push(TomlEntry { key, number: Some(number), span: value.span(), table });
                }
                None => self.report(number.span(), bad_section_header()),
            }
        }
        if numbers.is_none_or(DeTable::is_empty) {
            self.report(key.span(), bad_section_header());
        }
    }

    /// Notes that there is no kind of this name.
    pub(super) fn unknown_kind(&mut self, typed: &str, at: Range<usize>) {
        let mistake = Mistake::new(format!("there is no kind `{typed}`"));
        let known = self.catalog.find_kind(typed).filter(|kind| kind.sort != Sort::Union);
        let own = self.catalog.entered_kinds();
        let mistake = if let Some(kind) = known {
            mistake.help(format!("did you mean `{}`?", kind.name))
        } else {
            let own = own.map(|kind| kind.name.as_str());
            mistake.did_you_mean(typed, own.chain([FLAG, PARAGRAPH]))
        };
        self.report(at, mistake);
    }

    /// Reads a thing or a record. `extent` is its whole text, `span` its header.
    pub(super) fn read_entry(
        &mut self,
        kind: &'c Kind,
        extent: Range<usize>,
        span: Range<usize>,
        table: &DeTable<'_>,
    ) -> Entry<'c> {
        let broken = self.breaks.iter().any(|b| extent.contains(b));
        let mut entry = Entry { broken, ..Entry::blank(kind, self.place_at(span.clone())) };
        entry.claims = self.read_evidence(kind, &span, table);
        let mut silent = Vec::new();
        for (key, value) in table {
            if !self.is_evidence(kind, key.get_ref()) {
                self.read_key(&mut entry, key, value, &mut silent);
            }
        }
        self.check_entry(&entry, table);
        // Rows of a table have no entries inside them.
        let around = (!self.tabular).then(|| Surroundings::from_claims(&entry.claims));
        self.add_default_claims(&mut entry, table, &silent);
        if let Some(around) = around {
            self.read_ties(&entry, table, around);
        }
        entry.shrink_to_fit();
        entry
    }

    /// Reads one key of an entry: a key that every entry may have, or one of its fields or links.
    fn read_key(
        &mut self,
        entry: &mut Entry<'c>,
        key: &Spanned<DeString<'_>>,
        value: &Toml<'_>,
        silent: &mut Vec<(String, &'static str)>,
    ) {
        let kind = entry.kind;
        match key.get_ref().as_ref() {
            "id" | "name" if kind.sort == Sort::Record => {
                let sentence = format!(
                    "{} has no `{}`: it is identified by its content",
                    with_article(&kind.name),
                    key.get_ref()
                );
                self.report(key.span(), sentence);
            }
            "id" => entry.id = self.read_slug(value),
            "name" => {
                let Some(value) = self.with_evidence(entry, "name", value) else { return };
                let at = self.place_at(value.span());
                entry.name =
                    self.read_string("name", value).map(|text| Word { at, text: text.into() });
                // A refused name isn't missing.
                entry.broken |= entry.name.is_none();
            }
            "names" if kind.sort == Sort::Thing => {
                let near = entry.claims.first().cloned();
                entry.names = self.read_names(value, near.as_ref());
            }
            DISTINCT if kind.sort == Sort::Thing => entry.distinct = self.read_distinct(value),
            name => self.read_field(entry, name, key.span(), value, silent),
        }
    }

    /// Reads a field's value, or the mark that the source does not state it or leaves its list open.
    fn read_field(
        &mut self,
        entry: &mut Entry<'c>,
        name: &str,
        at: Range<usize>,
        value: &Toml<'_>,
        silent: &mut Vec<(String, &'static str)>,
    ) {
        let kind = entry.kind;
        if let Some(field) = kind.field(name) {
            let Some(value) = self.with_evidence(entry, name, value) else { return };
            let text = value.get_ref().as_str();
            if text.is_some_and(is_not_stated) && !field.ty.is_level() {
                silent.push((name.to_owned(), NOT_STATED));
            } else {
                entry.given.extend(self.read_given(field, value));
            }
        } else if let Some(link) = self.find_link(kind, name) {
            if self.open_list(entry, link, value) {
                silent.push((link.name.clone(), OPEN_LIST));
            }
        } else {
            let known = kind.fields.iter().map(|f| f.name.as_str());
            let known = known.chain(kind.links().map(|l| l.name.as_str()));
            let known = known.chain(OWN_KEYS).chain(CLAIM_KEYS);
            let mistake = Mistake::new(format!("`{}` has no field `{name}`", kind.name));
            self.report(at, mistake.did_you_mean(name, known));
        }
    }

    /// Returns the value of a field, if it can be read.
    pub(super) fn read_given(&mut self, field: &'c Field, value: &Toml<'_>) -> Option<Given<'c>> {
        if self.is_broken(value) {
            return None;
        }
        let mut refused = match self.read_literal(field, value) {
            Ok(read) => {
                return Some(Given::new(field, self.place_at(value.span()), read));
            }
            Err(refused) => refused,
        };
        let text = value.get_ref().as_str().unwrap_or_default();
        if is_absent(text) || is_question(text) {
            refused.mistake.helps = absent_helps(text, self.tabular);
        } else if refused.no_unit && self.tabular {
            let name = &field.name;
            refused.mistake.helps.push(format!(
                "or name it in a column `{name} unit`, or in the heading, as in `{name} (EUR)`"
            ));
        }
        self.report_refusal(value, refused);
        None
    }

    /// Checks whether an entry says that it differs from all others with its name.
    fn read_distinct(&mut self, value: &Toml<'_>) -> bool {
        let text = match value.get_ref() {
            DeValue::Boolean(yes) => return *yes,
            DeValue::String(text) => text.trim().to_lowercase(),
            _ => self.text.as_str().get(value.span()).unwrap_or_default().to_owned(),
        };
        read_yes_no(DISTINCT, &text).unwrap_or_else(|mistake| {
            self.report(value.span(), mistake);
            false
        })
    }

    fn read_slug(&mut self, value: &Toml<'_>) -> Option<Word> {
        let text = self.read_string("id", value)?;
        if !is_slug(&text) {
            let sentence = format!("`{text}` isn't an id: use small letters, digits and hyphens");
            return self.refuse(value.span(), sentence);
        }
        Some(Word { at: self.place_at(value.span()), text: text.into() })
    }

    /// Reads flags with one reason; they belong to the paragraph around them unless they name their own.
    pub(super) fn read_flags(&mut self, span: Range<usize>, table: &DeTable<'_>) -> Vec<Flag> {
        let Some(kind) = self.catalog.kind(FLAG) else { return vec![] };
        let here = self.around.near.as_ref().and_then(|near| near.paragraph);
        let (mut paragraphs, mut given, mut note) = (Vec::from_iter(here), None, None);
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "p" => {
                    let numbers = list_items(value).into_iter();
                    paragraphs = numbers.filter_map(|number| self.read_paragraph(number)).collect();
                }
                "reason" => given = kind.field("reason").and_then(|f| self.read_given(f, value)),
                "note" => note = self.read_string("note", value),
                other => {
                    let mistake = Mistake::new(format!("a flag has no `{other}`"));
                    let mistake = mistake.did_you_mean(other, ["p", "reason", "note"]);
                    self.report(key.span(), mistake);
                }
            }
        }
        let broken = self.breaks.iter().any(|b| *b >= span.start);
        for needed in ["p", "reason"] {
            let around = needed == "p" && here.is_some();
            if !table.contains_key(needed) && !around && !broken {
                self.report(span.clone(), format!("this flag has no `{needed}`"));
            }
        }
        let Some(Literal::Ready(reason)) = given.map(|given| given.value) else { return vec![] };
        let flag = |paragraph| Flag { paragraph, reason: reason.shown.clone(), note: note.clone() };
        paragraphs.into_iter().map(flag).collect()
    }
}

/// Returns the mistake of a second header of a paragraph, whose number is at some bytes.
fn begins_again(text: &str, at: &Range<usize>) -> Option<Mistake> {
    let before = text.get(..at.start)?.strip_suffix(PARAGRAPH_HEADER)?;
    let number = text.get(at.clone()).filter(|_| before.is_empty() || before.ends_with('\n'))?;
    let mistake = Mistake::new(format!("paragraph {number} already has a section"));
    Some(mistake.help(format!("put its facts there, or give an entry elsewhere `p = {number}`")))
}

/// Returns the mistake for a section of a paragraph without its number.
fn bad_section_header() -> Mistake {
    Mistake::new("a section of a paragraph begins with its number")
        .help("write [paragraph.5] above the facts of paragraph 5")
}
