//! Writes rows of claims and flags: each once, and a row that was there before keeps its id.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};
use rusqlite::types::{ToSql, ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, Params, params_from_iter};

use crate::catalog::{Catalog, Kind, Type, columns};
use crate::store::digest::{Claim, Flag};
use crate::store::hash::hash_of_bytes;
use crate::store::ids::Ids;
use crate::store::queries::{Insertion, Queries, add_bytes};
use crate::store::schema::{
    CLAIM, FLAG, ORIGIN, and_idents, insert_sql, kind_columns, quote_ident,
};
use crate::store::supported::{SUPPORTED, Supported, folded_evidence};

/// The content of a row, as it is known: half of its hash.
type RowKey = [u8; 16];

/// The number of claims of a load that are kept to know which are the same.
const SEEN: usize = 4096;

/// A cell of a claim or flag, whose texts are those of the digest.
pub(super) enum EvidenceCell<'t> {
    Null,
    Number(i64),
    Text(&'t str),
    /// The folded form of the text before it.
    Folded(String),
}

impl EvidenceCell<'_> {
    fn as_value(&self) -> ValueRef<'_> {
        match self {
            Self::Null => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Folded(text) => ValueRef::Text(text.as_bytes()),
        }
    }
}

impl ToSql for EvidenceCell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.as_value()))
    }
}

impl<'t> From<Option<&'t str>> for EvidenceCell<'t> {
    fn from(text: Option<&'t str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl From<Option<i64>> for EvidenceCell<'_> {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }
}

/// Returns the cells of a claim, without what it supports. A reference among its values has been looked up already.
pub(super) fn claim_cells<'t>(
    catalog: &Catalog,
    (claim, says): (&'t Claim, Option<&'t str>),
    thing: i64,
    source: Option<i64>,
) -> Vec<EvidenceCell<'t>> {
    evidence_cells(catalog, CLAIM, |column| match column {
        "thing" => EvidenceCell::Number(thing),
        "source" => source.into(),
        "paragraph" => claim.paragraph.filter(|_| source.is_some()).into(),
        "place_in" => claim.place_in.as_deref().into(),
        "phrase" => claim.phrase.as_deref().into(),
        "read_as" => claim.read_as.as_deref().into(),
        "read_reason" => claim.read_reason.as_deref().into(),
        "basis" => EvidenceCell::Text(&claim.basis),
        "confidence" => EvidenceCell::Text(&claim.confidence),
        "note" => claim.note.as_deref().into(),
        "says" => says.into(),
        "key" => claim.key.as_deref().into(),
        _ => EvidenceCell::Null,
    })
}

/// Returns the cells of a flag.
fn flag_cells<'t>(catalog: &Catalog, source: i64, flag: &'t Flag) -> Vec<EvidenceCell<'t>> {
    evidence_cells(catalog, FLAG, |column| match column {
        "source" => EvidenceCell::Number(source),
        "paragraph" => EvidenceCell::Number(flag.paragraph),
        "reason" => EvidenceCell::Text(&flag.reason),
        "note" => flag.note.as_deref().into(),
        _ => EvidenceCell::Null,
    })
}

/// Returns the cells of a kind's columns, field by field; `value` gets the name of the field.
fn evidence_cells<'t>(
    catalog: &Catalog,
    kind: &str,
    value: impl Fn(&str) -> EvidenceCell<'t>,
) -> Vec<EvidenceCell<'t>> {
    let mut cells = Vec::with_capacity(24);
    let fields = catalog.kind(kind).into_iter().flat_map(Kind::stored_fields);
    for field in fields.filter(|field| !SUPPORTED.contains(&field.name.as_str())) {
        let cell = value(&field.name);
        let key = match &cell {
            EvidenceCell::Text(text) if field.ty == Type::Text => folded_evidence(text),
            _ => None,
        };
        cells.push(cell);
        let keys = columns::column_endings(field).len().saturating_sub(1);
        cells.extend(
            (0..keys).map(|_| key.clone().map_or(EvidenceCell::Null, EvidenceCell::Folded)),
        );
    }
    cells
}

/// Returns the columns of claims or of flags, without those that say what a claim supports.
pub(super) fn content_columns(catalog: &Catalog, kind: &str) -> Vec<String> {
    let kind = catalog.kind(kind).map(kind_columns).unwrap_or_default();
    let columns = kind.into_iter().map(|(column, _)| column);
    columns.filter(|column| !SUPPORTED.contains(&column.as_str())).collect()
}

