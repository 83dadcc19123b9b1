//! The truth that a predicate proves, and the simplest predicate of a value.

use super::expr::{Expr, sql};

/// The truth that a predicate proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::query) enum Truth {
    /// The condition is certainly true (T).
    Certain,
    /// The condition is certainly false (F).
    Refuted,
}

/// Writes that a value is in a list, or is recorded and isn't in it.
pub(super) fn one_of(value: &Expr, mut list: Vec<Expr>, truth: Truth) -> Expr {
    match (list.len(), truth) {
        (0, Truth::Certain) => Expr::always_false(),
        (0, Truth::Refuted) => sql![value.clone(), " IS NOT NULL"],
        (1, Truth::Certain) => sql![value.clone(), " = ", list.swap_remove(0)],
        (1, Truth::Refuted) => sql![value.clone(), " <> ", list.swap_remove(0)],
        (_, Truth::Certain) => sql![value.clone(), " IN (", Expr::join(list, ", "), ")"],
        (_, Truth::Refuted) => sql![value.clone(), " NOT IN (", Expr::join(list, ", "), ")"],
    }
}
