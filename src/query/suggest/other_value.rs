//! Candidates for a value or test that doesn't fit its field: the word in a text or name, the place at a level, the number
//! of each value instead of a total.

use super::unknown_field::fields;
use super::{OFFERED, Suggester, whole};
use crate::catalog::vocabulary::meanings;
use crate::catalog::{Sort, Type};
use crate::query::ast::{Amount, Body, Cond, Item, Operator, Predicate, Query, Test, Value};
use crate::query::diagnostic::{Diagnostic, Fix, Limit, Meaning, Naming, Problem};
use crate::query::rewrite::{
    all, contains, in_place, known, predicate_of_value, prefix_paths, test, value,
    visit_predicates, with_condition,
};
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
    let span = diagnostic.span;
    diagnostic.fixes = suggestions.iter().map(|value| Fix::new(span, value.as_str())).collect();
}

/// Adds texts and names that contain the word, where no value of the list is like it.
pub(super) fn in_texts(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let Problem::Naming(Naming::Choice { typed, suggestions, ways, .. }) = &mut diagnostic.problem
    else {
        return;
    };
    let (Some(kind), Some((written, is_loose)), true) = (
        suggester.catalog.find_kind(&query.kind.text),
        predicate_of_value(query, diagnostic.span).filter(|(one, _)| one.path.names.len() == 1),
        suggestions.is_empty(),
    ) else {
        return;
    };
    let name = (kind.sort == Sort::Thing).then(|| "name".to_owned());
    let texts = fields(kind, &|field| field.ty == Type::Text);
    let refs = fields(kind, &|field| matches!(field.ty, Type::Ref(_)));
    let refs = refs.into_iter().map(|field| format!("{field}.name"));
    let conds = name.into_iter().chain(texts).chain(refs).map(|path| contains(&path, typed));
    let found = conds
        .filter(|cond| suggester.accept(&with_condition(query, written.span, cond)).is_found());
    let fixes: Vec<Fix> =
        found.take(OFFERED).map(|cond| Fix::new(written.span, in_place(&cond, is_loose))).collect();
    *ways = fixes.len();
    diagnostic.fixes.extend(fixes);
}

/// Adds the levels of what isn't a place but has one: `within` asks for those in a province or country.
pub(super) fn in_levels(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let (Some(kind), Some(filter), Some(containment)) = (
        suggester.catalog.find_kind(&query.kind.text),
        &query.filter,
        &suggester.catalog.containment,
    ) else {
        return;
    };
    let mut found: Vec<(Span, Cond)> = Vec::new();
    visit_predicates(filter, true, &mut |predicate, _| {
        let Body::Test(Test::Within(span, value)) = &predicate.body else { return };
        if span.range() == diagnostic.span.range() {
            let is = Test::Compare(Operator::Eq, *span, value.clone());
            let levels = containment.levels.iter();
            found.extend(levels.map(|(level, _)| {
                (predicate.span, test(&format!("{}.{level}", predicate.path), is.clone()))
            }));
        }
    });
    found.retain(|(_, cond)| suggester.is_found(query, kind, cond));
    // Where all have the same field for their place it is suggested already.
    let is_known = diagnostic.fixes.iter().any(|fix| fix.text.starts_with('.'));
    if !found.is_empty() && !is_known {
        diagnostic.fixes =
            found.into_iter().map(|(span, cond)| Fix::new(span, cond.to_string())).collect();
    }
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
        diagnostic.fixes.extend(whole(query, [counted]));
    }
}

/// Drops the quantifier before a single value: `any place = X` is `place = X`. Where that finds nothing, because the name is
/// one of other kinds, these are asked instead.
pub(super) fn without_quantifier(
    suggester: Suggester<'_>,
    diagnostic: &mut Diagnostic,
    (query, others): (&Query, usize),
) {
    let Some(filter) = &query.filter else { return };
    let mut found: Option<(Span, Cond)> = None;
    visit_predicates(filter, true, &mut |predicate, _| {
        let quantifier = predicate.quantifier.as_ref();
        if let Some(by) = quantifier.filter(|by| by.span.range() == diagnostic.span.range()) {
            found = of_one_value(predicate, &by.amount).map(|cond| (predicate.span, cond));
        }
    });
    let Some((span, cond)) = found else { return };
    diagnostic.fixes = vec![Fix::new(span, cond.to_string())];
    let repaired = with_condition(query, span, &cond);
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
    diagnostic.fixes = whole(query, queries);
    *repairs = diagnostic.fixes.len();
}
