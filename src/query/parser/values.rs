//! Values: where an unquoted one ends, and what it may not hold.

use nom::Parser;
use nom::combinator::cut;

use super::comparisons::at_test;
use super::tokens::{Parsed, Tokens, at_end, stop_with};
use crate::query::ast::{CountArgument, Form, Name, Value};
use crate::query::bind::{is_parameter, whole_number};
use crate::query::diagnostic::{BadInteger, CLAUSES, Diagnostic, Expected, Fix, Syntax};
use crate::query::foreign_words::{FOREIGN_CLAUSES, RESERVED};
use crate::query::lexer::{TokenKind, is_word};
use crate::query::print::quote_text;
use crate::query::span::Span;

/// With more quotes in a line than this the first that may end a text ends it.
const SIGNS: usize = 6;

/// Checks whether an unquoted value ends here (grammar.md#value). Behind its last word it does not go on with `possibly`.
pub(super) fn at_value_end(mut i: Tokens<'_>) -> bool {
    while i.is_word(0, "possibly") {
        i = i.next();
    }
    at_boundary(i)
}

/// Checks whether a clause, a condition or nothing comes next.
fn at_boundary(i: Tokens<'_>) -> bool {
    // `limit` begins a clause only before a number.
    let is_clause =
        |clause| i.at_keyword(clause) && (clause != "limit" || is_count(i.next().text()));
    at_end(i)
        || i.peek().is_some_and(|token| matches!(token.kind, TokenKind::Close | TokenKind::Comma))
        || ["and", "or"].iter().any(|word| i.is_word(0, word))
        || CLAUSES.into_iter().any(is_clause)
}

/// `value = quoted | word , { word }`
pub(super) fn parse_value(i: Tokens<'_>) -> Parsed<'_, Value> {
    i.note_expected(Expected::Value);
    i.note_value();
    match i.peek().map(|token| (&token.kind, token.span)) {
        Some((TokenKind::Quoted { text, closed: true }, span)) => parse_quoted_value(i, text, span),
        Some((TokenKind::Quoted { closed: false, .. }, span)) => {
            let line = span.text(i.source()).lines().next().unwrap_or_default().trim_end();
            let closing = if line.starts_with('\'') { "'" } else { "\"" };
            let span = Span::new(span.start, span.start + line.len());
            let end = Span::new(span.end, span.end);
            stop_with(Diagnostic::error(span, Syntax::OpenQuote).fix(end, closing))
        }
        Some((TokenKind::Word, _)) if !at_value_end(i) && !i.is_word(0, "possibly") => {
            parse_words(i)
        }
        _ => i.fail_expecting(Expected::Value),
    }
}

fn parse_quoted_value<'a>(i: Tokens<'a>, text: &str, span: Span) -> Parsed<'a, Value> {
    let rest = i.next();
    if rest.peek().is_some_and(|token| token.kind == TokenKind::Word) && !at_value_end(rest) {
        let (whole, all) = behind_quote(i, text, span);
        return stop_with(
            Diagnostic::error(whole, Syntax::AfterQuote).fix(whole, quote_text(&all)),
        );
    }
    Ok((rest, Value { text: text.to_owned(), form: Form::Quoted, span, parameter: None }))
}

