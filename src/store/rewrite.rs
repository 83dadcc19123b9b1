//! Rewrites a base: its rows in canonical order, with ids from 1, into empty tables.
//!
//! The copy doesn't show which ids the base had, in which order it was loaded, or which program made its tables. Derived values
//! are left to [`super::load::derive`], and `meta` to [`super::load::meta`].

use std::collections::{BTreeMap, HashMap};
use std::mem::discriminant;

use anyhow::{Context, Result, anyhow, ensure};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, Row, Statement, params_from_iter};

use super::canonical::in_order;
use super::digest::{Literal, read_text_as};
use super::ids::NewIds;
use super::load::{default, drop_all_indexes, padded_cells};
use super::open::Base;
use super::origins::Origins;
use super::queries::{Queries, hash_of_cells};
use super::schema::{CLAIM, FLAG, ORIGIN, folded_label, insert_sql, quote_ident, stored_kinds};
use super::supported::{SUPPORTED, Supported, evidence_key};
use crate::catalog::{Catalog, Field, Kind, Sort, Type, columns};
use crate::value::{Conventions, Units, fold};

/// The number of rows between two reports of progress.
const STRIDE: u64 = 1000;

/// Copies all entered facts into the empty tables of `catalog`, and makes their indexes afterwards. `each` is called with the
/// number of rows done, and of all.
pub(super) fn rewrite_base(
    from: &Base,
    to: &Connection,
    catalog: &Catalog,
    each: &mut dyn FnMut(u64, u64),
) -> Result<()> {
    // Each reference is checked when its row is written ([`new_id`]).
    to.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    let dropped = drop_all_indexes(to, catalog)?;
    let order = in_order(&from.conn, from.catalog())?;
    let claims = from.conn.count_table_rows(CLAIM)?;
    let all = order.len() as u64 + claims + from.conn.count_table_rows(FLAG)?;
    let mut done = 0;
    let mut step = |rows: u64| {
        let before = done / STRIDE;
        done += rows;
        if done / STRIDE != before {
            each(done, all);
        }
    };
    let ids = order.iter().zip(1..).map(|((kind, id), new)| (*id, new, kind.name.as_str()));
    let mut writer = Writer::new(from, to, catalog, NewIds::new(ids.collect()))?;
    for ((kind, id), new) in order.iter().zip(1..) {
        writer.copy_entry(&kind.name, *id, new)?;
        step(1);
    }
    let mut met = 0;
    for (_, id) in &order {
        let found = writer.claims_on(*id)?;
        met += found;
        step(found);
    }
    ensure!(met == claims, "a claim leads to something that isn't in the base");
    writer.copy_flags()?;
    drop(writer);
    dropped.recreate(to)
}

/// How a column is copied.
enum Copied<'c> {
    Plain,
    /// It is the id of a thing or record; of this kind, if there is only one.
    Ref(Option<&'c str>),
    /// It is the key of the text before it.
    Key,
    /// The same in a claim or flag.
    EvidenceKey,
    /// It is the wording of an amount of this field, whose units may be printed differently now.
    Worded(&'c Field),
}

/// How the rows of a kind are copied.
struct Copy<'w> {
    read: Statement<'w>,
    write: Statement<'w>,
    columns: Vec<Copied<'w>>,
    /// The cells of columns that the base does not have yet.
    defaults: Vec<Sql>,
}

impl<'w> Copy<'w> {
    /// Prepares to copy a kind, `later` in the new catalog.
    fn new(
        (from, to): (&'w Connection, &'w Connection),
        (kind, later): (&'w Kind, &'w Kind),
        catalog: &Catalog,
        rewords: bool,
    ) -> Result<Self> {
        let is_evidence = kind.sort == Sort::Evidence;
        let (mut names, mut columns, mut defaults) = (Vec::new(), Vec::new(), Vec::new());
        for field in kind.stored_fields() {
            let Some(new) = matching_field(later, field) else { continue };
            for (at, (column, _)) in columns::field_columns(field).into_iter().enumerate() {
                if kind.name == CLAIM && SUPPORTED.contains(&column.as_str()) {
                    continue;
                }
                columns.push(match (at, &field.ty) {
                    (_, Type::Ref(targets)) => Copied::Ref(targets.only_kind()),
                    (1, Type::Text) if is_evidence => Copied::EvidenceKey,
                    (1, Type::Text) => Copied::Key,
                    (0, ty) if rewords && ty.is_amount() => Copied::Worded(new),
                    _ => Copied::Plain,
                });
                names.push(column);
            }
        }
        let read = from.prepare(&select_rows_sql(kind, &names))?;
        for field in later.stored_fields().filter(|new| matching_field(kind, new).is_none()) {
            let Some(stored) = default(catalog, field)? else { continue };
            names.extend(columns::field_columns(field).into_iter().map(|(column, _)| column));
            defaults.extend(padded_cells(field, Some(stored)));
        }
        if kind.name == CLAIM {
            names.extend(SUPPORTED.map(str::to_owned));
            names.push(ORIGIN.to_owned());
        }
        let write = to.prepare(&insert_sql(&kind.name, &names))?;
        Ok(Self { read, write, columns, defaults })
    }
}

