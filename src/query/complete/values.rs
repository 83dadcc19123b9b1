//! Completions of values: recorded values of the tested field by the beginning of any of their names, with their numbers of
//! rows; values of enums with their meanings. `literals` has the others.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::offer::{Category, Cursor, Offer, World};
use super::spot::PathEnd;
use super::typed_value::TypedValue;
use crate::catalog::{Choice, Kind, SOURCE, Sort, Type};
use crate::query::names::{ColumnFilter, PrefixMatch};
use crate::query::plan::{Leaf, Part};
use crate::query::print::{quote_if_needed, quote_text};
use crate::value::{MONEY, SHARE, fold};

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

/// A value, the other name by which it was found, and its number of rows.
struct RecordedValue {
    name: String,
    other: Option<String>,
    rows: Option<u64>,
}

impl<'w> TypedValue<'_, 'w> {
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

    fn word_offers(&self, words: &[&str]) -> Vec<Offer> {
        let fit = words.iter().filter(|word| self.is_beginning_of(word));
        fit.map(|word| self.value_offer(word)).collect()
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
}
