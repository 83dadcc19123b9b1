//! Finding what a value means: literals by their field's type, names by looking them up.

use super::countries::country;
use crate::catalog::Type;
use crate::catalog::vocabulary::normalised;
use crate::query::ast::{Body, Form, Operator, Test, Value};
use crate::query::diagnostic::{Diagnostic, Meaning, Naming, Problem, Sought};
use crate::query::plan::{Leaf, Named};
use crate::query::print::quoted;
use crate::query::resolve::comparison::TypedTest;
use crate::query::resolve::{Matched, Refused, Resolver};
use crate::query::span::Span;
use crate::value::{AmountLiteral, LiteralError, Period, fold_part};

impl<'c> Resolver<'c, '_> {
    /// The amount a value is.
    pub(in crate::query::resolve) fn measure(
        &mut self,
        ty: &Type,
        value: &Value,
    ) -> Result<AmountLiteral, Refused> {
        let text = value.content();
        match AmountLiteral::read(&text, ty.dimension(), &self.catalog.units) {
            Ok(measure) => Ok(measure),
            Err(fault) => self.fault(value, &text, fault),
        }
    }

    /// The period a value is.
    pub(in crate::query::resolve) fn period(&mut self, value: &Value) -> Result<Period, Refused> {
        let text = value.content();
        match Period::read(&text) {
            Ok(period) => Ok(period),
            Err(fault) => self.fault(value, &text, fault),
        }
    }

    /// A fault in a literal, at its place in the query.
    fn fault<T>(&mut self, value: &Value, text: &str, fault: LiteralError) -> Result<T, Refused> {
        let offers = fault.repairs(text);
        let span = if value.form == Form::Plain && value.span.end - value.span.start == text.len() {
            Span::new(value.span.start + fault.at.start, value.span.start + fault.at.end)
        } else {
            value.span
        };
        let diagnostic = Diagnostic::error(span, Problem::Meaning(Meaning::Literal(fault)));
        self.refuse(diagnostic.fixes(value.span, &offers))
    }

    /// The value of an enum that is meant.
    pub(in crate::query::resolve) fn choice_value(
        &mut self,
        asked: &TypedTest<'c, '_>,
        value: &Value,
        choices: &[String],
    ) -> Result<String, Refused> {
        let text = value.content();
        let is_it = |choice: &&String| normalised(choice) == normalised(&text);
        if let Some(choice) = choices.iter().find(is_it) {
            return Ok(choice.clone());
        }
        let (field, choices) = (asked.path.text.clone(), choices.to_vec());
        let (suggestions, amount_of) = (vec![], vec![]);
        let problem =
            Naming::Choice { field, typed: text, choices, suggestions, ways: 0, amount_of };
        self.refuse(Diagnostic::error(value.span, Problem::Naming(problem)))
    }

    /// A text to look for in a text: several words need quotes.
    pub(in crate::query::resolve) fn free_text(
        &mut self,
        value: &Value,
    ) -> Result<String, Refused> {
        let text = value.content();
        if value.form == Form::Plain && text.contains(' ') {
            let problem = Problem::Meaning(Meaning::FreeText(text.clone()));
            return self
                .refuse(Diagnostic::error(value.span, problem).fix(value.span, quoted(&text)));
        }
        Ok(text)
    }

    /// The folded key of a part of a text, with the blanks at its ends. What folds to nothing would be part of everything.
    pub(in crate::query::resolve) fn part_of_text(
        &mut self,
        value: &Value,
    ) -> Result<String, Refused> {
        let text = self.free_text(value)?;
        let key = fold_part(&text, &|text| self.names.key(text));
        if key.trim().is_empty() {
            let sentence = format!("`{text}` has no letter or digit to look for");
            return self
                .refuse(Diagnostic::error(value.span, Problem::Meaning(Meaning::Unfit(sentence))));
        }
        Ok(key)
    }

    /// Returns the folded key of a text to equal, and reports a name that nothing of these kinds has.
    pub(in crate::query::resolve) fn text_value(
        &mut self,
        value: &Value,
        asked: &TypedTest<'c, '_>,
        kinds: &[&str],
    ) -> Result<String, Refused> {
        if kinds.is_empty() {
            return self.free_text(value).map(|text| self.names.key(&text));
        }
        self.things(asked, value, kinds)?;
        let key = self.names.key(&value.content());
        Ok(self.of_suffix(&key, kinds)?.map_or(key, |(name, _)| name))
    }

    /// The things a name means. Nothing of that name is a warning for one word or quoted text, and an error for several
    /// bare words: that is how a misspelt clause shows itself.
    pub(in crate::query::resolve) fn things(
        &mut self,
        asked: &TypedTest<'c, '_>,
        value: &Value,
        kinds: &[&str],
    ) -> Result<Vec<Named>, Refused> {
        let text = value.content();
        let noun = if let [kind] = kinds { (*kind).to_owned() } else { "thing".to_owned() };
        if value.form == Form::Slug {
            let found = self.looked_up(self.names.slug(&value.text, kinds))?;
            if found.is_none() {
                let problem = Naming::Slug { noun, typed: value.text.clone() };
                return self.refuse(Diagnostic::error(value.span, Problem::Naming(problem)));
            }
            return Ok(self.remember(asked, &text, found.into_iter().collect()));
        }
        let key = self.names.key(&text);
        let found = self.looked_up(self.names.named(&key, kinds))?;
        if !found.is_empty() {
            return Ok(self.remember(asked, &text, found));
        }
        // Sources are cited by their ids, so an id is taken for a name where nothing has that.
        let by_id = self.looked_up(self.names.slug(&text.to_lowercase(), kinds))?;
        let is_name = matches!(asked.path.steps.leaf(), Some(Leaf::Name(_)));
        if let (Some(found), false) = (&by_id, is_name) {
            return Ok(self.remember(asked, &text, vec![found.clone()]));
        }
        if by_id.is_none()
            && let Some(country) = country(self.catalog, &text, kinds)
        {
            let found = self.looked_up(self.names.countries(country))?;
            if found.is_empty() || !is_name {
                return Ok(self.recorded(asked, (value, &text), country, found));
            }
        }
        if let Some((_, found)) = self.of_suffix(&key, kinds)? {
            return Ok(self.read_as(asked, &text, found));
        }
        let level = asked.path.field().filter(|field| matches!(field.ty, Type::Level(_)));
        let level = level.map(|field| field.name.clone());
        let sought =
            Sought { kinds: kinds.iter().map(ToString::to_string).collect(), is_name, level };
        let (typed, suggestions) = (text, vec![]);
        if value.form == Form::Plain && typed.contains(' ') {
            let problem = Naming::Words { noun, typed, clause: false, suggestions, sought };
            return self.refuse(Diagnostic::error(value.span, Problem::Naming(problem)));
        }
        let (mistranslation, is) = (None, None);
        let problem =
            Naming::Nothing { noun, typed, suggestions, mistranslation, is, ways: 0, sought };
        self.problems.report(Diagnostic::warning(value.span, Problem::Naming(problem)));
        Ok(vec![])
    }

    /// Remembers what a name was found to mean.
    pub(in crate::query::resolve) fn remember(
        &mut self,
        asked: &TypedTest<'c, '_>,
        typed: &str,
        things: Vec<Named>,
    ) -> Vec<Named> {
        let field = asked.path.text.clone();
        let (typed, listed) = (typed.to_owned(), false);
        self.matched.push(Matched { typed, field, things: things.clone(), listed });
        things
    }

    /// The places of a level that a name means; a place of another level is explained.
    pub(in crate::query::resolve) fn of_level(
        &mut self,
        asked: &TypedTest<'c, '_>,
        value: &Value,
        level: &str,
    ) -> Result<Vec<Named>, Refused> {
        let places = self.places(value.span)?;
        let found = self.things(asked, value, &[places.name.as_str()])?;
        let mut of_level = Vec::new();
        let text = value.content();
        let listed_country = || country(self.catalog, &text, &[places.name.as_str()]);
        let listed =
            if found.is_empty() && self.is_other_level(asked) { listed_country() } else { None };
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
                let diagnostic = Diagnostic::error(value.span, Problem::Naming(problem));
                let field = asked.path.field().and_then(|field| match &field.ty {
                    Type::Level(of) => of.of.clone(),
                    _ => None,
                });
                let path = &asked.path.text;
                let before = path
                    .rsplit_once('.')
                    .map(|(before, _)| format!("{before}."))
                    .unwrap_or_default();
                let field = field.unwrap_or_else(|| "id".to_owned());
                self.refuse(match &asked.written.body {
                    Body::Test(Test::Compare(operator, ..)) => {
                        let not = if *operator == Operator::Ne { "not " } else { "" };
                        diagnostic
                            .fix(asked.written.span, format!("{not}{before}{field} within {value}"))
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
}
