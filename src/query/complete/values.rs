//! Values: what is recorded in the field that is tested, by the folded beginning of any of its names, with how many rows
//! hold it; the values of enums with their meaning; units behind a number; parameters.

use std::cell::Cell;
use std::cmp::Reverse;

use super::names::{meaning, tested};
use super::spot::{HOLE, Spot};
use super::{Cursor, Offer, Sort, World};
use crate::catalog::{Kind, Sort as KindSort, Type};
use crate::query::ast::{Body, Quantifier, Test};
use crate::query::names::{Begun, Column, Held};
use crate::query::plan::{End, Part, Path, Way};
use crate::query::print::{quoted, written};
use crate::query::span::Span;
use crate::value::{MONEY, Number, Period, SHARE, Unit, fold};

/// How many rows are counted in all; values behind those are offered without a number.
const COUNTED: u64 = 20_000;

/// How many values are offered at most.
const OFFERED: usize = 50;

/// The values that fit at the cursor.
pub(super) fn values(cursor: &Cursor<'_>, world: &World<'_>) -> Vec<Offer> {
    let Some((asked, ends)) = Asked::at(cursor, world) else { return vec![] };
    if let Some(slug) = asked.typed.strip_prefix('@') {
        return ends.iter().flat_map(|end| asked.slugs(*end, slug)).collect();
    }
    let mut offers: Vec<Offer> = ends.iter().flat_map(|end| asked.of_end(*end)).collect();
    offers.truncate(OFFERED);
    offers.extend(asked.parameters());
    offers.retain(|offer| offer.sort != Sort::Literal || asked.is_meant(offer));
    // Behind a whole value only longer ones follow.
    let whole = asked.typed.trim_end().len() < asked.typed.len();
    offers.retain(|offer| !(whole && fold(&offer.text) == fold(&asked.typed)));
    offers
}

/// A value that is being typed.
struct Asked<'a, 'w> {
    world: &'a World<'w>,
    /// All up to the cursor.
    text: &'a str,
    /// Where it begins.
    start: usize,
    /// As far as it is typed, without an opening quote.
    typed: String,
    /// The quote it stands in.
    quote: Option<char>,
    /// Several words need quotes here.
    free: bool,
    /// The test is `within`.
    within: bool,
    /// How many more rows may be counted.
    left: Cell<u64>,
}

/// The end of a path: a column, or something a kind has without one.
#[derive(Clone, Copy)]
struct Reached<'c> {
    kind: &'c Kind,
    end: End<'c>,
    only: Option<&'c (String, Vec<String>)>,
}

impl<'a, 'w> Asked<'a, 'w> {
    /// What is asked for at the cursor, and the ends of the path it is compared with.
    fn at(cursor: &Cursor<'a>, world: &'a World<'w>) -> Option<(Self, Vec<Reached<'w>>)> {
        let at = cursor.start();
        let mut spot = Spot::of(&format!("{}{HOLE}", cursor.before), at, world)?;
        let predicate = spot.predicate()?;
        let Body::Test(test) = &predicate.body else { return None };
        let value =
            { test.values() }.into_iter().find(|v| v.span.start <= at && at < v.span.end)?;
        let start = value.span.start;
        let free = matches!(test, Test::Contains(..) | Test::StartsWith(..));
        let within = matches!(test, Test::Within(..));
        predicate.body = Body::Test(Test::Known(true, Span::default()));
        predicate.quantifier = None::<Quantifier>;
        let plan = spot.resolved(world).ok()?;
        let mut ends = Vec::new();
        for (kind, Path { way, .. }) in tested(plan.filter.as_ref()?) {
            reach(way.clone().reached(), kind.unwrap_or(plan.kind), None, &mut ends);
        }
        let typed = match &cursor.quoted {
            Some((inner, _)) => inner.clone(),
            None => cursor.text.get(start..)?.to_owned(),
        };
        let quote = cursor.quoted.as_ref().map(|(_, quote)| *quote);
        let left = Cell::new(COUNTED);
        Some((Self { world, text: cursor.text, start, typed, quote, free, within, left }, ends))
    }

