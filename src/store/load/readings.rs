//! Reads the text of a reference in the atlas, if no thing of the load or the base has that name. The row itself may say which of
//! several places is meant, and all codes of a file are of one sort.

use std::collections::{HashMap, HashSet};

use crate::catalog::{Catalog, Field, Type};
use crate::store::digest::{Digest, Entry, Given, Literal, Mistake};
use crate::text::{list_and, list_or};
use crate::value::{AtlasPlace, Country, Listed};

/// The context of a place that an entry refers to: its level, and the places of other levels around it, each with its text.
#[derive(Default)]
pub(super) struct PlaceContext<'e> {
    level: Option<&'e str>,
    around: Vec<(&'e str, &'e str)>,
}

impl<'e> PlaceContext<'e> {
    /// Returns what an entry says about the place in a field.
    pub(super) fn of_field(entry: &'e Entry<'_>, given: &'e Given<'_>) -> Self {
        let level = given.level.map(|level| level.name.as_str());
        Self { level, around: given_containers(entry, Some(given.field), None) }
    }

    /// Returns what an entry says about the container at a level of the place in a field.
    pub(super) fn of_container(
        entry: &'e Entry<'_>,
        (level, place): (&'e Field, Option<&Field>),
    ) -> Self {
        Self { level: Some(&level.name), around: given_containers(entry, place, Some(level)) }
    }
}

/// Lists the containers that an entry gives for a place, or those of them that are wider than a level.
fn given_containers<'e>(
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
    wider.map(|within| (within.level.name.as_str(), &*within.container.text)).collect()
}

/// The codes of three letters in places of a file that mean only a country, and only another place.
#[derive(Default)]
pub(super) struct Codes {
    countries: HashSet<usize>,
    places: HashSet<usize>,
}

/// Checks whether a text looks like a code of three letters, which countries and airports have.
fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

impl Codes {
    /// Notes what the codes of each file mean. Codes that are all of countries need no look into the atlas.
    pub(super) fn note_codes(&mut self, catalog: &Catalog, digests: &[Digest<'_>]) {
        let mut codes: HashMap<usize, HashSet<&str>> = HashMap::new();
        for entry in digests.iter().flat_map(Digest::full_entries) {
            for given in entry.given.iter().filter(|given| given.level.is_none()) {
                if let (Literal::Ref(text), Type::Ref(targets)) = (&given.value, &given.field.ty)
                    && is_code(text)
                    && catalog.are_places(targets)
                {
                    codes.entry(given.at.file).or_default().insert(text);
                }
            }
        }
        for (file, codes) in codes {
            let (countries, others): (Vec<&str>, Vec<&str>) =
                codes.into_iter().partition(|code| Country::find(code).is_some());
            let is_listed = |code: &&str| catalog.listed_code(code).is_some();
            if others.iter().any(is_listed) {
                self.places.insert(file);
                if !countries.iter().all(is_listed) {
                    self.countries.insert(file);
                }
            }
        }
    }
}

/// A reference in a file that may mean a place of the atlas.
pub(super) struct Reference<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) codes: &'a Codes,
    pub(super) file: usize,
    pub(super) context: &'a PlaceContext<'a>,
    /// Whether it can mean nothing but a place.
    pub(super) only_places: bool,
}

impl Reference<'_> {
    /// Returns the one place of the atlas that a text means here; a text that means nothing is no mistake yet.
    pub(super) fn find_place(&self, text: &str) -> Result<Option<Listed>, Mistake> {
        match self.possible_places(text).as_slice() {
            [] => self.elsewhere_mistake(text).map_or(Ok(None), Err),
            [one] => Ok(Some(*one)),
            several => Err(two_readings(text, several)),
        }
    }

    /// Lists the places of the atlas that a text can mean here.
    fn possible_places(&self, text: &str) -> Vec<Listed> {
        let code = self.only_places && self.context.level.is_none() && is_code(text);
        let coded = if code && self.codes.places.contains(&self.file) {
            self.catalog.listed_code(text).map(Listed::Place)
        } else {
            None
        };
        if let Some(coded) = coded.filter(|_| !self.codes.countries.contains(&self.file)) {
            return vec![coded];
        }
        let places = self.fitting_places(text).into_iter();
        let others = coded.into_iter().filter(|_| Country::find(text).is_some());
        places.chain(others).collect()
    }

    /// Lists the places of the atlas that a text can mean and that agree with the entry.
    fn fitting_places(&self, text: &str) -> Vec<Listed> {
        let around = self.context.around.iter();
        let around = around.map(|(level, text)| (*level, self.at_level(text, Some(level))));
        let around: Vec<_> = around.filter(|(_, places)| !places.is_empty()).collect();
        let is_around = |place: Listed| {
            around.iter().all(|(level, places)| {
                // A place that is of the level itself, as a municipality is, is its own.
                let mut all = std::iter::once(place).chain(place.containers());
                all.any(|one| self.catalog.is_of_level(one, level) && places.contains(&one))
            })
        };
        let fits = |place| {
            is_around(place)
                && self.context.level.is_none_or(|level| self.catalog.is_of_level(place, level))
        };
        let places = self.catalog.find_in_atlas(text, self.only_places, &fits);
        // A city may be a country or a county too, but nothing else is a country.
        let is_open =
            |level| self.catalog.countries().is_some_and(|(_, country, _)| country.level != level);
        if places.is_empty() && self.context.level.is_some_and(is_open) {
            return self.catalog.find_in_atlas(text, self.only_places, &is_around);
        }
        places
    }

    /// Lists the places of the atlas of a level that a text can mean.
    fn at_level(&self, text: &str, level: Option<&str>) -> Vec<Listed> {
        let fits = |place| level.is_none_or(|level| self.catalog.is_of_level(place, level));
        self.catalog.find_in_atlas(text, true, &fits)
    }

    /// Returns the mistake for a name whose places in the atlas don't fit what the entry says, with these places.
    fn elsewhere_mistake(&self, text: &str) -> Option<Mistake> {
        let PlaceContext { level, around } = self.context;
        if !self.only_places || around.is_empty() && level.is_none() {
            return None;
        }
        let places: Vec<String> =
            self.at_level(text, None).iter().map(ToString::to_string).collect();
        let within = around.first().map(|(_, around)| format!(" in \"{around}\""));
        let noun = level.unwrap_or("place");
        let mistake = Mistake::new(format!("no {noun} \"{text}\"{}", within.unwrap_or_default()));
        (!places.is_empty()).then(|| mistake.help(format!("the atlas has {}", list_and(&places))))
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
    let around = place.container().map(|around| around.name()).unwrap_or_default();
    let inside = |one: &&&'static AtlasPlace| {
        Listed::Place(one).containers().any(|container| container.is_called(around))
    };
    let alike = AtlasPlace::find_by_name(of.name);
    if alike.iter().filter(inside).count() == 1 {
        format!("{}, {around}", of.name)
    } else {
        of.id.to_owned()
    }
}
