//! Candidates for a value or test that doesn't fit its field: the word in a text or name, the place at a level, the number
//! of each value instead of a total.

use super::context::ProblemContext;
use super::edit::Edit;
use crate::catalog::vocabulary::{names_for_word, singular_forms};
use crate::catalog::{Sort, Type};
use crate::query::ast::{
    Body, Cond, Item, Operator, Predicate, QuantifierKind, Query, Test, Value,
};
use crate::query::diagnostic::{Fix, Limit, NameProblem, Problem, TypeProblem};
use crate::query::foreign_words::NULLS;
use crate::query::rewrite::{
    join_conjuncts, make_contains, make_equals, make_known, make_predicate, make_test, make_value,
    prefix_paths,
};
use crate::query::span::Span;
use crate::value::{find_similar, fold};

/// How many groups of units, those of most amounts first, get a query.
const UNITS: usize = 2;

impl ProblemContext<'_> {
    /// Lists values of the list that are nearly this, or that the catalog lists this word for. Where there are none, texts and
    /// names that contain the word, and the kinds that have it as an amount.
    pub(super) fn no_such_value(&self, naming: &mut NameProblem) -> Vec<Fix> {
        let NameProblem::Choice { typed, choices, suggestions, ways, amount_of, .. } = naming
        else {
            return vec![];
        };
        *suggestions = singular_forms(typed);
        suggestions.retain(|one| choices.contains(one));
        if suggestions.is_empty() {
            *suggestions = find_similar(typed, choices.iter().map(String::as_str));
        }
        let texts = if suggestions.is_empty() && self.others == 0 {
            self.in_texts(typed, make_equals).unwrap_or_default()
        } else {
            vec![]
        };
        if !texts.is_empty() {
            *ways = texts.len();
            return texts;
        }
        if suggestions.is_empty() {
            let meant =
                names_for_word(self.suggester.catalog, typed).into_iter().map(str::to_owned);
            suggestions.extend(meant.filter(|meant| choices.contains(meant)));
        }
        let mut fixes = self.replace_with(&*suggestions);
        if self.others == 0 {
            if suggestions.is_empty() {
                fixes = self.in_texts(typed, make_contains).unwrap_or_default();
                *ways = fixes.len();
            }
            fixes.extend(self.with_amount(typed, amount_of));
        }
        fixes
    }

    /// Tests texts and names for a word.
    fn in_texts(&self, typed: &str, test: fn(&str, &str) -> Cond) -> Option<Vec<Fix>> {
        let (kind, written) = (self.kind()?, self.asked_predicate()?);
        let [_] = written.path.names.as_slice() else { return None };
        let name = (kind.sort == Sort::Thing).then(|| "name".to_owned());
        let texts = kind.names_of(&|field| field.ty == Type::Text);
        let refs = kind.names_of(&|field| field.ty.is_ref()).into_iter();
        let paths = name.into_iter().chain(texts).chain(refs.map(|field| format!("{field}.name")));
        Some(self.fixes_that_find(paths.map(|path| Edit::Cond(written.span, test(&path, typed)))))
    }

    /// Asks whether a value is recorded, where the value is a word for that: `investment = missing`. Returns the word, whether a
    /// recorded value is asked for, and the repair.
    pub(super) fn asked_if_known(&self, problem: &Problem) -> Option<(String, bool, Fix)> {
        const ALSO: [&str; 6] = ["", "unknown", "nil", "n/a", "na", "未知"];
        let of_value = matches!(
            problem,
            Problem::Naming(NameProblem::Nothing { .. } | NameProblem::Choice { .. })
                | Problem::Meaning(TypeProblem::Literal(_) | TypeProblem::YesNo(_))
        );
        let mut predicates = self.query.predicates().into_iter().filter(|_| of_value);
        let (written, operator, value) = predicates.find_map(|written| match &written.body {
            Body::Test(Test::Compare(operator, _, value)) if value.span.holds(self.at) => {
                Some((written, *operator, value))
            }
            _ => None,
        })?;
        let is_equal = matches!(operator, Operator::Eq | Operator::Ne);
        let content = value.content();
        let typed = fold(content.trim());
        let is_word = NULLS.iter().chain(&ALSO).any(|word| *word == typed);
        if !is_equal || !is_word || written.quantifier.is_some() {
            return None;
        }
        let (path, known) = (written.path.to_string(), operator == Operator::Ne);
        let link = self.kind().and_then(|kind| kind.link(&path));
        let amount = if known { QuantifierKind::Any } else { QuantifierKind::No };
        let cond = match link {
            Some(_) => make_predicate(Some(amount), &path, Body::Exists),
            None => make_known(&path, known),
        };
        let typed = if content.trim().is_empty() { "''".to_owned() } else { content.clone() };
        Some((typed, known, Edit::Cond(written.span, cond).to_fix(self.query)))
    }

    /// Tests the place of what isn't one itself: by the field that leads there, by its level, or else by its name.
    pub(super) fn at_its_place(&self, through: Option<&str>) -> Option<Vec<Fix>> {
        let mut predicates = self.query.predicates().into_iter();
        let (written, within, value) = predicates.find_map(|written| match &written.body {
            Body::Test(within @ Test::Within(span, value)) if span.range() == self.at.range() => {
                Some((written, within, value))
            }
            _ => None,
        })?;
        let containment = self.suggester.catalog.containment.as_ref()?;
        let coded = self.suggester.places_of_code(&value.text).into_iter().next();
        let named = coded.map(|name| make_value(&name, true));
        let (value, within) = match named {
            Some(named) => (named.clone(), Test::Within(Span::default(), named)),
            None => (value.clone(), within.clone()),
        };
        let path = written.path.to_string();
        let names = self.suggester.names;
        let places = || names.things_named(&names.fold_key(&value.text), &[&containment.places]);
        let conds = match (through, path.strip_suffix("id")) {
            (Some(field), Some(before)) => {
                vec![make_test(&format!("{before}{field}"), within.clone())]
            }
            (None, Some(_)) => vec![],
            (Some(field), None) if !places().unwrap_or_default().is_empty() => {
                vec![make_test(&format!("{path}.{field}"), within.clone())]
            }
            (_, None) => {
                let is = |path: &str| {
                    make_test(path, Test::Compare(Operator::Eq, Span::default(), value.clone()))
                };
                let levels = containment.levels.iter();
                let levels = levels.map(|(level, _)| is(&format!("{path}.{level}")));
                let found: Vec<Cond> = levels.filter(|cond| self.is_found(cond)).collect();
                if found.is_empty() { vec![is(&path)] } else { found }
            }
        };
        let edits = conds.into_iter().map(|cond| Edit::Cond(written.span, cond));
        Some(edits.map(|edit| edit.to_fix(self.query)).collect())
    }

    /// Counts each value, where values can't be added up.
    pub(super) fn count_each_value(&self) -> Option<Fix> {
        let of_total = |item: &Item| match item {
            Item::Aggregate(_, path, _) if path.span.range() == self.at.range() => {
                Some(path.clone())
            }
            _ => None,
        };
        let mut counted = self.query.clone();
        counted.by.push(counted.show.iter().find_map(of_total)?);
        counted
            .show
            .retain(|item| of_total(item).is_none() && !matches!(item, Item::Count(None, _)));
        counted.show.push(Item::Count(None, self.query.span));
        self.suggester.makes_sense(&counted)?;
        Some(Edit::Query(counted).to_fix(self.query))
    }

    /// Drops the quantifier before a single value: `any place = X` is `place = X`. Where that finds nothing, because the name
    /// is one of other kinds, these are asked instead.
    pub(super) fn without_quantifier(&self) -> Option<Vec<Fix>> {
        let mut quantified = self.query.predicates().into_iter();
        let (span, cond) = quantified.find_map(|written| {
            let by = written.quantifier.as_ref().filter(|by| by.span.range() == self.at.range())?;
            Some((written.span, of_one_value(written, &by.amount)?))
        })?;
        let edit = Edit::Cond(span, cond);
        let repaired = edit.apply(self.query);
        let is_it = self.others > 0 || self.suggester.accept(&repaired).finds;
        let others = if is_it { vec![] } else { self.of_other_things(repaired.filter.as_ref()) };
        Some(if others.is_empty() { vec![edit.to_fix(self.query)] } else { others })
    }

    /// Asks for amounts in units that compare, for the first few groups of units.
    pub(super) fn in_units(&self, field: &str, units: &[Vec<String>]) -> Vec<Fix> {
        let takes_unit = field.split('.').count() < Limit::PATH;
        let groups = units.iter().take(UNITS).filter(|_| takes_unit);
        let queries = groups.map(|units| {
            let mut values: Vec<Value> = units.iter().map(|unit| make_value(unit, true)).collect();
            let is = match values.pop() {
                Some(only) if values.is_empty() => {
                    Test::Compare(Operator::Eq, Span::default(), only)
                }
                last => Test::In(false, values.into_iter().chain(last).collect()),
            };
            let only = make_test(&format!("{field}.unit"), is);
            let filter =
                join_conjuncts([only].into_iter().chain(self.query.filter.clone()).collect());
            Query { filter, ..self.query.clone() }
        });
        queries.map(|other| Edit::Query(other).to_fix(self.query)).collect()
    }
}

/// Returns what a quantified predicate means for a single value.
fn of_one_value(predicate: &Predicate, amount: &QuantifierKind) -> Option<Cond> {
    let path = predicate.path.to_string();
    let is_no = *amount == QuantifierKind::No;
    if !is_no && !matches!(amount, QuantifierKind::Any | QuantifierKind::All) {
        return None;
    }
    let cond = match &predicate.body {
        Body::Test(written) => make_test(&path, written.clone()),
        Body::Exists => return Some(make_known(&path, !is_no)),
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
