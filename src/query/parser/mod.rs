//! Tokens to trees: one function per rule of grammar.md, in its order and under its name (`clauses`: script … clause, item …
//! path; `conditions`: cond … quantifier; `comparisons`: test; `values`: value, integer; `foreign`: what is written elsewhere;
//! `cut`: comments that hold a part of a query; `misplaced`: `possibly` where no condition follows).
//!
//! The parser knows no catalog: any word can name a kind or a field, any text can be a value.
//! It reports one error, the furthest it got; everything after that would be a guess.

mod clauses;
mod comparisons;
mod conditions;
mod cut;
pub(in crate::query) mod foreign;
mod misplaced;
mod tokens;
mod values;

use super::ast::Query;
use super::diagnostic::{Diagnostic, Expected, Fix, Limit, Problem, Syntax};
use super::lexer::{Token, TokenKind, lex};
use super::print::quote_text;
use super::span::Span;
use crate::value::find_similar;
pub use cut::warn_of_comments;
use tokens::{State, Stop, Tokens};

/// Reads a script: queries separated by `;`. Blank ones are left out.
pub fn parse(source: &str) -> Result<Vec<Query>, Box<Diagnostic>> {
    let queries = parse_tokens(source)?;
    cut::refuse_cut(source, &queries)?;
    Ok(queries)
}

/// Reads a script without looking into its comments.
fn parse_tokens(source: &str) -> Result<Vec<Query>, Box<Diagnostic>> {
    let tokens = lex(source);
    for query in tokens.split(|token| token.kind == TokenKind::Semicolon) {
        let (Some(first), Some(last)) = (query.first(), query.last()) else { continue };
        let (start, length) = (first.span.start, last.span.end - first.span.start);
        if length > Limit::TEXT {
            let limit = Limit::Text(length);
            return Err(Box::new(Diagnostic::error(Span::new(start, start), limit)));
        }
    }
    let state = State::new(source, &tokens);
    match clauses::parse_script(Tokens::new(&tokens, &state)) {
        Ok((_, queries)) => Ok(queries),
        Err(nom::Err::Failure(Stop(Some(diagnostic)))) => Err(diagnostic),
        Err(_) => Err(Box::new(describe_expectation(&state, &tokens))),
    }
}

/// Returns the tokens that can follow a text that isn't a query yet, or could go on; none if it has a mistake before its end.
pub fn expected_next(source: &str) -> Option<Vec<Expected>> {
    let tokens = lex(source);
    let state = State::new(source, &tokens);
    let parsed = clauses::parse_script(Tokens::new(&tokens, &state));
    if let Err(nom::Err::Failure(Stop(Some(diagnostic)))) = parsed
        && !matches!(
            diagnostic.problem,
            Problem::Syntax(
                Syntax::OpenParenthesis
                    | Syntax::NothingSought
                    | Syntax::BareWord { .. }
                    | Syntax::BareValue { .. }
                    | Syntax::NotTested { .. }
                    | Syntax::FactsOfNothing
            )
        )
    {
        return None;
    }
    let (at, expected) = state.furthest_place();
    (at == tokens.len()).then_some(expected)
}

/// A value without quotes that a word of the language ends before its last word.
#[derive(Debug)]
pub struct RunOnValue {
    /// The kind of the query.
    pub kind: String,
    /// The word of the language: `by`.
    pub keyword: Span,
    /// The word after it, which may be a field.
    pub next: String,
    /// The value in quotes.
    pub fix: Fix,
}

/// Finds the value that a text with a mistake goes on with after a word of the language: `gist = opened by the mayor`.
pub fn find_run_on_value(source: &str) -> Option<RunOnValue> {
    let tokens = lex(source);
    let state = State::new(source, &tokens);
    let failed = clauses::parse_script(Tokens::new(&tokens, &state)).err()?;
    let at = match failed {
        nom::Err::Failure(Stop(Some(diagnostic))) => {
            tokens.iter().position(|token| token.span.end > diagnostic.span.start)
        }
        _ => Some(state.furthest_place().0),
    };
    let (first, at) = (state.last_value()?, at.unwrap_or(tokens.len()));
    let here = |n: usize| Tokens::new(tokens.get(n..).unwrap_or_default(), &state);
    let is_inner = |n: &usize| {
        ["and", "or", "where", "show", "by"].iter().any(|word| here(*n).is_word(0, word))
    };
    let word = (first..=at).find(is_inner)?;
    let next = here(word + 1);
    let in_value = |token: &&Token| matches!(token.kind, TokenKind::Word | TokenKind::Comma);
    let length = tokens.iter().skip(first).take_while(in_value).count();
    let ends = (at.max(word) + 1..=first + length).filter(|end| values::at_value_end(here(*end)));
    let fixed = ends.filter_map(|end| {
        let last = tokens.get(end.checked_sub(1)?)?.span;
        let whole = tokens.get(first)?.span.join_with(last);
        let fix = Fix::new(whole, quote_text(whole.text(source)));
        parse(&fix.apply(source)).is_ok().then_some(fix)
    });
    Some(RunOnValue {
        kind: state.kind().to_lowercase(),
        keyword: here(word).span(),
        next: next.text().to_lowercase(),
        fix: { fixed }.next()?,
    })
}

