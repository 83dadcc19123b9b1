//! Values: what is recorded in the field that is tested, by the folded beginning of any of its names, with how many rows
//! hold it; the values of enums with their meaning. Dates, units and parameters are in `literals`.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::HashMap;

use super::names::tested;
use super::spot::{HOLE, Reached, Spot, reach};
use super::{Cursor, Offer, Sort, World};
use crate::catalog::{Choice, Kind, SOURCE, Sort as KindSort, Type};
use crate::query::ast::{Body, Test};
use crate::query::names::{Begun, Held};
use crate::query::plan::{Leaf, NamedPath, Part};
use crate::query::print::{quoted, written};
use crate::query::span::Span;
use crate::value::{MONEY, SHARE, fold};

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
pub(super) struct Asked<'a, 'w> {
    pub(super) world: &'a World<'w>,
    /// All up to the cursor.
    pub(super) text: &'a str,
    /// Where it begins.
    pub(super) start: usize,
    /// As far as it is typed, without an opening quote.
    pub(super) typed: String,
    /// The quote around it.
    pub(super) quote: Option<char>,
    /// Several words need quotes here.
    free: bool,
    /// The test is `within`.
    within: bool,
    /// How many more rows may be counted.
    left: Cell<u64>,
}

/// A value, the other name by which it was found, and how many rows hold it.
struct Used {
    name: String,
    other: Option<String>,
    rows: Option<u64>,
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
        predicate.quantifier = None;
        let plan = spot.resolved(world).ok()?;
        let mut ends = Vec::new();
        for (kind, NamedPath { steps: way, .. }) in tested(plan.filter.as_ref()?) {
            reach(way.clone().through_link(), kind.unwrap_or(plan.kind), None, &mut ends);
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
            Leaf::Field(field) => match &field.ty {
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
            Leaf::Name(named) if named.sort == KindSort::Record => self.labels(named),
            Leaf::Name(named) if named.sort == KindSort::Union => {
                let kinds = self.world.catalog.kinds.iter().map(|kind| kind.name.as_str());
                self.things(reached, &kinds.collect::<Vec<_>>())
            }
            Leaf::Name(kind) | Leaf::Itself(kind) => self.things(reached, &[kind.name.as_str()]),
            // What a place lies in is a place, also behind the `id`.
            Leaf::Slug(kind) if self.within => {
                self.things(Reached { end: Leaf::Itself(kind), ..reached }, &[kind.name.as_str()])
            }
            Leaf::Slug(_) => self.slugs(reached, &self.typed),
            Leaf::Kind => {
                let kinds = self.world.catalog.kinds.iter().map(|kind| kind.name.as_str());
                self.words(&kinds.collect::<Vec<_>>())
            }
            Leaf::Part(_, Part::Unit) => {
                let units = self.world.catalog.units.iter().filter(|unit| !unit.hidden);
                units.filter_map(|unit| self.unit(unit, &self.typed, self.start)).collect()
            }
            Leaf::Part(_, part @ (Part::Year | Part::Quarter | Part::Month)) => {
                self.days(reached, Some(part))
            }
            Leaf::Part(..) | Leaf::Link(..) => vec![],
        }
    }

    pub(super) fn offer(&self, text: &str) -> Offer {
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
        let key = self.world.names.key(&self.typed);
        if !key.is_empty() && self.typed.ends_with(char::is_whitespace) { key + " " } else { key }
    }

    /// The most used first. Before anything is typed, only those that are used at all, if any is.
    fn by_use(&self, mut values: Vec<Used>, free: bool) -> Vec<Offer> {
        values.sort_by_key(|value| Reverse(value.rows.unwrap_or(0)));
        if self.typed.is_empty() && values.first().is_some_and(|value| value.rows > Some(0)) {
            values.retain(|value| value.rows != Some(0));
        }
        values.truncate(OFFERED);
        let offer =
            |Used { name, other, rows }| Offer { rows, about: other, ..self.written(&name, free) };
        values.into_iter().map(offer).collect()
    }

    /// Whether a word of the catalog begins as was typed: `press conf` begins `press_conference`.
    fn fits(&self, word: &str) -> bool {
        let key = |text: &str| fold(&text.replace('_', " "));
        key(word).starts_with(&key(&self.typed))
    }

    fn words(&self, words: &[&str]) -> Vec<Offer> {
        words.iter().filter(|word| self.fits(word)).map(|word| self.offer(word)).collect()
    }

