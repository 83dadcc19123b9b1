//! Which place a country is in a base: the one of its level with its code or with one of its names.

use rusqlite::{Connection, params_from_iter};

use crate::catalog::{Catalog, columns};
use crate::query::plan::Named;
use crate::value::Country;

use super::schema::ident;

/// The places that are recorded as a country. `key` folds a name as the base does.
pub(super) fn recorded(
    conn: &Connection,
    catalog: &Catalog,
    country: &Country,
    key: &dyn Fn(&str) -> String,
) -> rusqlite::Result<Vec<Named>> {
    let Some((containment, countries, levels)) = catalog.countries() else { return Ok(vec![]) };
    let keys: Vec<String> = country.names().map(key).collect();
    let codes = [country.code, country.alpha3].map(str::to_lowercase);
    let marks = |n: usize| vec!["?"; n].join(", ");
    let sql = format!(
        "SELECT t.id, t.kind, t.slug, t.name FROM {} AS p JOIN thing AS t ON t.id = p.id
         WHERE coalesce(p.{} IN ({}), TRUE) AND t.slug IS NOT NULL
         AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = t.id)
         AND (p.{} IN ({}) OR t.id IN (SELECT \"of\" FROM \"name\"
              WHERE text_key IN ({}) AND form <> 'mistranslation' AND only_in IS NULL)) ORDER BY t.slug",
        ident(&containment.places),
        ident(&containment.by),
        marks(levels.len()),
        ident(&columns::key(&countries.code)),
        marks(codes.len()),
        marks(keys.len()),
    );
    let values = levels.iter().chain(&codes).chain(&keys);
    conn.prepare_cached(&sql)?
        .query_map(params_from_iter(values), |row| {
            Ok(Named { id: row.get(0)?, kind: row.get(1)?, slug: row.get(2)?, name: row.get(3)? })
        })?
        .collect()
}