/// Ids of retracted rows, sorted by the first half of the hash of their content, then by id. If two contents share a hash, a row
/// may get the id of the other one, which does no harm.
#[derive(Default)]
pub(super) struct RetractedRows {
    rows: Vec<(u64, i64)>,
    /// The ids that came again.
    taken: Ids,
    last: i64,
}

impl RetractedRows {
    /// Adds the rows that meet a condition.
    pub(super) fn add(
        &mut self,
        conn: &Connection,
        catalog: &Catalog,
        kind: &str,
        (condition, keys): (&str, impl Params),
    ) -> Result<()> {
        let names = content_columns(catalog, kind);
        let (list, table) = (and_idents(&names), quote_ident(kind));
        let sql = format!("SELECT id{list} FROM {table} AS c WHERE {condition}");
        let mut find = conn.prepare(&sql)?;
        let mut rows = find.query(keys)?;
        let mut bytes = Vec::new();
        while let Some(row) = rows.next()? {
            bytes.clear();
            for column in 1..=names.len() {
                add_bytes(row.get_ref(column)?, &mut bytes);
            }
            let id = row.get(0)?;
            self.last = self.last.max(id);
            self.rows.push((half_key(&row_key(&bytes)), id));
        }
        self.rows.sort_unstable();
        Ok(())
    }

    /// Takes out the first id of a row.
    fn take(&mut self, key: &RowKey) -> Option<i64> {
        let key = half_key(key);
        let first = self.rows.partition_point(|(known, _)| *known < key);
        let same = self.rows.iter().skip(first).take_while(|(known, _)| *known == key);
        same.map(|(_, id)| *id).find(|id| self.taken.insert(*id))
    }
}

/// Hashes the bytes of the cells of a row.
fn row_key(bytes: &[u8]) -> RowKey {
    hash_of_bytes(bytes).first_chunk().copied().unwrap_or_default()
}

/// Returns half of a key.
fn half_key(key: &RowKey) -> u64 {
    u64::from_be_bytes(key.first_chunk().copied().unwrap_or_default())
}

/// Writes rows of claims or of flags, each once; a row that was there before keeps its id.
pub(super) struct EvidenceWriter<'r> {
    insert: Insertion<'r>,
    /// Their ids before they were taken back.
    before: RetractedRows,
    next: i64,
    /// Rows of this load, with their ids: all flags, and all claims on the things in `met`.
    seen: HashMap<RowKey, i64>,
    met: HashSet<i64>,
    /// The claims of this load, the things they are on, and how many of them were read again.
    written: Ids,
    claimed: Ids,
    recalled: usize,
    recall: String,
    origins: HashMap<String, i64>,
    /// The bytes of the row that is written.
    bytes: Vec<u8>,
    /// What the last claim supports, as it is stored.
    supported: (Supported, [Sql; SUPPORTED.len()]),
}

impl<'r> EvidenceWriter<'r> {
    /// Makes a writer of claims or of flags.
    pub(super) fn new(
        conn: &'r Connection,
        catalog: &Catalog,
        kind: &str,
        before: RetractedRows,
    ) -> Result<Self> {
        let last = conn.read_last_id(kind)?;
        let mut columns = content_columns(catalog, kind);
        let recall = format!(
            "SELECT id{}, {ORIGIN}, field, says FROM {} WHERE thing = ?1",
            and_idents(&columns),
            quote_ident(CLAIM)
        );
        columns.extend((kind == CLAIM).then(|| SUPPORTED.map(str::to_owned)).into_iter().flatten());
        columns.extend((kind == CLAIM).then(|| ORIGIN.to_owned()));
        Ok(Self {
            insert: Insertion::new(conn, insert_sql(kind, &columns)),
            next: before.last.max(last) + 1,
            before,
            seen: HashMap::new(),
            met: HashSet::new(),
            written: Ids::default(),
            claimed: Ids::default(),
            recalled: 0,
            recall,
            origins: HashMap::new(),
            bytes: Vec::new(),
            supported: (Supported::default(), Supported::default().cells()),
        })
    }

    /// Writes a flag, unless the same was written before.
    pub(super) fn write_flag(&mut self, catalog: &Catalog, source: i64, flag: &Flag) -> Result<()> {
        let cells = flag_cells(catalog, source, flag);
        let key = self.key_of_cells(&cells);
        if !self.seen.contains_key(&key) {
            let id = self.assign_id(&key);
            self.seen.insert(key, id);
            let cells = std::iter::once(EvidenceCell::Number(id)).chain(cells);
            self.insert.run(params_from_iter(cells))?;
        }
        Ok(())
    }

