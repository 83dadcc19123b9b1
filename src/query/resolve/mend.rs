//! Which repairs are offered as queries: only those that make sense then. Where a query has several mistakes, one repair
//! of them all; a column for which there is nothing here is left out of it. Not here: finding repairs (`reshape`, the parser).

use super::plain::{self, OFFERED, is_question};
use super::related::keeps;
use super::{Failure, Parameters, attempt, resolve};
use crate::catalog::{Catalog, Kind};
use crate::query::ast::{Item, Query};
use crate::query::diagnostic::{
    Diagnostic, Expected, Fix, Meaning, Naming, Problem, Reach, Severity, Subject, Syntax,
};
use crate::query::names::Names;
use crate::query::parser::parse;
use crate::query::repair::{keeps_numbers, offered};
use crate::query::span::Span;

/// How many mistakes that show one after the other are mended together.
const DEPTH: usize = 3;

/// What a text is asked of.
#[derive(Clone, Copy)]
pub struct Mender<'a> {
    /// What there is.
    pub catalog: &'a Catalog,
    /// What it is called.
    pub names: &'a dyn Names,
    /// Values of `$name` parameters.
    pub parameters: &'a Parameters,
}

impl Mender<'_> {
    /// Tells of every repair of a text's errors how far it reaches, and adds one of them all where no single one is enough.
    pub fn mend(self, found: &mut [Diagnostic], source: &str) {
        self.relate(found, source);
        if let [error] = found {
            self.heard(error, source);
        }
        self.mended(found, source, DEPTH);
    }

    /// Tells the repairs that answer another question from those that keep it.
    fn relate(self, found: &mut [Diagnostic], source: &str) {
        for error in found {
            let of_words = match &error.problem {
                // A literal is repaired by what it says, and what follows the dot of a value by the part or text it means.
                Problem::Meaning(Meaning::Literal(_))
                | Problem::Naming(Naming::NoDot { .. })
                | Problem::Limit(_) => false,
                Problem::Meaning(_) | Problem::Naming(_) => true,
                Problem::Syntax(syntax) => *syntax == Syntax::Question,
            };
            for fix in error.fixes.iter_mut().filter(|fix| fix.reach == Reach::Whole) {
                let typed = fix.span.text(source);
                let is_kept = keeps_numbers(typed, &fix.text)
                    && (!of_words || keeps(self.catalog, typed, &fix.text));
                if !is_kept {
                    fix.reach = Reach::Related;
                }
            }
        }
    }

    /// Queries for a text that was never meant to be one.
    fn heard(self, error: &mut Diagnostic, source: &str) {
        let before = source.get(..error.span.start).unwrap_or_default();
        let start = before.rfind(';').map_or(0, |at| at + 1);
        let rest = source.get(start..).unwrap_or_default();
        let span = Span::new(start, rest.find(';').map_or(source.len(), |at| start + at));
        let text = span.text(source);
        let makes_sense = |text: &String| self.errors(text, Some(span.start)).is_none();
        let is_mended = |fix: &Fix| offered(source, fix).as_ref().is_some_and(makes_sense);
        let is_mended = error.fixes.iter().filter(|fix| fix.reach != Reach::Related).any(is_mended);
        let is_lost = match &error.problem {
            Problem::Syntax(Syntax::Expected { expected, suggestions, .. }) => {
                let is_clause = expected.contains(&Expected::Keyword("where"));
                is_clause && suggestions.is_empty() && !is_mended
            }
            Problem::Syntax(Syntax::MissingWhere(_)) => true,
            Problem::Syntax(Syntax::MissingTest { of, value_of: None, .. }) => {
                let of = of.clone();
                return self.heard_value(error, (span, text), &of);
            }
            Problem::Syntax(Syntax::Verb(_))
            | Problem::Naming(Naming::Kind { .. } | Naming::Field { .. }) => !is_mended,
            _ => false,
        };
        if is_lost && is_question(text) {
            let most = if text == source { OFFERED } else { 1 };
            let kind = |text: &str| {
                let first = text.split_whitespace().next();
                first.and_then(|word| self.catalog.find_kind(word)).map(|kind| kind.name.as_str())
            };
            let mut queries = plain::queries(self, text);
            if matches!(error.problem, Problem::Naming(Naming::Field { .. })) {
                queries.retain(|query| kind(query) == kind(text));
            }
            offer(error, span, queries.into_iter().take(most));
        }
    }

    /// What lacks a test is no field, but perhaps a name.
    fn heard_value(self, error: &mut Diagnostic, (span, text): (Span, &str), of: &Subject) {
        let known = |kind: &Kind| kind.field(&of.field).is_some() || kind.link(&of.field).is_some();
        if self.catalog.find_kind(&of.kind).is_some_and(|kind| !known(kind)) {
            offer(error, span, plain::queries(self, text).into_iter().take(1));
        }
    }

    fn mended(self, found: &mut [Diagnostic], source: &str, depth: usize) {
        let queries = parse(source).unwrap_or_default();
        let is_about = |query: &&Query, diagnostic: &Diagnostic| {
            (query.span.start..=query.span.end).contains(&diagnostic.span.start)
        };
        let first = found.first();
        let query = first.and_then(|first| queries.iter().find(|query| is_about(query, first)));
        let at = query.map(|query| query.span.start);
        let is_error = |found: &&mut Diagnostic| found.severity == Severity::Error;
        // Several mistakes are mended together; one may hide others.
        let others = depth;
        let depth = if found.iter_mut().filter(is_error).count() == 1 { depth } else { 0 };
        self.relate(found, source);
        for error in found.iter_mut() {
            error.fixes.retain_mut(|fix| {
                fix.reach != Reach::Related || self.related(fix, source, at, others)
            });
            for fix in error.fixes.iter_mut().filter(|fix| fix.reach != Reach::Related) {
                self.reach(fix, source, at, depth);
            }
        }
        if let Some(query) = query {
            self.together(found, source, query);
        }
    }

    /// Whether a repair alone makes sense; if not, what is wrong then is mended with it.
    fn reach(self, fix: &mut Fix, source: &str, at: Option<usize>, depth: usize) {
        let Some(text) = offered(source, fix) else { return };
        let Some(mut left) = self.errors(&text, at) else { return };
        fix.reach = Reach::Part;
        if depth == 0 {
            return;
        }
        if let Some((text, reach)) = self.whole(&mut left, &text, depth - 1) {
            *fix = Fix { reach, ..Fix::new(Span::new(0, source.len()), text) };
        }
    }

    /// Repairs the other mistakes of a query that answers another question; says whether none is left.
    fn related(self, fix: &mut Fix, source: &str, at: Option<usize>, depth: usize) -> bool {
        let Some(text) = offered(source, fix) else { return true };
        let Some(mut left) = self.errors(&text, at) else { return true };
        let Some(less) = depth.checked_sub(1) else { return false };
        let whole = self.whole(&mut left, &text, less).filter(|(_, reach)| reach.is_offered());
        let Some((text, _)) = whole else { return false };
        *fix = Fix { reach: Reach::Related, ..Fix::new(Span::new(0, source.len()), text) };
        true
    }

    /// Returns a text without the mistakes left in it, and how far that reaches, unless it loses a number.
    fn whole(self, left: &mut [Diagnostic], text: &str, depth: usize) -> Option<(String, Reach)> {
        self.mended(left, text, depth);
        let whole = left.iter().flat_map(|d| &d.fixes).find(|fix| fix.is_enough())?;
        let reach = match &whole.reach {
            Reach::All { without } if !without.is_empty() => whole.reach.clone(),
            _ => Reach::Whole,
        };
        let whole = offered(text, whole)?;
        keeps_numbers(text, &whole).then_some((whole, reach))
    }

    /// What is wrong with the query that begins there, or with the first of all.
    fn errors(self, text: &str, at: Option<usize>) -> Option<Vec<Diagnostic>> {
        let queries = parse(text).ok()?;
        let query = queries.iter().find(|query| at.is_none_or(|at| query.span.end > at))?;
        match resolve(query, self.catalog, self.names, self.parameters) {
            Err(Failure::Query(found)) => Some(found),
            _ => None,
        }
    }

    /// One repair of all errors, with the last of them.
    fn together(self, found: &mut [Diagnostic], source: &str, query: &Query) {
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        if errors.clone().flat_map(|error| &error.fixes).any(Fix::is_enough) {
            return;
        }
        let errors: Vec<&Diagnostic> = errors.collect();
        let Some((edits, without)) = edits(&errors, source, query) else { return };
        let Some(text) = applied(edits, source) else { return };
        let makes_sense = parse(&text).is_ok_and(|queries| {
            let query = queries.iter().find(|other| other.span.end > query.span.start);
            query.is_some_and(|query| {
                attempt(query, self.catalog, self.names, self.parameters).is_ok()
            })
        });
        if let (true, Some(last)) = (makes_sense, found.last_mut()) {
            let reach = Reach::All { without };
            last.fixes.push(Fix { reach, ..Fix::new(Span::new(0, source.len()), text) });
        }
    }
}

