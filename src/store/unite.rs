//! Unites things that are judged to be the same. The thing that is kept takes over the names, the claims and the records of the
//! others, and everything that refers to them; if values differ, its own stays, and the claims for the other values compete with
//! it. Rows are kept before they are changed ([`super::entered`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Result, ensure};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use super::digest::{ALSO, Literal, NOT_STATED, OPEN_LIST, read_stated, read_text};
use super::entered::{self, EnteredRows};
use super::hash::Hash;
use super::ids::Ids;
use super::judged::{Judgements, SameThings};
use super::queries::{Queries, hash_of_cells, read_cells, written_value};
use super::schema::{
    CLAIM, FLAG, JUDGED, NAME, ORIGIN, and_idents, entered_columns, kind_columns, quote_ident,
    stored_references, update_sql,
};
use super::supported::{SUPPORTED, Supported, evidence_key, split_list};
use crate::catalog::{Catalog, Field, Kind, Sort, columns};

/// Unites the things of a rewritten base, whose judgements hold.
pub(super) fn unite_judged(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let mut judgements = Judgements::read(conn)?;
    let classes = judgements.find_classes(conn)?;
    ensure!(judgements.objections.is_empty(), "the judgements of the base contradict each other");
    unite_classes(conn, catalog, &classes)?;
    Ok(())
}

/// Unites the things of classes, and returns the things and records that this changes.
pub(super) fn unite_classes(
    conn: &Connection,
    catalog: &Catalog,
    classes: &[SameThings],
) -> Result<Ids> {
    let (changed, gathered) = (BTreeSet::new(), BTreeSet::new());
    let mut uniter =
        Uniter { conn, catalog, keeper: EnteredRows::new(conn, catalog), changed, gathered };
    let dropped = || classes.iter().flat_map(|class| class.dropped.iter().map(move |d| (class, d)));
    for (class, (from, _)) in dropped() {
        uniter.unite_labels(*from, class.kept)?;
        uniter.redirect_references(*from, class.kept)?;
    }
    uniter.unite_records()?;
    uniter.redirect_says(classes)?;
    for class in classes {
        uniter.unite_values(class)?;
    }
    for (class, (from, slug)) in dropped() {
        uniter.move_claims(*from, class.kept)?;
        uniter.keeper.remove(&class.kind, *from)?;
        conn.run("INSERT INTO _former (slug, thing) VALUES (?1, ?2)", (slug, class.kept))?;
    }
    uniter.unite_claims()?;
    entered::changed_ids(conn)
}

/// Makes one thing of several.
struct Uniter<'u> {
    conn: &'u Connection,
    catalog: &'u Catalog,
    keeper: EnteredRows<'u>,
    /// Records that refer to other things than before, by kind.
    changed: BTreeSet<(&'u str, i64)>,
    /// Things and records that have claims of others.
    gathered: BTreeSet<i64>,
}

