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
use super::plan::{Cond, Key, Named, Plan};
use super::span::Span;
use crate::catalog::{Catalog, Kind};
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
        if let Some(key) = query.by.first() {
            self.not_yet::<()>(key.span, "`by`");
        }
        if let Some(span) = query.sources {
            self.not_yet::<()>(span, "`with sources`");
        }
        let filter = query.filter.as_ref().map(|cond| self.cond(cond, kind));
        let shown: Option<Vec<_>> = if query.show.is_empty() {
            Some(kind.columns.iter().filter_map(|name| self.column(kind, name)).collect())
        } else {
            let items: Vec<_> = query.show.iter().map(|item| self.item(item, kind)).collect();
            items.into_iter().collect()
        };
        let keys: Vec<_> = query
            .order
            .iter()
            .map(|order| (self.item(&order.item, kind), order.descending))
            .collect();
        let order: Option<Vec<_>> = keys
            .into_iter()
            .map(|(path, descending)| path.map(|path| Key { path, descending }))
            .collect();
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
            order: order?,
            limit: query.limit,
        })
    }

    fn item(&mut self, item: &ast::Item, kind: &'c Kind) -> Option<super::plan::Path<'c>> {
        match item {
            ast::Item::Path(path) => self.path(path, kind),
            ast::Item::Each(path) => self.not_yet(path.span, "`each`"),
            ast::Item::Count(_, span) => self.not_yet(*span, "`count` of something"),
            ast::Item::Aggregate(_, _, span) => self.not_yet(*span, "an aggregate"),
            ast::Item::Everything(span) => self.not_yet(*span, "`everything`"),
        }
    }

    fn cond(&mut self, cond: &ast::Cond, kind: &'c Kind) -> Option<Cond<'c>> {
        match cond {
            ast::Cond::And(parts) => self.conds(parts, kind).map(Cond::All),
            ast::Cond::Or(parts) => self.conds(parts, kind).map(Cond::Any),
            ast::Cond::Not(inner, _) => {
                self.cond(inner, kind).map(|inner| Cond::Not(Box::new(inner)))
            }
            ast::Cond::Possibly(inner, _) => {
                self.cond(inner, kind).map(|inner| Cond::Possibly(Box::new(inner)))
            }
            ast::Cond::Predicate(predicate) => self.predicate(predicate, kind),
        }
    }

    /// All parts, even behind one that fails, so that all problems are found.
    fn conds(&mut self, parts: &[ast::Cond], kind: &'c Kind) -> Option<Vec<Cond<'c>>> {
        let conds: Vec<_> = parts.iter().map(|part| self.cond(part, kind)).collect();
        conds.into_iter().collect()
    }

    fn predicate(&mut self, predicate: &ast::Predicate, kind: &'c Kind) -> Option<Cond<'c>> {
        if let Some(quantifier) = &predicate.quantifier {
            return self.quantified(predicate, quantifier, kind);
        }
        let path = self.path(&predicate.path, kind);
        match &predicate.body {
            ast::Body::Test(test) => self.test(path?, test, predicate, kind),
            ast::Body::Cond(_) | ast::Body::Exists => None,
        }
    }

    fn quantified(
        &mut self,
        predicate: &ast::Predicate,
        quantifier: &ast::Quantifier,
        kind: &'c Kind,
    ) -> Option<Cond<'c>> {
        let path = &predicate.path;
        if let [name] = path.names.as_slice()
            && let Some(field) = kind.field(&name.text.to_lowercase())
        {
            let problem = Meaning::OneValue {
                kind: kind.name.clone(),
                field: field.name.clone(),
                quantifier: quantifier.to_string(),
            };
            self.found.push(Diagnostic::error(quantifier.span, Problem::Meaning(problem)));
            return None;
        }
        self.path_through_link(path, kind)
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
