//! Tests: comparisons in signs and words, lists, ranges, and what other languages write instead.

use nom::Parser;
use nom::combinator::cut;
use nom::multi::separated_list1;

use super::tokens::{
    Parsed, Stop, Tokens, parse_closing, parse_keyword, parse_punctuation, parse_sign, stop_with,
};
use super::values::{self, parse_value};
use crate::query::ast::{Form, Operator, Test, Value};
use crate::query::diagnostic::{Applicability, Commas, Diagnostic, Expected, Limit, Syntax};
use crate::query::foreign_words::{FOREIGN_TESTS, NO_END, NULLS, RANGE_WORDS};
use crate::query::lexer::TokenKind;
use crate::query::print::quote_text;
use crate::query::span::Span;
use crate::value::Period;

/// Tests written as a word or two and a value.
const WORDED: [(&str, Worded); 7] = [
    ("before", |span, value| Test::Compare(Operator::Lt, span, value)),
    ("after", |span, value| Test::Compare(Operator::Gt, span, value)),
    ("since", |span, value| Test::Compare(Operator::Ge, span, value)),
    ("contains", Test::Contains),
    ("starts with", Test::StartsWith),
    ("about", Test::About),
    ("within", Test::Within),
];

/// Makes a test of its words' place and its value.
type Worded = fn(Span, Value) -> Test;

/// The other words a test can begin with.
const FORMED: [&str; 5] = ["in", "not in", "not", "between", "is"];

/// Checks whether a test in words begins here.
pub(super) fn at_test(i: Tokens<'_>) -> bool {
    let worded = WORDED.iter().map(|(word, _)| *word);
    { worded }.chain(FORMED).any(|word| i.at_keyword(word))
}

/// Checks whether a test of another language begins here.
pub(super) fn at_foreign(i: Tokens<'_>) -> bool {
    FOREIGN_TESTS.iter().any(|(words, ..)| i.at_keyword(words))
}

