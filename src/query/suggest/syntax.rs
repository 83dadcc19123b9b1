//! Suggestions for syntax errors that need the schema and the data: a value that fits where one is missing, whether words
//! are a field or a name, the kind of a query that names none.

use super::suggester::{OFFERED, Suggester};
use crate::catalog::vocabulary::{is_choice, names_for_word};
use crate::catalog::{Catalog, Field, Kind, Type};
use crate::query::diagnostic::{Commas, Diagnostic, Expected, Fix, Problem, Subject, Syntax};
use crate::query::parser::{find_run_on_value, parse};
use crate::query::span::Span;
use crate::value::find_similar;

impl Suggester<'_> {
    /// Adds to a syntax error what the parser cannot know.
    pub fn complete_syntax_error(self, diagnostic: &mut Diagnostic, source: &str) {
        let Suggester { catalog, names, .. } = self;
        if let Some(fix) = two_words(diagnostic, source, catalog) {
            diagnostic.fixes = vec![fix];
            return;
        }
        if let Some(run_on) = self.run_on_value(diagnostic, source) {
            *diagnostic = run_on;
            return;
        }
        match diagnostic.problem.clone() {
            Problem::Syntax(Syntax::MissingTest { of, .. }) => {
                untested_value(diagnostic, catalog, &of);
                untested_yes_no(diagnostic, catalog, &of);
            }
            Problem::Syntax(Syntax::MissingValue { of, .. }) => {
                missing_value(diagnostic, catalog, &of);
            }
            Problem::Syntax(Syntax::CommaInValue(Commas::Name)) => {
                self.listed_values(diagnostic, source);
            }
            Problem::Syntax(Syntax::NotTested { of, name, searched, quoted, .. }) => {
                let with_sign = second_word(diagnostic.span, source)
                    .and_then(|value| Some((value, self.with_sign(value, source)?)));
                if let Some((value, fix)) = with_sign {
                    let found = Some(value.text(source).to_owned());
                    let (expected, suggestions) = (vec![Expected::Test], vec![]);
                    let problem = Syntax::Expected { expected, found, suggestions };
                    *diagnostic = Diagnostic::error(value, problem);
                    diagnostic.fixes = vec![fix];
                    return;
                }
                if means_something(catalog, &of) || value_of(catalog, &of).is_some() {
                    untested_field(diagnostic, source, of.clone());
                    untested_value(diagnostic, catalog, &of);
                    untested_yes_no(diagnostic, catalog, &of);
                } else {
                    diagnostic.fixes.truncate(if searched && !quoted { 2 } else { 1 });
                    let all: Vec<&str> =
                        catalog.kinds.iter().map(|kind| kind.name.as_str()).collect();
                    let found =
                        names.things_named(&names.fold_key(&name), &all).unwrap_or_default();
                    let noun = found.into_iter().next().map(|thing| thing.kind);
                    if noun.is_some() {
                        diagnostic.fixes.truncate(1);
                    } else if searched && !quoted && self.only_last_finds(diagnostic, source) {
                        diagnostic.fixes.remove(0);
                        if let Problem::Syntax(Syntax::NotTested { quoted, .. }) =
                            &mut diagnostic.problem
                        {
                            *quoted = true;
                        }
                    }
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
            Problem::Syntax(Syntax::Expected { expected, .. })
                if expected.contains(&Expected::Test) =>
            {
                diagnostic.fixes.extend(self.with_sign(diagnostic.span, source));
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

impl Suggester<'_> {
    /// Says that a value ends where a word of the language is, unless what follows is a field.
    fn run_on_value(self, diagnostic: &Diagnostic, source: &str) -> Option<Diagnostic> {
        let (is_open, is_missing) = match &diagnostic.problem {
            Problem::Syntax(Syntax::Expected { .. }) => (diagnostic.fixes.is_empty(), false),
            Problem::Syntax(Syntax::MissingValue { .. }) => (true, true),
            _ => (false, false),
        };
        let found = find_run_on_value(source).filter(|_| is_open)?;
        let first = found.next.split('.').next().unwrap_or_default();
        let quoted = found.fix.span.text(source);
        let all: Vec<&str> = self.catalog.kinds.iter().map(|kind| kind.name.as_str()).collect();
        let named = self.names.things_named(&self.names.fold_key(quoted), &all);
        let is_name = named.is_ok_and(|things| !things.is_empty());
        if let Some(kind) = self.catalog.find_kind(&found.kind).filter(|_| !is_name) {
            let fields = kind.fields.iter().map(|field| field.name.as_str());
            let links = kind.links().flat_map(|link| [link.name.as_str(), link.one.as_str()]);
            let mut names = fields.chain(links).chain(["name", "id"]);
            let is_field = if is_missing {
                names.any(|name| name == first)
            } else {
                !find_similar(first, names).is_empty()
            };
            if is_field || !names_for_word(self.catalog, first).is_empty() {
                return None;
            }
        }
        let word = found.keyword.text(source).to_owned();
        let mut told = Diagnostic::error(found.keyword, Syntax::RunOn(word));
        told.fixes.push(found.fix);
        Some(told)
    }

    /// Checks whether the last of the repairs finds something, and no other does.
    fn only_last_finds(self, diagnostic: &Diagnostic, source: &str) -> bool {
        let finds = |fix: &Fix| self.reads_well(&fix.apply(source)) == Some(true);
        let Some((last, others)) = diagnostic.fixes.split_last() else { return false };
        finds(last) && !others.iter().any(finds)
    }

    /// Checks whether the first query of a text makes sense, and if so, whether it finds anything.
    fn reads_well(self, text: &str) -> Option<bool> {
        self.makes_sense(parse(text).ok()?.first()?)
    }

    /// Puts `=` or `is` between a field and a value: `city Qingdao`.
    fn with_sign(self, at: Span, source: &str) -> Option<Fix> {
        let first = sign_before(at, source);
        let mut text = first.apply(source);
        let mut last = source.len() - at.start;
        for _ in 0..SIGNS {
            match parse(&text) {
                Ok(queries) => {
                    self.makes_sense(queries.first()?)?;
                    let rest = text.get(at.start..)?;
                    return Some(Fix::new(Span::new(at.start, source.len()), rest));
                }
                Err(error) => {
                    let value = value_without_sign(&error, &text)?;
                    let rest = text.len() - value.start;
                    if rest >= last {
                        return None;
                    }
                    last = rest;
                    text = sign_before(value, &text).apply(&text);
                }
            }
        }
        None
    }

    /// `status = signed, announced`: a list, if no value of it has a comma.
    fn listed_values(self, diagnostic: &mut Diagnostic, source: &str) {
        let [fix] = diagnostic.fixes.as_slice() else { return };
        let before = source.get(..fix.span.start).unwrap_or_default().trim_end();
        let signs = [("!=", "not in"), ("=", "in"), ("is not", "not in"), ("is", "in")];
        let Some((rest, test)) = signs
            .iter()
            .find_map(|(sign, test)| Some((before.strip_suffix(sign)?.trim_end(), test)))
        else {
            return;
        };
        let list = format!(" {test} ({})", fix.span.text(source));
        let listed = Fix::new(Span::new(rest.len(), fix.span.end), list);
        if self.reads_well(&listed.apply(source)).is_some() {
            diagnostic.problem = Problem::Syntax(Syntax::CommaInValue(Commas::List));
            diagnostic.fixes = vec![listed];
        }
    }
}

/// How many signs are put into one query.
const SIGNS: usize = 4;

/// Puts `=` before a value, or `is` before a word for what is recorded.
fn sign_before(value: Span, text: &str) -> Fix {
    let typed = value.text(text).to_lowercase();
    let is_known = ["known", "unknown"].contains(&typed.as_str());
    Fix::new(Span::new(value.start, value.start), if is_known { "is " } else { "= " })
}

/// Returns the place of the value that lacks a test before it.
fn value_without_sign(error: &Diagnostic, text: &str) -> Option<Span> {
    match &error.problem {
        Problem::Syntax(Syntax::Expected { expected, .. }) => {
            expected.contains(&Expected::Test).then_some(error.span)
        }
        Problem::Syntax(Syntax::NotTested { .. } | Syntax::BareValue { .. }) => {
            second_word(error.span, text)
        }
        _ => None,
    }
}

/// Returns the place of the second word of a span.
fn second_word(at: Span, text: &str) -> Option<Span> {
    let words = at.text(text);
    let (first, rest) = words.split_once(' ')?;
    let rest = rest.trim_start();
    let start = at.start + words.len() - rest.len();
    let length = rest.split(' ').next()?.len();
    (!first.is_empty() && length > 0).then(|| Span::new(start, start + length))
}

/// Asks whether a field of yes or no is yes: `projects where batch`.
fn untested_yes_no(diagnostic: &mut Diagnostic, catalog: &Catalog, of: &Subject) {
    let field = subject_kind(catalog, of).and_then(|kind| kind.field(&of.field));
    let Some(Field { ty: Type::YesNo, .. }) = field else { return };
    if let Problem::Syntax(Syntax::MissingTest { yes_no, .. }) = &mut diagnostic.problem {
        *yes_no = true;
        diagnostic.fixes = vec![Fix::new(Span::new(of.at.end, of.at.end), " = yes")];
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
    diagnostic.problem =
        Problem::Syntax(Syntax::MissingTest { of, found, value_of: None, yes_no: false });
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
