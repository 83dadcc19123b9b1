//! Suggestions for syntax errors that need the schema and the data: a value that fits where one is missing, whether words
//! are a field or a name, the kind of a query that names none.

use super::suggester::{OFFERED, Suggester};
use crate::catalog::vocabulary::is_choice;
use crate::catalog::{Catalog, Field, Kind};
use crate::query::diagnostic::{Diagnostic, Expected, Fix, Problem, Subject, Syntax};
use crate::query::parser::parse;
use crate::query::span::Span;

impl Suggester<'_> {
    /// Adds to a syntax error what the parser cannot know.
    pub fn complete_syntax_error(self, diagnostic: &mut Diagnostic, source: &str) {
        let Suggester { catalog, names, .. } = self;
        if let Some(fix) = two_words(diagnostic, source, catalog) {
            diagnostic.fixes = vec![fix];
            return;
        }
        match diagnostic.problem.clone() {
            Problem::Syntax(Syntax::MissingTest { of, .. }) => {
                untested_value(diagnostic, catalog, &of);
            }
            Problem::Syntax(Syntax::MissingValue { of, .. }) => {
                missing_value(diagnostic, catalog, &of);
            }
            Problem::Syntax(Syntax::NotTested { of, name, .. }) => {
                if means_something(catalog, &of) || value_of(catalog, &of).is_some() {
                    untested_field(diagnostic, source, of.clone());
                    untested_value(diagnostic, catalog, &of);
                } else {
                    diagnostic.fixes.truncate(1);
                    let all: Vec<&str> =
                        catalog.kinds.iter().map(|kind| kind.name.as_str()).collect();
                    let found =
                        names.things_named(&names.fold_key(&name), &all).unwrap_or_default();
                    let noun = found.into_iter().next().map(|thing| thing.kind);
                    if let Problem::Syntax(Syntax::NotTested { known, .. }) =
                        &mut diagnostic.problem
                    {
                        *known = noun;
                    }
                }
            }
            Problem::Syntax(Syntax::Null { known, of, .. }) => {
                let is_link =
                    subject_kind(catalog, &of).is_some_and(|kind| kind.link(&of.field).is_some());
                if let (true, [fix]) = (is_link, diagnostic.fixes.as_mut_slice()) {
                    let quantifier = if known { "any" } else { "no" };
                    let text = format!("{quantifier} {}", of.at.text(source));
                    *fix = Fix::new(of.at.join_with(fix.span), text);
                }
            }
            Problem::Syntax(Syntax::Expected { expected, .. })
                if expected.contains(&Expected::Kind) =>
            {
                without_kind(self, diagnostic, source);
            }
            Problem::Syntax(Syntax::Expected { .. } | Syntax::MissingWhere(_)) => {
                if let Some(fix) = another_query(diagnostic.span, source, catalog) {
                    let kind = diagnostic.span.text(source).to_owned();
                    diagnostic.problem = Problem::Syntax(Syntax::AnotherQuery(kind));
                    diagnostic.fixes = vec![fix];
                }
            }
            _ => {}
        }
    }
}

/// Joins a name of two words by `_`: `part of` is `part_of`.
fn two_words(diagnostic: &Diagnostic, source: &str, catalog: &Catalog) -> Option<Fix> {
    let is_lost = matches!(
        diagnostic.problem,
        Problem::Syntax(Syntax::Expected { .. } | Syntax::MissingTest { found: Some(_), .. })
    );
    let before = source.get(..diagnostic.span.start).filter(|_| is_lost)?.trim_end();
    let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    let name = format!("{}_{}", before.get(start..)?, diagnostic.span.text(source)).to_lowercase();
    let is_known = |kind: &Kind| kind.field(&name).is_some() || kind.link(&name).is_some();
    let span = Span::new(start, diagnostic.span.end);
    catalog.kinds.iter().any(is_known).then(|| Fix::new(span, name.clone()))
}