    fn choice(&self, reached: Reached<'_>, choice: &Choice) -> Offer {
        let rows = self.rows(reached, Held::Word(&choice.name));
        Offer { rows, about: choice.about.clone(), ..self.offer(&choice.name) }
    }

    fn texts(&self, reached: Reached<'_>) -> Vec<Offer> {
        let Some(column) = reached.column() else { return vec![] };
        let texts = self.world.names.texts(&column, &self.key()).unwrap_or_default();
        let used = texts.into_iter().map(|name| {
            let rows = self.rows(reached, Held::Word(&self.world.names.key(&name)));
            Used { name, other: None, rows }
        });
        self.by_use(used.collect(), true)
    }

    fn things(&self, reached: Reached<'_>, kinds: &[&str]) -> Vec<Offer> {
        // Records have no name by which a value could mean them.
        let catalog = self.world.catalog;
        let is_thing = |kind: &&&str| catalog.kind(kind).is_some_and(|k| k.sort == KindSort::Thing);
        let kinds: Vec<&str> = kinds.iter().filter(is_thing).copied().collect();
        let mut found = self.world.names.beginning(&self.key(), &kinds).unwrap_or_default();
        if kinds == [SOURCE] && !matches!(reached.end, Leaf::Name(_)) {
            found = self.by_id(found);
        }
        let mut things: Vec<Used> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for Begun { id, name, other, .. } in found {
            if !self.is_of_level(reached, id) {
                continue;
            }
            let rows = match reached.end {
                Leaf::Field(_) if self.within => self.rows(reached, Held::In(id)),
                Leaf::Field(_) => self.rows(reached, Held::Thing(id)),
                _ => None,
            };
            // Things of one name are one offer.
            if let Some(same) = places.get(&name).and_then(|place| things.get_mut(*place)) {
                same.rows = same.rows.zip(rows).map(|(a, b)| a + b);
            } else {
                places.insert(name.clone(), things.len());
                things.push(Used { name, other, rows });
            }
        }
        self.by_use(things, self.free)
    }

    /// Sources are cited by their ids.
    fn by_id(&self, mut found: Vec<Begun>) -> Vec<Begun> {
        let begun = self.world.names.slugs(&self.typed, &[SOURCE]).unwrap_or_default();
        for source in begun {
            if found.iter().all(|other| other.id != source.id) {
                found.push(source);
            }
        }
        let id =
            |source: Begun| Begun { name: source.slug.clone(), other: Some(source.name), ..source };
        found.into_iter().map(id).collect()
    }

    /// The composed names of records, which are texts.
    fn labels(&self, kind: &Kind) -> Vec<Offer> {
        let found = self.world.names.beginning(&self.key(), &[&kind.name]).unwrap_or_default();
        found.into_iter().map(|record| self.written(&record.name, true)).collect()
    }

    /// Whether a place is of the level the field speaks of.
    fn is_of_level(&self, reached: Reached<'_>, place: i64) -> bool {
        let Leaf::Field(field) = reached.end else { return true };
        if !matches!(field.ty, Type::Level(_)) || self.within {
            return true;
        }
        let is = self.world.names.place(place).ok().flatten();
        is.is_some_and(|is| self.world.catalog.level(&field.name).contains(&is))
    }

    fn slugs(&self, reached: Reached<'_>, typed: &str) -> Vec<Offer> {
        let all: Vec<&str> = match reached.end {
            Leaf::Field(field) => match &field.ty {
                Type::Ref(targets) => targets.kinds.iter().map(String::as_str).collect(),
                Type::Level(_) => {
                    let containment = self.world.catalog.containment.as_ref();
                    containment.iter().map(|c| c.places.as_str()).collect()
                }
                _ => vec![],
            },
            Leaf::Name(kind) | Leaf::Itself(kind) => vec![kind.name.as_str()],
            _ => vec![reached.kind.name.as_str()],
        };
        let found = self.world.names.slugs(typed, &all).unwrap_or_default();
        let at = if matches!(reached.end, Leaf::Slug(_)) { "" } else { "@" };
        let offer = |thing: Begun| Offer {
            about: Some(thing.name),
            ..Offer { text: format!("{at}{}", thing.slug), ..self.offer("") }
        };
        found.into_iter().map(offer).collect()
    }

    pub(super) fn rows(&self, reached: Reached<'_>, held: Held<'_>) -> Option<u64> {
        let column = reached.column()?;
        if self.left.get() == 0 {
            return None;
        }
        let rows = self.world.names.rows(&column, &held).ok()?;
        self.left.set(self.left.get().saturating_sub(rows));
        Some(rows)
    }
}
