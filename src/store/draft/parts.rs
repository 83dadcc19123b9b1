//! The entry for each part of a sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use anyhow::Result;

use super::entries::{ASKED, DraftedEntry, cut_phrase};
use super::hints::Hints;
use super::names::{CapitalName, NameSort, Office};
use super::offers::SentenceOffers;
use super::sentence::SentencePart;
use super::speech::find_speaker;
use crate::catalog::{Kind, Type};
use crate::store::digest::slug_of;
use crate::store::open::Base;
use crate::store::queries::Queries;
use crate::store::verify::{KnownNames, Mentioned};
use crate::text::list_or;
use crate::value::{Conventions, DateValue, Listed, fold};

/// The most words after a number that may say what is counted.
const AFTER: usize = 4;

/// A draft while it is made.
pub(super) struct ArticleDraft<'d> {
    pub(super) base: &'d Base,
    pub(super) hints: &'d Hints,
    pub(super) known: &'d KnownNames<'d>,
    /// The things and names that have an entry already.
    pub(super) entered: BTreeSet<String>,
    /// The ids of new names.
    pub(super) ids: BTreeMap<String, String>,
    pub(super) page: String,
    /// The names of the paragraph: the plural of their kind, and their items.
    pub(super) lists: Vec<(String, String)>,
    /// What the sentence offers for values that a person has to find.
    pub(super) candidates: SentenceOffers,
    /// The byte of the paragraph up to which numbers have been read.
    pub(super) read_to: usize,
    /// Whether the sentence has a number with an entry.
    pub(super) has_number: bool,
    /// The names of people in the article, with their ids.
    pub(super) people: Vec<(String, String)>,
    /// The day of the article, if it says so.
    pub(super) day: Option<String>,
    pub(super) entries: u64,
    pub(super) asked: u64,
}

