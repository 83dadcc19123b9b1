//! The words of a text as they are typed.

use crate::query::lexer::{TokenKind, lex};
use crate::value::is_unspaced;

/// A word, or a character of a script that has no blanks between words.
pub(super) struct TypedWord {
    pub(super) text: String,
    pub(super) is_quoted: bool,
    /// No blank is before it.
    pub(super) is_joined: bool,
}

/// Joins words as they are written.
pub(super) fn join_words(run: &[TypedWord]) -> String {
    let mut text = String::new();
    for word in run {
        let is_apart = !word.is_joined && !text.is_empty();
        text.push_str(if is_apart { " " } else { "" });
        text.push_str(&word.text);
    }
    text
}

/// Splits a text into words; `None` means that it has other signs of the language.
pub(super) fn split_words(text: &str) -> Option<Vec<TypedWord>> {
    let mut words = Vec::new();
    for token in lex(text) {
        let word = |text: &str, is_quoted, is_joined| {
            let text = text.trim_matches(['?', '.', ':', '!', '？', '。', '：']).to_owned();
            TypedWord { text, is_quoted, is_joined }
        };
        match token.kind {
            TokenKind::Word => {
                let parts = split_unspaced(token.span.text(text)).into_iter().enumerate();
                words.extend(parts.map(|(n, part)| word(part, false, n > 0)));
            }
            TokenKind::Quoted { text, .. } => words.push(word(&text, true, false)),
            TokenKind::Operator(operator) => words.push(word(operator.sign(), false, false)),
            TokenKind::Comma => {}
            _ => return None,
        }
    }
    Some(words)
}

/// Splits a word around each character of a script that has no blanks between words.
fn split_unspaced(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let others = || rest.find(is_unspaced).unwrap_or(rest.len());
        let end = if is_unspaced(first) { first.len_utf8() } else { others() };
        let (part, behind) = rest.split_at(end);
        parts.push(part);
        rest = behind;
    }
    parts
}
