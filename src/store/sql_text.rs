//! Parts of SQL as text: identifiers, literals, lists. Nothing here runs a statement.

/// Writes an identifier as SQL text.
pub(crate) fn quote_ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns identifiers with commas between them.
pub(super) fn quote_idents<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    names.into_iter().map(|name| quote_ident(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Returns identifiers, each after a comma: the rest of a list.
pub(super) fn and_idents<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    names.into_iter().flat_map(|name| [", ".to_owned(), quote_ident(name.as_ref())]).collect()
}

/// Returns texts as SQL literals with commas between them.
pub(super) fn quote_literals<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> String {
    texts.into_iter().map(|text| quote_literal(text.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Returns a number of parameter marks, with commas between them.
pub(super) fn parameter_marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// Returns the statement that adds a row with an id and these columns.
pub(super) fn insert_sql<S: AsRef<str>>(table: &str, columns: &[S]) -> String {
    let (table, marks) = (quote_ident(table), ", ?".repeat(columns.len()));
    format!("INSERT INTO {table} (id{}) VALUES (?{marks})", and_idents(columns))
}

/// Writes a text as an SQL literal: for texts of the catalog in table definitions, where nothing can be bound.
pub(super) fn quote_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
