//! Open points: fields the catalog expects that are unknown, and members of a link fewer than their number.

use anyhow::Result;

use crate::catalog::{Catalog, Field, Kind, Link, columns};
use crate::store::digest::{Literal, NOT_STATED, OPEN_LIST, read_text};
use crate::store::open::Base;
use crate::store::schema::{ident, literal, tables};

/// How many members of an open point are named.
const NAMED: usize = 3;

/// Something that members of a kind leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPoint {
    /// The kind, for one and for many.
    pub kind: (String, String),
    /// What is open.
    pub gap: Gap,
    /// How many leave it open.
    pub count: u64,
    /// The names of the first of them.
    pub names: Vec<String>,
}

/// What is open of a member of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// A field is unknown.
    Unknown {
        /// A query that lists where.
        query: String,
    },
    /// Fewer members of a link are known than a number says there are.
    Fewer {
        /// The link.
        link: String,
        /// How many of them are known in all.
        known: u64,
    },
}

impl Base {
    /// Everything the catalog expects and the base does not have.
    pub fn open_points(&self) -> Result<Vec<OpenPoint>> {
        let mut points = Vec::new();
        for kind in tables(self.catalog()) {
            for field in kind.expect.iter().filter_map(|name| kind.field(name)) {
                points.extend(self.unknown(kind, field)?);
            }
            for field in &kind.fields {
                if let Some(link) = field.counts.as_ref().and_then(|link| kind.link(link)) {
                    points.extend(self.fewer(kind, field, link)?);
                }
            }
        }
        Ok(points)
    }

    /// How often sources were read for a value in vain, and how often they leave a list open.
    pub fn silences(&self) -> Result<(u64, u64)> {
        let count = |says: &str| {
            let sql = "SELECT count(*) FROM claim WHERE says = ?1";
            self.conn.query_row(sql, [says], number)
        };
        Ok((count(NOT_STATED)?, count(OPEN_LIST)?))
    }

    fn unknown(&self, kind: &Kind, field: &Field) -> Result<Option<OpenPoint>> {
        let column = match field.whole {
            Some(_) => columns::at(&field.name),
            None => field.name.clone(),
        };
        let mut wheres = vec![format!("r.{} IS NULL", ident(&column))];
        let mut words = vec![format!("{} is unknown", field.name)];
        if let Some((other, value)) = &field.only_if {
            wheres.extend(condition(self.catalog(), kind, other, value));
            words.insert(0, format!("{other} = {value}"));
        }
        let query = format!("{} where {}", kind.plural, words.join(" and "));
        let gap = Gap::Unknown { query };
        let (count, names) = self.members(kind, &wheres.join(" AND "))?;
        Ok(point(kind, gap, count, names))
    }

    fn fewer(&self, kind: &Kind, field: &Field, link: &Link) -> Result<Option<OpenPoint>> {
        let known = members_of(link);
        let low = ident(&columns::low(&field.name));
        let fewer = format!("{known} < r.{low}");
        let (count, names) = self.members(kind, &fewer)?;
        let sql = format!(
            "SELECT coalesce(sum({known}), 0) FROM {} AS r WHERE {fewer}",
            ident(&kind.name)
        );
        let known = self.conn.query_row(&sql, [], number)?;
        Ok(point(kind, Gap::Fewer { link: link.name.clone(), known }, count, names))
    }

    /// How many members of a kind meet a condition, and the names of the first.
    fn members(&self, kind: &Kind, condition: &str) -> Result<(u64, Vec<String>)> {
        let from = format!(
            "FROM {} AS r JOIN thing AS t ON t.id = r.id WHERE {condition}",
            ident(&kind.name)
        );
        let count = self.conn.query_row(&format!("SELECT count(*) {from}"), [], number)?;
        let sql = format!("SELECT t.name {from} ORDER BY t.name_key, t.id LIMIT {NAMED}");
        let mut find = self.conn.prepare(&sql)?;
        let names = find.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok((count, names))
    }
}

/// How many there are.
fn number(row: &rusqlite::Row<'_>) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(0)?.unsigned_abs())
}

fn point(kind: &Kind, gap: Gap, count: u64, names: Vec<String>) -> Option<OpenPoint> {
    let kind = (kind.name.clone(), kind.plural.clone());
    (count > 0).then_some(OpenPoint { kind, gap, count, names })
}

/// A field exists only where another has a value; in SQL.
fn condition(catalog: &Catalog, kind: &Kind, other: &str, value: &str) -> Option<String> {
    use rusqlite::types::Value as Sql;
    let Literal::Ready(stored) = read_text(kind.field(other)?, value, &catalog.units).ok()? else {
        return None;
    };
    let value = match stored.columns.first()? {
        Sql::Integer(number) => number.to_string(),
        Sql::Text(text) => literal(text),
        _ => return None,
    };
    Some(format!("r.{} = {value}", ident(other)))
}

/// How many members a link has, in SQL.
fn members_of(link: &Link) -> String {
    let back: Vec<String> =
        link.back.iter().map(|back| format!("v.{} = r.id", ident(back))).collect();
    let only = link.only.as_ref().map(|(field, values)| {
        let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
        format!(" AND v.{} IN ({})", ident(field), values.join(", "))
    });
    let of = link.to.as_ref().map_or("v.id".to_owned(), |to| format!("v.{}", ident(to)));
    format!(
        "(SELECT count(DISTINCT {of}) FROM {} AS v WHERE ({}){})",
        ident(&link.via),
        back.join(" OR "),
        only.unwrap_or_default()
    )
}
