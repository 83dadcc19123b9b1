//! Candidates for a value or test that doesn't fit its field: the word in a text or name, the place at a level, the number
//! of each value instead of a total.

use super::edit::{Edit, predicate_of_value};
use super::suggester::{Suggester, spelt};
use crate::catalog::vocabulary::meanings;
use crate::catalog::{Sort, Type};
use crate::query::ast::{Amount, Body, Cond, Item, Operator, Predicate, Query, Test, Value};
use crate::query::diagnostic::{Diagnostic, Limit, Meaning, Naming, Problem};
use crate::query::rewrite::{all, contains, known, prefix_paths, test, value};
use crate::query::span::Span;
use crate::value::suggest as similar;

/// How many groups of units, those of most amounts first, get a query.
const UNITS: usize = 2;

/// Adds values of the list that are nearly this, or that the catalog lists this word for.
pub(super) fn of_list(suggester: Suggester<'_>, diagnostic: &mut Diagnostic) {
    let Problem::Naming(Naming::Choice { typed, choices, suggestions, .. }) =
        &mut diagnostic.problem
    else {
        return;
    };
    *suggestions = similar(typed, choices.iter().map(String::as_str));
    if suggestions.is_empty() {
        let meant = meanings(suggester.catalog, typed).into_iter().map(str::to_owned);
        suggestions.extend(meant.filter(|meant| choices.contains(meant)));
    }
    diagnostic.fixes = spelt(diagnostic.span, suggestions);
}

/// Adds texts and names that contain the word, where no value of the list is like it.
pub(super) fn in_texts(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let Problem::Naming(Naming::Choice { typed, suggestions, ways, .. }) = &mut diagnostic.problem
    else {
        return;
    };
    let written = predicate_of_value(query, diagnostic.span);
    let (Some(kind), Some(written), true) = (
        suggester.catalog.find_kind(&query.kind.text),
        written.filter(|one| one.path.names.len() == 1),
        suggestions.is_empty(),
    ) else {
        return;
    };
    let name = (kind.sort == Sort::Thing).then(|| "name".to_owned());
    let texts = kind.names_of(&|field| field.ty == Type::Text);
    let refs = kind.names_of(&|field| field.ty.is_ref()).into_iter();
    let refs = refs.map(|field| format!("{field}.name"));
    let paths = name.into_iter().chain(texts).chain(refs);
    let edits = paths.map(|path| Edit::Cond(written.span, contains(&path, typed)));
    let fixes = suggester.finding(query, edits);
    *ways = fixes.len();
    diagnostic.fixes.extend(fixes);
}

/// Adds a test of the place of what isn't one itself: by the field that leads there, by its level, or else by its name.
pub(super) fn in_levels(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let Problem::Meaning(Meaning::NotPlaces { through, .. }) = &diagnostic.problem else { return };
    let is_there = |written: &&Predicate| matches!(&written.body, Body::Test(Test::Within(span, _)) if span.range() == diagnostic.span.range());
    let (Some(kind), Some(written), Some(containment)) = (
        suggester.catalog.find_kind(&query.kind.text),
        query.predicates().into_iter().find(is_there),
        &suggester.catalog.containment,
    ) else {
        return;
    };
    let Body::Test(within @ Test::Within(_, value)) = &written.body else { return };
    let path = written.path.to_string();
    let id = path.strip_suffix("id");
    let key = suggester.names.key(&value.text);
    let places = || suggester.names.named(&key, &[&containment.places]).unwrap_or_default();
    let conds = match (through, id) {
        (Some(field), Some(before)) => vec![test(&format!("{before}{field}"), within.clone())],
        (None, Some(_)) => vec![],
        (Some(field), None) if !places().is_empty() => {
            vec![test(&format!("{path}.{field}"), within.clone())]
        }
        (_, None) => {
            let is = |path: &str| {
                test(path, Test::Compare(Operator::Eq, Span::default(), value.clone()))
            };
            let levels = containment.levels.iter().map(|(level, _)| is(&format!("{path}.{level}")));
            let found: Vec<Cond> =
                levels.filter(|cond| suggester.is_found(query, kind, cond)).collect();
            if found.is_empty() { vec![is(&path)] } else { found }
        }
    };
    let edits = conds.into_iter().map(|cond| Edit::Cond(written.span, cond));
    diagnostic.fixes = edits.map(|edit| edit.fix(query)).collect();
}

