//! What the text of a reference means in the atlas, if no thing of the load or the base has that name: the row itself may say
//! which of several places is meant, and the codes of a file are all of one sort.

use std::collections::{HashMap, HashSet};

use super::lookup::{Found, Lookup, allows};
use super::merge::Merge;
use crate::catalog::{Field, Targets, Type};
use crate::store::digest::{Digest, Entry, Given, Literal, Mistake, Place};
use crate::text::{list_and, list_or};
use crate::value::{AtlasPlace, Country, Listed};

/// What an entry says about a place that it refers to: its level, and the places of other levels around it, each with its text.
#[derive(Default)]
pub(super) struct PlaceContext<'e> {
    level: Option<&'e str>,
    around: Vec<(&'e str, &'e str)>,
}

impl<'e> PlaceContext<'e> {
    /// Returns what an entry says about the place in a field.
    pub(super) fn of(entry: &'e Entry<'_>, given: &'e Given<'_>) -> Self {
        let level = given.level.map(|level| level.name.as_str());
        Self { level, around: around(entry, Some(given.field), None) }
    }

    /// Returns what an entry says about the container at a level of the place in a field.
    pub(super) fn of_container(
        entry: &'e Entry<'_>,
        (level, place): (&'e Field, Option<&Field>),
    ) -> Self {
        Self { level: Some(&level.name), around: around(entry, place, Some(level)) }
    }
}

/// Lists the containers that an entry gives for a place, or those of them that are wider than a level.
fn around<'e>(
    entry: &'e Entry<'_>,
    place: Option<&Field>,
    above: Option<&Field>,
) -> Vec<(&'e str, &'e str)> {
    let of_place = entry
        .within
        .iter()
        .filter(|within| within.place.map(|field| &field.name) == place.map(|field| &field.name));
    // Levels are in the order of the kind's fields, the narrowest first.
    let wider = of_place.skip_while(|within| above.is_some_and(|a| a.name != within.level.name));
    let wider = wider.skip(usize::from(above.is_some()));
    wider.map(|within| (within.level.name.as_str(), within.container.text.as_str())).collect()
}

/// The codes of three letters in places of a file that mean only a country, and only another place.
#[derive(Default)]
pub(super) struct Codes {
    countries: HashSet<usize>,
    places: HashSet<usize>,
}

/// Whether a text looks like a code of three letters, which countries and airports have.
fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

