//! Whole queries of another shape for one that could not be resolved: of another kind, or with another condition or column.
//! Only what makes sense is offered. Not here: what is proposed (`instead`, `kinds`).

use super::Judged;
use super::columns;
use super::edit::{alone, find, paths_of, redirected, replace};
use super::instead::{self, Lost};
use super::others::{lying, of_amount, of_other_things, other_kinds, worded};
use super::phrase::condition;
use super::records;
use super::words::meanings;
use crate::catalog::{Catalog, Kind};
use crate::query::ast::{Body, Cond, Item, Path, Predicate, Query};
use crate::query::diagnostic::{Diagnostic, Fix, Meaning, Naming, Problem};
use crate::query::parser::parse;
use crate::query::span::Span;

/// How many queries are offered for one mistake.
pub(super) const OFFERED: usize = 3;

/// Of how many kinds ways are looked for, where a path comes to several.
const OWNERS: usize = 3;

/// Says what a query is worth.
pub(super) type Judge<'a> = &'a dyn Fn(&Query) -> Judged;

/// Adds to what is wrong with a query the queries that are right.
pub(super) fn reshape(
    found: &mut [Diagnostic],
    query: &Query,
    catalog: &Catalog,
    judge: Judge<'_>,
) {
    let most = found.len().saturating_sub(1);
    let better = |other: &Query| judge(other).problems.len() <= most;
    for diagnostic in found {
        match &mut diagnostic.problem {
            Problem::Naming(Naming::Kind { value_of: Some([kind, field, value]), .. }) => {
                let alone = format!("{kind} where {field} = {value}");
                if let Some(fix) = diagnostic.fixes.last_mut() {
                    mend(&mut fix.text, alone, catalog, judge);
                }
            }
            Problem::Naming(Naming::Field { .. }) => {
                no_field(diagnostic, query, catalog, (judge, most));
            }
            Problem::Naming(Naming::Nothing { ways, .. }) => {
                let fixes = of_records(diagnostic.span, query, catalog, judge);
                *ways = fixes.len();
                diagnostic.fixes.splice(0..0, fixes);
            }
            Problem::Naming(Naming::Choice { .. }) if most == 0 => {
                worded(diagnostic, query, catalog, judge);
                of_amount(diagnostic, query, catalog, judge);
            }
            Problem::Meaning(Meaning::NoAggregate { .. }) if most == 0 => {
                counted(diagnostic, query, &better);
            }
            Problem::Meaning(Meaning::OneValue { .. }) if most == 0 => {
                of_other_things(diagnostic, query, catalog, judge);
            }
            Problem::Meaning(Meaning::NotPlaces(_)) => lying(diagnostic, query, catalog, judge),
            _ => {}
        }
    }
}

