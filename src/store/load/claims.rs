//! Claims and flags: taking back what a digest said before, writing what it says now, and removing everything that no claim
//! supports any more.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::Result;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Params, params_from_iter};

use super::atlas::{ListedThing, is_listed, listed};
use super::values::{default, padded};
use crate::catalog::{Catalog, Kind, Sort, Type};
use crate::store::digest::{Claim, Digest, Flag, Stored};
use crate::store::hash::{Hash, combine, hash};
use crate::store::queries::{Queries, cells};
use crate::store::schema::{
    CLAIM, FLAG, NAME, and_idents, ident, idents, insertion, kind_columns, tables, update,
};

/// The claims and flags of digests before they are loaded again.
#[derive(Default)]
pub(super) struct Retracted {
    /// Rows with their ids: a row that comes again keeps its id.
    claims: HashMap<Hash, Vec<i64>>,
    flags: HashMap<Hash, Vec<i64>>,
    /// Values that may have lost their support.
    pub(super) values: BTreeSet<(i64, String)>,
    /// Things with their slugs or names, for messages.
    pub(super) slugs: BTreeMap<i64, String>,
    /// Things known from the atlas alone.
    pub(super) listed: Vec<ListedThing>,
    /// Files with the names of tables that are new here, with their sources: their facts stay.
    pub(super) stays: BTreeSet<String>,
    /// Whether one of the digests replaces a file loaded before under another name.
    pub(super) moved: bool,
}

/// Returns the cells of a claim about a field. A reference that it says has been looked up.
pub(super) fn claim_row(
    catalog: &Catalog,
    (claim, field, says): (&Claim, Option<&str>, Option<&str>),
    thing: i64,
    source: Option<i64>,
) -> Vec<Sql> {
    let id = |id: Option<i64>| id.map(|id| Stored::id(id, ""));
    row(catalog, CLAIM, |column, text| match column {
        "thing" => id(Some(thing)),
        "source" => id(source),
        "paragraph" => id(claim.paragraph.filter(|_| source.is_some())),
        "field" => text(field),
        "place_in" => text(claim.place_in.as_deref()),
        "phrase" => text(claim.phrase.as_deref()),
        "read_as" => text(claim.read_as.as_deref()),
        "read_reason" => text(claim.read_reason.as_deref()),
        "basis" => text(Some(&claim.basis)),
        "confidence" => text(Some(&claim.confidence)),
        "note" => text(claim.note.as_deref()),
        "says" => text(says),
        "key" => text(claim.key.as_deref()),
        _ => None,
    })
}

/// Returns the cells of a flag.
pub(super) fn flag_row(catalog: &Catalog, source: i64, flag: &Flag) -> Vec<Sql> {
    row(catalog, FLAG, |field, text| match field {
        "source" => Some(Stored::id(source, "")),
        "paragraph" => Some(Stored::id(flag.paragraph, "")),
        "reason" => text(Some(&flag.reason)),
        "note" => text(flag.note.as_deref()),
        _ => None,
    })
}

/// Returns the cells of a kind's columns, field by field. `value` gets the field's name and a function that stores a text.
fn row(
    catalog: &Catalog,
    kind: &str,
    value: impl Fn(&str, &dyn Fn(Option<&str>) -> Option<Stored>) -> Option<Stored>,
) -> Vec<Sql> {
    let fields = catalog.kind(kind).into_iter().flat_map(Kind::stored);
    let cells = fields.flat_map(|field| {
        let text = |text: Option<&str>| match field.ty {
            Type::Text => text.map(Stored::text),
            _ => text.map(Stored::choice),
        };
        padded(field, value(&field.name, &text))
    });
    cells.collect()
}

