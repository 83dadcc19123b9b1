//! Conditions: how they are joined, quantified, and what each is about.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::cut;

use super::clauses::parse_path;
use super::comparisons::{at_foreign, at_test, parse_test, refuse_commas};
use super::foreign;
use super::tokens::{
    Parsed, Stop, Tokens, parse_closing, parse_keyword, parse_punctuation, stop_with,
};
use super::values::{self, parse_integer};
use crate::query::ast::{
    Body, Cond, CountArgument, Mentions, Operator, Path, Predicate, Quantifier, QuantifierKind,
    Test,
};
use crate::query::diagnostic::{Diagnostic, Expected, Subject, Syntax};
use crate::query::lexer::TokenKind;
use crate::query::print::quote_text;
use crate::query::span::Span;

/// `cond = unary , ( { "and" , unary } | { "or" , unary } )`
pub(super) fn parse_cond(i: Tokens<'_>) -> Parsed<'_, Cond> {
    let start = i;
    let (mut i, first) = parse_unary(i)?;
    let mut parts = vec![(first, Span::new(start.span().start, i.end_of_last(start)))];
    let mut words: Vec<&str> = Vec::new();
    loop {
        // The other word is an error beside this one, so it is read but not expected.
        for word in ["and", "or"] {
            if words.first().is_none_or(|first| *first == word) {
                i.note_expected(Expected::Keyword(word));
            }
        }
        let Some((word, rest)) =
            ["and", "or"].into_iter().find_map(|word| Some((word, i.take_keyword(word)?.0)))
        else {
            break;
        };
        i = rest;
        refuse_bare_value(i, word, parts.last().map(|(cond, _)| cond))?;
        let before = i;
        let (rest, next) = cut(parse_unary).parse(i)?;
        words.push(word);
        parts.push((next, Span::new(before.span().start, rest.end_of_last(before))));
        i = rest;
    }
    i.note_expected(Expected::End);
    if words.contains(&"and") && words.contains(&"or") {
        let spans: Vec<Span> = parts.iter().map(|(_, span)| *span).collect();
        return stop_with(report_mixed_joins(i.source(), &spans, &words));
    }
    let mut conds: Vec<Cond> = parts.into_iter().map(|(cond, _)| cond).collect();
    let joined = match words.first() {
        None => conds.swap_remove(0),
        Some(&"and") => Cond::And(conds),
        Some(_) => Cond::Or(conds),
    };
    Ok((i, joined))
}

/// Both readings of conditions joined by `and` and by `or`.
fn report_mixed_joins(source: &str, parts: &[Span], words: &[&str]) -> Diagnostic {
    let span = parts.iter().copied().reduce(Span::join_with).unwrap_or_default();
    let grouped = |tight: &str| {
        let mut text = String::new();
        let mut n = 0;
        while n < parts.len() {
            let joined = words.iter().skip(n).take_while(|word| **word == tight).count();
            let run: Vec<&str> =
                parts.iter().skip(n).take(joined + 1).map(|part| part.text(source)).collect();
            let run_text = run.join(&format!(" {tight} "));
            let (open, close) = if joined > 0 { ("(", ")") } else { ("", "") };
            text = text + open + &run_text + close;
            n += joined + 1;
            if let Some(word) = words.get(n - 1) {
                text = text + " " + word + " ";
            }
        }
        text
    };
    Diagnostic::error(span, Syntax::Mixed).fix(span, grouped("or")).fix(span, grouped("and"))
}

/// `city = Qingdao or Shanghai`, `country = Trinidad and Tobago`: a value instead of a condition. It may also be the field of a
/// condition that is still being written, so what can follow one is expected too.
fn refuse_bare_value(
    i: Tokens<'_>,
    word: &'static str,
    before: Option<&Cond>,
) -> Result<(), nom::Err<Stop>> {
    if let (Some(Cond::Mentions(_)), Some(span)) = (before, bare_value(i)) {
        let _ = parse_predicate(i);
        let value = span.text(i.source()).to_owned();
        let diagnostic = Diagnostic::error(span, Syntax::BareWord { value, word });
        return stop_with(diagnostic.fix(Span::new(span.start, span.start), "mentions "));
    }
    let Some(Cond::Predicate(Predicate { path, body: Body::Test(test), .. })) = before else {
        return Ok(());
    };
    let Some(last) = test.values().pop() else { return Ok(()) };
    let Some(span) = bare_value(i) else { return Ok(()) };
    let _ = parse_predicate(i);
    let value = span.text(i.source()).to_owned();
    let mut all = last.span.join_with(span);
    if word == "and" {
        let name = all.text(i.source()).to_owned();
        let of = Subject { field: value.to_lowercase(), ..i.subject() };
        let problem = Syntax::NotTested { value, of, name: name.clone(), known: None };
        let diagnostic = Diagnostic::error(span, problem).fix(all, quote_text(&name));
        return stop_with(diagnostic.fix(Span::new(span.end, span.end), " is known"));
    }
    let mut values: Vec<String> = test.values().iter().map(ToString::to_string).collect();
    let mut rest = i;
    while let Some(next) = bare_value(rest) {
        values.push(next.text(i.source()).to_owned());
        all = all.join_with(next);
        while rest.peek().is_some_and(|token| token.span.start < next.end) {
            rest = rest.next();
        }
        if !rest.is_word(0, "or") {
            break;
        }
        rest = rest.next();
    }
    let negated = matches!(test, Test::Compare(Operator::Ne, ..) | Test::In(true, _));
    let diagnostic = Diagnostic::error(span, Syntax::BareValue { value, negated });
    let listed = |not: &str| format!("{path} {not}in ({})", values.join(", "));
    let (whole, fixed) = match test {
        Test::Compare(Operator::Eq, ..) | Test::In(false, _) => {
            (path.span.join_with(all), listed(""))
        }
        Test::Compare(Operator::Ne, ..) | Test::In(true, _) => {
            (path.span.join_with(all), listed("not "))
        }
        Test::Between(..) => (all, quote_text(all.text(i.source()))),
        _ => {
            // The same test of each value.
            let words = Span::new(path.span.start, last.span.start).text(i.source());
            let each: Vec<String> = values.iter().map(|value| format!("{words}{value}")).collect();
            (path.span.join_with(all), format!("({})", each.join(" or ")))
        }
    };
    stop_with(diagnostic.fix(whole, fixed))
}

/// Words that are neither a condition nor its beginning: where they stand.
fn bare_value(i: Tokens<'_>) -> Option<Span> {
    let words = (0..).take_while(|n| {
        i.peek_ahead(*n).is_some_and(|t| t.kind == TokenKind::Word)
            && !values::at_value_end(i.skip(*n))
    });
    let count = words.count();
    let ends = count > 0 && values::at_value_end(i.skip(count));
    let opens = ["not", "possibly", "no", "any", "all", "at", "exactly", "mentions"]
        .iter()
        .any(|word| i.is_word(0, word));
    let tests = at_test(i.next()) || at_foreign(i.next()) || foreign::peek_aggregate(i).is_some();
    (ends && !opens && !tests).then(|| Span::new(i.span().start, i.skip(count).end_of_last(i)))
}

/// `unary = "(" , cond , ")" | "not" , unary | "possibly" , unary | "mentions" , value | predicate`
fn parse_unary(i: Tokens<'_>) -> Parsed<'_, Cond> {
    let start = i;
    if let Ok((i, _)) = parse_punctuation(TokenKind::Open, Expected::Open)(i) {
        return i.parse_nested(|i| {
            let (i, inner) = cut(parse_cond).parse(i)?;
            let (i, _) = parse_closing(i, start.span())?;
            Ok((i, inner))
        });
    }
    let word: fn(Box<Cond>, Span) -> Cond =
        if start.is_word(0, "not") { Cond::Not } else { Cond::Possibly };
    if let Ok((i, span)) = parse_keyword("not")(i).or_else(|_| parse_keyword("possibly")(i)) {
        return i.parse_nested(|i| {
            let before = i;
            let (i, inner) = cut(parse_unary).parse(i)?;
            Ok((i, word(Box::new(inner), Span::new(span.start, i.end_of_last(before)))))
        });
    }
    i.count_condition()?;
    match parse_keyword("mentions")(i) {
        Ok((rest, span)) => parse_mentions(rest, span),
        Err(_) => parse_predicate.map(Cond::Predicate).parse(i),
    }
}

/// `"mentions" , value`; its word is read.
fn parse_mentions(i: Tokens<'_>, word: Span) -> Parsed<'_, Cond> {
    if let Some(sign) = i.peek().filter(|token| matches!(token.kind, TokenKind::Operator(_))) {
        let whole = word.join_with(sign.span);
        let problem = Syntax::Foreign {
            typed: whole.text(i.source()).to_owned(),
            instead: Some("mentions".into()),
            hint: Some("`mentions` searches all texts of a row, so only words follow it"),
        };
        return stop_with(Diagnostic::error(whole, problem).fix(whole, "mentions"));
    }
    if values::at_value_end(i) {
        i.note_expected(Expected::Value);
        return stop_with(Diagnostic::error(i.span(), Syntax::NothingSought));
    }
    let (i, value) = cut(values::parse_value).parse(i)?;
    refuse_commas(i, &value, false)?;
    let span = word.join_with(value.span);
    Ok((i, Cond::Mentions(Mentions { value, span })))
}

/// `predicate = quantifier , path , [ "(" , cond , ")" | test ] | path , test`
fn parse_predicate(i: Tokens<'_>) -> Parsed<'_, Predicate> {
    let start = i;
    let spanned = |i: Tokens<'_>| Span::new(start.span().start, i.end_of_last(start));
    if let Ok((i, quantifier)) = parse_quantifier(i) {
        return i.parse_quantified(|i| {
            let (i, path) = cut(parse_path).parse(i)?;
            i.about_field(path.span);
            let (i, body) = parse_body(i)?;
            Ok((i, Predicate { quantifier: Some(quantifier), path, body, span: spanned(i) }))
        });
    }
    foreign::refuse_aggregate(i)?;
    foreign::refuse_search(i)?;
    let (i, path) = parse_path(i)?;
    i.about_field(path.span);
    refuse_inner_not(i, &path)?;
    let (i, test) = cut(parse_test).parse(i)?;
    Ok((i, Predicate { quantifier: None, path, body: Body::Test(test), span: spanned(i) }))
}

/// `place not within X`: `not` belongs before the condition.
fn refuse_inner_not(i: Tokens<'_>, path: &Path) -> Result<(), nom::Err<Stop>> {
    if !i.is_word(0, "not") || i.is_word(1, "in") {
        return Ok(());
    }
    let span = i.span();
    let typed = format!("{path} not");
    let instead = format!("not {path}");
    let problem = Syntax::Foreign { typed, instead: Some(instead.clone()), hint: None };
    let diagnostic = Diagnostic::error(span, problem);
    stop_with(diagnostic.fix(path.span.join_with(span), instead))
}

/// Reads what may follow `any link`: a condition in parentheses, a test, or nothing.
fn parse_body(i: Tokens<'_>) -> Parsed<'_, Body> {
    let open = i.span();
    if let Ok((i, _)) = parse_punctuation(TokenKind::Open, Expected::Open)(i) {
        return i.parse_nested(|i| {
            let (i, inner) = cut(parse_cond).parse(i)?;
            let (i, _) = parse_closing(i, open)?;
            Ok((i, Body::Cond(Box::new(inner))))
        });
    }
    if values::at_value_end(i) {
        // The test is not there; it notes what it could be.
        return parse_test(i).map(|(i, test)| (i, Body::Test(test))).or(Ok((i, Body::Exists)));
    }
    cut(parse_test).map(Body::Test).parse(i)
}

/// `quantifier = "any" | "no" | "all" | "at least" , integer | "at most" , integer | "exactly" , integer`
fn parse_quantifier(i: Tokens<'_>) -> Parsed<'_, Quantifier> {
    let start = i;
    let done = |i: Tokens<'_>, amount| {
        let span = Span::new(start.span().start, i.end_of_last(start));
        Quantifier { amount, span }
    };
    for (word, amount) in
        [("any", QuantifierKind::Any), ("no", QuantifierKind::No), ("all", QuantifierKind::All)]
    {
        if let Ok((i, _)) = parse_keyword(word)(i) {
            return Ok((i, done(i, amount)));
        }
    }
    let least = parse_keyword("at least")
        .map(|_| QuantifierKind::AtLeast as fn(CountArgument) -> QuantifierKind);
    let most = parse_keyword("at most")
        .map(|_| QuantifierKind::AtMost as fn(CountArgument) -> QuantifierKind);
    let exactly = parse_keyword("exactly")
        .map(|_| QuantifierKind::Exactly as fn(CountArgument) -> QuantifierKind);
    let (i, amount) = alt((least, most, exactly)).parse(i)?;
    let (i, n) = cut(parse_integer).parse(i)?;
    Ok((i, done(i, amount(n))))
}
