//! Queries like one that finds nothing: with a misspelt clause repaired, by another edge of the schema graph, at the place of what
//! is referred to, of another kind. Only queries that find something are mentioned.

use anyhow::Result;

use super::misspelt_clause::clauses_among;
use super::suggester::{Finding, Siblings};
use super::tested::{at_end, tested_at};
use crate::catalog::graph::{Edge, edges, level_paths, only_edge_to_field};
use crate::catalog::{Catalog, Kind, Sort, Type};
use crate::query::ast::{Amount, Body, Cond, Form, Mentions, Operator, Predicate, Query, Test};
use crate::query::bind::{bind, bound};
use crate::query::parser::parse;
use crate::query::plan::{self, PathExpr, Plan, TypedPredicate};
use crate::query::resolve::Resolved;
use crate::query::rewrite::{all, conjuncts, equals, mentions, of_kind, path, test, with_conjunct};
use crate::query::sql;

/// The field of every thing, and the kind of names.
const NAME: &str = "name";

/// How many queries of one sort are mentioned.
const MENTIONED: usize = 2;

/// Another text field that says what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherText {
    /// The field.
    pub field: String,
    /// The query that asks it.
    pub query: String,
    /// The number of rows that this query finds and the one asked doesn't.
    pub rows: u64,
}

