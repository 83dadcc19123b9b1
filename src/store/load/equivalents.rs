//! The same amounts in other units, as sources give them beside the recorded amount: `142.7bn CNY (about 20.6bn USD)`.
//!
//! A claim on an amount gives an equivalent if it says `also …`. A claim that gives another value in a unit that doesn't convert
//! gives one too, if it agrees with the recorded amount or with an equivalent of it; otherwise it contradicts the amount.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Catalog, Field, Kind, columns};
use crate::store::digest::{ALSO, read_stated};
use crate::store::queries::Queries;
use crate::store::schema::{JUDGED, SAYING, quote_ident, quote_literals};
use crate::store::versions::BeforeAndAfter;
use crate::value::{Amount, Units};

/// An equivalent as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Equivalent {
    pub(crate) thing: i64,
    pub(crate) field: String,
    claim: i64,
    unit: String,
    says: String,
    low: Option<i64>,
    high: Option<i64>,
}

/// Derives anew the equivalents of touched things and records.
pub(crate) fn update_equivalents(versions: &BeforeAndAfter<'_>) -> Result<()> {
    let conn = versions.after;
    let fields = quote_literals(versions.catalog.fields_with_equivalents());
    let delete =
        format!("DELETE FROM _equivalent WHERE field IN ({fields}) AND thing BETWEEN ?1 AND ?2");
    let insert = "INSERT INTO _equivalent (thing, field, claim, unit, says, low, high) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    for ids in versions.ranges {
        if versions.before.is_some() {
            conn.run(&delete, (ids.start(), ids.end()))?;
        }
        for of in derived_equivalents(conn, versions.catalog, ids)? {
            let Equivalent { thing, field, claim, unit, says, low, high } = of;
            conn.run(insert, (thing, field, claim, unit, says, low, high))?;
        }
    }
    Ok(())
}

/// Returns the equivalents that are kept, in order.
pub(crate) fn recorded_equivalents(conn: &Connection) -> Result<Vec<Equivalent>> {
    let sql = "SELECT thing, field, claim, unit, says, low, high FROM _equivalent ORDER BY field, thing, claim, unit";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Equivalent {
            thing: row.get(0)?,
            field: row.get(1)?,
            claim: row.get(2)?,
            unit: row.get(3)?,
            says: row.get(4)?,
            low: row.get(5)?,
            high: row.get(6)?,
        })
    };
    Ok(conn.read(sql, [], read)?)
}

/// Returns the equivalents that follow from the claims on things and records with these ids, in order.
pub(crate) fn derived_equivalents(
    conn: &Connection,
    catalog: &Catalog,
    ids: &RangeInclusive<i64>,
) -> Result<Vec<Equivalent>> {
    let sql = format!(
        "SELECT c.thing, t.kind, c.field, c.id, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
         WHERE c.thing BETWEEN ?1 AND ?2 AND c.{SAYING} AND NOT ({JUDGED}) ORDER BY c.thing, c.field, c.id"
    );
    let found: Vec<(i64, String, Option<String>, i64, String)> =
        conn.read_all(&sql, (ids.start(), ids.end()))?;
    let mut wanted = Vec::new();
    for group in found.chunk_by(|one, other| (one.0, &one.2) == (other.0, &other.2)) {
        let Some((thing, kind, Some(field), ..)) = group.first() else { continue };
        let Some(kind) = catalog.kind(kind) else { continue };
        let Some(field) = kind.field(field).filter(|field| field.ty.has_equivalents()) else {
            continue;
        };
        let Some(recorded) = recorded_range(conn, kind, field, *thing)? else { continue };
        let said: Vec<(i64, &str)> =
            group.iter().map(|(.., id, says)| (*id, says.as_str())).collect();
        for ((claim, unit), amount) in claimed_equivalents(field, &recorded, &said, &catalog.units)
        {
            let (says, field) = (amount.text(&catalog.units), field.name.clone());
            let (low, high) = (amount.low, amount.high);
            wanted.push(Equivalent { thing: *thing, field, claim, unit, says, low, high });
        }
    }
    wanted.sort();
    Ok(wanted)
}

