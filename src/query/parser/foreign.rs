//! Words of other languages at the beginning of a query, a clause or a condition, and reserved words: each is refused with the
//! words to use here. Tests of other languages are in `comparisons`.

use super::clauses::{FACTS_ABOUT, parse_path};
use super::comparisons::{at_foreign, at_test, parse_test, read_pattern};
use super::misplaced;
use super::tokens::{Stop, Tokens, at_end, stop_with};
use super::values;
use crate::query::ast::{Form, Operator, Test, Value};
use crate::query::diagnostic::{CLAUSES, CLAUSES_OF_FACTS, Diagnostic, Expected, Syntax};
use crate::query::foreign_words::{
    AGGREGATES, ANYTHING, FOREIGN_CLAUSES, QUANTIFIERS, RESERVED, SEARCHES,
};
use crate::query::lexer::TokenKind;
use crate::query::span::Span;
use crate::text::QUERY_VERBS;
use crate::value::find_similar;

/// Refuses a verb of another language, a condition, or reserved words in the place of the kind.
pub(super) fn refuse_beginning(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let text = i.text();
    if QUERY_VERBS.iter().any(|verb| text.eq_ignore_ascii_case(verb)) && i.peek_ahead(1).is_some() {
        let problem = Syntax::Verb(text.to_owned());
        let from = (0..40).find(|n| i.is_word(*n, "from"));
        let diagnostic = rewrite_select(Diagnostic::error(i.span(), problem), i, from);
        return stop_with(diagnostic);
    }
    refuse_asking(i)?;
    refuse_other_facts(i)?;
    match misplaced::before_kind(i) {
        Some(diagnostic) => stop_with(diagnostic),
        None => Ok(()),
    }
}

/// `facts of Qingdao`, `fact about Qingdao`, `facts`: `facts about` in other words, or without a name.
fn refuse_other_facts(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let words = |n: usize| Span::new(i.span().start, i.skip(n).end_of_last(i));
    if values::at_value_end(i.next()) {
        if i.is_word(0, "facts") {
            return stop_with(Diagnostic::error(words(1), Syntax::FactsOfNothing));
        }
        return Ok(());
    }
    let typed = words(2).text(i.source()).to_lowercase();
    let of = ["of", "on", "for", "about"].iter().any(|word| i.is_word(1, word));
    let like = find_similar(&typed, std::iter::once(FACTS_ABOUT));
    let facts = i.is_word(0, "facts") || i.is_word(0, "fact");
    if !(facts && of) && like.is_empty() {
        return Ok(());
    }
    let instead = Some(FACTS_ABOUT.into());
    let problem = Syntax::Foreign { typed, instead, hint: None };
    stop_with(Diagnostic::error(words(2), problem).fix(words(2), FACTS_ABOUT))
}

/// `facts about` without a name.
pub(super) fn refuse_no_name(i: Tokens<'_>, about: Span) -> Result<(), nom::Err<Stop>> {
    if !values::at_value_end(i) {
        return Ok(());
    }
    i.note_expected(Expected::Value);
    stop_with(Diagnostic::error(about, Syntax::FactsOfNothing))
}

/// Refuses a clause that `facts about` can't have, because it shows everything.
pub(super) fn refuse_clause_of_facts(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let mut others = CLAUSES.into_iter().filter(|clause| !CLAUSES_OF_FACTS.contains(clause));
    let Some((after, span)) = others.find_map(|clause| i.take_keyword(clause)) else {
        return Ok(());
    };
    let problem = Syntax::ClauseOfFacts(span.text(i.source()).to_lowercase());
    let mut rest = after;
    while !at_end(rest) {
        rest = rest.next();
    }
    let end = rest.end_of_last(i);
    let before = i.source().get(..span.start).unwrap_or_default().trim_end().len();
    stop_with(Diagnostic::error(span, problem).fix(Span::new(before, end), ""))
}

/// `select a, b from kind …` → `kind show a, b …`; `list all kind …` → `kind …`.
fn rewrite_select(diagnostic: Diagnostic, i: Tokens<'_>, from: Option<usize>) -> Diagnostic {
    let source = i.source();
    let text = |a: usize, b: usize| source.get(a..b).unwrap_or_default().trim();
    let (Some(from), Some(first)) = (from, i.peek_ahead(1)) else {
        let is_filler =
            |n: usize| ["all", "any", "every", "me", "the"].iter().any(|w| i.is_word(n, w));
        let kind = i.peek_ahead((1..9).find(|n| !is_filler(*n)).unwrap_or(1));
        let next = kind.map_or(i.span().end, |token| token.span.start);
        return diagnostic.fix(Span::new(i.span().start, next), "");
    };
    let (Some(at), Some(kind)) = (i.peek_ahead(from), i.peek_ahead(from + 1)) else {
        return diagnostic;
    };
    let items = text(first.span.start, at.span.start);
    let after = (from + 2..).map_while(|n| i.peek_ahead(n));
    let end = { after }.find(|token| token.kind == TokenKind::Semicolon);
    let end = end.map_or(source.len(), |token| token.span.start);
    let rest = text(kind.span.end, end);
    let distinct = items.split_once(' ').filter(|(word, _)| word.eq_ignore_ascii_case("distinct"));
    let show = match distinct {
        Some((_, items)) => format!(" by {items}"),
        None if items.is_empty() || items == "*" => String::new(),
        None => format!(" show {items}"),
    };
    let rest = if rest.is_empty() { String::new() } else { format!(" {rest}") };
    let fixed = format!("{}{rest}{show}", kind.span.text(source));
    diagnostic.fix(Span::new(i.span().start, end), fixed)
}

