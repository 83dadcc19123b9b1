//! Candidates for a name or id that nothing has: names like it, a country, an id, a thing of another kind or a date, places
//! around it, the sources of a publisher.

use super::context::ProblemContext;
use super::edit::Edit;
use super::suggester::{OFFERED, Suggester};
use crate::catalog::{Kind, SOURCE, Type};
use crate::query::ast::{Body, Cond, Operator, Predicate, Test, Value};
use crate::query::diagnostic::{Fix, NameProblem, Sought};
use crate::query::print::quote_text;
use crate::query::quote_if_needed;
use crate::query::repair::keeps_numbers;
use crate::query::resolve::atlas_places;
use crate::query::rewrite::{make_equals, make_value, make_within, of_kind, test_in_place};
use crate::value::{Country, Period, find_similar, fold, is_region};

impl ProblemContext<'_> {
    /// Lists tests of records, other tests and names like one that nothing has.
    pub(super) fn no_such_name(&self, naming: &mut NameProblem) -> Vec<Fix> {
        let NameProblem::Nothing { typed, suggestions, mistranslation, is, ways, sought, .. } =
            naming
        else {
            return vec![];
        };
        let names = self.suggester.names;
        *suggestions = self.names_like(typed, sought);
        let meant = names.find_mistranslation(&names.fold_key(typed), &sought.kinds());
        *mistranslation = meant.unwrap_or_default();
        let like = match mistranslation {
            Some((_, name)) => std::slice::from_ref(name),
            None => suggestions.as_slice(),
        };
        let like = self.replace_with(like.iter().map(|name| quote_if_needed(name, true)));
        let (what, other) =
            self.asked_predicate().and_then(|asked| self.other_meaning(asked, sought)).unzip();
        *is = what;
        let adds_no_problem = |edit: &Edit| self.suggester.adds_no_problem(self.query, edit);
        let other = other.flatten().filter(adds_no_problem).map(|edit| edit.to_fix(self.query));
        let records = self.in_records().unwrap_or_default();
        *ways = records.len();
        let is_lost = sought.level.is_some() && other.is_none() && like.is_empty();
        let near = if is_lost { self.similar_names(typed, &sought.kinds()) } else { vec![] };
        let within = self.within_any(near.iter().map(String::as_str));
        records.into_iter().chain(other).chain(like).chain(within).collect()
    }

    /// Asks for the sources of a publisher.
    pub(super) fn publisher_fix(&self, by: &str) -> Option<Fix> {
        let cond = make_equals("publisher", by);
        let published = of_kind(self.query, "sources", Some(cond.clone()));
        let is_found = self.suggester.accept(&published).is_found();
        is_found.then(|| Fix::new(self.at, format!("({cond})")))
    }

    /// Asks for what is within the first of some places in which something is found.
    pub(super) fn within_any<'n>(&self, places: impl Iterator<Item = &'n str>) -> Option<Fix> {
        let tested = self.asked_predicate()?;
        if !matches!(tested.body, Body::Test(Test::Compare(Operator::Eq, ..) | Test::Within(..))) {
            return None;
        }
        let path = tested.path.to_string();
        // The level of a place contains nothing itself; the place does.
        let path = match self.kind()?.field(&path).map(|field| &field.ty) {
            Some(Type::Level(level)) => level.of.clone().unwrap_or_else(|| "id".to_owned()),
            _ => path,
        };
        let within = |place| Edit::Cond(tested.span, make_within(&path, make_value(place, true)));
        self.fixes_that_find(places.map(within)).into_iter().next()
    }

    /// Joins the values of a list that are one name with a comma: `in (Stilla, Henan Senote Biotechnology Co., Ltd.)`.
    pub(super) fn joined_values(&self, sought: &Sought) -> Option<Fix> {
        let names = self.suggester.names;
        let values = self.asked_predicate()?.values();
        let n = values.iter().position(|value| value.span.range() == self.at.range())?;
        (2..=3).find_map(|length| {
            let joined = values.get(n..n + length)?;
            let texts: Vec<&str> = joined.iter().map(|value| value.text.as_str()).collect();
            let name = texts.join(", ");
            let found = names.things_named(&names.fold_key(&name), &sought.kinds()).ok()?;
            let span = self.at.join_with(joined.last()?.span);
            (!found.is_empty()).then(|| Fix::new(span, quote_text(&name)))
        })
    }

    /// Lists names of things of these kinds that are spelt like one that nothing has, and keep its numbers.
    fn similar_names(&self, typed: &str, kinds: &[&str]) -> Vec<String> {
        if is_region(typed) {
            return vec![];
        }
        let near = self
            .suggester
            .names
            .similar_names(&self.suggester.names.fold_key(typed), kinds)
            .unwrap_or_default();
        let mut near = find_similar(typed, near.iter().map(String::as_str));
        near.retain(|name| keeps_numbers(typed, name));
        near
    }

    /// Lists names like one that nothing has.
    pub(super) fn names_like(&self, typed: &str, sought: &Sought) -> Vec<String> {
        let Suggester { catalog, names, .. } = self.suggester;
        let kinds = sought.kinds();
        let is_id =
            names.thing_with_slug(&typed.to_lowercase(), &kinds).is_ok_and(|found| found.is_some());
        let places = catalog.countries().map(|(containment, ..)| containment.places.as_str());
        let is_places = places.is_some_and(|places| kinds == [places]);
        let places = if is_id { vec![] } else { atlas_places(catalog, typed, &kinds, &|_| true) };
        let recorded = places.iter().filter_map(|place| names.recorded_places(*place).ok());
        let mut recorded: Vec<String> = recorded.flatten().map(|place| place.name).collect();
        let of_kinds = catalog.containment.as_ref().is_some_and(|it| {
            kinds.iter().any(|kind| [it.places.as_str(), "thing"].contains(kind))
        });
        if recorded.is_empty() && of_kinds && !is_id {
            recorded = self.suggester.places_of_code(typed);
        }
        if is_region(typed) || !recorded.is_empty() {
            return recorded;
        }
        if kinds == [SOURCE] && !sought.is_name {
            let mut like = self.sources_like(typed);
            like.retain(|id| keeps_numbers(typed, id));
            return like;
        }
        let near = self.of_this_level(sought, self.similar_names(typed, &kinds));
        let is_country = is_places && !sought.is_name && !self.is_other_level(sought);
        if near.is_empty() && is_country {
            return Country::similar_names(typed).into_iter().map(str::to_owned).collect();
        }
        near
    }

    /// Lists ids of sources that are nearly this, or else have most of its words.
    pub(super) fn sources_like(&self, typed: &str) -> Vec<String> {
        let sources = self.suggester.names.slugs_beginning("", &[SOURCE]).unwrap_or_default();
        let ids = || sources.iter().map(|source| source.slug.as_str());
        let near = find_similar(typed, ids());
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
    fn of_this_level(&self, sought: &Sought, mut like: Vec<String>) -> Vec<String> {
        let Suggester { catalog, names, .. } = self.suggester;
        let (Some(level), Some(containment)) = (&sought.level, &catalog.containment) else {
            return like;
        };
        like.retain(|name| {
            let found = names
                .things_named(&names.fold_key(name), &[&containment.places])
                .unwrap_or_default();
            let mut levels =
                found.iter().filter_map(|place| names.level_of_place(place.id).ok()?);
            levels.any(|is| catalog.level_values(level).contains(&is))
        });
        like
    }

    /// Checks whether the query asks for a level that no country has.
    fn is_other_level(&self, sought: &Sought) -> bool {
        let is_within = self
            .asked_predicate()
            .is_some_and(|asked| matches!(asked.body, Body::Test(Test::Within(..))));
        let catalog = self.suggester.catalog;
        let countries = catalog.countries().map(|(.., countries)| countries);
        let level = sought.level.as_ref().map(|level| catalog.level_values(level));
        !is_within && level.is_some() && countries.is_some() && level != countries
    }

    /// Says what a name is instead: an id, a date, a thing of another kind; and the predicate that asks for it, if there is
    /// a field for it.
    fn other_meaning(&self, asked: &Predicate, sought: &Sought) -> Option<(String, Option<Edit>)> {
        let Suggester { catalog, names, .. } = self.suggester;
        let Body::Test(written) = &asked.body else { return None };
        let value = *written.values().iter().find(|one| one.span.range() == self.at.range())?;
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
        if names.thing_with_slug(&text.to_lowercase(), &kinds).ok()?.is_some() {
            let id = path.strip_suffix("name").map(|before| format!("{before}id"));
            return Some(("id".to_owned(), id.and_then(|path| ask(&path, equal))));
        }
        let targets: Vec<&Kind> = kinds.iter().filter_map(|kind| catalog.kind(kind)).collect();
        let fields = || targets.iter().flat_map(|kind| &kind.fields);
        if Period::read(&value.text).is_ok() {
            let date = fields().find(|field| field.ty == Type::Date)?;
            return Some(("date".to_owned(), ask(&format!("{path}.{}", date.name), equal)));
        }
        let all: Vec<&str> = catalog.kinds.iter().map(|kind| kind.name.as_str()).collect();
        let thing = names.things_named(&names.fold_key(&text), &all).ok()?.into_iter().next()?;
        let is_place = catalog.kind(&thing.kind).is_some_and(|of| catalog.is_places(of));
        let within: fn(Value) -> Test = |value| Test::Within(value.span, value);
        let own = fields().find(|field| match &field.ty {
            Type::Ref(to) => to.any || to.kinds.contains(&thing.kind),
            _ => false,
        });
        let edit = own.and_then(|field| {
            let is_within = is_place && catalog.leads_to_places(&field.ty);
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
