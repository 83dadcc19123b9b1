//! Finding what a value means: literals by their field's type, names by looking them up.

use crate::catalog::vocabulary::meanings;
use crate::catalog::{Field, Kind, SOURCE, Type};
use crate::query::ast::{Body, Form, Operator, Test, Value};
use crate::query::diagnostic::{CLAUSES, Diagnostic, Meaning, Naming, Problem};
use crate::query::plan::{Leaf, Named};
use crate::query::print::{quoted, written};
use crate::query::resolve::comparison::Asked;
use crate::query::resolve::{Matched, Refused, Resolver};
use crate::query::span::Span;
use crate::value::{AmountLiteral, LiteralError, Period, fold, fold_part, suggest};

/// How many sources are offered for words of their ids.
const SOURCES: usize = 3;

/// No name has more words than this.
const NAME_WORDS: usize = 64;

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
        asked: &Asked<'c, '_>,
        value: &Value,
        choices: &[String],
    ) -> Result<String, Refused> {
        let text = value.content();
        let key = |text: &str| fold(&text.replace('_', " "));
        if let Some(choice) = choices.iter().find(|choice| key(choice) == key(&text)) {
            return Ok(choice.clone());
        }
        let mut suggestions = suggest(&text, choices.iter().map(String::as_str));
        if suggestions.is_empty() {
            let meant = meanings(self.catalog, &text).into_iter().map(str::to_owned);
            suggestions = meant.filter(|meant| choices.contains(meant)).collect();
        }
        let fixes = suggestions.clone();
        let choices = choices.to_vec();
        let (field, amount_of) = (asked.path.text.clone(), vec![]);
        let problem =
            Naming::Choice { field, typed: text, choices, suggestions, ways: 0, amount_of };
        self.refuse(
            Diagnostic::error(value.span, Problem::Naming(problem)).fixes(value.span, &fixes),
        )
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

    /// The folded key of a text to equal. A name of these kinds that nothing has is told as such.
    pub(in crate::query::resolve) fn text_value(
        &mut self,
        value: &Value,
        asked: &Asked<'c, '_>,
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
        asked: &Asked<'c, '_>,
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
        let mut listed = vec![];
        if by_id.is_none()
            && let Some(country) = self.country(&text, kinds)
        {
            let found = self.looked_up(self.names.countries(country))?;
            if found.is_empty() || !is_name {
                return Ok(self.recorded(asked, (value, &text), country, found));
            }
            listed.extend(found.into_iter().map(|place| place.name));
        }
        if let Some((_, found)) = self.of_suffix(&key, kinds)? {
            return Ok(self.read_as(asked, &text, found));
        }
        let suggestions = if !listed.is_empty() {
            listed
        } else if kinds == [SOURCE] && !is_name {
            self.sources_like(&text)?
        } else {
            let similar = self.looked_up(self.names.similar(&key, kinds))?;
            let near = suggest(&text, similar.iter().map(String::as_str));
            match self.of_this_level(asked, near)? {
                near if near.is_empty() && !is_name => self.countries_like(asked, &text, kinds),
                near => near,
            }
        };
        if value.form == Form::Plain && text.contains(' ') {
            return self.unknown_words(value, &text, noun, kinds, &suggestions);
        }
        let mistranslation = self.looked_up(self.names.mistranslated(&key, kinds))?;
        let names: Vec<String> = match &mistranslation {
            Some((_, name)) => vec![written(name, true)],
            None => suggestions.iter().map(|name| written(name, true)).collect(),
        };
        let Other { is, instead } = match by_id {
            Some(_) => Other::id(asked, value),
            None => self.other(asked, value, kinds, &key)?,
        };
        let problem =
            Naming::Nothing { noun, typed: text, suggestions, mistranslation, is, ways: 0 };
        let mut diagnostic = Diagnostic::warning(value.span, Problem::Naming(problem));
        if let Some(instead) = instead {
            diagnostic = diagnostic.fix(asked.written.span, instead);
        }
        self.problems.report(diagnostic.fixes(value.span, &names));
        Ok(vec![])
    }

    /// Ids of sources that are nearly this, or else have most of its words.
    fn sources_like(&mut self, typed: &str) -> Result<Vec<String>, Refused> {
        let sources = self.looked_up(self.names.slugs("", &[SOURCE]))?;
        let ids = || sources.iter().map(|source| source.slug.as_str());
        let near = suggest(typed, ids());
        if !near.is_empty() {
            return Ok(near);
        }
        let words: Vec<String> = fold(typed).split(' ').map(str::to_owned).collect();
        let shared =
            |id: &str| id.split('-').filter(|w| words.iter().any(|word| word == w)).count();
        let most = ids().map(shared).max().filter(|most| *most > 0);
        Ok(ids().filter(|id| Some(shared(id)) == most).take(SOURCES).map(str::to_owned).collect())
    }

    /// What a value is that names nothing of these kinds: a thing of another kind, or a date. And the test that was meant, if
    /// these kinds have a field for it.
    fn other(
        &mut self,
        asked: &Asked<'c, '_>,
        value: &Value,
        kinds: &[&str],
        key: &str,
    ) -> Result<Other, Refused> {
        let targets: Vec<&'c Kind> =
            kinds.iter().filter_map(|kind| self.catalog.kind(kind)).collect();
        let test = |field: &str, test: &str| match &asked.written.body {
            Body::Test(Test::Compare(operator @ (Operator::Eq | Operator::Ne), ..)) => {
                let not = if *operator == Operator::Ne { "not " } else { "" };
                Some(format!("{not}{}.{field} {test} {value}", asked.path.text))
            }
            _ => None,
        };
        if Period::read(&value.text).is_ok() {
            let date = |kind: &&'c Kind| kind.fields.iter().find(|field| field.ty == Type::Date);
            let field = targets.iter().find_map(date);
            return Ok(field.map_or_else(Other::default, |field| Other {
                is: Some("date".to_owned()),
                instead: test(&field.name, "="),
            }));
        }
        let all: Vec<&str> = self.catalog.kinds.iter().map(|kind| kind.name.as_str()).collect();
        let found = self.looked_up(self.names.named(key, &all))?;
        let Some(thing) = found.into_iter().next() else { return Ok(Other::default()) };
        let places = self.catalog.containment.as_ref().map(|c| c.places.as_str());
        let word = if places == Some(thing.kind.as_str()) { "within" } else { "=" };
        let leads = |field: &&'c Field| match &field.ty {
            Type::Ref(to) => to.any || to.kinds.contains(&thing.kind),
            _ => false,
        };
        let own = targets.iter().find_map(|kind| kind.fields.iter().find(leads));
        let instead = own.and_then(|field| test(&field.name, word));
        Ok(Other { is: Some(thing.kind.clone()), instead })
    }

    pub(in crate::query::resolve) fn remember(
        &mut self,
        asked: &Asked<'c, '_>,
        typed: &str,
        things: Vec<Named>,
    ) -> Vec<Named> {
        let field = asked.path.text.clone();
        let (typed, listed) = (typed.to_owned(), false);
        self.matched.push(Matched { typed, field, things: things.clone(), listed });
        things
    }

    /// Several bare words that name nothing. If they begin with a name, the rest may be a misspelt clause.
    fn unknown_words<T>(
        &mut self,
        value: &Value,
        text: &str,
        noun: String,
        kinds: &[&str],
        suggestions: &[String],
    ) -> Result<T, Refused> {
        let words: Vec<&str> = text.split(' ').collect();
        let mut clause = None;
        for n in (1..words.len().min(NAME_WORDS)).rev() {
            let (head, tail) = words.split_at(n);
            let found =
                self.looked_up(self.names.named(&self.names.key(&head.join(" ")), kinds))?;
            let Some(first) = tail.first().filter(|_| !found.is_empty()) else { continue };
            let keywords = CLAUSES.iter().copied().chain(["and", "or", "order", "with"]);
            if let Some(keyword) = suggest(first, keywords).first() {
                let rest = tail.iter().skip(1).copied();
                let fixed: Vec<&str> =
                    head.iter().copied().chain([keyword.as_str()]).chain(rest).collect();
                clause = Some(fixed.join(" "));
            }
            break;
        }
        let problem = Naming::Words {
            noun,
            typed: text.to_owned(),
            clause: clause.is_some(),
            suggestions: suggestions.to_vec(),
        };
        let mut diagnostic = Diagnostic::error(value.span, Problem::Naming(problem));
        if let Some(fixed) = clause {
            diagnostic = diagnostic.fix(value.span, fixed);
        }
        for name in suggestions {
            diagnostic = diagnostic.fix(value.span, written(name, true));
        }
        self.refuse(diagnostic.fix(value.span, quoted(text)))
    }

    /// The places of a level that a name means; a place of another level is explained.
    pub(in crate::query::resolve) fn of_level(
        &mut self,
        asked: &Asked<'c, '_>,
        value: &Value,
        level: &str,
    ) -> Result<Vec<Named>, Refused> {
        let places = self.places(value.span)?;
        let found = self.things(asked, value, &[places.name.as_str()])?;
        let mut of_level = Vec::new();
        let text = value.content();
        let country = || self.country(&text, &[places.name.as_str()]);
        let listed = if found.is_empty() && self.is_other_level(asked) { country() } else { None };
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

impl Other {
    /// An id where a name was asked for.
    fn id(asked: &Asked<'_, '_>, value: &Value) -> Self {
        let instead = match &asked.written.body {
            Body::Test(Test::Compare(operator @ (Operator::Eq | Operator::Ne), ..)) => {
                let path = asked.path.text.strip_suffix("name");
                path.map(|path| format!("{path}id {operator} {value}"))
            }
            _ => None,
        };
        Self { is: Some("id".to_owned()), instead }
    }
}

/// What a value is that names nothing of the kinds asked for.
#[derive(Default)]
struct Other {
    /// A thing of this kind, or a date.
    is: Option<String>,
    /// The test that was meant.
    instead: Option<String>,
}
