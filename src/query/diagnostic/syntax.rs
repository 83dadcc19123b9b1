//! Syntax errors (codes S); `syntax_words` has their messages.

use super::expected::Expected;
use super::limits::BadInteger;
use crate::query::span::Span;

/// A syntax error.
#[expect(missing_docs, reason = "most fields are named for what they hold")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Syntax {
    /// Something else is expected.
    Expected {
        expected: Vec<Expected>,
        /// The found text. `None` means the end of the text.
        found: Option<String>,
        /// Expected words that resemble the found text.
        suggestions: Vec<String>,
    },
    /// A question in plain English, which can be read as a query.
    Question {
        /// Its words that no fact mentions.
        unknown: Vec<String>,
    },
    /// A question with a time that depends on its day: `events this year`.
    RelativeTime(String),
    /// A kind at the beginning of a line that could continue a query.
    AnotherQuery(String),
    /// A condition without `where` before it.
    MissingWhere(String),
    /// A condition before the kind: `possibly works where …`.
    BeforeKind(&'static str),
    /// `possibly` without a condition after it.
    Stray {
        /// Whether the query has conditions that it can be put before.
        conditions: bool,
    },
    /// A condition that stops after its field.
    MissingTest {
        of: Subject,
        /// The field whose value it is, if it isn't a field.
        value_of: Option<String>,
        /// Whether it is a field of yes or no.
        yes_no: bool,
        /// The text in place of a test. `None` means the end of the text.
        found: Option<String>,
    },
    /// A condition that stops after its comparison.
    MissingValue {
        of: Subject,
        /// The text in place of the value. `None` means the end of the text.
        found: Option<String>,
        /// Whether the first repair is an example.
        example: bool,
    },
    /// `mentions` without words.
    NothingSought,
    /// `= Qingdao or Shanghai`: a second value in place of a condition.
    BareValue {
        value: String,
        /// Whether the test before it is negative: `!=`.
        negated: bool,
    },
    /// `mentions cold or warm`: words in place of a condition.
    BareWord {
        value: String,
        /// The word before it: `and`, `or`.
        word: &'static str,
    },
    /// `= Trinidad and Tobago`: words after `and` that aren't a condition.
    NotTested {
        value: String,
        of: Subject,
        /// The whole name, if it is one.
        name: String,
        /// The kind that has this name: `place`.
        known: Option<String>,
        /// Whether the words are looked for in texts, so that each may be meant.
        searched: bool,
        /// Whether it, or what is before it, is in quotes, so that they can't be one name.
        quoted: bool,
    },
    /// An aggregate in a condition.
    Aggregate(&'static str),
    /// A spelling of another language.
    Foreign {
        typed: String,
        /// The spelling in this language. `None` means that no single spelling fits.
        instead: Option<String>,
        hint: Option<&'static str>,
    },
    /// A query that begins with a verb: `select …`.
    Verb(String),
    /// `and` and `or` without parentheses between them.
    Mixed,
    /// An unclosed `(`.
    OpenParenthesis,
    /// A `)` without a `(`.
    CloseParenthesis,
    /// An unclosed quote.
    OpenQuote,
    /// Words directly after a closing quote.
    AfterQuote,
    /// Words beside a quoted text after `mentions`.
    BesideQuotes,
    /// A word that begins a clause or joins conditions among the words of a value.
    RunOn(String),
    /// A parameter of this name within a longer value.
    PartOfValue(String),
    /// `1,000` in a list.
    CommaInNumber(String),
    /// A comma after a value.
    CommaInValue(Commas),
    /// A `(` after a value: part of a name, or around the unit of an amount.
    ParenthesisInValue { is_amount: bool },
    /// A second clause of one kind.
    Twice(&'static str),
    /// `null` as a value.
    Null {
        /// As typed: `null`, `none`, `empty`.
        typed: String,
        /// Whether the test is that a value is recorded.
        known: bool,
        of: Subject,
    },
    /// `not` before a value.
    NotValue,
    /// `count(x)`.
    Parentheses(String),
    /// `facts about` without a name.
    FactsOfNothing,
    /// `count facts about`.
    CountedFacts,
    /// A clause that `facts about` doesn't have.
    ClauseOfFacts(String),
    /// A word reserved for a later version.
    Reserved(&'static str),
    /// Words in an unquoted value that belong to a clause of another language: `sort by`.
    Guard {
        typed: String,
        /// The name of the clause in this language.
        instead: &'static str,
    },
    /// A comment after words of a query.
    Comment {
        /// The text in the comment that would continue the query, if any is recognised.
        cut: Option<String>,
    },
    /// A whole number is out of range.
    Number(String),
    /// A parameter's value in place of a whole number.
    NotWhole {
        name: String,
        given: String,
        /// Why the value isn't a whole number in range.
        why: BadInteger,
    },
}

/// The field of a condition, for stages that know the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// The kind of the query, in lower case.
    pub kind: String,
    /// The field, perhaps with dots, in lower case.
    pub field: String,
    /// The span of the field.
    pub at: Span,
}

/// The purpose of a comma after a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commas {
    /// It separates values after `in`.
    List,
    /// It belongs to a name.
    Name,
    /// It belongs to a date: `June 29, 2020`.
    Date,
}
