//! Ranges: `2010 to 2015`.

use super::phrases::{Phrase, test_of_literal};
use crate::query::ast::{Operator, Test, Value};
use crate::value::Period;

/// What is still to be read of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RangePart {
    /// Both ends: `between`.
    Both,
    /// The other end: `between 2010`.
    End,
    /// The other end, if it is one: `2010 to`.
    MaybeEnd,
}

/// Checks whether a range may begin with a phrase. The name of a month begins one if a year is after it.
pub(super) fn may_begin_range(phrase: &mut Phrase) -> bool {
    matches!(phrase, Phrase::Text(_) | Phrase::Place(_) | Phrase::Things(..))
        || test_of_literal(phrase).is_some()
}

/// Joins the two ends of a range. `None` means that they are of two sorts, or that the unit of the first isn't clear.
pub(super) fn join_range(low: &Phrase, high: &Phrase) -> Option<Phrase> {
    let end = |test: &Test| match test {
        Test::Compare(Operator::Eq | Operator::Ge, _, value) => Some(value.clone()),
        _ => None,
    };
    let between = |low, high| Some(Test::Between(end(low)?, end(high)?));
    match (low, high) {
        (Phrase::Time(low), Phrase::Time(high)) => between(low, high).map(Phrase::Time),
        (Phrase::Amount(low), Phrase::Amount(high)) => between(low, high).map(Phrase::Amount),
        (Phrase::Number(low), Phrase::Number(high)) => between(low, high).map(Phrase::Number),
        // `January to June 2020`
        (Phrase::Text(month) | Phrase::Place(month), Phrase::Time(high)) => {
            let high = end(high)?;
            let month = format!("{month} {}", high.text.split(' ').next_back()?);
            Period::read(&month).ok()?;
            let low = Value { text: month, ..high.clone() };
            Some(Phrase::Time(Test::Between(low, high)))
        }
        _ => None,
    }
}
