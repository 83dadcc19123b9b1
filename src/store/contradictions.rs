//! Contradictions: values of one field that sources do not agree on, and records that cannot both be right. All of them stay;
//! answers mark them.

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Catalog, ConflictRule, Field, Kind, Type, columns};
use crate::value::MONEY;

use super::digest::{NOT_STATED, OPEN_LIST};
use super::open::Base;
use super::schema::{ident, literal, tables};

/// Values that cannot all be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The kind of thing or record.
    pub kind: String,
    /// What they are about: the thing and its field, or what the records agree in.
    pub about: Vec<String>,
    /// The values, each with where it stands.
    pub sides: Vec<Side>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The value as worded.
    pub value: String,
    /// The sources and paragraphs it stands in.
    pub places: Vec<(String, Option<i64>)>,
}

impl Base {
    /// All conflicts: of values in the order of the things, then of records.
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        let mut conflicts = self.competing()?;
        for kind in tables(self.catalog()) {
            let Some(rule) = &kind.conflict else { continue };
            let Some(value) = kind.field(&rule.value) else { continue };
            for records in self.groups(&disagreeing(kind, rule, value))? {
                let Some(first) = records.first() else { continue };
                let about = self.texts_of(kind, *first, &rule.same)?;
                let sides = self.sides(kind, value, &records)?;
                conflicts.push(Conflict { kind: kind.name.clone(), about, sides });
            }
        }
        Ok(conflicts)
    }

    /// Values that claims give beside the one kept.
    fn competing(&self) -> Result<Vec<Conflict>> {
        let mut find = self.conn.prepare(
            "SELECT c.thing, t.kind, t.name, c.field FROM claim AS c JOIN thing AS t ON t.id = c.thing
             WHERE c.field IS NOT NULL AND c.says IS NOT NULL AND c.says NOT IN (?1, ?2)
             GROUP BY c.thing, c.field ORDER BY t.slug, c.field",
        )?;
        let found = find.query_map([NOT_STATED, OPEN_LIST], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        let found = found.collect::<rusqlite::Result<Vec<(i64, String, String, String)>>>()?;
        let mut conflicts = Vec::new();
        for (id, kind, name, field) in found {
            let Some(known) = self.catalog().kind(&kind) else { continue };
            let kept = self.texts_of(known, id, std::slice::from_ref(&field))?;
            let mut sides = Vec::new();
            if let Some(value) = kept.into_iter().next() {
                let places = self.places((id, &field, None), false)?;
                sides.push(Side { value, places });
            }
            sides.extend(self.said(id, &field)?);
            conflicts.push(Conflict { kind, about: vec![name, field], sides });
        }
        Ok(conflicts)
    }

    /// What claims say of a field instead, each value once.
    fn said(&self, thing: i64, field: &str) -> Result<Vec<Side>> {
        let mut find = self.conn.prepare_cached(
            "SELECT DISTINCT says FROM claim WHERE thing = ?1 AND field = ?2
             AND says NOT IN (?3, ?4) ORDER BY says",
        )?;
        let said = find.query_map((thing, field, NOT_STATED, OPEN_LIST), |row| row.get(0))?;
        let said = said.collect::<rusqlite::Result<Vec<String>>>()?;
        let side = |value: String| {
            Ok(Side { places: self.places((thing, field, Some(&value)), false)?, value })
        };
        said.into_iter().map(side).collect()
    }

    /// The values of records, each once.
    fn sides(&self, kind: &Kind, value: &Field, records: &[i64]) -> Result<Vec<Side>> {
        let mut sides: Vec<Side> = Vec::new();
        for record in records {
            let text = self.texts_of(kind, *record, std::slice::from_ref(&value.name))?;
            let Some(text) = text.into_iter().next() else { continue };
            let mut places = self.places((*record, &value.name, None), true)?;
            match sides.iter_mut().find(|side| side.value == text) {
                Some(side) => side.places.append(&mut places),
                None => sides.push(Side { value: text, places }),
            }
        }
        Ok(sides)
    }

    /// Where the claims stand on a field of a thing that say this instead of it, or support it; with `whole` also those on
    /// the thing as a whole.
    fn places(
        &self,
        (thing, field, says): (i64, &str, Option<&str>),
        whole: bool,
    ) -> Result<Vec<(String, Option<i64>)>> {
        let mut find = self.conn.prepare_cached(
            "SELECT DISTINCT s.slug, c.paragraph FROM claim AS c JOIN thing AS s ON s.id = c.source
             WHERE c.thing = ?1 AND (c.field = ?2 OR ?4 AND c.field IS NULL) AND c.says IS ?3
             ORDER BY s.slug, c.paragraph",
        )?;
        let places =
            find.query_map((thing, field, says, whole), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(places.collect::<rusqlite::Result<_>>()?)
    }

    /// The values that a member of a kind has in some fields, as a person reads them.
    fn texts_of(&self, kind: &Kind, id: i64, fields: &[String]) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for field in fields.iter().filter_map(|name| kind.field(name)) {
            let column = format!("r.{}", ident(&field.name));
            let shown = match field.ty {
                Type::Ref(_) => format!("(SELECT n.name FROM thing AS n WHERE n.id = {column})"),
                Type::YesNo => format!("CASE {column} WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END"),
                _ => format!("CAST({column} AS TEXT)"),
            };
            let sql = format!("SELECT {shown} FROM {} AS r WHERE r.id = ?1", ident(&kind.name));
            let mut find = self.conn.prepare_cached(&sql)?;
            for text in find.query_map([id], |row| row.get::<_, Option<String>>(0))? {
                texts.extend(text?);
            }
        }
        Ok(texts)
    }

    /// Groups of records, each a JSON array of ids.
    fn groups(&self, sql: &str) -> Result<Vec<Vec<i64>>> {
        let mut find = self.conn.prepare(sql)?;
        let groups = find.query_map([], |row| row.get::<_, String>(0))?;
        groups.map(|ids| Ok(serde_json::from_str(&ids?)?)).collect()
    }
}