    /// Writes a claim, or adds what it supports to the same claim written before, and returns whether anything is new. `owner` is
    /// the digest it came with, if its source alone does not tell.
    pub(super) fn write_claim(
        &mut self,
        conn: &Connection,
        thing: i64,
        (cells, supported, says): (Vec<EvidenceCell<'_>>, Supported, bool),
        owner: Option<&str>,
    ) -> Result<bool> {
        self.recall_claims(conn, thing)?;
        let origin = owner.map(|owner| self.origin_id(conn, owner)).transpose()?;
        let content = self.key_of_cells(&cells);
        add_bytes(origin.map_or(ValueRef::Null, ValueRef::Integer), &mut self.bytes);
        if says {
            // A competing value belongs to its field.
            add_bytes(supported.field_list().as_deref().into(), &mut self.bytes);
        }
        let seen = row_key(&self.bytes);
        if let Some(id) = self.seen.get(&seen) {
            return extend_support(conn, *id, supported);
        }
        let id = self.assign_id(&content);
        self.seen.insert(seen, id);
        self.written.insert(id);
        if self.supported.0 != supported {
            let stored = supported.cells();
            self.supported = (supported, stored);
        }
        let ends = [EvidenceCell::Number(id), origin.into()];
        let [first, last] = &ends;
        let cells = cells.iter().map(|cell| cell as &dyn ToSql);
        let stored = self.supported.1.iter().map(|cell| cell as &dyn ToSql);
        let all = std::iter::once(first as &dyn ToSql).chain(cells).chain(stored);
        self.insert.run(params_from_iter(all.chain(std::iter::once(last as &dyn ToSql))))?;
        Ok(true)
    }

    /// Reads the claims that this load wrote on a thing again, unless they are still remembered, so that the same claim is
    /// written once.
    fn recall_claims(&mut self, conn: &Connection, thing: i64) -> Result<()> {
        // Claims that were read again may be kept, so this takes no longer than writing them.
        if self.seen.len() > SEEN.max(self.recalled) {
            self.seen.clear();
            self.met.clear();
        }
        if !self.met.insert(thing) || self.claimed.insert(thing) {
            return Ok(());
        }
        let mut find = conn.prepare_cached(&self.recall)?;
        let says = find.column_count() - 1;
        let mut rows = find.query([thing])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            if self.written.contains(id) {
                self.bytes.clear();
                for column in 1..says - 1 {
                    add_bytes(row.get_ref(column)?, &mut self.bytes);
                }
                if row.get_ref(says)? != ValueRef::Null {
                    add_bytes(row.get_ref(says - 1)?, &mut self.bytes);
                }
                self.seen.insert(row_key(&self.bytes), id);
                self.recalled += 1;
            }
        }
        Ok(())
    }

    /// Returns the key of a row, and keeps its bytes.
    fn key_of_cells(&mut self, cells: &[EvidenceCell<'_>]) -> RowKey {
        self.bytes.clear();
        for cell in cells {
            add_bytes(cell.as_value(), &mut self.bytes);
        }
        row_key(&self.bytes)
    }

    /// Returns the id of an origin.
    fn origin_id(&mut self, conn: &Connection, name: &str) -> Result<i64> {
        if let Some(id) = self.origins.get(name) {
            return Ok(*id);
        }
        conn.run("INSERT OR IGNORE INTO _origin (name) VALUES (?1)", [name])?;
        let id = conn.read_value("SELECT id FROM _origin WHERE name = ?1", [name])?;
        let id = id.context("an origin wasn't written")?;
        self.origins.insert(name.to_owned(), id);
        Ok(id)
    }

    fn assign_id(&mut self, key: &RowKey) -> i64 {
        self.before.take(key).unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        })
    }
}

/// Adds to what a claim supports, and returns whether anything is new.
pub(super) fn extend_support(conn: &Connection, id: i64, supported: Supported) -> Result<bool> {
    let sql = "SELECT whole, field FROM claim WHERE id = ?1";
    let (whole, fields): (Option<bool>, Option<String>) =
        conn.read_first(sql, [id])?.unwrap_or_default();
    let before = Supported::read(whole, fields.as_deref());
    let mut now = before.clone();
    now.add(supported);
    if now == before {
        return Ok(false);
    }
    now.write(conn, id)?;
    Ok(true)
}
