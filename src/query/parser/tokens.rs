//! The parser's input: tokens instead of characters, and a memory of the furthest place anything was expected.
//!
//! That memory is both the error message ("expected `=` …, found …") and the list of what may follow at a cursor.

use std::cell::{Cell, RefCell};

use nom::combinator::cut;
use nom::{Needed, Parser};

use crate::query::ast::Operator;
use crate::query::diagnostic::{Diagnostic, Expected, Limit, Subject, Syntax};
use crate::query::lexer::{Token, TokenKind};
use crate::query::span::Span;

/// The tokens still to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tokens<'a> {
    rest: &'a [Token],
    state: &'a State<'a>,
}

/// The state that all parsers of one text share.
#[derive(Debug)]
pub(super) struct State<'a> {
    pub(super) source: &'a str,
    total: usize,
    furthest: RefCell<(usize, Vec<Expected>)>,
    depth: Cell<usize>,
    quantifiers: Cell<usize>,
    conditions: Cell<usize>,
    /// The kind of the query being read, and the field of the condition being read.
    subject: Cell<(Span, Span)>,
    /// Where the last value begins, as a number of tokens.
    value: Cell<Option<usize>>,
}

/// Why a parser gave up: with a diagnostic when it knows better than "something else was expected".
#[derive(Debug, Clone)]
pub(super) struct Stop(pub(super) Option<Box<Diagnostic>>);

/// The result of a parser.
pub(super) type Parsed<'a, T> = nom::IResult<Tokens<'a>, T, Stop>;

impl<'a> nom::error::ParseError<Tokens<'a>> for Stop {
    fn from_error_kind(_: Tokens<'a>, _: nom::error::ErrorKind) -> Self {
        Self(None)
    }

    fn append(_: Tokens<'a>, _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

/// Stops the parser with exactly what is wrong.
#[cold]
#[inline(never)]
pub(super) fn stop_with<T>(diagnostic: Diagnostic) -> Result<T, nom::Err<Stop>> {
    Err(nom::Err::Failure(Stop(Some(Box::new(diagnostic)))))
}

impl<'a> State<'a> {
    pub(super) fn new(source: &'a str, tokens: &[Token]) -> Self {
        Self {
            source,
            total: tokens.len(),
            furthest: RefCell::default(),
            depth: Cell::new(0),
            quantifiers: Cell::new(0),
            conditions: Cell::new(0),
            subject: Cell::default(),
            value: Cell::default(),
        }
    }

    /// Returns where the last value begins, as a number of tokens.
    pub(super) fn last_value(&self) -> Option<usize> {
        self.value.get()
    }

    /// Returns the kind of the query read last.
    pub(super) fn kind(&self) -> &str {
        self.subject.get().0.text(self.source)
    }

    /// Returns the furthest place anything was expected, as a number of tokens, and what it was.
    pub(super) fn furthest_place(&self) -> (usize, Vec<Expected>) {
        let (at, mut expected) = self.furthest.borrow().clone();
        expected.sort_unstable();
        expected.dedup();
        (at, expected)
    }
}

impl<'a> Tokens<'a> {
    pub(super) fn new(rest: &'a [Token], state: &'a State<'a>) -> Self {
        Self { rest, state }
    }

    pub(super) fn source(&self) -> &'a str {
        self.state.source
    }

    /// Returns the next token, if any.
    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.rest.first()
    }

