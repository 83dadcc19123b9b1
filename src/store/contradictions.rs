//! Contradictions: values of one field that sources do not agree on, and records that cannot both be right. All of them stay;
//! answers mark them.

use anyhow::Result;
use rusqlite::Connection;

use super::digest::{NOT_STATED, OPEN_LIST};
use super::open::Base;
use super::queries::Queries;
use super::schema::{ident, literal, literals, readable, tables};
use crate::catalog::{Catalog, ConflictRule, Field, Kind, Type, columns};
use crate::value::MONEY;

/// Values that cannot all be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The kind of thing or record.
    pub kind: String,
    /// What they are about: the thing and its field, or what the records agree in.
    pub about: Vec<String>,
    /// The values, each with its places.
    pub sides: Vec<CompetingValue>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompetingValue {
    /// The value as worded.
    pub value: String,
    /// The sources and paragraphs that give it.
    pub places: Vec<(String, Option<i64>)>,
}

impl Base {
    /// Returns all conflicts: of values in the order of the things, then of records.
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

    /// Returns the conflicts between a recorded value and the values that claims give.
    fn competing(&self) -> Result<Vec<Conflict>> {
        let sql = "SELECT c.thing, t.kind, t.name, c.field FROM claim AS c JOIN thing AS t ON t.id = c.thing
             WHERE c.field IS NOT NULL AND c.says IS NOT NULL AND c.says NOT IN (?1, ?2)
             GROUP BY c.thing, c.field ORDER BY t.slug, c.field";
        let found: Vec<(i64, String, String, String)> =
            self.conn.all(sql, [NOT_STATED, OPEN_LIST])?;
        let mut conflicts = Vec::new();
        for (id, kind, name, field) in found {
            let Some(known) = self.catalog().kind(&kind) else { continue };
            let kept = self.texts_of(known, id, std::slice::from_ref(&field))?;
            let mut sides = Vec::new();
            if let Some(value) = kept.into_iter().next() {
                let places = self.places((id, &field, None), false)?;
                sides.push(CompetingValue { value, places });
            }
            sides.extend(self.competing_values(id, &field)?);
            conflicts.push(Conflict { kind, about: vec![name, field], sides });
        }
        Ok(conflicts)
    }

    /// Returns the values that claims give a field instead of the recorded one, each once.
    fn competing_values(&self, thing: i64, field: &str) -> Result<Vec<CompetingValue>> {
        let sql = "SELECT DISTINCT says FROM claim WHERE thing = ?1 AND field = ?2
             AND says NOT IN (?3, ?4) ORDER BY says";
        let values: Vec<String> = self.conn.column(sql, (thing, field, NOT_STATED, OPEN_LIST))?;
        let side = |value: String| {
            Ok(CompetingValue { places: self.places((thing, field, Some(&value)), false)?, value })
        };
        values.into_iter().map(side).collect()
    }

    /// Returns the values of records, each once.
    fn sides(&self, kind: &Kind, value: &Field, records: &[i64]) -> Result<Vec<CompetingValue>> {
        let mut sides: Vec<CompetingValue> = Vec::new();
        for record in records {
            let text = self.texts_of(kind, *record, std::slice::from_ref(&value.name))?;
            let Some(text) = text.into_iter().next() else { continue };
            let mut places = self.places((*record, &value.name, None), true)?;
            match sides.iter_mut().find(|side| side.value == text) {
                Some(side) => side.places.append(&mut places),
                None => sides.push(CompetingValue { value: text, places }),
            }
        }
        Ok(sides)
    }

    /// Returns the places of the claims on a field of a thing that support it, or that give this value instead; with `whole` also of
    /// those on the thing as a whole.
    fn places(
        &self,
        (thing, field, says): (i64, &str, Option<&str>),
        whole: bool,
    ) -> Result<Vec<(String, Option<i64>)>> {
        let sql = format!(
            "SELECT DISTINCT s.slug, c.paragraph FROM claim AS c JOIN thing AS s ON s.id = c.source
             WHERE c.thing = ?1 AND ({} OR ?4 AND c.whole = 1) AND c.says IS ?3
             ORDER BY s.slug, c.paragraph",
            columns::has("c.field", "?2")
        );
        Ok(self.conn.all(&sql, (thing, columns::item(field), says, whole))?)
    }

    /// Returns the values of a member of a kind in some fields, as a person reads them.
    fn texts_of(&self, kind: &Kind, id: i64, fields: &[String]) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for field in fields.iter().filter_map(|name| kind.field(name)) {
            let (text, table) = (readable(field), ident(&kind.name));
            let sql = format!("SELECT {text} FROM {table} AS r WHERE r.id = ?1");
            texts.extend(self.conn.value::<Option<String>>(&sql, [id])?.flatten());
        }
        Ok(texts)
    }

    /// Returns groups of records, which a statement gives as JSON arrays of ids.
    fn groups(&self, sql: &str) -> Result<Vec<Vec<i64>>> {
        let groups = self.conn.column::<String>(sql, [])?.into_iter();
        groups.map(|ids| Ok(serde_json::from_str(&ids)?)).collect()
    }
}

/// Returns the statement that finds groups of records with the same subject whose values cannot all be right. They also agree in
/// fields that none of them gives, except the first: it must be known.
fn disagreeing(kind: &Kind, rule: &ConflictRule, value: &Field) -> String {
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

/// Returns what else must agree for values to be compared, and the condition under which those of a group cannot all be right:
/// ranges that do not overlap, or other values that differ.
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

/// Returns the condition under which two records of a group, `a` and `b`, contradict each other.
fn against(value: &Field) -> String {
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

/// Finds all contradictions and writes them.
pub(super) fn derive(conn: &Connection, catalog: &Catalog) -> Result<()> {
    let all = select(catalog);
    let sql = format!("INSERT OR IGNORE INTO rival (kind, field, thing, claim, says) {all}");
    conn.execute(&sql, [])?;
    Ok(())
}

/// Returns the statement that finds all contradictions: kind, field, thing, the claim against it, and the value of that claim.
pub(crate) fn select(catalog: &Catalog) -> String {
    let claims = format!(
        "SELECT t.kind, c.field, c.thing, c.id, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
         WHERE c.field IS NOT NULL AND c.says NOT IN ({})",
        literals([NOT_STATED, OPEN_LIST])
    );
    let records = catalog.kinds.iter().filter_map(|kind| {
        let rule = kind.conflict.as_ref()?;
        Some(between_records(kind, rule, kind.field(&rule.value)?))
    });
    std::iter::once(claims).chain(records).collect::<Vec<_>>().join(" UNION ")
}

/// Returns the statement for records with the same subject whose values cannot both be right: the claims of each contradict the
/// other.
fn between_records(kind: &Kind, rule: &ConflictRule, value: &Field) -> String {
    let (name, field) = (ident(&value.name), literal(&value.name));
    format!(
        "SELECT {of}, {field}, a.id, c.id, CAST(b.{name} AS TEXT) FROM ({groups}) AS g
         JOIN json_each(g.ids) AS x JOIN json_each(g.ids) AS y
         JOIN {table} AS a ON a.id = x.value JOIN {table} AS b ON b.id = y.value AND {against}
         JOIN claim AS c ON c.thing = b.id AND (c.whole = 1 OR {has}) AND c.says IS NULL",
        has = columns::has("c.field", &literal(&columns::item(&value.name))),
        of = literal(&kind.name),
        table = ident(&kind.name),
        groups = disagreeing(kind, rule, value),
        against = against(value),
    )
}
