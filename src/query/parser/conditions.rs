//! Conditions: how they are joined, quantified, and what each is about.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::cut;

use super::clauses::parse_path;
use super::comparisons::{at_foreign, at_test, parse_test, refuse_commas};
use super::foreign;
use super::tokens::{
    Parsed, Stop, Tokens, parse_closing, parse_keyword, parse_punctuation, parse_sign, stop_with,
};
use super::values::{self, parse_integer};
use crate::query::ast::{
    Body, Cond, CountArgument, Mentions, Operator, Path, Predicate, Quantifier, QuantifierKind,
    Test,
};
use crate::query::diagnostic::{Diagnostic, Expected, Subject, Syntax};
use crate::query::foreign_words::{NOT_CONTAINED, SEARCHES};
use crate::query::lexer::{Token, TokenKind};
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
        refuse_missing_field(i, parts.last().map(|(cond, _)| cond))?;
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

/// `investment > 1bn and < 50bn`: a test without a field, which has that of the condition before it.
fn refuse_missing_field(i: Tokens<'_>, before: Option<&Cond>) -> Result<(), nom::Err<Stop>> {
    let Some(Cond::Predicate(Predicate { path, quantifier: None, body: Body::Test(test), .. })) =
        before
    else {
        return Ok(());
    };
    let at_sign =
        |i: Tokens<'_>| i.peek().is_some_and(|token| matches!(token.kind, TokenKind::Operator(_)));
    let at_words = |i: Tokens<'_>| at_test(i) || at_foreign(i);
    let at_words_here = at_words(i);
    if !at_words_here && !at_sign(i) {
        return Ok(());
    }
    let is_not_in = i.at_keyword("not in");
    let is_search = SEARCHES.iter().any(|word| i.is_word(0, word))
        && !matches!(test, Test::Contains(..) | Test::StartsWith(..));
    let begins_cond = OPENERS.iter().any(|word| i.is_word(0, word)) && !is_not_in || is_search;
    let behind = i.skip(if is_not_in { 2 } else { 1 });
    let is_field = at_sign(behind) || at_words(behind) || values::at_value_end(behind);
    if at_sign(i) || at_words_here && !begins_cond && !is_field {
        return stop_with(
            report_no_field(i).fix(Span::new(i.span().start, i.span().start), format!("{path} ")),
        );
    }
    Ok(())
}

/// Reports a condition that doesn't begin with a field.
fn report_no_field(i: Tokens<'_>) -> Diagnostic {
    let (expected, found) = (vec![Expected::Field], Some(i.text().to_owned()));
    Diagnostic::error(i.span(), Syntax::Expected { expected, found, suggestions: vec![] })
}

/// `1bn < investment`: a value before its field.
fn refuse_value_first(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    if !begins_amount(i) {
        return Ok(());
    }
    let words =
        (0..4).take_while(|n| i.peek_ahead(*n).is_some_and(|token| token.kind == TokenKind::Word));
    let count = words.count();
    let text = |from: Tokens<'_>, to: Tokens<'_>| {
        Span::new(from.span().start, to.end_of_last(from)).text(i.source()).to_owned()
    };
    let sign = i.skip(count);
    let Ok((field, (operator, _))) = parse_sign(sign) else { return Ok(()) };
    let Ok((rest, path)) = parse_path(field) else { return Ok(()) };
    let mut fixed = format!("{path} {} {}", operator.turned().sign(), text(i, sign));
    let mut end = rest;
    if let Ok((behind, (operator, _))) = parse_sign(rest)
        && let Ok((after, value)) = values::parse_operand(behind)
    {
        fixed = format!("{fixed} and {path} {} {}", operator.sign(), value.span.text(i.source()));
        end = after;
    }
    let whole = Span::new(i.span().start, end.end_of_last(i));
    stop_with(report_no_field(i).fix(whole, fixed))
}

/// Checks whether a number or a sum of money begins here.
fn begins_amount(i: Tokens<'_>) -> bool {
    i.text().starts_with(|c: char| c.is_ascii_digit() || "$€£¥-".contains(c))
}

/// The words with which a condition begins, beside the names of fields.
const OPENERS: [&str; 8] = ["not", "possibly", "no", "any", "all", "at", "exactly", "mentions"];

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
    let mut values: Vec<String> = test.values().iter().map(ToString::to_string).collect();
    let mut rest = i;
    while let Some(next) = bare_value(rest) {
        values.push(next.text(i.source()).to_owned());
        all = all.join_with(next);
        while rest.peek().is_some_and(|token| token.span.start < next.end) {
            rest = rest.next();
        }
        let is_comma = rest.peek().is_some_and(|token| token.kind == TokenKind::Comma);
        if !rest.is_word(0, word) && !is_comma {
            break;
        }
        rest = rest.next();
    }
    // The same test of each value.
    let words = Span::new(path.span.start, last.span.start).text(i.source());
    let each: Vec<String> = values.iter().map(|value| format!("{words}{value}")).collect();
    if word == "and" {
        let searched = matches!(test, Test::Contains(..));
        let in_quotes = |one: &Span| one.text(i.source()).ends_with(['"', '\'', '”']);
        // Texts in quotes are no parts of one name.
        let is_quoted = searched && [last.span, span].iter().any(in_quotes);
        let name = all.text(i.source()).replace(['"', '“', '”'], "");
        let of = Subject { field: value.to_lowercase(), ..i.subject() };
        let problem = Syntax::NotTested {
            value,
            of,
            name: name.clone(),
            known: None,
            searched,
            quoted: is_quoted,
        };
        let mut diagnostic = Diagnostic::error(span, problem);
        if !is_quoted {
            diagnostic = diagnostic.fix(all, quote_text(&name));
        }
        if searched {
            diagnostic = diagnostic.fix(path.span.join_with(all), each.join(" and "));
        }
        if !is_quoted {
            diagnostic = diagnostic.fix(Span::new(span.end, span.end), " is known");
        }
        return stop_with(diagnostic);
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
        _ => (path.span.join_with(all), format!("({})", each.join(" or "))),
    };
    stop_with(diagnostic.fix(whole, fixed))
}