impl<'c> Merge<'_, 'c> {
    /// Notes what the codes of each file mean. Codes that are all of countries need no look into the atlas.
    pub(super) fn note_codes(&mut self, digests: &[Digest<'c>]) {
        let mut codes: HashMap<usize, HashSet<&str>> = HashMap::new();
        for entry in digests.iter().flat_map(|digest| &digest.entries) {
            for given in entry.given.iter().filter(|given| given.level.is_none()) {
                if let (Literal::Ref(text), Type::Ref(targets)) = (&given.value, &given.field.ty)
                    && is_code(text)
                    && self.catalog.are_places(targets)
                {
                    codes.entry(given.at.file).or_default().insert(text);
                }
            }
        }
        for (file, codes) in codes {
            let (countries, others): (Vec<&str>, Vec<&str>) =
                codes.into_iter().partition(|code| Country::find(code).is_some());
            let is_listed = |code: &&str| !self.catalog.listed_codes(code).is_empty();
            if others.iter().any(is_listed) {
                self.codes.places.insert(file);
                if !countries.iter().all(is_listed) {
                    self.codes.countries.insert(file);
                }
            }
        }
    }

    /// Finds the thing for the one place of the atlas that a text means.
    pub(super) fn find_listed(
        &mut self,
        text: &str,
        targets: &Targets,
        context: &PlaceContext<'_>,
        at: &Place,
    ) -> Lookup<Option<Found>> {
        let Some((containment, ..)) = self.catalog.countries() else { return Ok(Ok(None)) };
        if !allows(targets, &containment.places) {
            return Ok(Ok(None));
        }
        let only_places = self.catalog.are_places(targets);
        match self.readings(text, only_places, context, at).as_slice() {
            [] => match self.elsewhere(text, only_places, context) {
                Some(mistake) => Ok(Err(mistake)),
                None => Ok(Ok(None)),
            },
            [one] => Ok(Ok(self.listed_place(*one, at)?)),
            several => Ok(Err(two_readings(text, several))),
        }
    }

    /// Lists the places of the atlas that a text can mean here.
    fn readings(
        &self,
        text: &str,
        only_places: bool,
        context: &PlaceContext<'_>,
        at: &Place,
    ) -> Vec<Listed> {
        let around: Vec<(&str, Vec<Listed>)> = context
            .around
            .iter()
            .map(|(level, text)| (*level, self.of_level(text, Some(level))))
            .filter(|(_, places)| !places.is_empty())
            .collect();
        let is_around = |place: Listed| {
            around.iter().all(|(level, places)| {
                let mut containers =
                    place.containers().filter(|around| self.catalog.is_of_level(*around, level));
                let found = containers.find(|container| places.contains(container));
                // A place that is of the level itself, as a municipality is, needs no other around it.
                found.is_some() || self.catalog.is_of_level(place, level) && places.contains(&place)
            })
        };
        let of_level =
            |place| context.level.is_none_or(|level| self.catalog.is_of_level(place, level));
        let fits = |place| of_level(place) && is_around(place);
        let mut places = self.catalog.listed(text, only_places, &fits);
        // A city may be a country or a county too, but nothing else is a country.
        if places.is_empty() && context.level.is_some_and(|level| !self.is_of_countries(level)) {
            places = self.catalog.listed(text, only_places, &is_around);
        }
        let doubtful = only_places && context.level.is_none() && is_code(text);
        if doubtful && self.codes.places.contains(&at.file) {
            let coded = self.catalog.listed_codes(text).into_iter().map(Listed::Place);
            let coded: Vec<Listed> = coded.collect();
            if coded.is_empty() {
                return places;
            }
            let both = self.codes.countries.contains(&at.file);
            return if both { places.into_iter().chain(coded).collect() } else { coded };
        }
        places
    }

    /// Lists the places of the atlas of a level that a text can mean.
    fn of_level(&self, text: &str, level: Option<&str>) -> Vec<Listed> {
        let of_level = |place| level.is_none_or(|level| self.catalog.is_of_level(place, level));
        self.catalog.listed(text, true, &of_level)
    }

    /// Says what the places of a name are, if an entry says that they are something or somewhere else.
    fn elsewhere(
        &self,
        text: &str,
        only_places: bool,
        context: &PlaceContext<'_>,
    ) -> Option<Mistake> {
        if !only_places || context.around.is_empty() && context.level.is_none() {
            return None;
        }
        let places = self.of_level(text, None);
        let places = list_and(&places.iter().map(ToString::to_string).collect::<Vec<_>>());
        let noun = context.level.unwrap_or("place");
        let within = context.around.first().map(|(_, around)| format!(" in \"{around}\""));
        let mistake = Mistake::new(format!("no {noun} \"{text}\"{}", within.unwrap_or_default()));
        (!places.is_empty()).then(|| mistake.help(format!("the atlas has {places}")))
    }

    fn is_of_countries(&self, level: &str) -> bool {
        self.catalog.countries().is_some_and(|(_, country, _)| country.level == level)
    }
}

/// Says that a text can mean several places of the atlas, and how to write each.
fn two_readings(text: &str, places: &[Listed]) -> Mistake {
    let all: Vec<String> = places.iter().map(ToString::to_string).collect();
    let mistake = Mistake::new(format!("\"{text}\" can mean {}", list_or(&all)));
    let names: Vec<String> =
        places.iter().map(|place| format!("\"{}\"", own_way(*place))).collect();
    mistake.help(format!("write {}", list_or(&names)))
}

/// Writes a text that means one place of the atlas only.
fn own_way(place: Listed) -> String {
    let Listed::Place(of) = place else { return place.name().to_owned() };
    let around = place.around().map(|around| around.name()).unwrap_or_default();
    let inside = |one: &&&'static AtlasPlace| {
        Listed::Place(one).containers().any(|container| container.is_called(around))
    };
    let alike = AtlasPlace::named(of.name);
    if alike.iter().filter(inside).count() == 1 {
        format!("{}, {around}", of.name)
    } else {
        of.id.to_owned()
    }
}
