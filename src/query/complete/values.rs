//! Completions of values: recorded values of the tested field by the beginning of any of their names, with their numbers of
//! rows; values of enums with their meanings; recorded dates, units after a number, and parameters.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::HashMap;

use super::names::tested_paths;
use super::offer::{Category, Cursor, Offer, World};
use super::spot::{CursorQuery, HOLE, PathEnd, collect_ends};
use crate::catalog::{Choice, Kind, SOURCE, Sort, Type};
use crate::query::ast::{Body, Test};
use crate::query::names::{ColumnFilter, PrefixMatch};
use crate::query::parser::parse;
use crate::query::plan::{Leaf, NamedPath, Part};
use crate::query::print::{quote_if_needed, quote_text};
use crate::query::resolve::look_up_sources;
use crate::query::span::Span;
use crate::value::{MONEY, Number, Period, SHARE, Unit, fold};

/// The most rows counted in all; further values are offered without a number.
const COUNTED: u64 = 20_000;

/// The most values offered.
const OFFERED: usize = 50;

/// Offers the values that fit at the cursor.
pub(super) fn value_offers(cursor: &Cursor<'_>, world: &World<'_>) -> Vec<Offer> {
    let Some((value, ends)) = TypedValue::at_cursor(cursor, world) else { return vec![] };
    if let Some(slug) = value.typed.strip_prefix('@') {
        return ends.iter().flat_map(|end| value.slug_offers(*end, slug)).collect();
    }
    let mut offers: Vec<Offer> = ends.iter().flat_map(|end| value.offers_of_end(*end)).collect();
    offers.truncate(OFFERED);
    offers.extend(value.parameter_offers());
    offers.retain(|offer| offer.category != Category::Literal || value.literal_fits(offer));
    // After a complete value only longer values are offered.
    let whole = value.typed.trim_end().len() < value.typed.len();
    offers.retain(|offer| !(whole && fold(&offer.text) == fold(&value.typed)));
    offers
}

/// The value being typed.
struct TypedValue<'a, 'w> {
    world: &'a World<'w>,
    /// The text before the cursor.
    text: &'a str,
    /// The start of the value.
    start: usize,
    /// The value as typed so far, without an opening quote.
    typed: String,
    /// Its opening quote.
    quote: Option<char>,
    /// Whether several words need quotes here.
    free: bool,
    /// Whether the test is `within`.
    within: bool,
    /// Whether it is the name after `facts about`, which may be the id of a source.
    about: bool,
    /// The number of rows that may still be counted.
    left: Cell<u64>,
}

/// A value, the other name by which it was found, and its number of rows.
struct RecordedValue {
    name: String,
    other: Option<String>,
    rows: Option<u64>,
}

impl<'a, 'w> TypedValue<'a, 'w> {
    /// Finds the value at the cursor, and the ends of the path it is compared with.
    fn at_cursor(cursor: &Cursor<'a>, world: &'a World<'w>) -> Option<(Self, Vec<PathEnd<'w>>)> {
        let at = cursor.start();
        let mut spot = CursorQuery::for_cursor(&format!("{}{HOLE}", cursor.before), at, world)?;
        let about = spot.query.about.is_some();
        let predicate = spot.innermost_predicate()?;
        let Body::Test(test) = &predicate.body else { return None };
        let value =
            { test.values() }.into_iter().find(|v| v.span.start <= at && at < v.span.end)?;
        let start = value.span.start;
        let free = matches!(test, Test::Contains(..) | Test::StartsWith(..));
        let within = matches!(test, Test::Within(..));
        predicate.body = Body::Test(Test::Known(true, Span::default()));
        predicate.quantifier = None;
        let plan = spot.resolve_any_names(world).ok()?;
        let mut ends = Vec::new();
        for (kind, NamedPath { steps: way, .. }) in tested_paths(plan.filter.as_ref()?) {
            collect_ends(way.clone().through_link(), kind.unwrap_or(plan.kind), None, &mut ends);
        }
        let typed = match &cursor.quoted {
            Some((inner, _)) => inner.clone(),
            None => cursor.text.get(start..)?.to_owned(),
        };
        let quote = cursor.quoted.as_ref().map(|(_, quote)| *quote);
        let left = Cell::new(COUNTED);
        let text = cursor.text;
        Some((Self { world, text, start, typed, quote, free, within, about, left }, ends))
    }

