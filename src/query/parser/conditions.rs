//! Conditions and tests.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::cut;
use nom::multi::separated_list1;

use super::clauses::path;
use super::tokens::{Parsed, Stop, Tokens, integer, keyword, punctuation, sign, stop};
use super::values::{self, value};
use crate::query::ast::{
    Amount, Body, Cond, Form, Operator, Path, Predicate, Quantifier, Test, Value,
};
use crate::query::diagnostic::{Diagnostic, Expected, Limit, Problem, Syntax};
use crate::query::lexer::TokenKind;
use crate::query::print::quoted;
use crate::query::span::Span;

/// Tests written as a word or two and a value.
const WORDED: [(&str, Worded); 7] = [
    ("before", |span, value| Test::Compare(Operator::Lt, span, value)),
    ("after", |span, value| Test::Compare(Operator::Gt, span, value)),
    ("since", |span, value| Test::Compare(Operator::Ge, span, value)),
    ("contains", |_, value| Test::Contains(value)),
    ("starts with", |_, value| Test::StartsWith(value)),
    ("about", Test::About),
    ("within", Test::Within),
];

/// Makes a test of its words' place and its value.
type Worded = fn(Span, Value) -> Test;

/// The other words a test can begin with.
const FORMED: [&str; 5] = ["in", "not in", "not", "between", "is"];

/// Whether a test in words begins here.
pub(super) fn at_test(i: Tokens<'_>) -> bool {
    let worded = WORDED.iter().map(|(word, _)| *word);
    { worded }.chain(FORMED).any(|word| i.at_keyword(word))
}

/// Tests of other languages, what they are here, and what to know about them.
const FOREIGN_TESTS: [(&str, Option<&str>, Option<&str>); 22] = [
    ("==", Some("="), None),
    ("<>", Some("!="), None),
    ("=~", Some("contains"), None),
    ("!", Some("not"), None),
    ("like", Some("contains"), Some("or `starts with`; there are no `%` wildcards")),
    ("ilike", Some("contains"), None),
    ("matches", Some("contains"), None),
    ("has", Some("contains"), None),
    ("includes", Some("contains"), None),
    ("equals", Some("="), None),
    ("eq", Some("="), None),
    ("are", Some("="), None),
    ("was", Some("="), None),
    ("over", Some(">"), None),
    ("above", Some(">"), None),
    ("exceeds", Some(">"), None),
    ("under", Some("<"), None),
    ("below", Some("<"), None),
    ("until", None, Some("write `<=` (that time included) or `<` (not included)")),
    ("till", None, Some("write `<=` (that time included) or `<` (not included)")),
    ("during", Some("="), Some("a date equals a period that it lies in")),
    ("near", Some("about"), None),
];