impl ArticleDraft<'_> {
    /// Adds a name to the list of its kind.
    fn add_to_list(&mut self, entry: &DraftedEntry) {
        let Some(kind) = self.base.catalog().kind(&entry.kind) else { return };
        self.entries += 1;
        self.asked += entry.asked;
        match self.lists.iter_mut().find(|(plural, _)| *plural == kind.plural) {
            Some((_, items)) => *items += &entry.to_list_item(),
            None => self.lists.push((kind.plural.clone(), entry.to_list_item())),
        }
    }

    fn add(&mut self, entry: &DraftedEntry) {
        self.entries += 1;
        self.asked += entry.asked;
        let _ = write!(self.page, "\n{}", entry.to_text(&format!("[[{}]]", entry.kind)));
    }

    /// Adds an entry for a thing of the base or a place of the atlas where it is first named.
    pub(super) fn enter_known(
        &mut self,
        part: &SentencePart<'_>,
        meaning: &Mentioned,
        office: Option<&Office>,
    ) -> Result<()> {
        match meaning {
            Mentioned::Things(ids) => {
                let mut things = Vec::new();
                for id in ids {
                    let sql =
                        "SELECT kind, slug, name FROM thing WHERE id = ?1 AND slug IS NOT NULL";
                    let found: Option<(String, String, String)> =
                        self.base.conn.read_first(sql, [id])?;
                    things.extend(found);
                }
                let Some((kind, slug, name)) = things.first() else { return Ok(()) };
                if !self.entered.insert(slug.clone()) {
                    return Ok(());
                }
                if *kind == self.hints.person.kind {
                    self.people.push((part.words().to_owned(), slug.clone()));
                }
                let person = office.map(|office| (slug.clone(), office));
                let others: Vec<&String> = things.iter().skip(1).map(|(_, slug, _)| slug).collect();
                let mut entry = DraftedEntry::new(kind);
                let or = if others.is_empty() {
                    String::new()
                } else {
                    format!("  # or {}", list_or(&others))
                };
                entry.set_with("id", slug, &or);
                entry.set("name", name);
                entry.cite(part.words());
                self.add_to_list(&entry);
                if let Some((person, office)) = person {
                    self.enter_office(part, &person, office);
                }
            }
            Mentioned::Atlas(_) => self.enter_atlas_place(part),
        }
        Ok(())
    }

    /// Enters a place of the atlas, under the name that it has there if only one place can be meant.
    fn enter_atlas_place(&mut self, part: &SentencePart<'_>) {
        let catalog = self.base.catalog();
        let Some(containment) = catalog.containment.as_ref() else { return };
        let listed = catalog.find_in_atlas(part.words(), false, &|_| true);
        let only = if let [one] = listed.as_slice() { Some(one) } else { None };
        let name: &str = if let Some(place) = only { place.name() } else { part.words() };
        let id = match only {
            Some(Listed::Place(place)) => place.id.to_owned(),
            _ => slug_of(name),
        };
        if !self.entered.insert(id.clone()) {
            return;
        }
        let mut entry = DraftedEntry::new(&containment.places);
        let places = listed.iter().filter_map(|listed| match listed {
            Listed::Country(_) => None,
            Listed::Place(place) => Some(place.to_string()),
        });
        let places: Vec<String> = places.collect();
        let is = match places.as_slice() {
            [] => String::new(),
            places => format!("  # without this entry the atlas has it: {}", list_or(places)),
        };
        entry.set("id", &id);
        entry.set_with("name", name, &is);
        entry.cite(part.words());
        self.add_to_list(&entry);
    }

    /// Enters a new name where it is first named.
    pub(super) fn enter_name(
        &mut self,
        part: &SentencePart<'_>,
        name: &CapitalName<'_>,
        loose: &mut Vec<String>,
    ) {
        let words = part.words();
        if self.ids.contains_key(&fold(words)) {
            return;
        }
        match &name.sort {
            NameSort::Typical(hint) if self.has_kind(&hint.kind) => {
                let (id, mut entry) = self.start_named(&hint.kind, words);
                entry.set_all(&hint.set);
                if let Some(short) = name.short.clone().and_then(|at| part.text.get(at)) {
                    self.ids.insert(fold(short), id);
                    entry.set_name(short, &self.hints.abbreviation);
                }
                entry.cite(&cut_phrase(words));
                self.add_to_list(&entry);
            }
            NameSort::Person(office) if self.has_kind(&self.hints.person.kind) => {
                let (id, mut entry) = self.start_named(&self.hints.person.kind, words);
                entry.cite(words);
                self.add_to_list(&entry);
                self.people.push((words.to_owned(), id.clone()));
                if let Some(office) = office {
                    self.enter_office(part, &id, office);
                }
            }
            _ => loose.push(words.to_owned()),
        }
    }

    /// Starts the entry of a thing with this name, and notes its id.
    fn start_named(&mut self, kind: &str, name: &str) -> (String, DraftedEntry) {
        let id = slug_of(name);
        self.ids.insert(fold(name), id.clone());
        let mut entry = DraftedEntry::new(kind);
        entry.set("id", &id);
        entry.set("name", name);
        (id, entry)
    }

    /// Enters the office of a person.
    fn enter_office(&mut self, part: &SentencePart<'_>, person: &str, office: &Office) {
        let hint = &self.hints.person.office;
        if !self.has_kind(&hint.kind) {
            return;
        }
        let title = part.text.get(office.title.clone()).unwrap_or_default();
        let behind = office.at.and_then(|at| part.text.get(at..part.sentence.end));
        let organization = behind.and_then(|rest| rest.split([',', '.', '”', ';']).next());
        let organization = organization.map(|name| name.trim().trim_start_matches("the "));
        let comment = organization.map(|name| format!("  # {name}")).unwrap_or_default();
        let mut entry = DraftedEntry::new(&hint.kind);
        entry.set(&hint.person, person);
        entry.set_with(&hint.at, ASKED, &comment);
        entry.set(&hint.title, title);
        let range = part.at.start.min(office.title.start)..part.at.end.max(office.title.end);
        entry.cite(&cut_phrase(part.text.get(range).unwrap_or_default()));
        self.add(&entry);
    }

    fn has_kind(&self, kind: &str) -> bool {
        self.base.catalog().kind(kind).is_some()
    }

    /// Enters a number: of things announced together, or of anything else.
    pub(super) fn enter_number(&mut self, part: &SentencePart<'_>, loose: &mut Vec<String>) {
        if part.at.start < self.read_to {
            return;
        }
        let measured =
            part.measured_amount(&self.base.catalog().units).filter(|found| !found.is_years());
        let Some(measured) = measured else {
            return loose.push(part.words().to_owned());
        };
        let measured = measured.with_equivalents(part.text, &self.base.catalog().units);
        self.read_to = measured.at.end;
        let behind = part.text.get(measured.at.end..part.sentence.end).unwrap_or_default();
        let nouns: Vec<String> = behind
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(AFTER)
            .map(str::to_lowercase)
            .collect();
        if self.is_known(part, &nouns) {
            return loose.push(part.words().to_owned());
        }
        let end = part.noun_end(&measured, |noun| self.is_counted(noun));
        let phrase = cut_phrase(part.text.get(measured.at.start..end).unwrap_or_default());
        let (number, batch) = (&self.hints.number, &self.hints.batch);
        let of_batch = self.counted_kind(&nouns).map(|kind| kind.name.clone());
        let is_batch = of_batch.is_some();
        let kind = of_batch.unwrap_or_else(|| number.kind.clone());
        let (ask, value) =
            if is_batch { (&batch.ask, &batch.value) } else { (&number.ask, &number.value) };
        if !self.has_kind(&kind) {
            return loose.push(part.words().to_owned());
        }
        let measure = self.find_measure(&nouns);
        let mut entry = DraftedEntry::new(&kind);
        for field in ask {
            let is_noun = !is_batch && number.noun.as_ref() == Some(field);
            match measure.as_ref().filter(|_| is_noun) {
                Some(measure) => entry.set(field, measure),
                None => self.ask(&mut entry, &kind, field),
            }
        }
        if is_batch {
            entry.set_all(&batch.set);
        }
        entry.set(value, &measured.value);
        entry.cite(&phrase);
        self.has_number = true;
        self.add(&entry);
    }

    /// Returns the kind of the things that are counted, if they can be announced together.
    fn counted_kind(&self, nouns: &[String]) -> Option<&Kind> {
        let catalog = self.base.catalog();
        let kind = |noun: &String| {
            let known = self.hints.batch.words.get(noun).and_then(|kind| catalog.kind(kind));
            known.or_else(|| catalog.find_kind(noun))
        };
        let mut kinds = nouns.iter().take(2).filter_map(kind);
        kinds.find(|kind| kind.field(&self.hints.batch.value).is_some())
    }

    /// Checks whether a number counts things that are already known: `the two sides`.
    fn is_known(&self, part: &SentencePart<'_>, nouns: &[String]) -> bool {
        let known = &self.hints.batch.known;
        let before = part.text.get(..part.at.start).unwrap_or_default().trim_end();
        Hints::has_word(&known.words, &part.words().to_lowercase())
            && nouns.first().is_some_and(|noun| Hints::has_word(&known.nouns, noun))
            && before.rsplit(' ').next().is_some_and(|word| word.eq_ignore_ascii_case("the"))
    }

    /// Checks whether a word is what a number measures or counts.
    fn is_counted(&self, noun: &str) -> bool {
        let nouns = [noun.to_lowercase()];
        self.find_measure(&nouns).is_some() || self.counted_kind(&nouns).is_some()
    }

    /// Adds a value for a person to find, with the candidates of the sentence in a comment.
    fn ask(&self, entry: &mut DraftedEntry, kind: &str, field: &str) {
        let ty = self.base.catalog().kind(kind).and_then(|kind| kind.field(field)).map(|f| &f.ty);
        let offers = match ty {
            Some(ty) if ty.is_ref() => self.candidates.names.clone(),
            Some(Type::Period) => match self.candidates.only_period() {
                Some((value, phrase)) => return entry.set_cited(field, value, (None, phrase)),
                None => self.candidates.list_times(),
            },
            Some(ty) if ty.is_time() => self.candidates.list_times(),
            _ => vec![],
        };
        let comment =
            if offers.is_empty() { String::new() } else { format!("  # {}", offers.join("; ")) };
        entry.set_with(field, ASKED, &comment);
    }

    /// Returns the value of the list of measures that one of the words is.
    fn find_measure(&self, nouns: &[String]) -> Option<String> {
        let hint = &self.hints.number;
        let field = self.base.catalog().kind(&hint.kind)?.field(hint.noun.as_ref()?)?;
        let Type::Enum(choices) = &field.ty else { return None };
        let is_it = |noun: &String| choices.iter().find(|choice| choice.name == *noun);
        nouns.iter().find_map(is_it).map(|choice| choice.name.clone())
    }

    /// Enters what a person says in a sentence.
    pub(super) fn enter_statement(&mut self, text: &str, sentence: &Range<usize>) {
        let hint = &self.hints.statement;
        let found = find_speaker(text, sentence, &self.people, &self.hints.person);
        let Some((speaker, at)) = found.filter(|_| self.has_kind(&hint.kind)) else { return };
        let mut entry = DraftedEntry::new(&hint.kind);
        entry.set(&hint.speaker, speaker);
        entry.set_all(&hint.set);
        for field in &hint.ask {
            entry.set(field, ASKED);
        }
        entry.cite(&cut_phrase(text.get(at).unwrap_or_default()));
        self.add(&entry);
    }

    /// Enters a date.
    pub(super) fn enter_date(&mut self, part: &SentencePart<'_>, loose: &mut Vec<String>) {
        let hint = &self.hints.date;
        if !self.has_kind(&hint.kind) {
            return loose.push(part.words().to_owned());
        }
        let mut entry = DraftedEntry::new(&hint.kind);
        for field in &hint.ask {
            entry.set(field, ASKED);
        }
        match DateValue::read_date(part.words(), Conventions::default()) {
            Ok(date) => entry.set(&hint.value, &date.text),
            Err(_) => {
                entry.set_with(
                    &hint.value,
                    ASKED,
                    &format!("  # {}, of an unprinted year", part.words()),
                );
            }
        }
        entry.cite(part.words());
        self.add(&entry);
    }
}