/// Words, or a quoted text, that are neither a condition nor its beginning: where they stand.
fn bare_value(i: Tokens<'_>) -> Option<Span> {
    let is_quoted = |token: &Token| matches!(token.kind, TokenKind::Quoted { closed: true, .. });
    if let Some(token) = i.peek().filter(|token| is_quoted(token)) {
        return values::at_value_end(i.next()).then_some(token.span);
    }
    let words = (0..).take_while(|n| {
        i.peek_ahead(*n).is_some_and(|t| t.kind == TokenKind::Word)
            && !values::at_value_end(i.skip(*n))
    });
    let count = words.count();
    let ends = || count > 0 && values::at_value_end(i.skip(count));
    let opens = || OPENERS.iter().any(|word| i.is_word(0, word));
    let tests =
        || at_test(i.next()) || at_foreign(i.next()) || foreign::peek_aggregate(i).is_some();
    (ends() && !opens() && !tests())
        .then(|| Span::new(i.span().start, i.skip(count).end_of_last(i)))
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
    refuse_beside_quotes(i)?;
    let (i, value) = cut(values::parse_value).parse(i)?;
    refuse_commas(i, &value, false)?;
    let span = word.join_with(value.span);
    Ok((i, Cond::Mentions(Mentions { value, span })))
}

/// `mentions "cold chain" Qingdao`: a quoted text with other words to look for.
fn refuse_beside_quotes(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let mut sought: Vec<String> = Vec::new();
    let mut rest = i;
    let mut in_words = false;
    let mut quotes = None;
    while let Some(token) = rest.peek().filter(|_| !values::at_value_end(rest)) {
        let text = rest.text();
        match (&token.kind, sought.last_mut()) {
            (TokenKind::Word, Some(words)) if in_words => *words = format!("{words} {text}"),
            (TokenKind::Word | TokenKind::Quoted { closed: true, .. }, _) => {
                sought.push(text.to_owned());
            }
            _ => return Ok(()),
        }
        in_words = token.kind == TokenKind::Word;
        let apart = rest.next().peek().is_none_or(|next| next.span.start > token.span.end);
        if !in_words && quotes.is_none() && apart {
            quotes = Some(token.span);
        }
        rest = rest.next();
    }
    let Some(quotes) = quotes.filter(|_| sought.len() > 1) else { return Ok(()) };
    let whole = Span::new(i.span().start, rest.end_of_last(i));
    stop_with(
        Diagnostic::error(quotes, Syntax::BesideQuotes).fix(whole, sought.join(" and mentions ")),
    )
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
    foreign::refuse_other_quantifier(i)?;
    refuse_value_first(i)?;
    let (i, path) = parse_path(i)?;
    i.about_field(path.span);
    refuse_inner_not(i, &path)?;
    let (i, test) = cut(parse_test).parse(i)?;
    Ok((i, Predicate { quantifier: None, path, body: Body::Test(test), span: spanned(i) }))
}

/// `place not within X`: `not` belongs before the condition; `date not 2020`: it belongs into the comparison.
fn refuse_inner_not(i: Tokens<'_>, path: &Path) -> Result<(), nom::Err<Stop>> {
    let contained = NOT_CONTAINED.into_iter().find_map(|words| i.take_keyword(words));
    if contained.is_none() && (!i.is_word(0, "not") || i.is_word(1, "in")) {
        return Ok(());
    }
    let refuse = |span: Span, typed: String, instead: String| {
        let problem = Syntax::Foreign { typed, instead: Some(instead.clone()), hint: None };
        stop_with(Diagnostic::error(span, problem).fix(span, instead))
    };
    if let Some((_, span)) = contained {
        let whole = path.span.join_with(span);
        return refuse(whole, whole.text(i.source()).to_owned(), format!("not {path} contains"));
    }
    let (span, rest) = (i.span(), i.next());
    if ["known", "unknown"].iter().any(|word| rest.is_word(0, word)) {
        return refuse(span, "not".to_owned(), "is not".to_owned());
    }
    let is_sign = rest.peek().is_some_and(|token| matches!(token.kind, TokenKind::Operator(_)));
    if is_sign || at_test(rest) || at_foreign(rest) || values::at_value_end(rest) {
        return refuse(path.span.join_with(span), format!("{path} not"), format!("not {path}"));
    }
    refuse(span, "not".to_owned(), Operator::Ne.sign().to_owned())
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
