//! How the rows of each kind are written, and the recorded values of a thing.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use anyhow::{Context, Result, anyhow};
use rusqlite::types::Value as Sql;

use crate::catalog::{Catalog, CatalogError, Field, Kind, columns};
use crate::store::digest::{Literal, Stored, read_text};
use crate::store::queries::hash_of_cells;
use crate::store::schema::{insert_sql, kind_columns, quote_ident, quote_idents};

/// The statement that adds a thing or record.
pub(super) const NEW_THING: &str =
    "INSERT INTO thing (id, kind, slug, name, _folded) VALUES (?1, ?2, ?3, ?4, ?5)";

/// The kind and the content of a record, as it is known: half of their hash.
pub(super) type RecordKey = [u8; 16];

/// The recorded values of a thing.
pub(super) struct RecordedValues {
    /// The cells of each field.
    pub(super) cells: HashMap<String, Vec<Sql>>,
    /// The fields whose values a claim supports.
    pub(super) supported: HashSet<String>,
}

impl RecordedValues {
    pub(super) fn cells_of(&self, field: &Field) -> &[Sql] {
        self.cells.get(&field.name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// How rows of a kind are written.
pub(super) struct RowShape {
    pub(super) insert: String,
    /// The statement that reads a row by its id.
    pub(super) select: String,
    /// A row without values: with the defaults of fields.
    pub(super) blank: Vec<Sql>,
    /// The cells of each field.
    pub(super) places: Vec<(String, Range<usize>)>,
}

impl RowShape {
    pub(super) fn of_kind(catalog: &Catalog, kind: &Kind) -> Result<Self> {
        let names: Vec<String> = kind_columns(kind).into_iter().map(|(name, _)| name).collect();
        let insert = insert_sql(&kind.name, &names);
        // A kind may have no columns.
        let list = if names.is_empty() { "id".to_owned() } else { quote_idents(&names) };
        let select = format!("SELECT {list} FROM {} WHERE id = ?1", quote_ident(&kind.name));
        let (mut blank, mut places) = (Vec::new(), Vec::new());
        for field in kind.stored_fields() {
            let start = blank.len();
            blank.extend(padded_cells(field, default(catalog, field)?));
            places.push((field.name.clone(), start..blank.len()));
        }
        Ok(Self { insert, select, blank, places })
    }

    /// Returns all cells of a row, with the defaults of fields without a value.
    pub(super) fn row_cells<'v>(&'v self, values: &'v [(&str, Rc<Stored>)]) -> Vec<&'v Sql> {
        let mut row: Vec<&Sql> = self.blank.iter().collect();
        for (name, stored) in values {
            let place = self.places.iter().find(|(field, _)| field == name);
            let Some(cells) = place.and_then(|(_, place)| row.get_mut(place.clone())) else {
                continue;
            };
            let given = stored.columns.iter().chain(std::iter::repeat(&Sql::Null));
            cells.iter_mut().zip(given).for_each(|(cell, given)| *cell = given);
        }
        row
    }
}

/// Returns the key of a record: its kind and its content.
pub(super) fn record_key<'v>(kind: &Kind, cells: impl IntoIterator<Item = &'v Sql>) -> RecordKey {
    hash_of_cells(&kind.name, cells).first_chunk().copied().unwrap_or_default()
}

/// Returns a cell for each column of a field; columns without a value are empty.
pub(crate) fn padded_cells(field: &Field, stored: Option<Stored>) -> Vec<Sql> {
    let mut cells = stored.map(|stored| stored.columns).unwrap_or_default();
    cells.resize(columns::column_endings(field).len(), Sql::Null);
    cells
}

/// Checks that every default can be read as a value of its field.
pub(super) fn check_defaults(catalog: &Catalog) -> std::result::Result<(), CatalogError> {
    for kind in &catalog.kinds {
        for field in kind.stored_fields() {
            default(catalog, field).map_err(|error| CatalogError {
                at: format!("kind.{}.field.{}.default", kind.name, field.name),
                reason: error.root_cause().to_string(),
            })?;
        }
    }
    Ok(())
}

/// Returns the default of a field, as it is stored.
pub(crate) fn default(catalog: &Catalog, field: &Field) -> Result<Option<Stored>> {
    let Some(text) = &field.default else { return Ok(None) };
    match read_text(field, text, &catalog.units) {
        Ok(Literal::Ready(stored)) => Ok(Some(Rc::unwrap_or_clone(stored))),
        Ok(Literal::Ref(_)) => Ok(None),
        Err(refused) => Err(anyhow!(refused.mistake.sentence))
            .with_context(|| format!("the default of `{}` can't be read", field.name)),
    }
}
