//! How far each suggestion goes: which repair the query alone, which leave other mistakes, which answer another question.
//! A suggestion for the value of a parameter changes that value; one that would replace the parameter isn't offered. Where a
//! query has several mistakes, one repair of all of them is added; a column without a repair is left out of it.

use super::problems::SHOWN;
use super::question::{self, is_question};
use super::suggester::Suggester;
use crate::catalog::Kind;
use crate::catalog::vocabulary::is_stop_word;
use crate::query::ast::{Item, Query};
use crate::query::diagnostic::{
    Applicability, Diagnostic, Expected, Fix, NameProblem, Problem, Severity, Subject, Syntax,
    TypeProblem,
};
use crate::query::parser::parse;
use crate::query::repair::{keeps_numbers, repair_text};
use crate::query::resolve::{Failure, Resolved, resolve_sources};
use crate::query::span::Span;
use crate::value::is_unspaced;

/// How many mistakes that show one after the other are repaired together.
const DEPTH: usize = 3;

impl Suggester<'_> {
    /// Says of every suggestion that is shown how far it goes, and adds one repair of all errors where no single one is enough.
    pub fn repair(self, found: &mut [Diagnostic], source: &str) {
        let Some(found) = found.get_mut(..found.len().min(SHOWN)) else { return };
        self.mark_related(found, source);
        if let [error] = found {
            self.read_as_question(error, source);
        }
        self.mark_related(found, source);
        self.judge(found, source, DEPTH);
    }

    /// Marks the suggestions that drop or replace a word or number: they answer another question.
    fn mark_related(self, found: &mut [Diagnostic], source: &str) {
        for error in found {
            let has_words = match &error.problem {
                // A literal is repaired by its meaning, and so are the names after the dot of a value.
                Problem::Meaning(TypeProblem::Literal(_))
                | Problem::Naming(NameProblem::NoDot { .. } | NameProblem::OwnKind { .. })
                | Problem::Limit(_)
                | Problem::Syntax(_) => false,
                Problem::Meaning(_) | Problem::Naming(_) => true,
            };
            let whole = |fix: &&mut Fix| fix.applicability == Applicability::Whole;
            for fix in error.fixes.iter_mut().filter(whole) {
                let typed = fix.span.text(source);
                let loses = if matches!(error.problem, Problem::Syntax(Syntax::Question { .. })) {
                    question::loses_words(self, typed, &fix.text)
                } else if has_words {
                    self.loses_words(typed, &fix.text)
                } else {
                    !keeps_numbers(typed, &fix.text)
                };
                if loses {
                    fix.applicability = Applicability::Related;
                }
            }
        }
    }

    /// Replaces the suggestions for a text that was never meant to be a query.
    fn read_as_question(self, error: &mut Diagnostic, source: &str) {
        let before = source.get(..error.span.start).unwrap_or_default();
        let start = before.rfind(';').map_or(0, |at| at + 1);
        let rest = source.get(start..).unwrap_or_default();
        let span = Span::new(start, rest.find(';').map_or(source.len(), |at| start + at));
        let text = span.text(source);
        let makes_sense = |text: &String| !self.has_errors(text, Some(span.start));
        let is_repair = |fix: &Fix| {
            let repaired = repair_text(source, fix);
            fix.applicability != Applicability::Related
                && repaired.as_ref().is_some_and(makes_sense)
        };
        let has_repair = error.fixes.iter().any(is_repair);
        let is_lost = match &error.problem {
            Problem::Syntax(Syntax::Expected { expected, found, suggestions }) => {
                // `where is Qingdao` begins like a condition.
                let is_lost = expected.contains(&Expected::Keyword("where"))
                    || expected.contains(&Expected::Kind);
                // `projects with no investors` has no misspelt clause.
                let goes_on = error.span.end < span.start + text.trim_end().len();
                let is_asked = goes_on && found.as_deref().is_some_and(is_stop_word);
                is_lost
                    && if is_asked {
                        !(suggestions.is_empty() && has_repair)
                    } else {
                        suggestions.is_empty() && !has_repair
                    }
            }
            Problem::Syntax(Syntax::MissingWhere(_)) => true,
            Problem::Syntax(Syntax::Reserved(word)) => is_stop_word(word),
            // What lacks a test is no field, but perhaps a name.
            Problem::Syntax(Syntax::MissingTest { of, value_of: None, .. }) => {
                if !self.is_field(of) {
                    replace_by_questions(
                        error,
                        span,
                        (&question::queries_asked(self, text), vec![]),
                        1,
                    );
                }
                return;
            }
            Problem::Syntax(Syntax::Verb(_))
            | Problem::Naming(NameProblem::Kind { .. } | NameProblem::Field { .. }) => !has_repair,
            _ => false,
        };
        if !is_lost || !is_question(text) {
            return;
        }
        let mut queries = question::queries_asked(self, text);
        if has_repair && queries.is_empty() {
            return;
        }
        if let Problem::Syntax(Syntax::Expected { suggestions, .. }) = &mut error.problem {
            suggestions.clear();
        }
        if matches!(error.problem, Problem::Naming(NameProblem::Field { .. })) {
            let kind = |word: &str| self.catalog.find_kind(word).map(|kind| &kind.name);
            let named = text.split_whitespace().next().and_then(kind);
            queries.retain(|query| kind(&query.kind.text) == named);
        }
        let most = if text == source { question::OFFERED } else { 1 };
        let is_open = match &error.problem {
            Problem::Syntax(Syntax::Expected { .. } | Syntax::MissingWhere(_)) => true,
            Problem::Naming(NameProblem::Kind { .. }) => text.contains(is_unspaced),
            _ => false,
        };
        let is_open = is_open && queries.is_empty();
        let unknown = if is_open { question::unknown_words(self, text) } else { vec![] };
        let relative = question::relative_time(text, self.catalog, self.names);
        if let Some(words) = relative.filter(|_| queries.is_empty()) {
            if let Some(at) = text.find(&words) {
                error.span = Span::new(span.start + at, span.start + at + words.len());
            }
            error.problem = Problem::Syntax(Syntax::RelativeTime(words));
            error.fixes.clear();
            return;
        }
        if let [word] = unknown.as_slice() {
            queries = question::respell_question(self, text, word);
        }
        replace_by_questions(error, span, (&queries, unknown), most);
    }

    /// Checks whether a subject is a field or link of its kind, or of no kind there is.
    fn is_field(self, of: &Subject) -> bool {
        let known = |kind: &Kind| kind.field(&of.field).is_some() || kind.link(&of.field).is_some();
        self.catalog.find_kind(&of.kind).is_none_or(known)
    }

    /// Sets the applicability of each suggestion. Drops suggestions that answer another question and still have a mistake.
    fn judge(self, found: &mut [Diagnostic], source: &str, depth: usize) {
        let queries = parse(source).unwrap_or_default();
        let first = found.first().map(|first| first.span.start);
        let query = queries.iter().find(|query| {
            first.is_some_and(|at| (query.span.start..=query.span.end).contains(&at))
        });
        let at = query.map(|query| query.span.start);
        // Several mistakes are repaired together; one may hide others.
        let is_only = found.iter().filter(|found| is_error(found)).count() == 1;
        for error in found.iter_mut() {
            error.fixes.retain_mut(|fix| {
                let is_related = fix.applicability == Applicability::Related;
                self.complete(fix, source, at, if is_only || is_related { depth } else { 0 })
            });
        }
        if let Some(query) = query {
            self.combine_repairs(found, source, query);
        }
    }

    /// Repairs the mistakes that a suggestion leaves, or says that it leaves some; returns whether it is kept. One that answers
    /// another question must leave none.
    fn complete(self, fix: &mut Fix, source: &str, at: Option<usize>, depth: usize) -> bool {
        let Some(text) = repair_text(source, fix) else { return true };
        if !self.has_errors(&text, at) {
            if fix.applicability == Applicability::Whole
                && let Some(text) = self.respell_names(&text, at)
            {
                *fix = Fix::new(Span::new(0, source.len()), text);
            }
            return true;
        }
        let is_related = fix.applicability == Applicability::Related;
        let whole = depth.checked_sub(1).and_then(|depth| self.repair_rest(&text, at, depth));
        match whole.filter(|(_, reached)| !is_related || reached.is_offered()) {
            Some((text, reached)) => {
                let applicability = if is_related { Applicability::Related } else { reached };
                *fix = Fix { applicability, ..Fix::new(Span::new(0, source.len()), text) };
                true
            }
            None if is_related => false,
            None => {
                fix.applicability = Applicability::Part;
                true
            }
        }
    }

    /// Returns a repaired text with each name that nothing has replaced by the only one like it.
    fn respell_names(self, text: &str, at: Option<usize>) -> Option<String> {
        let queries = parse(text).ok()?;
        let query = queries.iter().find(|query| at.is_none_or(|at| query.span.end > at))?;
        let mut found =
            resolve_sources(query, self.catalog, self.names, self.parameters).ok()?.warnings;
        self.suggest(&mut found, query);
        let like = found.iter().filter_map(|found| match &found.problem {
            Problem::Naming(NameProblem::Nothing { suggestions, .. }) if suggestions.len() == 1 => {
                found.fixes.last()
            }
            _ => None,
        });
        let is_meant = |fix: &&Fix| {
            fix.applicability == Applicability::Whole
                && keeps_numbers(fix.span.text(text), &fix.text)
        };
        let edits: Vec<Fix> = like.filter(is_meant).cloned().collect();
        let text = apply_edits(edits, text).filter(|respelt| respelt != text)?;
        (!self.has_errors(&text, at)).then_some(text)
    }

    /// Returns a text without the mistakes left in it, and how far that repair goes, unless it loses a number.
    fn repair_rest(
        self,
        text: &str,
        at: Option<usize>,
        depth: usize,
    ) -> Option<(String, Applicability)> {
        // Only mistakes that are shown have suggestions.
        let (query, mut left) =
            self.first_errors(text, at).filter(|(_, left)| left.len() <= SHOWN)?;
        self.suggest(&mut left, &query);
        self.mark_related(&mut left, text);
        for error in &mut left {
            error.fixes.retain(|fix| fix.applicability != Applicability::Related);
        }
        self.judge(&mut left, text, depth);
        let left = left.iter().filter(|error| !is_one_of_several(error));
        let whole = left.flat_map(|error| &error.fixes).find(|fix| fix.is_enough())?;
        let applicability = match &whole.applicability {
            Applicability::All { without } if !without.is_empty() => whole.applicability.clone(),
            _ => Applicability::Whole,
        };
        let whole = repair_text(text, whole)?;
        keeps_numbers(text, &whole).then_some((whole, applicability))
    }

    /// Checks whether one of the queries that begin there or after has errors.
    fn has_errors(self, text: &str, at: Option<usize>) -> bool {
        self.first_errors(text, at).is_some()
    }

    /// Returns the first query at or after a place that has errors, with the errors.
    fn first_errors(self, text: &str, at: Option<usize>) -> Option<(Query, Vec<Diagnostic>)> {
        let queries = parse(text).ok()?.into_iter();
        queries.filter(|query| at.is_none_or(|at| query.span.end > at)).find_map(|query| {
            match resolve_sources(&query, self.catalog, self.names, self.parameters) {
                Err(Failure::Query(found)) => Some((query, found)),
                // A name that nothing has is an error, whatever the condition around it makes of it.
                Ok(Resolved { warnings, .. }) if warnings.iter().any(is_error) => {
                    Some((query, warnings))
                }
                _ => None,
            }
        })
    }

    /// Adds one repair of all errors to the last of them.
    fn combine_repairs(self, found: &mut [Diagnostic], source: &str, query: &Query) {
        let errors: Vec<&Diagnostic> = found.iter().filter(|found| is_error(found)).collect();
        let is_enough = errors.iter().flat_map(|error| &error.fixes).any(Fix::is_enough);
        if errors.is_empty() || is_enough {
            return;
        }
        let Some((edits, without)) = likeliest_edits(&errors, source, query) else { return };
        let Some(text) = apply_edits(edits, source) else { return };
        let makes_sense = parse(&text).is_ok() && !self.has_errors(&text, Some(query.span.start));
        if let (true, Some(last)) = (makes_sense, found.last_mut()) {
            let applicability = Applicability::All { without };
            last.fixes.push(Fix { applicability, ..Fix::new(Span::new(0, source.len()), text) });
        }
    }
}