impl Siblings<'_> {
    /// Lists queries that find something where one found nothing, of the first sort that does; `small` means that the kind has
    /// few things.
    pub fn elsewhere(self, resolved: &Resolved<'_>, small: bool) -> Result<Vec<Finding>> {
        let (query, plan) = (&resolved.query, &resolved.plan);
        if let Some(with_clause) = self.with_clause(query)? {
            return Ok(vec![with_clause]);
        }
        if small {
            let others = self.by_other_edges(query, plan)?;
            if !others.is_empty() {
                return Ok(others);
            }
            let further = self.one_edge_further(query, plan)?;
            if !further.is_empty() {
                return Ok(further);
            }
        }
        if let Some(linked) = self.of_other_kinds(query, plan)? {
            return Ok(vec![linked]);
        }
        let places = self.at_places(query, plan)?;
        if !places.is_empty() {
            return Ok(places);
        }
        let records = self.in_records(resolved)?;
        if records.is_empty() { self.mentioned(query) } else { Ok(records) }
    }

    /// Reads some of the words that are looked for as a misspelt clause: `mentions cold oder by name`.
    fn with_clause(self, query: &Query) -> Result<Option<Finding>> {
        let sought = parts(query).filter_map(|(_, part, _)| match part {
            Cond::Mentions(Mentions { value, .. }) if value.form != Form::Quoted => Some(value),
            _ => None,
        });
        let given = bound(query);
        for value in sought {
            for meant in clauses_among(&value.text) {
                let text = query.to_string().replacen(&value.text, &meant, 1);
                let other = parse(&text).ok().and_then(|mut queries| queries.pop());
                let other = other.map(|other| bind(&other, &given).0);
                let found = other.map_or(Ok(None), |other| self.found(&other))?;
                if found.is_some() {
                    return Ok(found);
                }
            }
        }
        Ok(None)
    }

    /// Looks for the words of a part of a name in all texts, for words in a row anywhere, and for words in things of every kind.
    fn mentioned(self, query: &Query) -> Result<Vec<Finding>> {
        let things = self.0.catalog().kinds.iter().find(|kind| kind.sort == Sort::Union);
        for (n, part, filter) in parts(query).filter(|(_, part, filter)| part == filter) {
            let (words, same) = match part {
                Cond::Predicate(Predicate {
                    path,
                    body: Body::Test(test),
                    quantifier: None,
                    ..
                }) if path.to_string().eq_ignore_ascii_case(NAME) => (test.sought(), false),
                Cond::Mentions(Mentions { value, .. }) => (Some(value), true),
                _ => continue,
            };
            let Some(words) = words else { continue };
            let in_row = Cond::Mentions(Mentions { value: words.clone(), span: words.span });
            let kind = &query.kind.text;
            let of = |kind: &str, by: Cond| of_kind(query, kind, with_conjunct(filter, n, by));
            let all = things.map(|things| of(&things.plural, in_row.clone()));
            let tried = [
                (!same).then(|| of(kind, in_row)),
                words.text.contains(' ').then(|| of(kind, mentions(&words.text))),
                all.filter(|_| same),
            ];
            for other in tried.into_iter().flatten() {
                let found = self.found(&other)?;
                if found.is_some() {
                    return Ok(found.into_iter().collect());
                }
            }
        }
        Ok(vec![])
    }

    /// Asks what was asked of things a link leads to of such things at the end of other edges, the nearest first.
    fn by_other_edges(self, query: &Query, plan: &Plan<'_>) -> Result<Vec<Finding>> {
        let mut found: Vec<Finding> = Vec::new();
        for (n, part, filter) in parts(query) {
            let Cond::Predicate(asked) = part else { continue };
            for other in detours(self.0.catalog(), plan.kind, asked) {
                let other = of_kind(query, &plan.kind.plural, with_conjunct(filter, n, other));
                // As many are most likely the same things by a longer path.
                let is_new =
                    |finding: &Finding| found.iter().all(|known| known.rows != finding.rows);
                let finding = self.found(&other)?.filter(is_new);
                found.extend(finding);
            }
        }
        found.truncate(MENTIONED);
        Ok(found)
    }

    /// Asks the same of other kinds, where none of this kind has the link or name.
    fn of_other_kinds(self, query: &Query, plan: &Plan<'_>) -> Result<Option<Finding>> {
        // How many there are of one kind is another question than of another.
        let is_known = |test: &plan::Test<'_>| matches!(test.check, TypedPredicate::Known(_));
        let known = plan.tests().into_iter().all(is_known);
        if known || query.filter.as_ref().is_some_and(counts) {
            return Ok(None);
        }
        let is_linked = |test: &plan::Test<'_>| test.path.steps.link().is_some();
        let is_name = query.filter.as_ref().and_then(plain).is_some_and(|predicate| {
            let name = predicate.path.names.as_slice();
            matches!(name, [name] if name.text.eq_ignore_ascii_case(NAME))
        });
        if !is_name && !plan.tests().into_iter().any(is_linked) {
            return Ok(None);
        }
        for kind in self.0.catalog().kinds.iter().filter(|kind| kind.name != plan.kind.name) {
            let found = self.found(&of_kind(query, &kind.plural, query.filter.clone()))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Mentions the records that refer to the one thing that was asked for by its name, most of them first.
    fn in_records(self, resolved: &Resolved<'_>) -> Result<Vec<Finding>> {
        let query = &resolved.query;
        let Some(asked) = query.filter.as_ref().and_then(plain) else { return Ok(vec![]) };
        // A test of another thing's field doesn't ask where the thing named is mentioned.
        let is_named = resolved.matched.len() == 1 && asked.path.names.len() == 1;
        let (Body::Test(written), true, true) = (&asked.body, is_equal(asked), is_named) else {
            return Ok(vec![]);
        };
        let mut found = Vec::new();
        let inside = self.0.catalog().containment.as_ref().map(|c| c.kind.as_str());
        let records = self.0.catalog().kinds.iter().filter(|kind| {
            kind.sort == Sort::Record && kind.name != NAME && Some(kind.name.as_str()) != inside
        });
        for kind in records {
            for field in kind.names_of(&|field| field.ty.is_ref()) {
                let refers = test(&field, written.clone());
                found.extend(self.found(&of_kind(query, &kind.plural, Some(refers)))?);
            }
        }
        found.sort_by_key(|finding| std::cmp::Reverse(finding.rows));
        found.truncate(MENTIONED);
        Ok(found)
    }

    /// Asks for the place of what is referred to by a name that may be its place's.
    fn at_places(self, query: &Query, plan: &Plan<'_>) -> Result<Vec<Finding>> {
        let mut found: Vec<Finding> = Vec::new();
        for (n, part, filter) in parts(query) {
            let Some(asked) = plain(part) else { continue };
            let (Body::Test(written), Some(name)) = (&asked.body, called(asked)) else { continue };
            let field = plan.kind.field(&name.to_lowercase());
            let is_elsewhere = |field: &&crate::catalog::Field| {
                field.ty.is_ref() && !self.0.catalog().leads_to_places(&field.ty)
            };
            let Some(field) = field.filter(is_elsewhere) else { continue };
            for paths in level_paths(self.0.catalog(), field) {
                for path in paths {
                    let other = with_conjunct(filter, n, test(&path, written.clone()));
                    if let Some(finding) = self.found(&of_kind(query, &plan.kind.plural, other))? {
                        found.push(finding);
                        break;
                    }
                }
            }
        }
        found.truncate(MENTIONED);
        Ok(found)
    }

    /// Asks a test that nothing meets one edge further, where some of what is referred to has no field for it.
    fn one_edge_further(self, query: &Query, plan: &Plan<'_>) -> Result<Vec<Finding>> {
        let mut found = Vec::new();
        for ((n, part, filter), meant) in parts(query).zip(plan.conjuncts()) {
            let (Some(asked), tests) = (plain(part), meant.tests()) else { continue };
            let Some(tested) = tests.first() else { continue };
            if self.0.count(&sql::count_of(plan, meant))? > 0 {
                continue;
            }
            for step in self.steps_on(&tested.path.steps, &tested.path.text) {
                let mut asked = asked.clone();
                asked.path.names.splice(1..1, path(&step).names);
                let other = with_conjunct(filter, n, Cond::Predicate(asked));
                found.extend(self.found(&of_kind(query, &plan.kind.plural, other))?);
            }
        }
        found.truncate(MENTIONED);
        Ok(found)
    }

    /// Lists the edges from kinds without the field asked for to what has it, where there is one such edge.
    fn steps_on(self, path: &PathExpr<'_>, text: &str) -> Vec<String> {
        let (PathExpr::Ref(step), Some(field)) = (path, text.split('.').nth(1)) else {
            return vec![];
        };
        let mut steps: Vec<String> = Vec::new();
        for kind in &step.lacking {
            let edge = only_edge_to_field(self.0.catalog(), kind, field);
            steps.extend(edge.map(|edge| edge.path()).filter(|step| !steps.contains(step)));
        }
        steps
    }

    /// Asks for the same word in other texts, and mentions those that say it of more.
    pub fn in_other_texts(
        self,
        query: &Query,
        plan: &Plan<'_>,
        rows: u64,
    ) -> Result<Vec<OtherText>> {
        let mut leads = Vec::new();
        for (n, part, filter) in parts(query) {
            let Some(asked) = plain(part) else { continue };
            let Body::Test(written @ (Test::Contains(..) | Test::StartsWith(..))) = &asked.body
            else {
                continue;
            };
            let is_text = |name: &str| plan.kind.field(name).is_some_and(|f| f.ty == Type::Text);
            let name = asked.path.to_string().to_lowercase();
            let texts = plan.kind.names_of(&|field| field.ty == Type::Text && field.name != name);
            for field in texts.into_iter().filter(|_| is_text(&name)) {
                let says = test(&field, written.clone());
                let asks = |filter| of_kind(query, &plan.kind.plural, filter);
                let both = asks(all(vec![filter.clone(), says.clone()]));
                let instead = asks(with_conjunct(filter, n, says));
                let more = self.count(&instead)?;
                let more = more - more.min(if rows > 0 { self.count(&both)? } else { 0 });
                if more > 0 {
                    let query = instead.to_string();
                    leads.push(OtherText { field, query, rows: more });
                }
            }
        }
        leads.sort_by_key(|lead| std::cmp::Reverse(lead.rows));
        leads.truncate(MENTIONED);
        Ok(leads)
    }
}

/// Lists the conditions that ask what was asked of the things of a link of such things at the end of other edges.
fn detours(catalog: &Catalog, kind: &Kind, asked: &Predicate) -> Vec<Cond> {
    let is_any = asked.quantifier.as_ref().is_none_or(|by| by.amount == Amount::Any);
    let names = asked.path.names.split_first().filter(|_| is_any);
    let Some((first, rest)) = names else { return vec![] };
    let Some(link) = kind.link(&first.text.to_lowercase()) else { return vec![] };
    let mut edges = edges(catalog, kind);
    edges.sort_by_key(|edge| edge.rank);
    let is_asked = |edge: &&Edge<'_>| {
        edge.field.is_none() && edge.link.is_some_and(|other| other.name == link.name)
    };
    let Some(from) = edges.iter().find(is_asked) else { return vec![] };
    let rest: Vec<&str> = rest.iter().map(|name| name.text.as_str()).collect();
    let ask = |edge: &Edge<'_>| {
        let mut conds = same_things(from, edge)?;
        match &asked.body {
            // At the end of another edge, whether anything is there at all is another question.
            Body::Exists
            | Body::Test(Test::Compare(Operator::Ne, ..) | Test::In(true, _) | Test::Known(..)) => {
                return None;
            }
            Body::Test(written) if rest.is_empty() => {
                return Some(tested_at(&edge.path(), written, false));
            }
            Body::Test(written) => conds.push(test(&rest.join("."), written.clone())),
            Body::Cond(cond) => conds.push((**cond).clone()),
        }
        at_end(edge, &Amount::Any, conds)
    };
    edges.iter().filter(|edge| !is_asked(edge)).filter_map(ask).collect()
}

