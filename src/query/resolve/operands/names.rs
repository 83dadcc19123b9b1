//! The things and places a name means: by their names and ids, countries and other places of the atlas by their codes and other
//! names, places with the word for their level after their name. Names that nothing has are reported; names like them are found
//! in `suggest`.

use crate::catalog::{Catalog, Type};
use crate::query::ast::{Body, Form, Operator, Test, Value};
use crate::query::diagnostic::{Diagnostic, NameProblem, Sought};
use crate::query::plan::{Leaf, Named};
use crate::query::resolve::comparison::TypedTest;
use crate::query::resolve::problems::Refused;
use crate::query::resolve::resolver::{Matched, Resolver};
use crate::value::{Country, Listed};

/// The kind of all things.
const THING: &str = "thing";

impl<'c> Resolver<'c, '_> {
    /// Returns the things of a name. A name that nothing has is a warning if it is one word or quoted, and an error if it is
    /// several bare words, which may be a misspelt clause.
    pub(crate) fn find_things(
        &mut self,
        tested: &TypedTest<'c, '_>,
        value: &Value,
        kinds: &[&str],
    ) -> Result<Vec<Named>, Refused> {
        let text = value.content();
        let noun = if let [kind] = kinds { (*kind).to_owned() } else { "thing".to_owned() };
        if value.form == Form::Slug {
            let found = self.looked_up(self.names.thing_with_slug(&value.text, kinds))?;
            if found.is_none() {
                let problem = NameProblem::Slug { noun, typed: value.text.clone() };
                return self.refuse_at(value.span, problem);
            }
            return Ok(self.remember_match(tested, &text, false, found.into_iter().collect()));
        }
        let key = self.names.fold_key(&text);
        let found = self.looked_up(self.names.things_named(&key, kinds))?;
        if !found.is_empty() {
            return Ok(self.remember_match(tested, &text, false, found));
        }
        // Sources are cited by their ids, so an id is taken for a name where nothing has that.
        let by_id = self.looked_up(self.names.thing_with_slug(&text.to_lowercase(), kinds))?;
        let is_name = matches!(tested.path.steps.leaf(), Some(Leaf::Name(_)));
        if let (Some(found), false) = (&by_id, is_name) {
            return Ok(self.remember_match(tested, &text, false, vec![found.clone()]));
        }
        let of_suffix = self.of_suffix(&key, kinds)?;
        if by_id.is_none() && of_suffix.is_none() {
            let places = self.tested_atlas_places(tested, &text, kinds);
            let found = places.iter().map(|place| self.names.recorded_places(*place)).collect();
            let found: Vec<Vec<Named>> = self.looked_up(found)?;
            let found = found.concat();
            // A name that a source gives to another place doesn't mean the place of the atlas.
            let is_elsewhere = found.is_empty()
                && self.looked_up(self.names.find_mistranslation(&key, kinds))?.is_some();
            if !places.is_empty() && (found.is_empty() || !is_name) && !is_elsewhere {
                return Ok(self.recorded_or_warn(tested, (value, &text), &places, found));
            }
        }
        if let Some((_, found)) = of_suffix {
            return Ok(self.remember_match(tested, &text, true, found));
        }
        let level = tested.path.field().filter(|field| field.ty.is_level());
        let level = level.map(|field| field.name.clone());
        let sought =
            Sought { kinds: kinds.iter().map(ToString::to_string).collect(), is_name, level };
        let (typed, suggestions) = (text, vec![]);
        if value.form == Form::Plain && typed.contains(' ') {
            let problem = NameProblem::Words { noun, typed, clause: false, suggestions, sought };
            return self.refuse_at(value.span, problem);
        }
        let (mistranslation, is) = (None, None);
        let problem =
            NameProblem::Nothing { noun, typed, suggestions, mistranslation, is, ways: 0, sought };
        self.problems.report(Diagnostic::warning(value.span, problem));
        Ok(vec![])
    }

    /// Remembers what a name was found to mean; `listed`, if it isn't recorded so.
    fn remember_match(
        &mut self,
        tested: &TypedTest<'c, '_>,
        typed: &str,
        listed: bool,
        things: Vec<Named>,
    ) -> Vec<Named> {
        let (typed, field) = (typed.to_owned(), tested.path.text.clone());
        self.matched.push(Matched { typed, field, things: things.clone(), listed });
        things
    }

    /// Returns the places of a level that a name means. A place of another level is refused.
    pub(crate) fn of_level(
        &mut self,
        tested: &TypedTest<'c, '_>,
        value: &Value,
        level: &str,
    ) -> Result<Vec<Named>, Refused> {
        let places = self.kind_of_places(value.span)?;
        let found = self.find_things(tested, value, &[places.name.as_str()])?;
        let mut of_level = Vec::new();
        let text = value.content();
        let listed = || self.tested_atlas_places(tested, &text, &[places.name.as_str()]);
        let listed = if found.is_empty() { listed() } else { vec![] };
        let first = listed.first().copied().filter(|place| self.is_other_level(tested, *place));
        let mut other = first.and_then(|place| {
            let is = self.catalog.sort_of(place)?.to_owned();
            let of = place.container().map(|around| around.name().to_owned());
            Some((place.name().to_owned(), is, of))
        });
        for place in &found {
            let is = self.looked_up(self.names.level_of_place(place.id))?;
            if is.as_ref().is_some_and(|is| self.catalog.level_values(level).contains(is)) {
                of_level.push(place.clone());
            } else {
                let of = self.looked_up(self.names.place_around(place.id))?;
                let is = is.unwrap_or_else(|| "place of no known type".to_owned());
                other = Some((place.name.clone(), is, of));
            }
        }
        let Some((name, is, of)) = other.filter(|_| of_level.is_empty()) else {
            if let Some(last) = self.matched.last_mut() {
                last.things.clone_from(&of_level);
            }
            return Ok(of_level);
        };
        let problem = NameProblem::Level { name, is, of, level: level.to_owned() };
        let diagnostic = Diagnostic::error(value.span, problem);
        self.refuse(match &tested.written.body {
            Body::Test(Test::Compare(operator, ..)) => {
                let not = if *operator == Operator::Ne { "not " } else { "" };
                let fixed = format!("{not}{} within {value}", around_level(tested));
                diagnostic.fix(tested.written.span, fixed)
            }
            _ => diagnostic,
        })
    }

    /// Returns the recorded ones of the places of the atlas that a name means, with a warning if no fact mentions any.
    fn recorded_or_warn(
        &mut self,
        tested: &TypedTest<'c, '_>,
        (value, text): (&Value, &str),
        places: &[Listed],
        found: Vec<Named>,
    ) -> Vec<Named> {
        if !found.is_empty() {
            return self.remember_match(tested, text, true, found);
        }
        if places.iter().all(|place| !self.is_other_level(tested, *place)) {
            let problem = NameProblem::Listed { typed: text.to_owned(), places: places.to_vec() };
            self.problems.report(Diagnostic::warning(value.span, problem));
        }
        found
    }

    /// Lists the places of the atlas that a text means: those of the level that is tested, if there are any.
    fn tested_atlas_places(
        &self,
        tested: &TypedTest<'c, '_>,
        text: &str,
        kinds: &[&str],
    ) -> Vec<Listed> {
        let of_level = |place| !self.is_other_level(tested, place);
        let places = atlas_places(self.catalog, text, kinds, &of_level);
        if places.is_empty() { atlas_places(self.catalog, text, kinds, &|_| true) } else { places }
    }

    /// Returns the places that a folded name means without the word for their level at its end, and that name; `None` where
    /// something has the whole name.
    pub(crate) fn of_suffix(
        &mut self,
        key: &str,
        kinds: &[&str],
    ) -> Result<Option<(String, Vec<Named>)>, Refused> {
        let Some(containment) = &self.catalog.containment else { return Ok(None) };
        let places = containment.places.as_str();
        let leads_there = kinds.contains(&places) || kinds.contains(&THING);
        if !leads_there || !self.looked_up(self.names.things_named(key, kinds))?.is_empty() {
            return Ok(None);
        }
        let names = self.names;
        let fold = |text: &str| names.fold_key(text);
        for (name, levels) in containment.without_suffix(key, &fold) {
            let mut found = self.looked_up(names.things_named(name, &[places]))?;
            let of = found.iter().map(|place| names.level_of_place(place.id)).collect();
            let of: Vec<Option<String>> = self.looked_up(of)?;
            let mut fits = of.iter().map(|of| of.as_ref().is_some_and(|of| levels.contains(of)));
            found.retain(|_| fits.next().unwrap_or(false));
            if !found.is_empty() {
                return Ok(Some((name.to_owned(), found)));
            }
        }
        Ok(None)
    }

    /// Checks whether the test asks for another level than that of a place of the atlas.
    fn is_other_level(&self, tested: &TypedTest<'c, '_>, place: Listed) -> bool {
        let is_within = matches!(tested.written.body, Body::Test(Test::Within(..)));
        let level = tested.path.field().filter(|field| field.ty.is_level());
        !is_within && level.is_some_and(|level| !self.catalog.is_of_level(place, &level.name))
    }
}

