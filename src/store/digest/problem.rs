//! What is wrong with digests: every mistake of every file, each with its place and what may help.

use std::fmt;
use std::ops::Range;

use super::Input;

/// A place in one of the inputs: which input, and which bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: usize,
    pub(crate) span: Range<usize>,
}

/// The mistakes found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<(Place, String, Vec<String>)>);

/// A mistake in a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestError {
    /// The input's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The bytes of the whole text that are meant.
    pub span: Range<usize>,
    /// The line, without its end.
    pub text: String,
    /// What is wrong, without a full stop.
    pub sentence: String,
    /// What could be written instead.
    pub helps: Vec<String>,
}

impl fmt::Display for DigestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.sentence)?;
        self.helps.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for DigestError {}

impl Problems {
    /// Notes a mistake.
    pub(crate) fn add(&mut self, at: &Place, sentence: impl Into<String>) {
        self.add_with(at, sentence, vec![]);
    }

    /// Notes a mistake with what may help.
    pub(crate) fn add_with(&mut self, at: &Place, sentence: impl Into<String>, helps: Vec<String>) {
        self.0.push((at.clone(), sentence.into(), helps));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All mistakes in the order of the inputs and of their lines, each once.
    pub(crate) fn errors(mut self, inputs: &[Input]) -> Vec<DigestError> {
        self.0.sort_by_key(|(at, ..)| (at.file, at.span.start, at.span.end));
        self.0.dedup();
        self.0
            .into_iter()
            .map(|(at, sentence, helps)| {
                let input = inputs.get(at.file);
                let text = input.map(|i| i.text.as_str()).unwrap_or_default();
                let (line, column, line_text) = position(text, at.span.start);
                DigestError {
                    file: input.map(|i| i.name.clone()).unwrap_or_default(),
                    line,
                    column,
                    span: at.span,
                    text: line_text.to_owned(),
                    sentence,
                    helps,
                }
            })
            .collect()
    }
}

/// The line and the character of a byte, both from 1, and the line's text.
pub(crate) fn position(text: &str, at: usize) -> (usize, usize, &str) {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    let rest = text.get(start..).unwrap_or_default();
    (line, column, rest.lines().next().unwrap_or_default())
}

/// The words for one of several: "a, b or c".
pub(crate) fn either(words: &[String], or: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {or} {last}", first.join(", ")),
    }
}

/// The help for a misspelt word: nothing, or `did you mean "x"?`.
pub(crate) fn did_you_mean(suggestions: &[String], quote: char) -> Vec<String> {
    let quoted: Vec<String> = suggestions.iter().map(|s| format!("{quote}{s}{quote}")).collect();
    if quoted.is_empty() {
        vec![]
    } else {
        vec![format!("did you mean {}?", either(&quoted, "or"))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_characters() {
        assert_eq!(position("a\n青岛 x\r\nb", 9), (2, 4, "青岛 x"));
        assert_eq!(position("", 0), (1, 1, ""));
        assert_eq!(position("a\n", 2), (2, 1, ""));
    }

    #[test]
    fn errors_stand_in_the_order_of_the_text() {
        let inputs = [Input::new("a.toml", "one\ntwo"), Input::new("b.toml", "three")];
        let mut problems = Problems::default();
        for (file, start) in [(1, 0), (0, 4), (0, 0), (0, 4)] {
            problems.add(&Place { file, span: start..start + 3 }, "wrong");
        }
        let found: Vec<String> = problems.errors(&inputs).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["a.toml:1:1: wrong", "a.toml:2:1: wrong", "b.toml:1:1: wrong"]);
    }
}