    fn offers_of_end(&self, reached: PathEnd<'w>) -> Vec<Offer> {
        let PathEnd { kind, end, .. } = reached;
        match end {
            Leaf::Field(field) => match &field.ty {
                Type::Enum(choices) => {
                    let fit = choices.iter().filter(|choice| self.is_beginning_of(&choice.name));
                    let offer = |choice| self.enum_offer(reached, choice);
                    fit.map(offer).collect()
                }
                Type::YesNo => self.word_offers(&["yes", "no"]),
                Type::Text if kind.sort != Sort::Evidence && !field.computed => {
                    self.text_offers(reached)
                }
                Type::Ref(targets) => {
                    let kinds: Vec<&str> = targets.kinds.iter().map(String::as_str).collect();
                    self.thing_offers(reached, &kinds)
                }
                Type::Level(_) => {
                    let places = self.world.catalog.kind_of_places();
                    places.map_or(vec![], |kind| self.thing_offers(reached, &[kind.name.as_str()]))
                }
                ty if ty.is_time() => self.date_offers(reached, None),
                Type::Money => self.unit_offers(Some(MONEY)),
                Type::Share => self.unit_offers(Some(SHARE)),
                Type::Quantity(dimension) => self.unit_offers(dimension.as_deref()),
                _ => vec![],
            },
            Leaf::Name(named) if named.sort == Sort::Record => self.label_offers(named),
            Leaf::Name(named) if named.sort == Sort::Union => {
                let kinds = self.world.catalog.kinds.iter().map(|kind| kind.name.as_str());
                self.thing_offers(reached, &kinds.collect::<Vec<_>>())
            }
            Leaf::Name(kind) | Leaf::Itself(kind) => {
                self.thing_offers(reached, &[kind.name.as_str()])
            }
            // With `within` even an `id` is compared with places.
            Leaf::Slug(kind) if self.within => self.thing_offers(
                PathEnd { end: Leaf::Itself(kind), ..reached },
                &[kind.name.as_str()],
            ),
            Leaf::Slug(_) => self.slug_offers(reached, &self.typed),
            Leaf::Kind => {
                let kinds = self.world.catalog.kinds.iter().map(|kind| kind.name.as_str());
                self.word_offers(&kinds.collect::<Vec<_>>())
            }
            Leaf::Part(_, Part::Unit) => {
                let units = self.world.catalog.units.iter().filter(|unit| !unit.hidden);
                units.filter_map(|unit| self.unit_offer(unit, &self.typed, self.start)).collect()
            }
            Leaf::Part(_, part @ (Part::Year | Part::Quarter | Part::Month)) => {
                self.date_offers(reached, Some(part))
            }
            Leaf::Part(..) | Leaf::Link(..) => vec![],
        }
    }

    fn value_offer(&self, text: &str) -> Offer {
        self.quoted_offer(text, self.free)
    }

    /// Offers a value, in the open quotes, or in quotes of its own if it needs them.
    fn quoted_offer(&self, text: &str, free: bool) -> Offer {
        // A line break would end the quote; folded keys take it for a space.
        let text = &text.replace(['\n', '\r'], " ");
        let text = match self.quote {
            None => quote_if_needed(text, free),
            Some('\'') => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
            Some('“') => format!("“{}”", text.replace('\\', "\\\\").replace('”', "\\”")),
            Some(_) => quote_text(text),
        };
        Offer { start: self.start, text, category: Category::Value, rows: None, about: None }
    }

    /// Returns the folded key of the typed text. After a space a new word must begin.
    fn typed_key(&self) -> String {
        let key = self.world.names.fold_key(&self.typed);
        if !key.is_empty() && self.typed.ends_with(char::is_whitespace) { key + " " } else { key }
    }

    /// Sorts values by use. Before anything is typed, unused values are left out, unless all are unused.
    fn by_use(&self, mut values: Vec<RecordedValue>, free: bool) -> Vec<Offer> {
        values.sort_by_key(|value| Reverse(value.rows.unwrap_or(0)));
        if self.typed.is_empty() && values.first().is_some_and(|value| value.rows > Some(0)) {
            values.retain(|value| value.rows != Some(0));
        }
        values.truncate(OFFERED);
        let offer = |RecordedValue { name, other, rows }| Offer {
            rows,
            about: other,
            ..self.quoted_offer(&name, free)
        };
        values.into_iter().map(offer).collect()
    }

    /// Checks whether a word of the catalog begins with the typed text: `press conf` begins `press_conference`.
    fn is_beginning_of(&self, word: &str) -> bool {
        let key = |text: &str| fold(&text.replace('_', " "));
        key(word).starts_with(&key(&self.typed))
    }

    fn word_offers(&self, words: &[&str]) -> Vec<Offer> {
        words
            .iter()
            .filter(|word| self.is_beginning_of(word))
            .map(|word| self.value_offer(word))
            .collect()
    }

