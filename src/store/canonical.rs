//! The canonical order of a base, whatever its ids and the order of loading: things by slug, records by their content, claims by
//! what they are about, source, paragraph and content, then flags. Writing a base in this order is done in [`super::rewrite`].
//!
//! `SQLite` sorts; only the ids are in memory.

use std::collections::HashMap;

use anyhow::{Context, Result};
use rusqlite::Connection;

use super::content::content_of;
use super::queries::Queries;
use super::schema::quote_ident;
use crate::catalog::{Catalog, Kind};

/// A thing or record in canonical order: its kind and its id.
pub(super) type Placed<'c> = (&'c Kind, i64);

/// Returns the things of a base by slug, then its records by content.
pub(super) fn in_order<'c>(conn: &Connection, catalog: &'c Catalog) -> Result<Vec<Placed<'c>>> {
    let named = || catalog.entered_kinds();
    let kinds: HashMap<&str, &Kind> = named().map(|kind| (kind.name.as_str(), kind)).collect();
    let sql = "SELECT id, kind FROM thing WHERE slug IS NOT NULL ORDER BY slug";
    let placed =
        conn.read(sql, [], |row| Ok((kinds.get(row.get_ref(1)?.as_str()?).copied(), row.get(0)?)))?;
    let known = |(kind, id): (Option<&'c Kind>, i64)| Some((kind?, id));
    let mut order = placed
        .into_iter()
        .map(|thing| known(thing).context("a kind is gone from the catalog"))
        .collect::<Result<Vec<_>>>()?;
    for kind in named() {
        let content = kind.stored_fields().map(content_of).chain(["r.id".to_owned()]);
        let content: Vec<String> = content.collect();
        let sql = format!(
            "SELECT r.id FROM {} AS r JOIN thing AS t ON t.id = r.id WHERE t.slug IS NULL ORDER BY {}",
            quote_ident(&kind.name),
            content.join(", ")
        );
        order.extend(conn.read_column::<i64>(&sql, [])?.into_iter().map(|id| (kind, id)));
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use crate::store::{Base, seed_inputs};

    use super::*;

    #[test]
    fn things_are_ordered_by_slug_and_records_follow_them() {
        let catalog = Catalog::built_in().unwrap();
        let mut inputs = seed_inputs();
        let mut orders = Vec::new();
        for _ in 0..2 {
            let (base, _) = Base::in_memory(&catalog.text, &inputs).unwrap();
            let named = |(kind, id): (&Kind, i64)| {
                let sql = "SELECT coalesce(slug, ''), name FROM thing WHERE id = ?1";
                let named: (String, String) = base.conn.read_first(sql, [id]).unwrap().unwrap();
                (kind.name.clone(), named)
            };
            let order = in_order(&base.conn, base.catalog()).unwrap();
            orders.push(order.into_iter().map(named).collect::<Vec<_>>());
            inputs.reverse();
        }
        let slugs: Vec<&str> = orders[0].iter().map(|(_, (slug, _))| slug.as_str()).collect();
        let things = slugs.iter().take_while(|slug| !slug.is_empty()).count();
        assert!(things > 100 && slugs[..things].is_sorted(), "{slugs:?}");
        assert!(slugs[things..].iter().all(|slug| slug.is_empty()));
        assert_eq!(orders[0], orders[1]);
    }
}