/// Returns the intended value of a quote with more text after it: its span and text. A quote within the text, as in
/// `'O'Brien Port'`, belongs to it.
fn behind_quote(i: Tokens<'_>, text: &str, span: Span) -> (Span, String) {
    let source = i.source();
    let mut rest = i.next();
    let mut all = text.to_owned();
    while let Some(token) = rest.peek().filter(|_| !at_value_end(rest)) {
        match &token.kind {
            TokenKind::Word => all = format!("{all} {}", rest.text()),
            TokenKind::Quoted { text, .. } => all = format!("{all} {text}"),
            _ => break,
        }
        rest = rest.next();
    }
    let whole = Span::new(span.start, rest.end_of_last(i));
    if i.next().span().start != span.end {
        return (whole, all);
    }
    let sign = |text: &str| text.chars().next().filter(|sign| matches!(sign, '\'' | '"'));
    let Some(sign) = sign(span.text(source)) else { return (whole, all) };
    // The quote ends where one stands before a blank, though a word of the language comes first.
    let line = source.get(span.end..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let closes = |(at, _): &(usize, &str)| {
        line.get(at + 1..).and_then(|rest| rest.chars().next()).is_none_or(|next| !is_word(next))
    };
    let mut ends = line.match_indices(sign).filter(closes).map(|(at, _)| {
        let inner = Span::new(span.start + 1, span.end + at);
        (Span::new(span.start, inner.end + 1), inner.text(source).to_owned())
    });
    let few = line.matches(sign).count() <= SIGNS;
    let reads = |(whole, text): &(Span, String)| {
        few && super::parse_tokens(&Fix::new(*whole, quote_text(text)).apply(source)).is_ok()
    };
    let first = ends.clone().next();
    match (ends.find(reads).or(first), sign) {
        (Some(found), _) => found,
        (None, '\'') => (whole, Span::new(span.start + 1, whole.end).text(source).to_owned()),
        (None, _) => (whole, all),
    }
}

fn parse_words(i: Tokens<'_>) -> Parsed<'_, Value> {
    refuse_first(i)?;
    let start = i;
    let mut i = i;
    let mut text = String::new();
    while i.peek().is_some_and(|token| token.kind == TokenKind::Word) && !at_value_end(i) {
        refuse_guard(i, start)?;
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(i.text());
        i = i.next();
    }
    refuse_part(start, i)?;
    refuse_parenthesis(start, i)?;
    i.note_expected(Expected::MoreWords);
    let span = Span::new(start.span().start, i.end_of_last(start));
    let (text, form) = match text.strip_prefix('@') {
        Some(slug) if !slug.is_empty() && !slug.contains(' ') => (slug.to_owned(), Form::Slug),
        _ => match parameter_name(&text) {
            Some(name) => (name.to_owned(), Form::Parameter),
            None => (text, Form::Plain),
        },
    };
    Ok((i, Value { text, form, span, parameter: None }))
}

/// Reads a value whose number may have commas.
pub(super) fn parse_operand(i: Tokens<'_>) -> Parsed<'_, Value> {
    let (rest, found) = cut(parse_value).parse(i)?;
    Ok(with_commas(rest, found))
}

/// `1,00`: digits on both sides of a comma, without a space, are one number, however wrong its groups are.
fn with_commas(mut i: Tokens<'_>, mut value: Value) -> (Tokens<'_>, Value) {
    while let (Some(comma), Some(word)) = (i.peek_ahead(0), i.peek_ahead(1)) {
        let text = word.span.text(i.source());
        let glued = comma.kind == TokenKind::Comma
            && word.kind == TokenKind::Word
            && (value.span.end, comma.span.end) == (comma.span.start, word.span.start);
        let digit = |c: char| c.is_ascii_digit();
        if value.form != Form::Plain
            || !glued
            || !value.text.ends_with(digit)
            || !text.starts_with(digit)
        {
            break;
        }
        value.text = format!("{},{text}", value.text);
        value.span = value.span.join_with(word.span);
        i = i.skip(2);
        while let Some(word) = i.peek().filter(|token| token.kind == TokenKind::Word)
            && !at_value_end(i)
        {
            value.text = format!("{} {}", value.text, i.text());
            value.span = value.span.join_with(word.span);
            i = i.next();
        }
    }
    (i, value)
}

/// A value may not begin with `not`, and may not be `null` or `none`.
fn refuse_first(i: Tokens<'_>) -> Result<(), nom::Err<super::Stop>> {
    let span = i.span();
    if i.is_word(0, "not") {
        let diagnostic = Diagnostic::error(span, Syntax::NotValue);
        let before = i.source().get(..span.start).unwrap_or_default().trim_end();
        let fixed = match before.strip_suffix('=') {
            Some(rest) if !rest.ends_with(['!', '<', '>']) && !at_value_end(i.next()) => {
                let value_start = i.next().span().start;
                diagnostic.fix(Span::new(rest.len(), value_start), "!= ")
            }
            _ => diagnostic,
        };
        return stop_with(fixed);
    }
    if (i.is_word(0, "null") || i.is_word(0, "none")) && at_value_end(i.next()) {
        let before = i.source().get(..span.start).unwrap_or_default().trim_end();
        let known = before.ends_with("!=");
        let rest = before.strip_suffix("!=").or_else(|| before.strip_suffix('='));
        let diagnostic = null_diagnostic(i, known);
        return stop_with(match rest {
            Some(rest) => {
                let instead = if known { "is known" } else { "is unknown" };
                diagnostic.fix(Span::new(rest.len(), span.end), instead)
            }
            None => diagnostic,
        });
    }
    Ok(())
}

/// `$city-x`, `near $city`: a parameter is a whole value, and no part of one.
fn refuse_part(start: Tokens<'_>, end: Tokens<'_>) -> Result<(), nom::Err<super::Stop>> {
    let whole = Span::new(start.span().start, end.end_of_last(start));
    let text = whole.text(start.source());
    if parameter_name(text).is_some() {
        return Ok(());
    }
    let name = |word: &str| {
        let rest = word.strip_prefix('$')?;
        let end = rest.find(|c| !is_parameter(&format!("a{c}"))).unwrap_or(rest.len());
        rest.get(..end).filter(|name| is_parameter(name)).map(str::to_owned)
    };
    let Some(name) = text.split_whitespace().find_map(name) else { return Ok(()) };
    stop_with(Diagnostic::error(whole, Syntax::PartOfValue(name)).fix(whole, quote_text(text)))
}

/// `Congo (Brazzaville)`: the parentheses of a name without quotes, or of an amount, which needs none.
fn refuse_parenthesis(start: Tokens<'_>, i: Tokens<'_>) -> Result<(), nom::Err<super::Stop>> {
    if i.peek().is_none_or(|token| token.kind != TokenKind::Open) {
        return Ok(());
    }
    let mut end = i;
    let mut open = 0;
    while let Some(token) = end.peek() {
        match token.kind {
            TokenKind::Open => open += 1,
            TokenKind::Close if open > 0 => open -= 1,
            TokenKind::Comma if open > 0 => {}
            TokenKind::Word if open > 0 || !at_value_end(end) => {}
            _ => break,
        }
        end = end.next();
    }
    if open > 0 || !at_value_end(end) {
        return Ok(());
    }
    let whole = Span::new(start.span().start, end.end_of_last(start));
    let text = whole.text(start.source());
    let is_amount = start.text().contains(|c: char| c.is_ascii_digit());
    let fixed =
        if is_amount { text.replace(['(', ')', '（', '）'], "") } else { quote_text(text) };
    stop_with(
        Diagnostic::error(i.span(), Syntax::ParenthesisInValue { is_amount }).fix(whole, fixed),
    )
}

/// `null` and similar words aren't values; `known` asks whether there is one.
pub(super) fn null_diagnostic(i: Tokens<'_>, known: bool) -> Diagnostic {
    let problem = Syntax::Null { typed: i.text().to_owned(), known, of: i.subject() };
    Diagnostic::error(i.span(), problem)
}

/// Words that belong to a clause of another language, or of a later version of this one.
fn refuse_guard<'a>(i: Tokens<'a>, start: Tokens<'a>) -> Result<(), nom::Err<super::Stop>> {
    let whole = || {
        let mut end = i;
        while end.peek().is_some_and(|token| token.kind == TokenKind::Word)
            && (end.at_keyword("by") || !at_value_end(end))
        {
            end = end.next();
        }
        Span::new(start.span().start, end.end_of_last(start))
    };
    refuse_ampersand(i)?;
    // A value would go on with them until `by`.
    let mut guards = FOREIGN_CLAUSES.iter().filter(|(typed, _)| typed.ends_with(" by"));
    if let Some((typed, instead)) = guards.find(|(typed, _)| i.at_keyword(typed)) {
        let span = Span::new(i.span().start, i.skip(2).end_of_last(i));
        let problem = Syntax::Guard { typed: (*typed).into(), instead };
        let diagnostic = Diagnostic::error(span, problem).fix(span, *instead);
        return stop_with(diagnostic.fix(whole(), quote_text(whole().text(i.source()))));
    }
    if let Some(word) = RESERVED.iter().find(|word| i.at_keyword(word) && word.contains(' ')) {
        let span = Span::new(i.span().start, i.skip(2).end_of_last(i));
        return stop_with(Diagnostic::error(span, Syntax::Reserved(word)));
    }
    Ok(())
}

/// `city = Qingdao & status = signed`: another sign for `and`.
fn refuse_ampersand(i: Tokens<'_>) -> Result<(), nom::Err<super::Stop>> {
    let text = i.text();
    let Some(at) = text.find('&') else { return Ok(()) };
    let signs = text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start_matches('&').len());
    let field = if at + signs == text.len() { i.next() } else { i };
    let is_word = field.peek().is_some_and(|token| token.kind == TokenKind::Word);
    let test = field.next();
    let is_test =
        test.peek().is_some_and(|t| matches!(t.kind, TokenKind::Operator(_))) || at_test(test);
    if !is_word || !is_test {
        return Ok(());
    }
    let start = i.span().start + at;
    let span = Span::new(start, start + signs);
    let typed = span.text(i.source()).to_owned();
    let problem = Syntax::Foreign { typed, instead: Some("and".into()), hint: None };
    let apart = |is_there: bool| if is_there { " " } else { "" };
    let fixed = format!("{}and{}", apart(at > 0), apart(at + signs < text.len()));
    stop_with(Diagnostic::error(span, problem).fix(span, fixed))
}

/// Checks whether a whole number begins like this, or a parameter is one.
fn is_count(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) || parameter_name(text).is_some()
}

/// Reads the name of a parameter.
fn parameter_name(text: &str) -> Option<&str> {
    text.strip_prefix('$').filter(|name| is_parameter(name))
}

/// `integer = digit , { digit | "," | "_" } | "$" , name`
pub(super) fn parse_integer(i: Tokens<'_>) -> Parsed<'_, CountArgument> {
    let (text, span) = (i.text(), i.span());
    if let Some(name) = parameter_name(text) {
        return Ok((
            i.next(),
            CountArgument::Unbound(Box::new(Name { text: name.to_owned(), span })),
        ));
    }
    match whole_number(text) {
        Ok(n) => Ok((i.next(), CountArgument::Digits(n))),
        Err(BadInteger::Text) => i.fail_expecting(Expected::Number),
        Err(BadInteger::TooLarge) => {
            stop_with(Diagnostic::error(span, Syntax::Number(text.to_owned())))
        }
    }
}
