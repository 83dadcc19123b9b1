//! Places that a text names together with places around them: `Suzhou, Jiangsu, China`, `河南省郑州市`, `中国 河南 郑州`.

use super::Catalog;
use crate::value::{AtlasPlace, Country, Listed, fold};

/// The longest text without separators that is split, in characters.
const LONGEST: usize = 24;

impl Catalog {
    /// Lists the places of the atlas that a text names together with places around them: in Latin letters the place first, in
    /// Chinese last. Each name must be that of a place around the next.
    pub(super) fn listed_within(&self, text: &str) -> Vec<&'static AtlasPlace> {
        let is_chinese = !text.is_ascii() && !text.chars().any(|c| c.is_ascii_alphabetic());
        if is_chinese && text.chars().count() <= LONGEST {
            return self.outer_first(text, None);
        }
        let mut parts = text.split([',', ';']).map(str::trim);
        let (Some(name), around) = (parts.next(), parts.collect::<Vec<_>>()) else { return vec![] };
        if around.is_empty() {
            return vec![];
        }
        let mut places = self.named_place(name);
        places.retain(|place| {
            let mut containers = Listed::Place(place).containers();
            around.iter().all(|name| containers.any(|container| self.is_named(container, name)))
        });
        places
    }

    /// Returns the place of the atlas that a Chinese text begins with, and the rest, if the text names no place as a whole:
    /// `青岛市` of `山东省青岛市开发区`.
    pub fn listed_beginning<'t>(&self, text: &'t str) -> Option<(Listed, &'t str)> {
        let is_short = !text.is_ascii() && text.chars().count() <= LONGEST;
        let splits = text.char_indices().skip(1).collect::<Vec<_>>();
        { splits }.into_iter().rev().filter(|_| is_short).find_map(|(at, _)| {
            let (head, rest) = text.split_at(at);
            let [place] = *self.find_in_atlas(head, true, &|_| true) else { return None };
            Some((place, rest.trim_start_matches(|c: char| !c.is_alphanumeric())))
        })
    }

    /// Lists the places inside `outer` that a text names; names of places around them may come first.
    fn outer_first(&self, text: &str, outer: Option<Listed>) -> Vec<&'static AtlasPlace> {
        let is_inside = |place: Listed| outer.is_none_or(|o| place.containers().any(|c| c == o));
        let mut whole = self.named_place(text);
        whole.retain(|place| outer.is_some() && is_inside(Listed::Place(place)));
        if !whole.is_empty() {
            return whole;
        }
        let mut found: Vec<&'static AtlasPlace> = Vec::new();
        for (at, _) in text.char_indices().skip(1) {
            let (head, rest) = text.split_at(at);
            let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
            let country = Country::find_by_name(head).map(Listed::Country);
            let places = self.named_place(head).into_iter().map(Listed::Place);
            for container in country.into_iter().chain(places).filter(|place| is_inside(*place)) {
                for place in self.outer_first(rest, Some(container)) {
                    if !found.iter().any(|known| known.id == place.id) {
                        found.push(place);
                    }
                }
            }
        }
        found
    }

    /// Lists the places of the atlas of a name, or of a name with the word for its level.
    pub(super) fn named_place(&self, text: &str) -> Vec<&'static AtlasPlace> {
        let named = AtlasPlace::find_by_name(text);
        if named.is_empty() { self.named_with_level(text) } else { named }
    }

    /// Lists the places of the atlas of a name with the word for its level.
    pub(super) fn named_with_level(&self, text: &str) -> Vec<&'static AtlasPlace> {
        let Some(containment) = &self.containment else { return vec![] };
        let key = fold(text);
        let names = containment.without_suffix(&key, &fold);
        let of_level = |(name, values): (&str, &[String])| {
            let mut places = AtlasPlace::find_by_name(name);
            places.retain(|place| values.iter().any(|value| value == place.sort));
            places
        };
        names.map(of_level).find(|places| !places.is_empty()).unwrap_or_default()
    }

    /// Checks whether a place has a name, with or without the word for its level.
    fn is_named(&self, place: Listed, name: &str) -> bool {
        let is_it = |of: &&'static AtlasPlace| Listed::Place(of) == place;
        place.is_called(name) || self.named_with_level(name).iter().any(is_it)
    }
}