/// Clauses of other languages, pipes, and words kept free.
pub(super) fn refuse_clause(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let span_of =
        |words: &str| Span::new(i.span().start, i.skip(words.split(' ').count()).end_of_last(i));
    let is_compared =
        i.peek_ahead(2).is_some_and(|token| matches!(token.kind, TokenKind::Operator(_)));
    refuse_unknown_clause(i)?;
    let is_it = |typed: &str| i.at_keyword(typed) && (typed != "with" || is_compared);
    if let Some((typed, instead)) = FOREIGN_CLAUSES.iter().find(|(typed, _)| is_it(typed)) {
        let span = span_of(typed);
        let problem = Syntax::Foreign {
            typed: (*typed).into(),
            instead: Some((*instead).into()),
            hint: None,
        };
        return stop_with(Diagnostic::error(span, problem).fix(span, *instead));
    }
    if let Some(word) = RESERVED.iter().find(|word| i.at_keyword(word)) {
        return stop_with(Diagnostic::error(span_of(word), Syntax::Reserved(word)));
    }
    if i.is_word(0, "join") && i.peek_ahead(1).is_some() {
        let hint = Some("a path such as `field.name` leads from one kind to another");
        let problem = Syntax::Foreign { typed: i.text().to_owned(), instead: None, hint };
        return stop_with(Diagnostic::error(i.span(), problem));
    }
    refuse_bare_search(i)?;
    if i.peek().is_some_and(|token| token.kind == TokenKind::Foreign) {
        let typed = i.text().to_owned();
        let test = i.skip(2);
        let is_test = test.peek().is_some_and(|t| matches!(t.kind, TokenKind::Operator(_)));
        let (instead, hint) = match typed.as_str() {
            "|" if is_test || at_test(test) => (Some("or"), None),
            "&&" => (Some("and"), None),
            "||" => (Some("or"), None),
            "|" => (None, Some("queries have no pipes; put clauses one after another")),
            _ => (None, None),
        };
        let is_pipe = typed == "|" && instead.is_none();
        let problem = Syntax::Foreign { typed, instead: instead.map(Into::into), hint };
        let diagnostic = Diagnostic::error(i.span(), problem);
        let diagnostic = match instead {
            Some(word) => diagnostic.fix(i.span(), word),
            None if is_pipe => diagnostic.fix(Span::new(i.span().start, i.next().span().start), ""),
            None => diagnostic,
        };
        return stop_with(diagnostic);
    }
    Ok(())
}

/// `having count > 1`, `offset 20`: clauses that have no other words here.
fn refuse_unknown_clause(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let is_total = |word: &str| AGGREGATES.iter().any(|(_, words)| words.contains(&word));
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let next = i.next().text();
    let hint = if i.is_word(0, "having") && is_total(&next.to_lowercase()) {
        "groups can't be filtered; `order by count desc` puts the largest first"
    } else if i.is_word(0, "offset") && is_number(next) {
        "a greater `limit` shows more rows"
    } else {
        return Ok(());
    };
    let problem =
        Syntax::Foreign { typed: i.text().to_lowercase(), instead: None, hint: Some(hint) };
    stop_with(Diagnostic::error(i.span(), problem))
}

