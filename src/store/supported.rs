//! The things and fields that a claim supports, and how these and the texts of claims are stored.

use std::collections::BTreeSet;

use anyhow::Result;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use super::queries::Queries;
use crate::value::{fold, is_spaced};

/// The columns that say what a claim supports.
pub(super) const SUPPORTED: [&str; 3] = ["field", "field_key", WHOLE];

/// The column that says whether a claim supports its thing as a whole.
pub(super) const WHOLE: &str = "whole";

/// The text between the words of a list.
pub(super) const LIST: &str = ", ";

/// Splits a list, as it is stored, into its words.
pub(super) fn split_list(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.into_iter().flat_map(|list| list.split(LIST))
}

/// Returns the folded form of a text of evidence, as it is stored: only where it differs from the text.
pub(super) fn evidence_key(text: &str) -> Sql {
    folded_evidence(text).into()
}

/// Returns the folded form of a text of evidence where it differs from the text.
pub(super) fn folded_evidence(text: &str) -> Option<String> {
    if is_spaced(text) && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    Some(fold(text)).filter(|key| key != text)
}

/// What a claim supports: a thing or record as a whole, and fields and links of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Supported {
    pub(super) whole: bool,
    pub(super) fields: BTreeSet<String>,
}

impl Supported {
    /// Supports one field; without one, the thing as a whole.
    pub(super) fn of_field(field: Option<&str>) -> Self {
        Self { whole: field.is_none(), fields: field.into_iter().map(str::to_owned).collect() }
    }

    /// Reads it from the columns of a claim.
    pub(super) fn read(whole: Option<bool>, fields: Option<&str>) -> Self {
        let fields = split_list(fields).map(str::to_owned).collect();
        Self { whole: whole.unwrap_or_default(), fields }
    }

    /// Returns each part that it supports: the whole, and every field.
    pub(super) fn each_part(&self) -> impl Iterator<Item = Self> {
        let fields = self.fields.iter().map(|field| Self::of_field(Some(field)));
        self.whole.then(|| Self::of_field(None)).into_iter().chain(fields)
    }

    /// Adds what another claim supports.
    pub(super) fn add(&mut self, other: Self) {
        self.whole |= other.whole;
        self.fields.extend(other.fields);
    }

    /// Returns the list of the fields, as it is stored.
    pub(super) fn field_list(&self) -> Option<String> {
        let list: Vec<&str> = self.fields.iter().map(String::as_str).collect();
        (!list.is_empty()).then(|| list.join(LIST))
    }

    /// Returns the cells of the columns that say what a claim supports.
    pub(super) fn cells(&self) -> [Sql; SUPPORTED.len()] {
        let list = self.field_list();
        let key = list.as_deref().map_or(Sql::Null, evidence_key);
        [list.into(), key, i64::from(self.whole).into()]
    }

    /// Writes it to a claim.
    pub(super) fn write(&self, conn: &Connection, claim: i64) -> Result<()> {
        let sql = "UPDATE claim SET field = ?2, field_key = ?3, whole = ?4 WHERE id = ?1";
        let cells = [Sql::Integer(claim)].into_iter().chain(self.cells());
        conn.run(sql, params_from_iter(cells))?;
        Ok(())
    }
}
