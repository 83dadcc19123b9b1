//! The interface through which the query language looks up data: what a name means in this file, and what is recorded in it.

use anyhow::Result;

use super::plan::{Named, Plan};
use crate::catalog::{Field, Kind};
use crate::value::{Listed, fold};

/// Looks names up. Implemented by an open base; tests have small ones of their own.
#[expect(unused_variables, reason = "the defaults know nothing")]
pub trait Names {
    /// Returns the key by which a name or text is looked up and compared, by the rules under which these keys were made.
    fn fold_key(&self, text: &str) -> String {
        fold(text)
    }

    /// Returns the things of these kinds that have a name with this folded key, mistranslations left out.
    fn things_named(&self, key: &str, kinds: &[&str]) -> Result<Vec<Named>>;

    /// Returns the thing of these kinds with this slug.
    fn thing_with_slug(&self, slug: &str, kinds: &[&str]) -> Result<Option<Named>>;

    /// Returns the meaning of a mistranslation with this key: the source it is confined to, and the thing's label.
    fn find_mistranslation(&self, key: &str, kinds: &[&str]) -> Result<Option<(String, String)>> {
        Ok(None)
    }

    /// Names of things of these kinds that may be meant, the most used first.
    fn similar_names(&self, key: &str, kinds: &[&str]) -> Result<Vec<String>> {
        Ok(vec![])
    }

    /// Returns the value that tells the level of a place.
    fn level_of_place(&self, id: i64) -> Result<Option<String>> {
        Ok(None)
    }

    /// Returns the place of the nearest level around a place.
    fn place_around(&self, id: i64) -> Result<Option<String>> {
        Ok(None)
    }

    /// Lists the places that are recorded as this place of the atlas, by any of its names or codes.
    fn recorded_places(&self, place: Listed) -> Result<Vec<Named>> {
        Ok(vec![])
    }

    /// Lists the fields, each with its kind, that have a contradicted value.
    fn contested_fields(&self) -> Result<Vec<(String, String)>> {
        Ok(vec![])
    }

    /// Lists the competing values of a field: a JSON array of rows, each the id of a thing and the columns of the value.
    fn rival_readings(&self, kind: &Kind, field: &Field) -> Result<Option<String>> {
        Ok(None)
    }

    /// Lists the fields some of whose amounts are also recorded in another unit.
    fn with_equivalents(&self) -> Result<Vec<String>> {
        Ok(vec![])
    }

    /// Lists things of these kinds with a name that begins with this folded key, by label; not all if there are many.
    fn things_beginning(&self, key: &str, kinds: &[&str]) -> Result<Vec<PrefixMatch>> {
        Ok(vec![])
    }

    /// Things of these kinds whose slug begins like this; not all where there are many.
    fn slugs_beginning(&self, begin: &str, kinds: &[&str]) -> Result<Vec<PrefixMatch>> {
        Ok(vec![])
    }

    /// Texts recorded in a column of text that begin with this folded key; not all where there are many.
    fn texts_beginning(&self, column: &Column<'_>, key: &str) -> Result<Vec<String>> {
        Ok(vec![])
    }

    /// Lists the recorded first days in a column of dates that begin like this, cut to a length (`2020`, `2020-06`).
    fn days_beginning(
        &self,
        column: &Column<'_>,
        begin: &str,
        length: usize,
    ) -> Result<Vec<String>> {
        Ok(vec![])
    }

    /// Checks whether a query finds anything: of several that may be meant, one that does is the likelier.
    fn finds_anything(&self, plan: &Plan<'_>) -> Result<bool> {
        Ok(true)
    }

    /// Returns the units of amounts a query is ordered by, most frequent first, where they do not compare and its limit
    /// leaves rows out.
    fn ranked_units(&self, plan: &Plan<'_>) -> Result<Vec<Vec<String>>> {
        Ok(vec![])
    }

    /// Counts the rows of a column that hold this: exactly up to [`MANY`], and one more than that if there are more.
    fn count_rows(&self, column: &Column<'_>, held: &ColumnFilter<'_>) -> Result<u64> {
        Ok(0)
    }
}

/// Rows are counted up to here.
pub const MANY: u64 = 1000;

/// A field of a kind, in all its rows or in those a link passes.
#[derive(Debug, Clone, Copy)]
pub struct Column<'c> {
    /// The kind.
    pub kind: &'c Kind,
    /// Its field.
    pub field: &'c Field,
    /// Only rows with one of these values in this field.
    pub only: Option<&'c (String, Vec<String>)>,
}

/// The content of a column that is counted.
#[derive(Debug, Clone, Copy)]
pub enum ColumnFilter<'a> {
    /// This word: the value of an enum, or a text's folded key.
    Word(&'a str),
    /// A reference to this thing.
    Thing(i64),
    /// A place inside this one.
    In(i64),
    /// A date from the first of these days to the last.
    Days(&'a str, &'a str),
}

/// A thing with a name that begins as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixMatch {
    /// Its id in this file.
    pub id: i64,
    /// Its slug.
    pub slug: String,
    /// Its label.
    pub name: String,
    /// The name that begins so, where that is not the label.
    pub other: Option<String>,
}