/// `count(x)` is an aggregate of another language.
pub(super) fn refuse_parentheses(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let word = i.text().to_lowercase();
    let aggregate = match word.as_str() {
        "count" | "sum" | "min" | "max" | "average" => word.as_str(),
        "avg" | "mean" => "average",
        _ => return Ok(()),
    };
    if i.peek_ahead(1).map(|token| &token.kind) != Some(&TokenKind::Open) {
        return Ok(());
    }
    if i.is_word(2, "distinct") {
        let span = Span::new(i.span().start, i.skip(3).end_of_last(i));
        let hint = Some("`by FIELD` gives one row for each value");
        let problem =
            Syntax::Foreign { typed: format!("{word}(distinct …)"), instead: None, hint };
        return stop_with(Diagnostic::error(span, problem));
    }
    let (inner, close) = (i.peek_ahead(2), i.peek_ahead(3));
    let end = close.or(inner).map_or(i.span().end, |token| token.span.end);
    let span = Span::new(i.span().start, end);
    let name = inner.map_or("", |token| token.span.text(i.source()));
    let name_is_path = name.chars().next().is_some_and(char::is_alphabetic);
    let text = if name_is_path { format!("{aggregate} of {name}") } else { aggregate.to_owned() };
    let problem = Syntax::Parentheses(aggregate.to_owned());
    stop_with(Diagnostic::error(span, problem).fix(span, text))
}

/// `sum x`, `total of x`: an aggregate without its `of`, or by another word.
pub(super) fn refuse_other_aggregate(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let word = i.text().to_lowercase();
    let Some((instead, _)) = AGGREGATES.iter().find(|(_, words)| words.contains(&word.as_str()))
    else {
        return Ok(());
    };
    let typed = if i.is_word(1, "of") { format!("{word} of") } else { word };
    let words = typed.split(' ').count();
    let after = CLAUSES.iter().chain(&["asc", "desc"]);
    let is_clause = { after }.any(|clause| i.skip(words).at_keyword(clause));
    let is_path = i.peek_ahead(words).is_some_and(|token| token.kind == TokenKind::Word);
    if typed == *instead || is_clause || !is_path {
        return Ok(());
    }
    let span = Span::new(i.span().start, i.skip(words).end_of_last(i));
    let problem = Syntax::Foreign { typed, instead: Some((*instead).into()), hint: None };
    stop_with(Diagnostic::error(span, problem).fix(span, *instead))
}

/// `show *`, `show all`: everything.
pub(super) fn refuse_asterisk(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let ends = values::at_value_end(i.next());
    if !ends || !["*", "all"].contains(&i.text().to_lowercase().as_str()) {
        return Ok(());
    }
    let (typed, instead) = (i.text().to_owned(), Some("everything".into()));
    let problem = Syntax::Foreign { typed, instead, hint: None };
    stop_with(Diagnostic::error(i.span(), problem).fix(i.span(), "everything"))
}

/// `more than 1 partner`: a quantifier in other words.
pub(super) fn refuse_other_quantifier(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let Some((words, operator)) = QUANTIFIERS.iter().find(|(words, _)| i.at_keyword(words)) else {
        return Ok(());
    };
    let number = i.skip(words.split(' ').count());
    let text = number.text();
    let is_count = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if !is_count || parse_path(number.next()).is_err() {
        return Ok(());
    }
    let span = number.span();
    let value = Value { text: text.to_owned(), form: Form::Plain, span, parameter: None };
    let Some(instead) = quantifier_for(*operator, &value) else { return Ok(()) };
    let whole = i.span().join_with(span);
    let typed = whole.text(i.source()).to_owned();
    let problem = Syntax::Foreign { typed, instead: Some(instead.clone()), hint: None };
    stop_with(Diagnostic::error(whole, problem).fix(whole, instead))
}