    fn of_end(&self, reached: Reached<'w>) -> Vec<Offer> {
        let Reached { kind, end, .. } = reached;
        match end {
            End::Field(field) => match &field.ty {
                Type::Enum(choices) => {
                    let fit = choices.iter().filter(|choice| self.fits(&choice.name));
                    let offer = |choice| self.choice(reached, choice);
                    fit.map(offer).collect()
                }
                Type::YesNo => self.words(&["yes", "no"]),
                Type::Text if kind.sort != KindSort::Evidence => self.texts(reached),
                Type::Ref(targets) => {
                    let kinds: Vec<&str> = targets.kinds.iter().map(String::as_str).collect();
                    self.things(reached, &kinds)
                }
                Type::Level(_) => {
                    let containment = self.world.catalog.containment.as_ref();
                    containment.map_or(vec![], |c| self.things(reached, &[c.places.as_str()]))
                }
                ty if ty.is_time() => self.days(reached, None),
                Type::Money => self.units(Some(MONEY)),
                Type::Share => self.units(Some(SHARE)),
                Type::Quantity(dimension) => self.units(dimension.as_deref()),
                _ => vec![],
            },
            End::Name(named) if named.sort == KindSort::Record => self.labels(named),
            End::Name(kind) | End::Itself(kind) => self.things(reached, &[kind.name.as_str()]),
            End::Slug => self.slugs(reached, &self.typed),
            End::Kind => {
                let kinds = self.world.catalog.kinds.iter().map(|kind| kind.name.as_str());
                self.words(&kinds.collect::<Vec<_>>())
            }
            End::Part(_, Part::Unit) => {
                let units = self.world.catalog.units.iter().filter(|unit| !unit.hidden);
                units.filter_map(|unit| self.unit(unit, &self.typed, self.start)).collect()
            }
            End::Part(_, part @ (Part::Year | Part::Quarter | Part::Month)) => {
                self.days(reached, Some(part))
            }
            End::Part(..) | End::Items(..) => vec![],
        }
    }

    fn offer(&self, text: &str) -> Offer {
        self.written(text, self.free)
    }

    /// A value as it is to be written: in the quotes that are open, or in some where it needs them.
    fn written(&self, text: &str, free: bool) -> Offer {
        let text = match self.quote {
            None => written(text, free),
            Some('\'') => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
            Some('“') => format!("“{}”", text.replace('\\', "\\\\").replace('”', "\\”")),
            Some(_) => quoted(text),
        };
        Offer { start: self.start, text, sort: Sort::Value, rows: None, about: None }
    }

    /// The folded key of what is typed. Behind a space a new word must begin.
    fn key(&self) -> String {
        let key = fold(&self.typed);
        if !key.is_empty() && self.typed.ends_with(char::is_whitespace) { key + " " } else { key }
    }

    /// The most used first. Before anything is typed, only those that are used at all, if any is.
    fn by_use(&self, mut offers: Vec<Offer>) -> Vec<Offer> {
        offers.sort_by_key(|offer| Reverse(offer.rows.unwrap_or(0)));
        if self.typed.is_empty() && offers.first().is_some_and(|offer| offer.rows > Some(0)) {
            offers.retain(|offer| offer.rows != Some(0));
        }
        offers
    }

    /// Whether a word of the catalog begins as was typed: `press conf` begins `press_conference`.
    fn fits(&self, word: &str) -> bool {
        let key = |text: &str| fold(&text.replace('_', " "));
        key(word).starts_with(&key(&self.typed))
    }

    fn words(&self, words: &[&str]) -> Vec<Offer> {
        words.iter().filter(|word| self.fits(word)).map(|word| self.offer(word)).collect()
    }

    fn choice(&self, reached: Reached<'_>, choice: &crate::catalog::Choice) -> Offer {
        let rows = self.rows(reached, Held::Word(&choice.name));
        Offer { rows, about: meaning(choice), ..self.offer(&choice.name) }
    }

