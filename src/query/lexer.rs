//! Splits text into tokens (grammar.md#words-and-signs). Lexing never fails: unreadable text is a token of its own, which the
//! parser reports.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{anychar, one_of};
use nom::combinator::value;
use nom::sequence::preceded;
use nom::{IResult, Parser};

use super::ast::Operator;
use super::span::Span;

/// A token with its span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The kind of token.
    pub kind: TokenKind,
    /// Its span.
    pub span: Span,
}

/// A kind of token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// A run of ordinary characters: a name, a number, a keyword.
    Word,
    /// A quoted text.
    Quoted {
        /// The text between the quotes, without escapes.
        text: String,
        /// Whether it has a closing quote.
        closed: bool,
    },
    /// A comparison.
    Operator(Operator),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// An operator of another language: `==`, `<>`, `&&`, `||`, `|`, `!`.
    Foreign,
}

/// Splits a text into tokens, without white space and comments.
pub fn lex(source: &str) -> Vec<Token> {
    lex_with_comments(source).0
}

/// Returns the comments after words of a query in the same line, without trailing blanks.
pub fn comments_after_words(source: &str) -> Vec<Span> {
    if !source.contains('#') {
        return vec![];
    }
    let (tokens, comments) = lex_with_comments(source);
    let is_behind_words = |comment: &Span| {
        let before = tokens.iter().rfind(|token| token.span.end <= comment.start);
        before.is_some_and(|last| {
            let gap = Span::new(last.span.end, comment.start).text(source);
            last.kind != TokenKind::Semicolon && !gap.contains('\n')
        })
    };
    comments.into_iter().filter(is_behind_words).collect()
}

/// Returns the tokens and the comments of a text.
fn lex_with_comments(source: &str) -> (Vec<Token>, Vec<Span>) {
    let mut tokens: Vec<Token> = Vec::new();
    let mut comments = Vec::new();
    let mut rest = source;
    let mut begins = true;
    loop {
        let after = rest.trim_start();
        let blank = rest.get(..rest.len() - after.len()).unwrap_or_default();
        begins |= blank.contains('\n');
        rest = after;
        let start = source.len() - rest.len();
        if is_comment(rest, begins) {
            let line = rest.split('\n').next().unwrap_or(rest);
            comments.push(Span::new(start, start + line.trim_end().len()));
            rest = rest.get(line.len()..).unwrap_or_default();
            continue;
        }
        // `lex_token` takes any character, so a failure is the end of the text.
        let Ok((after, kind)) = lex_token(rest) else { break };
        begins = kind == TokenKind::Semicolon;
        tokens.push(Token { kind, span: Span::new(start, source.len() - after.len()) });
        rest = after;
    }
    (tokens, comments)
}

/// Checks whether a comment begins here. After words of a query, `#` begins one unless it begins a word itself: `#3`.
fn is_comment(text: &str, begins: bool) -> bool {
    let Some(rest) = text.strip_prefix('#') else { return false };
    begins || rest.chars().next().is_none_or(|next| !is_word(next) || next == '#')
}

fn lex_token(text: &str) -> IResult<&str, TokenKind> {
    // Most tokens are words, and no sign begins like one.
    if text.starts_with(char::is_alphanumeric) {
        return alt((lex_grouped_number, lex_word)).parse(text);
    }
    alt((
        lex_foreign,
        lex_operator,
        lex_punctuation,
        lex_quoted,
        lex_grouped_number,
        lex_word,
        value(TokenKind::Foreign, anychar),
    ))
    .parse(text)
}

fn lex_foreign(text: &str) -> IResult<&str, TokenKind> {
    value(
        TokenKind::Foreign,
        alt((
            alt((tag("=="), tag("<>"), tag("=~"), tag("=>"), tag("=<"), tag(">>"), tag("<<"))),
            alt((tag("||"), tag("|"), tag("&&"))),
        )),
    )
    .parse(text)
}

fn lex_operator(text: &str) -> IResult<&str, TokenKind> {
    use Operator::{Eq, Ge, Gt, Le, Lt, Ne};
    let kind = alt((
        value(Ne, alt((tag("!="), tag("！="), tag("！＝"), tag("!＝"), tag("≠")))),
        value(Le, alt((tag("<="), tag("＜="), tag("＜＝"), tag("<＝"), tag("≤")))),
        value(Ge, alt((tag(">="), tag("＞="), tag("＞＝"), tag(">＝"), tag("≥")))),
        value(Eq, one_of("=＝")),
        value(Lt, one_of("<＜")),
        value(Gt, one_of(">＞")),
    ));
    kind.map(TokenKind::Operator).parse(text)
}

fn lex_punctuation(text: &str) -> IResult<&str, TokenKind> {
    alt((
        value(TokenKind::Open, one_of("(（")),
        value(TokenKind::Close, one_of(")）")),
        value(TokenKind::Comma, one_of(",，")),
        value(TokenKind::Semicolon, one_of(";；")),
    ))
    .parse(text)
}