/// Other fields, ways and kinds for a name that no field has. Beside it so many mistakes may be left.
fn no_field(
    diagnostic: &mut Diagnostic,
    query: &Query,
    catalog: &Catalog,
    (judge, most): (Judge<'_>, usize),
) {
    let Problem::Naming(Naming::Field { owners, ways, suggestions, typed, .. }) =
        &mut diagnostic.problem
    else {
        return;
    };
    let judged = |other: &Query| {
        let judged = judge(other);
        (judged.problems.len() <= most).then_some(judged.finds)
    };
    diagnostic.fixes.retain(|fix| judged(&redirected(query, fix.span, &fix.text)).is_some());
    suggestions.retain(|name| diagnostic.fixes.iter().any(|fix| fix.text == *name));
    let (name, is_misspelt) = (diagnostic.span, !suggestions.is_empty());
    let lost = At { catalog, query, name, is_misspelt, is_only: most == 0 };
    let owners = owners.iter().filter_map(|plural| catalog.find_kind(plural));
    let texts = owners.take(OWNERS).flat_map(|kind| lost.other_ways(kind, &judged));
    let texts: Vec<Fix> =
        texts.filter(|way| !suggestions.contains(&way.text)).take(OFFERED).collect();
    *ways = texts.len();
    diagnostic.fixes.extend(texts);
    let is_tested = query.filter.as_ref().is_some_and(|filter| {
        let span = filter.span();
        (span.start..span.end).contains(&name.start)
    });
    let is_kind = catalog.find_kind(typed).is_some();
    if most == 0 && is_tested && (*ways == 0 || !is_kind) {
        other_kinds(diagnostic, query, &|other| judged(other).is_some());
    }
}

/// The rest of a query may not be about things of the kind it is offered for: then it is mended too, or only they are offered.
fn mend(text: &mut String, alone: String, catalog: &Catalog, judge: Judge<'_>) {
    let Some(query) = parse(text).ok().and_then(|queries| queries.into_iter().next()) else {
        return;
    };
    let mut found = judge(&query).problems;
    if found.is_empty() {
        return;
    }
    reshape(&mut found, &query, catalog, judge);
    *text = match found.as_slice() {
        [Diagnostic { fixes, .. }] if !fixes.is_empty() => {
            fixes.first().map_or(alone, |fix| fix.apply(text))
        }
        _ => alone,
    };
}

/// A name that no field has, where it stands in a query.
struct At<'c, 'q> {
    catalog: &'c Catalog,
    query: &'q Query,
    name: Span,
    /// There are fields of nearly this name.
    is_misspelt: bool,
    /// Nothing else is wrong with the query.
    is_only: bool,
}

/// A path with such a name: the path before its dot, and what begins with it.
struct Broken<'q> {
    before: String,
    rest: Path,
    /// The whole path.
    span: Span,
    /// The test it stands in, if any, and whether a second may be added to that without parentheses.
    tested: Option<(&'q Predicate, bool)>,
}

impl<'c> At<'c, '_> {
    /// The condition, column or key with the name, said in other ways: with the name as it is, or else with what it may mean.
    fn other_ways(&self, kind: &'c Kind, judge: &dyn Fn(&Query) -> Option<bool>) -> Vec<Fix> {
        let mut tested: Option<(Predicate, bool)> = None;
        if let Some(filter) = &self.query.filter {
            find(filter, true, &mut |predicate, is_loose| {
                if self.place_in(&predicate.path).is_some() {
                    tested = Some((predicate.clone(), is_loose));
                }
            });
        }
        let mut query = self.query.clone();
        let paths: Vec<&Path> = match &tested {
            Some((predicate, _)) => vec![&predicate.path],
            None => paths_of(&mut query).into_iter().map(|path| &*path).collect(),
        };
        let place = |path: &Path| Some((path.clone(), self.place_in(path)?));
        let Some((mut path, at)) = paths.into_iter().find_map(place) else { return vec![] };
        let names = path.names.drain(..at).map(|name| name.text);
        let before = names.collect::<Vec<String>>().join(".");
        let tested = tested.as_ref().map(|(predicate, is_loose)| (predicate, *is_loose));
        let broken = Broken { before, span: path.span, rest: path, tested };
        let typed = broken.rest.names.first().map(|name| name.text.clone()).unwrap_or_default();
        let found = self.said_otherwise(kind, &broken, &typed, judge);
        if !found.is_empty() {
            return found;
        }
        let meant = meanings(self.catalog, &typed).into_iter();
        let mut found = meant.map(|name| self.said_otherwise(kind, &broken, name, judge));
        found.find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// Which of a path's names it is.
    fn place_in(&self, path: &Path) -> Option<usize> {
        path.names.iter().position(|name| name.span.range() == self.name.range())
    }

    /// The condition, column or key with this name, said in other ways.
    fn said_otherwise(
        &self,
        kind: &'c Kind,
        broken: &Broken<'_>,
        name: &str,
        judge: &dyn Fn(&Query) -> Option<bool>,
    ) -> Vec<Fix> {
        let leads = |text: &str| {
            let query = alone(self.query, kind, condition(text));
            judge(&query).is_some_and(|finds| finds)
        };
        let mut path = broken.rest.clone();
        if let Some(first) = path.names.first_mut() {
            name.clone_into(&mut first.text);
        }
        let (span, is_loose, mut meant) = match broken.tested {
            Some((predicate, is_loose)) => {
                let predicate = &Predicate { path, ..predicate.clone() };
                let lost =
                    Lost { catalog: self.catalog, kind, predicate, is_misspelt: self.is_misspelt };
                (predicate.span, is_loose, instead::conditions(&lost, &leads))
            }
            None => (broken.span, true, columns::paths(self.catalog, kind, &path, &leads)),
        };
        if !broken.before.is_empty() {
            meant = meant.behind(&broken.before, broken.tested.is_some());
        }
        let worth = |text: &str| {
            let mut other = self.query.clone();
            if broken.tested.is_none() {
                other = redirected(self.query, span, text);
            } else if let (Some(filter), Some(cond)) = (&mut other.filter, condition(text)) {
                replace(filter, span, &cond);
            }
            // What has other mistakes finds nothing whatever is meant here.
            judge(&other)
                .map(|finds| finds || !self.is_only && broken.tested.is_some() && leads(text))
        };
        let fix = |text: String| {
            let is_several = matches!(condition(&text), Some(Cond::And(_)));
            let text = if is_several && !is_loose { format!("({text})") } else { text };
            Fix::new(span, text)
        };
        let mut texts = meant.own;
        texts.retain(|text| worth(text).is_some());
        if texts.is_empty() {
            texts = likeliest(meant.named, &worth);
        }
        if texts.is_empty() {
            let finds = |text: &str| worth(text).filter(|finds| *finds);
            texts = likeliest(meant.fitting, &finds);
        }
        texts.into_iter().map(fix).collect()
    }
}

/// Of the first group that finds something, what does; and what else there is of the first group that makes sense at all.
fn likeliest(groups: Vec<Vec<String>>, worth: &dyn Fn(&str) -> Option<bool>) -> Vec<String> {
    let mut first: Vec<String> = Vec::new();
    for group in groups {
        let judged: Vec<(String, bool)> = group
            .into_iter()
            .filter_map(|text| Some((worth(&text)?, text)))
            .map(|(finds, text)| (text, finds))
            .collect();
        let finding: Vec<String> =
            judged.iter().filter(|(_, finds)| *finds).map(|(text, _)| text.clone()).collect();
        if !finding.is_empty() {
            first.retain(|text| !finding.contains(text));
            return [finding, first].concat();
        }
        if first.is_empty() {
            first.extend(judged.into_iter().map(|(text, _)| text));
        }
    }
    first
}

/// Nothing of a link's records is called so, but they say it otherwise: `role = Mayor` is a role's title.
fn of_records(value: Span, query: &Query, catalog: &Catalog, judge: Judge<'_>) -> Vec<Fix> {
    let (Some(kind), Some(filter)) = (catalog.find_kind(&query.kind.text), &query.filter) else {
        return vec![];
    };
    let mut texts = Vec::new();
    find(filter, true, &mut |predicate, _| {
        let Body::Test(test) = &predicate.body else { return };
        if test.values().iter().any(|tested| tested.span.range() == value.range()) {
            let found = records::of_records(catalog, kind, &predicate.path, test);
            texts.extend(found.into_iter().map(|text| Fix::new(predicate.span, text)));
        }
    });
    let finds = |fix: &Fix| {
        let judged = judge(&alone(query, kind, condition(&fix.text)));
        judged.finds && judged.problems.is_empty()
    };
    texts.into_iter().filter(finds).take(OFFERED).collect()
}

/// Instead of what cannot be added up, how many there are of each.
fn counted(diagnostic: &mut Diagnostic, query: &Query, better: &dyn Fn(&Query) -> bool) {
    let is_it = |item: &Item| match item {
        Item::Aggregate(_, path, _) => path.span.range() == diagnostic.span.range(),
        _ => false,
    };
    let Some(Item::Aggregate(_, path, _)) = query.show.iter().find(|item| is_it(item)) else {
        return;
    };
    let mut counted = query.clone();
    counted.show.retain(|item| !is_it(item) && !matches!(item, Item::Count(None, _)));
    counted.show.push(Item::Count(None, query.span));
    counted.by.push(path.clone());
    if better(&counted) {
        diagnostic.fixes.push(Fix::new(query.span, counted.to_string()));
    }
}