    fn texts(&self, reached: Reached<'_>) -> Vec<Offer> {
        let Some(column) = reached.column() else { return vec![] };
        let texts = self.world.names.texts(&column, &self.key()).unwrap_or_default();
        let offer = |text: String| {
            let rows = self.rows(reached, Held::Word(&fold(&text)));
            Offer { rows, ..self.written(&text, true) }
        };
        self.by_use(texts.into_iter().map(offer).collect())
    }

    fn things(&self, reached: Reached<'_>, kinds: &[&str]) -> Vec<Offer> {
        // Records have no name by which a value could mean them.
        let catalog = self.world.catalog;
        let is_thing = |kind: &&&str| catalog.kind(kind).is_some_and(|k| k.sort == KindSort::Thing);
        let kinds: Vec<&str> = kinds.iter().filter(is_thing).copied().collect();
        let found = self.world.names.beginning(&self.key(), &kinds).unwrap_or_default();
        let mut offers: Vec<Offer> = Vec::new();
        for thing in found {
            if !self.is_of_level(reached, thing.id) {
                continue;
            }
            let rows = match reached.end {
                End::Field(_) if self.within => self.rows(reached, Held::In(thing.id)),
                End::Field(_) => self.rows(reached, Held::Thing(thing.id)),
                _ => None,
            };
            let Begun { name, other, .. } = thing;
            let same = offers.iter_mut().find(|offer| offer.text == self.offer(&name).text);
            match same {
                Some(same) => same.rows = same.rows.zip(rows).map(|(a, b)| a + b),
                None => offers.push(Offer { rows, about: other, ..self.offer(&name) }),
            }
        }
        self.by_use(offers)
    }

    /// The composed names of records, which are texts.
    fn labels(&self, kind: &Kind) -> Vec<Offer> {
        let found = self.world.names.beginning(&self.key(), &[&kind.name]).unwrap_or_default();
        found.into_iter().map(|record| self.written(&record.name, true)).collect()
    }

    /// Whether a place is of the level the field speaks of.
    fn is_of_level(&self, reached: Reached<'_>, place: i64) -> bool {
        let End::Field(field) = reached.end else { return true };
        if !matches!(field.ty, Type::Level(_)) || self.within {
            return true;
        }
        let is = self.world.names.place(place).ok().and_then(|(is, _)| is);
        is.is_some_and(|is| self.world.catalog.level(&field.name).contains(&is))
    }

    fn slugs(&self, reached: Reached<'_>, typed: &str) -> Vec<Offer> {
        let all: Vec<&str> = match reached.end {
            End::Field(field) => match &field.ty {
                Type::Ref(targets) => targets.kinds.iter().map(String::as_str).collect(),
                Type::Level(_) => {
                    let containment = self.world.catalog.containment.as_ref();
                    containment.iter().map(|c| c.places.as_str()).collect()
                }
                _ => vec![],
            },
            End::Name(kind) | End::Itself(kind) => vec![kind.name.as_str()],
            _ => vec![reached.kind.name.as_str()],
        };
        let found = self.world.names.slugs(typed, &all).unwrap_or_default();
        let at = if matches!(reached.end, End::Slug) { "" } else { "@" };
        let offer = |thing: Begun| Offer {
            about: Some(thing.name),
            ..Offer { text: format!("{at}{}", thing.slug), ..self.offer("") }
        };
        found.into_iter().map(offer).collect()
    }

    fn parameters(&self) -> Vec<Offer> {
        let given = self.world.parameters.iter().filter(|_| self.quote.is_none());
        let offer = |(name, value): (&String, &String)| Offer {
            about: Some(value.clone()),
            ..literal(self.start, format!("${name}"))
        };
        given.map(offer).filter(|offer| offer.text.starts_with(&self.typed)).collect()
    }

    /// Whether a literal fits what stands before it: a parameter's value its field, the end of a range its beginning.
    fn is_meant(&self, offer: &Offer) -> bool {
        let Some(before) = self.text.get(..offer.start) else { return false };
        let text = format!("{before}{}", offer.text);
        let spot = Spot::of(&text, self.start, self.world);
        spot.is_some_and(|spot| spot.is_meant(text.len(), self.world))
    }

