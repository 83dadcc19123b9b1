//! Drafts a digest: everything in an article that may become a fact, located and cited in the order of the text, for a person to
//! complete.
//!
//! Each sentence is a comment, followed by entries for its parts: names that the base or the atlas knows, new names with typical
//! words ([`names`]), numbers with their units, dates. Values that only a person can know aren't guessed: such a value is `?`,
//! which no load accepts, with candidates in a comment. The rules are data ([`hints`]).

mod amounts;
mod dateline;
mod entries;
mod hints;
mod names;
mod offers;
mod parts;
mod sentence;
mod speech;
mod times;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use anyhow::Result;

use super::hash::{hash_of, hex};
use super::open::Base;
use super::verify::{KnownNames, Paragraphs, document_text, main_heading, sentence_ranges};
use crate::catalog::SOURCE;
use crate::store::digest::{PARAGRAPH, slug_of};
use crate::store::schema::FLAG;
use crate::text::{count_noun, list_or};
use crate::value::{Conventions, DateValue, FigureSort, Period, find_figures, is_chinese};
use dateline::{Dateline, find_dateline};
use entries::{ASKED, DraftedEntry, cut_phrase};
use hints::Hints;
use names::{CapitalName, NameSort, capital_names};
use offers::SentenceOffers;
use parts::ArticleDraft;
use sentence::{Located, SentencePart};
use times::{find_times, find_weekdays};

/// The result for an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drafted {
    /// The draft.
    Digest(String),
    /// The file isn't text.
    NotText,
    /// The file has no text in it.
    Empty,
}

/// The most words of the id of a source.
const SLUG: usize = 6;

/// The number of paragraphs that may have the date of the article.
const HEAD: usize = 4;

/// An article.
#[derive(Debug, Clone, Copy)]
pub struct Article<'a> {
    /// The name of its file, without directories.
    pub file: &'a str,
    /// The file itself: a text in UTF-8, or a web page.
    pub bytes: &'a [u8],
}

impl Base {
    /// Drafts a digest of an article.
    pub fn draft_digest(&self, article: Article<'_>) -> Result<Drafted> {
        let _steady = self.hold_snapshot()?;
        let Some(text) = document_text(article.bytes.to_vec()) else { return Ok(Drafted::NotText) };
        let paragraphs = Paragraphs::read(&text);
        if paragraphs.count() == 0 {
            return Ok(Drafted::Empty);
        }
        // The title of a page comes after its menus.
        let heading = main_heading(article.bytes);
        let is_title = |(_, text): &(i64, &str)| heading.as_deref() == Some(*text);
        let title =
            paragraphs.with_numbers().find(is_title).or_else(|| paragraphs.with_numbers().next());
        let (number, title) = title.unwrap_or((1, ""));
        let slug = source_slug(title, article.file);
        let hints = Hints::built_in()?;
        let known = KnownNames::new(self, &slug);
        let mut draft = ArticleDraft {
            base: self,
            hints: &hints,
            known: &known,
            entered: BTreeSet::new(),
            ids: BTreeMap::new(),
            page: String::new(),
            lists: vec![],
            candidates: SentenceOffers::default(),
            read_to: 0,
            has_number: false,
            people: vec![],
            day: None,
            entries: 0,
            asked: 0,
        };
        let lines = paragraphs.with_numbers().take(HEAD);
        let mut lines =
            lines.filter_map(|(p, text)| Some((p, text, find_dateline(text, &hints.dateline)?)));
        let line = lines.next();
        let dated = line.as_ref().and_then(|(_, text, line)| text.get(line.date.clone()?));
        draft.day = dated.and_then(|date| Period::read(date).ok()).map(|day| day.first);
        for (number, text) in paragraphs.with_numbers() {
            let line = line.as_ref().filter(|(p, ..)| *p == number).map(|(.., line)| line);
            draft.add_paragraph(number, text, line)?;
        }
        let head = SourceHead { slug: &slug, title, number, line };
        let source = source_entry(article, &paragraphs, &head, &hints)?;
        draft.asked += source.asked;
        let summary = format!(
            "# Draft of {}: {}, {}.\n# Replace each \"?\" by what the article says (\"not stated\" if it says nothing), and delete what isn't a fact.\n",
            article.file,
            count_noun(draft.entries, "entry", "entries"),
            count_noun(draft.asked, "value to find", "values to find"),
        );
        let source = source.to_text("[source]");
        Ok(Drafted::Digest(format!("{summary}\n{source}{}", draft.page)))
    }
}

