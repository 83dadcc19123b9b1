//! A part of a question.

use crate::catalog::vocabulary::Asks;
use crate::query::ast::{Test, Value};

/// The form of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::query::suggest::question) enum WordForm {
    Singular,
    Plural,
    /// It says what happens: `launched`.
    Verb,
    /// It is in Chinese, which has no plural.
    Other,
}

/// A part of a question.
#[derive(Debug, Clone)]
pub(in crate::query::suggest::question) enum Phrase {
    /// A word that may be a kind, a field, a link or a value: the names it may stand for, the likeliest first.
    Word(Vec<String>, WordForm),
    /// A name of things, and the kinds of those things.
    Things(Value, Vec<String>),
    /// A test by a date.
    Time(Test),
    /// A test by an amount.
    Amount(Test),
    /// A test by a bare number, which may count what is named after it.
    Number(Test),
    /// The number of the greatest: `前三`.
    Top(u64),
    /// The part of a date that groups have in common: `per year`.
    Part(String),
    /// Something else, to be looked for in texts.
    Text(String),
    /// A place that nothing is called.
    Place(String),
    /// What a word or phrase of questions asks for. Signs are in the tests beside them.
    Asks(Asks),
}

/// Returns the test of a date or number.
pub(super) fn test_of_literal(phrase: &mut Phrase) -> Option<&mut Test> {
    match phrase {
        Phrase::Time(test) | Phrase::Amount(test) | Phrase::Number(test) => Some(test),
        _ => None,
    }
}