/// Takes back the claims of the atlas, and the claims and flags of earlier versions of these digests: of a digest
/// everything with its source, except rows of tables; of a table everything with its source in a file of that name.
pub(super) fn retract(
    conn: &Connection,
    catalog: &Catalog,
    digests: &[Digest<'_>],
    replaces: &[&str],
) -> Result<Retracted> {
    let mut retracted = Retracted::default();
    conn.execute_batch("CREATE TEMP TABLE gone (claim INTEGER PRIMARY KEY)")?;
    let owners: HashSet<&str> = digests.iter().map(|digest| digest.owner.as_str()).collect();
    let mut find = conn.prepare("SELECT claim, name FROM _digest")?;
    let mut rows = find.query([])?;
    let (mut others, mut found) = (BTreeSet::new(), HashSet::new());
    while let Some(row) = rows.next()? {
        let owner = row.get_ref(1)?.as_str()?;
        let replaced = replaces.contains(&file_of(owner)) || replaces.contains(&owner);
        retracted.moved |= replaced;
        if is_listed(owner) || owners.contains(owner) || replaced {
            let add = "INSERT OR IGNORE INTO temp.gone (claim) VALUES (?1)";
            conn.run(add, [row.get::<_, i64>(0)?])?;
        } else {
            others.insert(owner.to_owned());
        }
        found.extend(owners.get(owner).copied());
    }
    let tables: Vec<&Digest<'_>> = digests.iter().filter(|d| d.cited.is_some()).collect();
    let stays = |owner: &String| {
        let file = file_of(owner);
        let same_name = |table: &&&Digest<'_>| last_part(table.file()) == last_part(file);
        let mut tables = tables.iter().filter(same_name);
        tables.any(|table| table.file() == file || !found.contains(table.owner.as_str()))
    };
    retracted.stays = others.into_iter().filter(stays).collect();
    let ours = "c.source = (SELECT id FROM thing WHERE slug = ?1)";
    for digest in digests.iter().filter(|digest| digest.cited.is_none()) {
        let source = [&digest.source];
        let others = "c.id NOT IN (SELECT claim FROM _digest)";
        let sql = format!(
            "INSERT OR IGNORE INTO temp.gone SELECT id FROM claim AS c WHERE {ours} AND {others}"
        );
        conn.execute(&sql, source)?;
        remember_rows(conn, catalog, FLAG, (ours, source), &mut retracted.flags)?;
        conn.execute(&format!("DELETE FROM flag AS c WHERE {ours}"), source)?;
    }
    retracted.listed = listed(conn)?;
    take_claims(conn, catalog, &mut retracted)?;
    conn.execute_batch("DROP TABLE temp.gone")?;
    Ok(retracted)
}

/// Returns the file of an owner, without the source after it.
fn file_of(owner: &str) -> &str {
    owner.rsplit_once(' ').map_or(owner, |(file, _)| file)
}

/// Returns the name of a file without its directories.
fn last_part(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// Takes back the claims in `temp.gone`.
fn take_claims(conn: &Connection, catalog: &Catalog, retracted: &mut Retracted) -> Result<()> {
    let gone = "c.id IN (SELECT claim FROM temp.gone)";
    remember_rows(conn, catalog, CLAIM, (gone, []), &mut retracted.claims)?;
    let mut find = conn.prepare(&format!(
        "SELECT c.thing, c.field, coalesce(t.slug, t.name) FROM claim AS c JOIN thing AS t ON t.id = c.thing WHERE {gone}"
    ))?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if let Some(field) = row.get(1)? {
            retracted.values.insert((id, field));
        }
        if let Some(slug) = row.get(2)? {
            retracted.slugs.insert(id, slug);
        }
    }
    conn.execute_batch(
        "DELETE FROM _digest WHERE claim IN (SELECT claim FROM temp.gone);
         DELETE FROM claim WHERE id IN (SELECT claim FROM temp.gone)",
    )?;
    Ok(())
}

/// Adds the rows that meet a condition to those already known, by content.
fn remember_rows(
    conn: &Connection,
    catalog: &Catalog,
    kind: &str,
    (condition, keys): (&str, impl Params),
    known: &mut HashMap<Hash, Vec<i64>>,
) -> Result<()> {
    let names = column_names(catalog, kind);
    let (list, table) = (and_idents(&names), ident(kind));
    let sql = format!("SELECT id{list} FROM {table} AS c WHERE {condition} ORDER BY id");
    let mut find = conn.prepare(&sql)?;
    let mut rows = find.query(keys)?;
    while let Some(row) = rows.next()? {
        let content = content(&cells(row, 1..names.len() + 1)?);
        known.entry(content).or_default().push(row.get(0)?);
    }
    Ok(())
}

/// Returns the key of a row: its content.
fn content(cells: &[Sql]) -> Hash {
    hash([format!("{cells:?}").as_str()])
}

fn column_names(catalog: &Catalog, kind: &str) -> Vec<String> {
    let kind = catalog.kind(kind).map(kind_columns).unwrap_or_default();
    kind.into_iter().map(|(column, _)| column).collect()
}

/// Writes rows of claims or of flags, each once; a row that was there before keeps its id.
pub(super) struct Rows<'r> {
    insert: String,
    /// Their ids before they were taken back.
    before: &'r HashMap<Hash, Vec<i64>>,
    next: i64,
    seen: HashSet<Hash>,
    used: HashMap<Hash, usize>,
}

impl<'r> Rows<'r> {
    fn new(
        conn: &Connection,
        catalog: &Catalog,
        kind: &str,
        before: &'r HashMap<Hash, Vec<i64>>,
    ) -> Result<Self> {
        let sql = format!("SELECT max(id) FROM {}", ident(kind));
        let last: i64 = conn.value(&sql, [])?.flatten().unwrap_or_default();
        let next = before.values().flatten().max().copied().unwrap_or_default().max(last) + 1;
        let insert = insertion(kind, &column_names(catalog, kind));
        Ok(Self { insert, before, next, seen: HashSet::new(), used: HashMap::new() })
    }

    pub(super) fn claims(
        conn: &Connection,
        catalog: &Catalog,
        retracted: &'r Retracted,
    ) -> Result<Self> {
        Self::new(conn, catalog, CLAIM, &retracted.claims)
    }

    pub(super) fn flags(
        conn: &Connection,
        catalog: &Catalog,
        retracted: &'r Retracted,
    ) -> Result<Self> {
        Self::new(conn, catalog, FLAG, &retracted.flags)
    }