/// Returns the statement that reads rows of a kind: of things and records by id, after slug and name; of claims on a thing,
/// before what they support, their origin, source, paragraph and other value; of flags all, before source and paragraph.
fn select_rows_sql(kind: &Kind, names: &[String]) -> String {
    let (columns, table) =
        (names.iter().map(|name| format!("r.{}, ", quote_ident(name))), quote_ident(&kind.name));
    let columns = columns.collect::<String>();
    match kind.name.as_str() {
        CLAIM => format!(
            "SELECT {columns}r.whole, r.field, r.{ORIGIN}, r.source, r.paragraph, r.says
             FROM {table} AS r WHERE r.thing = ?1"
        ),
        FLAG => format!("SELECT {columns}r.source, r.paragraph FROM {table} AS r"),
        _ => format!(
            "SELECT {columns}t.slug, t.name FROM {table} AS r JOIN thing AS t ON t.id = r.id WHERE r.id = ?1"
        ),
    }
}

/// Writes rows under their new ids.
struct Writer<'w> {
    ids: NewIds<'w>,
    thing: Statement<'w>,
    copies: HashMap<&'w str, Copy<'w>>,
    units: &'w Units,
    origins: Origins<'w>,
    /// The number of claims written.
    claims: i64,
}

/// A claim as it is written.
struct CopiedClaim {
    cells: Vec<Sql>,
    supported: Supported,
    /// Whether it gives another value than the recorded one.
    says: bool,
    source: Option<i64>,
    paragraph: Option<i64>,
    /// The id of its origin in the old base.
    origin: Option<i64>,
}

impl CopiedClaim {
    fn read(
        row: &Row<'_>,
        columns: &[Copied<'_>],
        ids: &NewIds<'_>,
        units: &Units,
    ) -> Result<Self> {
        let end = columns.len();
        let cells = copy_evidence(row, columns, ids, units)?;
        let supported = Supported::read(row.get(end)?, row.get_ref(end + 1)?.as_str_or_null()?);
        let (source, paragraph) = source_and_paragraph((row, end + 3), ids)?;
        let (origin, says) = (row.get(end + 2)?, row.get_ref(end + 5)? != ValueRef::Null);
        Ok(Self { cells, supported, says, source, paragraph, origin })
    }
}

/// Returns the claims on a thing or record in order; claims that differ only in what they support are merged into one. A
/// competing value belongs to its field.
fn merge_claims(found: Vec<CopiedClaim>, origins: &Origins<'_>) -> Vec<CopiedClaim> {
    let mut merged = BTreeMap::new();
    for claim in found {
        for one in claim.supported.each_part() {
            let field = one.field_list().filter(|_| claim.says).unwrap_or_default();
            let content = hash_of_cells(&field, &claim.cells);
            let origin = origins.name(claim.origin);
            let key = (claim.source, claim.paragraph, content, origin);
            let same = merged.entry(key).or_insert_with(|| CopiedClaim {
                cells: claim.cells.clone(),
                supported: Supported::default(),
                ..claim
            });
            same.supported.add(one);
        }
    }
    merged.into_values().collect()
}

impl<'w> Writer<'w> {
    fn new(
        from: &'w Base,
        to: &'w Connection,
        catalog: &'w Catalog,
        ids: NewIds<'w>,
    ) -> Result<Self> {
        let rewords = from.catalog().units != catalog.units;
        let kept = |kind: &'w Kind| Some((kind, catalog.kind(&kind.name)?));
        let copies = stored_kinds(from.catalog()).filter_map(kept).map(|kinds| {
            let copy = Copy::new((&from.conn, to), kinds, catalog, rewords)?;
            Ok((kinds.0.name.as_str(), copy))
        });
        let copies = copies.collect::<Result<_>>()?;
        let sql = "INSERT INTO thing (id, kind, slug, name, _folded) VALUES (?1, ?2, ?3, ?4, ?5)";
        let (thing, units) = (to.prepare(sql)?, &catalog.units);
        let origins = Origins::read(&from.conn, to)?;
        Ok(Self { ids, thing, copies, units, origins, claims: 0 })
    }