/// Reads `"…"`, `'…'` or `“…”`; `\"` and `\\` are the only escapes. An unclosed quote takes the rest of its line only, so that
/// the error is reported at its place.
fn lex_quoted(text: &str) -> IResult<&str, TokenKind> {
    let (body, opening) = one_of("\"'“").parse(text)?;
    let closing: &[char] = match opening {
        '"' => &['"'],
        '\'' => &['\''],
        _ => &['”', '"'],
    };
    let mut content = String::new();
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if closing.contains(&c) {
            let rest = body.get(at + c.len_utf8()..).unwrap_or_default();
            return Ok((rest, TokenKind::Quoted { text: content, closed: true }));
        }
        if c == '\n' {
            let rest = body.get(at..).unwrap_or_default();
            return Ok((rest, TokenKind::Quoted { text: content, closed: false }));
        }
        match chars.peek() {
            Some(&(_, next)) if c == '\\' && (next == '\\' || closing.contains(&next)) => {
                content.push(next);
                chars.next();
            }
            // It is a blank, as when the text is printed (`print::quoted`).
            _ => content.push(if c == '\r' { ' ' } else { c }),
        }
    }
    Ok(("", TokenKind::Quoted { text: content, closed: false }))
}

/// Reads a word with commas between groups of three digits: `1,000,000`, `$20,000`.
fn lex_grouped_number(text: &str) -> IResult<&str, TokenKind> {
    let head = |c: char| is_word(c) && !c.is_ascii_digit();
    let digits = |c: char| c.is_ascii_digit();
    let (rest, _) = (take_while(head), take_while1(digits)).parse(text)?;
    let mut rest: &str = rest;
    let mut groups = 0;
    while let Ok((after, _)) = group_of_three(rest) {
        rest = after;
        groups += 1;
    }
    if groups == 0 {
        return Err(nom::Err::Error(nom::error::Error::new(text, nom::error::ErrorKind::Digit)));
    }
    let (rest, _) = take_while(is_word).parse(rest)?;
    Ok((rest, TokenKind::Word))
}

/// Checks for `,` and exactly three digits.
fn group_of_three(text: &str) -> IResult<&str, &str> {
    let three = |digits: &&str| digits.len() == 3;
    preceded(tag(","), nom::combinator::verify(take_while1(|c: char| c.is_ascii_digit()), three))
        .parse(text)
}

fn lex_word(text: &str) -> IResult<&str, TokenKind> {
    value(TokenKind::Word, take_while1(is_word)).parse(text)
}

/// Checks whether a word may contain a character.
pub fn is_word(c: char) -> bool {
    // Most characters are letters and digits.
    c.is_ascii_alphanumeric()
        || !c.is_whitespace() && !"(),;=<>!\"|（），；＝＞＜！≠≤≥“”".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        lex(source).iter().map(|t| t.span.text(source)).collect()
    }

    #[test]
    fn words_keep_what_names_and_numbers_hold() {
        assert_eq!(
            texts("Xi'an COSCO-PSA 60% $20bn 青岛 AT&T"),
            ["Xi'an", "COSCO-PSA", "60%", "$20bn", "青岛", "AT&T"]
        );
        assert_eq!(texts("1,000,000 and $20,000bn"), ["1,000,000", "and", "$20,000bn"]);
        assert_eq!(texts("in (1,2)"), ["in", "(", "1", ",", "2", ")"]);
        assert_eq!(texts("1,0000"), ["1", ",", "0000"]);
    }

    #[test]
    fn full_width_is_ascii() {
        let kinds = |s: &str| lex(s).into_iter().map(|t| t.kind).collect::<Vec<_>>();
        assert_eq!(kinds("（a，b）；＝ ＞＜"), kinds("(a,b);= ><"));
        assert_eq!(kinds("≠ ≤ ≥ ＞＝"), kinds("!= <= >= >="));
    }

    #[test]
    fn quotes() {
        let text = |s: &str| match lex(s).into_iter().next().map(|t| t.kind) {
            Some(TokenKind::Quoted { text, closed }) => (text, closed),
            other => panic!("{other:?}"),
        };
        assert_eq!(text(r#""a \"b\" \\ c""#), (r#"a "b" \ c"#.into(), true));
        assert_eq!(text("“Trinidad and Tobago”"), ("Trinidad and Tobago".into(), true));
        assert_eq!(text("'x"), ("x".into(), false));
        assert_eq!(text("'x\ny'"), ("x".into(), false));
    }

    #[test]
    fn comments_and_spaces_fall_away() {
        assert_eq!(texts("# one\n a # two\n\u{3000}b#c"), ["a", "b#c"]);
        assert_eq!(texts("#!/usr/bin/env brief\n#one\na; #two\nb;#three"), ["a", ";", "b", ";"]);
        assert_eq!(texts("a #3 b ## c\n#"), ["a", "#3", "b"]);
    }

    #[test]
    fn comments_behind_words() {
        let behind = |source: &'static str| -> Vec<&str> {
            comments_after_words(source).into_iter().map(|comment| comment.text(source)).collect()
        };
        assert_eq!(behind("a # b \n# c\nd; # e\n f #\n"), ["# b", "#"]);
    }
}
