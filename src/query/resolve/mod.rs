//! From what was written to what is meant: kinds, fields and names looked up, values read by their field's type.
//!
//! The only stage that looks names up, and the last that knows where things stand in the text. All problems of a query
//! are found and reported together. `paths` follows names through the catalog, `tests` reads tests by type,
//! `values` finds what a value means.

mod paths;
mod tests;
mod values;

use std::collections::BTreeMap;

use super::ast;
use super::diagnostic::{Diagnostic, Fix, Meaning, Naming, Problem, Severity, Syntax};
use super::names::Names;
use super::plan::{Check, Cond, End, Item, Key, Named, Path, Plan, Share, Test, Way};
use super::span::Span;
use crate::catalog::{Catalog, Field, Kind, Link, Type};
use crate::value::suggest;

/// Values of `$name` parameters.
pub type Parameters = BTreeMap<String, String>;

/// A query resolved, with what is worth saying about it.
#[derive(Debug)]
pub struct Resolved<'c> {
    /// What is meant.
    pub plan: Plan<'c>,
    /// Warnings: the answer may not be to the question meant.
    pub warnings: Vec<Diagnostic>,
    /// What each name in it was found to mean, in the order written.
    pub matched: Vec<Matched>,
}

/// A name and what it was found to mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// As typed.
    pub typed: String,
    /// The field it is compared with.
    pub field: String,
    /// The things of that name.
    pub things: Vec<Named>,
}

/// Why a query could not be resolved.
#[derive(Debug)]
pub enum Failure {
    /// The query is at fault.
    Query(Vec<Diagnostic>),
    /// Looking names up failed.
    Names(anyhow::Error),
}

/// Resolves a query.
pub fn resolve<'c>(
    query: &ast::Query,
    catalog: &'c Catalog,
    names: &dyn Names,
    parameters: &Parameters,
) -> Result<Resolved<'c>, Failure> {
    let Some(kind) = catalog.find_kind(&query.kind.text) else {
        return Err(Failure::Query(vec![unknown_kind(catalog, &query.kind)]));
    };
    let mut resolver =
        Resolver { catalog, names, parameters, found: vec![], matched: vec![], failed: None };
    let plan = resolver.plan(query, kind);
    if let Some(error) = resolver.failed {
        return Err(Failure::Names(error));
    }
    let (errors, warnings): (Vec<_>, Vec<_>) =
        resolver.found.into_iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
    match plan {
        Some(plan) if errors.is_empty() => {
            Ok(Resolved { plan, warnings, matched: resolver.matched })
        }
        _ => Err(Failure::Query(errors)),
    }
}

/// What only the catalog can add to a problem the parser found: a value that would fit where one is missing.
pub fn enrich(diagnostic: &mut Diagnostic, catalog: &Catalog) {
    let Problem::Syntax(Syntax::MissingValue { kind, field }) = &diagnostic.problem else { return };
    let field = catalog.find_kind(kind).and_then(|kind| kind.field(&field.to_lowercase()));
    if let Some(example) = field.and_then(|field| field.ty.example()) {
        diagnostic.fixes.insert(0, Fix { span: diagnostic.span, text: format!(" {example}") });
    } else {
        diagnostic.fixes.truncate(1);
    }
}

/// A group is told by its keys, so they are shown before what is shown of it, unless they are among that.
fn with_keys<'c>(keys: &[Path<'c>], items: Vec<Item<'c>>) -> Vec<Item<'c>> {
    let is_shown = |key: &&Path<'c>| {
        !items.iter().any(|item| matches!(item, Item::Value(path) if path.text == key.text))
    };
    let missing: Vec<Item<'c>> = keys.iter().filter(is_shown).cloned().map(Item::Value).collect();
    missing.into_iter().chain(items).collect()
}

fn unknown_kind(catalog: &Catalog, name: &ast::Name) -> Diagnostic {
    let known = catalog.kinds.iter().flat_map(|kind| [kind.plural.as_str(), kind.name.as_str()]);
    let mut suggestions = suggest(&name.text, known);
    if let Some(best) = suggestions.first().and_then(|s| catalog.find_kind(s)) {
        suggestions.retain(|s| {
            *s == best.plural || catalog.find_kind(s).is_none_or(|kind| kind.name != best.name)
        });
    }
    let fixes = suggestions.clone();
    let problem = Naming::Kind { typed: name.text.clone(), suggestions };
    Diagnostic::error(name.span, Problem::Naming(problem)).fixes(name.span, &fixes)
}

/// Where names are looked up: in a thing of a kind, or in an item of a link, which is a passing record of that kind together
/// with the thing it reaches.
#[derive(Clone, Copy)]
struct Scope<'c> {
    kind: &'c Kind,
    /// The record's field that leads to the thing reached; none: the thing is what is looked at.
    to: Option<&'c Field>,
}

