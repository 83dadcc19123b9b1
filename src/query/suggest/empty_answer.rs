//! Queries like one that finds nothing: with a misspelt clause repaired, by another edge of the schema graph, at the place of what
//! is referred to, of another kind. Only queries that find something are mentioned.

use anyhow::Result;

use super::misspelt_clause::clauses_among;
use super::suggester::{Finding, RelatedQueries};
use super::tested::{at_end, tested_at};
use crate::catalog::graph::{Edge, edges_from_kind, level_paths, only_edge_to_field};
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::query::ast::{
    Body, Cond, Form, Mentions, Name, Operator, Predicate, QuantifierKind, Query, Test, Value,
};
use crate::query::bind::{bind, bound_parameters};
use crate::query::parser::parse;
use crate::query::plan::{PathExpr, Plan, TypedPredicate};
use crate::query::resolve::Resolved;
use crate::query::rewrite::{
    join_conjuncts, list_conjuncts, make_equals, make_mentions, make_path, make_test, of_kind,
    with_conjunct,
};
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

/// Queries of one sort that find something.
type Find<'f> = fn(RelatedQueries<'f>, &Resolved<'_>) -> Result<Vec<Finding>>;

impl<'f> RelatedQueries<'f> {
    /// Lists queries that find something where one found nothing, of the first sort that does; `small` means that the kind has
    /// few things.
    pub fn queries_elsewhere(self, resolved: &Resolved<'_>, small: bool) -> Result<Vec<Finding>> {
        let of_small: [Find<'f>; 2] = [Self::by_other_edges, Self::one_edge_further];
        let of_all: [Find<'f>; 4] =
            [Self::of_other_kinds, Self::at_places, Self::in_records, Self::in_all_texts];
        let first: [Find<'f>; 1] = [Self::with_clause];
        let sorts = first.into_iter().chain(of_small.into_iter().filter(|_| small)).chain(of_all);
        for find in sorts {
            let found = find(self, resolved)?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(vec![])
    }

    /// Replaces `= amount` by `about amount`; then tries the amounts of money of other kinds.
    pub fn about_amount(self, query: &Query, plan: &Plan<'_>) -> Result<Option<Finding>> {
        let mut tested = numbered_conjuncts(query).filter_map(|(n, part, filter)| {
            let (asked, Test::Compare(Operator::Eq, span, value)) = single_test(part)? else {
                return None;
            };
            let field = plan.kind.field(&asked.path.to_string().to_lowercase());
            let about = move |kind: &Kind, field: &str| {
                let about = make_test(field, Test::About(*span, value.clone()));
                of_kind(query, &kind.plural, with_conjunct(filter, n, about))
            };
            Some((field.filter(|field| field.ty.has_unit())?, about))
        });
        let (Some((field, about)), None) = (tested.next(), tested.next()) else { return Ok(None) };
        let is_any = matches!(field.ty, Type::Quantity(None) | Type::Money);
        let others = self.other_kinds(plan.kind).filter(|_| is_any).flat_map(|kind| {
            let money = kind.names_of(&|field| field.ty == Type::Money).into_iter();
            money.map(|field| about(kind, &field)).collect::<Vec<_>>()
        });
        let near = std::iter::once(about(plan.kind, &field.name));
        Ok(self.found_among(near.chain(others), 1)?.pop())
    }

    /// Mentions the first of some queries that find something.
    fn found_among(
        self,
        queries: impl IntoIterator<Item = Query>,
        most: usize,
    ) -> Result<Vec<Finding>> {
        let found = queries.into_iter().map(|query| self.finding_of(&query));
        found.filter_map(Result::transpose).take(most).collect()
    }

    fn other_kinds(self, than: &Kind) -> impl Iterator<Item = &'f Kind> {
        self.0.catalog().kinds.iter().filter(|kind| kind.name != than.name)
    }

    /// Reads some of the words that are looked for as a misspelt clause: `mentions cold oder by name`.
    fn with_clause(self, resolved: &Resolved<'_>) -> Result<Vec<Finding>> {
        let query = &resolved.query;
        let sought = numbered_conjuncts(query).filter_map(|(_, part, _)| match part {
            Cond::Mentions(Mentions { value, .. }) if value.form != Form::Quoted => Some(value),
            _ => None,
        });
        let given = bound_parameters(query);
        let read = |value: &Value, meant: String| {
            let text = query.to_string().replacen(&value.text, &meant, 1);
            Some(bind(&parse(&text).ok()?.pop()?, &given).0)
        };
        let queries = sought.flat_map(|value| {
            clauses_among(&value.text).filter_map(|meant| read(value, meant)).collect::<Vec<_>>()
        });
        self.found_among(queries, 1)
    }

    /// Looks for the words of a part of a name in all texts, for words in a row anywhere, and for words in things of every kind.
    fn in_all_texts(self, resolved: &Resolved<'_>) -> Result<Vec<Finding>> {
        let query = &resolved.query;
        let things = self.0.catalog().kinds.iter().find(|kind| kind.sort == Sort::Union);
        let (words, same) = match &query.filter {
            Some(Cond::Mentions(Mentions { value, .. })) => (value, true),
            Some(cond) => match single_test(cond) {
                Some((asked, written)) if is_name(&asked.path.names) => match written.sought_text()
                {
                    Some(words) => (words, false),
                    None => return Ok(vec![]),
                },
                _ => return Ok(vec![]),
            },
            None => return Ok(vec![]),
        };
        let kind = &query.kind.text;
        let in_row = Cond::Mentions(Mentions { value: words.clone(), span: words.span });
        let tried = [
            (!same).then(|| of_kind(query, kind, Some(in_row.clone()))),
            words
                .text
                .contains(' ')
                .then(|| of_kind(query, kind, Some(make_mentions(&words.text)))),
            things.filter(|_| same).map(|all| of_kind(query, &all.plural, Some(in_row.clone()))),
        ];
        self.found_among(tried.into_iter().flatten(), 1)
    }

    /// Asks what was asked of things a link leads to of such things at the end of other edges, the nearest first.
    fn by_other_edges(self, resolved: &Resolved<'_>) -> Result<Vec<Finding>> {
        let kind = resolved.plan.kind;
        let others = |part: &Cond| match part {
            Cond::Predicate(asked) => detour_conds(self.0.catalog(), kind, asked),
            _ => vec![],
        };
        let mut found =
            self.found_among(replace_conjuncts(&resolved.query, kind, others), usize::MAX)?;
        // As many are most likely the same things by a longer path.
        let mut known = Vec::new();
        found.retain(|finding| {
            let is_new = !known.contains(&finding.rows);
            known.push(finding.rows);
            is_new
        });
        found.truncate(MENTIONED);
        Ok(found)
    }

    /// Asks the same of other kinds, where none of this kind has the link or name.
    fn of_other_kinds(self, resolved: &Resolved<'_>) -> Result<Vec<Finding>> {
        let (query, tests) = (&resolved.query, resolved.plan.tests());
        // How many there are of one kind is another question than of another.
        let counts = |asked: &Predicate| {
            asked.quantifier.as_ref().is_some_and(|by| by.amount != QuantifierKind::Any)
        };
        if tests.iter().all(|test| matches!(test.check, TypedPredicate::Known(_)))
            || query.predicates().into_iter().any(counts)
        {
            return Ok(vec![]);
        }
        let asks_name = query.filter.as_ref().and_then(single_test);
        let asks_name = asks_name.is_some_and(|(asked, _)| is_name(&asked.path.names));
        if !asks_name && !tests.iter().any(|test| test.path.steps.link().is_some()) {
            return Ok(vec![]);
        }
        let others = self.other_kinds(resolved.plan.kind);
        let others = others.map(|kind| of_kind(query, &kind.plural, query.filter.clone()));
        self.found_among(others, 1)
    }

    /// Mentions the records that refer to the one thing that was asked for by its name, most of them first.
    fn in_records(self, resolved: &Resolved<'_>) -> Result<Vec<Finding>> {
        let query = &resolved.query;
        let (Some((asked, written @ Test::Compare(Operator::Eq, ..))), [_]) =
            (query.filter.as_ref().and_then(single_test), resolved.matched.as_slice())
        else {
            return Ok(vec![]);
        };
        let inside = self.0.catalog().containment.as_ref().map(|c| c.kind.as_str());
        // A test of another thing's field doesn't ask where the thing named is mentioned.
        let records = self.0.catalog().kinds.iter().filter(|kind| {
            asked.path.names.len() == 1
                && kind.sort == Sort::Record
                && kind.name != NAME
                && Some(kind.name.as_str()) != inside
        });
        let refers = records.flat_map(|kind| {
            let fields = kind.names_of(&|field| field.ty.is_ref()).into_iter();
            let refers = fields.map(|field| make_test(&field, written.clone()));
            refers.map(|cond| of_kind(query, &kind.plural, Some(cond))).collect::<Vec<_>>()
        });
        let mut found = self.found_among(refers, usize::MAX)?;
        found.sort_by_key(|finding| std::cmp::Reverse(finding.rows));
        found.truncate(MENTIONED);
        Ok(found)
    }

    /// Asks for the place of what is referred to by a name that may be its place's.
    fn at_places(self, resolved: &Resolved<'_>) -> Result<Vec<Finding>> {
        let (query, kind) = (&resolved.query, resolved.plan.kind);
        let catalog = self.0.catalog();
        let mut found = Vec::new();
        for (n, part, filter) in numbered_conjuncts(query) {
            let Some((asked, written)) = single_test(part) else { continue };
            let field = named_reference(asked).and_then(|name| kind.field(&name.to_lowercase()));
            let is_elsewhere =
                |field: &&Field| field.ty.is_ref() && !catalog.leads_to_places(&field.ty);
            let Some(field) = field.filter(is_elsewhere) else { continue };
            for paths in level_paths(catalog, field) {
                let there = paths.iter().map(|path| {
                    let there = with_conjunct(filter, n, make_test(path, written.clone()));
                    of_kind(query, &kind.plural, there)
                });
                found.extend(self.found_among(there, 1)?);
            }
        }
        found.truncate(MENTIONED);
        Ok(found)
    }

    /// Moves a test that no row meets one edge further, for kinds that lack the tested field.
    fn one_edge_further(self, resolved: &Resolved<'_>) -> Result<Vec<Finding>> {
        let (query, plan) = (&resolved.query, &resolved.plan);
        let mut found = Vec::new();
        for ((n, part, filter), meant) in numbered_conjuncts(query).zip(plan.conjuncts()) {
            let (Some((asked, _)), tests) = (single_test(part), meant.tests()) else { continue };
            let Some(tested) = tests.first() else { continue };
            if self.0.select_number(&sql::count_of(plan, meant))? > 0 {
                continue;
            }
            let further = self.steps_on(&tested.path.steps, &tested.path.text).into_iter();
            let further = further.map(|step| {
                let mut asked = asked.clone();
                asked.path.names.splice(1..1, make_path(&step).names);
                of_kind(query, &plan.kind.plural, with_conjunct(filter, n, Cond::Predicate(asked)))
            });
            found.extend(self.found_among(further, MENTIONED)?);
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
            steps.extend(edge.map(|edge| edge.tested_path()).filter(|step| !steps.contains(step)));
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
        for (n, part, filter) in numbered_conjuncts(query) {
            let Some((asked, written @ (Test::Contains(..) | Test::StartsWith(..)))) =
                single_test(part)
            else {
                continue;
            };
            let is_text = |name: &str| plan.kind.field(name).is_some_and(|f| f.ty == Type::Text);
            let name = asked.path.to_string().to_lowercase();
            let texts = plan.kind.names_of(&|field| field.ty == Type::Text && field.name != name);
            for field in texts.into_iter().filter(|_| is_text(&name)) {
                let says = make_test(&field, written.clone());
                let asks = |filter| of_kind(query, &plan.kind.plural, filter);
                let both = asks(join_conjuncts(vec![filter.clone(), says.clone()]));
                let instead = asks(with_conjunct(filter, n, says));
                let more = self.count_rows(&instead)?;
                let more = more - more.min(if rows > 0 { self.count_rows(&both)? } else { 0 });
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

/// Moves a condition on a link to each other edge that leads to the same kinds of things.
fn detour_conds(catalog: &Catalog, kind: &Kind, asked: &Predicate) -> Vec<Cond> {
    let is_any = asked.quantifier.as_ref().is_none_or(|by| by.amount == QuantifierKind::Any);
    let names = asked.path.names.split_first().filter(|_| is_any);
    let Some((first, rest)) = names else { return vec![] };
    let Some(link) = kind.link(&first.text.to_lowercase()) else { return vec![] };
    let mut edges = edges_from_kind(catalog, kind);
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
                return Some(tested_at(&edge.tested_path(), written, false));
            }
            Body::Test(written) => conds.push(make_test(&rest.join("."), written.clone())),
            Body::Cond(cond) => conds.push((**cond).clone()),
        }
        at_end(edge, &QuantifierKind::Any, conds)
    };
    edges.iter().filter(|edge| !is_asked(edge)).filter_map(ask).collect()
}

/// Checks whether an edge leads to the kinds that another leads to; if so, returns the conditions that tell these from others.
fn same_things(from: &Edge<'_>, edge: &Edge<'_>) -> Option<Vec<Cond>> {
    if from.to.len() == edge.to.len() {
        return from.to.iter().all(|kind| edge.reaches(kind)).then(Vec::new);
    }
    let kind = from.only_kind().filter(|kind| edge.reaches(kind))?;
    Some(vec![make_equals("kind", &kind.name)])
}

/// Lists the conjuncts of a query's filter, each with its number and the filter.
pub(super) fn numbered_conjuncts(query: &Query) -> impl Iterator<Item = (usize, &Cond, &Cond)> {
    let filter = query.filter.as_ref();
    filter.into_iter().flat_map(|filter| {
        list_conjuncts(filter).iter().enumerate().map(move |(n, part)| (n, part, filter))
    })
}

/// Asks other conditions of a kind in the place of each that must be met.
fn replace_conjuncts<'q>(
    query: &'q Query,
    kind: &'q Kind,
    others: impl Fn(&Cond) -> Vec<Cond>,
) -> impl Iterator<Item = Query> {
    numbered_conjuncts(query).flat_map(move |(n, part, filter)| {
        let others = others(part).into_iter();
        others.map(move |other| of_kind(query, &kind.plural, with_conjunct(filter, n, other)))
    })
}

/// Returns the one test that a condition is, without a quantifier.
fn single_test(cond: &Cond) -> Option<(&Predicate, &Test)> {
    match cond {
        Cond::Predicate(asked @ Predicate { quantifier: None, body: Body::Test(written), .. }) => {
            Some((asked, written))
        }
        _ => None,
    }
}

fn is_name(path: &[Name]) -> bool {
    matches!(path, [name] if name.text.eq_ignore_ascii_case(NAME))
}

/// Returns the reference whose thing is asked for by name.
fn named_reference(asked: &Predicate) -> Option<&str> {
    let Body::Test(Test::Compare(Operator::Eq, ..) | Test::In(false, _)) = &asked.body else {
        return None;
    };
    match asked.path.names.as_slice() {
        [name] => Some(&name.text),
        [name, of] if is_name(std::slice::from_ref(of)) => Some(&name.text),
        _ => None,
    }
}