/// The records that agree in all they must, where their values cannot all hold. What none of them gives they agree in, but
/// the first field must be known: it is what they are about.
pub(crate) fn disagreeing(kind: &Kind, rule: &ConflictRule, value: &Field) -> String {
    let key = |name: &String| match kind.field(name).map(|field| &field.ty) {
        Some(Type::Text) => ident(&columns::key(name)),
        _ => ident(name),
    };
    let keys: Vec<String> = rule.same.iter().map(key).collect();
    let known: Vec<String> =
        keys.iter().take(1).map(|key| format!("WHERE {key} IS NOT NULL")).collect();
    let (comparable, differ) = differ(value);
    let groups: Vec<String> = keys.into_iter().chain(comparable).collect();
    format!(
        "SELECT json_group_array(id ORDER BY id) AS ids FROM {} {} GROUP BY {} HAVING {differ} ORDER BY min(id)",
        ident(&kind.name),
        known.concat(),
        groups.join(", ")
    )
}

/// By what else values must agree to be compared, and whether those of a group cannot all hold: ranges that do not meet, or
/// other values that differ.
fn differ(value: &Field) -> (Option<String>, String) {
    let f = &value.name;
    let apart = |low: &str, high: &str| format!("max({}) > min({})", ident(low), ident(high));
    let several = |column: &str| format!("count(DISTINCT {}) > 1", ident(column));
    match &value.ty {
        Type::Number { exact: true } => (None, several(f)),
        Type::Text => (None, several(&columns::key(f))),
        ty if ty.is_time() => (None, apart(&columns::from(f), &columns::to(f))),
        ty if ty.is_amount() => {
            // Units of one dimension share their smallest part; currencies do not.
            let unit = format!(
                "(SELECT CASE u.dimension WHEN {} THEN u.name ELSE u.dimension END FROM unit AS u WHERE u.name = {})",
                literal(MONEY),
                ident(&columns::unit(f))
            );
            (Some(unit), apart(&columns::low(f), &columns::high(f)))
        }
        _ => (None, several(f)),
    }
}

/// Whether two records of a group that disagrees, `a` and `b`, are on different sides of it.
pub(crate) fn against(value: &Field) -> String {
    let f = &value.name;
    let column = |of: &str, name: &str| format!("{of}.{}", ident(name));
    let apart = |low: &str, high: &str| {
        let below = |x: &str, y: &str| format!("{} < {}", column(x, high), column(y, low));
        format!("({} OR {})", below("a", "b"), below("b", "a"))
    };
    match &value.ty {
        Type::Text => {
            format!("{} <> {}", column("a", &columns::key(f)), column("b", &columns::key(f)))
        }
        ty if ty.is_time() => apart(&columns::from(f), &columns::to(f)),
        ty if ty.is_amount() && *ty != (Type::Number { exact: true }) => {
            apart(&columns::low(f), &columns::high(f))
        }
        _ => format!("{} <> {}", column("a", f), column("b", f)),
    }
}

/// Finds all of them anew.
pub(super) fn derive(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let all = select(catalog);
    conn.execute(
        &format!("INSERT OR IGNORE INTO rival (kind, field, thing, claim, says) {all}"),
        [],
    )?;
    Ok(())
}

/// All of them as a statement: kind, field, thing, the claim against it, and what that says.
pub(crate) fn select(catalog: &Catalog) -> String {
    let claims = format!(
        "SELECT t.kind, c.field, c.thing, c.id, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
         WHERE c.field IS NOT NULL AND c.says NOT IN ({}, {})",
        literal(NOT_STATED),
        literal(OPEN_LIST)
    );
    let records = catalog.kinds.iter().filter_map(|kind| {
        let rule = kind.conflict.as_ref()?;
        Some(between_records(kind, rule, kind.field(&rule.value)?))
    });
    std::iter::once(claims).chain(records).collect::<Vec<_>>().join(" UNION ")
}

/// Records that agree in what they are about and whose values cannot both be right: the claims of each speak against the other.
fn between_records(kind: &Kind, rule: &ConflictRule, value: &Field) -> String {
    let (name, field) = (ident(&value.name), literal(&value.name));
    format!(
        "SELECT {of}, {field}, a.id, c.id, CAST(b.{name} AS TEXT) FROM ({groups}) AS g
         JOIN json_each(g.ids) AS x JOIN json_each(g.ids) AS y
         JOIN {table} AS a ON a.id = x.value JOIN {table} AS b ON b.id = y.value AND {against}
         JOIN claim AS c ON c.thing = b.id AND (c.field IS NULL OR c.field = {field}) AND c.says IS NULL",
        of = literal(&kind.name),
        table = ident(&kind.name),
        groups = disagreeing(kind, rule, value),
        against = against(value),
    )
}