/// Checks whether an amount is the recorded one in another unit, by the claims on it.
pub(super) fn is_equivalent(
    conn: &Connection,
    (catalog, kind, field): (&Catalog, &Kind, &Field),
    id: i64,
    (said, new): (&[String], &str),
) -> Result<bool> {
    let Some(recorded) = recorded_range(conn, kind, field, id)? else { return Ok(false) };
    let last = said.len();
    let said = said.iter().map(String::as_str).chain([new]);
    let said: Vec<(i64, &str)> = (0..).zip(said).collect();
    let found = claimed_equivalents(field, &recorded, &said, &catalog.units);
    Ok(found.keys().any(|(claim, _)| usize::try_from(*claim) == Ok(last)))
}

/// Returns the recorded amount of a field, if it is stated.
fn recorded_range(
    conn: &Connection,
    kind: &Kind,
    field: &Field,
    id: i64,
) -> Result<Option<UnitRange>> {
    let f = &field.name;
    let [low, high, unit, at] =
        [columns::low_column, columns::high_column, columns::unit_column, columns::number_column]
            .map(|name| quote_ident(&name(f)));
    let sql = format!(
        "SELECT {unit}, {low}, {high} FROM {} WHERE id = ?1 AND {at} IS NOT NULL",
        quote_ident(&kind.name)
    );
    let found: Option<(String, Option<i64>, Option<i64>)> = conn.read_first(&sql, [id])?;
    Ok(found.map(|(unit, low, high)| UnitRange { unit, low, high }))
}

/// The range of an amount in its unit.
struct UnitRange {
    unit: String,
    low: Option<i64>,
    high: Option<i64>,
}

impl UnitRange {
    fn from_amount(amount: &Amount) -> Self {
        Self { unit: amount.unit.clone(), low: amount.low, high: amount.high }
    }

    /// Checks whether two ranges can hold one amount; `None` means that they don't compare.
    fn overlaps(&self, other: &Self, units: &Units) -> Option<bool> {
        let below = |low: Option<i64>, high: Option<i64>| {
            low.zip(high).is_none_or(|(low, high)| low <= high)
        };
        let overlap = below(self.low, other.high) && below(other.low, self.high);
        units.are_comparable(&self.unit, &other.unit).then_some(overlap)
    }
}

/// Returns the equivalents that claims on an amount give, each with its claim and its unit.
fn claimed_equivalents(
    field: &Field,
    recorded: &UnitRange,
    said: &[(i64, &str)],
    units: &Units,
) -> BTreeMap<(i64, String), Amount> {
    let read = |says: &str| -> Vec<Amount> {
        let stated = read_stated(field, says, units);
        stated.into_iter().flat_map(|of| std::iter::once(of.amount).chain(of.equivalents)).collect()
    };
    let mut found = BTreeMap::new();
    let mut add = |claim: i64, amounts: Vec<Amount>| {
        for amount in amounts {
            if !units.are_comparable(&amount.unit, &recorded.unit) {
                found.insert((claim, amount.unit.clone()), amount);
            }
        }
    };
    let mut known = vec![UnitRange { unit: recorded.unit.clone(), ..*recorded }];
    for (claim, says) in said {
        let Some(also) = says.strip_prefix(ALSO) else { continue };
        let amounts = read(also);
        known.extend(amounts.iter().map(UnitRange::from_amount));
        add(*claim, amounts);
    }
    for (claim, says) in said.iter().filter(|(_, says)| !says.starts_with(ALSO)) {
        let amounts = read(says);
        let Some(first) = amounts.first() else { continue };
        if units.are_comparable(&first.unit, &recorded.unit) {
            continue;
        }
        let compared = amounts.iter().map(UnitRange::from_amount).flat_map(|of| {
            known.iter().filter_map(|known| of.overlaps(known, units)).collect::<Vec<_>>()
        });
        let compared: Vec<bool> = compared.collect();
        if !compared.is_empty() && compared.iter().all(|agrees| *agrees) {
            add(*claim, amounts);
        }
    }
    found
}