/// `cond = unary , ( { "and" , unary } | { "or" , unary } )`
pub(super) fn cond(i: Tokens<'_>) -> Parsed<'_, Cond> {
    let start = i;
    let (mut i, first) = unary(i)?;
    let mut parts = vec![(first, Span::new(start.span().start, i.end_of_last(start)))];
    let mut words: Vec<&str> = Vec::new();
    loop {
        let word = match (keyword("and")(i), keyword("or")(i)) {
            (Ok((rest, _)), _) => {
                i = rest;
                "and"
            }
            (_, Ok((rest, _))) => {
                i = rest;
                "or"
            }
            _ => break,
        };
        refuse_bare_value(i, word, parts.last().map(|(cond, _)| cond))?;
        let before = i;
        let (rest, next) = cut(unary).parse(i)?;
        words.push(word);
        parts.push((next, Span::new(before.span().start, rest.end_of_last(before))));
        i = rest;
    }
    i.expect(Expected::End);
    if words.contains(&"and") && words.contains(&"or") {
        return stop(mixed(
            i.source(),
            &parts.iter().map(|(_, span)| *span).collect::<Vec<_>>(),
            &words,
        ));
    }
    let mut conds: Vec<Cond> = parts.into_iter().map(|(cond, _)| cond).collect();
    Ok((
        i,
        match words.first() {
            None => conds.swap_remove(0),
            Some(&"and") => Cond::And(conds),
            Some(_) => Cond::Or(conds),
        },
    ))
}

/// Both readings of conditions joined by `and` and by `or`.
fn mixed(source: &str, parts: &[Span], words: &[&str]) -> Diagnostic {
    let span = parts.iter().copied().reduce(Span::to).unwrap_or_default();
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
    Diagnostic::error(span, Problem::Syntax(Syntax::Mixed))
        .fix(span, grouped("or"))
        .fix(span, grouped("and"))
}

/// `city = Qingdao or Shanghai`, `country = Trinidad and Tobago`: a value where a condition must stand.
fn refuse_bare_value(
    i: Tokens<'_>,
    word: &'static str,
    before: Option<&Cond>,
) -> Result<(), nom::Err<Stop>> {
    let Some(Cond::Predicate(Predicate { path, body: Body::Test(test), .. })) = before else {
        return Ok(());
    };
    let Some(last) = test.values().pop() else { return Ok(()) };
    let words = (0..).take_while(|n| {
        i.ahead(*n).is_some_and(|t| t.kind == TokenKind::Word) && !values::ends(i.skip(*n))
    });
    let count = words.count();
    let ends = count > 0 && values::ends(i.skip(count));
    let opens = ["not", "possibly", "no", "any", "all", "at", "exactly"]
        .iter()
        .any(|word| i.is_word(0, word));
    let foreign = FOREIGN_TESTS.iter().map(|(word, ..)| word);
    let tests = at_test(i.next()) || { foreign }.any(|word| i.is_word(1, word));
    if !ends || opens || tests {
        return Ok(());
    }
    let span = Span::new(i.span().start, i.skip(count).end_of_last(i));
    let value = span.text(i.source()).to_owned();
    let all = last.span.to(span);
    let connective = if word == "or" { "or" } else { "and" };
    let problem = Problem::Syntax(Syntax::BareValue { connective, value: value.clone() });
    let diagnostic = Diagnostic::error(span, problem);
    let fixed = match (test, connective) {
        (Test::Compare(Operator::Eq, _, first), "or") => {
            let text = format!("{path} in ({first}, {value})");
            diagnostic.fix(path.span.to(span), text)
        }
        _ if values::ends(i.next()) && value.starts_with(char::is_lowercase) => {
            let quote = diagnostic.fix(all, quoted(all.text(i.source())));
            quote.fix(Span::new(span.end, span.end), " is known")
        }
        _ => diagnostic.fix(all, quoted(all.text(i.source()))),
    };
    stop(fixed).map(|(_, ())| ())
}

/// `unary = "(" , cond , ")" | "not" , unary | "possibly" , unary | predicate`
fn unary(i: Tokens<'_>) -> Parsed<'_, Cond> {
    let start = i;
    if let Ok((i, _)) = punctuation(TokenKind::Open, Expected::Open)(i) {
        return i.deeper(|i| {
            let (i, inner) = cut(cond).parse(i)?;
            let (i, _) = close(i, start.span())?;
            Ok((i, inner))
        });
    }
    let word: fn(Box<Cond>, Span) -> Cond =
        if start.is_word(0, "not") { Cond::Not } else { Cond::Possibly };
    if let Ok((i, span)) = keyword("not")(i).or_else(|_| keyword("possibly")(i)) {
        return i.deeper(|i| {
            let before = i;
            let (i, inner) = cut(unary).parse(i)?;
            Ok((i, word(Box::new(inner), Span::new(span.start, i.end_of_last(before)))))
        });
    }
    i.count_condition()?;
    predicate.map(Cond::Predicate).parse(i)
}

/// The `)` that closes the `(` at `open`.
fn close(i: Tokens<'_>, open: Span) -> Parsed<'_, Span> {
    if i.peek().is_none() {
        let diagnostic = Diagnostic::error(open, Problem::Syntax(Syntax::OpenParenthesis));
        return stop(diagnostic.fix(i.span(), ")"));
    }
    cut(punctuation(TokenKind::Close, Expected::Close)).parse(i)
}

/// `predicate = quantifier , path , [ "(" , cond , ")" | test ] | path , test`
fn predicate(i: Tokens<'_>) -> Parsed<'_, Predicate> {
    let start = i;
    let spanned = |i: Tokens<'_>| Span::new(start.span().start, i.end_of_last(start));
    if let Ok((i, quantifier)) = quantifier(i) {
        return i.quantified(|i| {
            let (i, path) = cut(path).parse(i)?;
            let (i, body) = quantified(i)?;
            Ok((i, Predicate { quantifier: Some(quantifier), path, body, span: spanned(i) }))
        });
    }
    if i.at_keyword("mentions")
        && !i.ahead(1).is_some_and(|t| matches!(t.kind, TokenKind::Operator(_)))
    {
        let problem = Syntax::Reserved("mentions".to_owned());
        return stop(Diagnostic::error(i.span(), Problem::Syntax(problem)));
    }
    let (i, path) = path(i)?;
    refuse_inner_not(i, &path)?;
    let (i, test) = cut(test).parse(i)?;
    Ok((i, Predicate { quantifier: None, path, body: Body::Test(test), span: spanned(i) }))
}

/// `place not within X`: `not` stands before the condition.
fn refuse_inner_not(i: Tokens<'_>, path: &Path) -> Result<(), nom::Err<Stop>> {
    if !i.is_word(0, "not") || i.is_word(1, "in") {
        return Ok(());
    }
    let span = i.span();
    let typed = format!("{path} not");
    let instead = format!("not {path}");
    let problem = Syntax::Foreign { typed, instead: Some(instead.clone()), hint: None };
    let diagnostic = Diagnostic::error(span, Problem::Syntax(problem));
    stop(diagnostic.fix(path.span.to(span), instead)).map(|(_, ())| ())
}

/// What may follow `any link`: a condition in parentheses, a test, or nothing.
fn quantified(i: Tokens<'_>) -> Parsed<'_, Body> {
    let open = i.span();
    if let Ok((i, _)) = punctuation(TokenKind::Open, Expected::Open)(i) {
        return i.deeper(|i| {
            let (i, inner) = cut(cond).parse(i)?;
            let (i, _) = close(i, open)?;
            Ok((i, Body::Cond(Box::new(inner))))
        });
    }
    if values::ends(i) {
        i.expect(Expected::Test);
        return Ok((i, Body::Exists));
    }
    cut(test).map(Body::Test).parse(i)
}

/// `quantifier = "any" | "no" | "all" | "at least" , integer | "at most" , integer | "exactly" , integer`
fn quantifier(i: Tokens<'_>) -> Parsed<'_, Quantifier> {
    let start = i;
    let done = |i: Tokens<'_>, amount| {
        let span = Span::new(start.span().start, i.end_of_last(start));
        Quantifier { amount, span }
    };
    for (word, amount) in [("any", Amount::Any), ("no", Amount::No), ("all", Amount::All)] {
        if let Ok((i, _)) = keyword(word)(i) {
            return Ok((i, done(i, amount)));
        }
    }
    let least = keyword("at least").map(|_| Amount::AtLeast as fn(u64) -> Amount);
    let most = keyword("at most").map(|_| Amount::AtMost as fn(u64) -> Amount);
    let exactly = keyword("exactly").map(|_| Amount::Exactly as fn(u64) -> Amount);
    let (i, amount) = alt((least, most, exactly)).parse(i)?;
    let (i, n) = cut(integer).parse(i)?;
    Ok((i, done(i, amount(n))))
}

/// `test = ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) , value | [ "not" ] , "in" , … | "between" , … | "is" , … | …`
fn test(i: Tokens<'_>) -> Parsed<'_, Test> {
    refuse_foreign(i)?;
    if let Ok((rest, (operator, span))) = sign(i) {
        return compare(rest, operator, span);
    }
    if let Ok((rest, span)) = keyword("is")(i) {
        return is(rest, span);
    }
    if let Ok((rest, _)) = keyword("not in")(i) {
        return list(rest, true);
    }
    if let Ok((rest, _)) = keyword("in")(i) {
        return list(rest, false);
    }
    if let Ok((rest, _)) = keyword("between")(i) {
        let (rest, low) = cut(value).parse(rest)?;
        let (rest, _) = cut(keyword("and")).parse(rest)?;
        return cut(value).map(|high| Test::Between(low.clone(), high)).parse(rest);
    }
    for (word, make) in WORDED {
        if let Ok((rest, span)) = keyword(word)(i) {
            let (rest, found) = cut(value).parse(rest)?;
            refuse_commas(rest, &found, false)?;
            return Ok((rest, make(span, found)));
        }
    }
    i.miss(Expected::Test)
}

fn compare(i: Tokens<'_>, operator: Operator, span: Span) -> Parsed<'_, Test> {
    let (rest, found) = cut(value).parse(i)?;
    refuse_commas(rest, &found, false)?;
    Ok((rest, Test::Compare(operator, span, found)))
}

/// `is [ not ] ( known | unknown | value )`
fn is(i: Tokens<'_>, span: Span) -> Parsed<'_, Test> {
    let (i, negated) = match keyword("not")(i) {
        Ok((rest, _)) => (rest, true),
        Err(_) => (i, false),
    };
    for (word, known) in [("known", true), ("unknown", false)] {
        if let Ok((rest, end)) = keyword(word)(i) {
            return Ok((rest, Test::Known(known != negated, span.to(end))));
        }
    }
    if i.is_word(0, "null") || i.is_word(0, "none") || i.is_word(0, "empty") {
        let diagnostic = Diagnostic::error(i.span(), Problem::Syntax(Syntax::Null));
        let word = if negated { "is known" } else { "is unknown" };
        return stop(diagnostic.fix(span.to(i.span()), word));
    }
    compare(i, if negated { Operator::Ne } else { Operator::Eq }, span)
}

/// `in ( "(" , value , { "," , value } , ")" | value )`; a list of one is `=`.
fn list(i: Tokens<'_>, negated: bool) -> Parsed<'_, Test> {
    let operator = if negated { Operator::Ne } else { Operator::Eq };
    let open = i.span();
    let Ok((inner, _)) = punctuation(TokenKind::Open, Expected::Open)(i) else {
        let (rest, found) = cut(value).parse(i)?;
        refuse_commas(rest, &found, true)?;
        return Ok((rest, Test::Compare(operator, found.span, found)));
    };
    let (rest, mut found) =
        cut(separated_list1(punctuation(TokenKind::Comma, Expected::Comma), value)).parse(inner)?;
    let (rest, _) = close(rest, open)?;
    if found.len() > Limit::LIST {
        return stop(Diagnostic::error(open, Problem::Limit(Limit::List(found.len()))));
    }
    let is_grouped = |v: &&Value| v.form == Form::Plain && v.text.contains(',');
    if let Some(grouped) = found.iter().find(is_grouped) {
        let diagnostic = Diagnostic::error(grouped.span, Problem::Syntax(Syntax::CommaInNumber));
        return stop(diagnostic.fix(grouped.span, grouped.text.replace(',', "_")));
    }
    if found.len() == 1 {
        let found = found.swap_remove(0);
        return Ok((rest, Test::Compare(operator, found.span, found)));
    }
    Ok((rest, Test::In(negated, found)))
}

/// `in Qingdao, Shanghai`, `= COSCO Shipping Co., Ltd.`: a comma where the value has ended.
fn refuse_commas(i: Tokens<'_>, first: &Value, list: bool) -> Result<(), nom::Err<Stop>> {
    let mut n = 0;
    while i.ahead(n).is_some_and(|t| t.kind == TokenKind::Comma) && !values::ends(i.skip(n + 1)) {
        n += 1;
        while i.ahead(n).is_some_and(|t| t.kind == TokenKind::Word) && !values::ends(i.skip(n)) {
            n += 1;
        }
    }
    // `a = 1, b = 2` is two conditions, not a name with a comma.
    if i.ahead(n).is_some_and(|t| matches!(t.kind, TokenKind::Operator(_))) {
        let problem =
            Syntax::Foreign { typed: ",".into(), instead: Some("and".into()), hint: None };
        return stop(Diagnostic::error(i.span(), Problem::Syntax(problem)).fix(i.span(), " and"))
            .map(|(_, ())| ());
    }
    if n == 0 {
        return Ok(());
    }
    let all = Span::new(first.span.start, i.skip(n).end_of_last(i));
    let text = all.text(i.source());
    let fixed = if list { format!("({text})") } else { quoted(text) };
    let problem = Problem::Syntax(Syntax::CommaInValue { list });
    stop(Diagnostic::error(i.span(), problem).fix(all, fixed)).map(|(_, ())| ())
}

fn refuse_foreign(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let typed = i.text();
    let Some((_, instead, hint)) =
        FOREIGN_TESTS.iter().find(|(word, ..)| typed.eq_ignore_ascii_case(word))
    else {
        return Ok(());
    };
    let span = i.span();
    let problem =
        Syntax::Foreign { typed: typed.to_owned(), instead: instead.map(Into::into), hint: *hint };
    let diagnostic = Diagnostic::error(span, Problem::Syntax(problem));
    let pattern = i.ahead(1).filter(|token| token.span.text(i.source()).contains('%'));
    let fixed = match instead {
        Some(text) if *text == "contains" && pattern.is_some() => {
            let all = span.to(pattern.map_or(span, |token| token.span));
            let bare = all.text(i.source()).replacen(typed, text, 1).replace('%', "");
            diagnostic.fix(all, bare)
        }
        Some(text) => diagnostic.fix(span, *text),
        None => diagnostic.fix(span, "<="),
    };
    stop(fixed).map(|(_, ())| ())
}