impl<'c> Scope<'c> {
    fn of(kind: &'c Kind) -> Self {
        Self { kind, to: None }
    }

    /// The items of a link.
    fn items(link: &'c Link, via: &'c Kind) -> Self {
        Self { kind: via, to: link.to.as_ref().and_then(|to| via.field(to)) }
    }
}

/// What resolving one query needs and finds.
struct Resolver<'c, 'n> {
    catalog: &'c Catalog,
    names: &'n dyn Names,
    parameters: &'n Parameters,
    found: Vec<Diagnostic>,
    matched: Vec<Matched>,
    failed: Option<anyhow::Error>,
}

impl<'c> Resolver<'c, '_> {
    fn plan(&mut self, query: &ast::Query, kind: &'c Kind) -> Option<Plan<'c>> {
        if let Some(span) = query.sources {
            self.not_yet::<()>(span, "`with sources`");
        }
        let filter = query.filter.as_ref().map(|cond| self.cond(cond, Scope::of(kind)));
        let groups = self.groups(query, kind);
        let shown: Option<Vec<_>> = if let (true, Some(keys)) = (query.show.is_empty(), &groups) {
            Some(keys.iter().cloned().map(Item::Value).chain([Item::Count]).collect())
        } else if query.show.is_empty() {
            Some(
                kind.columns
                    .iter()
                    .filter_map(|name| self.column(kind, name))
                    .map(Item::Value)
                    .collect(),
            )
        } else {
            let items: Vec<_> = query.show.iter().map(|item| self.items(item, kind)).collect();
            let items = items.into_iter().collect::<Option<Vec<_>>>().map(|items| items.concat());
            items.map(|items| with_keys(groups.as_deref().unwrap_or_default(), items))
        };
        self.refuse_beside_count(query);
        self.refuse_second_each(query);
        if let Some(keys) = &groups {
            self.refuse_ungrouped(query, keys);
        }
        let mut order = Vec::new();
        for key in &query.order {
            if let Some(items) = self.items(&key.item, kind) {
                order
                    .extend(items.into_iter().map(|item| Key { item, descending: key.descending }));
            }
        }
        let filter = match filter {
            Some(None) => return None,
            Some(filter) => filter,
            None => None,
        };
        Some(Plan {
            catalog: self.catalog,
            kind,
            count: query.count,
            filter,
            shown: shown?,
            groups,
            order,
            limit: query.limit,
        })
    }

    /// What is to be shown: one item, or all fields for `everything`.
    fn items(&mut self, item: &ast::Item, kind: &'c Kind) -> Option<Vec<Item<'c>>> {
        match item {
            ast::Item::Path(path) => {
                self.path(path, Scope::of(kind)).map(|path| vec![Item::Value(path)])
            }
            ast::Item::Each(path) => {
                let found = self.path(path, Scope::of(kind))?;
                self.through_link(&found, path.span, "each")?;
                Some(vec![Item::Each(found)])
            }
            ast::Item::Count(Some(path), _) => {
                let found = self.path(path, Scope::of(kind))?;
                self.through_link(&found, path.span, "count of")?;
                Some(vec![Item::CountOf(found)])
            }
            ast::Item::Count(None, _) => Some(vec![Item::Count]),
            ast::Item::Aggregate(aggregate, path, _) => self.aggregate(*aggregate, path, kind),
            ast::Item::Everything(_) => {
                let named = if kind.named() { vec!["name"] } else { vec![] };
                let names =
                    named.into_iter().chain(kind.fields.iter().map(|field| field.name.as_str()));
                Some(names.filter_map(|name| self.column(kind, name)).map(Item::Value).collect())
            }
        }
    }

    /// The keys of groups: those of `by`, or none at all where something is shown of all things together.
    fn groups(&mut self, query: &ast::Query, kind: &'c Kind) -> Option<Vec<Path<'c>>> {
        let of_all =
            |item: &ast::Item| matches!(item, ast::Item::Count(None, _) | ast::Item::Aggregate(..));
        let items = query.show.iter().chain(query.order.iter().map(|order| &order.item));
        if query.by.is_empty() && !{ items }.any(of_all) {
            return None;
        }
        let keys: Vec<_> = query.by.iter().map(|path| self.path(path, Scope::of(kind))).collect();
        keys.into_iter().collect()
    }

    /// A group has many things, so it has no single value but its keys.
    fn refuse_ungrouped(&mut self, query: &ast::Query, keys: &[Path<'c>]) {
        let names: Vec<String> = keys.iter().map(|key| key.text.clone()).collect();
        for item in query.show.iter().chain(query.order.iter().map(|order| &order.item)) {
            let text = item.to_string().to_lowercase();
            let is_key = matches!(item, ast::Item::Path(_)) && names.contains(&text);
            if !is_key
                && matches!(
                    item,
                    ast::Item::Path(_) | ast::Item::Each(_) | ast::Item::Everything(_)
                )
            {
                let problem = Meaning::Ungrouped { item: item.to_string(), keys: names.clone() };
                self.found.push(Diagnostic::error(item.span(), Problem::Meaning(problem)));
            }
        }
    }

    /// `sum of f` and its kin: only amounts, and not those that mean nothing together.
    fn aggregate(
        &mut self,
        aggregate: ast::Aggregate,
        path: &ast::Path,
        kind: &'c Kind,
    ) -> Option<Vec<Item<'c>>> {
        let found = self.path(path, Scope::of(kind))?;
        let field = if let Some(End::Field(field)) = found.way.end() { Some(field) } else { None };
        let sentence = match field {
            Some(field) if !field.ty.is_amount() || field.ty == (Type::Number { exact: true }) => {
                format!("`{}` is {}, so it has no `{aggregate}`", found.text, field.ty.noun())
            }
            None => format!("`{}` is not an amount, so it has no `{aggregate}`", found.text),
            Some(_) if found.way.link().is_some() => {
                format!(
                    "`{}` passes a link; `{aggregate}` runs over one amount of each thing",
                    found.text
                )
            }
            Some(field) if field.ty == Type::Share && aggregate == ast::Aggregate::Sum => {
                "shares cannot be added up: each is a share of something else".to_owned()
            }
            Some(_) => return Some(vec![Item::Aggregate(aggregate, found)]),
        };
        self.refuse(Diagnostic::error(path.span, Problem::Meaning(Meaning::Unfit(sentence))))
    }

    /// `each` and `count of` need a link.
    fn through_link(&mut self, path: &Path<'c>, span: Span, word: &str) -> Option<()> {
        if path.way.link().is_some() {
            return Some(());
        }
        let sentence = format!("`{}` has one value, so `{word}` is not needed", path.text);
        self.refuse(Diagnostic::error(span, Problem::Meaning(Meaning::Unfit(sentence))))
    }

    /// `count projects …` is one number: what would shape rows has no meaning beside it.
    fn refuse_beside_count(&mut self, query: &ast::Query) {
        let beside = [
            ("show", !query.show.is_empty()),
            ("by", !query.by.is_empty()),
            ("order by", !query.order.is_empty()),
            ("limit", query.limit.is_some()),
            ("with sources", query.sources.is_some()),
        ];
        for (clause, _) in beside.into_iter().filter(|(_, there)| *there && query.count) {
            let sentence = match clause {
                "by" => {
                    "`count …` gives one number; for one of each group put `count` behind `show`"
                        .to_owned()
                }
                _ => {
                    format!("`{clause}` has no meaning beside `count`: one number is all it gives")
                }
            };
            let plain = ast::Query {
                count: false,
                show: vec![],
                order: vec![],
                limit: None,
                sources: None,
                ..query.clone()
            };
            let fixed = match clause {
                "by" => format!("{plain} show count"),
                _ => ast::Query { count: true, by: vec![], ..plain }.to_string(),
            };
            let problem = Problem::Meaning(Meaning::Unfit(sentence));
            self.found.push(Diagnostic::error(query.span, problem).fix(query.span, fixed));
        }
    }

    fn refuse_second_each(&mut self, query: &ast::Query) {
        let each = |item: &&ast::Item| matches!(item, ast::Item::Each(_));
        if let Some(second) = query.show.iter().filter(each).nth(1) {
            let sentence = "only one `each` is allowed: two would pair every item of one with every item of the other";
            let problem = Problem::Meaning(Meaning::Unfit(sentence.into()));
            let path = match second {
                ast::Item::Each(path) => path.to_string(),
                other => other.to_string(),
            };
            let start =
                Span::new(second.span().start.saturating_sub("each ".len()), second.span().end);
            self.found.push(Diagnostic::error(start, problem).fix(start, path));
        }
    }

    fn cond(&mut self, cond: &ast::Cond, scope: Scope<'c>) -> Option<Cond<'c>> {
        match cond {
            ast::Cond::And(parts) => self.conds(parts, scope).map(Cond::All),
            ast::Cond::Or(parts) => self.conds(parts, scope).map(Cond::Any),
            ast::Cond::Not(inner, _) => {
                self.cond(inner, scope).map(|inner| Cond::Not(Box::new(inner)))
            }
            ast::Cond::Possibly(inner, _) => {
                self.cond(inner, scope).map(|inner| Cond::Possibly(Box::new(inner)))
            }
            ast::Cond::Predicate(predicate) => self.predicate(predicate, scope),
        }
    }

    /// All parts, even behind one that fails, so that all problems are found.
    fn conds(&mut self, parts: &[ast::Cond], scope: Scope<'c>) -> Option<Vec<Cond<'c>>> {
        let conds: Vec<_> = parts.iter().map(|part| self.cond(part, scope)).collect();
        conds.into_iter().collect()
    }

    fn predicate(&mut self, predicate: &ast::Predicate, scope: Scope<'c>) -> Option<Cond<'c>> {
        if let Some(quantifier) = &predicate.quantifier {
            return self.quantified(predicate, quantifier, scope);
        }
        let path = self.path(&predicate.path, scope);
        match &predicate.body {
            ast::Body::Test(test) => self.test(path?, test, predicate),
            ast::Body::Cond(_) | ast::Body::Exists => None,
        }
    }

    /// `any link (…)` and its kin. What stands in the parentheses is asked of the items of the link.
    fn quantified(
        &mut self,
        predicate: &ast::Predicate,
        quantifier: &ast::Quantifier,
        scope: Scope<'c>,
    ) -> Option<Cond<'c>> {
        let path = self.path(&predicate.path, scope)?;
        let Some(End::Items(link, via)) = path.way.end() else {
            return self.one_value(predicate, quantifier, &path, scope);
        };
        if path.way.link().is_some_and(|first| first.name != link.name || first.via != link.via) {
            let sentence =
                "a quantifier takes one link; put the second into the parentheses of the first";
            let problem = Problem::Meaning(Meaning::Unfit(sentence.into()));
            return self.refuse(Diagnostic::error(predicate.path.span, problem));
        }
        let items = Scope::items(link, via);
        let cond = match &predicate.body {
            ast::Body::Exists => None,
            ast::Body::Cond(cond) => Some(Box::new(self.cond(cond, items)?)),
            ast::Body::Test(test) => {
                let reached = Path { way: Way::of_item(link, via), text: path.text.clone() };
                Some(Box::new(self.test(reached, test, predicate)?))
            }
        };
        let said = predicate.to_string();
        let so_many = |share| {
            let check = Check::Items(share, cond.clone());
            Cond::Test(Test { path: path.clone(), check, said: said.clone() })
        };
        let not = |cond| Cond::Not(Box::new(cond));
        Some(match quantifier.amount {
            ast::Amount::Any => so_many(Share::Any),
            ast::Amount::No => not(so_many(Share::Any)),
            ast::Amount::All => so_many(Share::All),
            ast::Amount::AtLeast(n) => so_many(Share::AtLeast(n)),
            ast::Amount::AtMost(n) => not(so_many(Share::AtLeast(n + 1))),
            ast::Amount::Exactly(n) => {
                Cond::All(vec![so_many(Share::AtLeast(n)), not(so_many(Share::AtLeast(n + 1)))])
            }
        })
    }

    /// A quantifier before something that has one value.
    fn one_value<T>(
        &mut self,
        predicate: &ast::Predicate,
        quantifier: &ast::Quantifier,
        path: &Path<'c>,
        scope: Scope<'c>,
    ) -> Option<T> {
        let problem = Meaning::OneValue {
            kind: scope.kind.name.clone(),
            field: path.text.clone(),
            quantifier: quantifier.to_string(),
        };
        let diagnostic = Diagnostic::error(quantifier.span, Problem::Meaning(problem));
        let test = match &predicate.body {
            ast::Body::Test(test) if quantifier.amount == ast::Amount::Any => {
                format!("{} {test}", predicate.path)
            }
            ast::Body::Exists if quantifier.amount == ast::Amount::Any => {
                format!("{} is known", predicate.path)
            }
            ast::Body::Exists if quantifier.amount == ast::Amount::No => {
                format!("{} is unknown", predicate.path)
            }
            _ => return self.refuse(diagnostic),
        };
        self.refuse(diagnostic.fix(predicate.span, test))
    }

    /// Notes an error and gives up this part of the query.
    fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.found.push(diagnostic);
        None
    }

    fn not_yet<T>(&mut self, span: Span, what: &'static str) -> Option<T> {
        self.refuse(Diagnostic::error(span, Problem::Meaning(Meaning::NotYet(what))))
    }

    /// The result of a look-up; a failing one stops the query.
    fn looked_up<T>(&mut self, result: anyhow::Result<T>) -> Option<T> {
        match result {
            Ok(found) => Some(found),
            Err(error) => {
                self.failed.get_or_insert(error);
                None
            }
        }
    }
}
