//! How things are shown and ordered where a value leads to them: by their names, sources by the ids by which they are cited.

use super::expr::{Expr, sql};
use crate::catalog::SOURCE;

/// Returns a column of the thing with an id.
pub(in crate::query) fn thing_column(column: impl Into<Expr>, id: Expr) -> Expr {
    sql!["(SELECT ", column, " FROM thing WHERE id = ", id, ")"]
}

/// Returns the label of a thing of one of these kinds: its name, or for a source the id by which it is cited.
pub(super) fn label_of(kinds: &[String], id: Expr) -> Expr {
    let [name, _] = label_columns(kinds);
    thing_column(name, id)
}

/// Returns the order of a thing of one of these kinds.
pub(super) fn key_of(kinds: &[String], id: Expr) -> Expr {
    let [_, key] = label_columns(kinds);
    thing_column(key, id)
}

/// Returns the columns of `thing` that show and order things of some kinds.
pub(super) fn label_columns(kinds: &[String]) -> [String; 2] {
    let is_source = |kind: &String| kind == SOURCE;
    [("slug", "name"), ("replace(slug, '-', ' ')", "name_key")].map(|(source, other)| match kinds {
        [] => other.to_owned(),
        kinds if kinds.iter().all(is_source) => source.to_owned(),
        kinds if kinds.iter().any(is_source) => {
            format!("CASE kind WHEN '{SOURCE}' THEN {source} ELSE {other} END")
        }
        _ => other.to_owned(),
    })
}