    /// Returns the token `n` places ahead.
    pub(super) fn peek_ahead(&self, n: usize) -> Option<&'a Token> {
        self.rest.get(n)
    }

    /// Returns the place of the next token; at the end, the place after the text.
    pub(super) fn span(&self) -> Span {
        self.peek().map_or_else(
            || {
                let end = self.source().trim_end().len();
                Span::new(end, end)
            },
            |token| token.span,
        )
    }

    /// Returns the text of the next token.
    pub(super) fn text(&self) -> &'a str {
        self.peek().map_or("", |token| token.span.text(self.source()))
    }

    /// Checks whether the token `n` places ahead is this keyword.
    pub(super) fn is_word(&self, n: usize, word: &str) -> bool {
        self.peek_ahead(n).is_some_and(|token| {
            token.span.end - token.span.start == word.len()
                && matches!(token.kind, TokenKind::Word)
                && token.span.text(self.source()).eq_ignore_ascii_case(word)
        })
    }

    /// Checks whether this keyword, perhaps of two words, comes next.
    #[inline]
    pub(super) fn at_keyword(&self, keyword: &str) -> bool {
        // Most words differ in their first letter.
        let typed = self.peek().and_then(|token| self.source().as_bytes().get(token.span.start));
        match (typed, keyword.as_bytes().first()) {
            (Some(typed), Some(first)) if typed.eq_ignore_ascii_case(first) => {
                self.has_keyword_words(keyword)
            }
            _ => false,
        }
    }

    /// Checks whether the words of a keyword come next.
    fn has_keyword_words(&self, keyword: &str) -> bool {
        let mut left = keyword;
        for token in self.rest {
            let typed = token.span.text(self.source());
            let Some((word, rest)) = left.split_at_checked(typed.len()) else { return false };
            if !matches!(token.kind, TokenKind::Word) || !word.eq_ignore_ascii_case(typed) {
                return false;
            }
            match rest.strip_prefix(' ') {
                Some(words) => left = words,
                None => return rest.is_empty(),
            }
        }
        false
    }

    /// Returns the place after this keyword, if it comes next; nothing is noted.
    pub(super) fn take_keyword(self, keyword: &str) -> Option<(Self, Span)> {
        if !self.at_keyword(keyword) {
            return None;
        }
        let after = self.skip(keyword.split(' ').count());
        Some((after, Span::new(self.span().start, after.end_of_last(self))))
    }

    /// Notes that this was expected here, and gives up.
    pub(super) fn fail_expecting<T>(&self, expected: Expected) -> Parsed<'a, T> {
        self.note_expected(expected);
        Err(nom::Err::Error(Stop(None)))
    }

    /// Notes that this could stand here.
    pub(super) fn note_expected(&self, expected: Expected) {
        let at = self.state.total - self.rest.len();
        let mut furthest = self.state.furthest.borrow_mut();
        if at > furthest.0 {
            *furthest = (at, vec![expected]);
        } else if at == furthest.0 {
            furthest.1.push(expected);
        }
    }

    /// Returns the next token, taken.
    pub(super) fn next(self) -> Self {
        self.skip(1)
    }

    /// Returns all but the next `n` tokens.
    pub(super) fn skip(self, n: usize) -> Self {
        Self { rest: self.rest.get(n..).unwrap_or_default(), ..self }
    }

    /// Returns where the last token before this place ends.
    pub(super) fn end_of_last(&self, start: Self) -> usize {
        let taken = start.rest.len() - self.rest.len();
        taken
            .checked_sub(1)
            .and_then(|last| start.peek_ahead(last))
            .map_or(start.span().start, |token| token.span.end)
    }

    /// Remembers what the query is about, for messages.
    pub(super) fn about_kind(&self, kind: Span) {
        self.state.subject.set((kind, Span::default()));
    }

    /// Remembers what the condition is about, for messages.
    pub(super) fn about_field(&self, field: Span) {
        self.state.subject.set((self.state.subject.get().0, field));
    }

    /// Returns what the query and the condition being read are about.
    pub(super) fn subject(&self) -> Subject {
        let (kind, at) = self.state.subject.get();
        let text = |span: Span| span.text(self.source()).to_lowercase();
        Subject { kind: text(kind), field: text(at), at }
    }

    /// Remembers that a value begins here.
    pub(super) fn note_value(&self) {
        self.state.value.set(Some(self.state.total - self.rest.len()));
    }

    /// Counts a condition against the limit.
    pub(super) fn count_condition(&self) -> Result<(), nom::Err<Stop>> {
        count_against_limit(
            &self.state.conditions,
            Limit::CONDITIONS,
            Limit::Conditions,
            self.span(),
        )
    }

    /// Runs a parser one level deeper.
    pub(super) fn parse_nested<T>(
        self,
        parser: impl FnOnce(Self) -> Parsed<'a, T>,
    ) -> Parsed<'a, T> {
        count_against_limit(&self.state.depth, Limit::DEPTH, Limit::Depth, self.span())?;
        let result = parser(self);
        self.state.depth.set(self.state.depth.get() - 1);
        result
    }

    /// Runs a parser inside one more quantifier.
    pub(super) fn parse_quantified<T>(
        self,
        parser: impl FnOnce(Self) -> Parsed<'a, T>,
    ) -> Parsed<'a, T> {
        count_against_limit(
            &self.state.quantifiers,
            Limit::QUANTIFIERS,
            Limit::Quantifiers,
            self.span(),
        )?;
        let result = parser(self);
        self.state.quantifiers.set(self.state.quantifiers.get() - 1);
        result
    }
}