/// Adds the number of each value, where values can't be added up.
pub(super) fn count(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let is_total = |item: &Item| match item {
        Item::Aggregate(_, path, _) => path.span.range() == diagnostic.span.range(),
        _ => false,
    };
    let Some(Item::Aggregate(_, path, _)) = query.show.iter().find(|item| is_total(item)) else {
        return;
    };
    let mut counted = query.clone();
    counted.show.retain(|item| !is_total(item) && !matches!(item, Item::Count(None, _)));
    counted.show.push(Item::Count(None, query.span));
    counted.by.push(path.clone());
    if suggester.accept(&counted).problems.is_empty() {
        diagnostic.fixes.push(Edit::Query(counted).fix(query));
    }
}

/// Drops the quantifier before a single value: `any place = X` is `place = X`. Where that finds nothing, because the name is
/// one of other kinds, these are asked instead.
pub(super) fn without_quantifier(
    suggester: Suggester<'_>,
    diagnostic: &mut Diagnostic,
    (query, others): (&Query, usize),
) {
    let mut quantified = query.predicates().into_iter();
    let found = quantified.find_map(|written| {
        let by = written.quantifier.as_ref()?;
        let is_there = by.span.range() == diagnostic.span.range();
        Some((written.span, of_one_value(written, &by.amount).filter(|_| is_there)?))
    });
    let Some((span, cond)) = found else { return };
    let edit = Edit::Cond(span, cond);
    diagnostic.fixes = vec![edit.fix(query)];
    let repaired = edit.apply(query);
    if others > 0 || suggester.accept(&repaired).finds {
        return;
    }
    let fixes = suggester.of_other_things(query, repaired.filter.as_ref());
    if !fixes.is_empty() {
        diagnostic.fixes = fixes;
    }
}

/// Returns what a quantified predicate means for a single value.
fn of_one_value(predicate: &Predicate, amount: &Amount) -> Option<Cond> {
    let path = predicate.path.to_string();
    let is_no = *amount == Amount::No;
    if !is_no && !matches!(amount, Amount::Any | Amount::All) {
        return None;
    }
    let cond = match &predicate.body {
        Body::Test(written) => test(&path, written.clone()),
        Body::Exists => return Some(known(&path, !is_no)),
        Body::Cond(cond) => match &**cond {
            Cond::Predicate(inner) if inner.quantifier.is_none() => {
                let mut cond = (**cond).clone();
                prefix_paths(&mut cond, &path);
                cond
            }
            _ => return None,
        },
    };
    Some(if is_no { Cond::Not(Box::new(cond), Span::default()) } else { cond })
}

/// Adds the query of amounts in units that compare, for the first few groups of units.
pub(super) fn in_units(diagnostic: &mut Diagnostic, query: &Query) {
    let Problem::Meaning(Meaning::Ranks { field, units, repairs, .. }) = &mut diagnostic.problem
    else {
        return;
    };
    if field.split('.').count() >= Limit::PATH {
        return;
    }
    let queries = units.iter().take(UNITS).map(|units| {
        let mut values: Vec<Value> = units.iter().map(|unit| value(unit, true)).collect();
        let is = match values.pop() {
            Some(only) if values.is_empty() => Test::Compare(Operator::Eq, Span::default(), only),
            last => Test::In(false, values.into_iter().chain(last).collect()),
        };
        let only = test(&format!("{field}.unit"), is);
        Query {
            filter: all([only].into_iter().chain(query.filter.clone()).collect()),
            ..query.clone()
        }
    });
    diagnostic.fixes = queries.map(|other| Edit::Query(other).fix(query)).collect();
    *repairs = diagnostic.fixes.len();
}
