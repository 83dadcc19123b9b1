//! Tokens to trees: one function per rule of grammar.md, in its order and under its name
//! (`clauses`: script … clause, item … path; `conditions`: cond … quantifier; `comparisons`: test; `values`: value).
//!
//! The parser knows no catalog: any word can name a kind or a field, any text can be a value.
//! It reports one error, the furthest it got; everything after that would be a guess.

mod clauses;
mod comparisons;
mod conditions;
mod tokens;
mod values;

use super::ast::Query;
use super::diagnostic::{Diagnostic, Expected, Limit, Problem, Syntax};
use super::lexer::{Token, TokenKind, lex};
use super::span::Span;
use crate::value::suggest;
use tokens::{State, Stop, Tokens};

/// Reads a script: queries separated by `;`. Blank ones are left out.
pub fn parse(source: &str) -> Result<Vec<Query>, Box<Diagnostic>> {
    if source.len() > Limit::TEXT {
        let limit = Limit::Text(source.len());
        return Err(Box::new(Diagnostic::error(Span::new(0, 0), Problem::Limit(limit))));
    }
    let tokens = lex(source);
    let state = State::new(source, &tokens);
    match clauses::script(Tokens::new(&tokens, &state)) {
        Ok((_, queries)) => Ok(queries),
        Err(nom::Err::Failure(Stop(Some(diagnostic)))) => Err(diagnostic),
        Err(_) => Err(Box::new(expectation(&state, &tokens))),
    }
}

/// What can stand at the end of a text that is no query yet, or could go on; none if it is wrong before its end.
pub fn expected(source: &str) -> Option<Vec<Expected>> {
    let tokens = lex(source);
    let state = State::new(source, &tokens);
    let parsed = clauses::script(Tokens::new(&tokens, &state));
    if let Err(nom::Err::Failure(Stop(Some(diagnostic)))) = parsed
        && !matches!(
            diagnostic.problem,
            Problem::Syntax(Syntax::OpenParenthesis | Syntax::BareValue { .. })
        )
    {
        return None;
    }
    let (at, expected) = state.furthest();
    (at == tokens.len()).then_some(expected)
}

/// "expected …, found …" at the furthest place the parser got to.
fn expectation(state: &State<'_>, tokens: &[Token]) -> Diagnostic {
    let (at, mut expected) = state.furthest();
    let source = state.source;
    let here = Tokens::new(tokens.get(at..).unwrap_or_default(), state);
    let span = here.span();
    let found = here.peek().map(|token| token.span.text(source).to_owned());
    if let Some(token) = here.peek()
        && token.kind == TokenKind::Close
        && !expected.contains(&Expected::Close)
        && expected.contains(&Expected::End)
    {
        return Diagnostic::error(span, Problem::Syntax(Syntax::CloseParenthesis)).fix(span, "");
    }
    if found.is_none() && expected.contains(&Expected::Test) {
        let field =
            at.checked_sub(1).and_then(|last| tokens.get(last)).map_or("", |t| t.span.text(source));
        let last = Span::new(span.start, span.end);
        let missing = Syntax::MissingTest { field: field.to_owned() };
        return Diagnostic::error(last, Problem::Syntax(missing)).fix(last, " is known");
    }
    if found.is_none()
        && expected.contains(&Expected::Value)
        && let Some(diagnostic) = missing_value(source, tokens, span)
    {
        return diagnostic;
    }
    expected.retain(|e| *e != Expected::MoreWords);
    let words: Vec<&str> = expected
        .iter()
        .filter_map(|e| if let Expected::Keyword(w) = e { Some(*w) } else { None })
        .collect();
    let suggestions =
        found.as_deref().map(|typed| suggest(typed, words.into_iter())).unwrap_or_default();
    if suggestions.is_empty()
        && is_condition(&here)
        && expected.contains(&Expected::Keyword("where"))
    {
        let typed = found.unwrap_or_default();
        return Diagnostic::error(span, Problem::Syntax(Syntax::MissingWhere(typed)))
            .fix(Span::new(span.start, span.start), "where ");
    }
    let fixes = suggestions.clone();
    // A keyword of two words replaces two words: `start with` is `starts with`.
    let second =
        suggestions.first().and_then(|word| word.split_once(' ')).map(|(_, second)| second);
    let both = second.is_some_and(|second| here.is_word(1, second));
    let span = if both { Span::new(span.start, here.skip(2).end_of_last(here)) } else { span };
    let last = at.checked_sub(1).and_then(|last| tokens.get(last)).filter(|_| found.is_none());
    let dangling = last.filter(|token| ["and", "or", "where"].contains(&token.span.text(source)));
    if let Some(token) = dangling {
        let problem = Syntax::Expected { expected, found, suggestions };
        let rest = source.get(..token.span.start).unwrap_or_default().trim_end().len();
        return Diagnostic::error(span, Problem::Syntax(problem))
            .fix(Span::new(rest, span.end), "");
    }
    Diagnostic::error(span, Problem::Syntax(Syntax::Expected { expected, found, suggestions }))
        .fixes(span, &fixes)
}

/// `projects where investment >`: the field and its comparison are the last two tokens.
fn missing_value(source: &str, tokens: &[Token], end: Span) -> Option<Diagnostic> {
    let [.., field, test] = tokens else { return None };
    let mut words = tokens.iter().map(|token| token.span.text(source));
    let kind =
        words.find(|word| !["explain", "count"].iter().any(|w| word.eq_ignore_ascii_case(w)))?;
    if field.kind != TokenKind::Word || !matches!(test.kind, TokenKind::Operator(_)) {
        return None;
    }
    let problem =
        Syntax::MissingValue { kind: kind.to_owned(), field: field.span.text(source).to_owned() };
    let known = Span::new(field.span.end, end.end);
    Some(Diagnostic::error(end, Problem::Syntax(problem)).fix(known, " is known"))
}

/// Whether what comes next looks like a condition: a word, then a comparison.
fn is_condition(here: &Tokens<'_>) -> bool {
    let is_test = |token: &Token| matches!(token.kind, TokenKind::Operator(_) | TokenKind::Foreign);
    here.peek().is_some_and(|t| t.kind == TokenKind::Word)
        && here.ahead(1).is_some_and(|t| is_test(t) || comparisons::at_test(here.next()))
}

#[cfg(test)]
mod tests;
