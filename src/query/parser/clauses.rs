//! Queries and their clauses.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::multi::separated_list1;

use super::comparisons::refuse_commas;
use super::conditions::parse_cond;
use super::foreign;
use super::tokens::{
    Parsed, Tokens, at_end, parse_closing, parse_keyword, parse_punctuation, stop_with,
};
use super::values::{parse_integer, parse_value};
use crate::query::ast::{According, Aggregate, Cond, Item, Name, Order, Path, Query, SourceChoice};
use crate::query::diagnostic::{CLAUSES, CLAUSES_OF_FACTS, Diagnostic, Expected, Limit, Syntax};
use crate::query::lexer::TokenKind;
use crate::query::span::Span;

/// Words that begin a clause, join conditions or stand before one, so that they cannot name a field.
const NOT_NAMES: [&str; 6] = ["where", "show", "by", "and", "or", "possibly"];

/// The words that ask for everything known of some things.
pub(super) const FACTS_ABOUT: &str = "facts about";

/// `script = [ query ] , { ";" , [ query ] }`
pub(super) fn parse_script(mut i: Tokens<'_>) -> Parsed<'_, Vec<Query>> {
    let mut queries = Vec::new();
    loop {
        let mut begins = queries.is_empty();
        while i.peek().is_some_and(|token| token.kind == TokenKind::Semicolon) {
            i = i.next();
            begins = true;
        }
        if i.peek().is_none() {
            if begins {
                let _ = parse_query(i);
            }
            return Ok((i, queries));
        }
        let (rest, found) = parse_query(i)?;
        queries.push(found);
        i = rest;
    }
}

/// `query = [ "explain" ] , ( [ "count" ] , kind | "facts about" , value ) , { clause }`
pub(super) fn parse_query(i: Tokens<'_>) -> Parsed<'_, Query> {
    let start = i;
    let (i, explain) = opt(parse_keyword("explain")).parse(i)?;
    let (i, count) = opt(parse_keyword("count")).parse(i)?;
    if let Some(count) = count.filter(|_| i.at_keyword(FACTS_ABOUT)) {
        let before = Span::new(count.start, i.span().start);
        return stop_with(Diagnostic::error(count, Syntax::CountedFacts).fix(before, ""));
    }
    let (mut i, all) = if let Ok((i, about)) = parse_keyword(FACTS_ABOUT)(i) {
        foreign::refuse_no_name(i, about)?;
        let (i, name) = cut(parse_value).parse(i)?;
        refuse_commas(i, &name, false)?;
        (i, Query::of_things(name, about, Span::default()))
    } else {
        let (i, kind) = parse_kind(i)?;
        i.about_kind(kind.span);
        (i, Query::all_of_kind(kind, Span::default()))
    };
    let mut twice = None;
    let mut query = Query { explain: explain.is_some(), count: count.is_some(), ..all };
    loop {
        i.note_expected(Expected::End);
        for word in not_yet(&query) {
            i.note_expected(Expected::Keyword(word));
        }
        if at_end(i) {
            break;
        }
        if query.about.is_some() {
            foreign::refuse_clause_of_facts(i)?;
        }
        (i, ()) = parse_clause(i, &mut query, &mut twice)?;
    }
    query.span = Span::new(start.span().start, i.end_of_last(start));
    if let Some(diagnostic) = twice {
        return stop_with(Diagnostic::fix(diagnostic, query.span, query.to_string()));
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
fn parse_kind(i: Tokens<'_>) -> Parsed<'_, Name> {
    let text = i.text();
    match i.peek() {
        Some(token) if token.kind == TokenKind::Word => {
            foreign::refuse_beginning(i)?;
            if NOT_NAMES.contains(&text.to_lowercase().as_str()) {
                return i.fail_expecting(Expected::Kind);
            }
            Ok((i.next(), Name { text: text.to_lowercase(), span: token.span }))
        }
        _ => i.fail_expecting(Expected::Kind),
    }
}

/// `clause = "where" , cond | "show" , … | "by" , … | "order by" , … | "limit" , integer | "with sources" | "according to" , … |
/// "including disputed"`
fn parse_clause<'a>(
    i: Tokens<'a>,
    query: &mut Query,
    twice: &mut Option<Diagnostic>,
) -> Parsed<'a, ()> {
    let mut once = |there: bool, clause: &'static str, span: Span| {
        if there && twice.is_none() {
            *twice = Some(Diagnostic::error(span, Syntax::Twice(clause)));
        }
    };
    foreign::refuse_clause(i)?;
    let start = i;
    if let Some((i, span)) = i.take_keyword("where") {
        once(query.filter.is_some(), "where", span);
        let (i, filter) = cut(parse_cond).parse(i)?;
        query.filter = Some(match query.filter.take() {
            None => filter,
            Some(first) => Cond::And(vec![first, filter]),
        });
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.take_keyword("show") {
        once(!query.show.is_empty(), "show", span);
        let (i, items) = cut(separated_list1(parse_comma, parse_item)).parse(i)?;
        query.show.extend(items);
        let n = query.show.len();
        at_most(n, Limit::ITEMS, Limit::Items(n), span)?;
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.take_keyword("by") {
        once(!query.by.is_empty(), "by", span);
        let (i, keys) = cut(separated_list1(parse_comma, parse_path)).parse(i)?;
        query.by.extend(keys);
        let n = query.by.len();
        at_most(n, Limit::KEYS, Limit::Keys(n), span)?;
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.take_keyword("order by") {
        once(!query.order.is_empty(), "order by", span);
        let (i, keys) = cut(separated_list1(parse_comma, parse_order)).parse(i)?;
        query.order.extend(keys);
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.take_keyword("limit") {
        if query.limit.is_some() {
            // Either may be meant, so neither is offered.
            return stop_with(Diagnostic::error(span, Syntax::Twice("limit")));
        }
        let (i, limit) = cut(parse_integer).parse(i)?;
        query.limit = Some(limit);
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.take_keyword("with sources") {
        once(query.sources.is_some(), "with sources", span);
        query.sources = Some(span);
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.take_keyword("including disputed") {
        once(query.disputed.is_some(), "including disputed", span);
        query.disputed = Some(span);
        return Ok((i, ()));
    }
    if let Some((i, span)) = i.take_keyword("according to") {
        if query.according.is_some() {
            // Either may be meant, so neither is offered.
            return stop_with(Diagnostic::error(span, Syntax::Twice("according to")));
        }
        let (i, which) = cut(parse_source_choice).parse(i)?;
        let span = Span::new(span.start, i.end_of_last(start));
        query.according = Some(According { which, span });
        return Ok((i, ()));
    }
    // The query has already noted what could be here.
    Err(nom::Err::Error(super::Stop(None)))
}

/// `"(" , cond , ")" | value`
fn parse_source_choice(i: Tokens<'_>) -> Parsed<'_, SourceChoice> {
    let open = i.span();
    let Ok((inside, _)) = parse_punctuation(TokenKind::Open, Expected::Open)(i) else {
        return parse_value.map(SourceChoice::Named).parse(i);
    };
    inside.parse_nested(|i| {
        let (i, inner) = cut(parse_cond).parse(i)?;
        let (i, _) = parse_closing(i, open)?;
        Ok((i, SourceChoice::Where(Box::new(inner))))
    })
}

fn parse_comma(i: Tokens<'_>) -> Parsed<'_, Span> {
    parse_punctuation(TokenKind::Comma, Expected::Comma)(i)
}

fn at_most(n: usize, most: usize, limit: Limit, span: Span) -> Result<(), nom::Err<super::Stop>> {
    if n <= most {
        return Ok(());
    }
    stop_with(Diagnostic::error(span, limit))
}

/// `item = path | "each" , path | "count" , [ "of" , path ] | ( "sum" | … ) , "of" , path | "everything"`
fn parse_item(i: Tokens<'_>) -> Parsed<'_, Item> {
    i.note_expected(Expected::Item);
    foreign::refuse_asterisk(i)?;
    foreign::refuse_parentheses(i)?;
    foreign::refuse_other_aggregate(i)?;
    let start = i;
    if let Ok((i, span)) = parse_keyword("everything")(i) {
        return Ok((i, Item::Everything(span)));
    }
    if let Ok((i, _)) = parse_keyword("each")(i) {
        let (i, path) = cut(parse_path).parse(i)?;
        return Ok((i, Item::Each(path)));
    }
    if let Ok((i, span)) = parse_keyword("count of")(i) {
        let (i, path) = cut(parse_path).parse(i)?;
        let span = span.join_with(path.span);
        return Ok((i, Item::Count(Some(path), span)));
    }
    if let Ok((i, span)) = parse_keyword("count")(i) {
        return Ok((i, Item::Count(None, span)));
    }
    let aggregate = alt((
        parse_keyword("sum of").map(|_| Aggregate::Sum),
        parse_keyword("average of").map(|_| Aggregate::Average),
        parse_keyword("min of").map(|_| Aggregate::Min),
        parse_keyword("max of").map(|_| Aggregate::Max),
    ));
    if let Ok((i, aggregate)) = { aggregate }.parse(i) {
        let (i, path) = cut(parse_path).parse(i)?;
        let span = Span::new(start.span().start, path.span.end);
        return Ok((i, Item::Aggregate(aggregate, path, span)));
    }
    parse_path.map(Item::Path).parse(i)
}

/// `order = item , [ "asc" | "desc" ]`
fn parse_order(i: Tokens<'_>) -> Parsed<'_, Order> {
    let (i, item) = parse_item(i)?;
    let direction = alt((parse_keyword("asc").map(|_| false), parse_keyword("desc").map(|_| true)));
    let (i, descending) = opt(direction).parse(i)?;
    Ok((i, Order { item, descending: descending.unwrap_or(false) }))
}

/// `path = name , { "." , name }`, written without spaces
pub(super) fn parse_path(i: Tokens<'_>) -> Parsed<'_, Path> {
    let span = i.span();
    let is_word = i.peek().is_some_and(|token| token.kind == TokenKind::Word);
    let text = i.text();
    if !is_word || NOT_NAMES.iter().any(|w| text.eq_ignore_ascii_case(w)) {
        return i.fail_expecting(Expected::Field);
    }
    let mut at = span.start;
    let names = text.split('.').map(|part| {
        let span = Span::new(at, at + part.len());
        at = span.end + 1;
        Name { text: part.to_lowercase(), span }
    });
    let names: Vec<Name> = names.collect();
    if !names.iter().all(|name| is_name(&name.text)) {
        return i.fail_expecting(Expected::Field);
    }
    at_most(names.len(), Limit::PATH, Limit::Path(names.len()), span)?;
    Ok((i.next(), Path { names, span }))
}

/// `name = letter , { letter | digit | "_" }`
fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.all(|c| c.is_alphanumeric() || c == '_')
}
