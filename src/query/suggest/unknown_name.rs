//! Candidates for a name or id that nothing has: names like it, a country, an id, a thing of another kind or a date, a
//! misspelt clause among its words.

use super::edit::{Edit, predicate_of_value};
use super::misspelt_clause::clause_among;
use super::suggester::{OFFERED, Suggester, spelt};
use crate::catalog::{Kind, SOURCE, Type};
use crate::query::ast::{Body, Cond, Operator, Predicate, Query, Test, Value};
use crate::query::diagnostic::{Diagnostic, Fix, Naming, Problem, Sought};
use crate::query::print::quoted;
use crate::query::repair::keeps_numbers;
use crate::query::resolve::listed;
use crate::query::rewrite::{equals, of_kind};
use crate::query::rewrite::{test_in_place, value, within};
use crate::query::span::Span;
use crate::query::written;
use crate::value::{Country, Period, fold, suggest as similar};

/// Adds names, ids and other tests.
pub(super) fn suggest(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let asked = predicate_of_value(query, diagnostic.span);
    let names = suggester.names;
    let span = diagnostic.span;
    match &mut diagnostic.problem {
        Problem::Naming(Naming::Id { typed, suggestions, sought, .. }) => {
            let known = names.slugs("", &sought.kinds()).unwrap_or_default();
            *suggestions = similar(typed, known.iter().map(|known| known.slug.as_str()));
            diagnostic.fixes = spelt(span, suggestions);
        }
        Problem::Naming(Naming::Words { typed, clause, suggestions, sought, .. }) => {
            *suggestions = suggester.names_like(typed, sought, asked);
            let with_clause = clause_among(names, typed, &sought.kinds());
            *clause = with_clause.is_some();
            let like = suggestions.iter().map(|name| written(name, true));
            let all = with_clause.into_iter().chain(like).chain([quoted(typed)]);
            diagnostic.fixes = spelt(span, &all.collect::<Vec<_>>());
        }
        Problem::Naming(Naming::Nothing {
            typed, suggestions, mistranslation, is, sought, ..
        }) => {
            *suggestions = suggester.names_like(typed, sought, asked);
            let key = names.key(typed);
            *mistranslation = names.mistranslated(&key, &sought.kinds()).unwrap_or_default();
            let meant = mistranslation.iter().map(|(_, name)| name);
            let like = suggestions.iter().filter(|_| mistranslation.is_none());
            let like: Vec<String> = meant.chain(like).map(|name| written(name, true)).collect();
            let other = asked.and_then(|asked| suggester.other(asked, span, sought));
            let other = other.map(|(what, edit)| {
                *is = Some(what);
                edit
            });
            let other = other.flatten().filter(|edit| suggester.adds_no_problem(query, edit));
            let other = other.map(|edit| edit.fix(query));
            diagnostic.fixes = other.into_iter().chain(spelt(span, &like)).collect();
            if diagnostic.fixes.is_empty()
                && let (true, Some(asked)) = (sought.level.is_some(), asked)
            {
                let near = suggester.near(typed, &sought.kinds());
                let within = suggester.within_any(query, asked, near.iter().map(String::as_str));
                diagnostic.fixes.extend(within);
            }
        }
        _ => {}
    }
}

/// Adds the nearest place around one of the atlas that no fact mentions, if something is known inside it.
pub(super) fn around_listed(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let Problem::Naming(Naming::Listed { places, .. }) = &diagnostic.problem else { return };
    let ([place], Some(tested)) = (places.as_slice(), predicate_of_value(query, diagnostic.span))
    else {
        return;
    };
    let around = place.containers().map(|around| around.name());
    diagnostic.fixes.extend(suggester.within_any(query, tested, around));
}