    /// Writes a row, unless the same was written before, and returns whether it was new. `owner` is the digest it came with, if its
    /// source alone does not tell.
    pub(super) fn write(
        &mut self,
        conn: &Connection,
        row: Vec<Sql>,
        owner: Option<&str>,
    ) -> Result<bool> {
        let key = content(&row);
        if !self.seen.insert(owner.map_or(key, |owner| combine([&key, &hash([owner])]))) {
            return Ok(false);
        }
        let id = self.id(key);
        let cells = std::iter::once(Sql::Integer(id)).chain(row);
        conn.run(&self.insert, params_from_iter(cells))?;
        if let Some(owner) = owner {
            conn.run("INSERT INTO _digest (claim, name) VALUES (?1, ?2)", (id, owner))?;
        }
        Ok(true)
    }

    fn id(&mut self, key: Hash) -> i64 {
        if let Some(ids) = self.before.get(&key) {
            let used = self.used.entry(key).or_default();
            *used += 1;
            if let Some(id) = ids.get(*used - 1) {
                return *id;
            }
        }
        self.next += 1;
        self.next - 1
    }
}

/// Removes values that no claim supports any more.
pub(super) fn remove_values(
    conn: &Connection,
    catalog: &Catalog,
    retracted: &Retracted,
) -> Result<()> {
    keep_labels(conn, catalog)?;
    for (id, name) in &retracted.values {
        let sql = "SELECT kind FROM thing WHERE id = ?1 AND NOT EXISTS
             (SELECT 1 FROM claim WHERE thing = ?1 AND field = ?2 AND says IS NULL)";
        let kind: Option<String> = conn.value(sql, (id, name))?;
        let kind = kind.and_then(|kind| catalog.kind(&kind)).filter(|k| k.sort == Sort::Thing);
        let Some((kind, field)) = kind.and_then(|k| Some((k, k.field(name)?))) else { continue };
        let cells = padded(field, default(catalog, field)?);
        let cells = cells.into_iter().chain([Sql::Integer(*id)]);
        conn.run(&update(kind, field), params_from_iter(cells))?;
    }
    Ok(())
}

/// Removes things and records that no claim supports any more.
pub(super) fn remove_unclaimed(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let unclaimed = "NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.thing = x.id)";
    for kind in tables(catalog).filter(|kind| kind.named()) {
        conn.execute(&format!("DELETE FROM {} AS x WHERE {unclaimed}", ident(&kind.name)), [])?;
    }
    conn.execute(&format!("DELETE FROM thing AS x WHERE {unclaimed}"), [])?;
    Ok(())
}

/// Keeps the labels of things that stay, even if the source that gave the label is gone: the first claim of the thing then
/// supports the label.
fn keep_labels(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let names = column_names(catalog, CLAIM);
    let own = |name: &String| match name.as_str() {
        "thing" => "n.id".to_owned(),
        "field" | "field_key" | "phrase" | "phrase_key" | "key" | "key_key" | "read_as"
        | "read_as_key" | "read_reason" => "NULL".to_owned(),
        name => format!("c.{}", ident(name)),
    };
    let values = names.iter().map(own).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "INSERT INTO claim ({}) SELECT {values} FROM {} AS n
         JOIN thing AS t ON t.id = n.\"of\" AND t.name = n.text
         JOIN claim AS c ON c.id = (SELECT min(id) FROM claim WHERE thing = t.id AND says IS NULL)
         WHERE n.form = 'label' AND NOT EXISTS (SELECT 1 FROM claim WHERE thing = n.id)",
        idents(&names),
        ident(NAME)
    );
    conn.execute(&sql, [])?;
    Ok(())
}

/// Returns a sentence for each thing that is gone while something still refers to it.
pub(super) fn dangling(
    conn: &Connection,
    catalog: &Catalog,
    retracted: &Retracted,
) -> Result<Vec<String>> {
    let mut sentences = BTreeSet::new();
    for kind in tables(catalog) {
        for field in kind.stored().filter(|f| matches!(f.ty, Type::Ref(_))) {
            let (name, column) = (&field.name, ident(&field.name));
            let sql = format!(
                "SELECT r.{column}, t.name FROM {} AS r JOIN thing AS t ON t.id = r.id
                 WHERE r.{column} IS NOT NULL AND r.{column} NOT IN (SELECT id FROM thing)",
                ident(&kind.name)
            );
            for (id, of) in conn.all::<(i64, String)>(&sql, [])? {
                let gone = retracted.slugs.get(&id).map_or("a thing", String::as_str);
                sentences.insert(format!(
                    "`{gone}` would go, because no source speaks of it any more, but it is the `{name}` of \"{of}\""
                ));
            }
        }
    }
    if sentences.is_empty() && conn.exists("SELECT 1 FROM pragma_foreign_key_check", [])? {
        sentences.insert("a reference leads to a thing of another kind".into());
    }
    Ok(sentences.into_iter().collect())
}
