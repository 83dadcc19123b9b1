//! Places where no place has the name typed: countries by their codes and other names, places with the word for their level
//! behind their name, and names near it of the level asked for.

use crate::catalog::{Catalog, Type};
use crate::query::ast::{Body, Test, Value};
use crate::query::diagnostic::{Diagnostic, Naming, Problem};
use crate::query::plan::Named;
use crate::query::resolve::Resolver;
use crate::query::resolve::comparison::TypedTest;
use crate::query::resolve::problems::Refused;
use crate::value::Country;

/// The kind of all things.
const THING: &str = "thing";

impl<'c> Resolver<'c, '_> {
    /// The things of a country that was named otherwise; a warning where no fact mentions it.
    pub(in crate::query::resolve) fn recorded(
        &mut self,
        asked: &TypedTest<'c, '_>,
        (value, text): (&Value, &str),
        country: &Country,
        found: Vec<Named>,
    ) -> Vec<Named> {
        if found.is_empty() && self.is_other_level(asked) {
            return found;
        }
        if found.is_empty() {
            let (name, code) = (country.name.to_owned(), country.code.to_owned());
            let problem = Naming::Country { typed: text.to_owned(), name, code };
            self.problems.report(Diagnostic::warning(value.span, Problem::Naming(problem)));
            return found;
        }
        self.read_as(asked, text, found)
    }

    /// The places that a folded name means with the word for their level at its end, and the name without that word; nothing
    /// where something has the whole name.
    pub(in crate::query::resolve) fn of_suffix(
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
    pub(in crate::query::resolve) fn read_as(
        &mut self,
        asked: &TypedTest<'c, '_>,
        text: &str,
        found: Vec<Named>,
    ) -> Vec<Named> {
        let found = self.remember(asked, text, found);
        if let Some(last) = self.matched.last_mut() {
            last.listed = true;
        }
        found
    }

    /// Whether a place of a level is asked for that no country is of.
    pub(in crate::query::resolve) fn is_other_level(&self, asked: &TypedTest<'c, '_>) -> bool {
        let Some((.., countries)) = self.catalog.countries() else { return false };
        let is_within = matches!(asked.written.body, Body::Test(Test::Within(..)));
        let level = asked.path.field().filter(|field| matches!(field.ty, Type::Level(_)));
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