/// Checks whether an unknown name may be any of several.
fn is_one_of_several(found: &Diagnostic) -> bool {
    matches!(&found.problem, Problem::Naming(NameProblem::Nothing { suggestions, .. }) if suggestions.len() > 1)
}

fn is_error(found: &Diagnostic) -> bool {
    found.severity == Severity::Error
}

/// Replaces an error's suggestions by the queries that its text asks for, if there are any, or says which of its words no fact
/// mentions.
fn replace_by_questions(
    error: &mut Diagnostic,
    span: Span,
    (queries, unknown): (&[Query], Vec<String>),
    most: usize,
) {
    if !queries.is_empty() || !unknown.is_empty() {
        error.problem = Problem::Syntax(Syntax::Question { unknown });
        let queries = queries.iter().take(most);
        error.fixes = queries.map(|query| Fix::new(span, query.to_string())).collect();
    }
}

/// Lists the likeliest repair of each error, and the columns left out because they have none; one column must be left.
fn likeliest_edits(
    errors: &[&Diagnostic],
    source: &str,
    query: &Query,
) -> Option<(Vec<Fix>, Vec<String>)> {
    let is_lost = |item: &Item| {
        let found = errors.iter().find(|error| item.span().holds(error.span));
        matches!(item, Item::Path(_))
            && found.is_some_and(|error| {
                error.fixes.iter().all(|fix| fix.applicability == Applicability::Related)
            })
    };
    let lost: Vec<Span> = query.show.iter().filter(|i| is_lost(i)).map(Item::span).collect();
    if lost.len() == query.show.len() && !lost.is_empty() {
        return None;
    }
    let within = |error: &Diagnostic| lost.iter().any(|lost| lost.holds(error.span));
    let mut edits: Vec<Fix> = Vec::new();
    for error in errors.iter().filter(|error| !within(error)) {
        let fix = error.fixes.iter().find(|fix| fix.applicability != Applicability::Related)?;
        if matches!(fix.applicability, Applicability::Parameter { .. }) {
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

/// Makes all edits, unless two overlap.
fn apply_edits(mut edits: Vec<Fix>, source: &str) -> Option<String> {
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
