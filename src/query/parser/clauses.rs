//! Queries and their clauses.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::multi::separated_list1;

use super::conditions::cond;
use super::tokens::{Parsed, Tokens, at_end, integer, keyword, punctuation, stop};
use crate::query::ast::{Aggregate, Cond, Item, Name, Order, Path, Query};
use crate::query::diagnostic::{CLAUSES, Diagnostic, Expected, Limit, Problem, Syntax};
use crate::query::lexer::TokenKind;
use crate::query::span::Span;

/// Words other languages begin a query with.
const VERBS: [&str; 10] =
    ["select", "find", "get", "list", "show", "search", "from", "give", "filter", "match"];

/// Words that begin a clause or join conditions, so that they cannot name a field.
const NOT_NAMES: [&str; 5] = ["where", "show", "by", "and", "or"];

/// Clauses of other languages, and what they are here.
const FOREIGN_CLAUSES: [(&str, &str); 9] = [
    ("group by", "by"),
    ("grouped by", "by"),
    ("sort by", "order by"),
    ("sorted by", "order by"),
    ("ordered by", "order by"),
    ("filter", "where"),
    ("having", "where"),
    ("select", "show"),
    ("top", "limit"),
];

/// Words kept free for later clauses (language.md §2).
pub(super) const RESERVED: [&str; 12] = [
    "according to",
    "as of",
    "including disputed",
    "mentions",
    "facts about",
    "then",
    "union",
    "except",
    "having",
    "per",
    "convert",
    "in yuan",
];

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

/// `query = [ "explain" ] , [ "count" ] , kind , { clause }`
fn query(i: Tokens<'_>) -> Parsed<'_, Query> {
    let start = i;
    let (i, explain) = opt(keyword("explain")).parse(i)?;
    let (i, count) = opt(keyword("count")).parse(i)?;
    let (mut i, kind) = kind(i)?;
    i.about_kind(kind.span);
    let mut twice = None;
    let mut query = Query {
        explain: explain.is_some(),
        count: count.is_some(),
        kind,
        filter: None,
        show: vec![],
        by: vec![],
        order: vec![],
        limit: None,
        sources: None,
        span: Span::default(),
    };
    loop {
        i.expect(Expected::End);
        for word in not_yet(&query) {
            i.expect(Expected::Keyword(word));
        }
        if at_end(i) {
            break;
        }
        (i, ()) = clause(i, &mut query, &mut twice)?;
    }
    query.span = Span::new(start.span().start, i.end_of_last(start));
    if let Some(diagnostic) = twice {
        return stop(Diagnostic::fix(diagnostic, query.span, query.to_string()));
    }
    Ok((i, query))
}

/// The clauses a query does not have yet.
fn not_yet(query: &Query) -> impl Iterator<Item = &'static str> {
    let given = [
        query.filter.is_some(),
        !query.show.is_empty(),
        !query.by.is_empty(),
        !query.order.is_empty(),
        query.limit.is_some(),
        query.sources.is_some(),
    ];
    CLAUSES.into_iter().zip(given).filter(|(_, given)| !given).map(|(word, _)| word)
}

/// The name of a kind: any word but the verbs of other languages.
fn kind(i: Tokens<'_>) -> Parsed<'_, Name> {
    let text = i.text();
    match i.peek() {
        Some(token) if token.kind == TokenKind::Word => {
            let from = (0..40).find(|n| i.is_word(*n, "from"));
            if VERBS.iter().any(|verb| text.eq_ignore_ascii_case(verb)) && i.ahead(1).is_some() {
                let diagnostic =
                    Diagnostic::error(token.span, Problem::Syntax(Syntax::Verb(text.to_owned())));
                return stop(rewrite_select(diagnostic, i, from));
            }
            if i.at_keyword("facts about") {
                let span = Span::new(token.span.start, i.skip(2).end_of_last(i));
                let problem = Syntax::Reserved("facts about".to_owned());
                return stop(Diagnostic::error(span, Problem::Syntax(problem)));
            }
            if NOT_NAMES.contains(&text.to_lowercase().as_str()) {
                return i.miss(Expected::Kind);
            }
            if let Some(diagnostic) = condition_before_kind(i) {
                return stop(diagnostic);
            }
            Ok((i.next(), Name { text: text.to_lowercase(), span: token.span }))
        }
        _ => i.miss(Expected::Kind),
    }
}

/// `possibly kind where …` → `kind where possibly …`.
fn condition_before_kind(i: Tokens<'_>) -> Option<Diagnostic> {
    let word = ["possibly", "not"].into_iter().find(|word| i.is_word(0, word))?;
    let problem = Problem::Syntax(Syntax::BeforeKind(word));
    let diagnostic = Diagnostic::error(i.span(), problem);
    if i.is_word(1, "possibly") || i.is_word(1, "not") {
        return Some(diagnostic);
    }
    let Ok((_, mut rest)) = query(i.next()) else { return Some(diagnostic) };
    let made = if word == "not" { Cond::Not } else { Cond::Possibly };
    let Some(filter) = rest.filter.take() else { return Some(diagnostic) };
    rest.filter = Some(made(Box::new(filter), i.span()));
    Some(diagnostic.fix(i.span().to(rest.span), rest.to_string()))
}

/// `select a, b from kind …` → `kind show a, b …`; `list all kind …` → `kind …`.
fn rewrite_select(diagnostic: Diagnostic, i: Tokens<'_>, from: Option<usize>) -> Diagnostic {
    let source = i.source();
    let text = |a: usize, b: usize| source.get(a..b).unwrap_or_default().trim();
    let (Some(from), Some(first)) = (from, i.ahead(1)) else {
        let is_filler =
            |n: usize| ["all", "any", "every", "me", "the"].iter().any(|w| i.is_word(n, w));
        let kind = i.ahead((1..).find(|n| !is_filler(*n)).unwrap_or(1));
        let next = kind.map_or(i.span().end, |token| token.span.start);
        return diagnostic.fix(Span::new(i.span().start, next), "");
    };
    let (Some(at), Some(kind)) = (i.ahead(from), i.ahead(from + 1)) else { return diagnostic };
    let items = text(first.span.start, at.span.start);
    let rest = text(kind.span.end, source.len());
    let show =
        if items.is_empty() || items == "*" { String::new() } else { format!(" show {items}") };
    let rest = if rest.is_empty() { String::new() } else { format!(" {rest}") };
    let fixed = format!("{}{rest}{show}", kind.span.text(source));
    diagnostic.fix(Span::new(i.span().start, source.len()), fixed)
}

/// `clause = "where" , cond | "show" , … | "by" , … | "order by" , … | "limit" , integer | "with sources"`
fn clause<'a>(i: Tokens<'a>, query: &mut Query, twice: &mut Option<Diagnostic>) -> Parsed<'a, ()> {
    let mut once = |there: bool, clause: &'static str, span: Span| {
        if there && twice.is_none() {
            *twice = Some(Diagnostic::error(span, Problem::Syntax(Syntax::Twice(clause))));
        }
    };
    refuse_foreign(i)?;
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
            return stop(Diagnostic::error(span, Problem::Syntax(Syntax::Twice("limit"))));
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
    // What could stand here has been noted by the query.
    Err(nom::Err::Error(super::Stop(None)))
}