/// Suggests the sources of a publisher, or ids like one that no source has.
pub(super) fn source(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let Problem::Naming(Naming::Source { typed, suggestions, publisher }) = &mut diagnostic.problem
    else {
        return;
    };
    let published = of_kind(query, "sources", Some(equals("publisher", typed)));
    if suggester.accept(&published).is_found() {
        *publisher = true;
        let cond = published.filter.iter().map(ToString::to_string).collect::<String>();
        diagnostic.fixes.push(Fix::new(diagnostic.span, format!("({cond})")));
        return;
    }
    *suggestions = suggester.sources_like(typed);
    diagnostic.fixes.extend(spelt(diagnostic.span, suggestions));
}

impl Suggester<'_> {
    /// Asks for what is within the first of some places in which something is found.
    fn within_any<'n>(
        self,
        query: &Query,
        tested: &Predicate,
        places: impl Iterator<Item = &'n str>,
    ) -> Option<Fix> {
        let kind = self.catalog.find_kind(&query.kind.text)?;
        if !matches!(tested.body, Body::Test(Test::Compare(Operator::Eq, ..) | Test::Within(..))) {
            return None;
        }
        let path = tested.path.to_string();
        // The level of a place contains nothing itself; the place does.
        let path = match kind.field(&path).map(|field| &field.ty) {
            Some(Type::Level(level)) => level.of.clone().unwrap_or_else(|| "id".to_owned()),
            _ => path,
        };
        let edits = places.map(|place| Edit::Cond(tested.span, within(&path, value(place, true))));
        self.finding(query, edits).into_iter().next()
    }

    /// Lists names of things of these kinds that are spelt like one that nothing has, and keep its numbers.
    fn near(self, typed: &str, kinds: &[&str]) -> Vec<String> {
        let near = self.names.similar(&self.names.key(typed), kinds).unwrap_or_default();
        let mut near = similar(typed, near.iter().map(String::as_str));
        near.retain(|name| keeps_numbers(typed, name));
        near
    }

    /// Lists names like one that nothing has.
    fn names_like(self, typed: &str, sought: &Sought, asked: Option<&Predicate>) -> Vec<String> {
        let kinds = sought.kinds();
        let is_id =
            self.names.slug(&typed.to_lowercase(), &kinds).is_ok_and(|found| found.is_some());
        let places = self.catalog.countries().map(|(containment, ..)| containment.places.as_str());
        let is_places = places.is_some_and(|places| kinds == [places]);
        let places = if is_id { vec![] } else { listed(self.catalog, typed, &kinds, &|_| true) };
        let recorded = places.iter().filter_map(|place| self.names.recorded(*place).ok());
        let recorded: Vec<String> = recorded.flatten().map(|place| place.name).collect();
        if !recorded.is_empty() {
            return recorded;
        }
        if kinds == [SOURCE] && !sought.is_name {
            let mut like = self.sources_like(typed);
            like.retain(|id| keeps_numbers(typed, id));
            return like;
        }
        let near = self.of_this_level(sought, self.near(typed, &kinds));
        let is_country = is_places && !sought.is_name && !self.is_other_level(sought, asked);
        if near.is_empty() && is_country {
            return Country::like(typed).into_iter().map(str::to_owned).collect();
        }
        near
    }

    /// Lists ids of sources that are nearly this, or else have most of its words.
    fn sources_like(self, typed: &str) -> Vec<String> {
        let sources = self.names.slugs("", &[SOURCE]).unwrap_or_default();
        let ids = || sources.iter().map(|source| source.slug.as_str());
        let near = similar(typed, ids());
        if !near.is_empty() {
            return near;
        }
        // A number alone says nothing of a source: a year is in many ids.
        let is_word = |word: &&str| word.starts_with(char::is_alphabetic);
        let words = fold(typed);
        let words: Vec<&str> = words.split([' ', '-']).filter(is_word).collect();
        let shared = |id: &str| id.split('-').filter(|word| words.contains(word)).count();
        let most = ids().map(shared).max().filter(|most| *most > 0);
        ids().filter(|id| Some(shared(id)) == most).take(OFFERED).map(str::to_owned).collect()
    }

    /// Keeps the names of places of the level asked for: with another, the query would be refused.
    fn of_this_level(self, sought: &Sought, names: Vec<String>) -> Vec<String> {
        let (Some(level), Some(containment)) = (&sought.level, &self.catalog.containment) else {
            return names;
        };
        let is_of_level = |name: &&String| {
            let key = self.names.key(name);
            let found = self.names.named(&key, &[containment.places.as_str()]).unwrap_or_default();
            let mut levels = found.iter().filter_map(|place| self.names.place(place.id).ok()?);
            levels.any(|is| self.catalog.level(level).contains(&is))
        };
        names.into_iter().filter(|name| is_of_level(&name)).collect()
    }

    /// Says whether a place of a level is asked for that no country has.
    fn is_other_level(self, sought: &Sought, asked: Option<&Predicate>) -> bool {
        let is_within =
            asked.is_some_and(|asked| matches!(asked.body, Body::Test(Test::Within(..))));
        let countries = self.catalog.countries().map(|(.., countries)| countries);
        let level = sought.level.as_ref().map(|level| self.catalog.level(level));
        !is_within && level.is_some() && countries.is_some() && level != countries
    }

    /// Says what a name is instead: an id, a date, a thing of another kind; and the predicate that asks for it, if there is
    /// a field for it.
    fn other(
        self,
        asked: &Predicate,
        value: Span,
        sought: &Sought,
    ) -> Option<(String, Option<Edit>)> {
        let Body::Test(written) = &asked.body else { return None };
        let value = *written.values().iter().find(|one| one.span.range() == value.range())?;
        let path = asked.path.to_string().to_lowercase();
        let ask = |path: &str, is: fn(Value) -> Test| {
            let Test::Compare(operator @ (Operator::Eq | Operator::Ne), ..) = written else {
                return None;
            };
            let cond = test_in_place(asked, path, is(value.clone()));
            let is_not = *operator == Operator::Ne;
            if is_not && matches!(&cond, Cond::Predicate(one) if one.quantifier.is_some()) {
                return None;
            }
            let cond = if is_not { Cond::Not(Box::new(cond), asked.span) } else { cond };
            Some(Edit::Cond(asked.span, cond))
        };
        let equal: fn(Value) -> Test = |value| Test::Compare(Operator::Eq, value.span, value);
        let text = value.content();
        let kinds = sought.kinds();
        if self.names.slug(&text.to_lowercase(), &kinds).ok()?.is_some() {
            let id = path.strip_suffix("name").map(|before| format!("{before}id"));
            return Some(("id".to_owned(), id.and_then(|path| ask(&path, equal))));
        }
        let targets: Vec<&Kind> = kinds.iter().filter_map(|kind| self.catalog.kind(kind)).collect();
        let fields = || targets.iter().flat_map(|kind| &kind.fields);
        if Period::read(&value.text).is_ok() {
            let date = fields().find(|field| field.ty == Type::Date)?;
            return Some(("date".to_owned(), ask(&format!("{path}.{}", date.name), equal)));
        }
        let all: Vec<&str> = self.catalog.kinds.iter().map(|kind| kind.name.as_str()).collect();
        let thing = self.names.named(&self.names.key(&text), &all).ok()?.into_iter().next()?;
        let is_place = self.catalog.kind(&thing.kind).is_some_and(|of| self.catalog.is_places(of));
        let within: fn(Value) -> Test = |value| Test::Within(value.span, value);
        let own = fields().find(|field| match &field.ty {
            Type::Ref(to) => to.any || to.kinds.contains(&thing.kind),
            _ => false,
        });
        let edit = own.and_then(|field| {
            let is_within = is_place && self.catalog.leads_to_places(&field.ty);
            // What is named is at the end of the path of its name.
            let of = match path.strip_suffix("name") {
                Some(before) if sought.is_name => before.to_owned(),
                _ => format!("{path}."),
            };
            ask(&format!("{of}{}", field.name), if is_within { within } else { equal })
        });
        Some((thing.kind, edit))
    }
}