    fn enum_offer(&self, reached: PathEnd<'_>, choice: &Choice) -> Offer {
        let rows = self.count_rows(reached, ColumnFilter::Word(&choice.name));
        Offer { rows, about: choice.about.clone(), ..self.value_offer(&choice.name) }
    }

    fn text_offers(&self, reached: PathEnd<'_>) -> Vec<Offer> {
        let Some(column) = reached.column() else { return vec![] };
        let texts =
            self.world.names.texts_beginning(&column, &self.typed_key()).unwrap_or_default();
        let used = texts.into_iter().map(|name| {
            let rows =
                self.count_rows(reached, ColumnFilter::Word(&self.world.names.fold_key(&name)));
            RecordedValue { name, other: None, rows }
        });
        self.by_use(used.collect(), true)
    }

    fn thing_offers(&self, reached: PathEnd<'_>, kinds: &[&str]) -> Vec<Offer> {
        // A value can't refer to a record, which has no name.
        let catalog = self.world.catalog;
        let is_thing = |kind: &&&str| catalog.kind(kind).is_some_and(|k| k.sort == Sort::Thing);
        let kinds: Vec<&str> = kinds.iter().filter(is_thing).copied().collect();
        let mut found =
            self.world.names.things_beginning(&self.typed_key(), &kinds).unwrap_or_default();
        if kinds == [SOURCE] && !matches!(reached.end, Leaf::Name(_)) {
            found = self.sources_by_id(found);
        } else if self.about {
            found.extend(self.sources_by_id(vec![]));
        }
        let mut things: Vec<RecordedValue> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for PrefixMatch { id, name, other, .. } in found {
            if !self.is_of_level(reached, id) {
                continue;
            }
            let rows = match reached.end {
                Leaf::Field(_) if self.within => self.count_rows(reached, ColumnFilter::In(id)),
                Leaf::Field(_) => self.count_rows(reached, ColumnFilter::Thing(id)),
                _ => None,
            };
            // Things with the same name are one offer.
            if let Some(same) = places.get(&name).and_then(|place| things.get_mut(*place)) {
                same.rows = same.rows.zip(rows).map(|(a, b)| a + b);
            } else {
                places.insert(name.clone(), things.len());
                things.push(RecordedValue { name, other, rows });
            }
        }
        self.by_use(things, self.free)
    }

    /// Offers sources by their ids, by which they are cited.
    fn sources_by_id(&self, mut found: Vec<PrefixMatch>) -> Vec<PrefixMatch> {
        let begun = self.world.names.slugs_beginning(&self.typed, &[SOURCE]).unwrap_or_default();
        for source in begun {
            if found.iter().all(|other| other.id != source.id) {
                found.push(source);
            }
        }
        let id = |source: PrefixMatch| PrefixMatch {
            name: source.slug.clone(),
            other: Some(source.name),
            ..source
        };
        found.into_iter().map(id).collect()
    }

    /// Offers the composed names of records, which are texts.
    fn label_offers(&self, kind: &Kind) -> Vec<Offer> {
        let found =
            self.world.names.things_beginning(&self.typed_key(), &[&kind.name]).unwrap_or_default();
        found.into_iter().map(|record| self.quoted_offer(&record.name, true)).collect()
    }

    /// Checks whether a place has the level of the field.
    fn is_of_level(&self, reached: PathEnd<'_>, place: i64) -> bool {
        let Leaf::Field(field) = reached.end else { return true };
        if !field.ty.is_level() || self.within {
            return true;
        }
        let is = self.world.names.level_of_place(place).ok().flatten();
        is.is_some_and(|is| self.world.catalog.level_values(&field.name).contains(&is))
    }

    fn slug_offers(&self, reached: PathEnd<'_>, typed: &str) -> Vec<Offer> {
        let all: Vec<&str> = match reached.end {
            Leaf::Field(field) => match &field.ty {
                Type::Ref(targets) => targets.kinds.iter().map(String::as_str).collect(),
                Type::Level(_) => {
                    let places = self.world.catalog.kind_of_places();
                    places.iter().map(|kind| kind.name.as_str()).collect()
                }
                _ => vec![],
            },
            Leaf::Name(kind) | Leaf::Itself(kind) => vec![kind.name.as_str()],
            _ => vec![reached.kind.name.as_str()],
        };
        let found = self.world.names.slugs_beginning(typed, &all).unwrap_or_default();
        let at = if matches!(reached.end, Leaf::Slug(_)) { "" } else { "@" };
        let offer = |thing: PrefixMatch| Offer {
            about: Some(thing.name),
            ..Offer { text: format!("{at}{}", thing.slug), ..self.value_offer("") }
        };
        found.into_iter().map(offer).collect()
    }

