//! The things and places a name means: by their names and ids, countries by their codes and other names, places with the word
//! for their level behind their name. Names that nothing has are reported; names like them are found in `suggest`.

use crate::catalog::{Catalog, Type};
use crate::query::ast::{Body, Form, Operator, Test, Value};
use crate::query::diagnostic::{Diagnostic, Naming, Sought};
use crate::query::plan::{Leaf, Named};
use crate::query::resolve::comparison::TypedTest;
use crate::query::resolve::{Matched, Refused, Resolver};
use crate::value::Country;

/// The kind of all things.
const THING: &str = "thing";

impl<'c> Resolver<'c, '_> {
    /// Returns the things of a name. A name that nothing has is a warning if it is one word or quoted, and an error if it is
    /// several bare words, which may be a misspelt clause.
    pub(crate) fn things(
        &mut self,
        tested: &TypedTest<'c, '_>,
        value: &Value,
        kinds: &[&str],
    ) -> Result<Vec<Named>, Refused> {
        let text = value.content();
        let noun = if let [kind] = kinds { (*kind).to_owned() } else { "thing".to_owned() };
        if value.form == Form::Slug {
            let found = self.looked_up(self.names.slug(&value.text, kinds))?;
            if found.is_none() {
                let problem = Naming::Slug { noun, typed: value.text.clone() };
                return self.refuse_at(value.span, problem);
            }
            return Ok(self.remember(tested, &text, found.into_iter().collect()));
        }
        let key = self.names.key(&text);
        let found = self.looked_up(self.names.named(&key, kinds))?;
        if !found.is_empty() {
            return Ok(self.remember(tested, &text, found));
        }
        // Sources are cited by their ids, so an id is taken for a name where nothing has that.
        let by_id = self.looked_up(self.names.slug(&text.to_lowercase(), kinds))?;
        let is_name = matches!(tested.path.steps.leaf(), Some(Leaf::Name(_)));
        if let (Some(found), false) = (&by_id, is_name) {
            return Ok(self.remember(tested, &text, vec![found.clone()]));
        }
        if by_id.is_none()
            && let Some(country) = country(self.catalog, &text, kinds)
        {
            let found = self.looked_up(self.names.countries(country))?;
            if found.is_empty() || !is_name {
                return Ok(self.recorded(tested, (value, &text), country, found));
            }
        }
        if let Some((_, found)) = self.of_suffix(&key, kinds)? {
            return Ok(self.read_as(tested, &text, found));
        }
        let level = tested.path.field().filter(|field| matches!(field.ty, Type::Level(_)));
        let level = level.map(|field| field.name.clone());
        let sought =
            Sought { kinds: kinds.iter().map(ToString::to_string).collect(), is_name, level };
        let (typed, suggestions) = (text, vec![]);
        if value.form == Form::Plain && typed.contains(' ') {
            let problem = Naming::Words { noun, typed, clause: false, suggestions, sought };
            return self.refuse_at(value.span, problem);
        }
        let (mistranslation, is) = (None, None);
        let problem =
            Naming::Nothing { noun, typed, suggestions, mistranslation, is, ways: 0, sought };
        self.problems.report(Diagnostic::warning(value.span, problem));
        Ok(vec![])
    }

    /// Remembers what a name was found to mean.
    fn remember(
        &mut self,
        tested: &TypedTest<'c, '_>,
        typed: &str,
        things: Vec<Named>,
    ) -> Vec<Named> {
        let field = tested.path.text.clone();
        let (typed, listed) = (typed.to_owned(), false);
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
        let places = self.places(value.span)?;
        let found = self.things(tested, value, &[places.name.as_str()])?;
        let mut of_level = Vec::new();
        let text = value.content();
        let listed_country = || country(self.catalog, &text, &[places.name.as_str()]);
        let listed =
            if found.is_empty() && self.is_other_level(tested) { listed_country() } else { None };
        let is = |values: &[String]| values.first().cloned().unwrap_or_default();
        let is = self.catalog.countries().map(|(.., values)| is(values));
        let mut other = listed.and_then(|country| Some((country.name.to_owned(), is?, None)));
        for place in &found {
            let is = self.looked_up(self.names.place(place.id))?;
            if is.as_ref().is_some_and(|is| self.catalog.level(level).contains(is)) {
                of_level.push(place.clone());
            } else {
                let of = self.looked_up(self.names.around(place.id))?;
                other = Some((
                    place.name.clone(),
                    is.unwrap_or_else(|| "place of no known type".to_owned()),
                    of,
                ));
            }
        }
        match other {
            Some((name, is, of)) if of_level.is_empty() => {
                let problem = Naming::Level { name, is, of, level: level.to_owned() };
                let diagnostic = Diagnostic::error(value.span, problem);
                let field = tested.path.field().and_then(|field| match &field.ty {
                    Type::Level(of) => of.of.clone(),
                    _ => None,
                });
                let path = &tested.path.text;
                let before = path
                    .rsplit_once('.')
                    .map(|(before, _)| format!("{before}."))
                    .unwrap_or_default();
                let field = field.unwrap_or_else(|| "id".to_owned());
                self.refuse(match &tested.written.body {
                    Body::Test(Test::Compare(operator, ..)) => {
                        let not = if *operator == Operator::Ne { "not " } else { "" };
                        diagnostic.fix(
                            tested.written.span,
                            format!("{not}{before}{field} within {value}"),
                        )
                    }
                    _ => diagnostic,
                })
            }
            _ => {
                if let Some(last) = self.matched.last_mut() {
                    last.things.clone_from(&of_level);
                }
                Ok(of_level)
            }
        }
    }

    /// Returns the places of a country under another name, with a warning where no fact mentions it.
    fn recorded(
        &mut self,
        tested: &TypedTest<'c, '_>,
        (value, text): (&Value, &str),
        country: &Country,
        found: Vec<Named>,
    ) -> Vec<Named> {
        if found.is_empty() && self.is_other_level(tested) {
            return found;
        }
        if found.is_empty() {
            let (name, code) = (country.name.to_owned(), country.code.to_owned());
            let problem = Naming::Country { typed: text.to_owned(), name, code };
            self.problems.report(Diagnostic::warning(value.span, problem));
            return found;
        }
        self.read_as(tested, text, found)
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
        if !leads_there || !self.looked_up(self.names.named(key, kinds))?.is_empty() {
            return Ok(None);
        }
        let names = self.names;
        let fold = |text: &str| names.key(text);
        for (name, levels) in containment.without_suffix(key, &fold) {
            let mut found = self.looked_up(names.named(name, &[places]))?;
            let of = found.iter().map(|place| names.place(place.id)).collect();
            let of: Vec<Option<String>> = self.looked_up(of)?;
            let mut fits = of.iter().map(|of| of.as_ref().is_some_and(|of| levels.contains(of)));
            found.retain(|_| fits.next().unwrap_or(false));
            if !found.is_empty() {
                return Ok(Some((name.to_owned(), found)));
            }
        }
        Ok(None)
    }

    /// Remembers things that were named otherwise than they are recorded.
    fn read_as(&mut self, tested: &TypedTest<'c, '_>, text: &str, found: Vec<Named>) -> Vec<Named> {
        let found = self.remember(tested, text, found);
        if let Some(last) = self.matched.last_mut() {
            last.listed = true;
        }
        found
    }

    /// Says whether places of a level are tested for that no country has.
    fn is_other_level(&self, tested: &TypedTest<'c, '_>) -> bool {
        let Some((.., countries)) = self.catalog.countries() else { return false };
        let is_within = matches!(tested.written.body, Body::Test(Test::Within(..)));
        let level = tested.path.field().filter(|field| matches!(field.ty, Type::Level(_)));
        !is_within && level.is_some_and(|level| self.catalog.level(&level.name) != countries)
    }
}

/// Returns the country of a name, and where only places are meant also that of a code.
pub(crate) fn country(catalog: &Catalog, text: &str, kinds: &[&str]) -> Option<&'static Country> {
    let (containment, ..) = catalog.countries()?;
    let places = containment.places.as_str();
    match kinds {
        [kind] if *kind == places => Country::find(text),
        _ if kinds.contains(&places) || kinds.contains(&THING) => Country::named(text),
        _ => None,
    }
}
