//! Contradictions: values of one field that sources do not agree on, and records that cannot both be right. All of them stay;
//! answers mark them.

use std::collections::BTreeMap;

use anyhow::Result;
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::digest::{NOT_STATED, OPEN_LIST};
use super::ids::Ids;
use super::open::Base;
use super::queries::Queries;
use super::schema::{JUDGED, ident, literal, literals, readable, tables};
use super::versions::Versions;
use crate::catalog::{Catalog, ConflictRule, DISTINCT_FROM, Field, Kind, SAME_AS, Type, columns};
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
            for records in self.groups(&disagreeing((kind, rule, value), false))? {
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
             WHERE c.field IS NOT NULL AND c.says IS NOT NULL AND c.says NOT IN (?1, ?2) AND c.field NOT IN (?3, ?4)
             GROUP BY c.thing, c.field ORDER BY t.slug, c.field";
        let found: Vec<(i64, String, String, String)> =
            self.conn.all(sql, [NOT_STATED, OPEN_LIST, SAME_AS, DISTINCT_FROM])?;
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
///
/// Those of one subject, which is bound, if that is `one`.
fn disagreeing((kind, rule, value): Disagreement<'_>, one: bool) -> String {
    let keys: Vec<String> = rule.same.iter().map(|name| key_of(kind, name)).collect();
    let is = if one { "= ?1" } else { "IS NOT NULL" };
    let known: Vec<String> = keys.iter().take(1).map(|key| format!("WHERE {key} {is}")).collect();
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
    conn.execute(&insertion(&select(catalog)), [])?;
    Ok(())
}

/// Returns the statement that writes what another finds.
fn insertion(found: &str) -> String {
    format!("INSERT OR IGNORE INTO rival (kind, field, thing, claim, says) {found}")
}

/// All records are compared again if more than one in this number may have another subject.
const FEW: usize = 8;

/// Removes what contradicts a field of a thing or record.
const REMOVE: &str = "DELETE FROM rival WHERE kind = ?1 AND field = ?2 AND thing = ?3";

/// Derives anew the contradictions of touched things and records, and of records with the same subjects.
pub(super) fn update(versions: &Versions<'_>, touched: &Ids) -> Result<()> {
    let (conn, catalog) = (versions.after, versions.catalog);
    if versions.before.is_none() {
        return derive(conn, catalog);
    }
    let mut compared = Vec::new();
    for (kind, rule, value) in rules(catalog) {
        let subjects = subjects(versions, kind, rule)?;
        let all: i64 = conn
            .value(&format!("SELECT count(*) FROM {}", ident(&kind.name)), [])?
            .unwrap_or_default();
        if subjects.len() > usize::try_from(all).unwrap_or_default() / FEW + FEW {
            conn.execute("DELETE FROM rival", [])?;
            return derive(conn, catalog);
        }
        compared.push((kind, rule, value, subjects));
    }
    let kept = "SELECT DISTINCT kind, field, thing FROM rival";
    for (kind, field, thing) in conn.all::<(String, String, i64)>(kept, [])? {
        if touched.contains(thing) {
            conn.run(REMOVE, (kind, field, thing))?;
        }
    }
    let by_claims = insertion(&format!("{} AND c.thing BETWEEN ?1 AND ?2", of_claims()));
    for ids in versions.ranges {
        conn.run(&by_claims, (ids.start(), ids.end()))?;
    }
    for (kind, rule, value, subjects) in compared {
        let by_records = insertion(&between_records((kind, rule, value), true));
        let members =
            format!("SELECT id FROM {} WHERE {} = ?1", ident(&kind.name), subject(kind, rule));
        for subject in subjects.into_values() {
            for id in conn.column::<i64>(&members, [&subject])? {
                conn.run(REMOVE, (&kind.name, &value.name, id))?;
                conn.run(&by_claims, (id, id))?;
            }
            conn.run(&by_records, [&subject])?;
        }
    }
    Ok(())
}

/// Returns the subjects of touched records, before and now.
fn subjects(
    versions: &Versions<'_>,
    kind: &Kind,
    rule: &ConflictRule,
) -> Result<BTreeMap<String, Sql>> {
    let key = subject(kind, rule);
    let sql = format!(
        "SELECT DISTINCT {key} FROM {} WHERE id BETWEEN ?1 AND ?2 AND {key} IS NOT NULL",
        ident(&kind.name)
    );
    let mut subjects = BTreeMap::new();
    for conn in versions.before.into_iter().chain([versions.after]) {
        for ids in versions.ranges {
            let found: Vec<Sql> = conn.column(&sql, (ids.start(), ids.end()))?;
            subjects.extend(found.into_iter().map(|subject| (format!("{subject:?}"), subject)));
        }
    }
    Ok(subjects)
}

/// A kind of records, how they contradict each other, and the value in which they do.
type Disagreement<'c> = (&'c Kind, &'c ConflictRule, &'c Field);

/// Returns the kinds of records that contradict each other if they agree in some fields and not in a value.
fn rules(catalog: &Catalog) -> impl Iterator<Item = Disagreement<'_>> {
    catalog.kinds.iter().filter_map(|kind| {
        let rule = kind.conflict.as_ref()?;
        Some((kind, rule, kind.field(&rule.value)?))
    })
}

/// Returns the column in which a field is compared.
fn key_of(kind: &Kind, name: &str) -> String {
    match kind.field(name).map(|field| &field.ty) {
        Some(Type::Text) => ident(&columns::key(name)),
        _ => ident(name),
    }
}

/// Returns the column of the first field in which records agree: it must be known.
fn subject(kind: &Kind, rule: &ConflictRule) -> String {
    rule.same.first().map_or("NULL".to_owned(), |name| key_of(kind, name))
}

/// Returns the statement that finds all contradictions: kind, field, thing, the claim against it, and the value of that claim.
pub(crate) fn select(catalog: &Catalog) -> String {
    let records = rules(catalog).map(|rule| between_records(rule, false));
    std::iter::once(of_claims()).chain(records).collect::<Vec<_>>().join(" UNION ")
}

/// Returns the statement for claims that say otherwise.
fn of_claims() -> String {
    format!(
        "SELECT t.kind, c.field, c.thing, c.id, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
         WHERE c.field IS NOT NULL AND c.says NOT IN ({}) AND NOT ({JUDGED})",
        literals([NOT_STATED, OPEN_LIST])
    )
}

/// Returns the statement for records with the same subject whose values cannot both be right: the claims of each contradict the
/// other.
fn between_records((kind, rule, value): Disagreement<'_>, one: bool) -> String {
    let (name, field) = (ident(&value.name), literal(&value.name));
    format!(
        "SELECT {of}, {field}, a.id, c.id, CAST(b.{name} AS TEXT) FROM ({groups}) AS g
         JOIN json_each(g.ids) AS x JOIN json_each(g.ids) AS y
         JOIN {table} AS a ON a.id = x.value JOIN {table} AS b ON b.id = y.value AND {against}
         JOIN claim AS c ON c.thing = b.id AND (c.whole = 1 OR {has}) AND c.says IS NULL",
        has = columns::has("c.field", &literal(&columns::item(&value.name))),
        of = literal(&kind.name),
        table = ident(&kind.name),
        groups = disagreeing((kind, rule, value), one),
        against = against(value),
    )
}