/// Separates a query at the beginning of a line from the one before by `;`.
fn another_query(span: Span, source: &str, catalog: &Catalog) -> Option<Fix> {
    let before = source.get(..span.start)?;
    let end = before.trim_end().len();
    let is_kind = catalog.find_kind(span.text(source)).is_some();
    let breaks = before.get(end..).is_some_and(|gap| gap.contains('\n'));
    (is_kind && breaks).then(|| Fix::new(Span::new(end, end), ";"))
}

fn subject_kind<'c>(catalog: &'c Catalog, of: &Subject) -> Option<&'c Kind> {
    catalog.find_kind(&of.kind)
}

/// Checks whether a path begins with a field or link of the query's kind.
fn means_something(catalog: &Catalog, of: &Subject) -> bool {
    let first = of.field.split('.').next().unwrap_or_default();
    subject_kind(catalog, of).is_some_and(|kind| {
        kind.field(first).is_some()
            || kind.link(first).is_some()
            || first == "name" && kind.has_names()
    })
}

/// Adds an example of the value that is missing.
fn missing_value(diagnostic: &mut Diagnostic, catalog: &Catalog, of: &Subject) {
    let field = subject_kind(catalog, of).and_then(|kind| kind.field(&of.field));
    let behind = diagnostic.fixes.first().map_or(diagnostic.span.start, |fix| fix.span.end);
    match field.and_then(|field| field.ty.example()) {
        Some(example) => {
            let fix = Fix::new(Span::new(behind, behind), format!(" {example}"));
            diagnostic.fixes.insert(0, fix);
        }
        None => {
            if let Problem::Syntax(Syntax::MissingValue { example, .. }) = &mut diagnostic.problem {
                *example = false;
            }
        }
    }
}

/// Adds the field of a value: `events where forum`.
fn untested_value(diagnostic: &mut Diagnostic, catalog: &Catalog, of: &Subject) {
    let Some(field) = value_of(catalog, of) else { return };
    diagnostic.fixes = vec![Fix::new(of.at, format!("{} = {}", field.name, of.field))];
    if let Problem::Syntax(Syntax::MissingTest { value_of, .. }) = &mut diagnostic.problem {
        *value_of = Some(field.name.clone());
    }
}

/// Returns the field that has this value, unless it is a field itself.
fn value_of<'c>(catalog: &'c Catalog, of: &Subject) -> Option<&'c Field> {
    let fields = subject_kind(catalog, of).filter(|_| !means_something(catalog, of))?.fields.iter();
    fields.into_iter().find(|field| is_choice(field, &of.field))
}

/// Says that the test of a field is missing, where the words after `and` are a field.
fn untested_field(diagnostic: &mut Diagnostic, source: &str, of: Subject) {
    let end = diagnostic.span.end;
    let rest = source.get(end..).unwrap_or_default();
    let next = end + rest.len() - rest.trim_start().len();
    let found = match rest.split_whitespace().next() {
        Some(word) if word.starts_with(')') => Some(")".to_owned()),
        word => word.map(str::to_owned),
    };
    let at = if found.is_some() { next } else { end };
    diagnostic.span = Span::new(at, at + found.as_ref().map_or(0, String::len));
    diagnostic.problem = Problem::Syntax(Syntax::MissingTest { of, found, value_of: None });
    diagnostic.fixes.drain(..1.min(diagnostic.fixes.len()));
}

/// Adds the kinds for which a query that begins with a clause makes sense.
fn without_kind(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, source: &str) {
    let at = Span::new(diagnostic.span.start, diagnostic.span.start);
    let fixes = suggester.catalog.kinds.iter().filter_map(|kind| {
        let fix = Fix::new(at, format!("{} ", kind.plural));
        let queries = parse(&fix.apply(source)).ok()?;
        let query = queries.iter().find(|query| query.kind.text == kind.plural)?;
        suggester.accept(query).problems.is_empty().then_some(fix)
    });
    diagnostic.fixes.extend(fixes.take(OFFERED));
}