    /// Copies a thing or record.
    fn copy_entry(&mut self, kind: &str, id: i64, new: i64) -> Result<()> {
        let copy = self.copies.get_mut(kind).context("a kind is gone from the catalog")?;
        let mut rows = copy.read.query([id])?;
        let row = rows.next()?.with_context(|| format!("{kind} {id} has no row of its own"))?;
        let (slug, name) = (row.get_ref(copy.columns.len())?, row.get_ref(copy.columns.len() + 1)?);
        let (slug, name) = (slug.as_str_or_null()?, name.as_str()?);
        self.thing.execute((new, kind, slug, name, folded_label(name)))?;
        copy.write.raw_bind_parameter(1, new)?;
        for (at, column) in copy.columns.iter().enumerate() {
            let cell = copy_cell((row, at), column, &self.ids, self.units)?;
            copy.write.raw_bind_parameter(at + 2, cell)?;
        }
        for (at, cell) in (copy.columns.len() + 2..).zip(&copy.defaults) {
            copy.write.raw_bind_parameter(at, cell)?;
        }
        copy.write.raw_execute()?;
        Ok(())
    }

    /// Copies the claims on a thing or record; claims that differ only in what they support are merged into one. Returns how many
    /// there were.
    fn claims_on(&mut self, id: i64) -> Result<u64> {
        if self.only_claim_on(id)? {
            return Ok(1);
        }
        let Some(copy) = self.copies.get_mut(CLAIM) else { return Ok(0) };
        let mut found = Vec::new();
        let mut rows = copy.read.query([id])?;
        while let Some(row) = rows.next()? {
            found.push(CopiedClaim::read(row, &copy.columns, &self.ids, self.units)?);
        }
        drop(rows);
        let met = found.len() as u64;
        if found.len() > 1 || found.iter().any(|claim| claim.says) {
            found = merge_claims(found, &self.origins);
        }
        for claim in found {
            let origin = self.origins.new_id(claim.origin)?;
            self.claims += 1;
            let cells = [self.claims.into()].into_iter().chain(claim.cells);
            let cells = cells.chain(copy.defaults.iter().cloned()).chain(claim.supported.cells());
            copy.write.execute(params_from_iter(cells.chain([origin.into()])))?;
        }
        Ok(met)
    }

    /// Copies the claim on a thing or record if there is only one, and it gives no competing value. Returns whether it did.
    fn only_claim_on(&mut self, id: i64) -> Result<bool> {
        let Some(Copy { read, write, columns, defaults }) = self.copies.get_mut(CLAIM) else {
            return Ok(false);
        };
        let mut rows = read.query([id])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let end = columns.len();
        if row.get_ref(end + 5)? != ValueRef::Null {
            return Ok(false);
        }
        write.raw_bind_parameter(1, self.claims + 1)?;
        for (at, column) in columns.iter().enumerate() {
            write
                .raw_bind_parameter(at + 2, copy_cell((row, at), column, &self.ids, self.units)?)?;
        }
        let supported = Supported::read(row.get(end)?, row.get_ref(end + 1)?.as_str_or_null()?);
        let origin = row.get(end + 2)?;
        if rows.next()?.is_some() {
            return Ok(false);
        }
        let origin = self.origins.new_id(origin)?;
        let ends = supported.cells().into_iter().chain([origin.into()]);
        for (at, cell) in (end + 2..).zip(defaults.iter().cloned().chain(ends)) {
            write.raw_bind_parameter(at, cell)?;
        }
        write.raw_execute()?;
        self.claims += 1;
        Ok(true)
    }

