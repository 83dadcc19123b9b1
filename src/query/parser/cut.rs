//! Comments after words of a query: nothing of a query disappears without a message.

use super::parse_tokens;
use crate::query::ast::{Predicate, Query};
use crate::query::diagnostic::{Diagnostic, Syntax, clause_beginnings};
use crate::query::lexer::comments_after_words;
use crate::query::print::quote_text;
use crate::query::span::Span;

/// Refuses a comment that reads as the rest of the query before it: `name = Berth # 3 and status = signed`.
pub(super) fn refuse_cut(source: &str, queries: &[Query]) -> Result<(), Box<Diagnostic>> {
    let weigh = |queries: &[Query]| queries.iter().map(count_query_parts).sum::<usize>();
    for comment in comments_after_words(source) {
        let whole = read_with_comment(source, comment);
        if weigh(&whole) > weigh(queries) {
            let text = comment.text(source).trim_start_matches('#');
            let problem = Syntax::Comment { cut: Some(text.trim().to_owned()) };
            return Err(Box::new(in_quotes(Diagnostic::error(comment, problem), source, &whole)));
        }
    }
    Ok(())
}

/// Warns of comments after words of a query, for a text that is no script and hardly needs one.
pub fn warn_of_comments(source: &str) -> Vec<Diagnostic> {
    let warning = |comment: Span| {
        let problem = Syntax::Comment { cut: None };
        let whole = read_with_comment(source, comment);
        in_quotes(Diagnostic::warning(comment, problem), source, &whole)
    };
    comments_after_words(source).into_iter().map(warning).collect()
}

/// Returns the queries of a text if its comment were words of a value; an empty list if it does not read then.
fn read_with_comment(source: &str, comment: Span) -> Vec<Query> {
    let text = comment.text(source).trim_start_matches('#');
    let first = text.split_whitespace().next().unwrap_or_default();
    // No value goes on with these: the comment was taken out of the query on purpose.
    if clause_beginnings().any(|word| first.eq_ignore_ascii_case(word)) {
        return vec![];
    }
    let (before, after) = source.split_at_checked(comment.start).unwrap_or((source, ""));
    let words = after.trim_start_matches('#');
    let signs = "x".repeat(after.len() - words.len());
    parse_tokens(&format!("{before}{signs}{words}")).unwrap_or_default()
}

/// Adds the repair by which the comment belongs to a value.
fn in_quotes(found: Diagnostic, source: &str, whole: &[Query]) -> Diagnostic {
    let mut values = whole.iter().flat_map(Query::predicates).flat_map(Predicate::values);
    let at = found.span.start;
    match values.find(|value| value.span.start < at && at < value.span.end) {
        Some(value) => {
            let text = quote_text(value.span.text(source));
            found.fix(value.span, text)
        }
        None => found,
    }
}

/// Counts the conditions and clauses of a query, and the query itself.
fn count_query_parts(query: &Query) -> usize {
    let given = [
        query.limit.is_some(),
        query.sources.is_some(),
        query.according.is_some(),
        query.disputed.is_some(),
    ];
    let clauses = given.into_iter().filter(|given| *given).count();
    let listed = query.show.len() + query.by.len() + query.order.len();
    1 + query.filter.as_ref().map_or(0, |cond| cond.leaves().len()) + listed + clauses
}
