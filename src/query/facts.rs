//! The statements that notes and suggestions run on the facts a query is about.

use anyhow::Result;
use serde::de::DeserializeOwned;

use super::names::Names;
use super::sql::Statement;
use crate::catalog::Catalog;

/// Runs small statements. Implemented by an open base.
pub trait Facts: Names {
    /// Returns the catalog the facts are recorded by.
    fn catalog(&self) -> &Catalog;

    /// Returns the number a statement selects.
    fn select_number(&self, statement: &Statement) -> Result<u64>;

    /// Counts the rows of a statement by the text that each selects, in the order of the texts; NULL comes first.
    fn tally(&self, statement: &Statement) -> Result<Vec<(Option<String>, u64)>>;

    /// Returns the JSON value that each row of a statement selects.
    fn json_rows(&self, statement: &Statement) -> Result<Vec<String>>;
}

impl dyn Facts + '_ {
    /// Reads the rows of a statement, each a JSON value.
    ///
    /// # Errors
    ///
    /// A statement that fails, or whose JSON is of another shape.
    pub fn read<T: DeserializeOwned>(&self, statement: &Statement) -> Result<Vec<T>> {
        let rows = self.json_rows(statement)?;
        rows.iter().map(|row| Ok(serde_json::from_str(row)?)).collect()
    }
}