    /// Years first, then the months of a year, then the days of a month.
    fn days(&self, reached: Reached<'_>, part: Option<Part>) -> Vec<Offer> {
        let Some(column) = reached.column() else { return vec![] };
        let length = match (part, self.typed.len()) {
            (Some(Part::Year), _) | (None, 0..=4) => 4,
            (Some(_), _) | (None, 5..=7) => 7,
            (None, _) => 10,
        };
        let is_quarter = part == Some(Part::Quarter);
        let begin = self.typed.get(..4).filter(|_| is_quarter).unwrap_or(&self.typed);
        let found = self.world.names.days(&column, begin, length).unwrap_or_default();
        let mut texts: Vec<String> = { found }
            .into_iter()
            .map(|text| if is_quarter { quarter(&text) } else { text })
            .filter(|text| begin.len() == text.len() || text.starts_with(&self.typed))
            .collect();
        texts.dedup();
        let offer = |text: String| {
            let period = Period::read(&text).ok();
            let days = period.map(|period| (period.first, period.last));
            let rows = days.and_then(|(first, last)| self.rows(reached, Held::Days(&first, &last)));
            Offer { rows, ..literal(self.start, text) }
        };
        texts.into_iter().map(offer).collect()
    }

    /// Units of a dimension, behind a number.
    fn units(&self, dimension: Option<&str>) -> Vec<Offer> {
        let Ok(number) = Number::read(&self.typed) else { return vec![] };
        if number.rest.is_empty() && !self.typed.ends_with(char::is_whitespace) {
            return vec![];
        }
        let start = self.start + if number.rest.is_empty() { self.typed.len() } else { number.at };
        let all = self.world.catalog.units.iter().filter(|unit| !unit.hidden);
        let fit = all.filter(|unit| dimension.is_none_or(|d| d == unit.dimension));
        fit.filter_map(|unit| self.unit(unit, number.rest, start)).collect()
    }

    /// A unit by whichever of its spellings begins as was typed.
    fn unit(&self, unit: &Unit, typed: &str, start: usize) -> Option<Offer> {
        let key = fold(typed);
        let mut spellings = std::iter::once(&unit.name).chain(&unit.names);
        let text = spellings.find(|spelling| fold(spelling).starts_with(&key))?.clone();
        let about = if text == unit.name { unit.about.clone() } else { unit.name.clone() };
        let about = (!about.is_empty()).then_some(about);
        self.quote.is_none().then(|| Offer { about, ..literal(start, text) })
    }

    fn rows(&self, reached: Reached<'_>, held: Held<'_>) -> Option<u64> {
        let column = reached.column()?;
        if self.left.get() == 0 {
            return None;
        }
        let rows = self.world.names.rows(&column, &held).ok()?;
        self.left.set(self.left.get().saturating_sub(rows));
        Some(rows)
    }
}

impl<'c> Reached<'c> {
    fn column(self) -> Option<Column<'c>> {
        match self.end {
            End::Field(field) | End::Part(field, _) => {
                Some(Column { kind: self.kind, field, only: self.only })
            }
            _ => None,
        }
    }
}

/// The ends of a way, each with the kind that has it.
fn reach<'c>(
    way: Way<'c>,
    kind: &'c Kind,
    only: Option<&'c (String, Vec<String>)>,
    ends: &mut Vec<Reached<'c>>,
) {
    match way {
        Way::End(end) => ends.push(Reached { kind, end, only }),
        Way::Through(through) => {
            for (kind, way) in through.then {
                reach(way, kind, None, ends);
            }
        }
        Way::Items(items) => reach(*items.then, items.via, items.link.only.as_ref(), ends),
    }
}

fn literal(start: usize, text: String) -> Offer {
    Offer { start, text, sort: Sort::Literal, rows: None, about: None }
}

/// The quarter of a month: `2020-06` lies in `2020Q2`.
fn quarter(month: &str) -> String {
    let year = month.get(..4).unwrap_or_default();
    let number: u32 = month.get(5..).and_then(|number| number.parse().ok()).unwrap_or(1);
    format!("{year}Q{}", number.div_ceil(3))
}