/// `test = ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) , value | [ "not" ] , "in" , … | "between" , … | "is" , … | …`
pub(super) fn parse_test(i: Tokens<'_>) -> Parsed<'_, Test> {
    refuse_foreign(i)?;
    if let Ok((rest, (operator, span))) = parse_sign(i) {
        return parse_compare(rest, operator, span);
    }
    if let Ok((rest, span)) = parse_keyword("is")(i) {
        return parse_is(rest, span);
    }
    if let Ok((rest, _)) = parse_keyword("not in")(i) {
        return parse_list(rest, true);
    }
    if let Ok((rest, _)) = parse_keyword("in")(i) {
        return parse_list(rest, false);
    }
    if let Ok((rest, _)) = parse_keyword("between")(i) {
        refuse_to(rest)?;
        let (rest, low) = values::parse_operand(rest)?;
        let (rest, _) = cut(parse_keyword("and")).parse(rest)?;
        let (rest, high) = values::parse_operand(rest)?;
        return Ok((rest, Test::Between(low, high)));
    }
    for (word, make) in WORDED {
        if let Ok((rest, span)) = parse_keyword(word)(i) {
            let (rest, found) = values::parse_operand(rest)?;
            refuse_commas(rest, &found, false)?;
            return Ok((rest, make(span, found)));
        }
    }
    i.fail_expecting(Expected::Test)
}

fn parse_compare(i: Tokens<'_>, operator: Operator, span: Span) -> Parsed<'_, Test> {
    let (rest, found) = values::parse_operand(i)?;
    refuse_commas(rest, &found, false)?;
    Ok((rest, Test::Compare(operator, span, found)))
}

/// The greatest number of words of a value that may be the ends of a range.
const WORDS: usize = 20;

/// Returns the number of words before one of these that separates the ends of a range.
fn words_before_to(i: Tokens<'_>) -> Option<usize> {
    let is_value = |n: &usize| {
        i.peek_ahead(*n).is_some_and(|token| token.kind == TokenKind::Word)
            && !values::at_value_end(i.skip(*n))
    };
    let n =
        (0..WORDS).take_while(is_value).find(|n| RANGE_WORDS.iter().any(|to| i.is_word(*n, to)))?;
    (n > 0 && !values::at_value_end(i.skip(n + 1))).then_some(n)
}

/// `between 1bn to 2bn`: another word for `and`.
fn refuse_to(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let Some(n) = words_before_to(i) else { return Ok(()) };
    let to = i.skip(n);
    if to.next().peek().is_none() || (0..8).any(|m| i.is_word(m, "and")) {
        return Ok(());
    }
    let problem =
        Syntax::Foreign { typed: to.text().to_owned(), instead: Some("and".into()), hint: None };
    stop_with(Diagnostic::error(to.span(), problem).fix(to.span(), "and"))
}

/// `from 2010 to 2015`, `from 2010`: a range, or its beginning.
fn refuse_from(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    if !i.is_word(0, "from") || values::at_value_end(i.next()) {
        return Ok(());
    }
    let (mut span, mut fixed, mut instead) = (i.span(), ">=".to_owned(), ">=");
    let low = i.next();
    if let Some(n) = words_before_to(low) {
        let to = low.skip(n);
        let text = Span::new(low.span().start, to.end_of_last(low)).text(i.source());
        span = i.span().join_with(to.span());
        (fixed, instead) = (format!("between {text} and"), "between … and …");
    }
    let typed = if instead == ">=" { "from" } else { "from … to …" };
    let problem =
        Syntax::Foreign { typed: typed.into(), instead: Some(instead.into()), hint: None };
    stop_with(Diagnostic::error(i.span(), problem).fix(span, fixed))
}

/// `is > 1bn`, `is not in (…)`: another test after `is`.
fn refuse_second_test(i: Tokens<'_>, is: Span, negated: bool) -> Result<(), nom::Err<Stop>> {
    let is_sign = i.peek().is_some_and(|token| matches!(token.kind, TokenKind::Operator(_)));
    let is_amount = |n: usize| {
        i.peek_ahead(n).is_some_and(|token| {
            let first = token.span.text(i.source()).chars().next();
            first.is_some_and(|c| c.is_ascii_digit() || "$€£¥(".contains(c))
        })
    };
    let is_list = i.is_word(0, "in") && !values::at_value_end(i.next());
    let worded = WORDED.iter().map(|(word, _)| *word).chain(FORMED);
    let foreign = FOREIGN_TESTS.iter().map(|(words, ..)| *words);
    let test = { worded }.chain(foreign).find_map(|words| i.take_keyword(words));
    let is_worded = test.is_some() && (is_amount(1) || is_amount(2));
    if !is_sign && !is_list && !is_worded {
        return Ok(());
    }
    let of = i.subject();
    let whole = Span::new(is.start, i.span().start);
    let test = test.map_or(i.span(), |(_, span)| span);
    let typed = is.join_with(test).text(i.source()).to_owned();
    let (place, fixed) = match negated {
        false => (whole, String::new()),
        true if is_list => (whole, "not ".to_owned()),
        true => (of.at.join_with(whole), format!("not {} ", of.at.text(i.source()))),
    };
    let shown = format!("{fixed}{}", test.text(i.source()));
    let problem = Syntax::Foreign { typed, instead: Some(shown), hint: None };
    stop_with(Diagnostic::error(is.join_with(test), problem).fix(place, fixed))
}

/// `is [ not ] ( known | unknown | value )`
fn parse_is(i: Tokens<'_>, span: Span) -> Parsed<'_, Test> {
    let (i, negated) = match parse_keyword("not")(i) {
        Ok((rest, _)) => (rest, true),
        Err(_) => (i, false),
    };
    refuse_second_test(i, span, negated)?;
    for (word, known) in [("known", true), ("unknown", false)] {
        if let Ok((rest, end)) = parse_keyword(word)(i) {
            return Ok((rest, Test::Known(known != negated, span.join_with(end))));
        }
    }
    if NULLS.iter().any(|word| i.is_word(0, word)) && values::at_value_end(i.next()) {
        let word = if negated { "is known" } else { "is unknown" };
        return stop_with(values::null_diagnostic(i, negated).fix(span.join_with(i.span()), word));
    }
    parse_compare(i, if negated { Operator::Ne } else { Operator::Eq }, span)
}

/// `in ( "(" , value , { "," , value } , ")" | value )`; a list of one is `=`.
fn parse_list(i: Tokens<'_>, negated: bool) -> Parsed<'_, Test> {
    let operator = if negated { Operator::Ne } else { Operator::Eq };
    let open = i.span();
    let Ok((inner, _)) = parse_punctuation(TokenKind::Open, Expected::Open)(i) else {
        let (rest, found) = cut(parse_value).parse(i)?;
        refuse_commas(rest, &found, true)?;
        return Ok((rest, Test::Compare(operator, found.span, found)));
    };
    let (rest, mut found) =
        cut(separated_list1(parse_punctuation(TokenKind::Comma, Expected::Comma), parse_value))
            .parse(inner)?;
    let (rest, _) = parse_closing(rest, open)?;
    if found.len() > Limit::LIST {
        return stop_with(Diagnostic::error(open, Limit::List(found.len())));
    }
    let is_grouped = |v: &&Value| v.form == Form::Plain && v.text.contains(',');
    if let Some(grouped) = found.iter().find(is_grouped) {
        let diagnostic =
            Diagnostic::error(grouped.span, Syntax::CommaInNumber(grouped.text.clone()));
        return stop_with(diagnostic.fix(grouped.span, grouped.text.replace(',', "_")));
    }
    if found.len() == 1 {
        let found = found.swap_remove(0);
        return Ok((rest, Test::Compare(operator, found.span, found)));
    }
    Ok((rest, Test::In(negated, found)))
}

/// `in Qingdao, Shanghai`, `= COSCO Shipping Co., Ltd.`: a comma after the end of the value.
pub(super) fn refuse_commas(
    i: Tokens<'_>,
    first: &Value,
    list: bool,
) -> Result<(), nom::Err<Stop>> {
    let mut n = 0;
    while i.peek_ahead(n).is_some_and(|t| t.kind == TokenKind::Comma)
        && !values::at_value_end(i.skip(n + 1))
    {
        n += 1;
        while i.peek_ahead(n).is_some_and(|t| t.kind == TokenKind::Word)
            && !values::at_value_end(i.skip(n))
        {
            n += 1;
        }
    }
    // `a = 1, b = 2` is two conditions, not a name with a comma.
    let is_test = |n| {
        i.peek_ahead(n).is_some_and(|t| matches!(t.kind, TokenKind::Operator(_)))
            || at_test(i.skip(n))
    };
    if i.peek_ahead(0).is_some_and(|t| t.kind == TokenKind::Comma) && (is_test(2) || is_test(n)) {
        let problem =
            Syntax::Foreign { typed: ",".into(), instead: Some("and".into()), hint: None };
        return stop_with(Diagnostic::error(i.span(), problem).fix(i.span(), " and"));
    }
    if n == 0 {
        return Ok(());
    }
    let all = Span::new(first.span.start, i.skip(n).end_of_last(i));
    let text = all.text(i.source());
    let date = Period::read(text).ok().filter(|_| !list).map(|period| period.text());
    let commas = match (list, &date) {
        (true, _) => Commas::List,
        (false, None) => Commas::Name,
        (false, Some(_)) => Commas::Date,
    };
    let fixed = match date {
        Some(date) => date,
        None if list => format!("({})", text.trim_matches(['[', ']', '{', '}'])),
        None => quote_text(text),
    };
    stop_with(Diagnostic::error(i.span(), Syntax::CommaInValue(commas)).fix(all, fixed))
}

fn refuse_foreign(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    refuse_from(i)?;
    let begins_time = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    if i.is_word(0, "by") && begins_time(i.next().text()) {
        let (typed, instead) = ("by".to_owned(), Some("<=".into()));
        let problem = Syntax::Foreign { typed, instead, hint: None };
        return stop_with(Diagnostic::error(i.span(), problem).fix(i.span(), "<="));
    }
    if matches!(i.peek().map(|token| &token.kind), None | Some(TokenKind::Operator(_))) {
        return Ok(());
    }
    let text = i.text();
    let is_it = |words: &str| text == words || i.at_keyword(words);
    let Some((words, instead, hint)) = FOREIGN_TESTS.iter().find(|(words, ..)| is_it(words)) else {
        return Ok(());
    };
    let after = i.skip(words.split(' ').count());
    let at = Span::new(i.span().start, after.end_of_last(i));
    let mut span = at;
    let (mut instead, mut fixed) = (*instead, instead.unwrap_or("<=").to_owned());
    let mut hint = *hint;
    if let Some((test, pattern, end)) = read_pattern(after).filter(|_| instead == Some("contains"))
    {
        if is_of_end(Span::new(after.span().start, end).text(i.source())) {
            (instead, hint) = (None, Some(NO_END));
        } else {
            instead = Some(test);
        }
        fixed = format!("{test} {pattern}");
        span = Span::new(span.start, end);
    }
    if hint == Some(NO_END) && fixed == "<=" {
        "contains".clone_into(&mut fixed);
    }
    let typed = at.text(i.source()).to_owned();
    let problem = Syntax::Foreign { typed, instead: instead.map(Into::into), hint };
    let mut diagnostic = Diagnostic::error(at, problem).fix(span, fixed);
    if hint == Some(NO_END) {
        // Where in a text the words are is a part of the question.
        for fix in &mut diagnostic.fixes {
            fix.applicability = Applicability::Related;
        }
    }
    stop_with(diagnostic)
}

/// Checks whether a pattern with `%` is of the end of a text: `'%project'`.
fn is_of_end(pattern: &str) -> bool {
    let pattern = pattern.trim_matches(['\'', '"', '“', '”']);
    pattern.starts_with('%') && !pattern.ends_with('%')
}

/// Reads a pattern with `%`: the test it is here, the value without its signs, and where it ends.
pub(super) fn read_pattern(i: Tokens<'_>) -> Option<(&'static str, String, usize)> {
    let (_, value) = parse_value(i).ok().filter(|(_, value)| value.text.contains('%'))?;
    let test = if value.text.starts_with('%') { "contains" } else { "starts with" };
    let bare = value.text.trim_matches('%');
    let bare = if value.form == Form::Quoted { quote_text(bare) } else { bare.to_owned() };
    Some((test, bare, value.span.end))
}