/// Makes the id of a source from its title, or else from its file.
fn source_slug(title: &str, file: &str) -> String {
    let slug = slug_of(title);
    let words: Vec<&str> = slug.split('-').take(SLUG).collect();
    match words.join("-") {
        empty if empty.is_empty() => slug_of(file),
        slug => slug,
    }
}

/// The data in the beginning of an article.
struct SourceHead<'a> {
    slug: &'a str,
    title: &'a str,
    /// The paragraph of the title.
    number: i64,
    /// The paragraph with a dateline, its text, and the dateline.
    line: Option<(i64, &'a str, Dateline)>,
}

/// Makes the entry of the source.
fn source_entry(
    article: Article<'_>,
    paragraphs: &Paragraphs,
    head: &SourceHead<'_>,
    hints: &Hints,
) -> Result<DraftedEntry> {
    let hash = hex(&hash_of(article.bytes, &mut |_| {})?);
    let title = head.title;
    let chinese = title.chars().filter(|c| is_chinese(*c)).count();
    let language = if chinese * 2 > title.chars().count() { "zh" } else { "en" };
    let mut entry = DraftedEntry::new(SOURCE);
    entry.set("id", head.slug);
    entry.set("name", title);
    let of_line = |at: fn(&Dateline) -> Option<Range<usize>>| {
        let (p, text, line) = head.line.as_ref()?;
        Some((*p, text.get(at(line)?)?))
    };
    let (date, agency) = (of_line(|line| line.date.clone()), of_line(|line| line.agency.clone()));
    match agency {
        Some((p, name)) => entry.set_cited(&hints.dateline.agency, name, (Some(p), name)),
        None => entry.set(&hints.dateline.agency, ASKED),
    }
    let day = date.and_then(|(p, words)| {
        Some((p, words, DateValue::read_date(words, Conventions::default()).ok()?))
    });
    match day {
        Some((p, words, day)) => entry.set_cited(&hints.dateline.date, &day.text, (Some(p), words)),
        None => entry.set_with(&hints.dateline.date, ASKED, &date_comment(paragraphs, date)),
    }
    entry.set("language", language);
    entry.set_with("translation", ASKED, "  # original, human, machine or unknown");
    entry.set_number("paragraphs", paragraphs.count());
    entry.set("file", article.file);
    entry.set("sha256", &hash);
    entry.cite_in(head.number, &cut_phrase(title));
    Ok(entry)
}

/// Returns a comment with the first date of an article, or with that of its dateline.
fn date_comment(paragraphs: &Paragraphs, line: Option<(i64, &str)>) -> String {
    let first = || {
        paragraphs.with_numbers().take(HEAD).find_map(|(number, text)| {
            let figures = find_figures(text);
            let date = figures.iter().find(|figure| figure.sort == FigureSort::Date)?;
            Some((number, text.get(date.at.clone())?))
        })
    };
    let found = line.or_else(first);
    found.map(|(p, words)| format!("  # paragraph {p} has “{words}”")).unwrap_or_default()
}

impl<'d> ArticleDraft<'d> {
    fn add_paragraph(&mut self, number: i64, text: &str, line: Option<&Dateline>) -> Result<()> {
        let _ = write!(self.page, "\n\n[{PARAGRAPH}.{number}]\n");
        let (start, entries) = (self.page.len(), self.entries);
        let located = self.locate_parts(text, line)?;
        self.read_to = 0;
        for sentence in sentence_ranges(text) {
            let words = text.get(sentence.clone()).unwrap_or_default();
            let _ = write!(self.page, "\n# {words}\n");
            let loose = self.add_sentence(text, &sentence, &located)?;
            if !loose.is_empty() {
                let _ = writeln!(self.page, "# also: {}", loose.join("; "));
            }
        }
        let mut lists = String::new();
        for (plural, items) in self.lists.drain(..) {
            let _ = write!(lists, "{plural} = [\n{items}]\n");
        }
        if self.entries == entries {
            self.asked += 1;
            lists = format!("flags = [\"{ASKED}\"]{}\n", self.reasons_comment());
        }
        self.page.insert_str(start, &lists);
        Ok(())
    }