/// Returns the aggregate at the beginning of a condition.
pub(super) fn peek_aggregate(i: Tokens<'_>) -> Option<&'static str> {
    let words = ["count", "sum", "average", "min", "max"];
    words.into_iter().find(|word| i.is_word(0, word) && i.is_word(1, "of"))
}

/// Returns the quantifier that compares a count as an operator does.
pub(in crate::query) fn quantifier_for(operator: Operator, value: &Value) -> Option<String> {
    if value.form == Form::Parameter || value.parameter.is_some() {
        let name = value.parameter.as_deref().unwrap_or(&value.text);
        return Some(match operator {
            Operator::Gt => format!("not at most ${name}"),
            Operator::Ge => format!("at least ${name}"),
            Operator::Lt => format!("not at least ${name}"),
            Operator::Le => format!("at most ${name}"),
            Operator::Eq => format!("exactly ${name}"),
            Operator::Ne => format!("not exactly ${name}"),
        });
    }
    let n: u64 = value.text.parse().ok().filter(|n| *n < 1_000_000)?;
    Some(match (operator, n) {
        (Operator::Gt | Operator::Ne, 0) => "any".to_owned(),
        (Operator::Eq | Operator::Le, 0) => "no".to_owned(),
        // The number that was typed has to stay.
        (Operator::Lt, 1) => "not at least 1".to_owned(),
        (Operator::Gt, n) => format!("at least {}", n + 1),
        (Operator::Ge, n) => format!("at least {n}"),
        (Operator::Lt, n) => format!("at most {}", n.saturating_sub(1)),
        (Operator::Le, n) => format!("at most {n}"),
        (Operator::Eq, n) => format!("exactly {n}"),
        (Operator::Ne, n) => format!("not exactly {n}"),
    })
}

/// `sum of investment > 1bn`: a condition looks at one thing. `count of parts > 2` can be said with a quantifier.
pub(super) fn refuse_aggregate(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let Some(word) = peek_aggregate(i) else { return Ok(()) };
    let whole = |end: Tokens<'_>| Span::new(i.span().start, end.end_of_last(i));
    let diagnostic = |span| Diagnostic::error(span, Syntax::Aggregate(word));
    let Ok((rest, path)) = parse_path(i.skip(2)) else {
        return stop_with(diagnostic(whole(i.skip(2))));
    };
    let Ok((end, Test::Compare(operator, _, value))) = parse_test(rest) else {
        return stop_with(diagnostic(whole(rest)));
    };
    let amount = quantifier_for(operator, &value);
    let diagnostic = diagnostic(whole(end));
    let before = i.source().get(..i.span().start).unwrap_or_default().trim_end();
    let first = before
        .len()
        .checked_sub("where".len())
        .filter(|at| before.get(*at..).is_some_and(|word| word.eq_ignore_ascii_case("where")));
    let last = values::at_value_end(end) && !end.at_keyword("and") && !end.at_keyword("or");
    stop_with(match (amount.filter(|_| word == "count"), first.filter(|_| last)) {
        (Some(amount), _) => diagnostic.fix(whole(end), format!("{amount} {path}")),
        (None, Some(start)) => {
            let shown = format!("show {word} of {path}");
            diagnostic.fix(Span::new(start, end.end_of_last(i)), shown)
        }
        (None, None) => diagnostic,
    })
}

/// `where matching cold`, `where like '%cold%'`, `where "cold chain"`: a search in other words.
pub(super) fn refuse_search(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    if matches!(i.peek().map(|token| &token.kind), Some(TokenKind::Quoted { closed: true, .. }))
        && values::at_value_end(i.next())
    {
        return stop_with(mentions_diagnostic(i, i.span(), format!("mentions {}", i.text())));
    }
    if !SEARCHES.iter().any(|word| i.is_word(0, word)) || !at_words(i.next()) {
        return Ok(());
    }
    stop_with(match read_pattern(i.next()) {
        Some((_, bare, end)) => {
            mentions_diagnostic(i, Span::new(i.span().start, end), format!("mentions {bare}"))
        }
        None => mentions_diagnostic(i, i.span(), "mentions".to_owned()),
    })
}

/// `projects mentioning cold`: a search without `where`.
fn refuse_bare_search(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let is_search = SEARCHES.iter().any(|word| i.is_word(0, word));
    // Words like a comparison are the condition of a missing field.
    let is_verb = !i.is_word(0, "like") && !i.is_word(0, "ilike");
    if i.is_word(0, "mentions") && at_words(i.next()) {
        let problem = Syntax::MissingWhere("mentions".to_owned());
        let before = Span::new(i.span().start, i.span().start);
        return stop_with(Diagnostic::error(i.span(), problem).fix(before, "where "));
    }
    if is_search && is_verb && at_words(i.next()) {
        return stop_with(mentions_diagnostic(i, i.span(), "where mentions".to_owned()));
    }
    Ok(())
}

/// `what mentions Zhengzhou?`
fn refuse_asking(i: Tokens<'_>) -> Result<(), nom::Err<Stop>> {
    let asks = ANYTHING.iter().any(|word| i.is_word(0, word));
    let is_search = i.is_word(1, "mentions") || SEARCHES.iter().any(|word| i.is_word(1, word));
    if !asks || !is_search || !at_words(i.skip(2)) {
        return Ok(());
    }
    let end = i.source().trim_end().len();
    let words = i.source().get(i.skip(2).span().start..end).unwrap_or_default();
    let words = words.trim_end_matches(['?', '？']).trim_end();
    let whole = Span::new(i.span().start, end);
    let instead = format!("things where mentions {words}");
    stop_with(Diagnostic::error(i.span(), Syntax::Question { unknown: vec![] }).fix(whole, instead))
}

/// Checks whether words to look for come next, and no test of a field.
fn at_words(i: Tokens<'_>) -> bool {
    let is_value = i
        .peek()
        .is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::Quoted { .. }));
    is_value && !values::at_value_end(i) && !at_test(i) && !at_foreign(i)
}

fn mentions_diagnostic(i: Tokens<'_>, span: Span, instead: String) -> Diagnostic {
    let problem = Syntax::Foreign {
        typed: span.text(i.source()).to_owned(),
        instead: Some(instead.clone()),
        hint: Some(
            "`mentions` searches all texts of a row: names, text fields, printed words, notes",
        ),
    };
    Diagnostic::error(span, problem).fix(span, instead)
}
