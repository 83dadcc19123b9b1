//! What is said of a problem.

/// The message of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its stable code.
    pub code: &'static str,
    /// The problem, a sentence without a full stop.
    pub sentence: String,
    /// Facts that explain the problem.
    pub notes: Vec<String>,
    /// Repairs that aren't edits of the query.
    pub helps: Vec<String>,
    /// The words before each repaired query: "did you mean `investment`?". The last also serves further fixes.
    pub leads: Vec<String>,
}

impl Message {
    pub(super) fn new(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), notes: vec![], helps: vec![], leads: vec![] }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }

    pub(super) fn lead(mut self, lead: impl Into<String>) -> Self {
        self.leads.push(lead.into());
        self
    }

    /// Adds a number of repairs without words of their own.
    pub(super) fn write(self, repairs: usize) -> Self {
        (0..repairs).fold(self, |m, n| m.lead(if n == 0 { "write" } else { "or write" }))
    }

    /// Adds "did you mean `a`?" for each suggestion.
    pub(super) fn did_you_mean(self, suggestions: &[String]) -> Self {
        suggestions.iter().fold(self, |m, s| m.lead(format!("did you mean `{s}`?")))
    }
}