/// Returns the path to the place that has the level tested.
fn around_level(tested: &TypedTest<'_, '_>) -> String {
    let of = tested.path.field().and_then(|field| match &field.ty {
        Type::Level(level) => level.of.as_deref(),
        _ => None,
    });
    let of = of.unwrap_or("id");
    match tested.path.text.rsplit_once('.') {
        Some((before, _)) => format!("{before}.{of}"),
        None => of.to_owned(),
    }
}

/// Lists the places of the atlas that a text means and that fit; codes and adjectives of nationality count only if nothing but
/// places is meant.
pub(crate) fn atlas_places(
    catalog: &Catalog,
    text: &str,
    kinds: &[&str],
    fits: &dyn Fn(Listed) -> bool,
) -> Vec<Listed> {
    let Some(places) = catalog.kind_of_places() else { return vec![] };
    let places = places.name.as_str();
    if !kinds.contains(&places) && !kinds.contains(&THING) {
        return vec![];
    }
    let only_places = kinds == [places];
    let found = catalog.find_in_atlas(text, only_places, fits);
    if !only_places || !found.is_empty() || catalog.countries().is_none() {
        return found;
    }
    match Country::with_adjective(text).as_slice() {
        [country] => vec![Listed::Country(country)].into_iter().filter(|c| fits(*c)).collect(),
        _ => vec![],
    }
}