/// "expected …, found …" at the furthest place the parser got to.
fn describe_expectation(state: &State<'_>, tokens: &[Token]) -> Diagnostic {
    let (at, mut expected) = state.furthest_place();
    let source = state.source;
    let here = Tokens::new(tokens.get(at..).unwrap_or_default(), state);
    let span = here.span();
    let found = here.peek().map(|token| token.span.text(source).to_owned());
    if here.is_word(0, "possibly")
        && let Some(diagnostic) = misplaced::report_possibly(source, tokens, at)
    {
        return diagnostic;
    }
    if let Some(token) = here.peek()
        && token.kind == TokenKind::Close
        && !expected.contains(&Expected::Close)
        && expected.contains(&Expected::End)
    {
        return Diagnostic::error(span, Syntax::CloseParenthesis).fix(span, "");
    }
    let before = tokens.get(..at).unwrap_or_default();
    if let Some(diagnostic) = report_missing_part(&here, before, &expected) {
        return diagnostic;
    }
    expected.retain(|e| *e != Expected::MoreWords);
    let words: Vec<&str> = expected
        .iter()
        .filter_map(|e| if let Expected::Keyword(w) = e { Some(*w) } else { None })
        .collect();
    // A keyword of two words replaces two words: `start with` is `starts with`, `oder by` is `order by`.
    let of_two = of_two_words(&here, &words);
    let both = !of_two.is_empty();
    let suggestions = match found.as_deref() {
        Some(typed) if expected.contains(&Expected::Number) => {
            digits_of_word(typed).into_iter().collect()
        }
        Some(_) if both => of_two,
        Some(typed) if !values::at_value_end(here) => find_similar(typed, words.into_iter()),
        _ => vec![],
    };
    if suggestions.is_empty()
        && is_condition(&here)
        && expected.contains(&Expected::Keyword("where"))
    {
        let typed = found.unwrap_or_default();
        return Diagnostic::error(span, Syntax::MissingWhere(typed))
            .fix(Span::new(span.start, span.start), "where ");
    }
    let fixes = suggestions.clone();
    let span = if both { Span::new(span.start, here.skip(2).end_of_last(here)) } else { span };
    let diagnostic = Diagnostic::error(span, Syntax::Expected { expected, found, suggestions });
    match dangling_keywords(&here, before) {
        Some(dangling) if fixes.is_empty() => diagnostic.fix(dangling, ""),
        _ => diagnostic.fixes(span, &fixes),
    }
}

/// Returns the keywords of two words that the next two words are almost.
fn of_two_words(here: &Tokens<'_>, words: &[&str]) -> Vec<String> {
    let is_word = |token: &&Token| token.kind == TokenKind::Word;
    match (here.peek().filter(is_word), here.peek_ahead(1).filter(is_word)) {
        (Some(first), Some(second)) if !values::at_value_end(*here) => {
            let [first, second] = [first, second].map(|token| token.span.text(here.source()));
            // `order city` lacks its `by`.
            let is_like = |last: &str| last.len().abs_diff(second.len()) <= 1;
            let keywords = words.iter().copied();
            let keywords =
                keywords.filter(|word| word.split_once(' ').is_some_and(|w| is_like(w.1)));
            find_similar(&format!("{first} {second}"), keywords)
        }
        _ => vec![],
    }
}

/// `where`, `show`, `order by`, `and`, `,` with nothing after them: what to leave out.
fn dangling_keywords(here: &Tokens<'_>, before: &[Token]) -> Option<Span> {
    const OPEN: [&str; 13] = [
        "and", "or", "where", "show", "by", "order", "limit", "not", "possibly", "of", "sum",
        "each", ",",
    ];
    let source = here.source();
    let is_open = |token: &&Token| {
        let text = token.span.text(source).to_lowercase();
        OPEN.contains(&text.as_str())
    };
    if !values::at_value_end(*here) {
        return None;
    }
    let open = before.iter().rev().take_while(is_open).count();
    let first = before.get(before.len() - open)?;
    let rest = source.get(..first.span.start).unwrap_or_default().trim_end().len();
    let last = before.last()?.span.end;
    Some(Span::new(rest, last))
}

/// Returns the digits of a number in words.
fn digits_of_word(typed: &str) -> Option<String> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let n = WORDS.iter().position(|word| typed.eq_ignore_ascii_case(word))?;
    Some(n.to_string())
}

/// Reports a condition that stops after its field or its comparison.
fn report_missing_part(
    here: &Tokens<'_>,
    before: &[Token],
    expected: &[Expected],
) -> Option<Diagnostic> {
    if !values::at_value_end(*here) {
        return None;
    }
    let found = here.peek().map(|token| token.span.text(here.source()).to_owned());
    let of = here.subject();
    let last = before.last()?;
    let behind = Span::new(last.span.end, last.span.end);
    if expected.contains(&Expected::Test) && last.span.end == of.at.end {
        let problem = Syntax::MissingTest { of, found, value_of: None, yes_no: false };
        return Some(Diagnostic::error(here.span(), problem).fix(behind, " is known"));
    }
    let [.., field, test] = before else { return None };
    let compares = matches!(test.kind, TokenKind::Operator(_)) && field.span.end == of.at.end;
    if !expected.contains(&Expected::Value) || !compares {
        return None;
    }
    let known = Span::new(field.span.end, test.span.end);
    let problem = Syntax::MissingValue { of, found, example: true };
    Some(Diagnostic::error(here.span(), problem).fix(known, " is known"))
}

/// Checks whether what comes next looks like a condition: a word, then a comparison.
fn is_condition(here: &Tokens<'_>) -> bool {
    let is_test = |token: &Token| matches!(token.kind, TokenKind::Operator(_) | TokenKind::Foreign);
    here.peek().is_some_and(|t| t.kind == TokenKind::Word)
        && here.peek_ahead(1).is_some_and(|t| is_test(t) || comparisons::at_test(here.next()))
}

#[cfg(test)]
mod tests;