/// Queries for a text that is none.
fn offer(error: &mut Diagnostic, span: Span, queries: impl Iterator<Item = String>) {
    let fixes: Vec<Fix> = queries.map(|query| Fix::new(span, query)).collect();
    if !fixes.is_empty() {
        error.problem = Problem::Syntax(Syntax::Question);
        error.fixes = fixes;
    }
}

/// The likeliest repair of each error. A column that has none is taken out, if others are left.
fn edits(errors: &[&Diagnostic], source: &str, query: &Query) -> Option<(Vec<Fix>, Vec<String>)> {
    let is_lost = |item: &Item| {
        let holds = |error: &&&Diagnostic| {
            let (inner, outer) = (error.span, item.span());
            outer.start <= inner.start && inner.end <= outer.end
        };
        let found = errors.iter().find(holds);
        matches!(item, Item::Path(_))
            && found.is_some_and(|error| error.fixes.iter().all(|fix| fix.reach == Reach::Related))
    };
    let lost: Vec<Span> = query.show.iter().filter(|i| is_lost(i)).map(Item::span).collect();
    if lost.len() == query.show.len() && !lost.is_empty() {
        return None;
    }
    let within = |error: &Diagnostic| {
        lost.iter().any(|lost| lost.start <= error.span.start && error.span.end <= lost.end)
    };
    let mut edits: Vec<Fix> = Vec::new();
    for error in errors.iter().filter(|error| !within(error)) {
        let fix = error.fixes.iter().find(|fix| fix.reach != Reach::Related)?;
        if matches!(fix.reach, Reach::Parameter { .. }) {
            return None;
        }
        edits.push(fix.clone());
    }
    let mut is_first = true;
    let mut end = 0;
    for item in &query.show {
        let span = item.span();
        match (is_lost(item), is_first) {
            (false, _) => is_first = false,
            (true, false) => edits.push(Fix::new(Span::new(end, span.end), "")),
            (true, true) => {
                let behind = source.get(span.end..)?;
                let comma = behind.find([',', '，'])?;
                let rest = behind.get(comma..)?.trim_start_matches([',', '，']).trim_start();
                edits.push(Fix::new(Span::new(span.start, source.len() - rest.len()), ""));
            }
        }
        end = span.end;
    }
    let without = lost.iter().map(|span| span.text(source).to_owned()).collect();
    Some((edits, without))
}

/// The text with all edits made, if none is in another's way.
fn applied(mut edits: Vec<Fix>, source: &str) -> Option<String> {
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut text = source.to_owned();
    let mut before = source.len();
    for edit in edits {
        if edit.span.end > before {
            return None;
        }
        before = edit.span.start;
        text = edit.apply(&text);
    }
    Some(text)
}