fn comma(i: Tokens<'_>) -> Parsed<'_, Span> {
    punctuation(TokenKind::Comma, Expected::Comma)(i)
}

fn at_most(n: usize, most: usize, limit: Limit, span: Span) -> Result<(), nom::Err<super::Stop>> {
    if n <= most {
        return Ok(());
    }
    stop(Diagnostic::error(span, Problem::Limit(limit))).map(|(_, ())| ())
}

/// Clauses of other languages, pipes, and words kept free.
fn refuse_foreign(i: Tokens<'_>) -> Result<(), nom::Err<super::Stop>> {
    let span_of =
        |words: &str| Span::new(i.span().start, i.skip(words.split(' ').count()).end_of_last(i));
    if let Some((typed, instead)) = FOREIGN_CLAUSES.iter().find(|(typed, _)| i.at_keyword(typed)) {
        let span = span_of(typed);
        let problem = Syntax::Foreign {
            typed: (*typed).into(),
            instead: Some((*instead).into()),
            hint: None,
        };
        return stop(Diagnostic::error(span, Problem::Syntax(problem)).fix(span, *instead))
            .map(|(_, ())| ());
    }
    if let Some(word) = RESERVED.iter().find(|word| i.at_keyword(word)) {
        let problem = Syntax::Reserved((*word).into());
        return stop(Diagnostic::error(span_of(word), Problem::Syntax(problem))).map(|(_, ())| ());
    }
    if i.peek().is_some_and(|token| token.kind == TokenKind::Foreign) {
        let typed = i.text().to_owned();
        let (instead, hint) = match typed.as_str() {
            "&&" => (Some("and"), None),
            "||" => (Some("or"), None),
            "|" => (None, Some("queries have no pipes; put clauses one after another")),
            _ => (None, None),
        };
        let is_pipe = typed == "|";
        let problem = Syntax::Foreign { typed, instead: instead.map(Into::into), hint };
        let diagnostic = Diagnostic::error(i.span(), Problem::Syntax(problem));
        let diagnostic = match instead {
            Some(word) => diagnostic.fix(i.span(), word),
            None if is_pipe => diagnostic.fix(Span::new(i.span().start, i.next().span().start), ""),
            None => diagnostic,
        };
        return stop(diagnostic).map(|(_, ())| ());
    }
    Ok(())
}

/// `item = path | "each" , path | "count" , [ "of" , path ] | ( "sum" | … ) , "of" , path | "everything"`
fn item(i: Tokens<'_>) -> Parsed<'_, Item> {
    i.expect(Expected::Item);
    refuse_parentheses(i)?;
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

/// `count(x)` is an aggregate of another language.
fn refuse_parentheses(i: Tokens<'_>) -> Result<(), nom::Err<super::Stop>> {
    let word = i.text().to_lowercase();
    let aggregate = match word.as_str() {
        "count" | "sum" | "min" | "max" | "average" => word.as_str(),
        "avg" | "mean" => "average",
        _ => return Ok(()),
    };
    if i.ahead(1).map(|token| &token.kind) != Some(&TokenKind::Open) {
        return Ok(());
    }
    let (inner, close) = (i.ahead(2), i.ahead(3));
    let end = close.or(inner).map_or(i.span().end, |token| token.span.end);
    let span = Span::new(i.span().start, end);
    let name = inner.map_or("", |token| token.span.text(i.source()));
    let name_is_path = name.chars().next().is_some_and(char::is_alphabetic);
    let text = if name_is_path { format!("{aggregate} of {name}") } else { aggregate.to_owned() };
    let problem = Syntax::Parentheses(aggregate.to_owned());
    stop(Diagnostic::error(span, Problem::Syntax(problem)).fix(span, text)).map(|(_, ())| ())
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
        || !parts.iter().all(|part| is_name(part))
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
