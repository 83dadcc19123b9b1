//! Countries by their codes and other names, where no thing has that name.

use super::Resolver;
use super::checks::Asked;
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
}