impl Uniter<'_> {
    /// Makes the label of a thing another name of the thing that is kept, or the same name.
    fn unite_labels(&mut self, from: i64, kept: i64) -> Result<()> {
        let name = quote_ident(NAME);
        let sql = format!("SELECT id, text FROM {name} WHERE \"of\" = ?1 AND form = 'label'");
        let label: Option<(i64, String)> = self.conn.read_first(&sql, [kept])?;
        for (id, text) in self.conn.read_all::<(i64, String)>(&sql, [from])? {
            if let Some((label, _)) = label.as_ref().filter(|(_, known)| *known == text) {
                self.move_claims(id, *label)?;
                self.keeper.remove(NAME, id)?;
            } else {
                self.keeper.keep_row(NAME, id)?;
                self.conn.run(&format!("UPDATE {name} SET form = 'alias' WHERE id = ?1"), [id])?;
            }
        }
        Ok(())
    }

    /// Redirects all references from one thing or record to another. Its claims are moved later.
    fn redirect_references(&mut self, from: i64, to: i64) -> Result<()> {
        let catalog = self.catalog;
        for (kind, field, _) in stored_references(catalog)
            .filter(|(kind, ..)| ![CLAIM, FLAG].contains(&kind.name.as_str()))
        {
            let (table, column) = (quote_ident(&kind.name), quote_ident(&field.name));
            let sql = format!("SELECT id FROM {table} WHERE {column} = ?1");
            for id in self.conn.read_column::<i64>(&sql, [from])? {
                self.keeper.keep_row(&kind.name, id)?;
                let sql = format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1");
                self.conn.run(&sql, (id, to))?;
                if kind.sort == Sort::Record {
                    self.changed.insert((&kind.name, id));
                }
            }
        }
        Ok(())
    }

    /// Unites records with the same content.
    fn unite_records(&mut self) -> Result<()> {
        while let Some((name, id)) = self.changed.pop_first() {
            let Some(kind) = self.catalog.kind(name) else { continue };
            let Some(row) = self.read_row(kind, id)? else { continue };
            let (columns, table) = (entered_columns(kind), quote_ident(name));
            // An index of known values is used for a value that is known.
            let is = columns.iter().zip(&row).map(|(column, cell)| match cell {
                Sql::Null => format!("{column} IS NULL"),
                _ => format!("{column} = ?"),
            });
            let is = is.collect::<Vec<_>>().join(" AND ");
            let sql = format!("SELECT id FROM {table} AS r WHERE {is} AND id <> ?");
            let known = row.into_iter().filter(|cell| *cell != Sql::Null);
            let known = params_from_iter(known.chain([Sql::Integer(id)]));
            let twin = self.conn.read_value(&sql, known)?;
            let Some(twin) = twin else { continue };
            self.move_claims(id, twin)?;
            self.redirect_references(id, twin)?;
            self.keeper.remove(name, id)?;
        }
        Ok(())
    }

    /// Moves the claims of a thing or record to another.
    fn move_claims(&mut self, from: i64, to: i64) -> Result<()> {
        self.gathered.remove(&from);
        self.gathered.insert(to);
        for id in self.conn.read_column::<i64>("SELECT id FROM claim WHERE thing = ?1", [from])? {
            self.keeper.keep_row(CLAIM, id)?;
            self.conn.run("UPDATE claim SET thing = ?2 WHERE id = ?1", (id, to))?;
        }
        Ok(())
    }

    /// Makes claims that give a thing as another value give the one that is kept.
    fn redirect_says(&mut self, classes: &[SameThings]) -> Result<()> {
        let mut kept: HashMap<&str, String> = HashMap::new();
        for class in classes {
            let slug: Option<String> =
                self.conn.read_value("SELECT slug FROM thing WHERE id = ?1", [class.kept])?;
            let slug = slug.unwrap_or_default();
            kept.extend(class.dropped.iter().map(|(_, drop)| (drop.as_str(), slug.clone())));
        }
        if kept.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "SELECT c.id, c.thing, c.field, c.says, t.kind FROM claim AS c JOIN thing AS t ON t.id = c.thing
             WHERE c.says IS NOT NULL AND c.field IS NOT NULL AND NOT ({JUDGED})"
        );
        let found: Vec<(i64, i64, String, String, String)> = self.conn.read_all(&sql, [])?;
        for (id, thing, field, says, kind) in found {
            let Some(slug) = kept.get(says.as_str()) else { continue };
            let field = self.catalog.kind(&kind).and_then(|kind| kind.field(&field));
            if field.is_some_and(|field| field.ty.is_ref()) {
                self.keeper.keep_row(CLAIM, id)?;
                self.set_says(id, Some(slug))?;
                self.gathered.insert(thing);
            }
        }
        Ok(())
    }

    fn set_says(&self, claim: i64, says: Option<&str>) -> Result<()> {
        let key = says.map_or(Sql::Null, evidence_key);
        self.conn
            .run("UPDATE claim SET says = ?2, says_key = ?3 WHERE id = ?1", (claim, says, key))?;
        Ok(())
    }

    /// Gives the thing that is kept the values that only others have. If values differ, the claims for the other values compete
    /// with the recorded one.
    fn unite_values(&mut self, class: &SameThings) -> Result<()> {
        let Some(kind) = self.catalog.kind(&class.kind) else { return Ok(()) };
        let ids = [class.kept].into_iter().chain(class.dropped.iter().map(|(id, _)| *id));
        let members = ids.map(|id| self.read_member(kind, id)).collect::<Result<Vec<_>>>()?;
        let Some(kept) = members.first() else { return Ok(()) };
        let given = |field: &Field| members.iter().find_map(|m| m.claimed_cells(field));
        for field in kind.stored_fields() {
            let nothing = || vec![Sql::Null; columns::column_endings(field).len()];
            let own = kept.values.get(field.name.as_str()).cloned().unwrap_or_else(nothing);
            let mut value = given(field).cloned().unwrap_or_else(|| own.clone());
            if let Some((other, wanted)) = &field.only_if
                && let Some(other) = kind.field(other)
                && let Some(is) = given(other).or_else(|| kept.values.get(other.name.as_str()))
                && self.cells_of_text(other, wanted)?.is_some_and(|wanted| wanted != *is)
            {
                value = nothing();
            }
            if value != own {
                self.keeper.keep_row(&kind.name, kept.id)?;
                let cells = value.iter().cloned().chain([Sql::Integer(kept.id)]);
                self.conn.run(&update_sql(kind, field), params_from_iter(cells))?;
            }
            for member in &members {
                if let Some(other) = member.claimed_cells(field).filter(|other| **other != value) {
                    let says = written_value(self.conn, field, other)?.unwrap_or_default();
                    let says = self.with_equivalents(member.id, field, says)?;
                    self.make_competing(member.id, &field.name, &says)?;
                }
            }
        }
        Ok(())
    }

    /// Reads the values of a thing, and which of them are claimed.
    fn read_member<'k>(&self, kind: &'k Kind, id: i64) -> Result<Valued<'k>> {
        let mut row = self.read_row(kind, id)?.unwrap_or_default().into_iter();
        let mut values = BTreeMap::new();
        for field in kind.stored_fields() {
            let cells: Vec<Sql> = row.by_ref().take(columns::column_endings(field).len()).collect();
            values.insert(field.name.as_str(), cells);
        }
        let sql = "SELECT field FROM claim WHERE thing = ?1 AND says IS NULL AND field IS NOT NULL";
        let fields = self.conn.read_column::<String>(sql, [id])?.into_iter();
        let claimed =
            fields.flat_map(|list| split_list(Some(&list)).map(str::to_owned).collect::<Vec<_>>());
        Ok(Valued { id, values, claimed: claimed.collect() })
    }

    /// Reads the values of a thing or record.
    fn read_row(&self, kind: &Kind, id: i64) -> Result<Option<Vec<Sql>>> {
        let (columns, table) = (entered_columns(kind), quote_ident(&kind.name));
        let sql = format!("SELECT {} FROM {table} AS r WHERE id = ?1", columns.join(", "));
        Ok(self.conn.read(&sql, [id], |row| read_cells(row, 0..columns.len()))?.pop())
    }

    /// Returns the cells of a field for a text in the notation of the language.
    fn cells_of_text(&self, field: &Field, text: &str) -> Result<Option<Vec<Sql>>> {
        Ok(match read_text(field, text, &self.catalog.units) {
            Ok(Literal::Ready(stored)) => Some(stored.columns.clone()),
            Ok(Literal::Ref(slug)) => {
                let id: Option<i64> =
                    self.conn.read_value("SELECT id FROM thing WHERE slug = ?1", [slug])?;
                id.map(|id| vec![Sql::Integer(id)])
            }
            Err(_) => None,
        })
    }

    /// Removes the claims that give an amount in other units, and returns the amount with these equivalents.
    fn with_equivalents(&mut self, thing: i64, field: &Field, amount: String) -> Result<String> {
        if !field.ty.has_equivalents() {
            return Ok(amount);
        }
        let sql = "SELECT id, says FROM claim WHERE thing = ?1 AND field = ?2 AND says GLOB ?3 || '*' ORDER BY id";
        let found: Vec<(i64, String)> = self.conn.read_all(sql, (thing, &field.name, ALSO))?;
        for (id, _) in &found {
            self.keeper.keep_row(CLAIM, *id)?;
            self.conn.run("DELETE FROM claim WHERE id = ?1", [id])?;
        }
        let others = found.iter().filter_map(|(_, says)| says.strip_prefix(ALSO));
        let others: BTreeSet<&str> = others.filter(|says| !says.contains('(')).collect();
        let others = others.into_iter().collect::<Vec<_>>().join("; ");
        Ok(if others.is_empty() { amount } else { format!("{amount} ({others})") })
    }

    /// Turns the claims that support a value of a thing into claims that give it as a competing value.
    fn make_competing(&self, thing: i64, field: &str, says: &str) -> Result<()> {
        let sql = format!(
            "SELECT id, whole, field FROM claim WHERE thing = ?1 AND says IS NULL AND {} ORDER BY id",
            columns::item_condition("field", "?2")
        );
        let found: Vec<(i64, Option<bool>, Option<String>)> =
            self.conn.read_all(&sql, (thing, columns::delimited_item(field)))?;
        for (id, whole, fields) in found {
            let mut supported = Supported::read(whole, fields.as_deref());
            supported.fields.remove(field);
            self.keeper.keep_row(CLAIM, id)?;
            let mut contesting = id;
            if supported != Supported::default() {
                contesting = self.copy_claim(id)?;
                supported.write(self.conn, id)?;
            }
            Supported::of_field(Some(field)).write(self.conn, contesting)?;
            self.set_says(contesting, Some(says))?;
        }
        Ok(())
    }

    /// Copies a claim, and returns the id of the copy.
    fn copy_claim(&self, id: i64) -> Result<i64> {
        let last: Option<i64> = self.conn.read_value(
            "SELECT max((SELECT max(id) FROM claim), coalesce((SELECT max(id) FROM _entered WHERE kind = 'claim'), 0))",
            [],
        )?;
        let new = last.unwrap_or_default() + 1;
        let list = self.claim_columns();
        let sql = format!("INSERT INTO claim (id{list}) SELECT ?2{list} FROM claim WHERE id = ?1");
        self.conn.run(&sql, (id, new))?;
        self.keeper.keep_none(CLAIM, new)?;
        Ok(new)
    }

    /// Lists the columns of claims after the id, each after a comma.
    fn claim_columns(&self) -> String {
        let columns = self.catalog.kind(CLAIM).map(kind_columns).unwrap_or_default();
        and_idents(columns.iter().map(|(name, _)| name.as_str()).chain([ORIGIN]))
    }

    /// Makes claims that give the recorded value support it, and unites claims that differ only in what they support.
    fn unite_claims(&mut self) -> Result<()> {
        for thing in std::mem::take(&mut self.gathered) {
            self.support_equal_values(thing)?;
            let mut known: HashMap<Hash, (i64, Supported)> = HashMap::new();
            for (id, content, supported) in self.read_hashed_claims(thing)? {
                let Some((first, of_first)) = known.get_mut(&content) else {
                    known.insert(content, (id, supported));
                    continue;
                };
                of_first.add(supported);
                for claim in [*first, id] {
                    self.keeper.keep_row(CLAIM, claim)?;
                }
                of_first.write(self.conn, *first)?;
                self.conn.run("DELETE FROM claim WHERE id = ?1", [id])?;
            }
        }
        Ok(())
    }

    /// Returns the claims of a thing or record, each with its content and what it supports.
    fn read_hashed_claims(&self, thing: i64) -> Result<Vec<(i64, Hash, Supported)>> {
        let list = self.claim_columns();
        let sql = format!(
            "SELECT id, whole, field, CASE WHEN says IS NOT NULL THEN field END{list} FROM claim WHERE thing = ?1 ORDER BY id"
        );
        let names = self.catalog.kind(CLAIM).map(kind_columns).unwrap_or_default();
        let own: Vec<usize> = (0..=names.len())
            .filter(|at| names.get(*at).is_none_or(|(name, _)| !SUPPORTED.contains(&name.as_str())))
            .map(|at| at + 4)
            .collect();
        Ok(self.conn.read(&sql, [thing], |row| {
            let of = [3].into_iter().chain(own.iter().copied());
            let content: Vec<Sql> = read_cells(row, of)?;
            let supported = Supported::read(row.get(1)?, row.get_ref(2)?.as_str_or_null()?);
            Ok((row.get(0)?, hash_of_cells("", &content), supported))
        })?)
    }

    /// Makes claims support the recorded value if the value that they give instead is equal to it.
    fn support_equal_values(&self, thing: i64) -> Result<()> {
        let sql = format!(
            "SELECT c.id, t.kind, c.field, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
             WHERE c.thing = ?1 AND c.field IS NOT NULL AND c.says NOT IN (?2, ?3) AND NOT ({JUDGED})"
        );
        let found: Vec<(i64, String, String, String)> =
            self.conn.read_all(&sql, (thing, NOT_STATED, OPEN_LIST))?;
        for (id, kind, field, says) in found {
            let Some(kind) = self.catalog.kind(&kind) else { continue };
            let Some(field) = kind.field(&field) else { continue };
            let value = self.read_member(kind, thing)?.values.remove(field.name.as_str());
            if value.is_some() && self.cells_of_text(field, &says)? == value {
                self.keeper.keep_row(CLAIM, id)?;
                let stated = read_stated(field, &says, &self.catalog.units);
                for other in stated.into_iter().flat_map(|stated| stated.equivalents) {
                    let says = format!("{ALSO}{}", other.text(&self.catalog.units));
                    self.set_says(self.copy_claim(id)?, Some(&says))?;
                }
                self.set_says(id, None)?;
            }
        }
        Ok(())
    }
}

/// A thing of a class with its values.
struct Valued<'k> {
    id: i64,
    values: BTreeMap<&'k str, Vec<Sql>>,
    /// The fields whose values are claimed.
    claimed: BTreeSet<String>,
}

impl Valued<'_> {
    /// Returns the cells of a field, if a value is recorded and claimed.
    fn claimed_cells(&self, field: &Field) -> Option<&Vec<Sql>> {
        let cells = self.values.get(field.name.as_str())?;
        let is_given =
            self.claimed.contains(&field.name) && cells.iter().any(|cell| *cell != Sql::Null);
        is_given.then_some(cells)
    }
}
