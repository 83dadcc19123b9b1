//! The whole road of one text, and what must hold at each step.

use std::sync::atomic::{AtomicU64, Ordering};

use brief::query::diagnostic::{Applicability, Diagnostic, Severity};
use brief::query::lexer::lex;
use brief::query::parser::parse;
use brief::query::repair::repair_text;
use brief::query::resolve::{Failure, Parameters};
use brief::query::span::Span;
use brief::query::suggest::resolve;
use brief::session::{Failed, QueryOrigin, Session, Settings};
use brief::store::Base;
use brief::store::digest::Input;
use brief::text::clean::is_unsafe;

use crate::Outcome;
use crate::corpus::{Corpus, Facts};
use crate::repairs;

/// How many problems of one text are shown.
const SHOWN: usize = 10;

/// How many queries were offered.
pub(crate) static OFFERED: AtomicU64 = AtomicU64::new(0);

/// A session of each base.
pub(crate) fn sessions(corpus: &Corpus) -> Vec<Session> {
    corpus.facts.iter().map(session).collect()
}

/// A session of one base.
pub(crate) fn session(facts: &Facts) -> Session {
    let inputs: Vec<Input> = { facts.digests.iter().enumerate() }
        .map(|(n, text)| Input::new(format!("{n}.toml"), text.clone()))
        .collect();
    let (base, _) = Base::in_memory(&facts.catalog, &inputs).unwrap();
    Session { base, settings: settings() }
}

pub(crate) fn settings() -> Settings {
    Settings {
        width: Some(80),
        notes_width: Some(80),
        parameters: Parameters::from([("city".to_owned(), "Qingdao".to_owned())]),
        ..Settings::default()
    }
}

/// Walks the road as far as it goes. `n` chooses what is looked at besides.
pub(crate) fn walk(session: &Session, text: &str, n: u64) -> Outcome {
    let mut end = 0;
    for token in lex(text) {
        inside(text, token.span)?;
        if token.span.start < end || token.span.start == token.span.end {
            return Err(format!("tokens overlap or are empty at {:?}", token.span));
        }
        end = token.span.end;
    }
    let catalog = session.base.catalog();
    let queries = match parse(text) {
        Ok(queries) => queries,
        Err(mut found) => {
            session.suggester().complete_syntax_error(&mut found, text);
            diagnostic(text, &found)?;
            answered(session, text)?;
            return Ok("refused by the parser");
        }
    };
    let mut outcome = if queries.is_empty() { "empty" } else { "answered" };
    for query in &queries {
        let printed = query.to_string();
        let again = parse(&printed).map_err(|found| {
            format!("the canonical text is refused: {printed:?}: {:?}", found.problem.message())
        })?;
        if again != std::slice::from_ref(query) || again[0].to_string() != printed {
            return Err(format!("the canonical text is another query: {printed:?}"));
        }
        inside(text, query.span)?;
        let found = match resolve(query, catalog, &session.base, &session.settings.parameters) {
            Ok(resolved) => resolved.warnings,
            Err(Failure::Query(found)) => {
                if !found.iter().any(|found| found.severity == Severity::Error) {
                    return Err("refused without an error".into());
                }
                outcome = "refused by the resolver";
                found
            }
            Err(Failure::Names(error)) => {
                return Err(format!("looking names up failed: {error:#}"));
            }
        };
        for found in found.iter().take(SHOWN) {
            diagnostic(text, found)?;
        }
    }
    answered(session, text)?;
    if outcome == "answered" && n.is_multiple_of(5) && queries.iter().all(|query| !query.explain) {
        for query in &queries {
            answered(session, &format!("explain {query}"))?;
        }
    }
    Ok(outcome)
}

