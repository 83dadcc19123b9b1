//! What only the catalog and the data can add to a problem the parser found: a value that would fit where one is missing,
//! whether words are a field or a name, which kind a query without one may be about.

use super::{Parameters, resolve};
use crate::catalog::{Catalog, Kind};
use crate::query::ast::{Item, Name, Query};
use crate::query::diagnostic::{
    Diagnostic, Expected, Fix, Meaning, Naming, Problem, Subject, Syntax,
};
use crate::query::names::Names;
use crate::query::parser::parse;
use crate::query::span::Span;
use crate::value::fold;

/// How many kinds are offered to a query that begins with none, or with the wrong one.
const KINDS: usize = 3;

/// Adds to a diagnostic what the parser cannot know.
pub fn enrich(diagnostic: &mut Diagnostic, source: &str, catalog: &Catalog, names: &dyn Names) {
    match diagnostic.problem.clone() {
        Problem::Syntax(Syntax::MissingValue { of, .. }) => missing_value(diagnostic, catalog, &of),
        Problem::Syntax(Syntax::NotTested { value, of, name, .. }) => {
            if means_something(catalog, &of) {
                untested_field(diagnostic, source, value);
            } else {
                diagnostic.fixes.truncate(1);
                let all: Vec<&str> = catalog.kinds.iter().map(|kind| kind.name.as_str()).collect();
                let found = names.named(&fold(&name), &all).unwrap_or_default();
                let noun = found.into_iter().next().map(|thing| thing.kind);
                if let Problem::Syntax(Syntax::NotTested { known, .. }) = &mut diagnostic.problem {
                    *known = noun;
                }
            }
        }
        Problem::Syntax(Syntax::Null { known, of, .. }) => {
            let is_link = subject(catalog, &of).is_some_and(|kind| kind.link(&of.field).is_some());
            if let (true, [fix]) = (is_link, diagnostic.fixes.as_mut_slice()) {
                let quantifier = if known { "any" } else { "no" };
                *fix = Fix {
                    span: of.at.to(fix.span),
                    text: format!("{quantifier} {}", of.at.text(source)),
                };
            }
        }
        Problem::Syntax(Syntax::Expected { expected, .. })
            if expected.contains(&Expected::Kind) =>
        {
            without_kind(diagnostic, source, catalog, names);
        }
        _ => {}
    }
}

/// Adds to a query's only mistake the queries of another shape that make sense.
pub(super) fn reshape(
    found: &mut [Diagnostic],
    query: &Query,
    catalog: &Catalog,
    makes_sense: &dyn Fn(&Query) -> bool,
) {
    let [diagnostic] = found else { return };
    match &mut diagnostic.problem {
        // The rest of the query may not be about things of that kind: then only those are offered.
        Problem::Naming(Naming::Kind { value_of: Some([kind, field, value]), .. }) => {
            let Some(fix) = diagnostic.fixes.last_mut() else { return };
            let whole = parse(&fix.text).ok().and_then(|queries| queries.into_iter().next());
            if !whole.is_some_and(|whole| makes_sense(&whole)) {
                fix.text = format!("{kind} where {field} = {value}");
            }
        }
        Problem::Naming(Naming::Field { elsewhere, kinds, .. }) => {
            for plural in elsewhere.iter().filter(|plural| catalog.find_kind(plural).is_some()) {
                let kind = Name { text: plural.clone(), span: query.kind.span };
                if kinds.len() < KINDS && makes_sense(&Query { kind, ..query.clone() }) {
                    kinds.push(plural.clone());
                    diagnostic.fixes.push(Fix { span: query.kind.span, text: plural.clone() });
                }
            }
        }
        Problem::Meaning(Meaning::NoAggregate { .. }) => {
            let is_it = |item: &Item| match item {
                Item::Aggregate(_, path, _) => path.span.range() == diagnostic.span.range(),
                _ => false,
            };
            let Some(Item::Aggregate(_, path, _)) = query.show.iter().find(|item| is_it(item))
            else {
                return;
            };
            let mut counted = query.clone();
            counted.show.retain(|item| !is_it(item) && !matches!(item, Item::Count(None, _)));
            counted.show.push(Item::Count(None, query.span));
            counted.by.push(path.clone());
            if makes_sense(&counted) {
                let fix = Fix { span: query.span, text: counted.to_string() };
                diagnostic.fixes.push(fix);
            }
        }
        _ => {}
    }
}

fn subject<'c>(catalog: &'c Catalog, of: &Subject) -> Option<&'c Kind> {
    catalog.find_kind(&of.kind)
}

/// Whether a path begins with a field or link of the query's kind.
fn means_something(catalog: &Catalog, of: &Subject) -> bool {
    let first = of.field.split('.').next().unwrap_or_default();
    subject(catalog, of).is_some_and(|kind| {
        kind.field(first).is_some() || kind.link(first).is_some() || first == "name" && kind.named()
    })
}

fn missing_value(diagnostic: &mut Diagnostic, catalog: &Catalog, of: &Subject) {
    let field = subject(catalog, of).and_then(|kind| kind.field(&of.field));
    let behind = diagnostic.fixes.first().map_or(diagnostic.span.start, |fix| fix.span.end);
    match field.and_then(|field| field.ty.example()) {
        Some(example) => {
            let fix = Fix { span: Span::new(behind, behind), text: format!(" {example}") };
            diagnostic.fixes.insert(0, fix);
        }
        None => {
            if let Problem::Syntax(Syntax::MissingValue { example, .. }) = &mut diagnostic.problem {
                *example = false;
            }
        }
    }
}

/// The words behind `and` are a field: what is missing is its test.
fn untested_field(diagnostic: &mut Diagnostic, source: &str, field: String) {
    let end = diagnostic.span.end;
    let rest = source.get(end..).unwrap_or_default();
    let next = end + rest.len() - rest.trim_start().len();
    let found = match rest.split_whitespace().next() {
        Some(word) if word.starts_with(')') => Some(")".to_owned()),
        word => word.map(str::to_owned),
    };
    let at = if found.is_some() { next } else { end };
    diagnostic.span = Span::new(at, at + found.as_ref().map_or(0, String::len));
    diagnostic.problem = Problem::Syntax(Syntax::MissingTest { field, found });
    diagnostic.fixes.drain(..1.min(diagnostic.fixes.len()));
}

/// A query that begins with a clause: the kinds of which it makes sense.
fn without_kind(diagnostic: &mut Diagnostic, source: &str, catalog: &Catalog, names: &dyn Names) {
    let at = Span::new(diagnostic.span.start, diagnostic.span.start);
    let makes_sense = |kind: &&Kind| {
        let fix = Fix { span: at, text: format!("{} ", kind.plural) };
        let Ok(queries) = parse(&fix.apply(source)) else { return false };
        let Some(query) = queries.iter().find(|query| query.kind.text == kind.plural) else {
            return false;
        };
        resolve(query, catalog, names, &Parameters::new())
            .is_ok_and(|resolved| resolved.warnings.is_empty())
    };
    let kinds = catalog.kinds.iter().filter(makes_sense).take(KINDS);
    let fixes = kinds.map(|kind| Fix { span: at, text: format!("{} ", kind.plural) });
    diagnostic.fixes.extend(fixes);
}
