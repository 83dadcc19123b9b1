//! The entry for each part of a sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use anyhow::Result;

use super::amounts::Measured;
use super::entries::{ASKED, DraftedEntry, cut_phrase};
use super::hints::Hints;
use super::names::{CapitalName, NameSort, Office};
use crate::catalog::{Kind, Type};
use crate::store::digest::slug_of;
use crate::store::open::Base;
use crate::store::queries::Queries;
use crate::store::verify::{KnownNames, Mentioned};
use crate::text::list_or;
use crate::value::{
    AtlasPlace, Conventions, DateValue, FigureSort, Units, amount_at, fold, is_chinese, word_ends,
};

/// The most words after a number that may say what is counted.
const AFTER: usize = 4;

/// What a part of a paragraph is.
pub(super) enum Located<'h> {
    Known(Mentioned, Option<Office>),
    Name(CapitalName<'h>),
    Figure(FigureSort),
}

/// The names and the dates of a sentence.
#[derive(Default)]
pub(super) struct SentenceOffers {
    names: Vec<String>,
    dates: Vec<String>,
}

impl SentenceOffers {
    pub(super) fn of<'l>(
        text: &str,
        located: impl Iterator<Item = &'l (Range<usize>, Located<'l>)>,
    ) -> Self {
        let mut candidates = Self::default();
        for (at, what) in located {
            let words = text.get(at.clone()).unwrap_or_default().to_owned();
            let list = match what {
                Located::Known(..) => &mut candidates.names,
                Located::Name(name) if name.sort != NameSort::Unknown => &mut candidates.names,
                Located::Figure(FigureSort::Date) => &mut candidates.dates,
                Located::Name(_) | Located::Figure(FigureSort::Number) => continue,
            };
            if !list.contains(&words) {
                list.push(words);
            }
        }
        candidates
    }
}

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
    pub(super) entries: u64,
    pub(super) asked: u64,
}

/// A part of a sentence.
pub(super) struct SentencePart<'p> {
    /// The text of the paragraph.
    pub(super) text: &'p str,
    pub(super) sentence: &'p Range<usize>,
    /// The part's bytes in the paragraph.
    pub(super) at: &'p Range<usize>,
}

impl<'p> SentencePart<'p> {
    fn words(&self) -> &'p str {
        self.text.get(self.at.clone()).unwrap_or_default()
    }

    /// Returns the amount that its number is a part of.
    fn measured(&self, units: &Units) -> Option<Measured> {
        let found =
            amount_at(self.text, self.sentence, self.at, units).filter(|_| !self.is_time())?;
        Some(Measured { value: found.amount.text(units), at: found.at })
    }

    /// Checks whether it is a part of a time of day: `14:48`.
    fn is_time(&self) -> bool {
        let before = self.text.get(..self.at.start).unwrap_or_default();
        let behind = self.text.get(self.at.end..).unwrap_or_default();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        behind.strip_prefix(':').is_some_and(|rest| digit(rest.chars().next()))
            || before.strip_suffix(':').is_some_and(|rest| digit(rest.chars().next_back()))
    }
}