/// Says whether an edge leads to the kinds that another leads to; if so, returns the conditions that tell these from others.
fn same_things(from: &Edge<'_>, edge: &Edge<'_>) -> Option<Vec<Cond>> {
    if from.to.len() == edge.to.len() {
        return from.to.iter().all(|kind| edge.reaches(kind)).then(Vec::new);
    }
    let kind = from.only().filter(|kind| edge.reaches(kind))?;
    Some(vec![equals("kind", &kind.name)])
}

/// Lists the conjuncts of a query's filter, each with its number and the filter.
pub(super) fn parts(query: &Query) -> impl Iterator<Item = (usize, &Cond, &Cond)> {
    let filter = query.filter.as_ref();
    filter.into_iter().flat_map(|filter| {
        conjuncts(filter).iter().enumerate().map(move |(n, part)| (n, part, filter))
    })
}

/// Returns the one predicate a condition is, without a quantifier.
pub(super) fn plain(cond: &Cond) -> Option<&Predicate> {
    match cond {
        Cond::Predicate(predicate) if predicate.quantifier.is_none() => Some(predicate),
        _ => None,
    }
}

pub(super) fn is_equal(asked: &Predicate) -> bool {
    matches!(asked.body, Body::Test(Test::Compare(Operator::Eq, ..)))
}

/// Returns the reference whose thing is asked for by name.
fn called(asked: &Predicate) -> Option<&str> {
    let Body::Test(Test::Compare(Operator::Eq, ..) | Test::In(false, _)) = &asked.body else {
        return None;
    };
    match asked.path.names.as_slice() {
        [name] => Some(&name.text),
        [name, of] if of.text.eq_ignore_ascii_case(NAME) => Some(&name.text),
        _ => None,
    }
}

/// Says whether a condition asks for a number of linked things.
fn counts(cond: &Cond) -> bool {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().any(counts),
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => counts(inner),
        Cond::Predicate(asked) => {
            asked.quantifier.as_ref().is_some_and(|by| by.amount != Amount::Any)
                || matches!(&asked.body, Body::Cond(inner) if counts(inner))
        }
        Cond::Mentions(_) => false,
    }
}
