//! Queries and their clauses.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::multi::separated_list1;

use super::conditions::cond;
use super::foreign;
use super::tokens::{Parsed, Tokens, at_end, close, keyword, punctuation, stop};
use super::values::{integer, value};
use crate::query::ast::{According, Aggregate, Cond, Item, Name, Order, Path, Query, SourceChoice};
use crate::query::diagnostic::{CLAUSES, CLAUSES_OF_FACTS, Diagnostic, Expected, Limit, Syntax};
use crate::query::lexer::TokenKind;
use crate::query::span::Span;

/// Words that begin a clause, join conditions or stand before one, so that they cannot name a field.
const NOT_NAMES: [&str; 6] = ["where", "show", "by", "and", "or", "possibly"];

/// The words that ask for everything known of some things.
pub(super) const FACTS_ABOUT: &str = "facts about";

/// `script = [ query ] , { ";" , [ query ] }`
pub(super) fn script(mut i: Tokens<'_>) -> Parsed<'_, Vec<Query>> {
    let mut queries = Vec::new();
    loop {
        let mut begins = queries.is_empty();
        while i.peek().is_some_and(|token| token.kind == TokenKind::Semicolon) {
            i = i.next();
            begins = true;
        }
        if i.peek().is_none() {
            if begins {
                let _ = query(i);
            }
            return Ok((i, queries));
        }
        let (rest, found) = query(i)?;
        queries.push(found);
        i = rest;
    }
}

/// `query = [ "explain" ] , ( [ "count" ] , kind | "facts about" , value ) , { clause }`
pub(super) fn query(i: Tokens<'_>) -> Parsed<'_, Query> {
    let start = i;
    let (i, explain) = opt(keyword("explain")).parse(i)?;
    let (i, count) = opt(keyword("count")).parse(i)?;
    if let Some(count) = count.filter(|_| i.at_keyword(FACTS_ABOUT)) {
        let before = Span::new(count.start, i.span().start);
        return stop(Diagnostic::error(count, Syntax::CountedFacts).fix(before, ""));
    }
    let (mut i, all) = if let Ok((i, about)) = keyword(FACTS_ABOUT)(i) {
        foreign::refuse_no_name(i, about)?;
        let (i, name) = cut(value).parse(i)?;
        (i, Query::of_things(name, about, Span::default()))
    } else {
        let (i, kind) = kind(i)?;
        i.about_kind(kind.span);
        (i, Query::all(kind, Span::default()))
    };
    let mut twice = None;
    let mut query = Query { explain: explain.is_some(), count: count.is_some(), ..all };
    loop {
        i.expect(Expected::End);
        for word in not_yet(&query) {
            i.expect(Expected::Keyword(word));
        }
        if at_end(i) {
            break;
        }
        if query.about.is_some() {
            foreign::refuse_clause_of_facts(i)?;
        }
        (i, ()) = clause(i, &mut query, &mut twice)?;
    }
    query.span = Span::new(start.span().start, i.end_of_last(start));
    if let Some(diagnostic) = twice {
        return stop(Diagnostic::fix(diagnostic, query.span, query.to_string()));
    }
    Ok((i, query))
}

/// Returns the clauses a query does not have yet.
fn not_yet(query: &Query) -> impl Iterator<Item = &'static str> {
    let given = [
        query.filter.is_some(),
        !query.show.is_empty(),
        !query.by.is_empty(),
        !query.order.is_empty(),
        query.limit.is_some(),
        query.sources.is_some(),
        query.according.is_some(),
        query.disputed.is_some(),
    ];
    let fits = |word: &str| query.about.is_none() || CLAUSES_OF_FACTS.contains(&word);
    CLAUSES
        .into_iter()
        .zip(given)
        .filter(|(_, given)| !given)
        .map(|(word, _)| word)
        .filter(move |word| fits(word))
}

/// Reads the name of a kind: any word but the verbs of other languages.
fn kind(i: Tokens<'_>) -> Parsed<'_, Name> {
    let text = i.text();
    match i.peek() {
        Some(token) if token.kind == TokenKind::Word => {
            foreign::refuse_beginning(i)?;
            if NOT_NAMES.contains(&text.to_lowercase().as_str()) {
                return i.miss(Expected::Kind);
            }
            Ok((i.next(), Name { text: text.to_lowercase(), span: token.span }))
        }
        _ => i.miss(Expected::Kind),
    }
}

/// `clause = "where" , cond | "show" , … | "by" , … | "order by" , … | "limit" , integer | "with sources" | "according to" , … |
/// "including disputed"`
fn clause<'a>(i: Tokens<'a>, query: &mut Query, twice: &mut Option<Diagnostic>) -> Parsed<'a, ()> {
    let mut once = |there: bool, clause: &'static str, span: Span| {
        if there && twice.is_none() {
            *twice = Some(Diagnostic::error(span, Syntax::Twice(clause)));
        }
    };
    foreign::refuse_clause(i)?;
    let start = i;
    if let Some((i, span)) = i.taken("where") {
        once(query.filter.is_some(), "where", span);
        let (i, filter) = cut(cond).parse(i)?;
        query.filter = Some(match query.filter.take() {
            None => filter,
            Some(first) => Cond::And(vec![first, filter]),
        });
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.taken("show") {
        once(!query.show.is_empty(), "show", span);
        let (i, items) = cut(separated_list1(comma, item)).parse(i)?;
        query.show.extend(items);
        let n = query.show.len();
        at_most(n, Limit::ITEMS, Limit::Items(n), span)?;
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.taken("by") {
        once(!query.by.is_empty(), "by", span);
        let (i, keys) = cut(separated_list1(comma, path)).parse(i)?;
        query.by.extend(keys);
        let n = query.by.len();
        at_most(n, Limit::KEYS, Limit::Keys(n), span)?;
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.taken("order by") {
        once(!query.order.is_empty(), "order by", span);
        let (i, keys) = cut(separated_list1(comma, order)).parse(i)?;
        query.order.extend(keys);
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.taken("limit") {
        if query.limit.is_some() {
            // Either may be meant, so neither is offered.
            return stop(Diagnostic::error(span, Syntax::Twice("limit")));
        }
        let (i, limit) = cut(integer).parse(i)?;
        query.limit = Some(limit);
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.taken("with sources") {
        once(query.sources.is_some(), "with sources", span);
        query.sources = Some(span);
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.taken("including disputed") {
        once(query.disputed.is_some(), "including disputed", span);
        query.disputed = Some(span);
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.taken("according to") {
        if query.according.is_some() {
            // Either may be meant, so neither is offered.
            return stop(Diagnostic::error(span, Syntax::Twice("according to")));
        }
        let (i, which) = cut(source_choice).parse(i)?;
        let span = Span::new(span.start, i.end_of_last(start));
        query.according = Some(According { which, span });
        return Ok((i, ()));
    }
    // The query has already noted what could be here.
    Err(nom::Err::Error(super::Stop(None)))
}

/// `"(" , cond , ")" | value`
fn source_choice(i: Tokens<'_>) -> Parsed<'_, SourceChoice> {
    let open = i.span();
    let Ok((inside, _)) = punctuation(TokenKind::Open, Expected::Open)(i) else {
        return value.map(SourceChoice::Named).parse(i);
    };
    inside.deeper(|i| {
        let (i, inner) = cut(cond).parse(i)?;
        let (i, _) = close(i, open)?;
        Ok((i, SourceChoice::Where(Box::new(inner))))
    })
}

fn comma(i: Tokens<'_>) -> Parsed<'_, Span> {
    punctuation(TokenKind::Comma, Expected::Comma)(i)
}

fn at_most(n: usize, most: usize, limit: Limit, span: Span) -> Result<(), nom::Err<super::Stop>> {
    if n <= most {
        return Ok(());
    }
    stop(Diagnostic::error(span, limit))
}

/// `item = path | "each" , path | "count" , [ "of" , path ] | ( "sum" | … ) , "of" , path | "everything"`
fn item(i: Tokens<'_>) -> Parsed<'_, Item> {
    i.expect(Expected::Item);
    foreign::refuse_parentheses(i)?;
    foreign::refuse_other_aggregate(i)?;
    let start = i;
    if let Ok((i, span)) = keyword("everything")(i) {
        return Ok((i, Item::Everything(span)));
    }
    if let Ok((i, _)) = keyword("each")(i) {
        let (i, path) = cut(path).parse(i)?;
        return Ok((i, Item::Each(path)));
    }
    if let Ok((i, span)) = keyword("count of")(i) {
        let (i, path) = cut(path).parse(i)?;
        let span = span.to(path.span);
        return Ok((i, Item::Count(Some(path), span)));
    }
    if let Ok((i, span)) = keyword("count")(i) {
        return Ok((i, Item::Count(None, span)));
    }
    let aggregate = alt((
        keyword("sum of").map(|_| Aggregate::Sum),
        keyword("average of").map(|_| Aggregate::Average),
        keyword("min of").map(|_| Aggregate::Min),
        keyword("max of").map(|_| Aggregate::Max),
    ));
    if let Ok((i, aggregate)) = { aggregate }.parse(i) {
        let (i, path) = cut(path).parse(i)?;
        let span = Span::new(start.span().start, path.span.end);
        return Ok((i, Item::Aggregate(aggregate, path, span)));
    }
    path.map(Item::Path).parse(i)
}

/// `order = item , [ "asc" | "desc" ]`
fn order(i: Tokens<'_>) -> Parsed<'_, Order> {
    let (i, item) = item(i)?;
    let direction = alt((keyword("asc").map(|_| false), keyword("desc").map(|_| true)));
    let (i, descending) = opt(direction).parse(i)?;
    Ok((i, Order { item, descending: descending.unwrap_or(false) }))
}

/// `path = name , { "." , name }`, written without spaces
pub(super) fn path(i: Tokens<'_>) -> Parsed<'_, Path> {
    let span = i.span();
    let is_word = i.peek().is_some_and(|token| token.kind == TokenKind::Word);
    let text = i.text();
    let parts: Vec<&str> = text.split('.').collect();
    if !is_word
        || !parts.iter().all(|part| is_name(&part.to_lowercase()))
        || NOT_NAMES.iter().any(|w| text.eq_ignore_ascii_case(w))
    {
        return i.miss(Expected::Field);
    }
    at_most(parts.len(), Limit::PATH, Limit::Path(parts.len()), span)?;
    let mut at = span.start;
    let names = parts.into_iter().map(|part| {
        let span = Span::new(at, at + part.len());
        at = span.end + 1;
        Name { text: part.to_lowercase(), span }
    });
    Ok((i.next(), Path { names: names.collect(), span }))
}

/// `name = letter , { letter | digit | "_" }`
fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.all(|c| c.is_alphanumeric() || c == '_')
}
