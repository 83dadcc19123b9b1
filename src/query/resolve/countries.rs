//! Places where no place has the name typed: countries by their codes and other names, and names near it of the level asked for.

use super::Resolver;
use super::checks::Asked;
use super::problems::Refused;
use crate::catalog::Type;
use crate::query::ast::Value;
use crate::query::diagnostic::{Diagnostic, Naming, Problem};
use crate::query::plan::Named;
use crate::value::Country;

/// The kind of all things.
const THING: &str = "thing";

impl<'c> Resolver<'c, '_> {
    /// The country of a name, or where only places are meant also of a code.
    pub(super) fn country(&self, text: &str, kinds: &[&str]) -> Option<&'static Country> {
        let (containment, ..) = self.catalog.countries()?;
        let places = containment.places.as_str();
        match kinds {
            [kind] if *kind == places => Country::find(text),
            _ if kinds.contains(&places) || kinds.contains(&THING) => Country::named(text),
            _ => None,
        }
    }

    /// The things of a country that was named otherwise; a warning where no fact mentions it.
    pub(super) fn recorded(
        &mut self,
        asked: &Asked<'c, '_>,
        (value, text): (&Value, &str),
        country: &Country,
        found: Vec<Named>,
    ) -> Vec<Named> {
        if found.is_empty() {
            let (name, code) = (country.name.to_owned(), country.code.to_owned());
            let problem = Naming::Country { typed: text.to_owned(), name, code };
            self.problems.report(Diagnostic::warning(value.span, Problem::Naming(problem)));
            return found;
        }
        let found = self.remember(asked, text, found);
        if let Some(last) = self.matched.last_mut() {
            last.listed = true;
        }
        found
    }

    /// Of names of places those of the level that is asked for, if there are any.
    pub(super) fn of_this_level(
        &mut self,
        asked: &Asked<'c, '_>,
        names: Vec<String>,
    ) -> Result<Vec<String>, Refused> {
        let level = asked.path.field().filter(|field| matches!(field.ty, Type::Level(_)));
        let (Some(level), Some(containment)) = (level, &self.catalog.containment) else {
            return Ok(names);
        };
        let mut fitting = Vec::new();
        for name in &names {
            let key = self.names.key(name);
            let places = self.looked_up(self.names.named(&key, &[containment.places.as_str()]))?;
            for place in places {
                let is = self.looked_up(self.names.place(place.id))?;
                let fits = is.is_some_and(|is| self.catalog.level(&level.name).contains(&is));
                if fits && !fitting.contains(name) {
                    fitting.push(name.clone());
                }
            }
        }
        Ok(if fitting.is_empty() { names } else { fitting })
    }
}