impl ArticleDraft<'_> {
    /// Adds a name to the list of its kind.
    fn list(&mut self, entry: &DraftedEntry) {
        let Some(kind) = self.base.catalog().kind(&entry.kind) else { return };
        self.entries += 1;
        self.asked += entry.asked;
        match self.lists.iter_mut().find(|(plural, _)| *plural == kind.plural) {
            Some((_, items)) => *items += &entry.item(),
            None => self.lists.push((kind.plural.clone(), entry.item())),
        }
    }

    fn add(&mut self, entry: &DraftedEntry) {
        self.entries += 1;
        self.asked += entry.asked;
        let _ = write!(self.page, "\n{}", entry.listed());
    }

    /// Enters a thing that the base knows, or a place of the atlas, where it is first named.
    pub(super) fn known(
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
                        self.base.conn.first(sql, [id])?;
                    things.extend(found);
                }
                let Some((kind, slug, name)) = things.first() else { return Ok(()) };
                if !self.entered.insert(slug.clone()) {
                    return Ok(());
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
                self.list(&entry);
                if let Some((person, office)) = person {
                    self.office(part, &person, office);
                }
            }
            Mentioned::Atlas(key) => {
                let places = self.base.catalog().containment.as_ref().map(|c| c.places.clone());
                let Some(places) = places.filter(|_| self.entered.insert(key.clone())) else {
                    return Ok(());
                };
                let mut entry = DraftedEntry::new(&places);
                let listed: Vec<String> =
                    AtlasPlace::named(part.words()).iter().map(ToString::to_string).collect();
                let is = if listed.is_empty() {
                    String::new()
                } else {
                    format!("  # without this entry the atlas has it: {}", list_or(&listed))
                };
                entry.set("id", &slug_of(part.words()));
                entry.set_with("name", part.words(), &is);
                entry.cite(part.words());
                self.list(&entry);
            }
        }
        Ok(())
    }

    /// Enters a new name where it is first named.
    pub(super) fn name(
        &mut self,
        part: &SentencePart<'_>,
        name: &CapitalName<'_>,
        loose: &mut Vec<String>,
    ) -> Result<()> {
        let words = part.words();
        if self.ids.contains_key(&fold(words)) {
            return Ok(());
        }
        match &name.sort {
            NameSort::Typical(hint) if self.has_kind(&hint.kind) => {
                let id = slug_of(words);
                self.ids.insert(fold(words), id.clone());
                let mut entry = DraftedEntry::new(&hint.kind);
                entry.set("id", &id);
                entry.set("name", words);
                entry.set_all(&hint.set);
                entry.cite(&cut_phrase(words));
                self.list(&entry);
            }
            NameSort::Person(office) if self.has_kind(&self.hints.person.kind) => {
                let id = slug_of(words);
                self.ids.insert(fold(words), id.clone());
                let mut entry = DraftedEntry::new(&self.hints.person.kind);
                entry.set("id", &id);
                entry.set("name", words);
                entry.cite(words);
                self.list(&entry);
                if let Some(office) = office {
                    self.office(part, &id, office);
                }
            }
            _ => loose.push(words.to_owned()),
        }
        Ok(())
    }

    /// Enters the office of a person.
    fn office(&mut self, part: &SentencePart<'_>, person: &str, office: &Office) {
        let hint = &self.hints.person.office;
        if !self.has_kind(&hint.kind) {
            return;
        }
        let title = part.text.get(office.title.clone()).unwrap_or_default();
        let behind = office.at.and_then(|at| part.text.get(at..part.sentence.end));
        let organization = behind.and_then(|rest| rest.split([',', '.', '”', ';']).next());
        let comment = organization.map(|name| format!("  # {}", name.trim())).unwrap_or_default();
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
    pub(super) fn number(
        &mut self,
        part: &SentencePart<'_>,
        loose: &mut Vec<String>,
    ) -> Result<()> {
        if part.at.start < self.read_to {
            return Ok(());
        }
        let Some(measured) = part.measured(&self.base.catalog().units) else {
            loose.push(part.words().to_owned());
            return Ok(());
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
        // The noun behind it: a word, which has two characters in Chinese.
        let mut ends = word_ends(part.text, part.sentence, part.at).into_iter();
        let end = ends.find(|end| *end > measured.at.end);
        let end =
            end.map(
                |end| {
                    if behind.starts_with(is_chinese) { ends.next().unwrap_or(end) } else { end }
                },
            );
        let phrase = measured.at.start..end.unwrap_or(measured.at.end);
        let phrase = cut_phrase(part.text.get(phrase).unwrap_or_default());
        let (number, batch) = (&self.hints.number, &self.hints.batch);
        let of_batch = self.counted(&nouns).map(|kind| kind.name.clone());
        let is_batch = of_batch.is_some();
        let kind = of_batch.unwrap_or_else(|| number.kind.clone());
        let (ask, value) =
            if is_batch { (&batch.ask, &batch.value) } else { (&number.ask, &number.value) };
        if !self.has_kind(&kind) {
            loose.push(part.words().to_owned());
            return Ok(());
        }
        let measure = self.measure(&nouns);
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
        self.add(&entry);
        Ok(())
    }

    /// Returns the kind of the things that are counted, if they can be announced together.
    fn counted(&self, nouns: &[String]) -> Option<&Kind> {
        let mut kinds = nouns.iter().take(2).filter_map(|noun| self.base.catalog().find_kind(noun));
        kinds.find(|kind| kind.field(&self.hints.batch.value).is_some())
    }

    /// Adds a value that a person has to find, with those that the sentence offers.
    fn ask(&self, entry: &mut DraftedEntry, kind: &str, field: &str) {
        let ty = self.base.catalog().kind(kind).and_then(|kind| kind.field(field)).map(|f| &f.ty);
        let offers: &[String] = match ty {
            Some(ty) if ty.is_ref() => &self.candidates.names,
            Some(ty) if ty.is_time() => &self.candidates.dates,
            _ => &[],
        };
        let comment =
            if offers.is_empty() { String::new() } else { format!("  # {}", offers.join("; ")) };
        entry.set_with(field, ASKED, &comment);
    }

    /// Returns the value of the list of measures that one of the words is.
    fn measure(&self, nouns: &[String]) -> Option<String> {
        let hint = &self.hints.number;
        let field = self.base.catalog().kind(&hint.kind)?.field(hint.noun.as_ref()?)?;
        let Type::Enum(choices) = &field.ty else { return None };
        let is_it = |noun: &String| choices.iter().find(|choice| choice.name == *noun);
        nouns.iter().find_map(is_it).map(|choice| choice.name.clone())
    }

    /// Enters a date.
    pub(super) fn date(&mut self, part: &SentencePart<'_>, loose: &mut Vec<String>) -> Result<()> {
        let hint = &self.hints.date;
        if !self.has_kind(&hint.kind) {
            loose.push(part.words().to_owned());
            return Ok(());
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
        Ok(())
    }
}