    fn parameter_offers(&self) -> Vec<Offer> {
        let given = self.world.parameters.iter().filter(|_| self.quote.is_none());
        let offer = |(name, value): (&String, &String)| Offer {
            about: Some(value.clone()),
            ..literal_offer(self.start, format!("${name}"))
        };
        given.map(offer).filter(|offer| offer.text.starts_with(&self.typed)).collect()
    }

    /// Checks whether a literal fits the text before it: a parameter its field, the end of a range its beginning.
    fn literal_fits(&self, offer: &Offer) -> bool {
        let Some(before) = self.text.get(..offer.start) else { return false };
        let text = format!("{before}{}", offer.text);
        let spot = CursorQuery::for_cursor(&text, self.start, self.world);
        spot.is_some_and(|spot| spot.resolves_before(text.len(), self.world))
            && self.names_source(&text)
    }

    /// Checks whether a source that ends a text is one, if it ends with a source.
    fn names_source(&self, text: &str) -> bool {
        let Some(query) = parse(text).ok().and_then(|mut queries| queries.pop()) else {
            return true;
        };
        let ends = query.according.as_ref().is_some_and(|of| of.span.end == text.len());
        let World { catalog, names, parameters } = *self.world;
        !ends || look_up_sources(&query, catalog, names, parameters).is_ok()
    }

    /// Offers recorded dates: years, then the months of a year, then the days of a month.
    fn date_offers(&self, reached: PathEnd<'_>, part: Option<Part>) -> Vec<Offer> {
        let Some(column) = reached.column() else { return vec![] };
        let length = match (part, self.typed.len()) {
            (Some(Part::Year), _) | (None, 0..=4) => 4,
            (Some(_), _) | (None, 5..=7) => 7,
            (None, _) => 10,
        };
        let is_quarter = part == Some(Part::Quarter);
        let begin = self.typed.get(..4).filter(|_| is_quarter).unwrap_or(&self.typed);
        let found = self.world.names.days_beginning(&column, begin, length).unwrap_or_default();
        let mut texts: Vec<String> = { found }
            .into_iter()
            .map(|text| if is_quarter { quarter_of(&text) } else { text })
            .filter(|text| begin.len() == text.len() || text.starts_with(&self.typed))
            .collect();
        texts.dedup();
        let offer = |text: String| {
            let period = Period::read(&text).ok();
            let days = period.map(|period| (period.first, period.last));
            let rows = days.and_then(|(first, last)| {
                self.count_rows(reached, ColumnFilter::Days(&first, &last))
            });
            Offer { rows, ..literal_offer(self.start, text) }
        };
        texts.into_iter().map(offer).collect()
    }

    /// Offers the units of a dimension after a number.
    fn unit_offers(&self, dimension: Option<&str>) -> Vec<Offer> {
        let Ok(number) = Number::read(&self.typed) else { return vec![] };
        if number.rest.is_empty() && !self.typed.ends_with(char::is_whitespace) {
            return vec![];
        }
        let start = self.start + if number.rest.is_empty() { self.typed.len() } else { number.at };
        let all = self.world.catalog.units.iter().filter(|unit| !unit.hidden);
        let fit = all.filter(|unit| dimension.is_none_or(|d| d == unit.dimension));
        fit.filter_map(|unit| self.unit_offer(unit, number.rest, start)).collect()
    }

    /// Offers a unit by the spelling that begins with the typed text.
    fn unit_offer(&self, unit: &Unit, typed: &str, start: usize) -> Option<Offer> {
        let key = fold(typed);
        let mut spellings = std::iter::once(&unit.name).chain(&unit.names);
        let text = spellings.find(|spelling| fold(spelling).starts_with(&key))?.clone();
        let about = if text == unit.name { unit.about.clone() } else { unit.name.clone() };
        let about = (!about.is_empty()).then_some(about);
        self.quote.is_none().then(|| Offer { about, ..literal_offer(start, text) })
    }

    fn count_rows(&self, reached: PathEnd<'_>, held: ColumnFilter<'_>) -> Option<u64> {
        let column = reached.column()?;
        if self.left.get() == 0 {
            return None;
        }
        let rows = self.world.names.count_rows(&column, &held).ok()?;
        self.left.set(self.left.get().saturating_sub(rows));
        Some(rows)
    }
}

fn literal_offer(start: usize, text: String) -> Offer {
    Offer { start, text, category: Category::Literal, rows: None, about: None }
}

/// Returns the quarter of a month: `2020Q2` for `2020-06`.
fn quarter_of(month: &str) -> String {
    let year = month.get(..4).unwrap_or_default();
    let number: u32 = month.get(5..).and_then(|number| number.parse().ok()).unwrap_or(1);
    format!("{year}Q{}", number.div_ceil(3))
}
