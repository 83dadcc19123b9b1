//! The conditions of a question, and how each is negated.

use crate::query::ast::{
    Body, Cond, CountArgument, Operator, Predicate, QuantifierKind, Test, Value,
};
use crate::query::rewrite::{make_predicate, make_test};
use crate::query::span::Span;

/// Returns whether a test is negated, its path and its values, if it says which they may be.
pub(super) fn tested_values(cond: &Cond) -> Option<(bool, String, Vec<Value>)> {
    let Cond::Predicate(Predicate { path, body: Body::Test(test), .. }) = cond else { return None };
    let (is_not, values) = match test {
        Test::Compare(Operator::Eq, _, value) => (false, vec![value.clone()]),
        Test::Compare(Operator::Ne, _, value) => (true, vec![value.clone()]),
        Test::In(is_not, values) => (*is_not, values.clone()),
        _ => return None,
    };
    Some((is_not, path.to_string(), values))
}

/// Returns the path that a condition tests.
pub(super) fn path_of(cond: &Cond) -> Option<String> {
    match cond {
        Cond::Predicate(predicate) => Some(predicate.path.to_string()),
        _ => None,
    }
}

/// Negates a condition.
pub(super) fn negate(cond: Cond) -> Cond {
    match (tested_values(&cond), cond) {
        (Some((false, path, values)), _) => match values.as_slice() {
            [value] => {
                make_test(&path, Test::Compare(Operator::Ne, Span::default(), value.clone()))
            }
            _ => make_test(&path, Test::In(true, values)),
        },
        (_, cond) => Cond::Not(Box::new(cond), Span::default()),
    }
}

/// Returns the number to which an answer is limited.
pub(super) fn limit_of(number: &Test) -> Option<u64> {
    match number {
        Test::Compare(Operator::Eq, _, value) => value.text.replace(',', "").parse().ok(),
        _ => None,
    }
}

/// Makes the condition that a link has as many things as a number says.
pub(super) fn make_counted(link: &str, number: &Test) -> Option<Cond> {
    let Test::Compare(operator, _, value) = number else { return None };
    let n: u64 = value.text.replace(',', "").parse().ok()?;
    let amount = match operator {
        Operator::Gt => QuantifierKind::AtLeast(CountArgument::Digits(n + 1)),
        Operator::Ge => QuantifierKind::AtLeast(CountArgument::Digits(n)),
        Operator::Lt => QuantifierKind::AtMost(CountArgument::Digits(n.checked_sub(1)?)),
        Operator::Le => QuantifierKind::AtMost(CountArgument::Digits(n)),
        Operator::Eq => QuantifierKind::Exactly(CountArgument::Digits(n)),
        Operator::Ne => return None,
    };
    Some(make_predicate(Some(amount), link, Body::Exists))
}