    /// Adds the entries of a sentence, and returns the parts without an entry.
    fn add_sentence(
        &mut self,
        text: &str,
        sentence: &Range<usize>,
        located: &[(Range<usize>, Located<'d>)],
    ) -> Result<Vec<String>> {
        let (mut loose, mut times) = (Vec::new(), Vec::new());
        let inner = located.iter().filter(|(at, _)| sentence.contains(&at.start));
        self.candidates = SentenceOffers::from_sentence(text, inner.clone());
        self.has_number = false;
        self.write_weekdays(text.get(sentence.clone()).unwrap_or_default());
        for (at, what) in inner {
            let part = SentencePart { text, sentence, at };
            match what {
                Located::Known(meaning, office) => {
                    self.enter_known(&part, meaning, office.as_ref())?;
                }
                Located::Name(name) => self.enter_name(&part, name, &mut loose),
                Located::Figure(FigureSort::Number) => self.enter_number(&part, &mut loose),
                Located::Figure(FigureSort::Date) => self.enter_date(&part, &mut loose),
                Located::Time(None) => loose.push(part.words().to_owned()),
                Located::Time(Some(_)) => times.push(part.words().to_owned()),
            }
        }
        self.enter_statement(text, sentence);
        if !self.has_number {
            loose.extend(times);
        }
        Ok(loose)
    }

    /// Writes the dates of the days of the week in a sentence.
    fn write_weekdays(&mut self, sentence: &str) {
        let Some(day) = self.day.clone() else { return };
        for (name, date) in find_weekdays(sentence, &day, &self.hints.time) {
            let _ = writeln!(self.page, "# {name}: {date}, if it is the last one up to {day}");
            self.candidates.add_time(format!("{name}, {date}"), None);
        }
    }

    /// Lists the reasons why a paragraph may have no facts, as a comment.
    fn reasons_comment(&self) -> String {
        let reason = self.base.catalog().kind(FLAG).and_then(|flag| flag.field("reason"));
        let names = reason.map_or(&[][..], |reason| reason.ty.choices()).iter();
        let names: Vec<&str> = names.map(|choice| choice.name.as_str()).collect();
        format!("  # {}", list_or(&names))
    }

    /// Locates everything in a paragraph, in its order; if two names overlap, the longer one.
    fn locate_parts(
        &self,
        text: &str,
        line: Option<&Dateline>,
    ) -> Result<Vec<(Range<usize>, Located<'d>)>> {
        let known = self.known.find_mentions(text)?;
        let mut found: Vec<(Range<usize>, Located<'d>)> = Vec::new();
        let names = capital_names(text, self.hints);
        let overlap = |one: &Range<usize>, other: &Range<usize>| {
            one.start < other.end && other.start < one.end
        };
        for (at, meaning) in known {
            let mut others = names.iter().filter(|name| overlap(&name.at, &at));
            let longer = |name: &&CapitalName<'_>| {
                matches!(name.sort, NameSort::Typical(_)) && name.at.len() > at.len()
            };
            if others.clone().any(|name| longer(&name)) {
                continue;
            }
            let office = others.find_map(|name| match &name.sort {
                NameSort::Person(office) => office.clone(),
                _ => None,
            });
            found.push((at, Located::Known(meaning, office)));
        }
        let (unknown, named): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| name.sort == NameSort::Unknown);
        let named = named.into_iter().map(|name| (name.at.clone(), Located::Name(name)));
        let figures = find_figures(text);
        let dates = figures.iter().filter(|figure| figure.sort == FigureSort::Date);
        let dates: Vec<Range<usize>> = dates.map(|date| date.at.clone()).collect();
        let times = find_times(text, &dates, &self.hints.time).into_iter();
        let times = times.map(|time| (time.at, Located::Time(time.value)));
        let figures = figures.into_iter().map(|f| (f.at, Located::Figure(f.sort)));
        let unknown = unknown.into_iter().map(|name| (name.at.clone(), Located::Name(name)));
        let of_line = line.iter().flat_map(|line| line.date.iter().chain(&line.agency));
        let of_line: Vec<&Range<usize>> = of_line.collect();
        for (at, what) in named.chain(times).chain(figures).chain(unknown) {
            let is_taken = found.iter().any(|(other, _)| overlap(other, &at));
            if !is_taken && !of_line.iter().any(|other| overlap(other, &at)) {
                found.push((at, what));
            }
        }
        found.sort_by_key(|(at, _)| at.start);
        Ok(found)
    }
}