fn count_against_limit(
    counter: &Cell<usize>,
    most: usize,
    limit: Limit,
    span: Span,
) -> Result<(), nom::Err<Stop>> {
    counter.set(counter.get() + 1);
    if counter.get() > most {
        let diagnostic = Diagnostic::error(span, limit);
        return Err(nom::Err::Failure(Stop(Some(Box::new(diagnostic)))));
    }
    Ok(())
}

/// Reads a keyword of one or two words, in any case.
pub(super) fn parse_keyword<'a>(word: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |i: Tokens<'a>| {
        i.take_keyword(word).map_or_else(|| i.fail_expecting(Expected::Keyword(word)), Ok)
    }
}

/// Reads `(`, `)`, `,` or `;`.
pub(super) fn parse_punctuation<'a>(
    kind: TokenKind,
    expected: Expected,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |i: Tokens<'a>| match i.peek() {
        Some(token) if token.kind == kind => Ok((i.next(), token.span)),
        _ => i.fail_expecting(expected),
    }
}

/// Reads the `)` that closes the `(` at `open`.
pub(super) fn parse_closing(i: Tokens<'_>, open: Span) -> Parsed<'_, Span> {
    if i.peek().is_none() {
        i.note_expected(Expected::Close);
        let diagnostic = Diagnostic::error(open, Syntax::OpenParenthesis);
        return stop_with(diagnostic.fix(i.span(), ")"));
    }
    cut(parse_punctuation(TokenKind::Close, Expected::Close)).parse(i)
}

/// Reads a comparison sign.
pub(super) fn parse_sign(i: Tokens<'_>) -> Parsed<'_, (Operator, Span)> {
    match i.peek().map(|token| (&token.kind, token.span)) {
        Some((TokenKind::Operator(operator), span)) => Ok((i.next(), (*operator, span))),
        _ => i.fail_expecting(Expected::Test),
    }
}

/// Checks whether a query can end here.
pub(super) fn at_end(i: Tokens<'_>) -> bool {
    i.peek().is_none_or(|token| token.kind == TokenKind::Semicolon)
}

/// Required by the repetitions of `nom`. One token is one element.
impl<'a> nom::Input for Tokens<'a> {
    type Item = &'a Token;
    type Iter = std::slice::Iter<'a, Token>;
    type IterIndices = std::iter::Enumerate<std::slice::Iter<'a, Token>>;

    fn input_len(&self) -> usize {
        self.rest.len()
    }

    fn take(&self, index: usize) -> Self {
        Self { rest: self.rest.get(..index).unwrap_or(self.rest), ..*self }
    }

    fn take_from(&self, index: usize) -> Self {
        self.skip(index)
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.skip(index), self.take(index))
    }

    fn position<P: Fn(Self::Item) -> bool>(&self, predicate: P) -> Option<usize> {
        self.rest.iter().position(predicate)
    }

    fn iter_elements(&self) -> Self::Iter {
        self.rest.iter()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.rest.iter().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if self.rest.len() >= count { Ok(count) } else { Err(Needed::new(count - self.rest.len())) }
    }
}
