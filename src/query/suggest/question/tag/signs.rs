//! Signs of comparison.

use crate::query::ast::Operator;

/// Signs that also say something of what can't be compared: `about`, `from`, `during`.
pub(super) const LOOSE: [&str; 3] = ["about", "from", "="];

/// Returns the operator of a sign.
pub(super) fn operator_of_sign(sign: &str) -> Operator {
    let all = [Operator::Gt, Operator::Ge, Operator::Lt, Operator::Le];
    all.into_iter().find(|operator| operator.sign() == sign).unwrap_or(Operator::Eq)
}
