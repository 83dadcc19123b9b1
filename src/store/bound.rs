//! The parameters of statements of queries, as `SQLite` gets them.

use rusqlite::types::Value;

use crate::query::sql::{Param, Statement};

/// Returns the values of the parameters of a statement, in their order.
pub(super) fn parameter_values(statement: &Statement) -> impl Iterator<Item = Value> {
    statement.params.iter().map(parameter_value)
}

/// Returns the value of a parameter.
pub(super) fn parameter_value(param: &Param) -> Value {
    match param {
        Param::Integer(n) => Value::Integer(*n),
        Param::Text(text) => Value::Text(text.clone()),
        Param::Of => Value::Null,
    }
}
