//! `possibly` and `not` without a condition after them: suggests the query with the word before its conditions.

use super::clauses::parse_query;
use super::parse;
use super::tokens::{State, Tokens};
use crate::query::ast::{Cond, Query};
use crate::query::diagnostic::{Diagnostic, Fix, Syntax};
use crate::query::lexer::{Token, TokenKind};
use crate::query::repair::repair_text;
use crate::query::span::Span;

/// The word that asks for what may be, too.
const POSSIBLY: &str = "possibly";

/// Makes a condition of one after a word.
type Prefix = fn(Box<Cond>, Span) -> Cond;

/// `possibly kind where …` → `kind where possibly …`.
pub(super) fn before_kind(i: Tokens<'_>) -> Option<Diagnostic> {
    let words: [(&str, Prefix); 2] = [(POSSIBLY, Cond::Possibly), ("not", Cond::Not)];
    let (word, made) = words.into_iter().find(|(word, _)| i.is_word(0, word))?;
    let diagnostic = Diagnostic::error(i.span(), Syntax::BeforeKind(word));
    let again = words.iter().any(|(word, _)| i.is_word(1, word));
    let Some((_, rest)) = parse_query(i.next()).ok().filter(|_| !again) else {
        return Some(diagnostic);
    };
    let whole = i.span().join_with(rest.span);
    Some(match rest.filter {
        Some(_) => diagnostic.fix(whole, prefix_conditions(rest, made, i.span()).to_string()),
        None => diagnostic,
    })
}

/// `kind where … possibly` → `kind where possibly …`; `at` is the place of the word among the tokens.
pub(super) fn report_possibly(source: &str, tokens: &[Token], at: usize) -> Option<Diagnostic> {
    let is_end = |token: &Token| token.kind == TokenKind::Semicolon;
    let first = tokens.get(..at)?.iter().rposition(is_end).map_or(0, |end| end + 1);
    let last = tokens.iter().skip(at).position(is_end).map_or(tokens.len(), |n| at + n);
    let asked = tokens.get(first..last)?;
    let word = tokens.get(at)?.span;
    let whole = asked.first()?.span.join_with(asked.last()?.span);
    let rest =
        read_without(source, asked, word).or_else(|| repair_without_word(source, asked, whole));
    let conditions = rest.as_ref().is_none_or(|rest| rest.filter.is_some());
    let diagnostic = Diagnostic::error(word, Syntax::Stray { conditions });
    Some(match rest {
        Some(rest) => {
            diagnostic.fix(whole, prefix_conditions(rest, Cond::Possibly, word).to_string())
        }
        None => diagnostic,
    })
}

/// Returns the query without the word.
fn read_without(source: &str, asked: &[Token], word: Span) -> Option<Query> {
    let is_other = |token: &&Token| token.span.start != word.start;
    let rest: Vec<Token> = asked.iter().filter(is_other).cloned().collect();
    let state = State::new(source, &rest);
    parse_query(Tokens::new(&rest, &state)).ok().map(|(_, query)| query)
}

/// Returns the query without any such word, with its other mistakes fixed.
fn repair_without_word(source: &str, asked: &[Token], whole: Span) -> Option<Query> {
    let is_word = |token: &&Token| {
        token.kind == TokenKind::Word && token.span.text(source).eq_ignore_ascii_case(POSSIBLY)
    };
    let mut text = String::new();
    let mut end = whole.start;
    for word in asked.iter().filter(is_word) {
        text.push_str(source.get(end..word.span.start)?);
        end = word.span.end;
    }
    text.push_str(source.get(end..whole.end)?);
    let repaired = repair_text(&text, &Fix::new(Span::default(), ""))?;
    parse(&repaired).ok()?.into_iter().next()
}

/// Returns the query with the word before all its conditions, once.
fn prefix_conditions(mut query: Query, word: Prefix, span: Span) -> Query {
    query.filter = query.filter.map(|filter| match word(Box::new(filter), span) {
        Cond::Possibly(inner, _) if matches!(*inner, Cond::Possibly(..)) => *inner,
        made => made,
    });
    query
}
