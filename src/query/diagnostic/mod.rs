//! Diagnostics: errors and warnings about a query.
//!
//! A [`Diagnostic`] carries data: the problem, its span, and edits that repair it. [`Problem::message`] writes its sentences, in
//! one file for each stage; `session` draws them under the text.

mod expected;
mod limits;
mod meaning;
mod message;
mod names;
mod syntax;
mod syntax_words;

pub use expected::Expected;
pub(crate) use expected::{CLAUSES, CLAUSES_OF_FACTS, clause_beginnings};
pub(crate) use limits::LARGEST;
pub use limits::{BadInteger, Limit};
pub use meaning::TypeProblem;
pub use message::Message;
pub use names::{NameProblem, Sought};
pub use syntax::{Commas, Subject, Syntax};

use super::span::Span;

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The query has no answer.
    Error,
    /// The query has an answer, but perhaps not to the intended question.
    Warning,
}

/// A problem at a place in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its severity.
    pub severity: Severity,
    /// Its span. Spans compare equal; compare `start` and `end`.
    pub span: Span,
    /// The problem.
    pub problem: Problem,
    /// Alternative edits that repair it, the most likely first.
    pub fixes: Vec<Fix>,
}

/// An edit that replaces the text of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The text to replace, which may be empty.
    pub span: Span,
    /// The new text.
    pub text: String,
    /// How far the repair goes.
    pub applicability: Applicability,
}

/// How far a repair goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applicability {
    /// The repaired query is valid.
    Whole,
    /// Other errors remain: the message shows the repair but doesn't offer it.
    Part,
    /// The repair is another value for a parameter of the query.
    Parameter {
        /// The name of the parameter.
        name: String,
        /// The value. `None` means that no single value repairs the query, and nothing is offered.
        value: Option<String>,
    },
    /// The repair drops or replaces a word of the query, so it answers another question: a note shows it, and nothing offers it.
    Related,
    /// The repair corrects all errors of the query.
    All {
        /// Columns it leaves out because no field resembles them.
        without: Vec<String>,
    },
}

/// A problem, by the stage that finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A syntax error (codes S).
    Syntax(Syntax),
    /// An unknown name (codes N).
    Naming(NameProblem),
    /// A value or test that doesn't fit its field (codes T).
    Meaning(TypeProblem),
    /// A limit that the query exceeds (codes X).
    Limit(Limit),
}

impl Problem {
    /// Returns the message.
    pub fn message(&self) -> Message {
        match self {
            Self::Syntax(problem) => problem.message(),
            Self::Naming(problem) => problem.message(),
            Self::Meaning(problem) => problem.message(),
            Self::Limit(problem) => problem.message(),
        }
    }
}

impl From<Syntax> for Problem {
    fn from(problem: Syntax) -> Self {
        Self::Syntax(problem)
    }
}

impl From<NameProblem> for Problem {
    fn from(problem: NameProblem) -> Self {
        Self::Naming(problem)
    }
}

impl From<TypeProblem> for Problem {
    fn from(problem: TypeProblem) -> Self {
        Self::Meaning(problem)
    }
}

impl From<Limit> for Problem {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}

impl Diagnostic {
    /// Makes an error without a repair.
    #[cold]
    #[inline(never)]
    pub fn error(span: Span, problem: impl Into<Problem>) -> Self {
        Self { severity: Severity::Error, span, problem: problem.into(), fixes: vec![] }
    }

    /// Makes a warning without a repair.
    pub fn warning(span: Span, problem: impl Into<Problem>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(span, problem) }
    }

    /// Checks whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Adds a repair.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fixes.push(Fix::new(span, text));
        self
    }

    /// Adds several repairs of one place.
    #[must_use]
    pub fn fixes(self, span: Span, texts: &[String]) -> Self {
        texts.iter().fold(self, |d, text| d.fix(span, text))
    }
}

impl Applicability {
    /// Checks whether the repaired query is valid and keeps the whole question.
    pub fn is_offered(&self) -> bool {
        match self {
            Self::Whole => true,
            Self::All { without } => without.is_empty(),
            Self::Part | Self::Parameter { .. } | Self::Related => false,
        }
    }
}

impl Fix {
    /// Checks whether the repaired query is valid, perhaps without some columns.
    pub fn is_enough(&self) -> bool {
        matches!(self.applicability, Applicability::Whole | Applicability::All { .. })
    }

    /// Makes an edit that is assumed to be enough.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into(), applicability: Applicability::Whole }
    }

    /// Returns the text with the edit applied. A word in the place of a quoted text is kept apart from its neighbours.
    pub fn apply(&self, source: &str) -> String {
        let before = source.get(..self.span.start).unwrap_or_default();
        let after = source.get(self.span.end..).unwrap_or_default();
        let typed = self.span.text(source);
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let apart = |typed: Option<char>, text: Option<char>, beside: Option<char>| {
            let joins = typed.is_some() && !is_word(typed) && is_word(text) && is_word(beside);
            if joins { " " } else { "" }
        };
        let text = &self.text;
        let first = apart(typed.chars().next(), text.chars().next(), before.chars().next_back());
        let last = apart(typed.chars().next_back(), text.chars().next_back(), after.chars().next());
        format!("{before}{first}{text}{last}{after}")
    }
}