/// Every query that is offered for a text has an answer, and keeps the words and numbers that were typed. What waits at the prompt is
/// the first of them.
fn mended(session: &Session, text: &str, found: &[Diagnostic]) -> Result<u64, String> {
    let mut count = 0;
    for fix in found.iter().take(SHOWN).flat_map(|diagnostic| &diagnostic.fixes) {
        let related = fix.applicability == Applicability::Related;
        if !related && !fix.is_enough() {
            continue;
        }
        let Some(repair) = repair_text(text, fix) else { continue };
        let tried = OFFERED.fetch_add(1, Ordering::Relaxed) + 1;
        if tried.is_multiple_of(10_000) {
            println!("{tried} offers tried");
        }
        count += 1;
        let again = answered(session, &repair)?;
        // That no source meets the condition that was typed is an answer.
        let is_error = |found: &&Diagnostic| {
            found.severity == Severity::Error
                && !found.problem.message().sentence.starts_with("no source meets this condition")
        };
        if let Some(again) = again.iter().find(is_error) {
            let said = again.problem.message().sentence;
            return Err(format!("{repair:?} is offered and refused: {said}"));
        }
        if !fix.applicability.is_offered() {
            continue;
        }
        if let Some(lost) = repairs::lost(session.base.catalog(), text, fix, &repair) {
            return Err(format!("{repair:?} loses {lost:?}"));
        }
    }
    Ok(count)
}

/// Tries the queries that are offered for a text that is refused, and returns their number.
pub(crate) fn offered_queries(session: &Session, text: &str) -> Result<u64, String> {
    let (catalog, parameters) = (session.base.catalog(), &session.settings.parameters);
    if let Ok(queries) = parse(text) {
        let read = queries.iter().map(|query| resolve(query, catalog, &session.base, parameters));
        let read: Result<Vec<_>, _> = read.collect();
        if let Ok(read) = read {
            let warnings: Vec<Diagnostic> =
                read.into_iter().flat_map(|read| read.warnings).collect();
            // One of a name that nothing has can be an error, and refuses the query.
            if warnings.iter().all(|found| found.severity != Severity::Error) {
                return mended(session, text, &warnings);
            }
        }
    }
    mended(session, text, &answered(session, text)?)
}

/// The answer as a person reads it: nothing that steers a terminal, and no failure that is not the asker's. Returns what a refused
/// text was told.
fn answered(session: &Session, text: &str) -> Result<Vec<Diagnostic>, String> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let found = match session.answer(text, &QueryOrigin::default(), &mut out, &mut err) {
        Ok(_) => vec![],
        Err(Failed::Query(found)) if !found.is_empty() && !err.is_empty() => found,
        Err(Failed::Query(_)) => return Err("refused without a word".into()),
        Err(Failed::Output(error)) => return Err(format!("writing failed: {error}")),
        Err(Failed::Stopped(reason)) => return Err(format!("{reason}")),
        Err(Failed::Run(error)) if format!("{error:#}").contains("nested too deep") => vec![],
        Err(Failed::Run(error)) => return Err(format!("running failed: {error:#}")),
    };
    for shown in [out, err] {
        let shown = String::from_utf8(shown).map_err(|_| "what is shown is not UTF-8")?;
        safe(&shown)?;
    }
    Ok(found)
}

fn safe(shown: &str) -> Result<(), String> {
    match shown.chars().find(|c| *c != '\n' && is_unsafe(*c)) {
        Some(c) => Err(format!("{c:?} reaches the terminal: {shown:?}")),
        None => Ok(()),
    }
}

/// What is said of a text: about a place in it, in words, with repairs that read.
fn diagnostic(text: &str, found: &Diagnostic) -> Result<(), String> {
    inside(text, found.span)?;
    let message = found.problem.message();
    let letter = message.code.starts_with(['S', 'N', 'T', 'X']) && message.code.len() == 3;
    if !letter || message.sentence.is_empty() || message.sentence.ends_with('.') {
        return Err(format!("not a good message: {message:?}"));
    }
    let said = [&message.notes, &message.helps, &message.leads].into_iter().flatten();
    if { said }.any(String::is_empty) {
        return Err(format!("an empty line: {message:?}"));
    }
    for fix in &found.fixes {
        inside(text, fix.span)?;
        if let Some(repair) = repair_text(text, fix) {
            parse(&repair).map_err(|_| format!("{repair:?} is offered and refused"))?;
        }
    }
    Ok(())
}

/// A place lies in its text, between characters.
fn inside(text: &str, span: Span) -> Result<(), String> {
    match text.get(span.range()) {
        Some(_) => Ok(()),
        None => Err(format!("{span:?} is no place in a text of {} bytes", text.len())),
    }
}