    /// Copies all flags.
    fn copy_flags(&mut self) -> Result<()> {
        let Some(copy) = self.copies.get_mut(FLAG) else { return Ok(()) };
        let mut flags = Vec::new();
        let (mut rows, end) = (copy.read.query([])?, copy.columns.len());
        while let Some(row) = rows.next()? {
            let cells = copy_evidence(row, &copy.columns, &self.ids, self.units)?;
            let (source, paragraph) = source_and_paragraph((row, end), &self.ids)?;
            flags.push((source, paragraph, hash_of_cells("", &cells), cells));
        }
        flags.sort_by_key(|(source, paragraph, content, _)| (*source, *paragraph, *content));
        for ((.., cells), new) in flags.into_iter().zip(1_i64..) {
            let cells = [new.into()].into_iter().chain(cells).chain(copy.defaults.iter().cloned());
            copy.write.execute(params_from_iter(cells))?;
        }
        Ok(())
    }
}

/// Returns the cells of a claim or flag as they are written.
fn copy_evidence(
    row: &Row<'_>,
    columns: &[Copied<'_>],
    ids: &NewIds<'_>,
    units: &Units,
) -> Result<Vec<Sql>> {
    let cells = columns.iter().enumerate().map(|(at, column)| {
        Ok(match copy_cell((row, at), column, ids, units)? {
            ToSqlOutput::Owned(cell) => cell,
            ToSqlOutput::Borrowed(cell) => cell.try_into()?,
            _ => Sql::Null,
        })
    });
    cells.collect()
}

/// Reads the new id of a source, and the paragraph after it.
fn source_and_paragraph(
    (row, at): (&Row<'_>, usize),
    ids: &NewIds<'_>,
) -> Result<(Option<i64>, Option<i64>)> {
    let source: Option<i64> = row.get(at)?;
    Ok((source.map(|old| new_id(ids, old, None)).transpose()?, row.get(at + 1)?))
}

/// Returns a cell of a row as it is written.
fn copy_cell<'r>(
    (row, at): (&'r Row<'_>, usize),
    column: &Copied<'_>,
    ids: &NewIds<'_>,
    units: &Units,
) -> Result<ToSqlOutput<'r>> {
    let text = |at: usize| Ok::<_, anyhow::Error>(row.get_ref(at)?.as_str_or_null()?);
    let owned = |text: Option<String>| ToSqlOutput::Owned(text.into());
    Ok(match (column, row.get_ref(at)?) {
        (Copied::Key, _) => owned(text(at - 1)?.map(fold)),
        (Copied::EvidenceKey, _) => {
            ToSqlOutput::Owned(text(at - 1)?.map_or(Sql::Null, evidence_key))
        }
        (Copied::Ref(only), ValueRef::Integer(old)) => {
            ToSqlOutput::Owned(Sql::Integer(new_id(ids, old, *only)?))
        }
        (Copied::Worded(field), ValueRef::Text(_)) => {
            owned(text(at)?.map(|text| reword_amount(field, text, units)))
        }
        (_, cell) => ToSqlOutput::Borrowed(cell),
    })
}

/// Returns the wording of an amount as it is printed now. A bound stays as it is: it is derived anew.
fn reword_amount(field: &Field, text: &str, units: &Units) -> String {
    match read_text_as(field, text, units, Conventions::PRINTED) {
        Ok(Literal::Ready(stored)) => stored.shown.clone(),
        _ => text.to_owned(),
    }
}

/// Returns the new id of a thing or record, which is of this kind.
fn new_id(ids: &NewIds<'_>, old: i64, only: Option<&str>) -> Result<i64> {
    let found = ids.get(old).filter(|(_, kind)| only.is_none_or(|only| only == *kind));
    let found = found.map(|(new, _)| new);
    found.ok_or_else(|| anyhow!("something leads to {old}, which isn't in the base"))
}

/// Returns the field of a later catalog's kind that can hold the values of this one.
pub(super) fn matching_field<'k>(kind: &'k Kind, field: &Field) -> Option<&'k Field> {
    let same = kind.stored_fields().find(|new| new.name == field.name)?;
    let alike = discriminant(&same.ty) == discriminant(&field.ty);
    (alike && columns::field_columns(same) == columns::field_columns(field)).then_some(same)
}
