//! What is to be said about a query: errors, warnings, notes.
//!
//! A [`Diagnostic`] carries data: what the problem is, where, and edits that repair it. Its sentences are made by
//! [`Problem::message`], one file per stage; drawing them under the text is the business of `cli`.

mod limits;
mod meaning;
mod names;
mod syntax;

pub use limits::Limit;
pub use meaning::Meaning;
pub use names::Naming;
pub(crate) use syntax::CLAUSES;
pub use syntax::{Commas, Expected, Subject, Syntax};

use super::span::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// There is no answer.
    Error,
    /// There is an answer, but perhaps not to the question meant.
    Warning,
}

/// Something to say about a place in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where it is. Unlike in trees, compare its ends.
    pub span: Span,
    /// What it is.
    pub problem: Problem,
    /// Edits that repair it, the likeliest first. Each one alone makes the query better.
    pub fixes: Vec<Fix>,
}

/// An edit: replace what a span covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace; may be empty.
    pub span: Span,
    /// By what.
    pub text: String,
    /// How far it reaches.
    pub reach: Reach,
}

/// How far a repair reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The query makes sense then.
    Whole,
    /// Other mistakes are left: the message shows it, but does not offer it.
    Part,
    /// It is another value for a parameter, which stays in the query.
    Parameter {
        /// The name of the parameter.
        name: String,
        /// The value; `None` where none alone repairs the query, and nothing is offered.
        value: Option<String>,
    },
    /// It drops a word of the query or puts another idea in its place, so it answers another question: a
    /// note shows it, and nothing offers it.
    Related,
    /// It mends all mistakes of the query at once.
    All {
        /// Columns it leaves out because there is nothing like them.
        without: Vec<String>,
    },
}

/// What is wrong, by the stage that finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The text is no query (codes S).
    Syntax(Syntax),
    /// A name leads nowhere (codes N).
    Naming(Naming),
    /// A value or test does not fit its field (codes T).
    Meaning(Meaning),
    /// Too much of something (codes X).
    Limit(Limit),
}

/// A problem in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its stable code.
    pub code: &'static str,
    /// What is wrong, a sentence without a full stop.
    pub sentence: String,
    /// Facts that help to see why.
    pub notes: Vec<String>,
    /// What to do, where an edit of the query does not already say it.
    pub helps: Vec<String>,
    /// What to say before the repaired query: "did you mean `investment`?". One per fix; the last also serves further ones.
    pub leads: Vec<String>,
}

impl Problem {
    /// The problem in words.
    pub fn message(&self) -> Message {
        match self {
            Self::Syntax(problem) => problem.message(),
            Self::Naming(problem) => problem.message(),
            Self::Meaning(problem) => problem.message(),
            Self::Limit(problem) => problem.message(),
        }
    }
}

impl Message {
    fn new(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), notes: vec![], helps: vec![], leads: vec![] }
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }

    fn lead(mut self, lead: impl Into<String>) -> Self {
        self.leads.push(lead.into());
        self
    }

    /// So many repairs that need no more words.
    fn write(self, repairs: usize) -> Self {
        (0..repairs).fold(self, |m, n| m.lead(if n == 0 { "write" } else { "or write" }))
    }

    /// "did you mean `a`?", one lead for each suggestion.
    fn did_you_mean(self, suggestions: &[String]) -> Self {
        suggestions.iter().fold(self, |m, s| m.lead(format!("did you mean `{s}`?")))
    }
}

impl Diagnostic {
    /// An error without a repair.
    pub fn error(span: Span, problem: Problem) -> Self {
        Self { severity: Severity::Error, span, problem, fixes: vec![] }
    }

    /// A warning without a repair.
    pub fn warning(span: Span, problem: Problem) -> Self {
        Self { severity: Severity::Warning, ..Self::error(span, problem) }
    }

    /// With a repair.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fixes.push(Fix::new(span, text));
        self
    }

    /// With several repairs of the same place.
    #[must_use]
    pub fn fixes(self, span: Span, texts: &[String]) -> Self {
        texts.iter().fold(self, |d, text| d.fix(span, text))
    }
}

impl Reach {
    /// Whether the repaired query asks all that was asked, and makes sense.
    pub fn is_offered(&self) -> bool {
        match self {
            Self::Whole => true,
            Self::All { without } => without.is_empty(),
            Self::Part | Self::Parameter { .. } | Self::Related => false,
        }
    }
}

impl Fix {
    /// Whether it is enough, perhaps with what it leaves out.
    pub fn is_enough(&self) -> bool {
        matches!(self.reach, Reach::Whole | Reach::All { .. })
    }

    /// One that is enough, as far as is known.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into(), reach: Reach::Whole }
    }

    /// The whole text with the edit made.
    pub fn apply(&self, source: &str) -> String {
        let before = source.get(..self.span.start).unwrap_or_default();
        let after = source.get(self.span.end..).unwrap_or_default();
        format!("{before}{}{after}", self.text)
    }
}
